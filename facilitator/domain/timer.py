"""Measures how long a step has taken, with pauses and minutes added."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

MOST_EXTRA = 240


@dataclass(frozen=True, slots=True)
class Timer:
    """The clock of the current step: minutes added to its plan, seconds held, and since when it is held."""

    extra: int = 0
    held: int = 0
    paused_at: datetime | None = None

    def elapsed(self, started_at: datetime | None, now: datetime) -> timedelta:
        """Return the time a step has run, without pauses; nothing where it has not begun."""
        if started_at is None:
            return timedelta()
        return max((self.paused_at or now) - started_at - timedelta(seconds=self.held), timedelta())

    def ends_at(self, started_at: datetime, minutes: int) -> datetime | None:
        """Return when planned minutes, those added and the time held are over; None while the clock is held."""
        if self.paused_at:
            return None
        return started_at + timedelta(minutes=max(minutes + self.extra, 0), seconds=self.held)

    def extended(self, minutes: int) -> "Timer":
        """Return the timer with minutes added to the plan, or taken back."""
        return replace(self, extra=max(-MOST_EXTRA, min(MOST_EXTRA, self.extra + minutes)))

    def pause(self, now: datetime) -> "Timer":
        """Return the timer stopped; stopped again it stays as it was."""
        return self if self.paused_at else replace(self, paused_at=now)

    def resume(self, now: datetime) -> "Timer":
        """Return the timer running on from where it was stopped."""
        if self.paused_at is None:
            return self
        held = self.held + int((now - self.paused_at).total_seconds())
        return replace(self, held=max(held, 0), paused_at=None)

    def as_data(self) -> dict[str, Any]:
        """Return what is stored."""
        paused = self.paused_at.isoformat() if self.paused_at else None
        return {"extra": self.extra, "held": self.held, "paused_at": paused}


def timer_from_data(data: Mapping[str, Any]) -> Timer:
    """Return the timer that was stored."""
    paused = data.get("paused_at")
    return Timer(
        int(data.get("extra", 0)),
        int(data.get("held", 0)),
        datetime.fromisoformat(paused) if paused else None,
    )
