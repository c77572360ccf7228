"""Copies the database while it is in use, and puts a copy back in its place."""

import os
import shutil
import sqlite3
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from facilitator.domain.agenda import RoundStatus
from facilitator.services.installation import Installation
from facilitator.settings import DATABASE_FILE, Settings, sync_folder
from facilitator.store import rounds, workshops
from facilitator.store.database import HEAD, Database, SchemaTooNew, for_client_programs


class BackupError(Exception):
    """The copy cannot be made or used; the message says why and what to do."""


def backup_name(now: datetime) -> str:
    """Return a file name for a copy made now."""
    return f"facilitator-{now:%Y-%m-%d-%H%M%S}"


def back_up(settings: Settings, path: Path) -> Path:
    """Write a consistent copy of the database to ``path``, without the keys; return where it is.

    The server may be running. On PostgreSQL ``pg_dump`` does the work. Raises BackupError.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    database = Database(settings.url)
    if database.is_sqlite:
        if not (settings.data / DATABASE_FILE).exists():
            raise BackupError(f"There is no database in {settings.data}.")
        database.copy_to(path)
    else:
        unfinished = path.with_name(f"{path.name}.unfinished")
        unfinished.unlink(missing_ok=True)
        os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            address, password = for_client_programs(database.url)
            _run("pg_dump", "--format=custom", f"--file={unfinished}", address, **password)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    database.close()
    return path


def restore(settings: Settings, path: Path) -> Path | None:
    """Put a copy in the database's place; return where the database of before is kept, if there was one.

    The server must not be running. Raises BackupError or SchemaTooNew where the copy is no good.
    """
    database = Database(settings.url)
    return _restore_file(settings, database, path) if database.is_sqlite else _restore_dump(settings, path)


def _new_place(settings: Settings, ending: str) -> Path:
    """Return where to keep what a copy is about to replace: never over what was kept before."""
    folder = settings.data / "backups"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name, number = f"before-restore-{datetime.now(UTC):%Y-%m-%d-%H%M%S}", 1
    while (folder / f"{name}-{number}{ending}").exists():
        number += 1
    return folder / f"{name}-{number}{ending}"


def _restore_dump(settings: Settings, path: Path) -> Path:
    _check_dump(path)
    database = Database(settings.url)
    others = database.count_others()
    database.close()
    if others:
        raise BackupError(
            f"{others} connections to the database are open, of servers perhaps. Stop all of them first."
        )
    kept = back_up(settings, _new_place(settings, ".dump"))
    command = ("--clean", "--if-exists", "--single-transaction", "--no-owner")
    address, password = for_client_programs(settings.url)
    _run("pg_restore", *command, f"--dbname={address}", str(path), **password)
    return kept


def _restore_file(settings: Settings, database: Database, path: Path) -> Path | None:
    _check_copy(path)
    current = settings.data / DATABASE_FILE
    kept = None
    if current.exists():
        kept = _new_place(settings, ".sqlite3")
        database.copy_to(kept)
    database.close()
    arriving = current.with_name("arriving.sqlite3")
    shutil.copyfile(path, arriving)
    arriving.chmod(0o600)
    with arriving.open("r+b") as file:
        os.fsync(file.fileno())
    for rest in ("-wal", "-shm"):
        current.with_name(f"{DATABASE_FILE}{rest}").unlink(missing_ok=True)
    if os.name != "nt" and os.geteuid() == 0:  # the server runs as whoever owns the folder
        owner = settings.data.stat()
        os.chown(arriving, owner.st_uid, owner.st_gid)
    arriving.replace(current)
    sync_folder(settings.data)
    return kept


def give_up_without_keys(installation: Installation) -> int:
    """Give up the answers of rounds whose keys are gone, for nobody can read them; return how many rounds.

    A round that was being answered is taken away, so that it can be opened anew; one that
    has been counted keeps its results.
    """
    with installation.database.write(alone=True) as connection:
        lost = [r for r in rounds.list_unsealed(connection) if not installation.vault.has_key(r[0])]
        for round_id, status, _ in lost:
            if status in (RoundStatus.OPEN, RoundStatus.PAUSED):
                rounds.delete_round(connection, round_id)
            else:
                rounds.seal_round(connection, round_id)
        # Another process may remember the workshop as it was.
        for workshop_id in {workshop_id for _, _, workshop_id in lost}:
            workshops.change_workshop(connection, workshop_id, {})
    return len(lost)


def _check_copy(path: Path) -> None:
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            healthy = connection.execute("PRAGMA integrity_check").fetchone()[0]
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            connection.execute("SELECT count(*) FROM workshop, round").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise BackupError(f"{path} is not a copy of a Facilitator database: {error}.") from None
    if healthy != "ok":
        raise BackupError(f"{path} is damaged: {healthy}. Use an older copy.")
    _check_revision(path, found[0] if found else "")


def _check_dump(path: Path) -> None:
    found = _run("pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(path))
    lines = found.splitlines()
    start = next((n for n, line in enumerate(lines) if line.startswith("COPY ")), len(lines))
    _check_revision(path, lines[start + 1].strip() if start + 1 < len(lines) else "")


def _check_revision(path: Path, revision: str) -> None:
    if not revision.isalnum():
        raise BackupError(f"{path} is not a copy of a Facilitator database.")
    if revision > HEAD:
        raise SchemaTooNew(revision)


def _run(*command: str, **environment: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - our own
            command, check=True, capture_output=True, text=True, env=os.environ | environment
        )
    except FileNotFoundError:
        raise BackupError(
            f"{command[0]} is not installed. It comes with PostgreSQL's client programs."
        ) from None
    except subprocess.CalledProcessError as error:
        raise BackupError(f"{command[0]}: {error.stderr.strip()}") from None
    return done.stdout
