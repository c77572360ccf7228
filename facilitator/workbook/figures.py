"""Reads figures out of the released results for the sheets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from facilitator.domain.figures_list import LONG_FORM, list_figures
from facilitator.workbook.sheet import WITHHELD


@dataclass(frozen=True, slots=True)
class Results:
    """The newest released rows of each item, by step, item and criterion."""

    document: Mapping[str, Any]
    rows: Mapping[tuple[str, str, str], Mapping[str, Any]]

    def items(self, step: str) -> dict[str, Mapping[str, Any]]:
        """Return the items of a step, key to item, in the order asked."""
        return {key[1]: row["item"] for key, row in self.rows.items() if key[0] == step}

    def criteria(self, step: str) -> list[str]:
        """Return the criteria of a step that have results."""
        return list(dict.fromkeys(key[2] for key in self.rows if key[0] == step))

    def value(self, step: str, item: str, criterion: str, measure: str, group: str | None = None) -> Any:
        """Return a figure of the room or a group; WITHHELD or None where there is none to show."""
        row = self.rows.get((step, item, criterion))
        if row is None:
            return None
        figures = row["room"] if group is None else row["groups"].get(group)
        if figures is None:
            return None
        if "withheld" in figures:
            return WITHHELD
        return figures.get(measure)

    def share(self, step: str, item: str, criterion: str, answer: str) -> Any:
        """Return the share of the room that gave an answer, 0 to 1."""
        counts, n = (self.value(step, item, criterion, name) for name in ("counts", "n"))
        return WITHHELD if counts is WITHHELD else counts[answer] / n if counts and n else None

    def gap(self, step: str, item: str, criterion: str) -> Any:
        """Return the difference of the two compared groups' published means."""
        compared = self.document["framework"]["compare"]
        if len(compared) != 2:
            return None
        one, other = (self.value(step, item, criterion, "mean", group) for group in compared)
        return None if None in (one, other) else WITHHELD if WITHHELD in (one, other) else one - other


def read_results(document: Mapping[str, Any]) -> Results:
    """Return the newest results of every item."""
    # Rounds stand in their order, so that a later one replaces an earlier one of the same item.
    rows = {(row["step"], row["item"]["key"], row["criterion"]): row for row in document["results"]}
    return Results(document, rows)


def long_form(results: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return all results, one row per figure. Shape: (figures, 9), the columns of LONG_FORM."""
    return pd.DataFrame(list_figures(results), columns=list(LONG_FORM))
