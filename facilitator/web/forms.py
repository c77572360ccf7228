"""Describes the forms: fixed ones for facilitators, and those a framework asks of participants."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovPasswordInput,
    GovRadioInput,
    GovSelect,
    GovTextArea,
    GovTextInput,
)
from werkzeug.datastructures import MultiDict
from wtforms import (
    DateField,
    Field,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from facilitator.domain.ballot import Answer, AnswerProblem
from facilitator.domain.framework import Criterion, CriterionKind, Item
from facilitator.domain.plan import TEXT_FIELDS, ActionStatus
from facilitator.domain.workshop import DEFAULT_K, LARGEST_K, SMALLEST_K, Breakdown, Mode
from facilitator.services.accounts import SHORTEST_PASSWORD

LONGEST_NAME = 200


def choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Return (value, label) pairs as a field's choices."""
    return [SelectChoice(value, label) for value, label in pairs]


def _name(label: str, hint: str = "", longest: int = LONGEST_NAME) -> StringField:
    return StringField(
        label,
        description=hint,
        widget=GovTextInput(),
        filters=[lambda value: value.strip() if value else value],
        validators=[
            InputRequired(_l("Fill in: %(label)s", label=label)),
            Length(
                max=longest,
                message=_l("%(label)s may have up to %(most)s characters", label=label, most=longest),
            ),
        ],
    )


class CodeForm(FlaskForm):
    """The code of a workshop, typed from the board."""

    code = _name("Code", "The six letters and digits on the screen in the room", 40)


class SignInForm(FlaskForm):
    """E-mail address and password."""

    email = _name("Email address", longest=254)
    password = PasswordField(
        "Password", widget=GovPasswordInput(), validators=[InputRequired("Enter your password")]
    )


class SetupForm(FlaskForm):
    """The facilitator's account."""

    name = _name("Your name")
    email = StringField(
        "Email address",
        description="You sign in with it. Nothing is sent there.",
        widget=GovTextInput(),
        validators=[
            InputRequired("Enter your email address"),
            Length(max=254),
            Regexp(r"[^@\s]+@[^@\s]+\Z", message="Enter an email address, like name@example.org"),
        ],
    )
    password = PasswordField(
        "Password",
        description=f"At least {SHORTEST_PASSWORD} characters; three words in a row are a good one",
        widget=GovPasswordInput(),
        validators=[
            InputRequired("Choose a password"),
            Length(min=SHORTEST_PASSWORD, max=200, message=f"Use at least {SHORTEST_PASSWORD} characters"),
        ],
    )


class PartnershipForm(FlaskForm):
    """A place and its partners."""

    name = _name("Name of the partnership", "For example: Ambermouth Together")
    place = _name("Place", "The council area, for example: Ambermouth")


class WorkshopForm(FlaskForm):
    """One sitting."""

    partnership = SelectField("Partnership", widget=GovSelect())
    title = _name("Title", "People see it on their phones and on the board")
    held_on = DateField(
        "Date",
        widget=GovTextInput(),
        format=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"],
        validators=[InputRequired("Enter the date")],
        invalid_value_message="Enter a date, for example 27/03/2027",
        description="For example 27/03/2027",
        render_kw={"class": "govuk-input--width-10"},
    )
    mode = RadioField(
        "Who takes part?",
        widget=GovRadioInput(),
        choices=choices(
            [
                (Mode.JOINT, "Council and VCS together"),
                (Mode.COUNCIL, "Council only"),
                (Mode.VCS, "VCS only"),
            ]
        ),
        default=Mode.JOINT,
    )
    breakdown = RadioField(
        "Show results by",
        widget=GovRadioInput(),
        description="It cannot be changed once somebody has joined. Never both: one could be subtracted from the other.",
        choices=choices(
            [
                (Breakdown.SIDE, "Side: council (officers and councillors together), VCS, other partners"),
                (Breakdown.SECTOR, "Sector: council officers, councillors, VCS, other partners"),
            ]
        ),
        default=Breakdown.SIDE,
    )
    k = IntegerField(
        "Smallest group shown",
        widget=GovTextInput(),
        description=f"From {SMALLEST_K} to {LARGEST_K}. Results of fewer people are never shown. 5 suits most rooms.",
        default=DEFAULT_K,
        invalid_value_message=f"Enter a number from {SMALLEST_K} to {LARGEST_K}",
        validators=[
            InputRequired(f"Enter a number from {SMALLEST_K} to {LARGEST_K}"),
            NumberRange(SMALLEST_K, LARGEST_K, f"Enter a number from {SMALLEST_K} to {LARGEST_K}"),
        ],
        render_kw={"class": "govuk-input--width-2", "inputmode": "numeric"},
    )
    framework = SelectField("Toolkit", widget=GovSelect())
    framework_file = TextAreaField(
        "Or paste a framework of your own",
        description="The text of a framework file. It is used instead of the toolkit chosen above.",
        widget=GovTextArea(),
        validators=[Optional()],
    )
    relationships = TextAreaField(
        "Relationships to start with",
        description="One per line. Pasting from a spreadsheet works: name, who between, department or service area, note. More can be added later.",
        widget=GovTextArea(),
        render_kw={"rows": 8},
        validators=[Length(max=60_000, message="That is too long; add the rest later")],
    )


