"""Bringing an edited workbook back: upload, comparison, applying what was chosen."""

import json

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from facilitator.domain.plan_merge import PlanRow
from facilitator.domain.workshop import Account, Workshop, code_for_people
from facilitator.services import evidence, plan_upload
from facilitator.services.plan_saves import BeingAsked, Editor
from facilitator.services.plan_upload import UploadRefused
from facilitator.web.access import facilitator, installation
from facilitator.web.forms import plan as plan_form
from facilitator.web.plan_views import field_labels
from facilitator.web.planning import ASKED

blueprint = Blueprint("plan_upload", __name__, url_prefix="/console")

LARGEST_UPLOAD = 8 * 1024 * 1024

REASONS = {
    "too_large": "The file is too large. Send the workbook alone, without pictures; up to 8 MB.",
    "too_slow": "The file took too long, or too much memory, to read.",
    "old_or_locked": "The file is protected by a password or in an old format. Save it as .xlsx without one.",
    "no_file": "Choose the workbook first.",
    "not_a_workbook": "This is not a workbook that can be read. Save it as .xlsx and try again.",
    "zip_bomb": "The file unpacks to far more than a workbook holds.",
    "macros": "The file holds macros. Save it as .xlsx, without macros.",
    "external_links": "The file links to other files. Break the links, save it and try again.",
    "entities": "The file holds definitions that no workbook needs.",
    "no_plan": "The file has no sheet called “{0}”.",
    "headers": "The plan's first row has changed. These columns are missing or there twice: {0}.",
    "merged": "Cells {0} of the plan are merged. Take the merge back, so that every row is one action.",
    "too_many_rows": "The plan has too many rows. Up to {0} can be read.",
    "far_row": "The plan goes on in row {0}, far below what is read. Move what stands there up, or delete it.",
    "other_plan": "This is the plan of another workshop.",
    "cells": "Some cells cannot be read.",
}


@blueprint.before_request
def _take_larger_files() -> None:
    request.max_content_length = LARGEST_UPLOAD + 64 * 1024
    request.max_form_memory_size = LARGEST_UPLOAD


@blueprint.route("/<code>/plan/upload", methods=["GET", "POST"])
@facilitator
def upload(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Ask for an edited workbook and compare it with the plan; nothing is saved here."""
    if request.method == "GET":
        return _upload_page(workshop)
    g.changed_nothing = True
    sent = request.files.get("workbook")
    try:
        if sent is None or not sent.filename:
            raise UploadRefused("no_file")
        rows = plan_upload.read_upload(sent.read())
        return _comparison_page(workshop, rows)
    except UploadRefused as error:
        return _upload_page(workshop, error)


@blueprint.post("/<code>/plan/apply")
@facilitator
def apply(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Save what was chosen; where the plan has moved on since, compare again."""
    try:
        rows = plan_upload.rows_from_data(json.loads(request.form.get("rows", "")))
        seen = int(request.form.get("seen", ""))
        new = {int(number) for number in request.form.getlist("new")}
    except (ValueError, UploadRefused):
        abort(400)
    mine: dict[str, set[str]] = {}
    for name, whose in request.form.items():
        if name.startswith("choice:") and whose == "mine":
            action_id, _, field = name.removeprefix("choice:").partition(":")
            mine.setdefault(action_id, set()).add(field)
    offered, taken = set(request.form.getlist("offered")), set(request.form.getlist("take"))
    try:
        done = plan_upload.apply(
            installation(),
            workshop,
            rows,
            seen,
            mine=mine,
            leave=offered - taken,
            new=new,
            remove=set(request.form.getlist("remove")),
            editor=Editor(f"{account.name}, from a workbook"),
        )
        if not done:
            flash(
                "The plan has been changed since you looked. Nothing was saved: this is the comparison now."
            )
            return _comparison_page(workshop, rows)
    except UploadRefused as error:
        return _upload_page(workshop, error)
    except BeingAsked:
        flash(ASKED)
        return _comparison_page(workshop, rows)
    flash("The plan holds what you chose. Every change can be undone.")
    return redirect(url_for("planning.edit_plan", code=code_for_people(workshop.code)), 303)


def _upload_page(workshop: Workshop, error: UploadRefused | None = None) -> ResponseReturnValue:
    problem = ""
    if error is not None:
        detail = ", ".join(f"“{each}”" if error.code == "headers" else each for each in error.detail)
        problem = REASONS[error.code].format(detail)
    page = render_template(
        "facilitator/upload_plan.html",
        workshop=workshop,
        code=code_for_people(workshop.code),
        form=FlaskForm(),
        problem=problem,
        cells=error.detail if error is not None and error.code == "cells" else (),
    )
    return page, 400 if error else 200


def _comparison_page(workshop: Workshop, rows: list[PlanRow]) -> ResponseReturnValue:
    found, seen = plan_upload.compare(installation(), workshop, rows)
    names = evidence.list_evidence(installation(), workshop)
    return render_template(
        "facilitator/compare_plan.html",
        workshop=workshop,
        code=code_for_people(workshop.code),
        form=FlaskForm(),
        found=found,
        seen=seen,
        rows=json.dumps(plan_upload.rows_to_data(rows)),
        labels=field_labels(),
        show=lambda name, value: plan_form.show_value(name, value, names),
    )
