"""Turns releases into plain data and back: for the store, the JSON twin and the workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from facilitator.domain.framework import Item
from facilitator.domain.movement import Moved
from facilitator.domain.release import (
    Breakdown,
    Figures,
    Release,
    Result,
    Shown,
    Withheld,
)


def figures_to_data(figures: Figures) -> dict[str, Any]:
    """Return FIGURES as docs/results-json.md describes them."""
    if isinstance(figures, Withheld):
        return {"withheld": figures.reason}
    data: dict[str, Any] = {}
    for name in ("n", "median", "mean", "agreement", "split", "dots", "people", "behind"):
        value = getattr(figures, name)
        if value is not None:
            data[name] = value
    if figures.counts is not None:
        data["counts"] = dict(figures.counts)
    if figures.coarse:
        data["coarse"] = True
    return data


def figures_from_data(data: Mapping[str, Any]) -> Figures:
    """Return the figures that figures_to_data wrote."""
    if "withheld" in data:
        return Withheld(data["withheld"])
    return Shown(**data)


def release_to_data(release: Release) -> list[dict[str, Any]]:
    """Return one row per item and criterion: the ``results`` of docs/results-json.md."""
    rows = []
    for result in release.results:
        row: dict[str, Any] = {
            "step": release.step,
            "round": release.round,
            "item": {"key": result.item.key, "name": result.item.name},
            "criterion": result.criterion,
            **_breakdown_to_data(result.figures),
        }
        if result.item.group:
            row["item"]["group"] = result.item.group
        if result.outside is not None:
            row["outside"] = _breakdown_to_data(result.outside)
        if release.live:
            row["live"] = True
        if result.held:
            row["held"] = True
        if result.movement is not None:
            row["movement"] = {
                k: v for k, v in asdict(result.movement).items() if v is not None and v is not False
            }
        rows.append(row)
    return rows


def release_from_data(step: str, number: int, rows: Sequence[Mapping[str, Any]]) -> Release:
    """Return the release that release_to_data wrote."""
    return Release(
        step,
        number,
        tuple(
            Result(
                Item(row["item"]["key"], row["item"]["name"], group=row["item"].get("group", "")),
                row["criterion"],
                _breakdown_from_data(row),
                _breakdown_from_data(row["outside"]) if "outside" in row else None,
                Moved(**row["movement"]) if "movement" in row else None,
                row.get("held", False),
            )
            for row in rows
        ),
        any(row.get("live") for row in rows),
    )


def _breakdown_to_data(figures: Breakdown) -> dict[str, Any]:
    return {
        "room": figures_to_data(figures.room),
        "groups": {name: figures_to_data(group) for name, group in figures.groups.items()},
    }


def _breakdown_from_data(data: Mapping[str, Any]) -> Breakdown:
    return Breakdown(
        figures_from_data(data["room"]),
        {name: figures_from_data(group) for name, group in data["groups"].items()},
    )
