"""Sets the measures pictures are laid out in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Layout:
    """Measures in units of the drawing: 1600 units fill a projector, 360 a phone.

    ``label``: room for row labels; 0 puts them above their row. ``row``: height of a row.
    """

    name: str
    width: int
    label: int
    row: int
    font: int


WIDE = Layout("wide", 1600, 480, 54, 23)
NARROW = Layout("narrow", 360, 0, 66, 15)


def shorten(text: str, units: float, font: int) -> str:
    """Return text cut to about the room it has; the full text stands in the table beside."""
    most = max(8, int(units / (font * 0.54)))
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
