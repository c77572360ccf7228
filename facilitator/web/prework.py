"""Self-paced pre-work: the steps as a participant finds them, and the page that looks after it."""

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_wtf import FlaskForm

from facilitator.domain.agenda import NotNow, RoundStatus, WorkshopState
from facilitator.domain.framework import CriterionKind
from facilitator.domain.workshop import Account, ContributionState, Workshop, code_for_people
from facilitator.services import joining, lists, prework, voting, workshops
from facilitator.services.prework import DoesNotFit
from facilitator.services.rounds import KeyMissing, NothingToRate
from facilitator.services.voting import Voter
from facilitator.web.access import facilitator, installation, participant
from facilitator.web.board import join_address
from facilitator.web.place import place_of

blueprint = Blueprint("prework", __name__)

UNFIT = {
    "not_released": "That pre-work has no results yet.",
    "other_people": "That pre-work was for other people: both must be joint, council only or VCS only.",
    "other_groups": "That pre-work shows results by other groups, so its results cannot stand in this workshop.",
    "smaller_groups": "That pre-work has another smallest group. What people were promised here must hold for it too.",
    "asked_before": "This workshop has rated those steps already.",
    "nothing_alike": "That pre-work asked other questions.",
}


@blueprint.get("/w/<code>/steps")
@participant
def show_steps(workshop: Workshop, voter: Voter) -> ResponseReturnValue:
    """List the steps that can be answered, in any order, with what the person has answered of each."""
    code = code_for_people(workshop.code)
    if not workshop.is_self_paced:
        return redirect(url_for("participant.show_here", code=code))
    if workshop.state is WorkshopState.ENDED:
        return render_template(
            "participant/wait.html",
            workshop=workshop,
            code=code,
            current=None,
            voter=voter,
            step=workshop.current_step,
            counted=0,
            place=place_of(workshop, None),
        )
    by_step = {r.step: r for r in workshops.list_rounds(installation(), workshop)}
    steps = []
    for step in workshop.framework.steps:
        current = by_step.get(step.key)
        if current is None or current.status is not RoundStatus.OPEN:
            continue
        answered = voting.own_answers(installation(), workshop, current, voter)
        left = [item for item in current.items if item not in answered]
        dots = any(c.kind is CriterionKind.DOTS for c in workshop.framework.criteria_of(step))
        if dots:
            target = url_for("participant.spread_dots", code=code, step=step.key)
        elif left:
            target = url_for("participant.answer", code=code, step=step.key, item=left[0])
        else:
            target = url_for("participant.review", code=code, step=step.key)
        steps.append((step, len(answered), len(current.items), target))
    return render_template(
        "participant/steps.html",
        workshop=workshop,
        code=code,
        steps=steps,
        place=place_of(workshop, None),
    )


@blueprint.get("/console/<code>/prework")
@facilitator
def show(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Look after a self-paced workshop: the link, a reminder to send, who has answered, the close."""
    if not workshop.is_self_paced:
        return redirect(url_for("console.run", code=code_for_people(workshop.code)))
    contributions = lists.list_contributions(installation(), workshop)
    entries = lists.list_entries(installation(), workshop)
    return render_template(
        "facilitator/prework.html",
        workshop=workshop,
        code=code_for_people(workshop.code),
        heads=joining.count_heads(installation(), workshop),
        answered=prework.count_answered(installation(), workshop),
        address=join_address(workshop),
        reminder=_reminder(workshop),
        form=FlaskForm(),
        contributions=contributions,
        names={e.key: e.name for e in entries},
        relationships=[e for e in entries if e.list == "relationships"],
    )


@blueprint.post("/console/<code>/prework")
@facilitator
def move(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Open the pre-work, or close it and release its results."""
    try:
        if request.form.get("move") == "open":
            prework.open_prework(installation(), workshop.id)
        elif request.form.get("move") == "close":
            prework.close_prework(installation(), workshop.id)
        else:
            abort(400)
    except NotNow:
        g.changed_nothing = True
        flash("That has been done already, or is not possible at this point.")
    except NothingToRate:
        g.changed_nothing = True
        flash("There is nothing to answer yet. Add relationships first.")
    except KeyMissing:
        g.changed_nothing = True
        flash(
            "The key of a round is missing, so its answers cannot be read. Nothing was changed. "
            "Ask the host to put the folder “keys” back beside the database."
        )
    return _back(workshop)


@blueprint.post("/console/<code>/prework/words/<contribution_id>")
@facilitator
def moderate(account: Account, workshop: Workshop, contribution_id: str) -> ResponseReturnValue:
    """Show or hide what somebody wrote."""
    try:
        state = ContributionState(request.form.get("state", ""))
        lists.moderate(installation(), workshop.id, contribution_id, state)
    except ValueError:
        abort(400)
    except KeyError:
        abort(404)
    return _back(workshop)


@blueprint.route("/console/<code>/take-prework", methods=["GET", "POST"])
@facilitator
def take(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Choose a pre-work whose results stand as round 1 of this meeting."""
    found = {w.code: w for w in prework.list_preworks(installation(), workshop)}
    if request.method == "POST":
        chosen = found.get(request.form.get("prework", ""))
        if chosen is None:
            g.changed_nothing = True
            flash("Choose one of the pre-works.")
        else:
            try:
                number = prework.stand_as_round_one(installation(), workshop, chosen)
                flash(f"The results of {number} steps stand as round 1. Show them, talk, and rate again.")
                return redirect(url_for("console.run", code=code_for_people(workshop.code)), 303)
            except DoesNotFit as error:
                g.changed_nothing = True
                flash(UNFIT[error.code])
    return render_template(
        "facilitator/take_prework.html",
        workshop=workshop,
        code=code_for_people(workshop.code),
        preworks=found.values(),
        form=FlaskForm(),
    )


def _reminder(workshop: Workshop) -> str:
    """Return a reminder for the facilitator's own mail; this program knows nobody's address."""
    return (
        f"{workshop.title}\n\n"
        f"Your view is still welcome until the end of {format_date(workshop.held_on, 'full')}:\n"
        f"{join_address(workshop)}\n\n"
        "It takes about 15 minutes on a phone or computer. You can stop and come back on the same device, "
        "and change your answers until it closes.\n\n"
        "Nobody can see who gave which answer: not the facilitator, not the host. Results appear only for "
        f"groups of at least {workshop.k}, once, after it has closed. We cannot see who has answered, so this "
        "goes to everybody. Thank you if you have."
    )


def _back(workshop: Workshop) -> ResponseReturnValue:
    return redirect(url_for(".show", code=code_for_people(workshop.code)), 303)
