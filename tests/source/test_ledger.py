"""Ledgers: one row a booking, summed to accounts, joined with a budget, and nothing passed over in silence."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itnamnd_xl.core.diagnostics import Diagnostic
from itnamnd_xl.core.model import Column, Kind, Role, Row
from itnamnd_xl.core.outcome import Outcome, assess
from itnamnd_xl.core.reconciliation import CheckStatus
from itnamnd_xl.policy.load import default_policy
from itnamnd_xl.source.accounts import account_in, taken_in
from itnamnd_xl.source.book import Book
from itnamnd_xl.source.case import Reading, read_case
from itnamnd_xl.source.grid import Cell, CellKind, Grid
from itnamnd_xl.source.ledger_dates import year_and_month

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Read = Callable[..., Reading]
    Sheet = Callable[..., Grid]
    Rows = Sequence[Sequence[object]]

WORDS = default_policy().words.ledger
HEAD = ["Konto", "Kontonamn", "Vernr", "Bokföringsdatum", "Belopp", "Text"]
DAY, LATER = dt.date(2023, 2, 1), dt.date(2023, 12, 30)
BOOKINGS: Rows = [
    [3010, "Driftbidrag från kommuner", 1, DAY, -1000, "Bidrag"],
    [4010, "Datorer", 2, DAY, 600.5, "Inköp"],
    [4010, "Datorer", 3, LATER, 50.25, "Inköp"],
    [6010, "Licenser", 4, LATER, 430, "Licens"],
]
BUDGET_HEAD = ["Konto", "Benämning", "Budget 2023"]
BUDGET: Rows = [[3010, "Driftbidrag", -1000], [4010, "Datorer", 600], [6010, "Licenser", 400]]


def budget_sheet(sheet: Sheet, *rows: Sequence[object], head: Sequence[object] = BUDGET_HEAD, unit: str = "kr") -> Grid:
    return sheet([[f"Budget 2023, {unit}"], list(head), *rows], name="Budget")


def ledger_sheet(sheet: Sheet, *rows: Sequence[object], head: Sequence[object] = HEAD, above: Rows = ()) -> Grid:
    return sheet([*above, list(head), *rows], name="Huvudbok")


def codes(reading: Reading) -> set[str]:
    return {one.code for one in reading.diagnostics}


def said(reading: Reading, code: str) -> Diagnostic:
    return next(one for one in reading.diagnostics if one.code == code)


def rows_of(reading: Reading) -> dict[str, Row]:
    assert reading.case.operating is not None
    return {row.text: row for row in reading.case.operating.rows}


def figures(reading: Reading) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """Give budget and outcome of each line."""

    def value(row: Row, column: Column) -> Decimal | None:
        figure = row.amounts.get(column)
        return figure.value if figure is not None else None

    items = {text: row for text, row in rows_of(reading).items() if row.role is Role.ITEM}
    return {text: (value(row, Column.BUDGET), value(row, Column.OUTCOME)) for text, row in items.items()}


def worked(reading: Reading) -> Outcome:
    return assess(reading.case, reading.rules(), reading.diagnostics)


def test_bookings_are_summed_to_accounts_exactly(sheet: Sheet, read_sheets: Read) -> None:
    found = read_sheets(ledger_sheet(sheet, *BOOKINGS))
    assert figures(found) == {
        "3010 Driftbidrag från kommuner": (None, Decimal(-1000)),
        "4010 Datorer": (None, Decimal("650.75")),
        "6010 Licenser": (None, Decimal(430)),
    }
    kinds = [row.kind for row in rows_of(found).values()]
    assert kinds == [Kind.REVENUE, Kind.COST, Kind.COST]
    assert {"W260", "N207"} <= codes(found)
    assert found.case.year == 2023


def test_a_sum_knows_its_first_booking(sheet: Sheet, read_sheets: Read) -> None:
    row = rows_of(read_sheets(ledger_sheet(sheet, *BOOKINGS)))["4010 Datorer"]
    assert (row.source.sheet, row.source.a1) == ("Huvudbok", "E3")


def test_the_ledgers_own_convention_is_debit_positive(sheet: Sheet, read_sheets: Read) -> None:
    outcome = worked(read_sheets(ledger_sheet(sheet, *BOOKINGS)))
    assert outcome.operating is not None
    assert outcome.operating.convention.sign.value == "budget-outcome"
    assert outcome.operating.grand_total.amounts[Column.OUTCOME] == Decimal("80.75")


@pytest.mark.parametrize(
    "written",
    [4010, "4010", "4010 Datorer", "Konto 4010 Datorer", "4010 - Datorer", "Konto: 4010"],
)
def test_an_account_is_read_however_it_is_written(written: object, sheet: Sheet, read_sheets: Read) -> None:
    rows = [[written, "Datorer", 1, DAY, 10, "x"], [4010, "Datorer", 2, DAY, 5, "y"]]
    assert figures(read_sheets(ledger_sheet(sheet, *rows))) == {"4010 Datorer": (None, Decimal(15))}


def test_an_account_that_cannot_be_read_leaves_the_sum_open(sheet: Sheet, read_sheets: Read) -> None:
    found = read_sheets(
        [ledger_sheet(sheet, *BOOKINGS, ["Okänt", None, 5, DAY, 70, "?"]), budget_sheet(sheet, *BUDGET)]
    )
    error = said(found, "E250")
    assert "”Okänt”" in error.text
    assert str(error.source) == "bok.xlsx!Huvudbok!A6"
    outcome = worked(found)
    assert outcome.operating is not None
    assert outcome.operating.grand_total.amounts[Column.OUTCOME] is None
    assert outcome.allocation is None


def test_an_amount_that_cannot_be_read_is_named_and_never_zero(sheet: Sheet, read_sheets: Read) -> None:
    found = read_sheets(ledger_sheet(sheet, *BOOKINGS, [4010, "Datorer", 5, DAY, "tolv", "?"]))
    assert "”tolv”" in said(found, "E251").text
    assert figures(found)["4010 Datorer"] == (None, None)
    assert figures(found)["6010 Licenser"] == (None, Decimal(430))


@pytest.mark.parametrize(("text", "value"), [("1 234,50", "1234.50"), ("-12,25", "-12.25"), ("30,00-", "-30")])
def test_amounts_that_are_text_are_read_and_said_once(text: str, value: str, sheet: Sheet, read_sheets: Read) -> None:
    rows = [[4010, "Datorer", number, DAY, text, "x"] for number in range(4)]
    found = read_sheets(ledger_sheet(sheet, *rows))
    assert figures(found) == {"4010 Datorer": (None, 4 * Decimal(value))}
    assert [one.code for one in found.diagnostics].count("N266") == 1


DEBIT_HEAD = ["Konto", "Verdatum", "Ver", "Debet", "Kredit", "Saldo"]
DEBITS: Rows = [
    [3010, DAY, 1, None, 1000, -1000],
    [4010, DAY, 2, 650.75, None, 650.75],
    [4010, DAY, 3, None, 0.75, 650],
]


def test_debit_less_credit_is_the_amount_and_a_running_balance_is_none(sheet: Sheet, read_sheets: Read) -> None:
    found = read_sheets(ledger_sheet(sheet, *DEBITS, head=DEBIT_HEAD))
    assert figures(found) == {"3010": (None, Decimal(-1000)), "4010": (None, Decimal(650))}
    assert not codes(found) & {"W255", "N256", "E203"}


def test_debit_and_credit_on_one_row_is_said(sheet: Sheet, read_sheets: Read) -> None:
    found = read_sheets(ledger_sheet(sheet, *DEBITS, [4010, DAY, 4, 10, 4, 656], head=DEBIT_HEAD))
    assert "D5" in said(found, "W255").text
    assert figures(found)["4010"] == (None, Decimal(656))


def test_credit_with_a_minus_of_its_own_is_added(sheet: Sheet, read_sheets: Read) -> None:
    rows = [[3010, DAY, 1, None, -1000, None], [4010, DAY, 2, 650, None, None]]
    found = read_sheets(ledger_sheet(sheet, *rows, head=DEBIT_HEAD))
    assert figures(found) == {"3010": (None, Decimal(-1000)), "4010": (None, Decimal(650))}
    assert "N256" in codes(found)


@pytest.mark.parametrize("second", ["Belopp", "Transaktionsbelopp"])
def test_two_columns_that_may_both_be_the_amount_are_a_question(second: str, sheet: Sheet, read_sheets: Read) -> None:
    rows = [[*row, 1] for row in BOOKINGS]
    found = read_sheets(ledger_sheet(sheet, *rows, head=[*HEAD, second]))
    assert "E203" in codes(found)
    assert found.case.operating is None


@pytest.mark.parametrize("extra", ["Budget", "Avvikelse"])
def test_a_sheet_with_a_budget_is_a_statement_and_no_ledger(extra: str, sheet: Sheet, read_sheets: Read) -> None:
    found = read_sheets(ledger_sheet(sheet, *([*row, 1] for row in BOOKINGS), head=[*HEAD, extra]))
    assert all(one.kind != "ledger" for one in found.tables)


@pytest.mark.parametrize("mark", ["Datum", "Bokf.datum", "Verdatum", "Vernr", "Ver", "Verifikation", "Period"])
def test_one_mark_of_bookings_makes_a_ledger(mark: str, sheet: Sheet, read_sheets: Read) -> None:
    found = read_sheets(sheet([["Konto", mark, "Belopp"], [4010, 202302, 10], [4010, 202303, 5]]))
    assert [one.kind for one in found.tables] == ["ledger"]
    assert figures(found) == {"4010": (None, Decimal(15))}


def test_accounts_and_amounts_without_marks_are_no_ledger(sheet: Sheet, read_sheets: Read) -> None:
    assert not read_sheets(sheet([["Konto", "Belopp"], [4010, 10], [4020, 5]])).tables


def test_accounts_may_stand_on_rows_of_their_own(sheet: Sheet, read_sheets: Read) -> None:
    rows: Rows = [
        ["Konto 4010 Datorer"], [DAY, 1, "a", 10.5], [DAY, 2, "b", 5], ["Summa konto 4010", None, None, 15.5], [],
        ["Konto 5010 Hyra"], [DAY, 3, "c", 7], ["Summa konto 5010", None, None, 7], ["Omslutning", None, None, 22.5],
    ]  # fmt: skip
    found = read_sheets(ledger_sheet(sheet, *rows, head=["Verdatum", "Vernr", "Text", "Belopp"]))
    assert figures(found) == {"4010 Datorer": (None, Decimal("15.5")), "5010 Hyra": (None, Decimal(7))}
    checks = worked(found).checks
    assert [(one.label, one.status) for one in checks] == [
        ("Summa konto 4010", CheckStatus.OK),
        ("Summa konto 5010", CheckStatus.OK),
        ("Omslutning", CheckStatus.OK),
    ]


def with_sums(total: object, grand: object = 80.75) -> Rows:
    first, second, third, last = BOOKINGS
    return [
        ["Ingående balans 4010", None, None, None, 0],
        first,
        second,
        third,
        ["Summa konto 4010", None, None, None, total],
        last,
        ["Totalt", None, None, None, grand],
    ]


def test_sums_inside_are_checked_and_not_added(sheet: Sheet, read_sheets: Read) -> None:
    found = read_sheets(ledger_sheet(sheet, *with_sums(650.75)))
    assert figures(found)["4010 Datorer"] == (None, Decimal("650.75"))
    assert [one.status for one in worked(found).checks] == [CheckStatus.OK, CheckStatus.OK]


@pytest.mark.parametrize(("total", "grand", "cell"), [(650.76, 80.75, "E6"), (650.75, 90.75, "E8")])
def test_a_sum_that_does_not_hold_is_an_error_of_its_cell(
    total: float, grand: float, cell: str, sheet: Sheet, read_sheets: Read
) -> None:
    outcome = worked(read_sheets(ledger_sheet(sheet, *with_sums(total, grand))))
    wrong = [one for one in outcome.checks if one.status is CheckStatus.ERROR]
    assert [one.source.a1 for one in wrong] == [cell]
    assert wrong[0].code == "ledger_total"
    assert "E501" in {one.code for one in outcome.diagnostics}


def test_a_closing_balance_holds_what_came_in(sheet: Sheet, read_sheets: Read) -> None:
    rows: Rows = [
        ["Konto 1930 Bank"], ["Ingående balans", None, None, 100], [DAY, 1, "a", 10],
        ["Utgående balans", None, None, 110],
        ["Konto 4010 Datorer"], [DAY, 2, "b", 7], ["Utgående balans", None, None, 8],
    ]  # fmt: skip
    found = read_sheets(ledger_sheet(sheet, *rows, head=["Verdatum", "Vernr", "Text", "Belopp"]))
    assert [one.status for one in worked(found).checks] == [CheckStatus.OK, CheckStatus.ERROR]
    assert figures(found) == {"4010 Datorer": (None, Decimal(7))}


def test_accounts_of_the_balance_sheet_are_left_out_and_named(sheet: Sheet, read_sheets: Read) -> None:
    found = read_sheets(
        ledger_sheet(sheet, *BOOKINGS, [1930, "Bank", 9, DAY, -80, "x"], [2440, "Skulder", 9, DAY, 5, "x"])
    )
    assert not {"1930 Bank", "2440 Skulder"} & set(figures(found))
    assert "1930 Bank" in said(found, "N254").text


NEXT_YEAR = [4010, "Datorer", 9, dt.date(2024, 1, 3), 100, "x"]


def test_a_booking_of_another_year_is_left_out_and_said(sheet: Sheet, read_sheets: Read) -> None:
    found = read_sheets(ledger_sheet(sheet, *BOOKINGS, NEXT_YEAR))
    assert figures(found)["4010 Datorer"] == (None, Decimal("650.75"))
    assert "1 bokning" in said(found, "W252").text
    assert "100" in said(found, "W252").text


def test_a_booking_of_another_year_belongs_to_the_period_that_the_sheet_states(sheet: Sheet, read_sheets: Read) -> None:
    found = read_sheets(
        ledger_sheet(sheet, *BOOKINGS, NEXT_YEAR, above=[["Period 2301–2312"], ["Utskriven 2024-01-15"]])
    )
    assert figures(found)["4010 Datorer"] == (None, Decimal("750.75"))
    assert "W253" in codes(found)
    assert found.case.period == "helår"


@pytest.mark.parametrize(("period", "outcome", "code"), [(202312, "750.75", "W253"), (202401, "650.75", "W252")])
def test_a_bookings_own_period_decides_its_year(
    period: int, outcome: str, code: str, sheet: Sheet, read_sheets: Read
) -> None:
    rows = [[*row, 202302] for row in BOOKINGS]
    found = read_sheets(ledger_sheet(sheet, *rows, [*NEXT_YEAR, period], head=[*HEAD, "Period"]))
    assert figures(found)["4010 Datorer"] == (None, Decimal(outcome))
    assert code in codes(found)


def test_a_ledger_that_ends_early_is_part_of_a_year(sheet: Sheet, read_sheets: Read) -> None:
    rows = [[*row[:3], DAY, *row[4:]] for row in BOOKINGS]
    found = read_sheets([ledger_sheet(sheet, *rows), budget_sheet(sheet, *BUDGET)])
    assert "W267" in codes(found)
    assert found.case.operating is not None
    assert found.case.operating.is_partial
    stated = read_sheets([ledger_sheet(sheet, *rows), budget_sheet(sheet, *BUDGET)], period="helår")
    assert stated.case.operating is not None
    assert not stated.case.operating.is_partial


def test_a_budget_gets_its_outcome_from_the_ledger(sheet: Sheet, read_sheets: Read) -> None:
    found = read_sheets([ledger_sheet(sheet, *BOOKINGS), budget_sheet(sheet, *BUDGET)])
    assert figures(found) == {
        "Driftbidrag": (Decimal(-1000), Decimal(-1000)),
        "Datorer": (Decimal(600), Decimal("650.75")),
        "Licenser": (Decimal(400), Decimal(430)),
    }
    row = rows_of(found)["Datorer"]
    assert (row.source.sheet, row.amounts[Column.OUTCOME].source.sheet) == ("Budget", "Huvudbok")
    assert not codes(found) & {"W211", "W257", "N258", "E259", "W260"}


@pytest.mark.parametrize(
    "account",
    ["4010", "40", "40-41", "4xxx", "4000–4090", "Kontogrupp 40", "Konto 4010", "4", "4010, 4020", "40 och 41"],
)
def test_a_budget_row_takes_the_accounts_that_it_names(account: str, sheet: Sheet, read_sheets: Read) -> None:
    rows: Rows = [BUDGET[0], [account, "Inköp", 600], BUDGET[2]]
    found = read_sheets([ledger_sheet(sheet, *BOOKINGS), budget_sheet(sheet, *rows)])
    assert figures(found)["Inköp"] == (Decimal(600), Decimal("650.75"))


def test_a_budget_of_account_numbers_alone_is_enough(sheet: Sheet, read_sheets: Read) -> None:
    rows = [[account, value] for account, _, value in BUDGET]
    found = read_sheets([ledger_sheet(sheet, *BOOKINGS), budget_sheet(sheet, *rows, head=["Konto", "Budget 2023"])])
    assert figures(found)["4010"] == (Decimal(600), Decimal("650.75"))
    assert len(figures(found)) == 3


def test_a_blank_budget_counts_as_none_in_the_total(sheet: Sheet, read_sheets: Read) -> None:
    rows: Rows = [[*BUDGET[0], 0], [4010, "Datorer", None, -650.75], [*BUDGET[2], -30]]
    found = read_sheets([ledger_sheet(sheet, *BOOKINGS), budget_sheet(sheet, *rows, head=[*BUDGET_HEAD, "Avvikelse"])])
    outcome = worked(found)
    assert outcome.operating is not None
    assert outcome.operating.grand_total.deviation == Decimal("-680.75")
    assert "W510" in {one.code for one in outcome.diagnostics}


def test_two_budget_rows_that_may_take_an_account_are_a_question(sheet: Sheet, read_sheets: Read) -> None:
    rows: Rows = [*BUDGET, ["40-43", "Inköp", 600]]
    found = read_sheets([ledger_sheet(sheet, *BOOKINGS), budget_sheet(sheet, *rows)])
    question = said(found, "E259")
    assert "Datorer" in question.text
    assert "Inköp" in question.text
    assert figures(found)["Datorer"][1] is None
    assert figures(found)["Inköp"][1] is None
    assert figures(found)["Licenser"] == (Decimal(400), Decimal(430))


@pytest.mark.parametrize("text", ["Datorer", "DATORER", "Datore"])
def test_a_budget_without_numbers_is_joined_on_texts(text: str, sheet: Sheet, read_sheets: Read) -> None:
    rows: Rows = [["Driftbidrag från kommuner", -1000], [text, 600], ["Licenser", 400]]
    found = read_sheets([ledger_sheet(sheet, *BOOKINGS), budget_sheet(sheet, *rows, head=["Kontotext", "Budget 2023"])])
    assert figures(found)[text] == (Decimal(600), Decimal("650.75"))
    assert not codes(found) & {"W257", "N258"}


def test_a_text_cut_too_short_joins_nothing(sheet: Sheet, read_sheets: Read) -> None:
    rows: Rows = [["Driftbidrag från kommuner", -1000], ["Dato", 600], ["Licenser", 400]]
    found = read_sheets([ledger_sheet(sheet, *BOOKINGS), budget_sheet(sheet, *rows, head=["Kontotext", "Budget 2023"])])
    assert {"W257", "N258"} <= codes(found)


def test_an_account_without_a_budget_is_named_and_part_of_the_totals(sheet: Sheet, read_sheets: Read) -> None:
    found = read_sheets(
        [
            ledger_sheet(sheet, *BOOKINGS, [5010, "Hyra", 9, DAY, 70, "x"]),
            budget_sheet(sheet, *BUDGET, ["", "Netto", 0]),
        ]
    )
    assert "5010 Hyra" in said(found, "W257").text
    assert figures(found)["5010 Hyra"] == (None, Decimal(70))
    outcome = worked(found)
    assert outcome.operating is not None
    total = outcome.operating.grand_total
    assert (total.amounts[Column.BUDGET], total.amounts[Column.OUTCOME]) == (Decimal(0), Decimal("150.75"))
    # What nobody has budgeted is spent all the same.
    assert total.deviation == Decimal("-150.75")
    line = next(one for one in outcome.operating.lines if one.row.text == "5010 Hyra")
    assert line.deviation is None


def test_an_account_without_a_budget_stands_after_the_account_that_it_follows(sheet: Sheet, read_sheets: Read) -> None:
    more: Rows = [
        [5010, "Hyra", 9, DAY, 70, "x"],
        [3990, "Övriga intäkter", 10, DAY, -7, "x"],
        [7010, "El", 11, DAY, 2, "x"],
    ]
    found = read_sheets([ledger_sheet(sheet, *BOOKINGS, *more), budget_sheet(sheet, *BUDGET, ["", "Nettoresultat", 0])])
    assert list(rows_of(found)) == [
        "Driftbidrag", "3990 Övriga intäkter", "Datorer", "5010 Hyra", "Licenser", "7010 El", "Nettoresultat",
    ]  # fmt: skip
    assert worked(found).checks[0].status is CheckStatus.OK


def test_a_ledger_of_more_accounts_than_there_are_is_refused(sheet: Sheet, read_sheets: Read) -> None:
    rows = [[30000 + at, "x", at, DAY, 1, "x"] for at in range(10_001)]
    found = read_sheets(ledger_sheet(sheet, *rows))
    assert "E110" in codes(found)
    assert found.case.operating is None


def test_a_budget_row_without_bookings_has_an_outcome_of_zero_and_says_so(sheet: Sheet, read_sheets: Read) -> None:
    found = read_sheets([ledger_sheet(sheet, *BOOKINGS), budget_sheet(sheet, *BUDGET, [5010, "Hyra", 70])])
    assert figures(found)["Hyra"] == (Decimal(70), Decimal(0))
    assert "Hyra" in said(found, "N258").text


def test_a_budget_in_thousands_and_a_ledger_in_kronor_meet_in_kronor(sheet: Sheet, read_sheets: Read) -> None:
    rows: Rows = [[3010, "Driftbidrag", -1], [4010, "Datorer", 0.6], [6010, "Licenser", 0.4]]
    found = read_sheets([ledger_sheet(sheet, *BOOKINGS), budget_sheet(sheet, *rows, unit="tkr")])
    assert found.case.operating is not None
    assert found.case.operating.unit == "kr"
    assert figures(found)["Datorer"] == (Decimal(600), Decimal("650.75"))


@pytest.mark.parametrize(("turn", "sign"), [(1, "budget-outcome"), (-1, "outcome-budget")])
def test_the_budgets_signs_decide_how_the_ledger_is_shown(
    turn: int, sign: str, sheet: Sheet, read_sheets: Read
) -> None:
    rows = [[account, text, turn * int(str(value))] for account, text, value in BUDGET]
    found = read_sheets([ledger_sheet(sheet, *BOOKINGS), budget_sheet(sheet, *rows)])
    outcome = worked(found)
    assert outcome.operating is not None
    assert outcome.operating.convention.sign.value == sign
    assert figures(found)["Datorer"][1] == turn * Decimal("650.75")
    assert outcome.operating.grand_total.deviation == Decimal("-80.75")


def test_a_budget_without_signs_shows_income_as_positive(sheet: Sheet, read_sheets: Read) -> None:
    rows: Rows = [[3010, "Driftbidrag", 1000], *BUDGET[1:]]
    found = read_sheets([ledger_sheet(sheet, *BOOKINGS), budget_sheet(sheet, *rows)])
    assert figures(found)["Driftbidrag"] == (Decimal(1000), Decimal(1000))
    assert figures(found)["Datorer"] == (Decimal(600), Decimal("650.75"))
    outcome = worked(found)
    assert outcome.operating is not None
    assert outcome.operating.grand_total.deviation == Decimal("-80.75")


def test_published_deviations_of_the_budget_are_checked_against_the_ledger(sheet: Sheet, read_sheets: Read) -> None:
    rows: Rows = [[*BUDGET[0], 0], [*BUDGET[1], -51], [*BUDGET[2], -40]]
    found = read_sheets([ledger_sheet(sheet, *BOOKINGS), budget_sheet(sheet, *rows, head=[*BUDGET_HEAD, "Avvikelse"])])
    statuses = {one.source.a1: one.status for one in worked(found).checks}
    assert statuses == {"D3": CheckStatus.OK, "D4": CheckStatus.ROUNDING, "D5": CheckStatus.ERROR}


def test_a_statement_with_an_outcome_of_its_own_goes_before_the_ledger(sheet: Sheet, read_sheets: Read) -> None:
    rows = [
        ["Driftredovisning 2023, kr"],
        ["Kontotext", "Budget 2023", "Utfall 2023"],
        ["Datorer", 600, 1],
        ["El", 2, 3],
    ]
    found = read_sheets([ledger_sheet(sheet, *BOOKINGS), sheet(rows, name="Drift")])
    assert figures(found)["Datorer"] == (Decimal(600), Decimal(1))
    assert "N263" in codes(found)


def test_two_ledgers_of_one_year_are_not_chosen_between(sheet: Sheet, read_sheets: Read) -> None:
    found = read_sheets([ledger_sheet(sheet, *BOOKINGS), sheet([HEAD, *BOOKINGS], name="Huvudbok (2)")])
    assert "E202" in codes(found)
    assert found.case.operating is None


def test_a_row_that_is_nothing_known_is_said(sheet: Sheet, read_sheets: Read) -> None:
    found = read_sheets(ledger_sheet(sheet, *BOOKINGS, [None, "Justering", None, None, 12, None]))
    assert "E6" in said(found, "W268").text


def test_a_booking_without_an_amount_is_said(sheet: Sheet, read_sheets: Read) -> None:
    found = read_sheets(ledger_sheet(sheet, *BOOKINGS, [4010, "Datorer", 9, DAY, None, "x"]))
    assert "W265" in codes(found)
    assert figures(found)["4010 Datorer"] == (None, Decimal("650.75"))


def test_a_header_that_is_repeated_after_a_page_break_is_no_booking(sheet: Sheet, read_sheets: Read) -> None:
    found = read_sheets(ledger_sheet(sheet, *BOOKINGS[:2], HEAD, *BOOKINGS[2:]))
    assert figures(found)["4010 Datorer"] == (None, Decimal("650.75"))
    assert not codes(found) & {"E250", "E251"}


@given(st.text())
def test_every_text_is_an_account_or_none(text: str) -> None:
    account_in(text, WORDS.account)
    taken_in(text, (*WORDS.account_group, *WORDS.account))
    year_and_month(Cell(CellKind.TEXT, text))


@pytest.mark.parametrize("text", ["", "Datorer", "40", "4 010", "1 733,50", "2-3 %", "40101010101"])
def test_what_is_no_account_is_not_read_as_one(text: str) -> None:
    assert account_in(text, WORDS.account) is None


@pytest.mark.parametrize("text", ["5 % påslag", "40-4", "43-40", "3 000 datorer", "Datorer", "4010:50"])
def test_what_names_no_accounts_takes_none(text: str) -> None:
    assert taken_in(text, WORDS.account_group) is None


ROWS = st.lists(
    st.tuples(st.sampled_from([3010, 4010, 4020, 5010]), st.integers(-(10**9), 10**9), st.booleans()),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_however_bookings_are_parted_by_sums_the_accounts_are_those_of_pandas(
    bookings: list[tuple[int, int, bool]],
) -> None:
    cells: dict[tuple[int, int], Cell] = {(1, at): Cell(CellKind.TEXT, text) for at, text in enumerate(HEAD, 1)}
    row, block = 1, 0
    for account, ore, closes in bookings:
        row, block = row + 1, block + ore
        cells[row, 1] = Cell(CellKind.NUMBER, Decimal(account))
        cells[row, 3] = Cell(CellKind.NUMBER, Decimal(row))
        cells[row, 4] = Cell(CellKind.DATE, dt.datetime(2023, 5, 1))  # noqa: DTZ001 - a cell's date has no time zone
        cells[row, 5] = Cell(CellKind.NUMBER, Decimal(ore) / 100)
        if closes:
            row += 1
            cells[row, 1] = Cell(CellKind.TEXT, "Summa")
            cells[row, 5] = Cell(CellKind.NUMBER, Decimal(block) / 100)
            block = 0
    grid = Grid("bok.xlsx", "Huvudbok", cells)
    found = read_case("fallet", [Book("bok.xlsx", "0" * 64, (grid,))], default_policy(), {})
    frame = pd.DataFrame([(str(account), ore) for account, ore, _ in bookings], columns=["konto", "ore"])
    expected = frame.groupby("konto")["ore"].sum()
    assert {text: int((value or 0) * 100) for text, (_, value) in figures(found).items()} == dict(expected)
    assert all(one.status is CheckStatus.OK for one in worked(found).checks)
