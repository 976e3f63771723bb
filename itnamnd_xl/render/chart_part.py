"""The charts of a neutral sheet written as parts of a workbook: the drawing that they stand in, and each of them.

Source: ECMA-376 part 1, 20.5 (drawings on sheets) and 21.2 (charts). The figures stand in each chart once more, as
programs that do not compute show those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from itnamnd_xl.core.model import column_letters
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
    plot_frame,
    size_of,
)
from itnamnd_xl.render.layout import LANGUAGE, escaped, shown_text
from itnamnd_xl.render.sheet_part import DECLARATION, attribute, markup
from itnamnd_xl.sheets.formulas import sheet_reference
from itnamnd_xl.sheets.theme import FONT, GREY, INK, PAPER, RULE, SHADES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from itnamnd_xl.sheets.spec import Chart, Series, Sheet, Value

# A pixel, and a point, in the units of drawings.
PIXEL, POINT = 9_525, 12_700
NAMES_AXIS, FIGURES_AXIS = 1, 2


class Dialect(NamedTuple):
    """The namespaces of a dialect, and what stands after a figure in per cent."""

    main: str
    chart: str
    sheet: str
    relations: str
    per_cent: str


TRANSITIONAL = Dialect(
    "http://schemas.openxmlformats.org/drawingml/2006/main",
    "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "",
)
STRICT = Dialect(
    "http://purl.oclc.org/ooxml/drawingml/main",
    "http://purl.oclc.org/ooxml/drawingml/chart",
    "http://purl.oclc.org/ooxml/drawingml/spreadsheetDrawing",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
    "%",
)


@dataclass(frozen=True, slots=True)
class DrawnCharts:
    """The charts of a sheet as parts: the drawing, and the charts, which are rId1, rId2 … to it.

    `frames` are the names of the frames that they stand in.
    """

    drawing: bytes
    charts: tuple[bytes, ...]
    frames: tuple[str, ...]


def draw_charts(sheet: Sheet, *, strict: bool) -> DrawnCharts | None:
    """Write the charts of a sheet, which hold figures of that sheet; None where it has none."""
    if not sheet.charts:
        return None
    dialect = STRICT if strict else TRANSITIONAL
    anchors = "".join(_anchor(chart, number, sheet) for number, chart in enumerate(sheet.charts, 1))
    drawing = (
        f'{DECLARATION}<xdr:wsDr xmlns:xdr="{dialect.sheet}" xmlns:a="{dialect.main}" '
        f'xmlns:c="{dialect.chart}" xmlns:r="{dialect.relations}">{anchors}</xdr:wsDr>'
    ).replace("{chart}", dialect.chart)
    return DrawnCharts(
        drawing.encode(),
        tuple(_chart(one, sheet, dialect).encode() for one in sheet.charts),
        tuple(one.name for one in sheet.charts),
    )


def _anchor(chart: Chart, number: int, sheet: Sheet) -> str:
    """Write where a chart stands: it moves with its cells, and keeps its size."""
    width, height = (pixels * PIXEL for pixels in size_of(chart, sheet))
    row, column = chart.at
    return (
        f"<xdr:oneCellAnchor><xdr:from><xdr:col>{column - 1}</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{row - 1}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        f'<xdr:ext cx="{width}" cy="{height}"/><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>'
        f'<xdr:cNvPr id="{number + 1}" name="{attribute(chart.name)}" descr="{attribute(escaped(chart.description))}"/>'
        "<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>"
        '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>'
        f'<a:graphic><a:graphicData uri="{{chart}}"><c:chart r:id="rId{number}"/></a:graphicData></a:graphic>'
        "</xdr:graphicFrame><xdr:clientData/></xdr:oneCellAnchor>"
    )


def _chart(chart: Chart, sheet: Sheet, dialect: Dialect) -> str:
    return (
        f'{DECLARATION}<c:chartSpace xmlns:c="{dialect.chart}" xmlns:a="{dialect.main}" xmlns:r="{dialect.relations}">'
        f'<c:lang val="{LANGUAGE}"/><c:roundedCorners val="0"/><c:chart>{_title(chart.title)}'
        f'<c:autoTitleDeleted val="0"/>{_plot(chart, sheet, dialect)}{_legend(chart)}'
        '<c:plotVisOnly val="0"/><c:dispBlanksAs val="gap"/></c:chart>'
        f"<c:spPr>{_solid(PAPER)}<a:ln><a:noFill/></a:ln></c:spPr>{_text(TEXT_SIZE)}</c:chartSpace>"
    )


def _title(title: str) -> str:
    look = f'lang="{LANGUAGE}" {_look(TITLE_SIZE, bold=True)}'
    return (
        f"<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr><a:defRPr {_look(TITLE_SIZE, bold=True)}>{_ink(INK)}</a:defRPr>"
        f"</a:pPr><a:r><a:rPr {look}>{_ink(INK)}</a:rPr><a:t>{markup(escaped(title))}</a:t></a:r></a:p></c:rich></c:tx>"
        '<c:layout><c:manualLayout><c:xMode val="edge"/><c:yMode val="edge"/><c:x val="0.01"/><c:y val="0.02"/>'
        '</c:manualLayout></c:layout><c:overlay val="0"/></c:title>'
    )


def _plot(chart: Chart, sheet: Sheet, dialect: Dialect) -> str:
    names = [str(value or "") for value in _values(chart, chart.labels, sheet)]
    left, top, width, height = plot_frame(names, chart, size_of(chart, sheet))
    series = "".join(_series(one, number, chart, sheet) for number, one in enumerate(chart.series))
    overlap = f'<c:overlap val="{OVERLAP}{dialect.per_cent}"/>' if len(chart.series) > 1 else ""
    line = f'<c:spPr><a:ln w="{int(LINE_POINTS * POINT)}">{_solid(RULE)}</a:ln></c:spPr>'
    return (
        '<c:plotArea><c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{left:.4f}"/><c:y val="{top:.4f}"/><c:w val="{width:.4f}"/><c:h val="{height:.4f}"/>'
        '</c:manualLayout></c:layout><c:barChart><c:barDir val="bar"/>'
        f'<c:grouping val="{"stacked" if is_inside(chart) else "clustered"}"/><c:varyColors val="0"/>{series}'
        f'<c:gapWidth val="{GAP}{dialect.per_cent}"/>{overlap}'
        f'<c:axId val="{NAMES_AXIS}"/><c:axId val="{FIGURES_AXIS}"/></c:barChart>'
        f'<c:catAx><c:axId val="{NAMES_AXIS}"/><c:scaling><c:orientation val="maxMin"/></c:scaling>'
        '<c:delete val="0"/><c:axPos val="l"/><c:numFmt formatCode="General" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'{line}{_text(TEXT_SIZE)}<c:crossAx val="{FIGURES_AXIS}"/><c:crosses val="autoZero"/><c:auto val="0"/>'
        '<c:lblAlgn val="ctr"/><c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>'
        f'<c:valAx><c:axId val="{FIGURES_AXIS}"/><c:scaling><c:orientation val="minMax"/>{_least(chart)}'
        '</c:scaling><c:delete val="1"/><c:axPos val="t"/>'
        f'<c:numFmt formatCode="{attribute(chart.number_format)}" sourceLinked="0"/>'
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'<c:crossAx val="{NAMES_AXIS}"/><c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx>'
        "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:plotArea>"
    )


def _least(chart: Chart) -> str:
    """Let bars begin at zero where none ever goes to the left of it."""
    return '<c:min val="0"/>' if chart.begins_at_zero else ""


def _series(one: Series, number: int, chart: Chart, sheet: Sheet) -> str:
    place = "ctr" if is_inside(chart) else "outEnd"
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:v>{markup(escaped(one.name))}</c:v></c:tx>'
        f'<c:spPr>{_solid(SHADES[one.shade].fill)}<a:ln w="{int(LINE_POINTS * POINT)}">{_solid(GREY)}</a:ln></c:spPr>'
        f'<c:invertIfNegative val="0"/><c:dLbls><c:numFmt formatCode="{attribute(label_format(one, chart))}" '
        'sourceLinked="0"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'
        f"{_text(TEXT_SIZE, label_ink(one, chart))}"
        f'<c:dLblPos val="{place}"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat><c:strRef><c:f>{markup(_cells(chart, chart.labels))}</c:f><c:strCache>"
        f"{_points(_texts(chart, sheet))}</c:strCache></c:strRef></c:cat>"
        f"<c:val><c:numRef><c:f>{markup(_cells(chart, one.column))}</c:f><c:numCache>"
        f"<c:formatCode>General</c:formatCode>{_points(_figures(chart, one, sheet))}</c:numCache></c:numRef></c:val>"
        "</c:ser>"
    )


def _legend(chart: Chart) -> str:
    if not has_legend(chart):
        return ""
    return f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_text(TEXT_SIZE)}</c:legend>'


def _values(chart: Chart, column: int, sheet: Sheet) -> list[Value]:
    """Give what the cells of a chart's column hold, a formula's what it gave."""
    rows = sheet.rows[chart.first - 1 : chart.last]
    cells = [row[column - 1] if column <= len(row) else None for row in rows]
    return [None if cell is None else shown_text(cell) if isinstance(cell.value, str) else cell.value for cell in cells]


def _texts(chart: Chart, sheet: Sheet) -> list[str | None]:
    return [None if one is None else markup(escaped(str(one))) for one in _values(chart, chart.labels, sheet)]


def _figures(chart: Chart, one: Series, sheet: Sheet) -> list[str | None]:
    """Give a series' figures; a text is none."""
    found = _values(chart, one.column, sheet)
    return [None if value is None or isinstance(value, str) else f"{float(value):.15g}" for value in found]


def _points(values: Iterable[str | None]) -> str:
    listed = list(values)
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{value}</c:v></c:pt>' for at, value in enumerate(listed) if value is not None
    )
    return f'<c:ptCount val="{len(listed)}"/>{points}'


def _cells(chart: Chart, column: int) -> str:
    letters = column_letters(column)
    return f"{sheet_reference(chart.data)}${letters}${chart.first}:${letters}${chart.last}"


def _text(size: float, color: str = INK) -> str:
    return (
        f"<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr {_look(size)}>{_ink(color)}</a:defRPr></a:pPr>"
        f'<a:endParaRPr lang="{LANGUAGE}"/></a:p></c:txPr>'
    )


def _look(size: float, *, bold: bool = False) -> str:
    return f'sz="{int(size * 100)}" b="{int(bold)}"'


def _ink(color: str) -> str:
    return f'{_solid(color)}<a:latin typeface="{FONT}"/>'


def _solid(color: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{color}"/></a:solidFill>'
