"""Keys as boards lay them out: rows, columns, lists, beside notes and totals; each with a twin that is wrong."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.app.test_layouts import codes, operating, shares, workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    Json = Callable[..., tuple[int, dict[str, Any]]]
    Rows = Sequence[Sequence[object]]

# 1 733 tkr short, as in the report; the contributions make the net outcome what is shared.
STATEMENT = operating(
    ["Driftbidrag", -40000, -40000, 0],
    ["Personalkostnader", 20000, 21000, -1000],
    ["Licenser", 20000, 20733, -733],
    ["Nettoresultat", 0, 1733, -1733],
)
D2021, D2022 = dt.date(2021, 12, 31), dt.date(2022, 12, 31)
NAMES = ("Lekeberg", "Laxå", "Askersund", "Hallsberg")
P2021, P2022 = (8603, 5582, 11534, 16196), (8756, 5576, 11497, 16290)
PUBLISHED = dict(zip(NAMES, (356, 231, 477, 669), strict=True))
SHARED_2022 = dict(zip(NAMES, (360, 230, 473, 670), strict=True))
IN_ROWS: Rows = [["Kommun", "Folkmängd 2021-12-31"], *zip(NAMES, P2021, strict=True)]


def case(
    folder: Path, as_json: Json, key: Rows, settings: Mapping[str, object] | None = None, drift: Rows = STATEMENT
) -> dict[str, Any]:
    """Check a workbook with a statement, a key, and settings by their Swedish names."""
    sheets = {"Drift": drift, "Nyckel": key}
    if settings:
        sheets["Inställningar"] = [["Inställning", "Värde"], *settings.items()]
    return as_json("check", workbook(folder, sheets))[1]


def said(found: dict[str, Any], code: str) -> list[str]:
    return [one["message"].replace("\u00a0", " ") for one in found["diagnostics"] if one["code"] == code]


def wrong(found: dict[str, Any]) -> set[str]:
    """The codes of errors and warnings."""
    return {one["code"] for one in found["diagnostics"] if one["severity"] != "note"}


def column(header: object, values: Sequence[object] = P2021, names: Sequence[object] = NAMES) -> Rows:
    return [["Kommun", header], *zip(names, values, strict=True)]


LAYOUTS: dict[str, Rows] = {
    "a column a date": [
        ["Kommun", "Folkmängd 2021-12-31", "Folkmängd 2022-12-31"],
        *zip(NAMES, P2021, P2022, strict=True),
    ],
    "dates alone": [["Kommun", "2021-12-31", "2022-12-31"], *zip(NAMES, P2021, P2022, strict=True)],
    "dates as dates": [["Kommun", D2021, D2022], *zip(NAMES, P2021, P2022, strict=True)],
    "years": [["Kommun", 2021, 2022], *zip(NAMES, P2021, P2022, strict=True)],
    "day before month": column("Folkmängd 31/12 2021"),
    "short": column("Inv 31/12 2021"),
    "members as columns": [[None, *NAMES], ["Folkmängd 2021-12-31", *P2021], ["Folkmängd 2022-12-31", *P2022]],
    "members as columns, with a total": [
        ["Folkmängd", *(f"{name} kommun" for name in NAMES), "Totalt"],
        ["2021-12-31", *P2021, sum(P2021)],
        ["2022-12-31", *P2022, sum(P2022)],
    ],
    "a long list": [
        ["Kommun", "Datum", "Folkmängd"],
        *((name, D2021, value) for name, value in zip(NAMES, P2021, strict=True)),
        *((name, D2022, value) for name, value in zip(NAMES, P2022, strict=True)),
    ],
    "codes beside names": [
        ["Kommunkod", "Kommun", "Folkmängd 2021"],
        *zip((1814, 1860, 1882, 1861), NAMES, P2021, strict=True),
    ],
    "codes alone": [["Kommunkod", "Folkmängd 2021"], *zip((1814, 1860, 1882, 1861), P2021, strict=True)],
    "codes as texts": column("Folkmängd 2021", names=("1814", "1860", "1882", "1861")),
    "codes and names in one": column(
        "Folkmängd 2021", names=("1814 Lekeberg", "Laxå (1860)", "1882 - Askersunds kommun", "Kommun 1861")
    ),
    "text numbers": column("Folkmängd 2021", ("8 603", "5\u00a0582", 11534, "16 196")),
    "spaces": column("Folkmängd 2021", names=("Lekebergs  kommun", " LAXÅ", "Askersunds\u00a0kommun", "hallsberg")),
    "a sum": [*IN_ROWS, ["Summa", sum(P2021)]],
    "a total and the county": [*IN_ROWS, ["Totalt", sum(P2021)], ["Örebro län", 306792], ["Riket", 10452326]],
    "the county first": [IN_ROWS[0], ["Riket", 10452326], ["Örebro län", 306792], *IN_ROWS[1:]],
    "the sum first": [IN_ROWS[0], ["Totalt", sum(P2021)], *IN_ROWS[1:]],
    "a sum of some": [*IN_ROWS[:3], ["Delsumma", 14185], *IN_ROWS[3:]],
    "a sum of some and one of all": [*IN_ROWS[:3], ["Delsumma", 14185], *IN_ROWS[3:], ["Summa", sum(P2021)]],
    "a mean below the sum": [*IN_ROWS, ["Summa", sum(P2021)], ["Medel per kommun", 10479]],
    "another table below": [*IN_ROWS, ["Summa", sum(P2021)], [], ["Lekeberg", 1], ["Laxå", 2]],
    "a note below": [*IN_ROWS, [], ["Källa: SCB, folkmängd 2021"]],
    "a note right below": [*IN_ROWS, ["Källa: SCB"], ["* Preliminära tal"]],
    "a title above": [["Folkmängd den 31 december 2021"], [], ["Kommun", "Antal invånare"], *IN_ROWS[1:]],
    "shares beside": [
        ["Kommun", "Invånare 2021", "Invånare 2022", "Andel %"],
        *zip(NAMES, P2021, P2022, (20.8, 13.2, 27.3, 38.7), strict=True),
    ],
    "shares of each year": [
        ["Kommun", "Invånare 2021", "Andel 2021", "Invånare 2022", "Andel 2022"],
        *zip(NAMES, P2021, ("20,5 %", "13,3 %", "27,5 %", "38,6 %"), P2022, ("20,8 %", "13,2 %", "27,3 %", "38,7 %"),
             strict=True),
    ],
    "users beside": [["Kommun", "Folkmängd 2021", "Antal användare"], *zip(NAMES, P2021, (5, 6, 7, 8), strict=True)],
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_key_is_read_however_it_is_laid_out(layout: str, tmp_path: Path, as_json: Json) -> None:
    found = case(tmp_path, as_json, LAYOUTS[layout])
    assert wrong(found) == set()
    assert shares(found) == PUBLISHED
    allocation = found["allocation"]
    assert (allocation["key"], allocation["key_date"]) == ("folkmängd", "2021-12-31")
    assert [one["key"] for one in allocation["shares"]] == list(P2021)


def test_a_key_below_a_statement_or_beside_it_is_read(tmp_path: Path, as_json: Json) -> None:
    below = workbook(tmp_path, {"Drift": [*STATEMENT, [], [], *IN_ROWS]}, "under.xlsx")
    rows = [list(row) + [None] * (5 - len(row)) for row in STATEMENT]
    for row, key in zip(rows[1:], IN_ROWS, strict=False):
        row += list(key)
    beside = workbook(tmp_path, {"Drift": rows}, "bredvid.xlsx")
    for path in (below, beside):
        found = as_json("check", path)[1]
        assert wrong(found) == set()
        assert shares(found) == PUBLISHED


TWINS: dict[str, tuple[Rows, str]] = {
    "two digits swapped": (column("Folkmängd 2021-12-31", (*P2021[:3], 16169)), "W622"),
    "another year's figure": (column("Folkmängd 2021-12-31", (8756, *P2021[1:])), "W622"),
    "another year's column": (column("Folkmängd 2021-12-31", P2022), "W623"),
    "a member twice": ([*IN_ROWS, ["1814", 8603]], "E614"),
    "a member twice in columns": (
        [[None, *NAMES, "Lekebergs kommun"], ["Folkmängd 2021-12-31", *P2021, 8603]],
        "E614",
    ),
    "a member without a value": (column("Folkmängd 2021-12-31", (8603, None, 11534, 16196)), "W613"),
    "a sum that is none": ([*IN_ROWS, ["Summa", sum(P2021) + 10]], "E501"),
    "a code of another": (
        [["Kommunkod", "Kommun", "Folkmängd 2021"], *zip((1814, 1814, 1882, 1861), NAMES, P2021, strict=True)],
        "W621",
    ),
    "shares that contradict": (
        [["Kommun", "Invånare 2021", "Andel %"], *zip(NAMES, P2021, (25, 25, 25, 25), strict=True)],
        "W630",
    ),
    "two keys for one date": (
        [
            ["Kommun", "Folkmängd 2021", "Invånare 2021-12-31"],
            *zip(NAMES, P2021, (8603, 5582, 11534, 16197), strict=True),
        ],
        "E612",
    ),
}


@pytest.mark.parametrize("twin", TWINS)
def test_a_key_with_one_thing_wrong_is_said(twin: str, tmp_path: Path, as_json: Json) -> None:
    key, code = TWINS[twin]
    assert code in wrong(case(tmp_path, as_json, key))


@pytest.mark.parametrize("place", [0, 2, 4])
def test_a_sum_that_is_wrong_is_said_wherever_it_can_be_checked(place: int, tmp_path: Path, as_json: Json) -> None:
    """One among the members is of nobody knows which of them."""
    key = [*IN_ROWS[: place + 1], ["Summa", 41000], *IN_ROWS[place + 1 :]]
    found = case(tmp_path, as_json, key)
    assert shares(found) == PUBLISHED
    assert ("E501" in wrong(found)) == (place != 2)


def test_shares_with_the_members_as_columns_are_a_key_where_they_are_a_whole(tmp_path: Path, as_json: Json) -> None:
    key: Rows = [[None, *NAMES], ["Andel", "20 %", "10 %", "30 %", "40 %"]]
    assert list(shares(case(tmp_path, as_json, key)).values()) == [347, 173, 520, 693]
    other: Rows = [[None, *NAMES], ["Andel", "80 %", "70 %", "90 %", "60 %"]]
    assert case(tmp_path, as_json, other)["allocation"] is None


def test_codes_that_might_be_years_are_codes_in_their_column(tmp_path: Path, as_json: Json) -> None:
    key: Rows = [["Kommunkod", "Folkmängd 2021"], [2023, 10000], [2026, 10400], [114, 16000]]
    assert list(shares(case(tmp_path, as_json, key))) == ["Malung-Sälen", "Gagnef", "Upplands Väsby"]
    other: Rows = [[None, "Folkmängd 2021"], [2023, 10000], [2026, 10400]]
    assert case(tmp_path, as_json, other)["allocation"] is None


def test_two_keys_without_dates_are_told_apart_by_their_figures(tmp_path: Path, as_json: Json) -> None:
    key: Rows = [["Kommun", "Invånare", "Invånare"], *zip(NAMES, P2021, P2022, strict=True)]
    assert shares(case(tmp_path, as_json, key)) == PUBLISHED
    made_up: Rows = [["Kommun", "Invånare", "Invånare"], *zip(NAMES, P2021, (1, 2, 3, 4), strict=True)]
    assert case(tmp_path, as_json, made_up)["allocation"] is None


def test_a_slip_is_said_and_the_workbook_s_figure_is_used(tmp_path: Path, as_json: Json) -> None:
    found = case(tmp_path, as_json, column("Folkmängd 2021-12-31", (*P2021[:3], 16169)))
    (message,) = said(found, "W622")
    assert "Hallsberg har 16 169 i nyckeln, men folkmängden 2021-12-31 är 16 196 enligt SCB." in message
    assert "två siffror har bytt plats" in message
    assert found["allocation"]["shares"][3]["key"] == 16169
    assert next(one["source"] for one in found["diagnostics"] if one["code"] == "W622") == "arbetsbok.xlsx!Nyckel!B5"


def test_a_key_without_a_date_has_the_date_of_its_figures(tmp_path: Path, as_json: Json) -> None:
    found = case(tmp_path, as_json, column("Antal invånare"))
    assert (found["allocation"]["key_date"], shares(found)) == ("2021-12-31", PUBLISHED)
    assert "stämmer med folkmängden 2021-12-31" in said(found, "N624")[0]


def test_a_key_without_a_date_is_not_taken_for_another_date_s(tmp_path: Path, as_json: Json) -> None:
    found = case(tmp_path, as_json, column("Antal invånare"), {"Nyckeldatum": "2022-12-31"})
    assert (found["allocation"], "E607" in codes(found)) == (None, True)


def test_made_up_figures_without_a_date_have_none(tmp_path: Path, as_json: Json) -> None:
    found = case(tmp_path, as_json, column("Antal invånare", (1, 2, 3, 4)))
    assert found["allocation"]["key_date"] is None
    assert not codes(found) & {"N624", "W622", "W623"}


@pytest.mark.parametrize(
    ("values", "amounts"),
    [
        (("25 %", "25 %", "25 %", "25 %"), (434, 433, 433, 433)),
        ((0.2, 0.1, 0.3, 0.4), (347, 173, 520, 693)),
        (("1/4", "1/4", "1/8", "3/8"), (433, 433, 217, 650)),
        ((20, 10, 30, 40), (347, 173, 520, 693)),
        ((2, 1, 3, 4), (347, 173, 520, 693)),
    ],
)
def test_shares_are_a_key_whatever_they_sum_to(
    values: Sequence[object], amounts: Sequence[int], tmp_path: Path, as_json: Json
) -> None:
    found = case(tmp_path, as_json, column("Andel", values))
    assert wrong(found) == set()
    assert (found["allocation"]["key"], tuple(shares(found).values())) == ("andel", amounts)


@pytest.mark.parametrize(
    ("header", "values", "total"),
    [
        ("Andel %", (20, 10, 30, 30), "90 %"),
        ("Andel", ("20 %", "10 %", "30 %", "43 %"), "103 %"),
        ("Fördelning %", ("33,3", "33,3", "33,3", "0,5"), "100,4 %"),
    ],
)
def test_shares_that_are_called_per_cent_and_are_no_whole_are_said(
    header: str, values: Sequence[object], total: str, tmp_path: Path, as_json: Json
) -> None:
    found = case(tmp_path, as_json, column(header, values))
    assert total in said(found, "W629")[0]
    assert sum(one["amount"] for one in found["allocation"]["shares"]) == 1733


def test_shares_that_rounding_keeps_from_a_whole_are_not_doubted(tmp_path: Path, as_json: Json) -> None:
    found = case(tmp_path, as_json, column("Andel %", ("33,3", "33,3", "33,3", "0,2")))
    assert not codes(found) & {"W629", "E501"}


USERS = (200, 100, 300, 400)
BOTH: Rows = [
    ["Kommun", "Folkmängd 2021-12-31", "Antal användare", "Antal datorer", "Antal licenser", "Andel %"],
    *zip(NAMES, P2021, USERS, (1, 1, 1, 1), (4, 3, 2, 1), (10, 20, 30, 40), strict=True),
]


@pytest.mark.parametrize(
    ("key", "name", "amounts"),
    [
        ("folkmängd", "folkmängd", (356, 231, 477, 669)),
        ("Antal invånare", "folkmängd", (356, 231, 477, 669)),
        ("användare", "användare", (347, 173, 520, 693)),
        ("Antal användare", "användare", (347, 173, 520, 693)),
        ("datorer", "datorer", (434, 433, 433, 433)),
        ("Licenser", "licenser", (693, 520, 347, 173)),
        ("andel", "andel", (173, 347, 520, 693)),
        ("lika", "lika", (434, 433, 433, 433)),
        ("Lika delar", "lika", (434, 433, 433, 433)),
        ("lika fördelning", "lika", (434, 433, 433, 433)),
        ("användare 50 %, andel 50 %", "användare 50 %, andel 50 %", (260, 260, 520, 693)),
        ("Folkmängd 100 %", "folkmängd", (356, 231, 477, 669)),
    ],
)
def test_the_key_that_is_stated_is_used(
    key: str, name: str, amounts: Sequence[int], tmp_path: Path, as_json: Json
) -> None:
    found = case(tmp_path, as_json, BOTH, {"Fördelningsnyckel": key})
    assert found["allocation"]["key"] == name
    assert tuple(shares(found).values()) == amounts
    assert next(one["value"] for one in found["settings"] if one["name"] == "key") == name


def test_a_mix_shows_each_member_s_weighed_share(tmp_path: Path, as_json: Json) -> None:
    found = case(tmp_path, as_json, BOTH, {"Fördelningsnyckel": "60 % användare och 40 % datorer"})
    allocation = found["allocation"]
    assert (allocation["key"], allocation["key_date"]) == ("användare 60 %, datorer 40 %", None)
    assert [one["key"] for one in allocation["shares"]] == [0.22, 0.16, 0.28, 0.34]
    assert [one["share"] for one in allocation["shares"]] == [0.22, 0.16, 0.28, 0.34]
    assert list(shares(found).values()) == [381, 278, 485, 589]
    assert "användare (60 %" in said(found, "N635")[0]


def test_a_mix_has_the_date_of_its_inhabitants_and_tells_the_other_dates(tmp_path: Path, as_json: Json) -> None:
    key: Rows = [
        ["Kommun", "Folkmängd 2021-12-31", "Folkmängd 2022-12-31", "Antal datorer"],
        *zip(NAMES, P2021, P2022, (1, 1, 1, 1), strict=True),
    ]
    found = case(tmp_path, as_json, key, {"Fördelningsnyckel": "folkmängd 60 %, datorer 40 %"})
    assert found["allocation"]["key_date"] == "2021-12-31"
    (note,) = said(found, "N604")
    assert "Nyckeln folkmängd 60 %, datorer 40 % (2021-12-31) används." in note
    assert "Med nyckeln folkmängd 60 %, datorer 40 % (2022-12-31) blir fördelningen Lekeberg 390 tkr" in note
    stated = {"Fördelningsnyckel": "folkmängd 60 %, datorer 40 %", "Nyckeldatum": "2022-12-31"}
    assert case(tmp_path, as_json, key, stated)["allocation"]["key_date"] == "2022-12-31"


def test_a_configuration_states_a_mix_as_a_table(tmp_path: Path, as_json: Json) -> None:
    config = tmp_path / "itnamnd.toml"
    config.write_text('[settings]\nkey = { "användare" = 0.5, andel = 0.5 }\n', "utf-8")
    found = case(tmp_path, as_json, BOTH)
    assert found["allocation"]["key"] == "användare 50 %, andel 50 %"
    config.write_text('[settings]\nkey = { value = { "användare" = 50, andel = 50 }, decided = "KF § 7" }\n', "utf-8")
    found = case(tmp_path, as_json, BOTH)
    assert tuple(shares(found).values()) == (260, 260, 520, 693)
    assert next(one["reference"] for one in found["settings"] if one["name"] == "key") == "KF § 7"
    config.write_text('[settings]\nkey = { "användare" = 0.5, andel = 0.4 }\n', "utf-8")
    assert "90 %" in said(case(tmp_path, as_json, BOTH), "E625")[0]


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("folkmängd 60 %, datorer 30 %", "E701"),
        ("folkmängd 2021", "E701"),
        ("folkmängd 60 %, skrivare 40 %", "E617"),
        ("skrivare", "E617"),
    ],
)
def test_a_key_that_cannot_be_used_shares_nothing(key: str, code: str, tmp_path: Path, as_json: Json) -> None:
    found = case(tmp_path, as_json, BOTH, {"Fördelningsnyckel": key})
    assert (found["allocation"], code in wrong(found)) == (None, True)


def test_a_member_that_one_part_of_a_mix_lacks_is_named(tmp_path: Path, as_json: Json) -> None:
    computers: Rows = [["Kommun", "Antal datorer"], ["Lekeberg", 10], ["Laxå", 10], ["Askersund", 10]]
    sheets: dict[str, Rows] = {
        "Drift": STATEMENT,
        "Nyckel": IN_ROWS,
        "Datorer": computers,
        "Inställningar": [["Fördelningsnyckel", "folkmängd 60 %, datorer 40 %"]],
    }
    found = as_json("check", workbook(tmp_path, sheets))[1]
    assert found["allocation"] is None
    assert "Hallsberg saknas i nyckeln datorer" in said(found, "E626")[0]
    sheets["Datorer"] = [*computers, ["Hallsbergs kommun", 10]]
    assert as_json("check", workbook(tmp_path, sheets))[1]["allocation"] is not None


def test_equal_shares_need_no_key_where_the_statement_names_the_members(tmp_path: Path, as_json: Json) -> None:
    rows = operating(
        *(["Driftbidrag " + name, -10000, -10000, 0] for name in NAMES),
        ["Personalkostnader", 40000, 41733, -1733],
        ["Nettoresultat", 0, 1733, -1733],
    )
    sheets: dict[str, Rows] = {"Drift": rows, "Inställningar": [["Fördelningsnyckel", "lika"]]}
    found = as_json("check", workbook(tmp_path, sheets))[1]
    assert shares(found) == dict(zip(NAMES, (434, 433, 433, 433), strict=True))
    assert "delas lika mellan Lekeberg, Laxå, Askersund och Hallsberg" in said(found, "N634")[0]


def test_equal_shares_among_members_that_differ_are_a_question(tmp_path: Path, as_json: Json) -> None:
    sheets: dict[str, Rows] = {
        "Drift": STATEMENT,
        "Nyckel": column("Folkmängd 2019-12-31"),
        "Datorer": [["Kommun", "Antal datorer"], ["Lekeberg", 10], ["Laxå", 10]],
        "Inställningar": [["Fördelningsnyckel", "lika"]],
    }
    found = as_json("check", workbook(tmp_path, sheets))[1]
    assert (found["allocation"], "E633" in wrong(found)) == (None, True)


@pytest.mark.parametrize(
    ("settings", "amounts"),
    [
        ({"Lägsta andel per medlem": "15 %"}, (349, 260, 467, 657)),
        ({"Lägsta andel per medlem": 0.15}, (349, 260, 467, 657)),
        ({"Lägsta belopp per medlem, kr": 260000}, (349, 260, 467, 657)),
        ({"Lägsta belopp per medlem, kr": "260 tkr"}, (349, 260, 467, 657)),
        ({"Lägsta belopp per medlem, kr": 400000, "Lägsta andel per medlem": "1 %"}, (400, 400, 400, 533)),
        ({"Lägsta belopp per medlem, kr": 1000}, (356, 231, 477, 669)),
    ],
)
def test_each_member_carries_the_least_that_is_stated(
    settings: Mapping[str, object], amounts: Sequence[int], tmp_path: Path, as_json: Json
) -> None:
    found = case(tmp_path, as_json, IN_ROWS, settings)
    assert tuple(shares(found).values()) == amounts
    assert [one["key"] for one in found["allocation"]["shares"]] == list(P2021)
    assert ("N628" in codes(found)) == (amounts[1] > 231)


def test_all_who_carry_the_least_are_named(tmp_path: Path, as_json: Json) -> None:
    """Lekeberg has 20.5 % by the key, and less than 20 % of it once Laxå has got its least."""
    found = case(tmp_path, as_json, IN_ROWS, {"Lägsta andel per medlem": "20 %"})
    assert tuple(shares(found).values()) == (347, 347, 432, 607)
    (one,) = said(found, "N628")
    assert ": Lekeberg och Laxå bär det lägsta som är angivet, 347 tkr vardera. Resten är fördelad enligt" in one


@pytest.mark.parametrize(
    ("settings", "code", "words"),
    [
        (
            {},
            "N605",
            (
                "används: det är det enda datumet som går att använda. Nyckeln är vald i arbetsboken; inget beslut är "
                "angivet."
            ),
        ),
        (
            {"Nyckeldatum": "2021-12-31"},
            "N606",
            "används. Nyckeln och datumet är valda i arbetsboken; inget beslut är angivet.",
        ),
    ],
)
def test_a_mix_has_its_date_in_brackets(
    settings: Mapping[str, object], code: str, words: str, tmp_path: Path, as_json: Json
) -> None:
    found = case(tmp_path, as_json, IN_ROWS, {"Fördelningsnyckel": "folkmängd 60 %, lika 40 %", **settings})
    (one,) = said(found, code)
    assert one.endswith(f": Nyckeln folkmängd 60 %, lika 40 % (2021-12-31) {words}")


NO_DECISION = "inget beslut är angivet."


@pytest.mark.parametrize(
    ("key", "day", "words"),
    [
        (
            ("folkmängd 60 %, användare 40 %", None),
            ("2022-12-31", "Avtalet § 7"),
            f"Datumet är valt enligt beslut (Avtalet § 7). Nyckeln är vald i arbetsboken; {NO_DECISION}",
        ),
        (
            ("folkmängd", "KF § 3"),
            ("2022-12-31", None),
            f"Datumet är valt i arbetsboken; {NO_DECISION} Nyckeln är vald enligt beslut (KF § 3).",
        ),
        (("folkmängd", "KF § 3"), None, "Nyckeln är vald enligt beslut (KF § 3). Datumet är verktygets förval."),
        (
            None,
            ("2022-12-31", "Avtalet § 7"),
            f"Datumet är valt enligt beslut (Avtalet § 7). Nyckeln är verktygets förval; {NO_DECISION}",
        ),
        (
            ("folkmängd", "KF § 3"),
            ("2022-12-31", "KF § 3"),
            "Nyckeln och datumet är valda enligt beslut (KF § 3).",
        ),
        (
            ("folkmängd", "KF § 3"),
            ("2022-12-31", "Avtalet § 7"),
            "Datumet är valt enligt beslut (Avtalet § 7). Nyckeln är vald enligt beslut (KF § 3).",
        ),
        (None, None, "används. Datumet är verktygets förval."),
    ],
)
def test_the_key_and_its_date_have_each_its_own_decision(
    key: tuple[str, str | None] | None,
    day: tuple[str, str | None] | None,
    words: str,
    tmp_path: Path,
    as_json: Json,
) -> None:
    stated = [[name, *one] for name, one in (("Fördelningsnyckel", key), ("Nyckeldatum", day)) if one]
    sheets: dict[str, Rows] = {
        "Drift": STATEMENT,
        "Nyckel": [
            ["Kommun", "Folkmängd 2021-12-31", "Folkmängd 2022-12-31", "Antal användare"],
            *zip(NAMES, P2021, P2022, (1, 1, 1, 1), strict=True),
        ],
        "Inställningar": [["Inställning", "Värde", "Beslut (§, dnr)"], *stated],
    }
    path = workbook(tmp_path, sheets)
    found = as_json("recalc", path)[1]
    (one,) = said(found, "N606" if day else "N604")
    assert words in one
    sheet = openpyxl.load_workbook(path, data_only=True)["Fördelning"]
    texts = [str(cell.value).replace("\u00a0", " ") for row in sheet.iter_rows() for cell in row if cell.value]
    assert any(words in text for text in texts)


def test_leasts_that_are_more_than_the_whole_share_nothing(tmp_path: Path, as_json: Json) -> None:
    found = case(tmp_path, as_json, IN_ROWS, {"Lägsta belopp per medlem, kr": 500000})
    assert found["allocation"] is None
    assert "4 medlemmar med minst 500 000 kr var är mer än det som ska fördelas, 1 733 tkr" in said(found, "E627")[0]


def test_the_sheet_shows_what_was_weighed_and_who_was_raised(tmp_path: Path, as_json: Json) -> None:
    stated = [["Fördelningsnyckel", "folkmängd 60 %, lika 40 %"], ["Lägsta andel per medlem", "20 %"]]
    path = workbook(tmp_path, {"Drift": STATEMENT, "Nyckel": IN_ROWS, "Inställningar": stated})
    assert as_json("recalc", path)[0] == 0
    sheet = openpyxl.load_workbook(path, data_only=True)["Fördelning"]
    rows = [row for row in sheet.iter_rows(values_only=True) if any(row)]
    working = next(i for i, row in enumerate(rows) if row[0] == "Så är det uträknat")
    rows = rows[:working]
    head = next(row for row in rows if row[0] == "Kommun")
    assert head[1] == "Folkmängd 60 %,\nlika 40 %\n(2021-12-31)"
    shown = {row[0]: row[1:5] for row in rows if row[0] in (*NAMES, "Summa")}
    assert [round(float(str(shown[name][0])), 4) for name in NAMES] == [0.2231, 0.1799, 0.2651, 0.3318]
    assert round(float(str(shown["Laxå"][1])), 6) == 0.200231
    assert [shown[name][3] for name in NAMES] == [377, 347, 448, 561]
    assert (shown["Summa"][0], shown["Summa"][3]) == (1, 1733)
    notes = " ".join(str(row[0]) for row in rows).replace("\u00a0", " ")
    assert "Nyckeln vägs samman av folkmängd 2021-12-31 (60 %, Nyckel!B1) och lika (40 %)." in notes
    assert "Laxå bär det lägsta som är angivet, 347 tkr." in notes


def test_what_is_understood_names_the_mix_that_is_used(
    tmp_path: Path, itnamnd: Callable[..., tuple[int, str, str]]
) -> None:
    stated = [["Fördelningsnyckel", "folkmängd 60 %, lika 40 %"]]
    path = workbook(tmp_path, {"Drift": STATEMENT, "Nyckel": IN_ROWS, "Inställningar": stated})
    text = " ".join(itnamnd("check", path)[1].split())
    assert "Folkmängd 60 %, lika 40 % (2021-12-31) används: Lekeberg 0,223149231" in text


BY_MEMBER = [["Driftbidrag " + name, -10000, -10000, 0] for name in NAMES]
NET: Rows = [["Personalkostnader", 40000, 41733, -1733], ["Nettoresultat", 0, 1733, -1733]]


def test_members_that_key_and_statement_have_in_common_are_no_matter(tmp_path: Path, as_json: Json) -> None:
    found = case(tmp_path, as_json, IN_ROWS, drift=operating(*BY_MEMBER, *NET))
    assert not codes(found) & {"W631", "W632"}


def test_a_member_of_the_key_without_a_contribution_is_named(tmp_path: Path, as_json: Json) -> None:
    found = case(tmp_path, as_json, [*IN_ROWS, ["Kumla", 22000]], drift=operating(*BY_MEMBER, *NET))
    assert "Kumla står i nyckeln" in said(found, "W631")[0]


def test_a_contribution_of_a_member_that_the_key_lacks_is_named(tmp_path: Path, as_json: Json) -> None:
    other = ["Driftbidrag Kumla kommun", 0, 0, 0]
    found = case(tmp_path, as_json, IN_ROWS, drift=operating(*BY_MEMBER, other, *NET))
    assert "Kumla står i redovisningen" in said(found, "W632")[0]


def test_a_project_of_a_municipality_that_the_key_lacks_is_named(tmp_path: Path, as_json: Json) -> None:
    head = ["Projekt", "Budget 2023", "Utfall 2023", "Avvikelse"]
    projects: Rows = [["Belopp i tkr"], head, *(["IT INVEST " + name.upper(), 5, 4, 1] for name in (*NAMES, "Kumla"))]
    travels: Rows = [["Resor Stockholm", 5, 4, 1], ["Resor Göteborg", 5, 4, 1]]
    path = workbook(tmp_path, {"Drift": STATEMENT, "Invest": [*projects, *travels], "Nyckel": IN_ROWS})
    found = as_json("check", path)[1]
    assert [line["member"] for line in found["investments"]["lines"]] == [*NAMES, "Kumla", None, None]
    assert ["Kumla" in one for one in said(found, "W632")] == [True]


def test_shares_that_are_asked_for_need_not_be_those_of_the_inhabitants(tmp_path: Path, as_json: Json) -> None:
    found = case(tmp_path, as_json, BOTH, {"Fördelningsnyckel": "andel"})
    assert wrong(found) == set()
    assert "W630" in wrong(case(tmp_path, as_json, BOTH))


@pytest.mark.parametrize(("values", "why"), [((0, 0, 0, 0), "alla värden är 0"), ((1, -1, 2, 3), "negativt")])
def test_a_part_of_a_mix_that_cannot_be_used_is_named(
    values: Sequence[object], why: str, tmp_path: Path, as_json: Json
) -> None:
    key: Rows = [["Kommun", "Folkmängd 2021", "Antal datorer"], *zip(NAMES, P2021, values, strict=True)]
    found = case(tmp_path, as_json, key, {"Fördelningsnyckel": "folkmängd 60 %, datorer 40 %"})
    assert found["allocation"] is None
    assert why in said(found, "E608")[0]
    assert next(one["source"] for one in found["diagnostics"] if one["code"] == "E608") == "arbetsbok.xlsx!Nyckel!C1"


def test_a_column_called_antal_is_no_share_of_the_inhabitants(tmp_path: Path, as_json: Json) -> None:
    key: Rows = [["Kommun", "Folkmängd 2021", "Antal"], *zip(NAMES, P2021, (20, 10, 30, 40), strict=True)]
    assert wrong(case(tmp_path, as_json, key)) == set()


def test_words_that_are_municipalities_too_are_rows(tmp_path: Path, as_json: Json) -> None:
    rows = operating(
        ["Driftbidrag", -300, -300, 0],
        ["Mark och vatten", 100, 110, -10],
        ["Hyra lokal Berg", 100, 110, -10],
        ["Vara i beredskap", 100, 110, -10],
        ["Nettoresultat", 0, 30, -30],
    )
    key: Rows = [["Kommun", "Folkmängd 2021-12-31"], ["Örebro", 10], ["Kumla", 5], ["Mark", 3]]
    found = case(tmp_path, as_json, key, drift=rows)
    assert [line["member"] for line in found["operating"]["lines"]] == [None] * 4


def test_projects_that_differ_by_municipality_are_the_members_without_a_key(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Projekt", "Budget 2023", "Utfall 2023", "Avvikelse"],
        ["IT INVEST ÖREBRO", 50, 40, 10],
        ["IT INVEST KUMLA", 50, 40, 10],
        ["IT INVEST GEMENSAMT", 50, 40, 10],
    ]
    found = as_json("check", workbook(tmp_path, {"Investeringar": rows}))[1]
    assert [line["member"] for line in found["investments"]["lines"]] == ["Örebro", "Kumla", None]


STAFF = (301, 80, 150, 210)


def test_a_count_of_something_else_is_no_share(tmp_path: Path, as_json: Json) -> None:
    """Antal alone may be any key; Antal anställda is none that is known, also where it happens to sum to 100."""
    for values in (STAFF, (22, 16, 28, 34)):
        found = case(tmp_path, as_json, column("Antal anställda", values))
        assert found["allocation"] is None
        assert "kolumnen ”Antal anställda” står bredvid medlemmar" in said(found, "N642")[0]
        beside: Rows = [[*row, one] for row, one in zip(IN_ROWS, ("Antal anställda", *values), strict=True)]
        found = case(tmp_path, as_json, beside)
        assert found["allocation"]["key"] == "folkmängd"
        assert "”Antal anställda” står bredvid medlemmar" in said(found, "N642")[0]
        assert (
            "(där finns folkmängd)" in said(case(tmp_path, as_json, beside, {"Fördelningsnyckel": "andel"}), "E617")[0]
        )


def test_a_count_becomes_a_key_as_the_message_says(tmp_path: Path, as_json: Json) -> None:
    beside: Rows = [[*row, one] for row, one in zip(IN_ROWS, ("Fördelningstal", *STAFF), strict=True)]
    found = case(tmp_path, as_json, beside, {"Fördelningsnyckel": "andel"})
    assert [one["key"] for one in found["allocation"]["shares"]] == list(STAFF)


def test_a_count_becomes_a_key_where_the_user_says_what_it_is(tmp_path: Path, as_json: Json) -> None:
    stated: Rows = [["Flik", "Rubrik", "Är"], ["Nyckel", "Antal anställda", "andel"]]
    sheets = {"Drift": STATEMENT, "Nyckel": column("Antal anställda", STAFF), "Inställningar": stated}
    found = as_json("check", workbook(tmp_path, sheets))[1]
    assert [one["key"] for one in found["allocation"]["shares"]] == list(STAFF)
    assert "N642" not in codes(found)


def test_a_share_of_something_else_is_said_to_be_no_key(tmp_path: Path, as_json: Json) -> None:
    found = case(tmp_path, as_json, column("Andel kvinnor", (0.5, 0.49, 0.51, 0.5)))
    assert found["allocation"] is None
    assert "”Andel kvinnor” står bredvid medlemmar" in said(found, "N642")[0]


@pytest.mark.parametrize("header", ["Antal användare", "Folkmängd"])
@pytest.mark.parametrize("values", [(120, 80, 150, 200), (1814, 80, 1860, 200)])
def test_a_value_that_is_some_members_code_is_a_value(
    header: str, values: Sequence[int], tmp_path: Path, as_json: Json
) -> None:
    """0120 is Värmdö, 1814 Lekeberg: a first row of a member and such a number is no header of members."""
    found = case(tmp_path, as_json, column(header, values))
    assert [one["key"] for one in found["allocation"]["shares"]] == list(values)


def test_what_is_counted_by_the_head_is_no_key(tmp_path: Path, as_json: Json) -> None:
    assert case(tmp_path, as_json, column("Kostnad/invånare", STAFF))["allocation"] is None
