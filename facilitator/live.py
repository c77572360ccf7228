"""Wakes up whoever waits for news of a workshop; what the news is, the database knows."""

import threading
from collections import defaultdict
from collections.abc import Callable

ALONE_SECONDS = 60.0
POLL_SECONDS = 0.5


class Live:
    """Announce and wait within one process.

    A topic is a workshop's id. *State* is announced when anything people see changes, *progress*
    also when an answer came in; phones wait for state only.
    """

    def __init__(self, *, alone: bool = True) -> None:
        """Start with nobody waiting; not ``alone`` where other processes change the same database."""
        self._changed = threading.Condition()
        self._serials: dict[str, int] = defaultdict(int)
        self._listeners: list[Callable[[str], None]] = []
        self._alone = alone
        self._closed = False

    @property
    def alone(self) -> bool:
        """Whether every change is announced here, because no other process makes any."""
        return self._alone

    @property
    def patience(self) -> float:
        """Seconds after which whoever waits should look by themselves, for nobody may have told them."""
        return ALONE_SECONDS if self._alone else POLL_SECONDS

    def announce(self, workshop_id: str) -> None:
        """Wake everybody who waits for this workshop."""
        self._bump(workshop_id, f"{workshop_id}/progress")

    def announce_progress(self, workshop_id: str) -> None:
        """Wake those who also wait for the number of answers."""
        self._bump(f"{workshop_id}/progress")

    def serial(self, topic: str) -> int:
        """Return a number that grows with each announcement; read it before reading the database."""
        return self._serials[topic]

    def wait(self, topic: str, serial: int, timeout: float) -> bool:
        """Wait until the topic's serial is no longer ``serial``; False after ``timeout`` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._closed or self._serials[topic] != serial, timeout)

    def listen(self, hear: Callable[[str], None]) -> None:
        """Have ``hear`` called with each topic that is announced; it must return at once."""
        self._listeners.append(hear)

    @property
    def is_closed(self) -> bool:
        """Whether the server is going down."""
        return self._closed

    def close(self) -> None:
        """Wake everybody for the last time."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _bump(self, *topics: str) -> None:
        with self._changed:
            for topic in topics:
                self._serials[topic] += 1
            self._changed.notify_all()
        for hear in self._listeners:
            for topic in topics:
                hear(topic)
