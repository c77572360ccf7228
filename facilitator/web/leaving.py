"""The page on which a participant leaves a workshop for good."""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from facilitator.domain.workshop import Workshop, code_for_people
from facilitator.services.leaving import leave
from facilitator.services.voting import Voter
from facilitator.web.access import check_form_token, cookie_name, installation, participant

blueprint = Blueprint("leaving", __name__)


@blueprint.route("/w/<code>/leave", methods=["GET", "POST"])
@participant
def leave_workshop(workshop: Workshop, voter: Voter) -> ResponseReturnValue:
    """Say what leaving does, then forget the phone and what it can still take back."""
    left = request.method == "POST"
    if left:
        check_form_token()
        leave(installation(), workshop, voter)
    page = render_template(
        "participant/leave.html",
        workshop=workshop,
        code=code_for_people(workshop.code),
        form=FlaskForm(),
        left=left,
    )
    response = make_response(page)
    if left:
        response.delete_cookie(cookie_name(workshop), path="/")
    return response
