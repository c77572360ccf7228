"""Describes the forms of facilitators' accounts."""

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput, GovTextInput
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length, Regexp

from facilitator.services.accounts import SHORTEST_PASSWORD
from facilitator.web.forms.fields import name_field


def _new_password(label: str) -> PasswordField:
    return PasswordField(
        label,
        description=f"At least {SHORTEST_PASSWORD} characters; three words in a row are a good one",
        widget=GovPasswordInput(),
        validators=[
            InputRequired("Choose a password"),
            Length(min=SHORTEST_PASSWORD, max=200, message=f"Use at least {SHORTEST_PASSWORD} characters"),
        ],
    )


class SignInForm(FlaskForm):
    """E-mail address and password."""

    email = name_field("Email address", longest=254)
    password = PasswordField(
        "Password", widget=GovPasswordInput(), validators=[InputRequired("Enter your password")]
    )


class SetupForm(FlaskForm):
    """The facilitator's account."""

    name = name_field("Your name")
    email = StringField(
        "Email address",
        description="You sign in with it. Nothing is sent there.",
        widget=GovTextInput(),
        filters=[lambda value: value.strip() if value else value],
        validators=[
            InputRequired("Enter your email address"),
            Length(max=254),
            Regexp(r"[^@\s]+@[^@\s]+\Z", message="Enter an email address, like name@example.org"),
        ],
    )
    password = _new_password("Password")


class NewPasswordForm(FlaskForm):
    """A new password."""

    password = _new_password("New password")


class PasswordForm(FlaskForm):
    """The old password and a new one."""

    old = PasswordField(
        "Your password now", widget=GovPasswordInput(), validators=[InputRequired("Enter your password")]
    )
    password = _new_password("New password")
