"""A workshop pressed together: forty phones, late joiners, reloads, a restart, and a console on two devices."""

import random
import time

import pytest
from playwright.sync_api import expect

from facilitator.robots.director import Director
from facilitator.robots.own_server import own_server
from tests.backends import shared_settings
from tests.journeys.test_bad_network import go_to_step

pytestmark = [pytest.mark.journey]

PHONES, LATE = 40, 8
SECTORS = ("officer",) * 4 + ("vcs",) * 4 + ("councillor",) + ("other",)


class Room:
    """Phones in contexts of their own, which answer by pressing buttons as people do."""

    def __init__(self, browser, code: str) -> None:
        self.browser, self.code, self.phones = browser, code, []
        self.wrong: list[str] = []

    def arrive(self, base: str, number: int) -> None:
        for _ in range(number):
            context = self.browser.new_context(viewport={"width": 390, "height": 844}, base_url=base)
            phone = context.new_page()
            phone.on("pageerror", lambda error: self.wrong.append(str(error)))
            phone.goto(f"/j/{self.code}", wait_until="commit")
            sector = SECTORS[len(self.phones) % len(SECTORS)]
            phone.locator(f"input[value={sector}] + label").click()
            phone.get_by_role("button", name="Join the workshop").click(no_wait_after=True)
            self.phones.append(phone)

    def answer(self, phones) -> None:
        """Each phone answers the question it shows."""
        for phone in phones:
            phone.locator("input[name=q_now][value=partly] + label").click()
            phone.locator("input[name=q_importance][value=very] + label").click()
            phone.get_by_role("button", name="Save and go on").click(no_wait_after=True)

    def see(self, text: str, phones) -> None:
        for phone in phones:
            expect(phone.locator("main")).to_contain_text(text, timeout=45_000)


def test_forty_people_a_restart_and_nothing_is_lost(browser, tmp_path):
    began, chance = time.monotonic(), random.Random(7)
    data = tmp_path / "data"
    with own_server(data=data, settings=shared_settings()) as first:
        director = Director(first.base)
        director.set_up(first.setup_path)
        code = director.create_workshop(
            title="T", place="P", partnership="Together", relationships=["Forum"], breakdown="sector"
        )
        director.press("open_workshop")
        room = Room(browser, code)
        room.arrive(first.base, PHONES - LATE)
        go_to_step(director, "Principles")
        room.see("Rebalancing power", room.phones)
        room.answer(room.phones)
        room.see("2 of 13", room.phones)
        for phone in chance.sample(room.phones, 5):
            phone.reload(wait_until="commit")
        room.answer(room.phones)
        room.see("3 of 13", room.phones)
        port = int(first.base.rsplit(":", 1)[1])
    room.answer(room.phones)  # nobody is there to take it
    room.see("Answers kept on this phone: 1", chance.sample(room.phones, 3))
    with own_server(port=port, data=data, settings=shared_settings()) as second:
        room.see("4 of 13", room.phones)
        room.arrive(second.base, LATE)
        room.see("Rebalancing power", room.phones[-LATE:])
        room.answer(room.phones[-LATE:])
        room.see("2 of 13", room.phones[-LATE:])
        consoles = [browser.new_context(base_url=second.base).new_page() for _ in range(2)]
        for console in consoles:
            console.goto("/sign-in")
            console.fill("#email", director.email)
            console.fill("#password", director.password)
            console.get_by_role("button", name="Sign in").click()
            console.wait_for_url("**/console/")
            console.goto(f"/console/{code}/")
            expect(console.locator(".now__count")).to_contain_text("40 of 40 answered")
        consoles[0].get_by_role("button", name="Close the questions").click()
        expect(consoles[0].locator("h1")).to_contain_text("answers are still missing")
        consoles[0].get_by_role("button", name="Close the questions").click()
        consoles[1].get_by_role("button", name="Show the results").click(timeout=45_000)
        room.see("Your 3 answers were counted.", room.phones[: PHONES - LATE])
        room.see("Your answer was counted.", room.phones[-LATE:])
        results = director.browser.request("GET", f"{second.base}/b/{code}/results.json", None).json()
        counted = {
            r["item"]["key"]: r["room"].get("n")
            for r in results["results"]
            if r["step"] == "principles" and r["criterion"] == "now"
        }
        asked = ("rebalancing_power", "recognition_of_value", "transparency", "consistency")
        assert [counted[item] for item in asked] == [PHONES, PHONES - LATE, PHONES - LATE, None]
        assert room.wrong == []
    print(f"took {time.monotonic() - began:.0f} s")
