"""Takes participants' ballots and gives them back to the phone that cast them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from facilitator.domain.agenda import Round, RoundStatus
from facilitator.domain.ballot import Answer, Ballot, BallotError, check_ballot, check_dots, longest_ballot
from facilitator.domain.framework import CriterionKind
from facilitator.domain.workshop import Workshop
from facilitator.services.counting import open_ballot
from facilitator.services.installation import Installation
from facilitator.services.live_results import publish_now
from facilitator.store import rounds
from facilitator.store.ballot_box import RoundNotOpen, SealedBallot
from facilitator.vault import KeyGone, derive


class UnknownItem(LookupError):
    """The round does not ask about this item."""


@dataclass(frozen=True, slots=True)
class Voter:
    """A participant, as long as one request takes: the token never reaches the database."""

    token: str
    sector: str


def cast(
    installation: Installation,
    workshop: Workshop,
    current: Round,
    voter: Voter,
    given: Mapping[str, Mapping[str, object]],
    then: Sequence[str] = (),
) -> str | None:
    """Cast ballots, item key to raw answers, all or none; returns once they are on disk.

    Returns the first of the items ``then`` that the person has not answered, None where there is none.
    Raises BallotError for wrong answers, UnknownItem, and RoundNotOpen after the close.
    """
    step = workshop.framework.get_step(current.step)
    if not set(given) <= set(current.items):
        raise UnknownItem
    ballots = [check_ballot(workshop.framework, step, item, answers) for item, answers in given.items()]
    dots = [c for c in workshop.framework.criteria_of(step) if c.kind is CriterionKind.DOTS]
    if dots:
        if set(given) != set(current.items):
            raise UnknownItem
        check_dots(dots[0], {b.item: int(str(b.answers[dots[0].key])) for b in ballots})
    group = workshop.framework.group_of(voter.sector, workshop.breakdown_of(step))
    length = longest_ballot(workshop.framework.criteria_of(step)) + len(group) + 96
    try:
        sealed = [_seal(installation, workshop, current, voter, group, ballot, length) for ballot in ballots]
    except KeyGone:
        raise RoundNotOpen(RoundStatus.CLOSED) from None
    tag = derive(voter.token, workshop.id, current.id, "turnout")
    keys = {item: _ballot_key(workshop, current, voter, item) for item in then[:1]}
    answered = installation.box.cast(workshop.id, current.id, tag, sealed, *keys.values())
    installation.live.announce_progress(workshop.id)
    if current.live:
        installation.ticker.note(workshop.id, lambda: publish_now(installation, workshop.id))
    if not answered:
        return then[0] if then else None
    # Nearly always it was the very next one, found in passing. Here somebody changes an earlier answer.
    keys = {item: _ballot_key(workshop, current, voter, item) for item in then}
    with installation.database.read() as connection:
        found = set(rounds.find_keys(connection, current.id, list(keys.values())))
    return next((item for item, key in keys.items() if key not in found), None)


def own_keys(workshop: Workshop, current: Round, voter: Voter) -> tuple[list[bytes], bytes]:
    """Return the names of a person's ballots in a round, and of their turnout."""
    tag = derive(voter.token, workshop.id, current.id, "turnout")
    return [_ballot_key(workshop, current, voter, item) for item in current.items], tag


def own_answers(
    installation: Installation, workshop: Workshop, current: Round, voter: Voter
) -> dict[str, Mapping[str, Answer]]:
    """Return a person's own answers in a round that is not sealed, item key to answers."""
    keys = {_ballot_key(workshop, current, voter, item): item for item in current.items}
    with installation.database.read() as connection:
        found = rounds.find_ballots(connection, current.id, list(keys))
    try:
        return {
            keys[b.key]: open_ballot(installation, current.id, b.key, b.sealed or b"").answers for b in found
        }
    except KeyGone:
        return {}


def _ballot_key(workshop: Workshop, current: Round, voter: Voter, item: str) -> bytes:
    return derive(voter.token, workshop.id, current.id, item)


def _seal(
    installation: Installation,
    workshop: Workshop,
    current: Round,
    voter: Voter,
    group: str,
    ballot: Ballot,
    length: int,
) -> SealedBallot:
    key = _ballot_key(workshop, current, voter, ballot.item)
    if not ballot.answers:
        return SealedBallot(key, None)
    pair = derive(voter.token, workshop.id, ballot.item, "pair").hex()[:32]
    content = {"g": group, "i": ballot.item, "p": pair, "a": ballot.answers}
    plain = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return SealedBallot(key, installation.vault.encrypt(current.id, key, plain, length))


__all__ = ["BallotError", "RoundNotOpen"]
