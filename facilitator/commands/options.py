"""Options that several commands share, and how an installation is opened for them."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from facilitator.services.accounts import has_accounts
from facilitator.services.installation import Installation, KeysOfAnother, WrongKeys, open_installation
from facilitator.settings import (
    SECRET_FILE,
    FolderInUse,
    SecretMissing,
    Settings,
    default_data_folder,
    hold_folder,
    prepare_data_folder,
)
from facilitator.store.database import SchemaTooNew, Unavailable, check_url

SHORTEST_SECRET = 32


def _check_database(_context: click.Context, _option: click.Parameter, url: str) -> str:
    try:
        if url:
            check_url(url)
    except ValueError:
        raise click.BadParameter("it looks like postgresql+psycopg://user:password@host/name") from None
    return url


def _check_redis(_context: click.Context, _option: click.Parameter, url: str) -> str:
    if url and not _has_host(url, ("redis", "rediss")):
        raise click.BadParameter("it looks like redis://host:6379/0")
    return url


def check_public_url(_context: click.Context, _option: click.Parameter, url: str) -> str:
    """Refuse an address that no phone could open."""
    if url and not (_has_host(url, ("http", "https")) and urlsplit(url).path in ("", "/")):
        raise click.BadParameter(
            "it looks like https://workshop.example.org, without anything behind the name"
        )
    return url


def _has_host(url: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # of a port that is no number
        return False


def data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--data``."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        default=default_data_folder,
        show_default="your user's data folder, or $FACILITATOR_DATA",
        help="Folder that holds the database and the keys; made at the first start.",
    )(command)


def database_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--database``, ``--redis`` and ``--keys``, for installations of several processes."""
    for option in (
        click.option(
            "--keys",
            type=click.Path(path_type=Path, file_okay=False),
            envvar="FACILITATOR_KEYS",
            help="Folder of the rounds' keys, shared by all processes. Default: keys/ in the data folder.",
        ),
        click.option(
            "--redis",
            metavar="URL",
            default="",
            callback=_check_redis,
            envvar="FACILITATOR_REDIS",
            help="Redis, by which several processes wake each other: redis://…",
        ),
        click.option(
            "--database",
            metavar="URL",
            default="",
            callback=_check_database,
            envvar="FACILITATOR_DATABASE",
            help="PostgreSQL for several processes: postgresql+psycopg://… Default: SQLite in the data folder.",
        ),
    ):
        command = option(command)
    return command


def make_settings(data: Path, **settings: Any) -> Settings:
    """Return Settings; what is empty or None keeps its default."""
    given = {name: value for name, value in settings.items() if value not in ("", None)}
    return Settings(data=data, **given)


@contextmanager
def hold_alone(settings: Settings) -> Iterator[None]:
    """Make sure that no other process uses the same SQLite database, or stop with what to do."""
    if settings.database_url:
        yield
        return
    with ExitStack() as stack:
        try:
            settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
            stack.enter_context(hold_folder(settings.data))
        except FolderInUse:
            raise click.ClickException(
                f"Facilitator is already running with the data folder {settings.data}. Stop it first, or name "
                "another folder with --data. Several processes need --database and --redis."
            ) from None
        except OSError as error:
            raise cannot_use(settings.data, error) from None
        yield


def open_data(
    data: Path,
    *,
    without_keys: bool = False,
    new_secret: bool = False,
    restored: bool = False,
    **settings: Any,
) -> Installation:
    """Open the installation in a data folder, or stop with what is wrong and what to do.

    ``settings`` are those of Settings; what is empty or None keeps its default.
    """
    try:
        given, had = os.environ.get("FACILITATOR_SECRET"), (data / SECRET_FILE).exists()
        if given and len(given) < SHORTEST_SECRET:
            raise click.ClickException(
                f"FACILITATOR_SECRET has fewer than {SHORTEST_SECRET} characters, and could be guessed. Make one with: "
                "openssl rand -hex 32"
            )
        settings["secret_key"] = given or prepare_data_folder(data, new_secret=new_secret)
        opened = open_installation(
            make_settings(data, **settings), without_keys=without_keys, restored=restored
        )
        if not (given or had or new_secret) and has_accounts(opened):
            # A shared database: another process, or an earlier start, signs with a secret that is not here.
            opened.close()
            (data / SECRET_FILE).unlink()
            raise SecretMissing(data / SECRET_FILE)
        return opened
    except SchemaTooNew:
        raise click.ClickException(
            f"The database in {data} was written by a newer version of Facilitator. "
            "Install that version, or name another folder with --data."
        ) from None
    except SecretMissing as error:
        raise click.ClickException(
            f"The file {error} is missing or empty although the database is in use, so nobody could stay "
            "signed in. Put it back from your backup. Processes that share a database share it, too, in "
            "--data or as FACILITATOR_SECRET. If it is lost, start with --new-secret: everybody then signs "
            "in again."
        ) from None
    except KeysOfAnother as error:
        raise click.ClickException(
            f"The folder of keys {error} belongs to another database, whose answers could not be counted "
            "without it. Check --database, --data and --keys. For a new database, name a new folder with --keys."
        ) from None
    except WrongKeys as error:
        raise click.ClickException(
            f"The folder of keys {error} does not hold the keys of the rounds that are open, so their "
            "answers could not be counted. Name the right folder with --keys or --data, or put the "
            "folder “keys” back. If the keys are lost for good, start with --without-keys."
        ) from None
    except Unavailable as error:
        raise click.ClickException(
            f"The database cannot be used: {error}. Check that it runs, that the disk has room and that "
            "you may write to it, then start again."
        ) from None
    except ModuleNotFoundError as error:
        raise missing_extra(error) from None
    except OSError as error:
        raise cannot_use(data, error) from None


def missing_extra(error: ModuleNotFoundError) -> Exception:
    """Return what to say where an optional part is not installed; any other missing module is an error of ours."""
    extra = {"psycopg": "postgres", "redis": "redis"}.get(error.name or "", "")
    if not extra:
        return error
    return click.ClickException(
        f"{error.name} is not installed. Install it with: pip install 'facilitator[{extra}]'"
    )


def cannot_use(folder: Path, error: OSError) -> click.ClickException:
    """Return what to say where a folder cannot be used."""
    return click.ClickException(
        f"The folder {error.filename or folder} cannot be used: {error.strerror or error}. "
        "Name a folder you may write to with --data or --keys."
    )
