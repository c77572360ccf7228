"""Publishes the result of a round: what passes disclosure control, and nothing finer."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from facilitator.domain import agreement
from facilitator.domain.ambiguity import leaves_open
from facilitator.domain.ballot import Answer
from facilitator.domain.batches import Votes
from facilitator.domain.counts import mean
from facilitator.domain.disclosure import SMALLEST_DISTRIBUTION, decide
from facilitator.domain.framework import Criterion, CriterionKind, Framework, Item, Step
from facilitator.domain.gap import importance_minus_now
from facilitator.domain.movement import Moved, publish_movement
from facilitator.domain.release import (
    DIFFERENCE,
    Breakdown,
    Figures,
    Release,
    Result,
    Shown,
    Withheld,
)
from facilitator.domain.tally import Tally, tally

# A ballot once its seal is off, within the closing of its round: group and answers, without a person.
OpenedBallot = tuple[str, Mapping[str, Answer]]
# The answers of one person on one item in the round before and in this one, None where there were none.
AnswerPair = tuple[Mapping[str, Answer] | None, Mapping[str, Answer] | None]


def publish(
    framework: Framework,
    step: Step,
    number: int,
    items: Sequence[Item],
    ballots: Mapping[str, Sequence[OpenedBallot]],
    *,
    k: int,
    breakdown: str,
    pairs: Mapping[str, Sequence[AnswerPair]] | None = None,
    seen: Mapping[tuple[str, str], Result] | None = None,
    watched: bool = False,
) -> Release:
    """Return the release of a round from its opened ballots (item key to ballots), in a fixed order.

    ``pairs`` (item key to pairs) come from the ballots of the round before, while it is not sealed.
    ``seen`` holds the final results of questions of which the room has seen some answers already.
    ``watched``: this round or the one before was shown while people answered.
    """
    seen = seen or {}
    groups = tuple(framework.group_names(breakdown))
    results: list[Result] = []
    for item in items:
        cast = ballots.get(item.key, ())
        for criterion in framework.criteria_of(step):
            if criterion.kind is not CriterionKind.TEXT:
                answers = [(group, given[criterion.key]) for group, given in cast if criterion.key in given]
                result = seen.get((item.key, criterion.key)) or publish_criterion(
                    criterion, item, groups, answers, k
                )
                if pairs is not None and criterion.kind is CriterionKind.SCALE:
                    moved = _movement(criterion, pairs.get(item.key, ()), k, watched)
                    result = replace(result, movement=moved)
                results.append(result)
        pair = framework.work_on_first
        if pair and set(pair) <= set(step.criteria) and not any((item.key, key) in seen for key in pair):
            results.append(_publish_difference(framework, pair, item, cast, k))
    return Release(step.key, number, tuple(results))


def publish_criterion(
    criterion: Criterion, item: Item, groups: Sequence[str], answers: Iterable[tuple[str, Answer]], k: int
) -> Result:
    """Return the result of one item and criterion after disclosure control."""
    return _publish_tally(criterion, item, tally(criterion, groups, answers), k, None, None)


def publish_counted(
    criterion: Criterion,
    item: Item,
    groups: Sequence[str],
    inside: Votes,
    outside: Votes,
    k: int,
    may_show: Collection[str] | None,
    may_show_outside: Collection[str] | None,
    *,
    held: bool = False,
) -> Result:
    """Return the result of votes on the scale and beside it, with the groups that come into question."""
    answers = [*inside.values(), *outside.values()]
    counted = tally(criterion, groups, answers)
    return replace(_publish_tally(criterion, item, counted, k, may_show, may_show_outside), held=held)


def _publish_tally(
    criterion: Criterion,
    item: Item,
    counted: Tally,
    k: int,
    may_show: Collection[str] | None,
    may_show_outside: Collection[str] | None,
) -> Result:
    figures = _break_down(counted.people, counted.counts, k, criterion, may_show)
    outside = None
    if criterion.outside:
        outside = _break_down(counted.outside_people, counted.outside, k, None, may_show_outside)
    return Result(item, criterion.key, figures, outside)


def _movement(criterion: Criterion, pairs: Sequence[AnswerPair], k: int, watched: bool) -> Moved | None:
    points = [tuple(_points(criterion, given or {}) for given in pair) for pair in pairs]
    both = [(a, b) for a, b in points if a is not None and b is not None]
    only_before = sum(a is not None and b is None for a, b in points)
    only_after = sum(a is None and b is not None for a, b in points)
    return publish_movement(both, only_before + only_after, k, watched=watched)


def publish_texts(ballots: Sequence[OpenedBallot], criterion: str, k: int) -> tuple[str, ...]:
    """Return the texts people wrote on one item, without their group, if at least k wrote some."""
    texts = [str(given[criterion]) for _, given in ballots if criterion in given]
    return tuple(texts) if len(texts) >= k else ()


def _break_down(
    people: Mapping[str, int],
    counts: Mapping[str, Mapping[str, int]],
    k: int,
    criterion: Criterion | None,
    may_show: Collection[str] | None,
) -> Breakdown:
    decision = decide(people, k, may_show)
    room: Figures = Withheld()
    if decision.room:
        total = sum((Counter(counts[group]) for group in people), Counter())
        room = exact_figures(sum(people.values()), {key: total[key] for key in _keys(counts)}, criterion)
    groups: dict[str, Figures] = {}
    for group in people:
        if group in decision.distributions:
            groups[group] = exact_figures(people[group], dict(counts[group]), criterion)
        elif group in decision.groups:
            groups[group] = coarse_figures(people[group], counts[group], criterion)
        else:
            groups[group] = Withheld()
    if criterion is not None and criterion.kind is CriterionKind.SCALE:
        groups |= _less_telling(counts, groups, criterion)
    return Breakdown(room, groups)


def _less_telling(
    counts: Mapping[str, Mapping[str, int]], groups: Mapping[str, Figures], criterion: Criterion
) -> Mapping[str, Figures]:
    """Return what the small groups show: a middle and a coarse mean, or nothing.

    Nothing where these, beside the room, would not leave open what one of them answered. Groups that
    make up all the rest of the room show only their means, as each is what the others leave.
    """
    ordered = {name: tuple(counts[name][key] for key in criterion.option_keys) for name in counts}
    small = {name: found for name, found in groups.items() if isinstance(found, Shown) and found.coarse}
    exact = {name for name, found in groups.items() if isinstance(found, Shown) and not found.coarse}
    residual = [sum(column) for column in zip(*(ordered[n] for n in ordered if n not in exact), strict=True)]
    coarse = {name: ordered[name] for name in small}
    # Which figures come into question follows from numbers of people alone: the choice tells nothing.
    if len(small) > 1 and sum(residual) == sum(sum(own) for own in coarse.values()):
        small = {name: replace(found, median=None) for name, found in small.items()}
        is_open = leaves_open(residual, coarse, lambda c: hold_mean(mean(c), len(c)))
    else:
        is_open = leaves_open(residual, coarse, lambda c: (agreement.median(c), hold_mean(mean(c), len(c))))
    return small if is_open else dict.fromkeys(small, Withheld())


def _keys(counts: Mapping[str, Mapping[str, int]]) -> tuple[str, ...]:
    return tuple(next(iter(counts.values()))) if counts else ()


def exact_figures(n: int, counts: Mapping[str, int], criterion: Criterion | None) -> Shown:
    """Return the figures of ``n`` people whose exact answers may be shown; counts by answer key."""
    if criterion is not None and criterion.kind is CriterionKind.DOTS:
        dots = sum(int(key) * number for key, number in counts.items())
        return Shown(n=n, counts=counts, dots=dots, people=n - counts["0"])
    if criterion is None or criterion.kind is not CriterionKind.SCALE:
        return Shown(n=n, counts=counts)
    ordered = [counts[key] for key in criterion.option_keys]
    return Shown(
        n=n,
        counts=counts,
        median=agreement.median(ordered),
        mean=mean(ordered),
        agreement=100 * agreement.consensus(ordered),
        split=agreement.is_split(ordered),
    )


def coarse_figures(n: int, counts: Mapping[str, int], criterion: Criterion | None) -> Shown:
    """Return the figures of ``n`` people of whom only a middle and a rounded mean may be shown."""
    if criterion is None or criterion.kind is not CriterionKind.SCALE:
        return Shown(n=n, coarse=True)
    ordered = [counts[key] for key in criterion.option_keys]
    held = hold_mean(mean(ordered), len(ordered))
    return Shown(n=n, median=agreement.median(ordered), mean=held, coarse=True)


def hold_mean(value: float, answers: int) -> float:
    """Return a mean rounded to the nearest half and held half a point away from a scale's ends."""
    return min(answers - 0.5, max(1.5, _nearest_half(value)))


