"""The console: one screen from which a facilitator runs a workshop."""

import io
from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import Blueprint, abort, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from facilitator.domain.agenda import Round, RoundStatus, WorkshopState, allowed_moves, next_move
from facilitator.domain.framework import CriterionKind, Step, StepKind
from facilitator.domain.workshop import Account, Contribution, Workshop, code_for_people
from facilitator.services import (
    agreeing,
    export,
    following,
    housekeeping,
    joining,
    lists,
    planning,
    results,
    rounds,
    running,
    workshops,
)
from facilitator.web import desk, expecting, forms
from facilitator.web.access import facilitator, installation, require_owner
from facilitator.web.board import join_address
from facilitator.web.directing import board_context
from facilitator.web.moves import MOVES
from facilitator.web.place import place_of

blueprint = Blueprint("console", __name__, url_prefix="/console")


@blueprint.get("/<code>/")
@facilitator
def run(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Show where the workshop is and the one next thing to do."""
    if workshop.is_self_paced:
        return redirect(url_for("prework.show", code=code_for_people(workshop.code)))
    return render_template("facilitator/run.html", account=account, **console_context(workshop))


@blueprint.get("/<code>/counts")
@facilitator
def show_counts(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Show heads and answers: the part of the console that changes by itself."""
    return render_template("facilitator/_counts.html", **console_context(workshop))


@blueprint.post("/<code>/switch")
@facilitator
def switch(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Lock the room, or let people in again."""
    on = request.form.get("on") == "yes"
    what = request.form.get("what")
    if what == "room":
        workshops.set_room_locked(installation(), workshop.id, on)
    else:
        abort(400)
    return _back(workshop)


@blueprint.post("/<code>/notes")
@facilitator
def save_notes(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Keep notes that only the people who run the workshop see."""
    notes = request.form.get("notes", "")
    try:
        running.put_notes(installation(), workshop, notes)
    except running.NotesTooLong:
        problem = f"Keep your notes to {running.LONGEST_NOTES:,} characters. They are not saved yet."
        context = console_context(workshop) | {"notes": notes, "notes_problem": problem}
        return render_template("facilitator/run.html", account=account, **context), 400
    flash("Your notes are saved.")
    return redirect(url_for(".run", code=code_for_people(workshop.code), _anchor="notes"), 303)


@blueprint.route("/<code>/delete", methods=["GET", "POST"])
@facilitator
def delete(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Ask before deleting the workshop for good; the code has to be typed."""
    error = ""
    if request.method == "POST":
        require_owner()
        typed = request.form.get("typed", "").replace("-", "").replace(" ", "").upper()
        if typed == workshop.code:
            workshops.delete_workshop(installation(), workshop.id)
            flash(f"“{workshop.title}” and everything in it has been deleted.")
            return redirect(url_for("facilitator.list_workshops"))
        error = f"Type {code_for_people(workshop.code)} to delete this workshop"
    page = render_template("facilitator/delete.html", form=FlaskForm(), error=error, **_names(workshop))
    return page, 400 if error else 200


@blueprint.get("/<code>/workbook.xlsx")
@facilitator
def download_workbook(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Give the workbook."""
    try:
        content = export.read_workbook(installation(), workshop)
    except export.ExportFailed as error:
        return render_template(
            "error.html",
            title="The workbook could not be written",
            text=f"Nothing is lost: the results and the plan are kept. Try again. What went wrong: {error}",
            link=url_for(".run", code=code_for_people(workshop.code)),
            link_text="Back to the workshop",
        ), 500
    return send_file(
        io.BytesIO(content),
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        as_attachment=True,
        download_name=export.workbook_name(workshop),
    )


def _names(workshop: Workshop) -> dict[str, object]:
    return {"workshop": workshop, "code": code_for_people(workshop.code)}


def console_context(workshop: Workshop) -> dict[str, object]:
    """Return all that the console shows of a workshop."""
    here = installation()
    found = workshops.list_rounds(here, workshop)
    position = workshop.position(found)
    current = position.current_round
    step = workshop.current_step
    entries = lists.list_entries(here, workshop)
    name = step.into or (step.items if step.items in ("relationships", "actions") else "")
    if not name and step.kind in (StepKind.LOBBY,):
        name = "relationships"
    heads = joining.count_heads(here, workshop)
    board = board_context(workshop)
    written = _written(workshop, current)
    return _names(workshop) | {
        "position": position,
        "step": step,
        "current": current,
        "rounds_by_step": {r.step: r for r in found},
        "next": next_move(position),
        "allowed": allowed_moves(position),
        "moves": MOVES,
        "heads": heads,
        "role": g.role,
        "answered": rounds.count_answered(here, current) if current and position.is_collecting else 0,
        "place": place_of(workshop, current),
        "list_name": name,
        "entries": [e for e in entries if e.list == name],
        "written": written,
        "held_back": _held_back(workshop, written),
        "asked": {each.key: _texts_of(workshop, each) for each, _own in written},
        "names": {e.key: e.name for e in entries},
        "form": FlaskForm(),
        "lines_form": forms.LinesForm(formdata=None),
        "address": join_address(workshop),
        "only_here": urlsplit(here.settings.public_url).hostname in ("127.0.0.1", "localhost", "::1"),
        **desk.describe(workshop, position, heads, board),
        "can_be_live": rounds.can_be_live(workshop, step),
        **_asked_again(workshop),
        "plan": _plan_now(workshop),
        **board,
        "expected": expecting.warn(workshop),
        "delete_on": housekeeping.delete_on(here, workshop),
    }


def _written(workshop: Workshop, current: Round | None) -> list[tuple[Step, list[Contribution]]]:
    """Return what people wrote, by step: in the current step, and once the workshop has ended in all.

    Proposals for a list that was locked stay out after the end: it cannot be unlocked any more.
    """
    found = lists.list_contributions(installation(), workshop)
    if workshop.state is not WorkshopState.ENDED:
        step = workshop.current_step
        own = [c for c in found if c.step == step.key]
        closed = current is not None and current.status in (RoundStatus.CLOSED, RoundStatus.REVEALED)
        return [(step, own)] if own or closed else []
    by_step = [(step, [c for c in found if c.step == step.key]) for step in workshop.framework.steps]
    return [(step, own) for step, own in by_step if own and step.into not in workshop.locked_lists]


def _texts_of(workshop: Workshop, step: Step) -> int:
    return sum(c.kind is CriterionKind.TEXT for c in workshop.framework.criteria_of(step))


def _held_back(
    workshop: Workshop, written: Sequence[tuple[Step, Sequence[Contribution]]]
) -> dict[str, list[int]]:
    """Return by step the rounds whose words wait on the console because their results have not been shown."""
    revealed = results.revealed_rounds(installation(), workshop)
    rounds_of = {step.key: {c.round for c in contributions} for step, contributions in written}
    return {key: sorted(n for n in found if (key, n) not in revealed) for key, found in rounds_of.items()}


def _asked_again(workshop: Workshop) -> dict[str, object]:
    """Return the items that a second round may ask about, and the three to talk about first."""
    step = workshop.current_step
    if step.kind is StepKind.PLAN:
        items = tuple(action.as_item() for action in planning.list_actions(installation(), workshop))
        verdicts = agreeing.list_verdicts(installation(), workshop)
        return {"again": items, "ticked": agreeing.not_agreed(verdicts)}
    release = results.find_release(installation(), workshop, step.key)
    if release is None or any(c.kind is CriterionKind.DOTS for c in workshop.framework.criteria_of(step)):
        return {"again": (), "ticked": ()}
    return {"again": release.items(), "ticked": results.items_to_talk_about(workshop, release)}


def _plan_now(workshop: Workshop) -> dict[str, object]:
    """Return what the console says of the plan: this workshop's in its step, the earlier one at the start."""
    here = installation()
    if workshop.current_step.kind is StepKind.PLAN:
        standings = agreeing.list_standings(here, workshop)
        return {"standings": standings, "agreed": sum(s.is_agreed for s in standings.values())}
    if workshop.current_step.kind is StepKind.LOBBY:
        return {"earlier": following.find_earlier_plan(here, workshop)}
    return {}


def _back(workshop: Workshop, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for(".run", code=code_for_people(workshop.code), _anchor=anchor), 303)
