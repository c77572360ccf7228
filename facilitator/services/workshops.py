"""Creates workshops and takes them through their agenda."""

import shutil
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from facilitator.domain.agenda import Move, NotNow, Position, Round, WorkshopState, check_go_to, check_move
from facilitator.domain.direction import Direction
from facilitator.domain.framework import Framework
from facilitator.domain.timer import Timer
from facilitator.domain.workshop import (
    LARGEST_K,
    SMALLEST_K,
    Breakdown,
    Entry,
    Mode,
    Pace,
    Partnership,
    Workshop,
)
from facilitator.services.installation import Installation, new_code, new_id
from facilitator.services.memory import Known
from facilitator.services.partnerships import with_shared_keys
from facilitator.services.sealing import finish_sealing, mark_sealed
from facilitator.store import lists, rounds, workshops
from facilitator.store.workshops import UnknownWorkshop

if TYPE_CHECKING:
    from facilitator.store.database import Connection


LATELY_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class NewWorkshop:
    """What a facilitator decides when creating a workshop."""

    partnership_id: str
    title: str
    held_on: date
    mode: Mode
    framework: Framework
    k: int
    breakdown: Breakdown
    tickets: bool = False
    pace: Pace = Pace.LED


def create_partnership(installation: Installation, account_id: str, name: str, place: str) -> Partnership:
    """Create a partnership that the account owns."""
    partnership = Partnership(new_id(), name.strip(), place.strip())
    with installation.database.write() as connection:
        workshops.put_partnership(connection, partnership, account_id, installation.clock())
    return partnership


def list_partnerships(installation: Installation, account_id: str) -> list[Partnership]:
    """Return an account's partnerships by name."""
    with installation.database.read() as connection:
        return workshops.list_partnerships(connection, account_id)


def create_workshop(
    installation: Installation, account_id: str, new: NewWorkshop, relationships: Sequence[Entry] = ()
) -> Workshop:
    """Create a workshop with its pre-loaded relationships; raise UnknownWorkshop for a stranger's place."""
    if not SMALLEST_K <= new.k <= LARGEST_K:
        raise ValueError(f"k must be from {SMALLEST_K} to {LARGEST_K}, not {new.k}")
    with installation.database.write() as connection:
        places = {p.id: p for p in workshops.list_partnerships(connection, account_id)}
        if new.partnership_id not in places:
            raise UnknownWorkshop(new.partnership_id)
        code = new_code()
        while workshops.find_workshop_by_code(connection, code):
            code = new_code()
        framework = new.framework.for_mode(new.mode)
        workshop = Workshop(
            id=new_id(),
            partnership=places[new.partnership_id],
            code=code,
            title=new.title.strip(),
            held_on=new.held_on,
            mode=new.mode,
            framework=framework,
            k=new.k,
            # Where one side meets alone there is nothing to see by side.
            breakdown=new.breakdown if len(framework.sides) > 1 else Breakdown.SECTOR,
            state=WorkshopState.PREPARING,
            step=framework.steps[0].key,
            locked_lists=frozenset(),
            room_locked=False,
            tickets=new.tickets,
            board=Direction(),
            revision=1,
            progress=0,
            pace=new.pace,
        )
        workshops.put_workshop(connection, workshop, installation.clock())
        if relationships:
            shared = with_shared_keys(connection, new.partnership_id, relationships)
            lists.put_entries(connection, workshop.id, shared)
    return workshop


def list_workshops(installation: Installation, account_id: str) -> list[Workshop]:
    """Return the workshops an account may run, the newest first."""
    with installation.database.read() as connection:
        return workshops.list_workshops(connection, account_id)


def get_workshop(installation: Installation, workshop_id: str) -> Workshop:
    """Return a workshop; raise UnknownWorkshop where there is none."""
    with installation.database.read() as connection:
        return workshops.get_workshop(connection, workshop_id)


def find_by_code(installation: Installation, code: str, *, lately: bool = False) -> Workshop | None:
    """Return the workshop with this code, its progress as it was when its revision was new.

    Where several processes share a database, ``lately`` is content with how it was a quarter of a second
    ago. It suits whoever hands in an answer, as the round is looked at again when it is stored.
    """
    known = installation.memory.find(code)
    if known is not None and _is_current(installation, code, known, lately):
        return known.workshop
    installation.memory.forget(code)
    with installation.database.read() as connection:
        found = workshops.find_workshop_by_code(connection, code)
    if found is None:
        return None
    # The serial first, then the workshop: what is announced in between is noticed next time.
    serial, now = installation.live.serial(found.id), time.monotonic()
    with installation.database.read() as connection:
        found = workshops.find_workshop_by_code(connection, code)
    if found is not None:
        installation.memory.keep(code, Known(found, serial, now))
    return found


def _is_current(installation: Installation, code: str, known: Known, lately: bool) -> bool:
    """Tell whether a remembered workshop has not changed; alone, announcements are enough to know."""
    workshop, now = known.workshop, time.monotonic()
    if installation.live.serial(workshop.id) == known.serial and (
        installation.live.alone or (lately and now - known.checked_at < LATELY_SECONDS)
    ):
        return True
    if installation.live.alone:
        return False
    serial = installation.live.serial(workshop.id)
    with installation.database.read() as connection:
        found = workshops.list_revisions(connection, [workshop.id])
    if found.get(workshop.id, (-1, 0))[0] != workshop.revision:
        return False
    installation.memory.keep(code, Known(workshop, serial, now))
    return True


