"""The facilitator's desk: clock, notes, questions before what cannot be undone, and undoing the rest."""

import datetime
import re
from html import unescape

from facilitator.services import lists, running, workshops
from tests.web.conftest import words


def console(room) -> str:
    return f"/console/{room.workshop.code}/"


def undo(host, page) -> None:
    """Press the Undo button of a page."""
    block = re.search(r'<form class="inline" method="post" action="([^"]+)">(.*?)</form>', page.text, re.S)
    pairs = re.findall(r'name="([^"]+)" value="([^"]*)"', block.group(2))
    fields = {name: unescape(value) for name, value in pairs if name != "csrf_token"}
    assert host.post(unescape(block.group(1)), follow=True, **fields).status_code == 200


def test_the_clock_counts_stops_and_takes_more_minutes(host, make_room, installation, app):
    room = make_room()
    host.get(console(room))
    assert "0 of 10 minutes" in words(host.get(console(room)))
    host.post(f"{console(room)}timer", what="more")
    host.post(f"{console(room)}timer", what="hold")
    page = words(host.get(f"{console(room)}counts"))
    assert "0 of 15 minutes · clock stopped" in page
    host.post(f"{console(room)}timer", what="run")
    assert host.post(f"{console(room)}timer", what="explode").status_code == 400
    room.start("principles")
    assert room.workshop.timer.extra == 0
    started, now = room.workshop.step_started_at, room.workshop.step_started_at
    held = room.workshop.timer.pause(now + datetime.timedelta(minutes=4)).resume(
        now + datetime.timedelta(minutes=9)
    )
    assert held.elapsed(started, now + datetime.timedelta(minutes=12)) == datetime.timedelta(minutes=7)


def test_the_board_counts_the_minutes_that_the_desk_gave_and_held(host, visitor, make_room, installation):
    room = make_room()
    room.join(officer=6)
    room.start("principles")
    board = f"/b/{room.workshop.code}/panel"

    def ends():
        return int(re.search(r'data-until="(\d+)"', visitor.get(board).text).group(1))

    planned = ends()
    running.extend_timer(installation, room.id, 5)
    assert ends() == planned + 5 * 60
    assert f"{room.workshop.current_step.minutes + 5} minutes for this step" in words(visitor.get(board))
    started, minutes = room.workshop.step_started_at, room.workshop.current_step.minutes
    later = room.workshop.timer.pause(started + datetime.timedelta(minutes=2)).resume(
        started + datetime.timedelta(minutes=5)
    )
    assert later.ends_at(started, minutes) == started + datetime.timedelta(minutes=minutes + 5 + 3)
    running.hold_timer(installation, room.id, True)
    held = visitor.get(board)
    assert "data-until" not in held.text
    assert "The clock is stopped" in words(held)
    # The clock is the current step's: a pause that somebody looks at has none.
    assert "The clock is stopped" not in words(visitor.get(f"/b/{room.workshop.code}/panel?step=break"))


def test_notes_are_for_the_people_who_run_it(host, make_room, join, installation):
    room = make_room()
    phone, secret = join(room), "Ask Jo about the hall"
    host.get(console(room))
    before = room.workshop.revision
    host.post(f"{console(room)}notes", notes=secret)
    assert room.workshop.revision == before  # nobody's page wakes up for a note
    assert running.get_notes(installation, room.workshop) == secret
    assert secret in words(host.get(console(room)))
    for path in (f"/w/{room.workshop.code}/", f"/b/{room.workshop.code}/", f"/j/{room.workshop.code}"):
        assert secret not in phone.get(path).text


def test_notes_that_are_too_long_are_not_cut_but_handed_back(host, make_room, installation):
    room = make_room()
    host.get(console(room))
    host.post(f"{console(room)}notes", notes="Ask Jo")
    long = "x" * 20_001
    refused = host.post(f"{console(room)}notes", notes=long)
    assert refused.status_code == 400
    assert "Keep your notes to 20,000 characters" in words(refused)
    assert long in refused.text
    assert running.get_notes(installation, room.workshop) == "Ask Jo"


