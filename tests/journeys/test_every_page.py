"""Every page is accessible, fits a small phone, needs no script, and speaks to nobody else."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from facilitator.robots.crowd import Crowd
from tests.journeys.pages import go_to, look, moving

pytestmark = [pytest.mark.journey]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SIZES = [(390, 844), (1920, 1080)]
WIDEST_CODE = """() => {
  document.querySelector('.join__code').textContent = 'WWW-WWW';
  return document.documentElement.scrollWidth;
}"""


def examine(page):
    """Run axe on a page that may just be on its way somewhere, which interrupts it."""
    for _ in range(5):
        page.wait_for_load_state()
        with moving(page, "axe is not defined"):
            return Axe().run(page, options=RULES)
    return Axe().run(page, options=RULES)


def check(page, path: str, screen: str) -> list[str]:
    """Return what is wrong with a page at both sizes, and with its reflow at 320 pixels."""
    wrong = []
    if path:
        go_to(page, path)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        found = examine(page)
        if found.response["violations"]:
            # A page whose styles are still on their way, or that moves, is not what people read.
            page.wait_for_load_state("load")
            page.wait_for_timeout(1000)
            found = examine(page)
        wrong += [
            f"{screen} at {width}: {v['id']}: {v['nodes'][0]['html'][:160]}"
            for v in found.response["violations"]
        ]
    page.set_viewport_size({"width": 320, "height": 640})
    page.wait_for_timeout(100)
    over = look(page, "document.documentElement.scrollWidth")
    if over > 320:
        wrong.append(f"{screen}: {over} pixels wide at 320")
    return wrong


@pytest.fixture(scope="module")
def played(server, director):
    """A workshop in which a crowd has answered everything up to the principles."""
    from facilitator.frameworks import get_built_in
    from facilitator.robots.crowd import room_of

    framework = get_built_in("council-vcs")
    code = director.create_workshop(
        title="How we work together",
        place="Ambermouth",
        partnership="Together",
        relationships=["Forum", "Panel", "Hub"],
        breakdown="sector",
    )
    crowd = Crowd(server.base, code, framework, room_of(30, framework.for_mode("joint"), 2), 2)
    director.press("open_workshop")
    crowd.join()
    for _ in range(60):
        move, step = director.next_move(), director.current_step()
        if step == "Strengths and gaps" and move == "go_on":
            break
        director.press(move)
        if move == "open_round":
            crowd.answer(next(s.key for s in framework.steps if s.name == step))
        elif move == "close_round":
            director.take_in_words(6)
    director.browser.post(
        f"/console/{code}/plan",
        {
            "csrf_token": director.console().forms[0].fields["csrf_token"].values[0],
            "action": "Publish decisions",
        },
    )
    return code


def test_phones_console_and_board_are_accessible(visit, sign_in, played, director, make_workshop):
    code, phone, board, console = played, visit(), visit(), sign_in()
    wrong = (
        check(phone, "/", "enter code")
        + check(phone, "/promise", "promise")
        + check(phone, f"/j/{code}", "join")
    )
    wrong += check(phone, "/sign-in", "sign in")
    phone.goto(f"/j/{code}")
    phone.check("input[value=vcs]", force=True)
    phone.get_by_role("button", name="Join").click()
    phone.wait_for_url("**/w/**")
    wrong += check(phone, "", "waiting")
    for step in (
        "",
        "evaluate",
        "map",
        "spatial",
        "principles",
        "barriers",
        "strengths",
        "relationships",
        "plan",
    ):
        for theme in ("", "dark", "contrast"):
            wrong += check(board, f"/b/{code}/?step={step}&theme={theme}", f"board {step} {theme}")
    for part in ("qualities", "strategic", "why"):
        wrong += check(board, f"/b/{code}/?step=evaluate&part={part}", f"board {part}")
    for part in ("bars", "talk", "positions"):
        wrong += check(board, f"/b/{code}/?step=principles&part={part}&sort=gap", f"board {part}")
    for theme in ("", "dark", "contrast"):
        wrong += check(board, f"/b/{code}/summary?theme={theme}", f"summary {theme}")
    for path in (
        "/console/",
        "/console/workshops/new",
        "/console/partnerships/new",
        f"/console/{code}/",
        f"/console/{code}/plan",
        f"/console/{code}/plan/upload",
        f"/console/{code}/plan/follow-up",
        f"/console/{code}/pictures",
        f"/console/{code}/end",
        f"/console/{code}/delete",
    ):
        wrong += check(console, path, path)
    console.goto(f"/console/{code}/plan")
    console.get_by_role("button", name=re.compile("^Edit")).first.click()
    wrong += check(console, "", "edit action")
    other = make_workshop(director)
    wrong += check(board, f"/b/{other.code}/", "board before the opening")
    assert wrong == []
    assert look(board, WIDEST_CODE) <= 320


def test_every_kind_of_question_is_accessible_and_errors_get_the_focus(visit, director, make_workshop):
    workshop = make_workshop(director)
    workshop.press("open_workshop")
    phone, wrong = visit(), []
    phone.goto(f"/j/{workshop.code}")
    phone.get_by_role("button", name="Join").click()
    expect(phone.locator(".govuk-error-summary")).to_be_focused()
    wrong += check(phone, "", "join with an error")
    phone.check("input[value=vcs]", force=True)
    phone.get_by_role("button", name="Join").click()
    seen = []
    for _ in range(40):
        move, step = workshop.next_move(), workshop.current_step()
        if step == "Actions" or move in ("", "end"):
            break
        workshop.press(move)
        if move == "open_round" and step not in seen and step != "Priorities":
            seen.append(step)
            wrong += check(phone, f"/w/{workshop.code}/", f"asked: {step}")
            wrong += check(phone, f"/w/{workshop.code}/review", f"review: {step}")
        if step == "Action ideas" and move == "close_round":
            break
    assert len(seen) == 8
    assert wrong == []


def test_an_error_in_an_answer_gets_the_focus_and_leads_to_the_question(visit, director, make_workshop):
    workshop = make_workshop(director)
    workshop.press("open_workshop")
    workshop.press("go_on")
    workshop.press("open_round")
    phone = visit()
    phone.goto(f"/j/{workshop.code}")
    phone.check("input[value=vcs]", force=True)
    phone.get_by_role("button", name="Join").click()
    phone.locator("#q_note").fill("only a note")
    phone.get_by_role("button", name="Save").click()
    expect(phone.locator(".govuk-error-summary")).to_be_focused()
    phone.get_by_role("link", name="Give it a name").click()
    expect(phone.locator("#q_relationship")).to_be_focused()
    expect(phone.locator("#q_note")).to_have_value("only a note")


def test_taking_part_needs_no_script(visit, director, make_workshop):
    workshop = make_workshop(director)
    workshop.press("open_workshop")
    phone = visit(java_script_enabled=False)
    phone.goto("/")
    phone.fill("#code", workshop.code)
    phone.get_by_role("button", name="Join").click()
    phone.check("input[value=vcs]", force=True)
    phone.get_by_role("button", name="Join the workshop").click()
    expect(phone.get_by_role("link", name="Check now")).to_be_visible()
    assert 'http-equiv="refresh"' in phone.content()
    workshop.press("go_on")
    workshop.press("open_round")
    phone.get_by_role("link", name="Check now").click()
    expect(phone.locator("h1")).to_have_text("Relationships")
    phone.fill("#q_relationship", "Village hall network")
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_role("link", name="Village hall network")).to_be_visible()


def test_the_board_goes_on_without_an_event_stream(visit, director, make_workshop):
    workshop = make_workshop(director)
    workshop.press("open_workshop")
    board = visit(1920, 1080)
    board.route("**/events*", lambda route: route.fulfill(status=204, body=""))
    board.goto(f"/b/{workshop.code}/")
    expect(board.locator("h1")).to_have_text("Join the workshop")
    workshop.press("go_on")
    workshop.press("open_round")
    expect(board.locator(".count")).to_be_visible(timeout=45_000)


def test_nothing_typed_is_lost_when_the_workshop_moves_on(visit, director, make_workshop):
    workshop = make_workshop(director)
    workshop.press("open_workshop")
    workshop.press("go_on")
    workshop.press("open_round")
    phone = visit()
    phone.goto(f"/j/{workshop.code}")
    phone.check("input[value=vcs]", force=True)
    phone.get_by_role("button", name="Join").click()
    phone.locator("#q_relationship").fill("Half a na")
    workshop.press("close_round")
    expect(phone.locator("#moved")).to_be_visible(timeout=45_000)
    expect(phone.locator("#q_relationship")).to_have_value("Half a na")


def test_forced_colours_keep_pictures_legible(browser, server, played, watch):
    context = browser.new_context(
        base_url=server.base, forced_colors="active", viewport={"width": 1920, "height": 1080}
    )
    page = watch.over(context.new_page())
    page.goto(f"/b/{played}/?step=principles")
    fills = page.evaluate(
        "[...document.querySelectorAll('.wide-only svg text')].map(t => getComputedStyle(t).fill)"
    )
    assert len(fills) > 13
    assert len(set(fills)) == 1


def test_text_on_the_board_can_be_read_from_the_back(visit, played):
    page = visit(1920, 1080)
    for step in ("evaluate", "map", "principles", "barriers"):
        page.goto(f"/b/{played}/?step={step}")
        smallest = page.evaluate(
            """Math.min(...[...document.querySelectorAll('main .wide-only svg text, main h1, main p, main li')]
               .filter(e => e.getClientRects().length && e.textContent.trim())
               .map(e => { const svg = e.closest('svg');
                 const scale = svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
                 return parseFloat(getComputedStyle(e).fontSize) * scale; }))"""
        )
        assert smallest >= 23.5, step


def test_the_first_pages_of_a_phone_are_light(visit, director, make_workshop):
    workshop = make_workshop(director)
    workshop.press("open_workshop")
    workshop.press("go_on")
    workshop.press("open_round")
    page, sizes = visit(), []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()))
    page.goto(f"/j/{workshop.code}")
    page.wait_for_load_state()
    page.wait_for_timeout(300)
    total = lambda: sum(s["responseBodySize"] + s["responseHeadersSize"] for s in sizes)  # noqa: E731
    assert 0 < total() < 60_000, sizes
    page.check("input[value=vcs]", force=True)
    page.get_by_role("button", name="Join the workshop").click()
    page.wait_for_url("**/proposal-1")
    page.wait_for_load_state()
    page.wait_for_timeout(300)
    assert total() < 60_000, sizes  # from the scan to the first question, all told


CHANGE = """async () => {
  const { Idiomorph } = await import('/static/vendor/idiomorph/idiomorph.esm.js');
  const live = document.querySelector('[data-live]');
  const answer = await fetch(live.dataset.live.replace('sort=agenda', 'sort=gap'));
  Idiomorph.morph(live, await answer.text(), { morphStyle: 'innerHTML' });
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return document.getAnimations().length;
}"""


@pytest.mark.parametrize(("motion", "travels"), [("no-preference", True), ("reduce", False)])
def test_marks_travel_to_their_new_place_unless_motion_is_unwelcome(
    browser, server, played, watch, motion, travels
):
    context = browser.new_context(
        base_url=server.base, reduced_motion=motion, viewport={"width": 1920, "height": 1080}
    )
    page = watch.over(context.new_page())
    page.goto(f"/b/{played}/?step=principles&part=bars")
    assert (page.evaluate(CHANGE) > 0) is travels


def test_the_facilitator_directs_the_board_and_takes_a_picture(visit, sign_in, director, played):
    console, board = sign_in(), visit(1920, 1080)
    board.goto(f"/b/{played}/")
    console.goto(f"/console/{played}/")
    console.locator("button[value='principles talk']").click()
    expect(board.locator("h1")).to_have_text("Talk about this next", timeout=45_000)
    console.get_by_role("button", name="Blank the board").click()
    expect(board.locator(".blank")).to_be_attached(timeout=45_000)
    console.get_by_role("link", name="Pictures for slides").click()
    with console.expect_download() as download:
        console.get_by_role("link", name="Talk about this next").first.click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    console.goto(f"/console/{played}/")
    console.get_by_role("button", name="Show the board again").click()
    console.get_by_role("button", name="Follow the workshop").click()
    expect(board.locator(".blank")).not_to_be_attached(timeout=45_000)
