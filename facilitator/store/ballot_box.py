"""Takes ballots to disk: one writer, one transaction for all that wait, an answer after the commit."""

import contextlib
import threading
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, select, update

from facilitator.domain.agenda import RoundStatus
from facilitator.store import schema
from facilitator.store.database import Database
from facilitator.store.workshops import lock_workshops

PATIENCE_SECONDS = 30.0
EMPTY_LOG_SECONDS, MOST_LOG_SECONDS = 0.05, 0.5
REST_FACTOR = 15
MOST_ASKED = 500


class RoundNotOpen(Exception):
    """The round takes no ballots: it is paused or has been closed."""

    def __init__(self, status: RoundStatus) -> None:
        """Keep the round's status."""
        super().__init__(status)
        self.status = status


class BoxClosed(Exception):
    """The server is going down and takes no more ballots."""


@dataclass(frozen=True, slots=True)
class SealedBallot:
    """A ballot as it is stored; ``sealed`` is None where an earlier one is taken back."""

    key: bytes
    sealed: bytes | None


@dataclass(frozen=True, slots=True)
class Cast:
    """What one person hands in at once."""

    workshop_id: str
    round_id: str
    turnout_tag: bytes
    ballots: Sequence[SealedBallot]
    asked: bytes | None = None


class _Batch:
    """Casts that share a transaction, its sync to disk and the news of it."""

    def __init__(self) -> None:
        self.casts: list[Cast] = []
        self.done = threading.Event()
        self.error: Exception | None = None
        self.accepted: Mapping[str, RoundStatus] = {}
        self.found: Collection[bytes] = ()


class BallotBox:
    """The one writer of ballots of a process."""

    def __init__(self, database: Database) -> None:
        """Use ``database``; the writer starts with the first ballot."""
        self._database = database
        self._next = _Batch()
        self._lock = threading.Lock()
        self._waiting = threading.Event()
        self._writer: threading.Thread | None = None
        self._closed = False
        self._log_is_full = False

    def cast(
        self,
        workshop_id: str,
        round_id: str,
        turnout_tag: bytes,
        ballots: Sequence[SealedBallot],
        asked: bytes | None = None,
    ) -> bool:
        """Store ballots, replacing earlier ones under the same keys; returns after their commit.

        Returns whether there is a ballot under the key ``asked``, which one query finds for all who wait.
        Raises RoundNotOpen where the round no longer takes them; then none is stored. Raises
        TimeoutError where the database takes too long to say whether they are.
        """
        with self._lock:
            if self._closed:
                raise BoxClosed
            self._start()
            batch = self._next
            batch.casts.append(Cast(workshop_id, round_id, turnout_tag, ballots, asked))
            self._waiting.set()
        if not batch.done.wait(PATIENCE_SECONDS):
            raise TimeoutError("the database has not answered")
        if batch.error is not None:
            raise batch.error
        status = batch.accepted[round_id]
        if status is not RoundStatus.OPEN:
            raise RoundNotOpen(status)
        return asked in batch.found

    def close(self) -> None:
        """Store what waits and stop the writer."""
        with self._lock:
            self._closed = True
            writer = self._writer
        self._waiting.set()
        if writer is not None:
            writer.join(PATIENCE_SECONDS)

    def empty_log_soon(self) -> None:
        """Have the write-ahead log emptied: somebody has joined, and it keeps the order of commits."""
        with self._lock:
            if self._closed or not self._database.is_sqlite:
                return
            self._start()
            self._log_is_full = True
            self._waiting.set()

    def _start(self) -> None:
        if self._writer is None:
            self._writer = threading.Thread(target=self._write, name="ballot box", daemon=True)
            self._writer.start()

    def _write(self) -> None:
        emptied_at, rest = 0.0, EMPTY_LOG_SECONDS
        while True:
            # The log keeps who was stored with whom, and in which order. So it is emptied many times a
            # second, however busy the room is; what has been moved to the tables lies in no order.
            # A slow disk gets longer rests while votes come in, so that most of its time goes to them.
            full = self._log_is_full
            due = not self._waiting.wait(EMPTY_LOG_SECONDS if full else None)
            if full and (due or time.monotonic() - emptied_at >= rest):
                started = time.monotonic()
                with contextlib.suppress(Exception):
                    self._log_is_full = not self._database.truncate_wal(tries=1)
                emptied_at = time.monotonic()
                rest = min(MOST_LOG_SECONDS, max(EMPTY_LOG_SECONDS, REST_FACTOR * (emptied_at - started)))
            if due:
                continue
            # Let every request that is ready put its ballot in, so that all share one sync.
            time.sleep(0)
            with self._lock:
                batch, self._next = self._next, _Batch()
                self._waiting.clear()
                last = self._closed
            if batch.casts:
                self._commit(batch)
                self._log_is_full = True
            if last:
                return

    def _commit(self, batch: _Batch) -> None:
        try:
            with self._database.write() as connection:
                batch.accepted = store_casts(connection, batch.casts)
                batch.found = _find_asked(connection, batch.casts)
        except Exception as error:
            batch.error = error
        batch.done.set()


