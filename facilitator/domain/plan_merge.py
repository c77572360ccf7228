"""Brings an edited action and the plan as it is now together, cell by cell, from what both began with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from facilitator.domain.plan import FIELDS, Action


@dataclass(frozen=True, slots=True)
class Change:
    """A field that one side alone changed."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that both changed, each to something else; ``base`` is what it said before (None: unknown)."""

    field: str
    base: Any
    theirs: Any
    mine: Any


@dataclass(frozen=True, slots=True)
class Merge:
    """What an edit does to an action: its own changes, those others made since, and what needs a choice."""

    theirs: Action
    changes: tuple[Change, ...]
    others: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]

    def edit(self, chosen: Iterable[str] = ()) -> dict[str, Any]:
        """Return the fields to save: the changes, and of the conflicts those ``chosen`` to be mine."""
        wanted = set(chosen)
        return {c.field: c.after for c in self.changes} | {
            c.field: c.mine for c in self.conflicts if c.field in wanted
        }


def merge(base: Action | None, theirs: Action, mine: Mapping[str, Any]) -> Merge:
    """Return what ``mine`` (some of FIELDS, as edited from ``base``) means for the plan's ``theirs``.

    Without a base nobody can tell who changed what, so every difference is a conflict.
    """
    changes, others, conflicts = [], [], []
    for name in FIELDS:
        now = getattr(theirs, name)
        was = getattr(base, name) if base is not None else None
        if base is not None and now != was:
            others.append(Change(name, was, now))
        if name not in mine or mine[name] == now or (base is not None and mine[name] == was):
            continue
        if base is not None and now == was:
            changes.append(Change(name, was, mine[name]))
        else:
            conflicts.append(Conflict(name, was, now, mine[name]))
    return Merge(theirs, tuple(changes), tuple(others), tuple(conflicts))


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of an edited copy of the plan.

    ``action_id`` is empty for a new row; ``exported`` counts the plan's saves when the copy was made
    (None where the row does not say); ``fields`` are those of FIELDS that the copy holds.
    """

    row: int
    action_id: str
    exported: int | None
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a copy would do to the plan: actions by id, new rows, actions it no longer has."""

    merges: tuple[Merge, ...] = ()
    new: tuple[PlanRow, ...] = ()
    removed: tuple[Action, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether the copy says what the plan says already."""
        return not (self.merges or self.new or self.removed)

    @property
    def count(self) -> int:
        """How many differences there are: cells, rows, missing actions."""
        cells = sum(len(m.changes) + len(m.conflicts) for m in self.merges)
        return cells + len(self.new) + len(self.removed)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An action as it was after a save; ``sequence`` counts the saves of the whole plan."""

    sequence: int
    action: Action


def compare_plan(
    rows: Sequence[PlanRow], current: Sequence[Action], history: Sequence[Snapshot]
) -> Comparison:
    """Compare a copy with the plan; raise KeyError with the id of a row that the plan never had.

    Each row is merged from what the plan said when that row's copy was made. An action counts as
    taken out only if the copy was made after it came into the plan.
    """
    by_id = {action.id: action for action in current}
    merges, new, seen = [], [], set()
    for row in rows:
        if not row.action_id:
            new.append(row)
            continue
        theirs = by_id[row.action_id]
        seen.add(row.action_id)
        found = merge(_base(history, row.action_id, row.exported), theirs, row.fields)
        if found.changes or found.conflicts:
            merges.append(found)
    told = [row.exported for row in rows if row.exported is not None]
    oldest = min(told, default=None)
    removed = [
        action
        for action in current
        if action.id not in seen and oldest is not None and _base(history, action.id, oldest) is not None
    ]
    return Comparison(tuple(merges), tuple(new), tuple(removed))


def _base(history: Sequence[Snapshot], action_id: str, exported: int | None) -> Action | None:
    if exported is None:
        return None
    found = [s for s in history if s.action.id == action_id and s.sequence <= exported]
    newest = max(found, key=lambda s: s.sequence, default=None)
    return newest.action if newest is not None else None
