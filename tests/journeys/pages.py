"""Ways of going to a page that may go somewhere by itself meanwhile."""

import contextlib

from playwright.sync_api import Error, Page


def go_to(page: Page, path: str) -> None:
    """Go to a path; a page that follows the workshop may just be on its way, which interrupts it once."""
    for _ in range(3):
        with contextlib.suppress(Error):
            page.goto(path)
            return
        page.wait_for_timeout(300)
    page.goto(path)
