"""Indicator tables become goals and indicators: the report's own layout, and what other boards do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.core.diagnostics import Diagnostic
from itnamnd_xl.core.model import CellRef, Goal, Indicator, Level, Relation
from itnamnd_xl.source.cells import Findings
from itnamnd_xl.source.extract_indicators import extract_indicators
from itnamnd_xl.source.grid import Cell, CellKind
from itnamnd_xl.source.tables import find_tables

if TYPE_CHECKING:
    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.lexicon import Lexicon

Sheet = Callable[..., "Grid"]
Rows = Sequence[Sequence[object]]
GE, LE, GT, LT = Relation.AT_LEAST, Relation.AT_MOST, Relation.ABOVE, Relation.BELOW
YES, PARTLY, NO, NONE = Level.ACHIEVED, Level.PARTLY, Level.NOT, Level.NO_VALUE
PERCENT = "0%"


def number(value: str, number_format: str = "General") -> Cell:
    return Cell(CellKind.NUMBER, Decimal(value), number_format)


def extract(grid: Grid, lexicon: Lexicon) -> tuple[tuple[Goal, ...], list[Diagnostic]]:
    (table,) = find_tables(grid, lexicon)
    findings = Findings()
    return extract_indicators(table, lexicon, findings), findings.found


def one(
    cells: Sequence[object], headers: Sequence[object], sheet: Sheet, lexicon: Lexicon
) -> tuple[Indicator, list[str]]:
    goals, found = extract(sheet([headers, cells]), lexicon)
    ((indicator,),) = [goal.indicators for goal in goals]
    return indicator, [each.code for each in found]


def names(goals: Sequence[Goal]) -> list[tuple[str | None, list[str]]]:
    return [(goal.name, [each.name for each in goal.indicators]) for goal in goals]


HEADERS = ["Nämndmål", "Indikator", "Resultat år 2023", "Målvärde år 2023"]
THREE = ["Indikator", "Resultat", "Målvärde"]


def test_the_reports_own_layout(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [
        HEADERS,
        ["Hållbar teknik", "Öka antalet återbrukade datorer", "864 st", "1 100 st"],
        [None, "Införa återbruk för nya mobila enheter.", "25 st", "50 st"],
        ["Ökad samverkan", "Styra objektet efter förvaltningsplan", 9, 10],
        HEADERS,
        [None, "Värde medarbetarundersökningen -", None, None],
        [None, "Medarbetarengagemang (HME)", 74, "74 eller högre"],
        [None, "Sjukfrånvaro", "● 3,08 %", "7 %"],
        [None, "Nämnderna håller sin budgetram", "■ -1 733 tkr", "0 tkr"],
    ]
    goals, found = extract(sheet(rows), lexicon)
    assert names(goals) == [
        ("Hållbar teknik", ["Öka antalet återbrukade datorer", "Införa återbruk för nya mobila enheter."]),
        (
            "Ökad samverkan",
            [
                "Styra objektet efter förvaltningsplan",
                "Värde medarbetarundersökningen - Medarbetarengagemang (HME)",
                "Sjukfrånvaro",
                "Nämnderna håller sin budgetram",
            ],
        ),
    ]
    read: list[tuple[object, ...]] = [
        (
            each.result and each.result.value,
            each.target and each.target.relation,
            each.target and each.target.value,
            each.reported,
        )
        for goal in goals
        for each in goal.indicators
    ]
    assert read == [
        (864, GE, 1100, None),
        (25, GE, 50, None),
        (9, GE, 10, None),
        (74, GE, 74, None),
        (Decimal("3.08"), LE, 7, YES),
        (-1733, GE, 0, NO),
    ]
    assert [each.code for each in found] == ["W408"]
    assert found[0].params["name"] == "Styra objektet efter förvaltningsplan"


@pytest.mark.parametrize("merges", [(), ((2, 1, 3, 1),)])
def test_a_goal_stands_in_its_first_row(
    merges: tuple[tuple[int, int, int, int], ...], sheet: Sheet, lexicon: Lexicon
) -> None:
    rows: Rows = [HEADERS, ["A", "Nöjdhet", 74, 70], [None, "NKI", 7, 7], ["B", "HME", 70, 74]]
    goals, _ = extract(sheet(rows, merges=merges), lexicon)
    assert names(goals) == [("A", ["Nöjdhet", "NKI"]), ("B", ["HME"])]


def test_a_goal_repeated_on_every_row_is_one_goal(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [HEADERS, ["A", "Nöjdhet", 74, 70], ["A", "NKI", 7, 7], ["B", "HME", 70, 74], ["A", "SCB-index", 1, 1]]
    goals, _ = extract(sheet(rows), lexicon)
    assert sorted(names(goals), key=str) == [("A", ["Nöjdhet", "NKI", "SCB-index"]), ("B", ["HME"])]


def test_a_goal_without_indicators_is_kept(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [HEADERS, ["A", None, None, None], ["B", "NKI", 7, 7]]
    goals, _ = extract(sheet(rows), lexicon)
    assert names(goals) == [("A", []), ("B", ["NKI"])]


def test_indicators_without_a_goal_are_a_group_without_a_name(sheet: Sheet, lexicon: Lexicon) -> None:
    goals, _ = extract(sheet([THREE, ["NKI", 7, 7], ["HME", 74, 74]]), lexicon)
    assert names(goals) == [(None, ["NKI", "HME"])]


@pytest.mark.parametrize(
    "notes",
    [
        [[], ["Källa: Kolada"]],
        [[], ["● uppnådd, ■ ej uppnådd"]],
        [[], ["Nämnden har under året arbetat med målen."], ["Fortsatt arbete pågår."]],
    ],
)
def test_notes_below_the_table_are_no_goals(notes: Rows, sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [HEADERS, ["A", "NKI", 7, 7]]
    goals, found = extract(sheet([*rows, *notes]), lexicon)
    assert names(goals) == [("A", ["NKI"])]
    assert found == []


def test_notes_below_a_table_of_indicators_alone_are_no_indicators(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [THREE, ["NKI", 7, 7], [], ["Källa: medarbetarundersökningen 2023"]]
    goals, _ = extract(sheet(rows), lexicon)
    assert names(goals) == [(None, ["NKI"])]


def test_a_comment_row_between_rows_is_no_indicator(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [
        [*HEADERS, "Kommentar"],
        ["A", "NKI", 7, 7, None],
        [None, None, None, None, "Bra"],
        [None, "HME", 74, 74],
    ]
    goals, _ = extract(sheet(rows), lexicon)
    assert names(goals) == [("A", ["NKI", "HME"])]


@pytest.mark.parametrize(
    ("first", "second", "name"),
    [
        (
            ["Värde medarbetarundersökningen -", None, None],
            ["Engagemang (HME)", 74, 74],
            "Värde medarbetarundersökningen - Engagemang (HME)",
        ),
        (
            ["Värde medarbetarundersökningen -", 74, 74],
            ["Engagemang (HME)", None, None],
            "Värde medarbetarundersökningen - Engagemang (HME)",
        ),
        (
            ["Andel ärenden som lösts av", None, None],
            ["IT-support", "84 %", "80 %"],
            "Andel ärenden som lösts av IT-support",
        ),
    ],
)
def test_a_label_in_two_rows_is_one_indicator(  # appendix B row 90
    first: list[object], second: list[object], name: str, sheet: Sheet, lexicon: Lexicon
) -> None:
    goals, _ = extract(sheet([THREE, first, second]), lexicon)
    assert names(goals) == [(None, [name])]
    (indicator,) = goals[0].indicators
    assert indicator.result is not None
    assert indicator.target is not None


def test_an_indicator_without_any_value_is_kept(sheet: Sheet, lexicon: Lexicon) -> None:
    goals, _ = extract(sheet([THREE, ["NKI", None, None], ["HME", 74, 74]]), lexicon)
    assert names(goals) == [(None, ["NKI", "HME"])]
    assert goals[0].indicators[0].target is None


@pytest.mark.parametrize("label", ["Andel gymnasieexamen 16–64 år 1)", "Andel gymnasieexamen 16–64 år¹"])
def test_a_footnote_is_stripped_from_a_label(label: str, sheet: Sheet, lexicon: Lexicon) -> None:  # row 18
    indicator, _ = one([label, "84 %", "80 %"], THREE, sheet, lexicon)
    assert indicator.name == "Andel gymnasieexamen 16–64 år"


@pytest.mark.parametrize(
    ("label", "target", "relation", "value"),
    [
        ("Sjukfrånvaro", "7 %", LE, "7"),  # row 10
        ("Nämnden håller sin budgetram", "0 tkr", GE, "0"),  # row 11
        ("Antal våldsbrott", "13 (anmälda våldsbrott)", LE, "13"),  # row 22
        ("Trygghetsmätning", "13 (anmälda våldsbrott)", LE, "13"),
        ("Rankning", "700 (Låg brottslighet)", LE, "700"),  # row 23
        # The target cell wins over the label
        ("Minska antalet ärenden", "minst 10", GE, "10"),
        ("Öka andelen nöjda", "högst 10 %", LE, "10"),
        ("Sjukfrånvaro", "minst 2 %", GE, "2"),
    ],
)
def test_a_target_gets_its_direction(
    label: str, target: str, relation: Relation, value: str, sheet: Sheet, lexicon: Lexicon
) -> None:
    indicator, _ = one([label, 5, target], THREE, sheet, lexicon)
    assert indicator.target is not None
    assert (indicator.target.relation, indicator.target.value) == (relation, Decimal(value))
    assert indicator.target.why


@pytest.mark.parametrize(
    ("stated", "relation"), [("Högre", GE), ("Lägre", LE), ("Lägre är bättre", LE), ("↑", GE), ("minska", LE)]
)
def test_a_column_of_directions_comes_first(stated: str, relation: Relation, sheet: Sheet, lexicon: Lexicon) -> None:
    headers = ["Indikator", "Resultat", "Målvärde", "Riktning"]
    for label, target in (
        ("Sjukfrånvaro", 7),
        ("Nöjdhet", "7"),
        ("Öka farten", "minst 7"),
        ("Minska farten", "högst 7"),
    ):
        indicator, codes = one([label, 5, target, stated], headers, sheet, lexicon)
        assert indicator.target is not None
        assert (indicator.target.relation, indicator.target.why) == (relation, "kolumnen för riktning")
        assert "W408" not in codes


@pytest.mark.parametrize(("header", "relation"), [("Mål minst", GE), ("Mål (≥)", GE), ("Mål max", LE)])
def test_a_header_may_give_the_direction(header: str, relation: Relation, sheet: Sheet, lexicon: Lexicon) -> None:
    for label in ("Sjukfrånvaro", "Nöjdhet"):
        indicator, codes = one([label, 5, 7], ["Indikator", "Utfall", header], sheet, lexicon)
        assert indicator.target is not None
        assert indicator.target.relation is relation
        assert codes == []


@pytest.mark.parametrize(
    ("label", "target", "relation", "change"),
    [
        ("NKI", "Öka", GT, "0"),
        ("Sjukfrånvaro", "Minska", LT, "0"),
        ("Sjukfrånvaro", "oförändrat", LE, "0"),
        ("NKI", "bibehålla", GE, "0"),
        ("NKI", "Öka med 5 %", GE, "0.05"),
    ],
)
def test_a_target_against_last_year_comes_with_last_years_value(  # rows 60-63
    label: str, target: str, relation: Relation, change: str, sheet: Sheet, lexicon: Lexicon
) -> None:
    for headers in (
        ["Indikator", "Utfall 2022", "Utfall 2023", "Målvärde 2023"],
        ["Indikator", "Föregående år", "Utfall 2023", "Målvärde 2023"],
    ):
        indicator, _ = one([label, 6, 7, target], headers, sheet, lexicon)
        assert indicator.previous is not None
        assert indicator.target is not None
        assert [indicator.previous.value, indicator.result and indicator.result.value] == [6, 7]
        assert (indicator.target.relative, indicator.target.relation, indicator.target.change) == (
            True,
            relation,
            Decimal(change),
        )


def test_last_years_value_in_brackets_is_kept(sheet: Sheet, lexicon: Lexicon) -> None:  # row 76
    indicator, _ = one(["NKI", "74 (72)", "Öka"], THREE, sheet, lexicon)
    assert indicator.result is not None
    assert indicator.result.value == 74
    assert indicator.previous is not None
    assert indicator.previous.value == 72


@pytest.mark.parametrize(
    ("result", "target", "expected"),
    [
        (number("0.84", PERCENT), "80 %", ("84", "%", "80", "%")),  # row 45
        (number("0.31"), "30 %", ("31", "%", "30", "%")),  # row 46
        (84, "80%", ("84", "%", "80", "%")),  # row 47
        ("84 procent", number("0.8", PERCENT), ("84", "%", "80", "%")),
        ("84 %", number("0.8"), ("84", "%", "80", "%")),
        ("7,06st", "7st", ("7.06", "st", "7", "st")),  # row 5
        ("52 st.", 50, ("52", "st", "50", "st")),
        (number("8.3"), number("8"), ("8.3", None, "8", None)),
    ],
)
def test_result_and_target_are_comparable(
    result: object, target: object, expected: tuple[str, str | None, str, str | None], sheet: Sheet, lexicon: Lexicon
) -> None:
    indicator, _ = one(["NKI", result, target], THREE, sheet, lexicon)
    assert indicator.result is not None
    assert indicator.target is not None
    assert (indicator.result.value, indicator.result.unit) == (Decimal(expected[0]), expected[1])
    assert (indicator.target.value, indicator.target.unit) == (Decimal(expected[2]), expected[3])


@pytest.mark.parametrize(("result", "target"), [(number("0.31"), "30 %"), (84, "80 %")])
def test_a_unit_that_is_taken_for_granted_is_noted(result: object, target: str, sheet: Sheet, lexicon: Lexicon) -> None:
    _, codes = one(["NKI", result, target], THREE, sheet, lexicon)  # rows 46, 47: note
    assert codes == ["N308"]


def test_a_unit_may_stand_in_the_header(sheet: Sheet, lexicon: Lexicon) -> None:
    indicator, _ = one(["NKI", 84, 80], ["Indikator", "Resultat (%)", "Målvärde (%)"], sheet, lexicon)
    assert indicator.result is not None
    assert indicator.target is not None
    assert (indicator.result.unit, indicator.target.unit) == ("%", "%")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (Cell(CellKind.ERROR, "#DIV/0!"), "E301"),  # row 71
        (Cell(CellKind.ERROR, "#REF!"), "E301"),
        (Cell(CellKind.UNCALCULATED, None), "E302"),
        ("se bilaga", "E303"),
        ("1.733", "E304"),  # row 37
        (dt.datetime(2023, 5, 4), "E305"),  # noqa: DTZ001 - row 58, a cell knows no time zone
        (dt.datetime(2023, 3, 2), "E305"),  # noqa: DTZ001 - row 59
        ("231231", "E303"),  # row 14
        ("71/84 %", "E306"),  # row 74
        ("52 st 2022, 48 st", "E306"),  # row 81
        ("K: 78 M: 71", "E306"),  # row 75
    ],
)
def test_a_result_that_cannot_be_read_is_said_where_it_stands(
    cell: object, code: str, sheet: Sheet, lexicon: Lexicon
) -> None:
    goals, found = extract(sheet([THREE, ["NKI", cell, 70]]), lexicon)
    (indicator,) = goals[0].indicators
    assert indicator.result is not None
    assert indicator.result.value is None
    assert [(each.code, each.source) for each in found] == [(code, CellRef("bok.xlsx", "Blad1", 2, 2))]
    assert found[0].message


@pytest.mark.parametrize(
    ("cell", "value", "unit", "code"),
    [
        (dt.time(3, 20), 200, "min", "W310"),  # Excel's reading of a typed 3:20, which may have meant another
        (dt.time(3, 20, 30), 12030, "sek", "W310"),
        (Cell(CellKind.TIME, "3:20:00", "[h]:mm"), 200, "min", "N308"),
        (Cell(CellKind.TIME, "1 day, 2:00:00", "[h]:mm"), 1560, "min", "N308"),
    ],
)
def test_a_stored_time_is_a_length_of_time(  # row 72
    cell: object, value: int, unit: str, code: str, sheet: Sheet, lexicon: Lexicon
) -> None:
    indicator, codes = one(["Svarstid", cell, "5 tim"], THREE, sheet, lexicon)
    assert indicator.result is not None
    assert (indicator.result.text[-2:].isdigit(), codes) == (True, [code])
    goals, _ = extract(sheet([THREE, ["Svarstid", cell, None]]), lexicon)
    bare = goals[0].indicators[0].result
    assert bare is not None
    assert (bare.value, bare.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (Cell(CellKind.ERROR, "#REF!"), "E301"),
        (Cell(CellKind.UNCALCULATED, None), "E302"),
        ("minst 1.733", "E304"),
        (dt.datetime(2023, 5, 4), "E305"),  # noqa: DTZ001 - row 58
        ("80 % 2023, 90 % 2024", "E306"),
    ],
)
def test_a_target_that_cannot_be_read_is_said_where_it_stands(
    cell: object, code: str, sheet: Sheet, lexicon: Lexicon
) -> None:
    goals, found = extract(sheet([THREE, ["NKI", 7, cell]]), lexicon)
    assert goals[0].indicators[0].target is None
    assert [(each.code, each.source) for each in found] == [(code, CellRef("bok.xlsx", "Blad1", 2, 3))]


@pytest.mark.parametrize(
    "cell",
    [
        *(None, "", "-", "–", ".", "..", "i.u.", "ej mätt", "mäts i nov", "N/A", "*"),
        *(Cell(CellKind.ERROR, "#N/A"), Cell(CellKind.ERROR, "#SAKNAS!")),
    ],
)
def test_a_missing_result_is_missing_and_no_error(
    cell: object, sheet: Sheet, lexicon: Lexicon
) -> None:  # rows 27, 28, 68, 69
    indicator, codes = one(["NKI", cell, 70], THREE, sheet, lexicon)
    assert indicator.result is None or indicator.result.value is None
    assert codes == []


@pytest.mark.parametrize("cell", [0, "0", "0 %", number("0", PERCENT), "0,0"])
def test_zero_is_a_value(cell: object, sheet: Sheet, lexicon: Lexicon) -> None:  # row 70
    indicator, _ = one(["NKI", cell, 70], THREE, sheet, lexicon)
    assert indicator.result is not None
    assert indicator.result.value == 0


def test_a_text_number_is_a_number_with_a_note(sheet: Sheet, lexicon: Lexicon) -> None:  # row 44
    indicator, codes = one(["NKI", "1733", 70], THREE, sheet, lexicon)
    assert indicator.result is not None
    assert (indicator.result.value, codes) == (Decimal(1733), ["N307"])


@pytest.mark.parametrize(("text", "code"), [("(1 733)", "N308"), ("ca 50", "N308"), ("74 (72)", "N308")])
def test_what_a_reading_takes_for_granted_is_noted(text: str, code: str, sheet: Sheet, lexicon: Lexicon) -> None:
    assert one(["NKI", text, 70], THREE, sheet, lexicon)[1] == [code]


def test_the_column_settles_an_ambiguous_number(sheet: Sheet, lexicon: Lexicon) -> None:  # rows 33, 37
    swedish: Rows = [THREE, ["NKI", "1.733", 70], ["HME", "74,5", 70]]
    english: Rows = [THREE, ["NKI", "1.733", 70], ["HME", "74.5", 70]]
    for rows, value in ((swedish, "1733"), (english, "1.733")):
        goals, _ = extract(sheet(rows), lexicon)
        result = goals[0].indicators[0].result
        assert result is not None
        assert result.value == Decimal(value)


def test_a_footnote_glued_to_a_number_is_flagged(sheet: Sheet, lexicon: Lexicon) -> None:  # row 17
    rows: Rows = [THREE, *([f"Index {i}", text, 70] for i, text in enumerate(("471,51", "340,2", "98,7", "1 208,7")))]
    _, found = extract(sheet(rows), lexicon)
    flagged = {each.source.row for each in found if isinstance(each.source, CellRef) and each.code != "N307"}
    assert flagged == {2}


STATUS = ["Indikator", "Resultat", "Målvärde", "Status"]


@pytest.mark.parametrize(
    ("cell", "level"),
    [
        *((text, YES) for text in ("Grön", "Uppnått", "●", "🟢", "😊", "✅", "Ja", "Helt uppfyllt")),
        *((text, PARTLY) for text in ("Gul", "Delvis", "▲", "🟡", "😐", "⚠", "På väg", "Nej, men på väg")),
        *((text, NO) for text in ("Röd", "Ej uppnått", "■", "🔴", "😒", "❌", "Inte uppnått", "Ej påbörjat")),
        *((text, NONE) for text in ("○", "⚪", "Ej mätt")),
        # row 78: the colour of the font is what tells
        (Cell(CellKind.TEXT, "●", color="FFFF0000"), NO),
        (Cell(CellKind.TEXT, "●", color="FFC00000"), NO),
        (Cell(CellKind.TEXT, "●", color="FFFFC000"), PARTLY),
        (Cell(CellKind.TEXT, "●", color="FFFFFF00"), PARTLY),
        (Cell(CellKind.TEXT, "●", color="FF00B050"), YES),
        (Cell(CellKind.TEXT, "●", color="FF000000"), YES),
        (Cell(CellKind.TEXT, "■", color="FF00B050"), YES),
        # row 79: letters are symbols in the Wingdings font
        (Cell(CellKind.TEXT, "l", font="Wingdings"), YES),
        (Cell(CellKind.TEXT, "J", font="Wingdings"), YES),
        (Cell(CellKind.TEXT, "K", font="Wingdings"), PARTLY),
        (Cell(CellKind.TEXT, "L", font="Wingdings"), NO),
        (Cell(CellKind.TEXT, "n", font="Wingdings"), NO),
        (Cell(CellKind.TEXT, "l", font="Wingdings", color="FFFF0000"), NO),
        (Cell(CellKind.TEXT, "l", font="Arial"), None),
        ("Se kommentar", None),
        (None, None),
    ],
)
def test_the_workbooks_own_verdict_is_read(cell: object, level: Level | None, sheet: Sheet, lexicon: Lexicon) -> None:
    indicator, _ = one(["NKI", 7, 7, cell], STATUS, sheet, lexicon)
    assert indicator.reported is level
    expected = CellRef("bok.xlsx", "Blad1", 2, 4) if level else None
    assert indicator.reported_source == expected


def test_symbols_under_an_empty_header_are_verdicts(sheet: Sheet, lexicon: Lexicon) -> None:
    indicator, _ = one(["NKI", 7, 7, "■"], [*THREE, None], sheet, lexicon)
    assert indicator.reported is NO


@pytest.mark.parametrize(
    ("cell", "level"),
    [("● 3,08 %", YES), ("■ 3,08 %", NO), (Cell(CellKind.TEXT, "● 3,08 %", color="FFFF0000"), NO), ("3,08 %", None)],
)
def test_a_mark_before_a_result_is_a_verdict(cell: object, level: Level | None, sheet: Sheet, lexicon: Lexicon) -> None:
    indicator, _ = one(["NKI", cell, "7 %"], THREE, sheet, lexicon)
    assert indicator.result is not None
    assert (indicator.result.value, indicator.reported) == (Decimal("3.08"), level)


@pytest.mark.parametrize("trend", ["+", "-", "↑", "▲"])
def test_a_trend_is_neither_sign_nor_verdict(trend: str, sheet: Sheet, lexicon: Lexicon) -> None:  # row 24
    indicator, codes = one(["NKI", 7, 7, trend], [*THREE, "Trend"], sheet, lexicon)
    assert indicator.result is not None
    assert (indicator.result.value, indicator.reported, codes) == (Decimal(7), None, [])


def test_a_forecast_is_kept_apart(sheet: Sheet, lexicon: Lexicon) -> None:
    indicator, _ = one(["NKI", 6, 8, 7], ["Indikator", "Resultat", "Helårsprognos", "Målvärde"], sheet, lexicon)
    assert indicator.result is not None
    assert indicator.forecast is not None
    assert [indicator.result.value, indicator.forecast.value] == [6, 8]


def test_comments_and_people_are_counted_and_not_copied(sheet: Sheet, lexicon: Lexicon) -> None:
    headers = [*HEADERS, "Kommentar", "Ansvarig"]
    goals, found = extract(sheet([headers, ["A", "NKI", 7, 7, "Hemlig text", "Anna Ek"]]), lexicon)
    assert goals[0].indicators[0].has_comment
    assert "Hemlig text" not in repr((goals, found))
    assert "Anna Ek" not in repr((goals, found))


@pytest.mark.parametrize(("cell", "value"), [("Ja", 1), ("Påbörjat", "0.5"), ("Ej genomfört", 0), (True, 1)])
def test_yes_and_no_are_compared_with_yes(cell: object, value: object, sheet: Sheet, lexicon: Lexicon) -> None:
    indicator, codes = one(["Handlingsplan antagen", cell, "Ja"], THREE, sheet, lexicon)
    assert indicator.result is not None
    assert indicator.target is not None
    assert (indicator.result.value, indicator.target.relation, indicator.target.value) == (
        Decimal(str(value)),
        Relation.IS,
        Decimal(1),
    )
    assert codes == []


def test_every_figure_knows_its_cell(sheet: Sheet, lexicon: Lexicon) -> None:
    goals, _ = extract(sheet([HEADERS, ["A", "NKI", 7, 7]], at=(5, 3), name="Mål", workbook="mal.xlsx"), lexicon)
    (goal,) = goals
    (indicator,) = goal.indicators
    assert goal.source is not None
    assert indicator.result is not None
    assert indicator.target is not None
    places = [goal.source, indicator.source, indicator.result.source, indicator.target.source]
    assert [str(place) for place in places] == [f"mal.xlsx!Mål!{a1}" for a1 in ("C6", "D6", "E6", "F6")]


def test_an_empty_table_gives_no_goals(sheet: Sheet, lexicon: Lexicon) -> None:
    assert extract(sheet([HEADERS]), lexicon) == ((), [])
