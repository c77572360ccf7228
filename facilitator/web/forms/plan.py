"""Describes the form of one action: what is sent, and what is shown beside what somebody else wrote."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import request
from flask_babel import format_date
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovCheckboxInput,
    GovSelect,
    GovTextArea,
    GovTextInput,
)
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Optional

from facilitator.domain.plan import FIELDS, TEXT_FIELDS, Action, ActionStatus, Hint
from facilitator.domain.plan_merge import Merge
from facilitator.web.forms.fields import DATE, DATE_FORMATS, choices

STATUSES = {
    ActionStatus.PROPOSED: "Proposed",
    ActionStatus.AGREED: "Agreed",
    ActionStatus.UNDER_WAY: "Under way",
    ActionStatus.DONE: "Done",
    ActionStatus.STOPPED: "Stopped",
}

HINTS = {
    Hint.NO_FIRST_STEP: "What is the first step, within two weeks?",
    Hint.NO_COUNCIL_LEAD: "Who leads for the council?",
    Hint.NO_VCS_LEAD: "Who leads for the VCS?",
    Hint.NOT_ACCEPTED: "Has every lead said yes, by name, in the room?",
    Hint.NO_DATE: "By when?",
    Hint.NO_MEASURE: "How will both sides know it worked?",
    Hint.MEASURE_WITHOUT_NUMBER: "Can the measure be counted?",
    Hint.NO_SUPPORT: "What do smaller groups need to take part?",
}


def _text(label: str, hint: str, rows: int = 2) -> TextAreaField:
    return TextAreaField(label, widget=GovTextArea(), description=hint, render_kw={"rows": rows})


class ActionForm(FlaskForm):
    """One action of the joint plan."""

    action = _text("Action", "What will be done? Start with a verb.")
    why = _text("Why", "What does it answer, in a sentence?")
    links = SelectMultipleField("Answers", widget=GovCheckboxesInput(), validate_choice=False)
    first_step = _text("First step", "What happens within the next two weeks?")
    council_lead = StringField(
        "Council lead", widget=GovTextInput(), description="Nobody is voted into a task"
    )
    council_accepted = BooleanField("Accepted in the room by the person named", widget=GovCheckboxInput())
    vcs_lead = StringField("VCS lead", widget=GovTextInput(), description="Nobody is voted into a task")
    vcs_accepted = BooleanField("Accepted in the room by the person named", widget=GovCheckboxInput())
    by_when = DateField(
        "By when",
        invalid_value_message="Enter a date, for example 30/06/2027",
        widget=GovTextInput(),
        format=DATE_FORMATS,
        validators=[Optional()],
        description="For example 30/06/2027",
        render_kw={"class": "govuk-input--width-10"},
    )
    measure = _text("Measure of success", "How will both sides know it worked?")
    support = _text("Support needed to take part", "For example paid time, a room, travel, an interpreter")
    equity = _text("Equity note", "Who could be left out, and what is done about it?")
    status = SelectField("Status", widget=GovSelect(), choices=choices(STATUSES.items()))
    stopped_because = _text("Why it was stopped", "Only for an action that is stopped")
    version = IntegerField(widget=GovTextInput(), validators=[InputRequired()])
    sitting = HiddenField()


class ReviewForm(FlaskForm):
    """When the plan is looked at again."""

    review_on = DateField(
        "The plan is looked at again on",
        invalid_value_message="Enter a date, for example 30/06/2027",
        widget=GovTextInput(),
        format=DATE_FORMATS,
        validators=[Optional()],
        description="For example 30/06/2027",
        render_kw={"class": "govuk-input--width-10"},
    )


def mark_problems(form: ActionForm, problems: Mapping[str, tuple[str, int]]) -> None:
    """Put what the domain refused beside the fields it refused."""
    words = {"action": "Write what will be done", "stopped_because": "Say why it was stopped"}
    for name, (code, limit) in problems.items():
        field = form[name]
        message = words[name] if code == "required" else f"{field.label.text}: up to {limit} characters"
        field.errors = [*field.errors, message]


def read_edit(form: ActionForm, known_links: Mapping[str, str], before: Action) -> dict[str, Any]:
    """Return the fields that the form sent, as the domain has them.

    Links that the page did not offer, as what they named is gone, stay as they were.
    """
    edit: dict[str, Any] = {name: _normal(form[name].data) for name in TEXT_FIELDS}
    sent = [link for link in form.links.data if link in known_links]
    kept = [link for link in before.links if link in sent or link not in known_links]
    return edit | {
        "links": (*kept, *(link for link in sent if link not in kept)),
        "by_when": form.by_when.data,
        "status": ActionStatus(form.status.data),
        "council_accepted": bool(form.council_accepted.data),
        "vcs_accepted": bool(form.vcs_accepted.data),
    }


def read_choices() -> dict[str, str]:
    """Return whose words were chosen where two people changed a field: field to mine or theirs."""
    sent = {name: request.form.get(f"choice-{name}", "") for name in FIELDS}
    return {name: whose for name, whose in sent.items() if whose in ("mine", "theirs")}


def take_over(form: ActionForm, found: Merge) -> None:
    """Put into the form what others saved and the writer did not touch, with the version that holds it."""
    disputed = {conflict.field for conflict in found.conflicts}
    mine = {change.field for change in found.changes}
    for other in found.others:
        if other.field not in disputed | mine:
            value = list(other.after) if isinstance(other.after, tuple) else other.after
            form[other.field].data = value
            if other.field == "by_when":
                form.by_when.raw_data = [other.after.strftime(DATE) if other.after else ""]
    form.version.data, form.version.raw_data = found.theirs.version, [str(found.theirs.version)]


def differing_fields(saved: Action, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an action holds beside what was sent, as a page's script puts it into the form."""
    told = {}
    for name, value in sent.items():
        now = getattr(saved, name)
        if now != value:
            told[name] = (
                list(now)
                if isinstance(now, tuple)
                else now.strftime(DATE)
                if name == "by_when" and now
                else now
            )
    return {name: "" if value is None else value for name, value in told.items()}


def show_value(name: str, value: Any, links: Mapping[str, str]) -> str:
    """Return a field's value in words."""
    if name == "links":
        return ", ".join(links.get(link, link) for link in value) or "nothing"
    if name == "status":
        return STATUSES[ActionStatus(value)] if value else "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return str(format_date(value))
    return str(value) if value else "nothing"


def _normal(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()
