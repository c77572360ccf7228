"""Decides which pictures a step has and draws one from the workshop's releases."""

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _

from facilitator.charts.diverging_bar import LikertTask, bar_groups
from facilitator.charts.layout import LAYOUTS
from facilitator.charts.likert import lay_out_likert
from facilitator.charts.map_names import MapTask
from facilitator.charts.movement import MOST_SCALES, MovementTask, lay_out_movement
from facilitator.charts.position_map import lay_out_map
from facilitator.charts.scene import MOST_ITEMS, Picture, Scene, make_picture, types_of
from facilitator.charts.sentences import say_gap_change, say_point
from facilitator.charts.shares import draw_shares
from facilitator.charts.talk import TalkTask, lay_out_talk
from facilitator.charts.titles import say_bars, say_change, say_needs, say_positions
from facilitator.domain.direction import Sort, View
from facilitator.domain.findings import (
    list_gap_changes,
    list_gaps,
    list_needs,
    list_talking_points,
)
from facilitator.domain.framework import Criterion, CriterionKind, Item, Step, StepKind
from facilitator.domain.release import Release, Shown, combine_rounds
from facilitator.domain.workshop import Workshop

MOVEMENT, MAP, BARS, TALK = "movement", "positions", "bars", "talk"
MOST_PAIRS = 14


def list_pictures(workshop: Workshop, step: Step, releases: Sequence[Release]) -> dict[str, str]:
    """Return the pictures a step's releases can be seen in, key to name, the first one first."""
    own = tuple(release for release in releases if release.step == step.key)
    if step.kind is not StepKind.RATE or not own:
        return {}
    scene = Scene(workshop, step, own, tuple(releases), View())
    parts: dict[str, str] = {}
    if scene.scales:
        if len(own) > 1:
            parts[MOVEMENT] = _("Before and after")
        if len(scene.scales) > 1 and not scene.pair:
            parts[MAP] = _("Map")
        parts[BARS] = _("Answers")
        parts[TALK] = _("Talk about this next")
        if scene.pair:
            parts[MAP] = _("Map")
    _types, main, _strategic = types_of(scene.criteria)
    for criterion in scene.criteria:
        if criterion.kind not in (CriterionKind.SCALE, CriterionKind.TEXT) and criterion is not main:
            parts[criterion.key] = criterion.name
    return parts


def draw_picture(
    workshop: Workshop, step: Step, releases: Sequence[Release], view: View | None = None
) -> Picture | None:
    """Return the picture of a step that a view asks for, or its first one; None where there is none."""
    view = view or View()
    parts = list_pictures(workshop, step, releases)
    if not parts:
        return None
    part = view.part if view.part in parts else next(iter(parts))
    own = tuple(release for release in releases if release.step == step.key)
    scene = Scene(workshop, step, own, tuple(releases), view)
    if part == MOVEMENT:
        return _movement(scene, parts[part])
    if part == MAP:
        return _map(scene, parts[part])
    if part == BARS:
        return _bars(scene, parts[part])
    if part == TALK:
        return _talk(scene, parts[part])
    return draw_shares(scene, workshop.framework.get_criterion(part))


def _bars(scene: Scene, name: str) -> Picture:
    pair, view, release = scene.pair, scene.view, scene.release
    chosen = next((c for c in scene.scales if c.key == view.x), pair[1] if pair else scene.scales[0])
    beside = pair[0] if pair and chosen is pair[1] else None
    sorts = (Sort.AGENDA, Sort.GAP, *((Sort.WORK_FIRST,) if pair else ()))
    items: Sequence[Item] = release.items()
    sort = view.sort if view.sort in sorts else Sort.AGENDA
    task = LikertTask(release, items, chosen, beside, scene.groups, (), scene.workshop.k, scene.highlight)
    room_for = MOST_ITEMS if len(bar_groups(task)) == 1 else MOST_PAIRS
    if len(items) > room_for and sort is Sort.AGENDA:
        sort = Sort.GAP
    items = _sorted(scene, release, chosen, items, sort)
    shown = scene.keep(items, room_for)
    clusters = scene.item_set.groups if scene.item_set and sort is Sort.AGENDA else ()
    task = replace(task, items=shown, clusters=clusters)
    title = say_needs(scene, chosen) if sort is Sort.WORK_FIRST else say_bars(scene, chosen)
    criteria = (chosen, beside) if beside else (chosen,)
    return make_picture(
        scene, BARS, name, title, criteria,
        _("Bars of the answers to “%(name)s” around the middle of the scale", name=chosen.name),
        [lay_out_likert(task, layout) for layout in LAYOUTS],
        left_out=len(items) - len(shown), sorts=sorts, axes=1 if len(scene.scales) > 1 else 0,
        used=View(BARS, chosen.key, "", sort, view.item),
    )  # fmt: skip


