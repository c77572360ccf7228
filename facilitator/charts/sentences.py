"""Says in words what a picture shows."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from facilitator.domain.findings import (
    Change,
    Gap,
    GapChange,
    Need,
    Reason,
    TalkingPoint,
    list_changes,
    list_gap_changes,
    list_gaps,
    list_most_dots,
    main_answers,
    top_share,
)
from facilitator.domain.framework import Criterion, CriterionKind, Framework, Item
from facilitator.domain.release import Release
from facilitator.domain.rounding import show_points, show_share, show_whole

Names = Mapping[str, str]
LONGEST_NAME = 60  # characters of an item's name within a sentence


def brief(item: Item) -> str:
    """Return an item's name, cut where it would fill a title by itself; the table holds all of it."""
    name = item.name
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def say_dots(dots: int, people: int) -> str:
    """Word a number of dots and of people who gave them."""
    one = ngettext("%(num)s dot", "%(num)s dots", dots)
    other = ngettext("%(num)s person", "%(num)s people", people)
    return f"{one} · {other}"


def say_too_few(k: int) -> str:
    """Word why a value is not shown."""
    return str(_("fewer than %(k)s answers", k=k))


def say_hidden_group(k: int) -> str:
    """Word why a group is not shown beside a room that is: itself or another group would be too small."""
    return str(_("not shown, to protect groups under %(k)s", k=k))


def say_gap(gap: Gap, framework: Framework, names: Names) -> str:
    """Say who rates an item how much higher, or stands how much closer to which end of a scale."""
    criterion = framework.get_criterion(gap.criterion)
    higher, lower = (gap.first, gap.second) if gap.difference > 0 else (gap.second, gap.first)
    points = show_points(abs(gap.difference))
    if points == "0.0":
        return str(
            _(
                "%(one)s and %(other)s see %(item)s alike",
                one=names[gap.first],
                other=names[gap.second],
                item=brief(gap.item),
            )
        )
    words = {
        "higher": names[higher],
        "lower": names[lower],
        "item": brief(gap.item),
        "points": (_("about %(points)s", points=points) if gap.coarse else points),
        "criterion": criterion.name,
        "answer": criterion.options[-1].name,
    }
    return str(_("%(item)s: %(higher)s %(points)s points closer to “%(answer)s” than %(lower)s", **words))


def say_need(need: Need, framework: Framework) -> str:
    """Say how far importance lies above what is in place, in the framework's words for both."""
    points = show_points(need.difference)
    pair = framework.work_on_first or ("", "")
    importance, now = (framework.get_criterion(key).name for key in pair)
    return str(
        _(
            "%(item)s: “%(importance)s” lies %(points)s points above “%(now)s”",
            item=brief(need.item),
            importance=importance,
            now=now,
            points=_("about %(points)s", points=points) if need.coarse else points,
        )
    )


def say_point(point: TalkingPoint, framework: Framework, names: Names) -> str:
    """Say why something is worth talking about."""
    if point.reason is Reason.GAP and point.gap:
        return say_gap(point.gap, framework, names)
    if point.need:
        return say_need(point.need, framework)
    low, high, n = point.camps
    item, asked = brief(point.item), framework.get_criterion(point.criterion)
    if sum(criterion.kind is CriterionKind.SCALE for criterion in framework.criteria) > 1:
        item = f"{item} ({asked.name})"
    return str(
        _(
            "The room is split on %(item)s: %(low)s towards “%(lowest)s”, %(high)s towards “%(highest)s”",
            item=item,
            lowest=asked.options[0].name,
            highest=asked.options[-1].name,
            low=show_share(low, n),
            high=show_share(high, n),
        )
    )


def say_widest_gap(
    release: Release,
    criteria: tuple[Criterion, ...],
    framework: Framework,
    pair: tuple[str, str] | None,
    names: Names,
) -> str:
    """Say the widest gap of a release; empty where no two groups may be shown."""
    gaps = list_gaps(release, criteria, pair) if pair else []
    if not gaps:
        return ""
    if show_points(abs(gaps[0].difference)) == "0.0":
        first, second = gaps[0].first, gaps[0].second
        return str(_("%(one)s and %(other)s see it much the same", one=names[first], other=names[second]))
    return say_gap(gaps[0], framework, names)


