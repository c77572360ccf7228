"""Writes the workbook of a workshop, in a process of its own so that nobody's phone waits for it."""

import json
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from facilitator.domain.workshop import Workshop
from facilitator.services.aside import TookTooLong, WentWrong, run_module
from facilitator.services.comparing import combination_document, comparison_document
from facilitator.services.installation import Installation
from facilitator.services.plan_files import plan_document
from facilitator.services.results import workbook_document

PATIENCE_SECONDS = 120


class ExportFailed(Exception):
    """The workbook could not be written; the message says what the writer said."""


def workbook_name(workshop: Workshop) -> str:
    """Return a file name that says place, date and workshop."""
    place = re.sub(r"[^A-Za-z0-9]+", "-", workshop.partnership.place).strip("-")[:40] or "workshop"
    return f"{place}-{workshop.held_on.isoformat()}-{workshop.code}.xlsx"


def write_workbook(
    installation: Installation, workshop: Workshop, folder: Path, compared: Sequence[Workshop] = ()
) -> Path:
    """Write the workbook into ``folder`` and return its path; raise ExportFailed.

    ``compared`` workshops of its partnership are laid side by side in a sheet of their own, and added up
    in another where they are of one mode.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / workbook_name(workshop)
    document = workbook_document(installation, workshop)
    document["plan"] = plan_document(installation, workshop)
    if compared:
        document["comparison"] = comparison_document(installation, compared)
        if len({each.mode for each in compared}) == 1:
            document["combination"] = combination_document(installation, compared)
    document["today"] = installation.clock().date().isoformat()
    try:
        given = json.dumps(document).encode()
        run_module("workbook", "write", str(path.resolve()), given=given, patience=PATIENCE_SECONDS)
    except (TookTooLong, WentWrong) as error:
        raise ExportFailed(str(error)) from None
    return path


def read_workbook(installation: Installation, workshop: Workshop, compared: Sequence[Workshop] = ()) -> bytes:
    """Return the workbook's bytes, leaving no file behind; raise ExportFailed."""
    with tempfile.TemporaryDirectory(prefix="facilitator-") as folder:
        return write_workbook(installation, workshop, Path(folder), compared).read_bytes()
