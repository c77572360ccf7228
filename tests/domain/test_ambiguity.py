"""Coarse figures of small groups, beside the exact room, never pin down what a group answered."""

from collections import defaultdict
from itertools import product

import pytest

from facilitator.domain.ambiguity import leaves_open
from facilitator.domain.framework import Criterion, CriterionKind, Item, Option
from facilitator.domain.publishing import publish_criterion
from facilitator.domain.release import Shown, Withheld

POINTS = 4
SCALE = Criterion(
    "now", CriterionKind.SCALE, "Now", "?", options=tuple(Option(str(n), str(n)) for n in range(POINTS))
)


def distributions(n: int, points: int = POINTS):
    return [c for c in product(range(n + 1), repeat=points) if sum(c) == n]


def publish(*groups):
    answers = [
        (f"g{g}", str(answer))
        for g, counts in enumerate(groups)
        for answer, number in enumerate(counts)
        for _ in range(number)
    ]
    return publish_criterion(SCALE, Item("i", "I"), [f"g{n}" for n in range(len(groups))], answers, 5).figures


@pytest.mark.parametrize("sizes", [(5, 5), (5, 6)])
def test_every_picture_of_two_small_groups_fits_different_answers_of_each(sizes):
    """All rooms of two small groups: whoever knows the rules and the picture cannot name a group's answers."""
    rooms = defaultdict(list)
    for one, other in product(distributions(sizes[0]), distributions(sizes[1])):
        figures = publish(one, other)
        picture = tuple((f.median, f.mean) if isinstance(f, Shown) else None for f in figures.groups.values())
        rooms[tuple(figures.room.counts.values()), picture].append((one, other))
    shown = {key: fits for key, fits in rooms.items() if key[1] != (None, None)}
    assert len(shown) > 300  # the rule does not simply hide everything
    for (_, _picture), fits in shown.items():
        assert len({one for one, _ in fits}) > 1
        assert len({other for _, other in fits}) > 1


def test_two_unanimous_camps_show_the_room_alone():
    figures = publish((5, 0, 0, 0), (0, 0, 0, 5))
    assert figures.room.counts == {"0": 5, "1": 0, "2": 0, "3": 5}
    assert set(figures.groups.values()) == {Withheld()}


def test_a_small_group_beside_many_others_shows_middle_and_mean():
    figures = publish((2, 2, 1, 0), (6, 5, 4, 5), (1, 1, 1, 0), (1, 1, 1, 0))
    assert figures.groups["g0"] == Shown(n=5, median=2.0, mean=2.0, coarse=True)


def test_a_search_that_takes_too_long_shows_nothing():
    points = 12
    residual = tuple([9] * points)
    assert not leaves_open(residual, {"a": (9, *[0] * (points - 1))}, lambda counts: tuple(counts))
