"""Finds what a release says, so that a picture can carry it as its title."""

from dataclasses import dataclass

from facilitator.domain.framework import Criterion
from facilitator.domain.release import Release, Shown


@dataclass(frozen=True, slots=True)
class Gap:
    """Two groups' difference on one item, in points; positive where the first rates higher."""

    item: str
    criterion: str
    first: str
    second: str
    difference: float


def list_gaps(release: Release, criteria: tuple[Criterion, ...], groups: tuple[str, str]) -> list[Gap]:
    """Return the gaps between two groups where both may be shown, the widest first.

    Only published means are compared.
    """
    first, second = groups
    gaps = []
    for result in release.results:
        if result.criterion not in {criterion.key for criterion in criteria}:
            continue
        one, other = result.figures.groups.get(first), result.figures.groups.get(second)
        if isinstance(one, Shown) and isinstance(other, Shown) and None not in (one.mean, other.mean):
            gaps.append(Gap(result.item.name, result.criterion, first, second, one.mean - other.mean))  # type: ignore[operator]
    return sorted(gaps, key=lambda gap: (-abs(gap.difference), gap.item, gap.criterion))


@dataclass(frozen=True, slots=True)
class Change:
    """How a room's answers to one item changed between two rounds: mean in points, agreement 0-100."""

    item: str
    criterion: str
    mean: float
    agreement: float


def list_changes(before: Release, after: Release, criteria: tuple[Criterion, ...]) -> list[Change]:
    """Return the changes of items released in both rounds, the largest change of agreement first."""
    changes = []
    for result in after.results:
        earlier = before.find_result(result.item.key, result.criterion)
        if result.criterion not in {c.key for c in criteria} or earlier is None:
            continue
        one, other = earlier.figures.room, result.figures.room
        if not isinstance(one, Shown) or not isinstance(other, Shown):
            continue
        if one.mean is None or other.mean is None or one.agreement is None or other.agreement is None:
            continue
        changes.append(
            Change(result.item.name, result.criterion, other.mean - one.mean, other.agreement - one.agreement)
        )
    return sorted(changes, key=lambda c: (-abs(c.agreement), -abs(c.mean), c.item, c.criterion))


def top_share(release: Release, criterion: str) -> tuple[str, str, float] | None:
    """Return (item, answer, share) of the answer given by the largest share of a room on any item."""
    best: tuple[str, str, float] | None = None
    for result in release.results:
        room = result.figures.room
        if result.criterion != criterion or not isinstance(room, Shown) or not room.counts or not room.n:
            continue
        answer, number = max(room.counts.items(), key=lambda pair: pair[1])
        if best is None or number / room.n > best[2]:
            best = (result.item.name, answer, number / room.n)
    return best


def most_dots(release: Release) -> tuple[str, int] | None:
    """Return (item, dots) of the item with most dots; None where none may be shown."""
    shown = [
        (r.item.name, r.figures.room.dots)
        for r in release.results
        if isinstance(r.figures.room, Shown) and r.figures.room.dots is not None
    ]
    best = max(shown, key=lambda pair: pair[1], default=None)
    return best if best and best[1] > 0 else None
