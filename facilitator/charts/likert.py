"""Lays out diverging bars: the answers on a scale, item by item and group by group, around the middle."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from facilitator.charts.drawing import Box, Drawing, Line, Sheet, Sign, Text
from facilitator.charts.layout import Layout, shorten, text_width, wrap
from facilitator.charts.palette import diverging, on
from facilitator.charts.sentences import say_hidden_group, say_too_few
from facilitator.charts.sides import Group, put_key
from facilitator.domain.framework import Criterion, Item, Option
from facilitator.domain.release import DIFFERENCE, Figures, Release, Shown
from facilitator.domain.rounding import percent, show_points, show_signed_points

ROOM = Group("", "", "room")


@dataclass(frozen=True, slots=True)
class LikertTask:
    """What to lay out: ``items`` in their order, ``beside`` the criterion whose means stand beside.

    ``clusters`` name the groups that items stand in, where they do.
    """

    release: Release
    items: Sequence[Item]
    criterion: Criterion
    beside: Criterion | None
    groups: Sequence[Group]
    clusters: Sequence[Option] = ()
    k: int = 5
    highlight: str = ""


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


def lay_out_likert(task: LikertTask, layout: Layout) -> Drawing:
    """Return the picture: bars around the middle, the mean, importance beside, who could not say."""
    groups = bar_groups(task)
    return _wide(task, groups, layout) if layout.is_wide else _narrow(task, groups, layout)


def bar_groups(task: LikertTask) -> tuple[Group, ...]:
    """Return whose bars are drawn: the groups where any item shows their answers, else the whole room."""
    for item in task.items:
        result = task.release.find_result(item.key, task.criterion.key)
        for group in task.groups:
            figures = result.figures.groups.get(group.key) if result else None
            if isinstance(figures, Shown) and figures.counts is not None:
                return tuple(task.groups)
    return (ROOM,)


def _figures(task: LikertTask, item: Item, criterion: Criterion, group: Group) -> Figures | None:
    result = task.release.find_result(item.key, criterion.key)
    if result is None:
        return None
    return result.figures.groups.get(group.key) if group.key else result.figures.room


def _room_shown(task: LikertTask, item: Item, group: Group) -> bool:
    """Tell whether a group is not shown although the room is."""
    return bool(group.key) and isinstance(_figures(task, item, task.criterion, ROOM), Shown)


def _reach(task: LikertTask, groups: Sequence[Group]) -> float:
    """Return the largest share of answers that any bar has on one side of the middle, at least a fifth."""
    most = 0.2
    for item in task.items:
        for group in groups:
            figures = _figures(task, item, task.criterion, group)
            if isinstance(figures, Shown) and figures.counts and figures.n:
                left = _left_share(figures, task.criterion)
                most = max(most, left, 1 - left)
    return most


def _left_share(figures: Shown, criterion: Criterion) -> float:
    counts = figures.counts or {}
    keys, half = criterion.option_keys, len(criterion.options) // 2
    left = sum(counts[key] for key in keys[:half])
    if len(keys) % 2:
        left += counts[keys[half]] / 2  # type: ignore[assignment]
    return left / (figures.n or 1)


def _bar(
    sheet: Sheet,
    task: LikertTask,
    figures: Figures | None,
    place: tuple[float, float, float, float],
    reach: float,
    size: float,
    key: str,
    faint: bool,
    hidden_group: bool,
) -> None:
    """Draw one bar in ``place`` (x, y, width, height), or say in words why there is none."""
    x, y, width, height = place
    if not isinstance(figures, Shown):
        words = say_hidden_group(task.k) if hidden_group else say_too_few(task.k)
        sheet.withhold(x, y, width, height, shorten(words, width - 16, size), size)
        return
    if figures.counts is None or not figures.n:
        words = (
            _("fewer than 10: only the mean is shown") if figures.mean is not None else say_too_few(task.k)
        )
        sheet.withhold(x, y, width, height, shorten(words, width - 16, size), size)
        return
    unit = width / 2 / reach
    at = x + width / 2 - _left_share(figures, task.criterion) * unit
    looks = diverging(len(task.criterion.options))
    for option, look in zip(task.criterion.option_keys, looks, strict=True):
        number = figures.counts[option]
        wide = number / figures.n * unit
        if number:
            sheet.put(Box(at, y, wide, height, look, "thin", f"{key}-{option}", faint))
            text = str(percent(number, figures.n))
            if wide >= text_width(text, size) + 6 and height >= size * 0.95:
                middle = y + height / 2 + size * 0.35
                sheet.put(Text(at + wide / 2, middle, text, size, on(look), "middle", faint=faint))
        at += wide


def _columns(task: LikertTask, layout: Layout, grouped: bool) -> Columns:
    paired = task.beside is not None
    label = 180 if grouped else 0
    label_width = (268 if grouped else 420) if paired else (380 if grouped else 560)
    bars = label + label_width + 40
    right = 510 if paired else 230
    bars_width = layout.width - bars - right
    mean = bars + bars_width + 12
    return Columns(label, label_width, bars, bars_width, mean, mean + 76, 190, mean + 290, layout.width)


def _wide(task: LikertTask, groups: Sequence[Group], layout: Layout) -> Drawing:
    sheet, size = Sheet(), layout.font
    grouped = bool(task.clusters)
    columns = _columns(task, layout, grouped)
    top = _heads(sheet, task, columns, layout, groups)
    row = max(size * 1.04 * len(groups) + 4, min(74, (layout.height - top) / max(1, len(task.items))))
    reach = _reach(task, groups)
    y, cluster = top, None
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
        _row(sheet, task, groups, item, y, row, columns, reach, layout)
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
) -> None:
    size, faint = layout.font, bool(task.highlight) and task.highlight != item.key
    lines = wrap(item.name, columns.label_width - 12, size, 2 if row >= size * 2.3 else 1)
    first = y + row / 2 + size * 0.35 - (len(lines) - 1) * size * 0.58
    for n, line in enumerate(lines):
        sheet.put(
            Text(
                columns.label,
                first + n * size * 1.16,
                line,
                size,
                bold=task.highlight == item.key,
                key=f"{item.key}-t{n}",
                full=item.name,
                faint=faint,
            )
        )
    each = (row - 5) / len(groups)
    height = min(each - 1, 34)
    for n, group in enumerate(groups):
        at = y + 3 + n * each + (each - height) / 2
        figures = _figures(task, item, task.criterion, group)
        key = f"{item.key}-{group.key or 'room'}"
        if group.key:
            sheet.put(Sign(group.look, columns.bars - 20, at + height / 2, 8, key=f"{key}-s", faint=faint))
        place = (columns.bars, at, columns.bars_width, height)
        _bar(sheet, task, figures, place, reach, size, key, faint, _room_shown(task, item, group))
        if isinstance(figures, Shown) and figures.mean is not None:
            text = show_points(figures.mean, coarse=figures.coarse)
            sheet.put(
                Text(columns.mean, at + height / 2 + size * 0.35, text, size, key=f"{key}-m", faint=faint)
            )
    if task.beside is not None:
        _importance(sheet, task, item, task.beside, y + row / 2, columns, layout, faint)
    _outside(sheet, task, item, y + row / 2, columns, layout)


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
    for group in (*task.groups, ROOM):
        figures = _figures(task, item, criterion, group)
        if isinstance(figures, Shown) and figures.mean is not None and not (group is ROOM and shown):
            shown.append((group, figures))
    places = [x + width * ((f.mean or 1) - 1) / (most - 1) for _g, f in shown]
    if len(shown) > 1:
        sheet.put(Line(min(places), y, max(places), y, "ink", 3, key=f"{item.key}-il", faint=faint))
    for (group, figures), place in zip(shown, places, strict=True):
        key = f"{item.key}-{group.key or 'room'}-i"
        sheet.put(Sign(group.look, place, y, 9, figures.coarse, key, faint))
    if not shown:
        sheet.withhold(x, y - 13, width, 26, _("under %(k)s", k=task.k), layout.font)
    result = task.release.find_result(item.key, DIFFERENCE)
    room = result.figures.room if result else None
    if isinstance(room, Shown) and room.mean is not None:
        text = show_signed_points(room.mean, coarse=room.coarse)
        middle = y + layout.font * 0.35
        sheet.put(
            Text(columns.need + 60, middle, text, layout.font, anchor="end", bold=room.mean >= 1, faint=faint)
        )
    else:
        sheet.withhold(columns.need - 20, y - 13, 84, 26, "", layout.font)


def _outside(sheet: Sheet, task: LikertTask, item: Item, y: float, columns: Columns, layout: Layout) -> None:
    """Write how many people's answers lie beside the scale."""
    result = task.release.find_result(item.key, task.criterion.key)
    if result is None or result.outside is None:
        return
    room, size = result.outside.room, layout.font
    if isinstance(room, Shown) and room.n is not None:
        sheet.put(Text(columns.outside - 10, y + size * 0.35, str(room.n), size, anchor="end"))
    else:
        words = _("under %(k)s", k=task.k)
        width = text_width(words, size) + 16
        sheet.withhold(columns.outside - width, y - 13, width, 26, words, size)


