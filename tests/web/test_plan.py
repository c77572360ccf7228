"""The pages of the plan: written by several, brought back from a workbook, followed up by a link."""

import csv
import datetime
import io
import re
from html import unescape

import pytest
from openpyxl import load_workbook

from facilitator.domain.plan import ActionStatus
from facilitator.services import export, following, lists, planning, rounds, workshops
from facilitator.services.workshops import NewWorkshop
from facilitator.web import plan_upload
from tests.web.conftest import Visitor, words
from tests.workbook.uploads import edited

HOSTILE = [
    '=HYPERLINK("http://evil.example")',
    "+1",
    "-1",
    "@x",
    "{=1}",
    "<script>alert(1)</script>",
    "😀",
    "“quotes” & 'more' \"quotes\"",
    "x" * 300,
]
FORM = {"status": "proposed", "version": "1"}


@pytest.fixture
def room(make_room):
    return make_room()


@pytest.fixture
def action(installation, room):
    return planning.add_action(installation, room.id, "Publish decisions")


def plan(room):
    return f"/console/{room.workshop.code[:3]}-{room.workshop.code[3:]}/plan"


def upload(host, room, data):
    host.get(f"{plan(room)}/upload")
    fields = {"csrf_token": host.token, "workbook": (io.BytesIO(data), "plan.xlsx")}
    return host.client.post(f"{plan(room)}/upload", data=fields, content_type="multipart/form-data")


def autosave(host, path, **fields):
    data = {"csrf_token": host.token, **fields}
    return host.client.post(path, data=data, headers={"X-Autosave": "1"})


def test_a_page_saves_by_itself_and_learns_what_others_wrote(host, room, action, installation):
    path = f"{plan(room)}/{action.id}"
    host.get(path)
    first = autosave(host, path, action=action.action, first_step="Draft", **FORM)
    assert first.json == {"version": 2, "fields": {}}
    other = autosave(host, path, action=action.action, first_step="", vcs_lead="Bob", **FORM)
    assert other.json == {"version": 3, "fields": {"first_step": "Draft"}}
    clash = autosave(host, path, action="Other", first_step="Write", **FORM)
    assert clash.status_code == 409
    wrong = autosave(host, path, action="", status="proposed", version="3")
    assert (wrong.status_code, wrong.json["problems"]) == (400, {"action": "Write what will be done"})
    assert planning.get_action(installation, room.workshop, action.id).version == 3


def test_the_second_writer_sees_both_and_chooses(host, room, action, installation):
    path = f"{plan(room)}/{action.id}"
    host.get(path)
    host.post(path, action="Theirs", measure="Ten", **FORM)
    page = host.post(path, action="Mine", equity="All", **FORM)
    assert page.status_code == 409
    assert "Keep theirs: Theirs" in words(page)
    assert "Use mine, as it stands in the form below: Mine" in words(page)
    # What they wrote elsewhere is in the form now, so that saving does not take it away again.
    assert re.search(r'name="measure"[^>]*>\s*Ten', page.text)
    assert 'name="version" value="2"' in page.text
    fields = {"action": "Mine", "equity": "All", "measure": "Ten", "status": "proposed", "version": "2"}
    assert host.post(path, **fields, **{"choice-action": "mine"}).status_code == 303
    saved = planning.get_action(installation, room.workshop, action.id)
    assert (saved.action, saved.measure, saved.equity) == ("Mine", "Ten", "All")


def test_undo_and_taking_out_can_be_taken_back(host, room, action, installation):
    path = f"{plan(room)}/{action.id}"
    host.get(path)
    host.post(path, action="Other words", **FORM)
    assert "Undo the last change (Ann)" in words(host.get(plan(room)))
    host.post(f"{path}/undo", version="2")
    assert planning.get_action(installation, room.workshop, action.id).action == "Publish decisions"
    assert "Somebody has saved" in words(host.post(f"{path}/undo", version="2", follow=True))
    assert "Put it back" in words(host.post(f"{path}/remove", follow=True))
    assert "Publish decisions" in words(host.post(f"{path}/restore", follow=True))
    assert host.post(f"{path}/undo", version="x").status_code == 400
    assert host.post(f"{plan(room)}/nobody/restore").status_code == 404
    assert host.post(f"{path}/openly", said="perhaps").status_code == 400


