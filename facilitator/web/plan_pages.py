"""The plan for those who follow it up: signed in, by a read-only link, and at the next workshop."""

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from limits import RateLimitItemPerMinute

from facilitator.domain.workshop import Account, Workshop, code_for_people
from facilitator.services import agreeing, following, plan_files
from facilitator.web.access import board, facilitator, installation, private, public
from facilitator.web.forms.plan import STATUSES
from facilitator.web.guesses import limiter

blueprint = Blueprint("plan_pages", __name__)

WRONG_LINKS = RateLimitItemPerMinute(30)


@blueprint.get("/console/<code>/plan/follow-up")
@facilitator
def follow_up(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Show how the plan stands: overdue, due, status history."""
    return _page(following.read_plan(installation(), workshop), "facilitator/follow_up.html")


@blueprint.get("/plan/<secret>")
@public
def show_shared(secret: str) -> ResponseReturnValue:
    """Show the plan to whoever has its read-only link; wrong links are slowed down."""
    who = request.remote_addr or "?"
    if not limiter().test(WRONG_LINKS, "plan", who):
        abort(429)
    plan = following.find_by_link(installation(), secret)
    if plan is None:
        limiter().hit(WRONG_LINKS, "plan", who)
        abort(404)
    return _page(plan, "public/plan.html")


@blueprint.get("/b/<code>/earlier-plan")
@board
def show_earlier(workshop: Workshop) -> ResponseReturnValue:
    """Show what became of the plan of the partnership's workshop before this one."""
    plan = following.find_earlier_plan(installation(), workshop)
    if plan is None:
        abort(404)
    return _page(plan, "board/earlier_plan.html", code=code_for_people(workshop.code))


@blueprint.post("/console/<code>/plan/link")
@facilitator
def change_link(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Make a read-only link, shown once, or take it back."""
    code = code_for_people(workshop.code)
    if request.form.get("what") == "revoke":
        following.revoke_link(installation(), workshop.id)
        flash("The read-only link has been taken back. It shows nothing any more.")
        return redirect(url_for("planning.edit_plan", code=code, _anchor="share"), 303)
    secret = following.make_link(installation(), workshop.id)
    path = url_for(".show_shared", secret=secret)
    address = installation().settings.public_url.rstrip("/") + path
    return private(
        render_template("facilitator/plan_link.html", workshop=workshop, code=code, address=address)
    )


@blueprint.get("/console/<code>/plan.json")
@facilitator
def download_json(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Give the plan as data."""
    return jsonify(plan_files.plan_document(installation(), workshop))


@blueprint.get("/console/<code>/plan.csv")
@facilitator
def download_csv(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Give the plan as CSV in long form."""
    text = plan_files.plan_csv(plan_files.plan_document(installation(), workshop))
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="plan-{workshop.code}.csv"',
    }
    return text, 200, headers


def _page(plan: following.FollowedPlan, template: str, **more: object) -> ResponseReturnValue:
    standings = agreeing.list_standings(installation(), plan.workshop)
    return private(render_template(template, plan=plan, standings=standings, statuses=STATUSES, **more))
