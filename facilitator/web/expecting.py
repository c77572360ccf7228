"""Warns, before anybody has joined, where a small group would hide others' results."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from facilitator.domain.agenda import WorkshopState
from facilitator.domain.expectation import foresee
from facilitator.domain.workshop import Account, Breakdown, Workshop, code_for_people
from facilitator.services import expecting
from facilitator.web.access import facilitator, installation

blueprint = Blueprint("expecting", __name__, url_prefix="/console")

MOST_EXPECTED = 9999


@blueprint.get("/<code>/expected")
@facilitator
def check(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Ask how many people are expected, and say who could be shown; the numbers are kept nowhere."""
    last = expecting.count_last_heads(installation(), workshop)
    typed = {s.key: request.args.get(s.key, str(last.get(s.key, ""))).strip() for s in workshop.sectors}
    wrong = [key for key, text in typed.items() if text and not _is_number(text)]
    heads = {key: int(text) for key, text in typed.items() if text and key not in wrong}
    breakdowns = (workshop.breakdown, *(b for b in Breakdown if b is not workshop.breakdown))
    told = [(b, say_outlook(workshop, heads, b)) for b in breakdowns] if sum(heads.values()) else []
    page = render_template(
        "facilitator/expected.html",
        workshop=workshop,
        code=code_for_people(workshop.code),
        typed=typed,
        wrong=wrong,
        most=MOST_EXPECTED,
        told=told if len(workshop.framework.sides) > 1 else told[:1],
        last=last and not request.args,
    )
    return page, 400 if wrong else 200


def warn(workshop: Workshop) -> list[str]:
    """Return what to say on the console before the opening, if as many people come as last time."""
    if workshop.state is not WorkshopState.PREPARING:
        return []
    heads = expecting.count_last_heads(installation(), workshop)
    hidden = foresee(workshop.framework, heads, workshop.k, workshop.breakdown) if heads else None
    if hidden is None or not (hidden.too_few or hidden.hidden_with_them):
        return []
    return say_outlook(workshop, heads, workshop.breakdown)


def say_outlook(workshop: Workshop, heads: dict[str, int], breakdown: Breakdown) -> list[str]:
    """Say in sentences who could be shown, and who not."""
    found = foresee(workshop.framework, heads, workshop.k, breakdown)
    told = []
    if found.too_few:
        told.append(f"Fewer than {workshop.k} people: {', '.join(found.too_few)}. They are not shown apart.")
    if found.hidden_with_them:
        why = "as the few could be worked out from the rest"
        told.append(f"Hidden with them, {why}: {', '.join(found.hidden_with_them)}.")
    told.append(f"Shown: {', '.join(found.shown)}." if found.shown else "No group could be shown apart.")
    if found.means_only:
        why = "as groups of fewer than ten have to be protected"
        told.append(
            f"Of these with a rounded mean only, without dots and bars, {why}: {', '.join(found.means_only)}."
        )
    return told


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(MOST_EXPECTED))
