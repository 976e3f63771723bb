"""What is typed for a text becomes that text in Excel, whatever Excel would like to make of it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itnamnd_xl.core.model import CellRef
from itnamnd_xl.render.typing_in import as_typed, link_formula, linked_place, shown_value, without_controls
from itnamnd_xl.sheets.spec import Cell, Role
from tests.excel.excel import Excel, excel

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["excel"]

TRAPS = [
    "=1+1", "+46 19 123", "-5", "−5", "@namn", "'citat", "0117", "1-2", "4/5", "3 maj", "maj 2023", "Mars 23", "10:30",
    "12 kr", "kr 12", "SEK 100", "75 %", "1 733", "1\u00a0733", "1,5", "1.5", "1e3", "SANT", "falskt", "True", "#N/A",
    "#REF!", "2023-12-31", "tis 5", "(5)", "$5", "●", "– 3", "jan-23", "§ 12", "1/2 3", "31 december 2023", "dec 2023",
]  # fmt: skip
PLAIN = [
    "Kontotext",
    "Utfall 2023",
    "Resultat år 2023",
    "Digitala möten 2",
    "åäö",
    "Rad\nrad",
    "Nej",
    "I3"[:1] + "ndex 5",
]


@pytest.fixture(scope="module")
def running() -> Iterator[Excel]:
    with Excel() as one:
        one.new()
        yield one


@pytest.mark.parametrize("text", [*TRAPS, *PLAIN])
def test_a_text_stays_that_text(text: str, running: Excel) -> None:
    cell = running.app.books.active.sheets[0]["A1"]
    cell.clear()
    cell.raw_value = ((as_typed(text),),)
    assert cell.api.Value2 == text
    assert cell.number_format == "General"


@pytest.mark.parametrize("text", PLAIN)
def test_what_excel_leaves_alone_gets_no_apostrophe(text: str) -> None:
    assert as_typed(text) == text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(alphabet=st.sampled_from("0123456789 .,-+:/%=()krmajsept'#@ESANTå\u00a0"), min_size=1, max_size=12))
def test_so_does_any_text(text: str, running: Excel) -> None:
    cell = running.app.books.active.sheets[0]["A1"]
    cell.clear()
    cell.raw_value = ((as_typed(text),),)
    assert cell.api.Value2 == text


def test_characters_that_no_sheet_shows_are_left_out() -> None:
    assert without_controls("a\x00b\x1bc\nd") == "a b c\nd"


def test_a_link_is_a_formula_that_leads_to_the_cell() -> None:
    target = CellRef("a.xlsx", "Anna's blad", 5, 3)
    assert link_formula('säg "hej"', target) == '=HYPERLINK("#\'Anna\'\'s blad\'!C5","säg ""hej""")'
    assert linked_place(str(link_formula("text", target))) == ("Anna's blad", "C5")
    assert linked_place('=HYPERLINK("https://example.org","text")') is None
    assert link_formula("x" * 300, target) is None


def test_a_number_is_shown_with_the_digits_that_a_cell_holds() -> None:
    assert shown_value(Cell(Decimal(1) / Decimal(3), Role.NUMBER)) == Decimal("0.333333333333333")
    assert shown_value(Cell("", Role.TEXT)) is None
