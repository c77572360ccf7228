"""Writes the joint action plan as a sheet people edit and bring back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from facilitator.workbook.plan_columns import COLUMNS, LAST_PRINTED, PLACEHOLDER, READ_BACK, SHEET, STATUSES
from facilitator.workbook.sheet import FONT, HEADER_ROW, add_sheet

LEAD_SIDES = ("Both", "Council", "VCS", "Nobody yet")
SPARE_ROWS = 30
_QUIET = Font(name=FONT, size=12, bold=True, italic=True, color="46525A")


def add_plan_sheet(book: Workbook, plan: Mapping[str, Any], note: str) -> None:
    """Add the plan with drop-downs, real dates, and colours for agreed and overdue."""
    rows = [_row(action, plan["plan_version"]) for action in plan["actions"]]
    if not rows:
        rows = [[None, PLACEHOLDER, *[None] * (len(COLUMNS) - 2)]]
    if plan["review_on"]:
        note += f". Looked at again on {date.fromisoformat(plan['review_on']):%d/%m/%Y}"
    note += ". Add a row for a new action; columns in italics are not read back"
    sheet = add_sheet(book, SHEET, SHEET, note, COLUMNS, rows, frozen=2)
    for number, column in enumerate(COLUMNS, start=1):
        if column.name not in READ_BACK:
            sheet.cell(HEADER_ROW, number).font = _QUIET
    sheet.print_area = f"A1:{_letter(LAST_PRINTED)}{HEADER_ROW + len(rows)}"
    first, last = HEADER_ROW + 1, HEADER_ROW + len(rows) + SPARE_ROWS
    _drop_down(sheet, _letter("Lead side"), LEAD_SIDES, last)
    _drop_down(sheet, _letter("Status"), tuple(STATUSES.values()), last)
    _only_dates(sheet, _letter("By when"), last)
    for number in range(HEADER_ROW + len(rows) + 1, last + 1):
        sheet[f"{_letter('By when')}{number}"].number_format = "dd/mm/yyyy"
    _colour(sheet, first, last)


def _colour(sheet: Any, first: int, last: int) -> None:
    """Colour the rows of overdue actions, and the status of those agreed, done and stopped."""
    when, status = f"${_letter('By when')}{first}", f"${_letter('Status')}{first}"
    row = f"A{first}:{get_column_letter(len(COLUMNS))}{last}"
    cells = f"{_letter('Status')}{first}:{_letter(LAST_PRINTED)}{last}"
    overdue = f'AND(ISNUMBER({when}),{when}<TODAY(),{status}<>"Done",{status}<>"Stopped")'
    for area, formula, colour in (
        (row, overdue, "FBE3D6"),
        (cells, f'{status}="Agreed"', "E3F1E5"),
        (cells, f'{status}="Done"', "C9E5CD"),
        (cells, f'{status}="Stopped"', "E7E7E7"),
    ):
        fill = PatternFill("solid", bgColor=colour)
        sheet.conditional_formatting.add(area, FormulaRule(formula=[formula], fill=fill, stopIfTrue=True))


def _row(action: Mapping[str, Any], plan_version: int) -> list[Any]:
    values = {
        "No.": action["number"],
        "What it answers": "\n".join(action["answers"]),
        "Lead side": _lead_side(action),
        "Agreement": _agreement(action),
        "Action id": action["id"],
        "Plan version": plan_version,
    }
    values |= {head: action[field] for head, field in READ_BACK.items()}
    values["By when"] = date.fromisoformat(action["by_when"]) if action["by_when"] else None
    values["Status"] = STATUSES[action["status"]]
    return [values[column.name] for column in COLUMNS]


def _lead_side(action: Mapping[str, Any]) -> str:
    council, vcs = bool(action["council_lead"]), bool(action["vcs_lead"])
    return "Both" if council and vcs else "Council" if council else "VCS" if vcs else "Nobody yet"


def _agreement(action: Mapping[str, Any]) -> str:
    """Return how both sides stand, whether the leads accepted in the room, and why it was stopped."""
    leads = [
        word
        for word, lead, accepted in (
            ("Council lead", "council_lead", "council_accepted"),
            ("VCS lead", "vcs_lead", "vcs_accepted"),
        )
        if action[lead] and action[accepted]
    ]
    accepted = f"Accepted in the room: {' and '.join(leads)}" if leads else ""
    reason = action["stopped_because"] if action["status"] == "stopped" else ""
    stopped = f"Stopped: {reason}" if reason else ""
    return "\n".join(text for text in (action["agreement"], accepted, stopped) if text)


def _letter(name: str) -> str:
    return get_column_letter([column.name for column in COLUMNS].index(name) + 1)


def _drop_down(sheet: Any, column: str, words: Sequence[str], last: int) -> None:
    rule = DataValidation(
        type="list", formula1=f'"{",".join(words)}"', allow_blank=True, showErrorMessage=True
    )
    rule.error, rule.errorTitle = f"Choose one of: {', '.join(words)}", "Not in the list"
    rule.add(f"{column}{HEADER_ROW + 1}:{column}{last}")
    sheet.add_data_validation(rule)


def _only_dates(sheet: Any, column: str, last: int) -> None:
    rule = DataValidation(
        type="date", operator="greaterThan", formula1="36526", allow_blank=True, showErrorMessage=True
    )
    rule.error, rule.errorTitle = "Write a date, for example 30/06/2027", "Not a date"
    rule.add(f"{column}{HEADER_ROW + 1}:{column}{last}")
    sheet.add_data_validation(rule)
