"""Checks a sequence of counts: how many people gave each of K ordered answers."""

import operator
from collections.abc import Sequence


def checked_counts(counts: Sequence[int], *, at_least: int = 2) -> tuple[int, ...]:
    """Return ``counts`` as a tuple of ints, lowest answer first.

    Raises ValueError naming what is wrong: not a sequence, too few answers, a value that is
    not a whole number, or a negative value.
    """
    if isinstance(counts, (str, bytes)):
        raise ValueError(f"counts must be a sequence of whole numbers, not text: {counts!r}")
    try:
        values = list(counts)
    except TypeError:
        raise ValueError(f"counts must be a sequence of whole numbers, not {counts!r}") from None
    checked = []
    for position, value in enumerate(values):
        try:
            number = operator.index(value)
        except TypeError:
            raise ValueError(f"counts[{position}] is not a whole number: {value!r}") from None
        if isinstance(value, bool):
            raise ValueError(f"counts[{position}] is not a whole number: {value!r}")
        if number < 0:
            raise ValueError(f"counts[{position}] is negative: {number}")
        checked.append(number)
    if len(checked) < at_least:
        raise ValueError(f"at least {at_least} possible answers are needed, not {len(checked)}")
    return tuple(checked)


def answered_counts(counts: Sequence[int]) -> tuple[int, ...]:
    """Return checked counts that hold at least one answer; raise ValueError otherwise."""
    checked = checked_counts(counts)
    if not any(checked):
        raise ValueError("nobody answered: all counts are zero")
    return checked


def mean(counts: Sequence[int]) -> float:
    """Return the mean answer, the lowest answer being 1. Raises ValueError without answers."""
    checked = answered_counts(counts)
    return sum(value * number for value, number in enumerate(checked, start=1)) / sum(checked)
