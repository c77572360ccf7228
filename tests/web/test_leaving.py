"""Leaving takes back what can still be taken back, and changes nothing that has been released."""

from facilitator.domain.release_data import release_to_data
from facilitator.services import joining, results, rounds
from tests.web.conftest import words


def released(room):
    return [release_to_data(r) for r in results.list_releases(room.installation, room.workshop)]


def test_leaving_republishes_nothing(make_room, join):
    room = make_room()
    room.join(officer=6)
    phone = join(room, "vcs")
    code = room.workshop.code
    room.start("principles")
    for voter in room.voters:
        room.cast(voter, time={"now": "partly"})
    phone.get(f"/w/{code}/principles/time")
    phone.post(f"/w/{code}/principles/time", q_now="fully")
    room.close()
    room.reveal()
    before = released(room)
    assert before
    page = phone.get(f"/w/{code}/leave")
    assert "What has been counted stays" in words(page)
    assert "You have left" in words(phone.post(f"/w/{code}/leave"))
    assert released(room) == before
    assert joining.count_heads(room.installation, room.workshop)["vcs"] == 0
    assert phone.get(f"/w/{code}/").status_code == 302  # to the join page


def test_answers_to_open_questions_are_taken_back(make_room, join):
    room = make_room()
    phone, other = join(room, "vcs"), join(room, "vcs")
    code = room.workshop.code
    room.start("principles")
    for visitor in (phone, other):
        visitor.get(f"/w/{code}/principles/time")
        visitor.post(f"/w/{code}/principles/time", q_now="fully")
    assert rounds.count_answered(room.installation, room.round) == 2
    phone.get(f"/w/{code}/leave")
    phone.post(f"/w/{code}/leave")
    assert rounds.count_answered(room.installation, room.round) == 1
    assert phone.post(f"/w/{code}/principles/time", q_now="fully").status_code == 403


def test_looking_at_the_page_forgets_nobody(make_room, join):
    room = make_room()
    phone = join(room, "vcs")
    for _ in range(2):
        assert phone.get(f"/w/{room.workshop.code}/leave").status_code == 200
    assert joining.count_heads(room.installation, room.workshop)["vcs"] == 1
