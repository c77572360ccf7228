"""Decides whether both sides agree to an action, from fist-to-five answers released by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from facilitator.domain.disclosure import decide
from facilitator.domain.framework import Criterion, CriterionKind, Framework, Item, Step
from facilitator.domain.plan import Action, OpenAnswer
from facilitator.domain.publishing import OpenedBallot, exact_figures
from facilitator.domain.release import Breakdown, Figures, Release, Result, Shown, Withheld
from facilitator.domain.tally import tally

BY_SIDE = "by_side_only"
"""Why a plan's round has no figures of the whole room."""

LARGEST_SHARE_BELOW = 0.25


def publish_agreement(
    framework: Framework,
    step: Step,
    number: int,
    items: Sequence[Item],
    ballots: Mapping[str, Sequence[OpenedBallot]],
    *,
    k: int,
) -> Release:
    """Return the release of a round over the plan's actions: figures of each side, none of the room.

    ``ballots`` carry their side as group, whatever the workshop is broken down by elsewhere. Each
    side stands alone: a side of at least ten is shown with its exact answers, one of at least k only
    with whether it stands behind the action: middle answer and rounded mean would, with that, leave
    a side of three or five with only one way in which it can have answered. As no
    figure covers more than one side, nothing can be subtracted, so that a few other partners do not
    force council or VCS to be hidden. No figure by sector is made of these answers.
    """
    sides = tuple(side.key for side in framework.sides)
    results = []
    for item in items:
        cast = ballots.get(item.key, ())
        for criterion in framework.criteria_of(step):
            if criterion.kind is CriterionKind.TEXT:
                continue
            answers = [(side, given[criterion.key]) for side, given in cast if criterion.key in given]
            counted = tally(criterion, sides, answers)
            figures: dict[str, Figures] = {}
            outside: dict[str, Figures] = {}
            for side in sides:
                behind = _is_behind(framework, criterion, counted.counts[side])
                shown = _alone(side, counted.people[side], counted.counts[side], criterion, k)
                figures[side] = replace(shown, behind=behind) if isinstance(shown, Shown) else shown
                outside[side] = _alone(side, counted.outside_people[side], counted.outside[side], None, k)
            beside = Breakdown(Withheld(BY_SIDE), outside) if criterion.outside else None
            results.append(Result(item, criterion.key, Breakdown(Withheld(BY_SIDE), figures), beside))
    return Release(step.key, number, tuple(results))


def _alone(side: str, n: int, counts: Mapping[str, int], criterion: Criterion | None, k: int) -> Figures:
    """Return what may be shown of a side beside which nothing else is shown."""
    decision = decide({side: n}, k)
    if side in decision.distributions:
        return exact_figures(n, dict(counts), criterion)
    return Shown(n=n, coarse=True) if side in decision.groups else Withheld()


def stands_behind(points: Sequence[int], lowest: int) -> bool:
    """Tell whether people stand behind an action, from their answers in points.

    They do when the middle answer is at least ``lowest`` and no more than a quarter lie below it.
    Raises ValueError without answers.
    """
    if not points:
        raise ValueError("nobody answered")
    ordered = sorted(points)
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    below = sum(point < lowest for point in points)
    return middle >= lowest and below <= LARGEST_SHARE_BELOW * len(points)


def _is_behind(framework: Framework, criterion: Criterion, counts: Mapping[str, int]) -> bool | None:
    if framework.agreement is None or criterion.key != framework.agreement[0]:
        return None
    lowest = criterion.points(framework.agreement[1])
    points = [value for value, key in enumerate(criterion.option_keys, 1) for _ in range(counts[key])]
    return stands_behind(points, lowest) if points and lowest is not None else None


@dataclass(frozen=True, slots=True)
class NotAsked:
    """Nobody has been asked yet, or the action's words have changed since."""

    reworded: bool = False


@dataclass(frozen=True, slots=True)
class Agreed:
    """Both sides stand behind the action; ``openly`` where the room said so in the open."""

    round: int = 0
    openly: bool = False


@dataclass(frozen=True, slots=True)
class NotYet:
    """A side does not stand behind the action; ``sides`` are those that were seen not to."""

    round: int = 0
    sides: tuple[str, ...] = ()
    openly: bool = False


@dataclass(frozen=True, slots=True)
class AskOpenly:
    """A side is too small to be shown, so the room is asked in the open; ``sides`` are those."""

    round: int
    sides: tuple[str, ...]


Verdict = NotAsked | Agreed | NotYet | AskOpenly


def judge(framework: Framework, action: Action, releases: Sequence[Release]) -> Verdict:
    """Return how an action stands with both sides, from the revealed rounds over the plan's actions.

    The newest round that asked about it counts, as long as its words are still the same.
    """
    openly = action.agreed_openly
    if framework.agreement is None or not framework.judged_sides:
        return _openly(openly, NotAsked())
    asked = [
        (release.round, result)
        for release in releases
        if (result := release.find_result(action.id, framework.agreement[0])) is not None
    ]
    if not asked:
        return _openly(openly, NotAsked())
    number, result = max(asked, key=lambda pair: pair[0])
    if result.item.name != action.action:
        return _openly(openly, NotAsked(reworded=True))
    figures = {side: result.figures.groups.get(side, Withheld()) for side in framework.judged_sides}
    against = tuple(s for s, f in figures.items() if isinstance(f, Shown) and not f.behind)
    hidden = tuple(s for s, f in figures.items() if not isinstance(f, Shown))
    if against:
        return NotYet(number, against)
    if hidden:
        return _openly(openly, AskOpenly(number, hidden))
    return Agreed(number)


def _openly(said: OpenAnswer, otherwise: Verdict) -> Verdict:
    if said is OpenAnswer.YES:
        return Agreed(openly=True)
    if said is OpenAnswer.NO:
        return NotYet(openly=True)
    return otherwise
