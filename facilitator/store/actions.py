"""Stores the actions of the joint plan."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from facilitator.domain.plan import Action, ActionStatus
from facilitator.store.schema import action


def put_action(connection: Connection, workshop_id: str, new: Action) -> None:
    """Add an action at the end of the plan."""
    last = connection.execute(
        select(func.max(action.c.position)).where(action.c.workshop_id == workshop_id)
    ).scalar()
    connection.execute(
        insert(action).values(workshop_id=workshop_id, **_columns(new) | {"position": (last or 0) + 1})
    )


def list_actions(connection: Connection, workshop_id: str) -> list[Action]:
    """Return the plan in its order."""
    rows = connection.execute(
        select(action).where(action.c.workshop_id == workshop_id).order_by(action.c.position)
    )
    return [_action(row) for row in rows]


def find_action(connection: Connection, workshop_id: str, action_id: str) -> Action | None:
    """Return an action of the workshop's plan."""
    row = connection.execute(
        select(action).where(action.c.workshop_id == workshop_id, action.c.id == action_id)
    ).first()
    return _action(row) if row else None


def save_action(connection: Connection, workshop_id: str, changed: Action) -> bool:
    """Save an action whose version counts the save; False where somebody saved it in between."""
    found = connection.execute(
        update(action)
        .where(
            action.c.workshop_id == workshop_id,
            action.c.id == changed.id,
            action.c.version == changed.version - 1,
        )
        .values(**_columns(changed))
    )
    return found.rowcount == 1


def delete_action(connection: Connection, workshop_id: str, action_id: str) -> None:
    """Take an action out of the plan."""
    connection.execute(delete(action).where(action.c.workshop_id == workshop_id, action.c.id == action_id))


def _columns(value: Action) -> dict[str, Any]:
    return asdict(value) | {"links": list(value.links)}


def _action(row: Row[Any]) -> Action:
    columns = dict(row._mapping)
    del columns["workshop_id"]
    return Action(**columns | {"links": tuple(row.links), "status": ActionStatus(row.status)})
