"""What stands beside a scale and what stands on it are released apart, and nobody stands in both."""

import pytest

from facilitator.domain.framework import Item
from facilitator.domain.live_release import Asked, LiveState, VoterBallot, close_live, publish_live
from facilitator.domain.release import Shown, Withheld

K = 5
ITEM = Item("forum", "Forum")
HEADS = {"council": 24, "vcs": 24}


@pytest.fixture(scope="module")
def asked(framework):
    return Asked(framework, framework.get_step("evaluate"), 1, (ITEM,), "side", K)


@pytest.fixture(scope="module")
def question(asked):
    return next(criterion for _, criterion in asked.questions() if criterion.outside)


def cast(question, inside: int, outside: int, first: int = 0) -> dict[str, list[VoterBallot]]:
    """The first people answer on the scale, the next ones beside it; council and VCS in turn."""
    value = {False: question.option_keys[0], True: question.outside_keys[0]}
    if question.kind.value == "several":
        value = {beside: (key,) for beside, key in value.items()}
    return {
        ITEM.key: [
            VoterBallot(f"p{n}", ("council", "vcs")[n % 2], {question.key: value[n >= first + inside]})
            for n in range(first, first + inside + outside)
        ]
    }


def closed(asked, question, *states):
    """Show all states but the last one live, close with the last one; return the question's result."""
    state = LiveState()
    for ballots in states[:-1]:
        _, state = publish_live(asked, ballots, HEADS, state)
    return close_live(asked, states[-1], state)[ITEM.key, question.key]


def test_a_few_who_do_not_know_do_not_hold_back_what_everybody_else_said(asked, question):
    result = closed(asked, question, cast(question, 16, 0), cast(question, 35, 2))
    assert not result.held
    assert result.figures.room.n == 35
    assert isinstance(result.outside.room, Withheld)


def test_a_few_late_answers_on_the_scale_do_not_hold_back_those_beside_it(asked, question):
    first, then = cast(question, 16, 0), cast(question, 16, 0)
    then[ITEM.key] += cast(question, 0, 12, first=16)[ITEM.key] + cast(question, 2, 0, first=28)[ITEM.key]
    result = closed(asked, question, first, then)
    assert result.held
    assert result.figures.room.n == 16
    assert result.outside.room.n == 12


@pytest.mark.parametrize("moving", [1, 3, 5, 12])
def test_nobody_who_moves_between_scale_and_beside_counts_twice(asked, question, moving):
    before = cast(question, 14, 14)
    for late in (0, 2, 9):
        for after in (cast(question, 14 + moving, 14 - moving), cast(question, 14 - moving, 14 + moving)):
            after[ITEM.key] += cast(question, late, 0, first=28)[ITEM.key]
            result = closed(asked, question, before, after)
            shown = [f.room.n for f in (result.figures, result.outside) if isinstance(f.room, Shown)]
            assert sum(shown) <= 28 + late
