"""Allocation keys of other boards: many members, several dates, shares, codes, lists; each with a twin gone wrong."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from tests.any_board.building import (
    Json,
    Look,
    Rows,
    Sheet,
    changed,
    codes,
    errors,
    hamilton,
    said,
    save,
    shares,
    weights,
    whole,
)

# Real municipalities with their codes. The inhabitants at the end of 2020, 2021 and 2022 are DOMAIN.md's for Askersund,
# Hallsberg, Laxå and Lekeberg, and made up for the others.
MEMBERS: dict[str, tuple[int, int, int]] = {
    "Askersund": (11_471, 11_534, 11_497),
    "Hallsberg": (15_990, 16_196, 16_290),
    "Hällefors": (6_903, 6_858, 6_811),
    "Kumla": (21_905, 22_094, 22_311),
    "Laxå": (5_659, 5_582, 5_576),
    "Lekeberg": (8_472, 8_603, 8_756),
    "Lindesberg": (23_601, 23_577, 23_644),
    "Ljusnarsberg": (4_711, 4_690, 4_655),
    "Nora": (10_611, 10_677, 10_702),
    "Örebro": (156_381, 157_206, 158_057),
}
CODES = (1882, 1861, 1863, 1881, 1860, 1814, 1885, 1864, 1884, 1880)
AT_2021 = {name: values[1] for name, values in MEMBERS.items()}


def statement(net: int = -1_204) -> Rows:
    return [
        ["Driftredovisning 2023, tkr"],
        ["Verksamhet", "Budget 2023", "Utfall 2023", "Avvikelse"],
        ["Utryckning", -90_000, -90_000 + net - 96, net - 96],
        ["Förebyggande", -10_000, -9_904, 96],
        ["Summa", -100_000, -100_000 + net, net],
    ]


def _run(as_json: Json, folder: Path, key: Rows | Sheet, **more: Any) -> tuple[int, dict[str, Any]]:
    return as_json("check", save(folder, {"Drift": statement(), "Nyckel": key, **more}))


def _holds(status: int, found: dict[str, Any], expected: dict[str, int] | None = None, amount: int = 1_204) -> None:
    assert (status, errors(found)) == (0, [])
    assert (found["allocation"]["amount"], found["allocation"]["kind"]) == (amount, "deficit")
    expected = expected or AT_2021
    assert weights(found) == expected
    assert shares(found) == hamilton(amount, expected)
    assert sum(shares(found).values()) == amount


# Ten members, three dates side by side, a sum below, codes in front


def wide() -> Rows:
    sums = [sum(values[place] for values in MEMBERS.values()) for place in range(3)]
    return [
        ["Folkmängd i förbundets medlemskommuner"],
        ["Källa: SCB"],
        [],
        ["Kod", "Kommun", "2020-12-31", "2021-12-31", "2022-12-31"],
        *([code, name, *values] for code, (name, values) in zip(CODES, MEMBERS.items(), strict=True)),
        [None, "Summa", *sums],
    ]


def test_ten_members_and_three_dates(tmp_path: Path, as_json: Json) -> None:
    status, found = _run(as_json, tmp_path, wide())
    _holds(status, found)
    assert found["allocation"]["key_date"] == "2021-12-31"
    assert list(shares(found)) == list(MEMBERS)


def test_a_stated_key_date_outranks_the_default(tmp_path: Path, as_json: Json) -> None:
    settings: Rows = [["Inställning", "Värde"], ["Nyckeldatum", dt.date(2022, 12, 31)]]
    status, found = _run(as_json, tmp_path, wide(), Inställningar=settings)
    _holds(status, found, {name: values[2] for name, values in MEMBERS.items()})
    assert found["allocation"]["key_date"] == "2022-12-31"


def test_a_swapped_digit_shows_in_the_keys_sum(tmp_path: Path, as_json: Json) -> None:
    status, found = _run(as_json, tmp_path, changed(wide(), D8=22_904))
    assert status == 1
    assert said(found, "error", "Nyckel!D15")


def test_a_member_without_a_value_stops_the_sharing(tmp_path: Path, as_json: Json) -> None:
    found = _run(as_json, tmp_path, changed(wide(), D9=None))[1]
    assert found["allocation"] is None
    assert said(found, "warning", "Nyckel!D9") or said(found, "error", "Nyckel!D9")


def test_a_member_twice_stops_the_sharing(tmp_path: Path, as_json: Json) -> None:
    status, found = _run(as_json, tmp_path, changed(wide(), B9="Kumla kommun"))
    assert (status, found["allocation"]) == (1, None)
    assert "E614" in codes(found)


def test_several_dates_and_none_that_is_meant_are_asked_about(tmp_path: Path, as_json: Json) -> None:
    rows = changed(wide(), C4="2018-12-31", D4="2019-12-31", E4="2020-12-31")
    status, found = _run(as_json, tmp_path, rows)
    assert (status, found["allocation"]) == (1, None)
    assert "E601" in codes(found)


# Other layouts of the same


def test_a_table_as_the_statistics_are_fetched(tmp_path: Path, as_json: Json) -> None:
    """Code and name in one cell, a bare year above each column, a header of one word that is no member's."""
    rows: Rows = [
        ["Folkmängd efter region och år"],
        [],
        ["region", "2020", "2021", "2022"],
        *([f"{code} {name}", *values] for code, (name, values) in zip(CODES, MEMBERS.items(), strict=True)),
        [],
        ["Folkmängden avser förhållandena den 31 december."],
        ["Senaste uppdatering:"],
        ["20230222 08:00"],
    ]
    status, found = _run(as_json, tmp_path, rows)
    _holds(status, found)
    assert found["allocation"]["key_date"] == "2021-12-31"


