"""The rules of a workshop before anybody joins, and the tickets it lets people in with."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovTextInput
from markupsafe import Markup
from wtforms import IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange

from facilitator.domain.workshop import LARGEST_K, SMALLEST_K, Account, Breakdown, Workshop, code_for_people
from facilitator.services import tickets, workshops
from facilitator.web.access import facilitator, installation
from facilitator.web.board import join_address
from facilitator.web.forms import choices
from facilitator.web.qr import draw_qr

blueprint = Blueprint("tickets", __name__, url_prefix="/console")

MOST_ON_SHEET = 200


class RulesForm(FlaskForm):
    """What people are promised when they join."""

    breakdown = RadioField(
        "Show results by",
        widget=GovRadioInput(),
        choices=choices([(Breakdown.SIDE, "Side"), (Breakdown.SECTOR, "Sector")]),
    )
    k = IntegerField(
        "Smallest group shown",
        widget=GovTextInput(),
        invalid_value_message=f"Enter a number from {SMALLEST_K} to {LARGEST_K}",
        validators=[
            InputRequired(f"Enter a number from {SMALLEST_K} to {LARGEST_K}"),
            NumberRange(SMALLEST_K, LARGEST_K, f"Enter a number from {SMALLEST_K} to {LARGEST_K}"),
        ],
    )
    tickets = RadioField(
        "Who can join?",
        widget=GovRadioInput(),
        description="With tickets, each seat can join once. You print them and hand them out.",
        choices=choices([("no", "Everybody who has the code"), ("yes", "Only people with a ticket")]),
    )


class TicketsForm(FlaskForm):
    """How many tickets to print."""

    number = IntegerField(
        "How many new tickets?",
        widget=GovTextInput(),
        invalid_value_message="Enter a number",
        validators=[
            InputRequired("Enter a number"),
            NumberRange(1, MOST_ON_SHEET, f"Enter a number from 1 to {MOST_ON_SHEET}"),
        ],
    )


@blueprint.route("/<code>/rules", methods=["GET", "POST"])
@facilitator
def change_rules(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Change what people will be promised, until the first of them joins."""
    form = RulesForm(obj=workshop)
    if request.method == "GET":
        form.tickets.data = "yes" if workshop.tickets else "no"
    if form.validate_on_submit():
        try:
            workshops.change_rules(
                installation(),
                workshop.id,
                k=form.k.data,
                breakdown=Breakdown(form.breakdown.data),
                tickets=form.tickets.data == "yes",
            )
            flash("Saved. These rules hold from the first person who joins.")
        except workshops.RulesFrozen:
            flash("Nothing was changed: somebody has joined, and what they were promised holds.")
        return redirect(url_for("console.run", code=code_for_people(workshop.code)), 303)
    return render_template(
        "facilitator/change_rules.html", form=form, workshop=workshop, code=code_for_people(workshop.code)
    ), 400 if form.errors else 200


@blueprint.route("/<code>/tickets", methods=["GET", "POST"])
@facilitator
def make(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Make tickets and show the sheet to print, once: their codes are stored nowhere."""
    form = TicketsForm(number=30) if request.method == "GET" else TicketsForm()
    code = code_for_people(workshop.code)
    if form.validate_on_submit():
        made = [
            (code_for_people(ticket), Markup(draw_qr(f"{join_address(workshop)}?ticket={ticket}")))  # noqa: S704 - drawn here
            for ticket in tickets.make_tickets(installation(), workshop, form.number.data)
        ]
        return render_template(
            "facilitator/ticket_sheet.html",
            tickets=made,
            workshop=workshop,
            code=code,
            address=join_address(workshop),
        )
    return render_template(
        "facilitator/tickets.html",
        form=form,
        workshop=workshop,
        code=code,
        left=tickets.count_left(installation(), workshop),
    ), 400 if form.errors else 200


@blueprint.post("/<code>/tickets/withdraw")
@facilitator
def withdraw(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Make all unused tickets void."""
    tickets.withdraw_tickets(installation(), workshop)
    flash("All unused tickets are void. Print new ones for those who have not joined yet.")
    return redirect(url_for(".make", code=code_for_people(workshop.code)), 303)
