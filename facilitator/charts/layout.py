"""Sets the measures pictures are laid out in, and how much room words take."""

from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Layout:
    """Measures in units of the drawing: 1600 units fill a projector, 360 a phone.

    ``font`` is the smallest text, ``height`` what a screen has room for below the title.
    """

    name: str
    width: int
    height: int
    font: int

    @property
    def is_wide(self) -> bool:
        """Whether this is the layout of a projector or a sheet of paper."""
        return self.name == "wide"


WIDE = Layout("wide", 1600, 720, 22)
NARROW = Layout("narrow", 360, 560, 15)
LAYOUTS = (WIDE, NARROW)

# Widths of letters as shares of the font's size, on the wide side of the usual sans-serif fonts.
_NARROW_LETTERS, _SLIM_LETTERS, _BROAD_LETTERS = (
    set("ijl.,:;'|!’‘ I"),
    set('frt()[]-/"“”1'),
    set("mwMWQO@%—…"),
)


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return about how many units a line of text takes; rather too many than too few."""
    total = 0.0
    for letter in text:
        total += _letter_width(letter)
    return total * size * (1.12 if bold else 1.02)


@lru_cache(maxsize=2048)
def _letter_width(letter: str) -> float:
    """Return a letter's width as a share of the font's size."""
    if letter in _NARROW_LETTERS:
        return 0.3
    if letter in _SLIM_LETTERS:
        return 0.42
    if letter in _BROAD_LETTERS:
        return 0.9
    if ord(letter) > 0x2E7F:
        return 1.05
    return 0.72 if letter.isupper() else 0.6


def shorten(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Return text cut to the room it has; the full text stands in the table beside."""
    if text_width(text, size, bold=bold) <= width:
        return text
    kept = len(text) - 1
    while kept > 1 and text_width(text[:kept].rstrip() + "…", size, bold=bold) > width:
        kept -= 1
    return text[:kept].rstrip() + "…"


def wrap(text: str, width: float, size: float, most: int, *, bold: bool = False) -> tuple[str, ...]:
    """Return text as up to ``most`` lines that fit ``width``; the last one is cut where needed."""
    lines: list[str] = []
    words = text.split()
    while words:
        if len(lines) == most - 1:
            lines.append(shorten(" ".join(words), width, size, bold=bold))
            break
        line = words.pop(0)
        while words and text_width(f"{line} {words[0]}", size, bold=bold) <= width:
            line = f"{line} {words.pop(0)}"
        if text_width(line, size, bold=bold) > width:
            line = shorten(line, width, size, bold=bold)
        lines.append(line)
    return tuple(lines) or ("",)
