"""Stores partnerships, workshops and who takes part."""

from collections.abc import Collection, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, func, insert, select, update

from facilitator.domain.agenda import WorkshopState
from facilitator.domain.direction import Direction, direction_from_data, direction_to_data
from facilitator.domain.framework import Framework
from facilitator.domain.framework_file import parse_framework
from facilitator.domain.timer import timer_from_data
from facilitator.domain.workshop import Breakdown, Mode, Pace, Partnership, Workshop
from facilitator.store.schema import membership, participant, partnership, workshop

FOLLOW = Direction()


class UnknownWorkshop(LookupError):
    """There is no such workshop."""


@lru_cache(maxsize=64)
def _framework(source: str, mode: Mode) -> Framework:
    return parse_framework(source).for_mode(mode)


# In order, so that two transactions never wait for each other in a circle.
_LOCK = (
    select(workshop.c.id)
    .where(workshop.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(workshop.c.id)
    .with_for_update()
)
# Built once: they run for every person whose phone comes back, or hands in an answer.
_REVISIONS = select(workshop.c.id, workshop.c.revision, workshop.c.progress).where(
    workshop.c.id.in_(bindparam("ids", expanding=True))
)
_SECTORS = select(participant.c.token_hash, participant.c.sector).where(
    participant.c.workshop_id == bindparam("w")
)
_SECTOR = select(participant.c.sector).where(
    participant.c.workshop_id == bindparam("w"), participant.c.token_hash == bindparam("t")
)


def put_partnership(connection: Connection, new: Partnership, account_id: str, now: datetime) -> None:
    """Store a new partnership with its owner."""
    connection.execute(insert(partnership).values(id=new.id, name=new.name, place=new.place, created_at=now))
    connection.execute(insert(membership).values(partnership_id=new.id, account_id=account_id, role="owner"))


def get_partnership(connection: Connection, partnership_id: str) -> Partnership:
    """Return the partnership with this id; raise KeyError where there is none."""
    row = connection.execute(
        select(partnership.c.id, partnership.c.name, partnership.c.place).where(
            partnership.c.id == partnership_id
        )
    ).first()
    if row is None:
        raise KeyError(partnership_id)
    return Partnership(*row)


def list_partnerships(connection: Connection, account_id: str) -> list[Partnership]:
    """Return an account's partnerships by name."""
    rows = connection.execute(
        select(partnership.c.id, partnership.c.name, partnership.c.place, partnership.c.next_on)
        .join(membership)
        .where(membership.c.account_id == account_id)
        .order_by(partnership.c.name, partnership.c.id)
    )
    return [Partnership(*row) for row in rows]


def put_workshop(connection: Connection, new: Workshop, now: datetime) -> None:
    """Store a new workshop."""
    connection.execute(
        insert(workshop).values(
            id=new.id,
            partnership_id=new.partnership.id,
            code=new.code,
            title=new.title,
            held_on=new.held_on,
            mode=new.mode,
            framework=new.framework.source,
            k=new.k,
            breakdown=new.breakdown,
            state=new.state,
            step=new.step,
            locked_lists=sorted(new.locked_lists),
            room_locked=new.room_locked,
            tickets=new.tickets,
            board=direction_to_data(new.board),
            step_started_at=now,
            timer=new.timer.as_data(),
            notes="",
            pace=new.pace,
            revision=new.revision,
            progress=new.progress,
            created_at=now,
        )
    )


def get_workshop(connection: Connection, workshop_id: str) -> Workshop:
    """Return the workshop with this id; raise UnknownWorkshop where there is none."""
    row = connection.execute(_select().where(workshop.c.id == workshop_id)).first()
    if row is None:
        raise UnknownWorkshop(workshop_id)
    return _from_row(row)


def find_workshop_by_code(connection: Connection, code: str) -> Workshop | None:
    """Return the workshop with this code."""
    row = connection.execute(_select().where(workshop.c.code == code)).first()
    return _from_row(row) if row else None


def list_workshops(connection: Connection, account_id: str) -> list[Workshop]:
    """Return the workshops of an account's partnerships, the newest first."""
    mine = select(membership.c.partnership_id).where(membership.c.account_id == account_id)
    rows = connection.execute(
        _select()
        .where(workshop.c.partnership_id.in_(mine))
        .order_by(workshop.c.held_on.desc(), workshop.c.created_at.desc())
    )
    return [_from_row(row) for row in rows]


def list_workshops_of(connection: Connection, partnership_id: str) -> list[Workshop]:
    """Return the workshops of a partnership, the newest first."""
    rows = connection.execute(
        _select()
        .where(workshop.c.partnership_id == partnership_id)
        .order_by(workshop.c.held_on.desc(), workshop.c.created_at.desc())
    )
    return [_from_row(row) for row in rows]


def list_all_workshops(connection: Connection) -> list[Workshop]:
    """Return all workshops of the installation."""
    return [_from_row(row) for row in connection.execute(_select().order_by(workshop.c.created_at))]


def list_revisions(connection: Connection, workshop_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return (revision, progress) of those of the workshops that exist.

    The numbers grow when something to see, or a count, has changed.
    """
    rows = connection.execute(_REVISIONS, {"ids": list(workshop_ids)})
    return {row.id: (row.revision, row.progress) for row in rows}


def lock_workshops(connection: Connection, workshop_ids: Collection[str]) -> None:
    """Have these workshops to oneself until the transaction ends.

    Whatever changes a workshop or its ballots does this first, so that casting and closing exclude each
    other in all processes. SQLite has one writer anyway.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(_LOCK, {"ids": sorted(workshop_ids)})


def change_workshop(connection: Connection, workshop_id: str, values: Mapping[str, Any]) -> None:
    """Set columns of a workshop and count its revision up."""
    connection.execute(
        update(workshop)
        .where(workshop.c.id == workshop_id)
        .values(**values, revision=workshop.c.revision + 1)
    )


def get_notes(connection: Connection, workshop_id: str) -> str:
    """Return the facilitators' notes to themselves."""
    return connection.execute(select(workshop.c.notes).where(workshop.c.id == workshop_id)).scalar() or ""


def put_notes(connection: Connection, workshop_id: str, notes: str) -> None:
    """Store the facilitators' notes to themselves; nobody else sees a change."""
    connection.execute(update(workshop).where(workshop.c.id == workshop_id).values(notes=notes))


def count_progress(connection: Connection, workshop_id: str) -> None:
    """Count a workshop's progress up: a head or an answer more, nothing else to see."""
    connection.execute(
        update(workshop).where(workshop.c.id == workshop_id).values(progress=workshop.c.progress + 1)
    )


def direct_board(connection: Connection, workshop_id: str, direction: Direction = FOLLOW) -> None:
    """Set what the board shows; by default the current step as it comes."""
    change_workshop(connection, workshop_id, {"board": direction_to_data(direction)})


def delete_workshop(connection: Connection, workshop_id: str) -> None:
    """Remove a workshop with everything that belongs to it."""
    connection.execute(delete(workshop).where(workshop.c.id == workshop_id))


def put_participant(connection: Connection, workshop_id: str, token_hash: bytes, sector: str) -> None:
    """Store that somebody of a sector takes part."""
    connection.execute(
        insert(participant).values(workshop_id=workshop_id, token_hash=token_hash, sector=sector)
    )


def delete_participant(connection: Connection, workshop_id: str, token_hash: bytes) -> None:
    """Forget that somebody takes part."""
    connection.execute(
        delete(participant).where(
            participant.c.workshop_id == workshop_id, participant.c.token_hash == token_hash
        )
    )


def find_sector(connection: Connection, workshop_id: str, token_hash: bytes) -> str | None:
    """Return the sector of a participant, None where they have not joined."""
    return connection.execute(_SECTOR, {"w": workshop_id, "t": token_hash}).scalar()


def list_sectors(connection: Connection, workshop_id: str) -> dict[bytes, str]:
    """Return the sectors of all participants, by the hash of their token."""
    rows = connection.execute(_SECTORS, {"w": workshop_id})
    return {row.token_hash: row.sector for row in rows}


def count_participants(connection: Connection, workshop_id: str) -> dict[str, int]:
    """Return the number of participants by sector."""
    rows = connection.execute(
        select(participant.c.sector, func.count())
        .where(participant.c.workshop_id == workshop_id)
        .group_by(participant.c.sector)
    )
    return {row[0]: row[1] for row in rows}


def _select() -> Select[Any]:
    return select(
        workshop, partnership.c.name.label("partnership_name"), partnership.c.place, partnership.c.next_on
    ).join(partnership)


def _from_row(row: Row[Any]) -> Workshop:
    return Workshop(
        id=row.id,
        partnership=Partnership(row.partnership_id, row.partnership_name, row.place, row.next_on),
        code=row.code,
        title=row.title,
        held_on=row.held_on,
        mode=Mode(row.mode),
        framework=_framework(row.framework, Mode(row.mode)),
        k=row.k,
        breakdown=Breakdown(row.breakdown),
        state=WorkshopState(row.state),
        step=row.step,
        locked_lists=frozenset(row.locked_lists),
        room_locked=row.room_locked,
        tickets=row.tickets,
        board=direction_from_data(row.board),
        step_started_at=row.step_started_at,
        revision=row.revision,
        progress=row.progress,
        ended_at=row.ended_at,
        timer=timer_from_data(row.timer),
        pace=Pace(row.pace),
    )
