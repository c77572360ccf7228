"""A copy made under load is whole and tells no answers; a wrong folder, key or secret is refused in words."""

import shutil
import sqlite3
import stat
import subprocess
import threading

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from facilitator.commands import command
from facilitator.services import rounds, voting, workshops
from facilitator.services.backups import back_up
from facilitator.services.installation import open_installation
from facilitator.services.voting import Voter
from facilitator.settings import Settings
from facilitator.store.database import Database
from scripts.bench.world import SECTORS, make_world
from tests import backends
from tests.faults.conftest import serving


def run(*arguments: object):
    return CliRunner().invoke(command, [str(a) for a in arguments])


def the_round(installation, world):
    workshop = workshops.find_by_code(installation, world.code.replace("-", ""))
    return workshop, workshop.position(workshops.list_rounds(installation, workshop)).current_round


def count(installation, world) -> int:
    workshop, current = the_round(installation, world)
    return sum(
        len(voting.own_answers(installation, workshop, current, Voter(token, SECTORS[n % len(SECTORS)])))
        for n, token in enumerate(world.tokens)
    )


def test_copies_made_under_load_are_whole_and_hold_what_was_acknowledged_before(world, data, tmp_path):
    with serving(data) as server:
        stop = threading.Event()
        acknowledged: list[int] = []

        def vote() -> None:
            for number in range(200):
                if stop.is_set():
                    return
                assert server.send(world.ballot(number)).status == 302
                acknowledged.append(number)

        voter = threading.Thread(target=vote)
        voter.start()
        before = []
        for copy in range(4):
            before.append(len(acknowledged))
            done = run("backup", "--data", data, "--to", tmp_path / f"copy{copy}.sqlite3")
            assert done.exit_code == 0, done.output
        refused = run("restore", "--data", data, tmp_path / "copy3.sqlite3")
        stop.set()
        voter.join()
    assert "already running" in refused.output
    for copy in range(4):
        path = tmp_path / f"copy{copy}.sqlite3"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        connection = sqlite3.connect(path)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM ballot").fetchone()[0] >= before[copy]
        connection.close()
    assert not list(tmp_path.glob("*.key"))
    final = len(acknowledged)
    # Back to the last copy, with the round still open and its key still there.
    done = run("restore", "--data", data, tmp_path / "copy3.sqlite3")
    assert done.exit_code == 0, done.output
    (kept,) = (data / "backups").glob("before-restore-*.sqlite3")
    installation = open_installation(world.settings)
    assert before[3] <= count(installation, world) <= final
    installation.close()
    # And forward again: what was kept is not written over by what it replaces.
    done = run("restore", "--data", data, kept)
    assert done.exit_code == 0, done.output
    installation = open_installation(world.settings)
    assert count(installation, world) == final
    rounds.close_round(installation, the_round(installation, world)[0].id)
    installation.close()


def test_a_copy_from_before_the_sealing_brings_no_answer_back(world, data, tmp_path):
    installation = open_installation(world.settings)
    workshop, current = the_round(installation, world)
    for number, token in enumerate(world.tokens):
        voter = Voter(token, SECTORS[number % len(SECTORS)])
        voting.cast(
            installation, workshop, current, voter, {current.items[0]: {"now": "fully", "importance": "very"}}
        )
    back_up(world.settings, tmp_path / "copy.sqlite3")
    rounds.close_round(installation, workshop.id)
    rounds.reveal(installation, workshop.id)
    workshops.go_to(installation, workshop.id)
    assert not installation.vault.has_key(current.id)
    installation.close()
    done = run("restore", "--data", data, tmp_path / "copy.sqlite3")
    assert done.exit_code == 0, done.output
    assert "1 rounds had lost their keys" in done.output
    installation = open_installation(world.settings)
    workshop = workshops.find_by_code(installation, world.code.replace("-", ""))
    assert workshops.list_rounds(installation, workshop) == []
    rounds.open_round(installation, workshop.id)  # the question can be asked again
    installation.close()


