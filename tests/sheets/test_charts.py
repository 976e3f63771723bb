"""The sheet Diagram: which charts there are, in which order their bars stand, and what is said when something lacks."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest

from itnamnd_xl import recalculate
from itnamnd_xl.app.delivery import Target
from itnamnd_xl.core.model import Column, StatementType
from itnamnd_xl.sheets.charts import MOST_BARS, charts_sheet
from itnamnd_xl.sheets.formulas import Book, own_sheet
from itnamnd_xl.sheets.spec import Cell, Role, Sheet
from tests.cases import book_of, wide_case

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from itnamnd_xl.core.outcome import Outcome
    from itnamnd_xl.sheets.spec import Chart, Value


def outcome_of(*paths: Path) -> Outcome:
    return recalculate(list(paths), target=Target(dry_run=True)).outcome


def statement(path: Path, deviations: Sequence[int]) -> Outcome:
    """A statement of so many accounts whose deviations are these, costs without a sign."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Drift"
    sheet.append(("Kontotext, tkr", "Budget 2023", "Utfall 2023", "Avvikelse"))
    for at, deviation in enumerate(deviations, 1):
        sheet.append((f"Kostnad {at}", 1000, 1000 - deviation, deviation))
    book.save(path)
    return outcome_of(path)


def shown(sheet: Sheet, chart: Chart, column: int) -> list[Value]:
    cells = [sheet.rows[row - 1][column - 1] for row in range(chart.first, chart.last + 1)]
    return [cell.value for cell in cells if cell is not None]


def test_the_bars_go_from_the_worst_to_the_best(tmp_path: Path) -> None:
    outcome = statement(tmp_path / "a.xlsx", [5, -20, 0, 7, -20])
    sheet = charts_sheet(outcome, Book("a.xlsx"), ())
    assert sheet is not None
    (chart,) = sheet.charts
    assert shown(sheet, chart, 2) == [-20, -20, 0, 5, 7]
    # Of two that are the same the first in the list comes first.
    assert shown(sheet, chart, 1)[:2] == ["Kostnad 2", "Kostnad 5"]
    assert [shown(sheet, chart, column) for column in (3, 4)] == [[0, 0, 0, 5, 7], [-20, -20, 0, 0, 0]]
    message = sheet.rows[chart.at[0] - 2][0]
    assert message is not None
    assert str(message.value).replace("\u00a0", " ") == "Störst avvikelse: Kostnad 2, 20 tkr sämre än budget."


def test_of_many_the_largest_are_shown(tmp_path: Path) -> None:
    deviations = [(-1) ** at * at for at in range(1, 2 * MOST_BARS + 1)]
    outcome = statement(tmp_path / "a.xlsx", deviations)
    sheet = charts_sheet(outcome, Book("a.xlsx"), ())
    assert sheet is not None
    (chart,) = sheet.charts
    assert shown(sheet, chart, 2) == sorted(deviations[-MOST_BARS:])
    assert chart.title.endswith("(de 15 största av 30)")
    assert sheet.printed is not None
    assert chart.at[0] + chart.rows - 1 <= sheet.printed < chart.first


def test_nothing_that_deviates_is_said_so(tmp_path: Path) -> None:
    sheet = charts_sheet(statement(tmp_path / "a.xlsx", [0, 0]), Book("a.xlsx"), ())
    assert sheet is not None
    assert "Ingenting avviker från budget." in [row[0].value for row in sheet.rows if row and row[0]]


def test_where_nothing_can_be_drawn_there_is_no_sheet(tmp_path: Path) -> None:
    outcome = statement(tmp_path / "a.xlsx", [1])
    assert charts_sheet(outcome, Book("b.xlsx"), ()) is None
    assert charts_sheet(outcome, Book(""), ()) is not None


def test_each_workbook_has_the_charts_of_its_own_tables(three: list[Path]) -> None:
    outcome = outcome_of(*three)
    names = {}
    for path in three:
        sheet = charts_sheet(outcome, Book(path.name), ())
        names[path.name] = [one.name for one in sheet.charts] if sheet else None
    assert names == {
        "budget.xlsx": ["itnamnd avvikelse konto", "itnamnd avvikelse projekt", "itnamnd fördelning"],
        "indikatorer.xlsx": ["itnamnd mål"],
        "folkmangd.xlsx": None,
    }


