"""The single measurements of the bench."""

import os
import re
import secrets
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

import gevent
from sqlalchemy import select

from facilitator.domain.publishing import group_ballots, publish
from facilitator.domain.workshop import items_of
from facilitator.services import lists, workshops
from facilitator.services.counting import open_ballots
from facilitator.services.installation import open_installation
from facilitator.store import rounds as stored
from facilitator.store import schema
from facilitator.store.ballot_box import Cast, SealedBallot, store_casts
from scripts.bench.wire import Wire, announcement, open_streams
from scripts.bench.world import World, fill, make_world

BALLOT_BYTES = 320


def at(percent: float, values: list[float]) -> float:
    """Return a percentile."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def spread_of(values: list[float]) -> dict[str, float]:
    """Return p50, p95 and p99."""
    return {f"p{p}": at(p, values) for p in (50, 95, 99)}


def memory(pid: int) -> float:
    """Return a process's memory in MB."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found.group(1)) / 1024 if found else 0.0


def cpu(pid: int) -> float:
    """Return the seconds of processor time a process has used, which other load on the machine leaves alone."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def bare_database(data: Path, repeats: int) -> dict[str, float]:
    """Commit ballots as they are stored, without HTTP or encryption: one each, and 64 together."""
    world = make_world(data, 1)
    installation = open_installation(world.settings)
    with installation.database.read() as connection:
        workshop_id = connection.execute(select(schema.workshop.c.id)).scalar_one()
        round_id = connection.execute(select(schema.round_.c.id)).scalar_one()

    def cast() -> Cast:
        ballot = SealedBallot(secrets.token_bytes(32), secrets.token_bytes(BALLOT_BYTES))
        return Cast(workshop_id, round_id, secrets.token_bytes(32), [ballot])

    rates: dict[str, list[float]] = {"single": [], "batch": []}
    for _ in range(repeats):
        for kind, size, commits in (("single", 1, 300), ("batch", 64, 50)):
            batches = [[cast() for _ in range(size)] for _ in range(commits)]
            started = time.perf_counter()
            for batch in batches:
                with installation.database.write() as connection:
                    store_casts(connection, batch)
            rates[kind].append(size * commits / (time.perf_counter() - started))
    installation.close()
    return {kind: statistics.median(found) for kind, found in rates.items()}


def open_fresh_round(world: World, port: int, **how: str) -> None:
    """Close and reveal the open round and open the next, in which nobody has answered yet."""
    wire = Wire(port)
    for move in ("close_round", "reveal", "open_round"):
        status, page = wire.ask(world.press("move", move=move, step="principles", **how))
        assert status in (302, 303), (move, status, page[-300:])
    wire.close()
    gevent.sleep(0.3)  # until the streams have told everybody


def announce_all(world, port: int, phones: list[Wire], repeat: int) -> float:
    """Return the p95 of the ms from the facilitator's press to each phone."""
    wire = Wire(port)
    found = announcement(
        phones,
        b"event: changed",
        lambda: wire.ask(world.press("switch", what="room", on="yes" if repeat % 2 else "no")),
    )
    wire.close()
    return at(95, found)


def announce_raw(raw: int, people: int) -> float:
    """Return the same for sockets without any protocol."""
    wires = [Wire(raw) for _ in range(people)]
    for wire in wires:
        wire.socket.sendall(b"?")
    gevent.sleep(0.3)
    speaker = socket.create_connection(("127.0.0.1", raw))
    found = announcement(wires, b"x" * 60, lambda: speaker.sendall(b"!"))
    for wire in wires:
        wire.close()
    speaker.close()
    return at(95, found)


