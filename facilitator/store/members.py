"""Stores who works in a partnership, in which role, and what they changed in its workshops."""

from sqlalchemy import Connection, delete, insert, select, update

from facilitator.domain.workshop import Change, Member, Role
from facilitator.store.schema import account, change, membership


def find_role(connection: Connection, partnership_id: str, account_id: str) -> Role | None:
    """Return an account's role in a partnership, None where it has none."""
    found = connection.execute(
        select(membership.c.role).where(
            membership.c.partnership_id == partnership_id, membership.c.account_id == account_id
        )
    ).scalar()
    return Role(found) if found else None


def list_members(connection: Connection, partnership_id: str) -> list[Member]:
    """Return the accounts of a partnership by name."""
    rows = connection.execute(
        select(account.c.id, account.c.name, account.c.email, membership.c.role)
        .join(membership, membership.c.account_id == account.c.id)
        .where(membership.c.partnership_id == partnership_id)
        .order_by(account.c.name, account.c.id)
    )
    return [Member(row.id, row.name, row.email, Role(row.role)) for row in rows]


def put_member(connection: Connection, partnership_id: str, account_id: str, role: Role) -> None:
    """Let an account into a partnership, or change its role there."""
    mine = (membership.c.partnership_id == partnership_id) & (membership.c.account_id == account_id)
    changed = connection.execute(update(membership).where(mine).values(role=role))
    if not changed.rowcount:
        connection.execute(
            insert(membership).values(partnership_id=partnership_id, account_id=account_id, role=role)
        )


def remove_member(connection: Connection, partnership_id: str, account_id: str) -> None:
    """Let an account out of a partnership."""
    connection.execute(
        delete(membership).where(
            membership.c.partnership_id == partnership_id, membership.c.account_id == account_id
        )
    )


def put_change(connection: Connection, change_id: str, workshop_id: str, made: Change) -> None:
    """Write down what a facilitator changed."""
    connection.execute(
        insert(change).values(
            id=change_id,
            workshop_id=workshop_id,
            made_at=made.made_at,
            made_by=made.made_by,
            what=made.what,
            detail=made.detail,
        )
    )


def list_changes(connection: Connection, workshop_id: str, most: int = 500) -> list[Change]:
    """Return what facilitators changed in a workshop, the newest first."""
    rows = connection.execute(
        select(change.c.made_at, change.c.made_by, change.c.what, change.c.detail)
        .where(change.c.workshop_id == workshop_id)
        .order_by(change.c.made_at.desc(), change.c.id)
        .limit(most)
    )
    return [Change(*row) for row in rows]
