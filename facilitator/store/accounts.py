"""Stores facilitators' accounts, one-time links and wrong passwords."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from facilitator.domain.workshop import Account, Role
from facilitator.store.schema import account, invitation, wrong_password

_COLUMNS: tuple[Any, ...] = (account.c.id, account.c.name, account.c.email, account.c.password_hash)


def count_accounts(connection: Connection) -> int:
    """Return how many accounts there are."""
    return connection.execute(select(func.count()).select_from(account)).scalar_one()


def put_account(connection: Connection, new: Account, now: datetime) -> None:
    """Store a new account."""
    connection.execute(
        insert(account).values(
            id=new.id, name=new.name, email=new.email, password_hash=new.password_hash, created_at=now
        )
    )


def find_account(connection: Connection, account_id: str) -> Account | None:
    """Return the account with this id."""
    row = connection.execute(select(*_COLUMNS).where(account.c.id == account_id)).first()
    return Account(*row) if row else None


def find_account_by_email(connection: Connection, email: str) -> Account | None:
    """Return the account with this e-mail address, in small letters."""
    row = connection.execute(select(*_COLUMNS).where(account.c.email == email)).first()
    return Account(*row) if row else None


def put_password(connection: Connection, account_id: str, password_hash: str) -> None:
    """Replace an account's password hash."""
    connection.execute(update(account).where(account.c.id == account_id).values(password_hash=password_hash))


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a one-time link is good for; ``purpose`` is setup, join or reset."""

    purpose: str
    created_at: datetime
    partnership_id: str | None = None
    role: Role | None = None
    account_id: str | None = None


def put_invitation(connection: Connection, token_hash: bytes, new: Invitation) -> None:
    """Store a one-time link; a setup link and a reset link stand in place of the earlier ones."""
    if new.purpose == "setup":
        connection.execute(delete(invitation).where(invitation.c.purpose == "setup"))
    if new.account_id is not None:
        connection.execute(delete(invitation).where(invitation.c.account_id == new.account_id))
    connection.execute(
        insert(invitation).values(
            token_hash=token_hash,
            purpose=new.purpose,
            partnership_id=new.partnership_id,
            role=new.role,
            account_id=new.account_id,
            created_at=new.created_at,
        )
    )


def find_invitation(connection: Connection, token_hash: bytes) -> Invitation | None:
    """Return what a one-time link is good for, None where it is not there (any more)."""
    row = connection.execute(select(invitation).where(invitation.c.token_hash == token_hash)).first()
    if row is None:
        return None
    return Invitation(
        row.purpose, row.created_at, row.partnership_id, Role(row.role) if row.role else None, row.account_id
    )


def use_invitation(connection: Connection, token_hash: bytes) -> bool:
    """Burn a one-time link; False where it was not there (any more)."""
    found = connection.execute(delete(invitation).where(invitation.c.token_hash == token_hash))
    return found.rowcount == 1


def count_invitations(connection: Connection, partnership_id: str) -> int:
    """Return how many links into a partnership are still open."""
    return connection.execute(
        select(func.count()).select_from(invitation).where(invitation.c.partnership_id == partnership_id)
    ).scalar_one()


def revoke_invitations(connection: Connection, partnership_id: str) -> None:
    """Take back all open links into a partnership."""
    connection.execute(delete(invitation).where(invitation.c.partnership_id == partnership_id))


def find_failures(connection: Connection, email_hash: bytes) -> tuple[int, datetime] | None:
    """Return how many wrong passwords in a row an address has seen, and when the last one came."""
    row = connection.execute(
        select(wrong_password.c.failures, wrong_password.c.failed_at).where(
            wrong_password.c.email_hash == email_hash
        )
    ).first()
    return (row.failures, row.failed_at) if row else None


def put_failure(connection: Connection, email_hash: bytes, failures: int, now: datetime) -> None:
    """Store another wrong password, and forget those of the day before."""
    connection.execute(
        delete(wrong_password).where(
            (wrong_password.c.email_hash == email_hash)
            | (wrong_password.c.failed_at < now - timedelta(days=1))
        )
    )
    connection.execute(insert(wrong_password).values(email_hash=email_hash, failures=failures, failed_at=now))


def forget_failures(connection: Connection, email_hash: bytes) -> None:
    """Forget an address's wrong passwords."""
    connection.execute(delete(wrong_password).where(wrong_password.c.email_hash == email_hash))
