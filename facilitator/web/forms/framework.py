"""Forms for frameworks of one's own."""

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovTextArea, GovTextInput
from wtforms import StringField, TextAreaField


class StatementsForm(FlaskForm):
    """A framework made of a list of statements."""

    name = StringField("Name", widget=GovTextInput())
    statements = TextAreaField(
        "Statements",
        widget=GovTextArea(),
        description="One per line, or two columns “key,text” with that first line.",
    )
    answers = StringField(
        "Answers, the lowest first",
        widget=GovTextInput(),
        description="Commas between",
        default="Disagree, Pass, Agree",
    )
    outside = StringField(
        "Answers beside these, if any",
        widget=GovTextInput(),
        description="Such as “Don't know”, which is no middle answer. Commas between",
    )
    sectors = StringField(
        "Who takes part", widget=GovTextInput(), description="Commas between", default="Council, VCS"
    )


class FileForm(FlaskForm):
    """A framework file."""

    source = TextAreaField(
        "The text of a framework file",
        widget=GovTextArea(),
        description="As docs/frameworks.md describes it, or as taken out here",
        render_kw={"rows": 8, "spellcheck": "false"},
    )
