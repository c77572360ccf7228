"""Says in a picture's title what it shows: of the item that is looked at, else of all."""

from collections import Counter
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
from facilitator.domain.release import DIFFERENCE, Release, Shown
from facilitator.domain.rounding import show_points, show_share, show_whole

LONGEST_NAMES = 110  # characters of several items' names within a title


def say_bars(scene: Scene, criterion: Criterion) -> str:
    """Say the weightiest thing about the answers to one question."""
    release, framework, names = scene.looked_at, scene.workshop.framework, scene.names
    for point in list_talking_points(release, (criterion,), scene.group_keys):
        if point.reason is not Reason.NEED:
            return say_point(point, framework, names)
    return say_positions(scene, (criterion,))


def say_positions(scene: Scene, criteria: Sequence[Criterion]) -> str:
    """Say the widest gap on some scales; where no two groups may be shown, where the room stands.

    Of several scales an item counts only where both groups may be shown on all of them, as on a map.
    """
    release = scene.looked_at
    gaps = list_gaps(release, criteria, scene.group_keys) if scene.group_keys else []
    told = Counter(gap.item for gap in gaps)
    gaps = [gap for gap in gaps if told[gap.item] == len(criteria)]
    if gaps and show_points(abs(gaps[0].difference)) == "0.0" and scene.chosen is None:
        words = {"one": scene.names[gaps[0].first], "other": scene.names[gaps[0].second]}
        return str(_("%(one)s and %(other)s see it much the same", **words))
    if gaps:
        return say_gap(gaps[0], scene.workshop.framework, scene.names)
    return _say_item(scene, scene.chosen, criteria[0]) if scene.chosen else _say_highest(release, criteria[0])


def say_needs(scene: Scene, criterion: Criterion) -> str:
    """Say where importance lies furthest above what is in place."""
    needs, framework = list_needs(scene.looked_at), scene.workshop.framework
    if needs and show_points(needs[0].difference) != "0.0" and needs[0].difference > 0:
        return say_need(needs[0], framework)
    if scene.chosen or not needs or framework.work_on_first is None:
        return say_bars(scene, criterion)
    importance, now = (framework.get_criterion(key) for key in framework.work_on_first)
    said = _("“%(importance)s” lies above “%(now)s” nowhere", importance=importance.name, now=now.name)
    return _of_those_shown(scene, DIFFERENCE, said)


def say_change(scene: Scene, before: Release, after: Release, criteria: Sequence[Criterion]) -> str:
    """Say on which item two groups came closest together or drifted furthest apart, else the room."""
    if scene.chosen:
        before, after = before.only(scene.chosen.key), after.only(scene.chosen.key)
    pair = scene.group_keys
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
        if scene.chosen:
            words = {"item": _asked(change, criteria)}
            return str(_("After talking, the room agrees as much as before on %(item)s", **words))
        return str(_("After talking, the room agrees as much as before"))
    words = {"item": _asked(change, criteria)}
    if change.agreement > 0:
        return str(_("After talking, the room is closer together on %(item)s", **words))
    return str(_("After talking, the room is further apart on %(item)s", **words))


def say_shares(scene: Scene, criterion: Criterion, *, mainly: bool = False) -> str:
    """Say where the room is clearest; ``mainly`` where each person chose one answer of several."""
    if scene.chosen:
        return _say_item(scene, scene.chosen, criterion, mainly=mainly)
    best = top_shares(scene.release, criterion.key)
    if not best:
        return criterion.question
    item, answers, people, n = best[0]
    share, shown = show_share(people, n), len(main_answers(scene.release, criterion.key))
    if criterion.kind is CriterionKind.CHOICE and 2 * people <= n:
        said = _("Clear on none: at most %(share)s give the same answer", share=share)
        if mainly:
            said = _("Clear on none: at most %(share)s give the same main answer", share=share)
        return _of_those_shown(scene, criterion.key, said)
    if len(best) == 1:
        return _say_item(scene, item, criterion, mainly=mainly, clearest=True)
    names = ", ".join(brief(each) for each, *_rest in best)
    if len(best) < shown and len(names) <= LONGEST_NAMES:
        return str(_("Clearest, with %(share)s each: %(items)s", share=share, items=names))
    words = {"number": len(best), "all": shown, "share": share}
    if {each for _item, each, _people, _n in best} == {answers[:1]}:
        words["answer"] = _name_of(criterion, answers[0])
        said = _("On %(number)s of %(all)s, %(share)s say %(answer)s", **words)
        if mainly:
            said = _("On %(number)s of %(all)s, %(share)s say it is mainly %(answer)s", **words)
    elif mainly:
        said = _("On %(number)s of %(all)s, %(share)s give the same main answer", **words)
    else:
        said = _("On %(number)s of %(all)s, %(share)s give the same answer", **words)
    return _of_those_shown(scene, criterion.key, said)


