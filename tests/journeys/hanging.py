"""A Chromium that stops answering is ended, and its test is done once more.

It was seen in whole runs on busy machines: closing a browser's context, which Playwright gives no time limit, was not answered.
So contexts are left to the closing of their browser, which Playwright enforces after half a minute, and this here guards the
other calls without a limit. A page of ours that hangs does so again, and then its test fails with the line that it hung at.
"""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from _pytest.runner import runtestprotocol

# More than twice what the longest test took on a slow machine (258 s).
LONGEST_SECONDS = 600


def parents() -> dict[int, tuple[int, str]]:
    """Return every process's parent and name; none where there is no /proc."""
    found = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            name, _, rest = file.read_text().partition(" (")[2].rpartition(") ")
            found[int(file.parent.name)] = (int(rest.split()[1]), name)
    return found


def own_browsers() -> list[int]:
    """Return the ids of the Chromiums that Playwright's driver started for this process."""
    known = parents()
    drivers = {process for process, (parent, _) in known.items() if parent == os.getpid()}
    return [
        process for process, (parent, name) in known.items() if parent in drivers and name.startswith("chrom")
    ]


class Guard:
    """Ends the browsers of a test that takes too long; whatever waits for them is told so by Playwright."""

    def __init__(self, seconds: float) -> None:
        self.ended: list[int] = []
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def _end(self) -> None:
        for process in own_browsers():
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
                self.ended.append(process)

    def __enter__(self) -> "Guard":
        self._timer.start()
        return self

    def __exit__(self, *_) -> None:
        self._timer.cancel()


def attempts(item, nextitem) -> Iterator[list]:
    """Yield the reports of a test, and once more if its browser had to be ended."""
    for _ in range(2):
        with Guard(LONGEST_SECONDS) as guard:
            reports = runtestprotocol(item, nextitem=nextitem, log=False)
        yield reports
        if not guard.ended:
            return
        print(f"\nThe browser of {item.nodeid} was ended after {LONGEST_SECONDS} s.", file=sys.stderr)
        for report in reports:
            if report.failed:
                print(report.longreprtext, file=sys.stderr, flush=True)
