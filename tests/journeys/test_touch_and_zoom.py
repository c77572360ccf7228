"""Console, plan, board and phones can be touched, zoomed to 400 %, and hold long names."""

import pytest

from facilitator.robots.director import Director
from tests.journeys.pages import go_to, look

pytestmark = [pytest.mark.journey]

LONG = (
    "Partnership for Ynysangharad, Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch "
    "and_all_the_districts_around_it_without_any_space"
)

# Whatever can be pressed and is not a link within a sentence, which may be as high as its line.
SMALL = """() => [...document.querySelectorAll('a[href], button, select, input:not([type=hidden]), textarea, summary')]
  .filter((e) => e.getClientRects().length && !e.closest('.govuk-skip-link, .skip') && getComputedStyle(e).visibility !== 'hidden')
  .filter((e) => !(e.tagName === 'A' && getComputedStyle(e).display === 'inline'
    && [...e.parentElement.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim().length > 1)))
  .filter((e) => !e.matches('.govuk-skip-link, .skip'))
  .map((e) => e.matches('input[type=radio], input[type=checkbox]') && e.labels.length ? [e, e.labels[0]] : [e])
  .filter((es) => Math.max(...es.map((e) => e.getBoundingClientRect().height)) < 43.9)
  .map((es) => `${Math.round(es[0].getBoundingClientRect().height)} px: ${es[0].outerHTML.slice(0, 120)}`)"""


@pytest.fixture(scope="module")
def pages(server, director):
    """Return pages of a workshop with long names, under questions that are open; and a page per phase."""
    long = Director(server.base)
    long.email, long.password = director.email, director.password
    long.browser.cookies = dict(director.browser.cookies)
    code = long.create_workshop(
        title=f"How we work together in the {LONG}"[:200],
        place=LONG[:100],
        partnership=LONG[:120],
        relationships=[LONG[:160], "Hub"],
    )
    before = long.create_workshop(
        title="Before", place="P", partnership=LONG[:119], relationships=[LONG[:150]]
    )
    long.code = code
    long.press("open_workshop")
    form = long.console().forms[0]
    long.browser.post(
        f"/console/{code}/plan", {"csrf_token": form.fields["csrf_token"].values[0], "action": LONG[:140]}
    )
    return code, before, long


def paths(code: str, before: str) -> list[str]:
    return [
        f"/console/{before}/",
        f"/console/{before}/preview",
        f"/console/{before}/expected",
        f"/console/{code}/",
        f"/console/{code}/end",
        f"/console/{code}/plan",
        f"/console/{code}/pictures",
        f"/b/{code}/?step=plan",
        f"/b/{code}/summary",
        "/console/",
        "/console/workshops/new",
    ]


def test_everything_that_is_pressed_is_large_enough_for_a_thumb(sign_in, pages):
    code, before, long = pages
    page, wrong = sign_in(390, 844), []
    for path in paths(code, before):
        go_to(page, path)
        wrong += [f"{path} {each}" for each in look(page, SMALL)]
    for move in ("go_on", "open_round", "close_round"):
        long.press(move)
        go_to(page, f"/console/{code}/")
        wrong += [f"after {move}: {each}" for each in look(page, SMALL)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("zoom", [2, 4])
def test_pages_reflow_when_they_are_zoomed(sign_in, pages, zoom):
    """A window 1280 pixels wide at 200 % and 400 % has 640 and 320 left to lay out in."""
    code, before, _long = pages
    page, wrong = sign_in(1280 // zoom, 1024 // zoom), []
    for path in [*paths(code, before), f"/j/{code}"]:
        go_to(page, path)
        wide = look(page, "document.documentElement.scrollWidth")
        if wide > 1280 // zoom:
            wrong.append(f"{path}: {wide} pixels wide at {1280 // zoom}")
    assert not wrong, "\n".join(wrong)


def test_the_bar_with_the_next_move_stays_under_the_thumb_and_leaves_the_page_readable(sign_in, pages):
    code, _before, _long = pages
    page = sign_in(390, 844)
    go_to(page, f"/console/{code}/")
    bar = page.locator(".next")
    for at in (0, 300, 100_000):
        page.evaluate(f"scrollTo(0, {at})")
        box = bar.bounding_box()
        assert abs(box["y"] + box["height"] - 844) < 2, at
        assert box["height"] <= 844 / 3
    # What has the focus is never hidden behind it: the last thing of the page, reached by keyboard.
    page.locator("footer a").last.focus()
    below = page.locator("footer a").last.bounding_box()
    assert below["y"] + below["height"] <= box["y"]


@pytest.mark.parametrize("width", [390, 1440])
def test_what_can_be_taken_back_is_in_view_where_the_page_goes_on(sign_in, make_workshop, director, width):
    own = make_workshop(director, [f"Relationship number {n}" for n in range(40)])
    page = sign_in(width, 900)
    page.goto(f"/console/{own.code}/")
    line = page.locator("li", has_text="Relationship number 39").last
    line.locator("summary").click()
    line.get_by_role("button", name="Remove").click()
    undo = page.get_by_role("button", name="Undo")
    undo.wait_for()
    assert page.evaluate("scrollY") > 0  # the page goes on at the list
    box = undo.bounding_box()
    assert 0 <= box["y"] <= 900 - box["height"]
    title = page.locator("#list-title").bounding_box()
    assert box["y"] + box["height"] <= title["y"] < 300  # and covers nothing of where it goes on
    undo.click()
    page.locator("li", has_text="Relationship number 39").last.wait_for(state="attached")
