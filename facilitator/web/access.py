"""Decides who may see a page: every endpoint declares its audience here, and gets loaded values."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Response, abort, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import validate_csrf
from limits import RateLimitItemPerMinute
from wtforms import ValidationError

from facilitator.domain.workshop import Account, Role, Workshop, code_for_people, normal_code
from facilitator.services import accounts, joining, partnerships, people, workshops
from facilitator.services.installation import Installation
from facilitator.services.voting import Voter
from facilitator.web.guesses import limiter
from facilitator.web.language import say_workshop

View = Callable[..., ResponseReturnValue]

WRONG_CODES = RateLimitItemPerMinute(30)
SEEN_ANEW_SECONDS = 3600  # how often use makes a session last longer


class BadFormToken(Exception):
    """A form came without the token this server gave it."""


class NotJoined(Exception):
    """The phone has not joined this workshop."""

    def __init__(self, workshop: Workshop) -> None:
        """Keep the workshop to offer joining it."""
        super().__init__(workshop.code)
        self.workshop = workshop


def installation() -> Installation:
    """Return the installation this app serves."""
    found: Installation = current_app.extensions["facilitator"]
    return found


def public(view: View) -> View:
    """Everybody; with a code in the address, everybody who knows the workshop's code."""
    return _declare("public", _with_workshop(view))


def board(view: View) -> View:
    """Everybody who knows the workshop's code and looks at the shared board."""
    return _declare("board", _with_workshop(view))


def participant(view: View) -> View:
    """People whose phone has joined the workshop."""

    @wraps(view)
    def guarded(*, code: str, **rest: Any) -> ResponseReturnValue:
        # Somebody with a good token has not guessed the code: nothing to throttle, nothing to count.
        lately = request.method == "POST"
        known = workshops.find_by_code(installation(), normal_code(code), lately=lately)
        workshop = known or find_workshop(code)
        token = request.cookies.get(cookie_name(workshop), "")
        sector = joining.find_sector(installation(), workshop, token)
        if sector is None:
            find_workshop(code)
            if request.method == "GET":
                return redirect(url_for("joining.join", code=code_for_people(workshop.code)))
            raise NotJoined(workshop)
        return private(view(workshop=say_workshop(workshop), voter=Voter(token, sector), **rest))

    return _declare("participant", guarded)


def harmless(view: View) -> View:
    """Let viewers send the forms of a page as well, because they change nothing; stands below facilitator."""
    view.is_harmless = True  # type: ignore[attr-defined] # read by facilitator alone
    return view


def facilitator(view: View) -> View:
    """People who are signed in and may run the workshop, or work in the partnership, of the address."""
    may_change = not getattr(view, "is_harmless", False)

    @wraps(view)
    def guarded(*, code: str | None = None, **rest: Any) -> ResponseReturnValue:
        account = current_account()
        if account is None:
            target = request.full_path if request.method == "GET" else None
            return redirect(url_for("facilitator.sign_in", next=target))
        if request.method == "POST":
            check_form_token()
        if code is not None:
            workshop = workshops.find_by_code(installation(), normal_code(code))
            role = workshop and people.find_role(installation(), workshop.partnership.id, account.id)
            if workshop is None or role is None:
                abort(404)
            if request.method == "POST" and may_change and role is Role.VIEWER:
                abort(403, description="You may look at this workshop, not change it.")
            g.role = role
            rest["workshop"] = workshop
            answer = private(view(account=account, **rest))
            changed = request.method == "POST" and may_change and not g.get("changed_nothing")
            if changed and answer.status_code < 400:
                people.note_change(installation(), workshop, account, request.endpoint or "", _what())
            return answer
        if "partnership_id" in rest:
            found = partnerships.find_partnership(installation(), rest.pop("partnership_id"), account.id)
            if found is None:
                abort(404)
            if (
                request.method == "POST"
                and people.find_role(installation(), found.id, account.id) is Role.VIEWER
            ):
                abort(403, description="You may look at this partnership, not change it.")
            rest["partnership"] = found
        return private(view(account=account, **rest))

    return _declare("facilitator", guarded)


