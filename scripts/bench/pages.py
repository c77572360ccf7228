"""How long pictures take and what pages weigh."""

import gzip
import re
import statistics
from pathlib import Path

from scripts.bench.wire import Wire, closed_loop
from scripts.bench.world import make_world


def pictures(data: Path, served, times: int) -> dict[str, object]:
    """Render each picture of a step with 25 items, and weigh the pages."""
    found: dict[str, object] = {}
    world = make_world(data, 60, step="barriers", relationships=25, filled=("map", "principles"))
    with served(data) as (port, _raw, _pid):
        wire = Wire(port)
        for step in ("map", "principles"):
            page = wire.ask(world.look(f"/b/{world.code}/?step={step}"))[1].decode()
            parts = dict.fromkeys(re.findall(rf"step={step}&(?:amp;)?part=([a-z_]+)", page)) or {"": None}
            for part in parts:
                path = f"/b/{world.code}/panel?step={step}&part={part}"
                wire.ask(world.look(path))
                # Another theme each time, so that each is really rendered.
                looks = [world.look(f"{path}&theme=t{n}") for n in range(times)]
                _, spent = closed_loop(port, looks, 1, {200})
                body = wire.ask(world.look(path))[1]
                found[f"{step} {part}"] = (
                    f"{statistics.median(spent):.1f} ms, {len(body) / 1024:.0f} kB, "
                    f"{len(gzip.compress(body)) / 1024:.1f} kB compressed"
                )
    found |= weigh(world, data, served)
    return found


def weigh(world, data: Path, served) -> dict[str, object]:
    """Return what a phone's first page brings with it, compressed."""
    with served(data) as (port, _raw, _pid):
        wire = Wire(port)
        page = wire.ask(world.look(f"/j/{world.code}"))[1]
        total, plain = len(gzip.compress(page)), len(page)
        for path in dict.fromkeys(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.decode())):
            body = wire.ask(world.look(path.replace("&amp;", "&")))[1]
            plain += len(body)
            total += len(gzip.compress(body))
    return {"first page of a phone": f"{plain / 1024:.0f} kB, {total / 1024:.1f} kB compressed"}
