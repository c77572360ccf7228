"""Answers from elsewhere: pasted statements, a foreign table mapped in the browser, and paper forms."""

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import Workbook

from facilitator.domain.release import Shown
from facilitator.services import importing, results, workshops
from tests.web.conftest import words

FRESHWATER = Path(__file__).parent.parent / "data" / "freshwater"


def pasted_statements() -> tuple[str, Counter]:
    """Return the statements people voted on as a pasted list, and the final votes on each."""
    votes = list(csv.DictReader(io.StringIO((FRESHWATER / "votes.csv").read_text())))
    final = {(v["comment-id"], v["voter-id"]): v["vote"] for v in votes}
    totals = Counter((item, vote) for (item, _), vote in final.items())
    asked = {item for item, _ in final}
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["key", "text"])
    for row in csv.DictReader(io.StringIO((FRESHWATER / "comments.csv").read_text())):
        if row["comment-id"] in asked:
            writer.writerow([row["comment-id"], " ".join(row["comment-body"].split())])
    return out.getvalue(), totals


@pytest.fixture
def partnership(installation, account):
    return workshops.create_partnership(installation, account.id, "Together", "Ambermouth")


def test_freshwater_pasted_as_a_framework_and_its_votes_brought_in(host, installation, account, partnership):
    statements, totals = pasted_statements()
    base = f"/console/partnerships/{partnership.id}"
    host.get(f"{base}/frameworks/")
    made = host.post(
        f"{base}/frameworks/statements",
        name="Freshwater",
        statements=statements,
        answers="Disagree, Pass, Agree",
        sectors="Voters, Hosts",
    )
    assert made.status_code == 303, words(made)
    assert "80" in words(host.get(made.location))
    version = made.location.split("/")[-2]
    host.get("/console/workshops/new")
    created = host.post(
        "/console/workshops/new",
        partnership=partnership.id,
        title="Freshwater",
        held_on="2027-03-01",
        mode="joint",
        pace="led",
        breakdown="side",
        k="5",
        framework=version,
        relationships="",
    )
    assert created.status_code == 302, words(created)
    code = created.location.split("/")[2]
    for move in ("open_workshop", "go_on", "open_round"):
        host.get(f"/console/{code}/")
        host.post(f"/console/{code}/move", move=move)
    page = host.get(f"/console/{code}/bring-in")
    assert page.status_code == 200
    table = (FRESHWATER / "votes.csv").read_bytes()
    mapped = host.post(f"/console/{code}/bring-in", file=(io.BytesIO(table), "votes.csv"))
    assert mapped.status_code == 200
    chosen = {
        "table": table.decode(),
        "shape": "long",
        "sector": "voters",
        "person": "3",
        "item": "2",
        "answer": "4",
        "criterion": "statements/answer",
        "value-word": ["-1", "0", "1"],
        "value-0": "disagree",
        "value-1": "pass",
        "value-2": "agree",
    }
    look = host.post(f"/console/{code}/bring-in", **chosen)
    assert f"117 people with {sum(totals.values())} answers" in words(look)
    assert "0 of" in words(look)
    done = host.post(f"/console/{code}/bring-in", **chosen, do="take")
    assert done.status_code == 303
    for move in ("close_round", "reveal"):
        host.post(f"/console/{code}/move", move=move)
    workshop = workshops.find_by_code(installation, code.replace("-", ""))
    release = results.find_release(installation, workshop, "statements")
    names = {"-1": "disagree", "0": "pass", "1": "agree"}
    compared = 0
    for result in release.results:
        own = {names[vote]: totals[result.item.key, vote] for vote in names}
        room = result.figures.room
        if isinstance(room, Shown):
            assert dict(room.counts) == own
            compared += 1
        else:
            assert sum(own.values()) < 5
    assert compared == sum(1 for i in {i for i, _ in totals} if sum(totals[i, v] for v in names) >= 5)
    kept = b"".join(p.read_bytes() for p in installation.settings.data.rglob("*.sqlite3*"))
    assert b"1500359783808" not in kept  # a time from the table


def opened(make_room, step="principles", **people):
    room = make_room()
    room.join(**people)
    room.start(step)
    return room