def start_up(folder: Path, repeats: int) -> dict[str, float]:
    """Return ms from the command to its first answer, beside an import of Flask."""
    ours, flask = [], []
    for repeat in range(repeats):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", "import flask"], check=True)
        flask.append(1000 * (time.perf_counter() - started))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        data = folder / f"start-{repeat and 'again'}"
        started = time.perf_counter()
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "facilitator",
                "serve",
                "--host",
                "127.0.0.1",
                "--port",
                str(port),
                "--data",
                data,
            ],
            stdout=subprocess.DEVNULL,
        )
        while True:
            try:
                wire = Wire(port)
                assert wire.ask(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")[0] == 200
                break
            except OSError:
                time.sleep(0.005)
        ours.append(1000 * (time.perf_counter() - started))
        process.terminate()
        process.wait(20)
    return {
        "serve to its first page, ms": min(ours),
        "import flask, ms": min(flask),
        "ratio": min(ours) / min(flask),
    }


def close_and_seal(data: Path, people: int, items: int, served) -> dict[str, float]:
    """Close, reveal and seal a round in which everybody answered everything, with 200 boards watching."""
    world = make_world(data, people, step="map", relationships=items)
    installation = open_installation(world.settings)
    ballots = fill(installation, world.code, world.tokens, "map")
    workshop = workshops.find_by_code(installation, world.code.replace("-", ""))
    current = workshop.position(workshops.list_rounds(installation, workshop)).current_round
    step = workshop.framework.get_step("map")
    known = items_of(workshop.framework, step, lists.list_entries(installation, workshop))
    started = time.perf_counter()
    with installation.database.read() as connection:
        sealed = stored.list_ballots(connection, current.id)
    opened = open_ballots(installation, current, sealed)
    grouped = group_ballots((b.item, b.group, b.answers) for b in opened)
    publish(workshop.framework, step, 1, known, grouped, k=workshop.k, breakdown=workshop.breakdown)
    alone = time.perf_counter() - started
    installation.close()
    with served(data) as (port, _raw, pid):
        boards = open_streams(port, world.code, 200, "")
        host, voter = Wire(port), Wire(port)
        stalls: list[float] = []
        watching = gevent.spawn(_watch_stalls, voter, stalls)
        started = time.perf_counter()
        assert host.ask(world.press("move", move="close_round", step="map"))[0] in (302, 303)
        closed = time.perf_counter() - started
        watching.kill()
        gevent.sleep(0.5)
        for board in boards:
            board.rest = b""

        def follow(board: Wire) -> float:
            board.wait_for(b"event: changed")
            wire = Wire(port)
            assert wire.ask(world.look(f"/b/{world.code}/panel"))[0] == 200
            wire.close()
            return time.perf_counter()

        following = [gevent.spawn(follow, board) for board in boards]
        gevent.sleep(0.1)
        started = time.perf_counter()
        assert host.ask(world.press("move", move="reveal", step="map"))[0] in (302, 303)
        revealed = time.perf_counter() - started
        gevent.joinall(following, raise_error=True)
        shown = max(each.value for each in following) - started
        started = time.perf_counter()
        assert host.ask(world.press("move", move="go_on"))[0] in (302, 303)
        gone_on = time.perf_counter() - started
        started = time.perf_counter()
        status, book = host.ask(world.look(f"/console/{world.code}/workbook.xlsx", host=True))
        export = time.perf_counter() - started
        assert status == 200
        peak = memory(pid)
    return {
        "people × items": f"{people} × {items} = {ballots} ballots",
        "decrypt and tally alone, s": alone,
        "close as pressed, s": closed,
        "close ÷ alone": closed / alone,
        "longest wait of others meanwhile, ms": max(stalls, default=0.0),
        "reveal as pressed, ms": 1000 * revealed,
        "reveal to the last of 200 boards with its new picture, ms": 1000 * shown,
        "go on, which seals, ms": 1000 * gone_on,
        "workbook, s": export,
        "workbook, kB": len(book) / 1024,
        "memory of the server, MB": peak,
    }


def _watch_stalls(wire: Wire, stalls: list[float]) -> None:
    while True:
        started = time.perf_counter()
        wire.ask(b"GET /promise HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        stalls.append(1000 * (time.perf_counter() - started))
        gevent.sleep(0.02)
