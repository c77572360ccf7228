"""Holds the published result of a round: figures that may be seen, or why they may not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from facilitator.domain.framework import Item
from facilitator.domain.movement import Moved

TOO_FEW = "too_few_answers"
DIFFERENCE = "importance_minus_now"


@dataclass(frozen=True, slots=True)
class Shown:
    """Figures that may be seen. What a criterion does not have, or may not be seen, is None.

    ``median`` and ``mean`` are in points (1 the lowest answer), ``agreement`` 0 to 100. ``coarse``
    says that the mean is rounded to the nearest half and held away from the ends. ``behind`` says
    whether a side stands behind an action (domain.plan_agreement).
    """

    n: int | None = None
    counts: Mapping[str, int] | None = None
    median: float | None = None
    mean: float | None = None
    agreement: float | None = None
    split: bool | None = None
    dots: int | None = None
    people: int | None = None
    coarse: bool = False
    behind: bool | None = None


@dataclass(frozen=True, slots=True)
class Withheld:
    """Figures that may not be seen. The reason never tells which rule applied."""

    reason: str = TOO_FEW


Figures = Shown | Withheld


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The figures of the whole room and of each group."""

    room: Figures
    groups: Mapping[str, Figures]


@dataclass(frozen=True, slots=True)
class Result:
    """The published figures of one item and criterion.

    ``outside`` counts "Don't know" and the like; ``movement`` is since the round before, where there
    was one and it may be shown. ``held`` says that a few late answers are left out, as they would stand
    alone beside what the room had seen.
    """

    item: Item
    criterion: str
    figures: Breakdown
    outside: Breakdown | None = None
    movement: Moved | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Release:
    """The published result of a round; immutable once the round is closed.

    ``live`` says that the round is still open and that this holds what has come in in safe batches.
    """

    step: str
    round: int
    results: tuple[Result, ...] = field(default=())
    live: bool = False

    def find_result(self, item: str, criterion: str) -> Result | None:
        """Return the result of one item and criterion, None where there is none."""
        return next((r for r in self.results if r.item.key == item and r.criterion == criterion), None)

    def items(self) -> tuple[Item, ...]:
        """Return the items in the order they were asked."""
        return tuple({result.item.key: result.item for result in self.results}.values())

    def shows_anything(self) -> bool:
        """Tell whether the room's answers may be seen on any item."""
        return any(isinstance(result.figures.room, Shown) for result in self.results)

    def only(self, item: str) -> "Release":
        """Return the results of one item."""
        return replace(self, results=tuple(r for r in self.results if r.item.key == item))


def combine_rounds(releases: Sequence[Release]) -> Release:
    """Return of each item the results of its newest round, in the order of the first round."""
    newest: dict[str, list[Result]] = {}
    for release in releases:
        for item in release.items():
            newest[item.key] = [r for r in release.results if r.item.key == item.key]
    last = releases[-1]
    return Release(last.step, last.round, tuple(r for results in newest.values() for r in results))
