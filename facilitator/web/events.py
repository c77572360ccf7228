"""Streams wake-up calls: what changed is read from the page's own address afterwards."""

import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, abort, request, stream_with_context

from facilitator.domain.workshop import Workshop
from facilitator.services import workshops
from facilitator.services.installation import Installation

HEARTBEAT_SECONDS = 15.0
TICK_SECONDS = 0.25
SERVER_KEY = "facilitator.fan_out"
SEAT_KEY = "facilitator.seat"

HEARTBEAT = "event: heartbeat\ndata: .\n\n"
GONE = "event: gone\ndata: gone\n\n"

EVENT_ID = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?")


def changed(now: str) -> str:
    """Return the call that says where the workshop is now."""
    return f"id: {now}\nevent: changed\ndata: {now}\n\n"


@dataclass(frozen=True, slots=True)
class Seat:
    """What a reader follows: a workshop's moves alone or its progress too, and what they know already."""

    workshop_id: str
    only_moves: bool
    told: str

    @property
    def topic(self) -> str:
        """What has to be announced for this reader."""
        return self.workshop_id if self.only_moves else f"{self.workshop_id}/progress"


def stream(installation: Installation, workshop: Workshop, *, only_moves: bool) -> Response:
    """Return an event stream that says when the workshop changed, with its revision as event id.

    Phones ask for moves only; boards and consoles also hear of heads and answers, at most four times
    a second. The embedded server takes the stream over after its first words and looks once for all
    who came together; any other server runs a loop for each.
    """
    given = request.headers.get("Last-Event-ID", "")
    seat = Seat(workshop.id, only_moves, given if EVENT_ID.fullmatch(given) else "")
    # After a restart not everybody should come back in the same instant.
    hello = [f"retry: {random.randint(1000, 4000)}\n\n"]  # noqa: S311 - jitter, not a secret
    server = request.environ.get(SERVER_KEY)
    if server is None:
        body: Iterator[str] = stream_with_context(_events(installation, seat, hello))
    elif server.has_room():
        if request.method == "GET":  # a HEAD gets its head
            request.environ[SEAT_KEY] = seat
        body = iter(hello)
    else:
        abort(503)  # the page asks now and then instead
    response = Response(body, mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _events(installation: Installation, seat: Seat, hello: list[str]) -> Iterator[str]:
    live, told, heard = installation.live, seat.told, time.monotonic()
    yield from hello
    patience = min(HEARTBEAT_SECONDS, live.patience)
    while not live.is_closed:
        serial = live.serial(seat.topic)
        try:
            revision, progress = workshops.get_revision(installation, seat.workshop_id)
        except workshops.UnknownWorkshop:
            yield GONE
            return
        now = str(revision) if seat.only_moves else f"{revision}.{progress}"
        if now != told:
            told, heard = now, time.monotonic()
            yield changed(now)
            time.sleep(TICK_SECONDS)
        if not live.wait(seat.topic, serial, patience) and time.monotonic() - heard >= HEARTBEAT_SECONDS:
            heard = time.monotonic()
            yield HEARTBEAT
