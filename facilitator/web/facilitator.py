"""Pages for facilitators outside a workshop: account, sign-in, partnerships and new workshops."""

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from facilitator.domain.framework import Framework
from facilitator.domain.framework_file import FrameworkError, parse_framework
from facilitator.domain.workshop import Account, Breakdown, Entry, Mode, Pace, Workshop, code_for_people
from facilitator.frameworks import BUILT_IN, get_built_in
from facilitator.services import accounts, lists, workshops
from facilitator.services import frameworks as frameworks_service
from facilitator.services import partnerships as partnerships_service
from facilitator.services.workshops import NewWorkshop
from facilitator.web import forms
from facilitator.web.access import (
    check_form_token,
    facilitator,
    installation,
    own_page,
    public,
    start_sign_in,
)

blueprint = Blueprint("facilitator", __name__)


@blueprint.route("/setup/<token>", methods=["GET", "POST"])
@public
def set_up(token: str) -> ResponseReturnValue:
    """Create the first account with the one-time link that the server printed."""
    if not accounts.is_setup_link(installation(), token):
        if not accounts.has_accounts(installation()):
            return render_template(
                "error.html",
                title="This link no longer works",
                text="The server makes a new one each time it starts. Use the newest that it printed.",
            ), 410
        return render_template(
            "error.html",
            title="This link has been used",
            text="It creates one account, once. If the account is yours, sign in.",
            link=url_for(".sign_in"),
            link_text="Sign in",
        ), 410
    form = forms.SetupForm()
    if form.validate_on_submit():
        try:
            account = accounts.create_account(
                installation(), token, form.name.data, form.email.data, form.password.data
            )
        except accounts.LinkUsed:
            abort(410)
        start_sign_in(account)
        return redirect(url_for(".list_workshops"))
    return render_template("facilitator/set_up.html", form=form), 400 if form.errors else 200


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Sign in; wrong passwords are slowed down per account, not per address on the internet."""
    form, status = forms.SignInForm(), 200
    if form.validate_on_submit():
        try:
            account = accounts.sign_in(installation(), form.email.data, form.password.data)
        except accounts.TooSoon as wait:
            form.password.errors = [f"Too many wrong passwords. Try again in {wait.seconds} seconds."]
            status = 429
        else:
            if account:
                target = own_page(request.args.get("next"))
                start_sign_in(account)
                return redirect(target or url_for(".list_workshops"))
            form.password.errors = ["The email address or the password is wrong"]
            status = 401
    elif form.errors:
        status = 400
    return render_template("facilitator/sign_in.html", form=form), status


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End the sign-in."""
    check_form_token()
    session.clear()
    return redirect(url_for(".sign_in"))


@blueprint.get("/console/")
@facilitator
def list_workshops(account: Account) -> ResponseReturnValue:
    """List the workshops the account may run, or tell what to do first."""
    return render_template(
        "facilitator/list_workshops.html",
        account=account,
        partnerships=workshops.list_partnerships(installation(), account.id),
        workshops=workshops.list_workshops(installation(), account.id),
        code_for_people=code_for_people,
    )


@blueprint.route("/console/partnerships/new", methods=["GET", "POST"])
@facilitator
def create_partnership(account: Account) -> ResponseReturnValue:
    """Create a partnership and go on to its first workshop."""
    form = forms.PartnershipForm()
    if form.validate_on_submit():
        made = workshops.create_partnership(installation(), account.id, form.name.data, form.place.data)
        return redirect(url_for(".create_workshop", partnership=made.id))
    return render_template("facilitator/create_partnership.html", form=form), 400 if form.errors else 200


@blueprint.route("/console/workshops/new", methods=["GET", "POST"])
@facilitator
def create_workshop(account: Account) -> ResponseReturnValue:
    """Create a workshop with its relationships."""
    partnerships = workshops.list_partnerships(installation(), account.id)
    if not partnerships:
        return redirect(url_for(".create_partnership"))
    form = forms.WorkshopForm(
        partnership=request.args.get("partnership"), held_on=installation().clock().date()
    )
    own = {version.id: version for version in frameworks_service.list_own(installation(), account.id)}
    if not form.is_submitted():
        form.relationships.data = _known_relationships(account, form.partnership.data)
    form.partnership.choices = forms.choices((p.id, f"{p.name} ({p.place})") for p in partnerships)
    frameworks = {key: get_built_in(key) for key in BUILT_IN} | {k: v.framework for k, v in own.items()}
    numbers = {key: f" (your own, version {version.number})" for key, version in own.items()}
    form.framework.choices = forms.choices(
        (key, f.name + numbers.get(key, "")) for key, f in frameworks.items()
    )
    if form.validate_on_submit():
        framework = _chosen_framework(form, frameworks)
        relationships = _relationships(form)
        if framework is not None and relationships is not None:
            made = _make(account, form, framework, relationships)
            flash("The workshop is ready. Open it when people arrive.")
            return redirect(url_for("console.run", code=code_for_people(made.code)))
    return render_template("facilitator/create_workshop.html", form=form), 400 if form.errors else 200


def _make(
    account: Account, form: forms.WorkshopForm, framework: Framework, relationships: list[Entry]
) -> Workshop:
    new = NewWorkshop(
        partnership_id=form.partnership.data,
        title=form.title.data,
        held_on=form.held_on.data,
        mode=Mode(form.mode.data),
        framework=framework,
        k=form.k.data,
        breakdown=Breakdown(form.breakdown.data),
        pace=Pace(form.pace.data),
    )
    return workshops.create_workshop(installation(), account.id, new, relationships)


def _known_relationships(account: Account, partnership_id: str | None) -> str:
    """Return the relationships that a partnership's workshops share, one per line, to start with."""
    partnership = partnerships_service.find_partnership(installation(), partnership_id or "", account.id)
    if partnership is None:
        return ""
    known = partnerships_service.list_relationships(installation(), partnership)
    return "\n".join(lists.as_line(r) for r in known if not r.same_as)


def _chosen_framework(form: forms.WorkshopForm, frameworks: dict[str, Framework]) -> Framework | None:
    text = (form.framework_file.data or "").strip()
    if not text:
        return frameworks[form.framework.data]
    try:
        return parse_framework(text)
    except FrameworkError as error:
        more = len(error.problems) - 3
        told = [str(problem) for problem in error.problems[:3]] + ([f"And {more} more."] if more > 0 else [])
        form.framework_file.errors = [" ".join(told)]
        return None


def _relationships(form: forms.WorkshopForm) -> list[Entry] | None:
    try:
        return lists.read_lines("relationships", form.relationships.data or "")
    except lists.ListError as error:
        form.relationships.errors = [list_problem(error)]
        return None


def list_problem(error: lists.ListError) -> str:
    """Say what is wrong with pasted lines."""
    if error.code == "too_many":
        return f"A workshop can hold {lists.MOST_ENTRIES} lines; leave some out from line {error.line} on"
    if error.code == "empty":
        return "Write a name"
    return f"Line {error.line} is too long: use up to {lists.LONGEST_ENTRY} characters for a name"
