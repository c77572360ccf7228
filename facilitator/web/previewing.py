"""Previews for whoever prepares a workshop: each page of a phone, each picture of the board; nothing is kept."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from facilitator.charts.heads import lay_out_heads
from facilitator.charts.layout import LAYOUTS
from facilitator.charts.pictures import draw_picture
from facilitator.charts.svg import to_svg
from facilitator.domain.agenda import Round, RoundStatus, WorkshopState
from facilitator.domain.direction import View
from facilitator.domain.framework import CriterionKind, Step, StepKind
from facilitator.domain.rounding import show_middle, show_points, show_share
from facilitator.domain.workshop import Account, Workshop, code_for_people
from facilitator.services import lists, previewing
from facilitator.web import forms
from facilitator.web.access import facilitator, harmless, installation
from facilitator.web.board import join_address
from facilitator.web.panels import Panel, parts_of

blueprint = Blueprint("previewing", __name__, url_prefix="/console")

# Pages of a phone beside the questions: key to name, template, and what a round is like meanwhile.
PHONE_PAGES: dict[str, tuple[str, str, RoundStatus | None]] = {
    "join": ("Joining", "participant/join.html", None),
    "wait": ("Waiting for the first questions", "participant/wait.html", None),
    "paused": ("Paused", "participant/wait.html", RoundStatus.PAUSED),
    "closed": ("Questions closed", "participant/wait.html", RoundStatus.CLOSED),
    "late": ("An answer that came too late", "participant/too_late.html", None),
    "results": ("Results are shown", "participant/wait.html", RoundStatus.REVEALED),
    "leave": ("Leaving", "participant/leave.html", None),
    "ended": ("After the end", "participant/wait.html", None),
}
# Pages of the board beside the pictures: key to name, and the kind of step it needs.
BOARD_PAGES: dict[str, tuple[str, StepKind | None]] = {
    "lobby": ("Joining", None),
    "progress": ("While people answer", None),
    "plan": ("Joint action plan", StepKind.PLAN),
    "ended": ("After the end", None),
}
LIST = "list"


@blueprint.get("/<code>/preview")
@facilitator
def list_previews(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """List what can be looked at before the workshop: phones, then the board."""
    return render_template(
        "facilitator/previews.html",
        pages=PHONE_PAGES,
        boards=_boards(workshop),
        asked=_asked(workshop),
        pictures=_parts(workshop),
        workshop=workshop,
        code=code_for_people(workshop.code),
    )


@blueprint.route("/<code>/preview/phone/<page>", methods=["GET", "POST"])
@facilitator
@harmless
def show_page(account: Account, workshop: Workshop, page: str) -> ResponseReturnValue:
    """Show a phone's page beside the questions; what is sent from it goes nowhere."""
    if page not in PHONE_PAGES:
        abort(404)
    if request.method == "POST":
        return redirect(url_for(".list_previews", code=code_for_people(workshop.code)), 303)
    _name, template, status = PHONE_PAGES[page]
    asked = _asked(workshop)
    step = asked[0] if status is not None and asked else workshop.framework.steps[0]
    state = WorkshopState.ENDED if page == "ended" else WorkshopState.OPEN
    return render_template(
        template,
        **_phone(replace(workshop, state=state, step=step.key), step),
        current=Round("", step.key, 1, status, ()) if status is not None else None,
        counted=5 if status is RoundStatus.CLOSED else 0,
        listed=[],
        is_open=True,
        error="",
        wrong_ticket="",
        ticket="",
        chosen=None,
        paused=False,
        left=False,
        form=FlaskForm(),
    )


@blueprint.route("/<code>/preview/ask/<step>", methods=["GET", "POST"])
@facilitator
@harmless
def show_question(account: Account, workshop: Workshop, step: str) -> ResponseReturnValue:
    """Show what a phone is asked about one item, by default the first; an answer leads on and goes nowhere."""
    shown = _find(workshop, step)
    entries = lists.list_entries(installation(), workshop)
    items = previewing.list_preview_items(workshop, shown, entries)
    keys = [item.key for item in items]
    wanted = request.args.get("item", keys[0])
    at = keys.index(wanted) if wanted in keys else abort(404)
    code = code_for_people(workshop.code)
    criteria = workshop.framework.criteria_of(shown)
    dots = criteria[0] if criteria[0].kind is CriterionKind.DOTS else None
    if request.method == "POST":
        if dots or at + 1 == len(keys) or not shown.rates:
            return redirect(url_for(".show_review", code=code, step=step), 303)
        return redirect(url_for(".show_question", code=code, step=step, item=keys[at + 1]), 303)
    common = _phone(replace(workshop, state=WorkshopState.OPEN, step=step), shown)
    if dots:
        page = render_template(
            "participant/spread_dots.html",
            **common,
            items=items,
            form=forms.dots_form(dots, items, {}),
            criterion=dots,
            problem="",
            dots=dots.dots_for(len(items)),
            forms=forms,
        )
        return page
    return render_template(
        "participant/answer.html",
        **common,
        item=items[at],
        number=at + 1,
        round_number=1,
        total=len(items),
        form=forms.ballot_form(criteria),
        criteria=criteria,
        forms=forms,
        listed=lists.list_items(installation(), workshop, shown.into),
        saved=False,
        answered=at,
        before=keys[at - 1] if at else None,
    )


