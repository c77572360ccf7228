"""Who runs a workshop: invitations, roles, passwords, and what they changed."""

import datetime
import re
import time
from dataclasses import replace
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from facilitator.app import create_app
from facilitator.commands import command
from facilitator.domain.workshop import Role
from facilitator.services import accounts, lists, people
from facilitator.web import access
from tests.conftest import PASSWORD
from tests.web.conftest import Visitor, words


@pytest.fixture
def invite(app, host):
    def invited(room, role: str, name: str = "Bea") -> Visitor:
        host.get(f"/console/{room.workshop.code}/people")
        page = host.post(f"/console/{room.workshop.code}/people", what="invite", role=role)
        path = re.search(r"http://127.0.0.1:8000(/invitation/[\w-]+)", page.text).group(1)
        guest = Visitor(app)
        assert "Ambermouth" in words(guest.get(path))
        answer = guest.post(path, name=name, email=f"{name}@example.org", password=PASSWORD)
        assert answer.status_code == 302
        assert Visitor(app).get(path).status_code == 410
        guest.get("/console/partnerships/new")
        return guest

    return invited


def test_a_co_facilitator_runs_but_does_not_own(make_room, invite):
    room = make_room(opened=False)
    bea = invite(room, "facilitator")
    bea.get(f"/console/{room.workshop.code}/")
    assert bea.post(f"/console/{room.workshop.code}/move", move="open_workshop").status_code == 303
    assert room.workshop.state == "open"
    for path, fields in (
        ("delete", {"typed": room.workshop.code}),
        ("people", {"what": "invite", "role": "owner"}),
    ):
        answer = bea.post(f"/console/{room.workshop.code}/{path}", **fields)
        assert answer.status_code == 403, path
    assert room.workshop.state == "open"


def test_a_viewer_sees_everything_and_changes_nothing(make_room, invite, app):
    room = make_room()
    viewer = invite(room, "viewer")
    code, before = room.workshop.code, room.workshop.revision
    assert viewer.get(f"/console/{code}/").status_code == 200
    for rule in app.url_map.iter_rules():
        if (
            "POST" in rule.methods
            and "<code>" in str(rule)
            and app.view_functions[rule.endpoint].audience == "facilitator"
        ):
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: code if m.group(1) == "code" else "x1", str(rule))
            answer = viewer.post(path, move="go_on", typed=code, what="blank")
            # What is sent from a preview goes nowhere, so that anybody may send it.
            allowed = (303, 404) if rule.endpoint.startswith("previewing.") else (403,)
            assert answer.status_code in allowed, path
    for preview in ("ask/principles", "phone/join", "phone/leave"):
        assert viewer.post(f"/console/{code}/preview/{preview}", q_now="partly").status_code == 303, preview
    changes = people.list_changes(room.installation, room.workshop)
    assert [change.what for change in changes] == ["people.list_people"]
    assert room.workshop.revision == before


def test_only_an_owner_lets_people_out_and_one_owner_stays(installation, make_room, invite, host, account):
    room = make_room()
    bea = invite(room, "facilitator")
    path = f"/console/{room.workshop.code}/people"
    other = next(m for m in people.list_members(installation, room.workshop.partnership) if m.name == "Bea")
    answer = host.post(path, what="role", member=account.id, role="", follow=True)
    assert "at least one owner" in words(answer)
    host.post(path, what="role", member=other.account_id, role="")
    assert bea.get(f"/console/{room.workshop.code}/").status_code == 404
    assert host.post(path, what="role", member=account.id, role="emperor").status_code == 400


def test_links_run_out_and_can_be_taken_back(installation, make_room):
    partnership = make_room().workshop.partnership
    token = people.invite(installation, partnership, Role.VIEWER).rsplit("/", 1)[1]
    later = replace(installation, clock=lambda: installation.clock() + datetime.timedelta(days=15))
    assert people.find_invitation(installation, token) is not None
    assert people.find_invitation(later, token) is None
    people.revoke_invitations(installation, partnership)
    assert people.find_invitation(installation, token) is None


