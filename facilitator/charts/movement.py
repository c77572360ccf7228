"""Lays out movement: where the room stood before talking and where it stands after, item by item."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from facilitator.charts.drawing import Drawing, Line, Sheet, Sign, Text
from facilitator.charts.layout import Layout, shorten, text_width, wrap
from facilitator.charts.sentences import say_too_few
from facilitator.charts.sides import put_key
from facilitator.domain.framework import Criterion, Item
from facilitator.domain.release import Release, Shown
from facilitator.domain.rounding import show_points, show_whole

MEANS, MEANS_NARROW = 150, 84  # room for the two means in words


@dataclass(frozen=True, slots=True)
class MovementTask:
    """What to lay out: two releases of the same items on the given scales."""

    before: Release
    after: Release
    items: Sequence[Item]
    criteria: Sequence[Criterion]
    k: int = 5
    highlight: str = ""


def lay_out_movement(task: MovementTask, layout: Layout) -> Drawing:
    """Return the picture."""
    sheet, size = Sheet(), layout.font
    y = put_key(sheet, [("before", _("Before")), ("room", _("After"))], 0, 0, layout, layout.width)
    if layout.is_wide:
        return _wide(sheet, task, y, layout)
    for criterion in task.criteria:
        y += size * 1.7
        sheet.put(Text(0, y, shorten(criterion.name, layout.width, size, bold=True), size, bold=True))
        y += size * 0.6
        for item in task.items:
            sheet.put(Line(0, y, layout.width, y, "line", 1))
            y += 3
            for line in wrap(item.name, layout.width, size, 3):
                y += size * 1.2
                sheet.put(Text(0, y, line, size))
            _cell(sheet, task, item, criterion, (0, y + 6, layout.width, 26), layout)
            words = _verdict(task, item, criterion)
            y += 36
            if words:
                y += size * 1.1
                sheet.put(Text(0, y, words, size, "quiet"))
            y += size * 0.6
    return sheet.finish(layout.name, layout.width, y + 4)


def _wide(sheet: Sheet, task: MovementTask, y: float, layout: Layout) -> Drawing:
    size, label, gap = layout.font, 330.0, 40.0
    criteria = task.criteria[:2]
    each = (layout.width - label - gap * (len(criteria) - 1)) / len(criteria)
    verdict = 220.0
    for n, criterion in enumerate(criteria):
        x = label + n * (each + gap)
        track = each - verdict - MEANS
        low, high = criterion.options[0].name, criterion.options[-1].name
        one_line = text_width(low, size) + text_width(high, size) + size <= track
        ends = (low, high) if one_line else ("1", str(len(criterion.options)))
        sheet.put(
            Text(x, y + size, shorten(criterion.name, each, size, bold=True), size, bold=True),
            Text(x, y + size * 2.3, ends[0], size, "quiet"),
            Text(x + track, y + size * 2.3, ends[1], size, "quiet", "end"),
            Text(x + track + 24, y + size * 2.3, _("mean"), size, "quiet"),
            Text(x + each - verdict + 20, y + size * 2.3, _("agreement"), size, "quiet"),
        )
    top = y + size * 2.9
    row = max(size * 1.3, min(84, (layout.height - top) / max(1, len(task.items))))
    for number, item in enumerate(task.items):
        at = top + number * row
        faint = bool(task.highlight) and task.highlight != item.key
        lines = wrap(item.name, label - 24, size, 2 if row >= size * 2.25 else 1)
        for n, line in enumerate(lines):
            base = at + row / 2 + size * 0.35 + (n - (len(lines) - 1) / 2) * size * 1.16
            sheet.put(Text(0, base, line, size, key=f"{item.key}-t{n}", full=item.name, faint=faint))
        for n, criterion in enumerate(criteria):
            x = label + n * (each + gap)
            _cell(sheet, task, item, criterion, (x, at, each - verdict - MEANS, row), layout)
            words = shorten(_verdict(task, item, criterion), verdict - 20, size)
            sheet.put(Text(x + each - verdict + 20, at + row / 2 + size * 0.35, words, size, faint=faint))
    return sheet.finish(layout.name, layout.width, top + row * len(task.items) + 4)


def _rooms(task: MovementTask, item: Item, criterion: Criterion) -> tuple[Shown, Shown] | None:
    rooms = []
    for release in (task.before, task.after):
        result = release.find_result(item.key, criterion.key)
        room = result.figures.room if result else None
        if not isinstance(room, Shown) or room.mean is None:
            return None
        rooms.append(room)
    return rooms[0], rooms[1]


def _verdict(task: MovementTask, item: Item, criterion: Criterion) -> str:
    """Say whether the room came closer together, with its agreement before and after."""
    rooms = _rooms(task, item, criterion)
    if rooms is None or rooms[0].agreement is None or rooms[1].agreement is None:
        return ""
    before, after = show_whole(rooms[0].agreement), show_whole(rooms[1].agreement)
    if before == after:
        return f"{before} → {after}"
    words = _("closer") if rooms[1].agreement > rooms[0].agreement else _("apart")
    return f"{before} → {after} {words}"


def _cell(
    sheet: Sheet,
    task: MovementTask,
    item: Item,
    criterion: Criterion,
    place: tuple[float, float, float, float],
    layout: Layout,
) -> None:
    """Draw one item on one scale in ``place`` (x, y, width, height)."""
    (x, y, width, height), size = place, layout.font
    rooms = _rooms(task, item, criterion)
    middle, inset, r = y + height / 2, 12, (9 if layout.is_wide else 6)
    if not layout.is_wide:
        width -= MEANS_NARROW
    if rooms is None:
        high = min(height - 6, 34)
        sheet.withhold(
            x, middle - high / 2, width, high, shorten(say_too_few(task.k), width - 16, size), size
        )
        return
    faint = bool(task.highlight) and task.highlight != item.key
    most = len(criterion.options)
    before, after = (x + inset + (width - 2 * inset) * ((room.mean or 1) - 1) / (most - 1) for room in rooms)
    key = f"{item.key}-{criterion.key}"
    sheet.put(
        Line(x + inset, middle, x + width - inset, middle, "line", 2),
        Line(before, middle, after, middle, "ink", 4, key=f"{key}-l", faint=faint),
        Sign("before", before, middle, r, key=f"{key}-a", faint=faint),
        Sign("room", after, middle, r, key=f"{key}-b", faint=faint),
        Text(
            x + width + (24 if layout.is_wide else 10),
            middle + size * 0.35,
            f"{show_points(rooms[0].mean or 0)} → {show_points(rooms[1].mean or 0)}",
            size,
            key=f"{key}-m",
            faint=faint,
        ),
    )
