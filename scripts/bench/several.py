"""What changes with a slow disk and with a second process."""

import shutil
import statistics
import subprocess
import time
from pathlib import Path

import gevent

from scripts.bench.parts import announce_all
from scripts.bench.wire import closed_loop, open_streams
from scripts.bench.world import make_world
from tests import backends

SLOW = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>
static void rest(void) { struct timespec t = {0, 5000000}; nanosleep(&t, 0); }
int fsync(int fd) { int (*real)(int) = dlsym(RTLD_NEXT, "fsync"); rest(); return real(fd); }
int fdatasync(int fd) { int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync"); rest(); return real(fd); }
"""


def slow_disk(folder: Path, served, repeats: int) -> dict[str, object]:
    """Compare votes a second with 5 ms added to each sync, by a shim before the C library."""
    if not shutil.which("gcc"):
        return {"5 ms added to each sync": "not measured, there is no C compiler"}
    source, shim = folder / "slow.c", folder / "slow.so"
    source.write_text(SLOW)
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", shim, source, "-ldl"], check=True)
    rates: dict[str, list[float]] = {"": [], str(shim): []}
    for repeat in range(repeats):
        for preload, found in rates.items():
            data = folder / f"slow-{repeat}-{bool(preload)}"
            world = make_world(data, 200)
            with served(data, LD_PRELOAD=preload) as (port, _raw, _pid):
                closed_loop(port, [world.ballot(n) for n in range(100)], 16, {302})
                found.append(closed_loop(port, [world.ballot(100 + n) for n in range(2000)], 64, {302})[0])
    usual, slow = (statistics.median(found) for found in rates.values())
    return {"votes a second": usual, "with 5 ms added to each sync": slow, "slow ÷ usual": slow / usual}


def two_processes(folder: Path, served, repeats: int) -> dict[str, object]:
    """Compare one and two processes on PostgreSQL and Redis, which share the same cores with the load."""
    if backends.missing():
        return {"two processes": f"not measured, missing: {', '.join(backends.missing())}"}
    rates: dict[int, list[float]] = {1: [], 2: []}
    news: list[float] = []
    with backends.postgres() as postgres, backends.redis() as redis:
        for repeat in range(repeats):
            for processes in (1, 2):
                data, url = folder / f"several-{repeat}-{processes}", postgres.new_database()
                world = make_world(data, 200, database_url=url)
                shared = {"BENCH_DATABASE": url, "BENCH_REDIS": redis.url}
                with served(data, **shared) as (one, _, _), served(data, **shared) as (two, _, _):
                    ports = [one, two][:processes]
                    if processes == 2:
                        phones = open_streams(two, world.code, 200)
                        news.append(announce_all(world, one, phones, 1))
                        for phone in phones:
                            phone.close()
                    for port in ports:
                        closed_loop(port, [world.ballot(n) for n in range(50)], 16, {302})
                    started = time.perf_counter()
                    work = [
                        gevent.spawn(
                            closed_loop,
                            port,
                            [world.ballot(100 + n) for n in range(2000) if n % processes == place],
                            64 // processes,
                            {302},
                        )
                        for place, port in enumerate(ports)
                    ]
                    gevent.joinall(work, raise_error=True)
                    rates[processes].append(2000 / (time.perf_counter() - started))
    single, double = (statistics.median(found) for found in rates.values())
    return {
        "one process on PostgreSQL and Redis, votes a second": single,
        "two processes": double,
        "two ÷ one": double / single,
        "news from one process to 200 phones of the other, p95 ms": statistics.median(news),
    }
