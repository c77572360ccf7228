"""Holds what the joint action plan says of an action and checks what people write there."""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from facilitator.domain.ballot import clean_text
from facilitator.domain.framework import Item


class ActionStatus(StrEnum):
    """How far an action is."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    UNDER_WAY = "under_way"
    DONE = "done"
    STOPPED = "stopped"


class OpenAnswer(StrEnum):
    """What the room said when it was asked in the open, because a side is too small to be shown."""

    NOT_ASKED = ""
    YES = "yes"
    NO = "no"


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
    "stopped_because": 500,
}

# Everything a person may change, in the order it is asked.
FIELDS = (
    "action",
    "why",
    "links",
    "first_step",
    "council_lead",
    "council_accepted",
    "vcs_lead",
    "vcs_accepted",
    "by_when",
    "measure",
    "support",
    "equity",
    "status",
    "stopped_because",
)
MOST_LINKS, LONGEST_LINK, MOST_ACTIONS = 40, 90, 300


@dataclass(frozen=True, slots=True)
class Action:
    """One line of the joint action plan.

    ``links`` name what it answers, as ``kind:key`` (``relationships:ab12``, ``elements:time``).
    ``council_accepted`` and ``vcs_accepted`` say that the named lead took it on in the room.
    ``version`` counts the saves, so that a later save never overwrites an unseen one.
    """

    id: str
    position: int
    action: str
    why: str = ""
    links: tuple[str, ...] = ()
    first_step: str = ""
    council_lead: str = ""
    council_accepted: bool = False
    vcs_lead: str = ""
    vcs_accepted: bool = False
    by_when: date | None = None
    measure: str = ""
    support: str = ""
    equity: str = ""
    status: ActionStatus = ActionStatus.PROPOSED
    stopped_because: str = ""
    agreed_openly: OpenAnswer = OpenAnswer.NOT_ASKED
    removed: bool = False
    version: int = 1

    @property
    def is_finished(self) -> bool:
        """Whether nothing more is to be done."""
        return self.status in (ActionStatus.DONE, ActionStatus.STOPPED)

    def is_overdue(self, today: date) -> bool:
        """Tell whether the action should have been done before ``today``."""
        return self.by_when is not None and self.by_when < today and not self.is_finished

    def is_due(self, today: date, within_days: int = 31) -> bool:
        """Tell whether the action is due soon: from ``today`` on, within so many days."""
        if self.by_when is None or self.is_finished:
            return False
        return 0 <= (self.by_when - today).days <= within_days

    def as_item(self) -> Item:
        """Return the action as something to rate: what will be done, then first step, leads and date."""
        when = f"{self.by_when:%d/%m/%Y}" if self.by_when else ""
        details = (self.first_step, self.council_lead, self.vcs_lead, when)
        return Item(self.id, self.action, " · ".join(text for text in details if text))


class ActionError(ValueError):
    """Fields of an action that cannot be saved; ``problems`` maps field to code (and limit)."""

    def __init__(self, problems: Mapping[str, tuple[str, int]]) -> None:
        """Keep the problems."""
        self.problems = dict(problems)
        super().__init__(", ".join(problems))


def same_words(text: str) -> str:
    """Return what two texts share that differ in case, spaces and punctuation alone."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(c for c in plain if unicodedata.category(c)[0] not in "PZC")
    return letters or text.strip()


