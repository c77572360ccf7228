"""When something breaks, nobody is told “saved” who is not, and the server goes on by itself afterwards."""

import contextlib
import re
import shutil
import sqlite3
import subprocess
import threading
import time

import pytest
import urllib3

from facilitator.services import rounds, voting, workshops
from facilitator.services.installation import open_installation
from facilitator.services.voting import Voter
from scripts.bench.world import SECTORS, make_world
from scripts.torture import torture
from tests import backends
from tests.faults.conftest import Server, serving

SAVED, AWAY = 302, 503


def assert_kind(answer) -> None:
    assert answer.status == AWAY
    assert "not saved" in answer.data.decode()
    assert answer.headers["Retry-After"]


def stored(world) -> int:
    """Return how many ballots are stored."""
    installation = open_installation(world.settings)
    try:
        workshop = workshops.find_by_code(installation, world.code.replace("-", ""))
        current = workshop.position(workshops.list_rounds(installation, workshop)).current_round
        return sum(
            len(voting.own_answers(installation, workshop, current, Voter(token, SECTORS[n % len(SECTORS)])))
            for n, token in enumerate(world.tokens)
        )
    finally:
        installation.close()


def test_killed_in_the_middle_of_bursts_nothing_acknowledged_is_lost():
    tally = torture(4, per_workshop=4)
    assert tally.acknowledged > 0
    assert tally.kills == 4
    assert (tally.lost, tally.wrong, tally.miscounted) == (0, 0, 0)


@pytest.mark.skipif(bool(backends.missing()), reason="PostgreSQL is not installed")
def test_killed_in_the_middle_of_bursts_on_postgresql_nothing_acknowledged_is_lost():
    with backends.postgres() as postgres:
        tally = torture(3, postgres.new_database, per_workshop=3)
    assert tally.acknowledged > 0
    assert (tally.lost, tally.wrong, tally.miscounted) == (0, 0, 0)


def test_a_database_locked_by_another_program_is_waited_for(world, data):
    with serving(data) as server:
        other = sqlite3.connect(data / "facilitator.sqlite3", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        answers = []
        voter = threading.Thread(target=lambda: answers.append(server.send(world.ballot(0)).status))
        voter.start()
        time.sleep(1)
        started = time.monotonic()
        assert server.get("/promise").status == 200
        assert time.monotonic() - started < 8  # who waits holds up nobody else
        assert answers == []
        other.execute("ROLLBACK")
        other.close()
        voter.join(10)
        assert answers == [SAVED]
    assert stored(world) == 1


def test_a_full_disk_says_not_saved_and_recovers(world, data):
    limited = ("prlimit", f"--fsize={(data / 'facilitator.sqlite3').stat().st_size + 20_000}:unlimited")
    if not shutil.which("prlimit"):
        pytest.skip("prlimit is not installed")
    with serving(data, prefix=limited) as server:
        # A limit on the size of files stands in for the full disk.
        statuses = [server.send(world.ballot(n)).status for n in range(260)]
        assert AWAY in statuses
        assert set(statuses) <= {SAVED, AWAY}
        assert_kind(next(a for a in (server.send(world.ballot(n)) for n in range(260)) if a.status == AWAY))
        subprocess.run(["prlimit", "--pid", str(server.process.pid), "--fsize=unlimited"], check=True)
        assert server.send(world.ballot(259)).status == SAVED
    saved = {n for n, status in enumerate(statuses) if status == SAVED} | {259}
    assert stored(world) >= len(saved)


def test_without_a_writable_key_folder_no_round_opens_and_it_is_said(world, data, monkeypatch):
    installation = open_installation(world.settings)
    workshop = workshops.find_by_code(installation, world.code.replace("-", ""))
    rounds.close_round(installation, workshop.id)

    def refuse(*_):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("facilitator.vault.write_secret", refuse)
    rounds.reveal(installation, workshop.id)
    workshops.go_to(installation, workshop.id, "barriers")
    with pytest.raises(OSError, match="Read-only"):
        rounds.open_round(installation, workshop.id)
    assert len(workshops.list_rounds(installation, workshops.get_workshop(installation, workshop.id))) == 1
    installation.close()


def test_acknowledged_only_after_a_sync(world, data):
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    trace = data.parent / "trace"
    prefix = ("strace", "-f", "-o", str(trace), "-e", "trace=fsync,fdatasync,sendto,sendmsg,write,writev")
    with serving(data, prefix=prefix) as server:
        before = len(trace.read_text().splitlines())
        for n in range(5):
            assert server.send(world.ballot(n)).status == SAVED
        lines = trace.read_text().splitlines()[before:]
    syncs = [i for i, line in enumerate(lines) if re.search(r"f(data)?sync\(\d+\)\s+= 0", line)]
    answers = [i for i, line in enumerate(lines) if "HTTP/1.1 302" in line]
    assert len(answers) == 5
    last = -1
    for answer in answers:
        assert any(last < sync < answer for sync in syncs), "acknowledged without a sync of its own"
        last = answer


@pytest.mark.skipif(bool(backends.missing()), reason="PostgreSQL is not installed")
def test_postgresql_restarts_and_redis_goes_and_comes_back(data):
    with backends.postgres() as postgres, backends.redis() as redis:
        url = postgres.new_database()
        world = make_world(data, 20, database_url=url)
        with serving(data, "--database", url, "--redis", redis.url) as server:
            assert server.send(world.ballot(0)).status == SAVED
            assert server.get("/health/ready").status == 200
            redis.stop()
            assert server.send(world.ballot(1)).status == SAVED
            postgres.stop("immediate")
            assert_kind(server.send(world.ballot(2)))
            assert server.get("/health/ready").status == AWAY
            assert server.get("/health/live").status == 200
            postgres.start()
            redis.start()
            until = time.monotonic() + 10
            while server.send(world.ballot(3)).status != SAVED:
                assert time.monotonic() < until
                time.sleep(0.1)
        assert 3 <= stored(world) <= 4


def open_crowd(server: Server, code: str, people: int) -> list:
    """Open a stream for everybody at once; return the connections when each has its answer."""
    import socket

    crowd = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(people)]
    for wire in crowd:
        wire.sendall(f"GET /b/{code}/events?only=moves HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    for wire in crowd:
        wire.settimeout(30)
        assert wire.recv(12) == b"HTTP/1.1 200"
    return crowd


def test_five_hundred_slow_readers_and_a_thousand_who_come_back_at_once_hold_nobody_up(world, data):
    import resource
    import socket

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096 if most == resource.RLIM_INFINITY else most, most))
    with serving(data) as server:
        slow = []
        for _ in range(500):
            wire = socket.create_connection(("127.0.0.1", server.port))
            wire.sendall(
                f"GET /b/{world.code}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n".encode()
            )  # and no more
            slow.append(wire)
        started = time.monotonic()
        assert server.send(world.ballot(0)).status == SAVED
        assert time.monotonic() - started < 30
        crowd = open_crowd(server, world.code, 1000)
        for wire in crowd:
            wire.close()
        crowd = open_crowd(server, world.code, 1000)
        assert server.send(world.ballot(1)).status == SAVED
        for wire in slow + crowd:
            wire.close()


