"""Rehearsals play real votes and made-up rooms over HTTP, and count every ballot exactly once."""

import csv
import json
import os
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from types import SimpleNamespace

import pytest
import urllib3
from click.testing import CliRunner

from facilitator.commands.rehearse import rehearse
from facilitator.domain.disclosure import decide
from facilitator.domain.framework_file import parse_framework
from facilitator.robots import guests
from facilitator.robots.browser import Browser, Form
from facilitator.robots.crowd import Crowd
from facilitator.robots.opinions import Opinion

DATA = Path(__file__).parents[1] / "data" / "freshwater"
WORDS = {"-1": "disagree", "0": "pass", "1": "agree"}


def run(*arguments: str, expect: int = 0) -> subprocess.CompletedProcess:
    done = subprocess.run(
        [sys.executable, "-m", "facilitator", *arguments],
        capture_output=True,
        text=True,
        timeout=600,
        env=os.environ | {"NO_COLOR": "1"},
        check=False,
    )
    assert done.returncode == expect, done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def freshwater(tmp_path_factory):
    """The real votes, played once: (report, results, sectors, final votes)."""
    folder = tmp_path_factory.mktemp("freshwater")
    with (DATA / "comments.csv").open(encoding="utf-8") as file:
        statements = [(row["comment-id"], row["comment-body"]) for row in csv.DictReader(file)]
    with (DATA / "groups.csv").open(encoding="utf-8") as file:
        sector = {row["participant"]: row["group"] for row in csv.DictReader(file)}
    with (DATA / "votes.csv").open(encoding="utf-8") as file:
        votes = [(r["voter-id"], r["comment-id"], WORDS[r["vote"]]) for r in csv.DictReader(file)]
    with (folder / "statements.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("key", "text"), *statements])
    with (folder / "ballots.csv").open("w", encoding="utf-8", newline="") as file:
        heads = ("participant", "sector", "item", "criterion", "answer")
        csv.writer(file).writerows([heads, *((v, sector[v], s, "answer", a) for v, s, a in votes)])
    made = run(
        "framework",
        "statements",
        str(folder / "statements.csv"),
        "--sectors",
        "0,1",
        "--answers",
        "Disagree,Pass,Agree",
    )
    (folder / "rivers.toml").write_text(made.stdout, encoding="utf-8")
    run("framework", "check", str(folder / "rivers.toml"))
    played = run(
        "rehearse",
        "--framework",
        str(folder / "rivers.toml"),
        "--ballots",
        str(folder / "ballots.csv"),
        "--export",
        str(folder / "out"),
        "--json",
    )
    report = json.loads(played.stdout)
    final = {(voter, statement): answer for voter, statement, answer in votes}
    results = json.loads(Path(report["results"]).read_text(encoding="utf-8"))
    return report, results, sector, final


def test_every_real_vote_is_acknowledged_and_the_last_of_each_counts(freshwater):
    report, _, _, final = freshwater
    assert report["participants"] == 117
    assert report["ballots_sent"] == report["ballots_acknowledged"] == 3979
    assert report["ballots_counted"] == len(final) == 3972
    assert (
        report["acknowledge_ms"]["p50"] <= report["acknowledge_ms"]["p99"] <= report["acknowledge_ms"]["max"]
    )
    assert report["board_ms"]["max"] > 0
    assert Path(report["workbook"]).stat().st_size > 5_000


def test_released_totals_equal_the_final_votes_of_all_80_statements(freshwater):
    _, results, _, final = freshwater
    totals: dict[str, Counter] = defaultdict(Counter)
    for (_, statement), answer in final.items():
        totals[statement][answer] += 1
    rows = {row["item"]["key"]: row for row in results["results"]}
    assert len(rows) == 80
    shown = 0
    for key, row in rows.items():
        n = sum(totals[key].values())
        if n < 5:
            assert row["room"] == {"withheld": "too_few_answers"}
            continue
        shown += 1
        assert row["room"]["counts"] == {a: totals[key][a] for a in ("disagree", "pass", "agree")}
        assert row["room"]["n"] == n
    assert shown == 80 - sum(sum(totals[key].values()) < 5 for key in rows)


def test_the_group_of_nine_and_its_complement_follow_disclosure_control(freshwater):
    _, results, sector, final = freshwater
    groups: dict[str, Counter] = defaultdict(Counter)
    for voter, statement in final:
        groups[statement][sector[voter]] += 1
    patterns = set()
    for row in results["results"]:
        counts = {"0": groups[row["item"]["key"]]["0"], "1": groups[row["item"]["key"]]["1"]}
        decision = decide(counts, 5)
        for group in ("0", "1"):
            figures = row["groups"][group]
            assert ("withheld" not in figures) == (group in decision.groups)
            assert ("counts" in figures) == (group in decision.distributions)
            if group in decision.groups:
                assert figures["n"] == counts[group]
        patterns.add(frozenset(decision.groups))
    assert {frozenset(), frozenset({"0", "1"})} <= patterns  # both cases occur in the real data


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "file is empty"),
        ("a,b\n1,2\n", "no column participant, sector, item, criterion, answer"),
        ("participant,sector,item,criterion,answer\n", "no answers in the file"),
        (
            "participant,sector,item,criterion,answer\np,nobody,time,now,partly\n",
            "line 2: there is no sector “nobody”",
        ),
        ("participant,sector,item,criterion,answer\np,vcs,time,now,eleven\n", "“eleven” is no answer to now"),
        ("participant,sector,item,criterion,answer\np,vcs,elephants,now,partly\n", "no item “elephants”"),
        ("participant,sector,item,criterion,answer\np,vcs,time,colour,red\n", "no criterion “colour”"),
        (
            "participant,sector,item,criterion,answer\np,vcs,time,now,partly\np,officer,time,now,partly\n",
            "two sectors",
        ),
        ("\x00\x01garbage\xff", "no column"),
    ],
)
def test_garbage_ballots_are_refused_with_line_and_remedy(tmp_path, text, message):
    path = tmp_path / "ballots.csv"
    path.write_text(text, encoding="utf-8")
    done = run("rehearse", "--ballots", str(path), expect=1)
    assert message in done.stderr


