"""The statements' sheets: a figure leads to the user's cell, and what nobody publishes is computed from the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sheets.living import Written, written

if TYPE_CHECKING:
    from pathlib import Path

DRIFT, INVEST = "Driftredovisning", "Investeringsredovisning"
HEAD = ["Kontotext", "Budget 2023", "Utfall 2023"]
PUBLISHED: list[list[object]] = [
    ["Driftredovisning 2023, tkr"],
    [*HEAD, "Avvikelse"],
    ["Driftbidrag från kommuner", -1000, -1000, 0],
    ["Personalkostnader", 600, 650, -50],
    ["Licenser", "400 ", 430, -30],
    ["Nettoresultat", 0, 80, -80],
]


def statement(
    path: Path, *rows: list[object], head: list[str] = HEAD, title: str = "Driftredovisning 2023, tkr"
) -> Written:
    return written(path / "bok.xlsx", {"Drift": [[title], head, *rows]})


def test_what_is_published_is_the_users_own_cell(tmp_path: Path) -> None:
    found = written(tmp_path / "bok.xlsx", {"Anna's drift": PUBLISHED})
    assert found.formula(DRIFT, "B4") == "=IF(ISNUMBER('Anna''s drift'!B3),'Anna''s drift'!B3,\"saknas\")"
    # Without what is published, it would be computed.
    own = 'IF(COUNT(B5,C5)<2,"saknas",ROUND(B5-C5,6))'
    assert found.formula(DRIFT, "D5") == f"=IF(ISNUMBER('Anna''s drift'!D4),'Anna''s drift'!D4,{own})"
    # A number that stands as text is shown, and no formula makes a number of it.
    assert found.formula(DRIFT, "B6") == 400
    assert found.value(DRIFT, "D7") == -80


def test_amounts_in_another_unit_are_brought_to_the_statements(tmp_path: Path) -> None:
    rows = [["Driftbidrag från kommuner", -1000000, -1000], ["Licenser", 0, 430]]
    found = statement(tmp_path, *rows, head=["Kontotext", "Budget 2023, kr", "Utfall 2023, tkr"])
    assert found.formula(DRIFT, "C4") == "=IF(ISNUMBER('Drift'!C3),ROUND('Drift'!C3*1000,12),\"saknas\")"
    assert found.value(DRIFT, "C4") == -1000000
    # What a zero is in would not be known from itself.
    assert "*" not in str(found.formula(DRIFT, "B5"))


def test_deviations_and_totals_are_computed_from_the_cells_of_the_sheet(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Driftbidrag från kommuner", -1000, -990], ["Licenser", 600, 650], ["Resor", None, 20]]
    found = statement(tmp_path, *rows)
    assert found.formula(DRIFT, "D5") == '=IF(COUNT(B5,C5)<2,"saknas",ROUND(B5-C5,6))'
    assert (found.value(DRIFT, "D5"), found.value(DRIFT, "D6")) == (-50, "saknas")
    assert found.formula(DRIFT, "C7") == '=IF(COUNT(C4:C6)=0,"saknas",ROUND(SUM(C4:C6),6))'
    # A row without a budget has nothing to deviate from: its deviation is a text, which a sum passes over.
    assert found.formula(DRIFT, "D7") == '=IF(COUNT(D4:D6)=0,"saknas",ROUND(SUM(D4:D6),6))'
    assert [found.value(DRIFT, f"{column}7") for column in "BCD"] == [-400, -320, -60]
    assert (
        found.formula(DRIFT, "E5")
        == '=IF(COUNT(B5,D5)<2,"–",IF(B5=0,"–",IF(ROUND(ABS(D5/B5),9)<0.0005,0,ROUND(D5/ABS(B5),9))))'
    )
    assert (found.value(DRIFT, "E5"), found.value(DRIFT, "E6")) == (-0.083333333, "–")


def test_a_total_is_of_the_rows_own_deviations_where_others_are_published(tmp_path: Path) -> None:
    """The second row's published deviation is wrong: the total, which nobody publishes, is not made from it."""
    rows: list[list[object]] = [["Driftbidrag från kommuner", -1000, -990, -10], ["Licenser", 600, 650, -5]]
    found = statement(tmp_path, *rows, head=[*HEAD, "Avvikelse"])
    counted = "SUMPRODUCT(ISNUMBER(B4:B5)*ISNUMBER(C4:C5))=0"
    sums = 'SUMIFS(B4:B5,C4:C5,"<>saknas")-SUMIFS(C4:C5,B4:B5,"<>saknas")'
    assert found.formula(DRIFT, "D6") == f'=IF({counted},"saknas",ROUND({sums},6))'
    assert found.value(DRIFT, "D6") == -60


