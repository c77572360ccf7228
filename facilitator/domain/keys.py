"""Makes keys, the short names that never change, of words."""

import re
from collections.abc import Collection

KEY = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?\Z")


def key_of(words: str) -> str:
    """Return words as a key: small letters, digits, _ for anything else. Nothing where none are left."""
    return re.sub(r"[^a-z0-9]+", "_", words.strip().lower()).strip("_")[:40].rstrip("_")


def free_key(words: str, known: Collection[str | None], otherwise: str = "own") -> str:
    """Return a key for words that is none of the known ones; ``otherwise`` where the words make none."""
    key = key_of(words)[:36].strip("_") or otherwise
    number, candidate = 2, key
    while candidate in known:
        candidate, number = f"{key}_{number}", number + 1
    return candidate