def say_lanes(scene: Scene, criterion: Criterion) -> str:
    """Say which lane is empty, or which holds most.

    A lane that as many chose as the one an item stands in is not empty, but does not hold the item.
    """
    if scene.chosen:
        return _say_item(scene, scene.chosen, criterion)
    main = main_answers(scene.release, criterion.key)
    if not main:
        return criterion.question
    named = {answer for answers, _people, _n in main.values() for answer in answers}
    empty = [option.name for option in criterion.options if option.key not in named]
    if empty:
        said = _("Nothing works mainly at this scale: %(scales)s", scales=", ".join(empty))
        return _of_those_shown(scene, criterion.key, said)
    held = Counter(answers[0] for answers, _people, _n in main.values())
    most = max(held.values())
    level = [option.name for option in criterion.options if held[option.key] == most]
    if len(level) > 1:
        return str(_("As many at one scale as at another: %(scales)s", scales=", ".join(level)))
    words = {"scale": level[0], "number": most, "all": len(main)}
    return str(_("More stand at %(scale)s than anywhere else: %(number)s of %(all)s", **words))


def say_most_dots(scene: Scene, criterion: Criterion) -> str:
    """Say what has most dots; empty where nothing may be shown."""
    if scene.chosen:
        return _say_item(scene, scene.chosen, criterion)
    best = list_most_dots(scene.release)
    if len(best) > 3:
        return str(_("Many share the most dots"))
    return str(_("Most dots: %(item)s", item=", ".join(brief(item) for item in best))) if best else ""


def _say_item(
    scene: Scene, item: Item, criterion: Criterion, *, mainly: bool = False, clearest: bool = False
) -> str:
    """Say what the room answered to one question about one item; its name where that may not be shown."""
    release, k = scene.release, scene.workshop.k
    result = release.find_result(item.key, criterion.key)
    room = result.figures.room if result else None
    if not isinstance(room, Shown):
        return brief(item)
    if room.dots is not None and room.people is not None:
        return f"{brief(item)}: {say_dots(room.dots, room.people, k)}"
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
    words = {
        "item": brief(item),
        "share": show_share(people, n),
        "answer": _name_of(criterion, answers[0]),
        "others": ", ".join(_name_of(criterion, answer) for answer in answers[1:]),
    }
    if len(answers) > 1:
        return str(_("%(item)s: as many say %(answer)s as %(others)s, %(share)s each", **words))
    if clearest and mainly:
        return str(_("%(item)s is clearest: %(share)s say it is mainly %(answer)s", **words))
    if clearest:
        return str(_("%(item)s is clearest: %(share)s say %(answer)s", **words))
    if mainly:
        return str(_("%(item)s: %(share)s say it is mainly %(answer)s", **words))
    return str(_("%(item)s: %(share)s say %(answer)s", **words))


def _of_those_shown(scene: Scene, criterion: str, said: str) -> str:
    """Return what is said of all items, with its limit where some of them may not be shown."""
    withheld = any(
        result.criterion == criterion and not isinstance(result.figures.room, Shown)
        for result in scene.release.results
    )
    return str(_("%(said)s (of those that may be shown)", said=said)) if withheld else str(said)


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
