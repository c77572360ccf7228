"""Lays out who is here: a sign for every person, sector by sector, as they arrive."""

from collections.abc import Mapping

from facilitator.charts.drawing import Drawing, Sheet, Sign, Text
from facilitator.charts.layout import Layout, shorten
from facilitator.charts.sides import sign_of
from facilitator.domain.workshop import Workshop

MOST_SIGNS = 40


def lay_out_heads(workshop: Workshop, heads: Mapping[str, int], layout: Layout) -> Drawing:
    """Return the picture: each sector's number and name, and a sign for each of up to 40 people."""
    sheet, size = Sheet(), layout.font * (1.35 if layout.is_wide else 1.1)
    row = size * (2.0 if layout.is_wide else 3.2)
    label = 470.0 if layout.is_wide else 0.0
    step = min(26.0, (layout.width - label - 20) / MOST_SIGNS) if layout.is_wide else 8.6
    for n, sector in enumerate(workshop.sectors):
        y, number = n * row + size * 1.3, heads.get(sector.key, 0)
        sheet.put(
            Text(size * 2.4, y, str(number), size * 1.3, anchor="end", bold=True, key=f"n-{sector.key}"),
            Text(size * 3, y, shorten(sector.name, (label or layout.width) - size * 3.2, size), size),
        )
        at = y - size * 0.35 if layout.is_wide else y + size * 0.9
        for person in range(min(number, MOST_SIGNS)):
            x = label + 12 + person * step
            sheet.put(Sign(sign_of(workshop, sector.side), x, at, step * 0.36))
    return sheet.finish(layout.name, layout.width, row * len(workshop.sectors) + size * 0.4)
