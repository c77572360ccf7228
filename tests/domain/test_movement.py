"""Movement between rounds never tells what somebody answered who took part in one round only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.domain.movement import Moved, publish_movement

PAIRS = [(1, 3)] * 4 + [(3, 3)] * 5 + [(5, 4)] * 3


def test_exact_movement_of_people_who_answered_both():
    found = publish_movement(PAIRS, 0, 0, 5)
    assert found == Moved(4, 5, 3, 12, pytest.approx(34 / 12), pytest.approx(39 / 12))
    assert publish_movement(PAIRS, 5, 0, 5) == found
    assert publish_movement(PAIRS, 0, 7, 5) == found


@pytest.mark.parametrize(("before", "after"), [(1, 0), (4, 0), (0, 1), (5, 4), (1, 1)])
def test_one_voter_who_left_makes_it_coarse(before, after):
    found = publish_movement(PAIRS, before, after, 5)
    assert found == Moved(0.25, 0.5, 0.25, coarse=True)


def test_few_pairs_show_nothing():
    assert publish_movement(PAIRS[:4], 0, 0, 5) is None
    assert publish_movement(PAIRS[:9], 1, 0, 5) is None


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=40),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_exact_figures_only_where_the_rest_is_nobody_or_enough(pairs, before, after):
    found = publish_movement(pairs, before, after, 5)
    if found is not None and not found.coarse:
        assert found.pairs >= 5
        assert all(rest == 0 or rest >= 5 for rest in (before, after))
        assert found.up + found.stayed + found.down == found.pairs
    elif found is not None:
        assert found.pairs is found.before is found.after is None
        assert max(found.up, found.stayed, found.down) <= 0.75
