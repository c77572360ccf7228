"""A partnership in a real browser: pre-work, a table mapped, and workshops compared on the board."""

import re

from playwright.sync_api import expect

from tests.journeys.test_every_page import check


def create(page, title: str, **choices: str) -> str:
    """Create a workshop in the partnership's page, and return its code."""
    page.get_by_role("button", name="Create a workshop").click()
    page.fill("#title", title)
    for name, value in choices.items():
        page.check(f"input[name={name}][value={value}]", force=True)
    page.get_by_role("button", name="Create the workshop").click()
    page.wait_for_url(re.compile(r"/console/[^/]+/(prework)?$"))
    return page.url.split("/console/")[1].split("/")[0]


def test_from_prework_to_the_comparison(visit, sign_in):
    host, phone, wrong = sign_in(), visit(), []
    host.goto("/console/partnerships/new")
    host.fill("#name", "Harbour and hill")
    host.fill("#place", "Ambermouth")
    host.get_by_role("button", name=re.compile("Create|Continue")).click()
    host.goto("/console/")
    host.get_by_role("link", name="Harbour and hill").first.click()
    home = host.url
    wrong += check(host, "", "empty partnership")
    host.set_viewport_size({"width": 1440, "height": 900})
    host.fill("#organisation", "Harbour CVS")
    host.get_by_role("button", name="Add", exact=True).click()
    expect(host.get_by_text("Harbour CVS")).to_be_visible()

    # Pre-work: one phone answers in an order of its own, two dozen people on a sheet.
    first = create(host, "Before we meet", pace="self")
    host.fill("#lines", "Forum\nHub")
    host.get_by_role("button", name="Add", exact=True).click()
    host.goto(f"/console/{first}/prework")
    host.get_by_role("button", name="Open for answers").click()
    phone.goto(f"/j/{first}")
    phone.check("input[value=vcs]", force=True)
    phone.get_by_role("button", name="Join").click()
    expect(phone.get_by_text("Answer in any order")).to_be_visible()
    wrong += check(phone, "", "steps of the pre-work")
    phone.get_by_role("link", name="Start Principles").click()
    phone.check("input[name=q_now][value=partly]", force=True)
    phone.get_by_role("button", name="Save and go on").click()
    expect(phone.get_by_text("2 of 13")).to_be_visible()
    phone.get_by_role("link", name="See all").click()
    phone.get_by_role("button", name="All steps").click()
    expect(phone.get_by_text("1 of 13 answered")).to_be_visible()
    host.goto(f"/console/{first}/prework")
    wrong += check(host, "", "open pre-work")
    reminder = host.locator("#reminder").input_value()
    assert f"/j/{first}" in reminder
    assert "Before we meet" in reminder
    host.get_by_role("link", name="Enter paper forms").click()
    wrong += check(host, "", "paper forms")
    host.goto(f"/console/{first}/bring-in")
    wrong += check(host, "", "bring in")
    rows = ["Group,Time: Now"] + ["VCS,Mostly"] * 12 + ["Council officers,Partly"] * 12 + ["Nobody,Partly"]
    host.fill("#pasted", "\n".join(rows))
    host.get_by_role("button", name="Go on").click()
    host.select_option("#sector", label="From the column “Group”")
    host.get_by_role("button", name="Look again").click()
    expect(host.get_by_text("Row 26: “Nobody” is none of the groups here")).to_be_visible()
    wrong += check(host, "", "mapping")
    host.get_by_role("button", name="Take in 24 people").click()
    expect(
        host.get_by_text("24 people with 24 answers were taken in; rows that did not fit: 1")
    ).to_be_visible()
    host.get_by_role("button", name="Close and release").click()
    expect(host.get_by_text("released once")).to_be_visible()

    # The meeting takes it as round 1.
    host.goto(home)
    second = create(host, "The meeting")
    host.goto(f"/console/{second}/take-prework")
    wrong += check(host, "", "take pre-work")
    host.get_by_role("button", name="Use its results as round 1").click()
    expect(host.get_by_text("stand as round 1")).to_be_visible()

    host.goto(home)
    wrong += check(host, "", "partnership")
    for box in host.locator("input[name=w]").all():
        if box.is_enabled():
            box.check(force=True)
    host.get_by_role("button", name="Compare").click()
    expect(host.get_by_text("Choose at least two workshops.")).to_be_visible()
    host.goto(f"{home}compare?w={first.replace('-', '')}&w={second.replace('-', '')}")
    wrong += check(host, "", "comparison")
    host.get_by_role("link", name=re.compile("Time")).first.click()
    expect(host.locator("h1")).to_contain_text("Time")
    wrong += check(host, "", "comparison on the board")
    host.goto(f"{home}combine?w={first.replace('-', '')}&w={second.replace('-', '')}")
    wrong += check(host, "", "added up")
    host.goto(f"/b/{first}/combined?w={second}")
    wrong += check(host, "", "added up on the board")
    host.goto(f"{home}frameworks/")
    wrong += check(host, "", "frameworks")
    host.get_by_role("button", name="Copy and change it").click()
    for part in host.locator("details > summary").all():
        part.click()
    wrong += check(host, "", "framework editor")
    host.get_by_role("link", name="Preview this version").click()
    wrong += check(host, "", "preview")
    assert wrong == []
