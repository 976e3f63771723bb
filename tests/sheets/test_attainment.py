"""The sheet Måluppfyllelse: what its formulas refer to, what stands as a value, and what is said beside it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.core.model import (
    INTERIM,
    Case,
    CellRef,
    Choice,
    Goal,
    Indicator,
    Level,
    Origin,
    Quantity,
    Relation,
    Rules,
    Target,
)
from itnamnd_xl.core.outcome import assess
from itnamnd_xl.sheets.about import place_settings
from itnamnd_xl.sheets.attainment import attainment_sheet
from itnamnd_xl.sheets.cells import level_cell
from itnamnd_xl.sheets.formulas import LONGEST_FORMULA, STALE, Book, all_of, is_worded, settled
from itnamnd_xl.sheets.indicator_row import At
from itnamnd_xl.sheets.spec import Role
from tests.sheets.living import written

if TYPE_CHECKING:
    from pathlib import Path

    from itnamnd_xl.sheets.spec import Cell, Row, Sheet

BOOK = "bok.xlsx"
CHOICES = tuple(
    Choice(name, value, Origin.DEFAULT)
    for name, value in (
        ("partial_threshold", Decimal("0.75")),
        ("absolute_tolerance", Decimal(0)),
        ("missing_counts", True),
    )
)
RULES = Rules(choices=CHOICES)
# Where the three settings stand.
THRESHOLD, TOLERANCE, MISSING = ("'Om beräkningen'!$B$6", "'Om beräkningen'!$B$7", "'Om beräkningen'!$B$8")
KNOWN = {
    "EXACT",
    "IFERROR",
    "ISTEXT",
    "ISLOGICAL",
    "IF",
    "AND",
    "OR",
    "NOT",
    "COUNT",
    "COUNTIFS",
    "ROUND",
    "ABS",
    "N",
    "ISNUMBER",
    "SUM",
    "COUNTIF",
}


def at(column: int, row: int = 2, workbook: str = BOOK) -> CellRef:
    return CellRef(workbook, "Mål", row, column)


def number(value: str, *, unit: str | None = None, stored: str | None = "", column: int = 3) -> Quantity:
    """A figure that its cell holds as a number; `stored` is None where it is read from a text."""
    held = None if stored is None else Decimal(stored or value)
    return Quantity(Decimal(value), value, at(column), unit, stored=held)


def target(
    value: str | None, relation: str = ">=", *, unit: str | None = None, stored: str | None = "", text: str = "målvärde"
) -> Target:
    exact = None if value is None else Decimal(value)
    held = None if stored is None or value is None else Decimal(stored or value)
    return Target(Relation(relation), exact, text, at(4), unit=unit, stored=held, why="därför")


def indicator(result: Quantity | None, aim: Target | None, **other: object) -> Indicator:
    return replace(Indicator("Antal *", at(2), result, target=aim), **other)  # type: ignore[arg-type]


def sheet_of(
    *indicators: Indicator,
    book: Book | None = None,
    rules: Rules = RULES,
    name: str | None = "Mål ett",
    period: str = "",
) -> Sheet:
    goals = (Goal(name, indicators, at(1)),)
    case = Case("fall", year=2023, period=period or None, goals=goals, goals_source=at(1, 1))
    outcome = assess(case, rules)
    assert outcome.attainment is not None
    reached = book or Book(BOOK)
    place_settings(outcome, reached)
    return settled(attainment_sheet(outcome, outcome.attainment, reached), {})


def line(sheet: Sheet, place: int = 0) -> Row:
    """An indicator's row: below the title, the verdict, an empty row and the header."""
    return sheet.rows[4 + place]


def cell(row: Row, column: int) -> Cell:
    found = row[column - 1]
    assert found is not None
    return found


