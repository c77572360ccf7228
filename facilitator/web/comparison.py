"""Workshops side by side and over time, and sittings added up: page, board, data and workbook."""

import io
from collections.abc import Sequence

from flask import Blueprint, abort, jsonify, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from facilitator.charts.comparison import ComparisonTask, lay_out_comparison, shown_rows
from facilitator.charts.layout import LAYOUTS, WIDE
from facilitator.charts.pictures import draw_picture, list_pictures
from facilitator.charts.svg import to_svg
from facilitator.domain.direction import view_from
from facilitator.domain.framework import CriterionKind
from facilitator.domain.workshop import Account, Partnership, Workshop, code_for_people, normal_code
from facilitator.services import comparing, export
from facilitator.services.comparing import CannotCompare
from facilitator.web.access import board, facilitator, installation, private
from facilitator.web.board import THEMES
from facilitator.web.topics import compared_sides, list_topics, name_moments, work_out_changes

blueprint = Blueprint("comparison", __name__)


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
        topics=list_topics(comparison),
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
    """Give the workbook of the newest workshop with sheets that compare all and, where they are of one mode, add them up."""
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
    topics = {topic.key: topic for topic in list_topics(comparison)}
    topic = topics.get(request.args.get("topic", "")) or next(iter(topics.values()), None)
    k, names = max(w.k for w in found), name_moments(comparison)
    drawings, left_out = [], 0
    if topic is not None and topic.criterion.kind in (CriterionKind.SCALE, CriterionKind.DOTS):
        words = name_moments(comparison, each=True) if topic.criterion.kind is CriterionKind.DOTS else names
        sides = compared_sides(comparison)
        task = ComparisonTask(comparison, topic.rows, words, sides, k, topic.headline)
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
        changes=work_out_changes(comparison, topic),
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
