"""Runs a self-paced workshop: open until a date, every rating step at once, released once at its end."""

from dataclasses import replace
from datetime import timedelta

from facilitator.domain.agenda import NotNow, Round, RoundStatus, WorkshopState
from facilitator.domain.framework import RELATIONSHIPS, WORKSHOP_LISTS, StepKind
from facilitator.domain.release import Release
from facilitator.domain.workshop import Entry, Workshop, items_of
from facilitator.services.installation import Installation, new_id
from facilitator.services.rounds import NothingToRate, count_round
from facilitator.services.sealing import finish_sealing, mark_sealed
from facilitator.store import lists, rounds, workshops


class DoesNotFit(ValueError):
    """A pre-work whose results cannot stand as round 1; ``code`` says why.

    not_released, other_people (mode), other_groups (breakdown), smaller_groups (k), asked_before or
    nothing_alike.
    """

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


def at_step(workshop: Workshop, step: str) -> Workshop:
    """Return a self-paced workshop as it is for somebody who answers a step; a led one as it is."""
    known = any(each.key == step for each in workshop.framework.steps)
    return replace(workshop, step=step) if workshop.is_self_paced and known else workshop


def open_prework(installation: Installation, workshop_id: str) -> None:
    """Let people in and open every rating step; raise NotNow or NothingToRate."""
    with installation.changing(workshop_id) as connection:
        workshop = workshops.get_workshop(connection, workshop_id)
        if workshop.state is not WorkshopState.PREPARING or not workshop.is_self_paced:
            raise NotNow("this has been opened, or is led by a facilitator")
        entries = lists.list_entries(connection, workshop_id)
        asked = {
            step.key: items_of(workshop.framework, step, entries)
            for step in workshop.framework.steps
            if step.kind is StepKind.RATE
        }
        if not any(asked.values()):
            raise NothingToRate("every step")
        for step, items in asked.items():
            if items:
                new = Round(new_id(), step, 1, RoundStatus.OPEN, tuple(item.key for item in items))
                installation.vault.create_key(new.id)
                rounds.put_round(connection, workshop_id, new, installation.clock())
        values = {
            "state": WorkshopState.OPEN,
            "step_started_at": installation.clock(),
            "locked_lists": sorted(WORKSHOP_LISTS),
        }
        workshops.change_workshop(connection, workshop_id, values)


def close_prework(installation: Installation, workshop_id: str) -> None:
    """Count all rounds, release them together, destroy the answers and end; raise NotNow or KeyMissing.

    All in one transaction: nobody ever sees the results of one step while another can be answered.
    """
    with installation.changing(workshop_id) as connection:
        workshop = workshops.get_workshop(connection, workshop_id)
        if workshop.state is not WorkshopState.OPEN or not workshop.is_self_paced:
            raise NotNow("this is not open, or is led by a facilitator")
        found = rounds.list_rounds(connection, workshop_id)
        for current in found:
            here = at_step(workshop, current.step)
            count_round(installation, connection, here, here.position(found))
            rounds.put_status(connection, current.id, RoundStatus.REVEALED)
        mark_sealed(connection, rounds.list_rounds(connection, workshop_id))
        values = {"state": WorkshopState.ENDED, "ended_at": installation.clock()}
        workshops.change_workshop(connection, workshop_id, values)
    finish_sealing(installation)


def close_due(installation: Installation) -> int:
    """Close every self-paced workshop whose last day is over (UTC); return how many."""
    today = installation.clock().date()
    with installation.database.read() as connection:
        every = workshops.list_all_workshops(connection)
    due = [
        w
        for w in every
        if w.is_self_paced and w.state is WorkshopState.OPEN and today >= w.held_on + timedelta(days=1)
    ]
    for workshop in due:
        close_prework(installation, workshop.id)
    return len(due)


def count_answered(installation: Installation, workshop: Workshop) -> dict[str, int]:
    """Return by step how many people have answered anything."""
    with installation.database.read() as connection:
        return {
            each.step: rounds.count_turnout(connection, each.id)
            for each in rounds.list_rounds(connection, workshop.id)
        }


def stand_as_round_one(installation: Installation, meeting: Workshop, prework: Workshop) -> int:
    """Let a pre-work's results stand as round 1 of a meeting; return of how many steps. Raise DoesNotFit.

    Both must have the same mode, breakdown and smallest group, so that the meeting shows nothing that
    the pre-work did not. Its relationships join the meeting's list, which is then locked, and the
    meeting may rate every such step again as round 2.
    """
    _check_alike(meeting, prework)
    with installation.changing(meeting.id) as connection:
        released = rounds.list_releases(connection, prework.id)
        if not released:
            raise DoesNotFit("not_released")
        there = rounds.list_rounds(connection, meeting.id)
        fitting = [release for release in released if _asks_alike(meeting, prework, release)]
        if not fitting:
            raise DoesNotFit("nothing_alike")
        if {r.step for r in there} & {release.step for release in fitting}:
            raise DoesNotFit("asked_before")
        mine = lists.list_entries(connection, meeting.id)
        keys = {entry.key for entry in mine}
        missing = [
            Entry(new_id(), e.list, e.key, e.name, e.details)
            for e in lists.list_entries(connection, prework.id)
            if e.list == RELATIONSHIPS and e.merged_into is None and e.key not in keys
        ]
        if missing:
            lists.put_entries(connection, meeting.id, missing)
        for release in fitting:
            items = tuple(item.key for item in release.items())
            new = Round(new_id(), release.step, 1, RoundStatus.REVEALED, items, sealed=True)
            rounds.put_round(connection, meeting.id, new, installation.clock())
            rounds.put_release(connection, new.id, replace(release, round=1))
        rated = {meeting.framework.get_step(release.step).items for release in fitting}
        locked = sorted({*meeting.locked_lists, *(rated & set(WORKSHOP_LISTS))})
        workshops.change_workshop(connection, meeting.id, {"locked_lists": locked})
    return len(fitting)


def list_preworks(installation: Installation, meeting: Workshop) -> list[Workshop]:
    """Return the self-paced workshops of a meeting's partnership that have been released, newest first."""
    with installation.database.read() as connection:
        found = workshops.list_workshops_of(connection, meeting.partnership.id)
    return [w for w in found if w.is_self_paced and w.state is WorkshopState.ENDED and w.id != meeting.id]


def _check_alike(meeting: Workshop, prework: Workshop) -> None:
    if meeting.partnership.id != prework.partnership.id or meeting.mode is not prework.mode:
        raise DoesNotFit("other_people")
    if meeting.breakdown is not prework.breakdown or meeting.groups != prework.groups:
        raise DoesNotFit("other_groups")
    if meeting.k != prework.k:
        raise DoesNotFit("smaller_groups")


def _asks_alike(meeting: Workshop, prework: Workshop, release: Release) -> bool:
    """Tell whether a release shows something, of questions that both ask alike of the same things."""
    if not release.shows_anything():
        return False
    step = next((s for s in meeting.framework.steps if s.key == release.step), None)
    asked = prework.framework.get_step(release.step)
    if step is None or (step.items, step.criteria) != (asked.items, asked.criteria):
        return False
    mine, theirs = meeting.framework.criteria_of(step), prework.framework.criteria_of(asked)
    return [c.option_keys for c in mine] == [c.option_keys for c in theirs]