def _heads(
    sheet: Sheet, task: LikertTask, columns: Columns, layout: Layout, groups: Sequence[Group]
) -> float:
    """Write what the columns are and what the fills mean; return where the rows start."""
    size = layout.font
    signs = [(group.look, group.name) for group in task.groups]
    if groups == (ROOM,):
        signs = [("room", _("Whole room"))] if not task.beside else [*signs]
    need = sum(text_width(name, size) + size * 2.5 for _look, name in signs) + size
    height = put_key(sheet, signs, 0, 0, layout, columns.bars + 200) if signs else 0.0
    left = need if need < columns.bars + 200 else columns.bars
    x, y = left, float(size)
    for option, look in zip(task.criterion.options, diverging(len(task.criterion.options)), strict=True):
        need = size * 1.5 + text_width(option.name, size) + size * 0.9
        if x > left and x + need > layout.width + size:
            x, y = left, y + size * 1.5
        sheet.put(Box(x, y - size * 0.8, size * 0.9, size * 0.9, look, "thin"))
        name = shorten(option.name, layout.width - x - size * 1.3, size)
        sheet.put(Text(x + size * 1.25, y, name, size))
        x += need
    line = max(y, height - size * 0.6) + size * 1.75
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
        sheet.put(Text(columns.need + 66, line, _("minus now"), size, "quiet", "end"))
    if task.criterion.outside:
        for n, word in enumerate((_("couldn't"), _("say"))):
            sheet.put(Text(columns.outside, line - (1 - n) * size * 1.15, word, size, "quiet", "end"))
    return line + size * 0.6


