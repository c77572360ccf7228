"""Lays out diverging bars for a projector or a sheet of paper: bars, means, importance, who could not say."""

from collections.abc import Sequence
from dataclasses import dataclass

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
from facilitator.charts.palette import diverging
from facilitator.charts.sides import Group, put_key
from facilitator.domain.framework import Criterion, Item
from facilitator.domain.release import DIFFERENCE, Shown
from facilitator.domain.rounding import show_points, show_signed_points

APART = 10  # between one item's bars and the next one's, so that the eye pairs the right ones


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of the wide layout start, and how wide they are."""

    label: float
    label_width: float
    bars: float
    bars_width: float
    mean: float
    beside: float
    beside_width: float
    need: float
    outside: float


def _columns(task: LikertTask, layout: Layout, grouped: bool) -> Columns:
    paired = task.beside is not None
    label = 180 if grouped else 0
    label_width = (268 if grouped else 420) if paired else (380 if grouped else 560)
    bars = label + label_width + 40
    right = 510 if paired else 230
    bars_width = layout.width - bars - right
    mean = bars + bars_width + 12
    return Columns(label, label_width, bars, bars_width, mean, mean + 76, 190, mean + 290, layout.width)


def lay_out_wide(task: LikertTask, layout: Layout) -> Drawing:
    """Return the picture: a row per item, a bar per group."""
    groups, sheet, size = bar_groups(task), Sheet(), layout.font
    grouped = bool(task.clusters)
    columns = _columns(task, layout, grouped)
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
    _means(sheet, task, groups, item, (y, row), columns, layout, faint)
    if task.beside is not None:
        _importance(sheet, task, item, task.beside, y + row / 2, columns, layout, faint)
    _outside(sheet, task, item, y + row / 2, columns, layout, faint)
    return told


def _means(
    sheet: Sheet,
    task: LikertTask,
    groups: Sequence[Group],
    item: Item,
    place: tuple[float, float],
    columns: Columns,
    layout: Layout,
    faint: bool,
) -> None:
    """Write each group's mean, with its sign where the bar is the whole room's."""
    (y, row), size = place, layout.font
    owners = mean_groups(task) if groups == (ROOM,) else groups
    signed = groups == (ROOM,) and len(owners) > 1
    each = (row - APART) / len(owners)
    for n, group in enumerate(owners):
        figures = figures_of(task, item, task.criterion, group)
        middle = y + APART / 2 + each * (n + 0.5)
        x = columns.mean
        if signed:
            sheet.put(Sign(group.look, x + 6, middle, 8, faint=faint))
            x += 20
        if isinstance(figures, Shown) and figures.mean is not None:
            text = show_points(figures.mean, coarse=figures.coarse).replace("≈ ", "≈")
            key = f"{item.key}-{group.key or 'room'}-m"
            sheet.put(Text(x, middle + size * 0.35, text, size, key=key, faint=faint))
        else:
            sheet.withhold(x, middle - size * 0.36, size * 1.9, size * 0.72, "", size, faint)


def _importance(
    sheet: Sheet,
    task: LikertTask,
    item: Item,
    criterion: Criterion,
    y: float,
    columns: Columns,
    layout: Layout,
    faint: bool,
) -> None:
    """Draw each group's mean on the second scale as its sign, and the room's need as a number."""
    x, width, most = columns.beside, columns.beside_width, len(criterion.options)
    sheet.put(Line(x, y, x + width, y, "line", 2))
    shown: list[tuple[Group, Shown]] = []
    for group in mean_groups(task):
        figures = figures_of(task, item, criterion, group)
        if isinstance(figures, Shown) and figures.mean is not None:
            shown.append((group, figures))
    places = [x + width * ((f.mean or 1) - 1) / (most - 1) for _g, f in shown]
    if len(shown) > 1:
        sheet.put(Line(min(places), y, max(places), y, "ink", 3, key=f"{item.key}-il", faint=faint))
    close = len(places) > 1 and abs(places[0] - places[1]) < 16
    for n, ((group, figures), place) in enumerate(zip(shown, places, strict=True)):
        at = y + (2 * n - 1) * 6 if close else y  # neither hides the other
        key = f"{item.key}-{group.key or 'room'}-i"
        sheet.put(Sign(group.look, place, at, 9, figures.coarse, key, faint))
    if not shown:
        sheet.withhold(x, y - 13, width, 26, _("under %(k)s", k=task.k), layout.font, faint)
    result = task.release.find_result(item.key, DIFFERENCE)
    room = result.figures.room if result else None
    if isinstance(room, Shown) and room.mean is not None:
        text = show_signed_points(room.mean, coarse=room.coarse)
        middle = y + layout.font * 0.35
        sheet.put(
            Text(columns.need + 60, middle, text, layout.font, anchor="end", bold=room.mean >= 1, faint=faint)
        )
    else:
        sheet.withhold(columns.need - 20, y - 13, 84, 26, "", layout.font, faint)


def _outside(
    sheet: Sheet, task: LikertTask, item: Item, y: float, columns: Columns, layout: Layout, faint: bool
) -> None:
    """Write how many people's answers lie beside the scale."""
    result = task.release.find_result(item.key, task.criterion.key)
    if result is None or result.outside is None:
        return
    room, size = result.outside.room, layout.font
    if isinstance(room, Shown) and room.n is not None:
        sheet.put(Text(columns.outside - 10, y + size * 0.35, str(room.n), size, anchor="end", faint=faint))
    else:
        words = _("under %(k)s", k=task.k)
        width = text_width(words, size) + 16
        sheet.withhold(columns.outside - width, y - 13, width, 26, words, size, faint)


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
