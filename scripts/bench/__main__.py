"""Measures everything side by side in one run: `make bench`, or `python -m scripts.bench --quick`.

The server runs in one process, the load in this one, both on the same cores and over loopback. What is
compared is interleaved, and medians are printed as ratios to the limit measured in the same run.
"""

from gevent import monkey

monkey.patch_all()

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path

from scripts.bench import crowds, pages, parts, several
from scripts.bench.world import make_world

HERE = Path(__file__).parents[2]


@contextmanager
def served(data: Path, **environment: str):
    """Run the server under test; give (port, raw port, process id)."""
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.bench.served", str(data)],
        cwd=HERE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    try:
        port, raw = map(int, process.stdout.readline().split())
        yield port, raw, process.pid
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer people and repetitions, for CI")
    parser.add_argument("--votes", action="store_true", help="measure votes and streams alone")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args()
    quick = options.quick
    sizes = (36, 200) if quick else (36, 200, 1000, 2000)
    repeats = 2 if quick else 3
    figures: dict = {"machine": machine(), "sizes": {}}
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    print(f"Machine: {figures['machine']}; load before the start {load:.1f}\n")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        figures["database"] = parts.bare_database(Path(folder) / "bare", repeats)
        for people in sizes:
            print(f"... {people} people", file=sys.stderr)
            data = Path(folder) / str(people)
            world = make_world(data, people)
            with served(data) as (port, raw, pid):
                figures["sizes"][people] = measure(world, people, port, raw, pid, repeats)
        if options.votes:
            tell(figures)
            return
        figures["start"] = parts.start_up(Path(folder), repeats)
        print("... close, seal, pictures, export", file=sys.stderr)
        many = (100, 20) if quick else (1000, 30)
        figures["close"] = parts.close_and_seal(Path(folder) / "close", *many, served)
        figures["pictures"] = pages.pictures(Path(folder) / "pictures", served, 5 if quick else 15)
        print("... crowds, live results, export meanwhile", file=sys.stderr)
        many = (1000, 500) if quick else (5000, 2000)
        figures["many streams"] = crowds.many_streams(Path(folder) / "crowd", *many, served, repeats)
        figures["live results"] = crowds.live_batches(Path(folder) / "live", 2 if quick else 6, served)
        figures["meanwhile"] = crowds.meanwhile(Path(folder) / "meanwhile", served, repeats)
        print("... slow disk, two processes", file=sys.stderr)
        figures["slow disk"] = several.slow_disk(Path(folder), served, repeats)
        figures["several processes"] = several.two_processes(Path(folder), served, repeats)
    tell(figures)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


