"""Does what time demands: seals what was forgotten, deletes what has been kept long enough."""

from datetime import date, timedelta

from facilitator.domain.agenda import RoundStatus
from facilitator.domain.workshop import Workshop
from facilitator.services import rounds as round_services
from facilitator.services.installation import Installation
from facilitator.services.prework import close_due
from facilitator.services.sealing import finish_sealing, mark_sealed
from facilitator.services.workshops import delete_workshop
from facilitator.store import rounds, workshops

SEAL_AFTER = timedelta(hours=24)


def keep_house(installation: Installation) -> None:
    """Finish interrupted seals, close what is due, seal workshops that are over, delete old ones."""
    failed = []
    # One part that fails, for example as a key is missing, must not keep the others from their work.
    for part in (finish_sealing, close_due, seal_forgotten, delete_expired):
        try:
            part(installation)
        except Exception as error:
            failed.append(error)
    # A seal that was cut off after its keys had gone may have left deleted ballots in the log.
    installation.database.truncate_wal(tries=3)
    if failed:
        raise ExceptionGroup("parts of the housekeeping failed", failed)


def seal_forgotten(installation: Installation) -> int:
    """Close and seal the rounds of workshops that were left open; return how many workshops.

    A workshop counts as left open 24 hours after the end of its day, if nothing has moved in it for
    as long. Its answers are counted first, so that none is lost; where their key is gone, they go too.
    """
    now = installation.clock()
    forgotten = []
    for workshop in _list_all(installation):
        day_is_over = now.date() > workshop.held_on + SEAL_AFTER
        if workshop.is_self_paced:
            continue  # closed by its date
        still = workshop.step_started_at is None or now - workshop.step_started_at >= SEAL_AFTER
        with installation.database.read() as connection:
            found = rounds.list_rounds(connection, workshop.id)
        if day_is_over and still and any(not r.sealed for r in found):
            forgotten.append(workshop)
    for workshop in forgotten:
        with installation.database.read() as connection:
            current = workshop.position(rounds.list_rounds(connection, workshop.id)).current_round
        if current is not None and current.status in (RoundStatus.OPEN, RoundStatus.PAUSED):
            try:
                round_services.close_round(installation, workshop.id)
            except round_services.KeyMissing:
                # Nobody will ever read these answers: they go, without a result.
                with installation.changing(workshop.id) as connection:
                    rounds.put_status(connection, current.id, RoundStatus.CLOSED, now)
        with installation.changing(workshop.id) as connection:
            mark_sealed(connection, rounds.list_rounds(connection, workshop.id))
    if forgotten:
        finish_sealing(installation)
    return len(forgotten)


def delete_expired(installation: Installation) -> int:
    """Delete workshops whose time of keeping is over, their workbooks included; return how many."""
    today = installation.clock().date()
    expired = [w for w in _list_all(installation) if delete_on(installation, w) <= today]
    for workshop in expired:
        delete_workshop(installation, workshop.id)
    return len(expired)


def delete_on(installation: Installation, workshop: Workshop) -> date:
    """Return the day a workshop is deleted: so many days after its partnership was last at work.

    A partnership is at work on the days of its workshops, when one moves, and when it meets next: what
    was said at the start of a year can be compared with what is said at its end.
    """
    with installation.database.read() as connection:
        together = workshops.list_workshops_of(connection, workshop.partnership.id)
    days = [w.partnership.next_on for w in together] + [w.held_on for w in (workshop, *together)]
    moved = [m.date() for w in (workshop, *together) for m in (w.step_started_at, w.ended_at) if m]
    last = max(day for day in (*days, *moved) if day is not None)
    return last + timedelta(days=installation.settings.retention_days)


def _list_all(installation: Installation) -> list[Workshop]:
    with installation.database.read() as connection:
        return workshops.list_all_workshops(connection)
