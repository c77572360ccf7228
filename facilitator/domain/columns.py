"""Turns a table of answers from another tool into ballots, and refuses row by row what does not fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from facilitator.domain.ballot import BallotError, check_ballot, check_dots
from facilitator.domain.framework import Criterion, CriterionKind, Framework, Item, Step

MOST_ROWS, MOST_COLUMNS, MOST_VALUES = 20_000, 500, 60
SEPARATORS = (";", "|", "\n", ",")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its header; every row has as many cells as the header."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that a table may answer: an item and a criterion of an open step."""

    step: Step
    item: Item
    criterion: Criterion

    @property
    def key(self) -> str:
        """A name for it within a form."""
        return f"{self.step.key}/{self.item.key}/{self.criterion.key}"


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How a table is read.

    ``sector`` is one for everybody, or ``sector_column`` holds it. Where every row is a person,
    ``columns`` maps column numbers to questions (Asked.key). Where every row is one answer,
    ``person``, ``item`` and ``answer`` are columns, and ``criterion`` is the question's (step/criterion).
    ``values`` maps what stands in the table (folded) to an answer's key, or to nothing: left out;
    ``sectors`` does the same for sectors called by other names.
    """

    sector: str = ""
    sector_column: int | None = None
    columns: Mapping[int, str] = field(default_factory=dict)
    person: int | None = None
    item: int | None = None
    answer: int | None = None
    criterion: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    sectors: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_long(self) -> bool:
        """Whether every row is one answer."""
        return None not in (self.person, self.item, self.answer)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that does not fit; ``line`` counts from 1, the header being line 1.

    ``code``: no_person, sector, item, answer (``value`` is what stood there), two_sectors, ballot,
    too_many_dots or nothing.
    """

    line: int
    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One person's answers: step key to item key to criterion key to raw answer. Names are forgotten."""

    sector: str
    answers: Mapping[str, Mapping[str, Mapping[str, object]]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a table says under a mapping."""

    people: tuple[Person, ...]
    refused: tuple[Refusal, ...]

    def count_answers(self) -> int:
        """Return how many answers there are."""
        return sum(
            len(answers) for p in self.people for items in p.answers.values() for answers in items.values()
        )


class TableError(ValueError):
    """A table that cannot be read; ``code`` is empty, too_long, too_wide or not_a_table."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


def make_table(lines: Sequence[Sequence[str]]) -> Table:
    """Return lines of cells as a table, empty lines left out; raise TableError."""
    full = [[cell.strip() for cell in line] for line in lines]
    full = [line for line in full if any(line)]
    if len(full) < 2:
        raise TableError("empty")
    if len(full) - 1 > MOST_ROWS:
        raise TableError("too_long")
    width = len(full[0])
    if width > MOST_COLUMNS:
        raise TableError("too_wide")
    padded = [tuple((line + [""] * width)[:width]) for line in full]
    return Table(padded[0], tuple(padded[1:]))


def distinct_values(table: Table, mapping: ColumnMap, asked: Sequence[Asked]) -> list[str]:
    """Return the different answers that must be mapped to the framework's, in order; at most MOST_VALUES."""
    by_key = {question.key: question for question in asked}
    found: dict[str, str] = {}
    for row in table.rows:
        for number, criterion in _answer_cells(mapping, by_key, asked):
            if criterion.kind not in (CriterionKind.TEXT, CriterionKind.DOTS):
                for value in _split(row[number], criterion, mapping):
                    if value:
                        found.setdefault(value.casefold(), value)
        if len(found) >= MOST_VALUES:
            break
    return sorted(found.values(), key=lambda value: (len(value) > 3, value.casefold()))


def read_table(framework: Framework, table: Table, mapping: ColumnMap, asked: Sequence[Asked]) -> Reading:
    """Return the people in a table and the rows that were refused, in the order of the table."""
    refused: list[Refusal] = []
    people = (
        _read_long(framework, table, mapping, asked, refused)
        if mapping.is_long
        else _read_wide(framework, table, mapping, asked, refused)
    )
    return Reading(tuple(people), tuple(sorted(refused, key=lambda r: r.line)))


Answers = dict[str, dict[str, dict[str, object]]]


def _read_wide(
    framework: Framework,
    table: Table,
    mapping: ColumnMap,
    asked: Sequence[Asked],
    refused: list[Refusal],
) -> list[Person]:
    by_key = {question.key: question for question in asked}
    people = []
    for line, row in enumerate(table.rows, start=2):
        problem = None
        sector = _sector(framework, row, mapping)
        if not sector:
            refused.append(Refusal(line, "sector", _cell(row, mapping.sector_column)))
            continue
        answers: Answers = {}
        for number, key in mapping.columns.items():
            question = by_key.get(key)
            if question is None or not row[number]:
                continue
            answer, wrong = _answer(row[number], question.criterion, mapping)
            if wrong:
                problem = Refusal(line, "answer", wrong)
                break
            if answer is not None:
                items = answers.setdefault(question.step.key, {})
                items.setdefault(question.item.key, {})[question.criterion.key] = answer
        problem = problem or check_person(framework, asked, answers, line)
        if problem is None and not answers:
            problem = Refusal(line, "nothing")
        if problem is not None:
            refused.append(problem)
        else:
            people.append(Person(sector, answers))
    return people


def _read_long(
    framework: Framework,
    table: Table,
    mapping: ColumnMap,
    asked: Sequence[Asked],
    refused: list[Refusal],
) -> list[Person]:
    """Read one answer per row; a later row of the same person on the same item replaces an earlier one."""
    step, _, criterion_key = mapping.criterion.partition("/")
    questions = [q for q in asked if q.step.key == step and q.criterion.key == criterion_key]
    by_item = {q.item.name.casefold(): q for q in questions} | {q.item.key.casefold(): q for q in questions}
    found: dict[str, Answers] = {}
    sectors: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, row in enumerate(table.rows, start=2):
        person, sector = _cell(row, mapping.person), _sector(framework, row, mapping)
        question = by_item.get(_cell(row, mapping.item).casefold())
        if not person:
            refused.append(Refusal(line, "no_person"))
        elif not sector:
            refused.append(Refusal(line, "sector", _cell(row, mapping.sector_column)))
        elif sectors.setdefault(person, sector) != sector:
            refused.append(Refusal(line, "two_sectors", person))
        elif question is None:
            refused.append(Refusal(line, "item", _cell(row, mapping.item)))
        else:
            answer, wrong = _answer(_cell(row, mapping.answer), question.criterion, mapping)
            if wrong:
                refused.append(Refusal(line, "answer", wrong))
            elif answer is not None:
                items = found.setdefault(person, {}).setdefault(step, {})
                items.setdefault(question.item.key, {})[criterion_key] = answer
                lines[person] = line
    people = []
    for person, answers in found.items():
        problem = check_person(framework, asked, answers, lines[person])
        if problem is not None:
            refused.append(problem)
        else:
            people.append(Person(sectors[person], answers))
    return people


def _answer_cells(
    mapping: ColumnMap, by_key: Mapping[str, Asked], asked: Sequence[Asked]
) -> list[tuple[int, Criterion]]:
    if mapping.is_long:
        step, _, key = mapping.criterion.partition("/")
        criterion = next((q.criterion for q in asked if (q.step.key, q.criterion.key) == (step, key)), None)
        return [(mapping.answer or 0, criterion)] if criterion else []
    return [(n, by_key[key].criterion) for n, key in mapping.columns.items() if key in by_key]


def _answer(cell: str, criterion: Criterion, mapping: ColumnMap) -> tuple[object, str]:
    """Return (answer or None where it is left out, what is wrong)."""
    if criterion.kind is CriterionKind.TEXT:
        return cell or None, ""
    if criterion.kind is CriterionKind.DOTS:
        return (cell, "") if cell.isascii() and cell.isdigit() else (None, cell)
    chosen = []
    for value in _split(cell, criterion, mapping):
        key = mapping.values.get(value.casefold())
        if key is None:
            return None, value
        if key:
            chosen.append(key)
    if not chosen:
        return None, ""
    return (chosen, "") if criterion.kind is CriterionKind.SEVERAL else (chosen[0], "")


def _split(cell: str, criterion: Criterion, mapping: ColumnMap) -> list[str]:
    """Return the answers in a cell: one, or for a question with several answers what stands between marks."""
    if criterion.kind is not CriterionKind.SEVERAL or cell.casefold() in mapping.values:
        return [cell] if cell else []
    for mark in SEPARATORS:
        if mark in cell:
            return [part.strip() for part in cell.split(mark) if part.strip()]
    return [cell] if cell else []


def check_person(framework: Framework, asked: Sequence[Asked], answers: Answers, line: int) -> Refusal | None:
    """Return why one person's answers cannot be taken, None where they can; dots left out become none."""
    for key, items in answers.items():
        step = framework.get_step(key)
        dots = next((c for c in framework.criteria_of(step) if c.kind is CriterionKind.DOTS), None)
        if dots is not None:
            # Everybody spreads dots over all items: those without a number got none.
            for question in asked:
                if question.step.key == key:
                    items.setdefault(question.item.key, {dots.key: "0"})
        try:
            ballots = [check_ballot(framework, step, item, given) for item, given in items.items()]
            if dots is not None:
                check_dots(dots, {b.item: int(str(b.answers[dots.key])) for b in ballots})
        except BallotError as error:
            return Refusal(line, error.problems[0].code if dots else "ballot", error.problems[0].criterion)
    return None


def _sector(framework: Framework, row: Sequence[str], mapping: ColumnMap) -> str:
    if mapping.sector_column is None:
        return mapping.sector if any(s.key == mapping.sector for s in framework.sectors) else ""
    cell = _cell(row, mapping.sector_column).casefold()
    names = {s.name.casefold(): s.key for s in framework.sectors} | {s.key: s.key for s in framework.sectors}
    return mapping.sectors.get(cell) or names.get(cell, "")


def _cell(row: Sequence[str], number: int | None) -> str:
    return row[number] if number is not None and number < len(row) else ""
