"""`facilitator export`: a workshop's workbook from the command line."""

from pathlib import Path

import click

from facilitator.commands.options import data_option, database_options, open_data
from facilitator.domain.workshop import normal_code
from facilitator.services import export as workbooks
from facilitator.services import workshops


@click.command()
@click.argument("code")
@data_option
@database_options
@click.option(
    "--exports",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("exports"),
    show_default=True,
    help="Folder the workbook goes to.",
)
def export(code: str, data: Path, exports: Path, database: str, redis: str, keys: Path | None) -> None:
    """Write the Excel workbook of the workshop with this CODE.

    It holds the joint action plan and the released results: what the board may show, and nothing
    finer. It works while the server is running.
    """
    installation = open_data(data, exports=exports, database_url=database, redis_url=redis, keys_folder=keys)
    try:
        workshop = workshops.find_by_code(installation, normal_code(code))
        if workshop is None:
            raise click.ClickException(f"There is no workshop with the code {code} in {data}.")
        click.echo(workbooks.write_workbook(installation, workshop, exports))
    except workbooks.ExportFailed as error:
        raise click.ClickException(f"The workbook could not be written: {error}") from None
    finally:
        installation.close()
