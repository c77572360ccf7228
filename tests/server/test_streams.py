"""Streams of the real server: one loop serves all, readers who leave or sleep cost nothing."""

import http.client
import shutil
import socket
import time
from contextlib import ExitStack

import pytest

from facilitator.fan_out import Stream
from facilitator.robots.director import Director
from facilitator.web.events import Seat
from scripts.bench.world import make_world
from tests.backends import own_running
from tests.faults.conftest import serving


@pytest.fixture(scope="module")
def played(shared):
    with own_running(shared) as here:
        director = Director(here.base)
        director.set_up(here.setup_path)
        director.create_workshop(title="Streams", place="A", partnership="T", relationships=["Forum"])
        yield here, director


def open_stream(here, code: str, query: str = "", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", int(here.base.rsplit(":", 1)[1]), timeout=30)
    connection.request("GET", f"/b/{code}/events{query}", headers=headers)
    answer = connection.getresponse()
    assert answer.status == 200
    return connection, answer


def lock(director, on: str = "yes") -> None:
    page = director.console()
    director.browser.post(
        f"/console/{director.code}/switch",
        {"csrf_token": page.form_with("move").fields["csrf_token"].values[0], "what": "room", "on": on},
        follow=False,
    )


def next_event(answer) -> str:
    while True:
        line = answer.readline().decode()
        assert line, "the stream ended"
        if line.startswith("event: "):
            event = line.split()[1]
            return f"{event} {answer.readline().decode().split()[1]}"


def test_every_reader_hears_of_a_move_at_once(played):
    here, director = played
    with ExitStack() as stack:
        answers = []
        for number in range(40):
            connection, answer = open_stream(here, director.code, "?only=moves" if number % 2 else "")
            stack.callback(connection.close)
            answers.append(answer)
            assert next_event(answer).startswith("changed")
        started = time.perf_counter()
        director.press("open_workshop")
        told = [next_event(answer) for answer in answers]
        assert time.perf_counter() - started < 30
        assert len(set(told[1::2])) == 1
        assert all(t.startswith("changed") for t in told)


def test_a_reader_who_knows_the_revision_is_not_told_it_again(played):
    here, director = played
    connection, answer = open_stream(here, director.code, "?only=moves")
    now = next_event(answer).split()[1]
    connection.close()
    connection, answer = open_stream(here, director.code, "?only=moves", **{"Last-Event-ID": now})
    time.sleep(0.5)
    lock(director)
    assert next_event(answer) not in (f"changed {now}", f"heartbeat {now}")
    connection.close()
    lock(director, "no")


@pytest.mark.parametrize("known", ["gone", "9" * 60_000, "1.2.3", "٣"])
def test_what_is_no_revision_is_not_taken_for_one(played, known):
    here, director = played
    with socket.create_connection(("127.0.0.1", int(here.base.rsplit(":", 1)[1])), timeout=30) as wire:
        head = f"GET /b/{director.code}/events HTTP/1.1\r\nHost: 127.0.0.1\r\nLast-Event-ID: {known}\r\n\r\n"
        wire.sendall(head.encode())
        heard = b""
        while b"event: changed" not in heard:
            more = wire.recv(65536)
            assert more, heard
            heard += more
    assert heard.startswith(b"HTTP/1.1 200")


def test_readers_who_leave_or_never_read_hold_nobody_up(played):
    here, director = played
    address = ("127.0.0.1", int(here.base.rsplit(":", 1)[1]))
    sleepers = []
    for _ in range(100):
        sleeper = socket.create_connection(address)
        sleeper.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        sleeper.sendall(f"GET /b/{director.code}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        sleepers.append(sleeper)
    for sleeper in sleepers[::2]:
        sleeper.close()
    connection, answer = open_stream(here, director.code)
    next_event(answer)
    started = time.perf_counter()
    lock(director)
    assert next_event(answer).startswith("changed")
    assert time.perf_counter() - started < 30
    connection.close()
    for sleeper in sleepers:
        sleeper.close()


def test_streams_have_a_share_of_their_own_so_that_votes_always_find_room(tmp_path):
    if not shutil.which("prlimit"):
        pytest.skip("prlimit is not installed")
    world = make_world(tmp_path / "data", 20)
    with serving(tmp_path / "data", prefix=("prlimit", "--nofile=208:208")) as server, ExitStack() as stack:

        def ask_for_a_stream():
            wire = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=30))
            wire.sendall(f"GET /b/{world.code}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            return wire, int(wire.recv(65536).split()[1])

        asked = [ask_for_a_stream() for _ in range(70)]
        statuses = [status for _, status in asked]
        assert statuses[:60] == [200] * 60  # three quarters of what is left beside 128 files
        assert set(statuses[60:]) == {503}
        assert server.send(world.ballot(0)).status == 302
        for wire, _ in asked[:30]:
            wire.close()
        deadline = time.monotonic() + 30
        while True:  # soon there is room where somebody has left
            wire, status = ask_for_a_stream()
            if status == 200:
                break
            wire.close()
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_what_a_reader_sends_is_thrown_away(played):
    here, director = played
    connection, answer = open_stream(here, director.code)
    next_event(answer)
    connection.sock.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 20)
    time.sleep(0.2)
    lock(director, "no")
    assert next_event(answer).startswith("changed")
    connection.close()


def test_a_room_full_of_open_connections_still_lets_everybody_in(tmp_path):
    if not shutil.which("prlimit"):
        pytest.skip("prlimit is not installed")
    make_world(tmp_path / "data", 5)
    with serving(tmp_path / "data", prefix=("prlimit", "--nofile=208:208")) as server, ExitStack() as stack:
        for _ in range(60):  # of 80 that are left beside 128 files; browsers keep several open each
            wire = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=30))
            wire.sendall(b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert wire.recv(65536).startswith(b"HTTP/1.1 200")
        assert server.get("/health/live").status == 200


def test_whoever_asks_for_the_head_of_a_stream_gets_it(played):
    here, director = played
    connection = http.client.HTTPConnection("127.0.0.1", int(here.base.rsplit(":", 1)[1]), timeout=30)
    connection.request("HEAD", f"/b/{director.code}/events")
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Content-Type").split(";")[0]) == (200, "text/event-stream")
    connection.close()


def test_what_has_not_left_yet_goes_first():
    here, there = socket.socketpair()
    stream = Stream(here, Seat("w", True, "1"), chunked=False)
    stream.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    large = b"a" * 400_000
    assert stream.send(large)  # the rest of it waits
    assert not stream.send(b"b" * 10)
    assert stream.behind_since
    received = b""
    while len(received) < len(large):
        received += there.recv(65536)
        stream.send(b"b" * 10)
    received += there.recv(65536)
    assert received.startswith(large)
    assert set(received[len(large) :]) <= set(b"b")
    stream.close()
    there.close()
