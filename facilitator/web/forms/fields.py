"""Builds what all forms are made of: choices, names, dates."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms import StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from facilitator.domain.ballot import clean_text

LONGEST_NAME = 200
# Dates are shown day first, and taken in the ways people write them.
DATE = "%d/%m/%Y"
DATE_FORMATS = [DATE, "%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y"]


def choices(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Return (value, label) pairs as a field's choices."""
    return [SelectChoice(value, label) for value, label in pairs]


def name_field(label: str, hint: str = "", longest: int = LONGEST_NAME) -> StringField:
    """Return a field for a name that has to be filled in."""
    return StringField(
        label,
        description=hint,
        widget=GovTextInput(),
        filters=[lambda value: clean_text(value) if value else value],
        validators=[
            InputRequired(_l("Fill in: %(label)s", label=label)),
            Length(
                max=longest,
                message=_l("%(label)s may have up to %(most)s characters", label=label, most=longest),
            ),
        ],
    )
