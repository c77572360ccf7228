"""Does what time demands: seals what was forgotten, deletes what has been kept long enough."""

from datetime import date, timedelta

from facilitator.domain.agenda import RoundStatus
from facilitator.domain.workshop import Workshop
from facilitator.services import rounds as round_services
from facilitator.services.installation import Installation
from facilitator.services.sealing import finish_sealing, mark_sealed
from facilitator.services.workshops import delete_workshop
from facilitator.store import rounds, workshops

SEAL_AFTER = timedelta(hours=24)


def keep_house(installation: Installation) -> None:
    """Finish interrupted seals, seal workshops that are over, delete those kept long enough."""
    finish_sealing(installation)
    seal_forgotten(installation)
    delete_expired(installation)
    # A seal that was cut off after its keys had gone may have left deleted ballots in the log.
    installation.database.truncate_wal(tries=3)


def seal_forgotten(installation: Installation) -> int:
    """Close and seal the rounds of workshops that were left open; return how many workshops.

    A workshop counts as left open 24 hours after the end of its day, if nothing has moved in it for
    as long. Its answers are counted first, so that none is lost.
    """
    now = installation.clock()
    forgotten = []
    for workshop in _list_all(installation):
        day_is_over = now.date() > workshop.held_on + SEAL_AFTER
        still = workshop.step_started_at is None or now - workshop.step_started_at >= SEAL_AFTER
        with installation.database.read() as connection:
            found = rounds.list_rounds(connection, workshop.id)
        if day_is_over and still and any(not r.sealed for r in found):
            forgotten.append(workshop)
    for workshop in forgotten:
        with installation.database.read() as connection:
            current = workshop.position(rounds.list_rounds(connection, workshop.id)).current_round
        if current is not None and current.status in (RoundStatus.OPEN, RoundStatus.PAUSED):
            round_services.close_round(installation, workshop.id)
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
    """Return the day a workshop is deleted: so many days after it was held or last moved."""
    moments = [m.date() for m in (workshop.step_started_at, workshop.ended_at) if m is not None]
    return max([workshop.held_on, *moments]) + timedelta(days=installation.settings.retention_days)


def _list_all(installation: Installation) -> list[Workshop]:
    with installation.database.read() as connection:
        return workshops.list_all_workshops(connection)