@pytest.fixture
def on_postgres(tmp_path):
    with backends.postgres() as postgres:
        url = postgres.new_database()
        yield make_world(tmp_path / "shared", 20, database_url=url), postgres


needs_postgres = pytest.mark.skipif(
    not (backends.POSTGRES and shutil.which("pg_dump")), reason="PostgreSQL is not installed"
)


@needs_postgres
def test_a_copy_of_postgresql_made_while_people_vote_can_be_put_back(on_postgres, tmp_path):
    world, _ = on_postgres
    data, there = tmp_path / "shared", ("--database", world.settings.database_url)
    copy = tmp_path / "copies" / "copy.dump"
    with serving(data, *there) as server:
        for number in range(40):
            assert server.send(world.ballot(number)).status == 302
        done = run("backup", "--data", data, *there, "--to", copy)
        assert done.exit_code == 0, done.output
        for number in range(40, 60):
            assert server.send(world.ballot(number)).status == 302
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    installation = open_installation(world.settings)
    assert count(installation, world) == 60
    installation.close()
    done = run("restore", "--data", data, *there, copy)
    assert done.exit_code == 0, done.output
    installation = open_installation(world.settings)
    assert count(installation, world) == 40
    installation.close()
    (kept,) = (data / "backups").glob("before-restore-*.dump")
    done = run("restore", "--data", data, *there, kept)  # and forward again
    assert done.exit_code == 0, done.output
    installation = open_installation(world.settings)
    assert count(installation, world) == 60
    installation.close()
    with serving(data, *there) as server:  # and it goes on from there
        assert server.send(world.ballot(61)).status == 302


@needs_postgres
def test_a_process_without_the_others_secret_is_refused_on_a_shared_database(on_postgres, tmp_path):
    world, _ = on_postgres
    there = ("--database", world.settings.database_url)
    shutil.copytree(tmp_path / "shared" / "keys", tmp_path / "elsewhere" / "keys")
    for _ in range(2):  # the first try leaves no secret behind that the second would take for good
        done = run("serve", "--data", tmp_path / "elsewhere", *there, "--port", "0")
        assert done.exit_code == 1
        assert "FACILITATOR_SECRET" in done.output


@needs_postgres
@pytest.mark.parametrize(("wrong", "said"), [("newer", "newer version"), ("other", "is not a copy")])
def test_a_wrong_copy_of_postgresql_changes_nothing(on_postgres, tmp_path, wrong, said):
    world, postgres = on_postgres
    other = postgres.new_database()
    database = Database(other)
    with database.engine.begin() as connection:
        table = "alembic_version" if wrong == "newer" else "something"
        connection.execute(text(f"CREATE TABLE {table} (version_num varchar(32))"))
        connection.execute(text(f"INSERT INTO {table} VALUES ('9999')"))
    database.close()
    copy = tmp_path / "wrong.dump"
    plain = other.replace("+psycopg", "")
    subprocess.run(["pg_dump", "--format=custom", f"--file={copy}", plain], check=True)
    done = run("restore", "--data", tmp_path / "shared", "--database", world.settings.database_url, copy)
    assert done.exit_code == 1
    assert said in done.output
    installation = open_installation(world.settings)
    assert the_round(installation, world)[1] is not None
    installation.close()


def test_what_is_no_copy_changes_nothing(world, data, tmp_path):
    wrong = tmp_path / "wrong.sqlite3"
    wrong.write_bytes(b"not a database")
    before = (data / "facilitator.sqlite3").read_bytes()
    done = run("restore", "--data", data, wrong)
    assert done.exit_code == 1
    assert "Nothing was changed" in done.output
    assert (data / "facilitator.sqlite3").read_bytes() == before


