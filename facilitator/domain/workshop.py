"""Names what the product keeps: partnerships, workshops, list entries and contributions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from facilitator.domain.agenda import Position, Round, WorkshopState
from facilitator.domain.direction import Direction
from facilitator.domain.flags import Flag, find_flags
from facilitator.domain.framework import WHOLE_STEP, WORKSHOP_LISTS, Framework, Item, Sector, Step, StepKind
from facilitator.domain.plan import Action
from facilitator.domain.timer import Timer

SMALLEST_K, LARGEST_K, DEFAULT_K = 3, 10, 5


class Mode(StrEnum):
    """Who takes part in a workshop."""

    JOINT = "joint"
    COUNCIL = "council"
    VCS = "vcs"


class Pace(StrEnum):
    """Who sets the pace: the facilitator in a room, or everybody for themselves until a date."""

    LED = "led"
    SELF = "self"


class Breakdown(StrEnum):
    """What results are broken down by; never both, as a sum beside its parts can be subtracted."""

    SIDE = "side"
    SECTOR = "sector"


@dataclass(frozen=True, slots=True)
class Account:
    """A facilitator's account."""

    id: str
    name: str
    email: str
    password_hash: str


class Role(StrEnum):
    """What an account may do in a partnership: everything, run workshops, or look."""

    OWNER = "owner"
    FACILITATOR = "facilitator"
    VIEWER = "viewer"


@dataclass(frozen=True, slots=True)
class Member:
    """An account in a partnership."""

    account_id: str
    name: str
    email: str
    role: Role


@dataclass(frozen=True, slots=True)
class Change:
    """What a facilitator changed in a workshop, and when."""

    made_at: datetime
    made_by: str
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class Partnership:
    """A place and its partners; holds workshops over time. ``next_on``: when they meet next."""

    id: str
    name: str
    place: str
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class Workshop:
    """One sitting. ``framework`` holds what its mode asks (Framework.for_mode)."""

    id: str
    partnership: Partnership
    code: str
    title: str
    held_on: date
    mode: Mode
    framework: Framework
    k: int
    breakdown: Breakdown
    state: WorkshopState
    step: str
    locked_lists: frozenset[str]
    room_locked: bool
    tickets: bool
    board: Direction
    revision: int
    progress: int
    step_started_at: datetime | None = None
    ended_at: datetime | None = None
    timer: Timer = field(default_factory=Timer)
    pace: Pace = Pace.LED

    @property
    def is_self_paced(self) -> bool:
        """Whether everybody answers in their own time, until the end of the workshop's day."""
        return self.pace is Pace.SELF

    @property
    def current_step(self) -> Step:
        """The step the workshop is at."""
        return self.framework.get_step(self.step)

    @property
    def sectors(self) -> tuple[Sector, ...]:
        """The sectors that take part; the framework has been fitted to the mode."""
        return self.framework.sectors

    @property
    def groups(self) -> dict[str, str]:
        """The groups results are broken down by, key to name."""
        return self.framework.group_names(self.breakdown)

    def breakdown_of(self, step: Step) -> Breakdown:
        """What a step's answers are counted by: a plan is agreed between sides, whatever else is shown by."""
        return Breakdown.SIDE if step.kind is StepKind.PLAN else self.breakdown

    @property
    def blank(self) -> bool:
        """Whether the facilitator has blanked the board."""
        return self.board.blank

    def with_framework(self, framework: Framework) -> "Workshop":
        """Return the workshop with its framework in other words."""
        return replace(self, framework=framework)

    def position(self, rounds: Sequence[Round]) -> Position:
        """Return where the agenda stands."""
        return Position(self.framework, self.state, self.current_step, tuple(rounds), self.locked_lists)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a workshop's own list: a relationship, or an idea for an action."""

    id: str
    list: str
    key: str
    name: str
    details: Mapping[str, str]
    merged_into: str | None = None

    def as_item(self) -> Item:
        """Return the entry as something to rate."""
        shown = [self.details[key] for key in ("between", "service_area", "note") if self.details.get(key)]
        return Item(self.key, self.name, " · ".join(shown))


class ContributionState(StrEnum):
    """What the facilitator decided about somebody's words."""

    WAITING = "waiting"
    SHOWN = "shown"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Contribution:
    """Somebody's words from a closed round, without person or group.

    ``criterion`` is empty for a proposal, whose ``texts`` hold one text per criterion. The board groups
    words that the facilitator gave one ``heading``.
    """

    id: str
    step: str
    round: int
    item: str
    criterion: str
    texts: Mapping[str, str]
    state: ContributionState
    heading: str = ""

    @property
    def text(self) -> str:
        """The words themselves; for a proposal its name."""
        return next(iter(self.texts.values()), "")

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What the moderator should look at twice."""
        return find_flags("\n".join(self.texts.values()))


def items_of(
    framework: Framework, step: Step, entries: Sequence[Entry], actions: Sequence[Action] = ()
) -> tuple[Item, ...]:
    """Return what a step asks about: a fixed set, a list, a proposal's slots, the plan's actions, or itself."""
    if step.kind is StepKind.PLAN:
        return tuple(action.as_item() for action in actions if not action.removed)
    if step.kind is StepKind.PROPOSE:
        return tuple(Item(f"proposal-{slot}", str(slot)) for slot in range(1, step.slots + 1))
    if step.items in WORKSHOP_LISTS:
        return tuple(e.as_item() for e in entries if e.list == step.items and e.merged_into is None)
    if step.items == WHOLE_STEP:
        return (Item(step.key, step.name, step.text),)
    return framework.get_item_set(step.items).items


def code_for_people(code: str) -> str:
    """Return a workshop's code in two halves, as it is read out and typed."""
    half = len(code) // 2
    return f"{code[:half]}-{code[half:]}"


def normal_code(typed: str) -> str:
    """Return a code as it is stored, from what a person typed."""
    return "".join(c for c in typed.upper() if c.isascii() and c.isalnum())
