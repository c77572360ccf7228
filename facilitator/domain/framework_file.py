"""Reads a framework from its file and refuses a broken one with line, reason and remedy."""

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from facilitator.domain.ballot import LARGEST_BALLOT, longest_ballot
from facilitator.domain.framework import (
    ACTIONS,
    JOINT,
    WHOLE_STEP,
    WORKSHOP_LISTS,
    Criterion,
    CriterionKind,
    Framework,
    Item,
    ItemSet,
    Option,
    Reveal,
    Sector,
    Side,
    Step,
    StepKind,
)

Where = tuple[tuple[str, int], ...]

FORMAT = 1
KEY = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?\Z")
LONGEST_NAME, LONGEST_TEXT, MOST_ITEMS, LARGEST_FILE = 200, 2000, 500, 500_000


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a framework file, where, and what to do about it."""

    line: int
    reason: str
    remedy: str

    def __str__(self) -> str:
        """Return the problem as one sentence for a person."""
        return f"line {self.line}: {self.reason}. {self.remedy}."


class FrameworkError(ValueError):
    """A framework file cannot be used; ``problems`` says why, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems sorted by line."""
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def parse_framework(source: str) -> Framework:
    """Return the framework that ``source`` (TOML, see docs/frameworks.md) describes.

    Raises FrameworkError with every problem found.
    """
    if len(source) > LARGEST_FILE:
        raise FrameworkError([Problem(1, f"the file is longer than {LARGEST_FILE} characters", "Shorten it")])
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise FrameworkError([_syntax_problem(source, error)]) from None
    except RecursionError:
        raise FrameworkError([Problem(1, "the file is nested too deeply", "Flatten it")]) from None
    return _Reader(source, data).read()


def _syntax_problem(source: str, error: tomllib.TOMLDecodeError) -> Problem:
    found = re.search(r"at line (\d+)", str(error))
    line = int(found.group(1)) if found else source.count("\n") + 1
    reason = re.sub(r"\s*\(at .*\)", "", str(error))
    return Problem(
        line,
        f"this is not valid TOML: {reason[:1].lower()}{reason[1:]}",
        "Check quotes, brackets and equals signs on this line and the one before",
    )


class _Reader:
    """Turns parsed TOML into a Framework, collecting problems on the way."""

    def __init__(self, source: str, data: dict[str, Any]) -> None:
        self.source, self.data = source, data
        self.problems: list[Problem] = []
        self.all_steps: tuple[Step, ...] = ()

    def read(self) -> Framework:
        if self.data.get("format") != FORMAT:
            self.refuse((), "format", f'"format" must be {FORMAT}', f"Write: format = {FORMAT}")
        sides = self.tables("side", self.side)
        sectors = self.tables("sector", self.sector)
        outside = self.tables("outside", self.option, needed=False)
        scales = {scale["key"]: scale for scale in self.tables("scale", self.scale, needed=False)}
        sets = self.tables("set", self.item_set, needed=False)
        criteria = self.tables(
            "criterion", lambda t, p: self.criterion(t, p, scales, {option.key: option for option in outside})
        )
        steps = self.tables("step", self.step)
        left_out = [bool(t.get("left_out", False)) for t in self.data.get("step", ()) if isinstance(t, dict)]
        self.all_steps = tuple(steps)
        taken = tuple(s for s, out in zip(steps, left_out, strict=True) if not out) if steps else ()
        if steps and not taken:
            self.refuse((), "step", "every step is left out", "Take left_out away from at least one step")
        framework = Framework(
            key=self.key(self.data, ()),
            version=self.text(self.data, (), "version", needed=False) or "1",
            name=self.text(self.data, (), "name"),
            language=self.text(self.data, (), "language", needed=False) or "en_GB",
            text=self.text(self.data, (), "text", needed=False),
            credit=self.text(self.data, (), "credit", needed=False),
            sides=tuple(sides),
            sectors=tuple(sectors),
            compare=self.words(self.data, (), "compare"),
            item_sets=tuple(sets),
            criteria=tuple(criteria),
            steps=taken,
            left_out=tuple(step for step in steps if step not in taken),
            translations=self.translations(),
            work_on_first=self.work_on_first(),
            agreement=self.agreement(),
            coverage=self.starting_points("coverage"),
            missing=self.starting_points("missing"),
            source=self.source,
        )
        if not self.problems:
            self.check_references(framework)
        if self.problems:
            raise FrameworkError(self.problems)
        return framework

    # One method per table of the file; ``path`` says where it stands, for the line number.

    def side(self, table: dict[str, Any], path: Where) -> Side:
        return Side(self.key(table, path), self.text(table, path, "name"))

    def sector(self, table: dict[str, Any], path: Where) -> Sector:
        return Sector(
            self.key(table, path),
            self.text(table, path, "name"),
            self.text(table, path, "side"),
            self.text(table, path, "text", needed=False),
            self.words(table, path, "modes"),
        )

    def option(self, table: dict[str, Any], path: Where) -> Option:
        return Option(
            self.key(table, path),
            self.text(table, path, "name"),
            self.text(table, path, "text", needed=False),
        )

    def scale(self, table: dict[str, Any], path: Where) -> dict[str, Any]:
        options = self.tables("answer", self.option, table, path)
        if len(options) < 2:
            self.refuse(path, "answer", "a scale needs at least two answers", "Add a [[scale.answer]]")
        return {"key": self.key(table, path), "options": tuple(options)}

    def item_set(self, table: dict[str, Any], path: Where) -> ItemSet:
        groups = self.tables("group", self.option, table, path, needed=False)
        items = self.tables("item", self.item, table, path)
        if len(items) > MOST_ITEMS:
            self.refuse(path, "item", f"a set may hold at most {MOST_ITEMS} items", "Leave some out")
        known = {group.key for group in groups}
        for number, item in enumerate(items):
            if item.group and item.group not in known:
                self.refuse(
                    (*path, ("item", number)),
                    "group",
                    f'there is no group "{item.group}" in this set',
                    f"Use one of: {', '.join(sorted(known)) or '(none yet, add a [[set.group]])'}",
                )
        return ItemSet(self.key(table, path), self.text(table, path, "name"), tuple(items), tuple(groups))

    def item(self, table: dict[str, Any], path: Where) -> Item:
        return Item(
            self.key(table, path),
            self.text(table, path, "name", longest=LONGEST_TEXT),
            self.text(table, path, "text", needed=False),
            self.text(table, path, "group", needed=False),
            bool(table.get("outside_control", False)),
        )

    def criterion(
        self, table: dict[str, Any], path: Where, scales: dict[str, Any], outside: dict[str, Option]
    ) -> Criterion:
        kind = self.one_of(table, path, "kind", CriterionKind)
        options: tuple[Option, ...] = ()
        if kind is CriterionKind.SCALE and "scale" in table:
            name = self.text(table, path, "scale")
            if name in scales:
                options = scales[name]["options"]
            else:
                self.refuse(
                    path,
                    "scale",
                    f'there is no scale "{name}"',
                    f"Use one of: {', '.join(scales) or '(none yet, add a [[scale]])'}",
                )
        elif kind in (CriterionKind.SCALE, CriterionKind.CHOICE, CriterionKind.SEVERAL):
            options = tuple(self.tables("answer", self.option, table, path))
            if len(options) < 2 and kind is not CriterionKind.SEVERAL:
                self.refuse(path, "answer", "at least two answers are needed", "Add a [[criterion.answer]]")
        beside = []
        for key in self.words(table, path, "outside"):
            if key in outside:
                beside.append(outside[key])
            else:
                self.refuse(
                    path,
                    "outside",
                    f'there is no outside answer "{key}"',
                    f"Use one of: {', '.join(outside) or '(none yet, add an [[outside]])'}",
                )
        dots = table.get("dots")
        if kind is CriterionKind.DOTS and dots == "quarter":
            dots = None
        elif kind is CriterionKind.DOTS:
            dots = self.number(table, path, "dots", 1, 100)
        return Criterion(
            key=self.key(table, path),
            kind=kind,
            name=self.text(table, path, "name"),
            question=self.text(table, path, "question"),
            hint=self.text(table, path, "hint", needed=False),
            options=options,
            outside=tuple(beside),
            dots=dots,
            most_on_one=self.number(table, path, "most_on_one", 1, 10, default=1),
            longest=self.number(table, path, "longest", 1, 900, default=500),
            required=bool(table.get("required", False)),
        )

    def step(self, table: dict[str, Any], path: Where) -> Step:
        kind = self.one_of(table, path, "kind", StepKind)
        reveal = self.one_of(table, path, "reveal", Reveal) if "reveal" in table else Reveal.CLOSE
        return Step(
            key=self.key(table, path),
            name=self.text(table, path, "name"),
            kind=kind,
            minutes=self.number(table, path, "minutes", 0, 600, default=10),
            text=self.text(table, path, "text", needed=False),
            items=self.text(table, path, "items", needed=False) or WHOLE_STEP,
            criteria=self.words(table, path, "criteria"),
            into=self.text(table, path, "into", needed=False),
            slots=self.number(table, path, "slots", 1, 10, default=5),
            reveal=reveal,
            prompt=self.text(table, path, "prompt", needed=False),
            modes=self.words(table, path, "modes"),
        )

    def work_on_first(self) -> tuple[str, str] | None:
        table = self.data.get("work_on_first")
        if table is None:
            return None
        if not isinstance(table, dict):
            self.refuse((), "work_on_first", "[work_on_first] must be a table", "Write: [work_on_first]")
            return None
        path = (("work_on_first", 0),)
        return self.text(table, path, "importance"), self.text(table, path, "now")

    def translations(self) -> dict[str, dict[str, str]]:
        """Return, by language, what each text of the file is called there."""
        found = self.data.get("translation", {})
        if not isinstance(found, dict) or not all(isinstance(table, dict) for table in found.values()):
            self.refuse((), "translation", '"translation" must be a table', "Write: [translation.cy]")
            return {}
        for language, table in found.items():
            for text, value in table.items():
                if not isinstance(value, str) or len(value) > LONGEST_TEXT:
                    self.refuse(
                        ((f"translation.{language}", 0),),
                        f'"{text}"',
                        f"the translation of “{text[:60]}” must be text of up to {LONGEST_TEXT} characters",
                        'Write: "the text in the file" = "its translation"',
                    )
        return found

    def agreement(self) -> tuple[str, str] | None:
        table = self.data.get("agreement")
        if table is None:
            return None
        if not isinstance(table, dict):
            self.refuse((), "agreement", "[agreement] must be a table", "Write: [agreement]")
            return None
        path = (("agreement", 0),)
        return self.text(table, path, "criterion"), self.text(table, path, "support")

    def starting_points(self, name: str) -> tuple[str, ...]:
        table = self.data.get("starting_points", {})
        if not isinstance(table, dict):
            self.refuse(
                (), "starting_points", "[starting_points] must be a table", "Write: [starting_points]"
            )
            return ()
        return self.words(table, (("starting_points", 0),), name)

    # What must hold between tables.

    def check_references(self, framework: Framework) -> None:
        sides = {side.key for side in framework.sides}
        for number, sector in enumerate(framework.sectors):
            if sector.side not in sides:
                self.refuse(
                    (("sector", number),),
                    "side",
                    f'there is no side "{sector.side}"',
                    f"Use one of: {', '.join(sorted(sides))}",
                )
        self.check_modes("sector", [sector.modes for sector in framework.sectors], {JOINT, *sides})
        self.check_modes("step", [step.modes for step in self.all_steps], {JOINT, *sides})
        if framework.compare and (len(framework.compare) != 2 or not set(framework.compare) <= sides):
            self.refuse(
                (), "compare", '"compare" must name two of the sides', 'For instance: compare = ["a", "b"]'
            )
        known = {criterion.key: criterion for criterion in framework.criteria}
        sources = {WHOLE_STEP, *WORKSHOP_LISTS, *(item_set.key for item_set in framework.item_sets)}
        for number, step in enumerate(self.all_steps):
            self.check_step(step, (("step", number),), known, sources)
        for name in framework.work_on_first or ():
            if name not in known or known[name].kind is not CriterionKind.SCALE:
                self.refuse(
                    (("work_on_first", 0),),
                    "",
                    f'"{name}" is not a criterion on a scale',
                    'Name two criteria of kind "scale" with the same number of answers',
                )

        self.check_plan(framework, known)

    def check_plan(self, framework: Framework, known: dict[str, Criterion]) -> None:
        if framework.agreement is not None:
            name, support = framework.agreement
            scale = known.get(name)
            if scale is None or scale.kind is not CriterionKind.SCALE:
                self.refuse(
                    (("agreement", 0),),
                    "criterion",
                    f'"{name}" is not a criterion on a scale',
                    'Name a criterion of kind "scale" that the step of kind "plan" asks',
                )
            elif support not in scale.option_keys:
                self.refuse(
                    (("agreement", 0),),
                    "support",
                    f'"{support}" is not an answer of "{name}"',
                    f"Use one of: {', '.join(scale.option_keys)}",
                )
        for table, kinds in (
            ("coverage", (CriterionKind.CHOICE, CriterionKind.SEVERAL)),
            ("missing", (CriterionKind.TEXT,)),
        ):
            for name in getattr(framework, table):
                if name not in known or known[name].kind not in kinds:
                    self.refuse(
                        (("starting_points", 0),),
                        table,
                        f'"{name}" is not a criterion of kind {" or ".join(kinds)}',
                        "Name criteria of this kind, or leave it out",
                    )

    def check_modes(self, name: str, modes_of: list[tuple[str, ...]], known: set[str]) -> None:
        for number, modes in enumerate(modes_of):
            for mode in set(modes) - known:
                self.refuse(
                    ((name, number),),
                    "modes",
                    f'there is no kind of workshop "{mode}"',
                    f"Use some of: {', '.join(sorted(known))}",
                )
        if not any(not modes or JOINT in modes for modes in modes_of):
            self.refuse(
                ((name, 0),),
                "modes",
                f"a joint workshop would have no {name}",
                f'Take "modes" out of one, or add "{JOINT}" to it',
            )

    def check_step(self, step: Step, path: Where, known: dict[str, Criterion], sources: set[str]) -> None:
        for key in step.criteria:
            if key not in known:
                self.refuse(
                    path, "criteria", f'there is no criterion "{key}"', f"Use some of: {', '.join(known)}"
                )
        if step.collects and not step.criteria:
            self.refuse(
                path,
                "criteria",
                "participants would be asked nothing in this step",
                'Add: criteria = ["..."]',
            )
        if step.items not in sources:
            self.refuse(
                path,
                "items",
                f'there are no items "{step.items}"',
                f"Use one of: {', '.join(sorted(sources))}",
            )
        if step.kind is StepKind.PROPOSE and step.into not in WORKSHOP_LISTS:
            self.refuse(
                path,
                "into",
                "proposals need a list to go into",
                f'Write: into = "{ACTIONS}" or one of: {", ".join(WORKSHOP_LISTS)}',
            )
        if step.collects and all(key in known for key in step.criteria):
            size = longest_ballot([known[key] for key in step.criteria])
            if size > LARGEST_BALLOT:
                self.refuse(
                    path,
                    "criteria",
                    "the answers of this step can become too long together",
                    f'Shorten "longest" of its texts by about {(size - LARGEST_BALLOT) // 4 + 1} characters in all',
                )
        kinds = {known[key].kind for key in step.criteria if key in known}
        if CriterionKind.DOTS in kinds and len(step.criteria) > 1:
            self.refuse(
                path,
                "criteria",
                "dots must be the only criterion of their step",
                "Make a step of its own for the other criteria",
            )
        if step.kind is StepKind.PLAN and CriterionKind.DOTS in kinds:
            self.refuse(
                path,
                "criteria",
                "the plan's actions cannot be given dots",
                "Rate the list of actions instead",
            )
        if step.kind is StepKind.PROPOSE and kinds - {CriterionKind.TEXT}:
            self.refuse(path, "criteria", "a proposal is made of texts only", 'Use criteria of kind "text"')

    # Reading single values.

    def tables(
        self,
        name: str,
        read: Callable[..., Any],
        within: dict[str, Any] | None = None,
        path: Where = (),
        needed: bool = True,
    ) -> list[Any]:
        header = ".".join([*(part for part, _ in path), name])
        found = (self.data if within is None else within).get(name, [])
        if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
            self.refuse(path, name, f'"{name}" must be a list of tables', f"Write [[{header}]] above each")
            return []
        if needed and not found:
            self.refuse(path, name, f'there is no "{name}"', f"Add at least one [[{header}]]")
        values = [read(table, (*path, (name, number))) for number, table in enumerate(found)]
        seen: set[str] = set()
        for number, table in enumerate(found):
            key = str(table.get("key", ""))
            if key and key in seen:
                self.refuse(
                    (*path, (name, number)),
                    "key",
                    f'the key "{key}" is used twice among "{name}"',
                    "Give each its own key",
                )
            seen.add(key)
        return values

    def key(self, table: dict[str, Any], path: Where) -> str:
        value = table.get("key")
        if not isinstance(value, str) or not KEY.match(value):
            self.refuse(
                path,
                "key",
                f'"key" must be a short name, not {value!r}',
                "Use up to 40 small letters, digits, _ or - (no spaces)",
            )
            return ""
        return value

    def text(
        self,
        table: dict[str, Any],
        path: Where,
        name: str,
        *,
        needed: bool = True,
        longest: int | None = None,
    ) -> str:
        value = table.get(name, "")
        limit = longest or (LONGEST_NAME if name == "name" else LONGEST_TEXT)
        if not isinstance(value, str):
            self.refuse(path, name, f'"{name}" must be text, not {value!r}', "Put it in quotes")
            return ""
        if needed and not value.strip():
            self.refuse(path, name, f'"{name}" is missing or empty', f'Add: {name} = "..."')
        if len(value) > limit:
            self.refuse(path, name, f'"{name}" is longer than {limit} characters', "Shorten it")
        return value.strip()

    def words(self, table: dict[str, Any], path: Where, name: str) -> tuple[str, ...]:
        value = table.get(name, [])
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            self.refuse(path, name, f'"{name}" must be a list of keys', f'Write: {name} = ["...", "..."]')
            return ()
        return tuple(value)

    def number(
        self, table: dict[str, Any], path: Where, name: str, low: int, high: int, default: int | None = None
    ) -> int:
        value = table.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.refuse(
                path,
                name,
                f'"{name}" must be a whole number from {low} to {high}, not {value!r}',
                f"Write: {name} = {default if default is not None else low}",
            )
            return low
        return value

    def one_of(self, table: dict[str, Any], path: Where, name: str, kinds: Any) -> Any:
        value = table.get(name)
        try:
            return kinds(value)
        except ValueError:
            allowed = ", ".join(f'"{kind}"' for kind in kinds)
            self.refuse(path, name, f'"{name}" is {value!r}', f"Use one of: {allowed}")
            return next(iter(kinds))

    def refuse(self, path: Where, name: str, reason: str, remedy: str) -> None:
        self.problems.append(Problem(_line_of(self.source, path, name), reason, remedy))


def _line_of(source: str, path: Where, name: str) -> int:
    """Return the line of ``name`` in the table at ``path`` (((table, number), ...)), counted from 1.

    tomllib keeps no positions, so the headers are counted here. Falls back to the table's own line.
    """
    lines = source.splitlines()
    wanted, at = list(path), 0
    header = ""
    for depth, (part, number) in enumerate(wanted):
        header = ".".join(name for name, _ in wanted[: depth + 1])
        pattern = re.compile(rf"\s*\[{{1,2}}\s*{re.escape(header)}\s*\]{{1,2}}")
        matches = [i for i in range(at, len(lines)) if pattern.match(lines[i])]
        if not matches:
            break
        at = matches[min(number, len(matches) - 1)]
        del part
    for i in range(at if not path else at + 1, len(lines)):
        if lines[i].lstrip().startswith("["):
            break
        if name and re.match(rf"\s*{re.escape(name)}\s*=", lines[i]):
            return i + 1
    return at + 1