class TestIndicator:
    def test_figures_lead_to_the_users_cells_and_the_level_to_the_settings(self) -> None:
        row = line(sheet_of(indicator(number("864", unit="st"), target("1100", unit="st"))))
        assert cell(row, At.RESULT).formula == "=IF(ISNUMBER('Mål'!C2),'Mål'!C2,\"saknas\")"
        assert cell(row, At.TARGET).formula == "=IF(ISNUMBER('Mål'!D2),'Mål'!D2,\"saknas\")"
        assert cell(row, At.TARGET).prefix == "minst"
        assert cell(row, At.BOUND).formula == '=IF(COUNT(D5)<1,"saknas",D5)'
        assert cell(row, At.SHORT).formula == ('=IF(COUNT(C5,P5)<2,"saknas",ROUND((P5-C5)/IF(P5=0,1,ABS(P5)),12))')
        assert cell(row, At.SHORT).value == Decimal("0.214545454545")
        assert THRESHOLD in cell(row, At.RULE).formula
        assert TOLERANCE in cell(row, At.RULE).formula
        assert cell(row, At.RULE).value == "I4"
        assert cell(row, At.LEVEL).value == "▲ Delvis uppnådd"
        assert cell(row, At.LEVEL).formula.startswith('=IF(M5="I3","● Uppnådd"')

    @pytest.mark.parametrize(
        ("relation", "distance", "met"),
        [
            (">=", "(P5-C5)", "R5<=0"),
            (">", "(P5-C5)", "R5<0"),
            ("<=", "(C5-P5)", "R5<=0"),
            ("<", "(C5-P5)", "R5<0"),
        ],
    )
    def test_a_relation_says_which_way_and_whether_equality_counts(
        self, relation: str, distance: str, met: str
    ) -> None:
        row = line(sheet_of(indicator(number("20"), target("20", relation))))
        assert distance in cell(row, At.SHORT).formula
        assert f"IF({met}," in cell(row, At.RULE).formula

    def test_shares_are_shown_as_shares_and_a_target_of_zero_is_held_in_per_cent(self) -> None:
        row = line(sheet_of(indicator(number("3.5", unit="%", stored="0.035"), target("0", "<=", unit="%"))))
        assert cell(row, At.RESULT).value == Decimal("0.035")
        assert cell(row, At.RESULT).formula == "=IF(ISNUMBER('Mål'!C2),'Mål'!C2,\"saknas\")"
        assert "IF(P5=0,0.01,ABS(P5))" in cell(row, At.SHORT).formula
        assert cell(row, At.SHORT).value == Decimal("3.5")

    def test_numbers_below_a_header_of_per_cent_are_divided(self) -> None:
        row = line(sheet_of(indicator(number("84", unit="%"), target("80", unit="%"))))
        assert cell(row, At.RESULT).formula == "=IF(ISNUMBER('Mål'!C2),ROUND('Mål'!C2/100,12),\"saknas\")"

    def test_a_zero_is_what_the_other_cells_of_its_column_are(self) -> None:
        shares = indicator(number("84", unit="%", stored="0.84"), target("80", unit="%", stored="0.8"))
        zero = replace(number("0", unit="%"), source=at(3, 3))
        row = line(sheet_of(shares, indicator(zero, target("80", unit="%", stored="0.8"))), 1)
        assert cell(row, At.RESULT).formula == "=IF(ISNUMBER('Mål'!C3),'Mål'!C3,\"saknas\")"

    def test_texts_stand_as_values_and_are_reckoned_with(self) -> None:
        row = line(sheet_of(indicator(number("15", stored=None), target("20", "<=", unit="st", stored=None))))
        for column, value in ((At.RESULT, 15), (At.TARGET, 20)):
            assert cell(row, column).formula == ""
            assert cell(row, column).value == value
        assert cell(row, At.TARGET).prefix == "högst"
        assert cell(row, At.SHORT).formula
        assert cell(row, At.LEVEL).formula

    def test_a_number_that_is_not_to_be_used_is_not_shown(self) -> None:
        refused = replace(number("0.5"), value=None)
        row = line(sheet_of(indicator(refused, target("50", unit="%"))))
        assert cell(row, At.RESULT).formula.startswith(
            "=IF(IF(ISNUMBER('Mål'!C2),ROUND('Mål'!C2-(0.5),9)=0,FALSE),\"0.5\","
        )
        assert cell(row, At.RESULT).value == "0.5"
        assert cell(row, At.LEVEL).value == "○ Saknar värde"

    def test_a_missing_result_may_come(self) -> None:
        row = line(sheet_of(indicator(Quantity(None, "", at(3)), target("80", unit="%", stored="0.8"))))
        assert cell(row, At.RESULT).value == "saknas"
        assert cell(row, At.RESULT).formula == "=IF(ISNUMBER('Mål'!C2),'Mål'!C2,\"saknas\")"
        assert cell(row, At.RESULT).role is Role.PERCENT
        assert cell(row, At.SHORT).value == "saknas"
        assert cell(row, At.RULE).formula.startswith('=IF(COUNT(C5)=0,"I1",')
        assert cell(row, At.NEARING).value == "Ett resultat krävs."

    def test_a_range_is_held_by_its_nearest_end(self) -> None:
        aim = replace(target("40", "range", stored=None), upper=Decimal(60))
        row = line(sheet_of(indicator(number("75"), aim)))
        assert cell(row, At.TARGET).value == "40–60"
        assert (cell(row, At.BOUND).value, cell(row, At.UPPER).value) == (40, 60)
        assert "IF(C5<P5,(P5-C5)/IF(P5=0,1,ABS(P5)),(C5-Q5)/IF(Q5=0,1,ABS(Q5)))" in cell(row, At.SHORT).formula
        assert "IF(IF(C5<P5,P5,Q5)=0," in cell(row, At.RULE).formula
        assert cell(row, At.SHORT).value == Decimal("0.25")

    @pytest.mark.parametrize(
        ("change", "is_share", "asked", "bound"),
        [
            ("0", False, "O5", "80"),
            ("0.05", True, "ROUND(O5+ABS(O5)*0.05,9)", "84"),
            ("-3", False, "ROUND(O5-3,9)", "77"),
        ],
    )
    def test_a_relative_target_follows_last_year(self, change: str, is_share: bool, asked: str, bound: str) -> None:
        aim = replace(target(None, text="Öka"), relative=True, change=Decimal(change), change_is_share=is_share)
        row = line(sheet_of(indicator(number("85"), aim, previous=number("80", column=5))))
        assert cell(row, At.COMPARED).formula == "=IF(ISNUMBER('Mål'!E2),'Mål'!E2,\"saknas\")"
        assert cell(row, At.BOUND).formula == f'=IF(COUNT(O5)<1,"saknas",{asked})'
        assert cell(row, At.BOUND).value == Decimal(bound)
        assert cell(row, At.TARGET).formula == '=IF(COUNT(P5)=0,"Öka",P5)'
        assert cell(row, At.TARGET).value == Decimal(bound)

    def test_a_change_in_points_is_one_of_shares(self) -> None:
        aim = replace(target(None, unit="%"), relative=True, change=Decimal(2))
        previous = number("80", unit="%", stored="0.8", column=5)
        row = line(sheet_of(indicator(number("82", unit="%", stored="0.82"), aim, previous=previous)))
        assert cell(row, At.BOUND).formula == '=IF(COUNT(O5)<1,"saknas",ROUND(O5+0.02,9))'
        assert cell(row, At.BOUND).value == Decimal("0.82")

    def test_a_relative_target_without_last_year_says_what_it_asks(self) -> None:
        aim = replace(target(None, text="Öka"), relative=True)
        row = line(sheet_of(indicator(number("85"), aim, previous=Quantity(None, "", at(5)))))
        assert cell(row, At.TARGET).value == "Öka"
        assert cell(row, At.RULE).value == "I2"
        assert cell(row, At.LEVEL).value == "○ Saknar värde"

    def test_an_answer_in_words_is_read_and_a_stored_one_is_reckoned_with(self) -> None:
        aim = target("1", "=", unit="ja/nej", stored=None, text="Ja")
        said = replace(number("0", unit="ja/nej", stored=None), text="Nej")
        row = line(sheet_of(indicator(said, aim)))
        assert cell(row, At.RESULT).value == "Nej"
        assert (cell(row, At.SHORT).formula, cell(row, At.SHORT).value) == ("", 1)
        assert cell(row, At.RULE).formula == '=IF(R5=0,"I3",IF(R5<1,"I4","I5"))'
        row = line(sheet_of(indicator(number("0"), aim)))
        assert "IF(OR(C5=0,C5=1),ABS(C5-P5)" in cell(row, At.SHORT).formula

    def test_without_a_target_the_workbooks_own_verdict_stands(self) -> None:
        unread = Quantity(None, "God nivå", at(4))
        row = line(sheet_of(indicator(number("5"), None, unread=unread, reported=Level.PARTLY)))
        assert cell(row, At.LEVEL).value == "▲ Delvis uppnådd"
        assert 'IF(M5="I2",G5,"○ Saknar värde")' in cell(row, At.LEVEL).formula
        assert cell(row, At.RULE).formula == '=IF(COUNT(C5)=0,"I1","I2")'

    def test_an_empty_target_is_said_to_be_so_while_it_is(self) -> None:
        row = line(sheet_of(indicator(number("5"), None, unread=Quantity(None, "", at(4)))))
        assert cell(row, At.TARGET).value == "saknas"
        assert cell(row, At.TARGET).formula.startswith("=IF(COUNT('Mål'!D2)+COUNTIF('Mål'!D2,\"?*\")=0,\"saknas\",")

    def test_a_forecast_goes_before_the_result_as_soon_as_there_is_one(self) -> None:
        one = indicator(number("5"), target("10"), forecast=Quantity(None, "", at(6)))
        row = line(sheet_of(one, period=INTERIM))
        assert cell(row, At.RESULT).value == 5
        assert cell(row, At.RESULT).formula == (
            "=IF(ISNUMBER('Mål'!F2),'Mål'!F2,IF(ISNUMBER('Mål'!C2),'Mål'!C2,\"saknas\"))"
        )
        assert "COUNT('Mål'!F2)=0" in cell(row, At.SAME).formula
        assert cell(line(sheet_of(one)), At.RESULT).formula == "=IF(ISNUMBER('Mål'!C2),'Mål'!C2,\"saknas\")"

    def test_a_sentence_stands_while_what_it_says_is_so(self) -> None:
        row = line(sheet_of(indicator(number("864"), target("1100"))))
        for column in (At.WHY, At.NEARING):
            one = cell(row, column)
            assert str(one.value) in one.formula
            assert STALE in one.formula
            for condition in ('S5="Ja"', 'M5="I4"', f"N({THRESHOLD})-0.75"):
                assert condition in one.formula
        assert cell(row, At.SAME).formula == '=IF(AND(C5=864,P5=1100),"Ja","Nej")'


