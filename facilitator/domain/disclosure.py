"""Decides which groups of an answer may be shown, so that nobody can be worked out by subtraction."""

import operator
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

SMALLEST_DISTRIBUTION = 10

# Where two groups are equally small, the earlier one here is hidden.
_HIDE_FIRST = ("other", "councillor", "officer", "council", "vcs")


@dataclass(frozen=True, slots=True)
class Decision:
    """What may be shown of one item and criterion.

    ``room``: the whole room's figures. ``groups``: names of the groups that may be shown at all.
    ``distributions``: those of them whose exact answers may be shown; the others of ``groups``
    only show a middle answer and a coarse mean.
    """

    room: bool
    groups: frozenset[str]
    distributions: frozenset[str] = field(default=frozenset())


NOTHING = Decision(False, frozenset(), frozenset())


def decide(counts_by_group: Mapping[str, int], k: int, may_show: Collection[str] | None = None) -> Decision:
    """Decide from the number of people of each group who answered; ``k`` is the smallest group shown.

    ``may_show`` names the groups that come into question, all of them by default.

    A group is shown from k people on, and only while those not shown number 0 or at least k: else
    the smallest shown group is hidden too (one is enough, as what is then left holds at least k).
    Exact distributions need ten people. Where the room's less theirs would be the exact answers of
    fewer than ten people among whom a shown group stands, the smallest of them becomes coarse too.
    Raises ValueError for negative or fractional counts and for k below 1.
    """
    counts = {name: _whole(f"the count of {name!r}", number, 0) for name, number in counts_by_group.items()}
    k = _whole("k", k, 1)
    total = sum(counts.values())
    if total < k:
        return NOTHING
    candidates = {n for n, count in counts.items() if count >= k and (may_show is None or n in may_show)}
    shown = _without_remainder(counts, candidates, total, k)
    floor = max(SMALLEST_DISTRIBUTION, k)
    exact = {name for name in shown if counts[name] >= floor}
    if exact != shown:
        exact = _without_remainder(counts, exact, total, floor)
    return Decision(True, frozenset(shown), frozenset(exact))


def _without_remainder(counts: Mapping[str, int], shown: set[str], total: int, floor: int) -> set[str]:
    """Return ``shown`` less its smallest group if the rest of the room is between 1 and floor - 1."""
    remainder = total - sum(counts[name] for name in shown)
    if shown and 0 < remainder < floor:
        return shown - {min(shown, key=lambda name: (counts[name], _rank(name), name))}
    return shown


def _rank(name: str) -> int:
    folded = name.casefold()
    return _HIDE_FIRST.index(folded) if folded in _HIDE_FIRST else 0


def _whole(what: str, value: int, lowest: int) -> int:
    try:
        number = operator.index(value)
    except TypeError:
        raise ValueError(f"{what} is not a whole number: {value!r}") from None
    if isinstance(value, bool) or number < lowest:
        raise ValueError(f"{what} must be a whole number of at least {lowest}, not {value!r}")
    return number
