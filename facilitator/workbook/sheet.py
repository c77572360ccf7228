"""Lays out one sheet: a title, a note and one table, ready to print."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from facilitator.domain.ballot import clean_text

HEADER_ROW = 4
FONT = "Arial"
POINTS = "0.0"
"""The number format of means in points."""
_LINE = Side(style="thin", color="9AA5AB")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD = PatternFill("solid", start_color="E4E9EB")
_WITHHELD = PatternFill("lightUp", start_color="C9D0D3", end_color="FFFFFF")
_RISKY = ("=", "+", "-", "@", "\t", "\r", "|", "%", "{")
# A large workbook has a hundred thousand cells. Named styles are looked up by name; fonts and borders
# set on each cell would be compared with all there are, which took four fifths of the time.
_WORDS = Font(name=FONT, size=12, color="10181C")
_SMALL = 7.5
_SMALL_WORDS = Font(name=FONT, size=_SMALL, color="10181C")
_HIGHEST_ROW = 409.0  # a spreadsheet's own limit; longer texts are set smaller instead of being cut
_WITHHELD_WORDS = Font(name=FONT, size=12, italic=True, color="46525A")
_HEAD_WORDS = Font(name=FONT, size=12, bold=True)
_LEFT = Alignment(wrap_text=True, vertical="top", horizontal="left")
_RIGHT = Alignment(wrap_text=True, vertical="top", horizontal="right", indent=1)
_TOP = Alignment(wrap_text=True, vertical="top")
_STYLES: dict[str, dict[str, Any]] = {
    "Table words": {"font": _WORDS, "alignment": _LEFT},
    "Table words small": {"font": _SMALL_WORDS, "alignment": _LEFT},
    "Table figure": {"font": _WORDS, "alignment": _RIGHT},
    "Table withheld": {"font": _WITHHELD_WORDS, "alignment": _RIGHT, "fill": _WITHHELD},
    "Table head": {"font": _HEAD_WORDS, "alignment": _TOP, "fill": _HEAD},
}
_ESCAPE = re.compile(r"_(x[0-9A-Fa-f]{4}_)")
_POINTS_PER_LINE = 15.5
_LONGEST = 32_000

WITHHELD = object()
NOT_SHOWN = "not shown"
"""A figure that may not be shown; written as words on a quiet hatch."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its unique header, its width in characters, its number format."""

    name: str
    width: float = 14
    format: str = "General"


def add_sheet(
    book: Workbook,
    name: str,
    title: str,
    note: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    *,
    empty: str = "Nothing has been released yet.",
    frozen: int = 1,
    repeated: bool = True,
) -> Worksheet:
    """Add a sheet with one table and return it.

    ``frozen`` columns stay in view while scrolling; the header stands on every printed page unless it
    is not ``repeated``. Without rows the table holds the sentence ``empty``.
    """
    for style, parts in _STYLES.items():
        if style not in book.named_styles:
            book.add_named_style(NamedStyle(style, border=_BORDER, **parts))
    sheet = book.create_sheet(name[:31])
    put_heading(sheet, title, note, sum(column.width for column in columns))
    for number, column in enumerate(columns, start=1):
        cell = sheet.cell(HEADER_ROW, number)
        put_text(cell, column.name)
        cell.style = "Table head"
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    if not rows:
        rows = [[empty] + [None] * (len(columns) - 1)]
    for offset, row in enumerate(rows, start=HEADER_ROW + 1):
        height = _height(columns, row)
        small = height > _HIGHEST_ROW
        for number, (column, value) in enumerate(zip(columns, row, strict=True), start=1):
            _put(sheet.cell(offset, number), value, column, small=small)
        sheet.row_dimensions[offset].height = min(
            _HIGHEST_ROW, _height(columns, row, scale=_SMALL / 12) if small else height
        )
    sheet.row_dimensions[HEADER_ROW].height = _height(columns, [column.name for column in columns], bold=True)
    last = f"{get_column_letter(len(columns))}{HEADER_ROW + len(rows)}"
    table = Table(displayName=_table_name(name), ref=f"A{HEADER_ROW}:{last}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(table)
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}{HEADER_ROW + 1}"
    set_up_print(sheet, f"A1:{last}", titles=f"{HEADER_ROW}:{HEADER_ROW}" if repeated else None)
    return sheet


def put_heading(sheet: Worksheet, title: str, note: str, width: float) -> None:
    """Put title and note in A1 and A2; neither is merged, so both may run over the empty cells beside."""
    put_text(sheet["A1"], title)
    sheet["A1"].font = Font(name=FONT, size=18, bold=True)
    put_text(sheet["A2"], note)
    sheet["A2"].font = Font(name=FONT, size=12, color="46525A")
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 28, 20
    sheet.sheet_view.showGridLines = False
    del width


def set_up_print(sheet: Worksheet, area: str, titles: str | None = None) -> None:
    """Set A4 landscape, fitted to the width, with repeated titles and page numbers."""
    sheet.print_area = area
    if titles:
        sheet.print_title_rows = titles
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top = sheet.page_margins.bottom = 0.6
    sheet.page_margins.header = sheet.page_margins.footer = 0.25  # or the footer is cut
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "Page &P of &N"


def put_text(cell: Cell, text: str) -> None:
    """Put words into a cell as words: never a formula, whatever they begin with."""
    words = clean_text(text)[:_LONGEST]
    # Spreadsheets read _x000D_ as a line end, so words that look like that are escaped in the same way.
    cell.value = _ESCAPE.sub(r"_x005F_\1", words)
    cell.data_type = "s"


def _put(cell: Cell, value: Any, column: Column, *, small: bool = False) -> None:
    if value is WITHHELD:
        put_text(cell, NOT_SHOWN)
        cell.style = "Table withheld"
    elif isinstance(value, (int, float, date)):
        cell.value = value
        cell.style = "Table words" if isinstance(value, date) else "Table figure"
        if column.format != "General":
            cell.number_format = column.format
    else:
        if value is not None:
            put_text(cell, value)
        cell.style = "Table words small" if small else "Table words"
        if column.format != "General" and value is None:
            cell.number_format = column.format
        if value is not None and value.lstrip().startswith(_RISKY):
            cell.quotePrefix = True  # last: styling afterwards would erase it


def _height(columns: Sequence[Column], row: Sequence[Any], *, bold: bool = False, scale: float = 1) -> float:
    """Return a row's height in points, so that wrapped text is neither cut nor lost in space."""
    lines = 1
    for column, value in zip(columns, row, strict=True):
        text = NOT_SHOWN if value is WITHHELD else value
        if isinstance(text, str):
            room = max(4.0, column.width * (0.82 if bold else 0.9) / scale)
            lines = max(lines, sum(max(1, math.ceil(len(line) / room)) for line in text.split("\n")))
    return 6 + _POINTS_PER_LINE * scale * lines


def _table_name(name: str) -> str:
    return "T_" + "".join(c if c.isascii() and c.isalnum() else "_" for c in name)
