"""A plan of twelve actions in real browsers: two writers, both sides, out to Excel and back."""

import datetime
import re
import shutil
from io import BytesIO

import pandas as pd
import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from facilitator.robots.crowd import Crowd
from tests.workbook.libreoffice import convert, type_into
from tests.workbook.uploads import SHEET, edited

pytestmark = [pytest.mark.journey]

ACTIONS = [f"Action number {n}" for n in range(1, 13)]


@pytest.fixture
def planned(director, make_workshop, framework, server):
    """A workshop in its plan's step, with fourteen phones and twelve actions."""
    workshop = make_workshop(director, breakdown="sector")
    crowd = Crowd(server.base, workshop.code, framework, ["officer", "vcs"] * 7, 3)
    workshop.press("open_workshop")
    crowd.join()
    page = workshop.console()
    token = page.forms[0].fields["csrf_token"].values[0]
    path = f"/console/{workshop.code}"
    workshop.browser.post(f"{path}/list/actions", {"csrf_token": token, "lines": "\n".join(ACTIONS)})
    workshop.browser.post(f"{path}/move", {"csrf_token": token, "move": "go_on", "step": "plan"})
    assert workshop.write_plan(12, ()) == 12
    return workshop, crowd


def test_two_writers_in_two_browsers_lose_nothing(planned, sign_in):
    workshop, _ = planned
    one, other = sign_in(), sign_in()
    for page in (one, other):
        page.goto(f"/console/{workshop.code}/plan")
        page.get_by_role("button", name="Edit Action number 1").first.click()
    line = "[data-saved-line]"
    one.fill("#first_step", "Draft it")
    expect(one.locator(line)).to_have_text("All changes are saved.")
    other.fill("#vcs_lead", "Bob")
    expect(other.locator(line)).to_have_text("All changes are saved.")
    expect(other.locator("#first_step")).to_have_value("Draft it")
    # Both change the same words.
    one.fill("#action", "What one wrote")
    expect(one.locator(line)).to_have_text("All changes are saved.")
    other.fill("#action", "What the other wrote")
    expect(other.locator(line)).to_contain_text("Somebody else changed the same words")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.locator("body")).to_contain_text("Keep theirs: What one wrote")
    other.get_by_label("Use mine, as it stands in the form below: What the other wrote").check(force=True)
    other.get_by_role("button", name="Save what I chose").click()
    card = other.locator(".plan-card").first
    expect(card).to_contain_text("What the other wrote")
    expect(card).to_contain_text("Bob")
    # One still sees the old words; going on to write elsewhere keeps both.
    one.fill("#measure", "Ten of ten")
    expect(one.locator(line)).to_have_text("All changes are saved.")
    expect(one.locator("#action")).to_have_value("What the other wrote")
    expect(one.locator("#vcs_lead")).to_have_value("Bob")
    # And an undo takes back that last sitting alone.
    other.reload()
    other.get_by_role("button", name=re.compile("^Undo the last change")).first.click()
    expect(other.locator(".plan-card").first).to_contain_text("Action number 1")


def test_without_scripts_the_save_button_does_it(planned, visit, director):
    workshop, _ = planned
    page = visit(java_script_enabled=False)
    page.goto("/sign-in")
    page.fill("#email", director.email)
    page.fill("#password", director.password)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"/console/{workshop.code}/plan")
    page.get_by_role("button", name="Edit Action number 2").first.click()
    page.fill("#first_step", "Draft it")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Edit Action number 2").first.click()
    expect(page.locator("#first_step")).to_have_value("Draft it")


