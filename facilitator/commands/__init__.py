"""The `facilitator` command and its parts."""

import gc
from importlib import import_module

import click

from facilitator import __version__

PARTS = ("serve", "demo", "export", "rehearse", "framework", "backup", "restore", "reset-password")
_ELSEWHERE = {"restore": "backup"}


class Parts(click.Group):
    """Loads a part when it is asked for: a server need not wait for what the robots import."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the parts, the most used first."""
        return list(PARTS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a part, None where there is none of this name."""
        if cmd_name not in PARTS:
            return None
        name = cmd_name.replace("-", "_")
        gc.disable()  # what is loaded stays: looking it through for garbage would take a tenth of the start
        try:
            part: click.Command = getattr(import_module(f"{__name__}.{_ELSEWHERE.get(name, name)}"), name)
        finally:
            gc.enable()
        return part


@click.group(cls=Parts, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="facilitator")
def command() -> None:
    """Run workshops between a council and its voluntary and community sector.

    People join from their phones and rate anonymously, a shared board shows what they said, and the
    joint action plan leaves as an Excel workbook.

    \b
    Try it:      facilitator demo
    Use it:      facilitator serve
    """
