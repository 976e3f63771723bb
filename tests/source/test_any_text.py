"""The promise that any text, in any column, gives exactly one of a value, an answer, a level, a lack, or a refusal."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from itnamnd_xl.core.model import Level
from itnamnd_xl.policy.load import default_policy
from itnamnd_xl.source.cells import Findings, column_style, quantity
from itnamnd_xl.source.grid import Cell, CellKind, Grid
from itnamnd_xl.source.legend import explained
from itnamnd_xl.source.lexicon import Lexicon
from itnamnd_xl.source.numbers import Form, Reading, decimal_mark, read
from itnamnd_xl.source.targets import TargetReading, read_target

if TYPE_CHECKING:
    from itnamnd_xl.source.case import Reading as CaseReading

POLICY = default_policy()
LEXICON = Lexicon(POLICY)
WORDS = LEXICON.words
PIECES = (
    *("1", "73", "733", "0", "2023", "9" * 30, " ", "\u00a0", ",", ".", "-", "–", "−", "±", "(", ")", "/", ":", "'"),
    *(
        "%",
        " tkr",
        " st.",
        " av ",
        " tim ",
        " min",
        "K: ",
        "T: ",
        "ca ",
        "minst ",
        "öka ",
        "med ",
        "till ",
        "bättre än ",
    ),
    *(
        "riket",
        "topp ",
        "bland de ",
        " bästa",
        "●",
        "▲",
        "■",
        "○",
        "😐",
        "▼",
        "↑",
        "ja",
        "Ej ",
        "uppnått",
        "saknas",
        "=",
    ),
    *("föregående år", "#N/A", "Grön", " procentenheter", "mellan ", " och ", ">", "≤", "Kommentar: ", "Summa "),
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
MARKS = st.sampled_from([None, ",", "."])
VALUED = (Form.NUMBER, Form.ANSWER)


def has_one_meaning(reading: Reading) -> bool:
    """A reading has a value, or two to choose from, or neither; a level alone has a mark."""
    return (
        (reading.value is not None) is (reading.form in VALUED)
        and len(set(reading.alternatives)) == (2 if reading.form is Form.AMBIGUOUS else 0)
        and (reading.form is not Form.LEVEL or reading.mark is not None)
    )


def is_settled(target: TargetReading) -> bool:
    """A target is refused, or has a value, or compares; and a range has two ends in order."""
    kinds = [target.refused is not None, target.value is not None, target.relative]
    ordered = target.upper is None or (target.value is not None and target.value <= target.upper)
    return sum(kinds) == 1 and ordered and (not target.missing or target.refused is not None)


@given(TEXTS, MARKS)
def test_any_text_has_one_reading(text: str, mark: str | None) -> None:
    assert has_one_meaning(read(text, WORDS, mark))
    assert is_settled(read_target(text, WORDS, POLICY, mark))
    assert WORDS.verdict(text) in (None, *Level)
    assert LEXICON.is_target(text) in (True, False)
    assert all(level in (None, *Level) for level in explained(text, LEXICON).values())


@given(st.lists(TEXTS, min_size=1, max_size=6), st.integers(0, 5))
def test_any_cell_in_any_column_gives_a_value_or_says_why_not(column: list[str], at: int) -> None:
    cells = {(row, 1): Cell(CellKind.TEXT, text) for row, text in enumerate(column, 1) if text.strip()}
    grid, findings, row = Grid("bok.xlsx", "Blad1", cells), Findings(), at % len(column) + 1
    assert decimal_mark(column) in (None, ",", ".")
    style = column_style(grid, range(1, len(column) + 1), 1)
    found = quantity(grid, (row, 1), LEXICON, findings, style=style, expected="ett tal")
    refused = any(one.code[0] == "E" for one in findings.found)
    reading = read(column[row - 1], WORDS, style.mark)
    without = (row, 1) not in cells or reading.form in (Form.MISSING, Form.LEVEL)
    assert [found.value is not None, refused, without].count(True) == 1
    assert all(one.message for one in findings.found)


@given(rows=st.lists(st.lists(TEXTS, min_size=5, max_size=5), min_size=1, max_size=5))
def test_any_indicator_table_is_read(
    rows: list[list[str]], sheet: Callable[..., Grid], read_sheets: Callable[..., CaseReading]
) -> None:
    head = ["Nämndmål", "Indikator", "Resultat 2023", "Målvärde 2023", "Status"]
    case = read_sheets(sheet([head, *rows]))
    assert all(one.message for one in case.diagnostics)


SIGNS = {"": 1, "+": 1, "+ ": 1, "-": -1, "- ": -1, "\u2212": -1, "\u2011": -1, "– ": -1, "–": -1}
UNITS = {
    "": None,
    " tkr": "tkr",
    "st.": "st",
    " %": "%",
    "‰": "‰",
    " Mkr": "mnkr",
    ":-": "kr",
    " dgr": "dagar",
    " p.e.": "procentenheter",
}
DAY = re.compile(r"(?:(?:19|20)\d\d|[0-39]\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")
LEADS = {"": None, "● ": Level.ACHIEVED, "▲ ": Level.PARTLY, "■": Level.NOT, "🟡 ": Level.PARTLY, "○ ": Level.NO_VALUE}


@given(
    whole=st.integers(0, 10**15),
    decimals=st.from_regex(r"(?:[0-9]{1,2}|[0-9]{4,6})?", fullmatch=True),
    group=st.sampled_from(["", " ", "\u00a0", "\u202f", "\u2009", "'", "."]),
    sign=st.sampled_from(sorted(SIGNS)),
    unit=st.sampled_from(sorted(UNITS)),
    lead=st.sampled_from(sorted(LEADS)),
)
def test_a_number_reads_back_as_itself(whole: int, decimals: str, group: str, sign: str, unit: str, lead: str) -> None:
    digits = f"{whole:,}".replace(",", group) + (f",{decimals}" if decimals else "")
    text = f"{lead}{sign}{digits}{unit}"
    # Six or eight digits by themselves may be a day: 231231.
    assume(sign + unit or not DAY.fullmatch(digits))
    reading = read(text, WORDS, ",")
    size = Decimal(f"{whole}.{decimals}") if decimals else Decimal(whole)
    assert (reading.form, reading.value, reading.unit, reading.mark) == (
        Form.NUMBER,
        SIGNS[sign] * size,
        UNITS[unit],
        LEADS[lead],
    )


@given(
    value=st.decimals(0, 10**6, places=2),
    words=st.sampled_from(
        [("minst ", ""), ("högst ", ""), ("", " eller högre"), ("≥ ", ""), ("< ", ""), ("öka till ", "")]
    ),
    unit=st.sampled_from(["", " %", " st", " tkr"]),
)
def test_a_targets_number_reads_back_as_itself(value: Decimal, words: tuple[str, str], unit: str) -> None:
    text = f"{words[0]}{f'{value:,}'.replace(',', ' ').replace('.', ',')}{unit}{words[1]}"
    target = read_target(text, WORDS, POLICY)
    assert (target.value, target.unit, target.relation is not None) == (value, unit.strip() or None, True)


@pytest.mark.parametrize("text", ["topp " + "9" * 40, "bättre än " * 200, "● = " * 300, "(" * 3000, "1 " * 3000])
def test_a_hostile_text_is_read_like_any_other(text: str) -> None:
    assert has_one_meaning(read(text, WORDS))
    assert is_settled(read_target(text, WORDS, POLICY))
    assert isinstance(explained(text, LEXICON), dict)
