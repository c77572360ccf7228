"""Lays out bars: a row per item with one bar for dots, or a cell per possible answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from facilitator.charts.layout import Layout, shorten
from facilitator.domain.framework import Criterion
from facilitator.domain.release import Release, Shown


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from ``x``; ``width`` is None where the figures are withheld."""

    x: float
    room: float
    width: float | None
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class BarRow:
    """An item's label and its bars."""

    label: str
    full: str
    y: float
    label_y: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """The whole picture; ``heads`` are (x, text) above the columns."""

    layout: Layout
    height: float
    bar: float
    heads: tuple[tuple[float, str], ...]
    rows: tuple[BarRow, ...]


def lay_out_shares(release: Release, criterion: Criterion, layout: Layout) -> Bars:
    """Return the share of the room that gave each answer, a row per item, the largest marked."""
    options = criterion.options
    each = (layout.width - layout.label) / len(options)
    top = layout.font * (2.4 if layout.label else 0.4)
    heads = tuple(
        (layout.label + n * each, shorten(o.name, each - 8, layout.font)) for n, o in enumerate(options)
    )
    rows = []
    for number, item in enumerate(release.items()):
        result = release.find_result(item.key, criterion.key)
        room = result.figures.room if result else None
        bars = []
        for n, option in enumerate(options):
            x = layout.label + n * each
            if not isinstance(room, Shown) or not room.n or room.counts is None:
                bars.append(Bar(x, each - 12, None, ""))
                continue
            share = room.counts[option.key] / room.n
            strong = share > 0 and room.counts[option.key] == max(room.counts.values())
            bars.append(Bar(x, each - 12, share * (each - 12), f"{share:.0%}", strong))
        rows.append(_row(item.name, number, top, layout, bars))
    return Bars(layout, top + layout.row * len(rows) + layout.font, layout.row * 0.34, heads, tuple(rows))


def lay_out_dots(release: Release, say: Callable[[int, int], str], layout: Layout) -> Bars:
    """Return the dots on each item, most first; ``say`` words a number of dots and people."""
    shown = []
    for result in release.results:
        room = result.figures.room
        figures = (room.dots, room.people) if isinstance(room, Shown) else (None, None)
        shown.append((result.item.name, *figures))
    shown.sort(key=lambda row: -(row[1] or 0))
    most = max([row[1] or 0 for row in shown], default=0) or 1
    space = layout.width - layout.label - (300 if layout.label else 170)
    rows = []
    for number, (name, dots, people) in enumerate(shown):
        width = None if dots is None else space * dots / most
        text = "" if dots is None else say(dots, people or 0)
        rows.append(_row(name, number, 0, layout, [Bar(layout.label, space, width, text)]))
    return Bars(layout, layout.row * len(rows) + 4, layout.row * 0.42, (), tuple(rows))


def _row(name: str, number: int, top: float, layout: Layout, bars: Sequence[Bar]) -> BarRow:
    y = top + layout.row * (number + (0.5 if layout.label else 0.72))
    label_y = y + layout.font * 0.35 if layout.label else y - layout.font * 1.1
    label = shorten(name, (layout.label or layout.width) - 10, layout.font)
    return BarRow(label, name, y, label_y, tuple(bars))