class LinesForm(FlaskForm):
    """Lines to add to a list."""

    lines = TextAreaField(
        "Add",
        widget=GovTextArea(),
        description="One per line. Pasting from a spreadsheet works.",
        validators=[
            InputRequired("Write at least one line"),
            Length(max=60_000, message="That is too long; add it in two parts"),
        ],
        render_kw={"rows": 3},
    )


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


# What a framework asks of participants.


def ballot_form(criteria: tuple[Criterion, ...], answers: Mapping[str, Answer] | None = None) -> FlaskForm:
    """Return the form for one item, holding the person's earlier answers until they send others."""
    fields = {question_name(criterion.key): _answer_field(criterion) for criterion in criteria}
    held = (
        {}
        if request.method == "POST"
        else {
            question_name(key): list(value) if isinstance(value, tuple) else value
            for key, value in (answers or {}).items()
        }
    )
    form: FlaskForm = type("BallotForm", (FlaskForm,), fields)(data=held)
    return form


def question_name(key: str) -> str:
    """Return the name of the field for a criterion or item: its key must not hide a form's own parts."""
    return f"q_{key}"


def _answer_field(criterion: Criterion) -> Field:
    offered = choices((o.key, o.name) for o in (*criterion.options, *criterion.outside))
    settings: dict[str, Any] = {"label": criterion.question, "description": criterion.hint}
    # The domain checks answers, so that every way in is checked alike.
    if criterion.kind is CriterionKind.SEVERAL:
        return SelectMultipleField(
            **settings, choices=offered, validate_choice=False, widget=GovCheckboxesInput()
        )
    if criterion.kind is CriterionKind.TEXT and criterion.longest > LONGEST_NAME:
        return TextAreaField(**settings, widget=GovTextArea(), render_kw={"rows": 3})
    if criterion.kind is CriterionKind.TEXT:
        return StringField(**settings, widget=GovTextInput())
    return RadioField(**settings, choices=offered, validate_choice=False, widget=GovRadioInput())


def field_params(criterion: Criterion) -> dict[str, Any]:
    """Return what the kit needs beyond the field: a legend, a hint, an explanation per option."""
    hint = {"text": criterion.hint} if criterion.hint else None
    if criterion.kind is CriterionKind.TEXT:
        return {"label": {"text": criterion.question, "classes": "govuk-label--s"}, "hint": hint}
    legend = {"text": criterion.question, "classes": "govuk-fieldset__legend--m"}
    options = (*criterion.options, *criterion.outside)
    # A fresh list each time, as the kit's renderer consumes it.
    items = [{"hint": {"text": option.text}} if option.text else {} for option in options]
    return {
        "fieldset": {"legend": legend},
        "hint": hint,
        "items": items,
        "idPrefix": question_name(criterion.key),
    }


def read_answers(criteria: tuple[Criterion, ...], sent: MultiDict[str, str]) -> dict[str, object]:
    """Return what a ballot form brought, criterion key to raw answer; the domain checks it."""
    return {
        criterion.key: sent.getlist(name) if criterion.kind is CriterionKind.SEVERAL else sent.get(name)
        for criterion in criteria
        for name in (question_name(criterion.key),)
    }


def dots_form(
    criterion: Criterion, items: tuple[Item, ...], held: Mapping[str, Mapping[str, Answer]]
) -> FlaskForm:
    """Return the form that spreads dots over all items of a round."""
    numbers = choices((str(n), str(n)) for n in range(criterion.most_on_one + 1))
    fields = {
        question_name(item.key): RadioField(
            item.name, choices=numbers, validate_choice=False, widget=GovRadioInput()
        )
        for item in items
    }
    data = {question_name(item.key): str(held.get(item.key, {}).get(criterion.key, 0)) for item in items}
    form: FlaskForm = type("DotsForm", (FlaskForm,), fields)(data=data)
    return form


def mark_answer_problems(form: FlaskForm, problems: tuple[AnswerProblem, ...]) -> None:
    """Put what the domain refused beside the questions it refused."""
    for problem in problems:
        name = question_name(problem.criterion)
        if name in form:
            form[name].errors = [*form[name].errors, problem_text(problem)]


def problem_text(problem: AnswerProblem) -> str:
    """Say to a participant what is wrong with an answer and what to do."""
    texts = {
        "unknown_answer": _("Choose one of the answers shown"),
        "outside_alone": _("“Don’t know” cannot go with another answer: choose one or the other"),
        "too_long": _("Shorten this to %(limit)s characters", limit=problem.limit),
        "required": _("Give it a name"),
        "too_many_dots": _("You have %(limit)s dots: take some back", limit=problem.limit),
        "nothing": _("Choose an answer, or “Don’t know”"),
    }
    return str(texts[problem.code])
