"""Lays out lanes: every item stands at the scale where most of the room sees it; empty lanes show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import ngettext

from facilitator.charts.drawing import Box, Drawing, Line, Sheet, Text
from facilitator.charts.layout import Layout, shorten, text_width, wrap
from facilitator.charts.sentences import say_too_few
from facilitator.domain.findings import main_answers
from facilitator.domain.framework import Criterion, Item, Option
from facilitator.domain.release import Release
from facilitator.domain.rounding import show_share

FEW = 12  # few enough items for larger words


@dataclass(frozen=True, slots=True)
class LanesTask:
    """What to lay out: a lane per answer to ``criterion``; ``tags`` are words beside items, by key."""

    release: Release
    items: Sequence[Item]
    criterion: Criterion
    tags: Mapping[str, str]
    k: int = 5
    highlight: str = ""


def lay_out_lanes(task: LanesTask, layout: Layout) -> Drawing:
    """Return the picture: lanes side by side where there is room, else one below the other."""
    mains = main_answers(task.release, task.criterion.key)
    if layout.is_wide and len(task.items) <= FEW:
        layout = replace(layout, font=round(layout.font * 1.3))
    sheet, size = Sheet(), layout.font
    lanes = [
        (option, [item for item in task.items if item.key in mains and mains[item.key][0][0] == option.key])
        for option in task.criterion.options
    ]
    missing = [item for item in task.items if item.key not in mains]
    across = len(lanes) if layout.is_wide and len(lanes) <= 4 else 1
    gap = 40.0
    width = (layout.width - gap * (across - 1)) / across
    most = max(len(items) for _o, items in lanes) or 1
    row = max(size * 2.4, min(size * 4.4, (layout.height - size * 4) / most))
    y = end = 0.0
    for n, (option, items) in enumerate(lanes):
        x = (n % across) * (width + gap)
        end = max(end, _lane(sheet, task, option, items, mains, (x, y, width, row), layout))
        if across == 1:
            y = end + size
    if missing:
        words = _(
            "No lane yet, %(reason)s: %(items)s",
            reason=say_too_few(task.k),
            items=", ".join(i.name for i in missing),
        )
        lines = wrap(words, layout.width - 24, size, 4)
        top, height = end + size * 0.8, size * 1.3 * len(lines) + size * 0.7
        sheet.withhold(0, top, layout.width, height, "", size)
        for n, line in enumerate(lines):
            sheet.put(Text(12, top + size * 1.3 * (n + 1), line, size))
        end = top + height
    return sheet.finish(layout.name, layout.width, end + 6)


def _lane(
    sheet: Sheet,
    task: LanesTask,
    option: Option,
    items: Sequence[Item],
    mains: Mapping[str, tuple[tuple[str, ...], int, int]],
    place: tuple[float, float, float, float],
    layout: Layout,
) -> float:
    """Draw one lane from (x, y, width, row height); return where it ends."""
    x, y, width, row = place
    size = layout.font
    head = size * 1.3
    count = str(len(items))
    sheet.put(
        Text(x, y + head, shorten(option.name, width - 60, head, bold=True), head, bold=True),
        Text(x + width, y + head, count, head, "quiet", "end"),
        Line(x, y + head + size * 0.6, x + width, y + head + size * 0.6, "ink", 3),
    )
    y += head + size * 1.1
    if not items:
        sheet.put(Box(x, y, width, size * 3.4, "clear", "dashed"))
        level = sum(option.key in answers for answers, _people, _n in mains.values())
        words = _("Nothing here") if mains else _("Nothing can be shown")
        if level:
            words = ngettext(
                "As many see one here as elsewhere", "As many see %(num)s here as elsewhere", level
            )
        lines = wrap(str(words), width - 30, size, 2)
        first = y + size * (2.05 - 0.6 * (len(lines) - 1))
        sheet.put(
            *(Text(x + 16, first + size * 1.2 * n, line, size, "quiet") for n, line in enumerate(lines))
        )
        return y + size * 3.4
    for item in items:
        _entry(sheet, task, item, mains[item.key], (x, y, width, row), layout)
        y += row
    return y


def _entry(
    sheet: Sheet,
    task: LanesTask,
    item: Item,
    main: tuple[tuple[str, ...], int, int],
    place: tuple[float, float, float, float],
    layout: Layout,
) -> None:
    (answers, people, n), (x, y, width, row), size = main, place, layout.font
    faint = bool(task.highlight) and task.highlight != item.key
    share = show_share(people, n)
    tag = task.tags.get(item.key, "")
    if len(answers) > 1:
        names = [o.name for o in task.criterion.options if o.key in answers[1:]]
        tag = _("as many: %(names)s", names=", ".join(names))
    lines = wrap(item.name, width - 10, size, 2 if row >= size * 3.6 else 1, bold=True)
    for m, line in enumerate(lines):
        at = y + size * (1 + 1.16 * m)
        sheet.put(Text(x, at, line, size, bold=True, key=f"{item.key}-t{m}", full=item.name, faint=faint))
    base = y + size * (1 + 1.16 * (len(lines) - 1)) + size * 1.05
    bar = min(110.0, width / 4)
    sheet.put(
        Box(x, base - size * 0.55, bar, size * 0.5, "wash"),
        Box(x, base - size * 0.55, bar * people / n, size * 0.5, "bar", "", f"{item.key}-b", faint),
        Text(x + bar + 10, base, share, size, faint=faint),
    )
    if tag:
        at = x + bar + 10 + text_width("100%", size) + 14
        sheet.put(
            Text(
                at, base, shorten(tag, x + width - at, size), size, "quiet", key=f"{item.key}-g", faint=faint
            )
        )
