"""Says in a picture's title what it shows: of the item that is looked at, else of all."""

from collections.abc import Sequence

from flask_babel import gettext as _

from facilitator.charts.scene import Scene
from facilitator.charts.sentences import brief, say_dots, say_gap, say_need, say_point
from facilitator.domain.findings import (
    Change,
    GapChange,
    Reason,
    list_changes,
    list_gap_changes,
    list_gaps,
    list_most_dots,
    list_needs,
    list_talking_points,
    main_answers,
    top_shares,
)
from facilitator.domain.framework import Criterion, CriterionKind, Item
from facilitator.domain.release import Release, Shown
from facilitator.domain.rounding import show_points, show_share, show_whole


def say_bars(scene: Scene, criterion: Criterion) -> str:
    """Say the weightiest thing about the answers to one question."""
    release, framework, names = scene.looked_at, scene.workshop.framework, scene.names
    for point in list_talking_points(release, (criterion,), scene.group_keys):
        if point.reason is not Reason.NEED:
            return say_point(point, framework, names)
    return say_positions(scene, (criterion,))


def say_positions(scene: Scene, criteria: Sequence[Criterion]) -> str:
    """Say the widest gap on some scales; where no two groups may be shown, where the room stands."""
    release = scene.looked_at
    gaps = list_gaps(release, criteria, scene.group_keys) if scene.group_keys else []
    if gaps and show_points(abs(gaps[0].difference)) == "0.0" and scene.chosen is None:
        words = {"one": scene.names[gaps[0].first], "other": scene.names[gaps[0].second]}
        return str(_("%(one)s and %(other)s see it much the same", **words))
    if gaps:
        return say_gap(gaps[0], scene.workshop.framework, scene.names)
    return (
        _say_item(release, scene.chosen, criteria[0]) if scene.chosen else _say_highest(release, criteria[0])
    )


def say_needs(scene: Scene, criterion: Criterion) -> str:
    """Say where importance lies furthest above what is in place."""
    needs = list_needs(scene.looked_at)
    above = bool(needs) and needs[0].difference >= 0.05
    if above:
        return say_need(needs[0], scene.workshop.framework)
    if scene.chosen or not needs:
        return say_bars(scene, criterion)
    importance, now = (
        scene.workshop.framework.get_criterion(key).name
        for key in scene.workshop.framework.work_on_first or ("", "")
    )
    return str(_("“%(importance)s” lies above “%(now)s” nowhere", importance=importance, now=now))


def say_change(scene: Scene, before: Release, after: Release) -> str:
    """Say on which item two groups came closest together or drifted furthest apart, else the room."""
    if scene.chosen:
        before, after = before.only(scene.chosen.key), after.only(scene.chosen.key)
    pair, criteria = scene.group_keys, scene.scales
    gaps = list_gap_changes(before, after, criteria, pair) if pair else []
    if gaps and not gaps[0].is_level:
        gap = gaps[0]
        words = {
            "one": scene.names[gap.first],
            "other": scene.names[gap.second],
            "item": _asked(gap, criteria),
        }
        if gap.is_closer:
            return str(_("After talking, %(one)s and %(other)s are closer together on %(item)s", **words))
        return str(_("After talking, %(one)s and %(other)s are further apart on %(item)s", **words))
    changes = list_changes(before, after, criteria)
    if not changes:
        return ""
    change: Change = changes[0]
    if show_whole(abs(change.agreement)) == "0":
        return str(_("After talking, the room agrees as much as before"))
    words = {"item": _asked(change, criteria)}
    if change.agreement > 0:
        return str(_("After talking, the room is closer together on %(item)s", **words))
    return str(_("After talking, the room is further apart on %(item)s", **words))


