"""Measures how much a room agrees, from counts of ordered answers.

All functions take ``counts``: a sequence of K non-negative whole numbers, the number of people who
gave each answer, lowest answer first. Answers are worth 1 to K points. Anything else, and a
sequence in which nobody answered, raises ValueError saying what was wrong.
"""

import math
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from facilitator.domain.counts import answered_counts, checked_counts, mean

SPLIT_SMALLEST_ROOM = 8
SPLIT_SHARE = 0.25


class Quartiles(NamedTuple):
    """The three quartiles, in points."""

    lower: float
    middle: float
    upper: float


def consensus(counts: Sequence[int]) -> float:
    """Return Tastle and Wierman's consensus C, 0 (two camps at the ends) to 1 (all the same).

    C = 1 + sum of p_i * log2(1 - |i - mean| / (K - 1)) over the answers somebody gave.
    Source: Tastle & Wierman (2007), International Journal of Approximate Reasoning 45(3), 531-545.
    """
    checked = answered_counts(counts)
    n, centre, width = sum(checked), mean(checked), len(checked) - 1
    total = 1.0
    for value, number in enumerate(checked, start=1):
        if number:
            total += number / n * math.log2(1 - abs(value - centre) / width)
    return min(1.0, max(0.0, total))


def agreement_a(counts: Sequence[int]) -> float:
    """Return van der Eijk's agreement A, -1 (polarised) through 0 (even) to 1 (all the same).

    The distribution is peeled into layers of equal height; each layer's pattern of occupied answers
    is scored and weighted by the layer's share of the answers.
    Source: van der Eijk (2001), Quality & Quantity 35(3), 325-341.
    """
    remaining = list(answered_counts(counts))
    n, total = sum(remaining), 0.0
    while any(remaining):
        height = min(number for number in remaining if number)
        pattern = [number > 0 for number in remaining]
        total += _pattern_agreement(pattern) * height * sum(pattern) / n
        remaining = [number - height if number else 0 for number in remaining]
    return total


def _pattern_agreement(pattern: Sequence[bool]) -> float:
    """Return A of one layer, whose occupied answers are all equally frequent."""
    k, occupied = len(pattern), sum(pattern)
    if occupied == 1:
        return 1.0
    if occupied == k:
        return 0.0
    triples = list(combinations(pattern, 3))
    together = sum(triple in ((True, True, False), (False, True, True)) for triple in triples)
    apart = sum(triple == (True, False, True) for triple in triples)
    unimodality = ((k - 2) * together - (k - 1) * apart) / ((k - 2) * (together + apart))
    return unimodality * (1 - (occupied - 1) / (k - 1))


def quartiles(counts: Sequence[int]) -> Quartiles:
    """Return the quartiles in points (type 7, the same as Excel's QUARTILE.INC).

    Source: Hyndman & Fan (1996), The American Statistician 50(4), 361-365.
    """
    checked = answered_counts(counts)
    return Quartiles(*(_quantile(checked, share) for share in (0.25, 0.5, 0.75)))


def median(counts: Sequence[int]) -> float:
    """Return the middle answer in points: the mean of the two middle ones where n is even."""
    return quartiles(counts).middle


def _quantile(checked: tuple[int, ...], share: float) -> float:
    position = (sum(checked) - 1) * share
    below = math.floor(position)
    low, high = _ranked(checked, below), _ranked(checked, math.ceil(position))
    return low + (high - low) * (position - below)


def _ranked(checked: tuple[int, ...], rank: int) -> int:
    """Return the answer of the person at ``rank`` (0 = lowest) when people stand in order."""
    for value, number in enumerate(checked, start=1):
        rank -= number
        if rank < 0:
            return value
    raise AssertionError("the rank lies outside the room")


def is_split(counts: Sequence[int]) -> bool:
    """Tell whether a room is split: two camps of a quarter each at the two ends.

    Needs at least eight answers. An end is the outer two fifths of the scale: the two lowest and two
    highest of five answers, the lowest and highest of three. The rule is ours.
    """
    checked = checked_counts(counts)
    n, end = sum(checked), max(1, len(checked) * 2 // 5)
    if n < SPLIT_SMALLEST_ROOM:
        return False
    return min(sum(checked[:end]), sum(checked[-end:])) >= SPLIT_SHARE * n


def agreement_band(score: float) -> str:
    """Return the band of a 0-100 agreement score: ``close``, ``mixed`` or ``far_apart`` (ours)."""
    if score >= 80:
        return "close"
    return "mixed" if score >= 60 else "far_apart"


def spread(counts: Sequence[int]) -> float:
    """Return how far answers lie from their mean on average: the standard deviation, in points."""
    checked = answered_counts(counts)
    centre = mean(checked)
    squares = sum(number * (value - centre) ** 2 for value, number in enumerate(checked, start=1))
    return math.sqrt(squares / sum(checked))
