"""Finds what a framework file can be used with but was probably not meant so: misspelt names and the like."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from facilitator.domain.framework import Framework, StepKind
from facilitator.domain.framework_problems import Problem, Where, line_of, suggest
from facilitator.domain.framework_text import texts_of
from facilitator.domain.translation import LANGUAGES

_OPTION = ("key", "name", "text")
_TABLES = ("work_on_first", "agreement", "starting_points", "translation")
# What may stand in each table of the file, other tables included.
NAMES: dict[str, tuple[str, ...]] = {
    "": (
        *("format", "key", "version", "name", "language", "text", "credit", "compare"),
        *("side", "sector", "outside", "scale", "set", "criterion", "step", *_TABLES),
    ),
    "side": ("key", "name"),
    "sector": ("key", "name", "side", "text", "modes"),
    "outside": _OPTION,
    "scale": ("key", "answer"),
    "scale.answer": _OPTION,
    "set": ("key", "name", "group", "item"),
    "set.group": _OPTION,
    "set.item": (*_OPTION, "group", "outside_control"),
    "criterion": (
        *("key", "name", "question", "hint", "kind", "scale", "answer", "outside"),
        *("dots", "most_on_one", "longest", "required"),
    ),
    "criterion.answer": _OPTION,
    "step": (
        *("key", "name", "kind", "minutes", "text", "prompt", "modes", "items", "criteria"),
        *("into", "slots", "left_out", "reveal"),
    ),
    "work_on_first": ("importance", "now"),
    "agreement": ("criterion", "support"),
    "starting_points": ("coverage", "missing"),
}
# Names that do something in tables of these kinds only.
_ONLY_FOR = {
    "criterion": {
        "scale": ("scale",),
        "answer": ("scale", "choice", "several"),
        "outside": ("scale", "choice", "several"),
        "dots": ("dots",),
        "most_on_one": ("dots",),
        "longest": ("text",),
        "required": ("text",),
    },
    "step": {
        "items": ("rate",),
        "criteria": ("rate", "propose", "plan"),
        "into": ("propose",),
        "slots": ("propose",),
        "reveal": ("rate",),
    },
}
_YES_OR_NO = ("outside_control", "required", "left_out")


def list_doubts(framework: Framework) -> tuple[Problem, ...]:
    """Return what is doubtful in a framework's file, in its order; nothing for one that has no file."""
    return tuple(sorted(_Doubts(framework).find(), key=lambda problem: problem.line))


