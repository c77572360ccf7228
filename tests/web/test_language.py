"""Participants and the board speak English and Welsh, completely; each visitor chooses."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from facilitator.domain.framework_file import FrameworkError, parse_framework
from facilitator.domain.translation import list_texts, list_untranslated, translate
from facilitator.frameworks import BUILT_IN, get_built_in
from tests.web.conftest import Visitor, words

ROOT = Path(__file__).parents[2]
WELSH = ROOT / "facilitator" / "translations" / "cy" / "LC_MESSAGES" / "messages.po"
OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true"}
PLACE = re.compile(r"%\(\w+\)s|\{\w+\}")


def messages() -> list[str | tuple[str, str]]:
    """Return every message of the pages, as they are now."""
    found = Catalog()
    for folder, method in (("facilitator", "python"), ("templates", "jinja2")):
        for _file, _line, message, _comments, context in extract_from_dir(
            ROOT / folder,
            [("**.*", method)] if folder == "templates" else [("**.py", method)],
            options_map={"**.*": OPTIONS},
            keywords={"_": None, "gettext": None, "_l": None, "lazy_gettext": None, "ngettext": (1, 2)},
        ):
            found.add(message, context=context)
    return [m.id for m in found if m.id]


@pytest.fixture(scope="module")
def welsh() -> Catalog:
    with WELSH.open("rb") as file:
        return read_po(file, locale="cy")


def test_every_message_has_its_welsh(welsh):
    asked = messages()
    assert len(asked) > 200
    missing = [m for m in asked if m not in welsh or not all(texts(welsh[m].string))]
    assert missing == [], "run `make messages`, then translate what is empty"
    assert [m.id for m in welsh if m.id and m.fuzzy] == []


def test_the_welsh_keeps_every_placeholder(welsh):
    for message in (m for m in welsh if m.id):
        wanted = sorted(PLACE.findall(texts(message.id)[-1]))
        for text in texts(message.string):
            assert sorted(PLACE.findall(text)) == wanted, message.id


def test_what_is_served_is_what_was_translated(welsh):
    with WELSH.with_suffix(".mo").open("rb") as file:
        served = read_mo(file)
    for message in (m for m in welsh if m.id):
        assert texts(served[message.id].string) == texts(message.string), "run `make messages`"


def texts(said) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_built_in_toolkit_is_in_welsh_without_leftovers(name):
    framework = get_built_in(name)
    assert list_untranslated(framework, "cy") == []
    said = translate(framework, "cy")
    assert [s.key for s in said.steps] == [s.key for s in framework.steps]
    assert said.get_step("principles").name == "Egwyddorion"
    english = set(list_texts(framework))
    assert [text for text in framework.translations["cy"] if text not in english] == []


def test_a_broken_translation_is_refused_with_its_line(framework):
    broken = framework.source + '"Lobby" = 3\n'
    with pytest.raises(FrameworkError) as caught:
        parse_framework(broken)
    assert caught.value.problems[0].line == len(broken.splitlines())


def test_a_phone_speaks_what_its_browser_asks_for_or_its_person_chooses(app, make_room):
    room = make_room()
    phone = Visitor(app)
    path = f"/j/{room.workshop.code}"
    page = phone.get(path, headers={"Accept-Language": "cy-GB,cy;q=0.9,en;q=0.5"})
    assert 'lang="cy"' in page.text
    assert "I ba grŵp rydych chi'n perthyn? Swyddogion y cyngor" in words(page)
    assert phone.post("/language", language="en_GB", next=path).location == path
    page = phone.get(path, headers={"Accept-Language": "cy"})
    assert "Which group do you belong to? Council officers" in words(page)
    phone.post("/language", language="cy", next="https://evil.example/")
    assert "I ba grŵp" in words(phone.get(path))
    phone.post("/language", language="xx")
    assert "I ba grŵp" in words(phone.get(path))


def test_a_whole_question_is_in_welsh_and_its_answer_counts(app, make_room, join):
    room = make_room()
    room.start("principles")
    phone = join(room)
    phone.post("/language", language="cy")
    path = f"/w/{room.workshop.code}/principles/time"
    page = words(phone.get(path))
    for text in ("Amser", "I ba raddau y mae hyn ar waith heddiw?", "Ddim yn gwybod", "Cadw ac ymlaen"):
        assert text in page
    for text in ("How far", "Don't know", "Save"):
        assert text not in page
    assert "Dewiswch ateb" in words(phone.post(path))
    assert phone.post(path, q_now="partly", q_importance="very").status_code == 302
    room.close()
    assert "Cyfrifwyd eich 1 ateb." in words(phone.get(f"/w/{room.workshop.code}/"))


def test_the_board_can_show_both_and_data_stays_as_it_is(app, make_room, visitor):
    room = make_room()
    room.start("principles")
    for voter in room.join(vcs=12, officer=12):
        room.cast(voter, time={"now": "partly", "importance": "very"})
    room.close()
    room.reveal()
    board = f"/b/{room.workshop.code}/"
    visitor.get(board)
    plain = visitor.get(f"{board}results.json").json
    assert "Amser" not in words(visitor.get(board))
    visitor.post("/language", language="both")
    assert "Time · Amser" in words(visitor.get(board))
    assert "Time · Amser" in words(visitor.get(f"{board}panel"))
    visitor.post("/language", language="cy")
    page = words(visitor.get(f"{board}panel"))
    assert "Amser" in page
    assert "Time ·" not in page
    assert visitor.get(f"{board}results.json").json == plain


def test_the_console_stays_in_one_language(host, make_room):
    room = make_room()
    host.get(f"/j/{room.workshop.code}")
    host.post("/language", language="cy")
    page = words(host.get(f"/console/{room.workshop.code}/"))
    assert "Agenda Welcome" in page
    assert "Croeso" not in page
