"""Keeps one key for the same relationship in all workshops of a partnership."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from facilitator.domain.framework import RELATIONSHIPS
from facilitator.domain.workshop import Entry


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship of a partnership. ``same_as`` is the key of another one that it turned out to be."""

    key: str
    name: str
    details: Mapping[str, str]
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """Entries with the partnership's keys, and what is new among its relationships."""

    entries: tuple[Entry, ...]
    added: tuple[Relationship, ...]


def current_keys(known: Sequence[Relationship]) -> dict[str, str]:
    """Return every key with the key it stands for today."""
    same = {r.key: r.same_as for r in known}

    def follow(key: str) -> str:
        seen = {key}
        while (further := same.get(key)) and further in same and further not in seen:
            seen.add(further)
            key = further
        return key

    return {key: follow(key) for key in same}


def share_keys(
    entries: Sequence[Entry],
    known: Sequence[Relationship],
    taken: Sequence[str],
    new_key: Callable[[], str],
) -> Shared:
    """Give relationships of a workshop the keys of the partnership's relationships of the same name.

    Names are compared without regard to capitals and spaces. ``taken`` are the keys that the workshop
    uses already: no key is given twice within one workshop. Other entries stay as they are.
    """
    keys = current_keys(known)
    by_name = {_plain(r.name): keys[r.key] for r in known}
    used, added = set(taken), []
    result = []
    for entry in entries:
        if entry.list != RELATIONSHIPS:
            result.append(entry)
            continue
        key = by_name.get(_plain(entry.name))
        if key is None:
            key = new_key()
            by_name[_plain(entry.name)] = key
            added.append(Relationship(key, entry.name, dict(entry.details)))
        elif key in used:
            key = new_key()
        used.add(key)
        result.append(replace(entry, key=key))
    return Shared(tuple(result), tuple(added))


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
