"""Runs heavy work in a process of its own, which gives way to everybody who is voting."""

import shutil
import subprocess
import sys
from collections.abc import Sequence

WAITED_FOR, IN_ITS_TIME = 5, 10  # steps of nice: somebody waits for it, or looks again later


class TookTooLong(Exception):
    """The work was ended, as it did not come to an end."""


class WentWrong(Exception):
    """The work failed; the message is the last it said."""


def run_module(module: str, *arguments: str, given: bytes, patience: float) -> bytes:
    """Run one of our modules with ``given`` as its input and return what it writes.

    Raises TookTooLong after ``patience`` seconds, and WentWrong.
    """
    command = [sys.executable, "-m", f"facilitator.{module}", *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            give_way(command, WAITED_FOR), input=given, capture_output=True, timeout=patience, check=False
        )
    except subprocess.TimeoutExpired:
        raise TookTooLong(f"it took longer than {patience:g} seconds") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise WentWrong(said[-1] if said else "it stopped without a word")
    return done.stdout


def give_way(command: Sequence[str], steps: int) -> list[str]:
    """Return a command that leaves the processor to others first, where the system has a word for it."""
    nice = shutil.which("nice")
    return [nice, "-n", str(steps), *command] if nice else [*command]
