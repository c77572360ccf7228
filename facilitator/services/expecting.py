"""Remembers how many people came last time, to foresee who can be shown this time."""

from facilitator.domain.workshop import Workshop
from facilitator.services import joining, partnerships
from facilitator.services.installation import Installation


def count_last_heads(installation: Installation, workshop: Workshop) -> dict[str, int]:
    """Return how many of each sector came to the partnership's newest other workshop of this kind.

    Of this kind: with the same sectors. Empty where there has been none, or nobody came.
    """
    sectors = {sector.key for sector in workshop.sectors}
    others = sorted(
        (w for w in partnerships.list_workshops(installation, workshop.partnership) if w.id != workshop.id),
        key=lambda w: w.held_on,
        reverse=True,
    )
    for other in others:
        heads = joining.count_heads(installation, other)
        if set(heads) == sectors and any(heads.values()):
            return heads
    return {}
