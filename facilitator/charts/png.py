"""Turns an SVG on standard input into a PNG on standard output; runs in a process of its own."""

import sys

import resvg_py

WIDTH = 1920


def main() -> None:
    """Read, draw and write one picture."""
    svg = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(bytes(resvg_py.svg_to_bytes(svg_string=svg, width=WIDTH)))


if __name__ == "__main__":
    main()