def list_rounds(installation: Installation, workshop: Workshop) -> list[Round]:
    """Return the rounds of a workshop."""

    def load() -> list[Round]:
        with installation.database.read() as connection:
            return rounds.list_rounds(connection, workshop.id)

    return list(installation.memory.recall(workshop, "rounds", load))


def get_revision(installation: Installation, workshop_id: str) -> tuple[int, int]:
    """Return (revision, progress) of a workshop; raise UnknownWorkshop where there is none."""
    found = list_revisions(installation, [workshop_id])
    if workshop_id not in found:
        raise UnknownWorkshop(workshop_id)
    return found[workshop_id]


def list_revisions(installation: Installation, workshop_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return (revision, progress) of those of the workshops that exist."""
    with installation.database.read() as connection:
        return workshops.list_revisions(connection, workshop_ids)


class RulesFrozen(Exception):
    """Somebody has joined: what they were promised cannot change any more."""


def change_rules(
    installation: Installation, workshop_id: str, *, k: int, breakdown: Breakdown, tickets: bool
) -> None:
    """Set the smallest group shown, the breakdown and tickets; raise RulesFrozen once somebody has joined."""
    if not SMALLEST_K <= k <= LARGEST_K:
        raise ValueError(f"k must be from {SMALLEST_K} to {LARGEST_K}, not {k}")
    with installation.changing(workshop_id) as connection:
        if workshops.count_participants(connection, workshop_id):
            raise RulesFrozen
        values = {"k": k, "breakdown": breakdown, "tickets": tickets}
        workshops.change_workshop(connection, workshop_id, values)


def open_workshop(installation: Installation, workshop_id: str) -> None:
    """Let people join."""
    with installation.changing(workshop_id) as connection:
        check_move(_position(connection, workshop_id), Move.OPEN_WORKSHOP)
        values = {"state": WorkshopState.OPEN, "step_started_at": installation.clock()}
        workshops.change_workshop(connection, workshop_id, values)


def go_to(installation: Installation, workshop_id: str, step: str | None = None) -> None:
    """Go to a step, by default the next one; the rounds of the step that is left are sealed."""
    with installation.changing(workshop_id) as connection:
        leave_step(installation, connection, workshop_id, _position(connection, workshop_id), step)
    finish_sealing(installation)


def leave_step(
    installation: Installation,
    connection: "Connection",
    workshop_id: str,
    position: Position,
    step: str | None,
) -> None:
    """Go to a step within the caller's transaction; the caller finishes the sealing after it."""
    if step is None:
        check_move(position, Move.GO_ON)
        following = position.next_step
        step = following.key if following else ""
    wanted = check_go_to(position, step)
    if wanted.key != position.step.key:
        mark_sealed(connection, [r for r in position.rounds if r.step == position.step.key])
    now = installation.clock()
    values = {"step": wanted.key, "step_started_at": now, "timer": Timer().as_data()}
    workshops.change_workshop(connection, workshop_id, values)
    workshops.direct_board(connection, workshop_id)


def lock_list(installation: Installation, workshop_id: str, *, locked: bool = True) -> None:
    """Lock the list that the current step fills, or unlock it while nobody has rated it."""
    with installation.changing(workshop_id) as connection:
        position = _position(connection, workshop_id)
        check_move(position, Move.LOCK_LIST if locked else Move.UNLOCK_LIST)
        lists_now = set(position.locked_lists)
        (lists_now.add if locked else lists_now.discard)(position.step.into)
        workshops.change_workshop(connection, workshop_id, {"locked_lists": sorted(lists_now)})


def end_workshop(installation: Installation, workshop_id: str) -> None:
    """End a workshop and seal all its rounds."""
    with installation.changing(workshop_id) as connection:
        position = _position(connection, workshop_id)
        check_move(position, Move.END)
        mark_sealed(connection, position.rounds)
        values = {"state": WorkshopState.ENDED, "ended_at": installation.clock()}
        workshops.change_workshop(connection, workshop_id, values)
        workshops.direct_board(connection, workshop_id)
    finish_sealing(installation)


def set_room_locked(installation: Installation, workshop_id: str, locked: bool) -> None:
    """Let nobody else join, or let them in again."""
    with installation.changing(workshop_id) as connection:
        workshops.change_workshop(connection, workshop_id, {"room_locked": locked})


def delete_workshop(installation: Installation, workshop_id: str) -> None:
    """Delete a workshop for good: rows, keys, what the WAL still holds, and its workbooks."""
    with installation.database.write() as connection:
        workshops.lock_workshops(connection, [workshop_id])
        workshop = workshops.get_workshop(connection, workshop_id)
        gone = [r.id for r in rounds.list_rounds(connection, workshop_id)]
        workshops.delete_workshop(connection, workshop_id)
    installation.live.announce(workshop_id)
    for round_id in gone:
        installation.vault.destroy_key(round_id)
    installation.database.truncate_wal()
    shutil.rmtree(installation.settings.data / "rehearsals" / workshop_id, ignore_errors=True)
    for path in installation.settings.exports.glob(f"*{workshop.code}*.xlsx"):
        path.unlink(missing_ok=True)


def _position(connection: "Connection", workshop_id: str) -> Position:
    workshop = workshops.get_workshop(connection, workshop_id)
    if workshop.is_self_paced:
        raise NotNow("nobody leads this workshop through its steps")
    return workshop.position(rounds.list_rounds(connection, workshop_id))
