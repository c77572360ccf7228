"""Compares two distributions: two sides, or what matters with what is in place."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from facilitator.domain.counts import answered_counts

NORMAL_975 = 1.959964


@dataclass(frozen=True, slots=True)
class Superiority:
    """The chance that somebody of side x rates higher than somebody of side y.

    ``low`` and ``high`` bound the 95 % interval; both are None where there is none (the sides do
    not overlap, or do not vary).
    """

    estimate: float
    low: float | None
    high: float | None


def superiority(x_counts: Sequence[int], y_counts: Sequence[int]) -> Superiority:
    """Return the probability of superiority of x over y with its logit interval.

    Counts are of the same K answers, lowest first; ValueError otherwise, or where a side is empty.
    PS is the mean over all pairs of [x > y] + half [x = y]; its variance is that of the placements
    (DeLong), the interval is taken on the logit scale.
    Source: Perme & Manevski (2018), Statistical Methods in Medical Research 28(12), 3603-3621.
    """
    x, y = answered_counts(x_counts), answered_counts(y_counts)
    if len(x) != len(y):
        raise ValueError(f"the sides were asked on different scales: {len(x)} and {len(y)} answers")
    m, n = sum(x), sum(y)
    x_places = [(sum(y[:i]) + y[i] / 2) / n for i in range(len(y))]
    y_places = [(sum(x[i + 1 :]) + x[i] / 2) / m for i in range(len(x))]
    estimate = sum(number * place for number, place in zip(x, x_places, strict=True)) / m
    variance = _variance(x, x_places) / m + _variance(y, y_places) / n
    if not 0 < estimate < 1 or variance <= 0:
        return Superiority(estimate, None, None)
    spread = math.sqrt(variance) / (estimate * (1 - estimate))
    centre = math.log(estimate / (1 - estimate))
    return Superiority(estimate, _expit(centre - NORMAL_975 * spread), _expit(centre + NORMAL_975 * spread))


def _variance(counts: Sequence[int], values: Sequence[float]) -> float:
    """Return the sample variance (n - 1) of ``values`` weighted by ``counts``; 0 for one person."""
    n = sum(counts)
    if n < 2:
        return 0.0
    centre = sum(number * value for number, value in zip(counts, values, strict=True)) / n
    return sum(number * (value - centre) ** 2 for number, value in zip(counts, values, strict=True)) / (n - 1)


def _expit(value: float) -> float:
    return 1 / (1 + math.exp(-value))


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """Importance minus now over the people who gave both, in points."""

    pairs: int
    difference: float


def importance_minus_now(pairs: Iterable[tuple[int | None, int | None]]) -> PairedDifference | None:
    """Return the mean of (importance - now) over people who gave both; None where nobody did.

    ``pairs`` are (importance, now) in points, None where that person did not answer.
    Source: Martilla & James (1977), Journal of Marketing 41(1), 77-79.
    """
    differences = [a - b for a, b in pairs if a is not None and b is not None]
    if not differences:
        return None
    return PairedDifference(len(differences), sum(differences) / len(differences))


def balanced_shares(dots_by_side: dict[str, Sequence[int]]) -> list[float]:
    """Return each option's share of the dots, every side weighing the same however many came.

    ``dots_by_side`` holds for each side the dots on each option, in one order. Sides without any
    dots do not count. The result is the mean over sides of the side's own share, 0 to 1.
    """
    sides = [dots for dots in dots_by_side.values() if sum(dots)]
    if not sides:
        return []
    return [sum(dots[i] / sum(dots) for dots in sides) / len(sides) for i in range(len(sides[0]))]
