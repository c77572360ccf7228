"""Makes pictures for slides, in a process of their own so that nobody's phone waits for them."""

import re

from facilitator.charts.pictures import draw_picture, list_pictures
from facilitator.charts.svg import to_slide
from facilitator.domain.direction import View
from facilitator.domain.framework import Step
from facilitator.domain.workshop import Workshop
from facilitator.services import results
from facilitator.services.aside import TookTooLong, WentWrong, run_module
from facilitator.services.installation import Installation

PATIENCE_SECONDS = 60


class NothingToDraw(LookupError):
    """The step has no picture, or none has been revealed yet."""


class SlideFailed(Exception):
    """The picture could not be made; the message says what the maker said."""


def list_slides(installation: Installation, workshop: Workshop) -> list[tuple[Step, dict[str, str]]]:
    """Return the steps that have pictures, each with its pictures, key to name."""
    releases = results.list_releases(installation, workshop)
    found = [(step, list_pictures(workshop, step, releases)) for step in workshop.framework.steps]
    return [(step, pictures) for step, pictures in found if pictures]


def slide_name(workshop: Workshop, step: str, view: View) -> str:
    """Return a file name that says workshop, step and picture."""
    words = "-".join(filter(None, (workshop.code, step, view.part)))
    return re.sub(r"[^A-Za-z0-9-]+", "-", words) + ".png"


def draw_slide(installation: Installation, workshop: Workshop, step: str, view: View) -> bytes:
    """Return a picture as PNG, made from the drawing the board shows.

    Raises KeyError for an unknown step, NothingToDraw or SlideFailed.
    """
    releases = results.list_releases(installation, workshop)
    picture = draw_picture(workshop, workshop.framework.get_step(step), releases, view)
    if picture is None:
        raise NothingToDraw(step)
    when = f"{workshop.held_on.day} {workshop.held_on:%B %Y}"
    foot = f"{workshop.title} · {workshop.partnership.place} · {when}"
    return _to_png(to_slide(picture.wide, picture.title, foot))


def _to_png(svg: str) -> bytes:
    try:
        drawn = run_module("charts.png", given=svg.encode(), patience=PATIENCE_SECONDS)
    except (TookTooLong, WentWrong) as error:
        raise SlideFailed(str(error)) from None
    if not drawn:
        raise SlideFailed("nothing was drawn")
    return drawn
