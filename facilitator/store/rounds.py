"""Stores rounds, reads their ballots and keeps their releases."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, update

from facilitator.domain.agenda import Round, RoundStatus
from facilitator.domain.release import Release
from facilitator.domain.release_data import release_from_data, release_to_data
from facilitator.store.ballot_box import SealedBallot
from facilitator.store.schema import ballot, identity, live, release, round_, turnout

# By name, as a column called "items" hides behind the collection's own method.
_COLUMNS: tuple[Any, ...] = tuple(
    round_.c[name] for name in ("id", "step", "number", "status", "items", "sealed", "live")
)

# Built once: every answer runs them.
_THESE = and_(ballot.c.round_id == bindparam("round"), ballot.c.key.in_(bindparam("keys", expanding=True)))
_FIND_KEYS = select(ballot.c.key).where(_THESE)
_FIND_BALLOTS = select(ballot.c.key, ballot.c.sealed).where(_THESE)


def put_round(connection: Connection, workshop_id: str, new: Round, now: datetime) -> None:
    """Store a new round."""
    connection.execute(
        insert(round_).values(
            id=new.id,
            workshop_id=workshop_id,
            step=new.step,
            number=new.number,
            status=new.status,
            items=list(new.items),
            sealed=new.sealed,
            live=new.live,
            opened_at=now,
        )
    )


def list_rounds(connection: Connection, workshop_id: str) -> list[Round]:
    """Return a workshop's rounds in the order of step and number."""
    rows = connection.execute(
        select(*_COLUMNS).where(round_.c.workshop_id == workshop_id).order_by(round_.c.step, round_.c.number)
    )
    return [
        Round(row.id, row.step, row.number, RoundStatus(row.status), tuple(row.items), row.sealed, row.live)
        for row in rows
    ]


def put_status(
    connection: Connection, round_id: str, status: RoundStatus, closed_at: datetime | None = None
) -> None:
    """Set a round's status."""
    values: dict[str, Any] = {"status": status}
    if closed_at is not None:
        values["closed_at"] = closed_at
    connection.execute(update(round_).where(round_.c.id == round_id).values(**values))


def count_turnout(connection: Connection, round_id: str) -> int:
    """Return how many people have answered anything in a round."""
    return connection.execute(
        select(func.count()).select_from(turnout).where(turnout.c.round_id == round_id)
    ).scalar_one()


def count_ballots(connection: Connection, round_id: str) -> int:
    """Return how many ballots a round holds, those of all people on all items."""
    counted = select(func.count()).select_from(ballot).where(ballot.c.round_id == round_id)
    return connection.execute(counted).scalar_one()


def list_ballots(connection: Connection, round_id: str) -> list[tuple[bytes, bytes]]:
    """Return (key, sealed ballot) of all ballots of a round."""
    rows = connection.execute(select(ballot.c.key, ballot.c.sealed).where(ballot.c.round_id == round_id))
    return [(row.key, row.sealed) for row in rows]


def find_keys(connection: Connection, round_id: str, keys: Sequence[bytes]) -> list[bytes]:
    """Return those of these keys that ballots are stored under."""
    return list(connection.execute(_FIND_KEYS, {"round": round_id, "keys": list(keys)}).scalars())


def find_ballots(connection: Connection, round_id: str, keys: list[bytes]) -> list[SealedBallot]:
    """Return those of the ballots with these keys that exist."""
    rows = connection.execute(_FIND_BALLOTS, {"round": round_id, "keys": keys})
    return [SealedBallot(row.key, row.sealed) for row in rows]


def withdraw(connection: Connection, round_id: str, keys: list[bytes], tag: bytes) -> None:
    """Delete one person's ballots and turnout of a round."""
    connection.execute(delete(ballot).where(ballot.c.round_id == round_id, ballot.c.key.in_(keys)))
    connection.execute(delete(turnout).where(turnout.c.round_id == round_id, turnout.c.tag == tag))


def put_release(connection: Connection, round_id: str, published: Release) -> None:
    """Store the release of a round; there is one, and it never changes. What was live before goes."""
    connection.execute(delete(live).where(live.c.round_id == round_id))
    connection.execute(
        insert(release).values(round_id=round_id, sequence=1, results=release_to_data(published))
    )


def list_releases(connection: Connection, workshop_id: str) -> list[Release]:
    """Return what may be seen of a workshop's rounds, by step and round: revealed and live releases."""
    revealed = (
        select(round_.c.step, round_.c.number, release.c.results)
        .join(round_, round_.c.id == release.c.round_id)
        .where(round_.c.workshop_id == workshop_id, round_.c.status == RoundStatus.REVEALED)
    )
    open_now = (
        select(round_.c.step, round_.c.number, live.c.results)
        .join(round_, round_.c.id == live.c.round_id)
        .where(round_.c.workshop_id == workshop_id)
    )
    rows = [*connection.execute(revealed), *connection.execute(open_now)]
    return [
        release_from_data(row.step, row.number, row.results)
        for row in sorted(rows, key=lambda row: (row.step, row.number))
    ]


def find_live_state(connection: Connection, round_id: str) -> tuple[int, bytes]:
    """Return how often a round was published live, and the encrypted state of the last time."""
    row = connection.execute(select(live.c.sequence, live.c.state).where(live.c.round_id == round_id)).first()
    return (row.sequence, row.state) if row else (0, b"")


def put_live(connection: Connection, round_id: str, sequence: int, published: Release, state: bytes) -> None:
    """Store what the room may see of an open round, in place of what it saw before."""
    connection.execute(delete(live).where(live.c.round_id == round_id))
    connection.execute(
        insert(live).values(
            round_id=round_id, sequence=sequence, results=release_to_data(published), state=state
        )
    )


def seal_round(connection: Connection, round_id: str) -> None:
    """Delete the ballots of a round and mark it sealed."""
    connection.execute(delete(live).where(live.c.round_id == round_id))
    connection.execute(delete(ballot).where(ballot.c.round_id == round_id))
    connection.execute(delete(turnout).where(turnout.c.round_id == round_id))
    connection.execute(update(round_).where(round_.c.id == round_id).values(sealed=True))


def list_sealed_ids(connection: Connection) -> set[str]:
    """Return the ids of all sealed rounds, whose keys must not exist any more."""
    return set(connection.execute(select(round_.c.id).where(round_.c.sealed)).scalars())


def get_identity(connection: Connection) -> str:
    """Return the name of the database, which the folder of its rounds' keys carries as well."""
    return str(connection.execute(select(identity.c.id)).scalar_one())


def list_open_ids(connection: Connection) -> list[str]:
    """Return the ids of rounds whose answers have not been counted yet."""
    counting = (RoundStatus.OPEN, RoundStatus.PAUSED)
    return list(connection.execute(select(round_.c.id).where(round_.c.status.in_(counting))).scalars())


def list_unsealed(connection: Connection) -> list[tuple[str, RoundStatus, str]]:
    """Return (id, status, workshop id) of all rounds whose ballots are still there."""
    rows = connection.execute(
        select(round_.c.id, round_.c.status, round_.c.workshop_id).where(~round_.c.sealed)
    )
    return [(row.id, RoundStatus(row.status), row.workshop_id) for row in rows]


def delete_round(connection: Connection, round_id: str) -> None:
    """Remove a round with its ballots."""
    connection.execute(delete(round_).where(round_.c.id == round_id))


def list_round_ids(connection: Connection) -> set[str]:
    """Return the ids of all rounds."""
    return set(connection.execute(select(round_.c.id)).scalars())
