"""Operating statements of other boards, by account and by unit, in every sign and unit; each with a twin gone wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.any_board.building import (
    EN_DASH,
    MINUS,
    NBSP,
    THOUSANDS_SHOWN,
    Json,
    Rows,
    Sheet,
    changed,
    codes,
    dumped,
    errors,
    figures,
    hamilton,
    lines,
    said,
    save,
    shares,
    whole,
)

# A board for legal guardians: two header rows with cells merged across and down, amounts as text with an en dash


def _dashed(amount: int) -> str:
    digits = f"{abs(amount):,}".replace(",", NBSP)
    return f"{EN_DASH} {digits}" if amount < 0 else digits


def guardians() -> Rows:
    figures = [
        ("Statsbidrag", 412, 400, 431, 31),
        ("Ersättning från huvudmän", 1180, 1200, 1150, -50),
        ("Personalkostnader", -5402, -5585, -5702, -117),
        ("Arvoden ställföreträdare", -2188, -2300, -2241, 59),
        ("Lokalhyra", -305, -310, -310, 0),
        ("Övriga kostnader", -611, -640, -598, 42),
        ("Verksamhetens nettokostnad", -6914, -7235, -7270, -35),
    ]
    return [
        ["Gemensamma överförmyndarnämnden"],
        ["Driftredovisning, belopp i tkr"],
        [],
        ["Kostnadsslag", "Bokslut 2022", 2023],
        [None, None, "Budget", "Utfall", "Avvikelse"],
        *([text, *map(_dashed, amounts)] for text, *amounts in figures),
    ]


GUARDIAN_MERGES = ("A4:A5", "B4:B5", "C4:E4")
GUARDIAN_KEY: Rows = [
    ["Kommun", "Invånare 2021-12-31"],
    ["Gnesta kommun", 11_000],
    ["Trosa kommun", 14_000],
    ["Nyköpings kommun", 57_000],
    ["Oxelösunds kommun", 12_000],
]


def _guardians(folder: Path, rows: Rows) -> Path:
    return save(folder, {"Drift": Sheet(rows, GUARDIAN_MERGES), "Invånare": GUARDIAN_KEY}, "overformyndarnamnd.xlsx")


def test_two_header_rows_with_merged_cells_and_dashed_texts(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", _guardians(tmp_path, guardians()))
    assert (status, errors(found)) == (0, [])
    assert found["year"] == 2023
    assert found["operating"]["unit"] == "tkr"
    assert found["operating"]["sign"] == "outcome-budget"
    assert lines(found["operating"]) == [
        ("Statsbidrag", "revenue", 400, 431, 31),
        ("Ersättning från huvudmän", "revenue", 1200, 1150, -50),
        ("Personalkostnader", "cost", -5585, -5702, -117),
        ("Arvoden ställföreträdare", "cost", -2300, -2241, 59),
        ("Lokalhyra", "cost", -310, -310, 0),
        ("Övriga kostnader", "cost", -640, -598, 42),
    ]
    assert whole(found["operating"]) == (-7235, -7270, -35)
    # No contribution is a row of it: the deviation is shared. 35/94 000: 4.10, 5.21, 21.22, 4.47.
    assert (found["allocation"]["amount"], found["allocation"]["kind"]) == (35, "deficit")
    assert list(shares(found).values()) == [4, 5, 21, 5]
    assert [member.split()[0].removesuffix("s") for member in shares(found)] == [
        "Gnesta",
        "Trosa",
        "Nyköping",
        "Oxelösund",
    ]


def test_a_swapped_digit_in_a_dashed_text_is_found_where_it_stands(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", _guardians(tmp_path, changed(guardians(), D8=_dashed(-5720))))
    assert status == 1
    assert said(found, "error", "Drift!E8")
    assert said(found, "error", "Drift!D12", "Drift!E12")
    assert found["allocation"] is None or found["allocation"]["amount"] == 35


def test_a_row_of_words_instead_of_an_amount_is_an_error(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", _guardians(tmp_path, changed(guardians(), D9="se bilaga")))
    assert status == 1
    assert said(found, "error", "Drift!D9")
    line = next(one for one in found["operating"]["lines"] if one["text"] == "Arvoden ställföreträdare")
    assert (line["outcome"], line["deviation"]) == (None, None)
    assert whole(found["operating"])[1] is None


# Water: mnkr with one decimal, "Resultat" for the deviation, a footnote digit glued to an amount


def water() -> Rows:
    return [
        ["Ekonomisk uppföljning 2023"],
        [],
        ["Mnkr", "Utfall 2022", "Budget 2023", "Utfall 2023", "Resultat"],
        ["Intäkter", 455.2, 468.0, 471.5, 3.5],
        ["Kostnader", -448.9, -462.3, -470.1, -7.8],
        ["Avskrivningar", -5.1, -5.7, -5.6, 0.1],
        ["Nettoresultat", 1.2, 0.0, -4.2, -4.2],
    ]


WATER_KEY: Rows = [
    ["Delägare", "Antal invånare 31 dec 2021"],
    ["Mölndal", 70_000],
    ["Härryda", 39_000],
    ["Partille", 40_000],
    ["Kungsbacka", 85_000],
]
TENTHS = dict.fromkeys("BCDE", "#,##0.0")


def _water(folder: Path, rows: Rows) -> Path:
    return save(folder, {"Resultat": Sheet(rows, formats=TENTHS), "Ägare": WATER_KEY})


def test_resultat_is_the_deviation_beside_budget_and_outcome(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", _water(tmp_path, water()))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["operating"]["unit"], found["operating"]["sign"]) == (2023, "mnkr", "outcome-budget")
    assert lines(found["operating"]) == [
        ("Intäkter", "revenue", 468, 471.5, 3.5),
        ("Kostnader", "cost", -462.3, -470.1, -7.8),
        ("Avskrivningar", "cost", -5.7, -5.6, 0.1),
    ]
    assert whole(found["operating"]) == (0, -4.2, -4.2)
    allocation = found["allocation"]
    assert (allocation["amount"], allocation["unit"], allocation["kind"]) == (4.2, "mnkr", "deficit")
    # 42 tenths by 70, 39, 40 and 85 of 234: 12.56, 7.00, 7.18, 15.26.
    assert shares(found) == {"Mölndal": 1.3, "Härryda": 0.7, "Partille": 0.7, "Kungsbacka": 1.5}


def test_a_footnote_digit_glued_to_an_amount_is_pointed_out(tmp_path: Path, as_json: Json) -> None:
    rows = water()[:3] + [[row[0], *(str(cell).replace(".", ",") for cell in row[1:])] for row in water()[3:]]
    rows = changed(rows, D4="471,51")
    found = as_json("check", _water(tmp_path, rows))[1]
    assert said(found, "warning", "Resultat!D4")
    assert "W309" in codes(found)


def test_amounts_without_a_unit_are_read_by_a_default_that_is_said(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", _water(tmp_path, changed(water(), A3="Post")))[1]
    assert "W206" in codes(found)
    assert found["operating"]["unit"] == "tkr"


# Fire and rescue, by unit: income, costs and net as columns


def rescue() -> Rows:
    return [
        ["Räddningstjänstförbundet, årsredovisning 2023"],
        ["Driftredovisning per verksamhet (tkr)"],
        ["Verksamhet", "Budget 2023", "Intäkter", "Kostnader", "Nettokostnad", "Avvikelse"],
        ["Förbundsledning", -1_200, 0, -1_150, -1_150, 50],
        ["Operativ verksamhet", -38_400, 2_150, -41_020, -38_870, -470],
        ["Förebyggande", -4_300, 1_980, -6_105, -4_125, 175],
        ["Administration", -6_100, 140, -6_290, -6_150, -50],
        ["Summa", -50_000, 4_270, -54_565, -50_295, -295],
    ]


def test_units_with_income_costs_and_net_as_columns(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Drift": rescue()}))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["period"]) == (2023, "helår")
    assert (found["operating"]["unit"], found["operating"]["sign"]) == ("tkr", "outcome-budget")
    assert lines(found["operating"]) == [
        ("Förbundsledning", "net", -1200, -1150, 50),
        ("Operativ verksamhet", "net", -38_400, -38_870, -470),
        ("Förebyggande", "net", -4300, -4125, 175),
        ("Administration", "net", -6100, -6150, -50),
    ]
    assert whole(found["operating"]) == (-50_000, -50_295, -295)
    # A key is missing: said, and nothing is shared.
    assert found["allocation"] is None
    assert "W603" in codes(found)


def test_a_net_that_is_not_income_and_costs_is_an_error(tmp_path: Path, as_json: Json) -> None:
    """The deviation and the totals agree with the net: only its own row tells that the costs are wrong."""
    status, found = as_json("check", save(tmp_path, {"Drift": changed(rescue(), D6=-6_150)}))
    assert status == 1
    assert said(found, "error", "Drift!E6", "Drift!D6", "Drift!D8")


def test_units_with_unsigned_income_and_costs(tmp_path: Path, as_json: Json) -> None:
    """Net cost = costs less income, all positive; the budget less the outcome is the deviation."""
    head = ["Enhet", "Kostnader", "Intäkter", "Nettokostnad", "Budget", "Differens"]
    rows: Rows = [
        ["Miljönämnden – bokslut 2023, belopp i tkr"],
        head,
        ["Livsmedelskontroll", 4_812, 3_905, 907, 850, -57],
        ["Hälsoskydd", 2_240, 1_118, 1_122, 1_200, 78],
        ["Naturvård", 1_655, 240, 1_415, 1_400, -15],
        ["Totalt", 8_707, 5_263, 3_444, 3_450, 6],
    ]
    status, found = as_json("check", save(tmp_path, {"Uppföljning": rows}))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["board"]) == (2023, "Miljönämnden")
    assert found["operating"]["sign"] == "budget-outcome"
    assert lines(found["operating"]) == [
        ("Livsmedelskontroll", "net", 850, 907, -57),
        ("Hälsoskydd", "net", 1200, 1122, 78),
        ("Naturvård", "net", 1400, 1415, -15),
    ]
    assert whole(found["operating"]) == (3450, 3444, 6)


# Upper secondary school: neither income nor costs have a sign; brackets; a column of note numbers


def school() -> Rows:
    return [
        ["Gymnasieförbundet"],
        ["Årsredovisning 2023"],
        ["Resultaträkning (tkr)", "Not", "Utfall 2023", "Budget 2023", "Avvikelse"],
        ["Medlemsavgifter", 1, "120 000", "120 000", "0"],
        ["Interkommunal ersättning", 2, "18 450", "17 200", "1 250"],
        ["Övriga intäkter", 3, "6 120", "5 800", "320"],
        ["Verksamhetens intäkter", None, "144 570", "143 000", "1 570"],
        ["Personalkostnader", 4, "101 300", "98 700", "(2 600)"],
        ["Lokalkostnader", 5, "22 940", "23 100", "160"],
        ["Övriga kostnader", 6, "19 015", "18 900", "(115)"],
        ["Avskrivningar", 7, "2 260", "2 300", "40"],
        ["Verksamhetens kostnader", None, "145 515", "143 000", "(2 515)"],
        ["Årets resultat", None, "(945)", "0", "(945)"],
    ]


SCHOOL_KEY: Rows = [
    ["Medlemskommun", "Folkmängd 2021-12-31"],
    ["Mora", 20_400],
    ["Orsa", 6_900],
    ["Älvdalen", 7_000],
]


def test_income_and_costs_without_signs_and_brackets_for_minus(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"RR": school(), "Medlemmar": SCHOOL_KEY}))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["period"], found["board"]) == (2023, "helår", "Gymnasieförbundet")
    assert found["operating"]["unit"] == "tkr"
    assert "W206" not in codes(found)
    assert lines(found["operating"]) == [
        ("Medlemsavgifter", "revenue", 120_000, 120_000, 0),
        ("Interkommunal ersättning", "revenue", 17_200, 18_450, 1_250),
        ("Övriga intäkter", "revenue", 5_800, 6_120, 320),
        ("Personalkostnader", "cost", 98_700, 101_300, -2_600),
        ("Lokalkostnader", "cost", 23_100, 22_940, 160),
        ("Övriga kostnader", "cost", 18_900, 19_015, -115),
        ("Avskrivningar", "cost", 2_300, 2_260, 40),
    ]
    assert whole(found["operating"], "revenue") == (143_000, 144_570, 1_570)
    assert whole(found["operating"], "cost") == (143_000, 145_515, -2_515)
    assert whole(found["operating"]) == (0, -945, -945)
    # The members' fees are rows: the net outcome is shared.
    assert (found["allocation"]["amount"], found["allocation"]["kind"]) == (945, "deficit")
    assert shares(found) == hamilton(945, {"Mora": 20_400, "Orsa": 6_900, "Älvdalen": 7_000})


def test_a_total_that_counts_a_part_twice_is_an_error(tmp_path: Path, as_json: Json) -> None:
    """Staff and premises stand as a subtotal in the middle, and the total below has added it once more."""
    rows = school()
    rows.insert(9, ["Summa personal och lokaler", None, "124 240", "121 800", "(2 440)"])
    rows = changed(rows, C13="269 755", D13="264 800", E13="(4 955)", C14="(125 185)", D14="(121 800)", E14="(3 385)")
    status, found = as_json("check", save(tmp_path, {"RR": rows, "Medlemmar": SCHOOL_KEY}))
    assert status == 1
    assert said(found, "error", "RR!C13", "RR!C14")
    assert found["allocation"] is None


# A payroll board: a print with credit and debit behind the amounts, in kronor


def payroll() -> Rows:
    return [
        ["Ansvar 4510 Gemensam lönenämnd"],
        ["Period 2301-2312"],
        ["Utskriven 2024-01-18", None, "Belopp i kronor"],
        [],
        ["Konto", "Benämning", "Budget", "Utfall", "Diff"],
        [3511, "Ersättning från kommuner", "9 600 000 K", "9 600 000 K", 0],
        [3590, "Övriga intäkter", "150 000 K", "171 250 K", 21_250],
        [5010, "Löner", "5 800 000 D", "5 905 500 D", -105_500],
        [5610, "Sociala avgifter", "1 822 400 D", "1 855 508 D", -33_108],
        [6450, "Licenser", "1 650 000 D", "1 702 340 D", -52_340],
        [7540, "Datakommunikation", "477 600 D", "465 120 D", 12_480],
        [None, "Summa", 0, "157 218 D", -157_218],
    ]


PAYROLL_KEY: Rows = [
    ["Kommun", "Folkmängd 31 december 2021"],
    ["Salem", 17_000],
    ["Nykvarn", 11_500],
    ["Vaxholm", 11_800],
]


def test_credit_and_debit_behind_the_amounts(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Rapport": payroll(), "Nyckel": PAYROLL_KEY}))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["period"]) == (2023, "helår")
    assert (found["operating"]["unit"], found["operating"]["sign"]) == ("kr", "budget-outcome")
    assert lines(found["operating"]) == [
        ("Ersättning från kommuner", "revenue", -9_600_000, -9_600_000, 0),
        ("Övriga intäkter", "revenue", -150_000, -171_250, 21_250),
        ("Löner", "cost", 5_800_000, 5_905_500, -105_500),
        ("Sociala avgifter", "cost", 1_822_400, 1_855_508, -33_108),
        ("Licenser", "cost", 1_650_000, 1_702_340, -52_340),
        ("Datakommunikation", "cost", 477_600, 465_120, 12_480),
    ]
    assert whole(found["operating"]) == (0, 157_218, -157_218)
    assert (found["allocation"]["amount"], found["allocation"]["kind"]) == (157_218, "deficit")
    assert shares(found) == hamilton(157_218, {"Salem": 17_000, "Nykvarn": 11_500, "Vaxholm": 11_800})
    assert found["allocation"]["key_date"] == "2021-12-31"


def test_a_credit_that_has_lost_its_letter_is_an_error(tmp_path: Path, as_json: Json) -> None:
    rows = changed(payroll(), D7="171 250")
    status, found = as_json("check", save(tmp_path, {"Rapport": rows, "Nyckel": PAYROLL_KEY}))
    assert status == 1
    assert said(found, "error", "Rapport!E7")
    assert said(found, "error", "Rapport!D12", "Rapport!E12")


# Tourism: a ledger system's print with öre, trailing minuses and no unit


def tourism() -> Rows:
    return [
        ["Affärsenhet 31 Turism", None, "Period 202301-202312"],
        ["Konto", "Kontotext", "Ack budget", "Ack utfall", "Budgetavvikelse"],
        ["3012", "Försäljning", "240 000,00-", "251 310,50-", "11 310,50"],
        ["4010", "Inköp", "80 000,00", "84 120,25", "4 120,25-"],
        ["5010", "Löner", "1 200 000,00", "1 187 400,75", "12 599,25"],
        ["7910", "Kalkylmässig kapitalkostnad", "60 000,00", "60 000,00", "0,00"],
        [None, "Totalt", "1 100 000,00", "1 080 210,50", "19 789,50"],
    ]


def test_trailing_minus_and_ore_without_a_unit(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Blad1": tourism()}))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["period"]) == (2023, "helår")
    assert (found["operating"]["unit"], found["operating"]["sign"]) == ("kr", "budget-outcome")
    assert "N207" in codes(found)
    assert lines(found["operating"]) == [
        ("Försäljning", "revenue", -240_000, -251_310.5, 11_310.5),
        ("Inköp", "cost", 80_000, 84_120.25, -4_120.25),
        ("Löner", "cost", 1_200_000, 1_187_400.75, 12_599.25),
        ("Kalkylmässig kapitalkostnad", "cost", 60_000, 60_000, 0),
    ]
    assert whole(found["operating"]) == (1_100_000, 1_080_210.5, 19_789.5)


@pytest.mark.parametrize("found_text", ["1.187.400,7S", "se nedan"])
def test_an_amount_that_cannot_be_read_stops_the_total_alone(found_text: str, tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Blad1": changed(tourism(), D5=found_text)}))
    assert status == 1
    assert said(found, "error", "Blad1!D5")
    assert figures(found["operating"], "outcome")["Löner"] == (None,)
    assert figures(found["operating"], "deviation")["Inköp"] == (-4_120.25,)


# A system export: kronor behind a format that shows thousands, the outcome before the budget, shares as the key


def export() -> Rows:
    return [
        ["Kommunalförbundet Avlopp", None, None, None, None, None],
        ["Uppföljning helår 2023", None, None, "Belopp i tkr"],
        ["Post", "Utfall 2023", "Budget 2023", "Avvikelse", "Avvikelse %", "Utfall 2022"],
        ["Taxor och avgifter", 12_345_612, 12_000_000, 345_612, 0.0288, 11_900_400],
        ["Entreprenader", -7_812_305, -7_500_000, -312_305, -0.0416, -7_411_900],
        ["Personal", -3_905_153, -4_000_000, 94_847, 0.0237, -3_850_250],
        ["Avskrivningar", -498_701, -500_000, 1_299, 0.0026, -505_500],
        ["Årets resultat", 129_453, 0, 129_453, None, 132_750],
    ]


EXPORT_FORMATS = {"B": THOUSANDS_SHOWN, "C": THOUSANDS_SHOWN, "D": THOUSANDS_SHOWN, "E": "0.0%", "F": THOUSANDS_SHOWN}
OWNERS: Rows = [["Ägarkommun", "Andel %"], ["Täby", 0.4], ["Danderyd", 0.35], ["Vaxholm", 0.25], ["Summa", 1]]


def _export(folder: Path, rows: Rows, owners: Rows = OWNERS) -> Path:
    return save(folder, {"Export": Sheet(rows, formats=EXPORT_FORMATS), "Ägare": Sheet(owners, formats={"B": "0%"})})


def test_a_format_that_shows_thousands_hides_kronor(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", _export(tmp_path, export()))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["period"]) == (2023, "helår")
    assert (found["operating"]["unit"], found["operating"]["sign"]) == ("kr", "outcome-budget")
    assert lines(found["operating"]) == [
        ("Taxor och avgifter", "revenue", 12_000_000, 12_345_612, 345_612),
        ("Entreprenader", "cost", -7_500_000, -7_812_305, -312_305),
        ("Personal", "cost", -4_000_000, -3_905_153, 94_847),
        ("Avskrivningar", "cost", -500_000, -498_701, 1_299),
    ]
    assert whole(found["operating"]) == (0, 129_453, 129_453)
    allocation = found["allocation"]
    assert (allocation["amount"], allocation["unit"], allocation["kind"]) == (129_453, "kr", "surplus")
    # 51 781.2, 45 308.55 and 32 363.25: one krona is left, for the largest remainder.
    assert shares(found) == {"Täby": 51_781, "Danderyd": 45_309, "Vaxholm": 32_363}


def test_the_stored_digits_are_checked_not_the_shown_ones(tmp_path: Path, as_json: Json) -> None:
    """Off by 700 kr, which shows as 345 beside 346: a budget in whole thousands explains no more than 501 kr."""
    status, found = as_json("check", _export(tmp_path, changed(export(), D4=344_912)))
    assert status == 1
    assert said(found, "error", "Export!D4")


@pytest.mark.parametrize("shown", ["#,##0", THOUSANDS_SHOWN])
def test_an_even_amount_in_kronor_is_shared_in_kronor(shown: str, tmp_path: Path, as_json: Json) -> None:
    """DOMAIN.md: 1 700 kr gives 349, 226, 468 and 657 kr, however even it and the amounts around it are."""
    rows: Rows = [
        ["Driftredovisning 2021, kr" if shown == "#,##0" else "Driftredovisning 2021"],
        ["Post", "Budget", "Utfall", "Avvikelse"],
        ["Lön", 500_000, 501_200, -1_200],
        ["Licenser", 300_000, 300_500, -500],
        ["Summa", 800_000, 801_700, -1_700],
    ]
    key: Rows = [
        ["Kommun", "Folkmängd 2021-12-31"],
        ["Lekeberg", 8_603],
        ["Laxå", 5_582],
        ["Askersund", 11_534],
        ["Hallsberg", 16_196],
    ]
    sheet = Sheet(rows, formats={"B": shown, "C": shown, "D": shown})
    status, found = as_json("check", save(tmp_path, {"Drift": sheet, "Nyckel": key}))
    assert (status, errors(found)) == (0, [])
    assert (found["allocation"]["amount"], found["allocation"]["unit"]) == (1_700, "kr")
    assert shares(found) == {"Lekeberg": 349, "Laxå": 226, "Askersund": 468, "Hallsberg": 657}


def test_shares_that_do_not_make_a_whole_are_pointed_out(tmp_path: Path, as_json: Json) -> None:
    """The printed sum says 100 % and the shares make 90: a figure that does not hold."""
    status, found = as_json("check", _export(tmp_path, export(), changed(OWNERS, B2=0.3)))
    assert status == 1
    assert said(found, "error", "Ägare!B5")


# Procurement: headings, children after their parent, a part of the row above, the settlement of the result


def procurement() -> Rows:
    return [
        ["Gemensam upphandlingsnämnd"],
        ["Årsredovisning 2023"],
        ["Belopp i tkr"],
        [],
        ["Specifikation", "Budget", "Utfall", "Avvikelse", "Kommentar"],
        ["Intäkter"],
        ["Driftbidrag från kommuner", 8_000, 8_000, 0],
        ["Försäljning av tjänster", 1_200, 1_340, 140, "Fler avrop i höstas"],
        ["varav externa kunder", 300, 355, 55],
        ["Summa intäkter", 9_200, 9_340, 140],
        [],
        ["Kostnader"],
        ["Personal", -6_900, -7_210, -310, "Avgångsvederlag"],
        ["– löner", -4_900, -5_130, -230],
        ["– arbetsgivaravgifter", -2_000, -2_080, -80],
        ["Konsulter", -1_100, -950, 150],
        ["Licenser och system", -1_200, -1_275, -75],
        ["Summa kostnader", -9_200, -9_435, -235],
        [],
        ["Resultat före reglering", 0, -95, -95],
        ["Reglering medlemskommuner", 0, 95, 95],
        ["Årets resultat", 0, 0, 0],
    ]


PROCUREMENT_KEY: Rows = [["Kommun", "Folkmängd 2021-12-31"], ["Ragunda", 5_200], ["Bräcke", 6_100], ["Berg", 7_000]]


def test_children_parts_headings_and_the_settlement(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Bokslut": procurement(), "Nyckel": PROCUREMENT_KEY}))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["period"], found["operating"]["sign"]) == (2023, "helår", "outcome-budget")
    assert lines(found["operating"]) == [
        ("Driftbidrag från kommuner", "revenue", 8_000, 8_000, 0),
        ("Försäljning av tjänster", "revenue", 1_200, 1_340, 140),
        ("löner", "cost", -4_900, -5_130, -230),
        ("arbetsgivaravgifter", "cost", -2_000, -2_080, -80),
        ("Konsulter", "cost", -1_100, -950, 150),
        ("Licenser och system", "cost", -1_200, -1_275, -75),
    ]
    assert whole(found["operating"], "revenue") == (9_200, 9_340, 140)
    assert whole(found["operating"], "cost") == (-9_200, -9_435, -235)
    assert (found["allocation"]["amount"], found["allocation"]["kind"]) == (95, "deficit")
    # 95 by 5 200, 6 100 and 7 000 of 18 300: 26.99, 31.67, 36.34.
    assert shares(found) == {"Ragunda": 27, "Bräcke": 32, "Berg": 36}
    assert "N506" in codes(found)
    assert "Avgångsvederlag" not in dumped(found)


def test_children_that_do_not_make_up_their_parent_are_said(tmp_path: Path, as_json: Json) -> None:
    path = save(tmp_path, {"Bokslut": changed(procurement(), C14=-5_310), "Nyckel": PROCUREMENT_KEY})
    status, found = as_json("check", path)
    assert status == 1
    assert said(found, "error", "Bokslut!D14")
    assert said(found, "error", "Bokslut!C13") or said(found, "warning", "Bokslut!A13", "Bokslut!A14")


# Versions of a budget side by side


def versions() -> Rows:
    head = ["Text", "Bokslut 2022", "Budget 2023", "Rev budget 2023", "Utfall 2023", "Avvikelse", "Förbrukat %"]
    return [
        ["IT-nämnden, tkr"],
        [*head, "Budget 2024"],
        ["Intäkter från medlemskommuner", -20_150, -21_000, -21_400, -21_400, 0, 100, -22_000],
        ["Försäljning", -310, -300, -300, -262, -38, 87, -250],
        ["Personal", 11_480, 12_000, 12_150, 12_333, -183, 102, 12_500],
        ["Licenser", 6_010, 6_300, 6_500, 6_441, 59, 99, 6_600],
        ["Utrustning", 2_870, 3_000, 3_050, 3_118, -68, 102, 3_150],
        ["Netto", -100, 0, 0, 230, -230, None, 0],
    ]


def test_of_several_budgets_the_revised_one_is_used(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Drift": versions()}))
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["operating"]["sign"]) == (2023, "budget-outcome")
    assert lines(found["operating"]) == [
        ("Intäkter från medlemskommuner", "revenue", -21_400, -21_400, 0),
        ("Försäljning", "revenue", -300, -262, -38),
        ("Personal", "cost", 12_150, 12_333, -183),
        ("Licenser", "cost", 6_500, 6_441, 59),
        ("Utrustning", "cost", 3_050, 3_118, -68),
    ]
    assert whole(found["operating"]) == (0, 230, -230)


def test_two_columns_that_could_both_be_the_outcome_are_asked_about(tmp_path: Path, as_json: Json) -> None:
    rows = changed(versions(), B2="Redovisat 2023")
    status, found = as_json("check", save(tmp_path, {"Drift": rows}))
    assert (status, found["operating"]) == (1, None)
    assert "E203" in codes(found)
    assert said(found, "error", "Drift!B2", "Drift!E2")


def test_a_statement_on_two_sheets_for_one_year_is_asked_about(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Drift": versions(), "Drift (2)": versions()}))
    assert (status, found["operating"]) == (1, None)
    assert "E202" in codes(found)


def test_last_years_statement_on_a_sheet_of_its_own_is_a_comparison(tmp_path: Path, as_json: Json) -> None:
    before: Rows = [
        ["IT-nämnden, tkr"],
        ["Text", "Budget 2022", "Utfall 2022", "Avvikelse"],
        ["Personal", 11_000, 11_480, -480],
        ["Licenser", 6_000, 6_010, -10],
        ["Netto", 17_000, 17_490, -490],
    ]
    status, found = as_json("check", save(tmp_path, {"2022": before, "2023": versions()}))
    assert (status, errors(found), found["year"]) == (0, [], 2023)
    assert whole(found["operating"]) == (0, 230, -230)


# Budget in thousands, outcome in kronor


def units_apart() -> Rows:
    return [
        ["Överförmyndarnämnd i samverkan 2023"],
        ["Konto", "Budget (tkr)", "Utfall (kr)", "Avvikelse (tkr)"],
        ["Porto", 40, 41_250, -1],
        ["Licenser", 900, 873_400, 27],
        ["Personal", 3_100, 3_155_730, -56],
        ["Summa", 4_040, 4_070_380, -30],
    ]


def test_a_budget_in_thousands_and_an_outcome_in_kronor(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Drift": units_apart()}))
    assert (status, errors(found)) == (0, [])
    assert (found["operating"]["unit"], found["operating"]["sign"], found["year"]) == ("kr", "budget-outcome", 2023)
    assert lines(found["operating"]) == [
        ("Porto", "cost", 40_000, 41_250, -1_250),
        ("Licenser", "cost", 900_000, 873_400, 26_600),
        ("Personal", "cost", 3_100_000, 3_155_730, -55_730),
    ]
    assert figures(found["operating"], "published_deviation")["Porto"] == (-1_000,)
    assert whole(found["operating"]) == (4_040_000, 4_070_380, -30_380)


def test_a_cell_in_another_unit_than_its_column_is_an_error(tmp_path: Path, as_json: Json) -> None:
    rows = changed(units_apart(), C4="873,4 tkr", C3="41 250 kr")
    status, found = as_json("check", save(tmp_path, {"Drift": rows}))
    assert status == 1
    assert "E212" in codes(found)
    assert found["operating"] is None


# Original budget, changes, final budget; minus as U+2212; a comment row between; no total row printed


def final_budget() -> Rows:
    return [
        ["Driftredovisning 2023, tkr"],
        ["Nämndverksamhet", "Ursprunglig budget", "Anslagsförändring", "Slutlig budget", "Utfall", "Avvikelse"],
        ["Kommunbidrag", "9 000", "250", "9 250", "9 250", "0"],
        ["Personal", f"{MINUS}5 600", f"{MINUS}150", f"{MINUS}5 750", f"{MINUS}5 811", f"{MINUS}61"],
        ["Löneöversynen gav 2,9 procent"],
        ["Köpta tjänster", f"{MINUS}3 400", f"{MINUS}100", f"{MINUS}3 500", f"{MINUS}3 318", "182"],
    ]


def test_a_final_budget_is_used_and_a_net_that_is_not_printed_is_computed(tmp_path: Path, as_json: Json) -> None:
    status, found = as_json("check", save(tmp_path, {"Drift": final_budget(), "Nyckel": PROCUREMENT_KEY}))
    assert (status, errors(found)) == (0, [])
    assert lines(found["operating"]) == [
        ("Kommunbidrag", "revenue", 9_250, 9_250, 0),
        ("Personal", "cost", -5_750, -5_811, -61),
        ("Köpta tjänster", "cost", -3_500, -3_318, 182),
    ]
    assert whole(found["operating"]) == (0, 121, 121)
    assert (found["allocation"]["amount"], found["allocation"]["kind"]) == (121, "surplus")


def test_a_blank_amount_is_missing_and_never_zero(tmp_path: Path, as_json: Json) -> None:
    found = as_json("check", save(tmp_path, {"Drift": changed(final_budget(), E6=None, F6=None)}))[1]
    assert said(found, "warning", "Drift!E6", "Drift!A6")
    line = found["operating"]["lines"][-1]
    assert (line["text"], line["outcome"], line["deviation"]) == ("Köpta tjänster", None, None)


# Without a deviation column: account classes tell


def classes() -> Rows:
    return [
        ["Miljöförbundet, utfall per kontogrupp (mnkr)"],
        [],
        [None, None, 2022, 2023, 2023],
        ["Konto", "Kontogrupp", "Utfall", "Budget", "Utfall"],
        [30, "Taxor", -8.1, -8.4, -8.9],
        [35, "Bidrag från kommuner", -12.0, -12.5, -12.5],
        [50, "Löner", 13.2, 13.9, 14.3],
        [61, "Lokaler", 2.4, 2.5, 2.5],
        [70, "Övrigt", 4.3, 4.5, 4.1],
        [None, "Netto", -0.2, 0.0, -0.5],
    ]


def test_without_a_deviation_the_account_classes_give_the_sign(tmp_path: Path, as_json: Json) -> None:
    path = save(tmp_path, {"Blad1": Sheet(classes(), formats={"C": "0.0", "D": "0.0", "E": "0.0"})})
    status, found = as_json("check", path)
    assert (status, errors(found)) == (0, [])
    assert (found["year"], found["operating"]["unit"]) == (2023, "mnkr")
    assert found["operating"]["sign"] == "budget-outcome"
    assert lines(found["operating"]) == [
        ("Taxor", "revenue", -8.4, -8.9, 0.5),
        ("Bidrag från kommuner", "revenue", -12.5, -12.5, 0),
        ("Löner", "cost", 13.9, 14.3, -0.4),
        ("Lokaler", "cost", 2.5, 2.5, 0),
        ("Övrigt", "cost", 4.5, 4.1, 0.4),
    ]
    assert whole(found["operating"]) == (0, -0.5, 0.5)
    assert "N507" in codes(found)


def test_a_total_outside_its_rounding_is_an_error_in_mnkr(tmp_path: Path, as_json: Json) -> None:
    """Six rounded figures explain at most 0.3 mnkr: 0.4 is an error, 0.1 is rounding."""
    formats = {"C": "0.0", "D": "0.0", "E": "0.0"}
    status, found = as_json("check", save(tmp_path, {"Blad1": Sheet(changed(classes(), E10=-0.9), formats=formats)}))
    assert status == 1
    assert said(found, "error", "Blad1!E10")
    status, found = as_json("check", save(tmp_path, {"Blad1": Sheet(changed(classes(), E10=-0.6), formats=formats)}))
    assert (status, errors(found)) == (0, [])
    assert said(found, "note", "Blad1!E10")


@pytest.mark.parametrize("text", ["1.733", "1,733"])
def test_an_ambiguous_number_is_asked_about(text: str, tmp_path: Path, as_json: Json) -> None:
    rows: Rows = [
        ["Turismnämnden 2023, tkr"],
        ["Post", "Budget", "Utfall", "Avvikelse"],
        ["Mässor", 1_700, text, None],
        ["Trycksaker", 300, 290, 10],
    ]
    status, found = as_json("check", save(tmp_path, {"Drift": rows}))
    if text == "1,733" and status == 0:
        # In a Swedish column a comma is a decimal comma; then it must be read as that and nothing else.
        assert figures(found["operating"], "outcome")["Mässor"] == (1.733,)
        return
    assert status == 1
    assert said(found, "error", "Drift!C3")
    assert figures(found["operating"], "outcome", "deviation")["Mässor"] == (None, None)


def test_hidden_rows_and_columns_are_read_and_said(tmp_path: Path, as_json: Json) -> None:
    sheet = Sheet(rescue(), hidden_rows=[7], hidden_columns=["B"])
    status, found = as_json("check", save(tmp_path, {"Drift": sheet}))
    assert (status, errors(found)) == (0, [])
    assert len(found["operating"]["lines"]) == 4
    assert whole(found["operating"]) == (-50_000, -50_295, -295)
    assert "N205" in codes(found)
