"""Lays out what the room said about each relationship: shares in one sheet, places on the scales in another."""

from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook

from facilitator.domain.rounding import show_share
from facilitator.workbook.charts import ROWS_OF_A_PAGE, add_scatter
from facilitator.workbook.figures import Results
from facilitator.workbook.sheet import POINTS, WITHHELD, Column, add_sheet


def add_relationship_sheets(
    book: Workbook, document: Mapping[str, Any], results: Results, note: str
) -> set[str]:
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
    return "\n".join(f"{name} {show_share(share, 1)}" for share, name in given[:most]) or None


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
        repeated=len(rows) > ROWS_OF_A_PAGE,
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
