"""Follows a plan up after its workshop: review date, read-only link, history, and the next workshop."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from facilitator.domain.plan import Action, ActionStatus, PlanSummary, summarise
from facilitator.domain.workshop import Workshop
from facilitator.services.installation import Installation
from facilitator.store import actions, plans, workshops
from facilitator.store.actions import Saved


@dataclass(frozen=True, slots=True)
class StatusChange:
    """When an action came to a status, and who said so."""

    at: datetime
    by: str
    status: ActionStatus
    reason: str


@dataclass(frozen=True, slots=True)
class FollowedPlan:
    """A plan as it stands on a day, with the status history of each action (id to changes)."""

    workshop: Workshop
    actions: tuple[Action, ...]
    summary: PlanSummary
    history: dict[str, tuple[StatusChange, ...]]
    review_on: date | None
    today: date

    @property
    def by_urgency(self) -> tuple[Action, ...]:
        """The actions that are overdue, then those due soon, open ones by date, finished ones last."""
        far = date.max
        return tuple(sorted(self.actions, key=lambda a: (a.is_finished, a.by_when or far, a.position)))


def find_review_date(installation: Installation, workshop: Workshop) -> date | None:
    """Return the day on which the plan is looked at again."""
    with installation.database.read() as connection:
        return plans.find_review_date(connection, workshop.id)


def set_review_date(installation: Installation, workshop_id: str, review_on: date | None) -> None:
    """Set the day on which the plan is looked at again."""
    with installation.changing(workshop_id) as connection:
        plans.put_review_date(connection, workshop_id, review_on)


def read_plan(installation: Installation, workshop: Workshop) -> FollowedPlan:
    """Return a workshop's plan as it stands today."""
    today = installation.clock().date()
    with installation.database.read() as connection:
        found = actions.list_actions(connection, workshop.id)
        saves = actions.list_saves(connection, workshop.id)
        review_on = plans.find_review_date(connection, workshop.id)
    history = {action.id: status_history([s for s in saves if s.action.id == action.id]) for action in found}
    return FollowedPlan(workshop, tuple(found), summarise(found, today), history, review_on, today)


def status_history(saves: list[Saved]) -> tuple[StatusChange, ...]:
    """Return the saves of an action that changed its status, the oldest first."""
    changes: list[StatusChange] = []
    for saved in saves:
        status = saved.action.status
        if not changes or changes[-1].status is not status:
            reason = saved.action.stopped_because if status is ActionStatus.STOPPED else ""
            changes.append(StatusChange(saved.save.at, saved.save.by, status, reason))
    return tuple(changes)


def find_earlier_plan(installation: Installation, workshop: Workshop) -> FollowedPlan | None:
    """Return the plan of the partnership's workshop before this one; None where there is none."""
    with installation.database.read() as connection:
        earlier = plans.find_earlier_workshop(connection, workshop.id)
        found = workshops.get_workshop(connection, earlier) if earlier else None
    return read_plan(installation, found) if found else None


# The read-only link: whoever has it may read the plan, until it is taken back.


def make_link(installation: Installation, workshop_id: str) -> str:
    """Return the secret of a new read-only link, which replaces any earlier one and is stored nowhere."""
    secret = secrets.token_urlsafe(24)
    with installation.database.write() as connection:
        plans.put_link(connection, workshop_id, _hash(secret))
    return secret


def revoke_link(installation: Installation, workshop_id: str) -> None:
    """Take the read-only link back."""
    with installation.database.write() as connection:
        plans.put_link(connection, workshop_id, None)


def has_link(installation: Installation, workshop: Workshop) -> bool:
    """Tell whether there is a read-only link."""
    with installation.database.read() as connection:
        return plans.has_link(connection, workshop.id)


def find_by_link(installation: Installation, secret: str) -> FollowedPlan | None:
    """Return the plan that a read-only link shows; None where the link is wrong or was taken back."""
    with installation.database.read() as connection:
        workshop_id = plans.find_workshop_by_link(connection, _hash(secret))
        workshop = workshops.get_workshop(connection, workshop_id) if workshop_id else None
    return read_plan(installation, workshop) if workshop else None


def _hash(secret: str) -> bytes:
    return hashlib.sha256(b"plan\x00" + secret.encode()).digest()
