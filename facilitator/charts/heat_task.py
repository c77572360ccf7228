"""What a grid of shares is laid out from, and what both of its layouts ask of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from facilitator.domain.findings import main_answers
from facilitator.domain.framework import Criterion, Item, Option
from facilitator.domain.release import Release, Shown
from facilitator.domain.rounding import percent


@dataclass(frozen=True, slots=True)
class HeatTask:
    """What to lay out: the answers to ``criterion``.

    ``main`` is a criterion with the same answers that asks for the main one; ``beside`` a yes-or-no
    question whose last answer's share stands in a column of its own.
    """

    release: Release
    items: Sequence[Item]
    criterion: Criterion
    main: Criterion | None = None
    beside: Criterion | None = None
    k: int = 5
    highlight: str = ""


def mains_of(task: HeatTask) -> Mapping[str, tuple[tuple[str, ...], int, int]]:
    """Return by item the answers most people gave as the main one, how many, and of how many."""
    return main_answers(task.release, (task.main or task.criterion).key)


def share_of(release: Release, item: Item, criterion: Criterion, option: Option) -> int | None:
    """Return the share of the room that gave an answer, in hundredths; None where it may not be shown."""
    result = release.find_result(item.key, criterion.key)
    room = result.figures.room if result else None
    if not isinstance(room, Shown) or not room.counts or not room.n:
        return None
    return percent(room.counts[option.key], room.n)


def say_key(main: Criterion) -> str:
    """Say what the outline means, and that the shares beside it count more than the main answers."""
    return str(_("%(name)s, for most people. Shares: all who ticked it", name=main.name))
