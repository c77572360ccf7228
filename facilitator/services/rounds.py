"""Opens, pauses, closes and reveals rounds."""

import secrets
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from facilitator.domain.agenda import Move, NotNow, Position, Round, RoundStatus, check_move
from facilitator.domain.ballot import Answer
from facilitator.domain.framework import WORKSHOP_LISTS, CriterionKind, Item, Reveal, Step, StepKind
from facilitator.domain.live_release import close_live
from facilitator.domain.plan_agreement import publish_agreement
from facilitator.domain.publishing import AnswerPair, OpenedBallot, group_ballots, publish, publish_texts
from facilitator.domain.workshop import Contribution, ContributionState, Workshop
from facilitator.services.agreeing import follow_the_room
from facilitator.services.counting import Opened, asked_items, by_voter, open_ballots, what_was_asked
from facilitator.services.installation import Installation, new_id
from facilitator.services.live_results import read_state
from facilitator.services.sealing import finish_sealing
from facilitator.services.workshops import leave_step
from facilitator.store import lists, rounds, workshops
from facilitator.vault import KeyGone

if TYPE_CHECKING:
    from facilitator.store.database import Connection


class KeyMissing(Exception):
    """The round's key is not in the key folder, so that its answers cannot be read."""


class NothingToRate(Exception):
    """The list that the step rates is empty."""


def open_round(
    installation: Installation,
    workshop_id: str,
    chosen: Collection[str] = (),
    *,
    live: bool | None = None,
) -> None:
    """Open the next round of the current step; raise NotNow or NothingToRate.

    ``chosen`` items alone are asked in a later round; none means all of them. Ballots start blank.
    ``live``: show results as answers come in; by default as the framework has it for this step.
    The round's items are fixed here and their list is locked; the key is on disk before the round is.
    """
    round_id = new_id()
    with installation.changing(workshop_id) as connection:
        workshop, position = _read(connection, workshop_id)
        check_move(position, Move.OPEN_ROUND)
        step, before = position.step, position.current_round
        items = asked_items(connection, workshop, step)
        if before is not None and chosen:
            items = tuple(item for item in items if item.key in chosen)
        if not items:
            raise NothingToRate(step.items)
        installation.vault.create_key(round_id)
        new = Round(
            round_id,
            step.key,
            before.number + 1 if before else 1,
            RoundStatus.OPEN,
            tuple(item.key for item in items),
            live=can_be_live(workshop, step) and (step.reveal is Reveal.LIVE if live is None else live),
        )
        rounds.put_round(connection, workshop_id, new, installation.clock())
        if step.kind is StepKind.RATE and step.items in WORKSHOP_LISTS:
            locked = sorted({*workshop.locked_lists, step.items})
            workshops.change_workshop(connection, workshop_id, {"locked_lists": locked})


def can_be_live(workshop: Workshop, step: Step) -> bool:
    """Tell whether a step has results that can be shown as answers come in."""
    criteria = workshop.framework.criteria_of(step)
    return step.kind is StepKind.RATE and any(c.kind is not CriterionKind.TEXT for c in criteria)


def set_paused(installation: Installation, workshop_id: str, paused: bool) -> None:
    """Pause the open round, or let people answer again."""
    with installation.changing(workshop_id) as connection:
        _, position = _read(connection, workshop_id)
        check_move(position, Move.PAUSE if paused else Move.RESUME)
        status = RoundStatus.PAUSED if paused else RoundStatus.OPEN
        rounds.put_status(connection, _current(position).id, status)


def close_round(installation: Installation, workshop_id: str) -> None:
    """Close the round, count its ballots and store the release; casting and closing exclude each other."""
    with installation.changing(workshop_id) as connection:
        workshop, position = _read(connection, workshop_id)
        check_move(position, Move.CLOSE_ROUND)
        count_round(installation, connection, workshop, position)


def close_and_go(installation: Installation, workshop_id: str, round_id: str, step: str | None) -> None:
    """Close this very round, go to a step, by default the next one, and seal; all of it or nothing.

    Raises NotNow where another round is open by now, and KeyError for an unknown step.
    """
    with installation.changing(workshop_id) as connection:
        workshop, position = _read(connection, workshop_id)
        if _current(position).id != round_id:
            raise NotNow("another round is open")
        check_move(position, Move.CLOSE_ROUND)
        count_round(installation, connection, workshop, position)
        _, position = _read(connection, workshop_id)
        leave_step(installation, connection, workshop_id, position, step)
    finish_sealing(installation)


