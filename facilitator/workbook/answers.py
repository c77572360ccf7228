"""Reads a workbook of answers from standard input and writes its first sheet as JSON lines of cells."""

import io
import json
import sys
import zipfile
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook

MOST_ROWS, MOST_COLUMNS, LARGEST_UNPACKED = 20_010, 501, 60_000_000


def read_cells(content: bytes) -> list[list[str]]:
    """Return the first sheet's cells as words; raise ValueError for a file that unpacks too large."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
            raise ValueError("this file unpacks to too much")
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    sheet = book.worksheets[0]
    rows = sheet.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS, values_only=True)
    lines = [[_word(value) for value in row] for row in rows]
    width = max((n for line in lines for n, cell in enumerate(line, start=1) if cell), default=0)
    return [line[:width] for line in lines]


def _word(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(read_cells(sys.stdin.buffer.read())))
