"""A facilitator's hands: creates a workshop and presses the buttons of the console over HTTP."""

import re
import secrets
from collections.abc import Sequence
from datetime import date

from facilitator.robots.browser import Browser, Form, Page
from facilitator.robots.phone import RobotError

_NEXT = re.compile(r'<div class="next[^"]*">(.*?)</div>', re.DOTALL)
_MOVE = re.compile(r'name="move" value="([a-z_]+)"')
_WORDS = re.compile(r'prewrap"[^>]*>([^<]*)<.*?action="(/console/[^"]+/words/[0-9a-f]+)"', re.DOTALL)
_STEP = re.compile(r'<li aria-current="step">.*?<span class="target">(.*?)</span>', re.DOTALL)


class Director:
    """Runs one workshop from the console."""

    def __init__(self, base: str) -> None:
        """Work on the server at ``base``."""
        self.browser = Browser(base)
        self.email = "demo@example.org"
        self.password = secrets.token_urlsafe(9)
        self.code = ""

    def set_up(self, setup_path: str, name: str = "Demo facilitator") -> None:
        """Create the account with the one-time link."""
        page = self.browser.get(setup_path)
        form = _need(page, "password")
        page = self.browser.submit(page, form, name=name, email=self.email, password=self.password)
        if not page.path.startswith("/console"):
            raise RobotError("the account could not be created")

    def create_workshop(
        self,
        *,
        title: str,
        place: str,
        partnership: str,
        relationships: Sequence[str],
        framework: str = "",
        k: int = 5,
        breakdown: str = "side",
        mode: str = "joint",
    ) -> str:
        """Create partnership and workshop, and return the workshop's code."""
        page = self.browser.get("/console/partnerships/new")
        page = self.browser.submit(page, _need(page, "place"), name=partnership, place=place)
        form = _need(page, "framework_file")
        page = self.browser.submit(
            page,
            form,
            title=title,
            held_on=date.today().isoformat(),
            relationships="\n".join(relationships),
            framework_file=framework,
            k=str(k),
            breakdown=breakdown,
            mode=mode,
        )
        found = re.fullmatch(r"/console/([^/]+)/", page.path)
        if not found:
            errors = re.findall(r'govuk-error-message">(?:<span[^>]*>[^<]*</span>)?([^<]+)', page.text)
            raise RobotError(f"the workshop could not be created: {' '.join(e.strip() for e in errors)}")
        self.code = found.group(1)
        return self.code

    def console(self) -> Page:
        """Return the console as it is now."""
        return self.browser.get(f"/console/{self.code}/")

    def next_move(self, page: Page | None = None) -> str:
        """Return the move of the one big button, ``end`` at the end and nothing afterwards."""
        page = page or self.console()
        found = _NEXT.search(page.text)
        if not found:
            return ""
        move = _MOVE.search(found.group(1))
        return move.group(1) if move else ("end" if "/end" in found.group(1) else "")

    def current_step(self, page: Page | None = None) -> str:
        """Return the name of the current step."""
        found = _STEP.search((page or self.console()).text)
        return found.group(1).strip() if found else ""

    def press(self, move: str) -> Page:
        """Make a move; raise RobotError where the console does not offer it."""
        page = self.console()
        if move == "end":
            page = self.browser.get(f"/console/{self.code}/end")
            return self.browser.submit(page, _need_path(page, "/end", "csrf_token"))
        form = page.form_with("move", move)
        if form is None:
            raise RobotError(f"the console does not offer “{move}”")
        # A director knows what it does: nothing is asked back.
        return self.browser.submit(page, form, **({"ask": ""} if "ask" in form.fields else {}))

    def take_in_words(self, most: int) -> int:
        """Show what people wrote, a proposal only once and not more than ``most``; return how many."""
        page = self.console()
        shown: set[str] = set()
        for text, path in _WORDS.findall(page.text):
            if (text in shown and "Take into the list" in page.text) or len(shown) >= most:
                continue
            shown.add(text)
            token = _need(page, "state").fields["csrf_token"].values[0]
            self.browser.post(path, {"csrf_token": token, "state": "shown"}, follow=False)
        return len(shown)

    def write_plan(self, most: int, fields: Sequence[dict[str, str]]) -> int:
        """Take ideas into the plan and fill in the first ones; return how many actions there are."""
        path = f"/console/{self.code}/plan"
        page = self.browser.get(path)
        form = page.form_with("idea")
        if form:
            page = self.browser.submit(page, form, idea=form.fields["idea"].values[:most])
        actions = list(dict.fromkeys(re.findall(rf'href="({path}/[0-9a-f]+)"', page.text)))
        for action, values in zip(actions, fields, strict=False):
            page = self.browser.get(action)
            self.browser.submit(page, _need(page, "first_step"), **values)
        return len(actions)

    def download_workbook(self) -> bytes:
        """Return the workbook's bytes."""
        answer = self.browser.request("GET", f"{self.browser.base}/console/{self.code}/workbook.xlsx", None)
        if answer.status != 200:
            raise RobotError("the workbook could not be written")
        return answer.data


def _need(page: Page, name: str) -> Form:
    form = page.form_with(name)
    if form is None:
        raise RobotError(f"there is no form with {name!r} at {page.path} ({page.status})")
    return form


def _need_path(page: Page, _path: str, name: str) -> Form:
    forms = [f for f in page.forms if name in f.fields and "sign-out" not in f.action]
    if not forms:
        raise RobotError(f"there is no form at {page.path}")
    return forms[0]
