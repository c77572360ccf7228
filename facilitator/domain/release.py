"""Makes the published result of a round: what passes disclosure control, and nothing finer."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from facilitator.domain import agreement
from facilitator.domain.ambiguity import leaves_open
from facilitator.domain.ballot import Answer
from facilitator.domain.batches import Votes
from facilitator.domain.counts import mean
from facilitator.domain.disclosure import SMALLEST_DISTRIBUTION, decide
from facilitator.domain.framework import Criterion, CriterionKind, Framework, Item, Step
from facilitator.domain.gap import importance_minus_now
from facilitator.domain.movement import Moved, publish_movement
from facilitator.domain.tally import Tally, tally

TOO_FEW = "too_few_answers"
DIFFERENCE = "importance_minus_now"


@dataclass(frozen=True, slots=True)
class Shown:
    """Figures that may be seen. What a criterion does not have, or may not be seen, is None.

    ``median`` and ``mean`` are in points (1 the lowest answer), ``agreement`` 0 to 100. ``coarse``
    says that the mean is rounded to the nearest half and held away from the ends. ``behind`` says
    whether a side stands behind an action (domain.plan_agreement).
    """

    n: int | None = None
    counts: Mapping[str, int] | None = None
    median: float | None = None
    mean: float | None = None
    agreement: float | None = None
    split: bool | None = None
    dots: int | None = None
    people: int | None = None
    coarse: bool = False
    behind: bool | None = None


@dataclass(frozen=True, slots=True)
class Withheld:
    """Figures that may not be seen. The reason never tells which rule applied."""

    reason: str = TOO_FEW


Figures = Shown | Withheld


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The figures of the whole room and of each group."""

    room: Figures
    groups: Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class Result:
    """The published figures of one item and criterion.

    ``outside`` counts "Don't know" and the like; ``movement`` is since the round before, where there
    was one and it may be shown. ``held`` says that a few late answers are left out, as they would stand
    alone beside what the room had seen.
    """

    item: Item
    criterion: str
    figures: Breakdown
    outside: Breakdown | None = None
    movement: Moved | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """The published result of a round; immutable once the round is closed.

    ``live`` says that the round is still open and that this holds what has come in in safe batches.
    """

    step: str
    round: int
    results: tuple[Result, ...] = field(default=())
    live: bool = False

    def find_result(self, item: str, criterion: str) -> Result | None:
        """Return the result of one item and criterion, None where there is none."""
        return next((r for r in self.results if r.item.key == item and r.criterion == criterion), None)

    def items(self) -> tuple[Item, ...]:
        """Return the items in the order they were asked."""
        return tuple({result.item.key: result.item for result in self.results}.values())


def combine_rounds(releases: Sequence[Release]) -> Release:
    """Return of each item the results of its newest round, in the order of the first round."""
    newest: dict[str, list[Result]] = {}
    for release in releases:
        for item in release.items():
            newest[item.key] = [r for r in release.results if r.item.key == item.key]
    last = releases[-1]
    return Release(last.step, last.round, tuple(r for results in newest.values() for r in results))


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


# The same figures as plain data, for the store, the JSON twin and the workbook.


def figures_to_data(figures: Figures) -> dict[str, Any]:
    """Return FIGURES as docs/results-json.md describes them."""
    if isinstance(figures, Withheld):
        return {"withheld": figures.reason}
    data: dict[str, Any] = {}
    for name in ("n", "median", "mean", "agreement", "split", "dots", "people", "behind"):
        value = getattr(figures, name)
        if value is not None:
            data[name] = value
    if figures.counts is not None:
        data["counts"] = dict(figures.counts)
    if figures.coarse:
        data["coarse"] = True
    return data


def figures_from_data(data: Mapping[str, Any]) -> Figures:
    """Return the figures that figures_to_data wrote."""
    if "withheld" in data:
        return Withheld(data["withheld"])
    return Shown(**data)


def release_to_data(release: Release) -> list[dict[str, Any]]:
    """Return one row per item and criterion: the ``results`` of docs/results-json.md."""
    rows = []
    for result in release.results:
        row: dict[str, Any] = {
            "step": release.step,
            "round": release.round,
            "item": {"key": result.item.key, "name": result.item.name},
            "criterion": result.criterion,
            **_breakdown_to_data(result.figures),
        }
        if result.item.group:
            row["item"]["group"] = result.item.group
        if result.outside is not None:
            row["outside"] = _breakdown_to_data(result.outside)
        if release.live:
            row["live"] = True
        if result.held:
            row["held"] = True
        if result.movement is not None:
            row["movement"] = {
                k: v for k, v in asdict(result.movement).items() if v is not None and v is not False
            }
        rows.append(row)
    return rows


def release_from_data(step: str, number: int, rows: Sequence[Mapping[str, Any]]) -> Release:
    """Return the release that release_to_data wrote."""
    return Release(
        step,
        number,
        tuple(
            Result(
                Item(row["item"]["key"], row["item"]["name"], group=row["item"].get("group", "")),
                row["criterion"],
                _breakdown_from_data(row),
                _breakdown_from_data(row["outside"]) if "outside" in row else None,
                Moved(**row["movement"]) if "movement" in row else None,
                row.get("held", False),
            )
            for row in rows
        ),
        any(row.get("live") for row in rows),
    )


def _breakdown_to_data(figures: Breakdown) -> dict[str, Any]:
    return {
        "room": figures_to_data(figures.room),
        "groups": {name: figures_to_data(group) for name, group in figures.groups.items()},
    }


def _breakdown_from_data(data: Mapping[str, Any]) -> Breakdown:
    return Breakdown(
        figures_from_data(data["room"]),
        {name: figures_from_data(group) for name, group in data["groups"].items()},
    )


def group_ballots(opened: Iterable[tuple[str, str, Mapping[str, Answer]]]) -> dict[str, list[OpenedBallot]]:
    """Return ballots by item from (item, group, answers)."""
    ballots: dict[str, list[OpenedBallot]] = defaultdict(list)
    for item, group, answers in opened:
        ballots[item].append((group, answers))
    return dict(ballots)
