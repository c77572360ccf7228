"""The console: one screen from which a facilitator runs a workshop."""

import io

from flask import Blueprint, abort, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from facilitator.domain.agenda import Move, NotNow, RoundStatus, allowed_moves, next_move
from facilitator.domain.framework import CriterionKind, StepKind
from facilitator.domain.workshop import Account, ContributionState, Workshop, code_for_people
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
    workshops,
)
from facilitator.services.rounds import KeyMissing, NothingToRate
from facilitator.web import desk, forms
from facilitator.web.access import facilitator, installation, offer_undo, require_owner
from facilitator.web.board import join_address
from facilitator.web.directing import board_context
from facilitator.web.facilitator import list_problem
from facilitator.web.participant import place_of

blueprint = Blueprint("console", __name__, url_prefix="/console")

MOVES = {
    Move.OPEN_WORKSHOP: "Open the workshop",
    Move.OPEN_ROUND: "Open the questions",
    Move.PAUSE: "Pause",
    Move.RESUME: "Go on answering",
    Move.CLOSE_ROUND: "Close the questions",
    Move.REVEAL: "Show the results",
    Move.LOCK_LIST: "Lock the list",
    Move.UNLOCK_LIST: "Unlock the list",
    Move.GO_ON: "Go on",
    Move.END: "End the workshop",
}


