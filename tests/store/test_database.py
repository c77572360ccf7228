"""The migrations make the schema that the code names, and the database keeps its promises."""

import stat
import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from facilitator.store import schema
from facilitator.store.database import HEAD, Database, SchemaTooNew, for_client_programs
from facilitator.vault import KeyGone, Vault, derive, is_token, new_token, token_hash


@pytest.fixture
def database(tmp_path):
    opened = Database(f"sqlite:///{tmp_path / 'db.sqlite3'}")
    opened.upgrade()
    yield opened
    opened.close()


def test_a_password_is_in_no_command_line_that_others_can_see():
    address, environment = for_client_programs(
        "postgresql+psycopg://ann:s3cret%21@db.example.org:5433/facilitator"
    )
    assert address == "postgresql://ann@db.example.org:5433/facilitator"
    assert environment == {"PGPASSWORD": "s3cret!"}
    assert for_client_programs("postgres://localhost/x") == ("postgresql://localhost/x", {})


def test_migrations_and_tables_agree(database):
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD


def test_a_newer_database_is_refused(database):
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew):
        database.upgrade()


def test_every_commit_is_synced_and_deleted_rows_are_overwritten(database):
    with database.read() as connection:
        for pragma, value in (
            ("journal_mode", "wal"),
            ("synchronous", 2),
            ("secure_delete", 1),
            ("foreign_keys", 1),
        ):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


@pytest.mark.parametrize("table", ["participant", "ballot", "turnout"])
def test_tables_of_people_have_no_row_numbers(database, table):
    with database.read() as connection:
        sql = connection.execute(
            text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}
        ).scalar()
        columns = {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")}
    assert "WITHOUT ROWID" in sql
    assert not {
        c for c in columns if c.endswith("_at") or c in ("id", "ip", "address", "user_agent", "position")
    }


def test_writers_take_turns(database):
    with database.write() as connection:
        connection.execute(text("CREATE TABLE counter (n INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))

    def count() -> None:
        for _ in range(20):
            with database.write() as connection:
                n = connection.execute(text("SELECT n FROM counter")).scalar_one()
                connection.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})

    threads = [threading.Thread(target=count) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert connection.execute(text("SELECT n FROM counter")).scalar() == 100


def test_the_vault_gives_back_what_it_took(tmp_path):
    vault = Vault(tmp_path / "keys")
    vault.create_key("abc1")
    sealed = vault.encrypt("abc1", b"k" * 32, b"hello", 100)
    assert len(sealed) == len(vault.encrypt("abc1", b"k" * 32, b"x" * 100, 100))
    assert sealed != vault.encrypt("abc1", b"k" * 32, b"hello", 100)
    assert vault.decrypt("abc1", b"k" * 32, sealed) == b"hello"
    with pytest.raises(KeyGone):
        vault.decrypt("abc1", b"j" * 32, sealed)  # bound to its ballot key
    with pytest.raises(ValueError, match="do not fit"):
        vault.encrypt("abc1", b"k" * 32, b"x" * 101, 100)
    with pytest.raises(FileExistsError):
        vault.create_key("abc1")


def test_a_key_is_its_owners_alone_and_is_gone_when_destroyed(tmp_path):
    vault, other = Vault(tmp_path / "keys"), Vault(tmp_path / "keys")
    vault.create_key("abc1")
    assert stat.S_IMODE((tmp_path / "keys" / "abc1.key").stat().st_mode) == 0o600
    sealed = other.encrypt("abc1", b"k" * 32, b"hello", 100)
    vault.destroy_key("abc1")
    for each in (vault, other):
        with pytest.raises(KeyGone):
            each.decrypt("abc1", b"k" * 32, sealed)
    assert vault.list_keys() == []
    with pytest.raises(ValueError, match="id of a round"):
        vault.create_key("../outside")


def test_names_derived_from_a_token_tell_nothing_of_each_other():
    token = new_token()
    assert is_token(token)
    assert not is_token("x" * 32)
    assert not is_token("")
    names = {
        derive(token, "w", "r", "a"),
        derive(token, "w", "r", "b"),
        derive(token, "w", "ra", ""),
        token_hash(token),
    }
    assert len(names) == 4
    assert derive(token, "w", "r", "a") == derive(token, "w", "r", "a")


def test_a_folder_of_keys_names_its_database_even_after_a_note_that_was_cut_off(tmp_path):
    vault = Vault(tmp_path / "keys")
    assert vault.read_owner() is None
    vault.belong_to("one")
    assert vault.read_owner() == "one"
    (tmp_path / "keys" / "belongs-to").write_text("")
    assert vault.read_owner() is None
    vault.belong_to("one")
    assert vault.read_owner() == "one"
    assert vault.list_keys() == []
