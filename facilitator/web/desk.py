"""What lies beside the agenda on a facilitator's desk: timer, notes, who is missing, what to talk about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from facilitator.charts.pictures import TALK, draw_picture
from facilitator.domain.agenda import Position, RoundStatus, WorkshopState
from facilitator.domain.direction import View
from facilitator.domain.framework import StepKind
from facilitator.domain.workshop import Account, Workshop, code_for_people
from facilitator.services import results, running
from facilitator.web.access import facilitator, installation

blueprint = Blueprint("desk", __name__, url_prefix="/console")

MOST_TALK = 4


@dataclass(frozen=True, slots=True)
class Clock:
    """A step's time as the console shows it, in whole minutes; ``since`` and ``now`` in milliseconds."""

    minutes: int
    planned: int
    held: bool
    since: int
    now: int

    @property
    def is_over(self) -> bool:
        """Whether the planned time is up."""
        return bool(self.planned) and self.minutes >= self.planned


@blueprint.post("/<code>/timer")
@facilitator
def change_timer(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Give the step more or fewer minutes, stop its clock, or let it run on."""
    what, here = request.form.get("what"), installation()
    if what in ("more", "fewer"):
        running.extend_timer(here, workshop.id, 5 if what == "more" else -5)
    elif what in ("hold", "run"):
        running.hold_timer(here, workshop.id, what == "hold")
    else:
        abort(400)
    return redirect(url_for("console.run", code=code_for_people(workshop.code)), 303)


def describe(
    workshop: Workshop, position: Position, heads: dict[str, int], board: dict[str, Any]
) -> dict[str, Any]:
    """Return what the desk adds to the console."""
    return {
        "clock": read_clock(workshop, installation().clock()),
        "notes": running.get_notes(installation(), workshop),
        "missing": list_missing(workshop, heads),
        "talk": list_talk(workshop, position),
        "on_board": say_board(workshop, position, board),
    }


def read_clock(workshop: Workshop, now: datetime) -> Clock:
    """Return how long the current step has taken and how long it is meant to."""
    spent = workshop.timer.elapsed(workshop.step_started_at, now).total_seconds()
    stamp = int(now.timestamp() * 1000)
    planned = max(workshop.current_step.minutes + workshop.timer.extra, 0)
    return Clock(
        int(spent // 60), planned, workshop.timer.paused_at is not None, stamp - int(1000 * spent), stamp
    )


def list_missing(workshop: Workshop, heads: dict[str, int]) -> list[str]:
    """Say who is not here, and whose results will be too few to show; nothing before anybody has come."""
    if not sum(heads.values()):
        return []
    names = {sector.key: sector.name for sector in workshop.sectors}
    told = []
    nobody = [names[key] for key, number in heads.items() if not number]
    if nobody:
        told.append(f"Nobody is here from: {', '.join(nobody)}. Who could be asked, and who speaks for them?")
    by_group: dict[str, int] = {}
    for key, number in heads.items():
        group = workshop.framework.group_of(key, workshop.breakdown)
        by_group[group] = by_group.get(group, 0) + number
    few = [workshop.groups[g] for g, number in by_group.items() if 0 < number < workshop.k]
    if few:
        told.append(
            f"Fewer than {workshop.k}: {', '.join(few)}. Their results will not be shown apart, and another "
            "group is hidden with them wherever they could be worked out from the rest."
        )
    return told


def list_talk(workshop: Workshop, position: Position) -> list[str]:
    """Return what to talk about next, in the sentences that the board has for it."""
    current = position.current_round
    if current is None or current.status is not RoundStatus.REVEALED:
        return []
    releases = results.list_releases(installation(), workshop)
    picture = draw_picture(workshop, position.step, releases, View(TALK))
    return list(picture.sentences[:MOST_TALK]) if picture and picture.part == TALK else []


def say_board(workshop: Workshop, position: Position, board: dict[str, Any]) -> str:
    """Say what the board shows now, so that nobody has to turn round."""
    now = board["board_now"]
    current = position.current_round
    shown = next(
        (
            parts[now["part"]]
            for step, parts in board["board_steps"]
            if step.key == now["step"] and now["part"]
        ),
        "",
    )
    if workshop.blank:
        return "nothing: it is blank"
    if now["step"] != workshop.step:
        return f"results of an earlier step: {shown}"
    if workshop.state is WorkshopState.PREPARING:
        return "that the workshop opens soon"
    if position.step.kind is StepKind.LOBBY:
        return "the code to join and how many people are here"
    if position.step.kind in (StepKind.PLAN, StepKind.CLOSE, StepKind.BREAK):
        return position.step.name.lower()
    if position.is_collecting:
        return "how many have answered" + (", and results as they grow" if current and current.live else "")
    if current is not None and current.status is RoundStatus.CLOSED and position.step.kind is StepKind.RATE:
        return "that the questions are closed"
    if current is not None and current.status is RoundStatus.REVEALED:
        return f"results: {shown}" if shown else position.step.name
    return "the list" if position.step.kind is StepKind.PROPOSE else "what comes next"
