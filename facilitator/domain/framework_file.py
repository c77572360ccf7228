"""Reads a framework from its file and refuses a broken one with line, reason and remedy."""

import tomllib
from typing import Any

from facilitator.domain.framework import (
    WHOLE_STEP,
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
from facilitator.domain.framework_checks import check_references
from facilitator.domain.framework_problems import (
    FrameworkError,
    Problem,
    Where,
    suggest,
    syntax_problem,
)
from facilitator.domain.framework_values import LONGEST_TEXT, Values

__all__ = ["FrameworkError", "Problem", "parse_framework"]

FORMAT, MOST_ITEMS, LARGEST_FILE = 1, 500, 500_000


def parse_framework(source: str) -> Framework:
    """Return the framework that ``source`` (TOML, see docs/frameworks.md) describes.

    Raises FrameworkError with every problem found. What can be used but was probably not meant so
    is found by domain.framework_doubts.
    """
    if len(source) > LARGEST_FILE:
        raise FrameworkError([Problem(1, f"the file is longer than {LARGEST_FILE} characters", "Shorten it")])
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise FrameworkError([syntax_problem(source, error)]) from None
    except RecursionError:
        raise FrameworkError([Problem(1, "the file is nested too deeply", "Flatten it")]) from None
    return _Reader(source, data).read()


class _Reader(Values):
    """Turns parsed TOML into a Framework, collecting problems on the way."""

    def read(self) -> Framework:
        if self.data.get("format") != FORMAT:
            self.refuse((), "format", f'"format" must be {FORMAT}', f"Write: format = {FORMAT}")
        sides = self.tables("side", self.side)
        sectors = self.tables("sector", self.sector)
        self.outside = {o.key: o for o in self.tables("outside", self.option, needed=False)}
        self.scales = dict(self.tables("scale", self.scale, needed=False))
        sets = self.tables("set", self.item_set, needed=False)
        criteria = self.tables("criterion", self.criterion)
        steps = self.tables("step", self.step)
        left_out = [bool(t.get("left_out", False)) for t in self.data.get("step", ()) if isinstance(t, dict)]
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
            work_on_first=self.pair("work_on_first", "importance", "now"),
            agreement=self.pair("agreement", "criterion", "support"),
            coverage=self.starting_points("coverage"),
            missing=self.starting_points("missing"),
            source=self.source,
        )
        if not self.problems:
            check_references(framework, steps, self.refuse)
        if self.problems:
            raise FrameworkError(self.problems)
        return framework

    # One method per table of the file.

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

    def scale(self, table: dict[str, Any], path: Where) -> tuple[str, tuple[Option, ...]]:
        options = self.tables("answer", self.option, table, path)
        if len(options) < 2:
            self.refuse(path, "answer", "a scale needs at least two answers", "Add a [[scale.answer]]")
        return self.key(table, path), tuple(options)

    def item_set(self, table: dict[str, Any], path: Where) -> ItemSet:
        groups = self.tables("group", self.option, table, path, needed=False)
        items = self.tables("item", self.item, table, path)
        if len(items) > MOST_ITEMS:
            self.refuse(path, "item", f"a set may hold at most {MOST_ITEMS} items", "Leave some out")
        known = [group.key for group in groups]
        for number, item in enumerate(items):
            if item.group and item.group not in known:
                remedy = suggest(item.group, known) if known else "Add a [[set.group]] above the items"
                reason = f'there is no group "{item.group}" in this set'
                self.refuse((*path, ("item", number)), "group", reason, remedy)
        return ItemSet(self.key(table, path), self.text(table, path, "name"), tuple(items), tuple(groups))

    def item(self, table: dict[str, Any], path: Where) -> Item:
        return Item(
            self.key(table, path),
            self.text(table, path, "name", longest=LONGEST_TEXT),
            self.text(table, path, "text", needed=False),
            self.text(table, path, "group", needed=False),
            bool(table.get("outside_control", False)),
        )

    def criterion(self, table: dict[str, Any], path: Where) -> Criterion:
        kind = self.one_of(table, path, "kind", CriterionKind)
        counted = kind is CriterionKind.DOTS and table.get("dots") != "quarter"
        return Criterion(
            key=self.key(table, path),
            kind=kind,
            name=self.text(table, path, "name"),
            question=self.text(table, path, "question"),
            hint=self.text(table, path, "hint", needed=False),
            options=self.options(table, path, kind),
            outside=self.outside_answers(table, path),
            dots=self.number(table, path, "dots", 1, 100) if counted else None,
            most_on_one=self.number(table, path, "most_on_one", 1, 10, default=1),
            longest=self.number(table, path, "longest", 1, 900, default=500),
            required=bool(table.get("required", False)),
        )

    def options(self, table: dict[str, Any], path: Where, kind: CriterionKind) -> tuple[Option, ...]:
        if kind is CriterionKind.SCALE and "scale" in table:
            name = self.text(table, path, "scale")
            if name not in self.scales:
                remedy = suggest(name, self.scales) if self.scales else "Add a [[scale]]"
                self.refuse(path, "scale", f'there is no scale "{name}"', remedy)
            found: tuple[Option, ...] = self.scales.get(name, ())
            return found
        if kind not in (CriterionKind.SCALE, CriterionKind.CHOICE, CriterionKind.SEVERAL):
            return ()
        options = tuple(self.tables("answer", self.option, table, path))
        if len(options) < 2 and kind is not CriterionKind.SEVERAL:
            self.refuse(path, "answer", "at least two answers are needed", "Add a [[criterion.answer]]")
        return options

    def outside_answers(self, table: dict[str, Any], path: Where) -> tuple[Option, ...]:
        found = self.words(table, path, "outside")
        for key in found:
            if key not in self.outside:
                remedy = suggest(key, self.outside) if self.outside else "Add an [[outside]]"
                self.refuse(path, "outside", f'there is no outside answer "{key}"', remedy)
        return tuple(self.outside[key] for key in found if key in self.outside)

    def step(self, table: dict[str, Any], path: Where) -> Step:
        return Step(
            key=self.key(table, path),
            name=self.text(table, path, "name"),
            kind=self.one_of(table, path, "kind", StepKind),
            minutes=self.number(table, path, "minutes", 0, 600, default=10),
            text=self.text(table, path, "text", needed=False),
            items=self.text(table, path, "items", needed=False) or WHOLE_STEP,
            criteria=self.words(table, path, "criteria"),
            into=self.text(table, path, "into", needed=False),
            slots=self.number(table, path, "slots", 1, 10, default=5),
            reveal=self.one_of(table, path, "reveal", Reveal) if "reveal" in table else Reveal.CLOSE,
            prompt=self.text(table, path, "prompt", needed=False),
            modes=self.words(table, path, "modes"),
        )

    def pair(self, name: str, first: str, second: str) -> tuple[str, str] | None:
        """Return the two keys that a table at the end of the file names."""
        table, path = self.table(name), ((name, 0),)
        if table is None:
            return None
        return self.text(table, path, first), self.text(table, path, second)

    def starting_points(self, name: str) -> tuple[str, ...]:
        return self.words(self.table("starting_points") or {}, (("starting_points", 0),), name)

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
