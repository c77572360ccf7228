"""Closes and seals a round and kills itself at every stage; prints what was found afterwards.

Run in a process of its own, which has no other threads, so that it can fork.
"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from facilitator.domain.agenda import RoundStatus
from facilitator.domain.workshop import Breakdown, Mode
from facilitator.frameworks import get_built_in
from facilitator.services import accounts, joining, rounds, voting, workshops
from facilitator.services.housekeeping import keep_house
from facilitator.services.installation import open_installation
from facilitator.services.live_results import publish_now
from facilitator.services.workshops import NewWorkshop
from facilitator.settings import Settings, prepare_data_folder
from facilitator.store import rounds as stored

PEOPLE, STEP = 12, "barriers"
PACKAGE = str(Path(rounds.__file__).parent.parent)


def open_folder(data: Path):
    return open_installation(Settings(data=data, secret_key=prepare_data_folder(data), exports=data / "e"))


def prepare(data: Path) -> str:
    """Make a workshop with an open round that everybody has answered and that the room has seen live."""
    here = open_folder(data)
    token = (accounts.make_setup_link(here) or "").rsplit("/", 1)[1]
    account = accounts.create_account(here, token, "Ann", "ann@example.org", "three words in a row")
    place = workshops.create_partnership(here, account.id, "Together", "Ambermouth")
    new = NewWorkshop(
        place.id, "T", here.clock().date(), Mode.JOINT, get_built_in("council-vcs"), 5, Breakdown.SECTOR
    )
    workshop = workshops.create_workshop(here, account.id, new)
    workshops.open_workshop(here, workshop.id)
    voters = [voting.Voter(joining.join(here, workshop, "vcs"), "vcs") for _ in range(PEOPLE)]
    workshops.go_to(here, workshop.id, STEP)
    rounds.open_round(here, workshop.id)
    here.ticker.close()
    workshop = workshops.get_workshop(here, workshop.id)
    current = workshop.position(workshops.list_rounds(here, workshop)).current_round
    assert current is not None
    dots = {item: {"barrier_dots": "1" if n < 3 else "0"} for n, item in enumerate(current.items)}
    for voter in voters:
        voting.cast(here, workshop, current, voter, dots)
    assert publish_now(here, workshop.id)
    here.close()
    return workshop.id


def close_only(here, workshop_id: str) -> None:
    rounds.close_round(here, workshop_id)


def seal(here, workshop_id: str) -> None:
    rounds.reveal(here, workshop_id)
    workshops.go_to(here, workshop_id)


def end(here, workshop_id: str) -> None:
    workshops.end_workshop(here, workshop_id)


def act(data: Path, workshop_id: str, action, stop_at: int) -> int:
    """Do ``action`` in a child that dies without goodbye at its line number ``stop_at``; 0: count lines."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        here = open_folder(data)
        lines = 0

        def local(frame, event, _argument):
            nonlocal lines
            if event == "line":
                lines += 1
                if lines == stop_at:
                    os._exit(9)
            return local

        def trace(frame, _event, _argument):
            return local if frame.f_code.co_filename.startswith(PACKAGE) else None

        sys.settrace(trace)
        action(here, workshop_id)
        sys.settrace(None)
        os.write(writer, str(lines).encode())
        os._exit(0)
    os.close(writer)
    _, status = os.waitpid(child, 0)
    said = os.read(reader, 20)
    os.close(reader)
    if stop_at == 0:
        return int(said)
    return os.waitstatus_to_exitcode(status)


def look(data: Path, workshop_id: str) -> str:
    """Start anew as the server does, and say what is there: whole, closed or sealed; or what is wrong."""
    here = open_folder(data)
    keep_house(here)
    workshop = workshops.get_workshop(here, workshop_id)
    (current,) = workshops.list_rounds(here, workshop)
    with here.database.read() as connection:
        ballots = len(stored.list_ballots(connection, current.id))
        seen = stored.find_live_state(connection, current.id)[0]
    asked, key = PEOPLE * len(current.items), here.vault.has_key(current.id)
    log = data / "facilitator.sqlite3-wal"
    if current.sealed:
        log_is_empty = not log.exists() or log.stat().st_size == 0
        state = "sealed" if not ballots and not key and not seen and log_is_empty else "half sealed"
    else:
        state = current.status.value if ballots == asked and key else "ballots or key lost"
        state += "" if bool(seen) == (current.status is RoundStatus.OPEN) else ", live wrong"
    if current.status is RoundStatus.OPEN and not current.sealed:
        rounds.close_round(here, workshop_id)
    with here.database.read() as connection:
        closed = [r for r in stored.list_rounds(connection, workshop_id) if r.status is RoundStatus.CLOSED]
    if closed and not closed[0].sealed:
        rounds.reveal(here, workshop_id)
    with here.database.read() as connection:
        releases = stored.list_releases(connection, workshop_id)
    if closed or current.status is RoundStatus.REVEALED:
        totals = {r.figures.room.n for release in releases for r in release.results}
        if totals != {PEOPLE} and not (current.sealed and closed):
            state += f", released {totals}"
    here.close()
    return state


def main() -> None:
    times = int(sys.argv[1])
    found: dict[str, dict[str, int]] = {}
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base"
        workshop_id = prepare(base)
        closed = Path(folder) / "closed"
        shutil.copytree(base, closed)
        here = open_folder(closed)
        rounds.close_round(here, workshop_id)
        here.close()
        for name, start, action in (
            ("close", base, close_only),
            ("seal", closed, seal),
            ("end", closed, end),
        ):
            trial = Path(folder) / "trial"
            shutil.copytree(start, trial)
            lines = act(trial, workshop_id, action, 0)
            shutil.rmtree(trial)
            found[name] = {}
            for number in range(times):
                shutil.copytree(start, trial)
                assert act(trial, workshop_id, action, 1 + number * (lines - 1) // (times - 1)) == 9
                state = look(trial, workshop_id)
                found[name][state] = found[name].get(state, 0) + 1
                shutil.rmtree(trial)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
