"""Lays out positions on scales: a row per item, a column per criterion, a mark per group."""

from collections.abc import Sequence
from dataclasses import dataclass

from facilitator.charts.layout import Layout, shorten
from facilitator.domain.framework import Criterion
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
    gap = 44 if layout.label else 0
    each = (layout.width - layout.label - gap * (len(criteria) - 1)) / len(criteria)
    inset = 26 if layout.label else 14
    columns = []
    for number, criterion in enumerate(criteria):
        x = layout.label + number * (each + gap)
        k = len(criterion.options)
        low, high = criterion.options[0].name, criterion.options[-1].name
        stacked = (len(low) + len(high) + 2) * layout.font * 0.54 > each - 2 * inset
        columns.append(
            Column(
                "" if stacked else shorten(criterion.name, each, layout.font),
                x,
                each,
                shorten(low, each, layout.font - 2),
                shorten(high, each, layout.font - 2),
                stacked,
                tuple(_place(x, each, inset, value, k) for value in range(1, k + 1)),
            )
        )
    top = layout.font * 3.6
    rows = []
    for number, item in enumerate(release.items()):
        y = top + layout.row * (number + (0.5 if layout.label else 0.72))
        cells = tuple(
            _cell(release, item.key, criterion, groups, column, inset, y)
            for criterion, column in zip(criteria, columns, strict=True)
        )
        label = shorten(item.name, layout.label or layout.width, layout.font)
        label_y = y + layout.font * 0.35 if layout.label else y - layout.font * 1.15
        rows.append(Row(label, item.name, y, label_y, cells))
    return Dumbbell(layout, top + layout.row * len(rows) + 6, top, tuple(columns), tuple(rows))


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
