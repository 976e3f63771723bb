"""Charts as parts: what stands in them can be read by others, holds the figures once more, and says it in words."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from lxml import etree

from itnamnd_xl.app.recalculate import sizes
from itnamnd_xl.app.writing import fresh_workbook
from itnamnd_xl.core.model import Level
from itnamnd_xl.policy.load import default_policy
from itnamnd_xl.render.chart_look import label_format, plot_frame
from itnamnd_xl.render.chart_part import STRICT, TRANSITIONAL, draw_charts
from itnamnd_xl.sheets.spec import Cell, Chart, Role, Series, Shade, Sheet, Value, titled

NAMES = ('Löner & "arvoden"', "<Hyror>", "Annat\x01", "")


def sheet_of(name: str = "Anna's blad", **changes: object) -> Sheet:
    """A sheet with a chart of four rows, one of which lacks a figure."""
    made = titled(name, "Diagram", (30, 12, 12))
    made.add(*[()] * 11)
    figures: tuple[Value, ...] = (Decimal("1.5"), -12, "saknas", 0)
    for text, figure in zip(NAMES, figures, strict=True):
        made.add((Cell(text), Cell(figure, Role.AMOUNT, formula="=1"), Cell(3)))
    series = (Series("A & B", 2, Shade.GOOD, "●"), Series("C", 3, Shade.NONE))
    chart = Chart("Titel <1>", 'Stapel "a" & b', name, 13, 16, 1, series, (2, 1), 10, name="itnamnd prov")
    made.charts.append(replace(chart, **changes))  # type: ignore[arg-type] # whatever a test changes
    return made


@pytest.mark.parametrize("strict", [False, True])
def test_the_parts_are_of_their_dialect(strict: bool) -> None:
    drawn = draw_charts(sheet_of(), strict=strict)
    assert drawn is not None
    one, other = (STRICT, TRANSITIONAL) if strict else (TRANSITIONAL, STRICT)
    for part in (drawn.drawing, *drawn.charts):
        root = etree.fromstring(part)
        namespaces = {etree.QName(element).namespace for element in root.iter()}
        assert namespaces <= {one.main, one.chart, one.sheet}
        assert not any(namespace.encode() in part for namespace in other[:4])
    (overlap,) = etree.fromstring(drawn.charts[0]).iter("{*}overlap")
    assert overlap.get("val") == ("100%" if strict else "100")


def test_a_sheet_without_charts_has_no_drawing() -> None:
    assert draw_charts(titled("S", "S", (10,)), strict=False) is None


def test_the_figures_stand_in_it_once_more() -> None:
    drawn = draw_charts(sheet_of(), strict=False)
    assert drawn is not None
    root = etree.fromstring(drawn.charts[0])

    def cached(kind: str) -> list[list[tuple[str | None, str | None]]]:
        return [
            [(one.get("idx"), one.findtext("{*}v")) for one in cache.iter("{*}pt")]
            for cache in root.iter(f"{{*}}{kind}")
        ]

    names = [("0", NAMES[0]), ("1", NAMES[1]), ("2", "Annat_x0001_"), ("3", "")]
    assert cached("strCache") == [names, names]
    assert cached("numCache") == [[("0", "1.5"), ("1", "-12"), ("3", "0")], [(str(at), "3") for at in range(4)]]
    assert [one.text for one in root.iter("{*}f")][:2] == ["'Anna''s blad'!$A$13:$A$16", "'Anna''s blad'!$B$13:$B$16"]
    assert root.find("{*}lang").get("val") == "sv-SE"  # type: ignore[union-attr]
    assert {one.get("sourceLinked") for one in root.iter("{*}numFmt")} == {"0"}


def test_it_is_described_for_who_does_not_see_it() -> None:
    drawn = draw_charts(sheet_of(), strict=False)
    assert drawn is not None
    (frame,) = etree.fromstring(drawn.drawing).iter("{*}cNvPr")
    assert (frame.get("name"), frame.get("descr")) == ("itnamnd prov", 'Stapel "a" & b')
    assert drawn.frames == ("itnamnd prov",)


def test_openpyxl_reads_what_is_written() -> None:
    drafted, said = fresh_workbook("x.xlsx", [sheet_of()], sizes(default_policy().limits), {})
    assert said == []
    assert drafted is not None
    book = openpyxl.load_workbook(io.BytesIO(drafted.data))
    (chart,) = book.worksheets[0]._charts  # type: ignore[attr-defined] # the stubs leave it out
    assert (chart.type, chart.grouping, chart.gapWidth, chart.overlap) == ("bar", "stacked", 35, 100)
    assert chart.x_axis.scaling.orientation == "maxMin"
    assert (chart.x_axis.tickLblPos, chart.x_axis.delete, chart.y_axis.delete) == ("low", False, True)
    assert chart.y_axis.majorGridlines is None
    assert chart.legend is not None
    assert [one.tx.v for one in chart.series] == ["A & B", "C"]


def test_one_series_needs_no_legend_and_what_is_never_negative_begins_at_zero() -> None:
    def least(drawn: bytes) -> list[str | None]:
        return [one.get("val") for one in etree.fromstring(drawn).iter("{*}min")]

    plain, other = (draw_charts(one, strict=False) for one in (
        sheet_of(), sheet_of(series=(Series("A", 2),), begins_at_zero=True)))  # fmt: skip
    assert plain is not None
    assert other is not None
    assert list(etree.fromstring(other.charts[0]).iter("{*}legend")) == []
    assert (least(plain.charts[0]), least(other.charts[0])) == ([], ["0"])


@pytest.mark.parametrize(
    ("number_format", "mark", "shown"),
    [
        ("#,##0", "", "#,##0;-#,##0;"),
        ('#,##0;"−"#,##0', "", '#,##0;"−"#,##0;'),
        ('#,##0;"−"#,##0', "●", '"●\u00a0"#,##0;"●\u00a0−"#,##0;'),
        ("0.0", "■", '"■\u00a0"0.0;"■\u00a0"-0.0;'),
    ],
)
def test_a_label_has_its_mark_and_hides_a_zero(number_format: str, mark: str, shown: str) -> None:
    chart = sheet_of(number_format=number_format).charts[0]
    assert label_format(replace(chart.series[0], mark=mark), chart) == shown


@pytest.mark.parametrize("names", [[], ["a"], ["x" * 500], ["Ett namn"] * 40])
@pytest.mark.parametrize("rows", [4, 30])
def test_the_bars_have_room_within_the_chart(names: list[str], rows: int) -> None:
    left, top, width, height = plot_frame(names, sheet_of().charts[0], (900, rows * 20))
    assert min(left, top) > 0
    assert min(width, height) > 0
    assert left + width <= 1
    assert top + height <= 1


def test_every_level_has_a_mark_of_its_own() -> None:
    from itnamnd_xl.sheets.charts import LEVELS

    assert set(LEVELS) == {Level.ACHIEVED, Level.PARTLY, Level.NOT, Level.NO_VALUE}
    assert len({shade for *_, shade in LEVELS.values()}) == len(LEVELS)


def test_nothing_runs_behind_the_figures_of_a_bar() -> None:
    """A light bar is told from the paper by its outline."""
    drawn = draw_charts(sheet_of(), strict=False)
    assert drawn is not None
    series = list(etree.fromstring(drawn.charts[0]).iter("{*}ser"))
    assert len(series) == 2
    for one in series:
        look = one.find("{*}spPr")
        assert look is not None
        assert [etree.QName(child).localname for child in look] == ["solidFill", "ln"]
        assert look.find("{*}ln/{*}solidFill") is not None
