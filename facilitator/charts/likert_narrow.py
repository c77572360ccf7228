"""Lays out diverging bars for a phone."""

from collections.abc import Sequence

from flask_babel import gettext as _

from facilitator.charts.diverging_bar import (
    ROOM,
    LikertTask,
    bar_groups,
    figures_of,
    mean_groups,
    put_bar,
    reach_of,
    say_why_not,
)
from facilitator.charts.drawing import Box, Drawing, Line, Sheet, Sign, Text
from facilitator.charts.layout import Layout, shorten, wrap
from facilitator.charts.palette import diverging
from facilitator.charts.sentences import say_too_few
from facilitator.charts.sides import Group, put_key
from facilitator.domain.framework import Criterion, Item
from facilitator.domain.release import Shown
from facilitator.domain.rounding import show_points


def lay_out_narrow(task: LikertTask, layout: Layout) -> Drawing:
    """Return the picture: a block per item."""
    groups, sheet, size, width = bar_groups(task), Sheet(), layout.font, layout.width
    signs = [(group.look, group.name) for group in groups if group.key]
    y = put_key(sheet, signs, 0, 0, layout, width) if signs else 0.0
    for option, look in zip(task.criterion.options, diverging(len(task.criterion.options)), strict=True):
        y += size * 1.35
        sheet.put(Box(0, y - size * 0.8, size * 0.9, size * 0.9, look, "thin"))
        sheet.put(Text(size * 1.4, y, shorten(option.name, width - size * 1.5, size), size))
    y += size
    reach = reach_of(task, groups)
    for item in task.items:
        y = _block(sheet, task, groups, item, y, reach, layout)
    return sheet.finish(layout.name, width, y + 4)


def _block(
    sheet: Sheet,
    task: LikertTask,
    groups: Sequence[Group],
    item: Item,
    y: float,
    reach: float,
    layout: Layout,
) -> float:
    """Draw one item in the narrow layout; return where the next one starts."""
    size, width = layout.font, layout.width
    faint = bool(task.highlight) and task.highlight != item.key
    sheet.put(Line(0, y, width, y, "line", 1))
    y += 6
    for line in wrap(item.name, width, size, 3, bold=True):
        y += size * 1.2
        sheet.put(Text(0, y, line, size, bold=True, faint=faint))
    y += 7
    for group in groups:
        figures = figures_of(task, item, task.criterion, group)
        left = 22 if group.key else 0
        if group.key:
            sheet.put(Sign(group.look, 9, y + 11, 6, faint=faint))
        key = f"{item.key}-{group.key or 'room'}"
        put_bar(
            sheet,
            task,
            figures,
            (left, y, width - left - 46, 22),
            reach,
            size - 2,
            key,
            faint,
            say_why_not(task, item, group),
        )
        if isinstance(figures, Shown) and figures.mean is not None:
            text = show_points(figures.mean, coarse=figures.coarse)
            sheet.put(Text(width, y + 16, text, size, anchor="end", faint=faint))
        y += 26
    for words in _notes(task, item):
        y += size * 1.15
        sheet.put(Text(0, y, shorten(words, width, size), size, "quiet", faint=faint))
    return y + size * 0.9


def _notes(task: LikertTask, item: Item) -> list[str]:
    """Return what the wide layout shows beside a bar, as lines of words."""
    notes = []
    if bar_groups(task) == (ROOM,) and len(mean_groups(task)) > 1:
        notes.append(_mean_words(task, item, task.criterion))
    if task.beside is not None:
        notes.append(_mean_words(task, item, task.beside))
    result = task.release.find_result(item.key, task.criterion.key)
    if result is not None and result.outside is not None:
        room = result.outside.room
        number = str(room.n) if isinstance(room, Shown) else _("under %(k)s", k=task.k)
        notes.append(_("Couldn't say: %(number)s", number=number))
    return notes


def _mean_words(task: LikertTask, item: Item, criterion: Criterion) -> str:
    parts = []
    for group in mean_groups(task):
        figures = figures_of(task, item, criterion, group)
        if isinstance(figures, Shown) and figures.mean is not None:
            name = group.name or _("room")
            parts.append(f"{name} {show_points(figures.mean, coarse=figures.coarse)}")
    words = ", ".join(parts) or say_too_few(task.k)
    return str(_("%(name)s: %(words)s", name=criterion.name, words=words))
