"""Attacks on the promise; each fails if the protection it attacks is taken out."""

import random
import re
import shutil
import sqlite3
import threading
import time
from itertools import pairwise

import pytest

from facilitator.domain.framework_file import parse_framework
from facilitator.domain.release import Shown
from facilitator.domain.statements import statements_framework
from facilitator.services import results, rounds, voting, workshops
from facilitator.services.voting import RoundNotOpen
from facilitator.vault import KeyGone, Vault
from tests.conftest import PASSWORD

VOTERS, ITEMS = 200, 30
ANSWERS = ("disagree", "pass", "agree")


@pytest.fixture
def statements():
    text = "\n".join(f"Statement {n}" for n in range(ITEMS))
    return parse_framework(statements_framework(text, ["Disagree", "Pass", "Agree"], ["A", "B"], "S"))


def everything_but_the_keys(installation, folder):
    """Copy what somebody with the disk sees: database, WAL, exports, but not the keys; return the copy."""
    shutil.copytree(installation.settings.data, folder, ignore=shutil.ignore_patterns("keys"))
    return folder


def stored_ballots(folder) -> list[tuple[bytes, bytes]]:
    connection = sqlite3.connect(folder / "facilitator.sqlite3")
    try:
        return connection.execute("SELECT key, sealed FROM ballot").fetchall()
    finally:
        connection.close()


def spearman(order: list[int]) -> float:
    """Return the rank correlation of an order with 0, 1, 2, ..."""
    n = len(order)
    return 1 - 6 * sum((i - rank) ** 2 for i, rank in enumerate(order)) / (n * (n**2 - 1))


def settle(installation) -> None:
    """Wait the moment that a commit stays in the log, which is emptied many times a second."""
    wal = installation.settings.data / "facilitator.sqlite3-wal"
    deadline = time.monotonic() + 3
    while wal.exists() and wal.stat().st_size and time.monotonic() < deadline:
        time.sleep(0.01)


