"""Pages that prepare a workshop: settings, steps, sheets to print, a rehearsal."""

import io

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from markupsafe import Markup

from facilitator.domain.agenda import NotNow, WorkshopState
from facilitator.domain.framework_file import FrameworkError
from facilitator.domain.workshop import Account, Mode, Workshop, code_for_people, items_of
from facilitator.services import lists, preparing, rehearsing
from facilitator.web import forms
from facilitator.web.access import facilitator, installation
from facilitator.web.board import join_address
from facilitator.web.qr import draw_qr

blueprint = Blueprint("preparing", __name__, url_prefix="/console")

SHEETS = ("joining", "run-sheet", "paper")
MOST_MINUTES = 600


@blueprint.route("/<code>/settings", methods=["GET", "POST"])
@facilitator
def edit_settings(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Change title, date and who takes part."""
    form = forms.SettingsForm(obj=workshop)
    if form.validate_on_submit():
        try:
            preparing.change_settings(
                installation(), workshop.id, form.title.data, form.held_on.data, Mode(form.mode.data)
            )
            return redirect(_console(workshop), 303)
        except NotNow:
            form.mode.errors = ["The workshop is open. Who takes part can no longer change."]
    page = render_template("facilitator/edit_settings.html", form=form, **_names(workshop))
    return page, 400 if form.errors else 200


@blueprint.route("/<code>/agenda", methods=["GET", "POST"])
@facilitator
def edit_agenda(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Change the minutes of steps, and leave steps out or take them in again."""
    problem, framework = "", workshop.framework
    every = {step.key: step for step in (*framework.steps, *framework.left_out)}
    minutes = {key: request.form.get(f"minutes-{key}", str(step.minutes)) for key, step in every.items()}
    if request.method == "POST":
        taken = set(request.form.getlist("step"))
        wrong = [key for key, text in minutes.items() if not _is_minutes(text)]
        if wrong:
            problem = f"{every[wrong[0]].name}: enter minutes from 0 to {MOST_MINUTES}"
        else:
            try:
                preparing.change_agenda(
                    installation(),
                    workshop.id,
                    {key: int(text) for key, text in minutes.items()},
                    {key for key in every if key not in taken},
                )
                flash("Saved.")
                return redirect(_console(workshop), 303)
            except NotNow:
                problem = "A step that is under way or has been answered cannot be left out"
            except FrameworkError:
                problem = "Keep at least one step"
    page = render_template(
        "facilitator/edit_agenda.html",
        form=FlaskForm(),
        steps=preparing.all_steps(workshop),
        minutes=minutes,
        left_out={step.key for step in framework.left_out},
        problem=problem,
        **_names(workshop),
    )
    return page, 400 if problem else 200


@blueprint.post("/<code>/duplicate")
@facilitator
def duplicate(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Make a new workshop like this one, and go on to its settings."""
    made = preparing.duplicate(installation(), account.id, workshop)
    flash("This is a copy with the same steps, rules and relationships. Give it its own title and date.")
    return redirect(url_for(".edit_settings", code=code_for_people(made.code)), 303)


@blueprint.get("/<code>/print/<sheet>")
@facilitator
def print_sheet(account: Account, workshop: Workshop, sheet: str) -> ResponseReturnValue:
    """Show a sheet to print: for the door, for the facilitator, or for people without a phone."""
    if sheet not in SHEETS:
        abort(404)
    entries = lists.list_entries(installation(), workshop)
    framework = workshop.framework
    return render_template(
        f"facilitator/print_{sheet.replace('-', '_')}.html",
        address=join_address(workshop),
        qr=Markup(draw_qr(join_address(workshop))),  # noqa: S704 - drawn here
        items={s.key: items_of(framework, s, entries) for s in framework.steps if s.collects},
        **_names(workshop),
    )


@blueprint.route("/<code>/rehearse", methods=["GET", "POST"])
@facilitator
def rehearse(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Let robots play a copy of the workshop, and show how far they are and what they found."""
    if request.method == "POST":
        people = request.form.get("people", "")
        number = int(people) if people.isascii() and people.isdigit() and len(people) < 4 else 0
        if not 5 <= number <= rehearsing.MOST_ROBOTS:
            flash(f"Enter a number of robots from 5 to {rehearsing.MOST_ROBOTS}.")
        else:
            try:
                rehearsing.start(installation(), workshop, number)
            except rehearsing.AlreadyRunning:
                flash("A rehearsal is going on already. Wait until it is done.")
        return redirect(url_for(".rehearse", code=code_for_people(workshop.code)), 303)
    found = rehearsing.find(installation(), workshop)
    steps = [step.name for step in workshop.framework.steps]
    return render_template(
        "facilitator/rehearse.html",
        form=FlaskForm(),
        rehearsed=found,
        done=steps.index(found.step) if found and found.step in steps else 0,
        total=len(steps),
        most=rehearsing.MOST_ROBOTS,
        **_names(workshop),
    )


@blueprint.get("/<code>/rehearse/<name>")
@facilitator
def download_rehearsed(account: Account, workshop: Workshop, name: str) -> ResponseReturnValue:
    """Give the workbook or the results of the rehearsal."""
    path = rehearsing.find_file(installation(), workshop, name)
    if path is None:
        abort(404)
    return send_file(
        io.BytesIO(path.read_bytes()),
        as_attachment=True,
        download_name=f"rehearsal-{workshop.code}{path.suffix}",
    )


def _is_minutes(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 4 and int(text) <= MOST_MINUTES


def _names(workshop: Workshop) -> dict[str, object]:
    return {
        "workshop": workshop,
        "code": code_for_people(workshop.code),
        "is_preparing": workshop.state is WorkshopState.PREPARING,
    }


def _console(workshop: Workshop) -> str:
    return url_for("console.run", code=code_for_people(workshop.code))
