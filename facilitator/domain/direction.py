"""Holds what a facilitator has the shared board show."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

LONGEST_KEY = 40


class Sort(StrEnum):
    """The order in which a picture lists what was rated."""

    AGENDA = "agenda"
    GAP = "gap"
    WORK_FIRST = "work_first"


@dataclass(frozen=True, slots=True)
class View:
    """How one step is looked at.

    ``part`` names a picture of the step, ``x`` and ``y`` the criteria of its axes, ``item`` the one
    thing to look at. What is empty, or does not fit the step, is chosen for the viewer.
    """

    part: str = ""
    x: str = ""
    y: str = ""
    sort: Sort = Sort.AGENDA
    item: str = ""


@dataclass(frozen=True, slots=True)
class Direction:
    """What the board shows: nothing, or a step (empty: the current one) in a view."""

    blank: bool = False
    step: str = ""
    view: View = View()


def view_from(wanted: Mapping[str, str]) -> View:
    """Return the view that fields of an address or a form ask for; nonsense counts as nothing."""
    texts = {name: wanted.get(name, "")[:LONGEST_KEY] for name in ("part", "x", "y", "item")}
    sort = wanted.get("sort", "")
    return View(**texts, sort=Sort(sort) if sort in set(Sort) else Sort.AGENDA)


def direction_to_data(direction: Direction) -> dict[str, Any]:
    """Return a direction as plain data."""
    return asdict(direction)


def direction_from_data(data: Mapping[str, Any]) -> Direction:
    """Return the direction that direction_to_data wrote; names it does not know are left out."""
    known = {field.name for field in fields(View)}
    view = {name: value for name, value in (data.get("view") or {}).items() if name in known}
    return Direction(bool(data.get("blank")), str(data.get("step", "")), view_from(view))