class TestGoals:
    def test_counts_go_by_the_goals_number(self) -> None:
        sheet = sheet_of(indicator(number("5"), target("10")), indicator(number("9"), target("10")), name="Mål * ~?")
        goal, indicators, board = sheet.rows[-3:]
        assert cell(goal, 3).formula == '=COUNTIFS(L$5:L$6,L12,F$5:F$6,"● Uppnådd")'
        assert [cell(goal, column).value for column in (3, 4, 5, 13, 14, 15, 17)] == [0, 1, 1, 1, 0, 2, 0]
        assert cell(goal, 15).formula == f'=C12+D12+M12+Q12+IF(IFERROR({MISSING}="Nej",FALSE),0,N12)'
        half = 'IF(2*(C12+D12)>=O12,"G2",IF(2*(C12+D12+Q12)>=O12,"–","G3"))'
        half = f'=IF(O12=0,"G0",IF(C12=O12,"G1",IF(AND(Q12>0,C12+Q12=O12),"–",{half})))'
        unclear = f'AND(N12>0,NOT(COUNTIF({MISSING},"Ja")+COUNTIF({MISSING},"Nej")=1))'
        assert cell(goal, 7).formula == f'=IF({unclear},"–",{half[1:]})'
        assert cell(goal, 6).value == "▲ Uppnås delvis"
        assert cell(indicators, 3).formula == "=SUM(C$12:C$12)"
        assert cell(board, 6).value == "▲ Uppnås delvis"
        assert cell(sheet.rows[1], 1).formula == "=F14"

    def test_indicators_without_a_goal_are_no_part_of_the_whole(self) -> None:
        sheet = sheet_of(indicator(number("5"), target("10")), name=None)
        assert cell(sheet.rows[-3], 16).value == "Nej"
        assert cell(sheet.rows[-1], 15).value == 0
        assert cell(sheet.rows[1], 1).value == "○ Ej bedömt"

    def test_what_others_refer_to_is_told(self) -> None:
        book = Book(BOOK)
        sheet_of(indicator(number("5"), target("10")), book=book)
        places = {
            ("indicator", at(2)): "$F$5",
            ("goal", 0): "$F$11",
            ("goal name", 0): "$A$11",
            ("goal count", 0, Level.PARTLY): "$D$11",
            ("goal count", 0, Level.NOT): "$M$11",
            ("goal counted", 0): "$O$11",
            ("board text",): "$B$2",
        }
        for what, place in places.items():
            found = book.at(what)
            assert found is not None
            assert found.endswith(place)

    def test_no_goals_are_no_error(self) -> None:
        case = Case("fall", goals=(), goals_source=at(1, 1))
        outcome = assess(case, RULES)
        assert outcome.attainment is not None
        sheet = attainment_sheet(outcome, outcome.attainment, Book(BOOK))
        assert cell(sheet.rows[1], 1).value == "○ Ej bedömt"


