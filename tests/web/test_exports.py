"""Files as survey tools export them are read as people answered, row by row, and nothing of them is kept."""

import csv
import io
import re
import tempfile
from collections import Counter
from html import unescape

import pytest
from flask import request

from facilitator.services import results
from tests.web.conftest import words

MARK = "zq7marker"  # stands wherever a table names a person, a time or an address
NOW = ("Not in place", "A little", "Partly", "Mostly", "Fully")
ITEMS = {"time": "Time", "capacity": "Capacity", "transparency": "Transparency"}
GROUPS = {"VCS": "vcs", "Council officers": "officer"}
# Group, and the place on the scale of each item; 0 is "Don't know", None no answer.
PEOPLE = [("VCS", [n % 3 + 1, n % 2 + 1, 0 if n % 4 == 0 else 4]) for n in range(13)]
PEOPLE += [("Council officers", [n % 3 + 3, None if n == 5 else n % 2 + 4, 5]) for n in range(12)]


def word(place) -> str:
    return "" if place is None else "Don’t know" if place == 0 else NOW[place - 1]


def text_of(rows, mark=",", **options) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=mark, **options).writerows(rows)
    return out.getvalue()


def ms_forms() -> tuple[bytes, str]:
    """One row of headings that name items only, words with hard spaces, a stranger and an odd answer."""
    rows = [["ID", "Start time", "Email", "Name", "Which group are you in?", *ITEMS.values()]]
    for n, (group, places) in enumerate(PEOPLE):
        cells = [word(p).replace(" ", "\xa0") for p in places]
        rows.append([str(n), f"1/3/27 {MARK}", f"{MARK}@example.org", MARK, group, *cells])
    rows.append(["97", MARK, MARK, MARK, "Martians", "Partly", "Partly", "Partly"])
    rows.append(["98", MARK, MARK, MARK, "VCS", "Partly", "Splendid", "Partly"])
    rows.append(["99", MARK, MARK, MARK, "VCS", "", "", ""])
    return text_of(rows).encode("utf-8-sig"), "Answers.csv"


def lime_survey() -> tuple[bytes, str]:
    """Semicolons, a byte order mark, question and item in each heading, numbers, empty rows between."""
    question = "How far is this in place now, in your view?"
    rows = [["id", "submitdate", "ipaddr", "group", *(f"{question} [{name}]" for name in ITEMS.values())]]
    for n, (group, places) in enumerate(PEOPLE):
        numbers = ["" if p is None else "Don't know" if p == 0 else str(p) for p in places]
        rows.append([str(n), MARK, f"192.0.2.{n}", group, *numbers])
        rows.append([])
    odd = [["97", MARK, MARK, "Martians", "3", "3", "3"], ["98", MARK, MARK, "VCS", "3", "9", "3"]]
    rows += [*odd, ["99", MARK, MARK, "VCS", "", "", ""]]
    return text_of(rows, ";", quoting=csv.QUOTE_ALL).encode("utf-8-sig"), "results-survey.csv"


def survey_monkey() -> tuple[bytes, str]:
    """Two rows of headings: the question once, its items below; as a spreadsheet saves it in UTF-16."""
    top = ["Respondent ID", "Collector ID", "Start Date", "IP Address", "Which group are you in?"]
    top += ["How far is each of these in place now?", "", ""]
    below = ["", "", "", "", "Response", *ITEMS.values()]
    rows = [top, below]
    for n, (group, places) in enumerate(PEOPLE):
        rows.append([f"11{n}", "4", MARK, MARK, group, *map(word, places)])
    rows.append(["97", "4", MARK, MARK, "Martians", "Partly", "Partly", "Partly"])
    rows.append(["98", "4", MARK, MARK, "VCS", "Partly", "Splendid", "Partly"])
    rows.append(["99", "4", MARK, MARK, "VCS", "", "", ""])
    return text_of(rows, "\t").encode("utf-16"), "Survey.csv"


