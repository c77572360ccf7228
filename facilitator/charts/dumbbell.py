"""Lays out positions on scales: a row per item, a column per criterion, a mark per group."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from facilitator.charts.layout import Layout, shorten
from facilitator.domain.framework import Criterion, Item
from facilitator.domain.release import Release, Shown


@dataclass(frozen=True, slots=True)
class Mark:
    """A group's mean at ``x``; ``hollow`` where it is coarse."""

    group: str
    x: float
    value: float
    hollow: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One item on one scale; ``room`` is None where it is withheld."""

    x: float
    width: float
    y: float
    room: float | None
    value: float | None
    marks: tuple[Mark, ...]
    span: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Column:
    """A scale with its two ends named and the places of its answers."""

    name: str
    x: float
    width: float
    low: str
    high: str
    stacked: bool
    ticks: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """An item's label and its cells."""

    label: str
    full: str
    y: float
    label_y: float
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Dumbbell:
    """The whole picture."""

    layout: Layout
    height: float
    top: float
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def lay_out_dumbbell(
    release: Release, criteria: Sequence[Criterion], groups: Sequence[str], layout: Layout
) -> Dumbbell:
    """Return the picture of all items of a release on the given scales."""

    def cell(item: str, criterion: Criterion, column: Column, y: float) -> Cell:
        return _cell(release, item, criterion, groups, column, _inset(layout), y)

    return _lay_out(release.items(), criteria, layout, cell)


def lay_out_movement(
    before: Release, after: Release, criteria: Sequence[Criterion], layout: Layout
) -> Dumbbell:
    """Return the picture of the room's means before and after discussion, for the items asked twice."""

    def cell(item: str, criterion: Criterion, column: Column, y: float) -> Cell:
        marks = []
        for name, release in (("before", before), ("after", after)):
            result = release.find_result(item, criterion.key)
            room = result.figures.room if result else None
            if isinstance(room, Shown) and room.mean is not None:
                x = _place(column.x, column.width, _inset(layout), room.mean, len(criterion.options))
                marks.append(Mark(name, x, room.mean, False))
        if len(marks) < 2:
            return Cell(column.x, column.width, y, None, None, (), None)
        span = (min(m.x for m in marks), max(m.x for m in marks))
        return Cell(column.x, column.width, y, marks[-1].x, marks[-1].value, tuple(marks), span)

    return _lay_out(after.items(), criteria, layout, cell)


def _lay_out(
    items: Sequence[Item],
    criteria: Sequence[Criterion],
    layout: Layout,
    cell: Callable[[str, Criterion, Column, float], Cell],
) -> Dumbbell:
    gap = 44 if layout.label else 0
    each = (layout.width - layout.label - gap * (len(criteria) - 1)) / len(criteria)
    columns = [
        _column(criterion, layout.label + number * (each + gap), each, layout)
        for number, criterion in enumerate(criteria)
    ]
    top = layout.font * 3.6
    rows = []
    for number, item in enumerate(items):
        y = top + layout.row * (number + (0.5 if layout.label else 0.72))
        cells = tuple(cell(item.key, c, column, y) for c, column in zip(criteria, columns, strict=True))
        label = shorten(item.name, layout.label or layout.width, layout.font)
        label_y = y + layout.font * 0.35 if layout.label else y - layout.font * 1.15
        rows.append(Row(label, item.name, y, label_y, cells))
    return Dumbbell(layout, top + layout.row * len(rows) + 6, top, tuple(columns), tuple(rows))


def _column(criterion: Criterion, x: float, width: float, layout: Layout) -> Column:
    low, high = criterion.options[0].name, criterion.options[-1].name
    inset, k = _inset(layout), len(criterion.options)
    stacked = (len(low) + len(high) + 2) * layout.font * 0.54 > width - 2 * inset
    return Column(
        "" if stacked else shorten(criterion.name, width, layout.font),
        x,
        width,
        shorten(low, width, layout.font - 2),
        shorten(high, width, layout.font - 2),
        stacked,
        tuple(_place(x, width, inset, value, k) for value in range(1, k + 1)),
    )


def _inset(layout: Layout) -> float:
    return 26 if layout.label else 14


def _cell(
    release: Release,
    item: str,
    criterion: Criterion,
    groups: Sequence[str],
    column: Column,
    inset: float,
    y: float,
) -> Cell:
    result = release.find_result(item, criterion.key)
    k = len(criterion.options)
    room = result.figures.room if result else None
    if result is None or not isinstance(room, Shown) or room.mean is None:
        return Cell(column.x, column.width, y, None, None, (), None)
    marks = []
    for group in groups:
        figures = result.figures.groups.get(group)
        if isinstance(figures, Shown) and figures.mean is not None:
            x = _place(column.x, column.width, inset, figures.mean, k)
            marks.append(Mark(group, x, figures.mean, figures.coarse))
    span = (min(m.x for m in marks), max(m.x for m in marks)) if len(marks) > 1 else None
    x = _place(column.x, column.width, inset, room.mean, k)
    return Cell(column.x, column.width, y, x, room.mean, tuple(marks), span)


def _place(x: float, width: float, inset: float, value: float, k: int) -> float:
    return x + inset + (width - 2 * inset) * (value - 1) / (k - 1)
