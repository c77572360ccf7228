"""Lays out the map: where each item stands on two scales, for the room and for the compared groups."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from facilitator.charts.drawing import Drawing, Line, Oval, Sheet, Sign, Text
from facilitator.charts.labels import Frame, Point, nudge
from facilitator.charts.layout import Layout, shorten, wrap
from facilitator.charts.map_names import MapTask, Spot, put_names, put_numbers
from facilitator.charts.sentences import say_too_few
from facilitator.charts.sides import name_in_key, put_key
from facilitator.domain.agreement import spread
from facilitator.domain.framework import Criterion, Item
from facilitator.domain.release import Shown

MOST_NAMED = 25
FEW_ENOUGH_FOR_SPREAD = 6


@dataclass(frozen=True, slots=True)
class Plot:
    """The plot's corners and the ends of its scales."""

    frame: Frame
    inset: float
    across: int
    up: int

    def place(self, x: float, y: float) -> Point:
        """Return where two values in points lie."""
        f, i = self.frame, self.inset
        return (
            f.left + i + (f.right - f.left - 2 * i) * (x - 1) / (self.across - 1),
            f.bottom - i - (f.bottom - f.top - 2 * i) * (y - 1) / (self.up - 1),
        )

    def stretch(self, x: float, y: float) -> Point:
        """Return how long two distances in points are."""
        (x0, y0), (x1, y1) = self.place(1, 1), self.place(1 + x, 1 + y)
        return x1 - x0, y0 - y1


def lay_out_map(task: MapTask, layout: Layout) -> Drawing:
    """Return the picture: every item named where there is room, numbered with a list below otherwise."""
    sheet, size = Sheet(), layout.font
    signs = [("room", _("Whole room")), *_group_names(task)]
    top = put_key(sheet, signs, 0, 0, layout, layout.width) + size * 1.5
    bottom = layout.height - size * 1.6 if layout.is_wide else top + 380
    inset = 56 if layout.is_wide else 22
    plot = Plot(Frame(0, top, layout.width, bottom), inset, len(task.x.options), len(task.y.options))
    _axes(sheet, task, plot, layout)
    spots, missing = _spots(task, plot, 16 if layout.is_wide else 9)
    if not spots:
        sheet.withhold(2, top + 2, layout.width - 4, bottom - top - 4, "", size)
        words = _("Nothing can be shown yet: %(reason)s on every item", reason=say_too_few(task.k))
        for n, line in enumerate(wrap(words, layout.width - 40, size, 4)):
            sheet.put(
                Text(layout.width / 2, (top + bottom) / 2 + n * size * 1.3, line, size, "ink", "middle")
            )
        return sheet.finish(layout.name, layout.width, bottom + size * (1.8 if layout.is_wide else 3.2))
    for spot in spots:
        _mark(sheet, task, spot, layout, spread_too=len(spots) <= FEW_ENOUGH_FOR_SPREAD)
    numbered = (
        not layout.is_wide or len(spots) > MOST_NAMED or not put_names(sheet, task, spots, plot.frame, layout)
    )
    y = bottom + size * (1.6 if layout.is_wide else 3)
    if numbered:
        y = put_numbers(sheet, task, spots, plot.frame, layout, y)
    if missing:
        y = _tell_missing(sheet, task, missing, layout, y)
    return sheet.finish(layout.name, layout.width, y + 4)


def _axes(sheet: Sheet, task: MapTask, plot: Plot, layout: Layout) -> None:
    f, size = plot.frame, layout.font
    for value in range(1, plot.across + 1):
        x, _y = plot.place(value, 1)
        middle = 2 * value == plot.across + 1
        sheet.put(Line(x, f.top, x, f.bottom, "quiet" if middle else "line", 2 if middle else 1))
    for value in range(1, plot.up + 1):
        _x, y = plot.place(1, value)
        middle = 2 * value == plot.up + 1
        sheet.put(Line(f.left, y, f.right, y, "quiet" if middle else "line", 2 if middle else 1))
    centre, half = (f.left + f.right) / 2, layout.width / 2 - 10
    # On a phone the ends of the two scales stand in lines of their own, so that neither is cut.
    low = f.bottom + size * 1.15
    lowest, each = (low, layout.width / 3 - 8) if layout.is_wide else (low + size * 1.35, half)
    sheet.put(
        Text(
            centre,
            f.top - size * 0.45,
            shorten("↑ " + task.y.options[-1].name, half, size, bold=True),
            size,
            anchor="middle",
            bold=True,
        ),
        Text(
            centre,
            lowest,
            shorten("↓ " + task.y.options[0].name, each, size, bold=True),
            size,
            anchor="middle",
            bold=True,
        ),
        Text(
            f.left,
            low,
            shorten("← " + task.x.options[0].name, each, size, bold=True),
            size,
            bold=True,
        ),
        Text(
            f.right,
            low,
            shorten(task.x.options[-1].name + " →", each, size, bold=True),
            size,
            anchor="end",
            bold=True,
        ),
    )


