"""`facilitator framework`: check, make and show frameworks."""

from pathlib import Path

import click

from facilitator.domain.framework_doubts import list_doubts
from facilitator.domain.framework_file import FrameworkError, parse_framework
from facilitator.domain.statements import statements_framework
from facilitator.frameworks import BUILT_IN, read_built_in

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def framework() -> None:
    """Check, make and show frameworks: everything a workshop asks, as a file.

    The format is described in docs/frameworks.md.
    """


@framework.command()
@click.argument("file", type=READABLE)
def check(file: Path) -> None:
    """Check a framework FILE and say what is wrong in it, line by line.

    What works but was probably not meant so, such as a misspelt name, is told too.
    """
    try:
        found = parse_framework(read_text(file))
    except FrameworkError as error:
        raise click.ClickException(f"{file} cannot be used.\n{error}") from None
    items = sum(len(item_set.items) for item_set in found.item_sets)
    holds = ", ".join(
        (_count(len(found.steps), "step"), _count(len(found.criteria), "criterion"), _count(items, "item"))
    )
    doubts = list_doubts(found)
    verdict = "can be used, but look at what stands below" if doubts else "is fine"
    click.echo(f"{file} {verdict}: “{found.name}”, {holds}.")
    for doubt in doubts:
        click.echo(str(doubt))


@framework.command()
@click.argument("file", type=READABLE)
@click.option(
    "--answers",
    default="Disagree,Pass,Agree",
    show_default=True,
    help="Words of the scale, lowest first, with commas between.",
)
@click.option(
    "--outside",
    default="",
    help='Answers beside the scale, such as "Don\'t know", with commas between.',
)
@click.option(
    "--sectors",
    default="Council,VCS",
    show_default=True,
    help="Groups people choose from, with commas between.",
)
@click.option("--name", default="Statements", show_default=True, help="Name of the framework.")
def statements(file: Path, answers: str, outside: str, sectors: str, name: str) -> None:
    """Print a complete framework for a list of statements.

    FILE holds one statement per line, or is a CSV with the columns key,text. All statements are
    answered on one scale, in one step. Save what is printed as a .toml file.
    """
    try:
        text = read_text(file)
        made = statements_framework(text, answers.split(","), sectors.split(","), name, outside.split(","))
        click.echo(made, nl=False)
    except FrameworkError as error:
        raise click.ClickException(f"No framework can be made from {file}.\n{error}") from None


@framework.command()
@click.argument("name", type=click.Choice(BUILT_IN))
def show(name: str) -> None:
    """Print a built-in framework, to read or to start your own from."""
    click.echo(read_built_in(name), nl=False)


def _count(number: int, noun: str) -> str:
    plural = "criteria" if noun == "criterion" else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def read_text(file: Path) -> str:
    """Return a file's text, or stop with what is wrong."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise click.ClickException(f"{file} is not text in UTF-8. Save it as UTF-8 and try again.") from None
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read: {error.strerror}.") from None