def test_a_file_that_is_not_text_is_refused(tmp_path):
    path = tmp_path / "ballots.csv"
    path.write_bytes(b"\xff\xfe\x00garbage\x80")
    assert "not text in UTF-8" in run("rehearse", "--ballots", str(path), expect=1).stderr
    assert "not text in UTF-8" in run("framework", "check", str(path), expect=1).stderr


def test_a_broken_framework_is_refused(tmp_path):
    path = tmp_path / "broken.toml"
    path.write_text("format = 1\n[[side]\n", encoding="utf-8")
    assert "line 2: this is not valid TOML" in run("framework", "check", str(path), expect=1).stderr
    assert "line 2" in run("rehearse", "--framework", str(path), expect=1).stderr


def test_checking_tells_what_works_but_was_not_meant(tmp_path):
    path = tmp_path / "doubtful.toml"
    source = (DATA.parent / "frameworks" / "allotments.toml").read_text(encoding="utf-8")
    path.write_text(source, encoding="utf-8")
    assert (
        "is fine: “Allotments together”, 7 steps, 5 criteria, 3 items."
        in run("framework", "check", str(path)).stdout
    )
    path.write_text(source.replace("minutes = 5", "minuets = 5"), encoding="utf-8")
    told = run("framework", "check", str(path)).stdout
    assert "is fine" not in told
    assert 'line 131: "minuets" means nothing in [[step]]. Did you mean "minutes"?' in told


def test_robots_write_nothing_about_the_toolkit_into_a_framework_of_ones_own():
    source = (DATA.parent / "frameworks" / "allotments.toml").read_text(encoding="utf-8")
    framework = parse_framework(source)
    written = {}
    for number in range(60):
        opinion = Opinion(framework, "society", 1, number)
        for step, name in (("ideas", "q_idea"), ("other", "q_comment")):
            given = opinion.answer(step, "any", Form("", {})) or {}
            written.setdefault(step, set()).update([given[name]] if name in given else [])
    assert len(written["ideas"]) > 5
    assert len(written["other"]) > 2
    assert not any(word in text for texts in written.values() for text in texts for word in ("VCS", "ouncil"))


