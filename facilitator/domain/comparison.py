"""Lays workshops of a partnership side by side or one after the other, from their releases alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from facilitator.domain.framework import RELATIONSHIPS, Criterion, Framework, Item
from facilitator.domain.pooling import pool
from facilitator.domain.release import Breakdown, Figures, Release, Shown, Withheld, combine_rounds
from facilitator.domain.release_data import figures_to_data


@dataclass(frozen=True, slots=True)
class Sitting:
    """A workshop as far as it can be compared.

    ``releases`` hold of each step its newest results. ``keys`` say which relationship of the
    partnership a relationship's key stands for today.
    """

    code: str
    title: str
    held_on: date
    mode: str
    framework: Framework
    breakdown: str
    k: int
    releases: tuple[Release, ...]
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Position:
    """What one sitting says of an item: the whole room, each side as far as it can be seen, each group.

    ``outside`` says the same of answers beside the scale ("Don't know"), where there are any to give.
    """

    room: Figures
    sides: Mapping[str, Figures]
    groups: Mapping[str, Figures]
    outside: "Position | None" = None


@dataclass(frozen=True, slots=True)
class Row:
    """One item and criterion in all sittings, None where a sitting did not ask it that way."""

    source: str
    step: str
    item: Item
    criterion: Criterion
    positions: tuple[Position | None, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Sittings in the order of their dates, and every question that at least two of them asked alike.

    ``asked_differently`` names questions that cannot be compared, as their answers differ.
    """

    sittings: tuple[Sitting, ...]
    rows: tuple[Row, ...]
    asked_differently: tuple[str, ...]


def newest_results(releases: Iterable[Release]) -> tuple[Release, ...]:
    """Return of each step one release with the newest results of every item."""
    by_step: dict[str, list[Release]] = {}
    for release in releases:
        by_step.setdefault(release.step, []).append(release)
    return tuple(combine_rounds(sorted(found, key=lambda r: r.round)) for found in by_step.values())


def compare(sittings: Sequence[Sitting]) -> Comparison:
    """Compare sittings. Nothing finer than each sitting's own release goes in or comes out."""
    ordered = tuple(sorted(sittings, key=lambda s: (s.held_on, s.code)))
    asked = [_asked(sitting) for sitting in ordered]
    rows, differently = [], []
    for name in dict.fromkeys(name for found in asked for name in found):
        alike = [found.get(name) for found in asked]
        last = next(each for each in reversed(alike) if each is not None)
        fitting = [
            each if each is not None and each[2].option_keys == last[2].option_keys else None
            for each in alike
        ]
        if sum(each is not None for each in fitting) < 2:
            if sum(each is not None for each in alike) > 1:
                differently.append(f"{last[1].name}: {last[2].name}")
            continue
        positions = tuple(each[3] if each else None for each in fitting)
        if not any(p is not None and isinstance(p.room, Shown) for p in positions):
            continue  # nobody shows anything of it
        rows.append(Row(name[0], last[0], last[1], last[2], positions))
    return Comparison(ordered, tuple(rows), tuple(differently))


_Asked = tuple[str, Item, Criterion, Position]


def _asked(sitting: Sitting) -> dict[tuple[str, str, str], _Asked]:
    """Return what a sitting asked, by list of items, item and criterion."""
    found: dict[tuple[str, str, str], _Asked] = {}
    known = {criterion.key: criterion for criterion in sitting.framework.criteria}
    for release in sitting.releases:
        step = sitting.framework.get_step(release.step)
        for result in release.results:
            criterion = known.get(result.criterion)
            if criterion is None:
                continue
            key = result.item.key
            if step.items == RELATIONSHIPS:
                key = sitting.keys.get(key, key)
            position = _position(sitting, result.figures, criterion)
            if result.outside is not None:
                position = replace(position, outside=_position(sitting, result.outside, None))
            found.setdefault((step.items, key, criterion.key), (step.key, result.item, criterion, position))
    return found


def _position(sitting: Sitting, figures: Breakdown, criterion: Criterion | None) -> Position:
    sides = [side.key for side in sitting.framework.sides]
    by_side = {side: side_figures(sitting, figures, side, criterion) for side in sides}
    return Position(figures.room, by_side, figures.groups)


def side_figures(sitting: Sitting, figures: Breakdown, side: str, criterion: Criterion | None) -> Figures:
    """Return what a sitting shows of a side; where it met alone, that is the whole room.

    ``criterion`` is None for answers beside the scale. In a breakdown by sector a side of several sectors can be seen only where each of them can.
    """
    if [s.key for s in sitting.framework.sides] == [side]:
        return figures.room
    if sitting.breakdown == "side":
        return figures.groups.get(side, Withheld())
    sectors = [s.key for s in sitting.framework.sectors if s.side == side]
    parts = [figures.groups.get(key, Withheld()) for key in sectors]
    if len(parts) == 1:
        return parts[0]
    pooled = pool(parts, criterion)
    return pooled.figures if pooled.sittings == len(parts) else Withheld()


def change(before: Figures, after: Figures, k: int) -> float | None:
    """Return how far a mean has moved between two sittings of the same people or nearly so, in points.

    None where one may not be seen, and where the two differ by fewer than ``k`` answers: if everybody
    else has stayed with their view, the change is that of the few who came or went. (For rounds of
    one workshop the rule is the same: movement needs none or at least k who answered one round only.)
    """
    if not isinstance(before, Shown) or not isinstance(after, Shown):
        return None
    if before.mean is None or after.mean is None or before.n is None or after.n is None:
        return None
    return None if 0 < abs(before.n - after.n) < k else after.mean - before.mean


def gap(position: Position, first: str, second: str) -> float | None:
    """Return the difference of two sides' published means in one sitting, in points."""
    one, other = position.sides.get(first), position.sides.get(second)
    if not isinstance(one, Shown) or not isinstance(other, Shown):
        return None
    return None if one.mean is None or other.mean is None else one.mean - other.mean


def moments(comparison: Comparison) -> tuple[tuple[int, ...], ...]:
    """Return the numbers of the sittings that belong to one moment, in order of time.

    Sides that met alone, one soon after the other, make one moment: what both said, separately.
    Every joint sitting is a moment of its own.
    """
    found: list[list[int]] = []
    for number, sitting in enumerate(comparison.sittings):
        sides = {side.key for side in sitting.framework.sides}
        last = found[-1] if found else []
        there = {side.key for n in last for side in comparison.sittings[n].framework.sides}
        if last and len(sides) == 1 and len(there) == len(last) and not sides & there:
            last.append(number)
        else:
            found.append([number])
    return tuple(tuple(moment) for moment in found)


def sides_at(row: Row, moment: Sequence[int]) -> dict[str, Figures]:
    """Return what every side says of a row at a moment."""
    positions = [row.positions[number] for number in moment]
    return {side: figures for p in positions if p is not None for side, figures in p.sides.items()}


def comparison_to_data(comparison: Comparison) -> list[dict[str, Any]]:
    """Return the ``results`` of a comparison as docs/results-json.md describes them."""
    return [
        {
            "step": row.step,
            "item": {"key": row.item.key, "name": row.item.name},
            "criterion": {"key": row.criterion.key, "name": row.criterion.name},
            "answers": {option.key: option.name for option in row.criterion.options},
            "workshops": {
                sitting.code: {
                    "room": figures_to_data(position.room),
                    "sides": {side: figures_to_data(f) for side, f in position.sides.items()},
                }
                for sitting, position in zip(comparison.sittings, row.positions, strict=True)
                if position is not None
            },
        }
        for row in comparison.rows
    ]
