"""Headers as boards write them: appendix A under every disguise, and nothing by mere likeness."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.policy.load import default_policy
from itnamnd_xl.source.headers import stem_of
from itnamnd_xl.source.lexicon import Lexicon
from itnamnd_xl.source.times import take_times

if TYPE_CHECKING:
    from collections.abc import Callable

POLICY = default_policy()
INDEX = Lexicon(POLICY).headers
EXACT = {stem_of(one) for listed in POLICY.synonyms.values() for one in listed}
NO_ACCENTS = str.maketrans("åäöéÅÄÖÉ", "aaoeAAOE")

DISGUISES: dict[str, Callable[[str], str]] = {
    "as it stands": str,
    "lower case": str.lower,
    "upper case": str.upper,
    "no accents": lambda text: text.translate(NO_ACCENTS),
    "no spaces": lambda text: text.replace(" ", ""),
    "broken over lines": lambda text: text.replace(" ", "\n"),
    "no-break spaces": lambda text: f"\u00a0{text} ".replace(" ", "\u00a0"),
    "year": lambda text: f"{text} 2023",
    "år and year": lambda text: f"{text} år 2023",
    "year glued": lambda text: f"{text}2023",
    "date": lambda text: f"{text} 2023-12-31",
    "unit in brackets": lambda text: f"{text} (tkr)",
    "i tkr": lambda text: f"{text} (i tkr)",
    "unit": lambda text: f"{text} tkr",
    "unit after a comma": lambda text: f"{text}, mnkr",
    "year and unit": lambda text: f"{text} 2023 (mnkr)",
    "full year": lambda text: f"{text} helår",
    "months": lambda text: f"{text} jan-okt 2023",
    "months without a year": lambda text: f"{text} jan–aug",
    "until": lambda text: f"{text} t.o.m. aug",
    "period code": lambda text: f"{text} 2308",
    "footnote": lambda text: f"{text} 1)",
    "raised footnote": lambda text: f"{text}¹",
    "asterisk": lambda text: f"{text}*",
}
# What is added would be part of these, or say it twice.
PERIODS = re.compile(
    r"helår|delår|perioden|jan–aug|\baug\b|t\.o\.m\.|31 dec|1 nov|\d/\d|^År$|^Per$|^Period$", re.IGNORECASE
)


def disguised(disguise: str, text: str) -> str | None:
    """Give a synonym in a disguise; None where the two do not go together."""
    if disguise in ("full year", "months", "months without a year", "until", "period code") and PERIODS.search(text):
        return None
    if disguise in ("year", "år and year", "date", "year and unit") and PERIODS.search(text):
        return None
    if disguise == "year glued" and (text[-1].isdigit() or PERIODS.search(text)):
        return None
    if text == "Prognos 1/2/3":
        # Three headers in one entry; each is tried by itself below.
        return None
    if disguise in ("år and year", "full year") and text.endswith("år"):
        return None
    if ("unit" in disguise or disguise == "i tkr") and "%" in text:
        return None
    changed = DISGUISES[disguise](text)
    # A longer synonym is known as itself: Avvikelse helår is no Avvikelse.
    return None if stem_of(changed) != stem_of(text) and stem_of(changed) in EXACT else changed


@pytest.mark.parametrize("disguise", DISGUISES)
@pytest.mark.parametrize("concept", POLICY.synonyms)
def test_every_synonym_has_its_concept_in_every_disguise(concept: str, disguise: str) -> None:
    tried = [text for one in POLICY.synonyms[concept] if (text := disguised(disguise, one))]
    lost = [text for text in tried if concept not in INDEX.header(text).concepts]
    assert not lost


def test_the_disguises_are_tried_on_most_synonyms() -> None:
    listed = [one for synonyms in POLICY.synonyms.values() for one in synonyms]
    assert len(listed) > 400
    for disguise in DISGUISES:
        assert sum(disguised(disguise, one) is not None for one in listed) > 0.9 * len(listed), disguise


# Spellings of appendix A that carry a year, a period or a unit, and spellings seen in § 4
@pytest.mark.parametrize(
    ("text", "concept", "year"),
    [
        ("B 2023", "budget", 2023),
        ("B23", "budget", 2023),
        ("BU 2023", "budget", 2023),
        ("Budget 2308", "budget", 2023),
        ("Budget jan–aug", "budget", None),
        ("Budget 2023", "budget", 2023),
        ("rev 2024", "revised_budget", 2024),
        ("Budget inkl. tilläggsanslag", "revised_budget", None),
        ("U 2023", "outcome", 2023),
        ("Utfall2013", "outcome", 2013),
        ("ACK UTFALL", "outcome", None),
        ("Ack 2308", "outcome", 2023),
        ("Utfall t.o.m. aug", "outcome", None),
        ("Utfall tom augusti 2023", "outcome", 2023),
        ("Utfall 2023-12-31", "outcome", 2023),
        ("BS 2023", "outcome", 2023),
        ("Bokslut 2023", "outcome", 2023),
        ("Budget-avvikelse", "deviation", None),
        ("Avv.", "deviation", None),
        ("Avvikelse (tkr)", "deviation", None),
        ("+/-", "deviation", None),
        ("±", "deviation", None),
        ("Resultat år 2023", "result", 2023),
        ("Resultat 2023", "result", 2023),
        ("Målvärde år 2023", "target", 2023),
        ("Mål (≥)", "target", None),
        ("Mål 2026", "target", 2026),
        ("Mål år 2023", "target", 2023),
        ("Når vi målet?", "status", None),
        ("Inv.", "population", None),
        ("Inv 1/11", "population", None),
        ("Inv 221231", "population", 2022),
        ("Folkmängd 2022-12-31", "population", 2022),
        ("Folkmängd 31 dec 2021", "population", 2021),
        ("Folkmängd 1 nov", "population", None),
        ("Fördelning %", "shares", None),
        ("Org.nr", "member_code", None),
        ("Prognos 1", "forecast", None),
        ("Prognos 2", "forecast", None),
        ("Prognos 3", "forecast", None),
        ("Ack utfall t.o.m. 2023", "accumulated", 2023),
        ("Högre/lägre bättre", "direction", None),
    ],
)
def test_a_header_gives_its_concept_and_year(text: str, concept: str, year: int | None) -> None:
    header = INDEX.header(text)
    assert concept in header.concepts
    assert header.year == year


@pytest.mark.parametrize("text", ["Debet", "Kredit", "Belopp", "Saldo", "Verifikation", "Vernr"])
def test_the_headers_of_a_ledger_are_known(text: str) -> None:
    assert INDEX.header(text).concepts & {"ledger", "outcome"}


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Folkmängd 2022-12-31", dt.date(2022, 12, 31)),
        ("Inv 221231", dt.date(2022, 12, 31)),
        ("Folkmängd 20211231", dt.date(2021, 12, 31)),
        ("Folkmängd 31 december 2021", dt.date(2021, 12, 31)),
        ("Befolkning 31/12 2021", dt.date(2021, 12, 31)),
        ("Folkmängd 1 nov 2022", dt.date(2022, 11, 1)),
        ("Befolkning 31/12", None),
        ("Folkmängd 2023-02-30", None),
    ],
)
def test_a_header_gives_its_date(text: str, date: dt.date | None) -> None:
    assert INDEX.header(text).date == date


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        *((f"Budget ({way})", "kr") for way in ("kr", "SEK", "kronor")),
        *((f"Budget ({way})", "tkr") for way in ("tkr", "Tkr", "kkr", "KSEK", "tusental kronor")),
        *((f"Budget, {way}", "mnkr") for way in ("mnkr", "mkr", "Mkr", "MSEK", "miljoner kronor")),
        *((f"Avvikelse {way}", "%") for way in ("%", "procent")),
        ("Avvikelse (procentenheter)", "procentenheter"),
        *((f"Resultat ({way})", way) for way in ("st", "index", "dagar", "tim", "min", "år")),
        ("Resultat (sek)", "sek"),
        ("Utfall [tkr] 2023", "tkr"),
        ("Utfall (i tkr)", "tkr"),
        ("Utfall 2023", None),
        ("Kommentar", None),
        ("Investering", None),
    ],
)
def test_a_header_gives_its_unit(text: str, unit: str | None) -> None:
    assert INDEX.header(text).unit == unit


@pytest.mark.parametrize(
    ("text", "interim", "full_year"),
    [
        ("Utfall jan–aug", True, False),
        ("Utfall t.o.m. aug", True, False),
        ("Utfall 2308", True, False),
        ("Utfall perioden", True, False),
        ("Utfall delår", True, False),
        ("Utfall jan–dec", False, True),
        ("Utfall helår", False, True),
        ("Utfall 2312", False, False),
        ("Utfall 2023", False, False),
    ],
)
def test_a_header_gives_its_period(text: str, interim: bool, full_year: bool) -> None:
    header = INDEX.header(text)
    assert (header.interim, header.full_year) == (interim, full_year)


@pytest.mark.parametrize("period", ["28-feb-23", "2308", "202308", "P8", "T2", "aug-23"])
def test_a_period_is_stripped_from_a_header_and_makes_it_interim(period: str) -> None:  # appendix B row 87
    header = INDEX.header(f"Utfall {period}")
    assert "outcome" in header.concepts
    assert header.interim or header.date == dt.date(2023, 2, 28)


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        ("Medle.", "member"),
        ("Budgetavv.", "deviation"),
        ("Kommentar till utf.", "comment"),
        ("Investeringsproj", "project"),
    ],
)
def test_a_cut_header_is_known_where_only_one_thing_is_meant(text: str, concept: str) -> None:
    assert concept in INDEX.header(text).concepts


@pytest.mark.parametrize("text", ["Bud.x", "Ut.", "Kom", "Kommen", "Bu dg", "Medl.", "Pola."])
def test_a_header_cut_too_short_is_not_guessed(text: str) -> None:
    assert not INDEX.header(text).concepts & (set(POLICY.synonyms))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Utfal", "Utfall"),
        ("Utafll", "Utfall"),
        ("Utfalll 2023", "Utfall"),
        ("Avvikelsse", "Avvikelse"),
        ("Indikatro", "Indikator"),
        ("Målvärd", "Målvärde"),
        ("Folkmängt", "Folkmängd"),
        ("Komentar", "Kommentar"),
        ("Budgt", "Budget"),
    ],
)
def test_a_near_miss_is_suggested_and_never_bound(text: str, meant: str) -> None:
    assert INDEX.header(text).concepts == frozenset()
    assert INDEX.suggest(text) == meant


@pytest.mark.parametrize("text", ["Utfall", "UTFALL 2023", "", "ab", "Zebrafink", "x" * 90, "12345"])
def test_what_is_known_or_far_off_is_not_suggested(text: str) -> None:
    assert INDEX.suggest(text) is None


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("Mål", {"goal", "target"}),
        ("Resultat", {"result", "outcome", "deviation"}),
        ("Utfall", {"result", "outcome"}),
        ("Måltal", {"indicator", "target"}),
        ("Ansvar", {"text", "unit_text", "responsible"}),
        ("Nämnd", {"text", "unit_text", "responsible"}),
        ("Konto", {"text", "account"}),
        ("Ack utfall", {"outcome", "accumulated", "to_date"}),
    ],
)
def test_a_header_of_two_minds_keeps_them_both(text: str, concepts: set[str]) -> None:
    assert INDEX.header(text).concepts == concepts


@pytest.mark.parametrize("text", ["Avvikelse %", "Förbrukning %", "Resultat andel", "Förändring"])
def test_shares_and_changes_are_no_amounts(text: str) -> None:
    header = INDEX.header(text)
    assert header.unit == "%" or header.concepts == {"not_an_amount"}


@pytest.mark.parametrize("text", ["Beslutad totalutgift", "Total budget", "Flerårsbudget"])
def test_budgets_of_many_years_are_not_the_years_budget(text: str) -> None:
    assert not INDEX.header(text).concepts & {"budget", "revised_budget", "original_budget"}


@pytest.mark.parametrize(
    ("text", "years", "rest"),
    [
        ("Budget 2023", (2023,), "Budget"),
        ("Utfall2013", (2013,), "Utfall"),
        ("Budget 2022 2023", (2022, 2023), "Budget"),
        ("Konto 12345", (), "Konto 12345"),
        ("N01951", (), "N01951"),
    ],
)
def test_years_are_taken_from_a_text(text: str, years: tuple[int, ...], rest: str) -> None:
    times = take_times(text)
    assert (times.years, times.rest) == (years, rest)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Budget-avvikelse", "budgetavvikelse"),
        ("Org.nr", "ORGNR"),
        ("MÅL", "mal"),
        ("Över-/underskott", "över/under skott"),
    ],
)
def test_stems_ignore_case_accents_dots_hyphens_and_spaces(first: str, second: str) -> None:
    assert stem_of(first) == stem_of(second)


def test_symbols_alone_have_a_stem_of_themselves() -> None:
    assert stem_of("+/-") == "+/-"
    assert stem_of("±") != stem_of("+/-")


@given(st.text(max_size=100))
def test_any_text_is_taken_apart(text: str) -> None:
    header = INDEX.header(text)
    assert header.concepts <= set(POLICY.synonyms)
    if INDEX.suggest(text) is not None:
        assert not header.concepts


@given(st.from_regex(r"(Utfall|Budget) ?[0-9]{1,9}[-/ ]?[0-9]{0,4}[-/ ]?[0-9]{0,3} ?(tkr|%)?", fullmatch=True))
def test_any_digits_after_a_header_are_taken_apart(text: str) -> None:
    header = INDEX.header(text)
    assert header.unit in (None, "tkr", "%")
    assert header.year is None or 1900 <= header.year <= 2099


@pytest.mark.parametrize(
    "text", ["Budget/elev", "Utfall/elev", "Kostnad/invånare", "Antal/anställd", "Nettokostnad/inv"]
)
def test_a_quotient_is_none_of_its_parts(text: str) -> None:
    assert INDEX.header(text).concepts == frozenset()


@pytest.mark.parametrize(
    ("text", "concept"), [("Indikator/mätetal", "indicator"), ("Folkmängd/invånare", "population")]
)
def test_two_names_of_one_thing_are_that(text: str, concept: str) -> None:
    assert concept in INDEX.header(text).concepts
