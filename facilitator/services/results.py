"""Reads what has been released: the one source of board, JSON twin, console and workbook."""

from dataclasses import replace
from typing import Any

from facilitator.domain.figures_list import LONG_FORM, list_figures
from facilitator.domain.findings import list_talking_points
from facilitator.domain.framework import ACTIONS, RELATIONSHIPS, CriterionKind, Framework, StepKind
from facilitator.domain.release import Release, Shown, combine_rounds
from facilitator.domain.release_data import release_to_data
from facilitator.domain.workshop import Contribution, ContributionState, Entry, Workshop, items_of
from facilitator.services import joining, lists
from facilitator.services.csv_files import write_csv
from facilitator.services.installation import Installation
from facilitator.store import rounds

VERSION = 1


def list_releases(installation: Installation, workshop: Workshop) -> list[Release]:
    """Return the revealed releases in the order of the agenda."""
    with installation.database.read() as connection:
        found = rounds.list_releases(connection, workshop.id)
    order = [step.key for step in workshop.framework.steps]
    ordered = sorted(found, key=lambda release: (order.index(release.step), release.round))
    return [_in_words(workshop, release) for release in ordered]


def _in_words(workshop: Workshop, release: Release) -> Release:
    """Return a release that names the framework's items as the workshop does, in its language."""
    step = workshop.framework.get_step(release.step)
    names = {item.key: item for item in items_of(workshop.framework, step, ())}
    renamed = tuple(replace(r, item=names.get(r.item.key, r.item)) for r in release.results)
    return replace(release, results=renamed)


def find_release(installation: Installation, workshop: Workshop, step: str) -> Release | None:
    """Return a step's revealed results: of each item those of its newest round."""
    found = step_releases(installation, workshop, step)
    return combine_rounds(found) if found else None


def step_releases(installation: Installation, workshop: Workshop, step: str) -> list[Release]:
    """Return the revealed releases of a step, round by round."""
    return [r for r in list_releases(installation, workshop) if r.step == step]


def items_to_talk_about(workshop: Workshop, release: Release, most: int = 3) -> list[str]:
    """Return the keys of the items that stand first under "Talk about this next"."""
    compared = workshop.framework.compared_groups(workshop.breakdown)
    criteria = workshop.framework.criteria_of(workshop.framework.get_step(release.step))
    scales = tuple(c for c in criteria if c.kind is CriterionKind.SCALE)
    return [point.item.key for point in list_talking_points(release, scales, compared, most)]


def dots_by_item(installation: Installation, workshop: Workshop, items: str) -> dict[str, int]:
    """Return the released dots on each item of a list, key to dots; none where they may not be shown."""
    dots: dict[str, int] = {}
    for release in list_releases(installation, workshop):
        if workshop.framework.get_step(release.step).items != items:
            continue
        for result in release.results:
            room = result.figures.room
            if isinstance(room, Shown) and room.dots is not None:
                dots[result.item.key] = room.dots
    return dots


def shown_words(installation: Installation, workshop: Workshop) -> list[Contribution]:
    """Return what people wrote and the facilitator has shown, without proposals."""
    words = lists.list_contributions(installation, workshop)
    return [c for c in words if c.criterion and c.state is ContributionState.SHOWN]


def told_words(installation: Installation, workshop: Workshop) -> list[Contribution]:
    """Return those of the shown words whose round has been revealed: before that none leave the console."""
    revealed = revealed_rounds(installation, workshop)
    return [c for c in shown_words(installation, workshop) if (c.step, c.round) in revealed]


def revealed_rounds(installation: Installation, workshop: Workshop) -> set[tuple[str, int]]:
    """Return step and number of the rounds whose results have been shown."""
    return {(release.step, release.round) for release in list_releases(installation, workshop)}


def results_document(installation: Installation, workshop: Workshop) -> dict[str, Any]:
    """Return the results as docs/results-json.md describes them."""
    return {
        "version": VERSION,
        "workshop": {
            "code": workshop.code,
            "title": workshop.title,
            "place": workshop.partnership.place,
            "date": workshop.held_on.isoformat(),
            "mode": workshop.mode.value,
            "framework": {"key": workshop.framework.key, "version": workshop.framework.version},
            "k": workshop.k,
            "breakdown": workshop.breakdown.value,
            "groups": workshop.groups,
            "state": workshop.state.value,
        },
        "results": [
            row for release in list_releases(installation, workshop) for row in release_to_data(release)
        ],
    }


def results_csv(installation: Installation, workshop: Workshop) -> str:
    """Return the results in long form, as sheet "Data" of the workbook has them."""
    return write_csv(LONG_FORM, list_figures(results_document(installation, workshop)["results"]))


def describe_framework(framework: Framework, breakdown: str) -> dict[str, Any]:
    """Return the words and keys of a framework that the workbook needs."""
    return {
        "name": framework.name,
        "credit": framework.credit,
        "steps": {step.key: step.name for step in framework.steps},
        "plan_steps": [step.key for step in framework.steps if step.kind is StepKind.PLAN],
        "criteria": {
            c.key: {
                "name": c.name,
                "kind": c.kind.value,
                "answers": {o.key: o.name for o in c.options},
                "outside": {o.key: o.name for o in c.outside},
            }
            for c in framework.criteria
        },
        "item_groups": {g.key: g.name for s in framework.item_sets for g in s.groups},
        "agreed_from": _agreed_from(framework),
        "compare": list(framework.compared_groups(breakdown) or ()),
    }


def workbook_document(installation: Installation, workshop: Workshop) -> dict[str, Any]:
    """Return everything the workbook is made of beside the plan: released results, shown words, lists."""
    framework = workshop.framework
    entries = [e for e in lists.list_entries(installation, workshop) if e.merged_into is None]
    heads = joining.count_heads(installation, workshop)
    sides = {side.key: 0 for side in framework.sides}
    for sector, number in heads.items():
        sides[framework.get_sector(sector).side] += number
    plans = [step.key for step in framework.steps if step.kind is StepKind.PLAN]
    asked = [
        r
        for release in list_releases(installation, workshop)
        if release.step in plans
        for r in release.results
    ]
    names = {r.item.key: r.item.name for r in asked} | {e.key: e.name for e in entries}
    return results_document(installation, workshop) | {
        "framework": describe_framework(framework, workshop.breakdown),
        "partnership": workshop.partnership.name,
        "people": {side.name: sides[side.key] for side in framework.sides},
        "relationships": [_entry(e) for e in entries if e.list == RELATIONSHIPS],
        "ideas": [_entry(e) for e in entries if e.list == ACTIONS],
        "words": [
            {
                "step": framework.get_step(c.step).name,
                "item": names.get(c.item, ""),
                "question": framework.get_criterion(c.criterion).name,
                "text": c.text,
            }
            for c in told_words(installation, workshop)
        ],
    }


def _agreed_from(framework: Framework) -> str:
    """Return the lowest answer that counts as standing behind an action, in words; empty without one."""
    if framework.agreement is None:
        return ""
    criterion = framework.get_criterion(framework.agreement[0])
    lowest = next(o for o in criterion.options if o.key == framework.agreement[1])
    return f"{lowest.name} – {lowest.text}" if lowest.text else lowest.name


def _entry(entry: Entry) -> dict[str, Any]:
    return {"key": entry.key, "name": entry.name, **entry.details}
