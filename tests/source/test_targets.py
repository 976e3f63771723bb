"""Targets as cells word them (appendix B), and which way is better where the target does not say (§ 1)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.core.model import Relation
from itnamnd_xl.policy.load import default_policy
from itnamnd_xl.source.lexicon import Lexicon
from itnamnd_xl.source.numbers import Form
from itnamnd_xl.source.targets import direction_of, read_target

POLICY = default_policy()
WORDS = Lexicon(POLICY).words
GE, LE, GT, LT = Relation.AT_LEAST, Relation.AT_MOST, Relation.ABOVE, Relation.BELOW

# (row of appendix B, text, relation, value, unit); a relation of None is left to the indicator's label
WORDED = [
    (7, "högst 20 st", LE, "20", "st"),
    (8, "Minska till 125 st", LE, "125", "st"),
    (8, "minska till 100 st", LE, "100", "st"),
    (9, "74 eller högre", GE, "74", None),
    (10, "7 %", None, "7", "%"),
    (11, "0 tkr", None, "0", "tkr"),
    (12, "20 st.", None, "20", "st"),
    (13, "1 100 st", None, "1100", "st"),
    (19, "Minst 72,3", GE, "72.3", None),
    (19, "Minst 69 000", GE, "69000", None),
    (19, "Minst 42 %", GE, "42", "%"),
    (20, "Minst index 41", GE, "41", "index"),
    (21, "Max 13,2 %", LE, "13.2", "%"),
    (50, "≥ 74", GE, "74", None),
    (50, ">= 74", GE, "74", None),
    (50, "=>74", GE, "74", None),
    (50, "74+", GE, "74", None),
    (50, "74 ≤", GE, "74", None),
    (51, "> 74", GT, "74", None),
    (51, "över 74", GT, "74", None),
    (51, "mer än 74", GT, "74", None),
    (51, "fler än 74", GT, "74", None),
    (52, "≤ 5,0 dagar", LE, "5.0", "dagar"),
    (52, "<= 5", LE, "5", None),
    (52, "max 5", LE, "5", None),
    (52, "högst 5", LE, "5", None),
    (52, "inte över 5", LE, "5", None),
    (53, "< 5", LT, "5", None),
    (53, "under 5", LT, "5", None),
    (53, "färre än 5", LT, "5", None),
    (53, "lägre än 5", LT, "5", None),
    (53, "mindre än 5", LT, "5", None),
    (54, "minst 80 %", GE, "80", "%"),
    (54, "lägst 80 %", GE, "80", "%"),
    (54, "80 % eller mer", GE, "80", "%"),
    (54, "från 80 %", GE, "80", "%"),
    (58, "4 av 5", None, "80", "%"),
    (58, "Minst 4 av 5", GE, "80", "%"),
    (64, "Öka till 90 %", GE, "90", "%"),
    (64, "MINST 90 %", GE, "90", "%"),
    (64, "från 70 till 80 %", GE, "80", "%"),
    (64, "minska från 30 till 20 st", LE, "20", "st"),
]


@pytest.mark.parametrize(("row", "text", "relation", "value", "unit"), WORDED)
def test_a_target_is_read_as_appendix_b_says(
    row: int, text: str, relation: Relation | None, value: str, unit: str | None
) -> None:
    target = read_target(text, WORDS, POLICY)
    assert (target.relation, target.value, target.unit, target.relative) == (
        relation,
        Decimal(value),
        unit,
        False,
    ), f"row {row}"


@pytest.mark.parametrize(("text", "value"), [("13 (anmälda våldsbrott)", 13), ("700 (Låg brottslighet)", 700)])
def test_words_in_brackets_leave_the_number_of_a_target_alone(text: str, value: int) -> None:  # rows 22, 23
    assert read_target(text, WORDS, POLICY).value == value


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("70–80 %", "70", "80", "%"),
        ("70-80", "70", "80", None),
        ("mellan 70 och 80", "70", "80", None),
        ("70 % - 80 %", "70", "80", "%"),
        ("1 000–1 100 st", "1000", "1100", "st"),
        ("6,5–7,5", "6.5", "7.5", None),
        ("50 ±5", "45", "55", None),
        ("50 ± 5 %", "45", "55", "%"),
    ],
)
def test_a_range_has_both_ends(text: str, low: str, high: str, unit: str | None) -> None:  # rows 55, 57
    target = read_target(text, WORDS, POLICY)
    assert (target.relation, target.value, target.upper, target.unit) == (
        Relation.BETWEEN,
        Decimal(low),
        Decimal(high),
        unit,
    )


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        *((text, GT) for text in ("Öka", "Ökning", "ska öka", "↑")),  # row 60
        *((text, LT) for text in ("Minska", "Sänka", "↓", "lägre än föregående år")),  # row 61
        *((text, None) for text in ("bibehålla", "behålla", "oförändrat", "→")),  # row 62
    ],
)
def test_a_target_may_be_last_years_value(text: str, relation: Relation | None) -> None:
    target = read_target(text, WORDS, POLICY)
    assert (target.relative, target.relation, target.value, target.change) == (
        True,
        relation,
        None,
        Decimal(0),
    )


@pytest.mark.parametrize(
    ("text", "relation", "change", "is_share"),
    [
        ("Öka med 5 %", GE, "0.05", True),
        ("+5 %", GE, "0.05", True),
        ("Minska med 10 %", LE, "-0.1", True),
        ("öka 2 procentenheter", GE, "2", False),
        ("öka med 3 %-enheter", GE, "3", False),
        ("minska 10 %", LE, "-0.1", True),
        ("ska öka med 5 %", GE, "0.05", True),
        ("Öka med minst 5 %", GE, "0.05", True),
        ("öka med 5 % från föregående år", GE, "0.05", True),
        ("öka med 5 % jämfört med 2022", GE, "0.05", True),
        ("öka med 5 ärenden", GE, "5", False),
    ],
)
def test_a_target_may_be_a_change_since_last_year(  # row 63
    text: str,
    relation: Relation,
    change: str,
    is_share: bool,
) -> None:
    target = read_target(text, WORDS, POLICY)
    assert (target.relative, target.relation, target.change, target.change_is_share) == (
        True,
        relation,
        Decimal(change),
        is_share,
    )


@pytest.mark.parametrize(
    ("text", "relation", "strict", "compared"),
    [
        ("bättre än riket", None, True, "riket"),
        ("över rikssnittet", GT, True, "riket"),
        ("lägre än länet", LT, True, "länet"),
        ("minst som riket", GE, False, "riket"),
        ("i nivå med liknande kommuner", None, False, "liknande kommuner"),
        ("bättre än snittet", None, True, "jämförelsen"),
    ],
)
def test_a_target_may_compare_with_others(  # row 65
    text: str,
    relation: Relation | None,
    strict: bool,
    compared: str,
) -> None:
    target = read_target(text, WORDS, POLICY)
    assert (target.relative, target.relation, target.strict, target.compared) == (True, relation, strict, compared)
    assert (target.value, target.refused) == (None, None)


@pytest.mark.parametrize(
    ("text", "limit", "unit"),
    [("topp 50", 50, None), ("bland de 50 bästa", 50, None), ("bland de 25 % bästa", 25, "%"), ("topp 25 %", 25, "%")],
)
def test_a_target_may_be_a_place_among_all(text: str, limit: int, unit: str | None) -> None:  # row 65
    target = read_target(text, WORDS, POLICY)
    assert (target.relation, target.value, target.unit, target.compared) == (
        LE,
        Decimal(limit),
        unit,
        "rangordning",
    )


@pytest.mark.parametrize(("text", "value"), [("Ja", 1), ("Nej", 0), ("Genomfört", 1)])
def test_a_target_may_be_an_answer(text: str, value: int) -> None:  # row 66
    target = read_target(text, WORDS, POLICY)
    assert (target.relation, target.value, target.unit) == (Relation.IS, Decimal(value), "ja/nej")


@pytest.mark.parametrize(
    ("text", "form"),
    [
        *((text, Form.UNREADABLE) for text in ("bättre än väntat", "topp", "bland de bästa", "öka 5 % av budget")),
        ("1.733", Form.AMBIGUOUS),  # row 37
        ("minst 31,402", Form.AMBIGUOUS),  # row 33
        ("i.u.", Form.MISSING),  # row 69
        ("-", Form.MISSING),
        ("80 % 2023, 90 % 2024", Form.SEVERAL),  # row 81
    ],
)
def test_a_target_that_cannot_be_told_is_refused(text: str, form: Form) -> None:
    target = read_target(text, WORDS, POLICY)
    assert target.refused is not None
    assert (target.refused.form, target.value, target.relation) == (form, None, None)


def test_the_column_settles_an_ambiguous_target() -> None:
    assert read_target("minst 31,402", WORDS, POLICY, ".").value == 31402
    assert read_target("minst 31,402", WORDS, POLICY, ",").value == Decimal("31.402")


@pytest.mark.parametrize(("text", "part"), [("högst 20 st", "högst"), ("74 eller högre", "eller högre")])
def test_a_worded_target_says_which_word_decided(text: str, part: str) -> None:
    assert f"”{part}”" in read_target(text, WORDS, POLICY).why


@pytest.mark.parametrize("text", ["ca 50", "drygt 50"])
def test_an_approximate_target_is_noted(text: str) -> None:  # row 56
    target = read_target(text, WORDS, POLICY)
    assert target.value == 50
    assert target.note


# § 1, the report worked through: label, target, relation, what decides, whether it is an assumption
REPORT = [
    ("Öka antalet återvunna/återbrukade datorer och serverutrustning", "1 100 st", GE, "Öka", False),
    ("Införa återvinning/återbruk för nya mobila enheter.", "50 st", GE, "Införa", False),
    ("Minska genomsnittlig ärendehanteringstid för incidenter", "högst 20 st", LE, "högst", False),
    ("Andel besvarade samtal % efter 20 respektive 60 sekunder.", "80%", GE, "andel besvarade", False),
    ("Tillgänglighet för servrar, accesspunkter", "99%", GE, "tillgänglighet", False),
    ("Värde Nöjd Kund Index (NKI)", "7st", GE, "index", False),
    ("Minska antalet pågående incidenter", "Minska till 125 st", LE, "minska till", False),
    ("Minska antalet pågående tjänsteförfrågan", "minska till 100 st", LE, "minska till", False),
    ("Minska antalet pågående förändringsärenden", "minska till 40 st", LE, "minska till", False),
    ("Nämnden ska styra objektet efter sin förvaltningsplan", "10", GE, "förval", True),
    ("Värde medarbetarundersökningen - Medarbetarengagemang (HME)", "74 eller högre", GE, "eller högre", False),
    ("Sjukfrånvaro", "7 %", LE, "sjukfrånvaro", False),
    ("Nämnderna och styrelsen håller sin budgetram", "0 tkr", GE, "budgetram", False),
    ("Antal e-tjänster för medborgare", "50 st.", GE, "förval", True),
    ("Antal e-tjänster för medarbetare", "20 st.", GE, "förval", True),
    ("Andel e-tjänster som per automatik återger ärendestatus", "50 %", GE, "förval", True),
]


@pytest.mark.parametrize(("label", "text", "relation", "part", "assumed"), REPORT, ids=[one[0] for one in REPORT])
def test_the_reports_targets_have_their_direction_and_its_reason(
    label: str,
    text: str,
    relation: Relation,
    part: str,
    assumed: bool,
) -> None:
    target = read_target(text, WORDS, POLICY)
    stated = (target.relation, target.why, False) if target.relation else None
    found = stated or direction_of(label, POLICY)
    assert (found[0], found[2]) == (relation, assumed)
    assert part in found[1]


@pytest.mark.parametrize(
    ("label", "relation", "assumed"),
    [
        ("Antal våldsbrott", LE, False),
        ("Genomsnittlig lösningstid", LE, False),
        ("Tid till första svar", LE, False),
        ("Väntetider i telefon", LE, False),
        ("Kostnad per användare", LE, False),
        ("Driftkostnader", LE, False),
        ("Oplanerade driftstopp", LE, False),
        ("Antal ärenden i kö", LE, False),
        ("Arbetslöshet", LE, False),
        ("Trafikolyckor", LE, False),
        ("Otrygghet i centrum", LE, False),
        ("Koldioxidutsläpp", LE, False),
        ("Låg sjukfrånvaro", LE, False),
        ("Sänkt energianvändning", LE, False),
        ("Minska andelen deltid", LE, False),
        ("Kundnöjdhet", GE, False),
        ("Budgetföljsamhet", GE, False),
        ("Hög tillgänglighet", GE, False),
        # The exemptions
        ("Medarbetare på heltid", GE, True),
        ("Medarbetare på deltid", GE, True),
        ("Meningsfull fritid", GE, True),
        ("Tro på sin framtid", GE, True),
        ("Ärenden lösta i tid", GE, True),
        ("Andel incidenter lösta vid första kontakten", GE, True),
        ("Andel med minskad sjukfrånvaro", GE, True),
        ("Antal medarbetare som har låg sjukfrånvaro", GE, True),
        ("Antal incidenter som lösts samma dag", GE, True),
        # Words that only look like one of the list
        ("Tidning i brevlådan", GE, True),
        ("Brottning för unga", GE, True),
        ("Ökentemperatur", GE, True),
    ],
)
def test_the_words_of_a_label_give_the_direction(label: str, relation: Relation, assumed: bool) -> None:
    found, why, is_assumed = direction_of(label, POLICY)
    assert (found, is_assumed) == (relation, assumed), why
    assert why


@given(st.text(max_size=60))
def test_any_text_gives_a_target_or_a_refusal(text: str) -> None:
    target = read_target(text, WORDS, POLICY)
    if target.refused is not None:
        assert (target.value, target.relation) == (None, None)
    else:
        assert target.relative or target.value is not None


PIECES = ["minst ", "öka ", "med ", "från ", "till ", "1", "20", "5000", " %", "-", "–", "±", "ca ", "≤", ">", " st"]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_any_mixture_of_target_words_gives_a_target_or_a_refusal(text: str) -> None:
    target = read_target(text, WORDS, POLICY)
    assert (target.refused is None) == (target.relative or target.value is not None)
    if target.upper is not None:
        assert target.value is not None
        assert target.value <= target.upper


@given(st.text(max_size=60))
def test_any_label_has_a_direction_and_a_reason(label: str) -> None:
    relation, why, _ = direction_of(label, POLICY)
    assert relation in (GE, LE)
    assert why