def test_while_people_are_asked_the_words_stand_still(host, room, action, installation):
    workshops.go_to(installation, room.id, "plan")
    rounds.open_round(installation, room.id)
    path = f"{plan(room)}/{action.id}"
    host.get(path)
    refused = host.post(path, action="Other", **FORM)
    assert (refused.status_code, "words stand still" in words(refused)) == (400, True)
    assert "words stand still" in words(host.post(f"{path}/remove", follow=True))


def test_one_click_makes_a_linked_action_of_what_was_said(host, room, installation):
    voters = room.join(officer=12, vcs=12)
    room.start("principles")
    for voter in voters:
        now = "fully" if voter.sector == "officer" else "not_in_place"
        room.cast(voter, transparency={"now": now, "importance": "essential"})
    room.close()
    room.reveal()
    page = words(host.get(plan(room)))
    assert "Find out together why we see “Transparency” differently" in page
    assert "Council officers 5.0, VCS 1.0, a gap of 4.0 points" in page
    made = host.post(f"{plan(room)}/point", link="elements:transparency")
    assert made.status_code == 303
    (action,) = planning.list_actions(installation, room.workshop)
    assert action.links == ("elements:transparency",)
    page = words(host.get(plan(room)))
    assert "Transparency : Now 3.0 of 5, Council officers 5.0, VCS 1.0" in page
    assert "Find out together why we see “Transparency” differently" not in page.split("Where to start")[-1]
    again = host.post(f"{plan(room)}/point", link="elements:transparency", follow=True)
    assert "There is an action for this already" in words(again)


def test_merged_ideas_keep_all_their_words(host, room, installation):
    lists.add_entries(
        installation, room.id, lists.read_lines("actions", "Meet monthly\nSee each other often")
    )
    one, two = [e for e in lists.list_entries(installation, room.workshop) if e.list == "actions"]
    lists.merge_entry(installation, room.id, two.id, one.id)
    assert "Meet monthly also: See each other often" in words(host.get(plan(room)))
    lists.merge_entry(installation, room.id, two.id, None)
    assert "also:" not in words(host.get(plan(room)))


def test_what_says_the_same_is_told(host, room, installation):
    lists.add_entries(installation, room.id, lists.read_lines("actions", "Meet monthly\nmeet monthly."))
    page = host.get(plan(room))
    assert "says the same as another" in words(page)
    ideas = [e.id for e in lists.list_entries(installation, room.workshop) if e.list == "actions"]
    page = host.post(plan(room), idea=ideas, follow=True)
    assert "Ideas that say the same are one action now" in words(page)
    assert "Ideas in the plan already: 2 Meet monthly (action 1) meet monthly. (action 1)" in words(page)
    assert "action 1 says the same" in words(host.post(plan(room), action="MEET MONTHLY", follow=True))


def test_what_the_room_said_in_the_open_is_recorded(host, room, action, installation):
    room.join(officer=6, vcs=2)
    workshops.go_to(installation, room.id, "plan")
    rounds.open_round(installation, room.id)
    for voter in room.voters:
        room.cast(voter, **{action.id: {"fist_to_five": "four"}})
    room.close()
    room.reveal()
    assert "Too few answers from one side to show: ask in the open" in words(host.get(plan(room)))
    page = words(host.post(f"{plan(room)}/{action.id}/openly", said="yes", follow=True))
    assert "Agreed by both sides, asked in the open" in page
    assert "by both sides, in the open" in words(host.get(f"/b/{room.workshop.code}/?step=plan"))


