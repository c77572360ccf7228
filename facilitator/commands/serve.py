"""`facilitator serve`: what people really run."""

import logging
import socket
import sys
import threading
import time
from pathlib import Path

import click
from werkzeug.middleware.proxy_fix import ProxyFix

from facilitator.app import create_app
from facilitator.commands.options import (
    check_public_url,
    data_option,
    database_options,
    hold_alone,
    make_settings,
    open_data,
)
from facilitator.server import own_address
from facilitator.server import serve as run_server
from facilitator.services.accounts import make_setup_link
from facilitator.services.backups import give_up_without_keys
from facilitator.services.housekeeping import keep_house
from facilitator.services.installation import Installation

HOUSEKEEPING_SECONDS = 3600


@click.command()
@data_option
@click.option(
    "--host",
    default="0.0.0.0",
    show_default=True,
    help="Address to listen on. 0.0.0.0 lets phones in the room in; 127.0.0.1 is this machine alone.",
)
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--public-url",
    default="",
    metavar="URL",
    callback=check_public_url,
    help="Address phones use, which the QR code carries. Default: this machine's address on the local network.",
)
@click.option(
    "--exports",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("exports"),
    show_default=True,
    help="Folder of written workbooks, which deleting a workshop clears of its own.",
)
@click.option(
    "--retention-days",
    default=90,
    show_default=True,
    type=click.IntRange(1, 3650),
    help="Workshops are deleted so many days after they were held, their workbooks in --exports included.",
)
@database_options
@click.option(
    "--proxies",
    default=0,
    show_default=True,
    type=click.IntRange(0, 5),
    help="How many proxies stand in front, whose X-Forwarded headers are believed.",
)
@click.option(
    "--without-keys",
    is_flag=True,
    help="Give up the answers of rounds whose keys are lost for good, and start.",
)
@click.option(
    "--new-secret",
    is_flag=True,
    help="Make a new secret where the old one is lost; everybody signs in again.",
)
def serve(
    data: Path,
    host: str,
    port: int,
    public_url: str,
    exports: Path,
    retention_days: int,
    database: str,
    redis: str,
    keys: Path | None,
    proxies: int,
    without_keys: bool,
    new_secret: bool,
) -> None:
    """Serve workshops from this machine.

    The first start prints a one-time link that creates the facilitator's account. Everything is kept
    in the data folder. Stop with Ctrl-C: what people have answered is safe.
    """
    port = port or _free_port(host)
    address = public_url.rstrip("/") or f"http://{_shown_host(host)}:{port}"
    with hold_alone(make_settings(data, database_url=database)):
        installation = open_data(
            data,
            without_keys=without_keys,
            new_secret=new_secret,
            public_url=address,
            exports=exports,
            retention_days=retention_days,
            database_url=database,
            redis_url=redis,
            keys_folder=keys,
        )
        if without_keys:
            give_up_without_keys(installation)
        try:
            _run(installation, host, port, address, public_url.rstrip("/"), proxies)
        finally:
            installation.close()
    click.echo("Stopped. Everything acknowledged is on disk.")


def _run(installation: Installation, host: str, port: int, address: str, public: str, proxies: int) -> None:
    _keep_house(installation)
    app = create_app(installation)
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]

    def keep_house_hourly() -> None:
        while not installation.live.is_closed:
            time.sleep(HOUSEKEEPING_SECONDS)
            _keep_house(installation)

    def tell(real_port: int) -> None:
        threading.Thread(target=keep_house_hourly, daemon=True).start()
        local = f"http://127.0.0.1:{real_port}"
        link = make_setup_link(installation)
        click.echo(f"Facilitator is running.  Phones: {address}   This machine: {local}/console/")
        if link:
            click.echo(f"Create the facilitator's account with this one-time link: {public or local}{link}")
        click.echo("Stop with Ctrl-C.")
        sys.stdout.flush()

    try:
        run_server(app, installation, host, port, tell)
    except OSError as error:
        raise click.ClickException(
            f"Port {port} cannot be used: {error.strerror or error}. Choose another one with --port."
        ) from None


def _keep_house(installation: Installation) -> None:
    """Do what time demands; what fails, also because another process was faster, is tried again."""
    try:
        keep_house(installation)
    except Exception:
        logging.getLogger(__name__).exception("housekeeping failed and is tried again in an hour")


def _shown_host(host: str) -> str:
    return own_address() if host in ("0.0.0.0", "::", "") else host


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
