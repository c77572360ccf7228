"""LibreOffice as people use it: opens a workbook, types into it, saves or prints it."""

import functools
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.workbook.uploads import SHEET

PATIENCE_SECONDS = 180
TYPIST = Path(__file__).parent / "type_in_libreoffice.py"


def convert(data: bytes, folder: Path, target: str = "xlsx") -> bytes:
    """Return what LibreOffice saves after opening a workbook: ``xlsx`` again, or ``pdf`` as printed."""
    source, out = folder / "plan.xlsx", folder / "out"
    source.write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    arguments = ["soffice", profile, "--headless", "--convert-to", target, "--outdir", str(out), str(source)]
    subprocess.run(arguments, check=True, capture_output=True, timeout=PATIENCE_SECONDS)
    return (out / f"plan.{target}").read_bytes()


def type_into(data: bytes, folder: Path, typed: dict[str, str]) -> bytes:
    """Return a workbook after LibreOffice typed into cells of the plan (place to keys) and saved it."""
    source, target = folder / "typed.xlsx", folder / "saved.xlsx"
    source.write_bytes(data)
    python = find_bridge()
    if python is None:
        pytest.skip("LibreOffice's bridge for Python is not installed")
    done = subprocess.run(
        [python, str(TYPIST), str(source), str(target), SHEET],
        input=json.dumps(typed),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return target.read_bytes()


@functools.cache
def find_bridge() -> str | None:
    """Return the Python that can speak to LibreOffice: the one it brings, or the system's."""
    office = shutil.which("soffice")
    beside = [Path(office).resolve().parent / name for name in ("python", "python.exe")] if office else []
    for python in (*beside, Path("/usr/bin/python3")):
        if python.exists():
            tried = subprocess.run([str(python), "-c", "import uno"], capture_output=True, check=False)
            if tried.returncode == 0:
                return str(python)
    return None
