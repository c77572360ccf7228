"""Getting ready: settings, steps, copies, previews, sheets and a rehearsal that touches nothing."""

import re
import time
from html import unescape

import pytest

from facilitator.domain.framework_edit import change_agenda
from facilitator.domain.framework_file import FrameworkError, parse_framework
from facilitator.domain.statements import statements_framework
from facilitator.domain.workshop import code_for_people
from facilitator.services import lists, people, rehearsing, workshops
from tests.web.conftest import words


def path(room, rest: str = "") -> str:
    return f"/console/{room.workshop.code}/{rest}"


def test_steps_are_left_out_taken_in_again_and_timed(host, make_room, framework):
    room = make_room(opened=False)
    host.get(path(room, "agenda"))
    keep = [s.key for s in framework.steps if s.key not in ("spatial", "break")]
    fields = {f"minutes-{s.key}": str(s.minutes) for s in framework.steps} | {"minutes-map": "40"}
    assert host.post(path(room, "agenda"), step=keep, **fields).status_code == 303
    changed = room.workshop.framework
    assert [s.key for s in changed.steps] == keep
    assert changed.get_step("map").minutes == 40
    assert {s.key for s in changed.left_out} == {"spatial", "break"}
    assert host.post(path(room, "agenda"), step=[s.key for s in framework.steps], **fields).status_code == 303
    assert [s.key for s in room.workshop.framework.steps] == [s.key for s in framework.steps]


@pytest.mark.parametrize("minutes", ["", "-1", "1e3", "soon", "601", "٣"])
def test_minutes_have_to_be_a_number(host, make_room, framework, minutes):
    room = make_room(opened=False)
    host.get(path(room, "agenda"))
    before = room.workshop.framework
    answer = host.post(
        path(room, "agenda"), step=[s.key for s in framework.steps], **{"minutes-map": minutes}
    )
    assert answer.status_code == 400
    assert "enter minutes from 0 to 600" in words(answer)
    assert room.workshop.framework == before


def test_a_step_in_use_or_every_step_cannot_be_left_out(host, make_room):
    room = make_room()
    room.start("principles")
    host.get(path(room, "agenda"))
    answer = host.post(path(room, "agenda"), step=["lobby"])
    assert "cannot be left out" in words(answer)
    other = make_room(opened=False)
    host.get(path(other, "agenda"))
    assert "Keep at least one step" in words(host.post(path(other, "agenda")))


@pytest.mark.parametrize("mode", ["council", "vcs"])
def test_a_separate_workshop_counts_its_own_steps_only(host, make_room, framework, mode):
    room = make_room(opened=False)
    host.get(path(room, "agenda"))
    every = [s.key for s in framework.steps]
    host.post(path(room, "agenda"), step=[key for key in every if key != "plan"])
    settings = {"title": "Alone", "held_on": "27/03/2027"}
    assert host.post(path(room, "settings"), mode=mode, **settings).status_code == 303
    own = [s.key for s in room.workshop.framework.steps]
    assert (room.workshop.step, room.workshop.breakdown) == (own[0], "sector")
    assert "plan" not in own
    assert f"{len(own)} steps" in words(host.get(path(room)))
    assert "Keep at least one step" in words(host.post(path(room, "agenda")))
    assert host.post(path(room, "agenda"), step=[key for key in own if key != "map"]).status_code == 303
    assert [s.key for s in room.workshop.framework.left_out] == ["map"]
    assert f"{len(own) - 1} steps" in words(host.get(path(room)))
    host.post(path(room, "settings"), mode="joint", **settings)
    left_out = {s.key for s in room.workshop.framework.left_out}
    assert left_out == {"map", "plan"}  # what was left out for the joint workshop still is


def test_changing_the_agenda_leaves_the_authors_text_alone(framework):
    changed = change_agenda(framework.source, {"map": 7}, {"break"})
    back = change_agenda(changed, {"map": framework.get_step("map").minutes}, set())
    assert parse_framework(back) == framework
    ours, theirs = set(framework.source.splitlines()), set(back.splitlines())
    assert theirs <= ours | {f"minutes = {s.minutes}" for s in framework.steps}
    with pytest.raises(FrameworkError):
        change_agenda(framework.source, {}, {s.key for s in framework.steps})


def test_settings_change_but_not_the_people_of_an_open_workshop(host, make_room):
    room = make_room()
    host.get(path(room, "settings"))
    good = {"title": "A new title", "held_on": "27/03/2027"}
    assert host.post(path(room, "settings"), mode="joint", **good).status_code == 303
    assert (room.workshop.title, room.workshop.held_on.isoformat()) == ("A new title", "2027-03-27")
    assert "can no longer change" in words(host.post(path(room, "settings"), mode="vcs", **good))


def test_a_copy_has_the_same_questions_and_nobodys_answers(host, make_room, installation, account):
    room = make_room("Forum\tBoth\nHub")
    room.start("principles")
    room.join(vcs=3)
    host.get(path(room))
    copy = host.post(path(room, "duplicate"))
    assert copy.status_code == 303
    made = next(w for w in workshops.list_workshops(installation, account.id) if w.code != room.workshop.code)
    assert (made.framework, made.k, made.state) == (room.workshop.framework, room.workshop.k, "preparing")
    assert [e.name for e in lists.list_entries(installation, made)] == ["Forum", "Hub"]
    assert workshops.list_rounds(installation, made) == []