EXPORTS = {
    # A file, the column of its group, and the rows that do not fit as a spreadsheet numbers them.
    "Microsoft Forms": (ms_forms, 4, (27, 28, 29)),
    "LimeSurvey": (lime_survey, 3, (52, 53, 54)),
    "SurveyMonkey": (survey_monkey, 4, (28, 29, 30)),
}


def chosen_in(page) -> dict:
    """Return what a browser would send of the page that shows how a table is read."""
    form = page.text.split('<form method="post" enctype')[1].split("</form>")[0]
    fields: dict = {"value-word": [], "group-word": []}
    for name in ("value-word", "group-word"):
        fields[name] = [unescape(v) for v in re.findall(rf'name="{name}" value="([^"]*)"', form)]
    fields["shape"] = "wide"
    for name, options in re.findall(r'<select[^>]*name="([^"]+)">(.*?)</select>', form, re.DOTALL):
        found = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        fields[name] = unescape(found.group(1))
    fields["table"] = unescape(form.split('<textarea name="table" hidden>')[1].split("</textarea>")[0])
    return fields


@pytest.mark.sqlite
@pytest.mark.parametrize("tool", EXPORTS)
def test_an_export_is_read_as_people_answered_and_nothing_of_it_is_kept(
    host, installation, make_room, tool, tmp_path, monkeypatch
):
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spool))
    make, group_column, wrong = EXPORTS[tool]
    content, name = make()
    room = make_room()
    room.join(vcs=1)
    room.start("principles")
    code = room.workshop.code
    host.get(f"/console/{code}/bring-in")
    page = host.post(f"/console/{code}/bring-in", file=(io.BytesIO(content), name))
    assert page.status_code == 200, words(page)
    fields = chosen_in(page)
    columns = {n: f"principles/{key}/now" for n, key in enumerate(ITEMS, start=group_column + 1)}
    fields |= {f"column-{n}": key for n, key in columns.items()} | {"sector": f"column:{group_column}"}
    page = host.post(f"/console/{code}/bring-in", **fields)
    told = words(page)
    assert "25 people with 74 answers can be taken in; 3 of 28 rows do not fit" in told
    assert f"Row {wrong[0]}: “Martians” is none of the groups here" in told
    assert f"Row {wrong[1]}: “{'9' if tool == 'LimeSurvey' else 'Splendid'}” is none of the answers" in told
    assert f"Row {wrong[2]}: there are no answers" in told
    assert host.post(f"/console/{code}/bring-in", **chosen_in(page), do="take").status_code == 303
    room.close()
    room.reveal()
    release = results.find_release(installation, room.workshop, "principles")
    keys = room.workshop.framework.get_criterion("now").option_keys
    for n, item in enumerate(ITEMS):
        own = {group: Counter() for group in GROUPS.values()}
        for group, places in PEOPLE:
            if places[n]:
                own[GROUPS[group]][keys[places[n] - 1]] += 1
        figures = release.find_result(item, "now").figures
        for group, counts in own.items():
            if getattr(figures.groups[group], "counts", None) is not None:
                assert {k: v for k, v in figures.groups[group].counts.items() if v} == dict(counts)
        assert {k: v for k, v in figures.room.counts.items() if v} == dict(sum(own.values(), Counter()))
    kept = [p for folder in (installation.settings.data, spool) for p in folder.rglob("*") if p.is_file()]
    assert kept
    for encoding in ("utf-8", "utf-16-le"):
        assert not [p for p in kept if MARK.encode(encoding) in p.read_bytes()]


def test_a_large_file_is_held_in_memory(app):
    head = '--line\r\nContent-Disposition: form-data; name="file"; filename="large.csv"\r\n\r\n'
    rows = "VCS,Partly\n" * 80_000
    body = f"{head}{rows}\r\n--line--\r\n".encode()
    kind = "multipart/form-data; boundary=line"
    with app.test_request_context("/", method="POST", data=body, content_type=kind):
        assert len(body) > 800_000  # more than Werkzeug would hold by itself
        assert isinstance(request.files["file"].stream, io.BytesIO)
