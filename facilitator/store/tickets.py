"""Stores the tickets that nobody has used yet, by hash."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, func, insert, select

from facilitator.store.schema import ticket


def put_tickets(connection: Connection, workshop_id: str, code_hashes: Iterable[bytes]) -> None:
    """Store new tickets."""
    rows = [{"workshop_id": workshop_id, "code_hash": code_hash} for code_hash in sorted(code_hashes)]
    connection.execute(insert(ticket), rows)


def burn_ticket(connection: Connection, workshop_id: str, code_hash: bytes) -> bool:
    """Remove a ticket; False where there is none (any more)."""
    found = connection.execute(
        delete(ticket).where(ticket.c.workshop_id == workshop_id, ticket.c.code_hash == code_hash)
    )
    return found.rowcount == 1


def count_tickets(connection: Connection, workshop_id: str) -> int:
    """Return how many tickets have not been used."""
    return connection.execute(
        select(func.count()).select_from(ticket).where(ticket.c.workshop_id == workshop_id)
    ).scalar_one()


def delete_tickets(connection: Connection, workshop_id: str) -> None:
    """Remove all tickets that have not been used."""
    connection.execute(delete(ticket).where(ticket.c.workshop_id == workshop_id))
