"""Comparisons of two sides equal their worked numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.domain.gap import balanced_shares, importance_minus_now, superiority

OFFICERS, VCS = [0, 1, 1, 4, 2], [2, 4, 3, 1, 0]


def test_superiority_of_the_worked_example():
    found = superiority(OFFICERS, VCS)
    assert found.estimate == pytest.approx(0.86875)
    assert found.low == pytest.approx(0.5997, abs=5e-5)
    assert found.high == pytest.approx(0.9669, abs=5e-5)


@pytest.mark.parametrize(
    ("x", "y", "estimate"), [([0, 5], [5, 0], 1), ([5, 0], [0, 5], 0), ([0, 5], [0, 5], 0.5)]
)
def test_no_interval_without_overlap_or_variance(x, y, estimate):
    found = superiority(x, y)
    assert (found.estimate, found.low, found.high) == (estimate, None, None)


@pytest.mark.parametrize("y", [[1, 2], [0, 0, 0, 0, 0], [1, -1, 0, 0, 0]])
def test_other_scales_and_empty_sides_are_refused(y):
    with pytest.raises(ValueError, match=r"scales|nobody|negative"):
        superiority(OFFICERS, y)


SIDES = st.lists(st.integers(0, 30), min_size=5, max_size=5).filter(any)


@given(SIDES, SIDES)
def test_turning_the_sides_turns_the_chance(x, y):
    one, other = superiority(x, y), superiority(y, x)
    assert one.estimate + other.estimate == pytest.approx(1)
    pairs = [(a, b) for a, n in enumerate(x) for _ in range(n) for b, m in enumerate(y) for _ in range(m)]
    assert one.estimate == pytest.approx(sum((a > b) + (a == b) / 2 for a, b in pairs) / len(pairs))
    if one.low is not None and other.high is not None:
        assert one.low <= one.estimate <= (one.high or 0)
        assert one.low == pytest.approx(1 - other.high)


def test_importance_minus_now_counts_people_who_gave_both():
    found = importance_minus_now([(5, 2), (5, 3), (4, 2), (4, None), (5, 1), (3, 3)])
    assert found is not None
    assert (found.pairs, found.difference) == (5, pytest.approx(2.2))
    assert importance_minus_now([(5, None), (None, 1)]) is None


def test_every_side_weighs_the_same_in_balanced_shares():
    def dots(*people: str) -> list[int]:
        spread = dict.fromkeys("ABCD", 0)
        for person in people:
            for letter, number in zip(person[::2], person[1::2], strict=True):
                spread[letter] += int(number)
        return list(spread.values())

    vcs = dots("A2B1", "A2C1", "A2B1", "A1B1C1", "A2D1", "A2C1")
    officers = dots("B2C1", "B1C1D1", "B2D1", "B2C1", "B2C1")
    assert [a + b for a, b in zip(vcs, officers, strict=True)] == [11, 12, 7, 3]
    assert balanced_shares({"vcs": vcs, "council": officers}) == pytest.approx(
        [0.3056, 0.3833, 0.2167, 0.0944], abs=5e-5
    )
    assert balanced_shares({"vcs": [0, 0]}) == []
