"""Creates facilitators' accounts and checks who signs in."""

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from facilitator.domain.workshop import Account
from facilitator.services.installation import Installation, new_id
from facilitator.store import accounts

SHORTEST_PASSWORD = 10
_HASHER = PasswordHasher()


class LinkUsed(Exception):
    """The one-time link has been used, or a newer one was made."""


class EmailTaken(Exception):
    """There is an account with this e-mail address."""


def make_setup_link(installation: Installation) -> str | None:
    """Return the path of a one-time link that creates the first account; None where there is one."""
    token = secrets.token_urlsafe(24)
    with installation.database.write() as connection:
        if accounts.count_accounts(connection):
            return None
        accounts.replace_invitation(connection, _hash(token), installation.clock())
    return f"/setup/{token}"


def is_setup_link(installation: Installation, token: str) -> bool:
    """Tell whether a one-time link is still good."""
    with installation.database.read() as connection:
        return accounts.has_invitation(connection, _hash(token))


def create_account(installation: Installation, token: str, name: str, email: str, password: str) -> Account:
    """Create an account with a one-time link, which is burnt; raise LinkUsed or EmailTaken."""
    account = Account(new_id(), name.strip(), email.strip().casefold(), _HASHER.hash(password))
    with installation.database.write() as connection:
        if not accounts.use_invitation(connection, _hash(token)):
            raise LinkUsed
        if accounts.find_account_by_email(connection, account.email):
            raise EmailTaken
        accounts.put_account(connection, account, installation.clock())
    return account


def sign_in(installation: Installation, email: str, password: str) -> Account | None:
    """Return the account where e-mail address and password match."""
    with installation.database.read() as connection:
        account = accounts.find_account_by_email(connection, email.strip().casefold())
    if account is None:
        _HASHER.hash(password)  # takes as long as a check, so that addresses cannot be guessed by time
        return None
    try:
        _HASHER.verify(account.password_hash, password)
    except (VerificationError, InvalidHashError):
        return None
    return account


def find_account(installation: Installation, account_id: str) -> Account | None:
    """Return the account with this id."""
    with installation.database.read() as connection:
        return accounts.find_account(connection, account_id)


def password_stamp(account: Account) -> str:
    """Return what a sign-in carries, so that it ends when the password changes."""
    return hashlib.sha256(account.password_hash.encode()).hexdigest()[:16]


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
