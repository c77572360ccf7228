"""Every endpoint says who may see it, and nobody else gets in."""

import re

import pytest

from facilitator.app import POLICY, UndeclaredAudience, create_app
from facilitator.services import planning
from tests.web.conftest import Visitor, words


def test_every_endpoint_declares_its_audience(app):
    audiences = {name: view.audience for name, view in app.view_functions.items()}
    assert set(audiences.values()) == {"public", "board", "participant", "facilitator"}
    assert all(
        a == "facilitator" for name, a in audiences.items() if name.startswith(("console.", "planning."))
    )
    assert all(a == "board" for name, a in audiences.items() if name.startswith("board."))


def test_the_app_refuses_to_start_with_an_undeclared_endpoint(installation, monkeypatch):
    from facilitator.web import board

    monkeypatch.delattr(board.show_board, "audience")
    with pytest.raises(UndeclaredAudience, match="show_board"):
        create_app(installation)


def urls(app, code: str, method: str):
    for rule in app.url_map.iter_rules():
        if method in rule.methods and rule.endpoint != "static":
            path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: code if m.group(1) == "code" else "x1", str(rule))
            yield rule.endpoint, path


def test_the_address_of_a_button_leads_to_a_page_that_opens(app, host, make_room, join):
    """Somebody reloads it, or finds it in their history."""
    room = make_room()
    room.start("principles")
    phone = join(room)
    action = planning.add_action(room.installation, room.id, "Meet")
    readable = {path for _, path in urls(app, room.workshop.code, "GET")}
    tried = 0
    for _, path in urls(app, room.workshop.code, "POST"):
        path = path.replace("/partnerships/x1", f"/partnerships/{room.workshop.partnership.id}")
        if path in readable:
            continue
        path = path.replace("/plan/x1/", f"/plan/{action.id}/")
        visitor = phone if path.startswith("/w/") else host
        answer = visitor.get(path)
        if answer.status_code != 405:  # the address is that of a page, too
            continue
        (link,) = re.findall(r'<a class="govuk-link target" href="([^"]+)">Back to the page', answer.text)
        page = visitor.get(link)
        assert page.status_code in (200, 302, 308), (path, link)
        tried += 1
    assert tried > 20


def test_no_form_is_taken_without_its_token(app, host, make_room, join):
    room = make_room()
    room.start("principles")
    phone = join(room)
    before = room.workshop.revision
    for endpoint, path in urls(app, room.workshop.code, "POST"):
        if "x1/x1" in path:
            path = f"/w/{room.workshop.code}/principles/time"
        sender = host if app.view_functions[endpoint].audience == "facilitator" else phone
        sender.token = "forged"
        answer = sender.post(path, sector="vcs", move="close_round", q_now="partly", typed=room.workshop.code)
        assert answer.status_code in (400, 409, 410), (path, answer.status_code)
        if answer.status_code == 400:
            assert "open for too long" in words(answer) or "problem" in words(answer), path
    assert room.workshop.revision == before
    assert room.workshop.progress == 1  # the phone that joined, and no ballot


def test_strangers_are_sent_to_sign_in(app, visitor, make_room):
    room = make_room()
    for endpoint, path in urls(app, room.workshop.code, "GET"):
        if app.view_functions[endpoint].audience == "facilitator":
            answer = visitor.get(path)
            assert (answer.status_code, answer.location.startswith("/sign-in")) == (302, True), path


def test_another_facilitators_workshop_does_not_exist(installation, app, host, make_room, account):
    from facilitator.domain.workshop import Account
    from facilitator.store import accounts as store

    room = make_room()
    with installation.database.write() as connection:
        store.put_account(
            connection,
            Account("b" * 16, "Bob", "bob@example.org", account.password_hash),
            installation.clock(),
        )
    bob = Visitor(app)
    bob.get("/sign-in")
    bob.post("/sign-in", email="bob@example.org", password="three words in a row")
    assert "No workshops yet" not in bob.get("/console/").text
    for path in ("", "plan", "end", "delete", "workbook.xlsx", "counts"):
        assert bob.get(f"/console/{room.workshop.code}/{path}").status_code == 404
    assert host.get(f"/console/{room.workshop.code}/").status_code == 200


def test_pages_carry_the_strict_headers(visitor, make_room):
    room = make_room()
    for path in (
        "/",
        f"/b/{room.workshop.code}/",
        f"/j/{room.workshop.code}",
        "/nowhere",
        "/static/css/app.css",
    ):
        answer = visitor.get(path)
        headers = answer.headers
        answer.close()
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in POLICY
    assert visitor.get(f"/j/{room.workshop.code}").headers["Cache-Control"] == "no-store"


def test_no_page_has_inline_script_or_style(host, make_room, join):
    room = make_room()
    room.start("principles")
    phone, code = join(room), room.workshop.code
    for sender, path in (
        (phone, f"/w/{code}/principles/time"),
        (phone, f"/b/{code}/"),
        (host, f"/console/{code}/"),
    ):
        page = sender.get(path).text
        assert not re.search(r"<script(?![^>]*src=)|<style| style=| on\w+=", page), path


def test_sign_in_refuses_slows_down_and_never_leaves_this_server(installation, visitor, account):
    from facilitator.services.accounts import link_hash
    from facilitator.store.accounts import forget_failures

    visitor.get("/sign-in")
    assert visitor.post("/sign-in", email=account.email, password="wrong").status_code == 401
    for _ in range(12):
        last = visitor.post("/sign-in", email=account.email, password="wrong")
    assert last.status_code == 429
    other = Visitor(visitor.client.application)
    other.get("/sign-in")
    with installation.database.write() as connection:
        forget_failures(connection, link_hash(account.email))
    for target in ("https://evil.example", "//evil.example", "/\\evil.example"):
        answer = other.post(f"/sign-in?next={target}", email=account.email, password="three words in a row")
        assert answer.location == "/console/"
        other.get("/console/partnerships/new")
        other.post("/sign-out")
        other.get("/sign-in")


def test_the_one_time_link_works_once(installation, visitor):
    from facilitator.services.accounts import make_setup_link

    older, link = make_setup_link(installation), make_setup_link(installation)
    replaced = visitor.get(older)
    assert replaced.status_code == 410
    assert "Use the newest that it printed" in words(replaced)
    assert 'href=""' not in replaced.text
    visitor.get(link)
    bad = visitor.post(link, name="", email="nonsense", password="short")
    assert bad.status_code == 400
    for message in ("Fill in: Your name", "name@example.org", "at least 10"):
        assert message in words(bad)
    assert visitor.post(link, name="Ann", email="a@b.org", password="long enough").status_code == 302
    assert "Welcome, Ann" in visitor.get("/console/").text
    assert visitor.get(link).status_code == 410
    assert "has been used" in words(visitor.get(older))
    assert make_setup_link(installation) is None
