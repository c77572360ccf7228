"""Lays out what follows the results: people's words, what the words of the workbook mean, all figures."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
from openpyxl import Workbook

from facilitator.workbook.figures import long_form
from facilitator.workbook.sheet import HEADER_ROW, NOT_SHOWN, Column, add_sheet


def add_comments(book: Workbook, document: Mapping[str, Any], note: str) -> None:
    """Add what people wrote, together by what was asked; within a question in the random order they have."""
    columns = [
        Column("Step", 24),
        Column("Question", 28),
        Column("About", 34),
        Column("What somebody wrote", 80),
    ]
    steps = list(document["framework"]["steps"].values())
    rows = [[w["step"], w["question"], w["item"], w["text"]] for w in document["words"]]
    rows.sort(key=lambda row: (steps.index(row[0]) if row[0] in steps else len(steps), row[1], row[2]))
    ideas = [["Action ideas", "Action", "", idea["name"]] for idea in document["ideas"]]
    add_sheet(
        book,
        "Comments",
        "What people wrote",
        f"{note}. In random order, without group, as shown on the board.",
        columns,
        rows + ideas,
        empty="Nothing has been shown on the board.",
    )


def add_notes(book: Workbook, document: Mapping[str, Any], note: str) -> None:
    """Add what the words and measures of the workbook mean."""
    k = document["workshop"]["k"]
    rows = [
        [
            "Who may be shown",
            f"Figures appear for groups of at least {k}. Where a smaller group could be worked out by subtracting, another group is hidden too. A group's exact answers need ten people; with fewer, its middle answer and a mean rounded to the nearest half are shown.",
        ],
        [
            NOT_SHOWN,
            f"Fewer than {k} people answered, or others could be worked out from the figure. None or some may have answered; the cell looks the same.",
        ],
        ["Mean", "Average in points: the lowest answer is 1."],
        ["Middle", "Median: half of the people answered this or lower, half this or higher."],
        [
            "Agreement 0–100",
            "How much people agree: 100 if all gave one answer, 0 if half stand at each end (Tastle and Wierman 2007). 80 and more is close, under 60 far apart; the bands are ours.",
        ],
        [
            "Gap in points",
            "Difference of two groups' means; the people in the room are no random sample, so no test of significance is given.",
        ],
        [
            "Importance minus now",
            "Mean of each person's difference, over people who gave both (after Martilla and James 1977).",
        ],
        ["Dots", "Everybody spreads the same number of dots. People: how many gave any."],
        [
            "Scales",
            "The rating scales are ours. No type of relationship ranks above another; there is no overall score.",
        ],
        ["Toolkit", document["framework"]["credit"] or document["framework"]["name"]],
    ]
    if agreed_from := document["framework"]["agreed_from"]:
        words = [
            "Agreed by both sides",
            f"Everybody said how far they stand behind the action; answers are counted by side. A side stands behind it when its middle answer is “{agreed_from}” or more and no more than a quarter of its people are below that. It is agreed when both sides stand behind it. A side that is too small to be shown is asked in the open, and the plan says so.",
        ]
        rows.insert(2, words)
    add_sheet(
        book,
        "Notes and definitions",
        "Notes and definitions",
        note,
        [Column("Word", 30), Column("Meaning", 110)],
        rows,
    )


def add_data(book: Workbook, document: Mapping[str, Any], note: str) -> None:
    """Add all figures, one per row. It is for sorting and counting: only its heading prints."""
    frame = long_form(document["results"])
    widths = {"item": 50, "criterion": 28, "step": 18, "item_key": 24, "measure": 16, "answer": 22}
    columns = [Column(name, widths.get(name, 12)) for name in frame.columns]
    rows = frame.astype(object).where(pd.notna(frame), None).values.tolist()
    sheet = add_sheet(
        book,
        "Data",
        "Data in long form",
        f"{note}. One figure per row; headers stand in row {HEADER_ROW}. To sort and count with, not to print.",
        columns,
        rows,
        frozen=0,
        repeated=False,
    )
    sheet.print_area = "A1:H2"
