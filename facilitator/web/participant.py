"""Pages for participants who have joined: answer, change an answer, wait."""

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from facilitator.domain.agenda import Round, RoundStatus
from facilitator.domain.ballot import AnswerProblem, BallotError
from facilitator.domain.framework import Criterion, CriterionKind, Item, Step
from facilitator.domain.workshop import Workshop, code_for_people
from facilitator.services import lists, rounds, voting
from facilitator.services.prework import at_step
from facilitator.services.voting import RoundNotOpen, Voter
from facilitator.web import forms
from facilitator.web.access import has_form_token, installation, participant, private, public
from facilitator.web.place import asked_round, current_round, place_of

blueprint = Blueprint("participant", __name__)


@blueprint.get("/w/<code>/")
@participant
def show_here(workshop: Workshop, voter: Voter) -> ResponseReturnValue:
    """Take the person to what they can do now: the next question, the review, or waiting."""
    if workshop.is_self_paced:
        return redirect(url_for("prework.show_steps", code=code_for_people(workshop.code)))
    current = current_round(workshop)
    code = code_for_people(workshop.code)
    if current is not None and current.status is RoundStatus.OPEN:
        step = workshop.current_step
        answered = voting.own_answers(installation(), workshop, current, voter)
        waiting = [item for item in current.items if item not in answered]
        if _asks_dots(workshop, step) is not None:
            return redirect(url_for(".spread_dots", code=code, step=step.key))
        if not answered or (waiting and step.rates):
            item = waiting[0] if waiting else current.items[0]
            return redirect(url_for(".answer", code=code, step=step.key, item=item))
        return redirect(url_for(".review", code=code))
    counted = 0
    if current is not None and current.status in (RoundStatus.CLOSED, RoundStatus.REVEALED):
        counted = len(voting.own_answers(installation(), workshop, current, voter))
    return render_template(
        "participant/wait.html",
        workshop=workshop,
        code=code,
        current=current,
        voter=voter,
        step=workshop.current_step,
        counted=counted,
        listed=lists.list_items(installation(), workshop, workshop.current_step.into),
        place=place_of(workshop, current),
    )


@blueprint.get("/w/<code>/review")
@participant
def review(workshop: Workshop, voter: Voter) -> ResponseReturnValue:
    """List what is asked in this round and what the person has answered."""
    workshop = at_step(workshop, request.args.get("step", ""))
    current = current_round(workshop)
    code = code_for_people(workshop.code)
    if current is None or current.status is not RoundStatus.OPEN:
        return redirect(url_for(".show_here", code=code))
    answered = voting.own_answers(installation(), workshop, current, voter)
    return render_template(
        "participant/review.html",
        workshop=workshop,
        code=code,
        current=current,
        step=workshop.current_step,
        items=_items(workshop, current),
        answered=answered,
        listed=lists.list_items(installation(), workshop, workshop.current_step.into),
        place=place_of(workshop, current),
        criteria=workshop.framework.criteria_of(workshop.current_step),
        dots=_asks_dots(workshop, workshop.current_step),
    )


@blueprint.route("/w/<code>/<step>/<item>", methods=["GET", "POST"])
@participant
def answer(workshop: Workshop, voter: Voter, step: str, item: str) -> ResponseReturnValue:
    """Ask about one item, holding what the person answered before, and cast their ballot."""
    workshop = at_step(workshop, step)
    current = asked_round(workshop, step)
    if current is None:
        return _too_late(workshop, step)
    if item not in current.items:
        return render_template("error.html", **_unknown_item(workshop)), 404
    criteria = workshop.framework.criteria_of(workshop.current_step)
    problems: tuple[AnswerProblem, ...] = ()
    if request.method == "POST" and has_form_token():
        # The fields are read as they came: a form object would be built for the bin, vote after vote.
        given = forms.read_answers(criteria, request.form)
        try:
            following = voting.cast(
                installation(), workshop, current, voter, {item: given}, _others(workshop, current, item)
            )
        except BallotError as error:
            problems = error.problems
        except RoundNotOpen:
            return _too_late(workshop, step)
        else:
            return _go_on(_after(workshop, current, following))
    items = _items(workshop, current)
    answered = voting.own_answers(installation(), workshop, current, voter)
    form = forms.ballot_form(criteria, answered.get(item))
    status = 200
    if request.method == "POST":
        status = 400
        form.validate()
        forms.mark_answer_problems(form, problems)
    return render_template(
        "participant/answer.html",
        workshop=workshop,
        code=code_for_people(workshop.code),
        step=workshop.current_step,
        item=next(i for i in items if i.key == item),
        number=current.items.index(item) + 1,
        total=len(items),
        round_number=current.number,
        form=form,
        criteria=criteria,
        forms=forms,
        place=place_of(workshop, current),
        listed=lists.list_items(installation(), workshop, workshop.current_step.into),
        saved=item in answered,
        answered=len(answered),
        before=_neighbour(current, item, -1),
    ), status


