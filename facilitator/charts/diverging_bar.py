"""Draws one bar of answers around the middle of a scale, and decides whose bars and means are drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from facilitator.charts.drawing import Box, Sheet, Text
from facilitator.charts.layout import shorten, text_width
from facilitator.charts.palette import diverging, on
from facilitator.charts.sentences import say_hidden_group, say_too_few
from facilitator.charts.sides import Group
from facilitator.domain.framework import Criterion, Item, Option
from facilitator.domain.release import Figures, Release, Shown
from facilitator.domain.rounding import percent

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


def bar_groups(task: LikertTask) -> tuple[Group, ...]:
    """Return whose bars are drawn: both groups where each shows how its answers spread, else the room."""
    found = _groups_with(task, lambda figures: figures.counts is not None)
    return found if len(found) > 1 else (ROOM,)


def mean_groups(task: LikertTask) -> tuple[Group, ...]:
    """Return whose means are drawn: both groups where each shows any, else the room."""
    found = _groups_with(task, lambda figures: figures.mean is not None)
    return found if len(found) > 1 else (ROOM,)


def _groups_with(task: LikertTask, has: Callable[[Shown], bool]) -> tuple[Group, ...]:
    found = []
    for group in task.groups:
        figures = (figures_of(task, item, task.criterion, group) for item in task.items)
        if any(isinstance(each, Shown) and has(each) for each in figures):
            found.append(group)
    return tuple(found)


def figures_of(task: LikertTask, item: Item, criterion: Criterion, group: Group) -> Figures | None:
    """Return what may be seen of a group's answers, or of the room's; None where nothing was asked."""
    result = task.release.find_result(item.key, criterion.key)
    if result is None:
        return None
    return result.figures.groups.get(group.key) if group.key else result.figures.room


def say_why_not(task: LikertTask, item: Item, group: Group) -> str:
    """Word why a bar is missing: too few answers, or a group that is not shown although the room is."""
    beside_room = bool(group.key) and isinstance(figures_of(task, item, task.criterion, ROOM), Shown)
    return say_hidden_group(task.k) if beside_room else say_too_few(task.k)


def reach_of(task: LikertTask, groups: Sequence[Group]) -> float:
    """Return the largest share of answers that any bar has on one side of the middle, at least a fifth."""
    most = 0.2
    for item in task.items:
        for group in groups:
            figures = figures_of(task, item, task.criterion, group)
            if isinstance(figures, Shown) and figures.counts and figures.n:
                left = left_share(figures, task.criterion)
                most = max(most, left, 1 - left)
    return most


def left_share(figures: Shown, criterion: Criterion) -> float:
    """Return the share of answers left of the middle, half of the middle answer among them."""
    counts = figures.counts or {}
    keys, half = criterion.option_keys, len(criterion.options) // 2
    left = sum(counts[key] for key in keys[:half])
    if len(keys) % 2:
        left += counts[keys[half]] / 2  # type: ignore[assignment]
    return left / (figures.n or 1)


def put_bar(
    sheet: Sheet,
    task: LikertTask,
    figures: Figures | None,
    place: tuple[float, float, float, float],
    reach: float,
    size: float,
    key: str,
    faint: bool,
    why_not: str,
) -> None:
    """Draw one bar in ``place`` (x, y, width, height), or say ``why_not`` where it may not be shown."""
    x, y, width, height = place
    if not isinstance(figures, Shown):
        sheet.withhold(x, y, width, height, shorten(why_not, width - 16, size), size, faint)
        return
    if figures.counts is None or not figures.n:
        words = (
            _("fewer than 10: only the mean is shown") if figures.mean is not None else say_too_few(task.k)
        )
        sheet.withhold(x, y, width, height, shorten(words, width - 16, size), size, faint)
        return
    unit = width / 2 / reach
    at = x + width / 2 - left_share(figures, task.criterion) * unit
    looks = diverging(len(task.criterion.options))
    for option, look in zip(task.criterion.option_keys, looks, strict=True):
        number = figures.counts[option]
        wide = number / figures.n * unit
        if number:
            sheet.put(Box(at, y, wide, height, look, "thin", f"{key}-{option}", faint))
            text = str(percent(number, figures.n))
            if wide >= text_width(text, size) + 6 and height >= size * 0.8:
                middle = y + height / 2 + size * 0.35
                sheet.put(Text(at + wide / 2, middle, text, size, on(look), "middle", faint=faint))
        at += wide
