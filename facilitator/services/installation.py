"""Holds what a running installation is made of."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from facilitator.live import Live
from facilitator.services.memory import Memory
from facilitator.services.ticker import Ticker
from facilitator.settings import Settings
from facilitator.store.ballot_box import BallotBox
from facilitator.store.database import Database
from facilitator.store.workshops import change_workshop
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
            yield connection
            change_workshop(connection, workshop_id, {})
        self.live.announce(workshop_id)

    def close(self) -> None:
        """Bring everything to rest."""
        self.live.close()
        self.ticker.close()
        self.box.close()
        self.database.close()


def open_installation(settings: Settings, clock: Callable[[], datetime] = utc_now) -> Installation:
    """Open an installation, bringing its database up to date."""
    database = Database(settings.url)
    database.upgrade()
    return Installation(
        settings, database, Vault(settings.keys), Live(), BallotBox(database), Ticker(), clock=clock
    )


def new_id() -> str:
    """Return a random id that tells nothing of order or time."""
    return secrets.token_hex(8)


def new_code() -> str:
    """Return a random code for a workshop."""
    return random_code(_CODE_LENGTH)


def random_code(length: int) -> str:
    """Return a random code without letters that look alike."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(length))
