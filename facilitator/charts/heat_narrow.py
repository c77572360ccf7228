"""Lays out shares of a room for a phone."""

from flask_babel import gettext as _

from facilitator.charts.drawing import Box, Drawing, Line, Sheet, Text
from facilitator.charts.heat_task import HeatTask, mains_of, say_key, share_of
from facilitator.charts.layout import Layout, shorten, wrap
from facilitator.charts.sentences import say_too_few


def lay_out_narrow(task: HeatTask, layout: Layout) -> Drawing:
    """Return a block per item: its name, then a bar per answer."""
    sheet, size, width, y = Sheet(), layout.font, layout.width, 0.0
    mains = mains_of(task)
    for item in task.items:
        faint = bool(task.highlight) and task.highlight != item.key
        main = mains.get(item.key, ((), 0, 0))[0]
        sheet.put(Line(0, y, width, y, "line", 1))
        y += 4
        for line in wrap(item.name, width, size, 3, bold=True):
            y += size * 1.2
            sheet.put(Text(0, y, line, size, bold=True, faint=faint))
        y += 8
        if share_of(task.release, item, task.criterion, task.criterion.options[0]) is None:
            sheet.withhold(0, y, width, 24, say_too_few(task.k), size, faint)
            y += 34
            continue
        for option in task.criterion.options:
            share = share_of(task.release, item, task.criterion, option) or 0
            sheet.put(
                Box(0, y, width, 24, "wash", faint=faint),
                Box(0, y, width * share / 100, 24, "h2", "", f"{item.key}-{option.key}", faint),
            )
            if option.key in main:
                sheet.put(Box(1, y + 1, width - 2, 22, "clear", "strong", faint=faint))
            sheet.put(
                Text(
                    6,
                    y + 17,
                    shorten(option.name, width - 64, size, bold=option.key in main),
                    size,
                    bold=option.key in main,
                    faint=faint,
                ),
                Text(
                    width - 6, y + 17, f"{share}%", size, anchor="end", bold=option.key in main, faint=faint
                ),
            )
            y += 27
        if task.beside:
            share_yes = share_of(task.release, item, task.beside, task.beside.options[-1])
            words = _("%(name)s: %(answer)s", name=task.beside.name, answer=task.beside.options[-1].name)
            value = _("under %(k)s", k=task.k) if share_yes is None else f"{share_yes}%"
            y += size * 1.2
            sheet.put(
                Text(6, y, words, size, "quiet", faint=faint),
                Text(width - 6, y, value, size, "quiet", "end", faint=faint),
            )
        y += 12
    if task.main:
        sheet.put(Box(1, y + 1, 18, 18, "clear", "strong"))
        for line in wrap(say_key(task.main), width - 32, size, 3):
            sheet.put(Text(28, y + 15, line, size, "quiet"))
            y += size * 1.3
        y += 10
    return sheet.finish(layout.name, width, y + 4)