def _group_names(task: MapTask) -> list[tuple[str, str]]:
    """Return each group's sign and name; a group that stands nowhere on the map says so."""
    nothing = not any(_means(task, item, "") for item in task.items)
    return [
        (
            group.look,
            name_in_key(group, nothing or any(_means(task, item, group.key) for item in task.items), task.k),
        )
        for group in task.groups
    ]


def _means(task: MapTask, item: Item, group: str) -> tuple[Shown, Shown] | None:
    found = []
    for criterion in (task.x, task.y):
        result = task.release.find_result(item.key, criterion.key)
        if result is None:
            return None
        figures = result.figures.groups.get(group) if group else result.figures.room
        if not isinstance(figures, Shown) or figures.mean is None:
            return None
        found.append(figures)
    return found[0], found[1]


def _spots(task: MapTask, plot: Plot, least: float) -> tuple[list[Spot], list[Item]]:
    shown: list[tuple[Item, Shown, Shown]] = []
    missing = []
    for item in task.items:
        means = _means(task, item, "")
        if means is None:
            missing.append(item)
        else:
            shown.append((item, *means))
    rooms = nudge([plot.place(x.mean or 1, y.mean or 1) for _i, x, y in shown], least)
    spots = []
    for (item, x, y), room in zip(shown, rooms, strict=True):
        groups = []
        for group in task.groups:
            means = _means(task, item, group.key)
            if means is not None:
                coarse = means[0].coarse or means[1].coarse
                groups.append((group, plot.place(means[0].mean or 1, means[1].mean or 1), coarse))
        across, up = _spread(x, task.x), _spread(y, task.y)
        soft = plot.stretch(across, up) if across is not None and up is not None else None
        spots.append(Spot(item, room, soft, tuple(groups)))
    return spots, missing


def _spread(figures: Shown, criterion: Criterion) -> float | None:
    if figures.counts is None or not figures.n:
        return None
    return spread([figures.counts[key] for key in criterion.option_keys])


def _mark(sheet: Sheet, task: MapTask, spot: Spot, layout: Layout, *, spread_too: bool) -> None:
    big = 10 if layout.is_wide else 6
    key, faint = spot.item.key, bool(task.highlight) and task.highlight != spot.item.key
    chosen = task.highlight == spot.item.key
    if spot.spread and (chosen or (spread_too and not task.highlight)):
        sheet.put(Oval(*spot.room, max(4, spot.spread[0]), max(4, spot.spread[1]), f"{key}-o"))
    if len(spot.groups) == 1:
        _g, (x1, y1), _c = spot.groups[0]
        sheet.put(Line(*spot.room, x1, y1, "quiet", 2, True, f"{key}-l", faint))
    if len(spot.groups) == 2:
        (_g, (x1, y1), _c), (_h, (x2, y2), _d) = spot.groups
        sheet.put(Line(x1, y1, x2, y2, "quiet", 3 if layout.is_wide else 2, key=f"{key}-l", faint=faint))
    for group, (x, y), coarse in spot.groups:
        sheet.put(Sign(group.look, x, y, big, coarse, f"{key}-{group.key}", faint))
    sheet.put(Sign("room", *spot.room, big * 0.8, key=f"{key}-room", faint=faint))


def _tell_missing(sheet: Sheet, task: MapTask, missing: Sequence[Item], layout: Layout, y: float) -> float:
    size = layout.font
    words = _(
        "Not on the map, %(reason)s: %(items)s",
        reason=say_too_few(task.k),
        items=", ".join(i.name for i in missing),
    )
    lines = wrap(words, layout.width - 24, size, 3)
    height = size * 1.3 * len(lines) + size * 0.7
    sheet.withhold(0, y, layout.width, height, "", size)
    for n, line in enumerate(lines):
        sheet.put(Text(12, y + size * 1.3 * (n + 1), line, size))
    return y + height
