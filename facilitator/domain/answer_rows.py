"""Turns a table of answers from another tool into ballots, and refuses row by row what does not fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from facilitator.domain.answer_table import Table
from facilitator.domain.ballot import BallotError, check_ballot, check_dots
from facilitator.domain.columns import Asked, ColumnMap, read_cell
from facilitator.domain.framework import CriterionKind, Framework

Answers = dict[str, dict[str, dict[str, object]]]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that does not fit; ``line`` counts the rows of the file from 1.

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


def read_table(framework: Framework, table: Table, mapping: ColumnMap, asked: Sequence[Asked]) -> Reading:
    """Return the people in a table and the rows that were refused, in the order of the table."""
    refused: list[Refusal] = []
    people = (
        _read_long(framework, table, mapping, asked, refused)
        if mapping.is_long
        else _read_wide(framework, table, mapping, asked, refused)
    )
    return Reading(tuple(people), tuple(sorted(refused, key=lambda r: r.line)))


def _read_wide(
    framework: Framework,
    table: Table,
    mapping: ColumnMap,
    asked: Sequence[Asked],
    refused: list[Refusal],
) -> list[Person]:
    by_key = {question.key: question for question in asked}
    people = []
    for line, row in zip(table.numbers, table.rows, strict=True):
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
            answer, wrong = read_cell(row[number], question.criterion, mapping)
            if wrong:
                problem = Refusal(line, "answer", wrong)
                break
            if answer is not None:
                given = answers.setdefault(question.step.key, {}).setdefault(question.item.key, {})
                before = given.get(question.criterion.key)
                if isinstance(before, list) and isinstance(answer, list):
                    answer = [*before, *answer]  # some tools give each of several answers its column
                given[question.criterion.key] = answer
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
    for line, row in zip(table.numbers, table.rows, strict=True):
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
            answer, wrong = read_cell(_cell(row, mapping.answer), question.criterion, mapping)
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
