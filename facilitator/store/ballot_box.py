"""Takes ballots to disk: one writer, one transaction for all that wait, an answer after the commit."""

import contextlib
import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from sqlalchemy import Connection, and_, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from facilitator.domain.agenda import RoundStatus
from facilitator.store import schema
from facilitator.store.database import Database

PATIENCE_SECONDS = 30.0
QUIET_SECONDS = 1.0


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


@dataclass(slots=True)
class _Cast:
    workshop_id: str
    round_id: str
    turnout_tag: bytes
    ballots: Sequence[SealedBallot]
    done: "Future[None]" = field(default_factory=Future)


class BallotBox:
    """The one writer of ballots of a process."""

    def __init__(self, database: Database) -> None:
        """Use ``database``; the writer starts with the first ballot."""
        self._database = database
        self._waiting: queue.SimpleQueue[_Cast | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None
        self._closed = False

    def cast(
        self, workshop_id: str, round_id: str, turnout_tag: bytes, ballots: Sequence[SealedBallot]
    ) -> None:
        """Store ballots, replacing earlier ones under the same keys; returns after their commit.

        Raises RoundNotOpen where the round no longer takes them; then none is stored.
        """
        waiting = _Cast(workshop_id, round_id, turnout_tag, ballots)
        with self._lock:
            if self._closed:
                raise BoxClosed
            if self._writer is None:
                self._writer = threading.Thread(target=self._write, name="ballot box", daemon=True)
                self._writer.start()
            self._waiting.put(waiting)
        waiting.done.result(PATIENCE_SECONDS)

    def close(self) -> None:
        """Store what waits and stop the writer."""
        with self._lock:
            self._closed = True
            writer = self._writer
        if writer is not None:
            self._waiting.put(None)
            writer.join(PATIENCE_SECONDS)

    def _write(self) -> None:
        log_holds_ballots = False
        while True:
            try:
                first = self._waiting.get(timeout=QUIET_SECONDS if log_holds_ballots else None)
            except queue.Empty:
                # The write-ahead log keeps the order of commits; in a quiet moment it is emptied.
                with contextlib.suppress(Exception):
                    self._database.truncate_wal(tries=1)
                log_holds_ballots = False
                continue
            if first is None:
                return
            log_holds_ballots = True
            # Let every request that is ready put its ballot in, so that all share one sync.
            time.sleep(0)
            batch = [first]
            stop = False
            while not stop:
                try:
                    cast = self._waiting.get_nowait()
                except queue.Empty:
                    break
                if cast is None:
                    stop = True
                else:
                    batch.append(cast)
            self._commit(batch)
            if stop:
                return

    def _commit(self, batch: list[_Cast]) -> None:
        try:
            with self._database.write() as connection:
                accepted = _store(connection, batch)
        except Exception as error:
            for cast in batch:
                cast.done.set_exception(error)
            return
        for cast in batch:
            status = accepted[cast.round_id]
            if status is RoundStatus.OPEN:
                cast.done.set_result(None)
            else:
                cast.done.set_exception(RoundNotOpen(status))


def _store(connection: Connection, batch: list[_Cast]) -> dict[str, RoundStatus]:
    """Write a batch within the transaction that closing a round also takes; return rounds' status."""
    rounds = schema.round_
    ids = {cast.round_id for cast in batch}
    found = connection.execute(select(rounds.c.id, rounds.c.status).where(rounds.c.id.in_(ids)))
    status = dict.fromkeys(ids, RoundStatus.CLOSED) | {row.id: RoundStatus(row.status) for row in found}
    kept: dict[tuple[str, bytes], bytes | None] = {}
    tags: dict[tuple[str, bytes], None] = {}
    workshops: dict[str, str] = {}
    for cast in batch:
        if status[cast.round_id] is RoundStatus.OPEN:
            workshops[cast.round_id] = cast.workshop_id
            tags[cast.round_id, cast.turnout_tag] = None
            for ballot in cast.ballots:
                kept[cast.round_id, ballot.key] = ballot.sealed
    if not workshops:
        return status
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    # In order of their keys, so that two processes never wait for each other in a circle.
    puts = [{"round_id": r, "key": key, "sealed": kept[r, key]} for r, key in sorted(kept) if kept[r, key]]
    gone = [{"r": r, "b": key} for r, key in sorted(kept) if kept[r, key] is None]
    if puts:
        statement = insert(schema.ballot)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["round_id", "key"], set_={"sealed": statement.excluded.sealed}
            ),
            puts,
        )
    if gone:
        columns = schema.ballot.c
        connection.execute(
            delete(schema.ballot).where(
                and_(columns.round_id == bindparam("r"), columns.key == bindparam("b"))
            ),
            gone,
        )
    grown = set()
    for round_id in sorted(workshops):
        people = [{"round_id": r, "tag": tag} for r, tag in sorted(tags) if r == round_id]
        if connection.execute(insert(schema.turnout).on_conflict_do_nothing(), people).rowcount != 0:
            grown.add(workshops[round_id])
    # Only a new head counts: that somebody has changed an answer is nobody's business.
    workshop = schema.workshop
    connection.execute(
        update(workshop).where(workshop.c.id.in_(grown)).values(progress=workshop.c.progress + 1)
    )
    return status
