"""Keeps the database of a whole workshop as this version writes it: `python -m scripts.keep_release`.

Run it once for each schema that is released. tests/store opens every kept one with the program of today.
"""

from gevent import monkey

monkey.patch_all()

import gzip
import json
import shutil
import tempfile
import urllib.request
from pathlib import Path

from facilitator.frameworks import get_built_in
from facilitator.robots.crowd import Crowd, room_of
from facilitator.robots.director import Director
from facilitator.robots.own_server import own_server
from facilitator.robots.rehearsal import RELATIONSHIPS, Rehearsal
from facilitator.settings import Settings
from facilitator.store.database import HEAD, Database

KEPT = Path(__file__).parents[1] / "tests" / "data" / "released"
PEOPLE = 24


def main() -> None:
    framework = get_built_in("council-vcs")
    sectors = room_of(PEOPLE, framework.for_mode("joint"), 1)
    folder = Path(tempfile.mkdtemp(prefix="release-"))
    try:
        with own_server(data=folder) as here:
            director = Director(here.base)
            director.set_up(here.setup_path)
            crowd = Crowd(here.base, "", framework, sectors, 1, 0.0)
            crowd.code = director.create_workshop(
                title="Kept workshop",
                place="Ambermouth",
                partnership="Ambermouth Together",
                relationships=RELATIONSHIPS,
                breakdown="sector",
            )
            Rehearsal(director, crowd, framework).play()
            director.press("end")
            with urllib.request.urlopen(f"{here.base}/b/{director.code}/results.json") as answer:
                results = json.load(answer)
        database = Database(Settings(data=folder).url)
        database.copy_to(folder / "copy")
        database.close()
        KEPT.mkdir(parents=True, exist_ok=True)
        packed = gzip.compress((folder / "copy").read_bytes(), mtime=0)
        (KEPT / f"{HEAD}.sqlite3.gz").write_bytes(packed)
        kept = {"code": director.code, "results": results}
        (KEPT / f"{HEAD}.json.gz").write_bytes(gzip.compress(json.dumps(kept).encode(), mtime=0))
        print(f"{len(packed) / 1024:.0f} kB, {len(results['results'])} results of workshop {director.code}")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
