"""Stores a workshop's own lists and what people wrote."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from facilitator.domain.workshop import Contribution, ContributionState, Entry
from facilitator.store.schema import contribution, entry


def put_entries(connection: Connection, workshop_id: str, new: Sequence[Entry]) -> None:
    """Add lines at the end of a workshop's list."""
    last = connection.execute(
        select(func.max(entry.c.position)).where(entry.c.workshop_id == workshop_id)
    ).scalar()
    connection.execute(
        insert(entry),
        [
            {
                "id": e.id,
                "workshop_id": workshop_id,
                "list": e.list,
                "key": e.key,
                "position": (last or 0) + number,
                "name": e.name,
                "details": dict(e.details),
                "merged_into": e.merged_into,
            }
            for number, e in enumerate(new, start=1)
        ],
    )


def list_entries(connection: Connection, workshop_id: str) -> list[Entry]:
    """Return the lines of a workshop's lists, in their order, merged ones among them."""
    rows = connection.execute(
        select(entry).where(entry.c.workshop_id == workshop_id).order_by(entry.c.position)
    )
    return [_entry(row) for row in rows]


def change_entry(connection: Connection, workshop_id: str, entry_id: str, values: dict[str, Any]) -> bool:
    """Change a line; False where the workshop has no such line."""
    found = connection.execute(
        update(entry).where(entry.c.id == entry_id, entry.c.workshop_id == workshop_id).values(**values)
    )
    return found.rowcount == 1


def delete_entry(connection: Connection, workshop_id: str, entry_id: str) -> None:
    """Remove a line; what was merged into it stands on its own again."""
    connection.execute(
        update(entry)
        .where(entry.c.workshop_id == workshop_id, entry.c.merged_into == entry_id)
        .values(merged_into=None)
    )
    connection.execute(delete(entry).where(entry.c.id == entry_id, entry.c.workshop_id == workshop_id))


def put_contributions(connection: Connection, workshop_id: str, new: Sequence[Contribution]) -> None:
    """Store what people wrote, under random ids: their order tells nothing."""
    if new:
        connection.execute(
            insert(contribution),
            [
                {
                    "id": c.id,
                    "workshop_id": workshop_id,
                    "step": c.step,
                    "round": c.round,
                    "item": c.item,
                    "criterion": c.criterion,
                    "texts": dict(c.texts),
                    "state": c.state,
                }
                for c in sorted(new, key=lambda c: c.id)
            ],
        )


def list_contributions(connection: Connection, workshop_id: str) -> list[Contribution]:
    """Return what people wrote, in the order of their random ids."""
    rows = connection.execute(
        select(contribution).where(contribution.c.workshop_id == workshop_id).order_by(contribution.c.id)
    )
    return [
        Contribution(
            row.id,
            row.step,
            row.round,
            row.item,
            row.criterion,
            row.texts,
            ContributionState(row.state),
            row.heading,
        )
        for row in rows
    ]


def put_contribution_state(
    connection: Connection, workshop_id: str, contribution_id: str, state: ContributionState
) -> bool:
    """Set what the facilitator decided; False where there is no such contribution."""
    found = connection.execute(
        update(contribution)
        .where(contribution.c.id == contribution_id, contribution.c.workshop_id == workshop_id)
        .values(state=state)
    )
    return found.rowcount == 1


def put_heading(connection: Connection, workshop_id: str, contribution_id: str, heading: str) -> None:
    """Set the heading that somebody's words stand under on the board."""
    connection.execute(
        update(contribution)
        .where(contribution.c.id == contribution_id, contribution.c.workshop_id == workshop_id)
        .values(heading=heading)
    )


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.id, row.list, row.key, row.name, row.details, row.merged_into)
