"""`facilitator rehearse`: a dress rehearsal with robots."""

import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import click
import urllib3
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from facilitator.commands.framework import READABLE, read_text
from facilitator.domain.framework import Framework
from facilitator.domain.framework_file import FrameworkError, parse_framework
from facilitator.domain.workshop import Breakdown, Mode
from facilitator.frameworks import get_built_in
from facilitator.robots.ballots_file import Ballots, BallotsError, read_ballots
from facilitator.robots.crowd import Crowd, room_of
from facilitator.robots.director import Director
from facilitator.robots.guests import take_part, take_results
from facilitator.robots.own_server import ServerFailed, own_server
from facilitator.robots.phone import RobotError
from facilitator.robots.rehearsal import Rehearsal, Report, relationships_for


@click.command()
@click.option(
    "--people",
    default=36,
    show_default=True,
    type=click.IntRange(1, 5000),
    help="How many robots make up answers.",
)
@click.option("--seed", default=1, show_default=True, help="The same seed gives the same room and answers.")
@click.option(
    "--ballots",
    type=READABLE,
    help="Play these answers instead: a CSV with participant,sector,item,criterion,answer in casting order; a later answer replaces an earlier one.",
)
@click.option(
    "--framework",
    "framework_file",
    type=READABLE,
    help="Framework file. Default: the built-in council and VCS toolkit.",
)
@click.option(
    "--k",
    default=5,
    show_default=True,
    type=click.IntRange(3, 10),
    help="Smallest group shown, on a server of its own.",
)
@click.option(
    "--breakdown",
    default="side",
    show_default=True,
    type=click.Choice([b.value for b in Breakdown]),
    help="What results are broken down by, on a server of its own.",
)
@click.option(
    "--mode",
    default="joint",
    show_default=True,
    type=click.Choice([m.value for m in Mode]),
    help="Who takes part, on a server of its own.",
)
@click.option(
    "--relationships",
    "relationships_file",
    type=READABLE,
    help="Relationships to rate, one per line, on a server of its own. Default: made-up ones.",
)
@click.option(
    "--progress",
    "progress_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File that always holds the name of the step that is played.",
)
@click.option(
    "--server",
    metavar="URL",
    help="Take part in a workshop on this server, with --code. The facilitator there presses the buttons.",
)
@click.option("--code", help="Code of the workshop on --server.")
@click.option("--minutes", default=180.0, show_default=True, help="How long to stay on --server at the most.")
@click.option(
    "--export",
    "export_to",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the workbook and the released results (results.json).",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with what was measured.")
def rehearse(
    people: int,
    seed: int,
    ballots: Path | None,
    framework_file: Path | None,
    k: int,
    breakdown: str,
    mode: str,
    relationships_file: Path | None,
    progress_file: Path | None,
    server: str | None,
    code: str | None,
    minutes: float,
    export_to: Path | None,
    as_json: bool,
) -> None:
    """Rehearse a workshop with robots that join and answer over HTTP, as phones do.

    Without --server it runs on a server and data folder of its own, which it removes, and plays the
    whole agenda. With --server and --code the robots take part in your own workshop and answer
    whatever you open, until it ends.

    \b
    facilitator rehearse --people 36
    facilitator rehearse --server http://192.0.2.7:8000 --code KTR-4M9 --people 20
    facilitator rehearse --framework my.toml --ballots answers.csv --export out --json
    """
    framework = _read_framework(framework_file)
    played = _read_ballots(ballots, framework)
    if bool(server) != bool(code):
        raise click.UsageError("--server and --code go together.")
    quiet = as_json or not sys.stderr.isatty()
    wanted = framework.for_mode(mode)
    sectors = list(played.participants().values()) if played else room_of(people, wanted, seed)
    relationships = (
        read_text(relationships_file).splitlines()
        if relationships_file
        else relationships_for(framework, played)
    )
    names = list(played.participants()) if played else ()
    crowd = Crowd("", "", framework, sectors, seed, ballots=played, names=names)
    try:
        with ExitStack() as stack:
            progress = stack.enter_context(_progress(quiet))
            if server and code:
                crowd.base, crowd.code = server.rstrip("/"), code
                report = _take_part(crowd, minutes, export_to, progress)
            else:
                rules = {"k": k, "breakdown": breakdown, "mode": mode, "relationships": relationships}
                report = _play(crowd, rules, export_to, progress, stack, progress_file)
    except (RobotError, ServerFailed) as error:
        raise click.ClickException(f"The rehearsal stopped: {error}") from None
    except urllib3.exceptions.HTTPError as error:
        raise click.ClickException(f"The server {server or ''} cannot be reached: {error}") from None
    _tell(report, as_json)


def _play(
    crowd: Crowd,
    rules: dict[str, Any],
    export_to: Path | None,
    progress: Progress,
    stack: ExitStack,
    progress_file: Path | None,
) -> Report:
    started = progress.add_task("Starting a server", total=None)
    here = stack.enter_context(own_server())
    director = Director(here.base)
    director.set_up(here.setup_path)
    framework = crowd.framework
    crowd.base = here.base
    crowd.code = director.create_workshop(
        title="Rehearsal",
        place="Ambermouth",
        partnership="Ambermouth Together",
        framework=framework.source,
        **rules,
    )
    progress.remove_task(started)
    now: dict[str, Any] = {}

    def tell(text: str) -> None:
        if progress_file:
            progress_file.write_text(text, encoding="utf-8")
        total = len(crowd.sectors)
        if crowd.ballots and text != "People arrive":
            total = len(crowd.ballots.rows)
        now["task"] = progress.add_task(text, total=total)

    rehearsal = Rehearsal(director, crowd, framework, tell, lambda n: progress.advance(now["task"], n))
    rehearsal.play()
    return rehearsal.finish(export_to)


def _take_part(crowd: Crowd, minutes: float, export_to: Path | None, progress: Progress) -> Report:
    def begin(text: str) -> Callable[[], None]:
        return partial(progress.advance, progress.add_task(text, total=len(crowd.sectors)))

    report = take_part(crowd, minutes, begin)
    if export_to is not None:
        report.results = take_results(crowd, export_to)
    return report


def _read_framework(file: Path | None) -> Framework:
    if file is None:
        return get_built_in("council-vcs")
    try:
        return parse_framework(read_text(file))
    except FrameworkError as error:
        raise click.ClickException(f"{file} cannot be used.\n{error}") from None


def _read_ballots(file: Path | None, framework: Framework) -> Ballots | None:
    if file is None:
        return None
    try:
        return read_ballots(read_text(file), framework)
    except BallotsError as error:
        raise click.ClickException(f"{file} cannot be played.\n{error}") from None


def _progress(quiet: bool) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=quiet,
    )


def _tell(report: Report, as_json: bool) -> None:
    data = report.as_data()
    if as_json:
        click.echo(json.dumps(data))
        return
    acknowledge, board = data["acknowledge_ms"], data["board_ms"]
    click.echo(
        f"{data['participants']} people, {data['ballots_acknowledged']} of {data['ballots_sent']} ballots "
        f"acknowledged, {data['ballots_counted']} counted."
    )
    if acknowledge["p50"] is not None:
        click.echo(f"Acknowledged after {acknowledge['p50']} ms (median), {acknowledge['p99']} ms (99 %).")
    if board["p50"] is not None:
        click.echo(f"From close to board: {board['p50']} ms (median), {board['max']} ms (longest).")
    for path in (data["workbook"], data["results"]):
        if path:
            click.echo(path)
