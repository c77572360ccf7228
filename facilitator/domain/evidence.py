"""Says what an action answers: the name of each link and the released figures that belong to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from facilitator.domain.findings import list_gaps
from facilitator.domain.framework import Criterion, CriterionKind, Framework
from facilitator.domain.release import DIFFERENCE, Release, Result, Shown


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an action answers, and what was released about it, in words."""

    link: str
    name: str
    figures: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return name and figures in one line."""
        return f"{self.name} ({'; '.join(self.figures)})" if self.figures else self.name


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """Something the room said that calls for an action: ``kind`` is gap, first, barrier, scale or missing."""

    kind: str
    link: str
    action: str
    why: str


def describe(
    framework: Framework,
    releases: Mapping[str, Release],
    link: str,
    name: str,
    compared: Sequence[str],
    groups: Mapping[str, str],
) -> Evidence:
    """Return a link with its released figures.

    ``releases`` holds each step's newest results by item; ``compared`` the two groups whose means
    are named, where both were released; ``groups`` their names.
    """
    kind, _, key = link.partition(":")
    words = []
    for step, release in releases.items():
        if framework.get_step(step).items != kind:
            continue  # two lists may hold items of the same key
        for result in release.results:
            if result.item.key == key:
                words += _words(framework, result, compared, groups)
    return Evidence(link, name, tuple(words))


def _words(
    framework: Framework, result: Result, compared: Sequence[str], groups: Mapping[str, str]
) -> list[str]:
    room = result.figures.room
    if result.criterion == DIFFERENCE or not isinstance(room, Shown):
        return []
    criterion = framework.get_criterion(result.criterion)
    if criterion.kind is CriterionKind.DOTS and room.dots is not None:
        return [f"{room.dots} {'dot' if room.dots == 1 else 'dots'} from {room.people} people"]
    if criterion.kind is not CriterionKind.SCALE or room.mean is None:
        return []
    sides = [(groups.get(g, g), result.figures.groups.get(g)) for g in compared]
    means = [(name, f.mean) for name, f in sides if isinstance(f, Shown) and f.mean is not None]
    by_side = f", {', '.join(f'{name} {mean:.1f}' for name, mean in means)}" if len(means) == 2 else ""
    return [f"{criterion.name} {room.mean:.1f} of {len(criterion.options)}{by_side}"]


def list_starting_points(
    framework: Framework,
    releases: Mapping[str, Release],
    compared: tuple[str, str] | None,
    groups: Mapping[str, str],
    missing: Sequence[tuple[str, str]],
    most: int = 3,
) -> list[StartingPoint]:
    """Return what was said and released that calls for an action, at most ``most`` of each kind.

    ``missing`` holds (contribution id, words) of shown words about who is missing.
    """
    points: list[StartingPoint] = []
    for step in framework.steps:
        release = releases.get(step.key)
        if release is None or not step.rates:
            continue
        criteria = framework.criteria_of(step)
        scales = tuple(c for c in criteria if c.kind is CriterionKind.SCALE)
        if compared and step.criteria and step.kind != "plan":
            points += _gaps(release, step.items, scales, compared, groups)
        points += _first(framework, release, step.items)
        points += _barriers(release, step.items, criteria)
        points += _unused(framework, release, criteria)
    words = "Somebody wrote it under “Who is missing”."
    points += [
        StartingPoint("missing", f"words:{key}", f"Invite: {text}"[:300], words) for key, text in missing
    ]
    kept: list[StartingPoint] = []
    for kind in ("gap", "first", "barrier", "scale", "missing"):
        found = [p for p in points if p.kind == kind]
        kept += found[: most if kind != "missing" else 2 * most]
    return kept


def _gaps(
    release: Release,
    items: str,
    scales: tuple[Criterion, ...],
    compared: tuple[str, str],
    groups: Mapping[str, str],
) -> list[StartingPoint]:
    """Return the widest released gaps of at least half a point (one, where a mean is rounded), one per item."""
    names = {c.key: c.name for c in scales}
    found: dict[str, StartingPoint] = {}
    for gap in list_gaps(release, scales, compared):
        result = release.find_result(gap.item.key, gap.criterion)
        if abs(gap.difference) < (1 if gap.coarse else 0.5) or gap.item.key in found or result is None:
            continue
        means = [result.figures.groups[g] for g in compared]
        told = ", ".join(
            f"{groups.get(g, g)} {m.mean:.1f}"
            for g, m in zip(compared, means, strict=True)
            if isinstance(m, Shown)
        )
        found[gap.item.key] = StartingPoint(
            "gap",
            f"{items}:{gap.item.key}",
            f"Find out together why we see “{gap.item.name}” differently"[:300],
            f"{names[gap.criterion]}: {told}, a gap of {abs(gap.difference):.1f} points.",
        )
    return list(found.values())


def _first(framework: Framework, release: Release, items: str) -> list[StartingPoint]:
    """Return what is important and not in place: importance at least 3.5 and now below it."""
    if framework.work_on_first is None:
        return []
    importance, now = framework.work_on_first
    found = []
    for item in release.items():
        figures = [release.find_result(item.key, key) for key in (importance, now)]
        rooms = [r.figures.room for r in figures if r is not None]
        means = [r.mean for r in rooms if isinstance(r, Shown) and r.mean is not None]
        if len(means) == 2 and means[0] >= 3.5 > means[1]:
            why = f"Importance {means[0]:.1f}, now {means[1]:.1f}: important and not in place."
            point = StartingPoint("first", f"{items}:{item.key}", f"Improve: {item.name}"[:300], why)
            found.append((means[0] - means[1], point))
    return [point for _, point in sorted(found, key=lambda pair: -pair[0])]


def _barriers(release: Release, items: str, criteria: tuple[Criterion, ...]) -> list[StartingPoint]:
    """Return the items of a fixed list with most dots."""
    if items == "actions" or not any(c.kind is CriterionKind.DOTS for c in criteria):
        return []
    found = []
    for result in release.results:
        room = result.figures.room
        if isinstance(room, Shown) and room.dots:
            why = f"{room.dots} dots from {room.people} people."
            name = f"Remove or lower the barrier: {result.item.name}"[:300]
            found.append((room.dots, StartingPoint("barrier", f"{items}:{result.item.key}", name, why)))
    return [point for _, point in sorted(found, key=lambda pair: -pair[0])]


def _unused(framework: Framework, release: Release, criteria: tuple[Criterion, ...]) -> list[StartingPoint]:
    """Return the answers that most people gave for no item: a scale at which nothing mainly works."""
    found = []
    for criterion in criteria:
        if criterion.key not in framework.coverage:
            continue
        rooms = [r.figures.room for r in release.results if r.criterion == criterion.key]
        counted = [r.counts for r in rooms if isinstance(r, Shown) and r.counts and any(r.counts.values())]
        if not counted:
            continue
        leading = {max(counts, key=lambda key: counts[key]) for counts in counted}
        for option in criterion.options:
            if option.key not in leading:
                why = f"No relationship works mainly at this scale, of {len(counted)} that were placed."
                name = f"Build a relationship at the scale: {option.name}"
                found.append(StartingPoint("scale", f"{criterion.key}:{option.key}", name, why))
    return found
