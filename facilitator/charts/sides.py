"""Gives every group the one sign it keeps in all pictures."""

from dataclasses import dataclass

from flask_babel import gettext as _

from facilitator.charts.drawing import Sheet, Sign, Text
from facilitator.charts.layout import Layout, text_width, wrap
from facilitator.domain.workshop import Breakdown, Workshop


@dataclass(frozen=True, slots=True)
class Group:
    """A group results are broken down by; ``look`` is ``one``, ``two`` or ``other``."""

    key: str
    name: str
    look: str


def group_of(workshop: Workshop, key: str) -> Group:
    """Return a group with its sign: the two sides that are compared keep theirs, all others share one."""
    side = workshop.framework.get_sector(key).side if workshop.breakdown is Breakdown.SECTOR else key
    return Group(key, workshop.groups[key], sign_of(workshop, side))


def sign_of(workshop: Workshop, side: str) -> str:
    """Return the sign of a side."""
    looks = dict(zip(workshop.framework.compare[:2], ("one", "two"), strict=False))
    return looks.get(side, "other")


def compared_groups(workshop: Workshop) -> tuple[Group, ...]:
    """Return the two groups whose gap is shown; without such a pair, none."""
    keys = workshop.framework.compared_groups(workshop.breakdown)
    return tuple(group_of(workshop, key) for key in keys) if keys else ()


def name_in_key(group: Group, is_shown: bool, k: int) -> str:
    """Return a group's name for the key of a picture; one that the picture shows nowhere says so."""
    if is_shown:
        return group.name
    return str(_("%(name)s: not shown, to protect groups under %(k)s", name=group.name, k=k))


def put_key(
    sheet: Sheet, entries: list[tuple[str, str]], x: float, y: float, layout: Layout, width: float
) -> float:
    """Write which sign means whom, in lines; return the height it took."""
    size, at, line = layout.font, x, y + layout.font
    for look, name in entries:
        need = size * 1.5 + text_width(name, size) + size
        if at > x and at + need - size > x + width:
            at, line = x, line + size * 1.5
        sheet.put(Sign(look, at + size * 0.45, line - size * 0.33, size * 0.4))
        colour = look if look in ("one", "two", "other") else "ink"
        for n, words in enumerate(wrap(name, width - size * 1.2, size, 3)):
            line += size * 1.25 if n else 0
            sheet.put(Text(at + size * 1.2, line, words, size, colour))
        at += need
    return line - y + size * 0.6
