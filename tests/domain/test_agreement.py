"""The measures of agreement equal their published values and keep their bounds everywhere."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.domain.agreement import agreement_a, agreement_band, consensus, is_split, median, quartiles

# Every tally of up to six ballots on five points.
SMALL_WORLD = [f for f in product(range(7), repeat=5) if sum(f) <= 6]

WRONG = [
    ([], "at least 2"),
    ([3], "at least 2"),
    ([1, -1], "negative"),
    ([1, 1.5], "whole number"),
    ([1, True], "whole number"),
    ("12", "not text"),
    (None, "sequence"),
    ([0, 0, 0], "nobody answered"),
]


def test_published_check_of_the_agrmt_package():
    counts = [30, 40, 210, 130, 530, 50, 10]
    assert consensus(counts) == pytest.approx(0.7256876, abs=1e-7)
    assert agreement_a(counts) == pytest.approx(0.6113333, abs=1e-7)


@pytest.mark.parametrize(
    ("counts", "middle", "iqr", "c", "a"),
    [
        ([0, 0, 0, 6, 0], 4, 0, 1, 1),
        ([3, 0, 0, 0, 3], 3, 4, 0, -1),
        ([2, 2, 2, 2, 2], 3, 2, 0.4340, 0),
        ([0, 0, 5, 5, 0], 3.5, 1, 0.8074, 0.75),
    ],
)
def test_worked_numbers(counts, middle, iqr, c, a):
    assert median(counts) == middle
    assert quartiles(counts).upper - quartiles(counts).lower == iqr
    assert consensus(counts) == pytest.approx(c, abs=5e-5)
    assert agreement_a(counts) == pytest.approx(a)


def test_the_small_world_is_complete():
    assert len(SMALL_WORLD) == 462


@pytest.mark.parametrize("counts", [f for f in SMALL_WORLD if any(f)], ids=str)
def test_every_small_tally_is_symmetric_and_within_bounds(counts):
    turned = counts[::-1]
    assert 0 <= consensus(counts) <= 1
    assert -1 <= agreement_a(counts) <= 1
    assert consensus(counts) == pytest.approx(consensus(turned))
    assert agreement_a(counts) == pytest.approx(agreement_a(turned))
    assert median(counts) + median(turned) == 6
    assert quartiles(counts).lower <= median(counts) <= quartiles(counts).upper
    assert (consensus(counts) == 1) == (max(counts) == sum(counts))


@given(st.lists(st.integers(0, 500), min_size=2, max_size=9).filter(any), st.integers(2, 5))
def test_a_room_many_times_as_large_agrees_as_much(counts, times):
    larger = [number * times for number in counts]
    assert consensus(larger) == pytest.approx(consensus(counts), abs=1e-9)
    assert agreement_a(larger) == pytest.approx(agreement_a(counts), abs=1e-9)


@given(st.lists(st.integers(0, 40), min_size=2, max_size=7).filter(any))
def test_quartiles_are_those_of_the_standard_library(counts):
    from statistics import quantiles

    people = [value for value, number in enumerate(counts, start=1) for _ in range(number)]
    if len(people) > 1:
        assert list(quartiles(counts)) == pytest.approx(quantiles(people, n=4, method="inclusive"))


@pytest.mark.parametrize("measure", [consensus, agreement_a, median, quartiles])
@pytest.mark.parametrize(("counts", "words"), WRONG)
def test_anything_but_counts_is_refused_in_words(measure, counts, words):
    with pytest.raises(ValueError, match=words):
        measure(counts)


@pytest.mark.parametrize(
    ("counts", "split"),
    [
        ([2, 0, 4, 0, 2], True),
        ([1, 1, 4, 1, 1], True),
        ([1, 0, 4, 1, 2], False),
        ([2, 0, 3, 0, 2], False),
        ([0, 0, 0, 0, 0], False),
        ([4, 0, 4], True),
        ([0, 8, 0], False),
    ],
)
def test_a_room_is_split_when_a_quarter_stands_at_each_end(counts, split):
    assert is_split(counts) is split


def test_bands():
    assert [agreement_band(score) for score in (100, 80, 79.9, 60, 59.9, 0)] == [
        "close",
        "close",
        "mixed",
        "mixed",
        "far_apart",
        "far_apart",
    ]
