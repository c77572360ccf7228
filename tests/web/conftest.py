"""A web application, and visitors who send forms as browsers do."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from facilitator.app import create_app
from tests.conftest import PASSWORD

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Visitor:
    """A browser without scripts."""

    def __init__(self, app) -> None:
        self.client: FlaskClient = app.test_client()
        self.token = ""

    def get(self, path: str, **options):
        answer = self.client.get(path, **options)
        found = TOKEN.search(answer.text) if answer.mimetype == "text/html" else None
        if found:
            self.token = unescape(found.group(1))
        return answer

    def post(self, path: str, **fields):
        follow = fields.pop("follow", False)
        return self.client.post(path, data={"csrf_token": self.token, **fields}, follow_redirects=follow)


@pytest.fixture
def app(installation):
    return create_app(installation)


@pytest.fixture
def visitor(app):
    return Visitor(app)


@pytest.fixture
def host(app, account):
    """A signed-in facilitator."""
    found = Visitor(app)
    found.get("/sign-in")
    assert found.post("/sign-in", email=account.email, password=PASSWORD).status_code == 302
    found.get("/console/partnerships/new")
    return found


@pytest.fixture
def join(app):
    def joined(room, sector: str = "vcs") -> Visitor:
        phone = Visitor(app)
        code = room.workshop.code
        phone.get(f"/j/{code}")
        assert phone.post(f"/j/{code}", sector=sector).status_code == 302
        return phone

    return joined


def words(answer) -> str:
    """Return the words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())
