"""Counts wrong guesses of codes and links, so that nobody can try them all."""

import contextlib
import hashlib
import secrets
from collections import OrderedDict

from flask import current_app
from limits import RateLimitItem
from limits.errors import StorageError
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter

MOST_KNOWN = 50_000


class Guesses:
    """Counts wrong guesses by who made them; in Redis for all processes, else in memory.

    While Redis is away, each process counts for itself.
    """

    def __init__(self, redis_url: str = "") -> None:
        """Count from nothing."""
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._known: OrderedDict[bytes, None] = OrderedDict()
        self._salt = secrets.token_bytes(32)
        self._shared = self._own
        if redis_url:
            storage = storage_from_string(
                redis_url, wrap_exceptions=True, socket_timeout=1, socket_connect_timeout=1
            )
            self._shared = MovingWindowRateLimiter(storage)

    def knows(self, who: str, code: str) -> bool:
        """Tell whether the right code came from this address before."""
        return self._mark(who, code) in self._known

    def learn(self, who: str, code: str) -> None:
        """Remember for a while that the right code came from this address, and no address itself."""
        self._known[self._mark(who, code)] = None
        if len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)

    def _mark(self, who: str, code: str) -> bytes:
        return hashlib.blake2b(f"{who} {code}".encode(), key=self._salt, digest_size=16).digest()

    def test(self, limit: RateLimitItem, *who: str) -> bool:
        """Tell whether there may be another guess."""
        try:
            return self._own.test(limit, *who) and (
                self._shared is self._own or self._shared.test(limit, *who)
            )
        except StorageError:
            return True  # our own count has been asked already

    def hit(self, limit: RateLimitItem, *who: str) -> None:
        """Count a wrong guess."""
        self._own.hit(limit, *who)
        if self._shared is not self._own:
            with contextlib.suppress(StorageError):
                self._shared.hit(limit, *who)


def limiter() -> Guesses:
    """Return the counter of wrong guesses."""
    found: Guesses = current_app.extensions["limiter"]
    return found
