"""Puts the web application together and refuses to start where an endpoint declares no audience."""

from datetime import timedelta
from pathlib import Path

from flask import Flask, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date, get_locale
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from govuk_frontend_wtf.main import WTFormsHelpers
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader
from werkzeug.exceptions import HTTPException

from facilitator.domain.translation import LANGUAGES
from facilitator.domain.workshop import code_for_people
from facilitator.services.installation import Installation
from facilitator.services.workshops import UnknownWorkshop
from facilitator.store.ballot_box import BoxClosed
from facilitator.store.database import Unavailable
from facilitator.web import (
    board,
    comparison,
    console,
    description,
    desk,
    directing,
    expecting,
    framework_editor,
    health,
    importing,
    joining,
    leaving,
    moves,
    partnership,
    people,
    plan_pages,
    plan_upload,
    planning,
    preparing,
    previewing,
    prework,
    public,
    sharing,
    tickets,
    words,
)
from facilitator.web import facilitator as facilitator_pages
from facilitator.web import participant as participant_pages
from facilitator.web.access import BadFormToken, NotJoined
from facilitator.web.assets import pack_static
from facilitator.web.doors import guard
from facilitator.web.guesses import Guesses
from facilitator.web.language import SpokenBabel, page_language, select_locale, speaks_many, wants_both
from facilitator.web.rendered import Rendered

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
LARGEST_FORM = 2 * 1024 * 1024


class UndeclaredAudience(RuntimeError):
    """An endpoint does not say who may see it."""


def create_app(installation: Installation) -> Flask:
    """Return the web application for an installation."""
    here = Path(__file__).parent
    packed = (here / "_templates").exists()
    folder = here if packed else here.parent
    app = Flask(
        __name__,
        template_folder=str(folder / ("_templates" if packed else "templates")),
        static_folder=str(folder / ("_static" if packed else "static")),
        static_url_path="/static",
    )
    app.config.update(
        SECRET_KEY=installation.settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        SESSION_COOKIE_NAME="__Host-session" if installation.settings.secure_cookies else "session",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=installation.settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=4),  # without any use; an open console counts as use
        # A counter that is fetched while a form is sent must not put back the session of before the form.
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,  # a workshop may last all day
        BABEL_DEFAULT_LOCALE="en_GB",
        TESTING=installation.settings.testing,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(hours=1),
    )
    app.json.sort_keys = False  # type: ignore[attr-defined] # answers stand lowest first
    app.extensions["facilitator"] = installation
    app.extensions["limiter"] = Guesses(installation.settings.redis_url)
    app.extensions["rendered"] = Rendered()
    _set_up_templates(app)
    SpokenBabel(app, locale_selector=select_locale)
    for module in (
        joining,
        participant_pages,
        board,
        facilitator_pages,
        console,
        moves,
        words,
        description,
        desk,
        health,
        people,
        planning,
        plan_pages,
        plan_upload,
        preparing,
        previewing,
        public,
        sharing,
        tickets,
        directing,
        expecting,
        partnership,
        comparison,
        prework,
        importing,
        leaving,
        framework_editor,
    ):
        app.register_blueprint(module.blueprint)
    pack_static(app)
    setattr(app.view_functions["static"], "audience", "public")  # noqa: B010 - a function's attribute
    guard(app, installation.settings.public_url)
    app.after_request(_add_headers)
    _handle_errors(app)
    undeclared = [name for name, view in app.view_functions.items() if not hasattr(view, "audience")]
    if undeclared:
        raise UndeclaredAudience(", ".join(sorted(undeclared)))
    return app


def _set_up_templates(app: Flask) -> None:
    kit = PrefixLoader(
        {
            "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja"),
            "govuk_frontend_wtf": PackageLoader("govuk_frontend_wtf"),
        }
    )
    folder = app.template_folder or ""
    app.jinja_options = {"loader": ChoiceLoader([FileSystemLoader(str(folder)), kit])}
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["code"] = code_for_people
    app.jinja_env.filters["date"] = format_date
    app.jinja_env.globals["get_locale"] = get_locale
    app.jinja_env.globals["page_language"] = page_language
    app.jinja_env.globals["csrf_token"] = generate_csrf
    app.jinja_env.globals["languages"] = LANGUAGES
    app.jinja_env.globals["wants_both"] = wants_both
    app.jinja_env.globals["speaks_many"] = speaks_many
    app.jinja_env.globals["is_shared"] = sharing.is_shared
    WTFormsHelpers(app)


