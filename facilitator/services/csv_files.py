"""Writes CSV that every spreadsheet reads as text and figures, never as formulas."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

# What a spreadsheet may take for a formula at the beginning of a cell.
_RISKY = tuple("=+-@\t\r\n|%{＝＋－＠")


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return rows as CSV; None is an empty cell.

    A text that a spreadsheet could take for a formula gets an apostrophe in front. Lines end CRLF,
    the file begins with a byte order mark, so that spreadsheets read it as UTF-8.
    """
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([guarded(value) if isinstance(value, str) else value for value in row])
    return "\ufeff" + out.getvalue()


def guarded(value: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{value}" if value.lstrip(" ").startswith(_RISKY) else value