def test_income_less_costs_where_neither_has_a_sign(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Driftbidrag från kommuner", 1000, 990],
        ["Övriga intäkter", 10, 40],
        ["Personalkostnader", 600, 650],
        ["Licenser", 410, 400],
    ]
    found = statement(tmp_path, *rows)
    assert found.formula(DRIFT, "D4") == '=IF(COUNT(C4,B4)<2,"saknas",ROUND(C4-B4,6))'
    assert found.formula(DRIFT, "D6") == '=IF(COUNT(B6,C6)<2,"saknas",ROUND(B6-C6,6))'
    assert found.formula(DRIFT, "B8") == '=IF(COUNT(B4:B5,B6:B7)=0,"saknas",ROUND(SUM(B4:B5)-SUM(B6:B7),6))'
    assert [found.value(DRIFT, f"{column}8") for column in "BCD"] == [0, -20, -20]


@pytest.mark.parametrize(("broken", "expected"), [("?", "saknas"), (None, -1000)])
def test_a_row_that_cannot_be_read_leaves_no_total(tmp_path: Path, broken: object, expected: object) -> None:
    found = statement(tmp_path, ["Driftbidrag från kommuner", -1000, -990], ["Licenser", broken, 650])
    assert found.value(DRIFT, "B6") == expected
    assert str(found.formula(DRIFT, "B6")).startswith("=") is (broken is None)


def test_a_project_deviates_from_its_decided_total(tmp_path: Path) -> None:
    head = [
        "Projekt",
        "Budget 2023",
        "Utfall 2023",
        "Beslutad totalutgift",
        "Ackumulerat utfall",
        "Beräknad totalutgift",
    ]
    rows = [["Nytt nät", 1000, 800, 3000, 2950, 3200], ["Växel", 500, 450, 1000, 950, None]]
    found = written(tmp_path / "bok.xlsx", {"Investering": [["Investeringsredovisning 2023, tkr"], head, *rows]})
    reached = "IF(COUNT(G5)=1,G5,F5)"
    assert found.formula(INVEST, "H5") == f'=IF(OR(COUNT(E5)=0,COUNT(G5,F5)=0),"saknas",ROUND(E5-{reached},6))'
    assert [found.value(INVEST, f"H{row}") for row in (4, 5, 6)] == [-200, 50, "saknas"]
    # What is forecast for one of two projects is no forecast of both, whatever is filled in.
    assert (found.value(INVEST, "G6"), found.formula(INVEST, "F6")) == (
        "saknas",
        '=IF(COUNT(F4:F5)<2,"saknas",ROUND(SUM(F4:F5),6))',
    )


MULTI_YEAR = ["Projekt", "Budget 2023", "Utfall 2023", "Avvikelse", "Beslutad totalutgift", "Beräknad totalutgift"]


@pytest.mark.parametrize("sign", [1, -1], ids=["costs positive", "costs negative"])
def test_what_is_used_of_a_budget_has_the_budgets_own_sign(tmp_path: Path, sign: int) -> None:
    """A project of 1 000 that has cost 1 200 has used 120 % of it, whatever sign costs have."""
    numbers = [("Nät", 1000, 1200, 5000, 5200), ("Statsbidrag", -100, -120, -100, -120)]
    rows: list[list[object]] = [
        [name, sign * budget, sign * spent, budget - spent, sign * decided, sign * reached]
        for name, budget, spent, decided, reached in numbers
    ]
    found = written(tmp_path / "bok.xlsx", {"Invest": [["Investeringsredovisning 2023, tkr"], MULTI_YEAR, *rows]})
    assert [found.value(INVEST, f"H{row}") for row in (4, 5, 6)] == [1.2, 1.2, 1.2]
    assert str(found.formula(INVEST, "H4")).endswith("ROUND(C4/B4,9))))")
    # The deviations from the decided totals, an overrun negative, and their sum.
    assert [found.value(INVEST, f"G{row}") for row in (4, 5, 6)] == [-200, 20, -180]


