"""Lays out dots: a bar per item, most first, those the room can change apart from those it cannot."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from facilitator.charts.drawing import Box, Drawing, Line, Sheet, Sign, Text
from facilitator.charts.layout import Layout, text_width, wrap
from facilitator.charts.sentences import say_dots, say_too_few
from facilitator.charts.sides import Group, name_in_key, put_key
from facilitator.domain.framework import Item
from facilitator.domain.release import Figures, Release, Shown


@dataclass(frozen=True, slots=True)
class DotsTask:
    """What to lay out; ``outside`` are the keys of items outside the room's control."""

    release: Release
    items: Sequence[Item]
    criterion: str
    outside: Collection[str]
    groups: Sequence[Group]
    k: int = 5
    highlight: str = ""


def lay_out_dots(task: DotsTask, layout: Layout) -> Drawing:
    """Return the picture."""
    sheet, size = Sheet(), layout.font
    rooms = {item.key: _room(task, item) for item in task.items}
    most = max([f.dots or 0 for f in rooms.values() if isinstance(f, Shown)], default=0) or 1
    ranked = sorted(task.items, key=lambda item: -(getattr(rooms[item.key], "dots", None) or -1))
    parts = [(_("Ours to change"), [i for i in ranked if i.key not in task.outside])]
    parts.append((_("Outside our control"), [i for i in ranked if i.key in task.outside]))
    headed = bool(parts[0][1]) and bool(parts[1][1])
    groups = _shown_groups(task)
    signs = [
        (g.look, name_in_key(g, any(_group_dots(task, i, g) is not None for i in task.items), task.k))
        for g in groups
    ]
    y = put_key(sheet, signs, 0, 0, layout, layout.width) if signs else 0.0
    heads = size * 2.6 * (2 if headed else 0)
    row = (
        max(size * 1.6, min(70, (layout.height - y - heads) / max(1, len(ranked))))
        if layout.is_wide
        else size * 3.9
    )
    for name, items in parts:
        if not items:
            continue
        if headed:
            y += size * 1.5
            sheet.put(
                Text(0, y, name, size * 1.1, bold=True), Line(0, y + size * 0.5, layout.width, y + size * 0.5)
            )
            y += size * 0.9
        for item in items:
            draw = _row if layout.is_wide else _block
            y = draw(sheet, task, item, rooms[item.key], (y, row, most), groups, layout)
    return sheet.finish(layout.name, layout.width, y + 6)


def _room(task: DotsTask, item: Item) -> Figures | None:
    result = task.release.find_result(item.key, task.criterion)
    return result.figures.room if result else None


def _shown_groups(task: DotsTask) -> tuple[Group, ...]:
    """Return the compared groups where any item shows how many dots they gave."""
    for result in task.release.results:
        for group in task.groups:
            figures = result.figures.groups.get(group.key)
            if isinstance(figures, Shown) and figures.dots is not None:
                return tuple(task.groups)
    return ()


def _group_dots(task: DotsTask, item: Item, group: Group) -> int | None:
    result = task.release.find_result(item.key, task.criterion)
    figures = result.figures.groups.get(group.key) if result else None
    return figures.dots if isinstance(figures, Shown) else None


def _row(
    sheet: Sheet,
    task: DotsTask,
    item: Item,
    room: Figures | None,
    measures: tuple[float, float, int],
    groups: Sequence[Group],
    layout: Layout,
) -> float:
    (y, row, most), size, label = measures, layout.font, 560.0
    faint = bool(task.highlight) and task.highlight != item.key
    lines = wrap(item.name, label - 24, size, 2 if row >= size * 2.5 else 1)
    middle = y + row / 2
    for n, line in enumerate(lines):
        at = middle + size * 0.35 + (n - (len(lines) - 1) / 2) * size * 1.16
        sheet.put(
            Text(
                0,
                at,
                line,
                size,
                bold=task.highlight == item.key,
                key=f"{item.key}-t{n}",
                full=item.name,
                faint=faint,
            )
        )
    beside = 130.0 * len(groups)
    space = layout.width - label - beside - 290
    if not isinstance(room, Shown) or room.dots is None:
        sheet.withhold(label, middle - 15, space, 30, say_too_few(task.k), size, faint)
        return y + row
    width = space * room.dots / most
    hatched = "bar-out" if item.key in task.outside else "bar"
    words = say_dots(room.dots, room.people or 0, task.k)
    sheet.put(
        Box(
            label,
            middle - min(15, row / 2 - 4),
            width,
            min(30, row - 8),
            hatched,
            key=f"{item.key}-b",
            faint=faint,
        ),
        Text(label + width + 14, middle + size * 0.35, words, size, key=f"{item.key}-d", faint=faint),
    )
    for n, group in enumerate(groups):
        x = layout.width - beside + 130 * n + 18
        dots = _group_dots(task, item, group)
        if dots is None:
            sheet.withhold(x - 10, middle - 14, 120, 28, _("not shown"), size, faint)
            continue
        sheet.put(
            Sign(group.look, x, middle, 8, faint=faint),
            Text(x + 18, middle + size * 0.35, str(dots), size, faint=faint),
        )
    return y + row


def _block(
    sheet: Sheet,
    task: DotsTask,
    item: Item,
    room: Figures | None,
    measures: tuple[float, float, int],
    groups: Sequence[Group],
    layout: Layout,
) -> float:
    (y, _row_height, most), size = measures, layout.font
    faint = bool(task.highlight) and task.highlight != item.key
    y += 6
    for line in wrap(item.name, layout.width, size, 3):
        y += size * 1.2
        sheet.put(Text(0, y, line, size, faint=faint))
    y += 6
    if not isinstance(room, Shown) or room.dots is None:
        sheet.withhold(0, y, layout.width, 22, say_too_few(task.k), size, faint)
        return y + 30
    said = say_dots(room.dots, room.people or 0, task.k)
    width = (layout.width - text_width(say_dots(most, 10 * most, task.k), size) - 10) * room.dots / most
    hatched = "bar-out" if item.key in task.outside else "bar"
    sheet.put(
        Box(0, y, width, 18, hatched, key=f"{item.key}-b", faint=faint),
        Text(width + 8, y + 14, said, size, faint=faint),
    )
    y += 24
    at = 0.0
    for group in groups:
        dots = _group_dots(task, item, group)
        words = _("not shown") if dots is None else str(dots)
        sheet.put(
            Sign(group.look, at + 7, y + 9, 6, faint=faint), Text(at + 20, y + 14, words, size, faint=faint)
        )
        at += 40 + text_width(words, size)
    return y + (26 if groups else 4)
