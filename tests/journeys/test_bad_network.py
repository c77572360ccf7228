"""Answers survive a bad network, a long sleep and a restarted server; none is doubled, none is lost."""

import random
import time

import pytest
from playwright.sync_api import expect

from facilitator.robots.director import Director
from facilitator.robots.own_server import own_server
from tests.backends import shared_settings

pytestmark = [pytest.mark.journey]

# 400 kbit/s each way in bytes a second, and 400 ms there and back.
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


def join(page, code: str, sector: str = "vcs") -> None:
    page.goto(f"/j/{code}")
    page.check(f"input[value={sector}]", force=True)
    page.get_by_role("button", name="Join the workshop").click()
    page.wait_for_url("**/w/**")


def go_to_step(workshop: Director, name: str) -> None:
    """Press the console's next button until the questions of a step are open."""
    for _ in range(40):
        move, step = workshop.next_move(), workshop.current_step()
        if step == name and move == "open_round":
            workshop.press(move)
            return
        workshop.press("go_on" if move == "open_round" else move)


def answer_principle(page) -> None:
    page.wait_for_load_state()
    page.locator("input[name=q_now][value=partly] + label").click()
    page.locator("input[name=q_importance][value=very] + label").click()
    page.get_by_role("button", name="Save and go on").click()


def fall_asleep(page) -> None:
    """Leave a page as a phone in a pocket does: nothing it asks for comes any more."""
    page.context.set_offline(True)


def wake_up(page) -> None:
    """Let a page go on ten minutes later; each timer that was due in between fires once."""
    page.context.set_offline(False)
    page.clock.fast_forward("10:00")


@pytest.fixture
def principles(director, make_workshop):
    workshop = make_workshop(director)
    workshop.press("open_workshop")
    go_to_step(workshop, "Principles")
    return workshop


@pytest.fixture
def quiet(watch):
    """Chromium writes down each request that a test makes fail on purpose."""
    note = watch.note
    watch.note = lambda text, url: None if "Failed to load resource" in text else note(text, url)


def test_on_slow_3g_the_first_question_comes_with_few_bytes(visit, principles, capsys):
    """Bytes are the measure, as they are the same on every machine; the seconds are printed to be read."""
    phone, sizes = visit(), []
    wire = phone.context.new_cdp_session(phone)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", SLOW_3G)
    wire.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    started = time.monotonic()
    phone.goto(f"/j/{principles.code}", timeout=30_000)
    expect(phone.locator("h1")).to_contain_text("Which group do you belong to?", timeout=30_000)
    scanned, first = time.monotonic() - started, sum(sizes)
    phone.check("input[value=vcs]", force=True)
    phone.get_by_role("button", name="Join the workshop").click()
    expect(phone.locator("h1")).to_have_text("Rebalancing power", timeout=30_000)
    asked = time.monotonic() - started
    phone.wait_for_load_state("load")
    with capsys.disabled():
        print(
            f"\nSlow 3G: joining page after {scanned:.1f} s and {first / 1000:.0f} kB, "
            f"first question after {asked:.1f} s and {sum(sizes) / 1000:.0f} kB"
        )
    assert 0 < first < 60_000, sizes
    assert sum(sizes) < 60_000, sizes  # from the scan to the first question, all told


def test_a_phone_that_slept_ten_minutes_wakes_where_the_workshop_is(visit, principles, quiet):
    phone = visit()
    phone.clock.install()
    join(phone, principles.code)
    expect(phone.locator("h1")).to_have_text("Rebalancing power")
    fall_asleep(phone)
    principles.press("close_round")
    board = visit(1920, 1080)
    board.goto(f"/b/{principles.code}/")
    expect(board.locator("h1")).to_contain_text("Closed")
    assert phone.locator("h1").inner_text() == "Rebalancing power"
    wake_up(phone)
    expect(phone.locator("h1")).to_have_text("Closed. Thank you.")


def test_what_was_typed_before_a_sleep_is_sent_once_after_it(visit, principles, quiet):
    phone, sent = visit(), []
    phone.clock.install()
    join(phone, principles.code)
    phone.route("**/principles/*", lambda r: r.abort() if r.request.method == "POST" else r.continue_())
    answer_principle(phone)
    expect(phone.get_by_role("status").filter(has_text="kept on this phone: 1")).to_be_visible()
    fall_asleep(phone)
    phone.unroute("**/principles/*")
    phone.on("requestfinished", lambda r: sent.append(r.url) if r.method == "POST" else None)
    wake_up(phone)
    expect(phone.locator("h1")).to_have_text("Recognition of value")
    assert len(sent) == 1
    phone.goto(f"/w/{principles.code}/review")
    expect(phone.locator("h1")).to_have_text("1 of 13 answered")


def test_half_an_answer_outlives_a_sleep_in_which_the_workshop_went_on(visit, principles, quiet):
    phone = visit()
    phone.clock.install()
    join(phone, principles.code)
    phone.wait_for_load_state()
    phone.locator("input[name=q_now][value=partly] + label").click()
    fall_asleep(phone)
    principles.press("close_round")
    wake_up(phone)
    expect(phone.get_by_role("status").filter(has_text="The workshop has moved on")).to_be_visible()
    expect(phone.locator("input[name=q_now][value=partly]")).to_be_checked()


