"""Opens a workbook in LibreOffice, types into cells of a sheet and saves it: ``SOURCE TARGET SHEET < cells``.

Runs by the Python that LibreOffice brings its bridge for, not by the tests' own. Standard input holds
JSON, ``{"E5": "what is typed"}``: read as LibreOffice reads a person's keys, so that 2027-06-30 becomes a date.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

PATIENCE_SECONDS = 120


def main() -> None:
    source, target, sheet = sys.argv[1:4]
    with tempfile.TemporaryDirectory() as profile:
        pipe = f"facilitator{Path(profile).name}"
        office = subprocess.Popen(
            [
                "soffice",
                f"-env:UserInstallation={Path(profile).as_uri()}",
                "--headless",
                "--norestore",
                f"--accept=pipe,name={pipe};urp;",
            ]
        )
        try:
            desktop = connect(pipe)
            book = desktop.loadComponentFromURL(
                Path(source).as_uri(), "_blank", 0, (PropertyValue("Hidden", 0, True, 0),)
            )
            cells = book.Sheets.getByName(sheet)
            for place, typed in json.load(sys.stdin).items():
                cells.getCellRangeByName(place).FormulaLocal = typed
            xlsx = PropertyValue("FilterName", 0, "Calc MS Excel 2007 XML", 0)
            book.storeToURL(Path(target).as_uri(), (xlsx,))
            book.close(True)
            desktop.terminate()
            office.wait(30)
        finally:
            if office.poll() is None:
                office.kill()


def connect(pipe: str):
    """Return LibreOffice's desktop as soon as it listens."""
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", context)
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            remote = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return remote.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", remote)
        except NoConnectException:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


main()
