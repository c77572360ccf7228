"""One device for several people: a fresh start for each, and no way back into another's answers."""

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from facilitator.domain.workshop import Workshop, code_for_people
from facilitator.services.voting import Voter
from facilitator.web.access import (
    check_form_token,
    cookie_name,
    installation,
    participant,
    private,
    public,
)

blueprint = Blueprint("sharing", __name__)


@blueprint.route("/j/<code>/shared", methods=["GET", "POST"])
@public
def share(workshop: Workshop) -> ResponseReturnValue:
    """Tell how a shared device works, and begin or stop sharing this one."""
    code = code_for_people(workshop.code)
    if request.method == "GET":
        page = render_template(
            "participant/share.html",
            workshop=workshop,
            code=code,
            form=FlaskForm(),
            shared=is_shared(workshop),
        )
        return private(page)
    check_form_token()
    response = _forget(workshop, redirect(url_for("joining.join", code=code)))
    if request.form.get("on") == "yes":
        response.set_cookie(
            _mark(workshop),
            "yes",
            path="/",
            httponly=True,
            samesite="Lax",
            secure=installation().settings.secure_cookies,
        )
    else:
        response.delete_cookie(_mark(workshop), path="/", secure=installation().settings.secure_cookies)
    return private(response)


@blueprint.post("/w/<code>/hand-over")
@participant
def hand_over(workshop: Workshop, voter: Voter) -> ResponseReturnValue:
    """Forget who used this device, and greet the next person."""
    check_form_token()
    return _forget(workshop, redirect(url_for(".greet", code=code_for_people(workshop.code)), 303))


@blueprint.get("/j/<code>/next")
@public
def greet(workshop: Workshop) -> ResponseReturnValue:
    """Thank the person who is done, and let the next one begin."""
    return private(
        render_template("participant/greet.html", workshop=workshop, code=code_for_people(workshop.code))
    )


def is_shared(workshop: Workshop) -> bool:
    """Tell whether several people use this device in turn."""
    return request.cookies.get(_mark(workshop)) == "yes"


def _mark(workshop: Workshop) -> str:
    prefix = "__Host-" if installation().settings.secure_cookies else ""
    return f"{prefix}shared-{workshop.code}"


def _forget(workshop: Workshop, answer: ResponseReturnValue) -> Response:
    response = current_app.make_response(answer)
    response.delete_cookie(
        cookie_name(workshop), path="/", httponly=True, secure=installation().settings.secure_cookies
    )
    # Browsers obey this over HTTPS; the greeting page clears what scripts kept in any case.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
