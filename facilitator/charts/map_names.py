"""Names the items on a map, beside their places or by numbers with a list below."""

from collections.abc import Sequence
from dataclasses import dataclass

from facilitator.charts.drawing import Line, Sheet, Text
from facilitator.charts.labels import Frame, Point, place_labels
from facilitator.charts.layout import Layout, shorten, text_width, wrap
from facilitator.charts.sides import Group
from facilitator.domain.framework import Criterion, Item
from facilitator.domain.release import Release


@dataclass(frozen=True, slots=True)
class MapTask:
    """What to lay out: items on the scales ``x`` and ``y``."""

    release: Release
    items: Sequence[Item]
    x: Criterion
    y: Criterion
    groups: Sequence[Group]
    k: int = 5
    highlight: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """An item on the map: the room's place (and how far answers spread), and the groups' places."""

    item: Item
    room: Point
    spread: Point | None
    groups: tuple[tuple[Group, Point, bool], ...]


def _obstacles(spots: Sequence[Spot], around: float) -> list[Frame]:
    points = [spot.room for spot in spots] + [place for spot in spots for _g, place, _c in spot.groups]
    return [Frame(x - around, y - around, x + around, y + around) for x, y in points]


def put_names(sheet: Sheet, task: MapTask, spots: Sequence[Spot], frame: Frame, layout: Layout) -> bool:
    """Write every item's name beside its place; False where there is no room for all."""
    size, obstacles = layout.font, _obstacles(spots, 12)
    for width, most in ((270, 2), (230, 2), (190, 1)):
        lines = [wrap(spot.item.name, width, size, most) for spot in spots]
        sizes = [(max(text_width(w, size) for w in each) + 4, len(each) * size * 1.14 + 4) for each in lines]
        places = place_labels([spot.room for spot in spots], sizes, frame, obstacles)
        if places is None:
            continue
        for spot, place, each in zip(spots, places, lines, strict=True):
            _label(sheet, task, spot, place, each, layout)
        return True
    return False


def _label(
    sheet: Sheet, task: MapTask, spot: Spot, place: Frame, lines: Sequence[str], layout: Layout
) -> None:
    size, (x, y) = layout.font, spot.room
    faint = bool(task.highlight) and task.highlight != spot.item.key
    near_x, near_y = min(max(x, place.left), place.right), min(max(y, place.top), place.bottom)
    if ((near_x - x) ** 2 + (near_y - y) ** 2) ** 0.5 > 24:
        sheet.put(Line(x, y, near_x, near_y, "quiet", 1, key=f"{spot.item.key}-p", faint=faint))
    after = place.left >= x
    anchor, at = ("start", place.left + 2) if after else ("end", place.right - 2)
    if place.left < x < place.right:
        anchor, at = "middle", (place.left + place.right) / 2
    for n, line in enumerate(lines):
        sheet.put(
            Text(
                at,
                place.top + size * (0.92 + 1.14 * n),
                line,
                size,
                "halo",
                anchor,
                task.highlight == spot.item.key,
                f"{spot.item.key}-t{n}",
                spot.item.name,
                faint,
            )
        )


def put_numbers(
    sheet: Sheet, task: MapTask, spots: Sequence[Spot], frame: Frame, layout: Layout, y: float
) -> float:
    """Write a number at every place and the names in a list below; return where that ends."""
    size = layout.font
    sizes = [(text_width(str(n + 1), size, bold=True) + 4, size * 1.1) for n in range(len(spots))]
    rooms = [spot.room for spot in spots]
    places = place_labels(rooms, sizes, frame, _obstacles(spots, 7)) or [
        Frame(x, max(frame.top, yy - size), x + w, yy) for (x, yy), (w, _h) in zip(rooms, sizes, strict=True)
    ]
    columns = 3 if layout.is_wide else 1
    each, rows = layout.width / columns, -(-len(spots) // columns)
    for n, (spot, place) in enumerate(zip(spots, places, strict=True)):
        faint = bool(task.highlight) and task.highlight != spot.item.key
        middle = (place.left + place.right) / 2
        sheet.put(
            Text(
                middle,
                place.bottom - size * 0.25,
                str(n + 1),
                size,
                "halo",
                "middle",
                True,
                f"{spot.item.key}-n",
                faint=faint,
            )
        )
        x, line = (n // rows) * each, y + size * 1.35 * (n % rows + 1)
        name = shorten(spot.item.name, each - size * 2.4, size)
        sheet.put(
            Text(x, line, str(n + 1), size, bold=True),
            Text(x + size * 1.9, line, name, size, full=spot.item.name),
        )
    return y + size * 1.35 * rows + size * 0.6