def test_what_is_used_where_budgets_are_positive_and_outcomes_negative(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Nät", 1000, -1200, -200], ["Hus", 500, -250, 250]]
    found = written(tmp_path / "bok.xlsx", {"Invest": [["Investeringsredovisning 2023, tkr"], MULTI_YEAR[:4], *rows]})
    assert [found.value(INVEST, f"E{row}") for row in (4, 5)] == [1.2, 0.5]
    assert str(found.formula(INVEST, "E4")).endswith("ROUND(-C4/B4,9))))")


SETTLED: list[list[object]] = [
    ["Driftbidrag från kommuner", -1000, -1000],
    ["Licenser", 1000, 1080],
    ["Reglering av resultat med kommunerna", 0, -80],
]


def test_what_is_settled_with_the_members_is_no_part_of_a_computed_net(tmp_path: Path) -> None:
    found = statement(tmp_path, *SETTLED)
    row = found.row_of(DRIFT, "Nettoresultat")
    assert [found.value(DRIFT, f"{column}{row}") for column in "BCD"] == [0, 80, -80]
    assert found.formula(DRIFT, f"C{row}") == '=IF(COUNT(C4:C5)=0,"saknas",ROUND(SUM(C4:C5),6))'
    (said,) = [one for one in found.texts(DRIFT, "A") if one.startswith("Raden")]
    assert said == "Raden ”Reglering av resultat med kommunerna” är regleringen av resultatet och är inte med ovan."


def test_what_is_settled_with_the_members_is_taken_from_its_own_cells(tmp_path: Path) -> None:
    """The row is no part of the sheet, and yet of the net result that is published after it."""
    found = statement(tmp_path, *SETTLED, ["Årets resultat", 0, 0])
    row = found.row_of(DRIFT, "Årets resultat")
    assert "'Drift'!C5" in str(found.formula(DRIFT, f"C{row}"))
    assert "IF(COUNT('Drift'!B5,'Drift'!C5)<2,0,'Drift'!B5-'Drift'!C5)" in str(found.formula(DRIFT, f"D{row}"))
    (said,) = [one for one in found.texts(DRIFT, "A") if one.startswith("Raden")]
    assert said.endswith("Den är med i ”Årets resultat” ovan, men inte i det som fördelas.")


def test_large_amounts_are_rounded_to_what_their_cells_vouch_for(tmp_path: Path) -> None:
    found = statement(tmp_path, ["Driftbidrag", -12345678901.25, -12345678901.75], title="Driftredovisning 2023, kr")
    assert found.formula(DRIFT, "D4") == '=IF(COUNT(B4,C4)<2,"saknas",ROUND(B4-C4,3))'
    assert found.value(DRIFT, "D4") == 0.5


def test_a_row_is_as_the_worst_of_its_checks(tmp_path: Path) -> None:
    found = written(tmp_path / "bok.xlsx", {"Drift": PUBLISHED})
    formula = str(found.formula(DRIFT, "F7"))
    # Below the checks stand the ways that some of them can be made in.
    checked = {str(cell.value): cell.row for cell in reversed(found.values["Avstämning"]["G"])}
    assert all(f"'Avstämning'!$I${checked[f'Drift!{cell}']}" in formula for cell in ("B6", "C6", "D6"))
    assert formula.endswith(
        '"● Stämmer","▲ Avrundning, se Avstämning","■ Stämmer inte, se Avstämning","○ Kan inte kontrolleras"))'
    )
    assert found.value(DRIFT, "F7") == "● Stämmer"


def test_rows_that_a_computed_deviation_leaves_out_are_told_of(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Driftbidrag från kommuner", -1000, -990],
        ["Licenser", 600, 650],
        ["Resor", 100, None],
    ]
    found = statement(tmp_path, *rows)
    words = "I de beräknade summornas avvikelse ingår inte"
    row = found.row_of(DRIFT, words)
    assert found.value(DRIFT, f"A{row}") == f"{words} ”Resor”, som saknar utfall."
    formula = str(found.formula(DRIFT, f"A{row}"))
    assert formula.startswith("=IF(AND(SUMPRODUCT(--(ISNUMBER(B4:B6)<>ISNUMBER(C4:C6)))=1,COUNT(B6)=1,COUNT(C6)=0),")
    assert f'"{words} 1 rad som saknar budget eller utfall."' in formula
    # Where the row is filled in there is nothing to say.
    whole = statement(tmp_path, *rows[:2], ["Resor", 100, 90])
    assert not any(words in one for one in whole.texts(DRIFT, "A"))


def test_a_published_deviation_needs_no_word_on_what_it_leaves_out(tmp_path: Path) -> None:
    found = written(tmp_path / "bok.xlsx", {"Drift": [*PUBLISHED[:4], ["Licenser", 400, None, None], PUBLISHED[-1]]})
    assert not any("ingår inte" in one for one in found.texts(DRIFT, "A"))


def test_a_row_without_a_check_says_so(tmp_path: Path) -> None:
    found = statement(tmp_path, ["Driftbidrag från kommuner", -1000, -990], ["Licenser", 600, 650])
    assert [found.value(DRIFT, f"F{row}") for row in (4, 5)] == ["–", "–"]


def test_amounts_are_shown_with_the_decimals_that_any_of_them_has(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Driftbidrag från kommuner", -1000, -990],
        ["Licenser", 600, 650],
        ["Resor", 100, 90.5],
    ]
    found = statement(tmp_path, *rows)
    assert "0.0" in found.formulas[DRIFT]["B4"].number_format
    ore = statement(tmp_path, *rows, title="Driftredovisning 2023, kr")
    assert "0.00" in ore.formulas[DRIFT]["B4"].number_format


def test_a_share_that_rounds_to_nothing_has_no_minus_sign(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Driftbidrag från kommuner", -4100000, -4100001], ["Licenser", 4100000, 4100001]]
    found = statement(tmp_path, *rows)
    assert (found.value(DRIFT, "D5"), found.value(DRIFT, "E5")) == (-1, 0)


# Excel takes no longer formula, and says that the file is damaged.
LONGEST = 8192
GROUPS = 150
TITLES = {DRIFT: "Driftredovisning 2023, tkr", INVEST: "Investeringsredovisning 2023, tkr"}


@pytest.mark.parametrize("name", [DRIFT, INVEST])
def test_no_formula_of_a_long_statement_in_groups_is_too_long(tmp_path: Path, name: str) -> None:
    """The user's own sheets have the names of ours, which get longer ones: references take more room then."""
    rows: list[list[object]] = [[TITLES[name]], ["Projekt" if name == INVEST else "Kontotext", *HEAD[1:]]]
    for at in range(GROUPS):
        budgets, outcomes = (100 + at, 50), (90 if at % 3 else None, 40)
        rows += [
            [f"Post {at}{half}", *one] for half, one in zip("ab", zip(budgets, outcomes, strict=True), strict=True)
        ]
        rows.append([f"Summa grupp {at}", sum(budgets), sum(one or 0 for one in outcomes)])
    found = written(tmp_path / "bok.xlsx", {name: rows})
    lengths = {
        (sheet.title, cell.coordinate): len(cell.value)
        for sheet in found.formulas
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    }
    assert max(lengths.values()) <= LONGEST, max(lengths, key=lambda place: lengths[place])
    ours, words = f"{name} (2)", "I de beräknade summornas avvikelse ingår inte"
    row = found.row_of(ours, words)
    assert found.value(ours, f"A{row}") == f"{words} 50 rader som saknar budget eller utfall."
    head = found.formulas[ours][next(one.row for one in found.formulas[ours]["B"] if one.value == HEAD[1])]
    assert head[-1].value == "Saknar budget eller utfall men inte båda"
    letter, first = head[-1].column_letter, head[-1].row + 1
    assert f"IF(SUM({letter}${first}:{letter}$" in str(found.formula(ours, f"A{row}"))
    # What is counted is told row by row, and of sums not at all.
    told = [found.value(ours, f"{letter}{first + at}") for at in range(3)]
    assert told == [1, 0, "–"]
    assert found.formula(ours, f"{letter}{first}") == f"=IF(COUNT(B{first},C{first})=1,1,0)"
