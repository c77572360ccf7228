"""Opens the database, brings its schema up to date and hands out connections."""

import os
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

HEAD = "0002"
PAGE_BYTES = 16_384
BUSY_SECONDS = 10.0
POOL_SECONDS = 15.0

# Numbers of our own among PostgreSQL's advisory locks.
_LOCK_SHARED = "SELECT pg_advisory_xact_lock_shared(7316001)"
_LOCK_ALONE = "SELECT pg_advisory_xact_lock(7316001)"
_LOCK_MIGRATION = "SELECT pg_advisory_lock(7316002)"
_UNLOCK_MIGRATION = "SELECT pg_advisory_unlock(7316002)"
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
_ONE_STATE: Any = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}

__all__ = ["HEAD", "Connection", "Database", "SchemaTooNew", "Unavailable"]


class SchemaTooNew(Exception):
    """The database was written by a newer program."""


class Unavailable(Exception):
    """The database cannot be reached, is full, locked or may not be written; nothing was changed."""


def check_url(url: str) -> None:
    """Raise ValueError unless ``url`` is the address of a PostgreSQL database."""
    try:
        found = make_url(_with_driver(url))
    except ArgumentError as error:
        raise ValueError(str(error)) from None
    if found.drivername != "postgresql+psycopg" or not found.database:
        raise ValueError(f"not the address of a PostgreSQL database: {found.drivername}")


def for_client_programs(url: str) -> tuple[str, dict[str, str]]:
    """Return an address for PostgreSQL's own programs, and the password in their environment: others see command lines."""
    found = make_url(_with_driver(url))
    shown = URL.create(
        "postgresql", found.username, None, found.host, found.port, found.database, found.query
    ).render_as_string(hide_password=False)
    return shown, {"PGPASSWORD": str(found.password)} if found.password else {}


def _with_driver(url: str) -> str:
    return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)


class Database:
    """One database; readers never wait.

    SQLite has one writer, and this process is the only one that uses the file. On PostgreSQL several
    processes write, and whoever changes a workshop locks it first (store.workshops.lock_workshops).
    """

    def __init__(self, url: str) -> None:
        """Connect lazily to ``url`` (SQLAlchemy's form; ``postgresql://`` means psycopg)."""
        self.url = _with_driver(url)
        self.is_sqlite = make_url(self.url).get_backend_name() == "sqlite"
        if self.is_sqlite:
            options: dict[str, Any] = {"pool_size": 5, "max_overflow": 100}
        else:
            # A few processes with thirty connections each stay below PostgreSQL's usual hundred.
            options = {"pool_size": 10, "max_overflow": 20, "pool_timeout": POOL_SECONDS}
            options["connect_args"] = {"connect_timeout": 5}
        # Errors reach logs, and parameters of statements may be tokens' hashes: they stay out of them.
        self.engine = create_engine(self.url, hide_parameters=True, **options)
        # Greenlets share one thread: a second writer must wait here, not inside SQLite, where it
        # would stop the first one from ever finishing.
        self._turn: AbstractContextManager[Any] = threading.RLock() if self.is_sqlite else nullcontext()
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database; raise Unavailable where it is away."""
        with _telling(), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(**_ONE_STATE)
            yield connection

    @contextmanager
    def write(self, *, alone: bool = False) -> Iterator[Connection]:
        """Give a connection in a transaction that is committed at the end, or undone on an error.

        ``alone`` keeps all other writers of all processes out until the end. Raises Unavailable where
        the database is away, full, locked or read-only.
        """
        with _telling(), self._turn, self.engine.connect() as connection:
            connection = connection.execution_options(immediate=True)
            with connection.begin():
                if not self.is_sqlite:
                    connection.exec_driver_sql(_LOCK_ALONE if alone else _LOCK_SHARED)
                yield connection

    def truncate_wal(self, *, tries: int = 100) -> bool:
        """Write the WAL back and empty it, so that it tells nothing of what was there, or in which order.

        A reader may be in the way for a moment; False where one was at every try.
        """
        if not self.is_sqlite:
            return True
        for attempt in range(tries):
            if attempt:
                time.sleep(0.05)
            with self._turn:
                raw = self.engine.raw_connection()
                try:
                    cursor = raw.cursor()
                    busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0][0]
                finally:
                    raw.close()
            if not busy:
                return True
        return False

    def upgrade(self, before: Callable[[str], None] | None = None) -> None:
        """Bring the schema up to date; raise SchemaTooNew where the database is ahead of the program.

        ``before`` is called with the old revision where an existing database is about to be changed.
        Several processes may start at once: one migrates, the others wait.
        """
        with self.read() as connection:
            if _revision(connection) == HEAD:
                return
        with _telling(), self._migrating() as connection:
            current = _revision(connection)
            if current == HEAD:
                return
            # Alembic takes a tenth of a second to import, which most starts need not pay.
            from alembic import command
            from alembic.config import Config
            from alembic.script import ScriptDirectory

            config = Config()
            config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
            known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
            if current is not None and current not in known:
                raise SchemaTooNew(current)
            if current is not None and before is not None:
                before(current)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()

    @contextmanager
    def _migrating(self) -> Iterator[Connection]:
        with self._turn, self.engine.connect() as connection:
            if self.is_sqlite:
                # One transaction from the look at the revision to the end: killed, nothing has happened.
                yield connection.execution_options(immediate=True)
                return
            connection.exec_driver_sql(_LOCK_MIGRATION)
            connection.commit()
            try:
                yield connection
            finally:
                connection.rollback()
                connection.exec_driver_sql(_UNLOCK_MIGRATION)
                connection.commit()

    def count_others(self) -> int:
        """Return how many others are connected to a PostgreSQL database at the moment."""
        with self.read() as connection:
            return int(connection.exec_driver_sql(_OTHERS).scalar_one())

    def copy_to(self, path: Path) -> None:
        """Write a consistent copy of a SQLite database, readable by the owner alone, while it is in use.

        The copy is complete before it gets its name; raises OSError where it cannot be written.
        """
        unfinished = path.with_name(f"{path.name}.unfinished")
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        source = sqlite3.connect(make_url(self.url).database or "")
        target = sqlite3.connect(unfinished)
        try:
            # In one piece from one state: page by page, a busy database would start it over and over.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchall()
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as error:
            raise Unavailable(str(error)) from error
        finally:
            target.close()
            source.close()
        with unfinished.open("r+b") as file:
            os.fsync(file.fileno())
        unfinished.replace(path)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


@contextmanager
def _telling() -> Iterator[None]:
    """Turn what drivers raise when the database is away, full or locked into one error of our own."""
    try:
        yield
    except (OperationalError, InterfaceError, InternalError, PoolTimeout) as error:
        raise Unavailable(str(error.__cause__ or error).strip()) from error


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _prepare_sqlite(raw: Any, _record: Any) -> None:
    raw.isolation_level = None  # this module begins transactions itself
    cursor = raw.cursor()
    for pragma in (
        # Before the first table: a ballot must fit into its page, as pages of overflow are handed out
        # one after the other and would keep the order in which people answered.
        f"page_size={PAGE_BYTES}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=0",  # waiting inside SQLite would stop everybody; this module waits itself
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    raw: Any = connection.connection.driver_connection
    if not immediate:
        raw.execute("BEGIN")
        return
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            raw.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            # Another program, a backup tool perhaps, holds the file for a moment.
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return
