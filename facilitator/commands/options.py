"""Options that several commands share, and how an installation is opened for them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from facilitator.services.installation import Installation, open_installation
from facilitator.settings import Settings, default_data_folder, prepare_data_folder
from facilitator.store.database import SchemaTooNew


def data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--data``."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        default=default_data_folder,
        show_default="your user's data folder, or $FACILITATOR_DATA",
        help="Folder that holds the database and the keys; made at the first start.",
    )(command)


def open_data(
    data: Path, public_url: str = "", exports: Path | None = None, retention_days: int = 90
) -> Installation:
    """Open the installation in a data folder, or stop with what is wrong and what to do."""
    try:
        secret = prepare_data_folder(data)
        settings = Settings(
            data=data,
            public_url=public_url or "http://127.0.0.1:8000",
            exports=exports or Path("exports"),
            secret_key=secret,
            retention_days=retention_days,
        )
        return open_installation(settings)
    except SchemaTooNew:
        raise click.ClickException(
            f"The database in {data} was written by a newer version of Facilitator. "
            "Install that version, or name another folder with --data."
        ) from None
    except OSError as error:
        raise click.ClickException(
            f"The data folder {data} cannot be used: {error.strerror or error}. "
            "Name a folder you may write to with --data."
        ) from None
