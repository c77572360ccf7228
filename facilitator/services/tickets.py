"""Makes one-time tickets, so that each seat in the room joins once."""

from facilitator.domain.workshop import Workshop, normal_code
from facilitator.services.installation import Installation, random_code
from facilitator.store import tickets
from facilitator.vault import ticket_hash

TICKET_LENGTH = 10
MOST_TICKETS = 1000


def make_tickets(installation: Installation, workshop: Workshop, number: int) -> list[str]:
    """Return new tickets, whose codes are stored nowhere; raise ValueError for none or too many."""
    if not 1 <= number <= MOST_TICKETS:
        raise ValueError(f"from 1 to {MOST_TICKETS} tickets can be made at once, not {number}")
    codes = [random_code(TICKET_LENGTH) for _ in range(number)]
    with installation.database.write() as connection:
        tickets.put_tickets(connection, workshop.id, {ticket_hash(workshop.id, code) for code in codes})
    return codes


def count_left(installation: Installation, workshop: Workshop) -> int:
    """Return how many tickets have not been used."""
    with installation.database.read() as connection:
        return tickets.count_tickets(connection, workshop.id)


def withdraw_tickets(installation: Installation, workshop: Workshop) -> None:
    """Make all tickets void that have not been used, for example when a sheet went astray."""
    with installation.database.write() as connection:
        tickets.delete_tickets(connection, workshop.id)


def hash_typed(workshop: Workshop, typed: str) -> bytes:
    """Return what is stored of a ticket, from what a person typed or scanned."""
    return ticket_hash(workshop.id, normal_code(typed))