@blueprint.get("/<code>/")
@facilitator
def run(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Show where the workshop is and the one next thing to do."""
    if workshop.is_self_paced:
        return redirect(url_for("prework.show", code=code_for_people(workshop.code)))
    return render_template("facilitator/run.html", account=account, **_context(workshop))


@blueprint.get("/<code>/counts")
@facilitator
def show_counts(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Show heads and answers: the part of the console that changes by itself."""
    return render_template("facilitator/_counts.html", **_context(workshop))


@blueprint.post("/<code>/move")
@facilitator
def make_move(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Take the workshop on; a move that came twice or too late changes nothing and says so."""
    step = request.form.get("step", "")
    try:
        move = Move(request.form.get("move", ""))
        if step and move is not Move.GO_ON and step != workshop.step:
            raise NotNow("the workshop has moved on")
        question = _question(workshop, move) if request.form.get("ask") else None
        if question:
            return _ask(workshop, *question)
        _make(workshop, move, step, request.form.getlist("item"))
    except NotNow:
        g.changed_nothing = True
        flash(
            "That has been done already, or is not possible at this point. This is where the workshop is now."
        )
    except KeyMissing:
        g.changed_nothing = True
        flash(
            "The round's key is missing, so its answers cannot be read. Nothing was changed. "
            "Ask the host to put the folder “keys” back beside the database, then close the questions."
        )
    except NothingToRate:
        g.changed_nothing = True
        flash("There is nothing to ask about yet. Add to the list first; for the plan, write an action.")
    except (ValueError, KeyError):
        abort(400)
    return _back(workshop)


def _question(workshop: Workshop, move: Move) -> tuple[str, str, str] | None:
    """Return what to ask before a move that cannot be undone and may surprise: title, text and button."""
    found = workshops.list_rounds(installation(), workshop)
    position = workshop.position(found)
    current = position.current_round
    if current is None:
        return None
    waiting = lists.count_waiting(installation(), workshop, workshop.step)
    if move in (Move.LOCK_LIST, Move.REVEAL) and waiting:
        many = "1 text has" if waiting == 1 else f"{waiting} texts have"
        what = "joins the list" if move is Move.LOCK_LIST else "appears on the board"
        return (
            f"{many} not been looked at. {MOVES[move]} all the same?",
            f"What people wrote waits below, under “What people wrote”. Only what you take in {what}.",
            f"{MOVES[move]} without them",
        )
    if move is Move.CLOSE_ROUND:
        heads = sum(joining.count_heads(installation(), workshop).values())
        left = heads - rounds.count_answered(installation(), current)
        if left > 0:
            who = "1 person has" if left == 1 else f"{left} people have"
            return (
                f"{who} not answered yet. Close the questions?",
                "Closed questions cannot be opened again. You can ask again in a new round, with blank answers.",
                MOVES[move],
            )
    elif move is Move.GO_ON and current.status is RoundStatus.CLOSED and position.step.kind is StepKind.RATE:
        return (
            "The results have not been shown. Go on without them?",
            "Going on destroys the individual answers of this step. The results stay, and the room can look at "
            "them only after you come back and show them.",
            "Go on without showing them",
        )
    return None


def _ask(workshop: Workshop, title: str, text: str, yes: str) -> ResponseReturnValue:
    g.changed_nothing = True
    fields = [(n, v) for n, v in request.form.items(multi=True) if n not in ("ask", "csrf_token")]
    return render_template(
        "facilitator/ask.html",
        title=title,
        text=text,
        yes=yes,
        fields=fields,
        form=FlaskForm(),
        **_names(workshop),
    )


def _make(workshop: Workshop, move: Move, step: str, items: list[str]) -> None:
    here, key = installation(), workshop.id
    if move is Move.OPEN_WORKSHOP:
        workshops.open_workshop(here, key)
    elif move is Move.OPEN_ROUND:
        chosen = request.form.get("results")
        rounds.open_round(here, key, items, live=chosen == "live" if chosen else None)
    elif move in (Move.PAUSE, Move.RESUME):
        rounds.set_paused(here, key, move is Move.PAUSE)
    elif move is Move.CLOSE_ROUND:
        rounds.close_round(here, key)
    elif move is Move.REVEAL:
        rounds.reveal(here, key)
    elif move in (Move.LOCK_LIST, Move.UNLOCK_LIST):
        workshops.lock_list(here, key, locked=move is Move.LOCK_LIST)
    elif move is Move.GO_ON:
        workshops.go_to(here, key, step or None)
    else:
        workshops.end_workshop(here, key)


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


@blueprint.route("/<code>/end", methods=["GET", "POST"])
@facilitator
def end(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Ask before ending the workshop, then end and seal it."""
    if request.method == "POST":
        try:
            workshops.end_workshop(installation(), workshop.id)
        except NotNow:
            flash("Close the open questions first.")
        return _back(workshop)
    waiting = {
        step.name: number
        for step in workshop.framework.steps
        if (number := lists.count_waiting(installation(), workshop, step.key))
    }
    return render_template("facilitator/end.html", form=FlaskForm(), waiting=waiting, **_names(workshop))


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


# Lists and people's words


@blueprint.post("/<code>/list/<name>")
@facilitator
def add_lines(account: Account, workshop: Workshop, name: str) -> ResponseReturnValue:
    """Add lines to a list."""
    form = forms.LinesForm()
    if form.validate_on_submit():
        try:
            lists.add_entries(installation(), workshop.id, lists.read_lines(name, form.lines.data))
            return _back(workshop, "list")
        except lists.ListError as error:
            form.lines.errors = [list_problem(error)]
        except NotNow:
            form.lines.errors = ["The list is locked. Unlock it to add something."]
        except KeyError:
            abort(404)
    context = _context(workshop) | {"lines_form": form}
    return render_template("facilitator/run.html", account=account, **context), 400


@blueprint.post("/<code>/entry/<entry_id>")
@facilitator
def change_entry(account: Account, workshop: Workshop, entry_id: str) -> ResponseReturnValue:
    """Rename, merge, separate or remove a line."""
    what, here = request.form.get("what"), installation()
    try:
        before = next((e for e in lists.list_entries(here, workshop) if e.id == entry_id), None)
        if what == "rename":
            lists.rename_entry(here, workshop.id, entry_id, request.form.get("name", ""))
            if before:
                fields = {"what": "rename", "name": before.name}
                offer_undo(f"“{before.name}” has a new name.", request.path, fields)
        elif what == "merge":
            lists.merge_entry(here, workshop.id, entry_id, request.form.get("into") or None)
            if before and request.form.get("into"):
                offer_undo(f"“{before.name}” has been merged.", request.path, {"what": "merge", "into": ""})
        elif what == "remove":
            lists.remove_entry(here, workshop.id, entry_id)
            if before:
                again = url_for(".add_lines", code=code_for_people(workshop.code), name=before.list)
                offer_undo(f"“{before.name}” has been removed.", again, {"lines": lists.as_line(before)})
        else:
            abort(400)
    except NotNow:
        flash("That is not possible now: the list is locked, or others are merged into this line.")
    except lists.ListError as error:
        flash(list_problem(error))
    except KeyError:
        abort(404)
    return _back(workshop, "list")


@blueprint.post("/<code>/words/<contribution_id>")
@facilitator
def moderate(account: Account, workshop: Workshop, contribution_id: str) -> ResponseReturnValue:
    """Show or hide what somebody wrote, or take that back."""
    try:
        state = ContributionState(request.form.get("state", ""))
        before = {c.id: c.state for c in lists.list_contributions(installation(), workshop)}
        lists.moderate(installation(), workshop.id, contribution_id, state)
        if contribution_id in before and workshop.current_step.kind is not StepKind.PROPOSE:
            fields = {"state": before[contribution_id].value}
            done = {"shown": "The text is shown.", "hidden": "The text is hidden."}.get(
                state.value, "Undone."
            )
            offer_undo(done, request.path, fields)
    except ValueError:
        abort(400)
    except KeyError:
        abort(404)
    except NotNow:
        flash("The list is locked. Unlock it to take in another proposal.")
    return _back(workshop, "words")


@blueprint.post("/<code>/words")
@facilitator
def show_all(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Show everything that still waits in the current step."""
    try:
        lists.show_waiting(installation(), workshop.id, workshop.step)
    except NotNow:
        flash("The list is locked. Unlock it to take in more proposals.")
    return _back(workshop, "words")


def _names(workshop: Workshop) -> dict[str, object]:
    return {"workshop": workshop, "code": code_for_people(workshop.code)}


def _context(workshop: Workshop) -> dict[str, object]:
    here = installation()
    found = workshops.list_rounds(here, workshop)
    position = workshop.position(found)
    current = position.current_round
    step = workshop.current_step
    entries = lists.list_entries(here, workshop)
    contributions = [c for c in lists.list_contributions(here, workshop) if c.step == step.key]
    name = step.into or (step.items if step.items in ("relationships", "actions") else "")
    if not name and step.kind in (StepKind.LOBBY,):
        name = "relationships"
    heads = joining.count_heads(here, workshop)
    board = board_context(workshop)
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
        "contributions": contributions,
        "names": {e.key: e.name for e in entries},
        "form": FlaskForm(),
        "lines_form": forms.LinesForm(formdata=None),
        "address": join_address(workshop),
        **desk.describe(workshop, position, heads, board),
        "can_be_live": rounds.can_be_live(workshop, step),
        **_asked_again(workshop),
        "plan": _plan_now(workshop),
        **board,
        "delete_on": housekeeping.delete_on(here, workshop),
    }


def _asked_again(workshop: Workshop) -> dict[str, object]:
    """Return the items that a second round may ask about, and the three with the widest gaps."""
    step = workshop.current_step
    if step.kind is StepKind.PLAN:
        items = tuple(action.as_item() for action in planning.list_actions(installation(), workshop))
        verdicts = agreeing.list_verdicts(installation(), workshop)
        return {"again": items, "widest": agreeing.not_agreed(verdicts)}
    release = results.find_release(installation(), workshop, step.key)
    if release is None or any(c.kind is CriterionKind.DOTS for c in workshop.framework.criteria_of(step)):
        return {"again": (), "widest": ()}
    return {"again": release.items(), "widest": results.widest_items(workshop, release)}


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
