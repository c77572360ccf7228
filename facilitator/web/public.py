"""Pages for everybody: the choice of language, and how far everybody can use what we make."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from facilitator.domain.translation import LANGUAGES
from facilitator.web.access import check_form_token, installation, own_page, public
from facilitator.web.language import BOTH, COOKIE

blueprint = Blueprint("public", __name__)

YEAR_SECONDS = 365 * 86400


@blueprint.post("/language")
@public
def choose_language() -> ResponseReturnValue:
    """Keep the language that a visitor chose on this device, and go back to the page."""
    check_form_token()
    wanted = request.form.get("language", "")
    response = redirect(own_page(request.form.get("next")) or url_for("joining.enter_code"), 303)
    if wanted in (*LANGUAGES, BOTH):
        response.set_cookie(
            COOKIE,
            wanted,
            max_age=YEAR_SECONDS,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=installation().settings.secure_cookies,
        )
    return response


@blueprint.get("/accessibility")
@public
def show_accessibility() -> ResponseReturnValue:
    """Say how accessible the product is, what is not, and whom to tell."""
    return render_template("public/accessibility.html", settings=installation().settings)
