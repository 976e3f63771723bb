"""Ledgers through the JSON: bookings in one workbook, the budget in another, and what follows for the members."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.styles import Alignment

from tests.cases import book_of

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
    book_of(sheets).save(path)
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


# A budget in kronor whose sums are marked by how far in the rows below them stand.
INDENTED: Rows = [
    ["Budget 2023, kr"],
    ["Benämning", "Konto", "Budget 2023"],
    ["Intäkter", None, -1000000],
    ["Driftbidrag", 3010, -1000000],
    ["Kostnader", None, 1000000],
    ["Datorer", 4010, 600000],
    ["Licenser", 6010, 400000],
]
TRAVEL = [5810, "Resor", 5, DAY, 1250]


def indented(path: Path, bookings: Rows, budget: Rows) -> Path:
    workbook(path, {"Huvudbok": bookings, "Budget": budget, "Nyckel": KEY})
    book = openpyxl.load_workbook(path)
    for row in (4, 6, 7):
        book["Budget"].cell(row, 1).alignment = Alignment(indent=1)
    book.save(path)
    return path


def test_a_sum_in_the_budget_has_no_bookings_of_its_own(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", indented(tmp_path / "bok.xlsx", BOOKINGS, INDENTED))
    assert status == 0
    assert not codes(found) & {"E501", "N258"}
    totals = {one["text"]: (one["budget"], one["outcome"]) for one in found["operating"]["totals"]}
    assert totals["Kostnader"] == (1000000, 1080000.75)
    assert totals["Intäkter"] == (-1000000, -1000000)
    assert found["allocation"]["amount"] == 80000.75


def test_an_account_without_a_budget_is_part_of_the_sum_that_it_stands_in(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", indented(tmp_path / "bok.xlsx", [*BOOKINGS, TRAVEL], INDENTED))
    assert status == 0
    assert "W257" in codes(found)
    totals = {one["text"]: (one["budget"], one["outcome"]) for one in found["operating"]["totals"]}
    assert totals["Kostnader"] == (1000000, 1081250.75)
    assert found["allocation"]["amount"] == 81250.75


def test_what_is_no_sum_by_the_budgets_figures_is_said_to_have_no_bookings(tmp_path: Path, as_json: Json) -> None:
    wrong = [[*row[:2], 990000] if row[0] == "Kostnader" else row for row in INDENTED]
    found = as_json("check", indented(tmp_path / "bok.xlsx", BOOKINGS, wrong))[1]
    said = [" ".join(one["message"].split()) for one in found["diagnostics"] if one["code"] == "N258"]
    assert ["Kostnader 990 000 kr" in one for one in said] == [True]


def test_of_a_budget_beside_a_ledger_nothing_is_said_to_be_lacking(tmp_path: Path, as_json: Json) -> None:
    sheets = {"Huvudbok": BOOKINGS, "Budget": BUDGET}
    found = as_json("check", workbook(tmp_path / "bok.xlsx", sheets))[1]
    assert not codes(found) & {"W211", "E220", "N222"}
    deviations = ["", "Avvikelse", 0, -50, -30]
    with_deviation: Rows = [[*row, one] for row, one in zip(BUDGET, deviations, strict=True)]
    lonely = as_json("check", workbook(tmp_path / "budget.xlsx", {"Budget": with_deviation}))[1]
    assert [one["code"] for one in lonely["diagnostics"] if one["code"] in {"W211", "E220", "N222"}] == ["W211"]


def test_of_two_ledgers_the_user_says_which(tmp_path: Path, as_json: Json) -> None:
    other = [*BOOKINGS[:-1], [6010, "Licenser", 4, DAY, 440000]]
    path = workbook(tmp_path / "bok.xlsx", {"Huvudbok": BOOKINGS, "Huvudbok ny": other, "Budget": BUDGET})
    status, found = as_json("check", path)
    assert (status, found["operating"]) == (1, None)
    assert [one["source"] for one in found["diagnostics"] if one["code"] == "E202"] == ["bok.xlsx!Huvudbok ny!A2"]
    stated = '[[answers]]\ncell = "bok.xlsx!Huvudbok ny!A2"\nanswer = "Huvudbok ny"\n'
    (tmp_path / "itnamnd.toml").write_text(stated, encoding="utf-8")
    status, found = as_json("check", path)
    assert status == 0
    assert found["operating"]["lines"][2]["outcome"] == 440000


def test_columns_that_the_user_names_are_told_of_once(tmp_path: Path, as_json: Json) -> None:
    headed: Rows = [BOOKINGS[0], [*HEAD[:4], "Summa SEK"], *BOOKINGS[2:]]
    planned: Rows = [BUDGET[0], [*BUDGET[1][:2], "Plan i år"], *BUDGET[2:]]
    path = workbook(tmp_path / "bok.xlsx", {"Huvudbok": headed, "Budget": planned})
    assert as_json("check", path)[1]["operating"] is None
    named = {"Summa SEK": "belopp", "Plan i år": "budget"}
    stated = "".join(f'[[columns]]\nheader = "{header}"\nmeans = "{means}"\n' for header, means in named.items())
    (tmp_path / "itnamnd.toml").write_text(stated, encoding="utf-8")
    status, found = as_json("check", path)
    assert status == 0
    assert [one["outcome"] for one in found["operating"]["lines"]] == [-1000000, 650000.75, 430000]
    told = [one["source"] for one in found["diagnostics"] if one["code"] == "N708"]
    assert sorted(told) == ["bok.xlsx!Budget!C2", "bok.xlsx!Huvudbok!E2"]


def test_of_two_columns_of_a_budget_beside_a_ledger_the_user_chooses(tmp_path: Path, as_json: Json) -> None:
    doubled: Rows = [BUDGET[0], [*BUDGET[1], "Budget 2023"], *([*row, 1] for row in BUDGET[2:])]
    path = workbook(tmp_path / "bok.xlsx", {"Huvudbok": BOOKINGS, "Budget": doubled})
    assert "E203" in codes(as_json("check", path)[1])
    (tmp_path / "itnamnd.toml").write_text('[[answers]]\ncell = "bok.xlsx!Budget!C2"\nanswer = "C"\n', encoding="utf-8")
    status, found = as_json("check", path)
    assert (status, found["operating"]["lines"][2]["budget"]) == (0, 400000)
    assert [one["code"] for one in found["diagnostics"] if one["code"] in {"N705", "E203"}] == ["N705"]


def test_an_answer_stands_in_for_an_amount_of_a_ledger(tmp_path: Path, as_json: Json) -> None:
    rows = [*BOOKINGS[:-1], [6010, "Licenser", 4, DAY, "430 OOO"]]
    path = workbook(tmp_path / "bok.xlsx", {"Huvudbok": rows, "Budget": BUDGET})
    assert "E251" in codes(as_json("check", path)[1])
    stated = '[[answers]]\ncell = "bok.xlsx!Huvudbok!E7"\nfound = "430 OOO"\nanswer = "430 000"\n'
    (tmp_path / "itnamnd.toml").write_text(stated, encoding="utf-8")
    status, found = as_json("check", path)
    assert status == 0
    assert found["operating"]["lines"][2]["outcome"] == 430000


def test_what_is_read_of_a_ledger_is_shown(tmp_path: Path, itnamnd: Callable[..., tuple[int, str, str]]) -> None:
    path = workbook(tmp_path / "bok.xlsx", {"Huvudbok": BOOKINGS, "Budget": BUDGET})
    text = " ".join(itnamnd("check", path)[1].split())
    assert "Huvudbok 2023: bok.xlsx, fliken Huvudbok" in text
    assert "Bokningarna är summerade till utfallet på 3 rader." in text
    assert "D Bokföringsdatum bokföringsdatum 2023-12-01" in text
    assert "E Belopp belopp -1000000" in text


def test_a_unit_below_a_ledgers_headers_is_part_of_them(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [*BOOKINGS[:2], [None, None, None, None, "tkr"], *([*row[:4], 1] for row in BOOKINGS[2:5])]
    found = as_json("check", workbook(tmp_path / "bok.xlsx", {"Huvudbok": rows}))[1]
    assert (found["operating"]["unit"], "W268" in codes(found)) == ("tkr", False)
    assert [one["outcome"] for one in found["operating"]["lines"]] == [1, 2]


def test_bookings_of_what_a_row_holds_already_are_not_lost(tmp_path: Path, as_json: Json) -> None:
    budget: Rows = [*BUDGET, ["6011", "– varav kontorsprogram", 100]]
    bookings = [*BOOKINGS, [6011, "Kontorsprogram", 5, DAY, 1000], [6012, "Övriga program", 6, DAY, 250]]
    status, found = as_json("check", workbook(tmp_path / "bok.xlsx", {"Huvudbok": bookings, "Budget": budget}))
    assert status == 0
    outcomes = {one["text"]: one["outcome"] for one in found["operating"]["lines"]}
    assert outcomes["Licenser"] == 430000
    assert (outcomes["6011 Kontorsprogram"], outcomes["6012 Övriga program"]) == (1000, 250)
    net = found["operating"]["totals"][-1]
    assert (net["budget"], net["outcome"]) == (0, 81250.75)
