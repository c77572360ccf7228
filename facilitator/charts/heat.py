"""Lays out shares of a room: a row per item, a cell per answer, the main answer outlined."""

from collections.abc import Sequence

from flask_babel import gettext as _

from facilitator.charts.drawing import Box, Drawing, Line, Sheet, Text
from facilitator.charts.heat_narrow import lay_out_narrow
from facilitator.charts.heat_task import HeatTask, mains_of, say_key, share_of
from facilitator.charts.layout import Layout, shorten, text_width, wrap
from facilitator.charts.palette import on, share_look
from facilitator.charts.sentences import say_too_few
from facilitator.domain.framework import Criterion, Item

LEAST_CELL = 150.0  # an answer's column gives way to long names down to this


def lay_out_heat(task: HeatTask, layout: Layout) -> Drawing:
    """Return the picture."""
    return _wide(task, layout) if layout.is_wide else lay_out_narrow(task, layout)


def _label_width(task: HeatTask, width: float, size: float) -> float:
    """Return how wide the names may stand beside the answers: as long names need and answers can spare."""
    options = task.criterion.options
    least = 410 if len(options) > 3 else 600
    each, most = LEAST_CELL, (width - least) / len(options)
    while each < most and any("…" in "".join(wrap(o.name, each - 10, size, 3)) for o in options):
        each += 10
    longest = max((text_width(item.name, size) for item in task.items), default=0) + 24
    return max(least, min(longest, width - min(each, most) * len(options)))


def _wide(task: HeatTask, layout: Layout) -> Drawing:
    sheet, size = Sheet(), layout.font
    options = task.criterion.options
    beside = 190 if task.beside else 0
    label = _label_width(task, layout.width - beside, size)
    each = (layout.width - label - beside) / len(options)
    lines = [wrap(option.name, each - 10, size, 3) for option in options]
    top = size * 1.2 * max(len(each_lines) for each_lines in lines) + size * 0.7
    for n, words in enumerate(lines):
        for m, line in enumerate(words):
            y = top - size * 0.6 - size * 1.2 * (len(words) - 1 - m)
            sheet.put(Text(label + n * each + 4, y, line, size))
    if task.beside:
        head = wrap(
            _("%(name)s: %(answer)s", name=task.beside.name, answer=task.beside.options[-1].name),
            beside - 36,
            size,
            3,
        )
        for m, line in enumerate(head):
            sheet.put(
                Text(
                    layout.width - beside + 32,
                    top - size * 0.6 - size * 1.2 * (len(head) - 1 - m),
                    line,
                    size,
                )
            )
    foot = size * 2.2 if task.main else 0
    row = max(size * 1.5, min(80, (layout.height - top - foot) / max(1, len(task.items))))
    mains = mains_of(task)
    for number, item in enumerate(task.items):
        y = top + number * row
        faint = bool(task.highlight) and task.highlight != item.key
        names = wrap(item.name, label - 20, size, 2 if row >= size * 2.5 else 1)
        for n, line in enumerate(names):
            at = y + row / 2 + size * 0.35 + (n - (len(names) - 1) / 2) * size * 1.16
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
        _cells(sheet, task, item, mains.get(item.key, ((), 0, 0))[0], (label, y, each, row), size, faint)
        if task.beside:
            _yes(
                sheet, task, item, task.beside, (layout.width - beside + 32, y, beside - 32, row), size, faint
            )
    end = top + row * len(task.items)
    if task.main:
        sheet.put(Box(label + 4, end + size * 0.7, size, size, "paper", "strong"))
        room_for = layout.width - label - size * 1.5 - 4
        told = shorten(say_key(task.main), room_for, size)
        sheet.put(Text(label + 4 + size * 1.5, end + size * 1.55, told, size, "quiet"))
        end += foot
    return sheet.finish(layout.name, layout.width, end + 4)


def _cells(
    sheet: Sheet,
    task: HeatTask,
    item: Item,
    main: Sequence[str],
    place: tuple[float, float, float, float],
    size: float,
    faint: bool,
) -> None:
    x, y, each, row = place
    options = task.criterion.options
    strong = []
    if share_of(task.release, item, task.criterion, options[0]) is None:
        width = each * len(options)
        sheet.withhold(
            x + 2, y + 2, width - 4, row - 4, shorten(say_too_few(task.k), width - 20, size), size, faint
        )
        return
    for n, option in enumerate(options):
        share = share_of(task.release, item, task.criterion, option) or 0
        look = share_look(share)
        box = Box(x + n * each + 2, y + 2, each - 4, row - 4, look, "", f"{item.key}-{option.key}", faint)
        sheet.put(box)
        text = Text(
            x + n * each + 12,
            y + row / 2 + size * 0.35,
            f"{share}%",
            size,
            on(look),
            bold=option.key in main,
            faint=faint,
        )
        sheet.put(text)
        if option.key in main:
            strong.append(
                Box(
                    box.x + 1,
                    box.y + 1,
                    box.width - 2,
                    box.height - 2,
                    "clear",
                    "strong",
                    f"{box.key}-m",
                    faint,
                )
            )
    sheet.put(*strong)


def _yes(
    sheet: Sheet,
    task: HeatTask,
    item: Item,
    criterion: Criterion,
    place: tuple[float, float, float, float],
    size: float,
    faint: bool,
) -> None:
    x, y, width, row = place
    share = share_of(task.release, item, criterion, criterion.options[-1])
    if share is None:
        sheet.withhold(x, y + 2, width, row - 4, _("under %(k)s", k=task.k), size, faint)
        return
    bar = width - 76
    sheet.put(
        Line(x, y + row / 2, x + bar, y + row / 2, "line", 2),
        Box(x, y + row / 2 - 7, bar * share / 100, 14, "bar", "", f"{item.key}-yes", faint),
        Text(x + width, y + row / 2 + size * 0.35, f"{share}%", size, anchor="end", faint=faint),
    )
