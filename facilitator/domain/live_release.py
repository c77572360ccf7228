"""Makes the results a room sees while it still answers, and the final ones after them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from facilitator.domain.ballot import Answer
from facilitator.domain.batches import Closing, Column, Seen, Votes, close, extend_columns, include
from facilitator.domain.framework import Criterion, CriterionKind, Framework, Item, Step
from facilitator.domain.publishing import publish_counted
from facilitator.domain.release import Release, Result

Base = tuple[str, str, bool]
"""Item, criterion, and whether the answers lie beside the scale: each is counted on its own."""


@dataclass(frozen=True, slots=True)
class VoterBallot:
    """A ballot within the counting of its round; ``voter`` joins one person's ballots on one item only."""

    voter: str
    group: str
    answers: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class LiveState:
    """Which answers the room has seen, and by which columns of groups; never stored in the open."""

    columns: tuple[Column, ...] = ()
    seen: Mapping[Base, Seen] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a round asks and how its results are broken down."""

    framework: Framework
    step: Step
    number: int
    items: Sequence[Item]
    breakdown: str
    k: int

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups results are broken down by."""
        return tuple(self.framework.group_names(self.breakdown))

    def questions(self) -> Iterator[tuple[Item, Criterion]]:
        """Yield each item with each criterion that is counted."""
        for item in self.items:
            for criterion in self.framework.criteria_of(self.step):
                if criterion.kind is not CriterionKind.TEXT:
                    yield item, criterion


def publish_live(
    asked: Asked, ballots: Mapping[str, Sequence[VoterBallot]], heads: Mapping[str, int], state: LiveState
) -> tuple[Release, LiveState]:
    """Return what the room may see now, and what it has seen then.

    ``heads`` counts the people here by group. Groups are compared only when the round is closed: until
    then figures are those of the whole room. Columns stay once there is a batch.
    """
    columns = extend_columns(state.columns, heads, asked.k)
    seen: dict[Base, Seen] = {}
    results = []
    for item, criterion in asked.questions():
        cast = ballots.get(item.key, ())
        answered = [ballot.group for ballot in cast]
        left = {group: number - answered.count(group) for group, number in heads.items()}
        for beside in (False, True) if criterion.outside else (False,):
            base = (item.key, criterion.key, beside)
            votes = _votes(cast, criterion, beside)
            seen[base] = include(state.seen.get(base, Seen()), votes, columns, left, asked.k)
        results.append(
            publish_counted(
                criterion,
                item,
                asked.groups,
                seen[item.key, criterion.key, False].votes,
                seen.get((item.key, criterion.key, True), Seen()).votes,
                asked.k,
                (),
                (),
            )
        )
    held = {base: people for base, people in seen.items() if people.ever}
    state = LiveState(columns if held else (), held)
    return Release(asked.step.key, asked.number, tuple(results), live=True), state


def close_live(
    asked: Asked, ballots: Mapping[str, Sequence[VoterBallot]], state: LiveState
) -> dict[tuple[str, str], Result]:
    """Return the final result of each question of which the room has seen anything, item and criterion to it."""
    final: dict[tuple[str, str], Result] = {}
    for item, criterion in asked.questions():
        cast = ballots.get(item.key, ())
        seen = [state.seen.get((item.key, criterion.key, beside), Seen()) for beside in (False, True)]
        if not any(base.ever for base in seen):
            continue
        now = [_votes(cast, criterion, beside) for beside in (False, True)]
        inside, outside = (
            close(base, votes, state.columns, asked.k) for base, votes in zip(seen, now, strict=True)
        )
        # Nobody stands in both: where somebody moved over from what stands still, the rest waits or goes.
        if inside.held and seen[0].votes.keys() & now[1].keys():
            outside = Closing(seen[1].votes, outside.may_show, held=True)
        if outside.held and seen[1].votes.keys() - now[1].keys():
            outside = Closing({}, outside.may_show, held=True)
        final[item.key, criterion.key] = publish_counted(
            criterion,
            item,
            asked.groups,
            inside.votes,
            outside.votes,
            asked.k,
            inside.may_show,
            outside.may_show,
            held=inside.held,
        )
    return final


def _votes(cast: Sequence[VoterBallot], criterion: Criterion, beside: bool) -> Votes:
    return {
        ballot.voter: (ballot.group, ballot.answers[criterion.key])
        for ballot in cast
        if criterion.key in ballot.answers and criterion.is_outside(ballot.answers[criterion.key]) is beside
    }


# The state as plain data, which the vault encrypts under the round's key.


def state_to_data(state: LiveState) -> dict[str, Any]:
    """Return the state as JSON can hold it, in an order that tells nothing."""
    return {
        "columns": [sorted(column) for column in state.columns],
        "seen": [
            [*base, {voter: seen.votes.get(voter) for voter in sorted(seen.ever)}]
            for base, seen in state.seen.items()
        ],
    }


def state_from_data(data: Mapping[str, Any]) -> LiveState:
    """Return the state that state_to_data wrote."""
    seen = {}
    for item, criterion, beside, people in data["seen"]:
        votes = {
            voter: (vote[0], tuple(vote[1]) if isinstance(vote[1], list) else vote[1])
            for voter, vote in people.items()
            if vote is not None
        }
        seen[item, criterion, beside] = Seen(votes, frozenset(people))
    return LiveState(tuple(frozenset(column) for column in data["columns"]), seen)