@blueprint.route("/w/<code>/<step>/dots", methods=["GET", "POST"], endpoint="spread_dots")
@participant
def spread_dots(workshop: Workshop, voter: Voter, step: str) -> ResponseReturnValue:
    """Ask the person to spread their dots over all items."""
    workshop = at_step(workshop, step)
    current = asked_round(workshop, step)
    if current is None:
        return _too_late(workshop, step)
    criterion = _asks_dots(workshop, workshop.current_step)
    if criterion is None:
        return render_template("error.html", **_unknown_item(workshop)), 404
    items = _items(workshop, current)
    answered = voting.own_answers(installation(), workshop, current, voter)
    form = forms.dots_form(criterion, items, answered)
    status, problem = 200, ""
    if form.is_submitted():
        status = 400
        if form.validate():
            given = {i.key: {criterion.key: form[forms.question_name(i.key)].data} for i in items}
            try:
                voting.cast(installation(), workshop, current, voter, given)
            except BallotError as error:
                problem = forms.problem_text(error.problems[0])
            except RoundNotOpen:
                return _too_late(workshop, step)
            else:
                return _go_on(_review(workshop, step))
    return render_template(
        "participant/spread_dots.html",
        workshop=workshop,
        code=code_for_people(workshop.code),
        step=workshop.current_step,
        items=items,
        form=form,
        criterion=criterion,
        problem=problem,
        dots=criterion.dots_for(len(items)),
        forms=forms,
        place=place_of(workshop, current),
        saved=bool(answered),
    ), status


@blueprint.get("/w/<code>/place.json")
@public
def show_place(workshop: Workshop) -> ResponseReturnValue:
    """Tell a page whether the workshop is still where the page thinks it is."""
    return private(jsonify(place=place_of(workshop, current_round(workshop))))


def _items(workshop: Workshop, current: Round) -> tuple[Item, ...]:
    return rounds.list_asked_items(installation(), workshop, current)


def _asks_dots(workshop: Workshop, step: Step) -> Criterion | None:
    criteria = workshop.framework.criteria_of(step)
    return next((c for c in criteria if c.kind is CriterionKind.DOTS), None)


def _others(workshop: Workshop, current: Round, item: str) -> tuple[str, ...]:
    """Return the items to go on to after this one, in order; none where each is asked for its own sake."""
    at = current.items.index(item)
    return (*current.items[at + 1 :], *current.items[:at]) if workshop.current_step.rates else ()


def _after(workshop: Workshop, current: Round, following: str | None) -> str:
    """Return where to go after an answer: the next question without one, else the review."""
    if following is not None:
        code = code_for_people(workshop.code)
        return url_for(".answer", code=code, step=current.step, item=following)
    return _review(workshop, current.step)


def _review(workshop: Workshop, step: str) -> str:
    return url_for(
        ".review", code=code_for_people(workshop.code), step=step if workshop.is_self_paced else None
    )


def _go_on(url: str) -> ResponseReturnValue:
    """Acknowledge an answer: to a script in a word, to a form by going on."""
    return jsonify(next=url) if _is_script() else redirect(url)


def _is_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _neighbour(current: Round, item: str, by: int) -> str | None:
    at = current.items.index(item) + by
    return current.items[at] if 0 <= at < len(current.items) else None


def _too_late(workshop: Workshop, step: str) -> ResponseReturnValue:
    """Say honestly that an answer came too late; a mere look goes back to where the workshop is."""
    code = code_for_people(workshop.code)
    if request.method == "GET":
        return redirect(url_for(".show_here", code=code))
    current = current_round(workshop)
    paused = current is not None and current.step == step and current.status is RoundStatus.PAUSED
    if _is_script():
        return jsonify(paused=paused), 409
    return render_template("participant/too_late.html", workshop=workshop, code=code, paused=paused), 409


def _unknown_item(workshop: Workshop) -> dict[str, str]:
    return {
        "title": _("This question is not part of the workshop"),
        "text": _("Nothing was saved. Go back to where the workshop is now."),
        "link": url_for(".show_here", code=code_for_people(workshop.code)),
        "link_text": _("Go on with the workshop"),
    }
