"""Seals rounds: ballots deleted, key destroyed, nothing left in the write-ahead log."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from facilitator.domain.agenda import Round, RoundStatus
from facilitator.services.installation import Installation
from facilitator.store import rounds

if TYPE_CHECKING:
    from facilitator.store.database import Connection


def mark_sealed(connection: "Connection", candidates: Iterable[Round]) -> None:
    """Delete the ballots of closed rounds and mark them sealed, within the caller's transaction.

    The keys go after the commit (finish_sealing): should the program die in between, the start-up
    sweep finds a sealed round with a key and destroys it.
    """
    for candidate in candidates:
        if candidate.status in (RoundStatus.CLOSED, RoundStatus.REVEALED) and not candidate.sealed:
            rounds.seal_round(connection, candidate.id)


def finish_sealing(installation: Installation) -> int:
    """Destroy the keys of sealed rounds and empty the WAL; return how many keys there were.

    Keys without any round (a program that died between making the key and the round) go as well.
    """
    # Alone, so that a round which is just being opened is either there with its key or not at all.
    with installation.database.write(alone=True) as connection:
        sealed, known = rounds.list_sealed_ids(connection), rounds.list_round_ids(connection)
        gone = [key for key in installation.vault.list_keys() if key in sealed or key not in known]
        for round_id in gone:
            installation.vault.destroy_key(round_id)
    if gone:
        installation.database.truncate_wal()
    return len(gone)
