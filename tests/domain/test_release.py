"""A release holds what may be shown and nothing finer."""

import random
from itertools import product

import pytest

from facilitator.domain.framework import CriterionKind, Framework, Item
from facilitator.domain.publishing import publish, publish_criterion, publish_texts
from facilitator.domain.release import DIFFERENCE, Shown, Withheld
from facilitator.domain.release_data import release_from_data, release_to_data

ITEM = Item("time", "Time")
NAMES = ("council", "vcs", "other")
POINTS = ("not_in_place", "a_little", "partly", "mostly", "fully")


def votes(**groups: list[int]) -> list[tuple[str, str]]:
    """Return answers: per group how many gave 1, 2, 3, 4 and 5 points."""
    return [(g, POINTS[i]) for g, counts in groups.items() for i, n in enumerate(counts) for _ in range(n)]


@pytest.fixture
def now(framework: Framework):
    return framework.get_criterion("now")


def test_a_large_room_shows_everything(now):
    found = publish_criterion(now, ITEM, NAMES, votes(council=[0, 2, 4, 4, 2], vcs=[5, 4, 2, 1, 0]), 5)
    room = found.figures.room
    assert isinstance(room, Shown)
    assert (room.n, dict(room.counts or {})) == (24, dict(zip(POINTS, (5, 6, 6, 5, 2), strict=True)))
    council = found.figures.groups["council"]
    assert isinstance(council, Shown)
    assert council.mean == pytest.approx(3.5)
    assert isinstance(found.figures.groups["other"], Withheld)


@pytest.mark.parametrize("answer", range(5))
def test_a_unanimous_group_of_five_shows_no_exact_value(now, answer):
    five = [5 if i == answer else 0 for i in range(5)]
    found = publish_criterion(now, ITEM, NAMES, votes(council=[2, 2, 4, 2, 2], vcs=five), 5)
    vcs, council, room = found.figures.groups["vcs"], found.figures.groups["council"], found.figures.room
    assert isinstance(vcs, Shown)
    assert isinstance(council, Shown)
    assert isinstance(room, Shown)
    assert (vcs.counts, vcs.agreement, vcs.split, vcs.coarse) == (None, None, None, True)
    assert vcs.mean == min(4.5, max(1.5, answer + 1))
    # Nor by subtraction: the council's twelve would give the five away.
    assert council.counts is None
    assert council.coarse


def exact_parts(found) -> list[tuple[frozenset[str], dict[str, int]]]:
    parts = []
    if isinstance(found.figures.room, Shown):
        parts.append((frozenset(NAMES), dict(found.figures.room.counts)))
    for name, group in found.figures.groups.items():
        if isinstance(group, Shown) and group.counts is not None:
            parts.append((frozenset({name}), dict(group.counts)))
    return parts


def test_no_distribution_of_fewer_than_ten_can_be_subtracted(now):
    dice = random.Random(5)
    for sizes in product((0, 1, 4, 5, 9, 10, 12, 17), repeat=3):
        answers = [(g, dice.choice(POINTS)) for g, n in zip(NAMES, sizes, strict=True) for _ in range(n)]
        found = publish_criterion(now, ITEM, NAMES, answers, 5)
        parts = exact_parts(found)
        for signs in product((-1, 0, 1), repeat=len(parts)):
            weight = {g: sum(s for s, (p, _) in zip(signs, parts, strict=True) if g in p) for g in NAMES}
            if set(weight.values()) <= {0, 1} and any(weight.values()):
                people = sum(n for g, n in zip(NAMES, sizes, strict=True) if weight[g])
                named = {g for g in NAMES if weight[g]}
                shown = {g for g, figures in found.figures.groups.items() if isinstance(figures, Shown)}
                least = 10 if named & shown and named != set(NAMES) else 5
                assert people == 0 or people >= least, (sizes, weight)


def test_fewer_than_k_show_nothing_at_all(now):
    found = publish_criterion(now, ITEM, NAMES, votes(council=[0, 0, 4, 0, 0]), 5)
    assert isinstance(found.figures.room, Withheld)
    assert all(isinstance(group, Withheld) for group in found.figures.groups.values())
    assert all(figures == {"withheld": "too_few_answers"} for figures in [release_row(found)["room"]])


def release_row(result):
    from facilitator.domain.release import Release

    return release_to_data(Release("principles", 1, (result,)))[0]


