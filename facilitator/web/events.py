"""Streams wake-up calls: what changed is read from the page's own address afterwards."""

import random
import time
from collections.abc import Iterator

from flask import Response, stream_with_context

from facilitator.domain.workshop import Workshop
from facilitator.services import workshops
from facilitator.services.installation import Installation

HEARTBEAT_SECONDS = 15.0
TICK_SECONDS = 0.25


def stream(installation: Installation, workshop: Workshop, *, only_moves: bool) -> Response:
    """Return an event stream that says when the workshop changed, with its revision as event id.

    Phones ask for moves only; boards and consoles also hear of heads and answers, at most four times
    a second.
    """
    body = _events(installation, workshop.id, only_moves=only_moves)
    response = Response(stream_with_context(body), mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


def _events(installation: Installation, workshop_id: str, *, only_moves: bool) -> Iterator[str]:
    live = installation.live
    topic = workshop_id if only_moves else f"{workshop_id}/progress"
    # After a restart not everybody should come back in the same instant.
    yield f"retry: {random.randint(1000, 4000)}\n\n"  # noqa: S311 - jitter, not a secret
    last = None
    while not live.is_closed:
        serial = live.serial(topic)
        try:
            revision, progress = workshops.get_revision(installation, workshop_id)
        except workshops.UnknownWorkshop:
            yield "event: gone\ndata: gone\n\n"
            return
        now = str(revision) if only_moves else f"{revision}.{progress}"
        if now != last:
            last = now
            yield f"id: {now}\nevent: changed\ndata: {now}\n\n"
            time.sleep(TICK_SECONDS)
        if not live.wait(topic, serial, HEARTBEAT_SECONDS):
            yield "event: heartbeat\ndata: .\n\n"
