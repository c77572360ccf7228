"""Workshops and releases made in memory, without a store or a server."""

import datetime
import random

import pytest

from facilitator.domain.agenda import WorkshopState
from facilitator.domain.direction import Direction
from facilitator.domain.framework import CriterionKind, Item, StepKind
from facilitator.domain.framework_file import parse_framework
from facilitator.domain.publishing import publish
from facilitator.domain.statements import statements_framework
from facilitator.domain.workshop import Breakdown, Mode, Partnership, Workshop
from facilitator.frameworks import get_built_in

LONG = "Partnership for {} across all neighbourhoods, parishes and the surrounding districts of the county"


def workshop_of(framework, breakdown=Breakdown.SIDE):
    return Workshop(
        id="w",
        partnership=Partnership("p", "Together", "Ambermouth"),
        code="KTR4M9",
        title="How we work together",
        held_on=datetime.date(2026, 11, 24),
        mode=Mode.JOINT,
        framework=framework,
        k=5,
        breakdown=breakdown,
        state=WorkshopState.OPEN,
        step=framework.steps[0].key,
        locked_lists=frozenset(),
        room_locked=False,
        tickets=False,
        board=Direction(),
        revision=1,
        progress=0,
    )


def answer(dice, criterion):
    if criterion.kind is CriterionKind.DOTS:
        return dice.choice((0, 0, 1, 2))
    if criterion.outside and dice.random() < 0.2:
        return ("dont_know",) if criterion.kind is CriterionKind.SEVERAL else "dont_know"
    keys = criterion.option_keys
    if criterion.kind is CriterionKind.SEVERAL:
        return tuple(k for k in keys if dice.random() < 0.4) or (keys[0],)
    return dice.choice(keys)


def releases_of(workshop, people, names, seed=1, rounds=1):
    """Return releases of every step that has figures, from made-up answers."""
    framework, dice, found = workshop.framework, random.Random(seed), []
    for step in framework.steps:
        criteria = [c for c in framework.criteria_of(step) if c.kind is not CriterionKind.TEXT]
        if step.kind is not StepKind.RATE or not criteria:
            continue
        sets = {s.key: s.items for s in framework.item_sets}
        items = sets.get(step.items) or tuple(Item(f"r{n}", name) for n, name in enumerate(names))
        for number in range(1, rounds + 1):
            ballots = {
                item.key: [
                    (
                        framework.group_of(sector, workshop.breakdown),
                        {c.key: answer(dice, c) for c in criteria},
                    )
                    for sector in people
                    if dice.random() < 0.9
                ]
                for item in items
            }
            found.append(
                publish(framework, step, number, items, ballots, k=workshop.k, breakdown=workshop.breakdown)
            )
    return found


def room(officers=0, councillors=0, vcs=0, other=0):
    return ["officer"] * officers + ["councillor"] * councillors + ["vcs"] * vcs + ["other"] * other


SCENES = {
    "ordinary": (room(12, 4, 15, 5), 8),
    "one item": (room(12, 4, 15, 5), 1),
    "25 long names": (room(14, 4, 15, 3), 25),
    "small": (room(8, 0, 7, 0), 6),
    "nothing": (room(2, 0, 2, 0), 6),
    "1,000 people": (room(400, 50, 450, 100), 12),
}


@pytest.fixture(scope="session", params=[*SCENES, "statements"])
def scene(request):
    """A workshop with its releases: ordinary and extreme ones, and one of a framework of statements."""
    if request.param == "statements":
        text = "\n".join(f"Statement {n}: rivers matter more than roads" for n in range(40))
        framework = parse_framework(
            statements_framework(text, ["Disagree", "Pass", "Agree"], ["Up", "Down"], "Statements")
        )
        workshop = workshop_of(framework)
        return workshop, releases_of(workshop, ["up"] * 30 + ["down"] * 20, ())
    people, items = SCENES[request.param]
    workshop = workshop_of(get_built_in("council-vcs"))
    return workshop, releases_of(workshop, people, [LONG.format(n) for n in range(items)], rounds=2)
