"""Charts drawn in a workbook that is open: ours are replaced, all others stay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from itnamnd_xl.render.open_charts import color_number, replace_charts
from itnamnd_xl.render.with_xlwings import replace_contents
from itnamnd_xl.sheets.spec import Cell, Chart, Role, Series, Shade, Sheet, titled
from tests.excel.excel import Excel, excel

if TYPE_CHECKING:
    import xlwings as xw

__all__ = ["excel"]


def drawn(*, is_stacked: bool = False, name: str = "itnamnd prov") -> Sheet:
    """A sheet with a chart of two accounts above their table."""
    sheet = titled("Diagram", "Diagram", (30, 12, 12))
    sheet.add(*[()] * 11)
    sheet.add((Cell("Konto"), Cell("Bättre"), Cell("Sämre")))
    sheet.add((Cell("Löner"), Cell(0, Role.AMOUNT), Cell(-12, Role.AMOUNT)))
    sheet.add((Cell("Hyror"), Cell(7, Role.AMOUNT), Cell(0, Role.AMOUNT)))
    series = (Series("Bättre", 2, Shade.GOOD, "●"), Series("Sämre", 3, Shade.BAD, "■"))
    sheet.charts.append(
        Chart("Avvikelse, tkr", "Stapeldiagram.", "Diagram", 14, 15, 1, series, (2, 1), 10, '#,##0;"−"#,##0',
              is_stacked=is_stacked, name=name)
    )  # fmt: skip
    return sheet


@pytest.fixture
def sheet(excel: Excel) -> xw.Sheet:
    made = excel.new().sheets[0]
    made.name = "Diagram"
    replace_contents(made, drawn())
    return made


def charts(excel: Excel, sheet: xw.Sheet) -> list[Any]:
    return list(excel.model(sheet.book)["Diagram"]._charts)


def test_a_chart_stands_below_its_cell_with_its_words_and_figures(excel: Excel, sheet: xw.Sheet) -> None:
    replace_charts(sheet, drawn(), ())
    (one,) = charts(excel, sheet)
    assert (one.frame_name, one.frame_text) == ("itnamnd prov", "Stapeldiagram.")
    assert (one.grouping, one.anchor._from.row) == ("clustered", 1)
    assert [series.tx.v for series in one.series] == ["Bättre", "Sämre"]
    assert [series.val.numRef.f for series in one.series] == ["'Diagram'!$B$14:$B$15", "'Diagram'!$C$14:$C$15"]
    assert {series.cat.numRef.f for series in one.series} == {"'Diagram'!$A$14:$A$15"}
    assert one.traits == {
        "HasTitle": True,
        "ChartTitle.Text": "Avvikelse, tkr",
        "ChartTitle.Font.Name": "Calibri",
        "ChartTitle.Font.Size": 12,
        "ChartTitle.Font.Bold": True,
        "ChartTitle.Font.Color": color_number("222222"),
        "HasLegend": True,
        "Legend.Position": -4107,
        "ChartGroups[1].GapWidth": 35,
        "ChartGroups[1].Overlap": 100,
        "Axes[1].ReversePlotOrder": True,
        "Axes[1].TickLabelPosition": -4134,
        "Axes[1].MajorTickMark": -4142,
        "Axes[2].HasMajorGridlines": False,
        "Axes[2].Deleted": True,
    } | {
        f"Series[{number}].{trait}": value
        for number, (mark, fill) in enumerate((("●", "9CCBB3"), ("■", "8C2D19")), 1)
        for trait, value in {
            "Format.Fill.ForeColor.RGB": color_number(fill),
            "Format.Line.ForeColor.RGB": color_number("595959"),
            "Format.Line.Weight": 0.5,
            "InvertIfNegative": False,
            "HasDataLabels": True,
            "DataLabels.NumberFormat": f'"{mark}\u00a0"#,##0;"{mark}\u00a0−"#,##0;',
            "DataLabels.Position": 2,
            "DataLabels.Font.Name": "Calibri",
            "DataLabels.Font.Size": 9,
            "DataLabels.Font.Color": color_number("222222"),
        }.items()
    }


def test_a_stacked_one_has_its_figures_within_its_bars(excel: Excel, sheet: xw.Sheet) -> None:
    replace_charts(sheet, drawn(is_stacked=True), ())
    (one,) = charts(excel, sheet)
    assert one.grouping == "stacked"
    assert one.traits["Series[2].DataLabels.Position"] == -4108
    assert one.traits["Series[2].DataLabels.Font.Color"] == color_number("FFFFFF")


def test_only_ours_are_replaced(excel: Excel, sheet: xw.Sheet) -> None:
    from openpyxl.chart import BarChart

    replace_charts(sheet, drawn(), ())
    excel.model(sheet.book)["Diagram"].add_chart(BarChart(), "H2")
    replace_charts(sheet, drawn(name="itnamnd annat"), ["itnamnd prov"])
    assert [getattr(one, "frame_name", None) for one in charts(excel, sheet)] == [None, "itnamnd annat"]


def test_what_excel_does_not_take_of_the_look_leaves_the_figures(excel: Excel, sheet: xw.Sheet) -> None:
    """The double knows of nothing besides what is modelled, as an older Excel would."""
    from tests.excel.com_charts import ChartDouble

    def unknown(*_: object) -> None:
        raise AttributeError("ChartGroups")

    before = ChartDouble.ChartGroups
    ChartDouble.ChartGroups = unknown  # type: ignore[assignment, method-assign]
    try:
        replace_charts(sheet, drawn(), ())
    finally:
        ChartDouble.ChartGroups = before  # type: ignore[method-assign]
    (one,) = charts(excel, sheet)
    assert len(one.series) == 2