@pytest.mark.parametrize("wrong", ["keys", "secret", "newer", "folder"])
def test_what_does_not_fit_together_is_refused_with_a_remedy(world, data, wrong):
    if wrong == "keys":
        (data / "keys").rename(data / "elsewhere")
        said = "put the folder"
    elif wrong == "secret":
        (data / "secret-key").unlink()
        said = "Put it back from your backup"
    elif wrong == "newer":
        connection = sqlite3.connect(data / "facilitator.sqlite3")
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
        connection.close()
        said = "newer version"
    else:
        data.rename(data.with_name("gone"))
        data.write_text("a file")
        said = "Name a folder you may write to"
    done = run("serve", "--data", data, "--port", "0", "--host", "127.0.0.1")
    assert done.exit_code in (1, 2)
    assert said in " ".join(done.output.replace("\n", " ").split()) or "is a file" in done.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--database", "nonsense"), "postgresql+psycopg://user:password@host/name"),
        (("--database", "mysql://a@b/c"), "postgresql+psycopg://user:password@host/name"),
        (("--database", "postgresql://a@b:port/c"), "postgresql+psycopg://user:password@host/name"),
        (("--redis", "nonsense"), "redis://host:6379/0"),
        (("--redis", "http://localhost"), "redis://host:6379/0"),
        (("--redis", "redis://localhost:port"), "redis://host:6379/0"),
        (("--public-url", "workshop.example.org"), "https://workshop.example.org"),
        (("--public-url", "https://"), "https://workshop.example.org"),
        (("--public-url", "https://workshop.example.org/here"), "https://workshop.example.org"),
        (("--keys", "{file}/keys"), "Name a folder you may write to"),
        (("--data", "{file}/data"), "Name a folder you may write to"),
    ],
)
def test_a_mistaken_option_is_refused_in_words(tmp_path, options, said):
    (tmp_path / "file").touch()
    given = [str(option).replace("{file}", str(tmp_path / "file")) for option in options]
    done = run("serve", "--data", tmp_path / "data", "--host", "127.0.0.1", "--port", "0", *given)
    assert done.exit_code in (1, 2)
    assert said in " ".join(done.output.split())


def test_a_secret_that_could_be_guessed_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("FACILITATOR_SECRET", "x")
    done = run("serve", "--data", tmp_path / "data", "--host", "127.0.0.1", "--port", "0")
    assert (done.exit_code, "openssl rand" in done.output) == (1, True)


@pytest.mark.parametrize("noted", [True, False])
def test_keys_of_another_database_are_never_touched(world, data, noted):
    keys = sorted((data / "keys").glob("*.key"))
    assert keys
    if not noted:
        (data / "keys" / "belongs-to").unlink()
    (data / "facilitator.sqlite3").rename(data / "the-right-one")
    for options in ((), ("--without-keys",)):
        done = run("serve", "--data", data, "--port", "0", "--host", "127.0.0.1", *options)
        assert done.exit_code == 1
        assert "belongs to another database" in " ".join(done.output.split())
        assert sorted((data / "keys").glob("*.key")) == keys
    (data / "the-right-one").replace(data / "facilitator.sqlite3")
    with serving(data) as server:
        assert server.send(world.ballot(0)).status == 302


@needs_postgres
def test_a_forgotten_or_mistaken_database_leaves_the_keys_of_the_other(on_postgres, tmp_path):
    world, postgres = on_postgres
    data = tmp_path / "shared"
    keys = sorted((data / "keys").glob("*.key"))
    for there in ((), ("--database", postgres.new_database())):
        done = run("serve", "--data", data, "--port", "0", "--host", "127.0.0.1", *there)
        assert done.exit_code == 1
        assert "belongs to another database" in " ".join(done.output.split())
        assert sorted((data / "keys").glob("*.key")) == keys
    with serving(data, "--database", world.settings.database_url) as server:
        assert server.send(world.ballot(0)).status == 302


def test_a_process_without_the_keys_of_open_rounds_is_not_ready(world, data):
    with serving(data) as server:
        assert server.get("/health/ready").status == 200
        (key,) = (data / "keys").glob("*.key")
        key.rename(data / "elsewhere")
        answer = server.get("/health/ready")
        assert (answer.status, answer.json()["parts"]["keys"]) == (503, "missing")
        (data / "elsewhere").rename(key)
        assert server.get("/health/ready").status == 200