def count_round(
    installation: Installation, connection: "Connection", workshop: Workshop, position: Position
) -> None:
    """Count the current round's ballots and close it, within the caller's writing transaction."""
    current, step = _current(position), position.step
    try:
        opened = open_ballots(installation, current, rounds.list_ballots(connection, current.id))
        _, state = read_state(installation, connection, current)
    except KeyGone:
        raise KeyMissing(current.id) from None
    ballots = group_ballots((b.item, b.group, b.answers) for b in opened)
    asked = what_was_asked(connection, workshop, position, current)
    if step.kind is StepKind.PLAN:
        release = publish_agreement(
            workshop.framework, step, current.number, asked.items, ballots, k=workshop.k
        )
    else:
        release = publish(
            workshop.framework,
            step,
            current.number,
            asked.items,
            ballots,
            k=workshop.k,
            breakdown=workshop.breakdown,
            pairs=_pairs(installation, connection, position, opened),
            watched=current.live or any(r.live for r in position.rounds if r.step == current.step),
            seen=close_live(asked, by_voter(opened), state),
        )
    rounds.put_release(connection, current.id, release)
    written = (
        _proposals(current, ballots) if step.kind is StepKind.PROPOSE else _texts(workshop, current, ballots)
    )
    lists.put_contributions(connection, workshop.id, written)
    rounds.put_status(connection, current.id, RoundStatus.CLOSED, installation.clock())


def reveal(installation: Installation, workshop_id: str) -> None:
    """Show the results of the closed round to everybody."""
    with installation.changing(workshop_id) as connection:
        workshop, position = _read(connection, workshop_id)
        check_move(position, Move.REVEAL)
        rounds.put_status(connection, _current(position).id, RoundStatus.REVEALED)
        if position.step.kind is StepKind.PLAN:
            follow_the_room(installation, connection, workshop)


def list_asked_items(installation: Installation, workshop: Workshop, current: Round) -> tuple[Item, ...]:
    """Return what a round asks about, in its order."""
    with installation.database.read() as connection:
        found = asked_items(connection, workshop, workshop.framework.get_step(current.step))
    known = {item.key: item for item in found}
    return tuple(known[key] for key in current.items if key in known)


def count_answered(installation: Installation, current: Round) -> int:
    """Return how many people have answered anything in a round."""
    with installation.database.read() as connection:
        return rounds.count_turnout(connection, current.id)


def count_missing(installation: Installation, current: Round, people: int) -> int:
    """Return how many answers would still come if all people answered on every item: no one's in particular."""
    with installation.database.read() as connection:
        return max(people * len(current.items) - rounds.count_ballots(connection, current.id), 0)


def _read(connection: "Connection", workshop_id: str) -> tuple[Workshop, Position]:
    workshop = workshops.get_workshop(connection, workshop_id)
    if workshop.is_self_paced:
        raise NotNow("nobody leads this workshop through its rounds")
    return workshop, workshop.position(rounds.list_rounds(connection, workshop_id))


def _current(position: Position) -> Round:
    if position.current_round is None:
        raise NotNow("there is no round")
    return position.current_round


def _pairs(
    installation: Installation, connection: "Connection", position: Position, opened: Sequence[Opened]
) -> dict[str, list[AnswerPair]] | None:
    """Return each person's answers before and now by item; None where the round before is sealed."""
    current = _current(position)
    before = next(
        (r for r in position.rounds if (r.step, r.number) == (current.step, current.number - 1)), None
    )
    if before is None or before.sealed:
        return None
    earlier = open_ballots(installation, before, rounds.list_ballots(connection, before.id))
    answers: dict[str, dict[str, list[Mapping[str, Answer] | None]]] = defaultdict(dict)
    for place, ballots in enumerate((earlier, opened)):
        for ballot in ballots:
            answers[ballot.item].setdefault(ballot.pair, [None, None])[place] = ballot.answers
    return {item: [(a, b) for a, b in people.values()] for item, people in answers.items()}


def _proposals(current: Round, ballots: Mapping[str, Sequence[OpenedBallot]]) -> list[Contribution]:
    """Return what was proposed, one by one in random order, whoever and however many proposed it."""
    proposals = [answers for cast in ballots.values() for _, answers in cast]
    return _shuffled(current, [("", "", answers) for answers in proposals])


def _texts(
    workshop: Workshop, current: Round, ballots: Mapping[str, Sequence[OpenedBallot]]
) -> list[Contribution]:
    """Return the free texts of items on which at least k people wrote some, without their group."""
    step = workshop.framework.get_step(current.step)
    written: list[tuple[str, str, Mapping[str, Answer]]] = []
    for criterion in workshop.framework.criteria_of(step):
        if criterion.kind is CriterionKind.TEXT:
            for item, cast in ballots.items():
                for text in publish_texts(cast, criterion.key, workshop.k):
                    written.append((item, criterion.key, {criterion.key: text}))
    return _shuffled(current, written)


def _shuffled(current: Round, written: list[tuple[str, str, Mapping[str, Answer]]]) -> list[Contribution]:
    secrets.SystemRandom().shuffle(written)
    return [
        Contribution(
            new_id(),
            current.step,
            current.number,
            item,
            criterion,
            {key: str(value) for key, value in texts.items()},
            ContributionState.WAITING,
        )
        for item, criterion, texts in written
    ]
