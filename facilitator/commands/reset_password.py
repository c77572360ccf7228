"""`facilitator reset-password`: the host's way to help somebody who cannot sign in."""

from pathlib import Path

import click

from facilitator.commands.options import data_option, database_options, open_data
from facilitator.services.accounts import UnknownAccount, make_reset_link


@click.command("reset-password")
@data_option
@database_options
@click.option(
    "--public-url",
    default="http://127.0.0.1:8000",
    show_default=True,
    metavar="URL",
    help="Address of the running server, which the link begins with.",
)
@click.argument("email")
def reset_password(
    data: Path, public_url: str, email: str, database: str, redis: str, keys: Path | None
) -> None:
    """Print a one-time link with which EMAIL chooses a new password, good for 24 hours.

    It may run while the server runs, on the same data folder. The old password works until the link
    is used. Give the link to its owner by a way you trust.
    """
    installation = open_data(
        data, public_url=public_url, database_url=database, redis_url=redis, keys_folder=keys
    )
    try:
        click.echo(public_url.rstrip("/") + make_reset_link(installation, email))
    except UnknownAccount:
        raise click.ClickException(f"There is no account with the email address {email}.") from None
    finally:
        installation.close()
