"""Prepares a workshop: its settings, its steps and timings, a copy of an earlier one."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from facilitator.domain.agenda import NotNow, WorkshopState
from facilitator.domain.framework import Step
from facilitator.domain.framework_edit import change_agenda as edit_agenda
from facilitator.domain.framework_edit import list_steps
from facilitator.domain.framework_file import FrameworkError, Problem, parse_framework
from facilitator.domain.workshop import Breakdown, Mode, Workshop
from facilitator.services import lists
from facilitator.services.installation import Installation, new_id
from facilitator.services.workshops import NewWorkshop, create_workshop
from facilitator.store import rounds, workshops


def change_settings(
    installation: Installation, workshop_id: str, title: str, held_on: date, mode: Mode
) -> None:
    """Change what people read on joining; who takes part only until the workshop is open.

    Raises NotNow where another mode would shut out people who have joined.
    """
    with installation.changing(workshop_id) as connection:
        workshop = workshops.get_workshop(connection, workshop_id)
        if mode is not workshop.mode and workshop.state is not WorkshopState.PREPARING:
            raise NotNow("the workshop is open")
        values: dict[str, object] = {"title": title.strip(), "held_on": held_on, "mode": mode}
        if mode is not workshop.mode:
            fitted = parse_framework(workshop.framework.source).for_mode(mode)
            values["step"] = fitted.steps[0].key
            if len(fitted.sides) == 1:  # where one side meets alone there is nothing to see by side
                values["breakdown"] = Breakdown.SECTOR
            elif len(workshop.framework.sides) == 1:
                values["breakdown"] = Breakdown.SIDE
        workshops.change_workshop(connection, workshop_id, values)


def change_agenda(
    installation: Installation, workshop_id: str, minutes: Mapping[str, int], left_out: Collection[str]
) -> None:
    """Set the minutes of steps, and leave these steps of the workshop's mode and no others out.

    Steps for other modes stay as they are: the mode may change yet. Raises NotNow for a step that is under way or has been answered, FrameworkError where no step is left.
    """
    with installation.changing(workshop_id) as connection:
        workshop = workshops.get_workshop(connection, workshop_id)
        if workshop.state is WorkshopState.ENDED:
            raise NotNow("the workshop has ended")
        used = {found.step for found in rounds.list_rounds(connection, workshop_id)}
        if workshop.state is WorkshopState.OPEN:
            used.add(workshop.step)
        if used & set(left_out):
            raise NotNow("the step is in use")
        own = {step.key for step in all_steps(workshop)}
        if own <= set(left_out):
            raise FrameworkError([Problem(1, "every step is left out", "Keep at least one step")])
        others = {step.key for step in parse_framework(workshop.framework.source).left_out} - own
        source = edit_agenda(workshop.framework.source, minutes, {*left_out, *others})
        values = {"framework": source}
        if workshop.state is WorkshopState.PREPARING:
            values["step"] = parse_framework(source).for_mode(workshop.mode).steps[0].key
        workshops.change_workshop(connection, workshop_id, values)


def duplicate(installation: Installation, account_id: str, workshop: Workshop) -> Workshop:
    """Return a new workshop with the same agenda, rules and relationships, and nothing that was answered."""
    new = NewWorkshop(
        partnership_id=workshop.partnership.id,
        title=workshop.title,
        held_on=installation.clock().date(),
        mode=workshop.mode,
        framework=workshop.framework,
        k=workshop.k,
        breakdown=workshop.breakdown,
        pace=workshop.pace,
    )
    kept = [
        replace(entry, id=new_id(), key=new_id())
        for entry in lists.list_entries(installation, workshop)
        if entry.list == "relationships" and entry.merged_into is None
    ]
    return create_workshop(installation, account_id, new, kept)


def all_steps(workshop: Workshop) -> list[Step]:
    """Return the steps on the agenda and those left out, in the order of the framework's file."""
    framework = workshop.framework
    order = list_steps(framework.source)
    return sorted((*framework.steps, *framework.left_out), key=lambda step: order.index(step.key))
