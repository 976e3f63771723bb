"""The sheet Avstämning: what is published and what it is made of are the user's cells, and the outcome is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sheets.living import Written, written

if TYPE_CHECKING:
    from pathlib import Path

SHEET = "Avstämning"
HEAD: list[object] = ["Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse"]
ROWS: list[list[object]] = [
    ["Driftredovisning 2023, tkr"],
    HEAD,
    ["Driftbidrag från kommuner", -1000, -1000, 0],
    ["Personalkostnader", 600, 650, -50],
    ["Licenser", 400, 430, -30],
    ["Totalt kostnader", 1000, 1080, -80],
    ["Nettoresultat", 0, 80, -79],
]
GOALS: list[list[object]] = [
    ["Nämndmål", "Indikator", "Resultat 2023", "Målvärde 2023"],
    ["God ekonomi", "Nämnden håller sin budgetram, tkr", -80, 0],
]


def changed(row: int, column: int, value: object) -> list[list[object]]:
    rows = [list(one) for one in ROWS]
    rows[row - 1][column - 1] = value
    return rows


def place(found: Written, label: str) -> int:
    return found.row_of(SHEET, label)


def test_a_sum_is_of_the_users_cells(tmp_path: Path) -> None:
    found = written(tmp_path / "bok.xlsx", {"Drift": ROWS})
    row = place(found, "Totalt kostnader, utfall")
    cells = "'Drift'!C4:C5"
    assert found.formula(SHEET, f"B{row}") == "=IF(ISNUMBER('Drift'!C6),'Drift'!C6,\"saknas\")"
    assert found.formula(SHEET, f"C{row}") == f'=IF(COUNT({cells})=0,"saknas",IFERROR(ROUND(SUM({cells}),9),"saknas"))'
    assert found.formula(SHEET, f"D{row}") == f'=IF(COUNT(B{row},C{row})<2,"saknas",ROUND(B{row}-C{row},6))'
    # Half a thousand for each figure that takes part.
    assert found.formula(SHEET, f"E{row}") == f'=IF(COUNT(C{row})=0,"saknas",ROUND((1+COUNT({cells}))*0.5,9))'
    assert [found.value(SHEET, f"{column}{row}") for column in "BCDEI"] == [1080, 1080, 0, 1.5, 0]


def test_a_blank_cell_takes_part_once_it_is_filled_in(tmp_path: Path) -> None:
    found = written(tmp_path / "bok.xlsx", {"Drift": changed(4, 2, None)})
    row = place(found, "Totalt kostnader, budget")
    assert "SUM('Drift'!B4:B5)" in str(found.formula(SHEET, f"C{row}"))
    assert (found.value(SHEET, f"C{row}"), found.value(SHEET, f"E{row}")) == (400, 1)


def test_a_number_that_is_text_is_taken_as_it_was_read(tmp_path: Path) -> None:
    found = written(tmp_path / "bok.xlsx", {"Drift": changed(4, 3, "650 tkr")})
    row = place(found, "Totalt kostnader, utfall")
    assert found.value(SHEET, f"C{row}") == 1080
    assert "C4" not in str(found.formula(SHEET, f"C{row}"))


def test_a_figure_that_can_be_made_in_two_ways_is_shown_by_the_worse(tmp_path: Path) -> None:
    """The net deviation is the row's own, budget less outcome, and the sum of those above it: both give −80."""
    found = written(tmp_path / "bok.xlsx", {"Drift": changed(6, 4, -80.4)})
    row = place(found, "Nettoresultat, avvikelse")
    heading = found.row_of(SHEET, "Belopp som kan räknas fram på flera sätt")
    ways = [cell.row for cell in found.values[SHEET]["G"] if cell.value == "Drift!D7" and cell.row > heading]
    assert [found.value(SHEET, f"C{way}") for way in ways] == [-80, -80.4]
    assert [found.value(SHEET, f"H{way}") for way in ways] == ["budget och utfall på raden", "cellerna D3 och D6"]
    weights = f"J${ways[0]}:J${ways[1]}"
    assert found.formula(SHEET, f"J{row}") == f"=MATCH(MAX({weights}),{weights},0)"
    assert found.formula(SHEET, f"C{row}") == f"=INDEX(C${ways[0]}:C${ways[1]},$J{row})"
    assert (found.value(SHEET, f"J{row}"), found.value(SHEET, f"C{row}")) == (2, -80.4)


