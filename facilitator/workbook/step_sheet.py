"""Lays out a step on fixed items or action ideas: scales, dots or choices, with a chart."""

from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook

from facilitator.workbook.charts import ROWS_OF_A_PAGE, add_bars
from facilitator.workbook.figures import Results
from facilitator.workbook.sheet import POINTS, Column, add_sheet


def add_step_sheet(
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
    scale = next((c for c in results.criteria(step) if criteria.get(c, {}).get("kind") == "scale"), None)
    sheet = add_sheet(
        book,
        name,
        name,
        f"{note}. {_explain(document)}" if scale else note,
        columns,
        rows,
        repeated=not drawn or len(rows) > ROWS_OF_A_PAGE,
    )
    if drawn:
        highest = len(criteria[scale]["answers"]) if scale else None
        add_bars(sheet, name, drawn, len(rows), axis="Points" if scale else "Dots", highest=highest)


def _explain(document: Mapping[str, Any]) -> str:
    names = [document["workshop"]["groups"][group] for group in document["framework"]["compare"]]
    return (
        f"Gap: {names[0]} minus {names[1]}." if len(names) == 2 else "Means in points, 1 the lowest answer."
    )
