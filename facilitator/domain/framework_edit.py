"""Changes a framework's text where a workshop's agenda differs: minutes, and steps left out."""

import re
import tomllib
from collections.abc import Collection, Mapping

from facilitator.domain.framework_file import parse_framework

_HEADER = re.compile(r"\s*\[")
_STEP = re.compile(r"\s*\[\[\s*step\s*\]\]")


def change_agenda(source: str, minutes: Mapping[str, int], left_out: Collection[str]) -> str:
    """Return the file with other minutes by step, and with these steps (and no others) left out.

    Everything else stays as its author wrote it, comments included. Raises FrameworkError where
    the result would not be a framework, for instance without any step.
    """
    changed = []
    for block in _blocks(source):
        if _STEP.match(block):
            key = tomllib.loads(block)["step"][0]["key"]
            block = _with_value(block, "minutes", str(minutes[key]) if key in minutes else None)
            block = _with_value(block, "left_out", "true" if key in left_out else "")
        changed.append(block)
    result = "".join(changed)
    parse_framework(result)
    return result


def list_steps(source: str) -> list[str]:
    """Return the keys of all steps of a file, those left out among them, in its order."""
    return [tomllib.loads(block)["step"][0]["key"] for block in _blocks(source) if _STEP.match(block)]


def _blocks(source: str) -> list[str]:
    """Return the file cut before each table header; headers inside long strings do not count."""
    blocks, quote = [""], ""
    for line in source.splitlines(keepends=True):
        if not quote and _HEADER.match(line):
            blocks.append("")
        blocks[-1] += line
        for mark in re.findall(r'"""|\'\'\'', line):
            quote = "" if mark == quote else quote or mark
    return blocks


def _with_value(block: str, name: str, value: str | None) -> str:
    """Return a table with a value set; None leaves it as it is, nothing takes it away."""
    if value is None:
        return block
    lines = [line for line in block.splitlines() if not re.match(rf"\s*{name}\s*=", line)]
    if value:
        lines.insert(1, f"{name} = {value}")
    return "\n".join(lines) + "\n"
