"""Creates facilitators' accounts and checks who signs in."""

import hashlib
import secrets
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from facilitator.domain.workshop import Account
from facilitator.services.installation import Installation, new_id
from facilitator.store import accounts
from facilitator.store.accounts import Invitation

SHORTEST_PASSWORD = 10
FREE_FAILURES = 5
LONGEST_WAIT = timedelta(minutes=15)
RESET_LASTS = timedelta(hours=24)
_HASHER = PasswordHasher()


class LinkUsed(Exception):
    """The one-time link has been used, has run out, or a newer one was made."""


class EmailTaken(Exception):
    """There is an account with this e-mail address."""


class UnknownAccount(LookupError):
    """There is no account with this e-mail address."""


class TooSoon(Exception):
    """After so many wrong passwords the next try has to wait; ``seconds`` says how long."""

    def __init__(self, seconds: int) -> None:
        """Keep the seconds."""
        super().__init__(seconds)
        self.seconds = seconds


def make_setup_link(installation: Installation) -> str | None:
    """Return the path of a one-time link that creates the first account; None where there is one."""
    token = new_link_token()
    with installation.database.write() as connection:
        if accounts.count_accounts(connection):
            return None
        accounts.put_invitation(connection, link_hash(token), Invitation("setup", installation.clock()))
    return f"/setup/{token}"


def is_setup_link(installation: Installation, token: str) -> bool:
    """Tell whether a one-time link still creates the first account."""
    with installation.database.read() as connection:
        found = accounts.find_invitation(connection, link_hash(token))
    return found is not None and found.purpose == "setup"


def create_account(installation: Installation, token: str, name: str, email: str, password: str) -> Account:
    """Create the first account with a one-time link, which is burnt; raise LinkUsed or EmailTaken."""
    account = new_account(name, email, password)
    with installation.database.write() as connection:
        found = accounts.find_invitation(connection, link_hash(token))
        if found is None or found.purpose != "setup":
            raise LinkUsed
        accounts.use_invitation(connection, link_hash(token))
        if accounts.find_account_by_email(connection, account.email):
            raise EmailTaken
        accounts.put_account(connection, account, installation.clock())
    return account


def make_reset_link(installation: Installation, email: str) -> str:
    """Return the path of a one-time link to a new password, good for a day; raise UnknownAccount."""
    token = new_link_token()
    with installation.database.write() as connection:
        account = accounts.find_account_by_email(connection, email.strip().casefold())
        if account is None:
            raise UnknownAccount(email)
        new = Invitation("reset", installation.clock(), account_id=account.id)
        accounts.put_invitation(connection, link_hash(token), new)
    return f"/reset/{token}"


def find_reset_account(installation: Installation, token: str) -> Account | None:
    """Return the account whose password a one-time link resets, None where the link is no good."""
    with installation.database.read() as connection:
        found = accounts.find_invitation(connection, link_hash(token))
        if found is None or found.account_id is None:
            return None
        if installation.clock() - found.created_at > RESET_LASTS:
            return None
        return accounts.find_account(connection, found.account_id)


def reset_password(installation: Installation, token: str, password: str) -> Account:
    """Set a new password with a one-time link, which is burnt; raise LinkUsed."""
    account = find_reset_account(installation, token)
    if account is None:
        raise LinkUsed
    with installation.database.write() as connection:
        if not accounts.use_invitation(connection, link_hash(token)):
            raise LinkUsed
        accounts.put_password(connection, account.id, _HASHER.hash(password))
        accounts.forget_failures(connection, link_hash(account.email))
    return _reread(installation, account)


def change_password(installation: Installation, account: Account, old: str, new: str) -> Account | None:
    """Change one's own password, None where the old one is wrong; every other sign-in ends."""
    if not _is_right(account, old):
        return None
    with installation.database.write() as connection:
        accounts.put_password(connection, account.id, _HASHER.hash(new))
    return _reread(installation, account)


def sign_in(installation: Installation, email: str, password: str) -> Account | None:
    """Return the account where e-mail address and password match.

    After some wrong passwords in a row each further try has to wait twice as long: raises TooSoon.
    """
    address, now = email.strip().casefold(), installation.clock()
    with installation.database.read() as connection:
        account = accounts.find_account_by_email(connection, address)
        failures, failed_at = accounts.find_failures(connection, link_hash(address)) or (0, now)
    wait = failed_at + wait_after(failures) - now
    if wait > timedelta():
        raise TooSoon(int(wait.total_seconds()) + 1)
    right = _is_right(account, password)
    with installation.database.write() as connection:
        if right:
            accounts.forget_failures(connection, link_hash(address))
        else:
            accounts.put_failure(connection, link_hash(address), failures + 1, now)
    return account if right else None


def wait_after(failures: int) -> timedelta:
    """Return how long to wait after so many wrong passwords in a row."""
    if failures < FREE_FAILURES:
        return timedelta()
    return min(timedelta(seconds=2.0 ** min(failures - FREE_FAILURES + 1, 20)), LONGEST_WAIT)


def has_accounts(installation: Installation) -> bool:
    """Tell whether anybody has an account here."""
    with installation.database.read() as connection:
        return accounts.count_accounts(connection) > 0


def find_account(installation: Installation, account_id: str) -> Account | None:
    """Return the account with this id."""
    with installation.database.read() as connection:
        return accounts.find_account(connection, account_id)


def password_stamp(account: Account) -> str:
    """Return what a sign-in carries, so that it ends when the password changes."""
    return hashlib.sha256(account.password_hash.encode()).hexdigest()[:16]


def new_account(name: str, email: str, password: str) -> Account:
    """Return an account that is not stored yet."""
    return Account(new_id(), name.strip(), email.strip().casefold(), _HASHER.hash(password))


def new_link_token() -> str:
    """Return the secret of a new one-time link."""
    return secrets.token_urlsafe(24)


def link_hash(secret: str) -> bytes:
    """Return what is stored of a link's secret or an address."""
    return hashlib.sha256(secret.encode()).digest()


def _is_right(account: Account | None, password: str) -> bool:
    if account is None:
        _HASHER.hash(password)  # takes as long as a check, so that addresses cannot be guessed by time
        return False
    try:
        return _HASHER.verify(account.password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _reread(installation: Installation, account: Account) -> Account:
    with installation.database.read() as connection:
        found = accounts.find_account(connection, account.id)
    if found is None:
        raise LinkUsed
    return found
