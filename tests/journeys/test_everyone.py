"""Nobody is left out: by a keyboard, large text, forced colours, a screen reader, a thumb or a language."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.pages import look
from tests.journeys.test_bad_network import answer_principle, go_to_step, join
from tests.journeys.test_every_page import check

pytestmark = [pytest.mark.journey]

# Links inside a sentence may be small (success criterion 2.5.8); everything else is for thumbs.
SMALL = """[...document.querySelectorAll('button, a.target, a[role=button], .govuk-back-link, .footer a, '
  + 'input:not([type=hidden]), select, textarea, summary')]
  .filter(e => e.getClientRects().length && getComputedStyle(e).visibility !== 'hidden')
  .map(e => [e, e.type === 'radio' || e.type === 'checkbox' ? e.closest('.govuk-radios__item, .govuk-checkboxes__item') || e : e])
  .filter(([e, box]) => Math.round(box.getBoundingClientRect().height) < 40
     || Math.round(e.getBoundingClientRect().height) < 40 && e.type !== 'radio' && e.type !== 'checkbox')
  .map(([e]) => e.outerHTML.slice(0, 120) + ' ' + e.getBoundingClientRect().height)"""


@pytest.fixture
def principles(director, make_workshop):
    workshop = make_workshop(director)
    workshop.press("open_workshop")
    go_to_step(workshop, "Principles")
    return workshop


def test_the_pages_around_a_workshop_are_accessible(visit, sign_in, director, make_workshop):
    workshop, console, phone = make_workshop(director), sign_in(), visit()
    code = workshop.code
    wrong = check(phone, f"/j/{code}", "not started yet")
    wrong += check(phone, "/accessibility", "accessibility statement")
    wrong += check(phone, "/j/BAD-BAD", "a wrong code")
    for path in (
        "",
        "agenda",
        "settings",
        "preview",
        "preview/ask/principles",
        "preview/board/principles",
        "rehearse",
        "people",
        "history",
    ):
        wrong += check(console, f"/console/{code}/{path}", path or "preparing")
    for sheet in ("joining", "run-sheet", "paper"):
        wrong += check(console, f"/console/{code}/print/{sheet}", sheet)
    wrong += check(console, "/console/account", "account")
    workshop.press("open_workshop")
    for path in (f"/j/{code}/shared", f"/j/{code}/next"):
        wrong += check(phone, path, path)
    console.goto(f"/console/{code}/")
    console.keyboard.press("?")
    expect(console.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    wrong += check(console, "", "console with its shortcuts")
    assert wrong == []


def test_every_state_of_a_phone_is_accessible_and_large_enough_for_a_thumb(visit, principles):
    phone, code, wrong = visit(), principles.code, []
    join(phone, code)
    principles_path = f"/w/{code}/principles/time"

    def judge(screen: str) -> None:
        wrong.extend(check(phone, "", screen))
        phone.set_viewport_size({"width": 390, "height": 844})
        wrong.extend(f"{screen}: {what}" for what in look(phone, SMALL))

    judge("question")
    phone.goto(principles_path)
    phone.get_by_role("button", name="Save and go on").click()
    expect(phone.locator(".govuk-error-summary")).to_be_visible()
    judge("error")
    answer_principle(phone)
    expect(phone.locator("h1")).not_to_have_text("Time")  # it has been taken
    phone.goto(f"/w/{code}/review")
    judge("review")
    principles.press("pause")
    expect(phone.locator("h1")).to_have_text("Pause")
    judge("paused")
    principles.press("resume")
    principles.press("close_round")
    expect(phone.locator("h1")).to_have_text("Closed. Thank you.")
    judge("closed")
    principles.press("reveal")
    expect(phone.locator("h1")).to_contain_text("shared board")
    judge("revealed")
    principles.press("end")
    expect(phone.locator("h1")).to_have_text("Thank you")
    judge("ended")
    assert wrong == []


def test_a_keyboard_is_enough_and_shows_where_it_is(visit, principles):
    phone = visit(1280, 800)
    phone.goto(f"/j/{principles.code}")
    phone.keyboard.press("Tab")
    expect(phone.get_by_role("link", name="Skip to main content")).to_be_focused()
    order = []
    for _ in range(5):
        phone.keyboard.press("Tab")
        order.append(phone.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
        assert phone.evaluate(
            """(() => { const s = getComputedStyle(document.activeElement);
               return s.outlineStyle !== 'none' || s.boxShadow !== 'none'
                 || getComputedStyle(document.activeElement.nextElementSibling, '::before').boxShadow !== 'none' })()"""
        ), order[-1]
    assert order[:3] == ["What we can and cannot promise", "sector", "Join the workshop"]
    phone.locator("#sector").focus()
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/w/**")
    phone.wait_for_load_state()
    for name in ("now", "importance"):
        phone.locator(f"input[name=q_{name}]").first.focus()
        phone.keyboard.press("Space")
    phone.keyboard.press("Enter")
    expect(phone.locator("h1")).to_have_text("Recognition of value")


def test_text_twice_as_large_and_a_page_four_times_as_large_stay_on_the_screen(visit, principles):
    phone = visit()
    join(phone, principles.code)
    for path in ("", f"/w/{principles.code}/review", f"/j/{principles.code}", "/promise", "/accessibility"):
        if path:
            phone.goto(path)
        phone.evaluate("document.documentElement.style.fontSize = '200%'")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, path
        phone.set_viewport_size({"width": 320, "height": 256})  # 1280 by 1024 at 400 %
        phone.evaluate("document.documentElement.style.fontSize = ''")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 320, path
        phone.set_viewport_size({"width": 390, "height": 844})


def test_forced_colours_and_no_motion(browser, server, watch, principles):
    context = browser.new_context(
        base_url=server.base,
        forced_colors="active",
        reduced_motion="reduce",
        viewport={"width": 390, "height": 844},
    )
    phone = watch.over(context.new_page())
    join(phone, principles.code)
    assert phone.evaluate("matchMedia('(forced-colors: active)').matches")
    borders = phone.evaluate(
        "getComputedStyle(document.querySelector('.govuk-radios__label'), '::before').borderTopStyle"
    )
    assert borders == "solid"
    assert phone.evaluate("document.getAnimations().length") == 0


def test_a_screen_reader_hears_what_happens(visit, sign_in, principles):
    phone = visit()
    join(phone, principles.code)
    expect(phone.locator("main")).to_match_aria_snapshot(
        """
        - heading "Rebalancing power" [level=1]
        - group "How far is this in place today?":
          - radio "Not in place"
        """
    )
    phone.locator("input[name=q_now][value=partly] + label").click()
    principles.press("close_round")
    heard = phone.get_by_role("status").filter(has_text="The workshop has moved on.")
    expect(heard).to_be_visible(timeout=45_000)
    console = sign_in()
    other = visit()
    console.goto(f"/console/{principles.code}/")
    expect(console.get_by_role("button", name=re.compile("Show the results"))).to_be_visible()
    join(other, principles.code)
    expect(console.get_by_role("list", name="People here")).to_contain_text("2VCS")


def test_a_whole_question_in_welsh(visit, principles):
    phone = visit(locale="cy-GB")
    phone.goto(f"/j/{principles.code}")
    expect(phone.locator("html")).to_have_attribute("lang", "cy")
    phone.check("input[value=vcs]", force=True)
    phone.get_by_role("button", name="Ymuno â'r gweithdy").click()
    expect(phone.locator("h1")).to_have_text("Ailgydbwyso grym")
    phone.get_by_role("button", name="English").click()
    expect(phone.locator("h1")).to_have_text("Rebalancing power")


def test_the_console_is_run_by_keys_on_two_devices(sign_in, principles):
    first, second = sign_in(), sign_in(390, 844)
    for device in (first, second):
        device.goto(f"/console/{principles.code}/")
    first.locator("h1").click()
    first.keyboard.press("p")
    expect(second.get_by_role("button", name="Go on answering")).to_be_visible(timeout=45_000)
    second.get_by_role("button", name="Go on answering").click()
    expect(first.get_by_role("button", name="Pause")).to_be_visible(timeout=45_000)
    first.get_by_label("Notes to yourself").fill("p n b")  # typing is no shortcut
    expect(first.get_by_role("button", name="Pause")).to_be_visible()
    first.reload()
    first.locator("h1").click()
    first.keyboard.press("n")
    expect(second.get_by_role("button", name="Show the results")).to_be_visible(timeout=45_000)
    box = second.get_by_role("button", name="Show the results").bounding_box()
    assert box["y"] + box["height"] <= 844  # under the thumb, without scrolling
