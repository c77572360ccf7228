"""Says what is wrong in a framework file: line, reason and remedy."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

# Where a table stands: (name, number) from the outermost in, number counted from 0 among its like.
Where = tuple[tuple[str, int], ...]

_SYNTAX_REMEDY = "Check quotes, brackets and equals signs on this line and the one before"
_TWICE = "this stands in the file already"
_SYNTAX = {
    "Cannot declare": (
        f"{_TWICE} as one table",
        "Put what belongs to it in one place; where there are several of a kind, write two brackets: [[...]]",
    ),
    "Cannot overwrite a value": (
        f"{_TWICE} with another meaning",
        "Take one of the two out, or write the missing [[...]] line above the second; "
        "[[scale.answer]] and the like stand below their [[scale]]",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a framework file, where, and what to do about it. ``line`` 0 is nowhere in it."""

    line: int
    reason: str
    remedy: str

    def __str__(self) -> str:
        """Return the problem as one sentence for a person."""
        told = f"{self.reason}. {self.remedy}".removesuffix(".")
        told += "" if told.endswith("?") else "."
        return f"line {self.line}: {told}" if self.line else told[:1].upper() + told[1:]


class FrameworkError(ValueError):
    """A framework file cannot be used; ``problems`` says why, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems sorted by line."""
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def syntax_problem(source: str, error: tomllib.TOMLDecodeError) -> Problem:
    """Return what a person can do about text that is not TOML."""
    found = re.search(r"at line (\d+)", str(error))
    line = int(found.group(1)) if found else source.count("\n") + 1
    for beginning, (reason, remedy) in _SYNTAX.items():
        if str(error).startswith(beginning):
            return Problem(line, reason, remedy)
    reason = re.sub(r"\s*\(at .*\)", "", str(error))
    return Problem(line, f"this is not valid TOML: {reason[:1].lower()}{reason[1:]}", _SYNTAX_REMEDY)


def suggest(word: str, known: Iterable[str]) -> str:
    """Return a remedy for a word that is none of the known ones: the one that was meant, or all of them."""
    words = list(known)
    close = get_close_matches(word, words, n=1, cutoff=0.6)
    if close:
        return f'Did you mean "{close[0]}"?'
    return f"Use one of: {', '.join(sorted(words))}" if words else "Take it out"


def line_of(source: str, path: Where, name: str) -> int:
    """Return the line of ``name`` in the table at ``path``, counted from 1.

    tomllib keeps no positions, so the headers are counted here. Falls back to the table's own line.
    """
    lines = source.splitlines()
    at = 0
    for depth, (_, number) in enumerate(path):
        header = ".".join(part for part, _ in path[: depth + 1])
        pattern = re.compile(rf"\s*\[{{1,2}}\s*{re.escape(header)}\s*\]{{1,2}}")
        matches = [i for i in range(at, len(lines)) if pattern.match(lines[i])]
        if not matches:
            break
        at = matches[min(number, len(matches) - 1)]
    for i in range(at if not path else at + 1, len(lines)):
        if lines[i].lstrip().startswith("["):
            break
        if name and re.match(rf"\s*{re.escape(name)}\s*=", lines[i]):
            return i + 1
    return at + 1
