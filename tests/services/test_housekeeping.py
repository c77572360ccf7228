"""Time seals what was forgotten and deletes what has been kept long enough; never earlier."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from facilitator.domain.agenda import RoundStatus
from facilitator.services import housekeeping, results, rounds, workshops
from facilitator.services.sealing import finish_sealing

PARTLY = {"now": "partly"}


@pytest.fixture
def later(installation):
    """Return the installation as it is some time after now."""

    def at(**passed):
        return replace(installation, clock=lambda: installation.clock() + timedelta(**passed))

    return at


@pytest.fixture
def rated(make_room):
    room = make_room()
    for voter in room.join(officer=6):
        if len(room.voters) == 6 and room.workshop.step == "lobby":
            room.start("principles")
        room.cast(voter, time=PARTLY)
    return room


def test_a_forgotten_round_is_counted_and_sealed_a_day_after_the_workshop(installation, rated, later):
    room, passed = (
        rated,
        max(timedelta(0), datetime(2026, 11, 24) - installation.clock()) + timedelta(hours=50),
    )
    assert housekeeping.seal_forgotten(installation) == 0
    assert housekeeping.seal_forgotten(later(seconds=passed.total_seconds())) == 1
    assert room.round.sealed
    assert installation.vault.list_keys() == []
    assert room.round.status is RoundStatus.CLOSED
    room.reveal()
    assert (
        results.find_release(installation, room.workshop, "principles")
        .find_result("time", "now")
        .figures.room.n
        == 6
    )


def test_a_workshop_that_is_still_moving_is_left_alone(installation, rated, later):
    assert housekeeping.seal_forgotten(later(hours=1)) == 0
    assert installation.vault.list_keys() == [rated.round.id]


def test_workshops_are_deleted_when_their_time_is_over_with_their_workbooks(installation, rated, later):
    room, exports = rated, installation.settings.exports
    exports.mkdir()
    (exports / f"Ambermouth-2026-11-24-{room.workshop.code}.xlsx").write_bytes(b"x")
    (exports / "another.xlsx").write_bytes(b"x")
    due = housekeeping.delete_on(installation, room.workshop)
    days = (due - installation.clock().date()).days
    assert days >= 89
    assert housekeeping.delete_expired(later(days=days - 1)) == 0
    assert housekeeping.delete_expired(later(days=days + 1)) == 1
    assert [p.name for p in exports.iterdir()] == ["another.xlsx"]
    with pytest.raises(workshops.UnknownWorkshop):
        workshops.get_workshop(installation, room.id)
    assert installation.vault.list_keys() == []


@pytest.mark.parametrize("stage", ["before the commit", "after the commit"])
def test_a_seal_that_was_interrupted_is_finished_at_the_start(installation, rated, stage, monkeypatch):
    room = rated
    room.close()
    current = room.round

    def die(*_args):
        raise KeyboardInterrupt

    if stage == "before the commit":
        monkeypatch.setattr("facilitator.services.workshops.workshops.direct_board", die)
    else:
        monkeypatch.setattr("facilitator.services.workshops.finish_sealing", die)
    with pytest.raises(KeyboardInterrupt):
        workshops.end_workshop(installation, room.id)
    monkeypatch.undo()
    finish_sealing(installation)
    sealed = next(r for r in workshops.list_rounds(installation, room.workshop) if r.id == current.id).sealed
    assert sealed == (stage == "after the commit")
    assert installation.vault.has_key(current.id) == (not sealed)
    assert rounds.count_answered(installation, current) == (0 if sealed else 6)


def test_a_key_without_a_round_is_swept_away(installation, rated):
    installation.vault.create_key("f00d")
    assert finish_sealing(installation) == 1
    assert installation.vault.list_keys() == [rated.round.id]


def test_a_missing_key_keeps_no_other_workshop_from_being_sealed(installation, rated, later, make_room):
    """Answers whose key is gone go without a result; everything else goes its way."""
    other = make_room()
    other.join(officer=6)
    other.start("principles")
    installation.vault.destroy_key(other.round.id)
    housekeeping.keep_house(later(hours=80))
    for room in (rated, other):
        assert all(r.sealed for r in workshops.list_rounds(installation, room.workshop))
    assert results.list_releases(installation, other.workshop) == []
