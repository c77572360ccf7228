"""Lays out what to talk about next: a ranked list of sentences, each with its small picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from facilitator.charts.drawing import Box, Drawing, Line, Sheet, Sign, Text
from facilitator.charts.layout import Layout, text_width, wrap
from facilitator.charts.palette import diverging, on
from facilitator.charts.sentences import say_point
from facilitator.charts.sides import Group
from facilitator.domain.findings import Reason, TalkingPoint
from facilitator.domain.framework import Criterion, Framework
from facilitator.domain.release import Release, Shown
from facilitator.domain.rounding import percent, show_points

Place = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class TalkTask:
    """What to lay out: the points in their order, with the release they come from."""

    release: Release
    points: Sequence[TalkingPoint]
    framework: Framework
    groups: Sequence[Group]
    k: int = 5

    def sentence(self, point: TalkingPoint) -> str:
        """Return a point in words."""
        return say_point(point, self.framework, {group.key: group.name for group in self.groups})


def lay_out_talk(task: TalkTask, layout: Layout) -> Drawing:
    """Return the picture."""
    sheet, wide = Sheet(), layout.is_wide
    size = layout.font * (1.3 if wide else 1.07)
    number, picture = (70.0, 560.0) if wide else (26.0, float(layout.width))
    words = layout.width - number - (picture + 60 if wide else 0)
    y = 0.0
    row = max(104.0, min(150.0, layout.height / max(1, len(task.points)))) if wide else 0.0
    for n, point in enumerate(task.points):
        lines = wrap(task.sentence(point), words, size, 3 if wide else 6, bold=n == 0)
        sheet.put(Line(0, y, layout.width, y, "line", 1.5))
        start = y + (row / 2 - size * 0.6 * (len(lines) - 1) + size * 0.35 if wide else size * 1.5)
        sheet.put(Text(0, start, str(n + 1), size, "quiet", bold=True))
        for m, line in enumerate(lines):
            sheet.put(Text(number, start + m * size * 1.2, line, size, bold=n == 0))
        if wide:
            _small(sheet, task, point, (layout.width - picture, y + row / 2, picture), layout)
            y += row
        else:
            y = start + size * 1.2 * (len(lines) - 1) + size
            _small(sheet, task, point, (0, y + 22, picture), layout)
            y += 58
    if not task.points:
        words_ = (
            _("Nothing stands out: no gap of half a point, no split room that may be shown.")
            if task.release.shows_anything()
            else _("Talk about it in the open instead, or ask for more answers.")
        )
        for line in wrap(words_, layout.width, size, 4):
            y += size * 1.3
            sheet.put(Text(0, y, line, size))
    return sheet.finish(layout.name, layout.width, y + 6)


def _small(sheet: Sheet, task: TalkTask, point: TalkingPoint, place: Place, layout: Layout) -> None:
    if point.reason is Reason.GAP:
        _gap(sheet, task, point, place, layout)
    elif point.reason is Reason.NEED:
        _need(sheet, task, point, place, layout)
    else:
        _split(sheet, task, point, place, layout)


def _track(sheet: Sheet, place: Place, answers: int, layout: Layout) -> tuple[float, float]:
    """Draw a scale from its lowest to its highest answer; return its start and the width of a point."""
    x, y, width = place
    inset = 60 if layout.is_wide else 34
    each = (width - 2 * inset) / (answers - 1)
    sheet.put(Line(x + inset, y, x + width - inset, y, "line", 2))
    for n in range(answers):
        sheet.put(Line(x + inset + n * each, y - 6, x + inset + n * each, y + 6, "line", 2))
    return x + inset, each


def _pair(
    sheet: Sheet,
    marks: Sequence[tuple[str, float, bool, str]],
    scale: tuple[float, float],
    y: float,
    key: str,
    layout: Layout,
) -> None:
    """Draw two signs (look, value, hollow, words) on a scale, joined, each with its number outside."""
    start, each = scale
    r, size = (11 if layout.is_wide else 7), layout.font
    ordered = sorted(marks, key=lambda mark: mark[1])
    places = [start + each * (mark[1] - 1) for mark in ordered]
    sheet.put(Line(places[0], y, places[-1], y, "ink", 4, key=f"{key}-l"))
    for (look, _value, hollow, words), place, side in zip(ordered, places, (-1, 1), strict=True):
        sheet.put(Sign(look, place, y, r, hollow, f"{key}-{look}"))
        anchor = "end" if side < 0 else "start"
        sheet.put(
            Text(
                place + side * (r + 8),
                y + size * 0.35,
                words,
                size,
                look if look in ("one", "two", "other") else "ink",
                anchor,
            )
        )


def _gap(sheet: Sheet, task: TalkTask, point: TalkingPoint, place: Place, layout: Layout) -> None:
    criterion = task.framework.get_criterion(point.criterion)
    result = task.release.find_result(point.item.key, point.criterion)
    if result is None:
        return
    marks = []
    for group in task.groups:
        figures = result.figures.groups.get(group.key)
        if isinstance(figures, Shown) and figures.mean is not None:
            marks.append(
                (group.look, figures.mean, figures.coarse, show_points(figures.mean, coarse=figures.coarse))
            )
    if len(marks) == 2:
        scale = _track(sheet, place, len(criterion.options), layout)
        _pair(sheet, marks, scale, place[1], f"p-{point.item.key}", layout)


def _need(sheet: Sheet, task: TalkTask, point: TalkingPoint, place: Place, layout: Layout) -> None:
    pair = task.framework.work_on_first
    means: list[tuple[Criterion, float]] = []
    for key in pair or ():
        result = task.release.find_result(point.item.key, key)
        room = result.figures.room if result else None
        if isinstance(room, Shown) and room.mean is not None:
            means.append((task.framework.get_criterion(key), room.mean))
    if len(means) != 2:
        return
    (importance, high), (now, low) = means
    scale = _track(sheet, place, len(now.options), layout)
    marks = [("before", low, True, show_points(low)), ("room", high, False, show_points(high))]
    _pair(sheet, marks, scale, place[1], f"p-{point.item.key}", layout)
    if layout.is_wide:
        start, each = scale
        for criterion, value in means:
            x = start + each * (value - 1)
            sheet.put(
                Text(
                    x,
                    place[1] - 20,
                    criterion.name,
                    layout.font,
                    "quiet",
                    "middle" if abs(high - low) > 1.2 else ("start" if value == max(high, low) else "end"),
                )
            )
    del importance


def _split(sheet: Sheet, task: TalkTask, point: TalkingPoint, place: Place, layout: Layout) -> None:
    """Draw the room's answers as one bar of shares."""
    criterion = task.framework.get_criterion(point.criterion)
    result = task.release.find_result(point.item.key, point.criterion)
    room = result.figures.room if result else None
    if not isinstance(room, Shown) or not room.counts or not room.n:
        return
    x, y, width = place
    inset = 60 if layout.is_wide else 0
    x, width, size, high = x + inset, width - 2 * inset, layout.font, 36 if layout.is_wide else 24
    for option, look in zip(criterion.option_keys, diverging(len(criterion.options)), strict=True):
        wide = width * room.counts[option] / room.n
        if not wide:
            continue
        sheet.put(Box(x, y - high / 2, wide, high, look, "thin", f"p-{point.item.key}-{option}"))
        text = str(percent(room.counts[option], room.n))
        if wide > text_width(text, size) + 6:
            sheet.put(Text(x + wide / 2, y + size * 0.35, text, size, on(look), "middle"))
        x += wide
