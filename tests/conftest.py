"""What tests of several rooms share: an installation of their own, a workshop, phones."""

import datetime
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitator.domain.framework import Framework
from facilitator.domain.workshop import Account, Breakdown, Mode, Workshop
from facilitator.frameworks import get_built_in
from facilitator.services import accounts, joining, lists, rounds, voting, workshops
from facilitator.services.installation import Installation, open_installation
from facilitator.services.voting import Voter
from facilitator.services.workshops import NewWorkshop
from facilitator.settings import Settings, prepare_data_folder
from tests import backends

PASSWORD = "three words in a row"


@pytest.fixture(scope="session")
def framework() -> Framework:
    return get_built_in("council-vcs")


def pytest_addoption(parser) -> None:
    parser.addoption("--shared", action="store_true", help="run on PostgreSQL and Redis instead of SQLite")


# They come first, so that no worker is left with one of them at the end.
LONGEST = (
    "test_whole_workshop",
    "test_played_year",
    "test_every_picture",
    "test_every_page",
    "test_forty_phones",
)


def pytest_collection_modifyitems(config, items) -> None:
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))
    if config.getoption("--shared"):
        skip = pytest.mark.skip(reason="looks into SQLite's files")
        for item in items:
            if item.get_closest_marker("sqlite"):
                item.add_marker(skip)


@pytest.fixture(scope="session")
def shared(request) -> Iterator[dict]:
    """Settings of a database and a Redis server that several processes share; nothing on SQLite."""
    if not request.config.getoption("--shared"):
        yield {}
        return
    with backends.postgres() as postgres, backends.redis() as redis:
        yield {"postgres": postgres, "redis": redis}


@pytest.fixture
def installation(tmp_path: Path, shared: dict, monkeypatch) -> Iterator[Installation]:
    data = tmp_path / "data"
    secret = prepare_data_folder(data)
    backends.own_backends(monkeypatch, shared)  # a server on the same folder finds the same database
    more = (
        {"database_url": os.environ["FACILITATOR_DATABASE"], "redis_url": shared["redis"].url}
        if shared
        else {}
    )
    opened = open_installation(
        Settings(data=data, secret_key=secret, exports=tmp_path / "exports", testing=True, **more)
    )
    yield opened
    opened.close()


@pytest.fixture
def account(installation: Installation) -> Account:
    link = accounts.make_setup_link(installation)
    assert link
    return accounts.create_account(installation, link.rsplit("/", 1)[1], "Ann", "ann@example.org", PASSWORD)


class Room:
    """A workshop and its people, driven through the services."""

    def __init__(self, installation: Installation, workshop: Workshop) -> None:
        self.installation, self.id = installation, workshop.id
        self.voters: list[Voter] = []

    @property
    def workshop(self) -> Workshop:
        return workshops.get_workshop(self.installation, self.id)

    @property
    def round(self):
        found = self.workshop.position(workshops.list_rounds(self.installation, self.workshop)).current_round
        assert found is not None
        return found

    def open(self) -> None:
        workshops.open_workshop(self.installation, self.id)

    def join(self, **people: int) -> list[Voter]:
        joined = [
            Voter(joining.join(self.installation, self.workshop, sector), sector)
            for sector, number in people.items()
            for _ in range(number)
        ]
        self.voters += joined
        return joined

    def start(self, step: str) -> None:
        if self.workshop.step != step:
            workshops.go_to(self.installation, self.id, step)
        rounds.open_round(self.installation, self.id)

    def cast(self, voter: Voter, **given: dict) -> None:
        voting.cast(self.installation, self.workshop, self.round, voter, given)

    def close(self) -> None:
        rounds.close_round(self.installation, self.id)

    def reveal(self) -> None:
        rounds.reveal(self.installation, self.id)


@pytest.fixture
def make_room(installation: Installation, account: Account, framework: Framework):
    def make(relationships: str = "Forum\nGrants panel\nHub", *, opened: bool = True, **changes) -> Room:
        partnership = workshops.create_partnership(installation, account.id, "Together", "Ambermouth")
        new = NewWorkshop(
            partnership.id,
            changes.pop("title", "How we work together"),
            datetime.date(2026, 11, 24),
            Mode.JOINT,
            changes.pop("framework", framework),
            changes.pop("k", 5),
            changes.pop("breakdown", Breakdown.SECTOR),
        )
        assert not changes
        made = workshops.create_workshop(
            installation, account.id, new, lists.read_lines("relationships", relationships)
        )
        room = Room(installation, made)
        if opened:
            room.open()
        return room

    return make
