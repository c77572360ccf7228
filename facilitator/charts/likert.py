"""Lays out diverging bars: the answers on a scale, item by item and group by group, around the middle."""

from facilitator.charts.diverging_bar import LikertTask
from facilitator.charts.drawing import Drawing
from facilitator.charts.layout import Layout
from facilitator.charts.likert_narrow import lay_out_narrow
from facilitator.charts.likert_wide import lay_out_wide


def lay_out_likert(task: LikertTask, layout: Layout) -> Drawing:
    """Return the picture: bars around the middle, the mean, importance beside, who could not say."""
    return lay_out_wide(task, layout) if layout.is_wide else lay_out_narrow(task, layout)