def test_a_made_up_room_plays_the_whole_toolkit(tmp_path):
    report = json.loads(
        run(
            "rehearse",
            "--people",
            "12",
            "--seed",
            "3",
            "--breakdown",
            "sector",
            "--export",
            str(tmp_path),
            "--json",
        ).stdout
    )
    assert report["participants"] == 12
    assert report["ballots_sent"] == report["ballots_acknowledged"] == report["ballots_counted"] > 300
    steps = {row["step"] for row in json.loads(Path(report["results"]).read_text())["results"]}
    assert steps == {"evaluate", "map", "spatial", "principles", "barriers", "priorities", "plan"}


def test_ballots_on_relationships_name_them(tmp_path):
    path = tmp_path / "ballots.csv"
    rows = ["participant,sector,item,criterion,answer"]
    for n in range(6):
        rows += [
            f"p{n},vcs,Small grants panel,types,shaping|delivery",
            f"p{n},vcs,Small grants panel,strategic,strategic",
        ]
    path.write_text("\n".join(rows), encoding="utf-8")
    report = json.loads(run("rehearse", "--ballots", str(path), "--export", str(tmp_path), "--json").stdout)
    assert (report["ballots_sent"], report["ballots_counted"]) == (12, 6)
    rows = json.loads(Path(report["results"]).read_text())["results"]
    types = next(r for r in rows if r["criterion"] == "types")
    assert types["room"]["counts"] == {
        "shaping": 6,
        "ongoing": 0,
        "neighbourhood": 0,
        "commissioning": 0,
        "delivery": 6,
    }


class Elsewhere:
    """A server that answers robots with what was prepared, then stays as it was last."""

    def __init__(self, monkeypatch, *answers) -> None:
        self.answers, self.asked, self.now = list(answers), [], 0.0
        monkeypatch.setattr(Browser, "request", lambda _self, _method, url, _body: self.answer(url))
        monkeypatch.setattr(Crowd, "join", lambda _self, _tell: None)
        monkeypatch.setattr(guests, "time", SimpleNamespace(monotonic=lambda: self.now, sleep=self.sleep))

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def answer(self, url: str):
        self.asked.append(url)
        status, data = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if not status:
            raise urllib3.exceptions.HTTPError("nobody is there")
        return SimpleNamespace(status=status, headers={}, data=data, json=lambda: json.loads(data))

    def rehearse(self, *more: str):
        return CliRunner().invoke(
            rehearse, ["--server", "http://192.0.2.7", "--code", "ABC-DEF", "--json", *more]
        )


def test_robots_wait_for_a_server_that_is_away_for_a_moment(monkeypatch):
    bad = (502, b"<h1>Bad gateway</h1>")
    there = Elsewhere(monkeypatch, bad, (0, b""), (429, b"later"), (200, b'{"place": "ended/end"}'))
    done = there.rehearse()
    assert (done.exit_code, json.loads(done.output)["participants"]) == (0, 0)
    assert there.asked == ["http://192.0.2.7/w/ABC-DEF/place.json"] * 4


def test_robots_leave_a_server_that_stays_away(monkeypatch):
    done = Elsewhere(monkeypatch, (200, b'{"place": "running/welcome"}'), (502, b"Bad gateway")).rehearse()
    assert done.exit_code == 1
    assert "http://192.0.2.7 has been away for 120 seconds" in done.output


def test_robots_tell_what_they_measured_where_the_workshop_is_deleted_meanwhile(monkeypatch, tmp_path):
    there = Elsewhere(monkeypatch, (200, b'{"place": "running/welcome"}'), (404, b"<h1>Nothing here</h1>"))
    done = there.rehearse("--export", str(tmp_path / "out"))
    assert (done.exit_code, json.loads(done.output)["results"]) == (0, None)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["serve", "demo", "export", "rehearse", "framework"])
def test_help_reads_like_documentation(name):
    text = run(name, "--help").stdout
    assert len(text.split()) > 30
    assert "--" in text


def test_a_port_in_use_is_told_in_words(tmp_path):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run("serve", "--host", "127.0.0.1", "--port", port, "--data", str(tmp_path / "d"), expect=1)
    assert f"Port {port} cannot be used" in done.stderr


def test_a_data_folder_that_cannot_be_used_is_told_in_words(tmp_path):
    (tmp_path / "file").write_text("")
    done = run("export", "ABC234", "--data", str(tmp_path / "file" / "data"), expect=1)
    assert "cannot be used" in done.stderr