def test_stopping_ends_streams_in_order(world, data):
    import socket

    server = Server(data).wait()
    with socket.create_connection(("127.0.0.1", server.port)) as wire:
        wire.sendall(f"GET /b/{world.code}/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        wire.settimeout(60)
        assert wire.recv(12) == b"HTTP/1.1 200"
        assert "Everything acknowledged is on disk" in server.stop()
        while wire.recv(4096):  # the stream ends in order, by an end and not by a broken line
            pass


def test_stopping_in_the_middle_of_votes_fails_none_of_them(world, data):
    server, statuses, saved = Server(data).wait(), [], set()

    def vote(first: int) -> None:
        number = first
        with contextlib.closing(
            urllib3.HTTPConnectionPool("127.0.0.1", server.port, retries=False, maxsize=1)
        ) as kept:
            while True:
                head, _, body = world.ballot(number % 80).partition(b"\r\n\r\n")
                fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
                try:
                    answer = kept.request(
                        "POST", head.decode().split(" ")[1], headers=fields, body=body, redirect=False
                    )
                except urllib3.exceptions.HTTPError:
                    return  # hung up on, or nobody there any more: not acknowledged, and said so by the phone
                statuses.append(answer.status)
                if answer.status == SAVED:
                    saved.add(number % 80)
                number += 8

    voters = [threading.Thread(target=vote, args=(n,)) for n in range(8)]
    for voter in voters:
        voter.start()
    while len(statuses) < 100:
        time.sleep(0.005)
    said = server.stop()
    for voter in voters:
        voter.join(30)
    assert "Everything acknowledged is on disk" in said
    assert set(statuses) <= {SAVED, AWAY}
    assert stored(world) >= len(saved)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_clock_that_is_a_day_off_loses_nothing(world, days):
    import dataclasses
    import datetime

    from facilitator.services import housekeeping

    here = open_installation(world.settings)
    off = dataclasses.replace(here, clock=lambda: here.clock() + datetime.timedelta(days=days))
    workshop = workshops.find_by_code(here, world.code.replace("-", ""))
    current = workshop.position(workshops.list_rounds(here, workshop)).current_round
    for number, token in enumerate(world.tokens):
        voter = Voter(token, SECTORS[number % len(SECTORS)])
        answer = {current.items[0]: {"now": "fully", "importance": "very"}}
        voting.cast(off if number % 2 else here, workshop, current, voter, answer)
    housekeeping.keep_house(off)  # a workshop of today is not over, whatever this clock says
    now = (
        workshops.get_workshop(here, workshop.id)
        .position(workshops.list_rounds(here, workshop))
        .current_round
    )
    if now.status.value == "open":
        rounds.close_round(off, workshop.id)
    rounds.reveal(off, workshop.id)
    with here.database.read() as connection:
        from facilitator.store import rounds as stored

        (release,) = stored.list_releases(connection, workshop.id)
    assert release.find_result(current.items[0], "now").figures.room.n == len(world.tokens)
    here.close()
