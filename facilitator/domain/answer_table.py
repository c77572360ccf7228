"""Makes a table of what another tool has exported: headings in one row or two, rows with their numbers."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_ROWS, MOST_COLUMNS = 20_000, 500
MARKS = ("\t", ";", ",")
_ROWS_LOOKED_AT = 20
# What stands below a question that has one answer only, where a tool writes two rows of headings.
_SAYS_NOTHING = ("", "response", "open-ended response", "open ended response", "antwort")


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its headings; every row has as many cells as there are headings.

    ``numbers`` say which row of the file each row is, counted from 1, headings and empty rows too.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]


class TableError(ValueError):
    """A table that cannot be read; ``code`` is empty, too_long, too_wide or not_a_table."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        super().__init__(code)
        self.code = code


def make_table(lines: Iterable[Sequence[str]], *, join_headings: bool = True) -> Table:
    """Return lines of cells as a table, empty lines left out; raise TableError.

    A second row of headings, as survey tools write below a question with several items, is joined
    with the first: "question: item".
    """
    cleaned = ([cell.replace("\xa0", " ").strip() for cell in line] for line in lines)
    full = [(number, line) for number, line in enumerate(cleaned, start=1) if any(line)]
    if len(full) < 2:
        raise TableError("empty")
    header, rows = full[0][1], full[1:]
    if join_headings and _is_heading(header, rows[0][1]):
        header, rows = _joined(header, rows[0][1]), rows[1:]
    width = len(header)
    padded = [(number, tuple((line + [""] * width)[:width])) for number, line in rows]
    padded = [(number, line) for number, line in padded if any(line)]
    if not padded:
        raise TableError("empty")
    if len(padded) > MOST_ROWS:
        raise TableError("too_long")
    if width > MOST_COLUMNS:
        raise TableError("too_wide")
    return Table(tuple(header), tuple(line for _, line in padded), tuple(number for number, _ in padded))


def read_csv(text: str) -> Table:
    """Return the table in text with commas, semicolons or tabs between its cells; raise TableError."""
    text = text.lstrip("\ufeff")
    try:
        mark = max(MARKS, key=lambda each: _fit(text, each))
        return make_table(csv.reader(io.StringIO(text), delimiter=mark))
    except csv.Error:
        raise TableError("not_a_table") from None


def read_written(text: str) -> Table:
    """Return the table in text that write_csv has written; raise TableError for other text."""
    try:
        return make_table(csv.reader(io.StringIO(text)), join_headings=False)
    except csv.Error:
        raise TableError("not_a_table") from None


def write_csv(table: Table) -> str:
    """Return a table as CSV that read_written reads as the same table, numbers of rows included."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.header)
    written = 1
    for number, row in zip(table.numbers, table.rows, strict=True):
        out.write("\n" * (number - written - 1))
        writer.writerow(row)
        written = number
    return out.getvalue()


def _fit(text: str, mark: str) -> tuple[int, int]:
    """Return how well a mark divides the first rows: how many are as wide as the first, and how wide."""
    rows = []
    for row in csv.reader(io.StringIO(text), delimiter=mark):
        rows += [len(row)] if row else []
        if len(rows) == _ROWS_LOOKED_AT:
            break
    width = rows[0] if rows else 0
    return (sum(each == width for each in rows), width) if width > 1 else (0, 0)


def _is_heading(first: Sequence[str], second: Sequence[str]) -> bool:
    """Tell whether the second row goes on with the headings of the first.

    Then the first has no heading where the second has one, and nobody's number or time stands in it.
    """
    below = [*second, *[""] * (len(first) - len(second))]
    goes_on = any(not top and word for top, word in zip(first, below, strict=False))
    return goes_on and bool(first[0]) and not below[0]


def _joined(first: Sequence[str], second: Sequence[str]) -> list[str]:
    width = max(len(first), len(second))
    heads, question = [], ""
    for n in range(width):
        top = first[n] if n < len(first) else ""
        below = second[n] if n < len(second) else ""
        question = top or question
        heads.append(top if below.casefold() in _SAYS_NOTHING else f"{question}: {below}")
    return heads