def test_what_stands_on_the_result_sheets_is_fetched_from_there(tmp_path: Path) -> None:
    """Also where it is another than the core's: the sheets say what is so."""
    outcome = statement(tmp_path / "a.xlsx", [5, -20, 3])
    book = Book("a.xlsx")
    home = Sheet("Driftredovisning", (9, 9))
    of = StatementType.OPERATING
    figures: tuple[tuple[str, Value], ...] = (("Ett", Decimal("1.25")), ("Två", "saknas"), ("Tre", Decimal(-3)))
    for at, (name, figure) in enumerate(figures):
        home.add((Cell(name), Cell(figure, Role.AMOUNT)))
        book.put(("label", of, at), home, 1, at + 1)
        book.put(("amount", of, at, Column.DEVIATION), home, 2, at + 1)
    sheet = charts_sheet(outcome, book, [home])
    assert sheet is not None
    (chart,) = sheet.charts
    # One without a deviation has a bar of no length at the end, which is its own once it gets one.
    assert shown(sheet, chart, 1) == ["Tre", "Ett", ""]
    assert shown(sheet, chart, 2) == [-3, Decimal("1.25"), 0]
    listed = [row for row in sheet.rows if len(row) == 6 and row[5] is not None and row[5].role is Role.NUMBER]
    place = f"{own_sheet('Driftredovisning')}$B$2"
    assert [row[1].formula for row in listed if row[1]][1] == f'=IF(ISNUMBER({place}),ROUND({place},6),"saknas")'
    # What is missing has no place among the bars.
    found = [[cell.value for cell in row[2:] if cell] for row in listed]
    assert found == [[Decimal("1.25"), 2, 2, 1], [-1, 3, 0, 2], [3, 1, 1, 3]]


@pytest.mark.parametrize("path", ["single", "three"])
def test_every_chart_is_told_of_in_words_with_its_figures(path: str, request: pytest.FixtureRequest) -> None:
    sheet = charts_sheet(outcome_of(*request.getfixturevalue(path)), Book(""), ())
    assert sheet is not None
    for chart in sheet.charts:
        assert chart.description.startswith(f"Stapeldiagram: {chart.title}.")
        assert all(str(name)[:40] in chart.description for name in shown(sheet, chart, 1))
    first, allocation = sheet.charts[0], sheet.charts[2]
    assert "LICENSER & SERVICEAVTAL −3 308" in first.description.replace("\u00a0", " ")
    assert "Lekeberg (värdkommun) 356 tkr" in allocation.description.replace("\u00a0", " ")
    assert [one.name for one in allocation.series] == ["Övriga kommuner", "Värdkommunen, intern"]
    # The message of each stands above it, in words that hold for as long as the figures do.
    for chart in sheet.charts:
        message = sheet.rows[chart.at[0] - 2][0]
        assert message is not None
        assert message.formula.startswith("=IF(")


def message_of(sheet: Sheet, chart: Chart) -> Cell:
    """What stands above a chart."""
    (message, *_) = sheet.rows[chart.at[0] - 2]
    assert message is not None
    return message


def test_the_words_above_the_first_goals_are_of_those(tmp_path: Path) -> None:
    path = wide_case(tmp_path / "a.xlsx", goals=20, indicators=2)
    sheet = charts_sheet(outcome_of(path), Book("a.xlsx"), ())
    assert sheet is not None
    (chart,) = sheet.charts
    message = message_of(sheet, chart)
    assert str(message.value).startswith("Av 24 indikatorer i de 12 första målen är ")
    assert f"SUM(B${chart.first}:B${chart.last})" in message.formula


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ((1000, 2000, 2000), "Störst del: Bby och Cby, 40 tkr var av 100 tkr."),
        ((1000, 1000, 3000), "Störst del: Cby, 60 tkr av 100 tkr."),
        ((1000, 1000, 1000, 1000), "Alla delar är lika stora, 25 tkr var av 100 tkr."),
    ],
)
def test_those_who_have_the_largest_share_are_all_named(tmp_path: Path, people: Sequence[int], said: str) -> None:
    path = tmp_path / "a.xlsx"
    members: list[Sequence[object]] = [(f"{name}by", count) for name, count in zip("ABCD", people, strict=False)]
    drift: list[Sequence[object]] = [
        ("Driftredovisning 2023, tkr",),
        ("Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse"),
        ("Hyra", 1000, 1100, -100),
        ("El", 500, 500, 0),
        ("Summa", 1500, 1600, -100),
    ]
    key = [("Folkmängd i medlemskommunerna",), (), ("Kommun", "Folkmängd 2021-12-31"), *members]
    book_of({"Drift": drift, "Folkmängd": key}).save(path)
    sheet = charts_sheet(outcome_of(path), Book("a.xlsx"), ())
    assert sheet is not None
    message = message_of(sheet, sheet.charts[-1])
    assert str(message.value).replace("\u00a0", " ") == said
    assert "COUNTIF(" in message.formula
