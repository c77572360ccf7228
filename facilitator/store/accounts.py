"""Stores facilitators' accounts and the one-time links that create them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from facilitator.domain.workshop import Account
from facilitator.store.schema import account, invitation

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


def replace_invitation(connection: Connection, token_hash: bytes, now: datetime) -> None:
    """Store a one-time link in place of any earlier one."""
    connection.execute(delete(invitation))
    connection.execute(insert(invitation).values(token_hash=token_hash, created_at=now))


def has_invitation(connection: Connection, token_hash: bytes) -> bool:
    """Tell whether a one-time link is still good."""
    return (
        connection.execute(
            select(invitation.c.token_hash).where(invitation.c.token_hash == token_hash)
        ).first()
        is not None
    )


def use_invitation(connection: Connection, token_hash: bytes) -> bool:
    """Burn a one-time link; False where it was not there (any more)."""
    found = connection.execute(delete(invitation).where(invitation.c.token_hash == token_hash))
    return found.rowcount == 1
