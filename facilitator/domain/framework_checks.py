"""What must hold between the tables of a framework file."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from facilitator.domain.ballot import LARGEST_BALLOT, longest_ballot
from facilitator.domain.framework import (
    ACTIONS,
    JOINT,
    WHOLE_STEP,
    WORKSHOP_LISTS,
    Criterion,
    CriterionKind,
    Framework,
    Step,
    StepKind,
)
from facilitator.domain.framework_problems import Where, suggest

_ON_SCALE = "is not a criterion on a scale"


class Refuse(Protocol):
    """Notes a problem: in which table, at which name of it, why, and what to do."""

    def __call__(self, path: Where, name: str, reason: str, remedy: str) -> None:
        """Note it."""


def check_references(framework: Framework, steps: Sequence[Step], refuse: Refuse) -> None:
    """Refuse names of things that are not there, and what cannot be asked together.

    ``steps`` are all of the file in its order, those that are left out among them.
    """
    sides = [side.key for side in framework.sides]
    for number, sector in enumerate(framework.sectors):
        if sector.side not in sides:
            reason = f'there is no side "{sector.side}"'
            refuse((("sector", number),), "side", reason, suggest(sector.side, sides))
    _check_modes("sector", [sector.modes for sector in framework.sectors], sides, refuse)
    _check_modes("step", [step.modes for step in steps], sides, refuse)
    _check_compare(framework.compare, sides, refuse)
    known = {criterion.key: criterion for criterion in framework.criteria}
    sources = [WHOLE_STEP, *WORKSHOP_LISTS, *(item_set.key for item_set in framework.item_sets)]
    for number, step in enumerate(steps):
        _check_step(step, (("step", number),), known, sources, refuse)
    for name, key in zip(("importance", "now"), framework.work_on_first or (), strict=False):
        if not _is(known, key, CriterionKind.SCALE):
            remedy = 'Name two criteria of kind "scale" with the same number of answers'
            refuse((("work_on_first", 0),), name, f'"{key}" {_ON_SCALE}', remedy)
    _check_plan(framework, known, refuse)


def _check_compare(compare: Sequence[str], sides: Sequence[str], refuse: Refuse) -> None:
    wrong = [f'"{key}"' for key in compare if key not in sides]
    if not compare or (len(compare) == 2 and not wrong):
        return
    reason = '"compare" must name two of the sides'
    if wrong:
        reason += f", and {' and '.join(wrong)} {'is none' if len(wrong) == 1 else 'are none'}"
    remedy = f"The sides are: {', '.join(sides)}"
    if len(sides) > 1:
        remedy += f'. Write for instance: compare = ["{sides[0]}", "{sides[1]}"]'
    refuse((), "compare", reason, remedy)


def _check_modes(name: str, modes_of: list[tuple[str, ...]], sides: Sequence[str], refuse: Refuse) -> None:
    known = {JOINT, *sides}
    for number, modes in enumerate(modes_of):
        for mode in sorted(set(modes) - known):
            refuse(((name, number),), "modes", f'there is no kind of workshop "{mode}"', suggest(mode, known))
    if not any(not modes or JOINT in modes for modes in modes_of):
        remedy = f'Take "modes" out of one, or add "{JOINT}" to it'
        refuse(((name, 0),), "modes", f"a joint workshop would have no {name}", remedy)


def _check_step(
    step: Step, path: Where, known: Mapping[str, Criterion], sources: Sequence[str], refuse: Refuse
) -> None:
    for key in step.criteria:
        if key not in known:
            refuse(path, "criteria", f'there is no criterion "{key}"', suggest(key, known))
    if step.collects and not step.criteria:
        reason = "participants would be asked nothing in this step"
        refuse(path, "criteria", reason, 'Add: criteria = ["..."]')
    if step.items not in sources:
        refuse(path, "items", f'there are no items "{step.items}"', suggest(step.items, sources))
    if step.kind is StepKind.PROPOSE and step.into not in WORKSHOP_LISTS:
        remedy = f'Write: into = "{ACTIONS}" or one of: {", ".join(WORKSHOP_LISTS)}'
        refuse(path, "into", "proposals need a list to go into", remedy)
    asked = [known[key] for key in step.criteria if key in known]
    if step.collects and len(asked) == len(step.criteria):
        size = longest_ballot(asked)
        if size > LARGEST_BALLOT:
            fewer = (size - LARGEST_BALLOT) // 4 + 1
            reason = "the answers of this step can become too long together"
            refuse(
                path, "criteria", reason, f'Shorten "longest" of its texts by about {fewer} characters in all'
            )
    kinds = {criterion.kind for criterion in asked}
    if CriterionKind.DOTS in kinds and step.kind is StepKind.PLAN:
        reason = "the plan's actions cannot be given dots"
        refuse(path, "criteria", reason, "Rate the list of actions instead")
    elif CriterionKind.DOTS in kinds and len(step.criteria) > 1:
        reason = "dots must be the only criterion of their step"
        refuse(path, "criteria", reason, "Make a step of its own for the other criteria")
    if step.kind is StepKind.PROPOSE and kinds - {CriterionKind.TEXT}:
        refuse(path, "criteria", "a proposal is made of texts only", 'Use criteria of kind "text"')


def _check_plan(framework: Framework, known: Mapping[str, Criterion], refuse: Refuse) -> None:
    if framework.agreement is not None:
        name, support = framework.agreement
        path: Where = (("agreement", 0),)
        if not _is(known, name, CriterionKind.SCALE):
            remedy = 'Name a criterion of kind "scale" that the step of kind "plan" asks'
            refuse(path, "criterion", f'"{name}" {_ON_SCALE}', remedy)
        elif support not in known[name].option_keys:
            reason = f'"{support}" is not an answer of "{name}"'
            refuse(path, "support", reason, suggest(support, known[name].option_keys))
    for table, kinds in (
        ("coverage", (CriterionKind.CHOICE, CriterionKind.SEVERAL)),
        ("missing", (CriterionKind.TEXT,)),
    ):
        for name in getattr(framework, table):
            if not _is(known, name, *kinds):
                reason = f'"{name}" is not a criterion of kind {" or ".join(kinds)}'
                refuse(
                    (("starting_points", 0),), table, reason, "Name criteria of this kind, or leave it out"
                )


def _is(known: Mapping[str, Criterion], key: str, *kinds: CriterionKind) -> bool:
    return key in known and known[key].kind in kinds
