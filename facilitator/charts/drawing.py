"""Holds a picture as shapes in places: what charts lay out and what a page draws."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """Words whose baseline starts (or ends, or has its middle) at x, y. ``full`` are the uncut words."""

    x: float
    y: float
    words: str
    size: float
    look: str = "ink"
    anchor: str = "start"
    bold: bool = False
    key: str = ""
    full: str = ""
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; ``outline`` is empty, ``thin`` or ``strong``."""

    x: float
    y: float
    width: float
    height: float
    look: str
    outline: str = ""
    key: str = ""
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    look: str = "line"
    width: float = 2
    dashed: bool = False
    key: str = ""
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Sign:
    """The sign of a side (``one``, ``two``, ``other``), of the ``room``, or of ``before``."""

    look: str
    x: float
    y: float
    size: float
    hollow: bool = False
    key: str = ""
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Oval:
    """A soft ellipse."""

    x: float
    y: float
    rx: float
    ry: float
    key: str = ""
    faint: bool = False


Mark = Text | Box | Line | Sign | Oval


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole picture in units of its layout; marks are drawn in order."""

    name: str
    width: float
    height: float
    marks: tuple[Mark, ...]


@dataclass(slots=True)
class Sheet:
    """Collects marks while a picture is laid out."""

    marks: list[Mark] = field(default_factory=list)

    def put(self, *marks: Mark) -> None:
        """Add marks on top of those that are there."""
        self.marks.extend(marks)

    def withhold(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        words: str,
        size: float,
        faint: bool = False,
    ) -> None:
        """Draw the quiet hatched place of a value that may not be shown, with the reason in words."""
        self.put(Box(x, y, width, height, "hatch", faint=faint))
        if words:
            self.put(Text(x + 8, y + height / 2 + size * 0.35, words, size, "halo", faint=faint))

    def finish(self, name: str, width: float, height: float) -> Drawing:
        """Return the drawing."""
        return Drawing(name, width, height, tuple(self.marks))