def test_the_rule_and_the_side_that_holds_back_are_told(host, room, action, installation):
    room.join(officer=6, vcs=6)
    workshops.go_to(installation, room.id, "plan")
    rounds.open_round(installation, room.id)
    for voter in room.voters:
        given = "one" if voter.sector == "vcs" else "four"
        room.cast(voter, **{action.id: {"fist_to_five": given}})
    room.close()
    code, link = room.workshop.code, following.make_link(installation, room.id)
    told = "Not yet agreed by VCS: what should change?"
    pages = (plan(room), f"{plan(room)}/follow-up", f"/plan/{link}", f"/b/{code}/?step=plan")
    assert not any(told in words(host.get(path)) for path in pages)
    room.reveal()
    assert all(told in words(host.get(path)) for path in pages)
    rule = "A side stands behind an action when its middle answer is “3 – Good enough: I can live with it” or more"
    for path in (plan(room), f"{plan(room)}/follow-up", f"/plan/{link}", f"/console/{code}/"):
        assert rule in words(host.get(path)), path
    book = load_workbook(io.BytesIO(export.read_workbook(installation, room.workshop)))
    assert book["Joint action plan"]["M5"].value == "Not yet agreed: VCS"
    notes = {row[0].value: row[1].value for row in book["Notes and definitions"].iter_rows(min_row=5)}
    assert (
        "its middle answer is “3 – Good enough: I can live with it” or more" in notes["Agreed by both sides"]
    )


def test_the_review_date_is_seen_by_all(host, room, action):
    host.get(plan(room))
    assert host.post(f"{plan(room)}/review-date", review_on="soon").status_code == 400
    host.post(f"{plan(room)}/review-date", review_on="30/06/2027")
    assert "30 Jun 2027" in words(host.get(f"/b/{room.workshop.code}/?step=plan"))
    assert "Looked at again on 30 Jun 2027" in words(host.get(f"{plan(room)}/follow-up"))


def test_a_workbook_comes_back_compared_first_and_applied_then(host, room, action, installation):
    def change(sheet, columns):
        sheet.cell(5, columns["VCS lead"]).value = "Bob <b>"
        sheet.cell(6, columns["Action"]).value = "A new one"

    data = edited(export.read_workbook(installation, room.workshop), change)
    page = upload(host, room, data)
    assert "2 differences between the workbook and the plan" in words(page)
    assert planning.get_action(installation, room.workshop, action.id).vcs_lead == ""
    sent = dict(re.findall(r'name="(seen|offered|take|new)"[^>]* value="([^"]*)"', page.text))
    rows = unescape(re.search(r'name="rows" value="([^"]*)"', page.text).group(1))
    host.token = unescape(re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text).group(1))
    stale = host.post(f"{plan(room)}/apply", rows=rows, **(sent | {"seen": "0"}))
    assert "changed since you looked" in words(stale)
    assert host.post(f"{plan(room)}/apply", rows=rows, **sent).status_code == 303
    assert [a.action for a in planning.list_actions(installation, room.workshop)] == [
        "Publish decisions",
        "A new one",
    ]
    assert planning.get_action(installation, room.workshop, action.id).vcs_lead == "Bob <b>"
    assert host.post(f"{plan(room)}/apply", rows="[{}]", seen="1").status_code == 400
    untouched = export.read_workbook(installation, room.workshop)
    assert "No differences" in words(upload(host, room, untouched))


def test_a_broken_file_is_refused_in_words(host, room, action, monkeypatch):
    page = upload(host, room, b"not a workbook")
    assert page.status_code == 400
    assert "This is not a workbook that can be read" in words(page)
    assert "Nothing was changed" in words(page)
    monkeypatch.setattr(plan_upload, "LARGEST_UPLOAD", 1_000 - 64 * 1024)
    assert upload(host, room, b"x" * 2_000).status_code == 413


def test_a_read_only_link_works_for_anybody_until_it_is_taken_back(host, app, room, action):
    host.get(plan(room))
    page = host.post(f"{plan(room)}/link", what="make")
    path = re.search(r'value="[^"]*(/plan/[^"]+)"', page.text).group(1)
    guest = Visitor(app)
    shown = guest.get(path)
    assert (shown.status_code, "Publish decisions" in words(shown)) == (200, True)
    # Nothing can be changed there but the language.
    assert set(re.findall(r'<form[^>]*action="([^"]*)"', shown.text)) <= {"/language"}
    assert shown.text.count("<form") == shown.text.count('action="/language"')
    host.get(plan(room))
    host.post(f"{plan(room)}/link", what="revoke")
    assert guest.get(path).status_code == 404
    assert [guest.get("/plan/wrong").status_code for _ in range(40)][-1] == 429