def measure(world, people: int, port: int, raw: int, pid: int, repeats: int) -> dict:
    """Measure one size with its streams open."""
    from scripts.bench.wire import burst, closed_loop, open_streams

    before = parts.memory(pid)
    phones = open_streams(port, world.code, people)
    boards = open_streams(port, world.code, min(people, 5), "")
    held = parts.memory(pid)
    runs: dict[str, list] = defaultdict(list)
    # As many votes as the workshop has, three seconds of them at the most; a small one votes several times.
    count = min(3000, people * len(world.items))
    times_over = max(1, 900 // count)
    kinds = {"nothing": (world.empty, {204}), "bare": (world.bare, {302}), "ballot": (world.ballot, {302})}
    for _, (make, good) in kinds.items():  # warm up
        closed_loop(port, [make(n) for n in range(100)], 16, good)
    for repeat in range(repeats):
        for kind in random.sample(list(kinds), len(kinds)):
            make, good = kinds[kind]
            spent = used = 0.0
            for _ in range(times_over):
                parts.open_fresh_round(world, port)  # nobody has answered anything yet
                requests = [make(n) for n in range(count)]
                before_cpu = parts.cpu(pid)
                rate, times = closed_loop(port, requests, min(people, 64), good)
                used += parts.cpu(pid) - before_cpu
                spent += count / rate
                runs[f"{kind} ms"] += times
            runs[f"{kind} cpu"].append(1000 * used / (count * times_over))
            runs[kind].append(count * times_over / spent)
        at_once = min(people, 1000)
        for kind in random.sample(["bare", "ballot"], 2):
            make, good = kinds[kind]
            parts.open_fresh_round(world, port)
            times = burst(port, [make(n) for n in range(at_once)], good)
            runs[f"{kind} burst"].append(parts.at(95, times))
        runs["announcement"].append(parts.announce_all(world, port, phones, repeat))
        runs["raw"].append(parts.announce_raw(raw, people))
    parts.open_fresh_round(world, port)
    runs["spread"] = burst(port, [world.ballot(n) for n in range(at_once)], {302}, over=10.0)
    for wire in phones + boards:
        wire.close()
    rates = {kind: statistics.median(runs[kind]) for kind in kinds}
    return {
        "votes a second": rates,
        "of bare": rates["ballot"] / rates["bare"],
        "cpu ms": {kind: statistics.median(runs[f"{kind} cpu"]) for kind in kinds},
        "ballot ms": parts.spread_of(runs["ballot ms"]),
        "burst p95": {k: statistics.median(runs[f"{k} burst"]) for k in ("bare", "ballot")},
        "spread ms": parts.spread_of(runs["spread"]),
        "announcement p95": statistics.median(runs["announcement"]),
        "raw p95": statistics.median(runs["raw"]),
        "kB per stream": 1024 * (held - before) / (len(phones) + len(boards)),
    }


def machine() -> str:
    """Name the machine as far as the figures depend on it."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":", 1)[1].strip()
            for line in info.read_text().splitlines()
            if line.startswith("model name")
        ]
        cpu = f"{len(names)} × {names[0]}" if names else cpu
    return f"{cpu}, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def tell(figures: dict) -> None:
    """Print the tables."""
    base = figures["database"]
    print(
        f"Bare database: {base['single']:.0f} ballots/s in a commit each, {base['batch']:.0f} in commits of 64\n"
    )
    print(
        "people | empty POST | bare endpoint | ballot | ÷ bare | processor ms: bare, ballot, bare ÷ ballot | ÷ empty | p50 | p95 | p99 ms | at once p95 ÷ bare | "
        "over 10 s p50 p99 | announced p95 ms ÷ raw | kB/stream"
    )
    for people, f in figures["sizes"].items():
        v, b, s, c = f["votes a second"], f["ballot ms"], f["spread ms"], f["cpu ms"]
        print(
            f"{people:6} | {v['nothing']:10.0f} | {v['bare']:13.0f} | {v['ballot']:6.0f} | {f['of bare']:.2f} | "
            f"{c['bare']:.2f} {c['ballot']:.2f} {c['bare'] / c['ballot']:.2f} | "
            f"{v['ballot'] / v['nothing']:.2f} | {b['p50']:.0f} | {b['p95']:.0f} | {b['p99']:.0f} | "
            f"{f['burst p95']['ballot']:.0f} ms = {f['burst p95']['ballot'] / f['burst p95']['bare']:.2f} | "
            f"{s['p50']:.1f} {s['p99']:.1f} | {f['announcement p95']:.1f} = {f['announcement p95'] / f['raw p95']:.2f} | "
            f"{f['kB per stream']:.1f}"
        )
    sizes = list(figures["sizes"])
    first, last = (figures["sizes"][n]["votes a second"]["ballot"] for n in (sizes[0], sizes[-1]))
    print(f"\nCost per vote from {sizes[0]} to {sizes[-1]} people: × {first / last:.2f}")
    for title in (
        "start",
        "close",
        "pictures",
        "many streams",
        "live results",
        "meanwhile",
        "slow disk",
        "several processes",
    ):
        if title not in figures:
            continue
        print(f"\n{title}")
        for name, value in figures[title].items():
            print(f"  {name}: {value:.1f}" if isinstance(value, float) else f"  {name}: {value}")


if __name__ == "__main__":
    started = time.monotonic()
    main()
    print(f"\n{time.monotonic() - started:.0f} s")
