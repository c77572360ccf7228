"""The `facilitator` command and its parts."""

import click

from facilitator import __version__
from facilitator.commands.backup import backup, restore
from facilitator.commands.demo import demo
from facilitator.commands.export import export
from facilitator.commands.framework import framework
from facilitator.commands.rehearse import rehearse
from facilitator.commands.reset_password import reset_password
from facilitator.commands.serve import serve


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="facilitator")
def command() -> None:
    """Run workshops between a council and its voluntary and community sector.

    People join from their phones and rate anonymously, a shared board shows what they said, and the
    joint action plan leaves as an Excel workbook.

    \b
    Try it:      facilitator demo
    Use it:      facilitator serve
    """


for part in (serve, demo, export, rehearse, framework, backup, restore, reset_password):
    command.add_command(part)