def require_owner() -> None:
    """Answer 403 unless the signed-in account owns the workshop's partnership."""
    if g.role is not Role.OWNER:
        abort(403, description="Only an owner of the partnership may do that.")


def offer_undo(text: str, url: str, fields: dict[str, str]) -> None:
    """Say on the next page what was done, with a button that takes it back."""
    flash({"text": text, "url": url, "fields": fields}, "undo")  # type: ignore[arg-type] # kept as JSON


def _what() -> str:
    """Return what was pressed, never what was written: names of moves and switches alone."""
    pressed = (request.form.get(name, "") for name in ("move", "what", "on", "state", "part", "role", "step"))
    return " ".join(word for word in pressed if re.fullmatch(r"[a-z0-9_-]{1,40}", word))


def check_form_token() -> None:
    """Raise BadFormToken unless the form carries this visitor's token."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        raise BadFormToken from None


def has_form_token() -> bool:
    """Tell whether the form carries this visitor's token."""
    try:
        check_form_token()
    except BadFormToken:
        return False
    return True


def find_workshop(code: str) -> Workshop:
    """Return the workshop with this code or answer 404; only wrong codes are counted and throttled."""
    who, guesses = request.remote_addr or "?", limiter()
    workshop = workshops.find_by_code(installation(), normal_code(code))
    if workshop is not None and guesses.knows(who, workshop.code):
        return workshop  # a room shares one address: somebody's guesses must not lock the others out
    if not guesses.test(WRONG_CODES, "code", who):
        abort(429)
    if workshop is None:
        guesses.hit(WRONG_CODES, "code", who)
        abort(404, description=_("There is no workshop with the code “%(code)s”.", code=code[:20]))
    guesses.learn(who, workshop.code)
    return workshop


def own_page(target: str | None) -> str | None:
    """Return a page of this server to go on to, never another server's."""
    if not target:
        return None
    parts = urlsplit(target)
    safe = not parts.scheme and not parts.netloc and target.startswith("/") and not target.startswith("//")
    return target if safe and "\\" not in target else None


def current_account() -> Account | None:
    """Return who is signed in, None where the password has changed since or nobody is."""
    account_id, stamp = session.get("account"), session.get("stamp")
    if not account_id:
        return None
    account = accounts.find_account(installation(), account_id)
    if account is None or accounts.password_stamp(account) != stamp:
        session.clear()
        return None
    if abs(time.time() - session.get("seen", 0)) > SEEN_ANEW_SECONDS:
        session["seen"] = int(time.time())
    return account


def start_sign_in(account: Account) -> None:
    """Sign an account in, in a session that starts afresh."""
    session.clear()
    session.permanent = True
    session["account"], session["stamp"] = account.id, accounts.password_stamp(account)
    session["seen"] = int(time.time())


def cookie_name(workshop: Workshop) -> str:
    """Return the name of the cookie that holds a participant's token for this workshop."""
    prefix = "__Host-" if installation().settings.secure_cookies else ""
    return f"{prefix}workshop-{workshop.code}"


def give_token(response: Response, workshop: Workshop, token: str) -> None:
    """Put a participant's token on their phone; scripts cannot read it."""
    response.set_cookie(
        cookie_name(workshop),
        token,
        max_age=timedelta(days=14),
        path="/",
        httponly=True,
        samesite="Lax",
        secure=installation().settings.secure_cookies,
    )


def private(answer: ResponseReturnValue) -> Response:
    """Return a page that no cache may keep."""
    response = current_app.make_response(answer)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _with_workshop(view: View) -> View:
    @wraps(view)
    def loaded(**given: Any) -> ResponseReturnValue:
        if "code" in given:
            workshop = find_workshop(given.pop("code"))
            # Results as data keep the framework's own words: programs read them, not people.
            given["workshop"] = workshop if request.path.endswith(".json") else say_workshop(workshop)
        return view(**given)

    return loaded


def _declare(audience: str, view: View) -> View:
    view.audience = audience  # type: ignore[attr-defined]
    return view
