"""The loop that tells all streams: one look for many, patience while the database is away, no place lost."""

import socket
from types import SimpleNamespace

import gevent
import pytest
from gevent.lock import Semaphore

from facilitator import fan_out
from facilitator.fan_out import FanOut
from facilitator.services import workshops
from facilitator.web import events
from facilitator.web.events import Seat

PLACES = 100


class Hall:
    """A fan-out whose database answers what was prepared, and the far ends of its streams."""

    def __init__(self, monkeypatch) -> None:
        self.away, self.looks, self.revisions = False, 0, {"w": (3, 7)}
        monkeypatch.setattr(workshops, "list_revisions", self._look)
        monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.1)
        monkeypatch.setattr(fan_out, "AGAIN_SECONDS", 0.4)
        self.far: list[socket.socket] = []
        self.places = Semaphore(PLACES)
        live = SimpleNamespace(listen=self._listen, patience=60.0)
        self.served = FanOut(SimpleNamespace(live=live), PLACES, self.places)
        self.served.start()

    def _listen(self, hear) -> None:
        self.announce = hear

    def _look(self, _installation, wanted):
        self.looks += 1
        if self.away:
            raise OSError("the database is away")
        return {each: self.revisions[each] for each in wanted if each in self.revisions}

    def arrive(self, told: str = "", *, workshop: str = "w", only_moves: bool = True) -> socket.socket:
        near, far = socket.socketpair()
        self.far.append(far)
        far.setblocking(False)
        self.served.hold(near, Seat(workshop, only_moves, told), chunked=False)
        return far


@pytest.fixture
def hall(monkeypatch):
    made = Hall(monkeypatch)
    yield made
    made.served.close()
    for far in made.far:
        far.close()
    assert made.places.counter == PLACES


def heard(far: socket.socket) -> str:
    """Return the calls that have come, but for heartbeats."""
    return everything(far).replace(events.HEARTBEAT, "")


def everything(far: socket.socket) -> str:
    try:
        return far.recv(65536).decode()
    except BlockingIOError:
        return ""


def test_one_look_is_enough_for_all_who_come_together(hall):
    phones = [hall.arrive() for _ in range(40)]
    boards = [hall.arrive(only_moves=False) for _ in range(10)]
    known = hall.arrive("3")
    gevent.sleep(0.05)
    assert hall.looks == 1
    assert {heard(each) for each in phones} == {events.changed("3")}
    assert {heard(each) for each in boards} == {events.changed("3.7")}
    assert heard(known) == ""


def test_who_comes_and_what_is_announced_are_told_when_the_database_is_back_and_hearts_beat_meanwhile(hall):
    held = hall.arrive("3")
    gevent.sleep(0.02)
    hall.away, hall.looks = True, 0
    newcomers = [hall.arrive() for _ in range(20)]
    for each in newcomers[10:]:
        gevent.sleep(0.02)
        each.close()
    hall.announce("w")
    hall.announce("w/progress")
    gevent.sleep(1.0)
    assert 1 <= hall.looks <= 4  # not as often as it can
    assert everything(held).count(events.HEARTBEAT) >= 5
    hall.away, hall.revisions = False, {"w": (4, 0)}
    gevent.sleep(0.6)
    assert events.changed("4") == heard(held)
    assert all(events.changed("4") == heard(each) for each in newcomers[:10])
    looks = hall.looks
    gevent.sleep(0.3)
    assert hall.looks == looks  # and it is quiet again


def test_who_follows_a_workshop_that_was_deleted_is_told_that_it_is_gone(hall):
    held = hall.arrive("3")
    gevent.sleep(0.02)
    hall.revisions = {}
    newcomer = hall.arrive()
    gevent.sleep(0.02)
    assert heard(newcomer) == events.GONE
    hall.announce("w")
    gevent.sleep(0.02)
    assert heard(held) == events.GONE
