"""Where a workshop is, as phones need to know it."""

from facilitator.domain.agenda import Round, RoundStatus
from facilitator.domain.workshop import Workshop
from facilitator.services import workshops
from facilitator.web.access import installation


def place_of(workshop: Workshop, current: Round | None) -> str:
    """Return where a workshop is, in a form that only changes when people should look up."""
    if workshop.is_self_paced:
        return f"{workshop.state}/self-paced"
    if current is None:
        return f"{workshop.state}/{workshop.step}"
    return f"{workshop.state}/{workshop.step}/{current.number}/{current.status}"


def current_round(workshop: Workshop) -> Round | None:
    """Return the newest round of the step where a workshop is."""
    return workshop.position(workshops.list_rounds(installation(), workshop)).current_round


def asked_round(workshop: Workshop, step: str) -> Round | None:
    """Return the round that takes answers to this step now."""
    current = current_round(workshop)
    if current is None or current.step != step or current.status is not RoundStatus.OPEN:
        return None
    return current
