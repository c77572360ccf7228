"""Writes a framework's data back as the file that docs/frameworks.md describes."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from facilitator.domain.translation import TEXTS

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def read_data(source: str) -> dict[str, Any]:
    """Return the data of a framework file that parse_framework has accepted."""
    return tomllib.loads(source)


def write_data(data: Mapping[str, Any]) -> str:
    """Return data as TOML: values first, then tables, then lists of tables, in their order."""
    lines: list[str] = []
    _write(data, (), lines)
    return "\n".join(lines).strip() + "\n"


def texts_of(data: Mapping[str, Any]) -> Iterator[str]:
    """Give every text of a file that people may read, as it stands there; a text may come again."""
    for name, value in data.items():
        if name in TEXTS and isinstance(value, str):
            yield value.strip()
        elif isinstance(value, list):
            for each in value:
                if isinstance(each, dict):
                    yield from texts_of(each)


def _write(table: Mapping[str, Any], path: tuple[str, ...], lines: list[str]) -> None:
    deeper = {key: value for key, value in table.items() if _is_deeper(value)}
    lines += [f"{_name(key)} = {_value(value)}" for key, value in table.items() if key not in deeper]
    for key, value in deeper.items():
        header = ".".join(_name(part) for part in (*path, key))
        for each in value if isinstance(value, list) else [value]:
            lines += ["", f"[[{header}]]" if isinstance(value, list) else f"[{header}]"]
            _write(each, (*path, key), lines)


def _is_deeper(value: object) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)
    )


def _name(key: str) -> str:
    return key if _BARE.match(key) else _value(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(_value(each) for each in value)}]"
    if isinstance(value, str):
        return '"' + "".join(_character(c) for c in value) + '"'
    return str(value)


def _character(c: str) -> str:
    return _ESCAPES.get(c) or (f"\\u{ord(c):04x}" if c < " " or c == "\x7f" else c)
