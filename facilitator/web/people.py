"""Pages about the people who run workshops: one's own account, co-facilitators, what they changed."""

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from facilitator.domain.workshop import Account, Role, Workshop, code_for_people
from facilitator.services import accounts, people
from facilitator.web import forms
from facilitator.web.access import (
    check_form_token,
    current_account,
    facilitator,
    installation,
    private,
    public,
    require_owner,
    start_sign_in,
)

blueprint = Blueprint("people", __name__)

ROLES = {
    Role.OWNER: "Owner: runs workshops, invites others, deletes",
    Role.FACILITATOR: "Co-facilitator: prepares and runs workshops",
    Role.VIEWER: "Viewer: looks at everything a facilitator sees, changes nothing",
}


@blueprint.route("/console/account", methods=["GET", "POST"])
@facilitator
def edit_account(account: Account) -> ResponseReturnValue:
    """Change one's own password; every other sign-in of this account ends."""
    form = forms.PasswordForm()
    if form.validate_on_submit():
        changed = accounts.change_password(installation(), account, form.old.data, form.password.data)
        if changed:
            start_sign_in(changed)
            flash("Your password has been changed. Other devices have to sign in again.")
            return redirect(url_for("facilitator.list_workshops"))
        form.old.errors = ["This is not your password"]
    page = render_template("facilitator/edit_account.html", form=form, account=account)
    return page, 400 if form.errors else 200


@blueprint.route("/console/<code>/people", methods=["GET", "POST"])
@facilitator
def list_people(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """List who works in the workshop's partnership; owners invite, change roles and let people out."""
    link = ""
    if request.method == "POST":
        require_owner()
        try:
            link = _change(workshop)
        except people.LastOwner:
            flash("A partnership needs at least one owner. Make somebody else an owner first.")
        except (KeyError, ValueError):
            abort(400)
        if not link:
            return redirect(url_for(".list_people", code=code_for_people(workshop.code)), 303)
    return render_template(
        "facilitator/list_people.html",
        account=account,
        workshop=workshop,
        code=code_for_people(workshop.code),
        members=people.list_members(installation(), workshop.partnership),
        open_links=people.count_invitations(installation(), workshop.partnership),
        mine=people.find_role(installation(), workshop.partnership.id, account.id),
        roles=ROLES,
        link=link,
        form=FlaskForm(),
    )


def _change(workshop: Workshop) -> str:
    what, here = request.form.get("what"), installation()
    if what == "invite":
        path = people.invite(here, workshop.partnership, Role(request.form.get("role", "")))
        return here.settings.public_url.rstrip("/") + path
    if what == "revoke":
        people.revoke_invitations(here, workshop.partnership)
    elif what == "role":
        wanted = request.form.get("role", "")
        role = Role(wanted) if wanted else None
        people.change_role(here, workshop.partnership, request.form.get("member", ""), role)
    else:
        raise KeyError(what)
    return ""


@blueprint.get("/console/<code>/history")
@facilitator
def show_history(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """List what facilitators changed in a workshop, and when."""
    return render_template(
        "facilitator/show_history.html",
        workshop=workshop,
        code=code_for_people(workshop.code),
        changes=people.list_changes(installation(), workshop),
        deeds=DEEDS,
    )


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@public
def accept(token: str) -> ResponseReturnValue:
    """Join a partnership with a one-time link, with one's account or a new one."""
    found = people.find_invitation(installation(), token)
    if found is None:
        abort(410)
    partnership, role = found
    account = current_account()
    form = forms.SetupForm() if account is None else None
    try:
        if account is not None and request.method == "POST":
            check_form_token()
            people.accept(installation(), token, account)
        elif form is not None and form.validate_on_submit():
            start_sign_in(
                people.accept_as_newcomer(
                    installation(), token, form.name.data, form.email.data, form.password.data
                )
            )
        else:
            page = render_template(
                "facilitator/accept_invitation.html",
                partnership=partnership,
                role=ROLES[role],
                account=account,
                form=form or FlaskForm(),
                token=token,
            )
            return private((page, 400 if form is not None and form.errors else 200))
    except accounts.EmailTaken:
        flash("There is an account with this email address. Sign in with it, then open the link again.")
        return redirect(url_for("facilitator.sign_in", next=url_for(".accept", token=token)))
    except accounts.LinkUsed:
        abort(410)
    flash(f"You now work in “{partnership.name}”.")
    return redirect(url_for("facilitator.list_workshops"))


@blueprint.route("/reset/<token>", methods=["GET", "POST"])
@public
def reset_password(token: str) -> ResponseReturnValue:
    """Choose a new password with the one-time link that the host printed."""
    account = accounts.find_reset_account(installation(), token)
    if account is None:
        abort(410)
    form = forms.NewPasswordForm()
    if form.validate_on_submit():
        try:
            account = accounts.reset_password(installation(), token, form.password.data)
        except accounts.LinkUsed:
            abort(410)
        session.clear()
        start_sign_in(account)
        flash("Your new password is set. Other devices have to sign in again.")
        return redirect(url_for("facilitator.list_workshops"))
    page = render_template("facilitator/reset_password.html", form=form, account=account)
    return private((page, 400 if form.errors else 200))


DEEDS = {
    "moves.make_move": "Agenda",
    "console.switch": "Room",
    "directing.direct": "Board",
    "desk.change_timer": "Clock",
    "console.save_notes": "Notes",
    "prework.move": "Pre-work",
    "prework.take": "Pre-work as round 1",
    "prework.moderate": "Words",
    "importing.enter_form": "Paper forms entered",
    "importing.bring_in": "Answers brought in from a table",
    "moves.end": "Ended the workshop",
    "words.add_lines": "Added to a list",
    "words.change_entry": "Changed a list",
    "words.moderate": "Looked at what people wrote",
    "words.show_all": "Showed all that people wrote",
    "people.list_people": "People who run it",
    "preparing.edit_settings": "Settings",
    "preparing.edit_agenda": "Steps and timings",
    "preparing.duplicate": "Duplicated",
    "preparing.rehearse": "Rehearsal",
    "planning.edit_plan": "Joint action plan",
    "planning.edit_action": "Joint action plan: an action",
    "planning.remove_action": "Joint action plan: took an action out",
    "planning.restore_action": "Joint action plan: put an action back",
    "planning.undo_save": "Joint action plan: undid a change",
    "planning.answer_openly": "Joint action plan: asked in the open",
    "planning.take_point": "Joint action plan: made an action of what was said",
    "planning.set_review_date": "Joint action plan: review date",
    "plan_upload.apply": "Joint action plan: took in a workbook",
    "plan_pages.change_link": "Joint action plan: read-only link",
    # As earlier versions noted them.
    "console.make_move": "Agenda",
    "console.end": "Ended the workshop",
    "console.add_lines": "Added to a list",
    "console.change_entry": "Changed a list",
    "console.moderate": "Looked at what people wrote",
    "console.show_all": "Showed all that people wrote",
}
