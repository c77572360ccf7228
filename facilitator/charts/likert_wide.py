"""Lays out diverging bars for a projector or a sheet of paper: bars, means, importance, who could not say."""

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
from facilitator.charts.layout import Layout, shorten, text_width, wrap
from facilitator.charts.likert_columns import (
    APART,
    Columns,
    place_columns,
    put_importance,
    put_means,
    put_outside,
)
from facilitator.charts.palette import diverging
from facilitator.charts.sides import Group, put_key
from facilitator.domain.framework import Item
from facilitator.domain.release import Shown


def lay_out_wide(task: LikertTask, layout: Layout) -> Drawing:
    """Return the picture: a row per item, a bar per group."""
    groups, sheet, size = bar_groups(task), Sheet(), layout.font
    grouped = bool(task.clusters)
    columns = place_columns(task, layout, grouped)
    top = _heads(sheet, task, columns, layout, groups)
    row = max(size * 1.04 * len(groups) + APART, min(74, (layout.height - top) / max(1, len(task.items))))
    reach = reach_of(task, groups)
    y, cluster, told = top, None, ""
    sheet.put(
        Line(
            columns.bars + columns.bars_width / 2,
            top - 4,
            columns.bars + columns.bars_width / 2,
            top + row * len(task.items),
            "quiet",
            1.5,
        )
    )
    for item in task.items:
        if item.group != cluster and grouped:
            cluster = item.group
            sheet.put(Line(0, y, layout.width, y, "line", 1.5))
            name = next((option.name for option in task.clusters if option.key == cluster), "")
            for n, line in enumerate(wrap(name, columns.label - 16, size, 3, bold=True)):
                sheet.put(Text(0, y + size * 1.35 + n * size * 1.2, line, size, "quiet"))
        told = _row(sheet, task, groups, item, y, row, columns, reach, layout, told)
        y += row
    sheet.put(Line(0, y, layout.width, y, "line", 1.5))
    return sheet.finish(layout.name, layout.width, y + 4)


def _row(
    sheet: Sheet,
    task: LikertTask,
    groups: Sequence[Group],
    item: Item,
    y: float,
    row: float,
    columns: Columns,
    reach: float,
    layout: Layout,
    told: str,
) -> str:
    """Draw an item's row; ``told`` is the reason for a missing bar that was given last, which returns."""
    size, faint = layout.font, bool(task.highlight) and task.highlight != item.key
    lines = wrap(item.name, columns.label_width - 12, size, 2 if row >= size * 2.2 else 1)
    first = y + row / 2 + size * 0.35 - (len(lines) - 1) * size * 0.5
    for n, line in enumerate(lines):
        sheet.put(
            Text(
                columns.label,
                first + n * size,
                line,
                size,
                bold=task.highlight == item.key,
                key=f"{item.key}-t{n}",
                full=item.name,
                faint=faint,
            )
        )
    each = (row - APART) / len(groups)
    height = min(each - 1, 34)
    for n, group in enumerate(groups):
        at = y + APART / 2 + n * each + (each - height) / 2
        figures = figures_of(task, item, task.criterion, group)
        key = f"{item.key}-{group.key or 'room'}"
        if group.key:
            sheet.put(Sign(group.look, columns.bars - 20, at + height / 2, 8, key=f"{key}-s", faint=faint))
        place = (columns.bars, at, columns.bars_width, height)
        why_not = say_why_not(task, item, group)
        if why_not == told:
            why_not = _("not shown")
        elif not isinstance(figures, Shown):
            told = why_not
        put_bar(sheet, task, figures, place, reach, size, key, faint, why_not)
    put_means(sheet, task, groups, item, (y, row), columns, layout, faint)
    if task.beside is not None:
        put_importance(sheet, task, item, task.beside, y + row / 2, columns, layout, faint)
    put_outside(sheet, task, item, y + row / 2, columns, layout, faint)
    return told


def _heads(
    sheet: Sheet, task: LikertTask, columns: Columns, layout: Layout, groups: Sequence[Group]
) -> float:
    """Write what the columns are and what the fills mean; return where the rows start."""
    size = layout.font
    signs = [(group.look, group.name or _("Whole room")) for group in mean_groups(task)]
    if groups == (ROOM,) and task.groups and mean_groups(task) == (ROOM,):
        signs = [("room", _("Whole room only, to protect groups under %(k)s", k=task.k))]
    need = sum(text_width(name, size) + size * 2.5 for _look, name in signs) + size
    height = put_key(sheet, signs, 0, 0, layout, layout.width)
    beside = need < columns.bars + 200
    left = need if beside else 0.0
    x, y = left, float(size) if beside else height + size
    right = layout.width - (size * 5.5 if task.criterion.outside else 0)  # its head stands half as high
    for option, look in zip(task.criterion.options, diverging(len(task.criterion.options)), strict=True):
        need = size * 1.5 + text_width(option.name, size) + size * 0.9
        if x > left and x + need > right + size:
            x, y = left, y + size * 1.5
        sheet.put(Box(x, y - size * 0.8, size * 0.9, size * 0.9, look, "thin"))
        name = shorten(option.name, right - x - size * 1.3, size)
        sheet.put(Text(x + size * 1.25, y, name, size))
        x += need
    line = y + size * 1.75
    sheet.put(
        Text(
            columns.bars,
            line,
            shorten(_("%(name)s, %% of answers", name=task.criterion.name), columns.bars_width - 10, size),
            size,
            "quiet",
        )
    )
    sheet.put(Text(columns.mean, line, _("mean"), size, "quiet"))
    if task.beside is not None:
        sheet.put(
            Text(
                columns.beside,
                line,
                shorten(task.beside.name, columns.beside_width + 10, size),
                size,
                "quiet",
            )
        )
        minus = shorten(_("minus %(name)s", name=task.criterion.name), 140, size)
        sheet.put(Text(columns.need + 66, line, minus, size, "quiet", "end"))
    if task.criterion.outside:
        for n, word in enumerate((_("couldn't"), _("say"))):
            sheet.put(Text(columns.outside, line - (1 - n) * size * 1.15, word, size, "quiet", "end"))
    return line + size * 0.6
