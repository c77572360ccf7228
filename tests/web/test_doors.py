"""Foreign names, foreign forms and forms too large are turned away; monitoring is told the truth."""

import gzip

import pytest

from facilitator.app import create_app
from facilitator.web.doors import is_known, known_hosts


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("workshop.example.org", True),
        ("Workshop.Example.org:8000", True),
        ("localhost:8000", True),
        ("192.168.0.7:8000", True),
        ("[::1]:8000", True),
        ("evil.example", False),
        ("workshop.example.org.evil.example", False),
        ("", False),
        ("[::1", False),
    ],
)
def test_hosts(host, known):
    assert is_known(host.lower(), known_hosts("https://workshop.example.org")) is known


def test_a_foreign_name_is_turned_away_with_the_right_address(visitor):
    answer = visitor.client.get("/", headers={"Host": "rebound.example"})
    assert answer.status_code == 421
    assert "http://127.0.0.1:8000" in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}, 302),
        ({"Origin": "http://127.0.0.1:8000"}, 302),
        ({}, 302),
    ],
)
def test_forms_of_other_sites_are_turned_away(make_room, visitor, headers, status):
    code = make_room().workshop.code
    visitor.get(f"/j/{code}")
    answer = visitor.client.post(
        f"/j/{code}", data={"csrf_token": visitor.token, "sector": "vcs"}, headers=headers
    )
    assert answer.status_code == status


def test_a_participants_form_may_be_small_only_a_facilitators_larger(make_room, join, host):
    room = make_room()
    phone = join(room)
    answer = phone.client.post(
        f"/j/{room.workshop.code}", data={"csrf_token": phone.token, "x": "y" * 70_000}
    )
    assert answer.status_code == 413
    assert host.post("/console/partnerships/new", name="n" * 70_000, place="p").status_code == 400


def test_health_tells_whether_answers_can_be_stored(visitor, installation, monkeypatch):
    assert visitor.client.get("/health/live").json == {"status": "ok"}
    assert visitor.client.get("/health/ready").json["status"] == "ok"
    monkeypatch.setattr("facilitator.services.health.os.access", lambda *_: False)
    answer = visitor.client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json["parts"]["keys"] == "read-only"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_database_that_is_away_is_said_in_words_and_not_saved(make_room, join, installation, monkeypatch):
    from facilitator.store.database import Unavailable

    room = make_room()
    phone = join(room)
    room.start("principles")
    path = f"/w/{room.workshop.code}/principles/{room.round.items[0]}"
    phone.get(path)

    def fail(*_args, **_kwargs):
        raise Unavailable("disk full")

    monkeypatch.setattr(type(installation.box), "cast", fail)
    answer = phone.post(path, q_now="fully", q_importance="very")
    assert answer.status_code == 503
    assert "This was not saved" in answer.text
    assert "no-store" in answer.headers["Cache-Control"]


def test_secure_headers_stand_on_every_kind_of_answer(installation, visitor):
    create_app(installation)
    for path in ("/", "/nothing-here", "/health/live", "/static/css/main.css"):
        headers = visitor.client.get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_styles_leave_compressed_and_are_known_again(visitor):
    path = "/static/css/app.css"
    plain = visitor.client.get(path)
    packed = visitor.client.get(path, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    again = visitor.client.get(
        path, headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    )
    assert again.status_code == 304
    assert visitor.client.get("/static/nothing.css", headers={"Accept-Encoding": "gzip"}).status_code == 404
    for response in (plain, packed, again):
        response.close()