def test_without_the_users_cells_the_formulas_are_over_the_values_shown() -> None:
    row = line(sheet_of(indicator(number("864"), target("1100")), book=Book(BOOK, linked=False)))
    assert cell(row, At.RESULT).formula == ""
    assert cell(row, At.SHORT).formula
    assert "'Mål'!" not in "".join(one.formula for one in row if one is not None)


def test_formulas_use_what_every_program_knows_and_their_values_are_the_cores() -> None:
    aim = replace(target("40", "range", stored=None), upper=Decimal(60))
    sheet = sheet_of(
        indicator(number("864"), target("1100")), indicator(number("75"), aim), indicator(number("1"), None)
    )
    formulas = [one.formula for row in sheet.rows for one in row if one is not None and one.formula]
    for formula in formulas:
        outside_texts = re.sub(r'"[^"]*"', '""', formula)
        assert set(re.findall(r"([A-Z]+)\(", outside_texts)) <= KNOWN
        assert len(formula) < 8192
    words = {str(level_cell(level, goal=goal).value) for level in Level for goal in (False, True)}
    assert all(str(one.value) in words for row in sheet.rows for one in row if one and one.role is Role.ACHIEVED)


def test_the_terminal_and_the_page_leave_the_working_columns_out() -> None:
    sheet = sheet_of(indicator(number("864"), target("1100")))
    header = [one.value for one in sheet.rows[3] if one is not None]
    assert header[sheet.shown_columns - 1] == "Källa"
    assert header[sheet.shown_columns] == "Mål nr"
    assert all(one.span <= sheet.shown_columns for row in sheet.rows for one in row if one is not None)


