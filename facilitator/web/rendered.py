"""Keeps the last fragments that were rendered, so that two hundred boards cost one rendering."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

MOST = 48


class Rendered:
    """Fragments by a key that names everything they depend on."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._fragments: OrderedDict[Hashable, str] = OrderedDict()
        self._turn = threading.RLock()

    def get(self, key: Hashable, render: Callable[[], str]) -> str:
        """Return the fragment under ``key``; who comes while it is being rendered waits for it."""
        with self._turn:
            found = self._fragments.get(key)
            if found is None:
                found = self._fragments[key] = render()
                if len(self._fragments) > MOST:
                    self._fragments.popitem(last=False)
            return found
