"""All forms, a module per audience."""

from facilitator.web.forms.account import NewPasswordForm, PasswordForm, SetupForm, SignInForm
from facilitator.web.forms.answers import (
    CodeForm,
    ballot_form,
    dots_form,
    field_params,
    mark_answer_problems,
    problem_text,
    question_name,
    read_answers,
)
from facilitator.web.forms.fields import choices
from facilitator.web.forms.workshop import LinesForm, PartnershipForm, SettingsForm, WorkshopForm

__all__ = [
    "CodeForm",
    "LinesForm",
    "NewPasswordForm",
    "PartnershipForm",
    "PasswordForm",
    "SettingsForm",
    "SetupForm",
    "SignInForm",
    "WorkshopForm",
    "ballot_form",
    "choices",
    "dots_form",
    "field_params",
    "mark_answer_problems",
    "problem_text",
    "question_name",
    "read_answers",
]
