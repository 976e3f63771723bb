"""Ledgers through the JSON: bookings in one workbook, the budget in another, and what follows for the members."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    Json = Callable[..., tuple[int, dict[str, Any]]]
    Rows = Sequence[Sequence[object]]

HEAD = ["Konto", "Kontonamn", "Vernr", "Bokföringsdatum", "Belopp"]
DAY = dt.date(2023, 12, 1)
BOOKINGS: Rows = [
    ["Period 2301–2312"],
    HEAD,
    [3010, "Driftbidrag från kommuner", 1, DAY, -1000000],
    [4010, "Datorer", 2, DAY, 600000.5],
    [4010, "Datorer", 3, DAY, 50000.25],
    ["Summa konto 4010", None, None, None, 650000.75],
    [6010, "Licenser", 4, DAY, 430000],
]
BUDGET: Rows = [
    ["Budget 2023, tkr"],
    ["Konto", "Benämning", "Budget 2023"],
    [3010, "Driftbidrag från kommuner", -1000],
    ["40", "Datorer", 600],
    [6010, "Licenser", 400],
]
KEY: Rows = [["Kommun", "Folkmängd 2021-12-31"], ["Lekeberg", 8603], ["Laxå", 5582], ["Askersund", 11534]]


def workbook(path: Path, sheets: Mapping[str, Rows]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def codes(found: dict[str, Any]) -> set[str]:
    return {one["code"] for one in found["diagnostics"]}


def test_a_ledger_and_a_budget_of_two_workbooks_are_one_statement(tmp_path: Path, as_json: Json) -> None:
    ledger = workbook(tmp_path / "huvudbok.xlsx", {"Huvudbok": BOOKINGS})
    budget = workbook(tmp_path / "budget.xlsx", {"Budget": BUDGET, "Nyckel": KEY})
    status, found = as_json("check", ledger, budget)
    assert status == 0
    operating = found["operating"]
    assert (operating["unit"], operating["sign"]) == ("kr", "budget-outcome")
    lines = [(one["text"], one["budget"], one["outcome"], one["deviation"]) for one in operating["lines"]]
    assert lines == [
        ("Driftbidrag från kommuner", -1000000, -1000000, 0),
        ("Datorer", 600000, 650000.75, -50000.75),
        ("Licenser", 400000, 430000, -30000),
    ]
    assert operating["lines"][1]["source"] == "budget.xlsx!Budget!B4"
    assert operating["lines"][1]["sources"]["outcome"] == "huvudbok.xlsx!Huvudbok!E4"
    assert found["allocation"]["amount"] == 80000.75
    assert found["allocation"]["kind"] == "deficit"
    assert [(one["code"], one["status"], one["source"]) for one in found["checks"]] == [
        ("ledger_total", "ok", "huvudbok.xlsx!Huvudbok!E6")
    ]


def test_a_ledger_alone_shares_the_net_outcome_where_the_members_pay_in_it(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path / "huvudbok.xlsx", {"Huvudbok": BOOKINGS, "Nyckel": KEY})
    found = as_json("check", path)[1]
    assert [one["budget"] for one in found["operating"]["lines"]] == [None, None, None]
    assert found["allocation"]["amount"] == 80000.75
    assert "W260" in codes(found)


def test_a_subtotal_that_does_not_hold_is_an_error(tmp_path: Path, as_json: Json) -> None:
    rows = [[*row[:4], 650000] if str(row[0]).startswith("Summa") else row for row in BOOKINGS]
    status, found = as_json("check", workbook(tmp_path / "huvudbok.xlsx", {"Huvudbok": rows, "Nyckel": KEY}))
    assert status == 1
    assert [one["status"] for one in found["checks"]] == ["error"]
    assert "E501" in codes(found)


def test_results_stand_in_the_budgets_workbook_and_a_second_run_changes_nothing(tmp_path: Path, as_json: Json) -> None:
    path = workbook(tmp_path / "bok.xlsx", {"Huvudbok": BOOKINGS, "Budget": BUDGET, "Nyckel": KEY})
    as_json("recalc", path)
    first = path.read_bytes()
    names = openpyxl.load_workbook(path).sheetnames
    assert {"Driftredovisning 2023", "Driftredovisning"} & set(names)
    as_json("recalc", path)
    assert path.read_bytes() == first