@pytest.mark.sqlite
def test_linker(installation, make_room, statements, tmp_path):
    """200 voters answer 30 items, one by one in a random order; the disk is copied during the round."""
    room = make_room("", framework=statements)
    voters = room.join(a=VOTERS // 2, b=VOTERS // 2)
    room.start("statements")
    current, dice = room.round, random.Random(1)
    casts = [(v, i) for v in range(VOTERS) for i in range(ITEMS)]
    dice.shuffle(casts)
    workshop = room.workshop
    queue, arrived, lock = iter(casts), [], threading.Lock()

    def vote() -> None:
        while True:
            with lock:
                cast = next(queue, None)
                if cast is None:
                    return
                arrived.append(cast)
            v, i = cast
            voting.cast(
                installation, workshop, current, voters[v], {str(i + 1): {"answer": dice.choice(ANSWERS)}}
            )

    threads = [threading.Thread(target=vote) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    settle(installation)
    copy = everything_but_the_keys(installation, tmp_path / "copy")
    ballots = stored_ballots(copy)
    assert len(ballots) == VOTERS * ITEMS

    # No value is readable, nor told by length.
    assert len({len(sealed) for _, sealed in ballots}) == 1
    assert len({sealed for _, sealed in ballots}) == len(ballots)
    assert not any(word.encode() in sealed for _, sealed in ballots for word in ANSWERS)
    thief = Vault(tmp_path / "no keys here")
    with pytest.raises(KeyGone):
        thief.decrypt(current.id, *ballots[0])

    # Who cast what, which only this test knows.
    owner = {
        voting._ballot_key(workshop, current, voters[v], str(i + 1)): v
        for v in range(VOTERS)
        for i in range(ITEMS)
    }
    moment = {
        voting._ballot_key(workshop, current, voters[v], str(i + 1)): at for at, (v, i) in enumerate(arrived)
    }
    chance = (ITEMS - 1) / (VOTERS * ITEMS - 1)
    raw = (copy / "facilitator.sqlite3").read_bytes()
    orders = {
        "as read": [key for key, _ in ballots],
        "by name": sorted(owner),
        "by content": [key for key, _ in sorted(ballots, key=lambda b: b[1])],
        "in the file": sorted(owner, key=raw.find),
    }
    for name, order in orders.items():
        neighbours = sum(owner[a] == owner[b] for a, b in pairwise(order))
        assert neighbours / len(order) < 3 * chance, name
        ranks = [moment[key] for key in order]
        assert abs(spearman(ranks)) < 0.06, name
    # The emptied log holds none of them any more.
    wal = copy / "facilitator.sqlite3-wal"
    assert not wal.exists() or wal.stat().st_size == 0


@pytest.mark.sqlite
def test_the_log_is_emptied_while_the_room_goes_on_answering(installation, make_room, statements):
    """Somebody votes or joins every hundredth of a second; the log never holds more than a moment of it."""
    room = make_room("", framework=statements)
    voters = room.join(a=60)
    room.start("statements")
    workshop, current, sizes = room.workshop, room.round, []
    wal = installation.settings.data / "facilitator.sqlite3-wal"
    for number, voter in enumerate(voters):
        voting.cast(installation, workshop, current, voter, {"1": {"answer": "agree"}})
        if number % 10 == 0:
            room.join(b=1)
        time.sleep(0.01)
        sizes.append(wal.stat().st_size if wal.exists() else 0)
    assert sum(after < before for before, after in pairwise(sizes)) >= 3, sizes
    room.join(b=1)
    settle(installation)
    assert not wal.exists() or wal.stat().st_size == 0


@pytest.mark.sqlite
def test_the_order_of_joining_is_in_no_stored_order(installation, make_room):
    """30 workshops: who came first correlates with no order of rows."""
    correlations = []
    for _ in range(30):
        room = make_room("")
        from facilitator.vault import token_hash

        came = {token_hash(v.token): at for at, v in enumerate(room.join(officer=20))}
        connection = sqlite3.connect(installation.settings.data / "facilitator.sqlite3")
        rows = connection.execute(
            "SELECT token_hash FROM participant WHERE workshop_id = ?", (room.id,)
        ).fetchall()
        connection.close()
        correlations.append(spearman([came[row[0]] for row in rows]))
    assert abs(sum(correlations) / 30) < 0.2
    assert max(correlations) < 0.9


@pytest.mark.sqlite
def test_canary(installation, make_room, app_for, tmp_path):
    """A distinctive browser, address and text: afterwards the first two are nowhere, the text only if shown."""
    room = make_room()
    voters = room.join(officer=4)
    room.start("strengths")
    client = app_for(installation)
    headers = {"User-Agent": "Canary-Agent-7341", "X-Forwarded-For": "203.0.113.77"}
    code = room.workshop.code
    page = client.get(f"/j/{code}", headers=headers).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    client.post(f"/j/{code}", data={"csrf_token": token, "sector": "vcs"}, headers=headers)
    client.post(
        f"/w/{code}/strengths/strengths",
        data={
            "csrf_token": token,
            "q_strengths": "canary-strength-one",
            "q_weaknesses": "canary-weakness-lone",
        },
        headers=headers,
    )
    for voter in voters:
        room.cast(voter, strengths={"strengths": "others"})
    room.close()
    workshops.end_workshop(installation, room.id)
    everything = b"".join(p.read_bytes() for p in installation.settings.data.rglob("*") if p.is_file())
    assert b"Canary-Agent" not in everything
    assert b"203.0.113.77" not in everything
    assert b"canary-strength-one" in everything  # five people wrote: it waits for the moderator
    assert b"canary-weakness-lone" not in everything  # one person wrote: it is gone


@pytest.fixture
def app_for():
    from facilitator.app import create_app

    return lambda installation: create_app(installation).test_client()


# What differs from one look to the next by itself: form tokens, and the clock of the timer.
BY_ITSELF = re.compile(rb'name="csrf_token"[^>]*>|<p class="timer".*?</p>', re.DOTALL)


@pytest.mark.sqlite
def test_open_round_tells_nothing_but_the_count(installation, make_room, app_for):
    """12 votes, then one of them changed: no page, console, data or stream differs by a byte."""
    room = make_room()
    voters = room.join(officer=12)
    room.start("principles")
    for voter in voters:
        room.cast(voter, time={"now": "partly"})
    client, code = app_for(installation), room.workshop.code
    token = client.get("/sign-in").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    signed_in = {"csrf_token": token, "email": "ann@example.org", "password": PASSWORD}
    assert client.post("/sign-in", data=signed_in).status_code == 302
    board = ["", "panel", "results.json", "panel?step=principles&part=scales", "qr.svg"]
    addresses = [f"/b/{code}/{rest}" for rest in board]
    addresses += [f"/console/{code}/{rest}" for rest in ("", "counts", "plan")]
    addresses += [f"/j/{code}", f"/w/{code}/place.json", "/console/"]

    def everything() -> list[bytes]:
        pages = [BY_ITSELF.sub(b"", client.get(address).data) for address in addresses]
        stream = client.get(f"/b/{code}/events", buffered=False)
        news = next(chunk for chunk in stream.response if b"event: changed" in chunk)
        stream.close()
        return [*pages, news]

    before = everything()
    assert b"12" in before[addresses.index(f"/console/{code}/counts")]
    room.cast(voters[0], time={"now": "fully"}, capacity={"importance": "essential"})
    for address, old, new in zip([*addresses, "stream"], before, everything(), strict=True):
        assert old == new, address
    document = results.workbook_document(installation, room.workshop)
    assert document["results"] == []
    # A thirteenth person changes the count and nothing else that tells of answers.
    room.cast(room.join(officer=1)[0], time={"now": "not_in_place"})
    after = everything()
    assert (
        after[addresses.index(f"/b/{code}/results.json")]
        == before[addresses.index(f"/b/{code}/results.json")]
    )
    assert b"13" in after[addresses.index(f"/console/{code}/counts")]


def test_race_of_a_vote_against_the_close(installation, make_room):
    """200 trials: a vote is acknowledged exactly when it is counted."""
    room = make_room()
    voters = room.join(officer=6)
    workshops.go_to(installation, room.id, "principles")
    dice, late = random.Random(7), 0
    for _ in range(200):
        rounds.open_round(installation, room.id, ["time"])
        current = room.round
        for voter in voters[1:]:
            room.cast(voter, time={"now": "partly"})
        acknowledged = []

        def vote(current=current, acknowledged=acknowledged, wait=0.0) -> None:
            time.sleep(wait)
            try:
                voting.cast(installation, room.workshop, current, voters[0], {"time": {"now": "fully"}})
                acknowledged.append(True)
            except RoundNotOpen:
                pass

        thread = threading.Thread(target=vote, kwargs={"wait": dice.uniform(0, 0.004)})
        thread.start()
        time.sleep(0.002)
        room.close()
        thread.join()
        room.reveal()
        shown = (
            results.step_releases(installation, room.workshop, "principles")[-1]
            .find_result("time", "now")
            .figures.room
        )
        assert isinstance(shown, Shown)
        assert shown.counts["fully"] == len(acknowledged)
        late += not acknowledged
    assert 0 < late < 200  # both orders of events happened


def test_a_release_is_stored_once(installation, make_room):
    from sqlalchemy.exc import IntegrityError

    from facilitator.domain.release import Release
    from facilitator.store.rounds import put_release

    room = make_room()
    room.join(officer=6)
    room.start("principles")
    room.close()
    with pytest.raises(IntegrityError), installation.database.write() as connection:
        put_release(connection, room.round.id, Release("principles", 1))