def say_shares(scene: Scene, criterion: Criterion, *, mainly: bool = False) -> str:
    """Say where the room is clearest; ``mainly`` where each person chose one answer of several."""
    if scene.chosen:
        return _say_item(scene.looked_at, scene.chosen, criterion)
    best = top_shares(scene.release, criterion.key)
    if not best:
        return criterion.question
    item, answer, people, n = best[0]
    share = show_share(people, n)
    if criterion.kind is CriterionKind.CHOICE and 2 * people <= n:
        return str(_("Clear on none: at most %(share)s give the same answer", share=share))
    if len(best) > 1:
        words = {"number": len(best), "all": len(scene.release.items()), "share": share}
        if len({answer for _item, answer, _people, _n in best}) == 1:
            words["answer"] = _name_of(criterion, answer)
            return str(_("On %(number)s of %(all)s, %(share)s say %(answer)s", **words))
        return str(_("On %(number)s of %(all)s, %(share)s give the same answer", **words))
    words = {"item": brief(item), "share": share, "answer": _name_of(criterion, answer)}
    if mainly:
        return str(_("%(item)s is clearest: %(share)s say it is mainly %(answer)s", **words))
    return str(_("%(item)s is clearest: %(share)s say %(answer)s", **words))


def say_lanes(scene: Scene, criterion: Criterion) -> str:
    """Say which lane is empty, or which holds most."""
    if scene.chosen:
        return _say_item(scene.looked_at, scene.chosen, criterion)
    main = main_answers(scene.release, criterion.key)
    if not main:
        return criterion.question
    held = {option.key: 0 for option in criterion.options}
    for answers, _people, _n in main.values():
        for answer in answers:
            held[answer] += 1
    empty = [option.name for option in criterion.options if not held[option.key]]
    if empty:
        return str(_("Nothing works mainly at this scale: %(scales)s", scales=", ".join(empty)))
    most = max(criterion.options, key=lambda option: held[option.key])
    level = [option.name for option in criterion.options if held[option.key] == held[most.key]]
    if len(level) > 1:
        return str(_("As many at one scale as at another: %(scales)s", scales=", ".join(level)))
    words = {"scale": most.name, "number": held[most.key], "all": len(main)}
    return str(_("More stand at %(scale)s than anywhere else: %(number)s of %(all)s", **words))


def say_most_dots(scene: Scene, criterion: Criterion) -> str:
    """Say what has most dots; empty where nothing may be shown."""
    if scene.chosen:
        return _say_item(scene.looked_at, scene.chosen, criterion)
    best = list_most_dots(scene.release)
    if len(best) > 3:
        return str(_("Many share the most dots"))
    return str(_("Most dots: %(item)s", item=", ".join(brief(item) for item in best))) if best else ""


def _say_item(release: Release, item: Item, criterion: Criterion) -> str:
    """Say what the room answered to one question about one item; its name where that may not be shown."""
    result = release.find_result(item.key, criterion.key)
    room = result.figures.room if result else None
    if not isinstance(room, Shown):
        return brief(item)
    if room.dots is not None and room.people is not None:
        return f"{brief(item)}: {say_dots(room.dots, room.people)}"
    if room.mean is not None:
        words = {
            "item": brief(item),
            "answer": criterion.options[-1].name,
            "mean": show_points(room.mean, coarse=room.coarse),
            "most": len(criterion.options),
        }
        return str(_("%(item)s: %(mean)s of %(most)s towards “%(answer)s”", **words))
    main = main_answers(release, criterion.key).get(item.key)
    if main is None:
        return brief(item)
    answers, people, n = main
    names = ", ".join(_name_of(criterion, answer) for answer in answers)
    return str(
        _("%(item)s: %(share)s say %(answer)s", item=brief(item), share=show_share(people, n), answer=names)
    )


def _say_highest(release: Release, criterion: Criterion) -> str:
    """Say where the room's mean lies highest; empty where no room may be shown."""
    shown: list[tuple[float, Item]] = []
    for result in release.results:
        mean = getattr(result.figures.room, "mean", None)
        if result.criterion == criterion.key and mean is not None:
            shown.append((mean, result.item))
    if not shown:
        return ""
    mean, item = max(shown, key=lambda pair: (pair[0], pair[1].name))
    words = {
        "answer": criterion.options[-1].name,
        "item": brief(item),
        "mean": show_points(mean),
        "most": len(criterion.options),
    }
    return str(_("Closest to “%(answer)s”: %(item)s, %(mean)s of %(most)s", **words))


def _name_of(criterion: Criterion, answer: str) -> str:
    return next(option.name for option in criterion.options if option.key == answer)


def _asked(change: Change | GapChange, criteria: Sequence[Criterion]) -> str:
    """Name an item, with the question where there are several."""
    name = next(criterion.name for criterion in criteria if criterion.key == change.criterion)
    return f"{brief(change.item)} ({name})" if len(criteria) > 1 else brief(change.item)
