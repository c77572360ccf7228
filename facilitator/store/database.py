"""Opens the database, brings its schema up to date and hands out connections."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, inspect, text
from sqlalchemy.engine import make_url

HEAD = "0001"
PAGE_BYTES = 16_384
BUSY_MILLISECONDS = 10_000

__all__ = ["HEAD", "Connection", "Database", "SchemaTooNew"]


class SchemaTooNew(Exception):
    """The database was written by a newer program."""


class Database:
    """One database; writers take turns, readers never wait."""

    def __init__(self, url: str) -> None:
        """Connect lazily to ``url`` (SQLAlchemy's form)."""
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        options: dict[str, Any] = {"pool_size": 5, "max_overflow": 100}
        self.engine = create_engine(url, **options)
        # Greenlets share one thread: a second writer must wait here, not inside SQLite, where it
        # would stop the first one from ever finishing.
        self._turn = threading.RLock()
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Give a connection in a transaction that is committed at the end, or undone on an error."""
        with self._turn, self.engine.connect() as connection:
            connection = connection.execution_options(immediate=True)
            with connection.begin():
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
                    cursor.execute("PRAGMA busy_timeout=0")
                    busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()[0][0]
                    cursor.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
                finally:
                    raw.close()
            if not busy:
                return True
        return False

    def upgrade(self) -> None:
        """Bring the schema up to date; raise SchemaTooNew where the database is ahead of the program."""
        current = self._revision()
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
        with self._turn, self.engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _revision(self) -> str | None:
        with self.engine.connect() as connection:
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
        f"busy_timeout={BUSY_MILLISECONDS}",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    raw: Any = connection.connection.driver_connection
    raw.execute("BEGIN IMMEDIATE" if immediate else "BEGIN")