def test_outside_answers_are_a_base_of_their_own(now):
    answers = [*votes(council=[0, 0, 12, 0, 0]), *[("council", "dont_know")] * 4]
    few = publish_criterion(now, ITEM, NAMES, answers, 5)
    assert isinstance(few.figures.room, Shown)
    assert few.figures.room.n == 12
    assert few.outside is not None
    assert isinstance(few.outside.room, Withheld)
    more = publish_criterion(now, ITEM, NAMES, [*answers, ("vcs", "not_relevant")], 5)
    assert more.outside is not None
    assert isinstance(more.outside.room, Shown)
    assert dict(more.outside.room.counts or {}) == {"dont_know": 4, "not_relevant": 1}


def publish_pairs(framework: Framework, pairs: list[tuple[int | None, int | None]]):
    scale = {c.key: c.option_keys for c in framework.criteria if c.kind is CriterionKind.SCALE}
    cast = []
    for importance, now in pairs:
        given = {"importance": importance, "now": now}
        cast.append(("vcs", {key: scale[key][value - 1] for key, value in given.items() if value}))
    step = framework.get_step("principles")
    release = publish(framework, step, 1, [ITEM], {"time": cast}, k=5, breakdown="side")
    found = release.find_result("time", DIFFERENCE)
    assert found is not None
    return found.figures.room


def test_importance_minus_now_is_exact_only_where_nobody_can_be_subtracted(framework):
    pairs = [(5, 2), (5, 3), (4, 2), (5, 1), (3, 3)]
    assert publish_pairs(framework, pairs) == Shown(n=5, mean=pytest.approx(2.2))
    assert publish_pairs(framework, [*pairs, (4, None)]) == Withheld()
    assert publish_pairs(framework, [*pairs, *[(4, None)] * 5]) == Withheld()
    assert publish_pairs(framework, [*pairs, *pairs, *[(4, None)] * 9]) == Shown(mean=2.0, coarse=True)
    assert publish_pairs(framework, [*pairs, *pairs, (4, None)]) == Shown(mean=2.0, coarse=True)


def test_one_of_ten_cannot_be_worked_out_from_a_difference_and_the_groups(framework):
    """Nine of ten of the council do not know how it is now: the tenth's rating would be what is left."""
    step = framework.get_step("principles")
    answers = [("vcs", {"now": "partly", "importance": "very"})] * 14
    answers += [("council", {"now": "dont_know", "importance": "essential"})] * 9
    answers += [("council", {"now": "fully", "importance": "slightly"})]
    release = publish(framework, step, 1, [ITEM], {"time": answers}, k=5, breakdown="side")
    importance, now = (release.find_result("time", key).figures for key in ("importance", "now"))
    assert importance.groups["council"].counts is not None  # exact, and public
    assert now.groups["council"] == Withheld()
    difference = release.find_result("time", "importance_minus_now").figures.room
    assert isinstance(difference, Withheld) or difference.coarse


def test_texts_appear_from_k_writers_on_and_without_groups():
    cast = [("vcs", {"why": f"text {n}"}) for n in range(4)]
    assert publish_texts(cast, "why", 5) == ()
    assert len(publish_texts([*cast, ("council", {"why": "fifth"})], "why", 5)) == 5


def test_a_release_survives_being_stored(framework):
    step = framework.get_step("principles")
    cast = [("vcs", {"now": "partly", "importance": "very"})] * 6 + [("council", {"now": "dont_know"})] * 7
    release = publish(framework, step, 2, [ITEM], {"time": cast}, k=5, breakdown="side")
    rows = release_to_data(release)
    assert release_to_data(release_from_data("principles", 2, rows)) == rows


def test_dots_count_everybody_who_took_part(framework):
    criterion = framework.get_criterion("barrier_dots")
    answers = [("council", n) for n in (0, 0, 2, 1, 0, 1, 2, 0, 0, 1)]
    room = publish_criterion(criterion, ITEM, NAMES, answers, 5).figures.room
    assert isinstance(room, Shown)
    assert (room.n, room.dots, room.people) == (10, 7, 5)


def test_every_tally_of_up_to_six_ballots_passes_disclosure(now):
    """All 462 tallies: below five nothing, from five on a middle answer and a coarse mean."""
    world = [f for f in product(range(7), repeat=5) if sum(f) <= 6]
    for counts in world:
        found = publish_criterion(now, ITEM, NAMES, votes(vcs=list(counts)), 5)
        vcs = found.figures.groups["vcs"]
        if sum(counts) < 5:
            assert found.figures.room == vcs == Withheld()
        else:
            assert isinstance(vcs, Shown)
            assert vcs.counts is None
            assert vcs.mean in (1.5, 2, 2.5, 3, 3.5, 4, 4.5)
    assert len(world) == 462
