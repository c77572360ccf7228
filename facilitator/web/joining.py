"""The way into a workshop: the code, the group, the promise."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.exceptions import NotFound

from facilitator.domain.agenda import WorkshopState
from facilitator.domain.workshop import Workshop, code_for_people
from facilitator.services import joining, workshops
from facilitator.web import forms
from facilitator.web.access import (
    check_form_token,
    cookie_name,
    find_workshop,
    give_token,
    installation,
    private,
    public,
)
from facilitator.web.language import say_workshop

blueprint = Blueprint("joining", __name__)


@blueprint.route("/", methods=["GET", "POST"])
@public
def enter_code() -> ResponseReturnValue:
    """Ask for the code of a workshop."""
    form = forms.CodeForm()
    status = 200
    if form.validate_on_submit():
        try:
            workshop = find_workshop(form.code.data)
        except NotFound as error:
            form.code.errors = [error.description]
            status = 404
        else:
            return redirect(url_for(".join", code=code_for_people(workshop.code)))
    elif form.errors:
        status = 400
    return render_template("participant/enter_code.html", form=form), status


@blueprint.route("/j/<code>", methods=["GET", "POST"])
@public
def join(workshop: Workshop) -> ResponseReturnValue:
    """Say which sector one belongs to, with the promise in view, and join."""
    code = code_for_people(workshop.code)
    if request.method == "POST":
        check_form_token()
    if _has_joined(workshop):
        return private(redirect(url_for("participant.show_here", code=code)))
    error = wrong_ticket = ""
    if request.method == "POST":
        try:
            ticket = request.form.get("ticket", "")[:40]
            token = joining.join(installation(), workshop, request.form.get("sector", ""), ticket)
        except KeyError:
            error = _("Choose the group you belong to")
        except joining.TicketNeeded:
            wrong_ticket = _("This ticket is wrong or has been used. Ask the facilitator for another one")
        except (joining.NotOpen, joining.RoomLocked):
            pass  # the page says so
        else:
            response = make_response(redirect(url_for("participant.show_here", code=code)))
            give_token(response, workshop, token)
            return private(response)
    fresh = say_workshop(workshops.get_workshop(installation(), workshop.id))
    page = render_template(
        "participant/join.html",
        workshop=fresh,
        code=code,
        error=error,
        wrong_ticket=wrong_ticket,
        ticket=request.values.get("ticket", "")[:40],
        form=FlaskForm(),
        chosen=request.form.get("sector"),
        is_open=fresh.state is WorkshopState.OPEN,
    )
    return private(
        make_response(page, 400 if error or wrong_ticket else 409 if request.method == "POST" else 200)
    )


def _has_joined(workshop: Workshop) -> bool:
    """Tell whether this phone takes part already."""
    token = request.cookies.get(cookie_name(workshop), "")
    return joining.find_sector(installation(), workshop, token) is not None


@blueprint.get("/promise")
@public
def promise() -> ResponseReturnValue:
    """Say what can be promised and what cannot."""
    return render_template("public/promise.html")
