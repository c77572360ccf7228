"""Makes up answers, so that pictures can be looked at before anybody has given one; nothing is stored."""

import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from facilitator.domain.ballot import Answer
from facilitator.domain.framework import Criterion, CriterionKind, Item, Step, StepKind
from facilitator.domain.plan import Action, ActionStatus
from facilitator.domain.plan_agreement import Agreed, NotAsked, NotYet
from facilitator.domain.publishing import publish
from facilitator.domain.release import Release
from facilitator.domain.workshop import Contribution, ContributionState, Entry, Workshop, items_of
from facilitator.services.agreeing import Standing
from facilitator.services.installation import Installation
from facilitator.services.lists import list_entries

PEOPLE = 12  # of each sector: enough that every group is shown
EXAMPLES = 6  # things to rate where a list is still empty


@dataclass(frozen=True, slots=True)
class MadeUp:
    """What invented people answered and wrote."""

    releases: tuple[Release, ...]
    words: tuple[Contribution, ...]


def make_up(installation: Installation, workshop: Workshop) -> MadeUp:
    """Return invented answers to everything a workshop asks, the same ones each time."""

    def load() -> MadeUp:
        entries = list_entries(installation, workshop)
        return MadeUp(tuple(make_up_releases(workshop, entries)), tuple(make_up_words(workshop, entries)))

    return installation.memory.recall(workshop, "made_up", load)


def make_up_releases(workshop: Workshop, entries: Sequence[Entry]) -> list[Release]:
    """Return a release of every step that gives figures; steps with scales get a second round as well.

    The same workshop gives the same figures each time. ``entries`` are the workshop's lists.
    """
    made: list[Release] = []
    for step in workshop.framework.steps:
        kinds = {criterion.kind for criterion in workshop.framework.criteria_of(step)}
        if step.kind is not StepKind.RATE or kinds <= {CriterionKind.TEXT}:
            continue
        items = list_preview_items(workshop, step, entries)
        for number in (1, 2) if CriterionKind.SCALE in kinds else (1,):
            made.append(_make_up(workshop, step, items, number))
    return made


def make_up_words(workshop: Workshop, entries: Sequence[Entry]) -> list[Contribution]:
    """Return a few shown texts for every question that asks for words."""
    return [
        Contribution(
            f"{step.key}-{item.key}-{criterion.key}-{n}",
            step.key,
            1,
            item.key,
            criterion.key,
            {criterion.key: f"Example {n}: what somebody wrote"},
            ContributionState.SHOWN,
        )
        for step in workshop.framework.steps
        if step.kind is StepKind.RATE
        for criterion in workshop.framework.criteria_of(step)
        if criterion.kind is CriterionKind.TEXT
        for item in list_preview_items(workshop, step, entries)[:4]
        for n in (1, 2)
    ]


def make_up_plan(workshop: Workshop) -> tuple[list[Action], dict[str, Standing]]:
    """Return three invented actions and how they stand: agreed by both sides, not yet, and not asked."""
    standings = {
        "agreed": Standing(Agreed(1), 1),
        "not-yet": Standing(NotYet(1), 1),
        "proposed": Standing(NotAsked()),
    }
    actions = [
        Action(
            key,
            number,
            f"Example {number}: what will be done",
            first_step="What happens first",
            council_lead="A name",
            council_accepted=number == 1,
            vcs_lead="Another name",
            vcs_accepted=number == 1,
            by_when=workshop.held_on + timedelta(days=90 * number),
            status=ActionStatus.AGREED if number == 1 else ActionStatus.PROPOSED,
        )
        for number, key in enumerate(standings, 1)
    ]
    return actions, standings


def make_up_list(workshop: Workshop, step: Step) -> list[Entry]:
    """Return examples for the list that a step fills."""
    return [Entry(f"e{n}", step.into, f"e{n}", f"Example {n}", {}) for n in range(1, EXAMPLES + 1)]


def list_preview_items(workshop: Workshop, step: Step, entries: Sequence[Entry]) -> tuple[Item, ...]:
    """Return what a step asks about; examples where its list is still empty."""
    found = items_of(workshop.framework, step, entries)
    return found or tuple(Item(f"example-{n}", f"Example {n}") for n in range(1, EXAMPLES + 1))


def _make_up(workshop: Workshop, step: Step, items: Sequence[Item], number: int) -> Release:
    framework = workshop.framework
    criteria = framework.criteria_of(step)
    ballots = {
        item.key: [
            (
                framework.group_of(sector.key, workshop.breakdown),
                {
                    c.key: _answer(c, item.key, sector.side, f"{n}{sector.key}", number)
                    for c in criteria
                    if c.kind is not CriterionKind.TEXT
                },
            )
            for sector in workshop.sectors
            for n in range(PEOPLE)
        ]
        for item in items
    }
    return publish(framework, step, number, items, ballots, k=workshop.k, breakdown=workshop.breakdown)


def _answer(criterion: Criterion, item: str, side: str, person: str, number: int) -> Answer:
    """Return one invented answer: people vary, sides lean their own way, a second round comes closer."""
    dice = random.Random(f"{criterion.key}/{item}/{person}/{number}")  # noqa: S311 - examples, no secrets
    if criterion.kind is CriterionKind.DOTS:
        return dice.choices((0, 1, 2), (6, 2, 1))[0]
    keys = criterion.option_keys
    if criterion.kind is CriterionKind.SCALE:
        shared = _part(criterion.key, item) * 2 - 1
        own = (_part(criterion.key, item, side) * 2 - 1) / number
        at = round(dice.gauss((len(keys) - 1) / 2 + 0.8 * shared + 0.8 * own, 0.8))
        return keys[min(len(keys) - 1, max(0, at))]
    favourite = int(_part(criterion.key.removeprefix("main_")[:4], item) * len(keys))
    if criterion.kind is CriterionKind.CHOICE:
        return keys[favourite] if dice.random() < 0.6 else dice.choice(keys)
    chosen = [key for n, key in enumerate(keys) if dice.random() < (0.8 if n == favourite else 0.3)]
    return tuple(chosen) or (keys[favourite],)


def _part(*words: str) -> float:
    """Return a number from 0 up to 1 that is always the same for the same words."""
    return zlib.crc32("/".join(words).encode()) % 1000 / 1000
