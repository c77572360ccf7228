"""Counts the answers of one item and criterion by group."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from facilitator.domain.ballot import Answer
from facilitator.domain.framework import Criterion, CriterionKind


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts by group.

    ``people``: who gave a substantive answer. ``counts``: how many gave each answer (several
    answers may come from one person). ``outside_people`` and ``outside``: the same for answers
    that lie beside the scale.
    """

    people: Mapping[str, int]
    counts: Mapping[str, Mapping[str, int]]
    outside_people: Mapping[str, int]
    outside: Mapping[str, Mapping[str, int]]


def tally(criterion: Criterion, groups: Iterable[str], answers: Iterable[tuple[str, Answer]]) -> Tally:
    """Count ``answers`` (group, answer) to one criterion of one item. Texts are not counted.

    ``groups`` names every group, so that one in which nobody answered has its zeros.
    """
    names = tuple(groups)
    people, outside_people = Counter(dict.fromkeys(names, 0)), Counter(dict.fromkeys(names, 0))
    counts = {name: Counter(dict.fromkeys(answer_keys(criterion), 0)) for name in names}
    outside = {name: Counter(dict.fromkeys(criterion.outside_keys, 0)) for name in names}
    for group, answer in answers:
        given = answer if isinstance(answer, tuple) else (str(answer),)
        beside = criterion.is_outside(given)
        (outside_people if beside else people)[group] += 1
        (outside if beside else counts)[group].update(given)
    return Tally(people, counts, outside_people, outside)


def answer_keys(criterion: Criterion) -> tuple[str, ...]:
    """Return the keys answers are counted under, lowest first; for dots the number on one item."""
    if criterion.kind is CriterionKind.DOTS:
        return tuple(str(number) for number in range(criterion.most_on_one + 1))
    return criterion.option_keys
