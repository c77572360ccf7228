"""Opens the ballots of a round to count them; nobody else ever does."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from facilitator.domain.agenda import Position, Round
from facilitator.domain.ballot import Answer
from facilitator.domain.framework import Item, Step, StepKind
from facilitator.domain.live_release import Asked, VoterBallot
from facilitator.domain.workshop import Workshop, items_of
from facilitator.services.installation import Installation
from facilitator.store import actions, lists

if TYPE_CHECKING:
    from facilitator.store.database import Connection

BREATH = 200


@dataclass(frozen=True, slots=True)
class Opened:
    """A ballot with its seal off; ``pair`` joins a person's two ballots on one item, and nothing else."""

    item: str
    group: str
    pair: str
    answers: Mapping[str, Answer]


def open_ballots(
    installation: Installation, current: Round, sealed: Sequence[tuple[bytes, bytes]]
) -> list[Opened]:
    """Return all ballots of a round, for its counting alone; raise KeyGone without its key."""
    opened = []
    for number, (key, body) in enumerate(sealed):
        opened.append(open_ballot(installation, current.id, key, body))
        if number % BREATH == 0:
            time.sleep(0)  # a large round must not hold up everybody's pages
    return opened


def open_ballot(installation: Installation, round_id: str, key: bytes, sealed: bytes) -> Opened:
    """Return one ballot; raise KeyGone without the round's key."""
    content = json.loads(installation.vault.decrypt(round_id, key, sealed))
    answers = {name: tuple(a) if isinstance(a, list) else a for name, a in content["a"].items()}
    return Opened(content["i"], content["g"], content["p"], answers)


def what_was_asked(connection: "Connection", workshop: Workshop, position: Position, current: Round) -> Asked:
    """Return what a round of the current step asks."""
    step = position.step
    known = {item.key: item for item in asked_items(connection, workshop, step)}
    items = [known[key] for key in current.items if key in known]
    return Asked(workshop.framework, step, current.number, items, workshop.breakdown_of(step), workshop.k)


def asked_items(connection: "Connection", workshop: Workshop, step: Step) -> tuple[Item, ...]:
    """Return what a step asks about now."""
    entries = lists.list_entries(connection, workshop.id)
    found = actions.list_actions(connection, workshop.id) if step.kind is StepKind.PLAN else ()
    return items_of(workshop.framework, step, entries, found)


def by_voter(opened: Sequence[Opened]) -> dict[str, list[VoterBallot]]:
    """Return ballots by item, with the name that joins one person's ballots on it."""
    ballots: dict[str, list[VoterBallot]] = {}
    for ballot in opened:
        ballots.setdefault(ballot.item, []).append(VoterBallot(ballot.pair, ballot.group, ballot.answers))
    return ballots
