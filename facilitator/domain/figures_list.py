"""Lists all released figures, one per row: the long form of sheet "Data" and of results as CSV."""

from collections.abc import Mapping, Sequence
from typing import Any

LONG_FORM = ("step", "round", "item_key", "item", "criterion", "group", "measure", "answer", "value")
MEASURES = ("n", "median", "mean", "agreement", "split", "dots", "people")

Row = tuple[str, int, str, str, str, str, str, str | None, float | None]


def list_figures(results: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Return one row per figure of results as docs/results-json.md describes them.

    ``group`` is ``room`` for everybody. A withheld figure has measure ``withheld`` and no value; a
    coarse mean has measure ``mean_rounded``. Answers beside the scale have ``outside:`` before the criterion.
    """
    rows: list[Row] = []
    for row in results:
        base = (row["step"], row["round"], row["item"]["key"], row["item"]["name"])
        for base_name, part in (("", row), ("outside:", row.get("outside") or {"groups": {}})):
            figures = ({"room": part["room"]} if "room" in part else {}) | part["groups"]
            for group, values in figures.items():
                rows += [(*base, base_name + row["criterion"], group, *cell) for cell in _cells(values)]
    return rows


def _cells(values: Mapping[str, Any]) -> list[tuple[str, str | None, float | None]]:
    if "withheld" in values:
        return [("withheld", None, None)]
    cells: list[tuple[str, str | None, float | None]] = []
    for measure in MEASURES:
        if measure in values:
            name = "mean_rounded" if measure == "mean" and values.get("coarse") else measure
            cells.append((name, None, float(values[measure])))
    return cells + [("count", answer, float(number)) for answer, number in values.get("counts", {}).items()]
