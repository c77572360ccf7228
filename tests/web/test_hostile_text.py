"""Whatever anybody writes anywhere stays words: on every page, in the workbook, in CSV and JSON."""

import csv
import io
import re
import zipfile
from html.parser import HTMLParser

import pytest
from openpyxl import load_workbook

from facilitator.domain.ballot import clean_text
from facilitator.services import accounts, following, lists, planning, workshops
from tests.addresses import list_addresses
from tests.conftest import PASSWORD, Room
from tests.web.conftest import words

# What a text begins with makes it a formula; what follows may be anything.
TEXTS = {
    "link formula and markup": '=HYPERLINK("http://x","y")<script>alert(1)</script>',
    "plus and closing": "+1\"'></textarea></svg><img src=x onerror=alert(1)>",
    "minus and template": "-1 {{ 7*7 }} {% raw %} %(name)s %s",
    "at and right to left": "@x abc\u202edef\u202d",
    "tab and emoji": "\t=x 😀 👩‍👩‍👧",
    "array formula and controls": "{=1}a\x00b\x07c\x1bd\x7fe\x85f\uffffg",
}


class Elements(HTMLParser):
    """Notes what would act on a page: scripts, handlers, styles, and addresses outside."""

    def __init__(self) -> None:
        super().__init__()
        self.acting: list[str] = []

    def handle_starttag(self, tag, attrs) -> None:
        given = dict(attrs)
        if tag in ("iframe", "object", "embed", "base") or (tag == "script" and not given.get("src")):
            self.acting.append(tag)
        for name, value in attrs:
            address = name in ("href", "src", "action", "formaction", "xlink:href", "data")
            if (
                name.startswith("on")
                or name == "style"
                or (address and re.match(r"\s*(javascript|data|http://x|=|x\Z)", value or "", re.I))
            ):
                self.acting.append(f"{tag} {name}={value}")


def acting(page: str) -> list[str]:
    found = Elements()
    found.feed(page)
    return found.acting


@pytest.fixture(params=TEXTS.values(), ids=TEXTS.keys())
def text(request) -> str:
    return request.param


@pytest.fixture
def account(installation, visitor, text):
    """The facilitator's account, whose name is ``text`` as well."""
    link = accounts.make_setup_link(installation)
    visitor.get(link)
    visitor.post(link, name=text, email="ann@example.org", password=PASSWORD)
    return accounts.sign_in(installation, "ann@example.org", PASSWORD)


@pytest.fixture
def written(host, account, join, installation, text):
    """A workshop in which every text that can be written is ``text``, written over HTTP."""
    host.get("/console/partnerships/new")
    host.post("/console/partnerships/new", name=f"{text} p", place=text)
    (partnership,) = workshops.list_partnerships(installation, account.id)
    host.get("/console/workshops/new")
    fields = {"title": text, "held_on": "24/11/2026", "mode": "joint", "pace": "led", "breakdown": "side"}
    lines = f"{text}\t{text}\t{text}\t{text}\nForum"
    made = host.post(
        "/console/workshops/new",
        **fields,
        k="3",
        partnership=partnership.id,
        framework="council-vcs",
        relationships=lines,
    )
    assert made.status_code in (302, 303), words(made)
    code = re.search(r"/console/([A-Z0-9-]+)/", made.location).group(1)
    room = Room(installation, workshops.find_by_code(installation, code.replace("-", "")))
    there = f"/console/partnerships/{partnership.id}/"
    host.get(there)
    assert (
        host.post(f"{there}partners", organisation=text, sector="vcs", size="small", missing="y").status_code
        == 303
    )
    console = f"/console/{code}/"
    host.get(console)
    host.post(f"{console}notes", notes=text)
    room.open()
    phones = [join(room, sector) for sector in ("officer", "vcs") for _ in range(3)]
    ask(room, phones, "actions", {"proposal-1": {"q_action": text[:150], "q_reason": text}})
    ask(room, phones, "evaluate", {item: {"q_types": "shaping", "q_why": text} for item in _keys(room)})
    ask(room, phones, "strengths", {"strengths": dict.fromkeys(_asked(room, "strengths"), text)})
    host.get(f"{console}plan")
    assert host.post(f"{console}plan", action=text).status_code == 303
    (action,) = planning.list_actions(installation, room.workshop)
    names = (
        "why",
        "first_step",
        "council_lead",
        "vcs_lead",
        "measure",
        "support",
        "equity",
        "stopped_because",
    )
    path = f"{console}plan/{action.id}"
    host.get(path)
    saved = host.post(path, action=text, status="stopped", version="1", **dict.fromkeys(names, text))
    assert saved.status_code == 303, words(saved)
    return room, partnership, phones[0]


