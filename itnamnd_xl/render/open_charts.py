"""The charts of a neutral sheet drawn in a workbook that is open in Excel: beyond xlwings, in Excel's own objects.

A chart is known by the name of its frame. What is drawn anew is taken away first; no other object is touched. What a
chart looks like is left to Excel where a version does not take it: the figures stand in the table all the same.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from itnamnd_xl.core.model import area_address
from itnamnd_xl.render.chart_look import (
    GAP,
    LINE_POINTS,
    OVERLAP,
    TEXT_SIZE,
    TITLE_SIZE,
    has_legend,
    is_inside,
    label_format,
    label_ink,
    size_of,
)
from itnamnd_xl.sheets.theme import FONT, GREY, INK, SHADES

if TYPE_CHECKING:
    from collections.abc import Collection

    import xlwings as xw

    from itnamnd_xl.sheets.spec import Chart, Series, Sheet

# Constants of Excel's and Office's object libraries.
MSO_CHART, XL_BAR_CLUSTERED, XL_BAR_STACKED, XL_MOVE = 3, 57, 58, 2
XL_NAMES, XL_FIGURES, XL_LOW, XL_NONE, XL_BOTTOM = 1, 2, -4134, -4142, -4107
XL_CENTER, XL_OUTSIDE_END = -4108, 2
# The style that a new chart of that type has.
PLAIN_STYLE = -1
POINTS_IN_PIXEL = 0.75


def color_number(color: str) -> int:
    """Give a colour as Excel counts it: blue, green, red."""
    red, green, blue = (int(color[at : at + 2], 16) for at in (0, 2, 4))
    return red + 256 * green + 65_536 * blue


def replace_charts(sheet: xw.Sheet, neutral: Sheet, former: Collection[str]) -> None:
    """Draw the charts of a neutral sheet in an open one, in the place of those of ours that stand there.

    Args:
        sheet: the sheet, which holds the figures already.
        neutral: what it holds.
        former: the names of the frames of ours that may stand there.
    """
    shapes = sheet.api.Shapes
    for shape in list(shapes):
        if shape.Type == MSO_CHART and shape.Name in former:
            shape.Delete()
    for chart in neutral.charts:
        _draw(sheet, shapes, chart, neutral)


def _draw(sheet: xw.Sheet, shapes: Any, chart: Chart, neutral: Sheet) -> None:  # noqa: ANN401 - an object of Excel's
    corner = sheet.range(area_address((*chart.at, *chart.at))).api
    width, height = (pixels * POINTS_IN_PIXEL for pixels in size_of(chart, neutral))
    kind = XL_BAR_STACKED if is_inside(chart) else XL_BAR_CLUSTERED
    frame = shapes.AddChart2(PLAIN_STYLE, kind, corner.Left, corner.Top, width, height)
    # Its name first: were it interrupted, what stands there is known for ours.
    frame.Name = chart.name
    frame.AlternativeText = chart.description
    frame.Placement = XL_MOVE
    drawn = frame.Chart
    every = drawn.SeriesCollection()
    for _ in range(every.Count):
        # What Excel has drawn by itself, of the cells around the one that is chosen.
        every.Item(1).Delete()
    for one in chart.series:
        made = every.NewSeries()
        made.Name = one.name
        made.Values = _cells(sheet, chart, one.column)
        made.XValues = _cells(sheet, chart, chart.labels)
        with suppress(Exception):
            _fill(made, one)
        with suppress(Exception):
            _label(made, one, chart)
    with suppress(Exception):
        _write_title(drawn, chart)
    with suppress(Exception):
        _set_axes(drawn, chart)


def _cells(sheet: xw.Sheet, chart: Chart, column: int) -> Any:  # noqa: ANN401 - an object of Excel's
    return sheet.range(area_address((chart.first, column, chart.last, column))).api


def _fill(made: Any, one: Series) -> None:  # noqa: ANN401 - an object of Excel's
    fill, line = made.Format.Fill, made.Format.Line
    fill.ForeColor.RGB = color_number(SHADES[one.shade].fill)
    line.ForeColor.RGB, line.Weight = color_number(GREY), LINE_POINTS
    made.InvertIfNegative = False


def _label(made: Any, one: Series, chart: Chart) -> None:  # noqa: ANN401 - an object of Excel's
    made.HasDataLabels = True
    labels = made.DataLabels()
    labels.NumberFormat = label_format(one, chart)
    labels.Position = XL_CENTER if is_inside(chart) else XL_OUTSIDE_END
    labels.Font.Name, labels.Font.Size, labels.Font.Color = FONT, TEXT_SIZE, color_number(label_ink(one, chart))


def _write_title(drawn: Any, chart: Chart) -> None:  # noqa: ANN401 - an object of Excel's
    drawn.HasTitle = True
    title = drawn.ChartTitle
    title.Text = chart.title
    title.Font.Name, title.Font.Size, title.Font.Bold, title.Font.Color = FONT, TITLE_SIZE, True, color_number(INK)
    drawn.HasLegend = has_legend(chart)
    if has_legend(chart):
        drawn.Legend.Position = XL_BOTTOM


def _set_axes(drawn: Any, chart: Chart) -> None:  # noqa: ANN401 - an object of Excel's
    group = drawn.ChartGroups(1)
    group.GapWidth = GAP
    if len(chart.series) > 1:
        group.Overlap = OVERLAP
    names, figures = drawn.Axes(XL_NAMES), drawn.Axes(XL_FIGURES)
    names.ReversePlotOrder = True
    names.TickLabelPosition, names.MajorTickMark = XL_LOW, XL_NONE
    figures.HasMajorGridlines = False
    if chart.begins_at_zero:
        figures.MinimumScale = 0
    figures.Delete()