@pytest.mark.parametrize("relationships", ["Forum & friends\nHub", ""])
def test_every_phone_page_is_previewed_and_sends_nothing(host, make_room, installation, relationships):
    room = make_room(relationships, opened=False)
    before, found = room.workshop.revision, set()
    base = path(room, "preview").replace(room.workshop.code, code_for_people(room.workshop.code))
    todo = [base]
    while todo:
        url = todo.pop()
        if url in found:
            continue
        found.add(url)
        answer = host.get(url)
        assert answer.status_code == 200, url
        assert url.endswith("preview") or "Preview" in words(answer)
        assert "data-events" not in answer.text
        todo += [unescape(u) for u in re.findall(r'href="(/console/[^"]*/preview[^"]*)"', answer.text)]
        links = re.findall(r'(?:href|action)="(/w/[^"]*|/b/[^"]*)"', answer.text)
        assert links == [], url
    asked = [s.key for s in room.workshop.framework.steps if s.collects and s.key != "plan"]
    for step in asked:
        assert f"{base}/ask/{step}" in found
        assert f"{base}/review/{step}" in found
    assert f"{base}/ask/principles?item=time" in found
    host.get(path(room, "preview/ask/principles"))
    gone = host.post(path(room, "preview/ask/principles"), q_now="partly")
    assert gone.location.endswith("/preview/ask/principles?item=recognition_of_value")
    assert host.post(path(room, "preview/phone/join"), sector="vcs").status_code == 303
    assert room.workshop.revision == before
    assert people.list_changes(installation, room.workshop) == []


def test_previews_of_a_workshop_without_a_plan_lead_nowhere_else(host, make_room):
    source = statements_framework("Rivers matter\nRoads matter", ["No", "Yes"], ["Up", "Down"], "Statements")
    room = make_room("", opened=False, framework=parse_framework(source))
    todo, found = [path(room, "preview")], set()
    while todo:
        url = todo.pop()
        answer = host.get(url)
        assert answer.status_code == 200, url
        new = {unescape(u) for u in re.findall(r'href="(/console/[^"]*/preview[^"]*)"', answer.text)} - found
        found |= new
        todo += new
    assert any("/preview/phone/wait" in url for url in found)
    assert not any("/preview/board/plan" in url for url in found)


def test_every_picture_is_previewed_with_numbers_that_say_they_are_made_up(host, make_room, framework):
    room = make_room("", opened=False)
    page = host.get(path(room, "preview")).text
    pictures = [unescape(u) for u in re.findall(r'href="([^"]*/preview/board/[^"]*)"', page)]
    for part in (
        "evaluate?part=types",
        "map?part=positions",
        "principles?part=bars",
        "principles?part=talk",
        "principles?part=movement",
        "barriers?part=",
        "strengths?part=strengths",
    ):
        assert any(f"/preview/board/{part}" in url for url in pictures), part
    for url in pictures:
        answer = host.get(url)
        assert "Preview with made-up numbers" in words(answer), url
        assert "Too few answers" not in words(answer), url
    assert "Example 1" in words(host.get(path(room, "preview/board/actions?part=list")))
    plan, ended = (host.get(path(room, f"preview/board/{name}")) for name in ("plan", "ended"))
    assert "Joint action plan: both sides agree to 1 of 3" in words(plan)
    assert "The workshop has ended" in words(ended)
    assert not re.findall(r'href="/b/', plan.text + ended.text)
    assert host.get(path(room, "preview/board/break")).status_code == 404
    assert host.get(path(room, "preview/board/map?part=nonsense")).status_code == 404
    assert host.get(f"/b/{room.workshop.code}/results.json").json["results"] == []


def test_sheets_to_print_show_every_question(host, make_room):
    room = make_room("Forum & friends\nHub", opened=False)
    before = room.workshop.revision
    for sheet in ("joining", "run-sheet", "paper"):
        assert host.get(path(room, f"print/{sheet}")).status_code == 200
    assert host.get(path(room, "print/nonsense")).status_code == 404
    paper = words(host.get(path(room, "print/paper")))
    for text in ("Forum & friends", "Rebalancing power", "Don't know", "Please do not write your name"):
        assert text in paper
    assert room.workshop.revision == before


def test_a_rehearsal_plays_a_copy_and_leaves_the_workshop_alone(
    host, make_room, installation, framework, monkeypatch, tmp_path
):
    room = make_room("Forum\nHub", opened=False)
    # A hosted installation names its database and keys here. A rehearsal has its own.
    monkeypatch.setenv("FACILITATOR_DATABASE", "postgresql+psycopg://nobody@127.0.0.1:9/installation")
    monkeypatch.setenv("FACILITATOR_KEYS", str(tmp_path / "keys of the installation"))
    host.get(path(room, "agenda"))
    host.post(path(room, "agenda"), step=["lobby", "principles", "close"])
    before = (room.workshop.revision, room.workshop.state)
    host.get(path(room, "rehearse"))
    assert "from 5 to 60" in words(host.post(path(room, "rehearse"), people="5000", follow=True))
    assert host.post(path(room, "rehearse"), people="8").status_code == 303
    assert "going on already" in words(host.post(path(room, "rehearse"), people="8", follow=True))
    until = time.monotonic() + 240
    while rehearsing.find(installation, room.workshop).running and time.monotonic() < until:
        time.sleep(0.5)
    page = words(host.get(path(room, "rehearse")))
    assert "8 robots gave 104 answers; 104 were counted" in page
    book = host.get(path(room, "rehearse/workbook"))
    assert book.data[:2] == b"PK"
    assert host.get(path(room, "rehearse/framework.toml")).status_code == 404
    assert (room.workshop.revision, room.workshop.state) == before
    workshops.delete_workshop(installation, room.id)
    assert not list((installation.settings.data / "rehearsals").iterdir())
    assert not (tmp_path / "keys of the installation").exists()
