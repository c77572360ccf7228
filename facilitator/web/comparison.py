"""Workshops side by side and over time, and sittings added up: page, board, data and workbook."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, jsonify, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from facilitator.charts.comparison import ComparisonTask, lay_out_comparison, shown_rows
from facilitator.charts.layout import LAYOUTS, WIDE
from facilitator.charts.pictures import draw_picture, list_pictures
from facilitator.charts.svg import to_svg
from facilitator.domain.comparison import (
    Comparison,
    Finding,
    Row,
    change,
    find_main,
    find_most_named,
    moments,
    sides_at,
)
from facilitator.domain.direction import view_from
from facilitator.domain.framework import Criterion, CriterionKind
from facilitator.domain.release import Figures, Shown
from facilitator.domain.workshop import Account, Partnership, Workshop, code_for_people, normal_code
from facilitator.services import comparing, export
from facilitator.services.comparing import CannotCompare
from facilitator.web.access import board, facilitator, installation, private
from facilitator.web.board import THEMES

blueprint = Blueprint("comparison", __name__)

MOVED_SINCE = 0.15  # points; less is not worth a title


@dataclass(frozen=True, slots=True)
class Topic:
    """One question of a comparison, with all items it was asked about."""

    key: str
    name: str
    title: str
    criterion: Criterion
    rows: tuple[Row, ...]


def _codes() -> list[str]:
    return [normal_code(code)[:12] for code in request.args.getlist("w")]


def _problem(error: CannotCompare, back: str) -> ResponseReturnValue:
    texts = {
        "too_few": _("Choose at least two workshops."),
        "too_many": _("Choose up to %(most)s workshops.", most=comparing.MOST_SITTINGS),
        "modes": _(
            "Only sittings of one kind can be added up: all joint, all council only, or all VCS only."
        ),
        "elsewhere": _("One of these workshops does not belong to this partnership."),
    }
    page = render_template(
        "error.html",
        title=_("These cannot be compared"),
        text=texts[error.code],
        link=back,
        link_text=_("Go back"),
    )
    return page, 404 if error.code == "elsewhere" else 400


@blueprint.get("/console/partnerships/<partnership_id>/compare")
@facilitator
def show(account: Account, partnership: Partnership) -> ResponseReturnValue:
    """Show what can be compared in the workshops ticked, and what each question says."""
    try:
        found = comparing.find_workshops(installation(), partnership.id, _codes())
    except CannotCompare as error:
        return _problem(error, url_for("partnership.show", partnership_id=partnership.id))
    comparison = comparing.compare_workshops(installation(), found)
    return render_template(
        "facilitator/partnership/compare.html",
        partnership=partnership,
        found=found,
        comparison=comparison,
        topics=_topics(comparison),
        plans=comparing.list_plans(installation(), found),
        **_addresses(found),
    )


@blueprint.get("/console/partnerships/<partnership_id>/combine")
@facilitator
def show_combined(account: Account, partnership: Partnership) -> ResponseReturnValue:
    """Show several sittings of one mode as one result."""
    try:
        found = comparing.find_workshops(installation(), partnership.id, _codes())
        results = comparing.combine_workshops(installation(), found)
    except CannotCompare as error:
        return _problem(error, url_for("partnership.show", partnership_id=partnership.id))
    groups = comparing.name_groups(installation(), found)
    return render_template(
        "facilitator/partnership/combine.html",
        partnership=partnership,
        found=found,
        results=results,
        groups=groups if len(groups) > 1 else {},
        k=max(workshop.k for workshop in found),
        **_addresses(found),
    )


@blueprint.get("/console/partnerships/<partnership_id>/comparison.xlsx")
@facilitator
def download_workbook(account: Account, partnership: Partnership) -> ResponseReturnValue:
    """Give the workbook of the newest workshop with the comparison in a sheet of its own."""
    back = url_for("partnership.show", partnership_id=partnership.id)
    try:
        found = comparing.find_workshops(installation(), partnership.id, _codes())
        content = export.read_workbook(installation(), found[-1], compared=found)
    except CannotCompare as error:
        return _problem(error, back)
    except export.ExportFailed as error:
        page = render_template(
            "error.html",
            title="The workbook could not be written",
            text=f"Nothing is lost. Try again. What went wrong: {error}",
            link=back,
            link_text="Back to the partnership",
        )
        return page, 500
    return send_file(
        io.BytesIO(content),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        as_attachment=True,
        download_name=export.workbook_name(found[-1]),
    )


@blueprint.get("/b/<code>/compare")
@board
def show_board(workshop: Workshop) -> ResponseReturnValue:
    """Show one question of a comparison on the board; whoever looks knows the codes of all its workshops."""
    found = _found(workshop)
    comparison = comparing.compare_workshops(installation(), found)
    topics = {topic.key: topic for topic in _topics(comparison)}
    topic = topics.get(request.args.get("topic", "")) or next(iter(topics.values()), None)
    k, names = max(w.k for w in found), _moment_names(comparison)
    drawings, left_out = [], 0
    if topic is not None and topic.criterion.kind in (CriterionKind.SCALE, CriterionKind.DOTS):
        words = _moment_names(comparison, each=True) if topic.criterion.kind is CriterionKind.DOTS else names
        task = ComparisonTask(comparison, topic.rows, words, _compared(comparison), k)
        drawings = [lay_out_comparison(task, layout) for layout in LAYOUTS]
        left_out = len(topic.rows) - len(shown_rows(task, WIDE))
    theme = request.args.get("theme", "")
    page = render_template(
        "board/show_comparison.html",
        workshop=workshop,
        found=found,
        comparison=comparison,
        topic=topic,
        topics=topics,
        drawings=drawings,
        left_out=left_out,
        to_svg=to_svg,
        changes=_changes(comparison, topic),
        k=k,
        sides={side.key: side.name for w in found for side in w.framework.sides},
        codes=_codes(),
        theme=theme if theme in THEMES[1:] else None,
        themes=THEMES,
        code=code_for_people(workshop.code),
    )
    return private(page)


@blueprint.get("/b/<code>/comparison.json")
@board
def show_data(workshop: Workshop) -> ResponseReturnValue:
    """Give a comparison as data."""
    return private(jsonify(comparing.comparison_document(installation(), _found(workshop))))


@blueprint.get("/b/<code>/combined.json")
@board
def show_combined_data(workshop: Workshop) -> ResponseReturnValue:
    """Give sittings added up as data."""
    try:
        return private(jsonify(comparing.combination_document(installation(), _found(workshop))))
    except CannotCompare:
        abort(400)


@blueprint.get("/b/<code>/combined")
@board
def show_combined_board(workshop: Workshop) -> ResponseReturnValue:
    """Show several sittings as one result, in the board's own pictures."""
    found = _found(workshop)
    try:
        shown, releases = comparing.combined_board(installation(), found)
    except CannotCompare:
        abort(400)
    steps = [step for step in shown.framework.steps if list_pictures(shown, step, releases)]
    step = next((s for s in steps if s.key == request.args.get("step")), steps[0] if steps else None)
    view, theme = view_from(request.args), request.args.get("theme", "")
    page = render_template(
        "board/show_combined.html",
        workshop=shown,
        found=found,
        steps=steps,
        step=step,
        parts=list_pictures(shown, step, releases) if step else {},
        picture=draw_picture(shown, step, releases, view) if step else None,
        to_svg=to_svg,
        codes=_codes(),
        theme=theme if theme in THEMES[1:] else None,
        code=code_for_people(workshop.code),
    )
    return private(page)


