"""Frameworks of a partnership: copied, changed, translated, versioned, brought in and taken out."""

import pytest

from facilitator.domain.framework_file import parse_framework
from facilitator.frameworks import read_built_in
from facilitator.services import frameworks, workshops
from tests.web.conftest import words


@pytest.fixture
def partnership(installation, account):
    return workshops.create_partnership(installation, account.id, "Together", "Ambermouth")


@pytest.fixture
def base(partnership):
    return f"/console/partnerships/{partnership.id}/frameworks"


@pytest.fixture
def copied(host, base):
    """The address of a copy of the built-in toolkit."""
    host.get(f"{base}/")
    made = host.post(f"{base}/copy/council-vcs")
    assert made.status_code == 303
    assert host.get(made.location).status_code == 200
    return made.location


def newest(installation, partnership):
    return frameworks.list_versions(installation, partnership)[0]


def test_a_copy_is_changed_and_the_workshop_keeps_what_it_started_with(
    host, installation, account, partnership, base, copied
):
    host.get("/console/workshops/new")
    created = host.post(
        "/console/workshops/new",
        partnership=partnership.id,
        title="Before",
        held_on="2027-03-01",
        mode="joint",
        pace="led",
        breakdown="side",
        k="5",
        framework=newest(installation, partnership).id,
        relationships="",
    )
    code = created.location.split("/")[2].replace("-", "")
    host.get(copied)
    saved = host.post(
        copied,
        **{
            "name": "Our toolkit",
            "set/elements/item/time/name": "Enough time",
            "leave_out": ["set/elements/item/capacity", "step/spatial"],
            "new_items/elements": "Joy\tWe like each other",
            "question_step": "principles",
            "question_name": "Trend",
            "question_words": "Is it getting better?",
            "question_answers": "Worse\nThe same\nBetter",
        },
    )
    assert saved.status_code == 303
    now = newest(installation, partnership)
    assert (now.number, now.name, now.framework.version) == (2, "Our toolkit", "2")
    names = [item.name for item in now.framework.get_item_set("elements").items]
    assert "Enough time" in names
    assert "Joy" in names
    assert "Capacity" not in names
    assert now.framework.get_step("principles").criteria == ("now", "importance", "trend")
    kept = workshops.find_by_code(installation, code)
    assert "Capacity" in [item.name for item in kept.framework.get_item_set("elements").items]
    preview = words(host.get(saved.location + "/preview"))
    assert "Is it getting better?" in preview
    assert "Spatial map" not in preview
    listed = words(host.get("/console/workshops/new"))
    assert "Our toolkit (your own, version 2)" in listed


def test_what_no_longer_fits_is_said_and_nothing_is_saved(host, installation, partnership, copied):
    host.get(copied)
    page = host.post(copied, **{"set/elements/item/time/name": ""})
    assert page.status_code == 400
    assert "is missing or empty" in words(page)
    assert newest(installation, partnership).number == 1


def test_a_file_taken_out_comes_back_as_the_next_version(host, installation, partnership, base, copied):
    taken = host.get(copied + "/framework.toml")
    assert "attachment" in taken.headers["Content-Disposition"]
    assert parse_framework(taken.text).key == "council-vcs"
    host.get(f"{base}/")
    assert host.post(f"{base}/file", source=taken.text.replace("Barriers", "Hurdles")).status_code == 303
    assert newest(installation, partnership).number == 2
    broken = host.post(f"{base}/file", source='format = 1\nkey = "x"')
    assert broken.status_code == 400
    assert "line 1" in words(broken)


def test_a_file_with_a_misspelt_name_comes_in_with_a_word_about_it(host, base, copied):
    host.get(f"{base}/")
    spoilt = read_built_in("council-vcs").replace("minutes = 25", "minuets = 25", 1)
    came = host.post(f"{base}/file", source=spoilt)
    for page in ("", "/preview"):
        told = words(host.get(came.location + page))
        assert '"minuets" means nothing in [[step]]. Did you mean "minutes"?' in told
        assert "look at this" not in words(host.get(copied + page))


def test_a_reworded_text_loses_its_translation_and_others_keep_theirs(
    host, installation, partnership, copied
):
    before = newest(installation, partnership).framework.translations["cy"]
    host.get(copied)
    saved = host.post(
        copied,
        **{"set/elements/item/time/name": "Enough time", "leave_out": ["set/elements/item/capacity"]},
    )
    after = newest(installation, partnership).framework.translations["cy"]
    assert "Transparency" in after
    assert set(before) - set(after) >= {"Time"}
    assert set(after) < set(before)
    assert "look at this" not in words(host.get(saved.location))


def test_translations_are_kept_with_the_framework(host, installation, partnership, copied):
    page = host.get(copied + "/translate?language=cy")
    at = page.text.index(">Transparency<")
    number = page.text[:at].rsplit('for="text-', 1)[1].split('"')[0]
    assert (
        host.post(copied + "/translate", language="cy", **{f"text-{number}": "Tryloywder"}).status_code == 303
    )
    assert newest(installation, partnership).framework.translations["cy"] == {"Transparency": "Tryloywder"}
    assert host.get(copied + "/translate?language=../etc").status_code == 400


def test_statements_without_answers_are_refused_in_words(host, base):
    host.get(f"{base}/")
    fields = {"name": "Parks", "answers": "Yes", "sectors": "A, B"}
    page = host.post(f"{base}/statements", statements="More benches", **fields)
    assert page.status_code == 400
    assert "at least two answers" in words(page)


def test_versions_belong_to_their_partnership(host, visitor, installation, account, base, copied):
    other = workshops.create_partnership(installation, account.id, "Elsewhere", "Anderton")
    version = copied.rsplit("/", 1)[1]
    pages = ("", "/preview", "/framework.toml", "/translate")
    for page in pages:
        assert host.get(f"/console/partnerships/{other.id}/frameworks/{version}{page}").status_code == 404
        assert visitor.get(f"{copied}{page}").status_code == 302
    assert host.post(f"{base}/copy/nonsense").status_code == 404


def test_the_built_in_text_survives_being_saved_as_a_version(installation, partnership):
    made = frameworks.save_version(installation, partnership, read_built_in("council-vcs"))
    assert made.source == read_built_in("council-vcs")