def test_closing_before_all_have_answered_is_asked_about_first(host, make_room, join):
    room = make_room()
    join(room)
    room.start("principles")
    host.get(console(room))
    asked = host.post(f"{console(room)}move", move="close_round", step="principles", ask="yes")
    assert "1 person has not answered yet. Close the questions?" in words(asked)
    assert room.round.status == "open"
    assert host.post(f"{console(room)}move", move="close_round", step="principles").status_code == 303
    assert room.round.status == "closed"
    asked = host.post(f"{console(room)}move", move="go_on", ask="yes")
    assert "Going on destroys the individual answers" in words(asked)
    assert not room.round.sealed


def test_everybody_answered_is_not_asked_about(host, make_room):
    room = make_room()
    room.start("principles")
    (voter,) = room.join(vcs=1)
    room.cast(voter, time={"now": "partly", "importance": "very"})
    host.get(console(room))
    asked = host.post(f"{console(room)}move", move="close_round", step="principles", ask="yes")
    assert "Everybody has begun, but 12 answers are still missing" in words(asked)
    assert room.round.status == "open"
    for item in room.round.items:
        room.cast(voter, **{item: {"now": "partly", "importance": "very"}})
    host.post(f"{console(room)}move", move="close_round", step="principles", ask="yes")
    assert room.round.status == "closed"


def test_changes_of_a_list_can_be_undone(host, make_room, installation):
    room = make_room("Forum\tCouncil and VCS\nHub")
    host.get(console(room))
    names = lambda: {  # noqa: E731
        (e.name, e.details.get("between")): e.merged_into
        for e in lists.list_entries(installation, room.workshop)
    }
    start = names()
    ids = {e.name: e.id for e in lists.list_entries(installation, room.workshop)}
    for name, fields in (
        ("Forum", {"what": "rename", "name": "Other"}),
        ("Forum", {"what": "merge", "into": ids["Hub"]}),
        ("Forum", {"what": "remove"}),
    ):
        page = host.post(f"{console(room)}entry/{ids[name]}", follow=True, **fields)
        assert names() != start, fields
        undo(host, page)
        assert names() == start, fields


def test_the_console_says_who_is_missing_and_what_the_board_shows(host, make_room):
    room = make_room()
    page = words(host.get(console(room)))
    assert "Nobody is here from" not in page
    assert "The board shows the code to join" in page
    room.join(officer=9, vcs=2)
    page = words(host.get(console(room)))
    assert "Nobody is here from: Councillors, Other partners." in page
    assert "Fewer than 5: VCS." in page


def test_the_console_points_to_what_to_talk_about(host, make_room):
    room = make_room()
    room.start("principles")
    for number, voter in enumerate(room.join(officer=12, vcs=12)):
        high = ("mostly", "fully") if voter.sector == "officer" else ("not_in_place", "a_little")
        room.cast(voter, transparency={"now": high[number % 2], "importance": ("very", "fairly")[number % 2]})
    room.close()
    assert "Talk about this next" not in words(host.get(console(room)))
    room.reveal()
    page = words(host.get(console(room)))
    said = r"Talk about this next Transparency: Council officers \d\.\d points closer to “Fully in place” than VCS"
    assert re.search(said, page), page[page.find("Talk about") :][:300]


def test_an_address_that_phones_cannot_reach_is_told(host, make_room):
    assert "Phones cannot reach this address" in words(host.get(console(make_room())))


def test_an_empty_list_says_what_to_do_before_it_is_locked(host, make_room, installation):
    room = make_room("")
    room.join(officer=6)
    workshops.go_to(installation, room.id, "relationships")
    assert "Lock the list" not in words(host.get(console(room)))
    room.start("relationships")
    room.close()
    assert "The list is still empty" in words(host.get(console(room)))
    lists.add_entries(installation, room.id, lists.read_lines("relationships", "Grants panel"))
    filled = words(host.get(console(room)))
    assert "The list is still empty" not in filled
    assert "Lock the list" in filled
