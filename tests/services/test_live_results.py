"""A live round shows the room what comes in, in safe batches, and everybody counts at the close."""

import json
import sqlite3

import pytest

from facilitator.domain.release import Shown
from facilitator.services import results, rounds, workshops
from facilitator.services.live_results import publish_now

DOTS = {"ways_of_working": {"barrier_dots": "2"}, "history": {"barrier_dots": "1"}}


@pytest.fixture
def room(make_room):
    """14 officers, 15 of the VCS and 5 partners at the barriers, which the toolkit shows live."""
    made = make_room()
    made.join(officer=14, vcs=15, other=5)
    made.start("barriers")
    # The tests publish by hand, so that nothing depends on when the ticker comes round.
    made.installation.ticker.close()
    return made


def spread(room, voters) -> None:
    nothing = {item: {"barrier_dots": "0"} for item in room.round.items}
    for voter in voters:
        room.cast(voter, **nothing | DOTS)


def live_of(room):
    found = results.step_releases(room.installation, room.workshop, "barriers")
    return next((r for r in found if r.live), None)


def people_shown(room) -> int:
    release = live_of(room)
    figures = release.find_result("history", "barrier_dots").figures.room if release else None
    return figures.n if isinstance(figures, Shown) else 0


def test_the_toolkit_starts_types_barriers_and_dots_live_and_scales_at_the_close(framework):
    live = {s.key for s in framework.steps if s.reveal.value == "live" and s.collects}
    closed = {s.key for s in framework.steps if s.reveal.value == "close" and s.kind.value == "rate"}
    assert {"evaluate", "barriers", "priorities"} <= live
    assert {"map", "principles"} <= closed


def test_nothing_is_shown_before_a_column_has_k_answers(room):
    spread(room, room.voters[:4])
    assert not publish_now(room.installation, room.id)
    assert live_of(room) is None
    spread(room, room.voters[4:5])
    assert publish_now(room.installation, room.id)
    assert people_shown(room) == 5
    assert not publish_now(room.installation, room.id)


def test_the_picture_grows_by_batches_and_shows_only_the_whole_room(room):
    spread(room, room.voters[:5])
    publish_now(room.installation, room.id)
    spread(room, room.voters[14:18])
    assert not publish_now(room.installation, room.id)
    spread(room, room.voters[18:20])
    assert publish_now(room.installation, room.id)
    assert people_shown(room) == 11
    groups = live_of(room).find_result("history", "barrier_dots").figures.groups
    assert not any(isinstance(figures, Shown) for figures in groups.values())


def test_everybody_counts_at_the_close(room):
    spread(room, room.voters[:5])
    publish_now(room.installation, room.id)
    spread(room, room.voters[5:])
    room.close()
    assert live_of(room) is None
    room.reveal()
    (release,) = results.step_releases(room.installation, room.workshop, "barriers")
    figures = release.find_result("history", "barrier_dots").figures
    assert figures.room.n == 34
    assert figures.groups["officer"].n == 14
    assert not release.live


def test_a_few_answers_after_the_last_batch_are_left_out_and_said_so(room):
    spread(room, room.voters[:5])
    publish_now(room.installation, room.id)
    spread(room, room.voters[5:7])
    room.close()
    room.reveal()
    (release,) = results.step_releases(room.installation, room.workshop, "barriers")
    found = release.find_result("history", "barrier_dots")
    assert (found.figures.room.n, found.held) == (5, True)
    document = results.results_document(room.installation, room.workshop)
    assert any(row.get("held") for row in document["results"])


def test_the_facilitator_chooses_and_a_round_shown_at_the_close_stays_dark(make_room):
    room = make_room()
    room.join(officer=12)
    workshops.go_to(room.installation, room.id, "barriers")
    rounds.open_round(room.installation, room.id, live=False)
    spread(room, room.voters)
    assert not publish_now(room.installation, room.id)
    assert live_of(room) is None


@pytest.mark.sqlite
def test_which_answers_the_room_has_seen_is_stored_under_the_rounds_key_alone(room):
    spread(room, room.voters[:5])
    publish_now(room.installation, room.id)
    connection = sqlite3.connect(room.installation.settings.data / "facilitator.sqlite3")
    (state,) = connection.execute("SELECT state FROM live").fetchone()
    assert b"officer" not in state
    assert len(state) % 65_536 == 28  # padded; a nonce and a tag besides
    room.close()
    assert connection.execute("SELECT count(*) FROM live").fetchone() == (0,)
    connection.close()


def test_a_cast_is_published_by_itself(make_room):
    import time

    room = make_room()
    room.join(officer=6)
    room.start("barriers")
    spread(room, room.voters)
    deadline = time.monotonic() + 10
    while not people_shown(room) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert people_shown(room) == 6


def test_json_and_board_say_that_results_are_live(room):
    from facilitator.app import create_app

    spread(room, room.voters[:5])
    client, code = create_app(room.installation).test_client(), room.workshop.code
    assert "as soon as enough answers are in" in client.get(f"/b/{code}/panel").text
    publish_now(room.installation, room.id)
    page = client.get(f"/b/{code}/panel").text
    assert "at least 5 new answers" in page
    rows = json.loads(client.get(f"/b/{code}/results.json").data)["results"]
    assert rows
    assert all(row["live"] for row in rows)