@blueprint.get("/<code>/preview/review/<step>")
@facilitator
def show_review(account: Account, workshop: Workshop, step: str) -> ResponseReturnValue:
    """Show what a phone says once everything of a step has been answered."""
    shown = _find(workshop, step)
    items = previewing.list_preview_items(workshop, shown, lists.list_entries(installation(), workshop))
    criteria = workshop.framework.criteria_of(shown)
    said = {item.key: {criteria[0].key: f"Example {n}"} for n, item in enumerate(items, 1)}
    return render_template(
        "participant/review.html",
        **_phone(replace(workshop, state=WorkshopState.OPEN, step=step), shown),
        items=items,
        answered=said if shown.rates else dict(list(said.items())[:2]),
        listed=lists.list_items(installation(), workshop, shown.into),
        criteria=criteria,
        dots=next((c for c in criteria if c.kind is CriterionKind.DOTS), None),
    )


@blueprint.get("/<code>/preview/board/<page>")
@facilitator
def show_picture(account: Account, workshop: Workshop, page: str) -> ResponseReturnValue:
    """Show the board with invented people and answers: joining, progress, or one picture of a step."""
    heads = {sector.key: previewing.PEOPLE for sector in workshop.sectors}
    first = next((step for step in _asked(workshop) if step.rates), workshop.framework.steps[0])
    code, entries = code_for_people(workshop.code), lists.list_entries(installation(), workshop)
    if page in _boards(workshop):
        panel = Panel(page, first, first.text or first.name, heads=heads)
        if page == "progress":
            current = Round("", first.key, 1, RoundStatus.OPEN, ())
            panel = replace(panel, current=current, answered=previewing.PEOPLE)
        elif page == "ended":
            panel = replace(panel, title=_("Thank you. The workshop has ended"))
    else:
        panel = _picture(workshop, _find(workshop, page))
    if panel.name == LIST and not any(entry.list == panel.step.into for entry in entries):
        entries = previewing.make_up_list(workshop, panel.step)
    actions, standings = previewing.make_up_plan(workshop)
    return render_template(
        "board/preview_board.html",
        made_up=True,
        panel=panel,
        pictures=_parts(workshop),
        boards=_boards(workshop),
        page=page,
        words=previewing.make_up(installation(), workshop).words,
        entries=entries,
        actions=actions,
        standings=standings,
        sections=(),
        review_on=None,
        workshop=workshop,
        code=code,
        address=join_address(workshop),
        earlier=None,
        browsing="",
        theme=None,
        to_svg=to_svg,
        lay_out_heads=lay_out_heads,
        layouts=LAYOUTS,
        show_points=show_points,
        show_middle=show_middle,
        show_share=show_share,
        url_for=_links(code, panel.step),
    )


def _picture(workshop: Workshop, step: Step) -> Panel:
    if step.kind is StepKind.PROPOSE:
        return Panel(LIST, step, step.name, part=LIST)
    parts = _parts(workshop).get(step.key, {})
    part = request.args.get("part") or next(iter(parts), "")
    if part not in parts:
        abort(404)
    criteria = workshop.framework.criteria_of(step)
    is_words = any(c.key == part and c.kind is CriterionKind.TEXT for c in criteria)
    releases = previewing.make_up(installation(), workshop).releases
    drawn = None if is_words else draw_picture(workshop, step, releases, View(part))
    return Panel("results", step, drawn.title if drawn else parts[part], picture=drawn, part=part)


def _parts(workshop: Workshop) -> dict[str, dict[str, str]]:
    """Return by step what the board can show of it, key to name; no step without any."""
    made_up = previewing.make_up(installation(), workshop)
    found = {s.key: parts_of(workshop, s, made_up.releases, made_up.words) for s in workshop.framework.steps}
    found |= {s.key: {LIST: "What was proposed"} for s in _asked(workshop) if s.kind is StepKind.PROPOSE}
    return {key: parts for key, parts in found.items() if parts}


def _boards(workshop: Workshop) -> dict[str, str]:
    kinds = {step.kind for step in workshop.framework.steps}
    return {key: name for key, (name, needs) in BOARD_PAGES.items() if needs is None or needs in kinds}


def _asked(workshop: Workshop) -> list[Step]:
    steps = workshop.framework.steps
    return [step for step in steps if step.collects and step.kind is not StepKind.PLAN]


def _find(workshop: Workshop, key: str) -> Step:
    return next((step for step in _asked(workshop) if step.key == key), None) or abort(404)


def _phone(workshop: Workshop, step: Step) -> dict[str, Any]:
    code = code_for_people(workshop.code)
    return {
        "workshop": workshop,
        "code": code,
        "step": step,
        "place": "",
        "preview": url_for(".list_previews", code=code),
        "url_for": _links(code, step),
    }


def _links(code: str, step: Step) -> Callable[..., str]:
    """Return what a previewed page builds its links with: they lead to previews, never into the workshop."""

    def link(endpoint: str, **values: Any) -> str:
        if endpoint in ("participant.answer", "participant.spread_dots"):
            return url_for(".show_question", code=code, step=values["step"], item=values.get("item"))
        if endpoint == "participant.review":
            return url_for(".show_review", code=code, step=step.key)
        if endpoint == "leaving.leave_workshop":
            return url_for(".show_page", code=code, page="leave")
        if endpoint == "board.show_board" and values.get("step"):  # only the plan is linked by its step
            return url_for(".show_picture", code=code, page="plan")
        if endpoint.startswith(("participant.", "board.")) and endpoint != "board.show_qr":
            return url_for(".list_previews", code=code)
        return url_for(endpoint, **values)

    return link
