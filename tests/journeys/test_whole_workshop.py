"""A whole workshop in real browsers: a console, a board and eight phones, in both orders of events."""

import io
import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.journeys.pages import go_to

pytestmark = [pytest.mark.journey]

SECTORS = ["officer", "vcs"] * 4


class Phone:
    """A participant's phone."""

    def __init__(self, page, code: str, sector: str, number: int) -> None:
        self.page, self.code, self.sector, self.number = page, code, sector, number

    def join(self) -> None:
        self.page.goto(f"/j/{self.code}")
        self.page.locator(f"input[value={self.sector}] + label").click()
        self.page.get_by_role("button", name="Join the workshop").click()
        self.page.wait_for_url("**/w/**")

    def answer_all(self) -> int:
        """Answer what is asked until nothing is left; return how many forms were sent."""
        go_to(self.page, f"/w/{self.code}/")
        self.page.wait_for_url(re.compile(rf"/w/{self.code}/[a-z]+(/[^/]+)?$"))
        for done in range(40):
            if not re.search(r"/w/[^/]+/[^/]+/[^/]+$", self.page.url):
                return done
            if self.page.url.endswith("/dots"):
                self.page.locator("input[value='1'] + label").first.click()
            for group in self.page.locator(".govuk-radios:not(.govuk-radios--inline)").all():
                group.locator("input + label").nth(self.number % 3).click()
            for group in self.page.locator(".govuk-checkboxes").all():
                group.locator("input + label").nth(self.number % 3).click()
            for box in self.page.locator("input.govuk-input, textarea").all():
                box.fill(f"Words of phone {self.number % 2}")
            # The page sends the form itself, so that an answer waits where the network fails.
            with self.page.expect_navigation():
                self.page.locator("form button.govuk-button").click()
            if self.page.url.endswith("/review"):
                return done + 1
        raise AssertionError("the questions never end")


def press_next(console, name: str | re.Pattern) -> None:
    with console.expect_navigation():
        console.locator(".next form, .next > a").first.get_by_role("button", name=name).click()


@pytest.mark.parametrize(
    "phones_first", [True, False], ids=["phones wait for the round", "phones come after it"]
)
def test_a_whole_workshop(visit, sign_in, director, make_workshop, phones_first):
    workshop = make_workshop(director, breakdown="side")
    code = workshop.code
    console, board = sign_in(), visit(1920, 1080)
    phones = [Phone(visit(), code, sector, n) for n, sector in enumerate(SECTORS)]
    console.goto(f"/console/{code}/")
    board.goto(f"/b/{code}/")
    press_next(console, "Open the workshop")
    if phones_first:
        for phone in phones:
            phone.join()
        expect(board.locator(".heads .wide-only text").first).to_contain_text("4")
    steps = []
    while True:
        title = console.locator("h1").inner_text()
        steps.append(title)
        button = console.locator(".next .govuk-button").first
        if button.inner_text().startswith("Open the questions"):
            press_next(console, "Open the questions")
            if not phones_first and phones[0].page.url == "about:blank":
                for phone in phones:
                    phone.join()
            elif phones_first:
                # The phone that waited was taken to the question by itself.
                phones[0].page.wait_for_url(re.compile(rf"/w/{code}/[a-z]+/[^/]+$"))
            for phone in phones:
                phone.answer_all()
            if phones_first or title != "Relationships":
                expect(board.locator("main")).to_contain_text("8 of 8 answered", timeout=45_000)
            press_next(console, "Close the questions")
            if console.get_by_role("button", name=re.compile("all \\d+")).count():
                with console.expect_navigation():
                    console.get_by_role("button", name=re.compile("all \\d+")).click()
            finish = console.locator(".next .govuk-button").first.inner_text()
            press_next(console, finish)
            if finish == "Show the results":
                expect(board.locator("h1")).not_to_have_text(re.compile("moment"), timeout=45_000)
        elif button.inner_text() == "Write the plan":
            write_the_plan(console, board, code)
        elif button.inner_text().startswith("Go on"):
            press_next(console, re.compile("Go on"))
        elif button.inner_text() == "End the workshop":
            break
        else:
            raise AssertionError(button.inner_text())
    assert len(steps) >= 11
    expect(board.locator("table.plan")).to_contain_text("ask in the open")
    console.get_by_role("button", name="End the workshop").click()
    console.get_by_role("button", name="End the workshop").click()
    expect(console.locator("h1")).to_have_text("This workshop has ended")
    go_to(phones[0].page, f"/w/{code}/")
    expect(phones[0].page.locator("h1")).to_have_text("Thank you")


def write_the_plan(console, board, code: str) -> None:
    console.get_by_role("button", name="Write the plan").click()
    console.locator("input[name=idea] + label").first.click()
    console.get_by_role("button", name="Take these into the plan").click()
    console.get_by_role("button", name=re.compile("^Edit")).first.click()
    console.fill("#first_step", "Draft a template")
    console.fill("#council_lead", "Ann")
    console.fill("#vcs_lead", "Bob")
    console.fill("#by_when", "30/06/2027")
    console.select_option("#status", "agreed")
    console.get_by_role("button", name="Save").click()
    expect(board.locator("table.plan")).to_contain_text("Draft a template")
    expect(board.locator("table.plan")).to_contain_text("30 Jun 2027")
    console.goto(f"/console/{code}/")
    with console.expect_download() as download:
        console.get_by_role("link", name="Excel workbook").click()
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert book["Joint action plan"]["E5"].value == "Draft a template"
    assert book["Principles"]["C5"].value
