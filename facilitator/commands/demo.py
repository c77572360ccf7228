"""`facilitator demo`: a room to watch, without any preparation."""

import signal
import threading
import time
from types import FrameType

import click
import qrcode

from facilitator.frameworks import get_built_in
from facilitator.robots.crowd import Crowd, Stopped, room_of
from facilitator.robots.director import Director
from facilitator.robots.own_server import ServerFailed, own_server
from facilitator.robots.phone import RobotError
from facilitator.robots.rehearsal import RELATIONSHIPS, Rehearsal
from facilitator.server import own_address


@click.command()
@click.option(
    "--people", default=36, show_default=True, type=click.IntRange(1, 500), help="How many people come."
)
@click.option("--seed", default=1, show_default=True, help="Another seed, another room.")
@click.option(
    "--pace",
    default=1.0,
    show_default=True,
    help="1 is a lively room; 0.2 is five times as fast, 0 as fast as it goes.",
)
@click.option(
    "--host",
    default="0.0.0.0",
    show_default=True,
    help="Address to listen on; 127.0.0.1 keeps the demo on this machine.",
)
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 takes a free one.",
)
@click.option(
    "--stay/--leave", default=True, show_default=True, help="Keep the board up after the workshop, or stop."
)
def demo(people: int, seed: int, pace: float, host: str, port: int, stay: bool) -> None:
    """Play a whole workshop of 36 simulated people, to watch on the board.

    14 officers, 4 councillors, 15 people from the VCS and 3 partners arrive and answer at a human
    pace. Everything happens in a temporary folder: no real data is touched, and the next start begins
    afresh. Scan the code to take part yourself. Ctrl-C ends it.
    """
    stop = threading.Event()

    def interrupt(_signal: int, _frame: FrameType | None) -> None:
        # An error raised in the middle of the event loop would be printed there; a second Ctrl-C insists.
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGINT, interrupt)
    framework = get_built_in("council-vcs")
    crowd = Crowd("", "", framework, room_of(people, framework.for_mode("joint"), seed), seed, pace)
    try:
        click.echo("Starting a server with a folder of its own …")
        public = (
            "" if host in ("127.0.0.1", "localhost") else f"http://{own_address()}:{port}" if port else ""
        )
        with own_server(host, port, public) as here:
            click.echo("Creating a workshop …")
            director = Director(here.base)
            director.set_up(here.setup_path)
            crowd.base = here.base
            crowd.code = director.create_workshop(
                title="How we work together",
                place="Ambermouth",
                partnership="Ambermouth Together",
                relationships=RELATIONSHIPS,
                framework=framework.source,
                # With three partners, a breakdown by side would hide one side as the complement.
                breakdown="sector",
            )
            _tell_addresses(here.base, public or here.base, director)
            _run(crowd, director, stop, stay)
    except KeyboardInterrupt:
        stop.set()
    except (RobotError, ServerFailed) as error:
        raise click.ClickException(f"The demo stopped: {error}") from None
    if stop.is_set():
        click.echo("\nThe demo has ended; its folder is gone.")


def _run(crowd: Crowd, director: Director, stop: threading.Event, stay: bool) -> None:
    rehearsal = Rehearsal(
        director,
        crowd,
        crowd.framework,
        tell=lambda text: click.echo(f"  {time.strftime('%H:%M:%S')}  {text}"),
    )
    failed: list[BaseException] = []

    def play() -> None:
        try:
            rehearsal.play()
            director.press("end")
        except Stopped:
            pass
        except Exception as error:
            failed.append(error)

    thread = threading.Thread(target=play, daemon=True)
    thread.start()
    try:
        while thread.is_alive() and not stop.is_set():
            thread.join(0.3)
        if stop.is_set():
            return
        if failed:
            raise failed[0]
        report = rehearsal.report
        click.echo(
            f"The workshop is over: {report.acknowledged} answers acknowledged, {report.counted} counted."
        )
        if stay:
            click.echo("The board stays up for you to look around. Ctrl-C ends the demo.")
        while stay and not stop.is_set():
            stop.wait(0.5)
    finally:
        crowd.stopped.set()


def _tell_addresses(base: str, public: str, director: Director) -> None:
    code = director.code
    join = f"{public}/j/{code}"
    picture = qrcode.QRCode(border=2)
    picture.add_data(join)
    click.echo()
    picture.print_ascii(invert=True)
    click.echo(f"Board    {base}/b/{code}/")
    click.echo(
        f"Console  {base}/console/{code}/   (sign in as {director.email}, password {director.password})"
    )
    click.echo(f"Join     {join}   (code {code})")
    click.echo()
