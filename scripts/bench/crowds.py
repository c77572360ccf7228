"""Many at once: thousands of streams, everybody coming back, and results that grow while people answer."""

import statistics
import time
from pathlib import Path

import gevent

from facilitator.services.ticker import TICK_SECONDS
from scripts.bench.parts import announce_all, announce_raw, at, memory, open_fresh_round
from scripts.bench.wire import Wire, burst, connect_at_once, open_streams
from scripts.bench.world import make_world

REST_SECONDS = 0.35


def many_streams(data: Path, streams: int, returning: int, served, repeats: int) -> dict[str, object]:
    """Hold ``streams`` at once, tell them all something, and have ``returning`` come back in one instant."""
    world = make_world(data, 5)
    told, told_raw, back, back_raw = [], [], [], []
    with served(data) as (port, raw, pid):
        before = memory(pid)
        wires = open_streams(port, world.code, streams)
        each = 1024 * (memory(pid) - before) / streams
        for repeat in range(repeats):
            told.append(announce_all(world, port, wires, repeat))
        for wire in wires:
            wire.close()
        for _ in range(repeats):
            told_raw.append(announce_raw(raw, streams))
        ask = f"GET /b/{world.code}/events?only=moves HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        for _ in range(repeats):
            back.append(connect_at_once(port, returning, ask, b"event: changed"))
            back_raw.append(connect_at_once(port, returning, b"POST /nothing HTTP/1.1\r\n\r\n", b"204"))
    return {
        "streams held without a failure": len(wires),
        "kB of the server for each": each,
        "announcement to all of them, p95 ms": statistics.median(told),
        "÷ raw sockets": statistics.median(told) / statistics.median(told_raw),
        f"{returning} come back at once, last has its stream, ms": statistics.median(back),
        "÷ as many empty requests": statistics.median(back) / statistics.median(back_raw),
    }


def live_batches(data: Path, votes: int, served) -> dict[str, object]:
    """Return the ms from the vote that made a batch safe to the board's call, one vote after the other."""
    world = make_world(data, 40)
    with served(data) as (port, _raw, _pid):
        open_fresh_round(world, port, results="live")
        (board,) = open_streams(port, world.code, 1)
        voted: list[float] = []
        waited: list[float] = []

        def watch() -> None:
            while True:
                arrived = board.wait_for(b"event: changed")
                waited.append(1000 * (arrived - voted[-1]))

        watching = gevent.spawn(watch)
        wire = Wire(port)
        for number in range(votes):
            assert wire.ask(world.ballot(number))[0] == 302
            voted.append(time.perf_counter())
            gevent.sleep(REST_SECONDS)
        watching.kill()
        wire.close()
        board.close()
    return {
        "batches": len(waited),
        "batch due → board, p50 / p95 ms": f"{at(50, waited):.0f} / {at(95, waited):.0f}",
        "p95 ÷ tick": at(95, waited) / (1000 * TICK_SECONDS),
    }


def meanwhile(data: Path, served) -> dict[str, object]:
    """Compare votes while the workbook of a large room is written with votes without."""
    world = make_world(data, 1000, relationships=40, filled=("map",))
    with served(data) as (port, _raw, _pid):
        burst(port, [world.ballot(n) for n in range(100)], {302})
        idle = burst(port, [world.ballot(n) for n in range(400)], {302}, over=8.0)
        wire = Wire(port)
        written: list[float] = []

        def export() -> None:
            started = time.perf_counter()
            assert wire.ask(world.look(f"/console/{world.code}/workbook.xlsx", host=True))[0] == 200
            written.append(time.perf_counter() - started)

        exporting = gevent.spawn(export)
        busy = burst(port, [world.ballot(400 + n) for n in range(400)], {302}, over=8.0)
        exporting.join()
        wire.close()
    return {
        "workbook of 1,000 people and 40 relationships meanwhile, s": written[0],
        "vote p95 / slowest without, ms": f"{at(95, idle):.1f} / {max(idle):.1f}",
        "vote p95 / slowest during the export, ms": f"{at(95, busy):.1f} / {max(busy):.1f}",
        "p95 ÷": at(95, busy) / at(95, idle),
    }