def _found(workshop: Workshop) -> list[Workshop]:
    try:
        codes = [workshop.code, *_codes()]
        return comparing.find_workshops(installation(), workshop.partnership.id, codes)
    except CannotCompare as error:
        abort(404 if error.code == "elsewhere" else 400)


def _addresses(found: Sequence[Workshop]) -> dict[str, object]:
    """Return where the same choice of workshops is found on the board, as data and in Excel."""
    return {
        "code": code_for_people(found[-1].code),
        "others": [code_for_people(w.code) for w in found[:-1]],
        "all": [code_for_people(w.code) for w in found],
    }


def _topics(comparison: Comparison) -> list[Topic]:
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
        topics.append(Topic(key, name, _title(comparison, rows) or name, criterion, tuple(rows)))
    return topics


def _title(comparison: Comparison, rows: Sequence[Row]) -> str:
    """Say what a picture shows: where the two sides came closer or drifted apart, or stand furthest apart."""
    if rows[0].criterion.kind is CriterionKind.DOTS:
        named = find_most_named(rows)
        values = {"item": named[0], "share": f"{named[1]:.0%}"} if named else {}
        return str(_("Most named in the latest workshop: %(item)s, by %(share)s", **values)) if named else ""
    if rows[0].criterion.kind is not CriterionKind.SCALE:
        return ""
    compared = _compared(comparison)
    if len(compared) != 2:
        return ""
    finding = find_main(comparison, rows, *compared)
    if finding is None:
        return ""
    one, other = compared.values()
    return _word(finding, one, other, _moment_names(comparison)[finding.moment])


def _compared(comparison: Comparison) -> dict[str, str]:
    """Return the two sides that are laid beside each other, key to name; none where there is one side alone."""
    sides = {side.key: side.name for s in comparison.sittings for side in s.framework.sides}
    named = [s.framework.compare for s in comparison.sittings if len(s.framework.compare) == 2]
    keys = named[-1] if named else tuple(key for key in ("council", "vcs", *sides) if key in sides)
    return {key: sides[key] for key in list(dict.fromkeys(keys))[:2]}


def _word(finding: Finding, one: str, other: str, when: str) -> str:
    values = {"one": one, "other": other, "item": finding.item, "after": f"{finding.after:.1f}"}
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


def _moment_names(comparison: Comparison, *, each: bool = False) -> list[str]:
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


def _changes(comparison: Comparison, topic: Topic | None) -> dict[tuple[str, str], float | None]:
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
