"""Two processes behind a real proxy act as one: votes anywhere, news everywhere, closing shuts both out."""

import http.client
import json
import socket
import threading
import time
from contextlib import ExitStack

import pytest
import urllib3

from scripts.bench.world import make_world
from tests import backends, proxies
from tests.faults.conftest import serving
from tests.server.test_streams import next_event

needed = pytest.mark.skipif(
    bool(backends.missing() or proxies.missing()),
    reason="PostgreSQL, Redis, nginx or Caddy is not installed",
)


@pytest.fixture(params=["nginx"])
def together(tmp_path, request):
    with ExitStack() as stack:
        postgres = stack.enter_context(backends.postgres())
        redis = stack.enter_context(backends.redis())
        url = postgres.new_database()
        world = make_world(tmp_path / "data", 120, database_url=url)
        servers = [
            stack.enter_context(
                serving(tmp_path / "data", "--database", url, "--redis", redis.url, "--proxies", "1")
            )
            for _ in range(2)
        ]
        port = stack.enter_context(proxies.PROXIES[request.param]([s.port for s in servers]))
        yield world, servers, port, redis


def listen(port: int, code: str):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", f"/b/{code}/events?only=moves")
    answer = connection.getresponse()
    assert answer.status == 200
    assert next_event(answer).startswith("changed")
    return connection, answer


def send_through(port: int, raw: bytes) -> int:
    """Send a ready-made form to the proxy; return the status of its answer."""
    with socket.create_connection(("127.0.0.1", port), 20) as wire:
        wire.sendall(raw.replace(b"Host: 127.0.0.1\r\n", f"Host: 127.0.0.1:{port}\r\n".encode()))
        return int(wire.recv(4096)[9:12])


@needed
@pytest.mark.parametrize("together", ["nginx", "caddy"], indirect=True)
def test_what_one_process_is_told_the_other_tells_and_counts(together):
    world, (one, two), port, redis = together
    streams = [listen(p, world.code) for p in (one.port, two.port, port, port)]
    started = time.monotonic()
    assert one.send(world.press("switch", what="room", on="yes")).status in (302, 303)
    for _, answer in streams:
        assert next_event(answer).startswith("changed")
    assert time.monotonic() - started < 30
    # Pages and votes go through the proxy as well, and whole.
    for number in range(4):
        assert send_through(port, world.ballot(number)) == 302
    page = urllib3.request("GET", f"http://127.0.0.1:{port}/b/{world.code}/", timeout=20)
    assert "</html>" in page.data.decode()
    # The room is locked for both, at once.
    assert "locked" in two.get(f"/j/{world.code}").data.decode().lower()
    redis.stop()  # slower, never wrong
    assert two.send(world.press("switch", what="room", on="no")).status in (302, 303)
    for connection, answer in streams:
        assert next_event(answer).startswith("changed")
        connection.close()


@needed
def test_a_vote_is_acknowledged_exactly_when_it_is_counted_whoever_closes(together):
    world, servers, _port, _redis = together
    acknowledged: list[int] = []

    def vote(first: int) -> None:
        for number in range(first, 240, 12):
            answer = servers[number % 2].send(world.ballot(number))
            assert answer.status in (302, 409)
            if answer.status == 302:
                acknowledged.append(number)

    voters = [threading.Thread(target=vote, args=(n,)) for n in range(12)]
    for voter in voters:
        voter.start()
    while len(acknowledged) < 60 and any(voter.is_alive() for voter in voters):
        time.sleep(0.005)
    assert servers[1].send(world.press("move", move="close_round", step="principles")).status in (302, 303)
    for voter in voters:
        voter.join(60)
    assert servers[0].send(world.press("move", move="reveal", step="principles")).status in (302, 303)
    rows = json.loads(servers[0].get(f"/b/{world.code}/results.json").data)["results"]
    counted = {r["item"]["key"]: r["room"].get("n", 0) for r in rows if r["criterion"] == "now"}
    # Those who come after the close find it closed on both.
    assert [server.send(world.ballot(0)).status for server in servers] == [409, 409]
    assert acknowledged
    for at, item in enumerate(world.items[:2]):
        of_item = sum(1 for n in acknowledged if n // len(world.tokens) == at)
        assert counted[item] == (of_item if of_item >= 5 else 0)


@needed
def test_wrong_guesses_count_in_all_processes_together(together):
    _world, servers, _port, _redis = together
    statuses = [servers[n % 2].get("/j/222222").status for n in range(40)]
    assert statuses[0] == 404
    assert 429 in statuses
    assert statuses.index(429) <= 32
