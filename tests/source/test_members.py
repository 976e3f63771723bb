"""Members by name and code."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.policy.load import default_policy
from itnamnd_xl.source.lexicon import Lexicon
from itnamnd_xl.source.members import LONGEST_SEEN, Members
from itnamnd_xl.source.register import Known, Register

MEMBERS = Members(Register(Known((("Lekeberg", "1814"), ("Laxå", "1860")), after=("kommun",))), ("Degerfors",))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lekebergs kommun", "Lekeberg"),
        ("LEKEBERG", "Lekeberg"),
        ("1814", "Lekeberg"),
        ("1814 Lekeberg", "Lekeberg"),
        ("Laxå (värd)", "Laxå"),
        ("degerfors", "Degerfors"),
        ("Nyköping", "Nyköping"),
        ("1814 50", "1814 50"),
    ],
)
def test_a_member_is_known_by_any_of_its_names(text: str, name: str) -> None:
    assert MEMBERS.named(text) == name


def test_a_text_too_long_to_be_remembered_is_read_alike() -> None:
    assert MEMBERS.named("1814" + " " * LONGEST_SEEN) == "Lekeberg"


def test_members_that_are_none_of_the_policy_s_are_not_listed() -> None:
    assert [MEMBERS.header(text) for text in ("LAXÅ", "Lekebergs kommun", "Degerfors")] == ["Laxå", "Lekeberg", None]
    assert MEMBERS.within("IT INVEST DEGERFORS") == "Degerfors"
    assert MEMBERS.are_same("Nyköping", "Nyköpings kommun")


@pytest.fixture(scope="module")
def members() -> Members:
    return Lexicon(default_policy()).members


def spellings(code: str, name: str) -> list[str]:
    """Every way in which a cell may name a municipality."""
    genitive = name if name[-1] in "sxz" else f"{name}s"
    return [
        name,
        name.upper(),
        name.lower(),
        f"{name} kommun",
        f"{genitive} kommun",
        f"{genitive}  kommun",
        f"{genitive}\u00a0kommun",
        f"{genitive}kommun",
        f"{genitive.upper()} KOMMUN",
        f"{genitive} stad",
        f"{genitive} Kommuns",
        genitive,
        f"Kommunen {name}",
        f"Kommun: {name}",
        code,
        f"{code} {name}",
        f"{code}{name}",
        f"{code} - {name}",
        f"{code}, {genitive} kommun",
        f"{name} ({code})",
        f"{genitive} kommun ({code})",
        f"{name} (värd)",
        f"  {name} ",
        unicodedata.normalize("NFD", name),
    ]


def test_every_municipality_is_known_in_every_spelling(members: Members) -> None:
    wrong = [
        (text, name)
        for code, name in default_policy().municipalities.items()
        for text in spellings(code, name)
        if members.named(text) != name
    ]
    assert wrong == []


def test_every_municipality_may_head_a_column(members: Members) -> None:
    names = list(default_policy().municipalities.values())
    assert [members.header(f"{name.upper()} kommun") for name in names] == names
    assert members.header("Kommentar") is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kommun 1814", "Lekeberg"),
        ("Kommunkod 1814", "Lekeberg"),
        ("Lekeberg 1814", "Lekeberg"),
        ("Lekeberg, 1814", "Lekeberg"),
        ("1814 Lekeb.", "Lekeberg"),
        ("Region Gotland", "Gotland"),
        ("Gotlands kommun", "Gotland"),
        ("Falu kommun", "Falun"),
        ("Stockholms stad", "Stockholm"),
        ("Malmö stad", "Malmö"),
        ("Göteborgs Stad", "Göteborg"),
        ("Borås Stad", "Borås"),
        ("Vaxholms stad", "Vaxholm"),
        ("Halmstad", "Halmstad"),
        ("Halmstads stad", "Halmstad"),
        ("Upplands-Väsby kommun", "Upplands Väsby"),
        ("Upplands Bro", "Upplands-Bro"),
        ("Dals Eds kommun", "Dals-Ed"),
        ("Habo", "Habo"),
        ("HÅBO", "Håbo"),
        ("Laxa", "Laxå"),
        ("Lekeberg 2021", "Lekeberg"),
        ("180", "Stockholm"),
    ],
)
def test_a_municipality_is_known_as_boards_write_it(text: str, name: str, members: Members) -> None:
    assert members.named(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "Sydnärkes kommunalförbund",
        "Region Örebro län",
        "Region Stockholm",
        "Gemensamt",
        "Sydnärkes IT-nämnd",
        "Lekebergs Bostäder AB",
        "1814 12",
        "17",
        "",
    ],
)
def test_what_is_no_municipality_is_kept_as_it_stands(text: str, members: Members) -> None:
    assert members.named(text) == text
    assert not members.is_known(text)


def test_a_company_with_a_code_is_not_the_municipality_of_the_code(members: Members) -> None:
    assert members.named("1814 Fiberbolaget") == "Fiberbolaget"
    assert not members.is_known("1814 Fiberbolaget")


def test_a_year_is_no_member(members: Members) -> None:
    assert not any(members.is_known(str(year)) for year in range(2000, 2040))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1814 Laxå", ("Laxå", "1814", "Lekeberg")),
        ("Laxå (1814)", ("Laxå", "1814", "Lekeberg")),
        ("1860 Laxå", None),
        ("Laxå 2021", None),
        ("1814 Fiberbolaget", None),
        ("9999 Laxå", None),
    ],
)
def test_a_name_and_a_code_of_two_municipalities_are_found_out(
    text: str, found: tuple[str, str, str] | None, members: Members
) -> None:
    assert members.contradicted(text) == found


ROWS = [
    "Mark och vatten",
    "Hyra lokal Berg",
    "Vara i beredskap",
    "Ale och lund",
    "Köping av licenser",
    "Boden på gården",
    "Konferens Stockholm",
    "Resor Göteborg",
    "Åre, personalresa",
    "Salabelysning",
    "Markarbeten",
    "Hjo",
    "Kommunbidrag",
    "Stad och land",
    "4010 Berg",
]


@pytest.mark.parametrize("label", ROWS)
def test_a_word_in_a_label_makes_no_member_of_a_row(label: str, members: Members) -> None:
    assert members.within(label) is None


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("IT INVEST LEKEBERG", "Lekeberg"),
        ("Hyra Marks kommun", "Mark"),
        ("Bidrag, Vara kommun", "Vara"),
        ("Stockholms stad, licenser", "Stockholm"),
        ("Östra Göinge kommun, datorer", "Östra Göinge"),
        ("Dals-Eds kommun", "Dals-Ed"),
        ("1280 Malmö", "Malmö"),
        ("Datorer Region Gotland", "Gotland"),
        ("Hyra Lekebergskommun", "Lekeberg"),
        ("Hyra 1280Malmö", "Malmö"),
        ("Håbo kommun", "Håbo"),
        ("Habo kommun", "Habo"),
    ],
)
def test_a_member_is_sure_beside_kommun_or_its_code(label: str, name: str, members: Members) -> None:
    assert members.within(label) == name


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("IT INVEST MARK", "Mark"),
        ("IT INVEST ÖREBRO", "Örebro"),
        ("Örebros andel", "Örebro"),
        ("Licenser Östra Göinge, nya", "Östra Göinge"),
        ("Drift Sydnärkes kommunalförbund", "Sydnärkes kommunalförbund"),
        ("Mark och vatten", None),
        ("Resor Göteborg", None),
    ],
)
def test_the_members_of_the_keys_are_known_in_labels(label: str, name: str | None) -> None:
    others = ("Mark", "Örebro", "Östra Göinge", "Sydnärkes kommunalförbund")
    assert Lexicon(default_policy(), others).member_in(label) == name


def test_names_by_which_labels_differ_are_members(members: Members) -> None:
    labels = ["IT INVEST ÖREBRO", "IT INVEST KUMLA", "IT INVEST. GEMENSAMT", "Resor Stockholm", "Mark", "Vara"]
    assert members.in_series(labels) == ("Örebro", "Kumla")
    assert members.in_series(labels[:1]) == ()


@given(st.text(max_size=120))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    members = Lexicon(default_policy()).members
    members.named(text)
    members.contradicted(text)
    assert members.within(text) in (None, *default_policy().municipalities.values())
    assert members.in_series([text]) == ()


def test_there_are_290_municipalities_with_codes_of_their_own() -> None:
    """The counties' codes are SCB's; 02, 11, 15 and 16 are those of counties that are no more."""
    policy = default_policy()
    counties = {"01", *(f"{n:02}" for n in range(3, 11)), *(f"{n}" for n in (12, 13, 14, *range(17, 26)))}
    assert len(policy.municipalities) == len(set(policy.municipalities.values())) == 290
    assert all(re.fullmatch(r"\d{4}", code) for code in policy.municipalities)
    assert {code[:2] for code in policy.municipalities} == counties
    assert list(policy.municipalities) == sorted(policy.municipalities)
    report = {"1814": "Lekeberg", "1860": "Laxå", "1861": "Hallsberg", "1882": "Askersund"}
    assert {code: policy.municipalities[code] for code in report} == report
    assert {name: code for code, name in report.items()} == policy.members


def test_no_spelling_names_two_municipalities_but_for_homonyms() -> None:
    register = Register(Known(municipalities=tuple(default_policy().municipalities.items())))
    assert {names for names in register.listed.values() if len(names) > 1} == {("Habo", "Håbo")}


def test_the_words_that_are_names_too_are_municipalities() -> None:
    policy = default_policy()
    assert set(policy.words.members.ambiguous) <= set(policy.municipalities.values())
    assert set(policy.municipality_spellings.values()) <= set(policy.municipalities)
    assert {code for known in policy.population.values() for code in known} <= set(policy.municipalities)
