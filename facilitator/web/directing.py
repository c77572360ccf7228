"""Directing the shared board from the console: which picture, how, or nothing; and pictures to take away."""

import io
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from facilitator.charts.pictures import draw_picture
from facilitator.domain.direction import view_from
from facilitator.domain.framework import CriterionKind
from facilitator.domain.workshop import Account, Workshop, code_for_people
from facilitator.services import cards, directing, results, slides
from facilitator.web.access import facilitator, installation
from facilitator.web.panels import parts_of

blueprint = Blueprint("directing", __name__, url_prefix="/console")


@blueprint.post("/<code>/direct")
@facilitator
def direct(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Blank the board, have it follow the workshop, or have it show one picture in one way."""
    here, what = installation(), request.form.get("what")
    if what == "blank":
        directing.set_blank(here, workshop.id, request.form.get("on") == "yes")
    elif what == "follow":
        directing.follow(here, workshop.id)
    elif what == "view":
        try:
            step, _space, part = request.form.get("picture", "").partition(" ")
            directing.show_view(here, workshop, replace(view_from(request.form), part=part[:40]), step)
        except KeyError:
            abort(400)
    else:
        abort(400)
    return redirect(url_for("console.run", code=code_for_people(workshop.code), _anchor="board"), 303)


@blueprint.get("/<code>/pictures/<step>.png")
@facilitator
def download_slide(account: Account, workshop: Workshop, step: str) -> ResponseReturnValue:
    """Give a picture of a step as PNG, for a slide."""
    view = view_from(request.args)
    try:
        content = slides.draw_slide(installation(), workshop, step, view)
    except (KeyError, slides.NothingToDraw):
        abort(404)
    except slides.SlideFailed as error:
        flash(f"The picture could not be made. The board shows it all the same. What went wrong: {error}")
        return redirect(url_for("console.run", code=code_for_people(workshop.code)), 303)
    name = slides.slide_name(workshop, step, view)
    return send_file(io.BytesIO(content), mimetype="image/png", as_attachment=True, download_name=name)


@blueprint.get("/<code>/pictures")
@facilitator
def list_slides(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Show which pictures there are to take away."""
    found = slides.list_slides(installation(), workshop)
    return render_template(
        "facilitator/list_slides.html",
        account=account,
        workshop=workshop,
        code=code_for_people(workshop.code),
        slides=found,
    )


@blueprint.route("/<code>/cards/<step>", methods=["GET", "POST"])
@facilitator
def group_cards(account: Account, workshop: Workshop, step: str) -> ResponseReturnValue:
    """Group the words that the board shows for a step under headings."""
    found = next((each for each in workshop.framework.steps if each.key == step), None)
    if found is None:
        abort(404)
    error = ""
    if request.method == "POST":
        given = {k.removeprefix("h-"): v for k, v in request.form.items() if k.startswith("h-")}
        try:
            cards.group_words(installation(), workshop.id, given)
            flash("The board shows the words under these headings.")
            return redirect(url_for(".group_cards", code=code_for_people(workshop.code), step=step), 303)
        except cards.HeadingTooLong:
            error = f"Keep each heading to {cards.LONGEST_HEADING} characters"
    words = [c for c in results.shown_words(installation(), workshop) if c.step == step]
    page = render_template(
        "facilitator/group_cards.html",
        account=account,
        workshop=workshop,
        code=code_for_people(workshop.code),
        step=found,
        words=words,
        criteria=workshop.framework.criteria_of(found),
        typed=request.form,
        error=error,
        form=FlaskForm(),
    )
    return page, 400 if error else 200


def board_context(workshop: Workshop) -> dict[str, Any]:
    """Return what the console's part about the board is made of: what it can show, and what it shows."""
    here, framework = installation(), workshop.framework
    releases = results.list_releases(here, workshop)
    words = results.shown_words(here, workshop)
    found = [(step, parts_of(workshop, step, releases, words)) for step in framework.steps]
    step = framework.get_step(workshop.board.step or workshop.step)
    picture = draw_picture(workshop, step, releases, workshop.board.view)
    parts = next(parts for each, parts in found if each is step)
    view = picture.view if picture else workshop.board.view
    return {
        "board_words": sorted({c.step for c in words}, key=[s.key for s in framework.steps].index),
        "board_steps": [(each, pictures) for each, pictures in found if pictures],
        "board_now": {
            "step": step.key,
            "part": workshop.board.view.part if workshop.board.view.part in parts else next(iter(parts), ""),
            "view": view,
            "axes": picture.axes if picture else 0,
            "sorts": picture.sorts if picture else (),
            "rated": picture.items if picture else (),
            "scales": [c for c in framework.criteria_of(step) if c.kind is CriterionKind.SCALE],
        },
    }
