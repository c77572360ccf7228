"""Reads ballots to play from a CSV: participant, sector, item, criterion, answer, in casting order."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from facilitator.domain.framework import (
    RELATIONSHIPS,
    WORKSHOP_LISTS,
    Criterion,
    CriterionKind,
    Framework,
    Step,
    StepKind,
)
from facilitator.domain.tally import answer_keys

COLUMNS = ("participant", "sector", "item", "criterion", "answer")
MOST_ROWS, MOST_PROBLEMS = 1_000_000, 5


class BallotsError(ValueError):
    """The file cannot be played; the message names lines and remedies."""


@dataclass(frozen=True, slots=True)
class Row:
    """One answer, checked against the framework."""

    participant: str
    sector: str
    step: str
    item: str
    criterion: str
    answer: str


@dataclass(frozen=True, slots=True)
class Ballots:
    """All answers in casting order; ``relationships`` are the items that the workshop must list."""

    rows: tuple[Row, ...]
    relationships: tuple[str, ...]

    def participants(self) -> dict[str, str]:
        """Return each participant's sector, in the order they first appear."""
        return {row.participant: row.sector for row in reversed(self.rows)}


def read_ballots(text: str, framework: Framework) -> Ballots:
    """Return the ballots in ``text``; raise BallotsError saying what is wrong in which line."""
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")))
    try:
        rows = list(reader)
    except csv.Error as error:
        raise BallotsError(
            f"line {reader.line_num}: this is not CSV ({error}). Save it as CSV again."
        ) from None
    if not rows:
        raise BallotsError(f"the file is empty. It needs the columns {', '.join(COLUMNS)}.")
    header = [name.strip().lower() for name in rows[0]]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise BallotsError(
            f"line 1: there is no column {', '.join(missing)}. The columns are {', '.join(COLUMNS)}."
        )
    if len(rows) > MOST_ROWS:
        raise BallotsError(f"the file has more than {MOST_ROWS} rows. Split it.")
    places = [header.index(name) for name in COLUMNS]
    return _Checker(framework).check(
        [
            (line, [row[place].strip() if place < len(row) else "" for place in places])
            for line, row in enumerate(rows[1:], start=2)
            if any(cell.strip() for cell in row)
        ]
    )


class _Checker:
    """Checks rows against a framework."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self.sectors = {}
        for sector in framework.sectors:
            self.sectors[sector.key.casefold()] = self.sectors[sector.name.casefold()] = sector.key
        self.problems: list[str] = []
        self.relationships: dict[str, None] = {}
        self.sector_of: dict[str, str] = {}

    def check(self, rows: Sequence[tuple[int, list[str]]]) -> Ballots:
        checked = [row for line, cells in rows if (row := self.row(line, cells)) is not None]
        if not rows:
            self.problems.append("there are no answers in the file")
        if self.problems:
            more = len(self.problems) - MOST_PROBLEMS
            told = self.problems[:MOST_PROBLEMS] + ([f"and {more} more"] if more > 0 else [])
            raise BallotsError("\n".join(told))
        return Ballots(tuple(checked), tuple(self.relationships))

    def row(self, line: int, cells: list[str]) -> Row | None:
        participant, sector, item, criterion_key, answer = cells
        known = self.sectors.get(sector.casefold())
        if not participant:
            return self.refuse(line, "there is no participant", "Give every row one")
        if known is None:
            names = ", ".join(s.key for s in self.framework.sectors)
            return self.refuse(line, f"there is no sector “{sector[:40]}”", f"Use one of: {names}")
        if self.sector_of.setdefault(participant, known) != known:
            return self.refuse(line, f"{participant[:40]} has two sectors", "A participant has one")
        criterion = next((c for c in self.framework.criteria if c.key == criterion_key), None)
        if criterion is None:
            names = ", ".join(c.key for c in self.framework.criteria)
            return self.refuse(line, f"there is no criterion “{criterion_key[:40]}”", f"Use one of: {names}")
        step = self.step_of(item, criterion)
        if step is None:
            return self.refuse(
                line, f"there is no item “{item[:40]}” for {criterion.key}", "Use the item's key"
            )
        if not _is_answer(criterion, answer):
            names = ", ".join((*answer_keys(criterion), *criterion.outside_keys))
            return self.refuse(
                line, f"“{answer[:40]}” is no answer to {criterion.key}", f"Use one of: {names}"
            )
        return Row(participant, known, step.key, item, criterion.key, answer)

    def step_of(self, item: str, criterion: Criterion) -> Step | None:
        for step in self.framework.steps:
            if criterion.key not in step.criteria or step.kind is not StepKind.RATE:
                continue
            if step.items == RELATIONSHIPS and item:
                self.relationships.setdefault(item)
                return step
            if step.items not in WORKSHOP_LISTS and item in self.items_of(step):
                return step
        return None

    def items_of(self, step: Step) -> set[str]:
        if step.items == "step":
            return {step.key}
        return {item.key for item in self.framework.get_item_set(step.items).items}

    def refuse(self, line: int, reason: str, remedy: str) -> Row | None:
        self.problems.append(f"line {line}: {reason}. {remedy}.")
        return None


def _is_answer(criterion: Criterion, answer: str) -> bool:
    if criterion.kind is CriterionKind.TEXT:
        return len(answer) <= criterion.longest
    known = {*answer_keys(criterion), *criterion.outside_keys}
    if criterion.kind is CriterionKind.SEVERAL:
        return bool(answer) and set(answer.split("|")) <= known
    return answer in known
