"""Chooses the colours of pictures; every colour stands beside a shape, a place or a printed number."""

# The diverging scale runs from purple (low) to green (high): ColorBrewer's PRGn, safe for colour-blind eyes.
_DIVERGING = {
    2: (1, 7),
    3: (1, 4, 7),
    4: (1, 2, 6, 7),
    5: (1, 2, 4, 6, 7),
    6: (1, 2, 3, 5, 6, 7),
    7: (1, 2, 3, 4, 5, 6, 7),
}

# The colours of a picture that stands alone, on white. On a page the style sheet and its themes decide.
COLOURS = {
    "ink": "#10181c",
    "quiet": "#46525a",
    "line": "#c3cbcf",
    "wash": "#eef1f2",
    "paper": "#ffffff",
    "one": "#1d5fa8",
    "two": "#b4540a",
    "other": "#6b4fa0",
    "room": "#10181c",
    "before": "#10181c",
    "bar": "#54636b",
    "bar-out": "#b9c2c7",
    "halo": "#10181c",
    "clear": "none",
    "d1": "#762a83",
    "d2": "#af8dc3",
    "d3": "#e7d4e8",
    "d4": "#e7e7e7",
    "d5": "#d9f0d3",
    "d6": "#7fbf7b",
    "d7": "#1b7837",
    "h0": "#f4f7f5",
    "h1": "#dcebe2",
    "h2": "#b5d6c3",
    "h3": "#7db897",
    "h4": "#3c8a62",
    "h5": "#175c3b",
    "on-dark": "#ffffff",
    "on-light": "#10181c",
    "on-h0": "#10181c",
    "on-h1": "#10181c",
    "on-h2": "#10181c",
    "on-h3": "#10181c",
    "on-h4": "#ffffff",
    "on-h5": "#ffffff",
}


def diverging(answers: int) -> tuple[str, ...]:
    """Return the looks of so many answers, lowest first; more than seven share neighbours' looks."""
    if answers in _DIVERGING:
        return tuple(f"d{n}" for n in _DIVERGING[answers])
    return tuple(f"d{1 + round(6 * n / (answers - 1))}" for n in range(answers))


def on(look: str) -> str:
    """Return the look of words on a fill."""
    if look[0] == "h" and look[1:].isdigit():
        return f"on-{look}"
    return "on-dark" if look in ("d1", "d7") else "on-light"


def share_look(percent: int) -> str:
    """Return the look of a share of a room, in six levels."""
    return f"h{min(5, (percent + 15) // 20) if percent >= 5 else 0}"
