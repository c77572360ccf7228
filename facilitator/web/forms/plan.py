"""Describes the form of an action."""

from collections.abc import Mapping

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovSelect, GovTextArea, GovTextInput
from wtforms import DateField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from facilitator.domain.plan import TEXT_FIELDS, ActionStatus
from facilitator.web.forms.fields import choices


class ActionForm(FlaskForm):
    """One action of the joint plan."""

    action = TextAreaField(
        "Action",
        widget=GovTextArea(),
        description="What will be done? Start with a verb.",
        render_kw={"rows": 2},
    )
    why = TextAreaField(
        "Why", widget=GovTextArea(), description="What does it answer, in a sentence?", render_kw={"rows": 2}
    )
    links = SelectMultipleField("Answers", widget=GovCheckboxesInput(), validate_choice=False)
    first_step = TextAreaField(
        "First step",
        widget=GovTextArea(),
        description="What happens within the next two weeks?",
        render_kw={"rows": 2},
    )
    council_lead = StringField(
        "Council lead", widget=GovTextInput(), description="Only somebody who accepts it, here in the room"
    )
    vcs_lead = StringField(
        "VCS lead", widget=GovTextInput(), description="Only somebody who accepts it, here in the room"
    )
    by_when = DateField(
        "By when",
        invalid_value_message="Enter a date, for example 30/06/2027",
        widget=GovTextInput(),
        format=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"],
        validators=[Optional()],
        description="For example 30/06/2027",
        render_kw={"class": "govuk-input--width-10"},
    )
    measure = TextAreaField(
        "Measure of success",
        widget=GovTextArea(),
        description="How will both sides know it worked?",
        render_kw={"rows": 2},
    )
    support = TextAreaField(
        "Support needed to take part",
        widget=GovTextArea(),
        description="For example paid time, a room, travel, an interpreter",
        render_kw={"rows": 2},
    )
    equity = TextAreaField(
        "Equity note",
        widget=GovTextArea(),
        description="Who could be left out, and what is done about it?",
        render_kw={"rows": 2},
    )
    status = SelectField(
        "Status",
        widget=GovSelect(),
        choices=choices(
            [
                (ActionStatus.PROPOSED, "Proposed"),
                (ActionStatus.AGREED, "Agreed"),
                (ActionStatus.UNDER_WAY, "Under way"),
                (ActionStatus.DONE, "Done"),
                (ActionStatus.STOPPED, "Stopped"),
            ]
        ),
    )
    version = IntegerField(widget=GovTextInput(), validators=[InputRequired()])


def mark_action_problems(form: ActionForm, problems: Mapping[str, tuple[str, int]]) -> None:
    """Put what the domain refused beside the fields it refused."""
    for name, (code, limit) in problems.items():
        field = form[name]
        message = (
            "Write what will be done"
            if code == "required"
            else f"{field.label.text}: up to {limit} characters"
        )
        field.errors = [*field.errors, message]


def action_texts(form: ActionForm) -> dict[str, str]:
    """Return the text fields of an action as they were typed."""
    return {name: form[name].data or "" for name in TEXT_FIELDS}
