"""Ten thousand characters in any field of any form are kept whole, or refused and handed back."""

import re
from html.parser import HTMLParser

import pytest

from facilitator.services import lists, planning
from tests.addresses import list_addresses
from tests.web.conftest import words

LONG = "long " * 2_000
TYPED = ("text", "search", "tel", "url")
# What is sent from a preview goes nowhere; a number of robots and a typed code are only refused.
NOT_HANDED_BACK = ("preview", "rehearse", "delete")


class Forms(HTMLParser):
    """Reads the forms of a page that are sent by POST: where to, what stands in them, what can be typed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str], list[str]]] = []
        self._area = ""
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = given.get("method", "").lower() == "post"
            if self._inside:
                self.forms.append((given.get("action") or "", {}, []))
        elif self._inside and given.get("name"):
            _, fields, typed = self.forms[-1]
            kind = given.get("type", "text") if tag == "input" else tag
            if kind in ("radio", "checkbox") and "checked" not in given:
                return
            if kind in ("submit", "file", "button", "select"):
                return
            fields[given["name"]] = given.get("value") or ""
            if (kind in TYPED or tag == "textarea") and "hidden" not in given:
                typed.append(given["name"])
            if tag == "textarea":
                self._area = given["name"]

    def handle_data(self, data) -> None:
        if self._area:
            self.forms[-1][1][self._area] += data

    def handle_endtag(self, tag) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "form":
            self._inside = False


@pytest.fixture
def room(make_room):
    room = make_room("Forum\nGrants panel")
    room.join(officer=6, vcs=6)
    room.start("strengths")
    return room


def wrong_fields(visitor, pages: list[str]) -> tuple[list[str], int]:
    """Return what is wrong with any field of the pages' forms, and how many fields were filled."""
    wrong, seen = [], set()
    for path in pages:
        page = visitor.get(path)
        if page.status_code != 200 or page.mimetype != "text/html":
            continue
        for action, fields, typed in Forms(page.text).forms:
            where = action or path
            for name in typed:
                if (re.sub(r"[0-9a-z]{12,}", "x", where), name) in seen:
                    continue
                seen.add((re.sub(r"[0-9a-z]{12,}", "x", where), name))
                visitor.get(path)
                kept = {k: v for k, v in fields.items() if k != "csrf_token"}
                answer = visitor.post(where, **kept | {name: LONG}, follow=True)
                said = f"{where} {name}: {answer.status_code}"
                if answer.status_code not in (200, 400):
                    wrong.append(said)
                elif LONG.strip() not in answer.text:
                    wrong.append(f"{said} has lost it: {words(answer)[:200]}")
                elif answer.status_code == 400 and "error" not in answer.text:
                    wrong.append(f"{said} says nothing")
    return wrong, len(seen)


def test_a_facilitator_may_write_ten_thousand_characters_anywhere(app, host, room, installation):
    lists.add_entries(installation, room.id, lists.read_lines("actions", "Publish decisions"))
    action = planning.add_action(installation, room.id, "Publish decisions")
    values = {"partnership_id": room.workshop.partnership.id, "action_id": action.id, "name": "paper"}
    pages = list_addresses(app, room, values, "facilitator")
    wrong, filled = wrong_fields(host, [p for p in pages if not any(n in p for n in NOT_HANDED_BACK)])
    assert filled > 20
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize(("step", "item"), [("strengths", "strengths"), ("actions", "proposal-1")])
def test_a_participant_may_write_ten_thousand_characters_anywhere(join, room, step, item):
    phone = join(room)
    if step != "strengths":
        room.close()
        room.start(step)
    wrong, filled = wrong_fields(phone, [f"/w/{room.workshop.code}/{step}/{item}"])
    assert filled >= 2
    assert wrong == [], "\n".join(wrong)
