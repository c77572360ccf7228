"""Publishes what comes in of a live round, in batches that tell on nobody."""

import json
from typing import TYPE_CHECKING

from facilitator.domain.agenda import Round, RoundStatus
from facilitator.domain.live_release import LiveState, publish_live, state_from_data, state_to_data
from facilitator.services.counting import by_voter, open_ballots, what_was_asked
from facilitator.services.installation import Installation
from facilitator.store import rounds, workshops
from facilitator.store.workshops import UnknownWorkshop
from facilitator.vault import KeyGone

if TYPE_CHECKING:
    from facilitator.store.database import Connection

_BOUND = b"live"
_STEP_BYTES = 65_536


def publish_now(installation: Installation, workshop_id: str) -> bool:
    """Publish the next batch of the workshop's open round if there is a safe one; tell whether there was."""
    try:
        with installation.database.read() as connection:
            workshop = workshops.get_workshop(connection, workshop_id)
            position = workshop.position(rounds.list_rounds(connection, workshop_id))
            current = position.current_round
            if current is None or not current.live or current.status is not RoundStatus.OPEN:
                return False
            sequence, state = read_state(installation, connection, current)
            asked = what_was_asked(connection, workshop, position, current)
            sealed = rounds.list_ballots(connection, current.id)
            people = workshops.count_participants(connection, workshop_id)
        heads = dict.fromkeys(asked.groups, 0)
        for sector, number in people.items():
            heads[workshop.framework.group_of(sector, asked.breakdown)] += number
        ballots = by_voter(open_ballots(installation, current, sealed))
    except (KeyGone, UnknownWorkshop):
        return False  # closed or deleted meanwhile
    release, seen = publish_live(asked, ballots, heads, state)
    if seen == state:
        return False
    plain = json.dumps(state_to_data(seen), separators=(",", ":")).encode()
    length = -(-len(plain) // _STEP_BYTES) * _STEP_BYTES
    hidden = installation.vault.encrypt(current.id, _BOUND, plain, length)
    with installation.changing(workshop_id) as connection:
        now = {r.id: r.status for r in rounds.list_rounds(connection, workshop_id)}
        there, _ = rounds.find_live_state(connection, current.id)
        if now.get(current.id) is not RoundStatus.OPEN or there != sequence:
            return False  # closed, or published by another process, meanwhile
        rounds.put_live(connection, current.id, sequence + 1, release, hidden)
    return True


def read_state(installation: Installation, connection: "Connection", current: Round) -> tuple[int, LiveState]:
    """Return how often a round was published live, and which answers the room has seen of it.

    Raises KeyGone without the round's key.
    """
    sequence, hidden = rounds.find_live_state(connection, current.id)
    if not hidden:
        return sequence, LiveState()
    return sequence, state_from_data(json.loads(installation.vault.decrypt(current.id, _BOUND, hidden)))
