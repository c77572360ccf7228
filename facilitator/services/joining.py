"""Lets people into a workshop without noting who or when."""

from facilitator.domain.agenda import WorkshopState
from facilitator.domain.workshop import Workshop
from facilitator.services.installation import Installation
from facilitator.services.live_results import publish_now
from facilitator.services.tickets import hash_typed
from facilitator.store import tickets, workshops
from facilitator.vault import is_token, new_token, token_hash


class NotOpen(Exception):
    """The workshop has not been opened yet, or has ended."""


class TicketNeeded(Exception):
    """This workshop lets people in with tickets, and this one is missing, wrong or used."""


class RoomLocked(Exception):
    """The facilitator has locked the room."""


def join(installation: Installation, workshop: Workshop, sector: str, ticket: str = "") -> str:
    """Let somebody of a sector in and return their token, which is stored nowhere.

    A ticket, where the workshop asks for one, is gone afterwards; nothing ties it to the token.
    Raises KeyError for an unknown sector, NotOpen, RoomLocked or TicketNeeded.
    """
    if sector not in {known.key for known in workshop.sectors}:
        raise KeyError(sector)
    token = new_token()
    with installation.database.write() as connection:
        workshops.lock_workshops(connection, [workshop.id])
        now = workshops.get_workshop(connection, workshop.id)
        if now.state is not WorkshopState.OPEN:
            raise NotOpen
        if now.room_locked:
            raise RoomLocked
        if now.tickets and not tickets.burn_ticket(connection, workshop.id, hash_typed(workshop, ticket)):
            raise TicketNeeded
        workshops.put_participant(connection, workshop.id, token_hash(token), sector)
        workshops.count_progress(connection, workshop.id)
    installation.box.empty_log_soon()
    installation.live.announce_progress(workshop.id)
    installation.ticker.note(workshop.id, lambda: publish_now(installation, workshop.id))
    return token


def find_sector(installation: Installation, workshop: Workshop, token: str) -> str | None:
    """Return the sector of the participant with this token, None where they have not joined."""
    if not is_token(token):
        return None
    known = token_hash(token)

    def load_all() -> dict[bytes, str]:
        with installation.database.read() as connection:
            return workshops.list_sectors(connection, workshop.id)

    # All in one look: each change of the workshop forgets everybody, and then a whole room comes back.
    everybody = installation.memory.recall(workshop, "sectors", load_all)
    if known not in everybody:
        with installation.database.read() as connection:
            found = workshops.find_sector(connection, workshop.id, known)
        if found is None:
            return None
        everybody[known] = found
    return everybody[known]


def count_heads(installation: Installation, workshop: Workshop) -> dict[str, int]:
    """Return how many people of each sector are here, every sector of the mode named."""
    with installation.database.read() as connection:
        found = workshops.count_participants(connection, workshop.id)
    return {sector.key: found.get(sector.key, 0) for sector in workshop.sectors}
