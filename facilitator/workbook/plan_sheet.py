"""Writes the joint action plan as a sheet people edit and bring back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation

from facilitator.workbook.sheet import HEADER_ROW, Column, add_sheet

STATUSES = {
    "proposed": "Proposed",
    "agreed": "Agreed",
    "under_way": "Under way",
    "done": "Done",
    "stopped": "Stopped",
}
LEAD_SIDES = ("Both", "Council", "VCS", "Nobody yet")
SPARE_ROWS = 30

COLUMNS = (
    Column("No.", 5, "0"),
    Column("Action", 28),
    Column("Why", 24),
    Column("What it answers", 20),
    Column("First step", 22),
    Column("Lead side", 10),
    Column("Council lead", 15),
    Column("VCS lead", 15),
    Column("By when", 13, "dd/mm/yyyy"),
    Column("Measure of success", 22),
    Column("Support needed to take part", 20),
    Column("Equity note", 20),
    Column("Status", 12),
    Column("Action id", 19),
)


def add_plan_sheet(book: Workbook, plan: Sequence[Mapping[str, Any]], note: str) -> None:
    """Add the plan with drop-downs, real dates, and colours for agreed and overdue."""
    rows = [
        [
            number,
            action["action"],
            action["why"],
            "\n".join(action["answers"]),
            action["first_step"],
            _lead_side(action),
            action["council_lead"],
            action["vcs_lead"],
            date.fromisoformat(action["by_when"]) if action["by_when"] else None,
            action["measure"],
            action["support"],
            action["equity"],
            STATUSES[action["status"]],
            action["id"],
        ]
        for number, action in enumerate(plan, start=1)
    ]
    blank = [None] * len(COLUMNS)
    if not rows:
        rows = [[None, "No actions yet: write the first one here.", *blank[2:]]]
    sheet = add_sheet(book, "Joint action plan", "Joint action plan", note, COLUMNS, rows, frozen=2)
    # The id is for bringing the plan back; it need not be printed.
    sheet.print_area = f"A1:M{HEADER_ROW + len(rows)}"
    last = HEADER_ROW + len(rows) + SPARE_ROWS
    _drop_down(sheet, "F", LEAD_SIDES, last)
    _drop_down(sheet, "M", tuple(STATUSES.values()), last)
    _only_dates(sheet, "I", last)
    area, first = f"A{HEADER_ROW + 1}:N{last}", HEADER_ROW + 1
    sheet.conditional_formatting.add(
        area,
        FormulaRule(
            formula=[f'AND(ISNUMBER($I{first}),$I{first}<TODAY(),$M{first}<>"Done",$M{first}<>"Stopped")'],
            fill=PatternFill("solid", bgColor="FBE3D6"),
            stopIfTrue=True,
        ),
    )
    sheet.conditional_formatting.add(
        area, FormulaRule(formula=[f'$M{first}="Agreed"'], fill=PatternFill("solid", bgColor="E3F1E5"))
    )


def _lead_side(action: Mapping[str, Any]) -> str:
    council, vcs = bool(action["council_lead"]), bool(action["vcs_lead"])
    return "Both" if council and vcs else "Council" if council else "VCS" if vcs else "Nobody yet"


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
