"""The joint action plan, edited on the console."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from facilitator.domain.framework import ACTIONS
from facilitator.domain.plan import Action, ActionError, ActionStatus
from facilitator.domain.workshop import Account, Workshop, code_for_people
from facilitator.services import lists, planning, results
from facilitator.services.planning import SavedInBetween
from facilitator.web import forms
from facilitator.web.access import facilitator, installation

blueprint = Blueprint("planning", __name__, url_prefix="/console")


@blueprint.route("/<code>/plan", methods=["GET", "POST"])
@facilitator
def edit_plan(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """List the actions, take in ideas, add an action."""
    problem = ""
    if request.method == "POST":
        chosen = request.form.getlist("idea")
        try:
            if chosen:
                planning.add_ideas(installation(), workshop.id, chosen)
                return redirect(url_for(".edit_plan", code=code_for_people(workshop.code)), 303)
            new = planning.add_action(installation(), workshop.id, request.form.get("action", ""))
            return redirect(
                url_for(".edit_action", code=code_for_people(workshop.code), action_id=new.id), 303
            )
        except ActionError as error:
            code, limit = error.problems["action"]
            problem = "Write what will be done" if code == "required" else f"Use up to {limit} characters"
    actions = planning.list_actions(installation(), workshop)
    taken = {action.action for action in actions}
    ideas = [
        e
        for e in lists.list_entries(installation(), workshop)
        if e.list == ACTIONS and e.merged_into is None and e.name not in taken
    ]
    dots = results.dots_by_item(installation(), workshop, ACTIONS)
    ideas.sort(key=lambda idea: -dots.get(idea.key, 0))
    page = render_template(
        "facilitator/edit_plan.html",
        dots=dots,
        workshop=workshop,
        code=code_for_people(workshop.code),
        actions=actions,
        ideas=ideas,
        form=FlaskForm(),
        problem=problem,
        typed=request.form.get("action", ""),
        today=installation().clock().date(),
        evidence=planning.list_evidence(installation(), workshop),
    )
    return page, 400 if problem else 200


@blueprint.route("/<code>/plan/<action_id>", methods=["GET", "POST"])
@facilitator
def edit_action(account: Account, workshop: Workshop, action_id: str) -> ResponseReturnValue:
    """Edit one action; a save never overwrites one that came in between."""
    try:
        action = planning.get_action(installation(), workshop, action_id)
    except KeyError:
        abort(404)
    form = forms.ActionForm(obj=action)
    evidence = planning.list_evidence(installation(), workshop)
    form.links.choices = forms.choices(evidence.items())
    theirs: Action | None = None
    if form.validate_on_submit():
        try:
            planning.save_action(
                installation(),
                workshop.id,
                action_id,
                form.version.data,
                forms.action_texts(form),
                [link for link in form.links.data if link in evidence],
                form.by_when.data,
                ActionStatus(form.status.data),
            )
        except ActionError as error:
            forms.mark_action_problems(form, error.problems)
        except SavedInBetween as error:
            theirs = error.theirs
            form.version.data = theirs.version
            form.version.raw_data = [str(theirs.version)]
        else:
            flash("Saved.")
            return redirect(url_for(".edit_plan", code=code_for_people(workshop.code)), 303)
    status = 409 if theirs else 400 if form.errors else 200
    return render_template(
        "facilitator/edit_action.html",
        workshop=workshop,
        code=code_for_people(workshop.code),
        action=action,
        form=form,
        theirs=theirs,
    ), status


@blueprint.post("/<code>/plan/<action_id>/remove")
@facilitator
def remove_action(account: Account, workshop: Workshop, action_id: str) -> ResponseReturnValue:
    """Take an action out of the plan."""
    planning.remove_action(installation(), workshop.id, action_id)
    flash("The action has been taken out of the plan.")
    return redirect(url_for(".edit_plan", code=code_for_people(workshop.code)), 303)
