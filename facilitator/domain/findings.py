"""Finds what releases say, so that a picture can carry it as its title and a room can talk about it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from facilitator.domain.framework import Criterion, Item
from facilitator.domain.release import DIFFERENCE, Release, Shown
from facilitator.domain.rounding import percent, show_points

# What is worth talking about: half a point between groups, one point between importance and now (ours).
SMALLEST_GAP, SMALLEST_NEED = 0.5, 1.0


@dataclass(frozen=True, slots=True)
class Gap:
    """Two groups' difference on one item, in points; positive where the first rates higher."""

    item: Item
    criterion: str
    first: str
    second: str
    difference: float
    coarse: bool = False


def list_gaps(release: Release, criteria: Sequence[Criterion], groups: tuple[str, str]) -> list[Gap]:
    """Return the gaps between two groups where both may be shown, the widest first.

    Only published means are compared.
    """
    first, second = groups
    asked = {criterion.key for criterion in criteria}
    gaps = []
    for result in release.results:
        one, other = result.figures.groups.get(first), result.figures.groups.get(second)
        if result.criterion not in asked or not isinstance(one, Shown) or not isinstance(other, Shown):
            continue
        if one.mean is not None and other.mean is not None:
            coarse = one.coarse or other.coarse
            gaps.append(Gap(result.item, result.criterion, first, second, one.mean - other.mean, coarse))
    return sorted(gaps, key=lambda gap: (-abs(gap.difference), gap.item.name, gap.criterion))


@dataclass(frozen=True, slots=True)
class Need:
    """How much more important an item is than it is in place, in points: each person's difference, averaged.

    ``coarse`` says that it is rounded to the nearest half.
    """

    item: Item
    difference: float
    coarse: bool = False


def list_needs(release: Release) -> list[Need]:
    """Return importance minus now of the items where it may be shown, the largest first."""
    needs = []
    for result in release.results:
        room = result.figures.room
        if result.criterion == DIFFERENCE and isinstance(room, Shown) and room.mean is not None:
            needs.append(Need(result.item, room.mean, room.coarse))
    return sorted(needs, key=lambda need: (-need.difference, need.item.name))


class Reason(StrEnum):
    """Why something is worth talking about."""

    GAP = "gap"
    SPLIT = "split"
    NEED = "need"


@dataclass(frozen=True, slots=True)
class TalkingPoint:
    """Something to talk about next. ``weight`` ranks it; ``gap`` and ``need`` hold their figures.

    ``camps`` are the people at the low end, at the high end, and of how many.
    """

    reason: Reason
    item: Item
    criterion: str
    weight: float
    gap: Gap | None = None
    need: Need | None = None
    camps: tuple[int, int, int] = (0, 0, 1)