@needs_postgres
def test_a_failed_copy_leaves_the_one_before(on_postgres, tmp_path):
    world, _ = on_postgres
    copy = tmp_path / "monday.dump"
    assert (
        run(
            "backup", "--data", tmp_path / "shared", "--database", world.settings.database_url, "--to", copy
        ).exit_code
        == 0
    )
    before = copy.read_bytes()
    wrong = world.settings.database_url.rpartition("/")[0] + "/nowhere"
    done = run("backup", "--data", tmp_path / "shared", "--database", wrong, "--to", copy)
    assert (done.exit_code, "Nothing was copied" in done.output) == (1, True)
    assert copy.read_bytes() == before
    assert list(tmp_path.glob("*.unfinished")) == []


@needs_postgres
def test_a_copy_is_not_put_back_under_a_running_server(on_postgres, tmp_path):
    world, _ = on_postgres
    data, there = tmp_path / "shared", ("--database", world.settings.database_url)
    copy = tmp_path / "copy.dump"
    assert run("backup", "--data", data, *there, "--to", copy).exit_code == 0
    with serving(data, *there) as server:
        assert server.send(world.ballot(0)).status == 302
        done = run("restore", "--data", data, *there, copy)
        assert done.exit_code == 1
        assert "Stop all of them first" in " ".join(done.output.split())
        assert server.send(world.ballot(1)).status == 302
    new = tmp_path / "new" / "machine"  # and the folder need not be there
    shutil.copytree(data / "keys", new / "keys")
    done = run("restore", "--data", new, *there, copy)
    assert done.exit_code == 0, done.output


def test_a_lost_secret_can_be_made_anew(world, data):
    (data / "secret-key").unlink()
    with serving(data, "--new-secret") as server:
        assert server.get("/health/ready").status == 200
    assert len((data / "secret-key").read_text()) == 64


def test_a_copy_can_be_put_back_on_a_new_machine(world, data, tmp_path):
    back_up(world.settings, tmp_path / "copy.sqlite3")
    new = tmp_path / "new"
    done = run("restore", "--data", new, tmp_path / "copy.sqlite3")
    assert done.exit_code == 0, done.output
    with serving(new) as server:
        assert server.get(f"/j/{world.code}").status == 200


def test_lost_keys_can_be_given_up(world, data):
    installation = open_installation(world.settings)
    before = the_workshop(installation, world).revision
    installation.close()
    (data / "keys").rename(data / "elsewhere")
    with serving(data, "--without-keys") as server:
        assert server.get("/health/ready").status == 200
    installation = open_installation(world.settings)
    assert workshops.list_rounds(installation, the_workshop(installation, world)) == []
    assert the_workshop(installation, world).revision > before  # other processes look again
    installation.close()


def the_workshop(installation, world):
    return workshops.find_by_code(installation, world.code.replace("-", ""))


def test_an_upgrade_is_preceded_by_a_copy_and_killed_it_has_not_happened(world, data, monkeypatch):
    connection = sqlite3.connect(data / "facilitator.sqlite3")
    # A database of a version before: the same tables, under a revision the program knows as older.
    connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.commit()
    connection.close()
    database = Database(Settings(data=data).url)
    seen = []

    class Killed(BaseException):
        pass

    def upgrade(*_args):
        assert seen == ["0000"]  # the copy first
        raise Killed

    monkeypatch.setattr("alembic.command.upgrade", upgrade)
    monkeypatch.setattr(
        "alembic.script.ScriptDirectory.walk_revisions",
        lambda _self: [type("Script", (), {"revision": r}) for r in ("0000", "0001")],
    )
    with pytest.raises(Killed):
        database.upgrade(seen.append)
    with database.read() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "0000"
    database.close()