def test_members_in_any_spelling(tmp_path: Path, as_json: Json) -> None:
    spelled = [f"{name}s kommun" if name[-1] not in "sxå" else f"{name} kommun" for name in MEMBERS]
    rows: Rows = [
        ["Medlem", "Antal inv 211231"],
        *([name, value] for name, value in zip(spelled, AT_2021.values(), strict=True)),
    ]
    status, found = _run(as_json, tmp_path, rows)
    assert (status, errors(found)) == (0, [])
    assert list(shares(found).values()) == list(hamilton(1_204, AT_2021).values())
    named = [name.removesuffix(" kommun").removesuffix("s") for name in shares(found)]
    assert named == [name.removesuffix("s") for name in MEMBERS]
    assert found["allocation"]["key_date"] == "2021-12-31"


def test_members_as_columns(tmp_path: Path, as_json: Json) -> None:
    names = ["Askersund", "Hallsberg", "Laxå", "Lekeberg"]
    rows: Rows = [
        ["Folkmängd", *names],
        ["2020-12-31", *(MEMBERS[name][0] for name in names)],
        ["2021-12-31", *(MEMBERS[name][1] for name in names)],
        ["2022-12-31", *(MEMBERS[name][2] for name in names)],
    ]
    status, found = _run(as_json, tmp_path, rows)
    _holds(status, found, {name: AT_2021[name] for name in names})


