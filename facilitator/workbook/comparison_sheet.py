"""Lays workshops side by side in a sheet: one row per question and item, one column per voice."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from facilitator.domain.rounding import show_share
from facilitator.workbook.sheet import WITHHELD, Column, add_sheet

MODES = {"joint": "Together", "council": "Council alone", "vcs": "VCS alone"}


def add_comparison_sheet(book: Workbook, comparison: Mapping[str, Any]) -> Worksheet:
    """Add the sheet *Comparison* of services.comparing.comparison_document.

    Scales show means in points, dots the share of people who gave any, other questions the answer
    most people gave.
    """
    workshops = comparison["workshops"]
    columns = [Column("Item", 38), Column("Question", 24)]
    voices: list[tuple[str, str | None]] = []
    for workshop in workshops:
        name = f"{MODES.get(workshop['mode'], workshop['mode'])}, {date.fromisoformat(workshop['date']):%d/%m/%Y}"
        if len({w["date"] + w["mode"] for w in workshops}) < len(workshops):
            name += f" ({workshop['code']})"
        joint = len(workshop["sides"]) > 1
        voices.append((workshop["code"], None))
        columns.append(Column(f"{name}: room" if joint else name, 19, "0.0"))
        for side, side_name in workshop["sides"].items() if joint else ():
            voices.append((workshop["code"], side))
            columns.append(Column(f"{name}: {side_name}", 19, "0.0"))
    rows = [
        [row["item"]["name"], row["criterion"]["name"], *(_value(row, *voice) for voice in voices)]
        for row in comparison["results"]
    ]
    rows += [
        [action["action"], f"Agreed, {_word(action['status'])}", *_marks(voices, plan["workshop"])]
        for plan in comparison["agreed"]
        for action in plan["actions"]
    ]
    return add_sheet(
        book,
        "Comparison",
        "Workshops side by side",
        "From released results only. People may have been in several workshops; scales in points, 1 the lowest answer.",
        columns,
        rows,
        frozen=2,
        empty="These workshops asked nothing alike.",
    )


def _value(row: Mapping[str, Any], code: str, side: str | None) -> Any:
    position = row["workshops"].get(code)
    if position is None:
        return None
    figures = position["room"] if side is None else position["sides"].get(side)
    if figures is None:
        return None
    if "withheld" in figures:
        return WITHHELD
    if "people" in figures and figures.get("n"):
        return f"{show_share(figures['people'], figures['n'])} of people, {figures['dots']} dots"
    if "mean" in figures:
        return figures["mean"]
    counts = figures.get("counts")
    if not counts or not figures.get("n"):
        return None
    answer, number = max(counts.items(), key=lambda pair: pair[1])
    return f"{row['answers'].get(answer, answer)} {show_share(number, figures['n'])}"


def _marks(voices: list[tuple[str, str | None]], code: str) -> list[Any]:
    return ["agreed here" if voice == (code, None) else None for voice in voices]


def _word(status: str) -> str:
    return status.replace("_", " ")