def _sorted(
    scene: Scene, release: Release, criterion: Criterion, items: Sequence[Item], sort: Sort
) -> list[Item]:
    if sort is Sort.WORK_FIRST:
        needs = {need.item.key: -need.difference for need in list_needs(release)}
        return sorted(items, key=lambda item: needs.get(item.key, 99.0))
    if sort is Sort.GAP:
        gaps = list_gaps(release, (criterion,), scene.group_keys) if scene.group_keys else []
        widths = {gap.item.key: abs(gap.difference) for gap in gaps}
        return sorted(
            items, key=lambda item: (-widths.get(item.key, -1.0), _agreement(release, item, criterion))
        )
    return list(items)


def _agreement(release: Release, item: Item, criterion: Criterion) -> float:
    result = release.find_result(item.key, criterion.key)
    room = result.figures.room if result else None
    return room.agreement if isinstance(room, Shown) and room.agreement is not None else 101.0


def _map(scene: Scene, name: str) -> Picture:
    view, release, scales = scene.view, scene.release, scene.scales
    pair = scene.pair
    default_x, default_y = (pair[1], pair[0]) if pair else (scales[0], scales[1])
    x = next((c for c in scales if c.key == view.x), default_x)
    y = next((c for c in scales if c.key == view.y and c is not x), None)
    if y is None:
        y = default_y if default_y is not x else next(c for c in scales if c is not x)
    task = MapTask(release, release.items(), x, y, scene.groups, scene.workshop.k, scene.highlight)
    return make_picture(
        scene, MAP, name, say_positions(scene, (x, y)), (x, y),
        _("Map of where each stands: across, %(x)s; up, %(y)s", x=x.name, y=y.name),
        [lay_out_map(task, layout) for layout in LAYOUTS],
        axes=2, used=View(MAP, x.key, y.key, Sort.AGENDA, view.item),
    )  # fmt: skip


def _talk(scene: Scene, name: str) -> Picture:
    release, framework = scene.release, scene.workshop.framework
    points = list_talking_points(release, scene.scales, scene.group_keys)
    task = TalkTask(release, points, framework, scene.groups, scene.workshop.k)
    return make_picture(
        scene, TALK, name, _("Talk about this next"), scene.scales,
        _("A ranked list of what the room sees least alike, each with a small picture"),
        [lay_out_talk(task, layout) for layout in LAYOUTS],
        sentences=tuple(say_point(point, framework, scene.names) for point in points), used=View(TALK),
    )  # fmt: skip


def _movement(scene: Scene, name: str) -> Picture:
    before, after = combine_rounds(scene.own[:-1]), scene.own[-1]
    if scene.chosen not in after.items():  # what was not asked again stands nowhere here
        scene = replace(scene, view=View(MOVEMENT))
    task = MovementTask(
        before, after, after.items(), scene.scales, scene.groups, scene.workshop.k, scene.highlight
    )
    pair, framework = scene.group_keys, scene.workshop.framework
    gaps = list_gap_changes(before, after, scene.scales, pair) if pair else []
    return make_picture(
        scene, MOVEMENT, name, say_change(scene, before, after, scene.scales[:MOST_SCALES]), scene.scales,
        _("Where the room stood before talking, and where it stands after"),
        [lay_out_movement(task, layout) for layout in LAYOUTS], earlier=before,
        sentences=tuple(say_gap_change(gap, framework, scene.names) for gap in gaps),
        used=View(MOVEMENT, item=scene.highlight), items=after.items(),
    )  # fmt: skip
