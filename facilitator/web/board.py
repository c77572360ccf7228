"""The shared board, its summary, its JSON twin and its stream."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from facilitator.charts.heads import lay_out_heads
from facilitator.charts.layout import LAYOUTS
from facilitator.charts.pictures import TALK, draw_picture, list_pictures
from facilitator.charts.scene import Picture
from facilitator.charts.sides import compared_groups
from facilitator.charts.svg import to_svg
from facilitator.domain.direction import Direction, View, view_from
from facilitator.domain.framework import Step, StepKind
from facilitator.domain.release import Release
from facilitator.domain.rounding import show_middle, show_points, show_share
from facilitator.domain.workshop import Workshop, code_for_people
from facilitator.services import agreeing, following, lists, planning, results, workshops
from facilitator.web.access import board, installation, private
from facilitator.web.events import stream
from facilitator.web.language import wants_both
from facilitator.web.panels import choose_panel
from facilitator.web.qr import draw_qr
from facilitator.web.rendered import Rendered

THEMES = ("light", "dark", "contrast")
PAPERS = ("a4", "a3")
MOST_SENTENCES = 3  # of each step on the summary
ASKED = ("step", "part", "x", "y", "sort", "item", "theme")  # what an address can say

blueprint = Blueprint("board", __name__, url_prefix="/b")


@blueprint.get("/<code>/")
@board
def show_board(workshop: Workshop) -> ResponseReturnValue:
    """Show the board, following the facilitator or looking at one step."""
    return private(render_template("board/show_board.html", **_context(workshop)))


@blueprint.get("/<code>/panel")
@board
def show_panel(workshop: Workshop) -> ResponseReturnValue:
    """Show the part of the board that changes: the same fragment that the page includes."""
    # Whatever it shows is counted by revision (what there is to see) or progress (heads and answers).
    now = workshops.get_revision(installation(), workshop.id)
    asked = tuple(request.args.get(name, "")[:60] for name in ASKED)
    rendered: Rendered = current_app.extensions["rendered"]
    return private(
        rendered.get(
            (workshop.id, workshop.revision, now, asked, str(get_locale()), wants_both()),
            lambda: render_template("board/_panel.html", **_context(workshop)),
        )
    )


@blueprint.get("/<code>/summary")
@board
def show_summary(workshop: Workshop) -> ResponseReturnValue:
    """Show the whole workshop on one page, to end on and to print."""
    releases = results.list_releases(installation(), workshop)
    talk: list[str] = []
    for step in workshop.framework.steps:
        parts = list_pictures(workshop, step, releases)
        if TALK in parts and (next_ := draw_picture(workshop, step, releases, View(TALK))):
            talk += next_.sentences[:MOST_SENTENCES]
    paper = request.args.get("paper", "")
    context = {
        "sections": _sections(workshop, releases),
        "talk": talk,
        "paper": paper if paper in PAPERS else PAPERS[0],
    }
    return private(render_template("board/show_summary.html", **_shared(workshop), **context))


@blueprint.get("/<code>/results.json")
@board
def show_results(workshop: Workshop) -> ResponseReturnValue:
    """Give the released results as data."""
    return private(jsonify(results.results_document(installation(), workshop)))


@blueprint.get("/<code>/results.csv")
@board
def download_csv(workshop: Workshop) -> ResponseReturnValue:
    """Give the released results as a table in long form, one figure per row."""
    text = results.results_csv(installation(), workshop)
    name = f'attachment; filename="results-{workshop.code}.csv"'
    return private(Response(text, mimetype="text/csv; charset=utf-8", headers={"Content-Disposition": name}))


@blueprint.get("/<code>/events")
@board
def follow(workshop: Workshop) -> ResponseReturnValue:
    """Stream wake-up calls."""
    return stream(installation(), workshop, only_moves=request.args.get("only") == "moves")


@blueprint.get("/<code>/qr.svg")
@board
def show_qr(workshop: Workshop) -> ResponseReturnValue:
    """Draw the QR code of the join page on white, with the four modules of quiet it needs."""
    response = Response(draw_qr(join_address(workshop)), mimetype="image/svg+xml")
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


def join_address(workshop: Workshop) -> str:
    """Return the address of the join page as phones reach it; never from the request's Host header."""
    path = url_for("joining.join", code=code_for_people(workshop.code))
    return installation().settings.public_url.rstrip("/") + path


def _sections(workshop: Workshop, releases: Sequence[Release]) -> list[tuple[Step, Picture]]:
    """Return each step that has a picture with its first one."""
    drawn = [(step, draw_picture(workshop, step, releases)) for step in workshop.framework.steps]
    return [(step, picture) for step, picture in drawn if picture is not None]


def _context(workshop: Workshop) -> dict[str, Any]:
    """Return what the board's page and its panel are made of.

    An address with a step browses on its own; without one it follows the facilitator's direction.
    """
    wanted = request.args.get("step", "")
    browsing = wanted if any(step.key == wanted for step in workshop.framework.steps) else ""
    view = view_from(request.args)
    direction = Direction(step=browsing, view=view) if browsing else workshop.board
    panel = choose_panel(workshop, direction, browsing=bool(browsing))
    if panel.picture is not None:
        view = panel.picture.view
    releases = results.list_releases(installation(), workshop)
    released = {release.step for release in releases}
    return _shared(workshop) | {
        "sections": _sections(workshop, releases) if panel.name == "ended" else (),
        "panel": panel,
        "browsing": browsing,
        "asked": {"part": panel.part, "x": view.x, "y": view.y, "sort": view.sort.value, "item": view.item}
        if browsing
        else {},
        "steps": [s for s in workshop.framework.steps if s.key in released or s.kind in _ALWAYS],
        "address": join_address(workshop),
    }


_ALWAYS = (StepKind.PLAN, StepKind.PROPOSE)


def _shared(workshop: Workshop) -> dict[str, Any]:
    theme = request.args.get("theme", "")
    return {
        "workshop": workshop,
        "code": code_for_people(workshop.code),
        "theme": theme if theme in THEMES[1:] else None,
        "themes": THEMES,
        "actions": planning.list_actions(installation(), workshop),
        "standings": agreeing.list_standings(installation(), workshop),
        "review_on": following.find_review_date(installation(), workshop),
        "earlier": following.find_earlier_plan(installation(), workshop),
        "entries": [e for e in lists.list_entries(installation(), workshop) if e.merged_into is None],
        "words": results.told_words(installation(), workshop),
        "compared": compared_groups(workshop),
        "to_svg": to_svg,
        "lay_out_heads": lay_out_heads,
        "layouts": LAYOUTS,
        "show_points": show_points,
        "show_middle": show_middle,
        "show_share": show_share,
    }