# Built once: they run for every commit.
_STATUS = select(schema.round_.c.id, schema.round_.c.status).where(
    schema.round_.c.id.in_(bindparam("ids", expanding=True))
)
_TAKE_BACK = delete(schema.ballot).where(
    and_(schema.ballot.c.round_id == bindparam("r"), schema.ballot.c.key == bindparam("b"))
)
_COUNT_ON = (
    update(schema.workshop)
    .where(schema.workshop.c.id.in_(bindparam("ids", expanding=True)))
    .values(progress=schema.workshop.c.progress + 1)
)
_ASKED = select(schema.ballot.c.key).where(
    schema.ballot.c.round_id.in_(bindparam("rounds", expanding=True)),
    schema.ballot.c.key.in_(bindparam("keys", expanding=True)),
)


@cache
def _puts(dialect: str) -> tuple[Any, Any]:
    """Return the statements that put a ballot and a turnout, for one kind of database."""
    insert: Any = import_module(f"sqlalchemy.dialects.{dialect}").insert
    put = insert(schema.ballot)
    put = put.on_conflict_do_update(index_elements=["round_id", "key"], set_={"sealed": put.excluded.sealed})
    return put, insert(schema.turnout).on_conflict_do_nothing()


def _find_asked(connection: Connection, batch: Sequence[Cast]) -> set[bytes]:
    asked = sorted({(cast.round_id, cast.asked) for cast in batch if cast.asked is not None})
    found: set[bytes] = set()
    for at in range(0, len(asked), MOST_ASKED):
        part = asked[at : at + MOST_ASKED]
        values = {"rounds": sorted({r for r, _ in part}), "keys": [key for _, key in part]}
        found.update(connection.execute(_ASKED, values).scalars())
    return found


def store_casts(connection: Connection, batch: Sequence[Cast]) -> dict[str, RoundStatus]:
    """Write a batch within the transaction that closing a round also takes; return rounds' status."""
    lock_workshops(connection, {cast.workshop_id for cast in batch})
    ids = {cast.round_id for cast in batch}
    found = connection.execute(_STATUS, {"ids": sorted(ids)})
    status = dict.fromkeys(ids, RoundStatus.CLOSED) | {row.id: RoundStatus(row.status) for row in found}
    kept: dict[tuple[str, bytes], bytes | None] = {}
    tags: set[tuple[str, bytes]] = set()
    workshops: dict[str, str] = {}
    for cast in batch:
        if status[cast.round_id] is RoundStatus.OPEN:
            workshops[cast.round_id] = cast.workshop_id
            tags.add((cast.round_id, cast.turnout_tag))
            for ballot in cast.ballots:
                kept[cast.round_id, ballot.key] = ballot.sealed
    if not workshops:
        return status
    put_ballot, put_turnout = _puts(connection.dialect.name)
    # Sorted, so that nothing in the database or its log tells who was first.
    ordered = sorted(kept)
    puts = [{"round_id": r, "key": key, "sealed": kept[r, key]} for r, key in ordered if kept[r, key]]
    gone = [{"r": r, "b": key} for r, key in ordered if kept[r, key] is None]
    if puts:
        connection.execute(put_ballot, puts)
    if gone:
        connection.execute(_TAKE_BACK, gone)
    grown = set()
    for round_id in sorted(workshops):
        people = [{"round_id": r, "tag": tag} for r, tag in sorted(tags) if r == round_id]
        if connection.execute(put_turnout, people).rowcount != 0:
            grown.add(workshops[round_id])
    # Only a new head counts: that somebody has changed an answer is nobody's business.
    connection.execute(_COUNT_ON, {"ids": sorted(grown)})
    return status
