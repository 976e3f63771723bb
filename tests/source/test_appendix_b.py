"""Appendix B of the domain's description, row by row: each spelling with its reading, or with its refusal.

An id begins with the number of the row, so that a reader can go from the table to the test. Each spelling is read where
it has a meaning: a cell by itself, a target, a column, an indicator table, a statement, a header.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from itnamnd_xl.core.model import Column, Level, Origin, Relation, Role
from itnamnd_xl.policy.load import default_policy, with_settings
from itnamnd_xl.source.cells import Findings, amount_quantity, column_style, quantity
from itnamnd_xl.source.grid import Cell, CellKind
from itnamnd_xl.source.lexicon import Lexicon
from itnamnd_xl.source.measures import common_unit
from itnamnd_xl.source.numbers import Form, read
from itnamnd_xl.source.targets import read_target
from itnamnd_xl.source.times import take_times

if TYPE_CHECKING:
    from itnamnd_xl.core.model import Indicator
    from itnamnd_xl.source.case import Reading
    from itnamnd_xl.source.grid import Grid

Sheet = Callable[..., "Grid"]
ReadSheets = Callable[..., "Reading"]
Rows = Sequence[Sequence[object]]
POLICY = default_policy()
LEXICON = Lexicon(POLICY)
WORDS = LEXICON.words
YES, PARTLY, NO, NONE = Level.ACHIEVED, Level.PARTLY, Level.NOT, Level.NO_VALUE
GE, LE, GT, LT = Relation.AT_LEAST, Relation.AT_MOST, Relation.ABOVE, Relation.BELOW
BETWEEN, IS = Relation.BETWEEN, Relation.IS
HEAD = ["Nämndmål", "Indikator", "Resultat 2023", "Målvärde 2023"]


def case(row: int, *values: object) -> Any:
    """Name a row of the appendix that is tested: as a parameter, or by itself in a test of one row."""
    said = next((value for value in values if isinstance(value, str) and value.strip()), "")
    return pytest.param(*values, id=f"{row}-{said}")


# --- A cell by itself -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value", "unit", "mark"),
    [
        case(1, "-1 733 tkr", "-1733", "tkr", None),
        case(2, "■ -1 733 tkr", "-1733", "tkr", NO),
        case(3, "● 3,08 %", "3.08", "%", YES),
        case(4, "● 52 st.", "52", "st", YES),
        case(5, "7,06st", "7.06", "st", None),
        case(6, "99,4%", "99.4", "%", None),
        case(6, "84%", "84", "%", None),
        case(6, "67 %", "67", "%", None),
        case(13, "1 100 st", "1100", "st", None),
        case(13, "1\u00a0100 st", "1100", "st", None),
        case(13, "1\u202f100 st", "1100", "st", None),
        case(13, "1\u2009100 st", "1100", "st", None),
        case(15, "– 5 585", "-5585", None, None),
        case(16, "\u2011928", "-928", None, None),
        case(16, "\u2212928", "-928", None, None),
        case(22, "13 (anmälda våldsbrott)", "13", None, None),
        case(29, "2 tkr (1 700 kr)", "1700", "kr", None),
        case(30, "- 11 276", "-11276", None, None),
        case(31, "+ 97 mnkr", "97", "mnkr", None),
        case(32, "40,8", "40.8", None, None),
        case(32, "1 742,2", "1742.2", None, None),
        case(34, "(1 733)", "-1733", None, None),
        case(35, "1 733-", "-1733", None, None),
        case(36, "1 733 K", "-1733", None, None),
        case(36, "1 733 D", "1733", None, None),
        case(39, "1.733,50", "1733.50", None, None),
        case(39, "1,733.50", "1733.50", None, None),
        case(40, "1'733", "1733", None, None),
        *(case(41, f"1,2 {unit}", "1.2", "mnkr", None) for unit in ("mnkr", "Mkr", "MSEK", "milj")),
        *(case(42, f"1 733 {unit}", "1733", "tkr", None) for unit in ("kkr", "KSEK", "tkr.", "TSEK")),
        case(43, "1 733:-", "1733", "kr", None),
        case(43, "1 733 kr", "1733", "kr", None),
        case(43, "1 733,00 SEK", "1733.00", "kr", None),
        case(44, "1733", "1733", None, None),
        case(48, "84 procent", "84", "%", None),
        case(48, "84 proc.", "84", "%", None),
        case(48, "84 %-enheter", "84", "procentenheter", None),
        case(49, "5 ‰", "5", "‰", None),
        *(case(56, f"{word}50", "50", None, None) for word in ("ca ", "cirka ", "~", "drygt ", "knappt ")),
        case(58, "4 av 5", "80", "%", None),
        case(58, "4/5", "80", "%", None),
        case(70, "0", "0", None, None),
        case(70, "0,0", "0.0", None, None),
        case(70, "0 %", "0", "%", None),
        case(72, "3 tim 20 min", "200", "min", None),
        case(72, "3:20", "200", "min", None),
        case(72, "3,33 tim", "3.33", "tim", None),
        *(case(73, f"5 {unit}", "5", "dagar", None) for unit in ("dgr", "dagar", "d")),
        case(73, "2 v", "2", "veckor", None),
        case(73, "1 mån", "1", "månader", None),
        case(73, "1 år", "1", "år", None),
        case(75, "K: 78 M: 71 T: 75", "75", None, None),
        case(77, "84 % ↑", "84", "%", None),
        case(77, "84 % ▲", "84", "%", None),
        case(82, "3 908:00", "3908", "kr", None),
        case(83, "12.5 %", "12.5", "%", None),
    ],
)
def test_a_spelling_has_one_reading(text: str, value: str, unit: str | None, mark: Level | None) -> None:
    reading = read(text, WORDS)
    assert (reading.form, reading.value, reading.unit, reading.mark) == (Form.NUMBER, Decimal(value), unit, mark)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        case(29, "2 tkr (1 700 kr)", "noggrannare"),
        case(34, "(1 733)", "parentes"),
        case(35, "1 733-", "minus efter"),
        case(36, "1 733 K", "kredit"),
        case(56, "ca 50", "ungefärligt"),
        case(58, "4 av 5", "4 av 5"),
        case(72, "3:20", "timmar och minuter"),
        case(75, "K: 78 M: 71 T: 75", "båda könen"),
        case(76, "74 (72)", "föregående värde 72"),
    ],
)
def test_what_a_reading_takes_for_granted_is_said(text: str, note: str) -> None:
    assert note in read(text, WORDS).note


@pytest.mark.parametrize(
    ("text", "form"),
    [
        case(14, "231231", Form.UNREADABLE),
        case(37, "1.733", Form.AMBIGUOUS),
        case(38, "1,733", Form.AMBIGUOUS),
        case(33, "31,402", Form.AMBIGUOUS),
        case(24, "+", Form.UNREADABLE),
        *(case(71, error, Form.UNREADABLE) for error in ("#DIV/0!", "#REF!", "#VÄRDEFEL!", "#NAMN?")),
        case(74, "71/84 %", Form.SEVERAL),
        case(75, "K: 78 M: 71", Form.SEVERAL),
        case(81, "52 st 2022, 48 st", Form.SEVERAL),
        *(case(87, text, Form.UNREADABLE) for text in ("P8", "T2", "aug-23")),
        *(case(27, text, Form.MISSING) for text in ("-", "–", "—")),
        case(28, ".", Form.MISSING),
        case(28, "..", Form.MISSING),
        case(68, "", Form.MISSING),
        *(
            case(69, text, Form.MISSING)
            for text in (
                *("i.u.", "ingen uppgift", "uppgift saknas", "saknas", "u.s.", "n/a", "N/A", "#N/A", "#SAKNAS!", "*"),
                *("e.t.", "ej mätt", "ej mätbart", "mäts ej", "mäts i nov", "redovisas senare", "inget utfall"),
            )
        ),
    ],
)
def test_a_spelling_without_one_reading_gives_no_value(text: str, form: Form) -> None:
    reading = read(text, WORDS)
    assert (reading.form, reading.value) == (form, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(case(66, text, "1") for text in ("Ja", "JA", "j", "x", "✓", "✔", "Klart", "Genomfört")),
        *(case(66, text, "0") for text in ("Nej", "Ej genomfört")),
        case(66, "Påbörjat", "0.5"),
    ],
)
def test_a_spelling_is_an_answer(text: str, value: str) -> None:
    assert (read(text, WORDS).form, read(text, WORDS).value) == (Form.ANSWER, Decimal(value))


@pytest.mark.parametrize(
    ("text", "level"),
    [
        *(case(25, text, level) for text, level in (("Grön", YES), ("Gul", PARTLY), ("Röd", NO))),
        *(case(26, text, level) for text, level in (("😊", YES), ("😐", PARTLY), ("😒", NO))),
        *(case(79, text, level) for text, level in (("🟢", YES), ("🟡", PARTLY), ("🔴", NO), ("⚪", NONE))),
        *(case(79, text, level) for text, level in (("✅", YES), ("⚠", PARTLY), ("❌", NO), ("☺", YES), ("☹", NO))),
        *(case(80, text, YES) for text in ("Uppfyllt", "Uppnått", "Helt")),
        *(case(80, text, PARTLY) for text in ("Delvis", "På väg", "Nej, men på väg")),
        *(case(80, text, NO) for text in ("Ej", "Inte", "Ej påbörjat")),
    ],
)
def test_a_spelling_is_a_verdict(text: str, level: Level) -> None:
    assert WORDS.verdict(text) is level


# --- A target -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "relation", "value", "upper", "unit"),
    [
        case(7, "högst 20 st", LE, "20", None, "st"),
        case(8, "Minska till 125 st", LE, "125", None, "st"),
        case(8, "minska till 100 st", LE, "100", None, "st"),
        case(9, "74 eller högre", GE, "74", None, None),
        case(10, "7 %", None, "7", None, "%"),
        case(11, "0 tkr", None, "0", None, "tkr"),
        case(12, "20 st.", None, "20", None, "st"),
        case(19, "Minst 72,3", GE, "72.3", None, None),
        case(19, "Minst 69 000", GE, "69000", None, None),
        case(19, "Minst 42 %", GE, "42", None, "%"),
        case(20, "Minst index 41", GE, "41", None, "index"),
        case(21, "Max 13,2 %", LE, "13.2", None, "%"),
        case(23, "700 (Låg brottslighet)", None, "700", None, None),
        *(case(50, text, GE, "74", None, None) for text in ("≥ 74", ">= 74", "=>74", "74+", "74 ≤")),
        *(case(51, text, GT, "74", None, None) for text in ("> 74", "över 74", "mer än 74", "fler än 74")),
        case(52, "≤ 5,0 dagar", LE, "5.0", None, "dagar"),
        *(case(52, text, LE, "5", None, None) for text in ("<= 5", "max 5", "högst 5", "inte över 5")),
        *(
            case(53, text, LT, "5", None, None)
            for text in ("< 5", "under 5", "färre än 5", "lägre än 5", "mindre än 5")
        ),
        *(case(54, text, GE, "80", None, "%") for text in ("minst 80 %", "lägst 80 %", "80 % eller mer", "från 80 %")),
        case(55, "70–80 %", BETWEEN, "70", "80", "%"),
        case(55, "70-80", BETWEEN, "70", "80", None),
        case(55, "mellan 70 och 80", BETWEEN, "70", "80", None),
        case(57, "50 ±5", BETWEEN, "45", "55", None),
        case(58, "Minst 4 av 5", GE, "80", None, "%"),
        case(64, "Öka till 90 %", GE, "90", None, "%"),
        case(65, "topp 50", LE, "50", None, None),
        case(65, "bland de 25 % bästa", LE, "25", None, "%"),
        case(66, "Ja", IS, "1", None, "ja/nej"),
    ],
)
def test_a_target_has_one_reading(
    text: str, relation: Relation | None, value: str, upper: str | None, unit: str | None
) -> None:
    target = read_target(text, WORDS, POLICY)
    bounds = Decimal(value), None if upper is None else Decimal(upper)
    assert (target.relation, target.value, target.upper, target.unit) == (relation, *bounds, unit)


@pytest.mark.parametrize(
    ("text", "relation", "change", "is_share"),
    [
        *(case(60, text, GT, "0", False) for text in ("Öka", "Ökning", "ska öka", "↑")),
        *(case(61, text, LT, "0", False) for text in ("Minska", "Sänka", "↓", "lägre än föregående år")),
        *(case(62, text, None, "0", False) for text in ("bibehålla", "behålla", "oförändrat", "→")),
        case(63, "Öka med 5 %", GE, "0.05", True),
        case(63, "+5 %", GE, "0.05", True),
        case(63, "öka 2 procentenheter", GE, "2", False),
        case(63, "minska med 10 %", LE, "-0.1", True),
        case(65, "bättre än riket", None, "0", False),
        case(65, "över rikssnittet", GT, "0", False),
    ],
)
def test_a_target_has_a_reading_beside_another_value(
    text: str, relation: Relation | None, change: str, is_share: bool
) -> None:
    target = read_target(text, WORDS, POLICY)
    assert (target.relative, target.value, target.relation) == (True, None, relation)
    assert (target.change, target.change_is_share) == (Decimal(change), is_share)


# --- An indicator in its table --------------------------------------------------------------------------------------


def only(reading: Reading) -> Indicator:
    assert reading.case.goals is not None
    return reading.case.goals[0].indicators[0]


def codes(reading: Reading) -> set[str]:
    return {one.code for one in reading.diagnostics if one.code not in ("W408", "W208")}


def number(value: str, number_format: str) -> Cell:
    return Cell(CellKind.NUMBER, Decimal(value), number_format)


@pytest.mark.parametrize(
    ("label", "result", "target", "expected", "said"),
    [
        case(10, "Sjukfrånvaro", "● 3,08 %", "7 %", ("3.08", "%", LE, "7", "%"), set()),
        case(11, "Nämnden håller sin budgetram", "-5 tkr", "0 tkr", ("-5", "tkr", GE, "0", "tkr"), set()),
        case(12, "Antal e-tjänster", "20 st.", "20 st.", ("20", "st", GE, "20", "st"), set()),
        case(22, "Trygghet", 12, "13 (anmälda våldsbrott)", ("12", None, LE, "13", None), set()),
        case(23, "Rankning", 632, "700 (Låg brottslighet)", ("632", None, LE, "700", None), set()),
        case(44, "Antal", "1733", 1700, ("1733", None, GE, "1700", None), {"N307"}),
        case(45, "Andel", number("0.84", "0 %"), "80 %", ("84", "%", GE, "80", "%"), set()),
        case(46, "Andel", number("0.31", "General"), "30 %", ("31", "%", GE, "30", "%"), {"N308"}),
        case(47, "Andel", 84, "80 %", ("84", "%", GE, "80", "%"), {"N308"}),
        case(49, "Andel", "5 ‰", "1 %", ("5", "‰", GE, "10", "‰"), set()),
        case(72, "Svarstid", dt.time(3, 20), "5 tim", ("200", "min", LE, "300", "min"), {"W310"}),
        case(73, "Väntetid", "5 dagar", "1 v", ("5", "dagar", LE, "7", "dagar"), set()),
        case(74, "Andel besvarade efter 20 resp 60 sek", "71 %", "70 %", ("71", "%", GE, "70", "%"), set()),
        case(84, "Antal besök", 2023, 80, ("2023", None, GE, "80", None), {"W311"}),
        case(84, "Antal besök", 2023, 2000, ("2023", None, GE, "2000", None), set()),
    ],
)
def test_an_indicator_is_read(
    label: str,
    result: object,
    target: object,
    expected: tuple[str, str | None, Relation, str, str | None],
    said: set[str],
    sheet: Sheet,
    read_sheets: ReadSheets,
) -> None:
    reading = read_sheets(sheet([HEAD, ["Mål A", label, result, target]]))
    indicator = only(reading)
    assert indicator.result is not None
    assert indicator.target is not None
    value, unit, relation, asked, asked_unit = expected
    assert (indicator.result.value, indicator.result.unit) == (Decimal(value), unit)
    assert (indicator.target.relation, indicator.target.value, indicator.target.unit) == (
        relation,
        Decimal(asked),
        asked_unit,
    )
    assert codes(reading) == said


@pytest.mark.parametrize(
    ("result", "target", "code"),
    [
        case(14, "231231", 7, "E303"),
        case(38, "1,733", 7, "E304"),
        case(46, "0,5", "5 %", "E312"),
        case(58, dt.datetime(2023, 5, 4), 7, "E305"),  # noqa: DTZ001 - a cell knows no time zone
        case(59, dt.datetime(2023, 3, 2), 7, "E305"),  # noqa: DTZ001 - as above
        case(71, Cell(CellKind.ERROR, "#DIV/0!"), 7, "E301"),
        case(73, "5 dagar", "1 mån", "E410"),
        case(74, "71/84 %", "80 %", "E306"),
        case(75, "K: 78 M: 71", 70, "E306"),
        case(81, "52 st 2022, 48 st", "50 st", "E306"),
    ],
)
def test_an_indicator_that_cannot_be_read_is_said_and_not_assessed(
    result: object, target: object, code: str, sheet: Sheet, read_sheets: ReadSheets
) -> None:
    reading = read_sheets(sheet([HEAD, ["Mål A", "Väntetid", result, target]]))
    indicator = only(reading)
    assert indicator.result is None or indicator.result.value is None or indicator.target is None
    found = [one for one in reading.diagnostics if one.code == code]
    assert len(found) == 1
    assert found[0].advice


@pytest.mark.parametrize(
    ("text", "previous"),
    [case(60, "Öka", 70), case(61, "Minska", 70), case(62, "bibehålla", 70), case(63, "Öka med 5 %", 70)],
)
def test_a_target_against_last_year_takes_last_years_column(
    text: str, previous: int, sheet: Sheet, read_sheets: ReadSheets
) -> None:
    head = ["Indikator", "Utfall 2022", "Utfall 2023", "Mål 2023"]
    indicator = only(read_sheets(sheet([head, ["NKI", previous, 74, text]])))
    assert indicator.previous is not None
    assert indicator.previous.value == previous


def test_a_text_in_brackets_after_the_value_is_last_years(sheet: Sheet, read_sheets: ReadSheets) -> None:
    case(76)
    indicator = only(read_sheets(sheet([HEAD, ["Mål A", "NKI", "74 (72)", "Öka"]])))
    assert indicator.previous is not None
    assert indicator.previous.value == 72


@pytest.mark.parametrize("trend", [case(24, "+"), case(24, "-"), case(77, "▲"), case(77, "↑")])
def test_a_trend_is_neither_sign_nor_verdict(trend: str, sheet: Sheet, read_sheets: ReadSheets) -> None:
    reading = read_sheets(sheet([[*HEAD, "Trend"], ["Mål A", "NKI", 7, 7, trend]]))
    assert (only(reading).reported, codes(reading)) == (None, set())


@pytest.mark.parametrize(
    ("cell", "legend", "level", "said"),
    [
        case(26, "😐", None, PARTLY, {"W423"}),
        case(26, "😐", "😊 = uppnått, 😐 = ej mätbart", NONE, {"N422"}),
        case(77, "▲", None, PARTLY, set()),
        case(77, "▲", "▲ = ökat, ▼ = minskat", None, {"N422"}),
        case(77, "▲", "● = uppnått, ▲ = delvis uppnått", PARTLY, set()),
        case(78, Cell(CellKind.TEXT, "●", color="FFFF0000"), None, NO, set()),
        case(79, Cell(CellKind.TEXT, "l", font="Wingdings"), None, YES, set()),
        case(79, Cell(CellKind.TEXT, "n", font="Wingdings"), None, NO, set()),
        case(79, Cell(CellKind.TEXT, "J", font="Wingdings"), None, YES, set()),
        case(79, Cell(CellKind.TEXT, "K", font="Wingdings"), None, PARTLY, set()),
        case(79, Cell(CellKind.TEXT, "L", font="Wingdings"), None, NO, set()),
    ],
)
def test_a_symbol_means_what_its_legend_or_its_look_says(
    cell: object, legend: str | None, level: Level | None, said: set[str], sheet: Sheet, read_sheets: ReadSheets
) -> None:
    rows: Rows = [[*HEAD, "Status"], ["Mål A", "NKI", 7, 7, cell], [], [legend]]
    reading = read_sheets(sheet(rows))
    assert (only(reading).reported, codes(reading)) == (level, said)
    assert reading.case.goals is not None
    assert len(reading.case.goals[0].indicators) == 1


def test_a_footnote_is_stripped_from_a_label(sheet: Sheet, read_sheets: ReadSheets) -> None:
    case(18)
    indicator = only(read_sheets(sheet([HEAD, ["Mål A", "Andel i arbete 16–64 år 1)", "84 %", "80 %"]])))
    assert indicator.name == "Andel i arbete 16–64 år"


def test_a_goals_blank_cells_belong_to_it(sheet: Sheet, read_sheets: ReadSheets) -> None:
    case(68)
    goals = read_sheets(sheet([HEAD, ["Mål A", "NKI", 7, 7], [None, "HME", None, 74]])).case.goals
    assert goals is not None
    assert [(goal.name, [one.name for one in goal.indicators]) for goal in goals] == [("Mål A", ["NKI", "HME"])]


def test_a_label_in_two_rows_is_one(sheet: Sheet, read_sheets: ReadSheets) -> None:
    case(90)
    rows: Rows = [HEAD, ["A", "Värde medarbetarundersökningen -", 74, 74], [None, "Medarbetarengagemang (HME)"]]
    assert only(read_sheets(sheet(rows))).name == "Värde medarbetarundersökningen - Medarbetarengagemang (HME)"


# --- A column -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [
        case(33, ["31,402", "5 000", "1,234.5"], "31402"),
        case(37, ["1.733", "2,5", "12,75"], "1733"),
        case(37, ["1.733", "2.5", "12.75"], "1.733"),
        case(38, ["1,733", "2,5", "12,75"], "1.733"),
        case(38, ["1,733", "2.5", "1,000.25"], "1733"),
        case(83, ["12.5 %", "7,5 %", "3 %"], "12.5"),
    ],
)
def test_a_column_settles_what_a_cell_leaves_open(column: list[str], value: str, sheet: Sheet) -> None:
    grid = sheet([[text] for text in column])
    style = column_style(grid, range(1, 4), 1)
    found = quantity(grid, (1, 1), LEXICON, Findings(), style=style, expected="ett tal")
    assert found.value == Decimal(value)


def test_a_footnote_digit_after_the_decimals_is_flagged(sheet: Sheet) -> None:
    case(17)
    grid, findings = sheet([["471,51"], ["340,2"], ["98,7"], ["4 981,3"]]), Findings()
    style = column_style(grid, range(1, 5), 1)
    quantity(grid, (1, 1), LEXICON, findings, style=style, expected="ett tal")
    assert [one.code for one in findings.found if one.code != "N307"] == ["W309"]


@pytest.mark.parametrize(("text", "is_zero", "value"), [case(67, "–", True, 0), case(67, "-", False, None)])
def test_a_dash_among_amounts_is_zero_if_the_setting_says_so(
    text: str, is_zero: bool, value: int | None, sheet: Sheet
) -> None:
    lexicon = Lexicon(with_settings(POLICY, {"dash_is_zero": is_zero}, Origin.CONFIG, "provet"))
    grid = sheet([[text], [17]])
    assert amount_quantity(grid, (1, 1), lexicon, Findings(), column_style(grid, (1, 2), 1)).value == value


def test_money_of_any_size_is_comparable() -> None:
    case(31)
    case(41)
    assert common_unit("mnkr", "tkr") == (Decimal(1000), Decimal(1), "tkr")
    assert common_unit("tkr", "kr") == (Decimal(1000), Decimal(1), "kr")


# --- A statement, a header, a period --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "role"),
    [
        *(case(85, label, Role.TOTAL) for label in ("Summa", "SUMMA", "Totalt", "TOTALT KOSTNADER", "S:a", "Netto")),
        case(85, "varav lön", Role.OF_WHICH),
        case(86, "IT-INVEST. GEMENSAMT", Role.ITEM),
    ],
)
def test_a_row_has_its_part_in_a_statement(label: str, role: Role, sheet: Sheet, read_sheets: ReadSheets) -> None:
    rows: Rows = [
        ["Driftredovisning 2023, tkr"],
        ["Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse"],
        ["Personalkostnader", 100, 90, 10],
        [label, 100, 90, 10],
        ["Hyror", 50, 40, 10],
    ]
    statement = read_sheets(sheet(rows)).case.operating
    assert statement is not None
    row = next(one for one in statement.rows if one.text == label)
    assert (row.role, row.member) == (role, None)


def test_a_format_that_shows_thousands_leaves_kronor_in_the_cell(sheet: Sheet, read_sheets: ReadSheets) -> None:
    case(88)
    amounts = [number(str(amount), "# ##0,") for amount in (1733000, 1700000, 33000)]
    rows: Rows = [
        ["Driftredovisning 2023"],
        ["Kontotext", "Budget 2023 (tkr)", "Utfall 2023 (tkr)", "Avvikelse (tkr)"],
        ["Personal", *amounts],
        ["Hyror", *amounts],
    ]
    statement = read_sheets(sheet(rows)).case.operating
    assert statement is not None
    assert (statement.unit, statement.rows[0].amounts[Column.BUDGET].value) == ("kr", Decimal(1733000))


@pytest.mark.parametrize(("text", "concept"), [case(89, "Budgetavvik", "deviation"), case(89, "Måluppfyll.", "status")])
def test_a_text_that_was_cut_off_matches_by_its_beginning(text: str, concept: str) -> None:
    assert concept in LEXICON.headers.header(text).concepts


def test_a_cut_label_is_kept_as_it_stands(sheet: Sheet, read_sheets: ReadSheets) -> None:
    case(89)
    label = "ÖVRIGA AVG O. ERSÄTTNIN"
    rows: Rows = [["Driftredovisning 2023, tkr"], ["Kontotext", "Budget", "Utfall"], [label, -5, -6], ["Hyra", 5, 6]]
    statement = read_sheets(sheet(rows)).case.operating
    assert statement is not None
    assert (statement.rows[0].text, statement.rows[0].kind) == (label, "revenue")


@pytest.mark.parametrize(
    ("text", "date", "is_interim"),
    [
        case(14, "231231", dt.date(2023, 12, 31), False),
        case(87, "28-feb-23", dt.date(2023, 2, 28), False),
        case(87, "Utfall 2308", None, True),
        case(87, "Utfall 202308", None, True),
        case(87, "Utfall P8", None, True),
        case(87, "Utfall T2", None, True),
        case(87, "Utfall aug-23", None, True),
    ],
)
def test_a_text_names_a_date_or_a_period(text: str, date: dt.date | None, is_interim: bool) -> None:
    times = take_times(text)
    assert (times.dates, times.interim) == ((date,) if date else (), is_interim)


def test_every_row_of_the_appendix_has_a_test() -> None:
    named = {int(number) for number in re.findall(r"\bcase\((\d+)", Path(__file__).read_text("utf-8"))}
    assert named == set(range(1, 91))
