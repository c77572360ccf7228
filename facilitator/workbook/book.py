"""Puts the workbook together from its document."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.hyperlink import Hyperlink

from facilitator.workbook.charts import add_bars, add_scatter
from facilitator.workbook.comparison_sheet import add_comparison_sheet
from facilitator.workbook.figures import Results, long_form, read_results
from facilitator.workbook.plan_sheet import add_plan_sheet
from facilitator.workbook.sheet import (
    FONT,
    HEADER_ROW,
    NOT_SHOWN,
    WITHHELD,
    Column,
    add_sheet,
    put_heading,
    put_text,
    set_up_print,
)

MODES = {"joint": "Council and VCS together", "council": "Council only", "vcs": "VCS only"}
POINTS = "0.0"


def write_book(document: Mapping[str, Any], path: Path) -> None:
    """Write the workbook of a document (services.results.workbook_document) to ``path``."""
    book = Workbook()
    cover = book.active
    cover.title = "Cover"
    results = read_results(document)
    workshop = document["workshop"]
    note = f"{workshop['title']}, {workshop['place']}, {date.fromisoformat(workshop['date']):%d/%m/%Y}"
    add_plan_sheet(book, document["plan"], note)
    used = _add_relationships(book, document, results, note)
    for step, name in document["framework"]["steps"].items():
        if results.items(step) and step not in used and step not in document["framework"]["plan_steps"]:
            _add_step(book, document, results, step, name, note)
    if "comparison" in document:
        add_comparison_sheet(book, document["comparison"])
    _add_comments(book, document, note)
    _add_notes(book, document, note)
    _add_data(book, document, note)
    _fill_cover(cover, book, document)
    book.properties.title = f"{workshop['title']}: results and joint action plan"
    book.properties.subject, book.properties.creator = workshop["place"], "Facilitator"
    book.properties.created = datetime.fromisoformat(document["today"])
    book.save(path)


def _add_relationships(book: Workbook, document: Mapping[str, Any], results: Results, note: str) -> set[str]:
    """Add the sheets *Relationships* and *Map*; return the steps they cover."""
    entries = document["relationships"]
    keys = {entry["key"] for entry in entries}
    steps = [s for s in document["framework"]["steps"] if keys & set(results.items(s))]
    criteria = document["framework"]["criteria"]
    if not entries:
        return set()
    columns = [
        Column("Relationship", 34),
        Column("Who between", 22),
        Column("Department or service area", 18),
        Column("Note", 24),
    ]
    rows: list[list[Any]] = [
        [e["name"], e.get("between", ""), e.get("service_area", ""), e.get("note", "")] for e in entries
    ]
    scales = []
    for step in steps:
        for key in results.criteria(step):
            if criteria[key]["kind"] == "scale":
                scales.append((step, key))
                continue
            columns.append(Column(criteria[key]["name"], 30 if len(criteria[key]["answers"]) > 3 else 18))
            for row, entry in zip(rows, entries, strict=True):
                row.append(_top_answers(results, step, entry["key"], key, criteria[key]))
    add_sheet(
        book,
        "Relationships",
        "Relationships",
        f"{note}. Shares of the people who answered.",
        columns,
        rows,
    )
    if scales:
        _add_map(book, document, results, scales, note)
    return set(steps)


def _top_answers(
    results: Results, step: str, item: str, key: str, criterion: Mapping[str, Any], most: int = 4
) -> Any:
    """Return the answers most people gave, one per line with its share; WITHHELD or None as it is."""
    shares = {name: results.share(step, item, key, answer) for answer, name in criterion["answers"].items()}
    if WITHHELD in shares.values():
        return WITHHELD
    given = sorted(((share, name) for name, share in shares.items() if share), reverse=True)
    return "\n".join(f"{name} {share:.0%}" for share, name in given[:most]) or None


def _add_map(
    book: Workbook, document: Mapping[str, Any], results: Results, scales: list[tuple[str, str]], note: str
) -> None:
    criteria, groups = document["framework"]["criteria"], document["workshop"]["groups"]
    entries = document["relationships"]
    columns, rows = [Column("Relationship", 38)], [[e["name"]] for e in entries]
    places: dict[tuple[str, str], int] = {}
    compared = document["framework"]["compare"] or list(groups)
    for step, key in scales:
        for group, word in (("room", "room"), *((g, groups[g]) for g in compared)):
            columns.append(Column(f"{criteria[key]['name']}: {word}", 14, POINTS))
            places[group, key] = len(columns)
            for row, entry in zip(rows, entries, strict=True):
                chosen = None if group == "room" else group
                row.append(results.value(step, entry["key"], key, "mean", chosen))
    sheet = add_sheet(
        book,
        "Map",
        "Map of relationships",
        f"{note}. Means in points, 1 to 5; neither end is good or bad.",
        columns,
        rows,
    )
    if len(scales) < 2:
        return
    (_, x), (_, y) = scales[:2]
    drawn = [g for g in ("room", *document["framework"]["compare"]) if (g, x) in places]
    series = [("Whole room" if g == "room" else groups[g], g, places[g, x], places[g, y]) for g in drawn]
    titles = (_axis_title(criteria[x]), _axis_title(criteria[y]))
    highest = len(criteria[x]["answers"])
    add_scatter(
        sheet,
        "Where the room places each relationship",
        series,
        len(rows),
        titles,
        highest,
    )


def _axis_title(criterion: Mapping[str, Any]) -> str:
    names = list(criterion["answers"].values())
    return f"{names[0]}  →  {names[-1]}"


def _add_step(
    book: Workbook, document: Mapping[str, Any], results: Results, step: str, name: str, note: str
) -> None:
    """Add the sheet of a step on fixed items or action ideas: scales, dots or choices."""
    criteria, groups = document["framework"]["criteria"], document["workshop"]["groups"]
    item_groups = document["framework"]["item_groups"]
    items = results.items(step)
    columns = [Column("Item", 34)]
    rows: list[list[Any]] = [[item["name"]] for item in items.values()]
    if any(item.get("group") for item in items.values()):
        columns.append(Column("Group", 22))
        for row, item in zip(rows, items.values(), strict=True):
            row.append(item_groups.get(item.get("group"), ""))
    drawn: list[tuple[int, str]] = []

    def column(head: str, values: list[Any], number_format: str = POINTS, width: float = 11.5) -> None:
        columns.append(Column(head, width, number_format))
        for row, value in zip(rows, values, strict=True):
            row.append(value)

    for key in results.criteria(step):
        asked = criteria.get(key)
        word = asked["name"] if asked else "Importance minus now"
        if asked is None:
            column(word, [results.value(step, i, key, "mean") for i in items])
        elif asked["kind"] == "dots":
            column("Dots", [results.value(step, i, key, "dots") for i in items], "0")
            drawn.append((len(columns), "333333"))
            column("People", [results.value(step, i, key, "people") for i in items], "0")
        elif asked["kind"] == "scale":
            column(f"{word}: mean", [results.value(step, i, key, "mean") for i in items])
            drawn.append((len(columns), ("333333", "8A969C", "BBC4C8")[len(drawn) % 3]))
            column(f"{word}: middle", [results.value(step, i, key, "median") for i in items])
            column(
                f"{word}: agreement 0–100",
                [results.value(step, i, key, "agreement") for i in items],
                "0",
                12.5,
            )
            for group, group_name in ((g, groups[g]) for g in document["framework"]["compare"] or groups):
                column(
                    f"{word}: {group_name}",
                    [results.value(step, i, key, "mean", group) for i in items],
                    POINTS,
                    15,
                )
            if len(document["framework"]["compare"]) == 2:
                column(f"{word}: gap in points", [results.gap(step, i, key) for i in items], "+0.0;-0.0;0.0")
        else:
            for answer, answer_name in asked["answers"].items():
                column(f"{word}: {answer_name}", [results.share(step, i, key, answer) for i in items], "0%")
    if [c.name for c in columns][-2:] == ["Dots", "People"]:
        rows.sort(key=lambda row: row[-2] if isinstance(row[-2], int) else -1, reverse=True)
    sheet = add_sheet(book, name, name, f"{note}. {_explain(document)}", columns, rows)
    if drawn:
        scale = next((c for c in results.criteria(step) if criteria.get(c, {}).get("kind") == "scale"), None)
        highest = len(criteria[scale]["answers"]) if scale else None
        add_bars(sheet, name, drawn, len(rows), axis="Points" if scale else "Dots", highest=highest)


def _explain(document: Mapping[str, Any]) -> str:
    names = [document["workshop"]["groups"][group] for group in document["framework"]["compare"]]
    return (
        f"Gap: {names[0]} minus {names[1]}." if len(names) == 2 else "Means in points, 1 the lowest answer."
    )


def _add_comments(book: Workbook, document: Mapping[str, Any], note: str) -> None:
    columns = [
        Column("Step", 24),
        Column("Question", 28),
        Column("About", 34),
        Column("What somebody wrote", 80),
    ]
    rows = [[w["step"], w["question"], w["item"], w["text"]] for w in document["words"]]
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


def _add_notes(book: Workbook, document: Mapping[str, Any], note: str) -> None:
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
    add_sheet(
        book,
        "Notes and definitions",
        "Notes and definitions",
        note,
        [Column("Word", 30), Column("Meaning", 110)],
        rows,
    )


def _add_data(book: Workbook, document: Mapping[str, Any], note: str) -> None:
    frame = long_form(document["results"])
    widths = {"item": 50, "criterion": 28, "step": 18, "item_key": 24, "measure": 16, "answer": 22}
    columns = [Column(name, widths.get(name, 12)) for name in frame.columns]
    rows = frame.astype(object).where(pd.notna(frame), None).values.tolist()
    add_sheet(
        book,
        "Data",
        "Data in long form",
        f"{note}. One figure per row; headers stand in row {HEADER_ROW}.",
        columns,
        rows,
        frozen=0,
    )


def _fill_cover(cover: Any, book: Workbook, document: Mapping[str, Any]) -> None:
    workshop = document["workshop"]
    put_heading(cover, workshop["title"], f"{document['partnership']}, {workshop['place']}", 100)
    people = ", ".join(f"{number} {name}" for name, number in document["people"].items())
    facts = [
        ("Date", f"{date.fromisoformat(workshop['date']):%d %B %Y}"),
        ("Who took part", MODES[workshop["mode"]]),
        ("People", people),
        ("Smallest group shown", str(workshop["k"])),
        ("Results broken down by", workshop["breakdown"]),
        ("Toolkit", document["framework"]["name"]),
        ("Workshop code", workshop["code"]),
    ]
    for row, (name, value) in enumerate(facts, start=4):
        put_text(cover.cell(row, 1), name)
        put_text(cover.cell(row, 2), value)
        cover.cell(row, 1).font = Font(name=FONT, size=12, bold=True)
        cover.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
        cover.cell(row, 2).font = Font(name=FONT, size=12)
        cover.cell(row, 2).alignment = Alignment(wrap_text=True, vertical="top")
        cover.row_dimensions[row].height = 22 if len(value) < 95 else 40
    row = 4 + len(facts) + 1
    put_text(cover.cell(row, 1), "In this workbook")
    cover.cell(row, 1).font = Font(name=FONT, size=14, bold=True)
    for offset, sheet in enumerate(book.worksheets[1:], start=1):
        cell = cover.cell(row + offset, 1)
        put_text(cell, sheet.title)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet.title}'!A1", display=sheet.title)
        cell.font = Font(name=FONT, size=12, underline="single", color="1A4F8A")
        cover.row_dimensions[row + offset].height = 20
    row += len(book.worksheets) + 1
    for offset, text in enumerate(
        (
            "How to read it: the plan comes first and is yours to edit; choose a status from the list, write dates as dates.",
            "All figures are released results: what the board could show, and nothing finer. Nobody's own answers are kept.",
            f"“{NOT_SHOWN}” means that a figure may not be shown, so that nobody can be worked out.",
        )
    ):
        put_text(cover.cell(row + offset, 1), text)
        cover.cell(row + offset, 1).font = Font(name=FONT, size=12, color="46525A")
    cover.column_dimensions["A"].width, cover.column_dimensions["B"].width = 30, 100
    set_up_print(cover, f"A1:B{row + 3}")
