"""The facilitator's moves: what takes a workshop on, and what is asked before one that may surprise."""

from dataclasses import dataclass, replace

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from facilitator.domain.agenda import Move, NotNow, Position, Round, RoundStatus
from facilitator.domain.framework import CriterionKind, Step, StepKind
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
        question = _question(workshop, move, step) if request.form.get("ask") else None
        if question:
            return _ask(workshop, question)
        items = request.form.getlist("item")
        if request.form.get("some") and not items:
            g.changed_nothing = True
            flash("Nothing was ticked, so nothing was asked. Tick what to ask again.")
            return _back(workshop)
        _make(workshop, move, step, items)
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


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before a move that cannot be undone or may surprise; ``fields`` go with a yes."""

    title: str
    text: str
    yes: str
    fields: tuple[tuple[str, str], ...] = ()


def _question(workshop: Workshop, move: Move, target: str) -> Question | None:
    """Return what to ask before a move, None where nothing is surprising about it."""
    position = workshop.position(workshops.list_rounds(installation(), workshop))
    asked = _question_of_round(workshop, move, position)
    if move is not Move.GO_ON or not target:
        return asked
    jump = _question_of_jump(position, position.framework.get_step(target))
    return replace(asked, text=f"{asked.text} {jump.text}") if asked and jump else asked or jump


def _question_of_round(workshop: Workshop, move: Move, position: Position) -> Question | None:
    current = position.current_round
    if current is None:
        return None
    waiting = lists.count_waiting(installation(), workshop, workshop.step)
    if move in (Move.LOCK_LIST, Move.REVEAL) and waiting:
        many = "1 text has" if waiting == 1 else f"{waiting} texts have"
        what = "joins the list" if move is Move.LOCK_LIST else "appears on the board"
        return Question(
            f"{many} not been looked at. {MOVES[move]} all the same?",
            f"What people wrote waits below, under “What people wrote”. Only what you take in {what}.",
            f"{MOVES[move]} without them",
        )
    left = _not_answered(workshop, current) if position.is_collecting else 0
    who = "1 person has" if left == 1 else f"{left} people have"
    missing = _missing(workshop, position.step, current) if move is Move.CLOSE_ROUND and not left else 0
    if move is Move.CLOSE_ROUND and (left or missing):
        some = "1 answer is" if missing == 1 else f"{missing} answers are"
        title = f"{who} not answered yet" if left else f"Everybody has begun, but {some} still missing"
        return Question(
            f"{title}. Close the questions?",
            "Closed questions cannot be opened again. You can ask again in a new round, with blank answers.",
            MOVES[move],
        )
    if move is Move.GO_ON and position.is_collecting:
        return Question(
            "The questions are still open. Close them and go on?",
            (f"{who} not answered yet. " if left else "")
            + "What has been answered is counted, but not shown. Then the individual answers are destroyed.",
            "Close the questions and go on",
            (("close", current.id),),
        )
    if move is Move.GO_ON and current.status is RoundStatus.CLOSED and position.step.kind is StepKind.RATE:
        return Question(
            "The results have not been shown. Go on without them?",
            "Going on destroys the individual answers of this step. The results stay, and the room can look at "
            "them only after you come back and show them.",
            "Go on without showing them",
        )
    return None


def _question_of_jump(position: Position, target: Step) -> Question | None:
    """Return what to ask before going to a step past others that nobody has been asked yet."""
    steps = position.framework.steps
    between = steps[steps.index(position.step) + 1 : steps.index(target)]
    done = {each.step for each in position.rounds}
    skipped = [step.name for step in between if step.kind is not StepKind.BREAK and step.key not in done]
    if not skipped:
        return None
    return Question(
        f"Go to “{target.name}”, and skip {len(skipped)} {'step' if len(skipped) == 1 else 'steps'}?",
        f"This leaves out: {', '.join(skipped)}. You can come back at any time.",
        f"Go to “{target.name}”",
    )


def _missing(workshop: Workshop, step: Step, current: Round) -> int:
    """Return how many answers on single items are missing, of which people may have left some out on purpose."""
    kinds = {criterion.kind for criterion in workshop.framework.criteria_of(step)}
    if step.kind is StepKind.PROPOSE or CriterionKind.DOTS in kinds:
        return 0
    return rounds.count_missing(installation(), current, _people(workshop))


def _not_answered(workshop: Workshop, current: Round) -> int:
    return max(_people(workshop) - rounds.count_answered(installation(), current), 0)


def _people(workshop: Workshop) -> int:
    return sum(joining.count_heads(installation(), workshop).values())


def _ask(workshop: Workshop, question: Question) -> ResponseReturnValue:
    g.changed_nothing = True
    fields = [(n, v) for n, v in request.form.items(multi=True) if n not in ("ask", "csrf_token")]
    return render_template(
        "facilitator/ask.html",
        question=question,
        fields=[*fields, *question.fields],
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
        if request.form.get("close"):
            rounds.close_and_go(here, key, request.form["close"], step or None)
        else:
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
