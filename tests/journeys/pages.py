"""Ways of going to and looking at a page that may go somewhere by itself meanwhile."""

import contextlib
from typing import Any

from playwright.sync_api import Error, Page

ON_ITS_WAY = (
    "Execution context was destroyed",
    "interrupted by another navigation",
    "net::ERR_ABORTED",
)


@contextlib.contextmanager
def moving(page: Page, *also: str):
    """Forgive what a page's own going somewhere interrupted, and wait until it is there; nothing else."""
    try:
        yield
    except Error as error:
        if not any(words in error.message for words in (*ON_ITS_WAY, *also)):
            raise
        page.wait_for_timeout(300)
        page.wait_for_load_state()


def go_to(page: Page, path: str) -> None:
    """Go to a path, first leaving the page that follows the workshop and could still go somewhere after it."""
    for address in ("about:blank", path):
        for _ in range(3):
            with moving(page):
                page.goto(address)
                break
        else:
            page.goto(address)


def look(page: Page, script: str) -> Any:
    """Return what a script finds on a page, once the page stands still."""
    for _ in range(4):
        with moving(page):
            return page.evaluate(script)
    return page.evaluate(script)
