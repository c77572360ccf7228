"""Reads workshops of one partnership for comparison, and sittings to be added up: releases only."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from facilitator.domain.combination import (
    CombinedResult,
    combination_to_data,
    combine,
    combined_groups,
    combined_releases,
)
from facilitator.domain.comparison import (
    Comparison,
    Sitting,
    compare,
    comparison_to_data,
    newest_results,
)
from facilitator.domain.plan import Action
from facilitator.domain.relationships import current_keys
from facilitator.domain.release import Release
from facilitator.domain.workshop import Breakdown, Workshop
from facilitator.services import planning
from facilitator.services.installation import Installation
from facilitator.store import partnerships, rounds, workshops

MOST_SITTINGS = 12
VERSION = 1


class CannotCompare(ValueError):
    """Workshops that cannot be laid side by side; ``code`` is too_few, too_many, modes or elsewhere."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


def find_workshops(installation: Installation, partnership_id: str, codes: Sequence[str]) -> list[Workshop]:
    """Return those workshops of a partnership that have these codes, by date; raise CannotCompare.

    A workshop of another partnership is refused like one that does not exist.
    """
    wanted = dict.fromkeys(codes)
    with installation.database.read() as connection:
        found = [w for w in workshops.list_workshops_of(connection, partnership_id) if w.code in wanted]
    if len(found) < len(wanted):
        raise CannotCompare("elsewhere")
    if len(found) < 2:
        raise CannotCompare("too_few")
    if len(found) > MOST_SITTINGS:
        raise CannotCompare("too_many")
    return sorted(found, key=lambda w: (w.held_on, w.code))


def compare_workshops(installation: Installation, found: Sequence[Workshop]) -> Comparison:
    """Compare workshops of one partnership."""
    return compare(_sittings(installation, found))


def name_groups(installation: Installation, found: Sequence[Workshop]) -> dict[str, str]:
    """Return the groups that sittings are added up by, key to name."""
    return combined_groups(_sittings(installation, found))


def combine_workshops(installation: Installation, found: Sequence[Workshop]) -> tuple[CombinedResult, ...]:
    """Add up sittings of one mode; raise CannotCompare for others."""
    if len({w.mode for w in found}) != 1:
        raise CannotCompare("modes")
    return combine(_sittings(installation, found, once=True))


def combined_board(
    installation: Installation, found: Sequence[Workshop]
) -> tuple[Workshop, tuple[Release, ...]]:
    """Return sittings added up as a board draws them: as releases of the newest one, by their groups."""
    releases = combined_releases(combine_workshops(installation, found))
    by_sector = {w.breakdown for w in found} == {Breakdown.SECTOR}
    breakdown = Breakdown.SECTOR if by_sector else Breakdown.SIDE
    return replace(found[-1], breakdown=breakdown), releases


def list_plans(installation: Installation, found: Sequence[Workshop]) -> list[tuple[Workshop, list[Action]]]:
    """Return what each workshop agreed, those without a plan left out."""
    plans = [(workshop, planning.list_actions(installation, workshop)) for workshop in found]
    return [(workshop, plan) for workshop, plan in plans if plan]


def comparison_document(installation: Installation, found: Sequence[Workshop]) -> dict[str, Any]:
    """Return a comparison as docs/results-json.md describes it."""
    comparison = compare_workshops(installation, found)
    return {
        "version": VERSION,
        "workshops": [_workshop(w) for w in found],
        "asked_differently": list(comparison.asked_differently),
        "results": comparison_to_data(comparison),
        "agreed": [
            {
                "workshop": workshop.code,
                "actions": [{"action": a.action, "status": a.status.value} for a in plan],
            }
            for workshop, plan in list_plans(installation, found)
        ],
    }


def combination_document(installation: Installation, found: Sequence[Workshop]) -> dict[str, Any]:
    """Return sittings added up as docs/results-json.md describes it."""
    return {
        "version": VERSION,
        "workshops": [_workshop(w) for w in found],
        "groups": name_groups(installation, found),
        "results": combination_to_data(combine_workshops(installation, found)),
    }


def _workshop(workshop: Workshop) -> dict[str, Any]:
    return {
        "code": workshop.code,
        "title": workshop.title,
        "place": workshop.partnership.place,
        "date": workshop.held_on.isoformat(),
        "mode": workshop.mode.value,
        "sides": {side.key: side.name for side in workshop.framework.sides},
        "k": workshop.k,
    }


def _sittings(installation: Installation, found: Sequence[Workshop], *, once: bool = False) -> list[Sitting]:
    """Return workshops as sittings; ``once``: without what a meeting took from pre-work that is there too."""
    sittings = []
    with installation.database.read() as connection:
        known = partnerships.list_relationships(connection, found[0].partnership.id)
        keys = current_keys(known)
        releases = {w.id: rounds.list_releases(connection, w.id) for w in found}
        before = [release for w in found if w.is_self_paced for release in releases[w.id]]
        for workshop in found:
            released = releases[workshop.id]
            if once and not workshop.is_self_paced:
                released = [release for release in released if release not in before]
            order = [step.key for step in workshop.framework.steps]
            released.sort(key=lambda release: (order.index(release.step), release.round))
            sittings.append(
                Sitting(
                    workshop.code,
                    workshop.title,
                    workshop.held_on,
                    workshop.mode.value,
                    workshop.framework,
                    workshop.breakdown.value,
                    workshop.k,
                    newest_results(released),
                    keys,
                )
            )
    return sittings
