"""Turns an SVG on standard input into a PNG on standard output; runs in a process of its own."""

import re
import sys
from pathlib import Path

import resvg_py

WIDTH = 1920
FONTS = Path(__file__).with_name("fonts")
# What our font writes: Latin (Welsh too), Greek, Cyrillic, and the signs that pictures use.
OURS = re.compile("[\\s\u0020-\u052f\u1e00-\u1eff\u2010-\u2026\u2190-\u2193\u2212\u2248]*")


def draw_png(svg: str) -> bytes:
    """Return an SVG as PNG, 1,920 pixels wide.

    The font is our own, so that a slide looks the same on every machine; the machine's fonts help out only
    where somebody wrote letters that ours lacks.
    """
    alone = OURS.fullmatch(svg) is not None
    return bytes(
        resvg_py.svg_to_bytes(svg_string=svg, width=WIDTH, skip_system_fonts=alone, font_dirs=[str(FONTS)])
    )


def main() -> None:
    """Read, draw and write one picture."""
    sys.stdout.buffer.write(draw_png(sys.stdin.buffer.read().decode()))


if __name__ == "__main__":
    main()
