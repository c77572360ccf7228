"""Edits the joint action plan; a later save never overwrites what its writer has not seen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from facilitator.domain.plan import Action, OpenAnswer
from facilitator.domain.plan_merge import Merge, merge
from facilitator.domain.workshop import Workshop
from facilitator.services.installation import Installation
from facilitator.services.plan_saves import (
    THE_ROOM,
    Editor,
    check_not_asked,
    find_undo,
    find_version,
    new_action,
    put_edit,
    put_new,
    put_removed,
    save_of,
)
from facilitator.store import actions
from facilitator.store.actions import Saved

if TYPE_CHECKING:
    from facilitator.store.database import Connection


class SavedInBetween(Exception):
    """Somebody saved the action since it was read, and both changed the same fields (``merge``)."""

    def __init__(self, found: Merge) -> None:
        """Keep what both wrote."""
        super().__init__(found.theirs.id)
        self.merge = found


def list_actions(installation: Installation, workshop: Workshop) -> list[Action]:
    """Return the plan in its order."""
    with installation.database.read() as connection:
        return actions.list_actions(connection, workshop.id)


def list_removed(installation: Installation, workshop: Workshop) -> list[Action]:
    """Return the actions that were taken out of the plan and can be put back."""
    with installation.database.read() as connection:
        return actions.list_actions(connection, workshop.id, removed=True)


def get_action(installation: Installation, workshop: Workshop, action_id: str) -> Action:
    """Return an action; raise KeyError where the plan has none with this id."""
    with installation.database.read() as connection:
        found = actions.find_action(connection, workshop.id, action_id)
    if found is None or found.removed:
        raise KeyError(action_id)
    return found


def list_saves(
    installation: Installation, workshop: Workshop, action_ids: Sequence[str] | None = None
) -> list[Saved]:
    """Return the saves of the plan, or of some of its actions, the oldest first."""
    with installation.database.read() as connection:
        return actions.list_saves(connection, workshop.id, action_ids)


def add_action(
    installation: Installation,
    workshop_id: str,
    action: str,
    why: str = "",
    links: Iterable[str] = (),
    editor: Editor = THE_ROOM,
) -> Action:
    """Add an action to the plan; raise ActionError for an empty or too long one, or TooManyActions."""
    new = new_action({"action": action, "why": why, "links": tuple(links)})
    with installation.changing(workshop_id) as connection:
        put_new(installation, connection, workshop_id, new, editor)
    return new


def save_action(
    installation: Installation,
    workshop_id: str,
    action_id: str,
    version: int,
    edit: Mapping[str, Any],
    *,
    chosen: Mapping[str, str] | None = None,
    editor: Editor = THE_ROOM,
) -> Action:
    """Save some of an action's FIELDS as edited from ``version``, together with what others saved since.

    Where both changed a field, ``chosen`` says whose words count, field to ``mine`` or ``theirs``, as
    seen at ``version``. Raises ActionError, KeyError, BeingAsked, or SavedInBetween with the fields
    that still need a choice; then nothing is saved.
    """
    theirs_wins = {name for name, whose in (chosen or {}).items() if whose == "theirs"}
    wanted = {name: value for name, value in edit.items() if name not in theirs_wins}
    with installation.changing(workshop_id) as connection:
        now = _get(connection, workshop_id, action_id)
        base = find_version(connection, workshop_id, action_id, version)
        found = merge(base, now, wanted)
        if found.conflicts:
            raise SavedInBetween(found)
        if not found.changes:
            return now
        return put_edit(installation, connection, workshop_id, now, found.edit(), editor)


def undo_save(
    installation: Installation, workshop_id: str, action_id: str, version: int, editor: Editor = THE_ROOM
) -> Action:
    """Bring an action back to what it was before the last sitting that changed it.

    Raises SavedInBetween where ``version`` is not the newest any more, KeyError where there is nothing
    to go back to, BeingAsked.
    """
    with installation.changing(workshop_id) as connection:
        now = _get(connection, workshop_id, action_id)
        if now.version != version:
            raise SavedInBetween(merge(None, now, {}))
        saves = actions.list_saves(connection, workshop_id, [action_id])
        before = find_undo(saves)
        if before is None:
            raise KeyError(action_id)
        if before.action.action != now.action:
            check_not_asked(connection, workshop_id, action_id)
        undone = replace(before.action, position=now.position, version=now.version + 1)
        actions.save_action(connection, workshop_id, undone, save_of(installation, editor))
    return undone


def answer_openly(
    installation: Installation, workshop_id: str, action_id: str, said: OpenAnswer, editor: Editor = THE_ROOM
) -> None:
    """Record what the room said in the open about an action; raise KeyError."""
    _set(installation, workshop_id, action_id, editor, agreed_openly=said)


def remove_action(
    installation: Installation, workshop_id: str, action_id: str, editor: Editor = THE_ROOM
) -> None:
    """Take an action out of the plan; it can be put back. Raise BeingAsked."""
    with installation.changing(workshop_id) as connection:
        check_not_asked(connection, workshop_id, action_id)
        put_removed(installation, connection, workshop_id, action_id, editor)


def restore_action(
    installation: Installation, workshop_id: str, action_id: str, editor: Editor = THE_ROOM
) -> None:
    """Put an action back that was taken out; raise KeyError."""
    _set(installation, workshop_id, action_id, editor, removed=False)


def _get(connection: "Connection", workshop_id: str, action_id: str) -> Action:
    found = actions.find_action(connection, workshop_id, action_id)
    if found is None or found.removed:
        raise KeyError(action_id)
    return found


def _set(installation: Installation, workshop_id: str, action_id: str, editor: Editor, **values: Any) -> None:
    with installation.changing(workshop_id) as connection:
        now = actions.find_action(connection, workshop_id, action_id)
        if now is None:
            raise KeyError(action_id)
        changed = replace(now, **values, version=now.version + 1)
        actions.save_action(connection, workshop_id, changed, save_of(installation, editor))
