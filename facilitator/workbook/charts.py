"""Adds native charts beside the tables they draw."""

import math

from openpyxl.chart import BarChart, Reference, ScatterChart, Series
from openpyxl.chart._chart import ChartBase
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from facilitator.workbook.sheet import HEADER_ROW

CM_PER_CHARACTER, CM_PER_ROW = 0.19, 0.53
COLOURS = {"council": "1D5FA8", "officer": "1D5FA8", "vcs": "B4540A", "room": "333333"}
SYMBOLS = {"council": "circle", "officer": "circle", "vcs": "diamond", "room": "square"}


def add_bars(
    sheet: Worksheet,
    title: str,
    columns: list[tuple[int, str]],
    rows: int,
    *,
    axis: str,
    highest: float | None = None,
) -> None:
    """Add horizontal bars of some columns (number, colour) over all rows of the sheet's table."""
    chart = BarChart()
    chart.type, chart.style, chart.title = "bar", 10, title
    for column, colour in columns:
        chart.add_data(
            Reference(sheet, min_col=column, min_row=HEADER_ROW, max_row=HEADER_ROW + rows),
            titles_from_data=True,
        )
        chart.series[-1].graphicalProperties = GraphicalProperties(solidFill=colour)
    chart.set_categories(Reference(sheet, min_col=1, min_row=HEADER_ROW + 1, max_row=HEADER_ROW + rows))
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.title, chart.y_axis.scaling.min = axis, 0
    if highest:
        chart.y_axis.scaling.max = highest
    chart.y_axis.majorGridlines = None
    chart.gapWidth = 60
    chart.dataLabels = DataLabelList()
    chart.dataLabels.showVal = True
    for other in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(chart.dataLabels, other, False)
    chart.legend.position = "b"
    chart.width, chart.height = 26, min(16.5, max(9, 0.7 * rows * len(columns) + 4))
    _place(sheet, chart, rows)


def add_scatter(
    sheet: Worksheet,
    title: str,
    series: list[tuple[str, str, int, int]],
    rows: int,
    titles: tuple[str, str],
    highest: float,
) -> None:
    """Add a map: series are (name, group, column of x, column of y) over the rows of the table."""
    chart = ScatterChart()
    chart.style, chart.title, chart.scatterStyle = 13, title, "lineMarker"
    for name, group, x_column, y_column in series:
        xs, ys = (
            Reference(sheet, min_col=column, min_row=HEADER_ROW + 1, max_row=HEADER_ROW + rows)
            for column in (x_column, y_column)
        )
        one = Series(ys, xs, title=name)
        one.marker.symbol, one.marker.size = SYMBOLS.get(group, "triangle"), 9
        colour = COLOURS.get(group, "6B4FA0")
        one.marker.graphicalProperties = GraphicalProperties(solidFill=colour)
        one.marker.graphicalProperties.line.solidFill = colour
        one.graphicalProperties.line.noFill = True
        chart.series.append(one)
    for axis, words in zip((chart.x_axis, chart.y_axis), titles, strict=True):
        axis.title, axis.delete = words, False
        axis.scaling.min, axis.scaling.max, axis.majorUnit = 1, highest, 1
        axis.number_format = "0"
    chart.legend.position = "b"
    chart.width, chart.height = 24, 15
    _place(sheet, chart, rows)


def _place(sheet: Worksheet, chart: ChartBase, rows: int) -> None:
    """Put a chart on a printed page of its own below the table, wide enough not to be cut."""
    first = HEADER_ROW + rows + 2
    chart.anchor = f"A{first + 1}"
    sheet.add_chart(chart)
    sheet.row_breaks.append(Break(id=first - 1))
    column, covered = 0, 0.0
    while covered < chart.width + 1 or column < sheet.max_column:
        column += 1
        dimension = sheet.column_dimensions.get(get_column_letter(column))
        covered += (dimension.width if dimension else 8.43) * CM_PER_CHARACTER + 0.13
    bottom = first + 1 + math.ceil(chart.height / CM_PER_ROW) + 1
    sheet.print_area = f"A1:{get_column_letter(column)}{bottom}"
