"""Draws the questions that are not scales: bars of dots, lanes, and grids of shares."""

from flask_babel import gettext as _

from facilitator.charts.dots import DotsTask, lay_out_dots
from facilitator.charts.heat import lay_out_heat
from facilitator.charts.heat_task import HeatTask
from facilitator.charts.lanes import LanesTask, lay_out_lanes
from facilitator.charts.layout import LAYOUTS
from facilitator.charts.scene import MOST_ITEMS, Picture, Scene, make_picture, types_of
from facilitator.charts.titles import say_lanes, say_most_dots, say_shares
from facilitator.domain.direction import View
from facilitator.domain.findings import main_answers
from facilitator.domain.framework import Criterion, CriterionKind, Item
from facilitator.domain.release import Release, Shown

MOST_LANES = 4


def draw_shares(scene: Scene, criterion: Criterion) -> Picture:
    """Return the picture of a question that is not a scale: bars of dots, lanes, or a grid of shares."""
    release, k, chosen = scene.release, scene.workshop.k, scene.highlight
    types, main, strategic = types_of(scene.criteria)
    items, used = release.items(), View(criterion.key, item=chosen)
    shown = scene.keep(items, MOST_ITEMS)
    criteria: tuple[Criterion, ...] = (criterion,)
    if criterion.kind is CriterionKind.DOTS:
        outside = {i.key for i in scene.item_set.items if i.outside_control} if scene.item_set else set()
        shown = scene.keep(sorted(items, key=lambda i: -_dots(release, i, criterion)), MOST_ITEMS)
        dots = DotsTask(release, shown, criterion.key, outside, scene.groups, k, chosen)
        drawn = [lay_out_dots(dots, layout) for layout in LAYOUTS]
        about, title = _("Bars of dots, most first"), say_most_dots(scene, criterion)
    elif _is_lanes(scene, criterion):
        lanes = LanesTask(release, shown, criterion, _tags(scene), k, chosen)
        drawn = [lay_out_lanes(lanes, layout) for layout in LAYOUTS]
        about, title = _("A lane for every answer"), say_lanes(scene, criterion)
    else:
        typology = criterion is types
        task = HeatTask(
            release, shown, criterion, main if typology else None, strategic if typology else None, k, chosen
        )
        drawn = [lay_out_heat(task, layout) for layout in LAYOUTS]
        about = _("Shares of the room that chose each answer to “%(name)s”", name=criterion.name)
        asked = main if typology and main and main_answers(release, main.key) else criterion
        title = say_shares(scene, asked, mainly=asked is main)
        criteria = tuple(c for c in (criterion, task.main, task.beside) if c)
    return make_picture(
        scene, criterion.key, criterion.name, title, criteria, about, drawn,
        left_out=len(items) - len(shown), used=used,
    )  # fmt: skip


def _dots(release: Release, item: Item, criterion: Criterion) -> int:
    result = release.find_result(item.key, criterion.key)
    room = result.figures.room if result else None
    return room.dots or 0 if isinstance(room, Shown) else -1


def _is_lanes(scene: Scene, criterion: Criterion) -> bool:
    """Tell whether a choice is drawn as lanes: the step's one figure, with three or four answers."""
    figures = [c for c in scene.criteria if c.kind is not CriterionKind.TEXT]
    return (
        criterion.kind is CriterionKind.CHOICE
        and figures == [criterion]
        and 3 <= len(criterion.options) <= MOST_LANES
    )


def _tags(scene: Scene) -> dict[str, str]:
    """Return the main type of each item, from the step that asked for it."""
    framework, tags = scene.workshop.framework, {}
    for release in scene.releases:
        step = framework.get_step(release.step)
        _several, main, _strategic = types_of(framework.criteria_of(step))
        if main is None or step.items != scene.step.items:
            continue
        names = {option.key: option.name for option in main.options}
        for key, (answers, _people, _n) in main_answers(release, main.key).items():
            tags[key] = " / ".join(names[answer] for answer in answers[:2])
    return tags