def say_highest(release: Release, criterion: Criterion) -> str:
    """Say where the room's mean lies highest; empty where no room may be shown."""
    shown: list[tuple[float, Item]] = []
    for result in release.results:
        mean = getattr(result.figures.room, "mean", None)
        if result.criterion == criterion.key and mean is not None:
            shown.append((mean, result.item))
    if not shown:
        return ""
    mean, item = max(shown, key=lambda pair: (pair[0], pair[1].name))
    return str(
        _(
            "Closest to “%(answer)s”: %(item)s, %(mean)s of %(most)s",
            answer=criterion.options[-1].name,
            item=brief(item),
            mean=show_points(mean),
            most=len(criterion.options),
        )
    )


def say_change(
    before: Release,
    after: Release,
    criteria: tuple[Criterion, ...],
    pair: tuple[str, str] | None,
    names: Names,
) -> str:
    """Say on which item two groups came closest together or drifted furthest apart, else the room."""
    gaps = list_gap_changes(before, after, criteria, pair) if pair else []
    if gaps and not gaps[0].is_level:
        gap = gaps[0]
        words = {"one": names[gap.first], "other": names[gap.second], "item": _asked(gap, criteria)}
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


def _asked(change: Change | GapChange, criteria: tuple[Criterion, ...]) -> str:
    """Name an item, with the question where there are several."""
    name = next(criterion.name for criterion in criteria if criterion.key == change.criterion)
    return f"{brief(change.item)} ({name})" if len(criteria) > 1 else brief(change.item)


def say_gap_change(change: GapChange, framework: Framework, names: Names) -> str:
    """Say how far apart two groups were and are on one item."""
    words = {
        "item": brief(change.item),
        "criterion": framework.get_criterion(change.criterion).name,
        "one": names[change.first],
        "other": names[change.second],
        "before": show_points(change.before, coarse=change.coarse),
        "after": show_points(change.after, coarse=change.coarse),
    }
    if change.is_level:
        return str(
            _(
                "%(item)s (%(criterion)s): %(one)s and %(other)s are %(after)s points apart, as before",
                **words,
            )
        )
    if change.is_closer:
        return str(
            _(
                "%(item)s (%(criterion)s): %(one)s and %(other)s are closer together, "
                "%(before)s points apart before and %(after)s after",
                **words,
            )
        )
    return str(
        _(
            "%(item)s (%(criterion)s): %(one)s and %(other)s are further apart, "
            "%(before)s points before and %(after)s after",
            **words,
        )
    )


def say_top_share(release: Release, criterion: Criterion, *, mainly: bool = False) -> str:
    """Say where the room is clearest; ``mainly`` where each person chose one answer of several."""
    best = top_share(release, criterion.key)
    if best is None:
        return criterion.question
    item, answer, people, n = best
    name = next(o.name for o in criterion.options if o.key == answer)
    words = {"item": brief(item), "share": show_share(people, n), "answer": name}
    if mainly:
        return str(_("%(item)s is clearest: %(share)s say it is mainly %(answer)s", **words))
    return str(_("%(item)s is clearest: %(share)s say %(answer)s", **words))


def say_lanes(release: Release, criterion: Criterion) -> str:
    """Say which lane is empty, or which holds most."""
    main = main_answers(release, criterion.key)
    if not main:
        return criterion.question
    held = {option.key: 0 for option in criterion.options}
    for answers, _people, _n in main.values():
        held[answers[0]] += 1
    empty = [option.name for option in criterion.options if not held[option.key]]
    if empty:
        return str(_("Nothing works mainly at this scale: %(scales)s", scales=", ".join(empty)))
    most = max(criterion.options, key=lambda option: held[option.key])
    level = [option.name for option in criterion.options if held[option.key] == held[most.key]]
    if len(level) > 1:
        return str(_("As many at one scale as at another: %(scales)s", scales=", ".join(level)))
    return str(
        _(
            "More stand at %(scale)s than anywhere else: %(number)s of %(all)s",
            scale=most.name,
            number=held[most.key],
            all=len(main),
        )
    )


def say_most_dots(release: Release) -> str:
    """Say what has most dots; empty where nothing may be shown."""
    best = list_most_dots(release)
    if len(best) > 3:
        return str(_("Many share the most dots"))
    return str(_("Most dots: %(item)s", item=", ".join(brief(item) for item in best))) if best else ""
