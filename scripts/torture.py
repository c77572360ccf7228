"""Kills the server with SIGKILL in the middle of bursts and counts what was lost: `make torture`.

Every ballot that was acknowledged must be in the database with its value, and the release must count every
stored ballot exactly once. What was sent but not acknowledged may be there or not.
"""

import argparse
import contextlib
import json
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from facilitator.domain.release import Shown
from facilitator.services import rounds, voting, workshops
from facilitator.services.installation import open_installation
from facilitator.services.voting import Voter
from facilitator.store import rounds as stored
from scripts.bench.wire import Wire
from scripts.bench.world import NOW, SECTORS, World, make_world

HANDS = 16
PEOPLE = 200


@dataclass
class Tally:
    """What happened over all kills."""

    kills: int = 0
    kills_with_ballots_under_way: int = 0
    sent: int = 0
    acknowledged: int = 0
    stored: int = 0
    lost: int = 0
    wrong: int = 0
    miscounted: int = 0
    slowest_start_seconds: float = 0.0


def torture(
    kills: int, new_database: Callable[[], str] = str, seed: int = 1, per_workshop: int = 12
) -> Tally:
    """Kill ``kills`` times; return what was lost, wrong or miscounted, all of which should be none."""
    chance, tally = random.Random(seed), Tally()
    with tempfile.TemporaryDirectory(prefix="torture-") as folder:
        while tally.kills < kills:
            data = Path(folder) / f"data-{tally.kills}"
            database_url = new_database()  # empty is SQLite
            world = make_world(data, PEOPLE, database_url=database_url)
            sent: dict[int, bool] = {}
            for _ in range(min(per_workshop, kills - tally.kills)):
                _burst_and_kill(world, data, database_url, sent, chance, tally)
            _check(world, sent, tally)
    return tally


def _burst_and_kill(
    world: World, data: Path, database: str, sent: dict[int, bool], chance: random.Random, tally: Tally
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "facilitator", "serve", "--data", str(data), "--host", "127.0.0.1"]
    command += ["--port", str(port), "--exports", str(data / "exports")]
    command += ["--database", database] if database else []
    started = time.monotonic()
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wires = [_connect(port) for _ in range(HANDS)]
        tally.slowest_start_seconds = max(tally.slowest_start_seconds, time.monotonic() - started)
        numbers = iter(range(len(sent), 13 * PEOPLE))
        under_way: set[int] = set()

        def vote(wire: Wire) -> None:
            for number in numbers:
                sent[number] = False
                under_way.add(number)
                with contextlib.suppress(OSError, ValueError):
                    if wire.ask(world.ballot(number))[0] == 302:
                        sent[number] = True
                        under_way.discard(number)
                        continue
                return

        voters = [threading.Thread(target=vote, args=(wire,)) for wire in wires]
        for voter in voters:
            voter.start()
        # The first commit on PostgreSQL opens its connections and takes longer.
        time.sleep(chance.uniform(0.05, 1.5 if database else 0.3))
        server.send_signal(signal.SIGKILL)
        server.wait()
        for voter in voters:
            voter.join(10)
        tally.kills += 1
        tally.kills_with_ballots_under_way += bool(under_way)
        for wire in wires:
            wire.close()
    finally:
        server.kill()
        server.wait()


def _connect(port: int) -> Wire:
    until = time.monotonic() + 120
    while True:
        try:
            return Wire(port)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def _check(world: World, sent: dict[int, bool], tally: Tally) -> None:
    installation = open_installation(world.settings)
    try:
        workshop = workshops.find_by_code(installation, world.code.replace("-", ""))
        current = workshop.position(workshops.list_rounds(installation, workshop)).current_round
        found: dict[int, dict] = {}
        for who, token in enumerate(world.tokens):
            voter = Voter(token, SECTORS[who % len(SECTORS)])
            answers = voting.own_answers(installation, workshop, current, voter)
            for item, given in answers.items():
                found[world.items.index(item) * len(world.tokens) + who] = given
        tally.sent += len(sent)
        tally.acknowledged += sum(sent.values())
        tally.stored += len(found)
        tally.lost += sum(1 for n, acknowledged in sent.items() if acknowledged and n not in found)
        tally.wrong += sum(1 for n, given in found.items() if n not in sent or given["now"] != NOW[n % 5])
        rounds.close_round(installation, workshop.id)
        rounds.reveal(installation, workshop.id)
        with installation.database.read() as connection:
            (release,) = stored.list_releases(connection, workshop.id)
        for at, item in enumerate(world.items):
            there = sum(1 for n in found if n // len(world.tokens) == at)
            result = release.find_result(item, "now")
            room = result.figures.room if result else None
            counted = room.n if isinstance(room, Shown) else None
            # Fewer than five are not shown at all; of the others each counts once.
            tally.miscounted += counted != (there if there >= 5 else None)
    finally:
        installation.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL started for it")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.postgres:
        from tests.backends import postgres

        with postgres() as server:
            tally = torture(options.kills, server.new_database, options.seed)
    else:
        tally = torture(options.kills, seed=options.seed)
    print(json.dumps(asdict(tally), indent=1))
    sys.exit(bool(tally.lost or tally.wrong or tally.miscounted))


if __name__ == "__main__":
    main()