def test_outcomes_follow_from_the_grade_and_are_counted_by_it(tmp_path: Path) -> None:
    found = written(tmp_path / "bok.xlsx", {"Drift": changed(7, 4, 500)})
    last = (
        len([cell for cell in found.values[SHEET]["F"][4:] if cell.row < found.row_of(SHEET, "Hjälpkolumnen Grad")]) + 4
    )
    grades = [found.value(SHEET, f"I{row}") for row in range(5, last + 1)]
    assert grades.count(2) == 1
    assert found.value(SHEET, "A2") == (
        f"Redovisade belopp mot beräknade: {grades.count(0)} stämmer, 0 avrundning och 1 stämmer inte."
    )
    counted = str(found.formula(SHEET, "A2"))
    assert all(f"COUNTIF(I$5:I${last},{grade})" in counted for grade in range(4))
    assert found.value(SHEET, "F5") == "■ Stämmer inte"
    assert str(found.value(SHEET, "H5")).startswith("Rätta beloppet")
    assert str(found.formula(SHEET, "F5")).startswith('=IF(COUNT(I5)=0,"–",CHOOSE(1+I5,"● Stämmer"')


def test_an_indicator_is_held_against_the_users_net_result(tmp_path: Path) -> None:
    found = written(tmp_path / "bok.xlsx", {"Drift": ROWS, "Mål": GOALS})
    row, net = place(found, "Nämnden håller sin budgetram"), place(found, "Nettoresultat, utfall")
    cell = "'Drift'!C7"
    # The members pay by a row of their own: the net outcome is what is shared, and a deficit is negative.
    assert found.formula(SHEET, f"C{row}") == f'=IF(COUNT({cell})<1,"saknas",ROUND(-{cell},9))'
    # Against a net result that does not hold, nothing can be held.
    assert str(found.formula(SHEET, f"I{row}")).startswith(f'=IF(OR(COUNT(B{row})=0,N(I{net})>1),"–",')
    assert found.value(SHEET, f"F{row}") == "● Stämmer"


def test_what_rounding_may_hide_is_said_while_it_is_so(tmp_path: Path) -> None:
    parts: list[list[object]] = [[f"Licens {one}", 10, 10, 0] for one in range(12)]
    rows = [*ROWS[:3], *parts, ["Totalt kostnader", 120, 120, 0], ["Nettoresultat", -880, -880, 0]]
    found = written(tmp_path / "bok.xlsx", {"Drift": rows})
    row = place(found, "Totalt kostnader, utfall")
    words = "Ingen. Ett fel på upp till 6,5\N{NO-BREAK SPACE}tkr skulle kunna döljas av avrundning."
    assert found.value(SHEET, f"H{row}") == words
    assert f'IF(ROUND(N(E{row})-6.5,9)=0,"{words}","Siffrorna har ändrats' in str(found.formula(SHEET, f"H{row}"))


def test_more_decimals_than_rounding_was_reckoned_with_ask_for_a_new_run(tmp_path: Path) -> None:
    found = written(tmp_path / "bok.xlsx", {"Drift": changed(6, 3, 1081)})
    row = place(found, "Totalt kostnader, utfall")
    more = ",".join(f"ROUND(N('Drift'!{one})-ROUND(N('Drift'!{one}),0),6)<>0" for one in ("C6", "C4", "C5"))
    explained = f"IF(ROUND(ABS(D{row})-E{row},9)<=0,IF(OR({more}),3,1),2)"
    assert explained in str(found.formula(SHEET, f"I{row}"))
    assert found.value(SHEET, f"I{row}") == 1
    said = "Beloppen har fler decimaler än vid beräkningen. Räkna om."
    assert f'IF(COUNT(C{row}:E{row})<3,"Rätta de celler' in str(found.formula(SHEET, f"H{row}"))
    assert f'"{said}"' in str(found.formula(SHEET, f"H{row}"))


def test_amounts_of_a_unit_have_the_same_decimals(tmp_path: Path) -> None:
    found = written(tmp_path / "bok.xlsx", {"Drift": changed(6, 3, 1080.4)})
    last = found.row_of(SHEET, "Hjälpkolumnen Grad") - 1
    for columns in ("BCD", "E"):
        formats = {found.formulas[SHEET][f"{one}{row}"].number_format for one in columns for row in range(5, last + 1)}
        assert len(formats) == 1
        assert "0.0" in formats.pop()


def test_nothing_to_check_is_said(tmp_path: Path) -> None:
    found = written(tmp_path / "bok.xlsx", {"Drift": [["Driftredovisning 2023, tkr"], HEAD[:3], ["Licenser", 4, 5]]})
    assert "Inget redovisat belopp kunde kontrolleras." in found.texts(SHEET, "A")
    assert found.formula(SHEET, "A2") == found.value(SHEET, "A2")


def test_last_years_outcome_is_used(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Driftredovisning 2023, tkr"], [*HEAD, "Utfall 2022", "Utfall 2021"]]
    rows += [[*row, 1, 2] for row in ROWS[2:]]
    found = written(tmp_path / "bok.xlsx", {"Drift": rows})
    assert "Utfall föregående år" in [cell.value for cell in found.values["Driftredovisning"][3]]
    said = [one for one in found.texts(SHEET, "A") if "ett annat år" in one]
    assert said == ["bok.xlsx, fliken Drift, kolumn F ”Utfall 2021”: ett annat år."]
