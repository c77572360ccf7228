"""Movement between rounds never tells what somebody answered who took part in one round only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.domain.movement import Moved, publish_movement

PAIRS = [(1, 3)] * 4 + [(3, 3)] * 5 + [(5, 4)] * 3


def test_exact_movement_where_everybody_answered_both():
    found = publish_movement(PAIRS, 0, 5)
    assert found == Moved(4, 5, 3, 12, pytest.approx(34 / 12), pytest.approx(39 / 12))


@pytest.mark.parametrize("unpaired", [1, 4, 5, 9, 30])
def test_people_who_answered_one_round_only_make_it_coarse_however_many_they_are(unpaired):
    """Nine who left could be nine of ten of one group, whose own figures tell of the tenth."""
    assert publish_movement(PAIRS, unpaired, 5) == Moved(0.25, 0.5, 0.25, coarse=True)


def test_a_round_that_was_watched_makes_it_coarse():
    assert publish_movement(PAIRS, 0, 5, watched=True) == Moved(0.25, 0.5, 0.25, coarse=True)


def test_few_pairs_show_nothing():
    assert publish_movement(PAIRS[:4], 0, 5) is None
    assert publish_movement(PAIRS[:9], 1, 5) is None


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), max_size=40), st.integers(0, 9))
def test_exact_figures_only_where_nobody_is_left_out(pairs, unpaired):
    found = publish_movement(pairs, unpaired, 5)
    if found is not None and not found.coarse:
        assert found.pairs >= 5
        assert unpaired == 0
        assert found.up + found.stayed + found.down == found.pairs
    elif found is not None:
        assert found.pairs is found.before is found.after is None
        assert max(found.up, found.stayed, found.down) <= 0.75
