"""Every picture of the board is accessible in plain and in forced colours, and fits every screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from facilitator.robots.own_server import own_server
from facilitator.services import results
from facilitator.web.panels import parts_of
from tests.backends import shared_settings
from tests.journeys.conftest import Watch
from tests.journeys.test_every_page import RULES
from tests.played import play_everything

pytestmark = [pytest.mark.journey]

PROJECTOR, PHONE = {"width": 1920, "height": 1080}, {"width": 390, "height": 844}
# Every theme on a phone and on a projector, and the visitor's own colours on both.
LOOKS = [
    (theme, forced, size)
    for theme, forced in (("", "none"), ("dark", "none"), ("contrast", "none"), ("", "active"))
    for size in (PHONE, PROJECTOR)
]
STILL = "() => { for (const a of document.getAnimations()) a.finish(); }"


@pytest.fixture
def played(make_room, installation):
    """A whole workshop that has ended, and a server of its own that shows it."""
    room = play_everything(make_room, installation)
    with own_server(data=installation.settings.data, settings=shared_settings()) as running:
        yield running.base, room


def addresses(room, installation):
    """Return the address of every picture, and of the pages beside them."""
    workshop = room.workshop
    releases = results.list_releases(installation, workshop)
    words = results.shown_words(installation, workshop)
    home = f"/b/{workshop.code}/"
    found = [home, f"{home}?step=plan", f"{home}?step=relationships", f"{home}summary?"]
    for step in workshop.framework.steps:
        for part in parts_of(workshop, step, releases, words):
            found.append(f"{home}?step={step.key}&part={part}")
    return found


def test_every_picture_is_accessible_and_fits_every_screen(browser, played, installation):
    (base, room), axe, wrong = played, Axe(), []
    found = addresses(room, installation)
    assert len(found) >= 18
    watch = Watch(base)
    for theme, forced, size in LOOKS:
        context = browser.new_context(
            base_url=base, viewport=size, forced_colors=forced, reduced_motion="reduce"
        )
        page = watch.over(context.new_page())
        for address in found:
            page.goto(f"{address}&theme={theme}" if "?" in address else f"{address}?theme={theme}")
            page.evaluate(STILL)
            where = f"{address} {theme or 'light'} {size['width']} {forced}"
            wrong += [
                f"{where}: {violation['id']}: {violation['nodes'][0]['html'][:160]}"
                for violation in axe.run(page, options=RULES).response["violations"]
            ]
            if page.locator("h1").count() != 1:
                wrong.append(f"{where}: {page.locator('h1').count()} headings of the first level")
            if size is PHONE:
                page.set_viewport_size({"width": 320, "height": 640})
            room_for = page.viewport_size["width"]
            over = page.evaluate("document.documentElement.scrollWidth")
            if over > room_for:
                wrong.append(f"{where}: {over} pixels wide at {room_for}")
            page.set_viewport_size(size)
    assert wrong == []
    assert watch.wrong == []
