"""Makes a framework from a plain list of statements on one scale."""

import csv
import io
import re
from collections.abc import Sequence

from facilitator.domain.framework_file import FrameworkError, Problem, parse_framework

CRITERION = "answer"


def statements_framework(text: str, answers: Sequence[str], sectors: Sequence[str], name: str) -> str:
    """Return a complete framework file for statements: one step, one criterion named ``answer``.

    ``text`` holds one statement per line, or CSV with the columns ``key,text``. ``answers`` are words,
    lowest first; their keys are the words in small letters with _ for spaces. Every sector is a side
    of its own. Raises FrameworkError where the result would be refused.
    """
    statements = _read(text)
    words = [word.strip() for word in answers if word.strip()]
    groups = [word.strip() for word in sectors if word.strip()]
    sections = [
        f'format = 1\nkey = "statements"\nversion = "1"\nname = {_quoted(name)}',
        f"compare = [{', '.join(_quoted(key_of(g)) for g in groups)}]" if len(groups) == 2 else "",
        *(f"[[side]]\nkey = {_quoted(key_of(g))}\nname = {_quoted(g)}" for g in groups),
        *(
            f"[[sector]]\nkey = {_quoted(key_of(g))}\nname = {_quoted(g)}\nside = {_quoted(key_of(g))}"
            for g in groups
        ),
        '[[scale]]\nkey = "answers"',
        *(f"[[scale.answer]]\nkey = {_quoted(key_of(w))}\nname = {_quoted(w)}" for w in words),
        '[[set]]\nkey = "statements"\nname = "Statements"',
        *(f"[[set.item]]\nkey = {_quoted(key)}\nname = {_quoted(words_)}" for key, words_ in statements),
        f'[[criterion]]\nkey = "{CRITERION}"\nkind = "scale"\nname = "Answer"\n'
        'question = "What do you think?"\nscale = "answers"',
        '[[step]]\nkey = "lobby"\nname = "Welcome"\nkind = "lobby"\nminutes = 5',
        '[[step]]\nkey = "statements"\nname = "Statements"\nkind = "rate"\nminutes = 20\n'
        f'items = "statements"\ncriteria = ["{CRITERION}"]',
        '[[step]]\nkey = "close"\nname = "Close"\nkind = "close"\nminutes = 5',
    ]
    source = "\n\n".join(section for section in sections if section) + "\n"
    parse_framework(source)
    return source


def key_of(words: str) -> str:
    """Return words as a key: small letters, digits, _ for anything else."""
    return re.sub(r"[^a-z0-9]+", "_", words.strip().lower()).strip("_")[:40].rstrip("_")


def _read(text: str) -> list[tuple[str, str]]:
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
            found.append((row["key"].strip().lower(), row["text"].strip()))
        return found
    statements = [line.strip() for line in lines.splitlines() if line.strip()]
    return [(str(number), statement) for number, statement in enumerate(statements, start=1)]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", " ").replace("\n", " ")
    return '"' + "".join(c for c in escaped if c >= " " and c != "\x7f") + '"'
