"""Directs the shared board: which step and picture it shows, how, or nothing."""

from facilitator.domain.direction import Direction, View
from facilitator.domain.workshop import Workshop
from facilitator.services.installation import Installation
from facilitator.store import workshops


def set_blank(installation: Installation, workshop_id: str, blank: bool) -> None:
    """Blank the board, or show again what it showed before."""
    with installation.changing(workshop_id) as connection:
        before = workshops.get_workshop(connection, workshop_id).board
        direction = Direction(blank, before.step, before.view)
        workshops.direct_board(connection, workshop_id, direction)


def show_view(installation: Installation, workshop: Workshop, view: View, step: str = "") -> None:
    """Show a step (by default the current one) in a view, lifting a blank; raise KeyError for an unknown step."""
    if step:
        workshop.framework.get_step(step)
    elsewhere = step if step != workshop.step else ""
    with installation.changing(workshop.id) as connection:
        workshops.direct_board(connection, workshop.id, Direction(False, elsewhere, view))


def follow(installation: Installation, workshop_id: str) -> None:
    """Have the board follow the workshop again, as it comes."""
    with installation.changing(workshop_id) as connection:
        workshops.direct_board(connection, workshop_id)
