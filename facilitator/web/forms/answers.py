"""Describes what participants fill in: a workshop's code, and what its framework asks of them."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovRadioInput, GovTextArea, GovTextInput
from werkzeug.datastructures import MultiDict
from wtforms import Field, RadioField, SelectMultipleField, StringField, TextAreaField

from facilitator.domain.ballot import Answer, AnswerProblem
from facilitator.domain.framework import Criterion, CriterionKind, Item
from facilitator.web.forms.fields import LONGEST_NAME, choices, name_field


class CodeForm(FlaskForm):
    """The code of a workshop, typed from the board."""

    code = name_field(_l("Code"), _l("The six letters and digits on the screen in the room"), 40)


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
        return TextAreaField(**settings, widget=GovTextArea(), render_kw={"rows": 3, "dir": "auto"})
    if criterion.kind is CriterionKind.TEXT:
        return StringField(**settings, widget=GovTextInput(), render_kw={"dir": "auto"})
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
        "too_many_dots": ngettext(
            "You have one dot: take some back", "You have %(num)s dots: take some back", problem.limit
        ),
        "nothing": _("Choose an answer, or “Don’t know”"),
    }
    return str(texts[problem.code])