def test_three_of_ten_requests_fail_and_every_answer_arrives_once(visit, principles, quiet):
    phone, chance, failed, taken = visit(), random.Random(4), [], []
    join(phone, principles.code)
    expect(phone.locator("h1")).to_have_text("Rebalancing power")

    def flaky(route):
        if route.request.method == "POST":
            if chance.random() < 0.3:
                failed.append(route.request.url)
                if chance.random() < 0.5:
                    route.fetch()  # it arrives, but its acknowledgement is lost
                route.abort()
                return
            taken.append(route.request.url)
        route.continue_()

    phone.route("**/w/**", flaky)
    for number in range(13):
        expect(phone.locator(".progress-line")).to_contain_text(f"{number + 1} of 13")
        answer_principle(phone)
        expect(phone.locator(".progress-line, h1").first).not_to_contain_text(
            f"{number + 1} of 13", timeout=30_000
        )
    expect(phone.locator("h1")).to_have_text("All answered. Thank you.")
    assert failed
    assert len(taken) == len(set(taken)) == 13
    principles.press("close_round")
    expect(phone.get_by_text("Your 13 answers were counted.")).to_be_visible()


def test_without_a_network_answers_wait_on_the_phone_and_say_so(visit, principles, quiet):
    phone = visit()
    join(phone, principles.code)
    phone.route("**/principles/*", lambda r: r.abort() if r.request.method == "POST" else r.continue_())
    answer_principle(phone)
    kept = phone.get_by_role("status").filter(has_text="Answers kept on this phone: 1")
    expect(kept).to_be_visible()
    phone.reload()  # as after a long sleep, when the browser had thrown the page away
    expect(kept).to_be_visible()
    expect(phone.locator("input[name=q_now][value=partly]")).to_be_checked()
    phone.goto(f"/w/{principles.code}/principles/time")
    answer_principle(phone)
    expect(phone.get_by_role("status").filter(has_text="phone: 2")).to_be_visible()
    phone.unroute("**/principles/*")
    expect(phone).not_to_have_url(f"{phone.url}", timeout=45_000)
    phone.goto(f"/w/{principles.code}/review")
    expect(phone.locator("h1")).to_have_text("2 of 13 answered")


def test_an_answer_that_comes_after_the_close_is_called_late(visit, principles, quiet):
    phone = visit()
    join(phone, principles.code)
    phone.route("**/principles/*", lambda r: r.abort() if r.request.method == "POST" else r.continue_())
    answer_principle(phone)
    expect(phone.get_by_role("status").filter(has_text="kept on this phone")).to_be_visible()
    principles.press("close_round")
    phone.unroute("**/principles/*")
    expect(phone.get_by_role("status").filter(has_text="Too late")).to_contain_text("Rebalancing power")
    expect(phone.locator("input[name=q_now][value=partly]")).to_be_checked()
    principles.press("reveal")
    assert phone.evaluate("sessionStorage.getItem('kept-answers')") == "[]"


def test_a_restarted_server_loses_nothing(browser, tmp_path):
    data = tmp_path / "data"
    with own_server(data=data, settings=shared_settings()) as first:
        workshop = Director(first.base)
        workshop.set_up(first.setup_path)
        code = workshop.create_workshop(
            title="T", place="P", partnership="Together", relationships=["Forum", "Panel"]
        )
        workshop.press("open_workshop")
        go_to_step(workshop, "Principles")
        context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=first.base)
        phone = context.new_page()
        join(phone, code)
        answer_principle(phone)
        expect(phone.locator("h1")).to_have_text("Recognition of value")
        port = first.base.rsplit(":", 1)[1]
    answer_principle(phone)
    expect(phone.get_by_text("Answers kept on this phone: 1")).to_be_visible()
    with own_server(port=int(port), data=data, settings=shared_settings()):
        expect(phone.locator("h1")).to_have_text("Transparency", timeout=45_000)
        phone.goto(f"/w/{code}/review")
        expect(phone.locator("h1")).to_have_text("2 of 13 answered")
        workshop.press("close_round")
        expect(phone.get_by_text("Your 2 answers were counted.")).to_be_visible()


def test_a_shared_device_forgets_each_person(visit, principles):
    device = visit()
    device.goto(f"/j/{principles.code}/shared")
    device.get_by_role("button", name="Start with the first person").click()
    join_here = device.get_by_role("button", name="Join the workshop")
    device.check("input[value=vcs]", force=True)
    join_here.click()
    answer_principle(device)
    expect(device.locator("h1")).to_have_text("Recognition of value")
    device.locator("input[name=q_now][value=fully] + label").click()  # half an answer, not sent
    device.get_by_role("button", name="I have finished: hand over").click()
    expect(device.locator("h1")).to_contain_text("forgotten you")
    assert device.evaluate("sessionStorage.length") == 0
    for _ in range(2):
        device.go_back()
    expect(device.locator("h1")).to_contain_text("Which group do you belong to?")
    device.check("input[value=officer]", force=True)
    join_here.click()
    expect(device.locator("h1")).to_have_text("Rebalancing power")
    expect(device.locator("input:checked")).to_have_count(0)
