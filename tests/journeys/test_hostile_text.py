"""What people write does nothing in a browser either, on any page and in any picture."""

import pytest

from facilitator.robots.own_server import own_server
from tests.backends import shared_settings
from tests.conftest import PASSWORD
from tests.journeys.conftest import Watch
from tests.web.conftest import app, host, join, visitor  # noqa: F401 - fixtures
from tests.web.test_hostile_text import account, addresses, written  # noqa: F401 - fixtures

pytestmark = [pytest.mark.journey]


@pytest.fixture
def text():
    """Whatever might run, out of an attribute, a text field, a picture or a script."""
    return "\"'></textarea></title></svg><script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>"


def test_nothing_that_was_written_runs(browser, app, written, installation):  # noqa: F811
    room, partnership, phone = written
    code, wrong, seen = room.workshop.code, [], 0
    with own_server(data=installation.settings.data, settings=shared_settings()) as running:
        watch = Watch(running.base)
        context = browser.new_context(base_url=running.base, viewport={"width": 1280, "height": 800})
        (cookie,) = (c for c in phone.client._cookies.values() if code in c.key)
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": running.base}])
        page = watch.over(context.new_page())
        page.on("dialog", lambda dialog: (wrong.append(f"{dialog.message} at {page.url}"), dialog.dismiss()))
        page.goto("/sign-in")
        page.fill("#email", "ann@example.org")
        page.fill("#password", PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        for path in addresses(app, room, partnership):
            answer = context.request.get(path, max_redirects=0)
            if answer.ok and "text/html" in answer.headers["content-type"]:
                page.goto(path)
                seen += "onerror=alert(2)" in page.locator("body").inner_text()
        assert seen > 30
        assert wrong == []
        assert watch.wrong == []