class _Doubts:
    """Goes through a file that parse_framework has accepted."""

    def __init__(self, framework: Framework) -> None:
        self.framework, self.source = framework, framework.source
        self.data = tomllib.loads(self.source)
        self.steps = (*framework.steps, *framework.left_out)

    def find(self) -> Iterator[Problem]:
        if not self.data:
            return
        yield from self.names(self.data, (), "")
        yield from self.sides()
        yield from self.agenda()
        yield from self.unused()
        yield from self.two_scales()
        yield from self.agreement()
        yield from self.translations()

    def doubt(self, path: Where, name: str, reason: str, remedy: str) -> Problem:
        return Problem(line_of(self.source, path, name), reason, remedy)

    def names(self, table: Mapping[str, Any], path: Where, kind: str) -> Iterator[Problem]:
        """Find names that mean nothing where they stand, here and in the tables below."""
        only = _ONLY_FOR.get(kind, {})
        for name, value in table.items():
            inner = f"{kind}.{name}" if kind else name
            if name not in NAMES[kind]:
                yield self.unknown(name, value, path, kind)
            elif name in only and table["kind"] not in only[name]:
                reason = f'"{name}" does nothing in a {kind} of kind "{table["kind"]}"'
                yield self.doubt(path, name, reason, f"It is for: {', '.join(only[name])}. Take it out")
            elif name in _YES_OR_NO and not isinstance(value, bool):
                yield self.doubt(path, name, f'"{name}" is neither true nor false', f"Write: {name} = true")
            elif inner in NAMES and isinstance(value, dict):
                yield from self.names(value, ((name, 0),), inner)
            elif inner in NAMES and isinstance(value, list):
                for number, each in enumerate(value):
                    yield from self.names(each, (*path, (name, number)), inner)
        if kind == "criterion" and "scale" in table and "answer" in table:
            reason = "this criterion has a scale, and answers of its own that nobody is offered"
            yield self.doubt(path, "scale", reason, "Take one of the two out")

    def unknown(self, name: str, value: object, path: Where, kind: str) -> Problem:
        if isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict)):
            header = f"{kind}.{name}" if kind else name
            tables = [n for n in NAMES if n.rpartition(".")[0] == kind and n] + (
                [] if kind else ["translation"]
            )
            remedy = suggest(header, tables)
            return self.doubt((*path, (name, 0)), "", f"[{header}] means nothing here", remedy)
        parent = kind.rpartition(".")[0]
        if parent and name in NAMES[parent]:
            remedy = f"It belongs to [[{parent}]]: write it above the first [[{kind}]]"
        elif kind and name in NAMES[""]:
            remedy = "It belongs to the top of the file: write it above the first line in brackets"
        else:
            remedy = suggest(name, NAMES[kind])
        where = f"in [[{kind}]]" if kind and kind not in _TABLES else f"in [{kind}]" if kind else "here"
        return self.doubt(path, name, f'"{name}" means nothing {where}', remedy)

    def sides(self) -> Iterator[Problem]:
        if len(set(self.framework.compare)) < len(self.framework.compare):
            yield self.doubt((), "compare", '"compare" names one side twice', "Name two different sides")
        taken = {sector.side for sector in self.framework.sectors}
        for number, side in enumerate(self.framework.sides):
            if side.key not in taken:
                reason = f'nobody can belong to the side "{side.key}"'
                yield self.doubt((("side", number),), "key", reason, "Add a [[sector]] of it, or take it out")

    def agenda(self) -> Iterator[Problem]:
        kinds = [table.get("kind") for table in self.data.get("step", ())]
        if StepKind.LOBBY not in kinds:
            reason = 'there is no step of kind "lobby", so people meet the first question as they come in'
            yield self.doubt((("step", 0),), "", reason, "Add one above all others")
        elif kinds[0] != StepKind.LOBBY:
            number = kinds.index(StepKind.LOBBY)
            reason = 'the step of kind "lobby" is not the first'
            yield self.doubt((("step", number),), "kind", reason, "Put it above all others")
        if StepKind.CLOSE in kinds[:-1]:
            number = kinds.index(StepKind.CLOSE)
            reason = 'the step of kind "close" is not the last'
            yield self.doubt((("step", number),), "kind", reason, "Put it below all others")
        plans = [number for number, kind in enumerate(kinds) if kind == StepKind.PLAN]
        for number in plans[1:]:
            reason = "this is a second step for the plan, and a workshop has one plan"
            yield self.doubt((("step", number),), "kind", reason, "Leave one of the two out")

    def unused(self) -> Iterator[Problem]:
        asked = {key for step in self.steps for key in step.criteria}
        for number, criterion in enumerate(self.framework.criteria):
            if criterion.key not in asked:
                reason = f'no step asks "{criterion.key}"'
                yield self.doubt((("criterion", number),), "key", reason, "Name it in a step's criteria")
        rated = {step.items for step in self.steps}
        for number, item_set in enumerate(self.framework.item_sets):
            if item_set.key not in rated:
                reason = f'no step rates the set "{item_set.key}"'
                yield self.doubt(
                    (("set", number),), "key", reason, f'Write in a step: items = "{item_set.key}"'
                )

    def two_scales(self) -> Iterator[Problem]:
        if self.framework.work_on_first is None:
            return
        pair, path = self.framework.work_on_first, (("work_on_first", 0),)
        important, now = (self.framework.get_criterion(key) for key in pair)
        if not any(set(pair) <= set(step.criteria) for step in self.steps):
            reason = f'no step asks both "{pair[0]}" and "{pair[1]}", so nothing can be compared'
            yield self.doubt(path, "", reason, "Name both in the criteria of one step")
        elif pair[0] == pair[1] or len(important.options) != len(now.options):
            reason = f'"{pair[0]}" and "{pair[1]}" are not two scales with the same number of answers'
            yield self.doubt(path, "", reason, "Give both as many answers")

    def agreement(self) -> Iterator[Problem]:
        found = self.framework.agreement
        plans = [step for step in self.steps if step.kind is StepKind.PLAN]
        if found is not None and not any(found[0] in step.criteria for step in plans):
            reason = f'no step of kind "plan" asks "{found[0]}", so nobody can agree to an action'
            yield self.doubt((("agreement", 0),), "criterion", reason, "Name it in the criteria of that step")

    def translations(self) -> Iterator[Problem]:
        known = set(texts_of(self.data))
        for language, table in self.framework.translations.items():
            path = ((f"translation.{language}", 0),)
            if language not in LANGUAGES:
                reason = f'the pages do not speak "{language}", so these translations are not shown'
                yield self.doubt(path, "", reason, f"They speak: {', '.join(LANGUAGES)}")
            for text in table:
                if text not in known:
                    reason = (
                        f"“{_short(text)}” is translated, but stands nowhere in the file for people to read"
                    )
                    yield self.doubt(path, f'"{text}"', reason, _closest(text, known))


def _closest(text: str, known: set[str]) -> str:
    remedy = suggest(text, known)
    return (
        remedy if remedy.startswith("Did") else "Copy the text exactly as it stands above, or take this out"
    )


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
