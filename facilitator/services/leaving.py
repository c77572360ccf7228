"""Lets a participant leave for good: what can still be taken back is taken back, nothing else changes."""

from facilitator.domain.agenda import RoundStatus
from facilitator.domain.workshop import Workshop
from facilitator.services.installation import Installation
from facilitator.services.voting import Voter, own_keys
from facilitator.store import rounds, workshops
from facilitator.vault import token_hash


def leave(installation: Installation, workshop: Workshop, voter: Voter) -> None:
    """Forget a participant and their answers to questions that are still open.

    What has been counted stays: nobody can tell which answers were theirs, and a release never changes.
    """
    with installation.changing(workshop.id) as connection:
        for current in rounds.list_rounds(connection, workshop.id):
            if current.status in (RoundStatus.OPEN, RoundStatus.PAUSED):
                keys, tag = own_keys(workshop, current, voter)
                rounds.withdraw(connection, current.id, keys, tag)
        workshops.delete_participant(connection, workshop.id, token_hash(voter.token))
        workshops.count_progress(connection, workshop.id)
    installation.box.empty_log_soon()
