"""Gathers what an action can answer, with released figures, and what calls for one."""

from collections.abc import Sequence

from facilitator.domain.evidence import Evidence, StartingPoint, describe, list_starting_points
from facilitator.domain.framework import ACTIONS
from facilitator.domain.gap import balanced_shares
from facilitator.domain.plan import Action
from facilitator.domain.release import Release, Shown, combine_rounds
from facilitator.domain.workshop import Breakdown, Contribution, ContributionState, Workshop
from facilitator.services import results
from facilitator.services.installation import Installation
from facilitator.services.lists import list_contributions, list_entries


def list_evidence(installation: Installation, workshop: Workshop) -> dict[str, str]:
    """Return what an action can answer: ``kind:key`` to name, relationships first, then ideas."""
    framework = workshop.framework
    entries = [e for e in list_entries(installation, workshop) if e.merged_into is None]
    evidence = {f"{e.list}:{e.key}": e.name for e in entries if e.list != ACTIONS}
    for item_set in framework.item_sets:
        evidence |= {f"{item_set.key}:{item.key}": item.name for item in item_set.items}
    for key in framework.coverage:
        criterion = framework.get_criterion(key)
        evidence |= {
            f"{key}:{option.key}": f"{criterion.name}: {option.name}" for option in criterion.options
        }
    evidence |= {f"words:{c.id}": c.text for c in _missing(installation, workshop)}
    return evidence | {f"{e.list}:{e.key}": f"Idea: {e.name}" for e in entries if e.list == ACTIONS}


def describe_links(
    installation: Installation, workshop: Workshop, found: list[Action] | tuple[Action, ...]
) -> dict[str, Evidence]:
    """Return what these actions answer, link to evidence, with the figures released about it."""
    names = list_evidence(installation, workshop)
    releases = _newest(installation, workshop)
    compared = workshop.framework.compared_groups(workshop.breakdown) or ()
    links = dict.fromkeys(link for action in found for link in action.links if link in names)
    return {
        link: describe(workshop.framework, releases, link, names[link], compared, workshop.groups)
        for link in links
    }


def list_points(installation: Installation, workshop: Workshop, found: list[Action]) -> list[StartingPoint]:
    """Return what calls for an action and has none yet."""
    used = {link for action in found for link in action.links}
    points = list_starting_points(
        workshop.framework,
        _newest(installation, workshop),
        workshop.framework.compared_groups(workshop.breakdown),
        workshop.groups,
        [(c.id, c.text) for c in _missing(installation, workshop)],
    )
    return [point for point in points if point.link not in used]


def idea_shares(installation: Installation, workshop: Workshop) -> dict[str, float]:
    """Return the side-balanced share of the dots on each idea, its key to 0-1.

    It is the mean over the compared sides of each side's share, and there only where the exact dots
    of both were released for every idea.
    """
    compared = workshop.framework.compared_groups(workshop.breakdown)
    if compared is None or workshop.breakdown is not Breakdown.SIDE:
        return {}
    for key, release in _newest(installation, workshop).items():
        if workshop.framework.get_step(key).items != ACTIONS:
            continue
        dots = {g: [r.figures.groups.get(g) for r in release.results] for g in compared}
        shown: dict[str, Sequence[int]] = {
            g: [f.dots for f in figures if isinstance(f, Shown) and f.dots is not None]
            for g, figures in dots.items()
        }
        if all(len(d) == len(release.results) and sum(d) > 0 for d in shown.values()):
            shares = balanced_shares(shown)
            return {r.item.key: share for r, share in zip(release.results, shares, strict=True)}
    return {}


def _newest(installation: Installation, workshop: Workshop) -> dict[str, Release]:
    by_step: dict[str, list[Release]] = {}
    for release in results.list_releases(installation, workshop):
        by_step.setdefault(release.step, []).append(release)
    return {step: combine_rounds(found) for step, found in by_step.items()}


def _missing(installation: Installation, workshop: Workshop) -> list[Contribution]:
    """Return the shown words about who is missing, the same words once."""
    wanted = set(workshop.framework.missing)
    found: dict[str, Contribution] = {}
    for c in list_contributions(installation, workshop):
        if c.criterion in wanted and c.state is ContributionState.SHOWN:
            found.setdefault(c.text.casefold(), c)
    return list(found.values())
