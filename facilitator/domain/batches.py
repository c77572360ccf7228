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


def extend_columns(columns: Sequence[Column], heads: Mapping[str, int], k: int) -> tuple[Column, ...]:
    """Return the columns for a room with so many people in each group; those there are stay as they are.

    Groups without a column get their own once they are large enough, the smaller ones a common one;
    until then they wait, so that a group that comes late is not hidden among others.
    """
    new = {g: n for g, n in heads.items() if n and not any(g in column for column in columns)}
    if columns:
        return (*columns, *(frozenset({group}) for group in sorted(new) if new[group] >= k))
    shown = decide(new, k).groups
    rest = frozenset(new) - shown
    single = tuple(frozenset({group}) for group in sorted(shown))
    return (*single, *([rest] if sum(new[group] for group in rest) >= k else []))


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


def close(seen: Seen, now: Votes, columns: Sequence[Column], k: int) -> Closing:
    """Return the votes and groups of the final result, so that nothing can be subtracted from it.

    Everybody's answer counts, unless fewer than k late ones of the whole room would stand alone.
    Groups with too few late answers are hidden together with others.
    """
    groups = {vote[0] for votes in (seen.votes, now) for vote in votes.values()}
    single = {g for g in groups if frozenset({g}) in columns or not any(g in c for c in columns)}
    if not _may_follow(seen, now, groups, k):
        return Closing(seen.votes, frozenset(single), held=True)
    shown = {group for group in single if _may_follow(seen, now, {group}, k)}
    sizes = {group: sum(vote[0] == group for vote in now.values()) for group in shown}
    while not _may_follow(seen, now, groups - shown, k):
        # Hiding a group with late answers makes those of the hidden ones enough; the smallest goes.
        late = [g for g in shown if _changed(seen, now, {g})] or list(shown)
        shown.remove(min(late, key=lambda group: (sizes[group], group)))
    return Closing(now, frozenset(shown))


def _may_follow(seen: Seen, now: Votes, groups: Collection[str], k: int) -> bool:
    """Tell whether these groups' votes may be seen after all states of them that were seen before.

    Either nothing has changed; or k people are new; or k people changed theirs and nobody who was ever
    seen is missing (with people missing, a state could come close to an earlier one again).
    """
    changed = _changed(seen, now, groups)
    if not changed:
        return True
    there = {voter for voter, vote in now.items() if vote[0] in groups}
    if len(there - seen.ever) >= k:
        return True
    was_there = {voter for voter, vote in seen.votes.items() if vote[0] in groups}
    gone = (was_there - there) or (seen.ever - seen.votes.keys() - now.keys())
    return len(changed) >= k and not gone


def _changed(seen: Seen, now: Votes, groups: Collection[str]) -> set[str]:
    """Return who of these groups has added, changed or withdrawn an answer."""
    voters = seen.votes.keys() | now.keys()
    return {
        voter
        for voter in voters
        if seen.votes.get(voter) != now.get(voter) and (now.get(voter) or seen.votes[voter])[0] in groups
    }
