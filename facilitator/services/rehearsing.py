"""Lets robots rehearse a copy of a workshop, on a server and in a folder of their own."""

import json
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from facilitator.domain.workshop import Workshop
from facilitator.services import lists
from facilitator.services.aside import IN_ITS_TIME, give_way
from facilitator.services.installation import Installation

PATIENCE_SECONDS = 600
MOST_ROBOTS = 60
FILES = ("workbook", "results")


class AlreadyRunning(Exception):
    """A rehearsal is going on; the machine plays one at a time."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """Where a rehearsal is: running with the step it plays, done with its report, or failed with a reason."""

    running: bool = False
    step: str = ""
    report: dict[str, Any] | None = None
    failure: str = ""


def start(installation: Installation, workshop: Workshop, people: int) -> None:
    """Start a rehearsal of a copy; raise AlreadyRunning. The workshop itself is never touched."""
    base = installation.settings.data / "rehearsals"
    if any(_is_running(folder) for folder in base.glob("*")):
        raise AlreadyRunning
    folder = base / workshop.id
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    (folder / "framework.toml").write_text(workshop.framework.source, encoding="utf-8")
    entries = lists.list_entries(installation, workshop)
    kept = [e for e in entries if e.list == "relationships" and e.merged_into is None]
    lines = "\n".join(lists.as_line(entry) for entry in kept)
    (folder / "relationships.txt").write_text(lines, encoding="utf-8")
    command = [sys.executable, "-m", "facilitator", "rehearse", "--json", "--export", str(folder / "out")]
    command += ["--framework", str(folder / "framework.toml"), "--people", str(min(people, MOST_ROBOTS))]
    command += ["--relationships", str(folder / "relationships.txt"), "--progress", str(folder / "step")]
    command += ["--k", str(workshop.k), "--breakdown", workshop.breakdown, "--mode", workshop.mode]
    command = give_way(command, IN_ITS_TIME)
    with (folder / "report").open("wb") as out, (folder / "errors").open("wb") as errors:
        process = subprocess.Popen(command, stdout=out, stderr=errors)  # noqa: S603 - our own command
    (folder / "running").write_text(str(time.time()))
    threading.Thread(target=_wait, args=(process, folder), daemon=True).start()


def find(installation: Installation, workshop: Workshop) -> Rehearsed | None:
    """Return where the newest rehearsal of a workshop is, None where there was none."""
    folder = installation.settings.data / "rehearsals" / workshop.id
    if not folder.exists():
        return None
    if _is_running(folder):
        step = folder / "step"
        return Rehearsed(running=True, step=step.read_text(encoding="utf-8") if step.exists() else "")
    try:
        return Rehearsed(report=json.loads((folder / "report").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        errors = folder / "errors"
        said = errors.read_text(encoding="utf-8", errors="replace").strip() if errors.exists() else ""
        return Rehearsed(failure=said.splitlines()[-1] if said else "it was stopped before its end")


def find_file(installation: Installation, workshop: Workshop, name: str) -> Path | None:
    """Return a file that the rehearsal wrote: its ``workbook`` or its ``results``."""
    found = find(installation, workshop)
    path = Path((found.report or {}).get(name) or "") if found and name in FILES else None
    return path if path and path.is_file() else None


def _is_running(folder: Path) -> bool:
    """Tell whether a rehearsal goes on; one that a stopped server left behind does not."""
    try:
        return time.time() - float((folder / "running").read_text()) < PATIENCE_SECONDS + 30
    except (OSError, ValueError):
        return False


def _wait(process: "subprocess.Popen[bytes]", folder: Path) -> None:
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait()
    (folder / "running").unlink(missing_ok=True)
