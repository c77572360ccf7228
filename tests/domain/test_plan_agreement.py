"""Both sides stand behind an action when the middle is three fingers and at most a quarter is below."""

import itertools
from collections import defaultdict

import pytest

from facilitator.domain.framework import Item
from facilitator.domain.plan import Action, OpenAnswer
from facilitator.domain.plan_agreement import (
    BY_SIDE,
    Agreed,
    AskOpenly,
    NotAsked,
    NotYet,
    judge,
    publish_agreement,
    stands_behind,
)
from facilitator.domain.release import Shown, Withheld
from facilitator.domain.release_data import release_from_data, release_to_data

ANSWERS = ("zero", "one", "two", "three", "four", "five")


def published(framework, k=5, **sides):
    """Return the release of one action; ``sides`` maps side to its answers."""
    cast = [(side, {"fist_to_five": answer}) for side, answers in sides.items() for answer in answers]
    step = framework.get_step("plan")
    return publish_agreement(framework, step, 1, [Item("a", "Do it")], {"a": cast}, k=k)


@pytest.mark.parametrize(
    ("fingers", "agreed"),
    [
        ([3] * 5, True),
        ([3, 3, 3, 3, 2], True),  # a fifth below
        ([3, 3, 3, 2, 2], False),
        ([5, 5, 5, 5, 5, 5, 0, 0], True),  # exactly a quarter
        ([5, 5, 5, 5, 5, 0, 0], False),  # two of seven
        ([2, 2, 5, 5], False),  # the middle is 3.5, but half lie below
        ([2], False),
        ([3], True),
    ],
)
def test_the_rule(fingers, agreed):
    assert stands_behind([f + 1 for f in fingers], 4) is agreed


def test_every_small_side_more_support_never_turns_agreement_into_refusal():
    for n in range(1, 7):
        for points in itertools.combinations_with_replacement(range(1, 7), n):
            if stands_behind(points, 4):
                for at in range(n):
                    better = [*points[:at], min(6, points[at] + 1), *points[at + 1 :]]
                    assert stands_behind(better, 4)


def test_no_answers_is_no_rule():
    with pytest.raises(ValueError, match="nobody"):
        stands_behind([], 4)


@pytest.mark.parametrize("k", [3, 5])
def test_what_is_shown_of_a_small_side_never_tells_its_exact_answers(framework, k):
    """Of a side of fewer than ten only one word is published: whether it stands behind the action."""
    for n in range(k, 7):
        worlds = defaultdict(list)
        for answers in itertools.combinations_with_replacement(ANSWERS, n):
            (result,) = published(framework, k, council=answers).results
            figures = result.figures.groups["council"]
            assert figures.counts is None
            assert (figures.counts, figures.median, figures.mean) == (None, None, None)
            worlds[figures.n, figures.behind].append(answers)
        assert len(worlds) == 2
        for answers in worlds.values():
            # Each finger could have been shown by somebody or by nobody, but for what the rule itself says.
            assert len(answers) >= n
            assert all(any(finger not in world for world in answers) for finger in ANSWERS)


@pytest.mark.parametrize("n", range(5, 13))
def test_whether_a_side_is_shown_follows_from_its_number_alone(framework, n):
    """Never from what it answered: all pairs of answers, in every mixture."""
    for one, other in itertools.combinations(ANSWERS, 2):
        for first in range(n + 1):
            (result,) = published(framework, council=[one] * first + [other] * (n - first)).results
            figures = result.figures.groups["council"]
            assert isinstance(figures, Shown)
            assert (figures.n, figures.counts is not None) == (n, n >= 10)


@pytest.mark.parametrize("others", range(12))
def test_a_side_s_figures_never_depend_on_the_other_sides(framework, others):
    """So nothing can be subtracted: adding or taking away other people changes nothing that is shown."""
    council = ["three"] * 6 + ["two"]
    alone = published(framework, council=council).results[0].figures
    more = published(framework, council=council, other=["zero"] * others, vcs=["five"] * others).results[0]
    assert more.figures.groups["council"] == alone.groups["council"]
    assert more.figures.room == alone.room == Withheld(BY_SIDE)
    assert isinstance(more.figures.groups["other"], Shown) is (others >= 5)


def test_a_side_of_ten_shows_its_answers(framework):
    (result,) = published(framework, council=["five"] * 10).results
    assert result.figures.groups["council"].counts["five"] == 10


def test_a_release_survives_being_stored(framework):
    release = published(framework, council=["five"] * 10, vcs=["two"] * 6)
    assert release_from_data(release.step, 1, release_to_data(release)) == release


@pytest.mark.parametrize(
    ("council", "vcs", "said", "expected"),
    [
        (["four"] * 6, ["three"] * 6, "", Agreed(1)),
        (["four"] * 6, ["two"] * 6, "", NotYet(1, ("vcs",))),
        (["one"] * 6, ["two"] * 6, "", NotYet(1, ("council", "vcs"))),
        (["four"] * 6, ["three"] * 4, "", AskOpenly(1, ("vcs",))),
        (["four"] * 6, ["three"] * 4, "yes", Agreed(openly=True)),
        (["four"] * 6, ["three"] * 4, "no", NotYet(openly=True)),
        (["one"] * 6, [], "yes", NotYet(1, ("council",))),
        ([], [], "", AskOpenly(1, ("council", "vcs"))),
    ],
)
def test_verdicts(framework, council, vcs, said, expected):
    action = Action("a", 1, "Do it", agreed_openly=OpenAnswer(said))
    assert judge(framework, action, [published(framework, council=council, vcs=vcs)]) == expected


def test_other_words_have_to_be_asked_again(framework):
    release = published(framework, council=["four"] * 6, vcs=["four"] * 6)
    assert judge(framework, Action("a", 1, "Do more"), [release]) == NotAsked(reworded=True)
    assert judge(framework, Action("b", 1, "Do it"), [release]) == NotAsked()
