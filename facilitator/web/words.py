"""Lists that grow while a workshop runs, and what people wrote: taken in, shown, hidden."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitator.domain.agenda import NotNow
from facilitator.domain.framework import StepKind
from facilitator.domain.workshop import Account, ContributionState, Workshop, code_for_people
from facilitator.services import lists
from facilitator.web import forms
from facilitator.web.access import facilitator, installation, offer_undo
from facilitator.web.console import console_context
from facilitator.web.facilitator import list_problem

blueprint = Blueprint("words", __name__, url_prefix="/console")


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
    context = console_context(workshop) | {"lines_form": form}
    return render_template("facilitator/run.html", account=account, **context), 400


@blueprint.post("/<code>/entry/<entry_id>")
@facilitator
def change_entry(account: Account, workshop: Workshop, entry_id: str) -> ResponseReturnValue:
    """Rename, merge, separate or remove a line."""
    what, here = request.form.get("what"), installation()
    try:
        before = next((e for e in lists.list_entries(here, workshop) if e.id == entry_id), None)
        if what == "rename":
            details = {key: request.form[key] for key in lists.COLUMNS if key in request.form}
            lists.rename_entry(here, workshop.id, entry_id, request.form.get("name", ""), details or None)
            if before:
                earlier = {key: before.details.get(key, "") for key in details}
                fields = {"what": "rename", "name": before.name, **earlier}
                offer_undo(f"“{before.name}” has been changed.", request.path, fields)
        elif what == "merge":
            lists.merge_entry(here, workshop.id, entry_id, request.form.get("into") or None)
            if before and request.form.get("into"):
                offer_undo(f"“{before.name}” has been merged.", request.path, {"what": "merge", "into": ""})
        elif what == "remove":
            lists.remove_entry(here, workshop.id, entry_id)
            if before:
                again = url_for(".add_lines", code=code_for_people(workshop.code), name=before.list)
                offer_undo(
                    f"“{before.name}” has been removed.",
                    again,
                    {"lines": lists.as_line(before)},
                )
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
        found = {c.id: c for c in lists.list_contributions(installation(), workshop)}
        lists.moderate(installation(), workshop.id, contribution_id, state)
        before = found[contribution_id]
        step = before.step
        if workshop.framework.get_step(step).kind is not StepKind.PROPOSE:
            fields = {"state": before.state.value}
            done = {"shown": "The text is shown.", "hidden": "The text is hidden."}.get(
                state.value, "Undone."
            )
            offer_undo(done, request.path, fields)
    except ValueError:
        abort(400)
    except KeyError:
        abort(404)
    except NotNow:
        step = workshop.step
        flash("The list is locked. Unlock it to take in another proposal.")
    return _back(workshop, f"words-{step}")


@blueprint.post("/<code>/words")
@facilitator
def show_all(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Show everything that still waits in a step, by default in the current one."""
    step = request.form.get("step") or workshop.step
    if all(step != each.key for each in workshop.framework.steps):
        abort(400)
    try:
        lists.show_waiting(installation(), workshop.id, step)
    except NotNow:
        flash("The list is locked. Unlock it to take in more proposals.")
    return _back(workshop, f"words-{step}")


def _back(workshop: Workshop, anchor: str) -> ResponseReturnValue:
    return redirect(url_for("console.run", code=code_for_people(workshop.code), _anchor=anchor), 303)
