"""Many at once: thousands of streams, everybody coming back, and results that grow while people answer."""

import contextlib
import itertools
import random
import statistics
import time
from pathlib import Path

import gevent

from facilitator.services.ticker import TICK_SECONDS
from scripts.bench.parts import announce_all, announce_raw, at, memory, open_fresh_round
from scripts.bench.wire import Wire, burst, closed_loop, connect_at_once, open_streams
from scripts.bench.world import make_world

LIVE_PEOPLE, TOGETHER = 40, 20
MOST_SECONDS = 2.0


def many_streams(data: Path, streams: int, returning: int, served, repeats: int) -> dict[str, object]:
    """Hold ``streams`` at once, tell them all something, and have ``returning`` come back in one instant."""
    world = make_world(data, 5)
    told, told_raw = [], []
    back: dict[bytes, list[float]] = {}
    with served(data) as (port, raw, pid):
        before = memory(pid)
        wires = open_streams(port, world.code, streams)
        each = 1024 * (memory(pid) - before) / streams
        for repeat in range(repeats):
            told.append(announce_all(world, port, wires, repeat))
            told_raw.append(announce_raw(raw, streams))
        for wire in wires:
            wire.close()
        stream = f"GET /b/{world.code}/events?only=moves HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        nothing = b"POST /nothing HTTP/1.1\r\n\r\n"
        marks = {stream: b"event: changed", nothing: b"204"}
        for _ in range(repeats):
            for request in random.sample(list(marks), 2):
                gevent.sleep(1.0)  # until those of before have hung up
                spent = connect_at_once(port, returning, request, marks[request])
                back.setdefault(request, []).append(spent)
    return {
        "streams held without a failure": len(wires),
        "kB of the server for each": each,
        "announcement to all of them, p95 ms": statistics.median(told),
        "÷ raw sockets": statistics.median(told) / statistics.median(told_raw),
        f"{returning} come back at once, last has its stream, ms": statistics.median(back[stream]),
        "÷ as many empty requests": statistics.median(back[stream]) / statistics.median(back[nothing]),
    }


def live_batches(data: Path, times: int, served) -> dict[str, object]:
    """Return the ms from the vote that made a batch safe to the board's call.

    Half of the room votes at once, and the other half when the board has been called, in ``times`` rounds. The
    time is taken from before the first of them.
    """
    world = make_world(data, LIVE_PEOPLE)
    votes = LIVE_PEOPLE * len(world.items)
    waited: list[float] = []
    with served(data) as (port, _raw, _pid):
        for _ in range(times):
            open_fresh_round(world, port, results="live")
            (board,) = open_streams(port, world.code, 1)
            for first in range(0, votes, TOGETHER):
                board.forget()
                voted = time.perf_counter()
                votes_now = [world.ballot(number) for number in range(first, first + TOGETHER)]
                closed_loop(port, votes_now, TOGETHER, {302})
                with contextlib.suppress(gevent.Timeout), gevent.Timeout(MOST_SECONDS):
                    waited.append(1000 * (board.wait_for(b"event: changed") - voted))
            board.close()
    assert len(waited) >= times * votes / TOGETHER / 2, waited
    return {
        "batches": len(waited),
        "batch due → board, p50 / p95 ms": f"{at(50, waited):.0f} / {at(95, waited):.0f}",
        "p95 ÷ tick": at(95, waited) / (1000 * TICK_SECONDS),
    }


def meanwhile(data: Path, served, repeats: int) -> dict[str, object]:
    """Compare votes while the workbook of a large room is written with votes without, in turns."""
    world = make_world(data, 1000, relationships=40, filled=("map",))
    fresh = itertools.count()
    times: dict[str, list[float]] = {"idle": [], "busy": []}
    written: list[float] = []
    with served(data) as (port, _raw, _pid):
        wire = Wire(port)
        look = world.look(f"/console/{world.code}/workbook.xlsx", host=True)

        def vote(kind: str, going_on) -> None:
            while going_on():
                requests = [world.ballot(next(fresh)) for _ in range(10)]
                times[kind] += burst(port, requests, {302}, over=0.2)

        burst(port, [world.ballot(next(fresh)) for _ in range(50)], {302})  # warm up
        for _ in range(repeats):
            started = time.perf_counter()
            exporting = gevent.spawn(wire.ask, look)
            vote("busy", lambda export=exporting: not export.ready())
            assert exporting.get()[0] == 200
            written.append(time.perf_counter() - started)
            until = time.perf_counter() + written[-1]
            vote("idle", lambda end=until: time.perf_counter() < end)
        wire.close()
    idle, busy = times["idle"], times["busy"]
    return {
        "workbook of 1,000 people and 40 relationships meanwhile, s": statistics.median(written),
        "votes without / during": f"{len(idle)} / {len(busy)}",
        "vote p95 / slowest without, ms": f"{at(95, idle):.1f} / {max(idle):.1f}",
        "vote p95 / slowest during the export, ms": f"{at(95, busy):.1f} / {max(busy):.1f}",
        "p95 ÷": at(95, busy) / at(95, idle),
    }
