"""Does noted work at the ticks of a clock, each piece once however often it was noted."""

import logging
import threading
import time
from collections.abc import Callable

TICK_SECONDS = 0.25
REST = 4

logger = logging.getLogger(__name__)


class Ticker:
    """One thread, started by the first note; long work makes it rest longer."""

    def __init__(self) -> None:
        """Wait for notes."""
        self._noted: dict[str, Callable[[], object]] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def note(self, key: str, work: Callable[[], object]) -> None:
        """Have ``work`` done at the next tick; a later note under the same key takes its place."""
        with self._changed:
            if self._closed:
                return
            self._noted[key] = work
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def close(self) -> None:
        """Finish what is being done and stop."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(10)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._noted or self._closed)
                if self._closed:
                    return
                # By the clock, not by the note: when results appear does not tell when the last vote came.
                self._changed.wait_for(lambda: self._closed, TICK_SECONDS - time.monotonic() % TICK_SECONDS)
                if self._closed:
                    return
                works, self._noted = list(self._noted.values()), {}
            started = time.monotonic()
            for work in works:
                try:
                    work()
                except Exception:
                    logger.exception("work of a tick failed; the next note tries again")
            busy = time.monotonic() - started
            with self._changed:
                self._changed.wait_for(lambda: self._closed, REST * busy)
