"""Stores what a plan has beside its actions: when it is looked at again, and its read-only link."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select, update

from facilitator.store.schema import action, plan, workshop


def find_review_date(connection: Connection, workshop_id: str) -> date | None:
    """Return the day on which a plan is looked at again."""
    return connection.execute(select(plan.c.review_on).where(plan.c.workshop_id == workshop_id)).scalar()


def put_review_date(connection: Connection, workshop_id: str, review_on: date | None) -> None:
    """Set the day on which a plan is looked at again."""
    _put(connection, workshop_id, {"review_on": review_on})


def has_link(connection: Connection, workshop_id: str) -> bool:
    """Tell whether a plan has a read-only link."""
    found = connection.execute(select(plan.c.link_hash).where(plan.c.workshop_id == workshop_id)).scalar()
    return found is not None


def put_link(connection: Connection, workshop_id: str, link_hash: bytes | None) -> None:
    """Give a plan a read-only link in place of any earlier one, or take it away."""
    _put(connection, workshop_id, {"link_hash": link_hash})


def find_workshop_by_link(connection: Connection, link_hash: bytes) -> str | None:
    """Return the id of the workshop whose plan has this link."""
    return connection.execute(select(plan.c.workshop_id).where(plan.c.link_hash == link_hash)).scalar()


def find_earlier_workshop(connection: Connection, workshop_id: str) -> str | None:
    """Return the id of the newest earlier workshop of the same partnership that has a plan."""
    this = connection.execute(select(workshop).where(workshop.c.id == workshop_id)).one()
    with_plan = select(action.c.workshop_id).where(action.c.removed.is_(False))
    return connection.execute(
        select(workshop.c.id)
        .where(
            workshop.c.partnership_id == this.partnership_id,
            workshop.c.id != this.id,
            workshop.c.created_at < this.created_at,
            workshop.c.id.in_(with_plan),
        )
        .order_by(workshop.c.held_on.desc(), workshop.c.created_at.desc())
        .limit(1)
    ).scalar()


def _put(connection: Connection, workshop_id: str, values: dict[str, Any]) -> None:
    there = connection.execute(select(plan.c.workshop_id).where(plan.c.workshop_id == workshop_id)).first()
    if there is None:
        connection.execute(insert(plan).values(workshop_id=workshop_id, **values))
    else:
        connection.execute(update(plan).where(plan.c.workshop_id == workshop_id).values(**values))
