"""Makes a framework from a plain list of statements on one scale."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from facilitator.domain.framework_file import parse_framework
from facilitator.domain.framework_problems import FrameworkError, Problem
from facilitator.domain.framework_text import write_data
from facilitator.domain.keys import free_key

CRITERION = "answer"


def statements_framework(
    text: str, answers: Sequence[str], sectors: Sequence[str], name: str, outside: Sequence[str] = ()
) -> str:
    """Return a complete framework file for statements: one step, one criterion named ``answer``.

    ``text`` holds one statement per line, or CSV with the columns ``key,text``. ``answers`` are words,
    lowest first; their keys are the words in small letters with _ for spaces. ``outside`` are answers
    beside that scale. Every sector is a side of its own. Raises FrameworkError where the result would
    be refused; its lines are those of ``text``, 0 for anything else.
    """
    statements = _read(text)
    on_scale, beside = _with_keys(answers, "answer"), _with_keys(outside, "outside")
    groups = _with_keys(sectors, "group")
    _check(statements, on_scale, groups)
    criterion: dict[str, Any] = {
        "key": CRITERION,
        "kind": "scale",
        "name": "Answer",
        "question": "What do you think?",
        "scale": "answers",
    }
    data: dict[str, Any] = {"format": 1, "key": "statements", "version": "1", "name": name}
    if len(groups) == 2:
        data["compare"] = [key for key, _ in groups]
    data["side"] = [{"key": key, "name": word} for key, word in groups]
    data["sector"] = [{"key": key, "name": word, "side": key} for key, word in groups]
    if beside:
        data["outside"] = [{"key": key, "name": word} for key, word in beside]
        criterion["outside"] = [key for key, _ in beside]
    data["scale"] = [{"key": "answers", "answer": [{"key": k, "name": word} for k, word in on_scale]}]
    items = [{"key": key, "name": words} for _, key, words in statements]
    data["set"] = [{"key": "statements", "name": "Statements", "item": items}]
    data["criterion"] = [criterion]
    data["step"] = [
        {"key": "lobby", "name": "Welcome", "kind": "lobby", "minutes": 5},
        {"key": "statements", "name": "Statements", "kind": "rate", "minutes": 20}
        | {"items": "statements", "criteria": [CRITERION]},
        {"key": "close", "name": "Close", "kind": "close", "minutes": 5},
    ]
    source = write_data(data)
    try:
        parse_framework(source)
    except FrameworkError as error:
        raise FrameworkError(Problem(0, p.reason, p.remedy) for p in error.problems) from None
    return source


def _with_keys(words: Sequence[str], otherwise: str) -> list[tuple[str, str]]:
    """Return (key, word) of each word that is not empty."""
    found: dict[str, str] = {}
    for word in words:
        if word.strip():
            found[free_key(word, found, otherwise)] = word.strip()
    return list(found.items())


def _check(
    statements: Sequence[tuple[int, str, str]], answers: Sequence[object], groups: Sequence[object]
) -> None:
    """Refuse what would be refused in the framework, in words about what was given."""
    problems = []
    if not statements:
        problems.append(Problem(0, "there are no statements", "Write one per line"))
    if len(answers) < 2:
        problems.append(Problem(0, "a scale needs at least two answers", "Write commas between them"))
    if not groups:
        problems.append(Problem(0, "nobody takes part", "Name at least one group"))
    seen: dict[str, int] = {}
    for line, key, _ in statements:
        if seen.setdefault(key, line) != line:
            reason = f'the key "{key}" is used twice, first in line {seen[key]}'
            problems.append(Problem(line, reason, "Give each statement its own key"))
    if problems:
        raise FrameworkError(problems)


def _read(text: str) -> list[tuple[int, str, str]]:
    """Return (line, key, statement) of each statement."""
    lines = text.lstrip("\ufeff")
    first = lines.partition("\n")[0].strip().replace(" ", "").lower()
    if first in ("key,text", '"key","text"'):
        rows = csv.DictReader(io.StringIO(lines), skipinitialspace=True)
        rows.fieldnames = [name.strip().lower() for name in rows.fieldnames or ()]
        found = []
        for row in rows:
            if not (row.get("key") or "").strip() or not (row.get("text") or "").strip():
                reason = "this row has no key or no text"
                raise FrameworkError(
                    [Problem(rows.line_num, reason, "Fill in both columns, or leave the row out")]
                )
            found.append((rows.line_num, row["key"].strip().lower(), " ".join(row["text"].split())))
        return found
    written = [(n, line.strip()) for n, line in enumerate(lines.splitlines(), start=1) if line.strip()]
    return [(line, str(key), statement) for key, (line, statement) in enumerate(written, start=1)]