@pytest.mark.parametrize(("words", "role"), [("70-80", Role.DASH), ("mellan 70 och 80, oklart", Role.REMARK)])
def test_a_result_that_is_no_number_stands_where_numbers_do(words: str, role: Role) -> None:
    unread = replace(number("1", stored=None), value=None, text=words)
    sheet = sheet_of(indicator(unread, target("5")))
    cells = [cell for row in sheet.rows for cell in row if cell is not None and cell.value == words]
    assert [cell.role for cell in cells] == [role]


@pytest.mark.parametrize(("part", "is_compared"), [("\n-", False), (' "x"', True)])
def test_words_that_take_much_room_in_a_formula_leave_it_short_enough(
    tmp_path: Path, part: str, *, is_compared: bool
) -> None:
    """A line break takes thirteen characters there, a quotation mark two."""
    rows = [["Nämndmål", "Indikator", "Målvärde 2023", "Utfall 2023", "Bedömning"]]
    rows += [["Bra service", "Andel i tid", f"minst 90 %{part * 200}", f"88 %{part * 200}", f"Gul{part * 200}"]]
    found = written(tmp_path / "bok.xlsx", {"Mål": rows})
    formulas = [str(cell.value) for row in found.formulas["Måluppfyllelse"].iter_rows() for cell in row]
    assert max(map(len, formulas)) < LONGEST_FORMULA
    row = next(one.row for one in found.values["Måluppfyllelse"]["B"] if one.value == "Andel i tid")
    assert str(found.formula("Måluppfyllelse", f"T{row}")).startswith("=") is is_compared


def test_as_many_words_as_an_indicator_is_read_from_have_room_in_one_formula() -> None:
    cell = "'" + "O''" * 31 + "'!$AB$10000"
    for words in ("x" * 1200, '"' * 600, "a\n" * 90):
        conditions = [is_worded(cell, words)] * 5
        assert all(conditions)
        assert len(all_of(conditions)) < LONGEST_FORMULA
    assert not is_worded(cell, "\n" * 120)
    assert not is_worded(cell, '"' * 700)
