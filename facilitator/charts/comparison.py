"""Lays out what several workshops say of the same items: a line per moment beside or below each item."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from facilitator.charts.drawing import Box, Drawing, Line, Sheet, Sign, Text
from facilitator.charts.layout import Layout, shorten, text_width
from facilitator.charts.sentences import say_too_few
from facilitator.charts.sides import put_key
from facilitator.domain.comparison import Comparison, Row, moments, sides_at
from facilitator.domain.comparison_findings import dot_share
from facilitator.domain.framework import CriterionKind
from facilitator.domain.release import Shown

LABEL, WORDS, PERCENT = 470.0, 250.0, 80.0
MOST_WORDS_NARROW = 172.0


@dataclass(frozen=True, slots=True)
class ComparisonTask:
    """What to lay out: rows that share one criterion.

    Scales have a line per moment, dots one per sitting, as shares of different rooms are no one share;
    ``names`` word them. ``sides`` are the two that keep their signs, key to name. ``headline`` is the
    row that the title speaks of, so it is drawn whatever else there is room for.
    """

    comparison: Comparison
    rows: Sequence[Row]
    names: Sequence[str]
    sides: dict[str, str]
    k: int
    headline: Row | None = None


def lay_out_comparison(task: ComparisonTask, layout: Layout) -> Drawing:
    """Return the picture; a projector gets as many items as it shows without scrolling, a phone all."""
    sheet, size, wide = Sheet(), layout.font, layout.is_wide
    is_dots = task.rows[0].criterion.kind is CriterionKind.DOTS
    longest = max(text_width(name, size - 1) for name in task.names)
    words_room = WORDS if wide else min(MOST_WORDS_NARROW, longest + 14)
    left = LABEL + words_room if wide else words_room
    right = layout.width - (14 if wide else 10)
    y = _head(sheet, task, left, right, layout, is_dots)
    top, step, gap = y, (36 if wide else 28), (18 if wide else 12)
    for row in shown_rows(task, layout):
        if wide:
            words = shorten(row.item.name, LABEL - 24, size, bold=True)
            sheet.put(Text(0, y + step / 2 + size * 0.35, words, size, bold=True, full=row.item.name))
        else:
            y += size * 1.3
            words = shorten(row.item.name, layout.width, size, bold=True)
            sheet.put(Text(0, y, words, size, bold=True, full=row.item.name))
            y += size * 0.4
        for moment, name in zip(_lines(task), task.names, strict=True):
            if all(row.positions[number] is None for number in moment):
                continue
            at = y + step / 2
            words = shorten(name, words_room - 12, size - 1)
            sheet.put(Text(LABEL if wide else 0, at + size * 0.35, words, size - 1, "quiet", full=name))
            draw = _bar if is_dots else _spots
            if not draw(sheet, task, row, moment, (left, right, at), layout):
                high, words = step - 8, shorten(say_too_few(task.k), right - left - 16, size)
                sheet.withhold(left, at - high / 2, right - left, high, words, size)
            y += step
        y += gap
    if not is_dots:
        for x in _ticks(task, left, right):
            sheet.marks.insert(0, Line(x, top, x, y - gap, "line", 1))
    return sheet.finish(layout.name, layout.width, y)


def shown_rows(task: ComparisonTask, layout: Layout) -> list[Row]:
    """Return the rows a layout has room for, the headline's first; on a projector the most telling then."""
    if not layout.is_wide:
        return sorted(task.rows, key=lambda row: row is not task.headline)
    room = int((layout.height - 130) // (36 * len(_lines(task)) + 18))
    ordered = sorted(
        task.rows, key=lambda row: (row is task.headline, _spread(task.comparison, row)), reverse=True
    )
    return ordered[: max(3, room)]


def _lines(task: ComparisonTask) -> list[tuple[int, ...]]:
    if task.rows[0].criterion.kind is CriterionKind.DOTS:
        return [(number,) for number in range(len(task.comparison.sittings))]
    return list(moments(task.comparison))


def _head(
    sheet: Sheet, task: ComparisonTask, left: float, right: float, layout: Layout, is_dots: bool
) -> float:
    """Write who is who and what the ends of the scale mean; return where the rows begin."""
    size = layout.font
    looks = list(zip(("one", "two"), task.sides.values(), strict=False))
    y = put_key(sheet, [("room", _("Whole room")), *looks], 0, 0, layout, layout.width)
    if is_dots:
        words = shorten(_("Share of people who gave it a dot"), layout.width, size)
        sheet.put(Text(0, y + size, words, size, "quiet"))
        return y + size * 2
    low, high = (o.name for o in (task.rows[0].criterion.options[0], task.rows[0].criterion.options[-1]))
    start = left if layout.is_wide else 0
    if text_width(low, size) + text_width(high, size) + 2 * size > right - start:
        sheet.put(Text(start, y + size, shorten(f"← {low}", right - start, size), size, "quiet"))
        y += size * 1.3
    else:
        sheet.put(Text(start, y + size, f"← {low}", size, "quiet"))
    sheet.put(Text(right, y + size, shorten(f"{high} →", right - start, size), size, "quiet", "end"))
    return y + size * 2


def _spots(
    sheet: Sheet,
    task: ComparisonTask,
    row: Row,
    moment: tuple[int, ...],
    place: tuple[float, float, float],
    layout: Layout,
) -> bool:
    """Draw the sides' means and, where they sat together, the room's; False where none may be seen."""
    (left, right, at), r = place, (9 if layout.is_wide else 6)
    sides = sides_at(row, moment)
    means = [(look, sides.get(key)) for look, key in zip(("one", "two"), task.sides, strict=False)]
    if len(moment) == 1 and len(sides) > 1:
        position = row.positions[moment[0]]
        means.insert(0, ("room", position.room if position else None))
    spots = [
        (look, _place(row, left, right, figures.mean))
        for look, figures in means
        if isinstance(figures, Shown) and figures.mean is not None
    ]
    both = [x for look, x in spots if look != "room"]
    if len(both) > 1:
        sheet.put(Line(min(both), at, max(both), at, "ink", 3))
    sheet.put(*(Sign(look, x, at, r) for look, x in spots))
    return bool(spots)


def _bar(
    sheet: Sheet,
    task: ComparisonTask,
    row: Row,
    moment: tuple[int, ...],
    place: tuple[float, float, float],
    layout: Layout,
) -> bool:
    """Draw the share of a sitting's people who gave the item a dot; False where it may not be seen."""
    (left, right, at), size = place, layout.font
    share = dot_share(row, moment[0])
    if share is None:
        return False
    position = row.positions[moment[0]]
    alone = next(iter(position.sides)) if position is not None and len(position.sides) == 1 else ""
    look = dict(zip(task.sides, ("one", "two"), strict=False)).get(alone, "bar")
    width = max(1.0, (right - left - PERCENT) * share)
    sheet.put(
        Box(left, at - size * 0.5, width, size, look),
        Text(left + width + 8, at + size * 0.35, f"{share:.0%}", size),
    )
    return True


def _spread(comparison: Comparison, row: Row) -> float:
    """Return how widely an item's means range, or the share that named it in the newest sitting."""
    means = [
        figures.mean
        for moment in moments(comparison)
        for figures in sides_at(row, moment).values()
        if isinstance(figures, Shown) and figures.mean is not None
    ]
    if means:
        return max(means) - min(means)
    shares = [share for n in range(len(row.positions)) if (share := dot_share(row, n)) is not None]
    return shares[-1] if shares else 0.0


def _ticks(task: ComparisonTask, left: float, right: float) -> list[float]:
    count = len(task.rows[0].criterion.options)
    return [_place(task.rows[0], left, right, value) for value in range(1, count + 1)]


def _place(row: Row, left: float, right: float, value: float) -> float:
    return left + 12 + (right - left - 24) * (value - 1) / max(1, len(row.criterion.options) - 1)
