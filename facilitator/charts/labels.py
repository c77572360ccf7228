"""Places labels beside points so that none overlaps another or leaves the frame."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

GAP = 6.0
RINGS = (12.0, 20.0, 34.0, 52.0, 76.0, 104.0)
STEP_X, STEP_Y = 16.0, 13.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle by its corners, in units of the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: "Frame") -> bool:
        """Tell whether another rectangle lies inside this one."""
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )


Point = tuple[float, float]


def place_labels(
    anchors: Sequence[Point], sizes: Sequence[tuple[float, float]], frame: Frame, marks: Sequence[Frame] = ()
) -> list[Frame] | None:
    """Return a place for each label (width, height) near its anchor; None where the frame is too full.

    Labels are placed in the order given, the nearest free place first, so that what comes later never
    moves what came before. Where it can be helped no label covers one of ``marks``.
    """
    placed: list[Frame] = []
    for anchor, size in zip(anchors, sizes, strict=True):
        found = _place(anchor, size, frame, placed, marks)
        if found is None:
            return None
        placed.append(found)
    return placed


def _place(
    anchor: Point, size: tuple[float, float], frame: Frame, placed: Sequence[Frame], marks: Sequence[Frame]
) -> Frame | None:
    second: Frame | None = None
    for candidate in _near(anchor, size):
        if not frame.holds(candidate) or not _is_free(candidate, placed):
            continue
        if _is_free(candidate, marks):
            return candidate
        second = second or candidate
    if second is not None:
        return second
    return next((c for c in _anywhere(anchor, size, frame) if _is_free(c, placed)), None)


def _is_free(place: Frame, taken: Sequence[Frame]) -> bool:
    """Tell whether a place shares no ground with others; written out, as it is asked 100,000 times."""
    left, top, right, bottom = place.left, place.top, place.right, place.bottom
    for other in taken:
        if left < other.right and other.left < right and top < other.bottom and other.top < bottom:
            return False
    return True


def _near(anchor: Point, size: tuple[float, float]) -> Iterator[Frame]:
    """Yield places around a point: right, left, above and below first, then further round and out."""
    (x, y), (w, h) = anchor, size
    for ring in RINGS:
        for dx, dy in (
            (ring, -h / 2),
            (-ring - w, -h / 2),
            (-w / 2, -ring - h),
            (-w / 2, ring),
            (ring * 0.8, -ring * 0.8 - h),
            (ring * 0.8, ring * 0.8),
            (-ring * 0.8 - w, -ring * 0.8 - h),
            (-ring * 0.8 - w, ring * 0.8),
        ):
            yield Frame(x + dx, y + dy, x + dx + w, y + dy + h)


def _anywhere(anchor: Point, size: tuple[float, float], frame: Frame) -> Iterator[Frame]:
    """Yield places all over the frame, the nearest to the point first; most are never asked for."""
    (x, y), (w, h) = anchor, size
    columns = int((frame.right - frame.left - w) // STEP_X) + 1
    rows = int((frame.bottom - frame.top - h) // STEP_Y) + 1
    dx, dy = frame.left + w / 2 - x, frame.top + h / 2 - y
    corners = sorted(
        ((dx + STEP_X * column) ** 2 + (dy + STEP_Y * row) ** 2, column, row)
        for row in range(max(0, rows))
        for column in range(max(0, columns))
    )
    for _distance, column, row in corners:
        left, top = frame.left + STEP_X * column, frame.top + STEP_Y * row
        yield Frame(left, top, left + w, top + h)


def nudge(points: Sequence[Point], least: float) -> list[Point]:
    """Return points moved apart where they coincide, each as little as it takes, in the order given."""
    moved: list[Point] = []
    ways = ((1, 0), (-1, 0), (0, 1), (0, -1), (0.7, 0.7), (-0.7, 0.7), (0.7, -0.7), (-0.7, -0.7))
    for x, y in points:
        tries = [(x, y)] + [(x + a * least * r, y + b * least * r) for r in (1, 2, 3, 4) for a, b in ways]
        free = (
            p
            for p in tries
            if all((p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2 >= (0.98 * least) ** 2 for q in moved)
        )
        moved.append(next(free, (x, y)))
    return moved
