"""Holds what helps a facilitator through the day: the step's timer and notes to oneself."""

from facilitator.domain.ballot import clean_text
from facilitator.domain.workshop import Workshop
from facilitator.services.installation import Installation
from facilitator.store import workshops

LONGEST_NOTES = 20_000


class NotesTooLong(ValueError):
    """Notes of more than LONGEST_NOTES characters."""


def extend_timer(installation: Installation, workshop_id: str, minutes: int) -> None:
    """Give the current step so many minutes more, or fewer."""
    with installation.changing(workshop_id) as connection:
        timer = workshops.get_workshop(connection, workshop_id).timer.extended(minutes)
        workshops.change_workshop(connection, workshop_id, {"timer": timer.as_data()})


def hold_timer(installation: Installation, workshop_id: str, held: bool) -> None:
    """Stop the current step's timer, or let it run on."""
    with installation.changing(workshop_id) as connection:
        timer, now = workshops.get_workshop(connection, workshop_id).timer, installation.clock()
        timer = timer.pause(now) if held else timer.resume(now)
        workshops.change_workshop(connection, workshop_id, {"timer": timer.as_data()})


def get_notes(installation: Installation, workshop: Workshop) -> str:
    """Return the facilitators' notes to themselves."""
    with installation.database.read() as connection:
        return workshops.get_notes(connection, workshop.id)


def put_notes(installation: Installation, workshop: Workshop, notes: str) -> None:
    """Store the facilitators' notes to themselves; raise NotesTooLong, and keep the former ones."""
    cleaned = clean_text(notes)
    if len(cleaned) > LONGEST_NOTES:
        raise NotesTooLong
    with installation.database.write() as connection:
        workshops.put_notes(connection, workshop.id, cleaned)
