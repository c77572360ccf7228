"""Decides which answers may join a result that the room sees while people still answer.

Whoever sees two results one after the other can subtract them. So answers join in batches: those of
a *column* (a group that will be shown at the end, or all other groups together) only together with at
least k people of it who were in no batch before. As a state holds k people whom no earlier one holds,
whatever is worked out from states by adding and subtracting is about nobody or about at least k people;
that also holds where people change an answer and change it back.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from facilitator.domain.ballot import Answer
from facilitator.domain.disclosure import decide

Votes = Mapping[str, tuple[str, Answer]]
"""Who answers (a name without meaning) to their group and answer."""

Column = frozenset[str]
SPARE = 3


@dataclass(frozen=True, slots=True)
class Seen:
    """The votes that the room has seen last, and everybody of whom it has ever seen one."""

    votes: Votes = field(default_factory=dict)
    ever: frozenset[str] = frozenset()


def is_safe_batch(changes: Mapping[str, int], shown: Collection[str], k: int) -> bool:
    """Tell whether a result may be republished, given how many people of each group changed theirs.

    The total, each shown group and all other groups together must each be none or at least k.
    """
    parts = [changes.get(group, 0) for group in shown]
    total = sum(changes.values())
    return all(part == 0 or part >= k for part in (total, *parts, total - sum(parts)))


def columns_of(heads: Mapping[str, int], k: int) -> tuple[Column, ...]:
    """Return the columns for a room with so many people in each group; the last may be all the others."""
    shown = decide(heads, k).groups
    rest = frozenset(heads) - shown
    return (*(frozenset({group}) for group in sorted(shown)), *([rest] if rest else []))


def count_changes(before: Votes, now: Votes) -> dict[str, int]:
    """Return how many people of each group have added, changed or withdrawn their answer."""
    changes: dict[str, int] = {}
    for voter in before.keys() | now.keys():
        if before.get(voter) != now.get(voter):
            group = (now.get(voter) or before[voter])[0]
            changes[group] = changes.get(group, 0) + 1
    return changes


def include(seen: Seen, now: Votes, columns: Sequence[Column], left: Mapping[str, int], k: int) -> Seen:
    """Return what may be seen now: for each column what was seen before, or all of its votes.

    ``left`` says how many people of each group have not answered yet. A column waits while fewer than
    k and a few spare ones are left, so that the last of them need not stand alone when the round closes.
    """
    chosen: dict[str, tuple[str, Answer]] = {}
    for column in columns:
        votes = {voter: vote for voter, vote in now.items() if vote[0] in column}
        waiting = sum(left.get(group, 0) for group in column)
        enough = len(votes.keys() - seen.ever) >= k and (waiting == 0 or waiting >= k + SPARE)
        chosen |= votes if enough else {v: vote for v, vote in seen.votes.items() if vote[0] in column}
    return Seen(chosen, seen.ever | chosen.keys())


@dataclass(frozen=True, slots=True)
class Closing:
    """What the result of a closed round is made of after the room has seen some of it.

    ``may_show``: groups that may stand beside the room. ``held``: fewer than k answers came after the
    last batch; as they would stand alone, they are left out.
    """

    votes: Votes
    may_show: frozenset[str]
    held: bool = False


def close(seen: Votes, now: Votes, columns: Sequence[Column], k: int) -> Closing:
    """Return the votes and groups of the final result, so that nothing can be subtracted from it.

    Everybody's answer counts. Groups with too few late answers are hidden together with others.
    """
    single = {next(iter(column)) for column in columns if len(column) == 1}
    changes = count_changes(seen, now)
    total = sum(changes.values())
    if 0 < total < k:
        return Closing(seen, frozenset(single), held=True)
    shown = {group for group in single if changes.get(group, 0) == 0 or changes[group] >= k}
    sizes = {group: sum(vote[0] == group for vote in now.values()) for group in shown}
    while not is_safe_batch(changes, shown, k):
        # Hiding a group with late answers makes those of the hidden ones enough; the smallest goes.
        late = [group for group in shown if changes.get(group, 0)]
        shown.remove(min(late, key=lambda group: (sizes[group], group)))
    return Closing(now, frozenset(shown))
