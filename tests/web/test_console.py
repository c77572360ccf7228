"""The console: one obvious next button, and clear words for whatever goes wrong."""

import re

import pytest

from facilitator.services import evidence as evidence_service
from facilitator.services import lists, rounds, workshops
from tests.web.conftest import words


def console(room) -> str:
    return f"/console/{room.workshop.code}/"


def press(host, room, move: str, step: str = "", follow: bool = True):
    host.get(console(room))
    fields = {"step": step} if step else {}
    return host.post(f"{console(room)}move", move=move, follow=follow, **fields)


def test_an_empty_installation_tells_what_to_do(host):
    page = words(host.get("/console/"))
    assert "Start with the partnership" in page
    assert host.get("/console/workshops/new").location.endswith("/console/partnerships/new")


def test_from_partnership_to_open_workshop(host, visitor):
    host.get("/console/partnerships/new")
    made = host.post("/console/partnerships/new", name="Together", place="Ambermouth")
    page = host.get(made.location)
    partnership = re.search(r'option value="(\w+)"', page.text).group(1)
    made = host.post(
        made.location,
        partnership=partnership,
        title="How we work",
        held_on="24/11/2026",
        mode="joint",
        breakdown="side",
        k="5",
        framework="council-vcs",
        relationships="Forum\tCouncil and VCS\nHub",
    )
    page = words(host.get(made.location))
    assert "Ready to open" in page
    assert "Open the workshop" in page
    assert "How we work" in words(host.get("/console/"))


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "", "Fill in: Title"),
        ("title", "x" * 10_000, "up to 200 characters"),
        ("k", "2", "from 3 to 10"),
        ("k", "many", "from 3 to 10"),
        ("held_on", "soon", "Enter a date"),
        ("mode", "party", "Not a valid choice"),
        ("relationships", "x" * 400, "Line 1 is too long"),
        ("framework_file", "nonsense", "line 1: this is not valid TOML"),
        ("framework_file", "format = 1\nkey = 3\n", "And 3 more"),
    ],
)
def test_a_workshop_that_cannot_be_created_keeps_what_was_typed(host, make_room, field, value, message):
    room = make_room()
    page = host.get("/console/workshops/new")
    partnership = re.search(r'option value="(\w+)"', page.text).group(1)
    fields = {
        "partnership": partnership,
        "title": "Keep this title",
        "held_on": "2026-11-24",
        "mode": "joint",
        "breakdown": "side",
        "k": "5",
        "framework": "council-vcs",
        "relationships": "Keep this one",
    }
    answer = host.post("/console/workshops/new", **fields | {field: value})
    assert answer.status_code == 400
    assert message in words(answer)
    assert "Keep this one" in answer.text or field == "relationships"
    assert "Keep this title" not in host.get("/console/").text
    assert room


def test_the_big_button_goes_through_the_whole_agenda(host, make_room):
    room = make_room(opened=False)
    lists.add_entries(
        host.client.application.extensions["facilitator"], room.id, lists.read_lines("actions", "Meet")
    )
    moves = []
    for _ in range(60):
        page = host.get(console(room)).text
        area = re.search(r'<div class="next[^"]*">(.*?)</div>', page, re.DOTALL)
        found = re.search(r'name="move" value="(\w+)"', area.group(1)) if area else None
        if not found:
            break
        moves.append(found.group(1))
        assert "not possible" not in words(press(host, room, moves[-1]))
    assert room.workshop.step == "close"
    assert moves.count("open_round") == moves.count("close_round") == 9
    page = host.get(f"{console(room)}end")
    assert "cannot be undone" in words(page)
    assert "This workshop has ended" in words(host.post(f"{console(room)}end", follow=True))


def test_a_move_that_came_twice_changes_nothing_and_says_so(host, make_room):
    room = make_room()
    room.start("principles")
    assert "not possible at this point" in words(press(host, room, "open_round"))
    assert room.round.number == 1
    assert press(host, room, "dance").status_code == 400
    assert press(host, room, "go_on", "nowhere").status_code in (400, 200)
    press(host, room, "close_round", "principles")
    assert room.round.status == "closed"


def test_steps_can_be_skipped_and_visited_again(host, make_room):
    room = make_room()
    press(host, room, "go_on", "principles")
    assert room.workshop.step == "principles"
    press(host, room, "go_on", "map")
    assert room.workshop.step == "map"


def agenda(host, room, step: str):
    """Follow a link of the agenda, as the page sends it."""
    page = host.get(console(room)).text
    assert re.search(rf'name="ask" value="yes"><button class="link-button" name="step" value="{step}"', page)
    return host.post(f"{console(room)}move", move="go_on", ask="yes", step=step)


