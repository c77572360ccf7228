"""A viewer of the board, who notes when a release appears there."""

import threading
import time

import urllib3

from facilitator.robots.browser import Browser


class BoardWatcher:
    """Follows the board's event stream and reads the JSON twin after each wake-up."""

    def __init__(self, base: str, code: str) -> None:
        """Watch the board of ``code``; ``start`` begins."""
        self.browser = Browser(base)
        self.code = code
        self.appeared: dict[tuple[str, int], float] = {}
        self._stopped = threading.Event()
        self._news = threading.Condition()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Stop watching."""
        self._stopped.set()

    def wait_for(self, step: str, number: int, timeout: float = 30.0) -> float | None:
        """Return when (perf_counter) the release of a round was on the board; None after ``timeout``."""
        with self._news:
            self._news.wait_for(lambda: (step, number) in self.appeared, timeout)
        return self.appeared.get((step, number))

    def results(self) -> dict:
        """Return the JSON twin as it is now."""
        answer = self.browser.request("GET", f"{self.browser.base}/b/{self.code}/results.json", None)
        found: dict = answer.json()
        return found

    def _watch(self) -> None:
        url = f"{self.browser.base}/b/{self.code}/events"
        while not self._stopped.is_set():
            try:
                stream = self.browser.pool.request(
                    "GET", url, preload_content=False, retries=False, timeout=urllib3.Timeout(10, 40)
                )
                for line in _lines(stream):
                    if self._stopped.is_set():
                        break
                    if line == "event: changed":
                        self._look()
            except (urllib3.exceptions.HTTPError, OSError):
                self._stopped.wait(0.2)

    def _look(self) -> None:
        rows = self.results()["results"]
        now = time.perf_counter()
        with self._news:
            for row in rows:
                self.appeared.setdefault((row["step"], row["round"]), now)
            self._news.notify_all()


def _lines(stream: urllib3.BaseHTTPResponse):
    """Yield the lines of an event stream as they come."""
    rest = b""
    for chunk in stream.read_chunked():
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.decode()
