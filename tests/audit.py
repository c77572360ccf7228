"""Works out whose exact answers follow from published sums, by adding and subtracting them."""

from collections.abc import Collection, Sequence
from fractions import Fraction
from functools import cache
from itertools import product

from facilitator.domain.release import Shown

# A published sum is a vector: 1 for every set of people (a group of a sitting) that is in it.
Vector = tuple[int, ...]


def is_exact(figures) -> bool:
    """Tell whether exact answers are published."""
    return isinstance(figures, Shown) and figures.counts is not None


def rank(vectors: Sequence[Vector]) -> int:
    """Return how many of the vectors are independent."""
    rows = [[Fraction(x) for x in vector] for vector in vectors]
    found = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((r for r in range(found, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for r in range(found + 1, len(rows)):
            if rows[r][column]:
                factor = rows[r][column] / rows[found][column]
                rows[r] = [a - factor * b for a, b in zip(rows[r], rows[found], strict=True)]
        found += 1
    return found


@cache
def derivable(published: frozenset[Vector]) -> tuple[Vector, ...]:
    """Return every sum of whole groups that follows from the published sums, whatever their values."""
    vectors = sorted(published)
    base = rank(vectors)
    if not vectors:
        return ()
    targets = product((0, 1), repeat=len(vectors[0]))
    return tuple(t for t in targets if any(t) and rank([*vectors, t]) == base)


def exposed(published: Collection[Vector], people: Sequence[int], k: int) -> Vector | None:
    """Return groups of together fewer than k people, but not of none, whose answers follow; else None."""
    for target in derivable(frozenset(published)):
        number = sum(n for n, chosen in zip(people, target, strict=True) if chosen)
        if 0 < number < k:
            return target
    return None
