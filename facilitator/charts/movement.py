"""Lays out movement: where room and sides stood before talking and where they stand after, item by item."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from facilitator.charts.drawing import Drawing, Line, Sheet, Sign, Text
from facilitator.charts.layout import Layout, shorten, text_width, wrap
from facilitator.charts.sentences import say_too_few
from facilitator.charts.sides import Group, put_key
from facilitator.domain.findings import GapChange, list_gap_changes
from facilitator.domain.framework import Criterion, Item
from facilitator.domain.release import Release, Shown
from facilitator.domain.rounding import show_points, show_whole

MEANS, MEANS_NARROW, VERDICT = 185, 112, 185  # room for the two means, and for what came of it, in words
LANE, MOST_LANE = 1.2, 52.0  # the least height of a lane in letters, and the most in units
MOST_SCALES = 2  # so many scales stand beside each other; the table holds the rest

HEAD = 130  # about what stands above the first item

Place = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class MovementTask:
    """What to lay out: two releases of the same items on the given scales, and the two groups compared."""

    before: Release
    after: Release
    items: Sequence[Item]
    criteria: Sequence[Criterion]
    groups: Sequence[Group] = ()
    k: int = 5
    highlight: str = ""

    def is_faint(self, item: Item) -> bool:
        """Tell whether another item is pointed out."""
        return bool(self.highlight) and self.highlight != item.key

    def gap_change(self, item: Item, criterion: Criterion) -> GapChange | None:
        """Return how far apart the groups were and are; None where one of them may not be shown."""
        if len(self.groups) != 2:
            return None
        pair = (self.groups[0].key, self.groups[1].key)
        found = list_gap_changes(self.before, self.after, (criterion,), pair)
        return next((change for change in found if change.item.key == item.key), None)


@dataclass(frozen=True, slots=True)
class Lane:
    """Somebody's way: the sign of the room or of a group, and both published figures."""

    look: str
    before: Shown
    after: Shown

    @property
    def words(self) -> str:
        """The two means."""
        shown = (show_points(f.mean or 0, coarse=f.coarse) for f in (self.before, self.after))
        return " → ".join(shown)


def _lanes(task: MovementTask, item: Item, criterion: Criterion) -> list[Lane]:
    """Return the room's lane, then those of the groups that both rounds show; none without the room."""
    earlier, later = (r.find_result(item.key, criterion.key) for r in (task.before, task.after))
    if earlier is None or later is None:
        return []
    whole = [("room", earlier.figures.room, later.figures.room)]
    one, two = earlier.figures.groups, later.figures.groups
    groups = [(g.look, one[g.key], two[g.key]) for g in task.groups if g.key in one and g.key in two]
    lanes = [
        Lane(look, before, after)
        for look, before, after in whole + groups
        if isinstance(before, Shown) and isinstance(after, Shown)
        if before.mean is not None and after.mean is not None
    ]
    return lanes if lanes and lanes[0].look == "room" else []


def lay_out_movement(task: MovementTask, layout: Layout) -> Drawing:
    """Return the picture."""
    sheet, size = Sheet(), layout.font
    most = max((len(_lanes(task, item, c)) for item in task.items for c in task.criteria), default=1) or 1
    if layout.is_wide and len(task.items) * most * size * LANE > layout.height - HEAD:
        most = 1  # so many items leave space for the room alone; words and table hold the rest
    signs = [("before", _("Before")), ("room", _("After") if most == 1 else _("After: whole room"))]
    signs += [(group.look, group.name) for group in task.groups if most > 1]
    y = put_key(sheet, signs, 0, 0, layout, layout.width)
    if layout.is_wide:
        return _wide(sheet, task, y, most, layout)
    for criterion in task.criteria:
        y += size * 1.7
        sheet.put(Text(0, y, shorten(criterion.name, layout.width, size, bold=True), size, bold=True))
        y += size * 0.6
        for item in task.items:
            sheet.put(Line(0, y, layout.width, y, "line", 1))
            y += 3
            for line in wrap(item.name, layout.width, size, 3):
                y += size * 1.2
                sheet.put(Text(0, y, line, size))
            lanes = _lanes(task, item, criterion)
            _draw(
                sheet,
                task,
                item,
                criterion,
                (0, y + 6, layout.width, 26.0 * max(1, len(lanes))),
                lanes,
                layout,
            )
            y += 26 * max(1, len(lanes)) + 10
            names = " – ".join(group.name for group in task.groups)
            between = _say_sides(task, item, criterion, lanes)
            for words in filter(None, (_say_room(lanes), between and f"{names}: {between}")):
                y += size * 1.15
                sheet.put(Text(0, y, shorten(words, layout.width, size), size, "quiet"))
            y += size * 0.6
    return sheet.finish(layout.name, layout.width, y + 4)


