"""Holds the settings of an installation, read once from environment and flags."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_data_path

SECRET_FILE = "secret-key"  # noqa: S105 - a name
DATABASE_FILE = "facilitator.sqlite3"


class SecretMissing(Exception):
    """The file of the secret key is missing or empty beside an existing database."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where an installation keeps its data and how it is reached.

    ``data`` is the data folder. ``database_url`` defaults to SQLite inside it, ``keys_folder`` to
    ``keys`` inside it; several processes share both. With ``redis_url`` they wake each other.
    ``public_url`` is the address that QR codes carry. Workshops are deleted
    ``retention_days`` after they were held. ``secure_cookies`` is on when that address is HTTPS.
    ``organisation`` and ``contact`` stand in the accessibility statement.
    """

    data: Path
    public_url: str = "http://127.0.0.1:8000"
    database_url: str = ""
    redis_url: str = ""
    keys_folder: Path | None = None
    retention_days: int = 90
    exports: Path = field(default_factory=lambda: Path("exports"))
    secret_key: str = field(default="", repr=False)
    testing: bool = False
    organisation: str = field(default_factory=lambda: os.environ.get("FACILITATOR_ORGANISATION", ""))
    contact: str = field(default_factory=lambda: os.environ.get("FACILITATOR_CONTACT", ""))

    @property
    def url(self) -> str:
        """The address of the database."""
        return self.database_url or f"sqlite:///{self.data / DATABASE_FILE}"

    @property
    def keys(self) -> Path:
        """The folder of the rounds' keys, apart from the database so that backups miss it."""
        return self.keys_folder or self.data / "keys"

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies may only travel over HTTPS."""
        return self.public_url.startswith("https://")


def default_data_folder() -> Path:
    """Return the folder an installation keeps its data in when none is named."""
    return Path(os.environ.get("FACILITATOR_DATA") or user_data_path("facilitator"))


def prepare_data_folder(data: Path, *, new_secret: bool = False) -> str:
    """Create the data folder if need be and return its secret key, made at the first start.

    Raises OSError where the folder cannot be made or written, and SecretMissing where the secret of
    an existing database has gone, unless a ``new_secret`` is wanted.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = data / SECRET_FILE
    if new_secret and path.exists() and not path.read_text().strip():
        path.unlink()
    if not path.exists():
        if (data / DATABASE_FILE).exists() and not new_secret:
            raise SecretMissing(path)
        with contextlib.suppress(FileExistsError):  # another process makes it at the same moment
            write_secret(path, secrets.token_hex(32).encode())
    secret = path.read_text().strip()
    if not secret:
        raise SecretMissing(path)
    return secret


class FolderInUse(Exception):
    """Another process serves from this data folder."""


@contextlib.contextmanager
def hold_folder(data: Path) -> Iterator[None]:
    """Have a data folder with its SQLite database to oneself; raise FolderInUse where another has it."""
    with (data / "in-use").open("w") as file:
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise FolderInUse(data) from None
        yield


def write_secret(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, on disk before this returns.

    Raises FileExistsError where the file is there already.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring a folder's entries to disk; Windows has no such call and does so by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