def test_members_of_other_parts_of_the_country_as_columns(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Folkmängd", "Gnesta", "Trosa", "Nyköping"], ["2021-12-31", 11_411, 14_502, 57_603]]
    status, found = _run(as_json, tmp_path, rows)
    _holds(status, found, {"Gnesta": 11_411, "Trosa": 14_502, "Nyköping": 57_603})


def test_a_list_with_a_row_for_each_member_and_year(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Kommun", "År", "Invånare totalt, antal"]]
    rows += [[name, 2020 + place, value] for name, values in MEMBERS.items() for place, value in enumerate(values)]
    status, found = _run(as_json, tmp_path, rows)
    _holds(status, found)


def test_a_date_in_the_line_above(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Invånarantal per den 31 december 2021"], [], ["Kommun", "Antal"], *map(list, AT_2021.items())]
    status, found = _run(as_json, tmp_path, rows)
    _holds(status, found)
    assert found["allocation"]["key_date"] == "2021-12-31"


def test_numbers_of_inhabitants_as_text(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Kommun", "Befolkning 31/12 2021"]]
    rows += [[name, f"{value:,}".replace(",", "\N{NO-BREAK SPACE}")] for name, value in AT_2021.items()]
    status, found = _run(as_json, tmp_path, rows)
    _holds(status, found)


def test_a_number_of_inhabitants_with_a_point_is_never_a_fraction(tmp_path: Path, as_json: Json) -> None:
    """Where every cell has three digits after its point, the column tells, or it is asked about."""
    rows: Rows = [["Kommun", "Folkmängd 2021-12-31"]]
    rows += [[name, f"{value / 1000:.3f}"] for name, value in AT_2021.items()]
    status, found = _run(as_json, tmp_path, rows)
    if found["allocation"] is None:
        assert status == 1
        assert said(found, "error", "Nyckel!B2")
    else:
        _holds(status, found)


AT_THREE = {"Lekeberg": 8_603, "Laxå": 5_582, "Askersund": 11_534}
YEARS = {"Lekeberg": (8_472, 8_603, 8_756), "Laxå": (5_659, 5_582, 5_576), "Askersund": (11_471, 11_534, 11_497)}


def as_fetched() -> Rows:
    rows: Rows = [["Kommun", "Kommun-ID", "Nyckeltal", "2020", "2021", "2022"]]
    codes_of = ("1814", "1860", "1882")
    for code, (name, values) in zip(codes_of, YEARS.items(), strict=True):
        rows.append([name, code, "Invånare totalt, antal", *values])
    return rows


def test_a_table_of_inhabitants_as_kolada_gives_it(tmp_path: Path, as_json: Json) -> None:
    status, found = _run(as_json, tmp_path, as_fetched())
    _holds(status, found, AT_THREE)
    assert found["attainment"] is None


def test_a_table_of_another_figure_from_kolada_is_no_key(tmp_path: Path, as_json: Json) -> None:
    rows = [[*row[:2], "Nettokostnad äldreomsorg, kr/inv", *row[3:]] for row in as_fetched()[1:]]
    found = _run(as_json, tmp_path, [as_fetched()[0], *rows])[1]
    assert found["allocation"] is None


@pytest.mark.parametrize("header", ["Område", "Ort", "region", "Folkmängd"])
def test_known_members_under_any_header(header: str, tmp_path: Path, as_json: Json) -> None:
    named = "" if header == "Folkmängd" else "Folkmängd "
    rows: Rows = [[header, *(f"{named}{year}" for year in (2020, 2021, 2022))]]
    rows += [[name, *values] for name, values in YEARS.items()]
    status, found = _run(as_json, tmp_path, rows)
    _holds(status, found, AT_THREE)


@pytest.mark.parametrize("header", ["region", "Kommun"])
def test_money_by_member_and_year_is_no_key(header: str, tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Nettokostnad per kommun, tkr"], [], [header, 2020, 2021, 2022]]
    rows += [[name, *values] for name, values in YEARS.items()]
    path = save(tmp_path, {"Drift": statement(), "Blad2": rows})
    assert as_json("check", path)[1]["allocation"] is None


def test_inhabitants_beside_births_and_deaths(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Folkmängd kvartal 4 2021"],
        ["Kommun", "Folkmängd", "Folkökning", "Födda", "Döda"],
        ["1814 Lekeberg", 8_603, 131, 80, 90],
        ["1860 Laxå", 5_582, -77, 40, 60],
        ["1882 Askersund", 11_534, 63, 90, 120],
    ]
    status, found = _run(as_json, tmp_path, rows)
    _holds(status, found, AT_THREE)
    assert found["allocation"]["key_date"] == "2021-12-31"


@pytest.mark.parametrize("names", [(1814, 1860, 1882), ("1814", "1860", "1882")])
def test_codes_as_the_headers_of_columns(names: tuple[object, ...], tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [[None, *names], ["Folkmängd 2021-12-31", *AT_THREE.values()]]
    status, found = _run(as_json, tmp_path, rows)
    _holds(status, found, AT_THREE)


def test_years_as_the_headers_of_columns_are_no_codes(tmp_path: Path, as_json: Json) -> None:
    """2021 and 2023 are the codes of Vansbro and Malung-Sälen, too."""
    rows: Rows = [[None, 2021, 2023], ["Folkmängd", 8_603, 8_606]]
    assert _run(as_json, tmp_path, rows)[1]["allocation"] is None


def test_footnotes_in_a_key_of_names_that_are_not_known(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Part", "Invånare 2021-12-31"], ["Förbund A 1)", 300], ["Förbund B*", 100], ["* Värdkommun"]]
    status, found = _run(as_json, tmp_path, rows)
    _holds(status, found, {"Förbund A": 300, "Förbund B": 100})


# Shares of several kinds


def of_two_kinds() -> Rows:
    return [["Kommun", "Andel drift", "Andel investering"], ["Lekeberg", "60 %", "50 %"], ["Laxå", "40 %", "50 %"]]


@pytest.mark.parametrize("stated", [None, "andel", "Andel"])
def test_shares_of_two_kinds_are_asked_about(stated: str | None, tmp_path: Path, as_json: Json) -> None:
    more = {"Inställningar": [["Inställning", "Värde"], ["Fördelningsnyckel", stated]]} if stated else {}
    status, found = _run(as_json, tmp_path, of_two_kinds(), **more)
    assert (status, found["allocation"]) == (1, None)
    told = next(each["message"] for each in found["diagnostics"] if each["code"] == "E640")
    assert "andel drift" in told
    assert "andel investering" in told


def test_the_kind_of_shares_that_is_stated_is_used(tmp_path: Path, as_json: Json) -> None:
    settings: Rows = [["Inställning", "Värde"], ["Fördelningsnyckel", "Andel investering"]]
    status, found = _run(as_json, tmp_path, of_two_kinds(), Inställningar=settings)
    assert (status, errors(found)) == (0, [])
    assert shares(found) == {"Lekeberg": 602, "Laxå": 602}


def test_shares_of_women_are_no_key(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [["Kommun", "Andel kvinnor", "Andel män"], ["Lekeberg", "49 %", "51 %"], ["Laxå", "50 %", "50 %"]]
    assert _run(as_json, tmp_path, rows)[1]["allocation"] is None


# Shares, users, and who is no member


@pytest.mark.parametrize("as_text", [False, True])
def test_fixed_shares_in_per_cent(as_text: bool, tmp_path: Path, as_json: Json) -> None:
    parts = {"Mora": 595, "Orsa": 203, "Älvdalen": 202}
    key: Rows = [["Delägare", "Ägarandel %"]]
    key[0][1] = "Andel %"
    key += [
        [name, f"{value / 10:.1f} %".replace(".", ",") if as_text else Look(value / 1000, format="0.0%")]
        for name, value in parts.items()
    ]
    status, found = _run(as_json, tmp_path, key)
    assert (status, errors(found)) == (0, [])
    assert shares(found) == hamilton(1_204, parts)
    assert found["allocation"]["key_date"] is None
    assert sum(one["share"] for one in found["allocation"]["shares"]) == pytest.approx(1)


def test_a_key_of_users(tmp_path: Path, as_json: Json) -> None:
    key: Rows = [["Kund", "Antal användare"], ["Boxholm", 410], ["Kinda", 705], ["Ydre", 298], ["Totalt", 1_413]]
    status, found = _run(as_json, tmp_path, key)
    assert (status, errors(found)) == (0, [])
    assert shares(found) == hamilton(1_204, {"Boxholm": 410, "Kinda": 705, "Ydre": 298})


def test_rows_that_are_no_members_get_no_share(tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Kommun", "Folkmängd 2021-12-31"],
        *map(list, AT_2021.items()),
        ["Örebro län", 306_792],
        ["Riket", 10_452_326],
    ]
    status, found = _run(as_json, tmp_path, rows)
    _holds(status, found)


def test_a_negative_weight_is_refused(tmp_path: Path, as_json: Json) -> None:
    status, found = _run(as_json, tmp_path, changed(wide(), D8=-22_094))
    assert (status, found["allocation"]) == (1, None)


# The key beside the statement, on one sheet


def beside() -> Rows:
    rows = statement()
    key: Rows = [
        [None, "Fördelningsnyckel"],
        [None, "Kommun", "Invånare 2021-12-31"],
        [None, "Mora", 20_400],
        [None, "Orsa", 6_900],
        [None, "Älvdalen", 7_000],
    ]
    return [[*left, *[None] * (4 - len(left)), *right] for left, right in zip(rows, key, strict=True)]


def test_a_key_beside_the_statement(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Allt": beside()}))
    _holds(status, found, {"Mora": 20_400, "Orsa": 6_900, "Älvdalen": 7_000})
    assert whole(found["operating"]) == (-100_000, -101_204, -1_204)


def test_a_key_beside_the_statement_with_a_hole(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Allt": changed(beside(), G4=None)}))[1]
    assert found["allocation"] is None
    assert said(found, "warning", "Allt!G4") or said(found, "error", "Allt!G4")


# A slip in a published figure


def test_a_slip_in_a_known_number_of_inhabitants_is_pointed_out(tmp_path: Path, as_json: Json) -> None:
    """16 169 for Hallsberg's 16 196 of 31 December 2021 (DOMAIN.md, section 3) is a likely slip."""
    rows: Rows = [
        ["Kommun", "Folkmängd 2021-12-31"],
        ["Lekeberg", 8_603],
        ["Laxå", 5_582],
        ["Askersund", 11_534],
        ["Hallsberg", 16_169],
    ]
    found = _run(as_json, tmp_path, rows)[1]
    assert said(found, "warning", "Nyckel!B5")


def test_surplus_deficit_and_nothing_to_share(tmp_path: Path, as_json: Json) -> None:
    for net, kind in ((310, "surplus"), (-310, "deficit"), (0, "none")):
        path = save(tmp_path, {"Drift": statement(net), "Nyckel": wide()})
        status, found = as_json("check", path)
        assert (status, errors(found)) == (0, [])
        assert (found["allocation"]["amount"], found["allocation"]["kind"]) == (abs(net), kind)
        assert shares(found) == hamilton(abs(net), AT_2021)
