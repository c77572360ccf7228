"""The facilitator's moves: what takes a workshop on, and what is asked before one that may surprise."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from facilitator.domain.agenda import Move, NotNow, RoundStatus
from facilitator.domain.framework import StepKind
from facilitator.domain.workshop import Account, Workshop, code_for_people
from facilitator.services import joining, lists, rounds, workshops
from facilitator.services.rounds import KeyMissing, NothingToRate
from facilitator.web.access import facilitator, installation

blueprint = Blueprint("moves", __name__, url_prefix="/console")

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


def _names(workshop: Workshop) -> dict[str, object]:
    return {"workshop": workshop, "code": code_for_people(workshop.code)}


def _back(workshop: Workshop) -> ResponseReturnValue:
    return redirect(url_for("console.run", code=code_for_people(workshop.code)), 303)