def test_a_plan_is_agreed_and_goes_out_to_excel_and_back(planned, sign_in, visit):
    workshop, crowd = planned
    code = workshop.code
    console, board = sign_in(), visit(1920, 1080)
    board.goto(f"/b/{code}/")
    expect(board.locator("table.plan tbody tr")).to_have_count(12)
    console.goto(f"/console/{code}/")
    console.locator(".next").get_by_role("button", name="Open the questions").click()
    expect(console.locator(".next")).to_contain_text("Close the questions")
    crowd.answer("plan")
    expect(board.locator("main")).to_contain_text("14 of 14 answered", timeout=45_000)
    console.locator(".next").get_by_role("button", name="Close the questions").click()
    with console.expect_navigation():
        console.locator(".next").get_by_role("button", name="Show the results").click()
    # What people wrote waits for a look: the console asks.
    unread = console.get_by_role("button", name="Show the results without them")
    if unread.count():
        unread.click()
    expect(board.locator("h1")).to_contain_text("both sides agree to", timeout=45_000)
    expect(console.locator("main")).to_contain_text("What is not agreed is ticked")
    # Out to Excel, five cells and a row, and back.
    console.goto(f"/console/{code}/plan")
    with console.expect_download() as download:
        console.get_by_role("link", name="Excel workbook").click()

    def change(sheet, columns):
        sheet.cell(5, columns["First step"]).value = "Draft"
        sheet.cell(6, columns["VCS lead"]).value = "Bob"
        sheet.cell(7, columns["By when"]).value = datetime.date(2027, 6, 30)
        sheet.cell(8, columns["Status"]).value = "Under way"
        sheet.cell(9, columns["Measure of success"]).value = "Ten"
        sheet.cell(17, columns["Action"]).value = "Written in Excel"

    data = edited(download.value.path().read_bytes(), change)
    console.get_by_role("link", name="Bring an edited workbook back").click()
    file = {"name": "plan.xlsx", "mimeType": "application/octet-stream", "buffer": data}
    console.set_input_files("#workbook", file)
    console.get_by_role("button", name="Compare it with the plan").click()
    expect(console.locator("h1")).to_have_text("6 differences between the workbook and the plan")
    console.get_by_role("button", name="Save what is ticked").click()
    expect(console.locator(".plan-card")).to_have_count(13)
    expect(board.locator("table.plan")).to_contain_text("Written in Excel", timeout=45_000)
    # A link to read it, on a phone without an account.
    console.get_by_role("button", name="Make a read-only link").click()
    address = console.locator("#link").input_value()
    phone = visit()
    phone.goto(address)
    expect(phone.locator("table.plan")).to_contain_text("Written in Excel")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_changes_five_cells_and_a_row_and_the_page_shows_just_these(planned, sign_in, tmp_path):
    workshop, _ = planned
    console = sign_in()
    console.goto(f"/console/{workshop.code}/plan")
    with console.expect_download() as download:
        console.get_by_role("link", name="Excel workbook").click()
    data = download.value.path().read_bytes()
    for opened in (data, convert(data, tmp_path)):  # as it was written, and as LibreOffice saves it
        sheet = load_workbook(BytesIO(opened))[SHEET]
        rules = [r for r in sheet.data_validations.dataValidation if r.type == "list"]
        assert {"Proposed" in r.formula1 for r in rules if "L5" in r.sqref} == {True}
        frame = pd.read_excel(BytesIO(opened), sheet_name=SHEET, header=3)
        assert list(frame["Action"]) == ACTIONS
    saved = type_into(
        data,
        tmp_path,
        {
            "E5": "Draft",
            "G6": "Bob",
            "H7": "2027-06-30",
            "L8": "Under way",
            "I9": "Ten of ten",
            "B17": "Written in LibreOffice",
        },
    )
    sheet = load_workbook(BytesIO(saved))[SHEET]
    assert sheet["H7"].is_date
    assert (
        "L5"
        in next(r for r in sheet.data_validations.dataValidation if "Under way" in (r.formula1 or "")).sqref
    )
    console.get_by_role("link", name="Bring an edited workbook back").click()
    file = {"name": "plan.xlsx", "mimeType": "application/octet-stream", "buffer": saved}
    console.set_input_files("#workbook", file)
    console.get_by_role("button", name="Compare it with the plan").click()
    expect(console.locator("h1")).to_have_text("6 differences between the workbook and the plan")
    changed = console.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [row.cells[0].innerText.trim(), row.cells[2].innerText.trim()])"
    )
    assert changed == [
        ["First step", "Draft"],
        ["VCS lead", "Bob"],
        ["By when", "30 Jun 2027"],
        ["Status", "Under way"],
        ["Measure of success", "Ten of ten"],
    ]
    expect(console.locator("main")).to_contain_text("Written in LibreOffice (row 17)")
    console.get_by_role("button", name="Save what is ticked").click()
    cards = console.locator(".plan-card")
    expect(cards).to_have_count(13)
    expect(cards.nth(1)).to_contain_text("VCS lead: Bob")
    expect(cards.nth(2)).to_contain_text("By: 30 Jun 2027")
    expect(cards.nth(3)).to_contain_text("Under way")
    expect(cards.nth(12)).to_contain_text("Written in LibreOffice")
