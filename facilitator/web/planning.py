"""The joint action plan, edited on the console by several people at once."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitator.domain.plan import Action, ActionError, OpenAnswer, same_words
from facilitator.domain.workshop import Account, Workshop, code_for_people
from facilitator.services import agreeing, evidence, following, plan_ideas, planning
from facilitator.services.plan_ideas import TakenIn
from facilitator.services.plan_saves import BeingAsked, Editor, TooManyActions
from facilitator.services.planning import SavedInBetween
from facilitator.web.access import facilitator, installation
from facilitator.web.forms import plan as plan_form
from facilitator.web.plan_views import action_page, plan_context

blueprint = Blueprint("planning", __name__, url_prefix="/console")

ASKED = "People are answering about this action, so its words stand still. Close the questions first."
FULL = "The plan is full: take an action out first."


@blueprint.route("/<code>/plan", methods=["GET", "POST"])
@facilitator
def edit_plan(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """List the actions and what calls for one; take in ideas, add an action."""
    problem = ""
    if request.method == "POST":
        chosen, who = request.form.getlist("idea"), Editor(account.name)
        try:
            if chosen:
                _tell(plan_ideas.add_ideas(installation(), workshop.id, chosen, who))
                return _to_plan(workshop)
            before = planning.list_actions(installation(), workshop)
            new = planning.add_action(installation(), workshop.id, request.form.get("action", ""), editor=who)
            _tell_of_twin(new, before)
            return _to_action(workshop, new)
        except ActionError as error:
            code, limit = error.problems["action"]
            problem = "Write what will be done" if code == "required" else f"Use up to {limit} characters"
        except TooManyActions:
            problem = FULL
    page = render_template("facilitator/edit_plan.html", problem=problem, **plan_context(workshop))
    return page, 400 if problem else 200


@blueprint.post("/<code>/plan/point")
@facilitator
def take_point(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Make a linked action of something that was said."""
    found = planning.list_actions(installation(), workshop)
    points = {p.link: p for p in evidence.list_points(installation(), workshop, found)}
    point = points.get(request.form.get("link", ""))
    if point is None:
        flash("There is an action for this already.")
        return _to_plan(workshop)
    try:
        new = planning.add_action(
            installation(), workshop.id, point.action, point.why, [point.link], Editor(account.name)
        )
    except TooManyActions:
        flash(FULL)
        return _to_plan(workshop)
    return _to_action(workshop, new)


@blueprint.route("/<code>/plan/<action_id>", methods=["GET", "POST"])
@facilitator
def edit_action(account: Account, workshop: Workshop, action_id: str) -> ResponseReturnValue:
    """Edit one action; a save never overwrites one that came in between.

    The page's script saves now and then with the header ``X-Autosave`` and is answered in JSON.
    """
    try:
        action = planning.get_action(installation(), workshop, action_id)
    except KeyError:
        abort(404)
    form = plan_form.ActionForm(obj=action)
    names = evidence.list_evidence(installation(), workshop)
    form.links.choices = plan_form.choices(names.items())
    by_itself, found = "X-Autosave" in request.headers, None
    g.changed_nothing = by_itself  # the plan keeps its own history, which holds every save
    if form.validate_on_submit():
        edit = plan_form.read_edit(form, names, action)
        editor = Editor(account.name, form.sitting.data or "")
        try:
            saved = planning.save_action(
                installation(),
                workshop.id,
                action_id,
                form.version.data,
                edit,
                chosen=plan_form.read_choices(),
                editor=editor,
            )
        except ActionError as error:
            plan_form.mark_problems(form, error.problems)
        except BeingAsked:
            form.action.errors = [ASKED]
        except SavedInBetween as error:
            found = error.merge
        else:
            if by_itself:
                return jsonify(version=saved.version, fields=plan_form.differing_fields(saved, edit))
            flash("Saved.")
            return _to_plan(workshop, action_id)
    if by_itself:
        problems = {name: messages[0] for name, messages in form.errors.items()}
        return jsonify(problems=problems), 409 if found else 400
    return action_page(workshop, action, form, names, found)


@blueprint.post("/<code>/plan/<action_id>/remove")
@facilitator
def remove_action(account: Account, workshop: Workshop, action_id: str) -> ResponseReturnValue:
    """Take an action out of the plan; it can be put back."""
    try:
        planning.remove_action(installation(), workshop.id, action_id, Editor(account.name))
        flash("The action has been taken out of the plan. You can put it back below.")
    except BeingAsked:
        flash(ASKED)
    return _to_plan(workshop, "removed")


@blueprint.post("/<code>/plan/<action_id>/restore")
@facilitator
def restore_action(account: Account, workshop: Workshop, action_id: str) -> ResponseReturnValue:
    """Put an action back that was taken out."""
    try:
        planning.restore_action(installation(), workshop.id, action_id, Editor(account.name))
    except KeyError:
        abort(404)
    flash("The action is back in the plan.")
    return _to_plan(workshop, action_id)


@blueprint.post("/<code>/plan/<action_id>/undo")
@facilitator
def undo_save(account: Account, workshop: Workshop, action_id: str) -> ResponseReturnValue:
    """Undo the last change of an action, unless somebody has saved it since."""
    try:
        version = int(request.form.get("version", ""))
        planning.undo_save(installation(), workshop.id, action_id, version, Editor(account.name))
        flash("The last change has been undone.")
    except ValueError:
        abort(400)
    except KeyError:
        abort(404)
    except BeingAsked:
        flash(ASKED)
    except SavedInBetween:
        flash("Somebody has saved this action since. Look at it before you undo anything.")
    return _to_plan(workshop, action_id)


@blueprint.post("/<code>/plan/<action_id>/openly")
@facilitator
def answer_openly(account: Account, workshop: Workshop, action_id: str) -> ResponseReturnValue:
    """Record what the room said in the open, where a side is too small to be shown."""
    try:
        said = OpenAnswer(request.form.get("said", ""))
        agreeing.answer_openly(installation(), workshop, action_id, said, Editor(account.name))
    except ValueError:
        abort(400)
    except KeyError:
        abort(404)
    return _to_plan(workshop, action_id)


@blueprint.post("/<code>/plan/review-date")
@facilitator
def set_review_date(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Set the day on which the plan is looked at again."""
    form = plan_form.ReviewForm()
    if not form.validate_on_submit():
        page = render_template("facilitator/edit_plan.html", **plan_context(workshop) | {"review": form})
        return page, 400
    following.set_review_date(installation(), workshop.id, form.review_on.data)
    flash("Saved.")
    return _to_plan(workshop)


def _tell(taken: TakenIn) -> None:
    """Say what became of the ideas that were ticked, where it is not what one expects."""
    if taken.folded:
        flash("Ideas that say the same are one action now, with the dots and reasons of all of them.")
    if not taken.new:
        flash("The plan has these ideas already.")


def _tell_of_twin(new: Action, before: Sequence[Action]) -> None:
    """Say that the plan has an action in the same words; a hint, never a wall."""
    for number, action in enumerate(before, start=1):
        if same_words(action.action) == same_words(new.action):
            flash(f"The plan has this already: action {number} says the same. Take one of them out.")
            return


def _to_plan(workshop: Workshop, anchor: str | None = None) -> ResponseReturnValue:
    code = code_for_people(workshop.code)
    return redirect(url_for("planning.edit_plan", code=code, _anchor=anchor), 303)


def _to_action(workshop: Workshop, action: Action) -> ResponseReturnValue:
    code = code_for_people(workshop.code)
    return redirect(url_for("planning.edit_action", code=code, action_id=action.id), 303)
