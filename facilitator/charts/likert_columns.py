"""Places the columns of diverging bars and writes what stands beside a bar: means, importance, who could not say."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from facilitator.charts.diverging_bar import ROOM, LikertTask, figures_of, mean_groups
from facilitator.charts.drawing import Line, Sheet, Sign, Text
from facilitator.charts.layout import Layout, text_width
from facilitator.charts.sides import Group
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


def place_columns(task: LikertTask, layout: Layout, grouped: bool) -> Columns:
    """Return where the columns stand; ``grouped`` leaves room for the names of clusters."""
    paired = task.beside is not None
    label = 180 if grouped else 0
    label_width = (268 if grouped else 420) if paired else (380 if grouped else 560)
    bars = label + label_width + 40
    right = 510 if paired else 230
    bars_width = layout.width - bars - right
    mean = bars + bars_width + 12
    return Columns(label, label_width, bars, bars_width, mean, mean + 76, 190, mean + 290, layout.width)


def put_means(
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


def put_importance(
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


def put_outside(
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
