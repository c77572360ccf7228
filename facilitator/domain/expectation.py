"""Foresees from expected numbers of people which groups results can be shown for, before anybody has joined."""

from collections.abc import Mapping
from dataclasses import dataclass

from facilitator.domain.disclosure import decide
from facilitator.domain.framework import Framework
from facilitator.domain.workshop import Breakdown


@dataclass(frozen=True, slots=True)
class Outlook:
    """Names of groups, in the framework's order.

    ``shown`` are large enough. ``too_few`` are there with fewer people than the smallest group shown.
    ``hidden_with_them`` would be large enough, but is hidden as those few could be worked out from it.
    ``means_only`` are those of ``shown`` whose dots and spread of answers are not: fewer than ten people,
    or kept back to protect them.
    """

    shown: tuple[str, ...]
    too_few: tuple[str, ...]
    hidden_with_them: tuple[str, ...]
    means_only: tuple[str, ...]


def foresee(framework: Framework, heads: Mapping[str, int], k: int, breakdown: Breakdown) -> Outlook:
    """Return what can be shown if so many people of each sector come and all of them answer."""
    names = framework.group_names(breakdown)
    counts = dict.fromkeys(names, 0)
    for sector, number in heads.items():
        counts[framework.group_of(sector, breakdown)] += number
    decision = decide(counts, k)
    shown = decision.groups
    return Outlook(
        tuple(name for key, name in names.items() if key in shown),
        tuple(name for key, name in names.items() if 0 < counts[key] < k),
        tuple(name for key, name in names.items() if counts[key] >= k and key not in shown),
        tuple(name for key, name in names.items() if key in shown and key not in decision.distributions),
    )