def test_the_follow_up_tells_what_is_late_and_the_history(host, room, action, installation):
    edit = {"by_when": datetime.date(2020, 1, 1), "status": ActionStatus.UNDER_WAY}
    planning.save_action(installation, room.id, action.id, 1, edit)
    page = words(host.get(f"{plan(room)}/follow-up"))
    assert "1 overdue" in page
    assert "Under way" in page
    assert "overdue" in page


def test_the_next_workshop_begins_with_what_became_of_the_plan(host, room, action, installation, account):
    old = room.workshop
    new = NewWorkshop(
        old.partnership.id, "Next", datetime.date(2027, 5, 1), old.mode, old.framework, 5, old.breakdown
    )
    after = workshops.create_workshop(installation, account.id, new)
    workshops.open_workshop(installation, after.id)
    assert "What became of our plan : 1 action" in words(host.get(f"/b/{after.code}/"))
    assert "What became of our plan" in words(host.get(f"/console/{after.code}/"))
    assert "Publish decisions" in words(host.get(f"/b/{after.code}/earlier-plan"))
    assert host.get(f"/b/{old.code}/earlier-plan").status_code == 404


def test_every_text_is_inert_on_every_page_and_in_every_file(host, app, room, installation):
    for text in HOSTILE:
        made = planning.add_action(installation, room.id, text)
        edit = dict.fromkeys(
            ("why", "first_step", "measure", "support", "equity", "stopped_because"), text
        ) | {"council_lead": text[:200], "vcs_lead": text[:200], "status": ActionStatus.STOPPED}
        planning.save_action(installation, room.id, made.id, 1, edit)
    secret = following.make_link(installation, room.id)
    last = planning.list_actions(installation, room.workshop)[5]
    for path in (plan(room), f"{plan(room)}/{last.id}", f"{plan(room)}/follow-up", f"/plan/{secret}"):
        page = host.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text
        assert 'href="http://evil' not in page.text
    text = host.get(f"{plan(room)}.csv").text
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:])))
    values = [r["value"] for r in rows if r["field"] == "why"]
    assert values == [f"'{t}" if t[0] in "=+-@{" else t for t in HOSTILE]
    twin = host.get(f"{plan(room)}.json").json
    assert [a["why"] for a in twin["actions"]] == HOSTILE


def test_another_facilitators_plan_does_not_exist(host, make_room, installation, app):
    stranger = Visitor(app)
    room = make_room()
    for end in ("/upload", "/follow-up", ".csv", ".json", ""):
        assert stranger.get(f"{plan(room)}{end}").status_code == 302


def test_ten_thousand_characters_are_refused_in_words_and_kept_in_the_form(host, room, action, installation):
    path = f"{plan(room)}/{action.id}"
    host.get(path)
    names = ("action", "why", "first_step", "measure", "support", "equity", "stopped_because", "vcs_lead")
    page = host.post(path, **dict.fromkeys(names, "y" * 10_000), **FORM)
    assert page.status_code == 400
    assert page.text.count("y" * 10_000) >= len(names)
    assert "Why: up to 1000 characters" in words(page)
    assert planning.get_action(installation, room.workshop, action.id).version == 1


def test_a_plan_that_outlives_its_workshop_is_warned_about(host, room, installation):
    assert "before the last date in the plan" not in words(host.get(plan(room)))
    far = room.workshop.held_on + datetime.timedelta(days=installation.settings.retention_days + 400)
    host.post(f"{plan(room)}/review-date", review_on=far.strftime("%d/%m/%Y"))
    assert "before the last date in the plan" in words(host.get(plan(room)))


def test_sending_no_file_asks_for_one(host, room):
    host.get(f"{plan(room)}/upload")
    sent = host.client.post(
        f"{plan(room)}/upload",
        data={"csrf_token": host.token},
        content_type="multipart/form-data",
    )
    assert "Choose the workbook first" in words(sent)
