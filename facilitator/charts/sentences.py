"""Says in words what figures show."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from facilitator.domain.findings import SMALLEST_NEED, Gap, GapChange, Need, Reason, TalkingPoint
from facilitator.domain.framework import CriterionKind, Framework, Item
from facilitator.domain.rounding import show_points, show_share

Names = Mapping[str, str]
LONGEST_NAME = 60  # characters of an item's name within a sentence


def brief(item: Item) -> str:
    """Return an item's name, cut where it would fill a title by itself; the table holds all of it."""
    name = item.name
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…"


def say_dots(dots: int, people: int, k: int) -> str:
    """Word a number of dots and of people who gave them; fewer than ``k`` people are not pointed at."""
    one = ngettext("%(num)s dot", "%(num)s dots", dots)
    if people < k:
        return str(one)
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
        words = {"one": names[gap.first], "other": names[gap.second], "item": brief(gap.item)}
        if gap.coarse:
            return str(_("%(one)s and %(other)s see %(item)s about alike", **words))
        return str(_("%(one)s and %(other)s see %(item)s alike", **words))
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
    """Say how far importance lies above what is in place, in the framework's words for both.

    A difference that is rounded to halves is not told as a number: beside the two means it would look wrong.
    """
    importance, now = (framework.get_criterion(key).name for key in framework.work_on_first or ("", ""))
    words = {"item": brief(need.item), "importance": importance, "now": now}
    if not need.coarse:
        points = show_points(need.difference)
        return str(
            _("%(item)s: “%(importance)s” lies %(points)s points above “%(now)s”", points=points, **words)
        )
    if need.difference >= SMALLEST_NEED:
        return str(_("%(item)s: “%(importance)s” lies well above “%(now)s”", **words))
    return str(_("%(item)s: “%(importance)s” lies above “%(now)s”", **words))


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