def test_the_agenda_asks_before_it_skips_steps(host, make_room):
    room = make_room()
    asked = words(agenda(host, room, "map"))
    assert "Go to “Map”, and skip 2 steps?" in asked
    assert "Relationships, Evaluate" in asked
    assert room.workshop.step == "lobby"
    host.post(f"{console(room)}move", move="go_on", step="map")
    assert room.workshop.step == "map"
    assert agenda(host, room, "spatial").status_code == 303  # the next one
    assert agenda(host, room, "relationships").status_code == 303  # back
    assert room.workshop.step == "relationships"


def test_the_agenda_asks_before_it_leaves_open_questions_and_closes_them(host, make_room):
    room = make_room()
    room.join(officer=6)
    room.start("principles")
    room.cast(room.voters[0], time={"now": "partly"})
    asked = agenda(host, room, "barriers")
    assert "The questions are still open. Close them and go on?" in words(asked)
    assert "5 people have not answered yet" in words(asked)
    assert (room.workshop.step, room.round.status) == ("principles", "open")
    host.post(f"{console(room)}move", move="go_on", step="barriers")
    assert room.workshop.step == "principles"  # nothing is closed without having been asked
    asked_about = room.round.id
    assert f'name="close" value="{asked_about}"' in asked.text
    # Meanwhile somebody else closes this round and opens another one: a late yes must not end that.
    room.close()
    room.reveal()
    rounds.open_round(room.installation, room.id)
    host.post(f"{console(room)}move", move="go_on", step="barriers", close=asked_about)
    assert (room.workshop.step, room.round.status, room.round.number) == ("principles", "open", 2)
    # An unknown step closes nothing either.
    host.post(f"{console(room)}move", move="go_on", step="nowhere", close=room.round.id)
    assert room.round.status == "open"
    host.post(f"{console(room)}move", move="go_on", step="barriers", close=room.round.id)
    assert room.workshop.step == "barriers"


def test_what_nobody_had_read_is_still_there_after_the_end(host, make_room, installation):
    room = make_room()
    room.join(officer=6)
    room.start("strengths")
    for n, voter in enumerate(room.voters):
        room.cast(voter, strengths={"strengths": f"Trust number {n}"})
    room.close()
    room.reveal()
    press(host, room, "go_on", "close")
    assert "you find it on this workshop’s page" in words(host.get(f"{console(room)}end"))
    host.post(f"{console(room)}end")
    page = host.get(console(room))
    assert "What people wrote in “Strengths and gaps”: 6 to look at" in words(page)
    first = lists.list_contributions(installation, room.workshop)[0]
    host.post(f"{console(room)}words/{first.id}", state="shown")
    assert first.text in words(host.get(f"/b/{room.workshop.code}/?step=strengths"))
    host.post(f"{console(room)}words", step="strengths")
    assert lists.count_waiting(installation, room.workshop, "strengths") == 0
    assert host.post(f"{console(room)}words", step="nowhere").status_code == 400


def test_only_the_words_of_a_round_that_was_never_shown_are_said_to_stay(host, make_room, installation):
    room = make_room()
    room.join(officer=6)
    for number in (1, 2):
        room.start("strengths")
        for voter in room.voters:
            room.cast(voter, strengths={"strengths": f"Trust of round {number}"})
        room.close()
        if number == 1:
            assert "Those of round 1 that you show appear together" in words(host.get(console(room)))
            room.reveal()
            assert "that you show appear together" not in words(host.get(console(room)))
    assert "Those of round 2 that you show appear together" in words(host.get(console(room)))
    lists.show_waiting(installation, room.id, "strengths")
    workshops.end_workshop(installation, room.id)
    said = words(host.get(console(room)))
    assert "The results of round 2 were never shown, so its words stay here" in said
    board = words(host.get(f"/b/{room.workshop.code}/?step=strengths"))
    assert "Trust of round 1" in board
    assert "Trust of round 2" not in board


def test_lists_are_filled_renamed_merged_and_cleared(host, make_room, installation):
    room = make_room("")
    press(host, room, "go_on", "relationships")
    host.get(console(room))
    host.post(f"{console(room)}list/relationships", lines="Forum\nLeaders' forum\nHub")
    forum, leaders, hub = lists.list_entries(installation, room.workshop)
    host.post(f"{console(room)}entry/{leaders.id}", what="merge", into=forum.id)
    host.post(f"{console(room)}entry/{hub.id}", what="rename", name="Community hub")
    page = words(host.get(console(room)))
    assert "with: Leaders' forum" in page
    assert "Community hub" in page
    mended = {
        "name": "Community hub",
        "between": "Housing and the hub",
        "service_area": "Housing",
        "note": "",
    }
    host.post(f"{console(room)}entry/{hub.id}", what="rename", **mended)
    page = words(host.get(console(room)))
    assert "Housing and the hub · Housing" in page
    assert "“Community hub” has been changed. Undo" in page
    long = host.post(
        f"{console(room)}entry/{hub.id}", what="rename", **(mended | {"note": "x" * 301}), follow=True
    )
    assert "too long" in words(long)
    host.post(f"{console(room)}entry/{hub.id}", what="remove")
    assert "“Community hub” has been removed. Undo" in words(host.get(console(room)))
    assert "Community hub" not in words(host.get(console(room)))
    press(host, room, "lock_list")
    refused = host.post(f"{console(room)}list/relationships", lines="Late one")
    assert (refused.status_code, "Unlock it" in words(refused), "Late one" in refused.text) == (
        400,
        True,
        True,
    )
    assert host.post(f"{console(room)}entry/nobody", what="rename", name="x").status_code == 404
    assert host.post(f"{console(room)}list/shopping", lines="x").status_code == 404


