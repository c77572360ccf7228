"""Edits the joint action plan."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from facilitator.domain.framework import ACTIONS
from facilitator.domain.plan import Action, ActionStatus, check_action_fields
from facilitator.domain.workshop import Workshop
from facilitator.services.installation import Installation, new_id
from facilitator.store import actions, lists


class SavedInBetween(Exception):
    """Somebody saved the action since it was read; ``theirs`` is what they saved."""

    def __init__(self, theirs: Action) -> None:
        """Keep what they saved."""
        super().__init__(theirs.id)
        self.theirs = theirs


def list_actions(installation: Installation, workshop: Workshop) -> list[Action]:
    """Return the plan in its order."""
    with installation.database.read() as connection:
        return actions.list_actions(connection, workshop.id)


def get_action(installation: Installation, workshop: Workshop, action_id: str) -> Action:
    """Return an action; raise KeyError where the plan has none with this id."""
    with installation.database.read() as connection:
        found = actions.find_action(connection, workshop.id, action_id)
    if found is None:
        raise KeyError(action_id)
    return found


def list_evidence(installation: Installation, workshop: Workshop) -> dict[str, str]:
    """Return what an action can answer: ``kind:key`` to name, relationships first."""
    with installation.database.read() as connection:
        entries = lists.list_entries(connection, workshop.id)
    evidence = {f"{e.list}:{e.key}": e.name for e in entries if e.list != ACTIONS and e.merged_into is None}
    for item_set in workshop.framework.item_sets:
        evidence |= {f"{item_set.key}:{item.key}": item.name for item in item_set.items}
    return evidence


def add_action(installation: Installation, workshop_id: str, action: str, why: str = "") -> Action:
    """Add an action to the plan; raise ActionError for an empty or too long one."""
    fields = check_action_fields({"action": action, "why": why})
    new = Action(new_id(), 0, fields["action"], why=fields["why"])
    with installation.changing(workshop_id) as connection:
        actions.put_action(connection, workshop_id, new)
    return new


def add_ideas(installation: Installation, workshop_id: str, entry_ids: Sequence[str]) -> int:
    """Put ideas from the list of actions into the plan, each once; return how many were new."""
    with installation.changing(workshop_id) as connection:
        ideas = {e.id: e for e in lists.list_entries(connection, workshop_id) if e.list == ACTIONS}
        there = {a.action for a in actions.list_actions(connection, workshop_id)}
        chosen = [ideas[i] for i in dict.fromkeys(entry_ids) if i in ideas and ideas[i].name not in there]
        for idea in chosen:
            action = Action(new_id(), 0, idea.name, why=idea.details.get("reason", ""))
            actions.put_action(connection, workshop_id, action)
    return len(chosen)


def save_action(
    installation: Installation,
    workshop_id: str,
    action_id: str,
    version: int,
    fields: Mapping[str, str],
    links: Sequence[str],
    by_when: date | None,
    status: ActionStatus,
) -> Action:
    """Save an action as edited from ``version``; raise ActionError, KeyError or SavedInBetween."""
    texts: dict[str, Any] = check_action_fields(fields)
    with installation.changing(workshop_id) as connection:
        before = actions.find_action(connection, workshop_id, action_id)
        if before is None:
            raise KeyError(action_id)
        known = [link for link in dict.fromkeys(links) if link.partition(":")[0] and len(link) <= 90]
        changed = replace(
            before, **texts, links=tuple(known), by_when=by_when, status=status, version=version + 1
        )
        if not actions.save_action(connection, workshop_id, changed):
            raise SavedInBetween(before)
    return changed


def remove_action(installation: Installation, workshop_id: str, action_id: str) -> None:
    """Take an action out of the plan."""
    with installation.changing(workshop_id) as connection:
        actions.delete_action(connection, workshop_id, action_id)
