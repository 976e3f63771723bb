"""Our sheets are told apart from the user's, whatever either is called."""

from __future__ import annotations

import io

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.package.graft import LONGEST_NAME, free_name, put_sheets, remove_sheets, sheet_names


def workbook(*names: str) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name in names:
        book.create_sheet(name)["A1"] = f"user's {name}"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ours(data: bytes, *names: str) -> bytes:
    return put_sheets(data, {name: lambda sheet: sheet.append(["ours"]) for name in names})


def test_a_rerun_replaces_our_sheets_and_clean_takes_them_out() -> None:
    user = workbook("Drift", "Egen")
    once = ours(user, "Avstämning", "Fördelning")
    assert sheet_names(once) == (["Drift", "Egen"], ["Avstämning", "Fördelning"])
    assert ours(once, "Avstämning", "Fördelning") == once
    assert sheet_names(remove_sheets(once)) == (["Drift", "Egen"], [])


def test_a_copy_under_another_name_is_the_users() -> None:
    book = openpyxl.load_workbook(io.BytesIO(ours(workbook("Drift"), "Fördelning")))
    book["Fördelning"].title = "Min fördelning"
    buffer = io.BytesIO()
    book.save(buffer)
    assert sheet_names(buffer.getvalue()) == (["Drift", "Min fördelning"], [])


@pytest.mark.parametrize(
    ("taken", "name"),
    [
        (set(), "Fördelning"),
        ({"fördelning"}, "Fördelning (2)"),
        ({"FÖRDELNING", "Fördelning (2)"}, "Fördelning (3)"),
    ],
)
def test_a_taken_name_gets_the_next_number(taken: set[str], name: str) -> None:
    assert free_name("Fördelning", taken) == name


@given(st.text(min_size=1, max_size=60), st.integers(0, 12))
def test_a_free_name_is_free_and_short_enough(wanted: str, rounds: int) -> None:
    taken: set[str] = set()
    for _ in range(rounds + 1):
        name = free_name(wanted, taken)
        assert len(name) <= LONGEST_NAME
        assert name.casefold() not in {one.casefold() for one in taken}
        taken.add(name)


def test_what_formulas_last_gave_is_kept() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("Anna's & Co")
    formulas: list[tuple[str, str, object]] = [
        ("A1", "=1+1", 2),
        ("A2", '=IF(A1>1,"a&b","c")', "a&b"),
        ("A3", "=A1>1", True),
        ("A4", "=1/0", "#DIV/0!"),
        ("A5", "=A1/3", 0.6666666666666666),
    ]
    for address, formula, value in formulas:
        sheet.write_formula(address, formula, None, value)
    book.close()
    for data in (ours(buffer.getvalue(), "Avstämning"), ours(ours(buffer.getvalue(), "Avstämning"), "Avstämning")):
        values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["Anna's & Co"]
        behind = openpyxl.load_workbook(io.BytesIO(data))["Anna's & Co"]
        assert [values[address].value for address, _, _ in formulas] == [value for _, _, value in formulas]
        assert [behind[address].value for address, _, _ in formulas] == [formula for _, formula, _ in formulas]
