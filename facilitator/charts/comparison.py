"""Lays out what several workshops say of the same items: a line per moment below each item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from facilitator.charts.drawing import Box, Drawing, Line, Sheet, Sign, Text
from facilitator.charts.layout import Layout, shorten
from facilitator.charts.sentences import say_too_few
from facilitator.domain.comparison import Comparison, Row, dot_share, moments, sides_at
from facilitator.domain.framework import CriterionKind
from facilitator.domain.release import Figures, Shown
from facilitator.domain.rounding import show_share

WIDE_HEIGHT = 560  # of the drawing, so that a projector shows it without scrolling
SIDE_ORDER = ("council", "vcs")
LOOKS = {"council": "one", "vcs": "two"}


@dataclass(frozen=True, slots=True)
class ComparisonPicture:
    """The drawing, how many items it holds, and how many stand in the table alone."""

    drawing: Drawing
    shown: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Track:
    """Where a line's scale or bar starts and ends, and where its words start."""

    words: float
    left: float
    right: float


def lay_out_comparison(
    comparison: Comparison, rows: Sequence[Row], names: Sequence[str], layout: Layout
) -> ComparisonPicture:
    """Return the picture of rows that share one criterion.

    Scales have a line per moment, dots one per sitting, as shares of different rooms are no one share;
    ``names`` word them.
    """
    wide, size = layout.is_wide, layout.font
    is_dots = rows[0].criterion.kind is CriterionKind.DOTS
    lines_of = [(n,) for n in range(len(comparison.sittings))] if is_dots else list(moments(comparison))
    step, head = (36, 0) if wide else (28, 24)
    most = max(3, WIDE_HEIGHT // (step * len(lines_of) + 18))
    chosen = _most_telling(comparison, rows)[:most] if wide else list(rows)
    label, words = (480.0, 280.0) if wide else (0.0, 140.0)
    track = Track(label, label + words + 20, layout.width - (20 if wide else 12))
    sheet = Sheet()
    y = top = size * (2.2 if wide else 2.9)
    _ends(sheet, rows[0], track, layout)
    for row in chosen:
        first = y + (step / 2 if wide else 14)
        name = shorten(row.item.name, (label or layout.width) - 16, size, bold=True)
        sheet.put(Text(0, first + size * 0.35, name, size, bold=True, full=row.item.name))
        y += head
        for moment, said in zip(lines_of, names, strict=True):
            if _line(sheet, row, moment, shorten(said, words, size), y + step / 2, track, layout):
                y += step
        y += 18 if wide else 14
    ticks = _ticks(rows[0], track)
    lines = [Line(x, top, x, y - 10, "line", 1) for x in ticks]
    drawing = Drawing(layout.name, layout.width, y, (*lines, *sheet.marks))
    return ComparisonPicture(drawing, len(chosen), len(rows) - len(chosen))


def _ticks(row: Row, track: Track) -> list[float]:
    if row.criterion.kind is not CriterionKind.SCALE:
        return []
    count = len(row.criterion.options)
    return [_place(track.left, track.right, n, count) for n in range(1, count + 1)]


def _ends(sheet: Sheet, row: Row, track: Track, layout: Layout) -> None:
    """Name the two ends of the scale."""
    if row.criterion.kind is not CriterionKind.SCALE:
        return
    low, high, size = row.criterion.options[0].name, row.criterion.options[-1].name, layout.font
    half = (track.right - track.left) / 2 if layout.is_wide else layout.width
    sheet.put(
        Text(track.left if layout.is_wide else 0, size, shorten(f"← {low}", half, size), size, "quiet"),
        Text(
            track.right,
            size if layout.is_wide else size * 2.3,
            shorten(f"{high} →", half, size),
            size,
            "quiet",
            "end",
        ),
    )


def _line(
    sheet: Sheet, row: Row, moment: Sequence[int], said: str, y: float, track: Track, layout: Layout
) -> bool:
    """Draw what was said at one moment; False where the item was not asked about then."""
    there = [position for number in moment if (position := row.positions[number]) is not None]
    if not there:
        return False
    size = layout.font
    sheet.put(Text(track.words, y + size * 0.35, said, size, "quiet"))
    if row.criterion.kind is CriterionKind.DOTS:
        share = dot_share(row, moment[0])
        alone = next(iter(there[0].sides)) if len(there[0].sides) == 1 else ""
        if share is None:
            _hide(sheet, there[0].k, y, track, size)
        else:
            width = (track.right - track.left - 90) * share
            sheet.put(
                Box(track.left, y - size / 2, width, size, LOOKS.get(alone, "bar")),
                Text(track.left + width + 8, y + size * 0.35, show_share(share, 1), size),
            )
        return True
    count = len(row.criterion.options)
    spots = [
        (LOOKS.get(side, "other"), _place(track.left, track.right, figures.mean, count), figures.coarse)
        for side, figures in _ordered(sides_at(row, moment))
        if isinstance(figures, Shown) and figures.mean is not None
    ]
    if len(spots) > 1:
        places = [x for _look, x, _coarse in spots]
        sheet.put(Line(min(places), y, max(places), y, "ink", 3))
    room = there[0].room
    if len(there) == 1 and len(there[0].sides) > 1 and isinstance(room, Shown) and room.mean is not None:
        spots.insert(0, ("room", _place(track.left, track.right, room.mean, count), False))
    for look, x, coarse in spots:
        sheet.put(Sign(look, x, y, size * 0.4, coarse))
    if not spots:
        _hide(sheet, there[0].k, y, track, size)
    return True


def _hide(sheet: Sheet, k: int, y: float, track: Track, size: float) -> None:
    width = track.right - track.left
    sheet.withhold(
        track.left, y - size * 0.6, width, size * 1.2, shorten(say_too_few(k), width - 16, size), size
    )


def _ordered(sides: Mapping[str, Figures]) -> list[tuple[str, Figures]]:
    """Return sides with the council first and the VCS last, drawn on top; others are left to the table."""
    known = [(side, sides[side]) for side in SIDE_ORDER if side in sides]
    return known or list(sides.items())


def _most_telling(comparison: Comparison, rows: Sequence[Row]) -> list[Row]:
    """Return rows with the widest range of positions first, or named by most in the newest sitting."""

    def spread(row: Row) -> float:
        means = [
            figures.mean
            for moment in moments(comparison)
            for figures in sides_at(row, moment).values()
            if isinstance(figures, Shown) and figures.mean is not None
        ]
        shares = [dot_share(row, number) for number in range(len(row.positions))]
        dots = [share for share in shares if share is not None]
        return max(means) - min(means) if means else (dots[-1] if dots else 0.0)

    return sorted(rows, key=spread, reverse=True)


def _place(left: float, right: float, value: float, count: int) -> float:
    return left + (right - left) * (value - 1) / max(1, count - 1)