def test_a_workbook_with_one_row_per_person_is_read_and_rows_that_do_not_fit_are_refused(
    host, installation, make_room
):
    room = opened(make_room)
    code = room.workshop.code
    book = Workbook()
    book.active.append(["When", "Your group", "Time: In place now", "Time: Importance", "Comment"])
    for number in range(6):
        book.active.append([f"2027-01-0{number + 1}", "VCS", 2, "Very important", "x"])
    book.active.append(["2027-01-09", "Martians", 2, "Very important", ""])
    book.active.append(["2027-01-09", "VCS", "no idea", "Very important", ""])
    out = io.BytesIO()
    book.save(out)
    host.get(f"/console/{code}/bring-in")
    page = host.post(f"/console/{code}/bring-in", file=(io.BytesIO(out.getvalue()), "answers.xlsx"))
    assert page.status_code == 200
    assert "0 people" in words(page)
    table = page.text.split('<textarea name="table" hidden>')[1].split("</textarea>")[0]
    chosen = {
        "table": table,
        "shape": "wide",
        "sector": "column:1",
        "column-2": "principles/time/now",
        "column-3": "principles/time/importance",
    }
    page = host.post(f"/console/{code}/bring-in", **chosen)
    told = words(page)
    assert "6 people with 12 answers" in told
    assert "Row 8: “Martians” is none of the groups here" in told
    assert "Row 9: “no idea” is none of the answers" in told
    page = host.post(
        f"/console/{code}/bring-in", **chosen, **{"value-word": ["no idea"], "value-0": "dont_know"}
    )
    assert "7 people" in words(page)
    host.post(f"/console/{code}/bring-in", **chosen, do="take")
    room.close()
    room.reveal()
    now = results.find_release(installation, room.workshop, "principles").find_result("time", "now")
    assert now.figures.room.n == 6


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.csv"),
        (b"PK\x03\x04 broken", "a.xlsx"),
        (b"only,one,line\n", "a.csv"),
        (b"a,b\n" * 1000, "a.csv"),
    ],
)
def test_what_is_no_table_is_refused_in_words(host, make_room, monkeypatch, content, name):
    monkeypatch.setattr(importing, "LARGEST_FILE", 2_000)
    room = opened(make_room)
    host.get(f"/console/{room.workshop.code}/bring-in")
    page = host.post(f"/console/{room.workshop.code}/bring-in", file=(io.BytesIO(content), name))
    assert page.status_code == 400
    assert "There is a problem" in words(page)


def test_paper_forms_are_counted_like_phones(host, installation, make_room):
    room = opened(make_room, vcs=4)
    for voter in room.voters:
        room.cast(voter, time={"now": "partly"})
    code = room.workshop.code
    host.get(f"/console/{code}/paper")
    fields = {"principles/time/now": "mostly", "principles/time/importance": "very"}
    page = host.post(f"/console/{code}/paper", **fields)
    assert page.status_code == 400
    assert "Choose the group" in words(page)
    page = host.post(f"/console/{code}/paper", sector="vcs")
    assert "no answers" in words(page)
    page = host.post(f"/console/{code}/paper", sector="vcs", **{"principles/time/now": "elephants"})
    assert page.status_code == 400
    page = host.post(f"/console/{code}/paper", sector="vcs", entered="2", **fields)
    assert page.status_code == 200
    assert "Forms entered here: 3" in words(page)
    assert "Paper forms" not in words(host.get(f"/console/{code}/history"))
    host.post(f"/console/{code}/paper", sector="vcs", **fields)
    assert words(host.get(f"/console/{code}/history")).count("Paper forms entered") == 1
    room.close()
    room.reveal()
    now = results.find_release(installation, room.workshop, "principles").find_result("time", "now")
    assert (now.figures.room.n, now.figures.room.counts["mostly"]) == (6, 2)


def test_dots_on_paper_may_not_be_more_than_a_person_has(host, make_room):
    room = opened(make_room, step="barriers")
    code = room.workshop.code
    asked = room.round.items
    host.get(f"/console/{code}/paper")
    fields = {f"barriers/{item}/barrier_dots": "1" for item in asked[:4]}
    page = host.post(f"/console/{code}/paper", sector="vcs", **fields)
    assert page.status_code == 400
    assert "more dots" in words(page)
    del fields[f"barriers/{asked[0]}/barrier_dots"]
    assert host.post(f"/console/{code}/paper", sector="vcs", **fields).status_code == 200


def test_nothing_can_be_brought_in_while_no_questions_are_open(host, make_room):
    room = make_room()
    code = room.workshop.code
    assert "No questions are open" in words(host.get(f"/console/{code}/paper"))
    assert "No questions are open" in words(host.get(f"/console/{code}/bring-in"))


def test_strangers_and_phones_cannot_bring_anything_in(visitor, join, make_room):
    room = opened(make_room)
    code = room.workshop.code
    phone = join(room)
    for who in (visitor, phone):
        for page in ("paper", "bring-in"):
            assert who.get(f"/console/{code}/{page}").status_code == 302
            assert who.post(f"/console/{code}/{page}", sector="vcs").status_code == 302
