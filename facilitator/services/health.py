"""Checks whether an installation can store answers."""

import os
import shutil
from dataclasses import dataclass

from facilitator.services.installation import Installation
from facilitator.store.database import Unavailable
from facilitator.store.rounds import list_open_ids

LEAST_FREE_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Health:
    """Each part's state: ``ok``, or what is wrong in one word."""

    parts: dict[str, str]
    is_ready: bool


def check(installation: Installation) -> Health:
    """Look at database, keys, disk and wake-up calls; without calls pages only learn of news later."""
    parts = {"database": "ok", "keys": "ok", "disk": "ok", "live": "ok"}
    open_rounds: list[str] = []
    try:
        with installation.database.write() as connection:
            open_rounds = list_open_ids(connection)
    except Unavailable:
        parts["database"] = "unavailable"
    folder = installation.settings.keys
    folder = folder if folder.exists() else installation.settings.data
    if not os.access(folder, os.W_OK):
        parts["keys"] = "read-only"
    if not all(installation.vault.has_key(round_id) for round_id in open_rounds):
        parts["keys"] = "missing"
    try:
        if shutil.disk_usage(folder).free < LEAST_FREE_BYTES:
            parts["disk"] = "nearly-full"
    except OSError:
        parts["disk"] = "unavailable"
    if not installation.live.is_connected:
        parts["live"] = "polling"
    return Health(parts, parts["database"] == parts["keys"] == "ok" and parts["disk"] != "unavailable")
