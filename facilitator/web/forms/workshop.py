"""Describes the forms that prepare a workshop."""

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovTextArea, GovTextInput
from wtforms import DateField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from facilitator.domain.workshop import DEFAULT_K, LARGEST_K, SMALLEST_K, Breakdown, Mode, Pace
from facilitator.web.forms.fields import DATE_FORMATS, choices, name_field


class PartnershipForm(FlaskForm):
    """A place and its partners."""

    name = name_field("Name of the partnership", "For example: Ambermouth Together")
    place = name_field("Place", "The council area, for example: Ambermouth")


class SettingsForm(FlaskForm):
    """What people read about one sitting, and who takes part."""

    title = name_field("Title", "People see it on their phones and on the board")
    held_on = DateField(
        "Date",
        widget=GovTextInput(),
        format=DATE_FORMATS,
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


class WorkshopForm(SettingsForm):
    """One sitting with its rules and its relationships."""

    partnership = SelectField("Partnership", widget=GovSelect())
    pace = RadioField(
        "How?",
        widget=GovRadioInput(),
        choices=choices(
            [
                (Pace.LED, "In a room: you lead, everybody's phone follows"),
                (
                    Pace.SELF,
                    "Self-paced: a link, open until the end of the date above; results come once, after it",
                ),
            ]
        ),
        default=Pace.LED,
    )
    breakdown = RadioField(
        "Show results by",
        widget=GovRadioInput(),
        description="For a joint workshop; one side alone is shown by its sectors. It cannot be changed once somebody has joined. Never both: one could be subtracted from the other.",
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
