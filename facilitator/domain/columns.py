"""Says which columns of a table answer which questions, and what an answer in a cell means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from facilitator.domain.answer_table import Table
from facilitator.domain.framework import Criterion, CriterionKind, Item, Step

MOST_VALUES = 60
PLACE = "#"
"""In place of an answer's key: the number in the table is the answer's place on its own scale."""
SEPARATORS = (";", "|", "\n", ",")


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
    ``values`` maps what stands in the table (folded) to an answer's key, to PLACE, or to nothing: left
    out; ``sectors`` does the same for sectors called by other names.
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


def _answer_cells(
    mapping: ColumnMap, by_key: Mapping[str, Asked], asked: Sequence[Asked]
) -> list[tuple[int, Criterion]]:
    if mapping.is_long:
        step, _, key = mapping.criterion.partition("/")
        criterion = next((q.criterion for q in asked if (q.step.key, q.criterion.key) == (step, key)), None)
        return [(mapping.answer or 0, criterion)] if criterion else []
    return [(n, by_key[key].criterion) for n, key in mapping.columns.items() if key in by_key]


def read_cell(cell: str, criterion: Criterion, mapping: ColumnMap) -> tuple[object, str]:
    """Return (answer or None where it is left out, what is wrong)."""
    if criterion.kind is CriterionKind.TEXT:
        return cell or None, ""
    if criterion.kind is CriterionKind.DOTS:
        return (cell, "") if cell.isascii() and cell.isdigit() else (None, cell)
    chosen = []
    for value in _split(cell, criterion, mapping):
        key = mapping.values.get(value.casefold())
        if key == PLACE:
            key = _at_place(value, criterion)
        if key is None:
            return None, value
        if key:
            chosen.append(key)
    if not chosen:
        return None, ""
    return (chosen, "") if criterion.kind is CriterionKind.SEVERAL else (chosen[0], "")


def _at_place(value: str, criterion: Criterion) -> str | None:
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 3 else 0
    return criterion.option_keys[number - 1] if 0 < number <= len(criterion.options) else None


def _split(cell: str, criterion: Criterion, mapping: ColumnMap) -> list[str]:
    """Return the answers in a cell: one, or for a question with several answers what stands between marks."""
    if criterion.kind is not CriterionKind.SEVERAL or cell.casefold() in mapping.values:
        return [cell] if cell else []
    for mark in SEPARATORS:
        if mark in cell:
            return [part.strip() for part in cell.split(mark) if part.strip()]
    return [cell] if cell else []