def test_rating_an_empty_list_says_what_to_do(host, make_room):
    room = make_room("")
    press(host, room, "go_on", "evaluate")
    assert "Add to the list first" in words(press(host, room, "open_round"))


def test_the_plan_is_written_and_seen_on_the_board(host, make_room, installation):
    room = make_room()
    code = room.workshop.code
    plan = f"{console(room)}plan"
    assert "No actions yet" in words(host.get(plan))
    assert host.post(plan, action=" ").status_code == 400
    made = host.post(plan, action="Publish decisions")
    host.get(made.location)
    evidence = next(iter(evidence_service.list_evidence(installation, room.workshop)))
    saved = host.post(
        made.location,
        action="Publish decisions",
        why="Trust",
        links=[evidence, "elements:time"],
        first_step="Draft",
        council_lead="Ann",
        vcs_lead="Bob",
        by_when="30/06/2027",
        status="agreed",
        version="1",
    )
    assert saved.status_code == 303
    page = words(host.get(f"/b/{code}/?step=plan"))
    for word in ("Publish decisions", "Draft", "Ann", "Bob", "30 Jun 2027", "Agreed"):
        assert word in page
    late = host.post(made.location, action="Other words", status="done", version="1")
    assert late.status_code == 409
    assert "Somebody else changed this action" in words(late)
    assert "Other words" in late.text
    wrong = host.post(made.location, action="", by_when="soon", status="done", version="2")
    assert wrong.status_code == 400
    host.post(f"{made.location}/remove")
    assert "No actions yet" in words(host.get(plan))
    assert host.get(made.location).status_code == 404
    host.post(f"{made.location}/restore")
    assert "Publish decisions" in words(host.get(plan))


def test_deleting_asks_for_the_code(host, make_room):
    room = make_room()
    code = room.workshop.code
    host.get(f"{console(room)}delete")
    assert host.post(f"{console(room)}delete", typed="yes").status_code == 400
    gone = host.post(f"/console/{code}/delete", typed=f"{code[:3]}-{code[3:]}".lower(), follow=True)
    assert "has been deleted" in words(gone)
    assert host.get(f"/console/{code}/").status_code == 404


def test_the_board_can_be_blanked_and_the_room_locked(host, make_room):
    room = make_room()
    host.get(console(room))
    host.post(f"{console(room)}direct", what="blank", on="yes")
    host.post(f"{console(room)}switch", what="room", on="yes")
    assert (room.workshop.blank, room.workshop.room_locked) == (True, True)
    assert host.post(f"{console(room)}switch", what="sun", on="yes").status_code == 400


def test_a_missing_key_is_told_and_changes_nothing(host, make_room, installation):
    room = make_room()
    room.join(officer=5)
    room.start("principles")
    for voter in room.voters:
        room.cast(voter, time={"now": "partly"})
    path = installation.settings.keys / f"{room.round.id}.key"
    hidden = path.rename(path.with_suffix(".away"))
    assert "put the folder" in words(press(host, room, "close_round"))
    assert room.round.status == "open"
    hidden.rename(path)
    press(host, room, "close_round")
    assert room.round.status == "closed"


def test_a_second_round_is_opened_for_ticked_items(host, make_room):
    room = make_room()
    room.join(officer=12, vcs=12)
    room.start("principles")
    for voter in room.voters:
        room.cast(
            voter, time={"now": "fully" if voter.sector == "vcs" else "a_little"}, capacity={"now": "partly"}
        )
    room.close()
    room.reveal()
    page = host.get(console(room)).text
    ticked = re.findall(r'name="item" value="(\w+)" checked', page)
    assert ticked[0] == "time"
    nothing = host.post(f"{console(room)}move", move="open_round", step="principles", some="yes")
    assert "Tick what to ask again" in words(host.get(nothing.location))
    assert room.round.number == 1
    host.post(f"{console(room)}move", move="open_round", step="principles", item=["time", "nonsense"])
    assert (room.round.number, room.round.items) == (2, ("time",))


def test_the_button_that_counts_says_so_while_it_works(host, make_room):
    room = make_room()
    room.join(officer=6)
    room.start("principles")
    page = host.get(f"/console/{room.workshop.code}/").text
    assert 'data-busy="Counting the answers …"' in page