def list_talking_points(
    release: Release, criteria: Sequence[Criterion], groups: tuple[str, str] | None, most: int = 6
) -> list[TalkingPoint]:
    """Return what to talk about next, the weightiest first, each item once.

    Gaps and needs weigh what they are in points; a split room weighs a point for every forty that
    its agreement lies below a hundred. The ranking is ours.
    """
    points = [
        TalkingPoint(Reason.GAP, gap.item, gap.criterion, abs(gap.difference), gap=gap)
        for gap in (list_gaps(release, criteria, groups) if groups else ())
        if abs(gap.difference) >= SMALLEST_GAP
    ]
    asked = {criterion.key for criterion in criteria}
    for result in release.results:
        room = result.figures.room
        if result.criterion not in asked or not isinstance(room, Shown) or not room.split:
            continue
        if room.agreement is not None and room.counts and room.n:
            ordered = list(room.counts.values())
            end = max(1, len(ordered) * 2 // 5)
            camps = (sum(ordered[:end]), sum(ordered[-end:]), room.n)
            weight = (100 - room.agreement) / 40
            points.append(TalkingPoint(Reason.SPLIT, result.item, result.criterion, weight, camps=camps))
    points += [
        TalkingPoint(Reason.NEED, need.item, DIFFERENCE, need.difference, need=need)
        for need in list_needs(release)
        if need.difference >= SMALLEST_NEED
    ]
    points.sort(key=lambda point: (-point.weight, point.reason, point.item.name, point.criterion))
    return list({point.item.key: point for point in reversed(points)}.values())[::-1][:most]


@dataclass(frozen=True, slots=True)
class Change:
    """How a room's answers to one item changed between two rounds: mean in points, agreement 0-100."""

    item: Item
    criterion: str
    mean: float
    agreement: float


def list_changes(before: Release, after: Release, criteria: Sequence[Criterion]) -> list[Change]:
    """Return the changes of items released in both rounds, the largest change of agreement first."""
    changes = []
    asked = {criterion.key for criterion in criteria}
    for result in after.results:
        earlier = before.find_result(result.item.key, result.criterion)
        if result.criterion not in asked or earlier is None:
            continue
        one, other = earlier.figures.room, result.figures.room
        if not isinstance(one, Shown) or not isinstance(other, Shown):
            continue
        if one.mean is None or other.mean is None or one.agreement is None or other.agreement is None:
            continue
        changes.append(
            Change(result.item, result.criterion, other.mean - one.mean, other.agreement - one.agreement)
        )
    return sorted(changes, key=lambda c: (-abs(c.agreement), -abs(c.mean), c.item.name, c.criterion))


@dataclass(frozen=True, slots=True)
class GapChange:
    """How far apart two groups were before and are after, in points, never negative."""

    item: Item
    criterion: str
    first: str
    second: str
    before: float
    after: float
    coarse: bool = False

    @property
    def is_level(self) -> bool:
        """Whether the two look the same as shown, to one decimal."""
        return show_points(self.before) == show_points(self.after)

    @property
    def is_closer(self) -> bool:
        """Whether they came closer."""
        return self.after < self.before


def list_gap_changes(
    before: Release, after: Release, criteria: Sequence[Criterion], groups: tuple[str, str]
) -> list[GapChange]:
    """Return how two groups' gaps changed where both rounds show both, the largest change first."""
    earlier = {(gap.item.key, gap.criterion): gap for gap in list_gaps(before, criteria, groups)}
    changes = [
        GapChange(
            gap.item, gap.criterion, gap.first, gap.second, abs(was.difference), abs(gap.difference),
            was.coarse or gap.coarse,
        )
        for gap in list_gaps(after, criteria, groups)
        if (was := earlier.get((gap.item.key, gap.criterion)))
    ]  # fmt: skip
    return sorted(changes, key=lambda c: (-abs(c.after - c.before), c.item.name, c.criterion))


def main_answers(release: Release, criterion: str) -> dict[str, tuple[tuple[str, ...], int, int]]:
    """Return per item key the answers most people gave, how many gave each, and how many answered.

    Items whose room may not be shown, or which nobody answered, are missing.
    """
    found = {}
    for result in release.results:
        room = result.figures.room
        if result.criterion != criterion or not isinstance(room, Shown) or not room.counts or not room.n:
            continue
        most = max(room.counts.values())
        if most:
            found[result.item.key] = (
                tuple(key for key, n in room.counts.items() if n == most),
                most,
                room.n,
            )
    return found


def top_shares(release: Release, criterion: str) -> list[tuple[Item, tuple[str, ...], int, int]]:
    """Return (item, answers, people, of how many) where the largest share gave one answer.

    Shares that are shown alike count as alike; ``answers`` are all that so many gave.
    """
    items = {item.key: item for item in release.items()}
    shares = [(items[key], *main) for key, main in main_answers(release, criterion).items()]
    most = max((percent(people, n) for _item, _answers, people, n in shares), default=0)
    return [share for share in shares if percent(share[2], share[3]) == most]


def list_most_dots(release: Release) -> list[Item]:
    """Return the item with most dots, or all that share the most; empty where none may be shown."""
    best = most_dots(release)
    if best is None:
        return []
    return [
        result.item
        for result in release.results
        if isinstance(room := result.figures.room, Shown) and room.dots == best[1]
    ]


def most_dots(release: Release, among: Collection[str] | None = None) -> tuple[Item, int, int] | None:
    """Return (item, dots, people) of the item with most dots; None where none may be shown."""
    shown = [
        (result.item, room.dots, room.people or 0)
        for result in release.results
        if isinstance(room := result.figures.room, Shown)
        and room.dots is not None
        and (among is None or result.item.key in among)
    ]
    best = max(shown, key=lambda found: found[1], default=None)
    return best if best and best[1] > 0 else None
