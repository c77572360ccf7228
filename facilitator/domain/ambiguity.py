"""Decides whether the coarse figures of small groups leave open what the groups answered.

A small group shows its middle answer and a coarse mean. Beside the exact answers of the whole room,
less those of large groups, these can still fit only one way of dividing the answers. So small groups
are shown only while at least two ways fit that differ by two people or more in each of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

Counts = tuple[int, ...]
Coarse = Callable[[Sequence[int]], object]
"""What is published of a group with these counts; equal for counts that cannot be told apart."""

MOST_STEPS = 20_000
LEAST_DIFFERENCE = 2


def leaves_open(residual: Sequence[int], groups: Mapping[str, Sequence[int]], coarse: Coarse) -> bool:
    """Tell whether no small group's answers can be told from its coarse figures.

    ``residual``: the room's counts less those of groups that are shown exactly. ``groups``: the counts of
    the small groups shown. A group that is all of the residual tells nothing that is not there anyway.
    Where the search takes too long, the answer is no.
    """
    steps = _Steps()
    published = {name: (sum(counts), coarse(counts)) for name, counts in groups.items()}
    for name in groups:
        if sum(groups[name]) == sum(residual):
            continue
        others = [published[other] for other in groups if other != name]
        found: list[Counts] = []
        for counts in _fitting(tuple(residual), published[name], coarse, steps):
            rest = tuple(total - own for total, own in zip(residual, counts, strict=True))
            if _difference(found, counts) and _can_hold(rest, others, coarse, steps):
                found.append(counts)
                if len(found) > 1:
                    break
        if len(found) < 2:
            return False
    return True


class _Steps:
    def __init__(self) -> None:
        self.left = MOST_STEPS


def _difference(found: Sequence[Counts], counts: Counts) -> bool:
    """Tell whether these counts are the first, or differ by enough people from the first."""
    if not found:
        return True
    moved = sum(max(0, a - b) for a, b in zip(found[0], counts, strict=True))
    return moved >= LEAST_DIFFERENCE


def _can_hold(residual: Counts, groups: Sequence[tuple[int, object]], coarse: Coarse, steps: _Steps) -> bool:
    if not groups:
        return True
    for counts in _fitting(residual, groups[0], coarse, steps):
        rest = tuple(total - own for total, own in zip(residual, counts, strict=True))
        if _can_hold(rest, groups[1:], coarse, steps):
            return True
    return False


def _fitting(
    residual: Counts, published: tuple[int, object], coarse: Coarse, steps: _Steps
) -> Iterator[Counts]:
    """Yield the counts within the residual that would be published like this."""
    size, figures = published
    for counts in _within(residual, size):
        steps.left -= 1
        if steps.left < 0:
            return
        if coarse(counts) == figures:
            yield counts


def _within(residual: Counts, size: int) -> Iterator[Counts]:
    """Yield every way to take ``size`` answers out of the residual."""
    if not residual:
        if size == 0:
            yield ()
        return
    for own in range(max(0, size - sum(residual[1:])), min(residual[0], size) + 1):
        for rest in _within(residual[1:], size - own):
            yield (own, *rest)