def _add_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def _handle_errors(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def tell(error: HTTPException) -> ResponseReturnValue:
        return _error_page(error.code or 500, error)

    @app.errorhandler(BadFormToken)
    def refuse_form(_error: BadFormToken) -> ResponseReturnValue:
        return render_template(
            "error.html",
            title=_("This page was open for too long"),
            text=_("Nothing was changed. Go back, reload the page and send it again."),
            link=request.path if request.method == "GET" else (request.referrer or "/"),
            link_text=_("Back to the page"),
        ), 400

    @app.errorhandler(NotJoined)
    def offer_joining(error: NotJoined) -> ResponseReturnValue:
        return render_template(
            "error.html",
            title=_("This phone has not joined the workshop"),
            text=_("Nothing was saved. Join the workshop first; it takes a few seconds."),
            link=url_for("joining.join", code=code_for_people(error.workshop.code)),
            link_text=_("Join the workshop"),
        ), 403

    @app.errorhandler(Unavailable)
    @app.errorhandler(BoxClosed)
    @app.errorhandler(OSError)
    def ask_for_patience(error: Exception) -> ResponseReturnValue:
        app.logger.error("the database or the disk cannot be used: %s", error)
        page, status = _error_page(503, None)
        return page, status, {"Retry-After": "5", "Cache-Control": "no-store"}

    @app.errorhandler(UnknownWorkshop)
    def tell_of_deletion(_error: UnknownWorkshop) -> ResponseReturnValue:
        return _error_page(404, None)

    @app.errorhandler(Exception)
    def apologise(error: Exception) -> ResponseReturnValue:
        if app.testing:
            raise error
        app.logger.exception("a page failed")
        return _error_page(500, None)


def _error_page(status: int, error: HTTPException | None) -> tuple[str, int]:
    own = getattr(error, "description", None) or ""
    own_words = own if status == 403 and own.startswith(("You may", "Only an owner")) else ""
    texts = {
        404: (_("There is nothing here"), _("Check the address or the code on the screen and try again.")),
        405: (_("That does not work here"), _("Go back and use the buttons on the page.")),
        403: (_("You may not do that"), own_words or _("Ask an owner of the partnership.")),
        410: (_("This link has been used"), _("Ask for a new one, or sign in.")),
        413: (_("That is too long"), _("Nothing was saved. Go back, shorten it and send it again.")),
        429: (_("Too many wrong codes"), _("Wait a minute, then type the code from the screen again.")),
        503: (
            _("This was not saved"),
            _("The server cannot save at the moment. Wait a few seconds and send it again."),
        ),
        500: (
            _("Something went wrong here"),
            _("It is not your fault. What you saved before is safe. Try again."),
        ),
    }
    title, text = texts.get(
        status, (_("That did not work"), _("Nothing was changed. Go back and try again."))
    )
    if status == 404 and own.startswith("There is no workshop"):
        title, text = own, _("Check the code on the screen: six letters and digits.")
    link, link_text = "/", _("Start page")
    if status == 405 and request.method == "GET":
        # The address of a button, opened by itself.
        link, link_text = _page_above(request.path), _("Back to the page")
    page = render_template("error.html", title=title, text=text, link=link, link_text=link_text)
    return page, status


def _page_above(path: str) -> str:
    """Return the address of the nearest page above a button's address that is about the same things."""
    addresses = current_app.create_url_adapter(request)
    if addresses is None or not addresses.test(path, "POST"):
        return "/"
    _, about = addresses.match(path, "POST")
    while path := path.rpartition("/")[0]:
        for candidate in (f"{path}/", path):
            if addresses.test(candidate, "GET"):
                _, shown = addresses.match(candidate, "GET")
                if shown.items() <= about.items():
                    return request.script_root + candidate
    return "/"
