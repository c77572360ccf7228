"""What a workshop asks, as values: sides, sectors, item sets, criteria and steps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol, TypeVar

JOINT = "joint"
RELATIONSHIPS, ACTIONS = "relationships", "actions"
WORKSHOP_LISTS = (RELATIONSHIPS, ACTIONS)
WHOLE_STEP = "step"


class CriterionKind(StrEnum):
    """How a criterion is answered."""

    SCALE = "scale"
    CHOICE = "choice"
    SEVERAL = "several"
    DOTS = "dots"
    TEXT = "text"


class StepKind(StrEnum):
    """What a step of the agenda is for."""

    LOBBY = "lobby"
    PROPOSE = "propose"
    RATE = "rate"
    BREAK = "break"
    PLAN = "plan"
    CLOSE = "close"


class Reveal(StrEnum):
    """When a step's results may be seen."""

    LIVE = "live"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer."""

    key: str
    name: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """A side of the relationship: council, VCS or other."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Sector:
    """A participant's group, which belongs to one side.

    ``modes`` names the workshops that offer it: *joint*, or the side that meets alone.
    """

    key: str
    name: str
    side: str
    text: str = ""
    modes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """What is rated."""

    key: str
    name: str
    text: str = ""
    group: str = ""
    outside_control: bool = False


