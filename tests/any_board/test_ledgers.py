"""Small ledgers: one row a booking, summed to accounts and joined with a budget; each with a twin gone wrong."""

from __future__ import annotations

from pathlib import Path

from tests.any_board.building import Json, Rows, changed, codes, errors, figures, lines, said, save, shares, whole

# Verification, date, account, amount; income negative. Sums: 3511 -900 000, 5010 612 340,50, 6450 301 120,25.


def ledger() -> Rows:
    return [
        ["Huvudbok", None, "Ansvar 4510", "Period 202301-202312"],
        ["Vernr", "Bokföringsdatum", "Konto", "Kontotext", "Verifikationstext", "Belopp"],
        [1001, "2023-01-31", 3511, "Ersättning från kommuner", "Faktura 1", -450_000],
        [1002, "2023-01-31", 5010, "Löner", "Lön jan", 306_170.25],
        [1003, "2023-03-02", 6450, "Licenser", "Avtal 12", 151_120.25],
        [1004, "2023-07-31", 3511, "Ersättning från kommuner", "Faktura 2", -450_000],
        [1005, "2023-07-31", 5010, "Löner", "Lön jul", 306_170.25],
        [1006, "2023-11-20", 6450, "Licenser", "Avtal 14", 160_000],
        [1007, "2023-12-31", 6450, "Licenser", "Rättelse", -10_000],
    ]


def budget() -> Rows:
    return [
        ["Budget 2023, kr"],
        ["Konto", "Kontotext", "Budget 2023"],
        [3511, "Ersättning från kommuner", -900_000],
        [5010, "Löner", 600_000],
        [6450, "Licenser", 300_000],
    ]


KEY: Rows = [["Kommun", "Folkmängd 2021-12-31"], ["Arboga", 14_000], ["Kungsör", 8_700], ["Köping", 26_200]]


def test_a_ledger_is_summed_to_accounts_and_joined_with_the_budget(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Huvudbok": ledger(), "Budget": budget(), "Nyckel": KEY}))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["operating"]["unit"], found["operating"]["sign"]) == (2023, "kr", "budget-outcome")
    got = {
        text.removeprefix("3511 ").removeprefix("5010 ").removeprefix("6450 "): rest
        for text, *rest in lines(found["operating"])
    }
    assert got == {
        "Ersättning från kommuner": ["revenue", -900_000, -900_000, 0],
        "Löner": ["cost", 600_000, 612_340.5, -12_340.5],
        "Licenser": ["cost", 300_000, 301_120.25, -1_120.25],
    }
    assert whole(found["operating"]) == (0, 13_460.75, -13_460.75)
    assert (found["allocation"]["amount"], found["allocation"]["kind"]) == (13_460.75, "deficit")
    assert round(sum(shares(found).values()), 2) == 13_460.75


def test_an_account_without_a_budget_is_named(tmp_path: Path, as_json: Json) -> None:
    rows = [*ledger(), [1008, "2023-12-31", 7050, "Resor", "Tåg", 1_250]]
    found = as_json("check", save(tmp_path, {"Huvudbok": rows, "Budget": budget(), "Nyckel": KEY}))[1]
    assert any("7050" in one["message"] or "Resor" in one["message"] for one in found["diagnostics"])


def test_debit_and_credit_in_columns_of_their_own(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Ver", "Datum", "Konto", "Benämning", "Debet", "Kredit"]]
    rows += [
        [*(row[place] for place in (0, 1, 2, 3)), *((row[5], None) if row[5] > 0 else (None, -row[5]))]
        for row in ledger()[2:]
    ]
    status, found = as_json("check", save(tmp_path, {"Huvudbok": rows, "Budget": budget()}))
    assert (status, errors(found)) == (0, [])
    assert [value for (value,) in figures(found["operating"], "outcome").values()] == [-900_000, 612_340.5, 301_120.25]


def test_an_amount_that_cannot_be_read_is_no_zero_in_a_sum(tmp_path: Path, as_json: Json) -> None:
    rows = changed(ledger(), F7="306 17O,25")
    status, found = as_json("check", save(tmp_path, {"Huvudbok": rows, "Budget": budget(), "Nyckel": KEY}))
    assert status == 1
    assert said(found, "error", "Huvudbok!F7")
    assert found["allocation"] is None
    assert not found["operating"] or 306_170.25 not in [one["outcome"] for one in found["operating"]["lines"]]


def test_a_ledger_without_a_budget_is_not_passed_over(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Huvudbok": ledger()}))[1]
    assert codes(found)
    assert found["allocation"] is None
