"""Cells as people spell numbers: appendix B, row by row, and the promise that any text gives a reading."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.core.model import Level
from itnamnd_xl.policy.load import default_policy
from itnamnd_xl.source.lexicon import Lexicon
from itnamnd_xl.source.numbers import Form, Reading, Vocabulary, decimal_mark, fold, read

YES, PARTLY, NO, NONE = Level.ACHIEVED, Level.PARTLY, Level.NOT, Level.NO_VALUE
WORDS: Vocabulary = Lexicon(default_policy()).words

# (row of appendix B, text, value, unit, mark)
SPELLINGS = [
    (1, "-1 733 tkr", "-1733", "tkr", None),
    (2, "■ -1 733 tkr", "-1733", "tkr", NO),
    (3, "● 3,08 %", "3.08", "%", YES),
    (4, "● 52 st.", "52", "st", YES),
    (5, "7,06st", "7.06", "st", None),
    (6, "99,4%", "99.4", "%", None),
    (6, "84%", "84", "%", None),
    (6, "67 %", "67", "%", None),
    (12, "20 st.", "20", "st", None),
    (13, "1 100 st", "1100", "st", None),
    (13, "1\u00a0100 st", "1100", "st", None),
    (13, "1\u202f100 st", "1100", "st", None),
    (13, "1\u2009100 st", "1100", "st", None),
    (15, "– 5 585", "-5585", None, None),
    (16, "\u2011928", "-928", None, None),
    (16, "\u2212928", "-928", None, None),
    (29, "2 tkr (1 700 kr)", "1700", "kr", None),
    (30, "- 11 276", "-11276", None, None),
    (31, "+ 97 mnkr", "97", "mnkr", None),
    (32, "40,8", "40.8", None, None),
    (32, "1 742,2", "1742.2", None, None),
    (34, "(1 733)", "-1733", None, None),
    (35, "1 733-", "-1733", None, None),
    (36, "1 733 K", "-1733", None, None),
    (36, "1 733 D", "1733", None, None),
    (39, "1.733,50", "1733.50", None, None),
    (39, "1,733.50", "1733.50", None, None),
    (40, "1'733", "1733", None, None),
    (41, "1,2 mnkr", "1.2", "mnkr", None),
    (41, "1,2 Mkr", "1.2", "mnkr", None),
    (41, "1,2 MSEK", "1.2", "mnkr", None),
    (41, "1,2 milj", "1.2", "mnkr", None),
    (42, "1 733 kkr", "1733", "tkr", None),
    (42, "1 733 KSEK", "1733", "tkr", None),
    (42, "1 733 tkr.", "1733", "tkr", None),
    (42, "1 733 TSEK", "1733", "tkr", None),
    (43, "1 733:-", "1733", "kr", None),
    (43, "1 733 kr", "1733", "kr", None),
    (43, "1 733,00 SEK", "1733.00", "kr", None),
    (48, "84 procent", "84", "%", None),
    (48, "84 proc.", "84", "%", None),
    (48, "84 %-enheter", "84", "procentenheter", None),
    (49, "5 ‰", "5", "‰", None),
    (58, "4 av 5", "80", "%", None),
    (58, "4/5", "80", "%", None),
    (70, "0", "0", None, None),
    (70, "0,0", "0.0", None, None),
    (70, "0 %", "0", "%", None),
    (72, "3 tim 20 min", "200", "min", None),
    (72, "3:20", "200", "min", None),
    (72, "3,33 tim", "3.33", "tim", None),
    (73, "5 dgr", "5", "dagar", None),
    (73, "5 dagar", "5", "dagar", None),
    (73, "5 d", "5", "dagar", None),
    (73, "2 v", "2", "veckor", None),
    (73, "1 mån", "1", "månader", None),
    (73, "1 år", "1", "år", None),
    (75, "K: 78 M: 71 T: 75", "75", None, None),
    (77, "84 % ↑", "84", "%", None),
    (77, "84 % ▲", "84", "%", None),
    (82, "3 908:00", "3908", "kr", None),
    (83, "12.5 %", "12.5", "%", None),
    (84, "2023", "2023", None, None),
]


@pytest.mark.parametrize(("row", "text", "value", "unit", "mark"), SPELLINGS)
def test_a_number_is_read_as_appendix_b_says(
    row: int, text: str, value: str, unit: str | None, mark: Level | None
) -> None:
    reading = read(text, WORDS)
    assert (reading.form, reading.value, reading.unit, reading.mark) == (
        Form.NUMBER,
        Decimal(value),
        unit,
        mark,
    ), f"row {row}"


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (34, "(1 733)"),
        (56, "ca 50"),
        (56, "cirka 50"),
        (56, "~50"),
        (56, "drygt 50"),
        (56, "knappt 50"),
        (29, "2 tkr (1 700 kr)"),
    ],
)
def test_what_is_taken_for_granted_is_said(row: int, text: str) -> None:
    assert read(text, WORDS).note, f"row {row}"
    assert not read("1 733", WORDS).note


@pytest.mark.parametrize("text", ["ca 50", "cirka 50", "~50", "drygt 50", "knappt 50", "ca. 50", "Ca 50"])
def test_an_approximate_number_is_the_number(text: str) -> None:  # row 56
    assert (read(text, WORDS).form, read(text, WORDS).value) == (Form.NUMBER, Decimal(50))


def test_a_bracket_after_a_value_is_last_year_and_no_minus() -> None:  # row 76
    reading = read("74 (72)", WORDS)
    assert (reading.value, reading.previous) == (Decimal(74), Decimal(72))


def test_words_in_brackets_leave_the_number_alone() -> None:  # row 22
    assert read("13 (anmälda våldsbrott)", WORDS).value == 13


@pytest.mark.parametrize(
    ("row", "text", "form"),
    [
        (14, "231231", Form.UNREADABLE),
        (14, "2023-12-31", Form.UNREADABLE),
        (24, "+", Form.UNREADABLE),
        (33, "31,402", Form.AMBIGUOUS),
        (37, "1.733", Form.AMBIGUOUS),
        (38, "1,733", Form.AMBIGUOUS),
        (65, "bättre än riket", Form.UNREADABLE),
        (65, "topp 50", Form.UNREADABLE),
        (71, "#DIV/0!", Form.UNREADABLE),
        (71, "#REF!", Form.UNREADABLE),
        (71, "#VÄRDEFEL!", Form.UNREADABLE),
        (71, "#NAMN?", Form.UNREADABLE),
        (74, "71/84 %", Form.SEVERAL),
        (75, "K: 78 M: 71", Form.SEVERAL),
        (81, "52 st 2022, 48 st", Form.SEVERAL),
        (87, "P8", Form.UNREADABLE),
        (87, "T2", Form.UNREADABLE),
        (87, "aug-23", Form.UNREADABLE),
    ],
)
def test_what_cannot_be_told_is_refused(row: int, text: str, form: Form) -> None:
    reading = read(text, WORDS)
    assert (reading.form, reading.value) == (form, None), f"row {row}"


def test_a_date_written_with_a_month_is_no_number() -> None:  # row 87
    assert read("28-feb-23", WORDS).form in (Form.UNREADABLE, Form.SEVERAL)


def test_an_ambiguous_number_shows_both_of_its_readings() -> None:  # row 37
    assert set(read("1.733", WORDS).alternatives) == {Decimal(1733), Decimal("1.733")}
    assert set(read("-1,733", WORDS).alternatives) == {Decimal(-1733), Decimal("-1.733")}


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-", "–", "—", ".", "..", "*", "…"),  # rows 27, 28, 67, 68
        *("i.u.", "ingen uppgift", "uppgift saknas", "saknas", "u.s.", "n/a", "N/A", "#N/A", "#SAKNAS!"),
        *("e.t.", "ej mätt", "ej mätbart", "mäts ej", "mäts i nov", "redovisas senare", "inget utfall"),
        *("Ej mätt", "(ej mätt)", "Saknas.", "INGEN UPPGIFT"),
    ],
)
def test_a_missing_value_is_missing_and_never_zero(text: str) -> None:  # row 69
    assert (read(text, WORDS).form, read(text, WORDS).value) == (Form.MISSING, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, "1") for text in ("Ja", "JA", "j", "x", "✓", "✔", "Klart", "Genomfört")),
        *((text, "0") for text in ("Nej", "nej", "Ej genomfört")),
        ("Påbörjat", "0.5"),
    ],
)
def test_an_answer_is_an_answer(text: str, value: str) -> None:  # row 66
    reading = read(text, WORDS)
    assert (reading.form, reading.value, reading.unit) == (Form.ANSWER, Decimal(value), "ja/nej")


@pytest.mark.parametrize(
    ("text", "level"),
    [
        *((text, YES) for text in ("●", "🟢", "✅", "😊", "☺")),
        *((text, PARTLY) for text in ("▲", "🟡", "⚠", "⚠\ufe0f", "😐")),
        *((text, NO) for text in ("■", "🔴", "❌", "😒", "☹")),
        *((text, NONE) for text in ("○", "⚪")),
    ],
)
def test_a_mark_alone_is_a_level_without_a_value(text: str, level: Level) -> None:  # rows 26, 79
    assert read(text, WORDS) == Reading(Form.LEVEL, mark=level)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        *((text, YES) for text in ("Grön", "GRÖN", "Uppfyllt", "Uppnått", "Helt", "Ja", "● Uppnått")),
        *((text, PARTLY) for text in ("Gul", "Delvis", "På väg", "Nej, men på väg", "Uppnås delvis")),
        *((text, NO) for text in ("Röd", "Ej", "Inte", "Ej påbörjat", "Nej", "Uppnås ej", "Ej uppnått")),
        *((text, NONE) for text in ("Ej mätt", "Saknar värde")),
        *((text, None) for text in ("", "Se bilaga", "Grönområde", "84 %")),
    ],
)
def test_status_words_give_a_level(text: str, level: Level | None) -> None:  # rows 25, 80
    assert WORDS.verdict(text) is level


@pytest.mark.parametrize(("text", "level"), [("l", YES), ("J", YES), ("K", PARTLY), ("L", NO), ("n", NO), ("A", None)])
def test_letters_are_marks_in_the_wingdings_font_alone(text: str, level: Level | None) -> None:  # row 79
    assert WORDS.wingdings.get(text) is level
    assert read(text, WORDS).mark is None


@pytest.mark.parametrize(
    ("column", "mark"),
    [
        (["1.733", "2.041", "12,5"], ","),
        (["1.733", "12.5"], "."),
        (["31,402", "5,3"], ","),
        (["31,402", "1,234,567"], "."),
        (["31,402", "1,733.50"], "."),
        (["1 733,5", "1.733"], ","),
        (["31,402", "17,288"], None),
        (["1,5", "1.5"], None),
        (["1 733", "84"], None),
        ([], None),
    ],
)
def test_a_column_agrees_on_its_decimal_mark_or_says_nothing(column: list[str], mark: str | None) -> None:
    assert decimal_mark(column) == mark


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1.733", ",", "1733"),
        ("1.733", ".", "1.733"),
        ("31,402", ".", "31402"),
        ("31,402", ",", "31.402"),
        ("-31,402 st", ".", "-31402"),
        ("1.234.567", None, "1234567"),
        ("0,125", None, "0.125"),
        ("1234,567", None, "1234.567"),
        ("1 234,567", None, "1234.567"),
    ],
)
def test_the_column_or_the_digits_themselves_settle_a_mark(text: str, mark: str | None, value: str) -> None:
    assert (read(text, WORDS, mark).form, read(text, WORDS, mark).value) == (Form.NUMBER, Decimal(value))


@pytest.mark.parametrize("text", ["1,2,3", "12.34.567", "1 73", "4/0", "±5", "1,,5", "12 34 56"])
def test_digits_that_are_no_number_are_not_made_one(text: str) -> None:
    reading = read(text, WORDS)
    assert reading.form is not Form.NUMBER
    assert reading.value is None


@pytest.mark.parametrize(("text", "places"), [("3,08 %", 2), ("84", 0), ("99,40", 2), ("1 733,0", 1), ("1.733,50", 2)])
def test_the_decimals_that_are_written_are_counted(text: str, places: int) -> None:
    assert read(text, WORDS).places == places


def test_white_space_and_minus_signs_are_made_alike() -> None:
    assert fold("  \u22121\u202f733\u00a0\n tkr\u200b ") == "-1 733 tkr"


SPACES = (" ", "\u00a0", "\u202f", "\u2009")
UNITS = {"": None, " tkr": "tkr", "tkr": "tkr", " st.": "st", " %": "%", "%": "%", " mnkr": "mnkr", " kr": "kr"}
MINUSES = ("-", "- ", "\u2212", "\u2212 ", "– ", "–", "\u2011")


def grouped(whole: int, space: str) -> str:
    return f"{whole:,}".replace(",", space)


@given(
    whole=st.integers(0, 10**15),
    decimals=st.one_of(st.just(""), st.from_regex(r"[0-9]{1,2}|[0-9]{4,6}", fullmatch=True)),
    space=st.sampled_from(SPACES),
    unit=st.sampled_from(sorted(UNITS)),
    spelling=st.sampled_from(["plus", "brackets", "trailing", *MINUSES]),
)
def test_a_swedish_number_reads_back_exactly(whole: int, decimals: str, space: str, unit: str, spelling: str) -> None:
    digits = grouped(whole, space) + ("," + decimals if decimals else "")
    size = Decimal(f"{whole}.{decimals}" if decimals else whole)
    if spelling == "brackets":
        text = f"({digits}){unit}"
    elif spelling == "trailing":
        text, unit = f"{digits}-", ""
    else:
        text = ("" if spelling == "plus" else spelling) + digits + unit
    reading = read(text, WORDS)
    assert (reading.form, reading.value, reading.unit) == (
        Form.NUMBER,
        size if spelling == "plus" else -size,
        UNITS[unit],
    )


@given(whole=st.integers(0, 10**9), thousandths=st.integers(0, 999), space=st.sampled_from(SPACES))
def test_three_decimals_need_a_group_of_thousands_or_the_column(whole: int, thousandths: int, space: str) -> None:
    text = f"{grouped(whole, space)},{thousandths:03}"
    exact = Decimal(f"{whole}.{thousandths:03}")
    assert read(text, WORDS, ",").value == exact
    undecided = 0 < whole < 1000
    assert read(text, WORDS).form is (Form.AMBIGUOUS if undecided else Form.NUMBER)
    assert exact in (read(text, WORDS).alternatives if undecided else (read(text, WORDS).value,))


def assert_total(text: str) -> None:
    for mark in (None, ",", "."):
        reading = read(text, WORDS, mark)
        has_value = reading.form in (Form.NUMBER, Form.ANSWER)
        assert (reading.value is not None) is has_value
        assert len(reading.alternatives) == (2 if reading.form is Form.AMBIGUOUS else 0)


@given(st.text(max_size=60))
def test_any_text_gives_a_reading(text: str) -> None:
    assert_total(text)


PIECES = [
    *("1", "733", "0", "99999999999999999999999999999", " ", "\u00a0", ",", ".", "-", "–", "±", "(", ")", "/"),
    *(" av ", ":", " tim ", " min", "K: ", "M: ", "T: ", "ca ", "%", " tkr", "●", "▲", "'", "=", "<", "ja"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_any_mixture_of_what_numbers_are_made_of_gives_a_reading(text: str) -> None:
    assert_total(text)


@pytest.mark.parametrize(
    "text",
    [
        "9" * 40,
        "9" * 5000,
        "9" * 5000 + " tim 20 min",
        "99999999999999999999999999 av 3",
        "9" * 5000 + "/3",
        "1" + ".000" * 500,
        "K: 1 T: " + "9" * 40,
        "1 (" * 300 + "2" + ")" * 300,
    ],
    ids=lambda text: f"{text[:12]}…{len(text)}",
)
def test_a_hostile_text_gives_a_reading(text: str) -> None:
    assert_total(text)


@pytest.mark.parametrize("digits", [28, 29, 30])
def test_a_long_number_is_exact_or_refused(digits: int) -> None:
    text = "-" + "123456789" * 4
    reading = read(text[: digits + 1], WORDS)
    assert reading.value in (None, Decimal(text[: digits + 1]))
