"""Statement tables become rows with exact amounts in one unit, or a diagnostic that says why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.core.diagnostics import Diagnostic
from itnamnd_xl.core.model import CellRef, Column, Kind, Origin, Role, Scope, Statement, StatementType
from itnamnd_xl.policy.load import with_settings
from itnamnd_xl.source.cells import Findings
from itnamnd_xl.source.extract_statement import extract_statement, label_kind, row_role, total_scope
from itnamnd_xl.source.grid import Cell, CellKind
from itnamnd_xl.source.lexicon import Lexicon
from itnamnd_xl.source.tables import find_tables

if TYPE_CHECKING:
    from itnamnd_xl.policy import Policy
    from itnamnd_xl.source.grid import Grid

Sheet = Callable[..., "Grid"]
Rows = Sequence[Sequence[object]]
HEADERS = ["Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse"]
TKR: Rows = [["Belopp i tkr"], []]


def number(value: str, number_format: str = "General") -> Cell:
    return Cell(CellKind.NUMBER, Decimal(value), number_format)


def extract(grid: Grid, lexicon: Lexicon) -> tuple[Statement | None, list[Diagnostic]]:
    (table,) = find_tables(grid, lexicon)
    findings = Findings()
    return extract_statement(table, lexicon, findings), findings.found


def read(rows: Rows, sheet: Sheet, lexicon: Lexicon) -> tuple[Statement, list[str]]:
    statement, found = extract(sheet(rows), lexicon)
    assert statement is not None
    return statement, [one.code for one in found]


def amounts(statement: Statement, row: int = 0) -> dict[Column, object]:
    return {column: figure.value for column, figure in statement.rows[row].amounts.items()}


def test_the_reports_operating_statement(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [
        [None, "Driftredovisning 2023"],
        [None, "Belopp i tkr, helår 2023"],
        [],
        [None, "KONTOTEXT", "BUDGET 2023", "UTFALL 2023", "AVVIKELSE"],
        [None, "ÖVRIGA AVG O. ERSÄTTNIN", 0, -868, 868],
        [None, "DRIFTBIDRAG FR KOMMUNER", -41391, -41391, 0],
        [None, "TOTALT INTÄKTER", -41391, -42259, 868],
        [None, "PERSONALKOSTNADER", 12730, 12428, 302],
        [None, "TOTALT KOSTNADER", 41391, 43991, -2600],
        [None, "NETTORESULTAT", 0, 1733, -1733],
        [],
        [None, "Underskottet beror på licenser."],
    ]
    statement, codes = read(rows, sheet, lexicon)
    assert codes == []
    assert (statement.type, statement.unit, statement.year) == (StatementType.OPERATING, "tkr", 2023)
    assert [(row.text, row.role, row.kind, row.scope) for row in statement.rows] == [
        ("ÖVRIGA AVG O. ERSÄTTNIN", Role.ITEM, Kind.REVENUE, None),  # appendix B row 89
        ("DRIFTBIDRAG FR KOMMUNER", Role.ITEM, Kind.REVENUE, None),
        ("TOTALT INTÄKTER", Role.TOTAL, None, Scope.REVENUE),
        ("PERSONALKOSTNADER", Role.ITEM, Kind.COST, None),
        ("TOTALT KOSTNADER", Role.TOTAL, None, Scope.COST),
        ("NETTORESULTAT", Role.TOTAL, None, Scope.NET),
    ]
    assert [row.is_contribution for row in statement.rows].index(True) == 1
    assert amounts(statement, 5) == {Column.BUDGET: 0, Column.OUTCOME: 1733, Column.DEVIATION: -1733}
    assert statement.rows[5].amounts[Column.OUTCOME].source.a1 == "D10"


def test_the_reports_investment_statement(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [
        *TKR,
        ["PROJEKT", "BUDGET 2023", "UTFALL 2023", None, "AVVIKELSE"],
        ["IT INVEST LEKEBERG", 3004, 2297, None, 707],
        ["IT-INVEST. GEMENSAMT", 3000, 2055, None, 945],
        ["TOTALT INVESTERAT 2023", 6004, 4352, None, 1652],
        [],
        ["Varav Lekeberg fakturerat", 12],
    ]
    statement, codes = read(rows, sheet, lexicon)
    assert codes == []
    assert statement.type is StatementType.INVESTMENTS
    assert [row.member for row in statement.rows] == ["Lekeberg", None, None]  # appendix B row 86
    assert amounts(statement, 0)[Column.DEVIATION] == 707


@pytest.mark.parametrize(
    ("rows", "unit"),
    [
        ([["Kontotext", "Budget (tkr)", "Utfall (tkr)"], ["Lön", 100, 105]], "tkr"),
        ([["Kontotext", "Budget, mnkr", "Utfall, mnkr"], ["Lön", 100, 105]], "mnkr"),
        ([["Kontotext", "Budget kr", "Utfall kr"], ["Lön", 100, 105]], "kr"),
        ([["Kontotext", "Budget SEK", "Utfall SEK"], ["Lön", 100, 105]], "kr"),
        ([["Belopp i mnkr"], [], ["Kontotext", "Budget", "Utfall"], ["Lön", 100, 105]], "mnkr"),
        ([["Driftredovisning (tkr)"], [], ["Kontotext", "Budget", "Utfall"], ["Lön", 100, 105]], "tkr"),
        ([["(tkr)", "Budget", "Utfall"], ["Lön", 100, 105]], "tkr"),
        ([["Mnkr", "Budget", "Utfall"], ["Lön", 100, 105]], "mnkr"),
        ([["Driftredovisning, tkr", "Budget", "Utfall"], ["Lön", 100, 105]], "tkr"),
        ([["Kontotext", "Budget", "Utfall"], ["Lön", "100 tkr", "105 tkr"]], "tkr"),
        ([["Kontotext", "Budget", "Utfall"], ["Lön", "1,2 Mkr", "1,3 Mkr"]], "mnkr"),
        (
            [["Kontotext", "Budget", "Utfall"], ["Lön", number("100", '#,##0" tkr"'), number("105", '#,##0" tkr"')]],
            "tkr",
        ),
        ([["Kontotext", "Budget", "Utfall"], ["Lön", number("100000", "# ##0,"), number("105000", "# ##0,")]], "kr"),
    ],
)
def test_the_unit_is_found_wherever_it_stands(rows: Rows, unit: str, sheet: Sheet, lexicon: Lexicon) -> None:
    statement, codes = read(rows, sheet, lexicon)
    assert (statement.unit, codes) == (unit, [])


def test_thousands_that_a_format_hides_are_kronor_of_which_three_digits_are_known_or_more(  # row 88
    sheet: Sheet, lexicon: Lexicon
) -> None:
    rows: Rows = [HEADERS, ["Lön", number("1733000", "# ##0,"), number("1733412", "# ##0,"), number("-412", "# ##0,")]]
    statement, _ = read(rows, sheet, lexicon)
    assert (statement.unit, amounts(statement)[Column.OUTCOME]) == ("kr", 1733412)
    figures = statement.rows[0].amounts
    assert (figures[Column.BUDGET].places, figures[Column.OUTCOME].places) == (-3, 0)


def test_a_column_in_mnkr_and_one_in_tkr_meet_in_the_finer(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [["Kontotext", "Budget, mnkr", "Utfall, tkr"], ["Lön", number("1.2"), 1250]]
    statement, codes = read(rows, sheet, lexicon)
    assert (statement.unit, codes) == ("tkr", [])
    assert amounts(statement) == {Column.BUDGET: 1200, Column.OUTCOME: 1250}
    assert statement.rows[0].amounts[Column.BUDGET].places == -2


def test_units_that_differ_within_a_column_stop_the_table(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [["Kontotext", "Budget", "Utfall"], ["Lön", "100 tkr", "105 tkr"], ["Resor", "1 Mkr", "9 tkr"]]
    statement, found = extract(sheet(rows), lexicon)
    assert statement is None
    assert [(one.code, one.source) for one in found] == [("E212", CellRef("bok.xlsx", "Blad1", 1, 2))]


def test_amounts_with_ore_and_no_unit_are_kronor(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [HEADERS, ["Lön", number("100000.50"), number("105000.25"), number("-4999.75")]]
    statement, codes = read(rows, sheet, lexicon)
    assert (statement.unit, codes) == ("kr", ["N207"])
    assert amounts(statement)[Column.DEVIATION] == Decimal("-4999.75")


def test_a_unit_that_nothing_states_is_warned_of(sheet: Sheet, policy: Policy, lexicon: Lexicon) -> None:
    rows: Rows = [HEADERS, ["Lön", 100, 105, -5]]
    statement, codes = read(rows, sheet, lexicon)
    assert (statement.unit, codes) == ("tkr", ["W206"])
    kronor = Lexicon(with_settings(policy, {"default_unit": "kr"}, Origin.CONFIG, "test"))
    assert read(rows, sheet, kronor)[0].unit == "kr"


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("1 733", 1733, "N307"),
        ("- 11 276", -11276, "N307"),
        ("– 5 585", -5585, "N307"),
        ("\u2212928", -928, "N307"),
        ("\u2011928", -928, "N307"),
        ("1 733-", -1733, "N308"),
        ("(1 733)", -1733, "N308"),
        ("1 733 K", -1733, "N308"),
    ],
)
def test_a_text_number_is_read_with_a_note(  # rows 15, 16, 30, 34-36, 44
    text: str, value: int, code: str, sheet: Sheet, lexicon: Lexicon
) -> None:
    statement, codes = read([*TKR, HEADERS, ["Lön", text, 105, -5]], sheet, lexicon)
    assert (amounts(statement)[Column.BUDGET], codes) == (value, [code])


@pytest.mark.parametrize("dash", ["-", "–", "—", "\u2212", " - "])
def test_a_dash_is_zero_in_a_list_of_amounts_unless_set_otherwise(  # row 67
    dash: str, sheet: Sheet, policy: Policy, lexicon: Lexicon
) -> None:
    rows: Rows = [*TKR, HEADERS, ["Lön", dash, 105, -105], ["Resor", 10, 10, 0]]
    statement, codes = read(rows, sheet, lexicon)
    assert (amounts(statement)[Column.BUDGET], codes) == (0, [])
    strict = Lexicon(with_settings(policy, {"dash_is_zero": False}, Origin.CONFIG, "test"))
    assert amounts(read(rows, sheet, strict)[0])[Column.BUDGET] is None


@pytest.mark.parametrize("cell", [None, "saknas", "i.u."])
def test_a_missing_amount_is_missing_and_never_zero(cell: object, sheet: Sheet, lexicon: Lexicon) -> None:
    statement, _ = read([*TKR, HEADERS, ["Lön", cell, 105, -105]], sheet, lexicon)
    assert amounts(statement)[Column.BUDGET] is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (Cell(CellKind.ERROR, "#REF!"), "E301"),
        (Cell(CellKind.ERROR, "#DIV/0!"), "E301"),
        (Cell(CellKind.UNCALCULATED, None), "E302"),
        ("se not", "E303"),
        ("1.733", "E304"),
        (dt.date(2023, 5, 4), "E305"),
        ("12 000 och 13 000", "E306"),
    ],
)
def test_an_amount_that_cannot_be_read_is_said_where_it_stands(
    cell: object, code: str, sheet: Sheet, lexicon: Lexicon
) -> None:
    statement, found = extract(sheet([*TKR, HEADERS, ["Lön", 100, cell, -5]]), lexicon)
    assert statement is not None
    assert amounts(statement)[Column.OUTCOME] is None
    assert [(one.code, one.source) for one in found] == [(code, CellRef("bok.xlsx", "Blad1", 4, 3))]


def test_a_column_of_english_thousands_is_read_as_such(sheet: Sheet, lexicon: Lexicon) -> None:  # row 33
    rows: Rows = [*TKR, HEADERS, ["Lön", "31,402", "31,500", -98], ["Resor", "1,234,567", "12.5", 0]]
    statement, _ = read(rows, sheet, lexicon)
    assert amounts(statement)[Column.BUDGET] == 31402
    assert amounts(statement)[Column.OUTCOME] == 31500


def test_years_and_kinds_of_budget_become_columns(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [
        *TKR,
        [
            "Kontotext",
            "Bokslut 2022",
            "Budget 2023",
            "Anslagsförändring",
            "Rev budget 2023",
            "Utfall 2023",
            "Helårsprognos",
            "Avvikelse",
        ],
        ["Lön", 90, 100, 5, 105, 103, 104, 2],
    ]
    statement, codes = read(rows, sheet, lexicon)
    assert codes == []
    assert amounts(statement) == {
        Column.PREVIOUS_OUTCOME: 90,
        Column.ORIGINAL_BUDGET: 100,
        Column.BUDGET_CHANGE: 5,
        Column.BUDGET: 105,
        Column.OUTCOME: 103,
        Column.FORECAST: 104,
        Column.DEVIATION: 2,
    }


@pytest.mark.parametrize(
    ("text", "role", "scope"),
    [
        ("Summa", Role.TOTAL, None),
        ("SUMMA KOSTNADER", Role.TOTAL, Scope.COST),
        ("Totalt", Role.TOTAL, None),
        ("TOTALT KOSTNADER", Role.TOTAL, Scope.COST),
        ("TOTALT INTÄKTER", Role.TOTAL, Scope.REVENUE),
        ("S:a", Role.TOTAL, None),
        ("S:a intäkter", Role.TOTAL, Scope.REVENUE),
        ("Delsumma", Role.TOTAL, None),
        ("Netto", Role.TOTAL, Scope.NET),
        ("Nettoresultat", Role.TOTAL, Scope.NET),
        ("Årets resultat", Role.TOTAL, Scope.NET),
        ("Summa intäkter och kostnader", Role.TOTAL, None),
        ("varav personal", Role.OF_WHICH, None),
        ("Varav: konsulter", Role.OF_WHICH, None),
        ("därav semesterlöner", Role.OF_WHICH, None),
        ("Reglering medlemskommuner", Role.SETTLEMENT, None),
        ("Avräkning medlemskommuner", Role.SETTLEMENT, None),
        ("Personal", Role.ITEM, None),
        ("Totalentreprenad", Role.ITEM, None),
        ("Nettolöner", Role.ITEM, None),
        ("Summering av löner", Role.TOTAL, None),
        ("Varavgift", Role.ITEM, None),
    ],
)
def test_labels_tell_totals_parts_and_settlements_from_items(  # row 85
    text: str, role: Role, scope: Scope | None, policy: Policy
) -> None:
    found = row_role(text, policy.words)
    assert found is role
    if role is Role.TOTAL:
        assert total_scope(text, policy.words) is scope


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ÖVRIGA AVG O. ERSÄTTNIN", Kind.REVENUE),
        ("DRIFTBIDRAG FR KOMMUNER", Kind.REVENUE),
        ("Bidrag från kommuner", Kind.REVENUE),
        ("Försäljning", Kind.REVENUE),
        ("PERSONALKOSTNADER", Kind.COST),
        ("TELE- OCH DATAKOMMUNIKATION", Kind.COST),
        ("LICENSER & SERVICEAVTAL", Kind.COST),
        ("ÖVRIGT TJÄNSTEKÖP", Kind.COST),
        ("Lämnade bidrag", Kind.COST),
        ("Sjötransport", None),
    ],
)
def test_labels_place_rows_on_a_side(text: str, kind: Kind | None, policy: Policy) -> None:
    assert label_kind(text, policy.words) is kind


@pytest.mark.parametrize(
    ("account", "kind"),
    [(3010, Kind.REVENUE), (4010, Kind.COST), (5010, Kind.COST), (6110, Kind.COST), (7210, Kind.COST), (8010, None)],
)
def test_the_class_of_an_account_comes_before_its_label(
    account: int, kind: Kind | None, sheet: Sheet, lexicon: Lexicon
) -> None:
    label = "Sjötransport"
    beside: Rows = [*TKR, ["Konto", "Kontotext", "Budget", "Utfall"], [account, label, 1, 2]]
    glued: Rows = [*TKR, ["Kontotext", "Budget", "Utfall"], [f"{account} {label}", 1, 2]]
    for rows in (beside, glued):
        assert read(rows, sheet, lexicon)[0].rows[0].kind is kind
    wins: Rows = [*TKR, ["Konto", "Kontotext", "Budget", "Utfall"], [3010, "Lönekostnader", 1, 2]]
    assert read(wins, sheet, lexicon)[0].rows[0].kind is Kind.REVENUE


def test_headings_place_the_rows_below(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [
        *TKR,
        HEADERS,
        ["Intäkter"],
        ["Alfa", 1, 1, 0],
        ["Summa intäkter", 1, 1, 0],
        ["Kostnader:"],
        ["Beta", 1, 1, 0],
        ["Summa kostnader", 1, 1, 0],
        ["Gamma", 1, 1, 0],
    ]
    statement, _ = read(rows, sheet, lexicon)
    assert [(row.text, row.kind) for row in statement.rows if row.role is Role.ITEM] == [
        ("Alfa", Kind.REVENUE),
        ("Beta", Kind.COST),
        ("Gamma", None),
    ]


@pytest.mark.parametrize("label", ["– personal", "- personal", "• personal", "  – personal"])
def test_a_dash_before_a_label_marks_a_child(label: str, sheet: Sheet, lexicon: Lexicon) -> None:
    statement, _ = read([*TKR, HEADERS, ["Drift", 1, 1, 0], [label, 1, 1, 0]], sheet, lexicon)
    assert [(row.text, row.is_child) for row in statement.rows] == [("Drift", False), ("personal", True)]


def test_comment_rows_between_are_no_rows(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [
        *TKR,
        [*HEADERS, "Kommentar"],
        ["Lön", 1, 1, 0, "Hemligt"],
        ["Här följer en kommentar."],
        ["Resor", 1, 1, 0],
    ]
    statement, codes = read(rows, sheet, lexicon)
    assert [row.text for row in statement.rows] == ["Lön", "Resor"]
    assert [row.has_comment for row in statement.rows] == [True, False]
    assert "Hemligt" not in repr(statement)
    assert codes == []


def test_a_repeated_header_is_no_row(sheet: Sheet, lexicon: Lexicon) -> None:
    statement, codes = read([*TKR, HEADERS, ["Lön", 1, 1, 0], HEADERS, ["Resor", 2, 2, 0]], sheet, lexicon)
    assert [row.text for row in statement.rows] == ["Lön", "Resor"]
    assert codes == []


@pytest.mark.parametrize("label", ["Lön 1)", "Lön¹", "Lön*"])
def test_a_footnote_is_stripped_from_a_label(label: str, sheet: Sheet, lexicon: Lexicon) -> None:
    statement, _ = read([*TKR, HEADERS, [label, 1, 1, 0]], sheet, lexicon)
    assert statement.rows[0].text == "Lön"


@pytest.mark.parametrize(
    ("rows", "name", "expected"),
    [
        ([["Projekt", "Budget", "Utfall"], ["Servrar", 1, 2]], "Blad1", StatementType.INVESTMENTS),
        (
            [["Investeringsredovisning"], [], ["Benämning", "Budget", "Utfall"], ["Servrar", 1, 2]],
            "Blad1",
            StatementType.INVESTMENTS,
        ),
        ([["Benämning", "Budget", "Utfall"], ["Servrar", 1, 2]], "Investeringar", StatementType.INVESTMENTS),
        (
            [["Driftredovisning"], [], ["Benämning", "Budget", "Utfall"], ["Lön", 1, 2]],
            "Investeringar",
            StatementType.OPERATING,
        ),
        ([["Benämning", "Budget", "Utfall"], ["Lön", 1, 2]], "Blad1", StatementType.OPERATING),
        (
            [["Drift- och investeringsredovisning"], [], ["Kontotext", "Budget", "Utfall"], ["Lön", 1, 2]],
            "Blad1",
            StatementType.OPERATING,
        ),
    ],
)
def test_the_two_statements_are_told_apart(
    rows: Rows, name: str, expected: StatementType, sheet: Sheet, lexicon: Lexicon
) -> None:
    statement, _ = extract(sheet(rows, name=name), lexicon)
    assert statement is not None
    assert statement.type is expected


@pytest.mark.parametrize(
    ("rows", "by_unit"),
    [
        ([["Verksamhet", "Budget", "Utfall"], ["IT-ledning", 1, 2], ["Support", 3, 4]], True),
        ([["Verksamhet", "Budget", "Utfall"], ["Personalkostnader", 1, 2], ["Intäkter", 3, 4]], False),
        ([["Kontotext", "Budget", "Utfall"], ["IT-ledning", 1, 2]], False),
    ],
)
def test_a_statement_by_organisation_is_known(rows: Rows, by_unit: bool, sheet: Sheet, lexicon: Lexicon) -> None:
    statement, _ = extract(sheet(rows), lexicon)
    assert statement is not None
    assert statement.by_unit is by_unit
