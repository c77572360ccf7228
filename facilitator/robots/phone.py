"""A participant's phone: joins, answers whatever is asked, and asks afterwards what was counted."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import urllib3

from facilitator.robots.browser import Browser, Form, Page

# Given the step, the item's key and the form asked, what to fill in; None skips the item.
Answering = Callable[[str, str, Form], Mapping[str, str | Sequence[str]] | None]

_COUNTED = re.compile(r'data-counted="(\d+)"')


class RobotError(Exception):
    """The server answered in a way that a phone cannot go on from."""


@dataclass(slots=True)
class Measures:
    """What a crowd of phones measured; appended to by all of them."""

    sent: int = 0
    acknowledged: int = 0
    refused: int = 0
    counted: int = 0
    acknowledge_ms: list[float] = field(default_factory=list)


class Phone:
    """One participant."""

    def __init__(
        self, base: str, code: str, sector: str, pool: urllib3.PoolManager, measures: Measures
    ) -> None:
        """Be somebody of ``sector`` at the workshop ``code``."""
        self.browser = Browser(base, pool)
        self.code, self.sector, self.measures = code, sector, measures
        self._token = ""

    def join(self) -> None:
        """Join the workshop; raise RobotError where that is not possible."""
        page = self.browser.get(f"/j/{self.code}")
        form = page.form_with("sector", self.sector)
        if form is None:
            raise RobotError(f"cannot join {self.code} as {self.sector}: {_title(page)}")
        page = self.browser.submit(page, form, sector=self.sector)
        if page.status != 200:
            raise RobotError(f"joining was refused: {_title(page)}")

    def answer_all(self, answering: Answering, pause: Callable[[], None] = lambda: None) -> int:
        """Answer what is asked now, question by question; return how many ballots were acknowledged."""
        done, seen = 0, set()
        page = self.browser.get(f"/w/{self.code}/")
        while True:
            asked = self._asked(page)
            if asked is None or page.path in seen:
                return done
            seen.add(page.path)
            step, item, form = asked
            given = answering(step, item, form)
            pause()
            if given is None:
                return done
            fields: dict[str, str | Sequence[str]] = dict(form.defaults())
            fields.update(given)
            if not self.cast(page.path, fields):
                return done
            done += 1
            page = self.browser.get(f"/w/{self.code}/")
            if page.path.endswith("/review"):
                page = self._another_proposal(page, seen) or page

    def cast(self, path: str, fields: Mapping[str, str | Sequence[str]]) -> bool:
        """Send a ballot and measure how long its acknowledgement took; False where it was refused.

        Dots are sent at once for all items, one ballot each.
        """
        ballots = sum(name.startswith("q_") for name in fields) if path.endswith("/dots") else 1
        self.measures.sent += ballots
        started = time.perf_counter()
        page = self.browser.post(path, fields, follow=False)
        elapsed = 1000 * (time.perf_counter() - started)
        if page.status in (302, 303):
            self.measures.acknowledged += ballots
            self.measures.acknowledge_ms.append(elapsed)
            return True
        self.measures.refused += ballots
        return False

    def form_token(self, path: str) -> str:
        """Return the form token of this phone, fetched once."""
        if not self._token:
            page = self.browser.get(path)
            form = page.form_with("csrf_token")
            if form is None:
                raise RobotError(f"no form at {path}: {_title(page)}")
            self._token = form.fields["csrf_token"].values[0]
        return self._token

    def check_counted(self) -> int:
        """Return how many of this phone's ballots the closed round counted, as the phone is told."""
        found = _COUNTED.search(self.browser.get(f"/w/{self.code}/").text)
        counted = int(found.group(1)) if found else 0
        self.measures.counted += counted
        return counted

    def _asked(self, page: Page) -> tuple[str, str, Form] | None:
        parts = page.path.strip("/").split("/")
        if len(parts) != 4 or page.status != 200:
            return None
        form = next((f for f in page.forms if any(name.startswith("q_") for name in f.fields)), None)
        return (parts[2], parts[3], form) if form else None

    def _another_proposal(self, page: Page, seen: set[str]) -> Page | None:
        for path in re.findall(r'href="(/w/[^"]+/proposal-\d+)"', page.text):
            if path not in seen:
                return self.browser.get(path)
        return None


def _title(page: Page) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)
    return f"{page.status} {re.sub(r'<[^>]+>', '', found.group(1)).strip() if found else page.url}"