def ask(room, phones, step, given) -> None:
    """Ask a step's questions, let every phone answer over HTTP, and show what was written."""
    room.start(step)
    for phone in phones:
        for item, answers in given.items():
            path = f"/w/{room.workshop.code}/{step}/{item}"
            phone.get(path)
            answer = phone.post(path, **answers)
            assert answer.status_code == 302, words(answer)
    room.close()
    lists.show_waiting(room.installation, room.id, step)
    if step != "actions":  # ideas go to their list, and are no results
        room.reveal()


def _keys(room) -> list[str]:
    return [e.key for e in lists.list_entries(room.installation, room.workshop) if e.list == "relationships"]


def _asked(room, step) -> list[str]:
    framework = room.workshop.framework
    return [f"q_{c.key}" for c in framework.criteria_of(framework.get_step(step))]


def test_it_stays_words(app, host, written, text):
    room, partnership, phone = written
    look_at_every_page(app, host, room, partnership, phone)
    look_into_every_file(host, room, clean_text(text))


def addresses(app, room, partnership) -> list[str]:
    """Return every address at which something of a room may be read."""
    (action,) = planning.list_actions(room.installation, room.workshop)
    values = {
        "action_id": action.id,
        "secret": following.make_link(room.installation, room.id),
        "partnership_id": partnership.id,
        "name": "paper",
        "item": "strengths",
    }
    code = room.workshop.code
    found = list(list_addresses(app, room, values))
    found += [f"/b/{code}/?step={step.key}" for step in room.workshop.framework.steps]
    return found + [f"/console/{code}/print/{sheet}" for sheet in ("run-sheet", "joining", "paper")]


def look_at_every_page(app, host, room, partnership, phone) -> None:
    for path in addresses(app, room, partnership):
        page = (phone if path.startswith("/w/") else host).get(path)
        assert page.status_code < 500, (path, page.status_code)
        if page.mimetype in ("text/html", "image/svg+xml"):
            assert acting(page.text) == [], path
            assert "\u202e" not in page.text, path


def look_into_every_file(host, room, clean: str) -> None:
    code = room.workshop.code
    data = host.get(f"/console/{code}/workbook.xlsx").data
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        assert not [n for n in names if re.search("externalLink|vba|activeX|embeddings", n, re.I)]
        for name in names:
            part = package.read(name)
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in part
                assert b"<f " not in part
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in part
    book = load_workbook(io.BytesIO(data))
    cells = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert {c.data_type for c in cells} <= {"s", "n", "d"}
    same = [c for c in cells if c.value == clean]
    assert len(same) >= 12  # title, relationship with its columns, comments, nine fields of the action
    assert book["Cover"]["A1"].value == clean
    for path in (f"/console/{code}/plan.csv", f"/b/{code}/results.csv"):
        rows = list(csv.reader(io.StringIO(host.get(path).text[1:])))
        values = {value for row in rows for value in row}
        assert not [v for v in values if v.lstrip().startswith(("=", "+", "-", "@", "{"))]
    twin = host.get(f"/console/{code}/plan.json").json
    assert {twin["actions"][0][n] for n in ("action", "why", "first_step", "measure")} == {clean}