@dataclass(frozen=True, slots=True)
class ItemSet:
    """A fixed list of items, in groups or not."""

    key: str
    name: str
    items: tuple[Item, ...]
    groups: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is asked of an item.

    ``options`` stand lowest first on a scale; ``outside`` answers lie beside it ("Don't know").
    ``dots`` is the number of dots a person has (None: a quarter of the number of items),
    ``most_on_one`` how many may lie on one item. ``longest`` bounds a text, in characters.
    """

    key: str
    kind: CriterionKind
    name: str
    question: str
    hint: str = ""
    options: tuple[Option, ...] = ()
    outside: tuple[Option, ...] = ()
    dots: int | None = None
    most_on_one: int = 1
    longest: int = 500
    required: bool = False

    @property
    def option_keys(self) -> tuple[str, ...]:
        """Keys of the substantive answers, lowest first."""
        return tuple(option.key for option in self.options)

    @property
    def outside_keys(self) -> tuple[str, ...]:
        """Keys of the answers that lie beside the scale."""
        return tuple(option.key for option in self.outside)

    def is_outside(self, answer: str | int | tuple[str, ...]) -> bool:
        """Tell whether an answer lies beside the scale."""
        given = answer[0] if isinstance(answer, tuple) else answer
        return given in self.outside_keys

    def points(self, answer: str) -> int | None:
        """Return what an answer on a scale is worth, 1 the lowest; None for an outside answer."""
        return self.option_keys.index(answer) + 1 if answer in self.option_keys else None

    def dots_for(self, items: int) -> int:
        """Return how many dots a person has when there are so many items."""
        return self.dots if self.dots is not None else max(1, round(items / 4))


@dataclass(frozen=True, slots=True)
class Step:
    """A stage on the agenda.

    ``items`` names an item set, a list of the workshop, or ``step`` (asked once, of the step itself).
    A step of kind *propose* fills the list named by ``into``, with up to ``slots`` proposals each.
    A step of kind *plan* with criteria asks them of every action of the plan.
    ``modes`` names the workshops that have it, as for a sector; none means all.
    """

    key: str
    name: str
    kind: StepKind
    minutes: int
    text: str = ""
    items: str = WHOLE_STEP
    criteria: tuple[str, ...] = ()
    into: str = ""
    slots: int = 5
    reveal: Reveal = Reveal.CLOSE
    prompt: str = ""
    modes: tuple[str, ...] = ()

    @property
    def collects(self) -> bool:
        """Whether participants answer anything here."""
        asks = self.kind is StepKind.PLAN and bool(self.criteria)
        return self.kind in (StepKind.PROPOSE, StepKind.RATE) or asks

    @property
    def rates(self) -> bool:
        """Whether participants rate something here whose results are then revealed."""
        return self.collects and self.kind is not StepKind.PROPOSE


@dataclass(frozen=True, slots=True)
class Framework:
    """Everything a workshop asks.

    ``left_out`` steps stand in the file but not on the agenda. ``translations`` holds, by language,
    each text of the file and its translation.
    ``agreement`` names the criterion by which sides agree to an action and its lowest answer that
    counts as support. ``coverage`` and ``missing`` name criteria whose unused answers, and whose
    words, are starting points for actions.
    """

    key: str
    version: str
    name: str
    language: str
    text: str
    credit: str
    sides: tuple[Side, ...]
    sectors: tuple[Sector, ...]
    compare: tuple[str, ...]
    item_sets: tuple[ItemSet, ...]
    criteria: tuple[Criterion, ...]
    steps: tuple[Step, ...]
    work_on_first: tuple[str, str] | None = None
    left_out: tuple[Step, ...] = ()
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False, compare=False)
    agreement: tuple[str, str] | None = None
    coverage: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    source: str = field(default="", repr=False, compare=False)

    def for_mode(self, mode: str) -> "Framework":
        """Return what a workshop of this mode asks: *joint*, or the key of the side that meets alone.

        A separate workshop has the sectors made for it, or else its side's own; steps that are not for
        it fall away. A framework without such a side is used as for a joint workshop.
        """
        alone = mode if any(sector.side == mode for sector in self.sectors) else ""
        if alone:
            own = [s for s in self.sectors if s.side == alone]
            sectors = [s for s in own if alone in s.modes] or [s for s in own if not s.modes] or own
        else:
            sectors = [s for s in self.sectors if not s.modes or JOINT in s.modes]
        present = {sector.side for sector in sectors}
        kept = tuple(s for s in self.steps if not s.modes or (alone or JOINT) in s.modes)
        return replace(
            self,
            sectors=tuple(sectors),
            sides=tuple(side for side in self.sides if side.key in present),
            compare=self.compare if set(self.compare) <= present else (),
            steps=kept or self.steps,
            left_out=tuple(s for s in self.left_out if not s.modes or (alone or JOINT) in s.modes),
        )

    def get_step(self, key: str) -> Step:
        """Return the step with this key; raise KeyError where there is none."""
        return _named(self.steps, key)

    def get_sector(self, key: str) -> Sector:
        """Return the sector with this key; raise KeyError where there is none."""
        return _named(self.sectors, key)

    def get_criterion(self, key: str) -> Criterion:
        """Return the criterion with this key; raise KeyError where there is none."""
        return _named(self.criteria, key)

    def get_item_set(self, key: str) -> ItemSet:
        """Return the item set with this key; raise KeyError where there is none."""
        return _named(self.item_sets, key)

    def criteria_of(self, step: Step) -> tuple[Criterion, ...]:
        """Return the criteria a step asks, in order."""
        return tuple(self.get_criterion(key) for key in step.criteria)

    def group_names(self, breakdown: str) -> dict[str, str]:
        """Return the groups results are broken down by, key to name: by ``side`` or by ``sector``."""
        groups: Iterable[Side | Sector] = self.sides if breakdown == "side" else self.sectors
        return {group.key: group.name for group in groups}

    def group_of(self, sector: str, breakdown: str) -> str:
        """Return the key of the group a sector counts in."""
        return self.get_sector(sector).side if breakdown == "side" else sector

    @property
    def judged_sides(self) -> tuple[str, ...]:
        """The sides that must agree to an action: the two compared ones, else all."""
        return self.compare or tuple(side.key for side in self.sides)

    def compared_groups(self, breakdown: str) -> tuple[str, str] | None:
        """Return the two groups whose gap is shown: the sides, or the first sector of each."""
        if len(self.compare) != 2:
            return None
        if breakdown == "side":
            return self.compare[0], self.compare[1]
        first = [next((s.key for s in self.sectors if s.side == side), "") for side in self.compare]
        return (first[0], first[1]) if all(first) else None


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


Thing = TypeVar("Thing", bound=_Keyed)


def _named(things: Iterable[Thing], key: str) -> Thing:
    for thing in things:
        if thing.key == key:
            return thing
    raise KeyError(key)
