"""Adds up several sittings of one mode into one result, from what each of them has released."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from facilitator.domain.comparison import Position, Sitting, compare
from facilitator.domain.framework import Criterion, Item
from facilitator.domain.pooling import Pooled, pool
from facilitator.domain.release import Breakdown, Release, Result, Withheld
from facilitator.domain.release_data import figures_to_data


@dataclass(frozen=True, slots=True)
class Sum:
    """What all sittings say together: everybody, and each group."""

    room: Pooled
    groups: Mapping[str, Pooled]

    def to_breakdown(self) -> Breakdown:
        """Return it as a picture takes it, without groups that some sittings may not show.

        Beside another group's sum over other sittings they would be compared with people who were
        asked elsewhere.
        """
        groups = {
            name: pooled.figures if pooled.sittings == self.room.sittings else Withheld()
            for name, pooled in self.groups.items()
        }
        return Breakdown(self.room.figures, groups)


@dataclass(frozen=True, slots=True)
class CombinedResult:
    """One item and criterion over all sittings. ``n`` counts answers: a person may have come twice.

    ``outside`` adds up "Don't know" and the like, None where the question has no such answers.
    """

    step: str
    item: Item
    criterion: Criterion
    figures: Sum
    outside: Sum | None = None


def combine(sittings: Sequence[Sitting]) -> tuple[CombinedResult, ...]:
    """Add up several sittings of one mode: every question that at least two of them asked alike.

    By sector where all of them show their results so, by side otherwise; never both.
    """
    results = []
    names = combined_groups(sittings)
    by_sector = {sitting.breakdown for sitting in sittings} == {"sector"}
    for row in compare(sittings).rows:
        there = [position for position in row.positions if position is not None]
        beside = [position.outside for position in there if position.outside is not None]
        figures = _add_up(there, names, by_sector, row.criterion)
        outside = _add_up(beside, names, by_sector, None) if beside else None
        results.append(CombinedResult(row.step, row.item, row.criterion, figures, outside))
    return tuple(results)


def _add_up(
    positions: Sequence[Position], names: Iterable[str], by_sector: bool, criterion: Criterion | None
) -> Sum:
    seen = [position.groups if by_sector else position.sides for position in positions]
    groups = {
        name: pool([found[name] for found in seen if name in found], criterion)
        for name in names
        if any(name in found for found in seen)
    }
    return Sum(pool([position.room for position in positions], criterion), groups)


def combined_groups(sittings: Sequence[Sitting]) -> dict[str, str]:
    """Return the groups that sittings are added up by, key to name."""
    by_sector = {sitting.breakdown for sitting in sittings} == {"sector"}
    found = [s.framework.group_names("sector" if by_sector else "side") for s in sittings]
    return {key: name for names in found for key, name in names.items()}


def combined_releases(results: Sequence[CombinedResult]) -> tuple[Release, ...]:
    """Return results of several sittings as one release per step, for the pictures of a board."""
    by_step: dict[str, list[Result]] = {}
    for result in results:
        figures, outside = result.figures.to_breakdown(), result.outside
        beside = outside.to_breakdown() if outside else None
        by_step.setdefault(result.step, []).append(Result(result.item, result.criterion.key, figures, beside))
    return tuple(Release(step, 1, tuple(found)) for step, found in by_step.items())


def combination_to_data(results: Sequence[CombinedResult]) -> list[dict[str, Any]]:
    """Return the ``results`` of a combination as docs/results-json.md describes them."""
    return [
        {
            "step": result.step,
            "item": {"key": result.item.key, "name": result.item.name},
            "criterion": {"key": result.criterion.key, "name": result.criterion.name},
            "answers": {option.key: option.name for option in result.criterion.options},
            **_sum_to_data(result.figures),
            **({"outside": _sum_to_data(result.outside)} if result.outside else {}),
        }
        for result in results
    ]


def _sum_to_data(added: Sum) -> dict[str, Any]:
    return {
        "room": _pooled_to_data(added.room),
        "groups": {name: _pooled_to_data(pooled) for name, pooled in added.groups.items()},
    }


def _pooled_to_data(pooled: Pooled) -> dict[str, Any]:
    return figures_to_data(pooled.figures) | {"sittings": pooled.sittings, "of": pooled.of}
