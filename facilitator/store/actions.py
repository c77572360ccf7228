"""Stores the actions of the joint plan with every save of them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from facilitator.domain.plan import Action, ActionStatus, OpenAnswer, action_from_data, action_to_data
from facilitator.domain.plan_merge import Snapshot
from facilitator.store.schema import action, plan_save


@dataclass(frozen=True, slots=True)
class Save:
    """Who saved, when, and in which sitting: saves of one sitting are undone together."""

    by: str
    at: datetime
    sitting: str


@dataclass(frozen=True, slots=True)
class Saved:
    """A save as it is kept."""

    sequence: int
    save: Save
    action: Action

    @property
    def snapshot(self) -> Snapshot:
        """The action as it was after this save."""
        return Snapshot(self.sequence, self.action)


def put_action(connection: Connection, workshop_id: str, new: Action, save: Save) -> None:
    """Add an action at the end of the plan."""
    last = connection.execute(
        select(func.max(action.c.position)).where(action.c.workshop_id == workshop_id)
    ).scalar()
    columns = _columns(new) | {"position": (last or 0) + 1}
    connection.execute(insert(action).values(workshop_id=workshop_id, **columns))
    _put_save(connection, workshop_id, Action(**columns | {"links": new.links}), save)


def list_actions(connection: Connection, workshop_id: str, *, removed: bool = False) -> list[Action]:
    """Return the plan in its order, or with ``removed`` the actions that were taken out of it."""
    rows = connection.execute(
        select(action)
        .where(action.c.workshop_id == workshop_id, action.c.removed == removed)
        .order_by(action.c.position)
    )
    return [_action(row) for row in rows]


def find_action(connection: Connection, workshop_id: str, action_id: str) -> Action | None:
    """Return an action of the workshop's plan, also one that was taken out."""
    row = connection.execute(
        select(action).where(action.c.workshop_id == workshop_id, action.c.id == action_id)
    ).first()
    return _action(row) if row else None


def save_action(connection: Connection, workshop_id: str, changed: Action, save: Save) -> bool:
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
    if found.rowcount != 1:
        return False
    _put_save(connection, workshop_id, changed, save)
    return True


def count_saves(connection: Connection, workshop_id: str) -> int:
    """Return the number of the plan's newest save, 0 where there is none."""
    return (
        connection.execute(
            select(func.max(plan_save.c.sequence)).where(plan_save.c.workshop_id == workshop_id)
        ).scalar()
        or 0
    )


def list_saves(
    connection: Connection, workshop_id: str, action_ids: Sequence[str] | None = None
) -> list[Saved]:
    """Return the saves of a plan, or of some of its actions, the oldest first."""
    wanted = select(plan_save).where(plan_save.c.workshop_id == workshop_id)
    if action_ids is not None:
        wanted = wanted.where(plan_save.c.action_id.in_(action_ids))
    rows = connection.execute(wanted.order_by(plan_save.c.sequence))
    return [
        Saved(row.sequence, Save(row.saved_by, row.saved_at, row.sitting), action_from_data(row.action))
        for row in rows
    ]


def _put_save(connection: Connection, workshop_id: str, saved: Action, save: Save) -> None:
    connection.execute(
        insert(plan_save).values(
            workshop_id=workshop_id,
            sequence=count_saves(connection, workshop_id) + 1,
            action_id=saved.id,
            saved_at=save.at,
            saved_by=save.by,
            sitting=save.sitting,
            action=action_to_data(saved),
        )
    )


def _columns(value: Action) -> dict[str, Any]:
    return asdict(value) | {"links": list(value.links)}


def _action(row: Row[Any]) -> Action:
    columns = dict(row._mapping)
    del columns["workshop_id"]
    return Action(
        **columns
        | {
            "links": tuple(row.links),
            "status": ActionStatus(row.status),
            "agreed_openly": OpenAnswer(row.agreed_openly),
        }
    )
