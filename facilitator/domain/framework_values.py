"""Reads single values of a framework file and notes what is wrong with them."""

from collections.abc import Callable
from typing import Any

from facilitator.domain.framework_problems import Problem, Where, line_of
from facilitator.domain.keys import KEY

LONGEST_NAME, LONGEST_TEXT = 200, 2000


class Values:
    """Values of tables by name. What is wrong is noted in ``problems``; something fitting is returned.

    ``path`` says where a table stands, for the line number.
    """

    def __init__(self, source: str, data: dict[str, Any]) -> None:
        """Read from ``data``, which is ``source`` parsed."""
        self.source, self.data = source, data
        self.problems: list[Problem] = []

    def refuse(self, path: Where, name: str, reason: str, remedy: str) -> None:
        """Note a problem with a name in a table."""
        self.problems.append(Problem(line_of(self.source, path, name), reason, remedy))

    def tables(
        self,
        name: str,
        read: Callable[..., Any],
        within: dict[str, Any] | None = None,
        path: Where = (),
        needed: bool = True,
    ) -> list[Any]:
        """Return what ``read(table, path)`` makes of each table of a list; keys must differ."""
        header = ".".join([*(part for part, _ in path), name])
        found = (self.data if within is None else within).get(name, [])
        if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
            self.refuse(path, name, f'"{name}" must be a list of tables', f"Write [[{header}]] above each")
            return []
        if needed and not found:
            self.refuse(path, name, f'there is no "{name}"', f"Add at least one [[{header}]]")
        values = [read(table, (*path, (name, number))) for number, table in enumerate(found)]
        seen: set[str] = set()
        for number, table in enumerate(found):
            key = str(table.get("key", ""))
            if key and key in seen:
                self.refuse(
                    (*path, (name, number)),
                    "key",
                    f'the key "{key}" is used twice among "{name}"',
                    "Give each its own key",
                )
            seen.add(key)
        return values

    def table(self, name: str) -> dict[str, Any] | None:
        """Return a table of which there is one at most; None where there is none or it is none."""
        found = self.data.get(name)
        if found is None or isinstance(found, dict):
            return found
        self.refuse((), name, f"[{name}] must be a table", f"Write: [{name}]")
        return None

    def key(self, table: dict[str, Any], path: Where) -> str:
        """Return a table's key."""
        value = table.get("key")
        if not isinstance(value, str) or not KEY.match(value):
            self.refuse(
                path,
                "key",
                f'"key" must be a short name, not {value!r}' if "key" in table else '"key" is missing',
                "Use up to 40 small letters, digits, _ or - (no spaces)",
            )
            return ""
        return value

    def text(
        self,
        table: dict[str, Any],
        path: Where,
        name: str,
        *,
        needed: bool = True,
        longest: int | None = None,
    ) -> str:
        """Return a text without spaces around it; nothing where there is none."""
        value = table.get(name, "")
        limit = longest or (LONGEST_NAME if name == "name" else LONGEST_TEXT)
        if not isinstance(value, str):
            self.refuse(path, name, f'"{name}" must be text, not {value!r}', "Put it in quotes")
            return ""
        if needed and not value.strip():
            self.refuse(path, name, f'"{name}" is missing or empty', f'Add: {name} = "..."')
        if len(value) > limit:
            self.refuse(path, name, f'"{name}" is longer than {limit} characters', "Shorten it")
        return value.strip()

    def words(self, table: dict[str, Any], path: Where, name: str) -> tuple[str, ...]:
        """Return a list of keys."""
        value = table.get(name, [])
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            self.refuse(path, name, f'"{name}" must be a list of keys', f'Write: {name} = ["...", "..."]')
            return ()
        return tuple(value)

    def number(
        self, table: dict[str, Any], path: Where, name: str, low: int, high: int, default: int | None = None
    ) -> int:
        """Return a whole number within bounds."""
        value = table.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            self.refuse(
                path,
                name,
                f'"{name}" must be a whole number from {low} to {high}, not {value!r}',
                f"Write: {name} = {default if default is not None else low}",
            )
            return low
        return value

    def one_of(self, table: dict[str, Any], path: Where, name: str, kinds: Any) -> Any:
        """Return the member of an enumeration that is named."""
        value = table.get(name)
        try:
            return kinds(value)
        except ValueError:
            allowed = ", ".join(f'"{kind}"' for kind in kinds)
            reason = f'"{name}" is {value!r}' if name in table else f'"{name}" is missing'
            self.refuse(path, name, reason, f"Use one of: {allowed}")
            return next(iter(kinds))
