"""`facilitator backup` and `facilitator restore`: a copy of the database, and back."""

from pathlib import Path

import click

from facilitator.commands.options import (
    data_option,
    database_options,
    hold_alone,
    make_settings,
    missing_extra,
    open_data,
)
from facilitator.services.backups import BackupError, back_up, backup_name, give_up_without_keys
from facilitator.services.backups import restore as put_back
from facilitator.services.installation import utc_now
from facilitator.store.database import SchemaTooNew, Unavailable


@click.command()
@data_option
@database_options
@click.option(
    "--to",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write. Default: backups/ in the data folder, named by date and time.",
)
def backup(data: Path, database: str, redis: str, keys: Path | None, to: Path | None) -> None:
    """Copy the database while workshops are running.

    The copy is consistent and holds no keys: answers of a round that is not sealed cannot be read from it.
    """
    settings = make_settings(data, database_url=database, redis_url=redis, keys_folder=keys)
    ending = ".dump" if database else ".sqlite3"
    path = to or data / "backups" / (backup_name(utc_now()) + ending)
    try:
        click.echo(back_up(settings, path))
    except ModuleNotFoundError as error:
        raise missing_extra(error) from None
    except (BackupError, Unavailable, OSError) as error:
        raise click.ClickException(f"Nothing was copied. {error}") from None


@click.command()
@data_option
@database_options
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(data: Path, database: str, redis: str, keys: Path | None, file: Path) -> None:
    """Put a copy of the database in its place; stop the server first.

    What is there now is kept in backups/before-restore-…. Answers of rounds whose keys have been
    destroyed since the copy was made stay unreadable and are deleted; results that were shown are kept.
    """
    settings = make_settings(data, database_url=database, redis_url=redis, keys_folder=keys)
    kept, is_in_place = None, False
    try:
        with hold_alone(settings):
            kept = put_back(settings, file)
            is_in_place = True
            # On a new machine there is no secret yet, and whoever was signed in signs in again.
            installation = open_data(
                data,
                without_keys=True,
                new_secret=True,
                restored=True,
                database_url=database,
                redis_url=redis,
                keys_folder=keys,
            )
            given_up = give_up_without_keys(installation)
            installation.close()
    except SchemaTooNew:
        raise click.ClickException(
            f"{file} was written by a newer version of Facilitator. Install that version first."
        ) from None
    except (BackupError, Unavailable, OSError) as error:
        what = f"{file} is in place, but cannot be used." if is_in_place else "Nothing was changed."
        before = f" The database of before is kept in {kept}: restore it." if kept else ""
        raise click.ClickException(f"{what} {error}{before}") from None
    click.echo(f"{file} is in place.")
    if kept:
        click.echo(f"The database of before is kept in {kept}.")
    if given_up:
        click.echo(f"{given_up} rounds had lost their keys; ask their questions again where you need them.")
