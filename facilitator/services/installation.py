"""Holds what a running installation is made of."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from facilitator.live import Live, RedisLive
from facilitator.services.memory import Memory
from facilitator.services.ticker import Ticker
from facilitator.settings import Settings
from facilitator.store.ballot_box import BallotBox
from facilitator.store.database import Database
from facilitator.store.rounds import get_identity, list_open_ids, list_round_ids
from facilitator.store.workshops import change_workshop, lock_workshops
from facilitator.vault import Vault

if TYPE_CHECKING:
    from facilitator.store.database import Connection

_CODE_LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"  # none that look or sound like another
_CODE_LENGTH = 6


def utc_now() -> datetime:
    """Return the time, in UTC without a zone, as the database keeps it."""
    return datetime.now(UTC).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Installation:
    """Settings, database, keys and wake-up calls, and what varies: the clock."""

    settings: Settings
    database: Database
    vault: Vault
    live: Live
    box: BallotBox
    ticker: Ticker
    memory: Memory = field(default_factory=Memory)
    clock: Callable[[], datetime] = field(default=utc_now)

    @contextmanager
    def changing(self, workshop_id: str) -> "Iterator[Connection]":
        """Give a transaction that changes what people see of a workshop, and tell them after it."""
        with self.database.write() as connection:
            lock_workshops(connection, [workshop_id])
            yield connection
            change_workshop(connection, workshop_id, {})
        self.live.announce(workshop_id)

    def close(self) -> None:
        """Bring everything to rest."""
        self.live.close()
        self.ticker.close()
        self.box.close()
        self.database.close()


class WrongKeys(Exception):
    """Rounds are open whose keys are not in the key folder."""


class KeysOfAnother(Exception):
    """The key folder belongs to another database, whose answers nobody could read without it."""


def open_installation(
    settings: Settings,
    clock: Callable[[], datetime] = utc_now,
    *,
    without_keys: bool = False,
    restored: bool = False,
) -> Installation:
    """Open an installation, bringing its database up to date.

    A SQLite database is copied first where its schema is about to change. Raises KeysOfAnother where
    the key folder belongs to another database, unless this one has just been ``restored`` in its place,
    and WrongKeys where the keys of open rounds are missing, unless ``without_keys``.
    """
    database = Database(settings.url)
    database.upgrade(lambda revision: back_up_before_upgrade(database, settings, revision))
    vault = Vault(settings.keys)
    try:
        _match(database, vault, without_keys=without_keys, restored=restored)
    except Exception:
        database.close()
        raise
    live = RedisLive(settings.redis_url) if settings.redis_url else Live(alone=database.is_sqlite)
    return Installation(settings, database, vault, live, BallotBox(database), Ticker(), clock=clock)


def _match(database: Database, vault: Vault, *, without_keys: bool, restored: bool) -> None:
    """Make sure that database and key folder belong together: keys of unknown rounds are destroyed later."""
    with database.read() as connection:
        identity, known = get_identity(connection), list_round_ids(connection)
        missing = [r for r in list_open_ids(connection) if not vault.has_key(r)]
    owner, keys = vault.read_owner(), vault.list_keys()
    unknown = owner != identity if owner is not None else bool(keys) and known.isdisjoint(keys)
    if unknown and not restored:
        raise KeysOfAnother(vault.folder)
    if missing and not without_keys:
        raise WrongKeys(vault.folder)
    vault.belong_to(identity)


def back_up_before_upgrade(database: Database, settings: Settings, revision: str) -> None:
    """Keep a copy of a SQLite database whose schema is about to change; PostgreSQL has its own tools."""
    if database.is_sqlite:
        folder = settings.data / "backups"
        folder.mkdir(exist_ok=True, mode=0o700)
        database.copy_to(folder / f"before-upgrade-from-{revision}.sqlite3")


def new_id() -> str:
    """Return a random id that tells nothing of order or time."""
    return secrets.token_hex(8)


def new_code() -> str:
    """Return a random code for a workshop."""
    return random_code(_CODE_LENGTH)


def random_code(length: int) -> str:
    """Return a random code without letters that look alike."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(length))
