"""Takes the room's ideas into the plan, those in the same words together, and each once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from facilitator.domain.framework import ACTIONS
from facilitator.domain.plan import TEXT_FIELDS, Action, same_words
from facilitator.domain.workshop import Entry, Workshop
from facilitator.services import lists
from facilitator.services.installation import Installation
from facilitator.services.plan_saves import THE_ROOM, Editor, new_action, put_new
from facilitator.store import actions
from facilitator.store import lists as stored_lists


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many actions were made of ideas, and how many ideas went into one with another."""

    new: int
    folded: int


def list_ideas(
    installation: Installation, workshop: Workshop, plan: Sequence[Action]
) -> tuple[list[Entry], dict[str, Action]]:
    """Return the ideas that can be taken in, and those in the plan already: the idea's id to its action."""
    entries = lists.list_entries(installation, workshop)
    ideas = [e for e in entries if e.list == ACTIONS and e.merged_into is None]
    there = {i.id: found for i in ideas if (found := find_action(i, plan)) is not None}
    return [i for i in ideas if i.id not in there], there


def find_action(idea: Entry, plan: Sequence[Action]) -> Action | None:
    """Return the action that is made of an idea, or says the same; None where there is none."""
    linked = (action for action in plan if link_of(idea) in action.links)
    alike = (action for action in plan if same_words(action.action) == same_words(idea.name))
    return next(linked, None) or next(alike, None)


def link_of(idea: Entry) -> str:
    """Return the link by which an action names an idea."""
    return f"{ACTIONS}:{idea.key}"


def add_ideas(
    installation: Installation, workshop_id: str, entry_ids: Sequence[str], editor: Editor = THE_ROOM
) -> TakenIn:
    """Put ideas from the list of actions into the plan, each once; raise TooManyActions.

    An idea's action is linked to it, so that its dots, and the words of ideas merged into it, come along.
    Ideas in the same words, whatever their case, spaces and punctuation, become one action that is
    linked to all of them and keeps every reason.
    """
    with installation.changing(workshop_id) as connection:
        ideas = {e.id: e for e in stored_lists.list_entries(connection, workshop_id) if e.list == ACTIONS}
        plan = actions.list_actions(connection, workshop_id)
        chosen = [ideas[i] for i in dict.fromkeys(entry_ids) if i in ideas]
        alike: dict[str, list[Entry]] = {}
        for idea in chosen:
            if find_action(idea, plan) is None:
                alike.setdefault(same_words(idea.name), []).append(idea)
        for together in alike.values():
            put_new(installation, connection, workshop_id, new_action(_fields(together)), editor)
    return TakenIn(len(alike), sum(len(together) - 1 for together in alike.values()))


def _fields(together: Sequence[Entry]) -> Mapping[str, object]:
    reasons = dict.fromkeys(idea.details.get("reason", "") for idea in together)
    return {
        "action": together[0].name,
        "why": "\n".join(reason for reason in reasons if reason)[: TEXT_FIELDS["why"]],
        "links": tuple(link_of(idea) for idea in together),
    }