def test_changes_of_facilitators_are_listed_and_participants_never(make_room, host, join):
    room = make_room(opened=False)
    code = room.workshop.code
    host.get(f"/console/{code}/")
    host.post(f"/console/{code}/move", move="open_workshop")
    host.post(f"/console/{code}/move", move="open_workshop")  # the second one changes nothing
    phone = join(room)
    room.start("principles")
    phone.get(f"/w/{code}/principles/time")
    phone.post(f"/w/{code}/principles/time", q_now="partly", q_importance="very")
    page = words(host.get(f"/console/{code}/history"))
    assert page.count("Agenda: open workshop") == 1
    assert "Ann" in page
    assert "participant" not in page.replace("that participants do", "")


def test_a_changed_password_ends_the_other_sign_ins(app, host, account):
    other = Visitor(app)
    other.get("/sign-in")
    other.post("/sign-in", email=account.email, password=PASSWORD)
    host.get("/console/account")
    assert host.post("/console/account", old="wrong", password="a new long one").status_code == 400
    assert host.post("/console/account", old=PASSWORD, password="short").status_code == 400
    assert host.post("/console/account", old=PASSWORD, password="a new long one").status_code == 302
    assert host.get("/console/").status_code == 200
    assert other.get("/console/").status_code == 302


@pytest.mark.sqlite
def test_the_host_resets_a_password_by_a_one_time_link(installation, account, visitor):
    data = str(installation.settings.data)
    bad = CliRunner().invoke(command, ["reset-password", "--data", data, "nobody@example.org"])
    assert bad.exit_code == 1
    assert "no account" in bad.output
    done = CliRunner().invoke(command, ["reset-password", "--data", data, "ANN@example.org"])
    path = re.search(r"/reset/[\w-]+", done.output).group()
    visitor.get(path)
    assert visitor.post(path, password="short").status_code == 400
    assert visitor.post(path, password="four words and more").status_code == 302
    assert visitor.get("/console/").status_code == 200
    assert visitor.get(path).status_code == 410
    assert accounts.sign_in(installation, account.email, "four words and more")


def test_wrong_passwords_wait_longer_each_time_and_nobody_learns_who_has_an_account(installation, account):
    for email in (account.email, "nobody@example.org"):
        for _ in range(accounts.FREE_FAILURES):
            assert accounts.sign_in(installation, email, "wrong") is None
        with pytest.raises(accounts.TooSoon):
            accounts.sign_in(installation, email, PASSWORD)
    later = replace(installation, clock=lambda: installation.clock() + datetime.timedelta(seconds=3))
    assert accounts.sign_in(later, account.email, PASSWORD)
    waits = [accounts.wait_after(n) for n in range(30)]
    assert waits == sorted(waits)
    assert waits[-1] == accounts.LONGEST_WAIT


def test_a_sign_in_ends_when_nobody_uses_it(installation):
    assert create_app(installation).permanent_session_lifetime <= datetime.timedelta(hours=4)


def test_what_is_fetched_meanwhile_takes_no_message_away_and_use_lets_a_session_last(
    host, make_room, monkeypatch
):
    room = make_room(opened=False)
    code, now = room.workshop.code, time.time()
    entry = lists.list_entries(room.installation, room.workshop)[0]
    # The news of a form reach the console's counters before its answer does, and they are sent with the session of before.
    meanwhile = host.client.application.test_client(use_cookies=False)
    before = {"Cookie": f"session={host.client.get_cookie('session').value}"}
    host.get(f"/console/{code}/")
    assert host.post(f"/console/{code}/entry/{entry.id}", what="remove").status_code == 303
    for path in (f"/console/{code}/counts", f"/b/{code}/panel"):
        fetched = meanwhile.get(path, headers=before)
        assert fetched.status_code == 200
        assert not fetched.headers.getlist("Set-Cookie"), path
    assert "Undo" in words(host.get(f"/console/{code}/"))
    monkeypatch.setattr(access, "time", SimpleNamespace(time=lambda: now + 3700))
    assert "session=" in host.get(f"/console/{code}/counts").headers["Set-Cookie"]
    assert not host.get(f"/console/{code}/counts").headers.getlist("Set-Cookie")
