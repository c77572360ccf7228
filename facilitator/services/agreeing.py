"""Reads how both sides stand to the plan's actions, and lets the plan's status follow the room."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from facilitator.domain.framework import StepKind
from facilitator.domain.plan import Action, ActionStatus, OpenAnswer
from facilitator.domain.plan_agreement import Agreed, AskOpenly, NotAsked, NotYet, Verdict, judge
from facilitator.domain.release import Figures, Release, Shown, Withheld
from facilitator.domain.workshop import ContributionState, Workshop
from facilitator.services import planning
from facilitator.services.installation import Installation
from facilitator.services.lists import list_contributions
from facilitator.services.plan_saves import THE_ROOM, Editor, save_of
from facilitator.store import actions, rounds

if TYPE_CHECKING:
    from facilitator.store.database import Connection


def list_verdicts(installation: Installation, workshop: Workshop) -> dict[str, Verdict]:
    """Return how each action of the plan stands, its id to the verdict, from revealed rounds."""
    with installation.database.read() as connection:
        found = actions.list_actions(connection, workshop.id)
        return _judged(workshop, found, rounds.list_releases(connection, workshop.id))


@dataclass(frozen=True, slots=True)
class Standing:
    """How an action stands: the verdict, and each judged side's name with its released figures."""

    verdict: Verdict
    round: int = 0
    sides: tuple[tuple[str, Figures], ...] = ()

    @property
    def is_agreed(self) -> bool:
        """Whether both sides agree."""
        return isinstance(self.verdict, Agreed)

    @property
    def is_refused(self) -> bool:
        """Whether a side does not (yet) agree."""
        return isinstance(self.verdict, NotYet)

    @property
    def held_back_by(self) -> tuple[str, ...]:
        """The names of the sides whose released figures say that they do not stand behind the action yet."""
        if not self.is_refused or self.was_open:
            return ()
        return tuple(name for name, side in self.sides if isinstance(side, Shown) and side.behind is False)

    @property
    def asks_openly(self) -> bool:
        """Whether a side is too small to be shown, so that the room has to be asked in the open."""
        return isinstance(self.verdict, AskOpenly)

    @property
    def was_open(self) -> bool:
        """Whether the room was asked in the open."""
        return isinstance(self.verdict, (Agreed, NotYet)) and self.verdict.openly

    @property
    def is_reworded(self) -> bool:
        """Whether the words have changed since people were asked."""
        return isinstance(self.verdict, NotAsked) and self.verdict.reworded


def list_standings(installation: Installation, workshop: Workshop) -> dict[str, Standing]:
    """Return how each action of the plan stands, its id to the standing, with the newest figures."""
    framework = workshop.framework
    verdicts = list_verdicts(installation, workshop)
    releases = list_agreement_releases(installation, workshop)
    names = {side.key: side.name for side in framework.sides}
    standings = {key: Standing(verdict) for key, verdict in verdicts.items()}
    if framework.agreement is None:
        return standings
    for release in releases:
        for key, verdict in verdicts.items():
            result = release.find_result(key, framework.agreement[0])
            if result is not None:
                sides = [(names[s], result.figures.groups.get(s, Withheld())) for s in framework.judged_sides]
                standings[key] = Standing(verdict, release.round, tuple(sides))
    return standings


def list_reasons(installation: Installation, workshop: Workshop) -> dict[str, Counter[str]]:
    """Return the shown words of the plan's rounds, an action's id to words and how often they were written."""
    kinds = {step.key: step.kind for step in workshop.framework.steps}
    reasons: dict[str, Counter[str]] = {}
    for word in list_contributions(installation, workshop):
        if word.state is ContributionState.SHOWN and kinds.get(word.step) is StepKind.PLAN:
            reasons.setdefault(word.item, Counter())[word.text] += 1
    return reasons


def list_agreement_releases(installation: Installation, workshop: Workshop) -> list[Release]:
    """Return the revealed rounds over the plan's actions, in their order."""
    with installation.database.read() as connection:
        return _over_the_plan(workshop, rounds.list_releases(connection, workshop.id))


def not_agreed(verdicts: dict[str, Verdict]) -> list[str]:
    """Return the ids of the actions to ask about again: asked for, and not agreed; or not asked yet."""
    return [key for key, verdict in verdicts.items() if isinstance(verdict, (NotYet, NotAsked))]


def follow_the_room(installation: Installation, connection: "Connection", workshop: Workshop) -> None:
    """Set the status of proposed and agreed actions to what the revealed rounds say."""
    found = actions.list_actions(connection, workshop.id)
    verdicts = _judged(workshop, found, rounds.list_releases(connection, workshop.id))
    for action in found:
        wanted = _status(action, verdicts[action.id])
        if wanted is not action.status:
            changed = replace(action, status=wanted, version=action.version + 1)
            save = save_of(installation, THE_ROOM)
            actions.save_action(connection, workshop.id, changed, save)


def answer_openly(
    installation: Installation,
    workshop: Workshop,
    action_id: str,
    said: OpenAnswer,
    editor: Editor = THE_ROOM,
) -> None:
    """Record what the room said in the open, and let the action's status follow; raise KeyError."""
    planning.answer_openly(installation, workshop.id, action_id, said, editor)
    with installation.changing(workshop.id) as connection:
        follow_the_room(installation, connection, workshop)


def _status(action: Action, verdict: Verdict) -> ActionStatus:
    if action.status is ActionStatus.PROPOSED and isinstance(verdict, Agreed):
        return ActionStatus.AGREED
    if action.status is ActionStatus.AGREED and isinstance(verdict, NotYet):
        return ActionStatus.PROPOSED
    return action.status


def _judged(workshop: Workshop, found: Sequence[Action], releases: Sequence[Release]) -> dict[str, Verdict]:
    asked = _over_the_plan(workshop, releases)
    return {action.id: judge(workshop.framework, action, asked) for action in found}


def _over_the_plan(workshop: Workshop, releases: Sequence[Release]) -> list[Release]:
    kinds = {step.key: step.kind for step in workshop.framework.steps}
    return [r for r in releases if kinds.get(r.step) is StepKind.PLAN]