def _wide(sheet: Sheet, task: MovementTask, y: float, most: int, layout: Layout) -> Drawing:
    size, label, gap = layout.font, 270.0, 40.0
    criteria = task.criteria[:MOST_SCALES]
    each = (layout.width - label - gap * (len(criteria) - 1)) / len(criteria)
    track = each - VERDICT - MEANS
    starts = [label + n * (each + gap) for n in range(len(criteria))]
    top = y + max(
        _head(sheet, criterion, (x, y, each, track), layout)
        for criterion, x in zip(criteria, starts, strict=True)
    )
    row = (layout.height - top) / max(1, len(task.items))
    row = max(size * 1.3, min(row, 84 if most == 1 else most * MOST_LANE + 16))
    for number, item in enumerate(task.items):
        at = top + number * row
        if number and most > 1:
            sheet.put(Line(0, at, layout.width, at, "line", 1))
        lines = wrap(item.name, label - 24, size, 3 if row >= size * 3.4 else 2 if row >= size * 2.05 else 1)
        for n, line in enumerate(lines):
            base = at + row / 2 + size * 0.35 + (n - (len(lines) - 1) / 2) * size * 1.05
            sheet.put(
                Text(0, base, line, size, key=f"{item.key}-t{n}", full=item.name, faint=task.is_faint(item))
            )
        for criterion, x in zip(criteria, starts, strict=True):
            lanes = _lanes(task, item, criterion)[:most]
            high = row / most * max(1, len(lanes))
            place = (x, at + (row - high) / 2, track, high)
            _draw(sheet, task, item, criterion, place, lanes, layout)
            middle = place[1] + high / max(1, len(lanes)) / 2
            words = [(_say_room(lanes), middle)]
            if len(lanes) == 3:
                words.append((_say_sides(task, item, criterion, lanes), middle + high / 2))
            for said, base in words:
                cut = shorten(said, VERDICT - 20, size)
                sheet.put(
                    Text(x + each - VERDICT + 20, base + size * 0.35, cut, size, faint=task.is_faint(item))
                )
    return sheet.finish(layout.name, layout.width, top + row * len(task.items) + 4)


def _head(sheet: Sheet, criterion: Criterion, place: Place, layout: Layout) -> float:
    """Name a scale and its ends in the framework's own words; return the height it took."""
    (x, y, each, track), size = place, layout.font
    low, high = criterion.options[0].name, criterion.options[-1].name
    two_lines = text_width(low, size) + text_width(high, size) + size > track
    last = y + size * (3.5 if two_lines else 2.3)
    end = max(track, text_width(high, size)) if two_lines else track
    sheet.put(
        Text(x, y + size, shorten(criterion.name, each, size, bold=True), size, bold=True),
        Text(x, y + size * 2.3, shorten(f"← {low}" if two_lines else low, each, size), size, "quiet"),
        Text(x + min(end, each - MEANS), last, shorten(high, each - MEANS, size), size, "quiet", "end"),
    )
    if text_width(high, size) <= track:
        sheet.put(Text(x + track + 24, last, _("mean"), size, "quiet"))
    sheet.put(Text(x + each - VERDICT + 20, last, _("agreement"), size, "quiet"))
    return last - y + size * 0.6


def _say_room(lanes: Sequence[Lane]) -> str:
    """Say whether the room came closer together, with its agreement before and after."""
    if not lanes or lanes[0].before.agreement is None or lanes[0].after.agreement is None:
        return ""
    before, after = show_whole(lanes[0].before.agreement), show_whole(lanes[0].after.agreement)
    if before == after:
        return f"{before} → {after}"
    words = _("closer") if lanes[0].after.agreement > lanes[0].before.agreement else _("apart")
    return f"{before} → {after} {words}"


def _say_sides(task: MovementTask, item: Item, criterion: Criterion, lanes: Sequence[Lane]) -> str:
    """Say whether the two groups came closer to each other."""
    change = task.gap_change(item, criterion) if len(lanes) == 3 else None
    if change is None:
        return ""
    if change.is_level:
        return str(_("as far apart"))
    return str(_("closer") if change.is_closer else _("further apart"))


def _draw(
    sheet: Sheet, task: MovementTask, item: Item, criterion: Criterion, place: Place, lanes: Sequence[Lane],
    layout: Layout,
) -> None:  # fmt: skip
    """Draw an item's lanes on one scale in ``place`` (x, y, width, height), or that they are withheld."""
    (x, y, width, height), size = place, layout.font
    if not layout.is_wide:
        width -= MEANS_NARROW
    if not lanes:
        high = min(height - 6, 34)
        words = shorten(say_too_few(task.k), width - 16, size)
        sheet.withhold(x, y + (height - high) / 2, width, high, words, size)
        return
    inset, r, most = 12, (9 if layout.is_wide else 6), len(criterion.options)
    for n, lane in enumerate(lanes):
        middle = y + height / len(lanes) * (n + 0.5)
        before, after = (
            x + inset + (width - 2 * inset) * ((figures.mean or 1) - 1) / (most - 1)
            for figures in (lane.before, lane.after)
        )
        key, faint = f"{item.key}-{criterion.key}-{lane.look}", task.is_faint(item)
        colour = "ink" if lane.look == "room" else lane.look
        first = Sign("before", before, middle, r, key=f"{key}-a", faint=faint)
        if lane.look != "room":
            first = Sign(lane.look, before, middle, r, hollow=True, key=f"{key}-a", faint=faint)
        sheet.put(
            Line(x + inset, middle, x + width - inset, middle, "line", 2),
            Line(before, middle, after, middle, colour, 4, key=f"{key}-l", faint=faint),
            first,
            Sign(lane.look, after, middle, r, key=f"{key}-b", faint=faint),
            Text(
                x + width + (24 if layout.is_wide else 10), middle + size * 0.35, lane.words, size, colour,
                key=f"{key}-m", faint=faint,
            ),
        )  # fmt: skip
