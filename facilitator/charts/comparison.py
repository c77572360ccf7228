"""Lays out what several workshops say of the same items: a line per moment below each item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from facilitator.charts.layout import Layout, shorten
from facilitator.domain.comparison import Comparison, Row, dot_share, moments, sides_at
from facilitator.domain.framework import CriterionKind
from facilitator.domain.release import Figures, Shown

WIDE_HEIGHT = 560  # of the drawing, so that a projector shows it without scrolling
SIDE_ORDER = ("council", "vcs")


@dataclass(frozen=True, slots=True)
class Spot:
    """A side's mean, or a whole room's (``side`` is empty), at ``x``."""

    side: str
    x: float
    value: float


@dataclass(frozen=True, slots=True)
class Line:
    """What was said at one moment. ``bar`` is the length of a share; ``hidden`` says nothing may be seen."""

    label: str
    y: float
    spots: tuple[Spot, ...] = ()
    span: tuple[float, float] | None = None
    bar: float | None = None
    side: str = ""
    words: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An item's label and its lines."""

    label: str
    full: str
    y: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole picture; ``left`` and ``right`` bound the scale, ``left_out`` items stand in the table alone."""

    layout: Layout
    height: float
    top: float
    left: float
    right: float
    low: str
    high: str
    ticks: tuple[float, ...]
    items: tuple[Item, ...]
    left_out: int


def lay_out_comparison(
    comparison: Comparison, rows: Sequence[Row], names: Sequence[str], layout: Layout
) -> Picture:
    """Return the picture of rows that share one criterion.

    Scales have a line per moment, dots one per sitting, as shares of different rooms are no one share;
    ``names`` word them.
    """
    wide = layout.label > 0
    is_dots = rows[0].criterion.kind is CriterionKind.DOTS
    lines_of = [(n,) for n in range(len(comparison.sittings))] if is_dots else list(moments(comparison))
    step, head = (36, 0) if wide else (28, 24)
    most = max(3, WIDE_HEIGHT // (step * len(lines_of) + 18))
    chosen = _most_telling(comparison, rows)[:most] if wide else list(rows)
    words = 270 if wide else 140
    left, right = layout.label + words + 20, layout.width - (20 if wide else 12)
    y: float = layout.font * (2.2 if wide else 2.6)
    top, items = y, []
    for row in chosen:
        first = y
        y += head
        lines = []
        for moment, name in zip(lines_of, names, strict=True):
            line = _line(row, moment, shorten(name, words, layout.font - 2), y + step / 2, left, right)
            if line is not None:
                lines.append(line)
                y += step
        label = shorten(row.item.name, layout.label or layout.width, layout.font)
        items.append(Item(label, row.item.name, first + (step / 2 if wide else 14), tuple(lines)))
        y += 18 if wide else 14
    criterion = rows[0].criterion
    is_scale = criterion.kind is CriterionKind.SCALE
    count = len(criterion.options)
    return Picture(
        layout,
        y,
        top,
        left,
        right,
        shorten(criterion.options[0].name, (right - left) / 2, layout.font - 2) if is_scale else "",
        shorten(criterion.options[-1].name, (right - left) / 2, layout.font - 2) if is_scale else "",
        tuple(_place(left, right, n, count) for n in range(1, count + 1)) if is_scale else (),
        tuple(items),
        len(rows) - len(chosen),
    )


def _line(row: Row, moment: Sequence[int], label: str, y: float, left: float, right: float) -> Line | None:
    there = [position for number in moment if (position := row.positions[number]) is not None]
    if not there:
        return None
    if row.criterion.kind is CriterionKind.DOTS:
        share = dot_share(row, moment[0])
        if share is None:
            return Line(label, y, hidden=True)
        alone = next(iter(there[0].sides)) if len(there[0].sides) == 1 else ""
        return Line(label, y, bar=(right - left - 90) * share, side=alone, words=f"{share:.0%}")
    count = len(row.criterion.options)
    spots = [
        Spot(side, _place(left, right, figures.mean, count), figures.mean)
        for side, figures in _ordered(sides_at(row, moment))
        if isinstance(figures, Shown) and figures.mean is not None
    ]
    span = (min(s.x for s in spots), max(s.x for s in spots)) if len(spots) > 1 else None
    rooms = [p.room for p in there]
    if len(there) == 1 and len(there[0].sides) > 1 and isinstance(rooms[0], Shown):
        mean = rooms[0].mean
        if mean is not None:
            spots.insert(0, Spot("", _place(left, right, mean, count), mean))
    return Line(label, y, tuple(spots), span, hidden=not spots)


def _ordered(sides: Mapping[str, Figures]) -> list[tuple[str, Figures]]:
    """Return sides with the council first and the VCS last, drawn on top; others are left to the table."""
    known = [(side, sides[side]) for side in SIDE_ORDER if side in sides]
    return known or list(sides.items())


def _most_telling(comparison: Comparison, rows: Sequence[Row]) -> list[Row]:
    """Return rows with the widest range of positions first, or named by most in the newest sitting."""

    def spread(row: Row) -> float:
        means = [
            figures.mean
            for moment in moments(comparison)
            for figures in sides_at(row, moment).values()
            if isinstance(figures, Shown) and figures.mean is not None
        ]
        shares = [dot_share(row, number) for number in range(len(row.positions))]
        dots = [share for share in shares if share is not None]
        return max(means) - min(means) if means else (dots[-1] if dots else 0.0)

    return sorted(rows, key=spread, reverse=True)


def _place(left: float, right: float, value: float, count: int) -> float:
    return left + (right - left) * (value - 1) / max(1, count - 1)
