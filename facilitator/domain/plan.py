"""Holds what the joint action plan says of an action and checks what people write there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from facilitator.domain.ballot import clean_text


class ActionStatus(StrEnum):
    """How far an action is."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    UNDER_WAY = "under_way"
    DONE = "done"
    STOPPED = "stopped"


# Field, and how many characters it may hold.
TEXT_FIELDS = {
    "action": 300,
    "why": 1000,
    "first_step": 500,
    "council_lead": 200,
    "vcs_lead": 200,
    "measure": 500,
    "support": 500,
    "equity": 500,
}


@dataclass(frozen=True, slots=True)
class Action:
    """One line of the joint action plan.

    ``links`` name what it answers, as ``kind:key`` (``relationships:ab12``, ``elements:time``).
    ``version`` counts the saves, so that a later save never overwrites an unseen one.
    """

    id: str
    position: int
    action: str
    why: str = ""
    links: tuple[str, ...] = ()
    first_step: str = ""
    council_lead: str = ""
    vcs_lead: str = ""
    by_when: date | None = None
    measure: str = ""
    support: str = ""
    equity: str = ""
    status: ActionStatus = ActionStatus.PROPOSED
    version: int = 1

    def is_overdue(self, today: date) -> bool:
        """Tell whether the action should have been done before ``today``."""
        finished = self.status in (ActionStatus.DONE, ActionStatus.STOPPED)
        return self.by_when is not None and self.by_when < today and not finished


class ActionError(ValueError):
    """Fields of an action that cannot be saved; ``problems`` maps field to code (and limit)."""

    def __init__(self, problems: Mapping[str, tuple[str, int]]) -> None:
        """Keep the problems."""
        self.problems = dict(problems)
        super().__init__(", ".join(problems))


def check_action_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the text fields, stripped; raise ActionError where one is empty or too long."""
    cleaned = {name: clean_text(fields.get(name, "")) for name in TEXT_FIELDS}
    problems = {
        name: ("too_long", limit) for name, limit in TEXT_FIELDS.items() if len(cleaned[name]) > limit
    }
    if not cleaned["action"]:
        problems["action"] = ("required", 0)
    if problems:
        raise ActionError(problems)
    return cleaned
