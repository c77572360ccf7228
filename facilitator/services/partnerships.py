"""Keeps a partnership between its workshops: partners, shared relationships, the plan and the next date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from facilitator.domain.agenda import WorkshopState
from facilitator.domain.partners import Partner, check_partner
from facilitator.domain.plan import Action
from facilitator.domain.relationships import Relationship, current_keys, share_keys
from facilitator.domain.workshop import Entry, Partnership, Workshop
from facilitator.services.installation import Installation, new_id
from facilitator.store import actions, partnerships, workshops

if TYPE_CHECKING:
    from facilitator.store.database import Connection


@dataclass(frozen=True, slots=True)
class Overview:
    """A partnership as its page shows it.

    ``workshops`` stand on their time line, the newest first. ``plan`` is that of the newest workshop
    that has one. ``next_workshop`` is the nearest that is not over, ``next_on`` the day agreed
    otherwise; both are from today on.
    """

    partnership: Partnership
    partners: tuple[Partner, ...]
    relationships: tuple[Relationship, ...]
    workshops: tuple[Workshop, ...]
    planned_in: Workshop | None
    plan: tuple[Action, ...]
    next_workshop: Workshop | None
    next_on: date | None


def find_partnership(installation: Installation, partnership_id: str, account_id: str) -> Partnership | None:
    """Return a partnership that an account may work in."""
    with installation.database.read() as connection:
        mine = workshops.list_partnerships(connection, account_id)
    return next((p for p in mine if p.id == partnership_id), None)


def list_workshops(installation: Installation, partnership: Partnership) -> list[Workshop]:
    """Return a partnership's workshops, the newest first."""
    with installation.database.read() as connection:
        return workshops.list_workshops_of(connection, partnership.id)


def read_overview(installation: Installation, partnership: Partnership) -> Overview:
    """Return what the partnership's page shows."""
    with installation.database.read() as connection:
        found = workshops.list_workshops_of(connection, partnership.id)
        plans = ((w, actions.list_actions(connection, w.id)) for w in found)
        planned_in, plan = next(((w, plan) for w, plan in plans if plan), (None, []))
        partners = partnerships.list_partners(connection, partnership.id)
        relationships = partnerships.list_relationships(connection, partnership.id)
    today = installation.clock().date()
    ahead = [w for w in found if w.held_on >= today and w.state is not WorkshopState.ENDED]
    agreed = partnership.next_on
    return Overview(
        partnership,
        tuple(partners),
        tuple(relationships),
        tuple(found),
        planned_in,
        tuple(plan),
        min(ahead, key=lambda w: w.held_on, default=None),
        agreed if agreed is not None and agreed >= today else None,
    )


def set_next_date(installation: Installation, partnership: Partnership, next_on: date | None) -> None:
    """Set when the partnership meets next."""
    with installation.database.write() as connection:
        partnerships.put_next_date(connection, partnership.id, next_on)


def save_partner(installation: Installation, partnership: Partnership, partner: Partner) -> Partner:
    """Add a partner, or change the one with the same id; raise PartnerError."""
    with installation.database.write() as connection:
        checked = check_partner(partner, partnerships.list_partners(connection, partnership.id))
        partnerships.put_partner(connection, partnership.id, checked)
    return checked


def remove_partner(installation: Installation, partnership: Partnership, partner_id: str) -> None:
    """Take a partner off the list."""
    with installation.database.write() as connection:
        partnerships.delete_partner(connection, partnership.id, partner_id)


def list_relationships(installation: Installation, partnership: Partnership) -> list[Relationship]:
    """Return the relationships that the workshops share, those among them that turned out to be others."""
    with installation.database.read() as connection:
        return partnerships.list_relationships(connection, partnership.id)


def say_same(installation: Installation, partnership: Partnership, key: str, same_as: str | None) -> None:
    """Say that a relationship is another one under a second name, or that it is not; raise KeyError."""
    with installation.database.write() as connection:
        known = partnerships.list_relationships(connection, partnership.id)
        keys = current_keys(known)
        if key not in keys or (same_as is not None and keys.get(same_as) in (None, key)):
            raise KeyError(same_as or key)
        partnerships.put_same_as(connection, partnership.id, key, keys[same_as] if same_as else None)


def remove_relationship(installation: Installation, partnership: Partnership, key: str) -> bool:
    """Take a relationship off the shared list; False where a workshop still lists it."""
    with installation.database.write() as connection:
        return partnerships.delete_unused(connection, partnership.id, key)


def with_shared_keys(
    connection: "Connection", partnership_id: str, entries: Sequence[Entry], taken: Sequence[str] = ()
) -> tuple[Entry, ...]:
    """Return entries whose relationships carry the partnership's keys; new names join its list."""
    known = partnerships.list_relationships(connection, partnership_id)
    shared = share_keys(entries, known, taken, new_id)
    partnerships.put_relationships(connection, partnership_id, shared.added)
    return shared.entries
