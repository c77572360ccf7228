"""Adds up several sittings of one mode into one result, from what each of them has released."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from facilitator.domain.comparison import Sitting, compare
from facilitator.domain.framework import Criterion, Item
from facilitator.domain.pooling import Pooled, pool
from facilitator.domain.release import Breakdown, Release, Result, Withheld
from facilitator.domain.release_data import figures_to_data


@dataclass(frozen=True, slots=True)
class CombinedResult:
    """One item and criterion over all sittings. ``n`` counts answers: a person may have come twice."""

    step: str
    item: Item
    criterion: Criterion
    room: Pooled
    groups: Mapping[str, Pooled]


def combine(sittings: Sequence[Sitting]) -> tuple[CombinedResult, ...]:
    """Add up several sittings of one mode: every question that at least two of them asked alike.

    By sector where all of them show their results so, by side otherwise; never both.
    """
    results = []
    names = combined_groups(sittings)
    by_sector = {sitting.breakdown for sitting in sittings} == {"sector"}
    for row in compare(sittings).rows:
        there = [position for position in row.positions if position is not None]
        seen = [position.groups if by_sector else position.sides for position in there]
        groups = {
            name: pool([found[name] for found in seen if name in found], row.criterion)
            for name in names
            if any(name in found for found in seen)
        }
        room = pool([p.room for p in there], row.criterion)
        results.append(CombinedResult(row.step, row.item, row.criterion, room, groups))
    return tuple(results)


def combined_groups(sittings: Sequence[Sitting]) -> dict[str, str]:
    """Return the groups that sittings are added up by, key to name."""
    by_sector = {sitting.breakdown for sitting in sittings} == {"sector"}
    found = [s.framework.group_names("sector" if by_sector else "side") for s in sittings]
    return {key: name for names in found for key, name in names.items()}


def combined_releases(results: Sequence[CombinedResult]) -> tuple[Release, ...]:
    """Return results of several sittings as one release per step, for the pictures of a board.

    A group that some sittings may not show is left out of pictures: beside another group's sum over
    other sittings it would be compared with people who were asked elsewhere.
    """
    by_step: dict[str, list[Result]] = {}
    for result in results:
        groups = {
            name: pooled.figures if pooled.sittings == result.room.sittings else Withheld()
            for name, pooled in result.groups.items()
        }
        figures = Breakdown(result.room.figures, groups)
        by_step.setdefault(result.step, []).append(Result(result.item, result.criterion.key, figures))
    return tuple(Release(step, 1, tuple(found)) for step, found in by_step.items())


def combination_to_data(results: Sequence[CombinedResult]) -> list[dict[str, Any]]:
    """Return the ``results`` of a combination as docs/results-json.md describes them."""
    return [
        {
            "step": result.step,
            "item": {"key": result.item.key, "name": result.item.name},
            "criterion": {"key": result.criterion.key, "name": result.criterion.name},
            "room": _pooled_to_data(result.room),
            "groups": {name: _pooled_to_data(pooled) for name, pooled in result.groups.items()},
        }
        for result in results
    ]


def _pooled_to_data(pooled: Pooled) -> dict[str, Any]:
    return figures_to_data(pooled.figures) | {"sittings": pooled.sittings, "of": pooled.of}
