"""Fills the cover: what, where and when, how the plan stands, and what is inside."""

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from facilitator.workbook.plan_columns import SHEET, STATUSES
from facilitator.workbook.sheet import FONT, NOT_SHOWN, put_text, set_up_print

MODES = {"joint": "Council and VCS together", "council": "Council only", "vcs": "VCS only"}
INSIDE = {
    SHEET: "What we do, who leads, by when. Yours to edit and to bring back",
    "Relationships": "What kind of relationship each one is, in the eyes of the room",
    "Map": "Where the room places each relationship, with a chart",
    "Comparison": "Workshops side by side",
    "Added up": "Several sittings added up",
    "Comments": "What people wrote, without names or groups",
    "Notes and definitions": "What the words and figures mean, and when an action counts as agreed",
    "Data": "Every figure in one long table, to sort and count with",
}
HOW_TO_READ = (
    "The plan comes first. Choose a status from the list, write dates as dates, add rows below.",
    "All figures are released results: what the board could show, and nothing finer. Nobody's own answers are kept.",
    f"“{NOT_SHOWN}” means that a figure may not be shown, so that nobody can be worked out.",
)
_WIDTHS = (30.0, 96.0)
_INK, _QUIET, _BAND = "10181C", "46525A", "17395C"
_LINE = Border(bottom=Side(style="thin", color="C9D0D3"))
_WRAPPED = Alignment(wrap_text=True, vertical="center")


def fill_cover(cover: Worksheet, book: Workbook, document: Mapping[str, Any]) -> None:
    """Fill the first sheet of a book whose other sheets are all there; it prints on one page."""
    workshop = document["workshop"]
    for letter, width in zip("AB", _WIDTHS, strict=True):
        cover.column_dimensions[letter].width = width
    _put_band(cover, 1, workshop["title"], 26, "FFFFFF", bold=True)
    _put_band(cover, 2, f"{document['partnership']}, {workshop['place']}", 14, "DCE6F0")
    _put_band(cover, 3, f"{date.fromisoformat(workshop['date']):%d %B %Y}", 14, "DCE6F0")
    people = ", ".join(f"{number} {name}" for name, number in document["people"].items())
    row = _put_rows(
        cover,
        5,
        (
            ("Joint action plan", _plan_in_short(document["plan"])),
            ("People", people),
            ("Who took part", MODES[workshop["mode"]]),
            ("Toolkit", document["framework"]["name"]),
            ("Results broken down by", workshop["breakdown"]),
            ("Smallest group shown", str(workshop["k"])),
            ("Workshop code", workshop["code"]),
        ),
    )
    row = _put_heading(cover, row + 1, "In this workbook")
    first = row
    row = _put_rows(cover, row, [(s.title, INSIDE.get(s.title, "Results")) for s in book.worksheets[1:]])
    for number, sheet in enumerate(book.worksheets[1:], start=first):
        cell = cover.cell(number, 1)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet.title}'!A1", display=sheet.title)
        cell.font = Font(name=FONT, size=12, underline="single", color="1A4F8A")
    row = _put_heading(cover, row + 1, "How to read it")
    for number, text in enumerate(HOW_TO_READ, start=row):
        put_text(cover.cell(number, 1), text)
        cover.cell(number, 1).font = Font(name=FONT, size=12, color=_QUIET)
        cover.row_dimensions[number].height = 19
    cover.sheet_view.showGridLines = False
    set_up_print(cover, f"A1:B{row + len(HOW_TO_READ) - 1}")
    cover.page_setup.fitToHeight = 1


def _put_band(cover: Worksheet, row: int, text: str, size: int, colour: str, *, bold: bool = False) -> None:
    """Put words across the sheet on the dark band at its top, as high as they need."""
    cell = cover.cell(row, 1)
    put_text(cell, text)
    cover.merge_cells(start_row=row, end_row=row, start_column=1, end_column=2)
    for column in (1, 2):
        cover.cell(row, column).fill = PatternFill("solid", start_color=_BAND)
    cell.font = Font(name=FONT, size=size, bold=bold, color=colour)
    cell.alignment = Alignment(wrap_text=True, vertical="center", indent=1)
    lines = math.ceil(len(text) * size / 11 / sum(_WIDTHS)) or 1
    cover.row_dimensions[row].height = 12 + 1.35 * size * lines


def _put_heading(cover: Worksheet, row: int, text: str) -> int:
    put_text(cover.cell(row, 1), text)
    cover.cell(row, 1).font = Font(name=FONT, size=14, bold=True, color=_BAND)
    cover.row_dimensions[row].height = 26
    return row + 1


def _put_rows(cover: Worksheet, row: int, pairs: Any) -> int:
    """Put names and values, a line under each; return the row below."""
    for name, value in pairs:
        for column, text, bold in ((1, name, True), (2, value, False)):
            cell = cover.cell(row, column)
            put_text(cell, text)
            cell.font = Font(name=FONT, size=12, bold=bold, color=_INK)
            cell.alignment, cell.border = _WRAPPED, _LINE
        cover.row_dimensions[row].height = 6 + 16 * math.ceil(len(value) / (0.9 * _WIDTHS[1]) or 1)
        row += 1
    return row


def _plan_in_short(plan: Mapping[str, Any]) -> str:
    """Say how many actions there are and how many stand where."""
    statuses = [action["status"] for action in plan["actions"]]
    counted = [f"{statuses.count(key)} {name.lower()}" for key, name in STATUSES.items() if key in statuses]
    told = f"{len(statuses)} {'action' if len(statuses) == 1 else 'actions'}"
    review = (
        f". Looked at again on {date.fromisoformat(plan['review_on']):%d %B %Y}" if plan["review_on"] else ""
    )
    return f"{told}: {', '.join(counted)}{review}" if counted else "No actions yet"
