"""Adds native charts beside the tables they draw."""

import math

from openpyxl.chart import BarChart, Reference, ScatterChart, Series
from openpyxl.chart._chart import ChartBase
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from facilitator.workbook.sheet import HEADER_ROW

CM_PER_CHARACTER, CM_PER_ROW = 0.19, 0.53
NARROWEST = 27.0
"""Centimetres of the narrowest chart's page; wider tables shrink to an A4 page's 27.7."""
HEIGHT_PER_WIDTH = 0.58
ROWS_OF_A_PAGE = 18
"""With so few rows the chart is the second page, and the table's header need not stand over it."""
MOST_BARS = 25
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
    """Add horizontal bars of some columns (number, colour) over the sheet's table, as many rows as are legible."""
    drawn = min(rows, MOST_BARS)
    chart = BarChart()
    chart.type, chart.style = "bar", 10
    chart.title = title if drawn == rows else f"{title}: the first {drawn} of {rows}"
    for column, colour in columns:
        chart.add_data(
            Reference(sheet, min_col=column, min_row=HEADER_ROW, max_row=HEADER_ROW + drawn),
            titles_from_data=True,
        )
        chart.series[-1].graphicalProperties = GraphicalProperties(solidFill=colour)
    chart.set_categories(Reference(sheet, min_col=1, min_row=HEADER_ROW + 1, max_row=HEADER_ROW + drawn))
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.title = sheet.cell(HEADER_ROW, 1).value
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
    if len(columns) == 1:
        chart.legend = None
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
    _place(sheet, chart, rows)


def _place(sheet: Worksheet, chart: ChartBase, rows: int) -> None:
    """Put a chart on a printed page of its own below the table, as wide as what is printed.

    The page shrinks to the table's width, so a chart that fills it has letters that grow with it.
    """
    first = HEADER_ROW + rows + 2
    chart.anchor = f"A{first + 1}"
    sheet.add_chart(chart)
    sheet.row_breaks.append(Break(id=first - 1))
    column, covered = 0, 0.0
    while covered < NARROWEST or column < sheet.max_column:
        column += 1
        dimension = sheet.column_dimensions.get(get_column_letter(column))
        covered += (dimension.width if dimension else 8.43) * CM_PER_CHARACTER + 0.13
    chart.width = covered - 1
    chart.height = HEIGHT_PER_WIDTH * covered
    points = round(9.5 * max(1.0, covered / NARROWEST))
    for part, size in ((chart.title, points + 3), (chart.x_axis.title, points), (chart.y_axis.title, points)):
        part.tx.rich.p[0].pPr = ParagraphProperties(defRPr=CharacterProperties(sz=100 * size, b=True))
    for part in (chart.x_axis, chart.y_axis, chart.legend, chart.dataLabels):
        if part is not None:
            part.txPr = _letters(points)
    bottom = first + 1 + math.ceil(chart.height / CM_PER_ROW) + 1
    sheet.print_area = f"A1:{get_column_letter(column)}{bottom}"


def _letters(points: int) -> RichText:
    paragraph = Paragraph(
        pPr=ParagraphProperties(defRPr=CharacterProperties(sz=100 * points)), endParaRPr=CharacterProperties()
    )
    return RichText(p=[paragraph])
