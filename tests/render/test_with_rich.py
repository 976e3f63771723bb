"""Neutral sheets in a terminal: Swedish figures, and workbook text as it stands."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest

from itnamnd_xl.render.with_rich import cell_text, console, print_chart, print_sheet
from itnamnd_xl.sheets.spec import Cell, Chart, Role, Series, Shade, titled


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Cell(Decimal(-1733), Role.AMOUNT), "−1 733"),
        (Cell(Decimal("7.06"), Role.NUMBER, places=2, suffix="st"), "7,06 st"),
        (Cell(Decimal("0.7854"), Role.PERCENT, places=1), "78,5 %"),
        (Cell("[red]text[/]"), "[red]text[/]"),
        (Cell(None), ""),
        (None, ""),
    ],
)
def test_a_cell_is_written_in_swedish(cell: Cell | None, text: str) -> None:
    assert cell_text(cell).replace("\u00a0", " ") == text


def test_columns_can_be_left_out_and_nothing_is_cut() -> None:
    sheet = titled("S", "Titel", (20, 20))
    sheet.header("Namn", "Källa")
    sheet.add((Cell("ett mycket långt namn " * 8), Cell("Drift!C9")))
    out = io.StringIO()
    print_sheet(console(out, color=True), sheet, ("Källa",))
    text = " ".join(out.getvalue().split())
    assert "Drift!C9" not in text
    assert text.count("långt") == 8


def test_a_chart_is_bars_with_figures_and_marks() -> None:
    sheet = titled("S", "Titel", (20, 20, 20))
    sheet.add((Cell("Löner"), Cell(0, Role.AMOUNT), Cell(-1000, Role.AMOUNT)))
    sheet.add((Cell("Hyror"), Cell(5, Role.AMOUNT), Cell(0, Role.AMOUNT)))
    sheet.add((Cell("Annat"), Cell("saknas", Role.DASH), Cell(0, Role.AMOUNT)))
    series = (Series("Bättre", 2, Shade.GOOD, "●"), Series("Sämre", 3, Shade.BAD, "■"))
    chart = Chart("Avvikelse", "", "S", 2, 4, 1, series, (1, 1), 9)
    out = io.StringIO()
    print_chart(console(out, color=False), chart, sheet)
    lines = [" ".join(line.split()) for line in out.getvalue().replace("\u00a0", " ").splitlines()]
    assert lines[:5] == [
        "Avvikelse", "Löner ■ −1 000 " + "▇" * 40, "Hyror ● 5 ▇", "Annat 0", "● Bättre ■ Sämre"
    ]  # fmt: skip


def test_a_chart_of_nothing_has_no_bars() -> None:
    sheet = titled("S", "Titel", (20, 20))
    sheet.add((Cell("Löner"), Cell(0, Role.AMOUNT)))
    out = io.StringIO()
    print_chart(
        console(out, color=False), Chart("T", "", "S", 2, 2, 1, (Series("A", 2, Shade.SOFT),), (1, 1), 9), sheet
    )
    assert out.getvalue().split() == ["T", "Löner", "0"]
