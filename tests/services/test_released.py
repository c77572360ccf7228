"""What earlier versions wrote opens in this one, with the same results; an upgrade that is killed never happened."""

import gzip
import json
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from facilitator.app import create_app
from facilitator.services.installation import open_installation
from facilitator.settings import Settings, prepare_data_folder
from facilitator.store.database import HEAD, Database

RELEASED = Path(__file__).parents[1] / "data" / "released"
KEPT = sorted(path.name.split(".")[0] for path in RELEASED.glob("*.sqlite3.gz"))

DIES = """
import os, signal, sys
from sqlalchemy import event
from facilitator.store.database import Database
database, left = Database(sys.argv[1]), int(sys.argv[2])
@event.listens_for(database.engine, "before_cursor_execute")
def count(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
database.upgrade()
"""


def put(revision: str, data: Path) -> Settings:
    settings = Settings(
        data=data, secret_key=prepare_data_folder(data), exports=data / "exports", testing=True
    )
    if revision:
        packed = (RELEASED / f"{revision}.sqlite3.gz").read_bytes()
        (data / "facilitator.sqlite3").write_bytes(gzip.decompress(packed))
    return settings


def holds(new: object, old: object) -> bool:
    """Tell whether all that was said before is still said: names may have been added, nothing has changed."""
    if isinstance(old, dict):
        return isinstance(new, dict) and all(key in new and holds(new[key], old[key]) for key in old)
    if isinstance(old, list):
        return isinstance(new, list) and len(new) == len(old) and all(map(holds, new, old))
    return new == old


def test_the_schema_of_today_has_been_kept():
    assert HEAD in KEPT, "run python -m scripts.keep_release"


@pytest.mark.parametrize("revision", KEPT)
def test_a_kept_workshop_opens_with_the_results_it_had(revision, tmp_path):
    installation = open_installation(put(revision, tmp_path))
    client = create_app(installation).test_client()
    kept = json.loads(gzip.decompress((RELEASED / f"{revision}.json.gz").read_bytes()))
    now = client.get(f"/b/{kept['code']}/results.json").get_json()
    assert len(kept["results"]["results"]) > 100
    assert holds(now, kept["results"])
    for page in ("", "summary"):
        assert client.get(f"/b/{kept['code']}/{page}", follow_redirects=True).status_code == 200
    installation.close()


def tables(settings: Settings) -> set[str]:
    connection = sqlite3.connect(settings.data / "facilitator.sqlite3")
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    finally:
        connection.close()


@pytest.mark.parametrize("start", ["", *(revision for revision in KEPT if revision != HEAD)])
def test_an_upgrade_killed_at_any_statement_has_not_happened(start, tmp_path):
    settings = put(start, tmp_path)
    before, statement = (tables(settings) if start else set()), 3
    while True:
        command = [sys.executable, "-c", DIES, settings.url, str(statement)]
        code = subprocess.run(command, timeout=120).returncode
        if code == 0:
            break
        assert code == -signal.SIGKILL
        assert tables(settings) == before
        statement = statement * 2 - 1
    assert statement > (3 if start else 10)
    database = Database(settings.url)
    database.upgrade()
    database.close()
    assert {"ballot", "release", "workshop"} <= tables(settings)
