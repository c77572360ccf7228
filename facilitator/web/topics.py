"""Words what a comparison of workshops holds: its questions, their titles, its moments."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import format_date
from flask_babel import gettext as _

from facilitator.domain.comparison import Comparison, Row, change, moments, sides_at
from facilitator.domain.comparison_findings import Finding, find_main, find_most_named
from facilitator.domain.framework import Criterion, CriterionKind
from facilitator.domain.release import Figures, Shown

MOVED_SINCE = 0.15  # points; less is not worth a title


@dataclass(frozen=True, slots=True)
class Topic:
    """One question of a comparison, with all items it was asked about.

    ``headline`` is the row its title speaks of, None where the title only names the question.
    """

    key: str
    name: str
    title: str
    criterion: Criterion
    rows: tuple[Row, ...]
    headline: Row | None


def list_topics(comparison: Comparison) -> list[Topic]:
    """Return the questions of a comparison, in the order of the agenda."""
    grouped: dict[str, list[Row]] = {}
    for row in comparison.rows:
        if row.criterion.kind is not CriterionKind.TEXT:
            grouped.setdefault(f"{row.step}.{row.criterion.key}", []).append(row)
    topics = []
    for key, rows in grouped.items():
        criterion = rows[0].criterion
        step = next(
            s.framework.get_step(rows[0].step)
            for s in reversed(comparison.sittings)
            if any(step.key == rows[0].step for step in s.framework.steps)
        )
        name = criterion.name if step.name == criterion.name else f"{step.name}: {criterion.name}"
        headline, title = _find_headline(comparison, rows)
        topics.append(Topic(key, name, title or name, criterion, tuple(rows), headline))
    return topics


def _find_headline(comparison: Comparison, rows: Sequence[Row]) -> tuple[Row | None, str]:
    """Say what a picture shows, and of which row: where two sides came closer, drifted or stand apart."""
    if rows[0].criterion.kind is CriterionKind.DOTS:
        named = find_most_named(rows)
        if named is None:
            return None, ""
        values = {"item": named[0].item.name, "share": f"{named[1]:.0%}"}
        return named[0], str(_("Most named in the latest workshop: %(item)s, by %(share)s", **values))
    compared = compared_sides(comparison)
    if rows[0].criterion.kind is not CriterionKind.SCALE or len(compared) != 2:
        return None, ""
    finding = find_main(comparison, rows, *compared)
    if finding is None:
        return None, ""
    one, other = compared.values()
    return finding.row, _word(finding, one, other, name_moments(comparison)[finding.moment])


def compared_sides(comparison: Comparison) -> dict[str, str]:
    """Return the two sides that are laid beside each other, key to name; none where there is one side alone."""
    sides = {side.key: side.name for s in comparison.sittings for side in s.framework.sides}
    named = [s.framework.compare for s in comparison.sittings if len(s.framework.compare) == 2]
    keys = named[-1] if named else tuple(key for key in ("council", "vcs", *sides) if key in sides)
    return {key: sides[key] for key in list(dict.fromkeys(keys))[:2]}


def _word(finding: Finding, one: str, other: str, when: str) -> str:
    values = {"one": one, "other": other, "item": finding.row.item.name, "after": f"{finding.after:.1f}"}
    if finding.before is None or abs(finding.before - finding.after) < MOVED_SINCE:
        text = _(
            "%(one)s and %(other)s stand furthest apart on %(item)s: %(after)s points (%(when)s)",
            when=when[:1].lower() + when[1:],
            **values,
        )
    elif finding.after < finding.before:
        text = _(
            "%(one)s and %(other)s came closer on %(item)s: from %(before)s points apart to %(after)s",
            before=f"{finding.before:.1f}",
            **values,
        )
    else:
        text = _(
            "%(one)s and %(other)s drifted apart on %(item)s: from %(before)s points to %(after)s",
            before=f"{finding.before:.1f}",
            **values,
        )
    return str(text)


def name_moments(comparison: Comparison, *, each: bool = False) -> list[str]:
    """Word the moments of a comparison, or with ``each`` its sittings one by one."""
    words = {"joint": _("Together"), "council": _("Council"), "vcs": _("VCS")}
    found = [(n,) for n in range(len(comparison.sittings))] if each else moments(comparison)
    days = [comparison.sittings[moment[-1]].held_on for moment in found]
    form = "MMM yy" if len({(d.year, d.month) for d in days}) == len(days) else "d MMM yy"
    names = []
    for moment, day in zip(found, days, strict=True):
        mode = comparison.sittings[moment[-1]].mode
        who = words.get(mode, mode) if len(moment) == 1 else _("Separately")
        names.append(f"{who}, {format_date(day, form)}")
    return names


def work_out_changes(comparison: Comparison, topic: Topic | None) -> dict[tuple[str, str], float | None]:
    """Return by item and side how far a mean moved from the first to the last moment that both show it.

    None says that fewer than the smallest group came or went, so that the change is not worked out.
    """
    found: dict[tuple[str, str], float | None] = {}
    if topic is None or topic.criterion.kind is not CriterionKind.SCALE:
        return found
    k = max(s.k for s in comparison.sittings)
    for row in topic.rows:
        seen: dict[str, list[Figures]] = {}
        for moment in moments(comparison):
            for side, figures in sides_at(row, moment).items():
                if isinstance(figures, Shown) and figures.mean is not None:
                    seen.setdefault(side, []).append(figures)
        for side, told in seen.items():
            if len(told) > 1:
                found[row.item.key, side] = change(told[0], told[-1], k)
    return found
