"""A workshop with people in it, made through the services before the server starts."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from flask import session
from flask_wtf.csrf import generate_csrf

from facilitator.app import create_app
from facilitator.domain.framework import CriterionKind
from facilitator.domain.workshop import Breakdown, Mode, code_for_people
from facilitator.frameworks import get_built_in
from facilitator.services import accounts, joining, lists, rounds, voting, workshops
from facilitator.services.installation import Installation, open_installation
from facilitator.services.voting import Voter
from facilitator.settings import Settings, prepare_data_folder
from facilitator.web.access import start_sign_in

NOW = ("not_in_place", "a_little", "partly", "mostly", "fully")
SECTORS = ("officer", "officer", "councillor", "vcs", "vcs", "other")


@dataclass(frozen=True, slots=True)
class World:
    """What the load needs to know: addresses, cookies and tokens."""

    settings: Settings
    code: str
    items: tuple[str, ...]
    tokens: tuple[str, ...]
    session_cookie: str
    form_token: str
    host_cookie: str
    host_token: str

    def ballot(self, number: int) -> bytes:
        """Return the request of a ballot: one of the people rates one of the items."""
        token = self.tokens[number % len(self.tokens)]
        item = self.items[number // len(self.tokens) % len(self.items)]
        cookie = f"session={self.session_cookie}; workshop-{self.code.replace('-', '')}={token}"
        body = {"csrf_token": self.form_token, "q_now": NOW[number % 5], "q_importance": "very"}
        return post(f"/w/{self.code}/principles/{item}", cookie, body)

    def bare(self, number: int) -> bytes:
        """Return a request of the same size to the address that does nothing."""
        request = self.ballot(number)
        return b"POST /bare" + b"?" + b"x" * 24 + request[request.index(b" HTTP/1.1") :]

    def empty(self, number: int) -> bytes:
        """Return an empty POST."""
        return b"POST /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n"

    def press(self, path: str, **fields: str) -> bytes:
        """Return a request of the facilitator's."""
        return post(
            f"/console/{self.code}/{path}",
            f"session={self.host_cookie}",
            {"csrf_token": self.host_token, **fields},
        )

    def look(self, path: str, *, host: bool = False) -> bytes:
        """Return a request that reads a page."""
        cookie = self.host_cookie if host else self.session_cookie
        return (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\nCookie: session={cookie}\r\n\r\n"
        ).encode()


def post(path: str, cookie: str, fields: dict) -> bytes:
    """Return a form as a browser sends it."""
    body = urlencode(fields)
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def make_world(
    data: Path,
    people: int,
    *,
    step: str = "principles",
    relationships: int = 3,
    filled: Sequence[str] = (),
    **how,
) -> World:
    """Make a workshop whose ``step`` is open for answers, after everybody answered all of those ``filled``."""
    settings = Settings(data=data, secret_key=prepare_data_folder(data), exports=data / "exports", **how)
    installation = open_installation(settings)
    try:
        link = accounts.make_setup_link(installation) or ""
        account = accounts.create_account(
            installation, link.rsplit("/", 1)[1], "Ann", "ann@example.org", "three words here"
        )
        partnership = workshops.create_partnership(installation, account.id, "Together", "Ambermouth")
        new = workshops.NewWorkshop(
            partnership.id,
            "Bench",
            date.today(),
            Mode.JOINT,
            get_built_in("council-vcs"),
            5,
            Breakdown.SECTOR,
        )
        names = [
            f"Relationship number {n} of the partnership and its long name" for n in range(relationships)
        ]
        made = workshops.create_workshop(
            installation, account.id, new, lists.read_lines("relationships", "\n".join(names))
        )
        workshops.open_workshop(installation, made.id)
        tokens = tuple(joining.join(installation, made, SECTORS[n % len(SECTORS)]) for n in range(people))
        for earlier in filled:
            workshops.go_to(installation, made.id, earlier)
            rounds.open_round(installation, made.id)
            fill(installation, made.code, tokens, earlier)
            rounds.close_round(installation, made.id)
            rounds.reveal(installation, made.id)
        workshops.go_to(installation, made.id, step)
        rounds.open_round(installation, made.id)
        app = create_app(installation)
        cookies = []
        for signed_in in (False, True):
            with app.test_request_context():
                if signed_in:
                    start_sign_in(account)
                form_token = generate_csrf()
                signer = app.session_interface.get_signing_serializer(app)
                cookies.append((signer.dumps(dict(session)), form_token))
        found = workshops.list_rounds(installation, made)
        return World(settings, code_for_people(made.code), found[-1].items, tokens, *cookies[0], *cookies[1])
    finally:
        installation.close()


def fill(installation: Installation, code: str, tokens: Sequence[str], step: str, seed: int = 1) -> int:
    """Have everybody answer everything in the open round; return the number of ballots."""
    chance = random.Random(seed)
    workshop = workshops.find_by_code(installation, code.replace("-", ""))
    assert workshop is not None
    current = workshop.position(workshops.list_rounds(installation, workshop)).current_round
    assert current is not None
    criteria = workshop.framework.criteria_of(workshop.framework.get_step(step))
    for number, token in enumerate(tokens):
        given = {
            item: {c.key: chance.choice(c.options).key for c in criteria if c.kind is CriterionKind.SCALE}
            for item in current.items
        }
        voting.cast(installation, workshop, current, Voter(token, SECTORS[number % len(SECTORS)]), given)
    return len(tokens) * len(current.items)