def _nearest_half(value: float) -> float:
    return round(value * 2) / 2


def _publish_difference(
    framework: Framework,
    pair: tuple[str, str],
    item: Item,
    cast: Sequence[OpenedBallot],
    k: int,
) -> Result:
    """Return importance minus now over the people who gave both.

    Beside the criteria's own figures, by room and by group, an exact difference over some of the people
    would tell what the others answered, however many they are. So it is exact only where everybody who
    gave one gave both; otherwise it is rounded to the nearest half of a point over at least ten pairs,
    or withheld.
    """
    importance, now = (framework.get_criterion(key) for key in pair)
    pairs = [(_points(importance, given), _points(now, given)) for _, given in cast]
    difference = importance_minus_now(pairs)
    figures: Figures = Withheld()
    if difference is not None:
        rated = [sum(pair[side] is not None for pair in pairs) for side in (0, 1)]
        if difference.pairs >= k and all(difference.pairs == total for total in rated):
            figures = Shown(n=difference.pairs, mean=difference.difference)
        elif difference.pairs >= max(SMALLEST_DISTRIBUTION, k):
            figures = Shown(mean=_nearest_half(difference.difference), coarse=True)
    return Result(item, DIFFERENCE, Breakdown(figures, {}))


def _points(criterion: Criterion, given: Mapping[str, Answer]) -> int | None:
    answer = given.get(criterion.key)
    return criterion.points(answer) if isinstance(answer, str) else None


def group_ballots(opened: Iterable[tuple[str, str, Mapping[str, Answer]]]) -> dict[str, list[OpenedBallot]]:
    """Return ballots by item from (item, group, answers)."""
    ballots: dict[str, list[OpenedBallot]] = defaultdict(list)
    for item, group, answers in opened:
        ballots[item].append((group, answers))
    return dict(ballots)
