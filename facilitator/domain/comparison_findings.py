"""Finds what a comparison of workshops says, so that a picture can carry it as its title."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from facilitator.domain.comparison import Comparison, Row, moments, sides_at
from facilitator.domain.release import Figures, Shown


@dataclass(frozen=True, slots=True)
class Finding:
    """The row that says most: where two sides came closer (or drifted apart), or stand furthest apart.

    ``before`` and ``after`` are their distances in points, ``moment`` is the number of the later one;
    ``before`` is None with one moment alone.
    """

    row: Row
    before: float | None
    after: float
    moment: int


def find_main(comparison: Comparison, rows: Sequence[Row], first: str, second: str) -> Finding | None:
    """Return what a picture of these rows says of two sides, None where they cannot be seen together."""
    found = []
    for row in rows:
        seen = [
            (distance, number)
            for number, moment in enumerate(moments(comparison))
            if (distance := _distance(sides_at(row, moment), first, second)) is not None
        ]
        if seen:
            before = seen[0][0] if len(seen) > 1 else None
            found.append(Finding(row, before, *seen[-1]))
    moved = [f for f in found if f.before is not None]
    if moved:
        return max(moved, key=lambda f: abs(f.after - (f.before or 0)))
    return max(found, key=lambda f: f.after, default=None)


def find_most_named(rows: Sequence[Row]) -> tuple[Row, float] | None:
    """Return (row, share) of the item that most people gave a dot in the newest sitting that shows any."""
    for number in reversed(range(len(rows[0].positions) if rows else 0)):
        shares = [(row, share) for row in rows if (share := dot_share(row, number)) is not None]
        if shares:
            return max(shares, key=lambda pair: pair[1])
    return None


def dot_share(row: Row, number: int) -> float | None:
    """Return the share of a sitting's people who gave an item a dot, 0 to 1; None where it is not shown."""
    position = row.positions[number]
    room = position.room if position is not None else None
    if not isinstance(room, Shown) or room.people is None or not room.n:
        return None
    return room.people / room.n


def _distance(sides: Mapping[str, Figures], first: str, second: str) -> float | None:
    one, other = sides.get(first), sides.get(second)
    if not isinstance(one, Shown) or not isinstance(other, Shown):
        return None
    return None if one.mean is None or other.mean is None else abs(one.mean - other.mean)
