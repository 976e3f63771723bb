"""Källor: every figure with its cell, as it stands and as it was understood, and within the reach of formulas."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.core.model import CellRef, Quantity
from itnamnd_xl.sheets import sources
from itnamnd_xl.sheets.formulas import Book, own_sheet
from itnamnd_xl.sheets.read_figures import Read
from itnamnd_xl.sheets.sources import factor_words, sources_sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from itnamnd_xl.sheets.spec import Cell, Sheet

    Built = dict[str, Sheet]

HEADER = ["Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse", "Kommentar"]
COLUMNS = ("Uppgift", "Fil", "Flik", "Cell", "Står i cellen", "Läst som", "Enhet", "Tolkning")


def rows_of(sheet: Sheet) -> dict[str, dict[str, Cell]]:
    """The listed figures by what they are, each cell by its column."""
    assert sheet.header_row is not None
    found = {}
    for row in sheet.rows[sheet.header_row :]:
        cells = [cell for cell in row if cell is not None]
        assert len(cells) == len(COLUMNS), "no cell of a row is empty"
        found[str(cells[0].value)] = dict(zip(COLUMNS, cells, strict=True))
    return found


def said(row: dict[str, Cell]) -> tuple[object, object, object, object]:
    held, value, unit, meaning = (row[one].value for one in COLUMNS[4:])
    return held, value, unit, meaning


def test_every_figure_of_the_example_is_listed_once(single: list[Path], built: Callable[..., Built]) -> None:
    """14 rows and 6 projects of three amounts, 16 results and targets, 5 levels, 4 members on 4 dates, board, host."""
    sheet = built(single)["Källor"]
    rows = rows_of(sheet)
    assert len(rows) == len(sheet.rows) - (sheet.header_row or 0) == 3 * (14 + 6) + 2 * 16 + 5 + 16 + 2
    assert said(rows["NETTORESULTAT, utfall 2023"]) == (1733, 1733, "tkr", "tal som det är lagrat")
    assert said(rows["Hallsberg, folkmängd 2021-12-31"])[1:3] == (16196, "–")


def test_a_stored_number_follows_the_users_cell(single: list[Path], built: Callable[..., Built]) -> None:
    row = rows_of(built(single)["Källor"])["NETTORESULTAT, utfall 2023"]
    assert row["Cell"].value == "D20"
    assert row["Cell"].source == CellRef(single[0].name, "Drift", 20, 4)
    assert row["Läst som"].formula == """=IF(ISNUMBER('Drift'!D20),'Drift'!D20,"saknas")"""
    assert row["Står i cellen"].formula.startswith("=IF(ISNUMBER('Drift'!D20),'Drift'!D20,IF(ISTEXT(")
    assert row["Tolkning"].formula.startswith("=IF(ISNUMBER(E")


def test_texts_are_read_and_said_to_be(single: list[Path], built: Callable[..., Built]) -> None:
    sheet = built(single)["Källor"]
    rows = rows_of(sheet)
    assert said(rows["Sjukfrånvaro, resultat"]) == ("● 3,08 %", Decimal("3.08"), "%", "text läst som tal")
    assert said(rows["Sjukfrånvaro, rapporterad bedömning"]) == (
        "● 3,08 %", "Uppnådd", "–", "bedömning som står i arbetsboken",
    )  # fmt: skip
    assert not rows["Sjukfrånvaro, resultat"]["Läst som"].formula
    target = rows["Minska antalet pågående incidenter, målvärde"]
    assert target["Tolkning"].value == "högst: i målvärdet står ”minska till”; text läst som tal"
    texts = [row for row in rows.values() if not row["Läst som"].formula]
    note = f"Värden som är lästa ur text ({len(texts)} st) räknas om först när du räknar om."
    assert [row[0].value for row in sheet.rows if row and row[0] and str(row[0].value) == note]


def test_a_case_of_several_workbooks_lists_what_each_rests_on(three: list[Path], built: Callable[..., Built]) -> None:
    budget, indicators, people = (path.name for path in three)
    rows = rows_of(built(three, budget)["Källor"])
    key = rows["Laxå, folkmängd 2021-12-31"]
    assert (key["Fil"].value, key["Cell"].source, key["Läst som"].formula) == (people, None, "")
    # The indicator that is the net result is checked there.
    assert [name for name, row in rows.items() if row["Fil"].value == indicators] == []
    goals = rows_of(built(three, indicators)["Källor"])
    assert {row["Fil"].value for row in goals.values()} == {indicators, budget}
    assert goals["NETTORESULTAT, utfall 2023"]["Läst som"].value == 1733


def test_results_in_a_workbook_of_their_own_have_values_alone(single: list[Path], built: Callable[..., Built]) -> None:
    rows = rows_of(built(single, linked=False)["Källor"])
    assert not any(cell.formula or cell.source for row in rows.values() for cell in row.values())
    assert said(rows["NETTORESULTAT, utfall 2023"])[:2] == (1733, 1733)


def test_dashes_blanks_and_texts_say_what_they_are(sheets_of: Callable[..., Built]) -> None:
    table = [
        ["Driftredovisning 2023, tkr"],
        HEADER,
        ["Personal", 100, "90", 10, "Kalle är sjuk"],
        ["Hyra", 50, "–", 50, None],
        ["Resor", 20, None, None, None],
        ["Datorer", 30, "oklart", None, None],
    ]
    rows = rows_of(sheets_of({"Drift": table})["Källor"])
    assert said(rows["Personal, utfall 2023"]) == ("90", 90, "tkr", "tal som är sparat som text")
    assert said(rows["Hyra, utfall 2023"]) == ("–", 0, "tkr", "streck läst som 0")
    assert said(rows["Resor, utfall 2023"]) == ("tom cell", "saknas", "tkr", "tom cell")
    assert said(rows["Datorer, utfall 2023"]) == ("oklart", "saknas", "tkr", "kan inte läsas, se Meddelanden (E303)")
    # A blank that is filled in is read; a word that becomes a number has to be read anew.
    assert rows["Resor, utfall 2023"]["Läst som"].formula
    assert not rows["Datorer, utfall 2023"]["Läst som"].formula
    assert not any("Kalle" in str(cell.value) for row in rows.values() for cell in row.values())


def test_amounts_in_kronor_beside_thousands_say_by_what_they_are_divided(sheets_of: Callable[..., Built]) -> None:
    table = [
        ["Driftredovisning 2023"],
        ["Kontotext", "Budget 2023, tkr", "Utfall 2023, kr"],
        ["Personal", 100, 90_000],
        ["Hyra", 50, 50_500],
    ]
    rows = rows_of(sheets_of({"Drift": table})["Källor"])
    assert said(rows["Personal, budget 2023"]) == (100, 100_000, "kr", "tkr läst som kr (× 1\u00a0000)")
    formula = rows["Personal, budget 2023"]["Läst som"].formula
    assert formula.startswith("=IF(ISNUMBER('Drift'!B3),ROUND('Drift'!B3*1000,")


@pytest.mark.parametrize(
    ("factor", "unit", "words"),
    [
        (Fraction(1), "tkr", "tal som det är lagrat"),
        (Fraction(100), "%", "andel läst som procent (× 100)"),
        (Fraction(1, 1000), "tkr", "kronor läst som tkr (÷ 1\u00a0000)"),
        (Fraction(1_000_000), "kr", "mnkr läst som kr (× 1\u00a0000\u00a0000)"),
        (Fraction(60), "min", "räknat om till min (× 60)"),
        (Fraction(1, 7), "tkr", "räknat om till tkr (÷ 7)"),
        (Fraction(2, 3), None, "räknat om (× 2 ÷ 3)"),
    ],
)
def test_factors_are_said_in_words(factor: Fraction, unit: str | None, words: str) -> None:
    assert factor_words(factor, unit) == words


def test_a_ledgers_sum_names_its_first_booking() -> None:
    book = Book("bok.xlsx")
    figure = Quantity(Decimal("12.50"), "12.50", CellRef("bok.xlsx", "Huvudbok", 7, 5), "kr", is_sum=True)
    row = rows_of(sources_sheet([Read("Konto 5010, utfall", figure, "kr")], (), book))["Konto 5010, utfall"]
    assert said(row) == (
        "flera bokningar", Decimal("12.50"), "kr", "summan av kontots bokningar; den första står i cellen",
    )  # fmt: skip
    assert not row["Läst som"].formula


def test_long_texts_are_cut_and_what_stands_beside_a_verdict_stays_where_it_is() -> None:
    place = CellRef("bok.xlsx", "Mål", 3, 3)
    long = Quantity(Decimal(3), "3 " + "av dem som har svarat på enkäten " * 4, place)
    verdict = Quantity(None, "Delvis, Anna Svensson är sjukskriven", CellRef("bok.xlsx", "Mål", 3, 4))
    figures = [Read("A", long), Read("B", verdict, words="Delvis uppnådd")]
    rows = rows_of(sources_sheet(figures, (), Book("bok.xlsx")))
    held = str(rows["A"]["Står i cellen"].value)
    assert (held[:5], held[-2:], len(held) <= sources.LONGEST_SHOWN + 2) == ("3 av ", " …", True)
    assert rows["B"]["Står i cellen"].value == "se cellen"


def test_formulas_find_here_what_they_cannot_reach() -> None:
    book = Book("budget.xlsx")
    own = Quantity(Decimal(5), "5", CellRef("budget.xlsx", "Drift", 4, 2), stored=Decimal(5))
    other = Quantity(Decimal(8603), "8603", CellRef("folk.xlsx", "Folk", 4, 2), stored=Decimal(8603))
    sheet = sources_sheet([Read("A", own, "tkr"), Read("B", other)], (), book)
    place = f"{own_sheet('Källor')}$F${len(sheet.rows)}"
    assert (book.term(own), book.term(other)) == ("'Drift'!B4", place)


def test_a_figure_that_could_be_two_things_is_not_read_by_a_formula() -> None:
    """A number in the cell that was refused, as 0,5 beside 5 %, has no value: nor may a formula give it one."""
    place = CellRef("bok.xlsx", "Mål", 3, 3)
    refused = Quantity(None, "0.5", place, stored=Decimal("0.5"))
    row = rows_of(sources_sheet([Read("A", refused)], (), Book("bok.xlsx")))["A"]
    assert (row["Läst som"].value, row["Läst som"].formula) == ("saknas", "")
    assert row["Står i cellen"].value == Decimal("0.5")


def test_a_list_that_is_too_long_says_what_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_ROWS", 2)
    book = Book("bok.xlsx")
    figures = [
        Read(f"Rad {at}", Quantity(Decimal(at), str(at), CellRef("annan.xlsx", "Drift", at, 2), stored=Decimal(at)))
        for at in range(1, 6)
    ]
    sheet = sources_sheet(figures, (), book)
    assert list(rows_of(sheet)) == ["Rad 1", "Rad 2"]
    notes = " ".join(str(row[0].value) for row in sheet.rows if row and row[0])
    assert "högst 2 rader. 3 uppgifter till är lästa och använda men inte med här: de från annan.xlsx!Drift!B3" in notes
    assert book.term(figures[0].figure) is not None
    assert book.term(figures[4].figure) is None


def test_settings_that_stand_in_a_cell_are_listed(sheets_of: Callable[..., Built]) -> None:
    chosen = [["Inställning", "Värde"], ["Gräns för kommentar, kr", "450 tkr"], ["Nämnd", "IT-nämnden"]]
    table = [["Driftredovisning 2023, tkr"], HEADER, ["Personal", 100, 90, 10, None]]
    rows = rows_of(sheets_of({"Inställningar": chosen, "Drift": table})["Källor"])
    row = rows["Inställning: Gräns för kommentar, kr"]
    assert (row["Flik"].value, row["Cell"].value) == ("Inställningar", "B2")
    assert said(row) == ("se cellen", "450\u00a0000", "–", "inställning")
    assert said(rows["Inställning: Nämnd"])[1] == "IT-nämnden"


def test_a_board_that_heads_a_table_is_listed_with_its_cell(single: list[Path], built: Callable[..., Built]) -> None:
    row = rows_of(built(single)["Källor"])["Inställning: Nämnd"]
    assert row["Läst som"].value == "Sydnärkes IT-nämnd"
    assert row["Cell"].source is not None
