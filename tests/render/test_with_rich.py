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


def test_working_columns_are_left_out() -> None:
    sheet = titled("S", "Titel", (20, 20, 20))
    sheet.aids = 1
    sheet.header("Namn", "Andel", "Rest")
    sheet.add((Cell("Laxå"), Cell(Decimal(3)), Cell(Decimal(99))))
    out = io.StringIO()
    print_sheet(console(out, color=True), sheet)
    assert "Laxå" in out.getvalue()
    assert "Rest" not in out.getvalue()
    assert "99" not in out.getvalue()


def test_words_stand_before_a_figure() -> None:
    assert cell_text(Cell(Decimal(20), Role.NUMBER, suffix="st", prefix="högst")) == "högst 20\u00a0st"
    assert cell_text(Cell(Decimal("0.8"), Role.PERCENT, prefix="minst")) == "minst 80\u00a0%"


def test_a_narrow_terminal_keeps_words_and_figures_whole() -> None:
    sheet = titled("S", "Titel", (20, 20, 20))
    sheet.header("Namn", "Belopp", "Text")
    sheet.add(
        (Cell("förändringsärenden är många " * 3), Cell(Decimal(1733), Role.AMOUNT, suffix="tkr"), Cell("ord " * 40))
    )
    out = io.StringIO()
    printed = console(out, color=True)
    printed.width = 60
    print_sheet(printed, sheet)
    lines = out.getvalue().splitlines()
    assert sum("förändringsärenden" in line for line in lines) == 3
    assert any("1\u00a0733\u00a0tkr" in line for line in lines)
    assert max(map(len, lines)) <= 60


def test_a_terminal_that_is_too_narrow_for_the_words_breaks_them_and_cuts_nothing() -> None:
    sheet = titled("S", "Titel", (20, 20, 20))
    sheet.header("Namn", "Mål", "Text")
    sheet.add((Cell("förändringsärenden"), Cell("tjänsteförfrågan"), Cell("ärendehanteringstid")))
    out = io.StringIO()
    printed = console(out, color=True)
    printed.width = 40
    print_sheet(printed, sheet)
    lines = out.getvalue().splitlines()
    assert max(map(len, lines)) <= 40
    assert sum(len("".join(line.split())) for line in lines[3:] if "─" not in line) == 18 + 16 + 19


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
