"""Saves one action within the caller's transaction, and says what stands in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from facilitator.domain.agenda import RoundStatus
from facilitator.domain.plan import MOST_ACTIONS, Action, edit_action
from facilitator.services.installation import Installation, new_id
from facilitator.store import actions, rounds
from facilitator.store.actions import Save, Saved

if TYPE_CHECKING:
    from facilitator.store.database import Connection


class BeingAsked(Exception):
    """People are answering whether they stand behind the action, so its words stand still."""


class TooManyActions(Exception):
    """The plan holds as many actions as a plan may."""


@dataclass(frozen=True, slots=True)
class Editor:
    """Who edits the plan, and in which sitting (one opening of a form, or one import)."""

    name: str
    sitting: str = ""


THE_ROOM = Editor("The room")


def new_action(fields: Mapping[str, Any]) -> Action:
    """Return a new action with these fields, not yet in any plan; raise ActionError."""
    return replace(edit_action(Action(new_id(), 0, ""), fields), version=1)


def put_new(
    installation: Installation, connection: "Connection", workshop_id: str, new: Action, editor: Editor
) -> None:
    """Add an action within the caller's transaction; raise TooManyActions."""
    if len(actions.list_actions(connection, workshop_id)) >= MOST_ACTIONS:
        raise TooManyActions
    actions.put_action(connection, workshop_id, new, save_of(installation, editor))


def put_edit(
    installation: Installation,
    connection: "Connection",
    workshop_id: str,
    now: Action,
    edit: Mapping[str, Any],
    editor: Editor,
) -> Action:
    """Save an edit of an action as it is now, within the caller's transaction; raise ActionError, BeingAsked."""
    changed = edit_action(now, edit)
    if changed.action != now.action:
        check_not_asked(connection, workshop_id, now.id)
    actions.save_action(connection, workshop_id, changed, save_of(installation, editor))
    return changed


def put_removed(
    installation: Installation, connection: "Connection", workshop_id: str, action_id: str, editor: Editor
) -> None:
    """Take an action out within the caller's transaction; nothing happens where there is none."""
    now = actions.find_action(connection, workshop_id, action_id)
    if now is not None and not now.removed:
        gone = replace(now, removed=True, version=now.version + 1)
        actions.save_action(connection, workshop_id, gone, save_of(installation, editor))


def check_not_asked(connection: "Connection", workshop_id: str, action_id: str) -> None:
    """Raise BeingAsked while an open round asks about the action."""
    open_now = (RoundStatus.OPEN, RoundStatus.PAUSED, RoundStatus.CLOSED)
    found = rounds.list_rounds(connection, workshop_id)
    if any(r.status in open_now and not r.sealed and action_id in r.items for r in found):
        raise BeingAsked(action_id)


def find_version(connection: "Connection", workshop_id: str, action_id: str, version: int) -> Action | None:
    """Return an action as it was at a version."""
    saves = actions.list_saves(connection, workshop_id, [action_id])
    return next((s.action for s in saves if s.action.version == version), None)


def save_of(installation: Installation, editor: Editor) -> Save:
    """Return what is kept of a save: who and when; without a sitting of its own it is one by itself."""
    return Save(editor.name[:200], installation.clock(), editor.sitting[:32] or new_id())


def find_undo(saves: Sequence[Saved]) -> Saved | None:
    """Return the save before the last sitting, from an action's saves; None at its first."""
    last = saves[-1].save.sitting if saves else ""
    return next((s for s in reversed(saves) if s.save.sitting != last), None)
