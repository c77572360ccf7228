"""Publishes how people moved between two rounds, so that nobody's answer can be subtracted."""

from collections.abc import Sequence
from dataclasses import dataclass

from facilitator.domain.disclosure import SMALLEST_DISTRIBUTION

COARSE_STEP, COARSE_MOST = 0.25, 0.75


@dataclass(frozen=True, slots=True)
class Moved:
    """People who answered both rounds: how many moved up, stayed or moved down, and their means.

    Where ``coarse``, ``up``, ``stayed`` and ``down`` are shares rounded to quarters and held to at
    most three quarters, and there are no means.
    """

    up: float
    stayed: float
    down: float
    pairs: int | None = None
    before: float | None = None
    after: float | None = None
    coarse: bool = False


def publish_movement(
    pairs: Sequence[tuple[int, int]], unpaired: int, k: int, *, watched: bool = False
) -> Moved | None:
    """Return the movement of ``pairs`` (points before, points after), or None where it may not be shown.

    ``unpaired`` counts people who answered one round only. Beside the releases of both rounds, by room
    and by group, exact figures over some of the people would tell what the others answered, however many
    they are; so nobody may be left out. ``watched``: one of the rounds was shown while people answered,
    so that states of fewer people are known too. Otherwise the movement is coarse, from ten pairs on.
    """
    n = len(pairs)
    up, down = sum(b > a for a, b in pairs), sum(b < a for a, b in pairs)
    if n >= k and not unpaired and not watched:
        return Moved(up, n - up - down, down, n, sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n)
    if n < max(SMALLEST_DISTRIBUTION, k):
        return None
    return Moved(_quarter(up / n), _quarter((n - up - down) / n), _quarter(down / n), coarse=True)


def _quarter(share: float) -> float:
    return min(COARSE_MOST, round(share / COARSE_STEP) * COARSE_STEP)
