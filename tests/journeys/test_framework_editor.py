"""A toolkit of one's own in a real browser: copied, changed, translated, used, taken out and brought in."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from facilitator.domain.framework_file import parse_framework

pytestmark = [pytest.mark.journey]


def unfold(page) -> None:
    for part in page.locator("details > summary").all():
        part.click()


def save(page, version: int) -> None:
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.get_by_text(f"Saved as version {version}.")).to_be_visible()


def test_a_toolkit_of_ones_own_from_the_copy_to_the_file_and_back(visit, sign_in, tmp_path):
    host, phone = sign_in(), visit()
    host.goto("/console/partnerships/new")
    host.fill("#name", "Words of our own")
    host.fill("#place", "Ambermouth")
    host.get_by_role("button", name=re.compile("Create|Continue")).click()
    host.goto("/console/")
    host.get_by_role("link", name="Words of our own").first.click()
    host.get_by_role("link", name="Questions and toolkits").click()
    frameworks = host.url

    # Other words, something left out, an item and a question of one's own.
    host.get_by_role("button", name="Copy and change it").click()
    unfold(host)
    host.fill('[id="head-name"]', "Our own toolkit")
    host.fill('[id="set/elements/item/rebalancing_power/name"]', "Time for each other")
    host.check('[id="out-set/elements/item/capacity"]', force=True)
    host.fill('[id="new-elements"]', "Joy\tWe like to meet")
    host.select_option("#question_step", label="Principles")
    host.fill("#question_name", "Trend")
    host.fill("#question_words", "Is it getting better?")
    host.fill("#question_answers", "Worse\nThe same\nBetter")
    save(host, 2)
    host.get_by_role("link", name="Preview this version").click()
    expect(host.get_by_text("Is it getting better?").first).to_be_visible()
    expect(host.get_by_text("Time for each other").first).to_be_visible()
    expect(host.get_by_text(re.compile("; Capacity;"))).to_have_count(0)
    expect(host.get_by_text("look at this")).to_have_count(0)

    host.goto(frameworks)
    host.get_by_role("link", name="translate").first.click()
    host.get_by_label("Is it getting better?", exact=True).fill("Ydy pethau'n gwella?")
    host.get_by_role("button", name="Save the translation").click()
    expect(host.get_by_text("Saved as version 3.")).to_be_visible()

    # A workshop is made with it, and keeps what it started with.
    host.goto(frameworks)
    host.get_by_role("link", name="preview", exact=True).first.click()
    host.get_by_role("link", name="Create a workshop with it").click()
    unfold(host)
    host.fill("#title", "With our own words")
    host.select_option("#framework", label="Our own toolkit (your own, version 3)")
    host.get_by_role("button", name="Create the workshop").click()
    host.wait_for_url(re.compile(r"/console/[^/]+/$"))
    code = host.url.split("/")[-2]
    host.get_by_role("button", name="Open the workshop").click()
    host.goto(frameworks)
    host.get_by_role("link", name="change", exact=True).first.click()
    unfold(host)
    host.fill('[id="set/elements/item/rebalancing_power/name"]', "Time alone")
    save(host, 4)
    host.goto(f"/console/{code}/preview/ask/principles")
    expect(host.get_by_text("Is it getting better?").first).to_be_visible()
    expect(host.get_by_text("Time for each other").first).to_be_visible()
    expect(host.get_by_text("Time alone")).to_have_count(0)
    phone.goto(f"/j/{code}")
    phone.check("input[value=vcs]", force=True)
    phone.get_by_role("button", name="Join").click()
    phone.wait_for_url(re.compile(r"/w/"))

    # As a file it goes out, is changed by hand, and comes back as the next version.
    host.goto(frameworks)
    with host.expect_download() as taken:
        host.get_by_role("link", name="take out as a file").first.click()
    file = Path(tmp_path / "mine.toml")
    taken.value.save_as(file)
    source = file.read_text(encoding="utf-8")
    assert parse_framework(source).version == "4"
    host.fill(
        "#source", source.replace("Time alone", "Time together").replace("minutes = 25", "minuets = 25", 1)
    )
    host.get_by_role("button", name="Bring it in").click()
    expect(host.locator("h1")).to_contain_text("version 5")
    expect(host.get_by_text('Did you mean "minutes"?')).to_be_visible()
    unfold(host)
    expect(host.locator('[id="set/elements/item/rebalancing_power/name"]')).to_have_value("Time together")