def check_action_fields(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return the text fields, stripped; raise ActionError where one is empty or too long.

    An action that is stopped needs a reason: the plan is read by people who were not there.
    """
    cleaned = {name: clean_text(fields.get(name) or "") for name in TEXT_FIELDS}
    problems = {
        name: ("too_long", limit) for name, limit in TEXT_FIELDS.items() if len(cleaned[name]) > limit
    }
    if not cleaned["action"]:
        problems["action"] = ("required", 0)
    if fields.get("status") == ActionStatus.STOPPED and not cleaned["stopped_because"]:
        problems["stopped_because"] = ("required", 0)
    if problems:
        raise ActionError(problems)
    return cleaned


def edit_action(before: Action, edit: Mapping[str, Any]) -> Action:
    """Return an action with some FIELDS changed and its version counted up; raise ActionError.

    An acceptance belongs to the person named: it goes when another name is written in their place.
    What the room agreed in the open goes when the action's own words change.
    """
    changed = {name: edit[name] for name in FIELDS if name in edit}
    texts = check_action_fields({**{name: getattr(before, name) for name in FIELDS}, **changed})
    links = tuple(dict.fromkeys(changed.get("links", before.links)))[:MOST_LINKS]
    changed |= texts | {"links": tuple(k for k in links if ":" in k and len(k) <= LONGEST_LINK)}
    for lead, accepted in (("council_lead", "council_accepted"), ("vcs_lead", "vcs_accepted")):
        now = changed.get(accepted, getattr(before, accepted))
        other_name = changed[lead] != getattr(before, lead)
        changed[accepted] = bool(now and changed[lead] and not (other_name and getattr(before, accepted)))
    if changed["action"] != before.action:
        changed["agreed_openly"] = OpenAnswer.NOT_ASKED
    return replace(before, **changed, version=before.version + 1)


class Hint(StrEnum):
    """What would make an action easier to do and to follow up; a hint, never a wall."""

    NO_FIRST_STEP = "no_first_step"
    NO_COUNCIL_LEAD = "no_council_lead"
    NO_VCS_LEAD = "no_vcs_lead"
    NOT_ACCEPTED = "not_accepted"
    NO_DATE = "no_date"
    NO_MEASURE = "no_measure"
    MEASURE_WITHOUT_NUMBER = "measure_without_number"
    NO_SUPPORT = "no_support"


def list_hints(action: Action) -> tuple[Hint, ...]:
    """Return what an action lacks to be specific, measurable, assigned and dated."""
    unaccepted = (action.council_lead and not action.council_accepted) or (
        action.vcs_lead and not action.vcs_accepted
    )
    numbers = any(c.isdigit() for c in action.measure) or any(
        word in action.measure.casefold() for word in ("every", "all", "each", "none", "one", "two", "three")
    )
    found = {
        Hint.NO_FIRST_STEP: not action.first_step,
        Hint.NO_COUNCIL_LEAD: not action.council_lead,
        Hint.NO_VCS_LEAD: not action.vcs_lead,
        Hint.NOT_ACCEPTED: bool(unaccepted),
        Hint.NO_DATE: action.by_when is None,
        Hint.NO_MEASURE: not action.measure,
        Hint.MEASURE_WITHOUT_NUMBER: bool(action.measure) and not numbers,
        Hint.NO_SUPPORT: not action.support,
    }
    return () if action.is_finished else tuple(hint for hint, lacks in found.items() if lacks)


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """How many actions of a plan stand where; an overdue one also counts by its status."""

    total: int
    by_status: Mapping[ActionStatus, int]
    overdue: int
    due: int


def summarise(actions: tuple[Action, ...] | list[Action], today: date) -> PlanSummary:
    """Return how a plan stands today."""
    return PlanSummary(
        len(actions),
        {status: sum(a.status is status for a in actions) for status in ActionStatus},
        sum(a.is_overdue(today) for a in actions),
        sum(a.is_due(today) for a in actions),
    )


def action_to_data(action: Action) -> dict[str, Any]:
    """Return an action as plain data, dates as ISO 8601."""
    return asdict(action) | {
        "links": list(action.links),
        "by_when": action.by_when.isoformat() if action.by_when else None,
        "status": action.status.value,
        "agreed_openly": action.agreed_openly.value,
    }


def action_from_data(data: Mapping[str, Any]) -> Action:
    """Return the action that action_to_data wrote."""
    return Action(
        **{
            **data,
            "links": tuple(data["links"]),
            "by_when": date.fromisoformat(data["by_when"]) if data["by_when"] else None,
            "status": ActionStatus(data["status"]),
            "agreed_openly": OpenAnswer(data["agreed_openly"]),
        }
    )
