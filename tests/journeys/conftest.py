"""A real server, a real Chromium, and visitors of both."""

import shutil

import pytest
from playwright.sync_api import expect

from facilitator.robots.director import Director
from tests.backends import own_backends, own_running
from tests.journeys.hanging import attempts

# Guards against hanging, not against slowness: forty browsers may share one core.
PATIENCE = 45_000
expect.set_options(timeout=PATIENCE)

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    own = next(
        (p for n in ("chromium", "chromium-browser", "google-chrome", "chrome") if (p := shutil.which(n))),
        None,
    )
    chosen = {"executable_path": own} if own else {}
    return browser_type_launch_args | chosen | {"args": ARGUMENTS}


def pytest_runtest_protocol(item, nextitem) -> bool:
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for reports in attempts(item, nextitem):
        last = reports
    for report in last:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True


@pytest.fixture
def browser(launch_browser):
    """A Chromium of the test's own: one that stopped answering would take every later test with it."""
    own = launch_browser()
    yield own
    own.close()


@pytest.fixture(scope="session")
def server(shared):
    with own_running(shared) as running:
        yield running


@pytest.fixture(autouse=True)
def _shared_backends(monkeypatch, shared):
    own_backends(monkeypatch, shared)


@pytest.fixture(scope="session")
def director(server):
    found = Director(server.base)
    found.set_up(server.setup_path)
    return found


class Watch:
    """Notes whatever a page should never do: speak to the console, or to anybody else."""

    def __init__(self, base: str) -> None:
        self.base, self.wrong = base, []

    def note(self, text: str, url: str) -> None:
        # Chromium writes down every page that answers 4xx, which a refused form does on purpose.
        # And it tells that a shared device has been cleared, as it was asked to.
        if "responded with a status of 4" not in text and "Clear-Site-Data" not in text:
            self.wrong.append(f"console: {text} at {url}")

    def over(self, page):
        page.on("console", lambda message: self.note(message.text, page.url))
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error} at {page.url}"))
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith(self.base) else self.wrong.append(f"request: {request.url}")
            ),
        )
        return page


@pytest.fixture
def watch(server):
    found = Watch(server.base)
    yield found
    assert found.wrong == []


@pytest.fixture
def visit(browser, server, watch):
    """Return a page of a visitor with cookies of their own; it goes with the browser.

    Closing it by itself may wait for ever: Chromium at times does not answer that.
    """
    pages = []

    def opened(width: int = 390, height: int = 844, **options):
        context = browser.new_context(
            viewport={"width": width, "height": height}, base_url=server.base, **options
        )
        context.set_default_timeout(PATIENCE)
        pages.append(watch.over(context.new_page()))
        return pages[-1]

    yield opened
    if pages:
        pages[0].wait_for_timeout(1)  # whatever the pages still have to say reaches the watch


@pytest.fixture
def sign_in(visit, director):
    def signed_in(width: int = 1440, height: int = 900):
        page = visit(width, height)
        page.goto("/sign-in")
        page.fill("#email", director.email)
        page.fill("#password", director.password)
        page.get_by_role("button", name="Sign in").click()
        return page

    return signed_in


@pytest.fixture
def make_workshop(server):
    """Create a workshop over HTTP; return a director of its own."""

    def made(director: Director, relationships=("Forum", "Small grants panel"), **options) -> Director:
        own = Director(server.base)
        own.email, own.password = director.email, director.password
        own.browser.cookies = dict(director.browser.cookies)
        own.create_workshop(
            title="How we work together",
            place="Ambermouth",
            partnership="Together",
            relationships=relationships,
            **options,
        )
        return own

    return made
