"""Remembers what was read of a workshop for as long as its revision stays the same."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from facilitator.domain.workshop import Workshop

T = TypeVar("T")

MOST_WORKSHOPS = 64
MOST_VALUES = 20_000


@dataclass(frozen=True, slots=True)
class Known:
    """A workshop as it was read after ``serial`` announcements and found unchanged at ``checked_at``."""

    workshop: Workshop
    serial: int
    checked_at: float


class Memory:
    """Values of the workshops in use, in this process only.

    Whatever changes what people see counts the workshop's revision up in the same transaction, so a
    value read under a revision is good until a newer one is seen. Nothing that changes with
    the mere progress of a workshop (heads, answers) belongs here.
    """

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._workshops: OrderedDict[str, Known] = OrderedDict()
        self._values: OrderedDict[str, tuple[int, dict[Hashable, Any]]] = OrderedDict()

    def find(self, code: str) -> "Known | None":
        """Return what is known of the workshop with this code."""
        return self._workshops.get(code)

    def keep(self, code: str, known: "Known") -> None:
        """Remember a workshop."""
        self._workshops[code] = known
        self._workshops.move_to_end(code)
        if len(self._workshops) > MOST_WORKSHOPS:
            self._workshops.popitem(last=False)

    def forget(self, code: str) -> None:
        """Forget a workshop."""
        self._workshops.pop(code, None)

    def recall(self, workshop: Workshop, name: Hashable, load: Callable[[], T]) -> T:
        """Return what ``load`` returns, or returned before under this revision; None is not remembered."""
        revision, values = self._values.get(workshop.id, (-1, {}))
        if revision > workshop.revision:
            return load()  # somebody holds an older workshop: their view is theirs alone
        if revision < workshop.revision:
            values = {}
            self._values[workshop.id] = (workshop.revision, values)
            self._values.move_to_end(workshop.id)
            if len(self._values) > MOST_WORKSHOPS:
                self._values.popitem(last=False)
        if name in values:
            return cast(T, values[name])
        value = load()
        if value is not None and len(values) < MOST_VALUES:
            values[name] = value
        return value