def _narrow(task: LikertTask, groups: Sequence[Group], layout: Layout) -> Drawing:
    sheet, size, width = Sheet(), layout.font, layout.width
    signs = [(group.look, group.name) for group in groups if group.key]
    y = put_key(sheet, signs, 0, 0, layout, width) if signs else 0.0
    for option, look in zip(task.criterion.options, diverging(len(task.criterion.options)), strict=True):
        y += size * 1.35
        sheet.put(Box(0, y - size * 0.8, size * 0.9, size * 0.9, look, "thin"))
        sheet.put(Text(size * 1.4, y, shorten(option.name, width - size * 1.5, size), size))
    y += size
    reach = _reach(task, groups)
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
        figures = _figures(task, item, task.criterion, group)
        left = 22 if group.key else 0
        if group.key:
            sheet.put(Sign(group.look, 9, y + 11, 6, faint=faint))
        key = f"{item.key}-{group.key or 'room'}"
        _bar(
            sheet,
            task,
            figures,
            (left, y, width - left - 46, 22),
            reach,
            size - 2,
            key,
            faint,
            _room_shown(task, item, group),
        )
        if isinstance(figures, Shown) and figures.mean is not None:
            text = show_points(figures.mean, coarse=figures.coarse)
            sheet.put(Text(width, y + 16, text, size, anchor="end", faint=faint))
        y += 26
    for words in _notes(task, item):
        y += size * 1.15
        sheet.put(Text(0, y, shorten(words, width, size), size, "quiet"))
    return y + size * 0.9


def _notes(task: LikertTask, item: Item) -> list[str]:
    """Return what the wide layout shows beside a bar, as lines of words."""
    notes = []
    if task.beside is not None:
        parts: list[str] = []
        for group in (*task.groups, ROOM):
            figures = _figures(task, item, task.beside, group)
            if isinstance(figures, Shown) and figures.mean is not None and not (group is ROOM and parts):
                name = group.name or _("room")
                parts.append(f"{name} {show_points(figures.mean, coarse=figures.coarse)}")
        words = ", ".join(parts) or say_too_few(task.k)
        notes.append(_("%(name)s: %(words)s", name=task.beside.name, words=words))
    result = task.release.find_result(item.key, task.criterion.key)
    if result is not None and result.outside is not None:
        room = result.outside.room
        number = str(room.n) if isinstance(room, Shown) else _("under %(k)s", k=task.k)
        notes.append(_("Couldn't say: %(number)s", number=number))
    return notes
