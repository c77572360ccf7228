"""A partnership's own page: its partners, its workshops over time, its plan and what they share."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovSelect, GovTextInput
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import Optional, ValidationError

from facilitator.domain.partners import (
    LONGEST_ORGANISATION,
    Partner,
    PartnerError,
    PartnerSector,
    SizeBand,
    count_by_sector,
)
from facilitator.domain.workshop import Account, Partnership
from facilitator.services import partnerships
from facilitator.services.installation import new_id
from facilitator.web.access import facilitator, installation
from facilitator.web.forms import choices
from facilitator.web.forms.fields import DATE_FORMATS

blueprint = Blueprint("partnership", __name__, url_prefix="/console/partnerships/<partnership_id>")

SECTORS = {
    PartnerSector.COUNCIL: "Council",
    PartnerSector.VCS: "VCS",
    PartnerSector.HEALTH: "NHS and health",
    PartnerSector.PUBLIC: "Other public bodies",
    PartnerSector.BUSINESS: "Business",
    PartnerSector.OTHER: "Others",
}
SIZES = {
    SizeBand.UNKNOWN: "Not known",
    SizeBand.MICRO: "Up to £10,000 a year",
    SizeBand.SMALL: "£10,000 to £100,000",
    SizeBand.MEDIUM: "£100,000 to £1 million",
    SizeBand.LARGE: "More than £1 million",
}
PROBLEMS = {
    "empty": "Write the name of the organisation",
    "too_long": f"Shorten the name to {LONGEST_ORGANISATION} characters",
    "there_already": "This organisation is on the list already",
    "too_many": "The list is full. Take organisations off that are no longer partners.",
}


class PartnerForm(FlaskForm):
    """An organisation."""

    organisation = StringField("Organisation", widget=GovTextInput())
    sector = SelectField("Kind", widget=GovSelect(), choices=choices((k, v) for k, v in SECTORS.items()))
    size = SelectField("Income", widget=GovSelect(), choices=choices((k, v) for k, v in SIZES.items()))
    missing = BooleanField("Missing: should be at the table and is not yet", widget=GovCheckboxInput())


class NextDateForm(FlaskForm):
    """When the partnership meets next."""

    next_on = DateField(
        "We meet next on",
        widget=GovTextInput(),
        format=DATE_FORMATS,
        validators=[Optional()],
        invalid_value_message="Enter a date, for example 27/03/2027",
        description="For example 27/03/2027. Leave it empty if there is none.",
    )

    def validate_next_on(self, field: DateField) -> None:
        """Refuse a day that has passed."""
        if field.data and field.data < installation().clock().date():
            raise ValidationError("This day has passed. Enter a day from today on")


@blueprint.get("/")
@facilitator
def show(account: Account, partnership: Partnership) -> ResponseReturnValue:
    """Show the partnership."""
    return _page(partnership)


@blueprint.post("/next-date")
@facilitator
def set_next_date(account: Account, partnership: Partnership) -> ResponseReturnValue:
    """Set when the partnership meets next."""
    form = NextDateForm()
    if not form.validate_on_submit():
        return _page(partnership, date_form=form)
    partnerships.set_next_date(installation(), partnership, form.next_on.data)
    return _back(partnership)


@blueprint.post("/partners")
@facilitator
def save_partner(account: Account, partnership: Partnership) -> ResponseReturnValue:
    """Add a partner, or change one."""
    form = PartnerForm()
    if form.validate_on_submit():
        partner = Partner(
            request.form.get("id", "")[:32] or new_id(),
            form.organisation.data or "",
            PartnerSector(form.sector.data),
            SizeBand(form.size.data),
            form.missing.data,
        )
        try:
            partnerships.save_partner(installation(), partnership, partner)
            return _back(partnership, "partners")
        except PartnerError as error:
            form.organisation.errors = [PROBLEMS[error.code]]
    return _page(partnership, partner_form=form)


@blueprint.post("/partners/<partner_id>/remove")
@facilitator
def remove_partner(account: Account, partnership: Partnership, partner_id: str) -> ResponseReturnValue:
    """Take a partner off the list."""
    partnerships.remove_partner(installation(), partnership, partner_id)
    return _back(partnership, "partners")


@blueprint.post("/relationships/<key>")
@facilitator
def change_relationship(account: Account, partnership: Partnership, key: str) -> ResponseReturnValue:
    """Say that a relationship is the same as another, or take it off the list."""
    if request.form.get("what") == "remove":
        if not partnerships.remove_relationship(installation(), partnership, key):
            flash("A workshop lists this relationship, so it stays.")
    else:
        try:
            partnerships.say_same(installation(), partnership, key, request.form.get("same_as") or None)
        except KeyError:
            abort(404)
    return _back(partnership, "relationships")


def _page(
    partnership: Partnership,
    date_form: NextDateForm | None = None,
    partner_form: PartnerForm | None = None,
) -> ResponseReturnValue:
    overview = partnerships.read_overview(installation(), partnership)
    today = installation().clock().date()
    page = render_template(
        "facilitator/partnership/show.html",
        partnership=partnership,
        overview=overview,
        counts=count_by_sector(overview.partners),
        names={r.key: r.name for r in overview.relationships},
        sectors=SECTORS,
        sizes=SIZES,
        today=today,
        date_form=date_form or NextDateForm(formdata=None, next_on=overview.next_on),
        partner_form=partner_form or PartnerForm(formdata=None),
        form=FlaskForm(),
    )
    return page, 400 if date_form or partner_form else 200


def _back(partnership: Partnership, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for(".show", partnership_id=partnership.id, _anchor=anchor), 303)
