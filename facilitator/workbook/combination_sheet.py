"""Adds up sittings in a sheet: one row per question and item, two columns per group."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from facilitator.workbook.sheet import WITHHELD, Column, add_sheet


def add_combination_sheet(book: Workbook, combination: Mapping[str, Any]) -> Worksheet:
    """Add the sheet *Added up* of services.comparing.combination_document.

    Scales show means in points, dots how many there are, other questions how often each answer was
    given. Beside each stands of how many answers it is, and from how many of the sittings that asked.
    """
    groups = combination["groups"]
    columns = [Column("Item", 34), Column("Question", 22)]
    columns += [Column("Everybody", 30, "0.0"), Column("Answers", 20)]
    for name in groups.values():
        columns += [Column(name, 30, "0.0"), Column(f"Answers: {name}", 20)]
    rows = []
    for row in combination["results"]:
        parts = [row["room"], *(row["groups"].get(key) for key in groups)]
        cells = [cell for part in parts for cell in (_value(row, part), _basis(part))]
        rows.append([row["item"]["name"], row["criterion"]["name"], *cells])
    days = [f"{date.fromisoformat(w['date']):%d/%m/%Y}" for w in combination["workshops"]]
    return add_sheet(
        book,
        "Added up",
        f"{len(days)} sittings as one result",
        f"{', '.join(days)}. From released results only. Somebody who came twice counts twice. ≈ is put together from rounded means.",
        columns,
        rows,
        frozen=2,
        empty="These sittings have shown no results of the same questions yet.",
    )


def _value(row: Mapping[str, Any], figures: Mapping[str, Any] | None) -> Any:
    if figures is None:
        return None
    if "withheld" in figures:
        return WITHHELD
    if "people" in figures:
        return f"{figures['dots']} dots from {figures['people']} people"
    if "mean" in figures:
        return f"≈ {figures['mean']:.1f}" if figures.get("coarse") else figures["mean"]
    counts = figures.get("counts") or {}
    # In the order of the question, so that groups can be read across.
    return (
        "\n".join(f"{words}: {counts[key]}" for key, words in row["answers"].items() if counts.get(key))
        or None
    )


def _basis(figures: Mapping[str, Any] | None) -> str | None:
    if figures is None or figures.get("n") is None:
        return None
    return f"{figures['n']}, from {figures['sittings']} of {figures['of']}"
