"""Key tables become allocation keys, one a date, for whoever the members are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.core.diagnostics import Diagnostic
from itnamnd_xl.core.model import AllocationKey, CellRef
from itnamnd_xl.source.cells import Findings
from itnamnd_xl.source.extract_key import extract_keys
from itnamnd_xl.source.grid import Cell, CellKind
from itnamnd_xl.source.tables import find_tables

if TYPE_CHECKING:
    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.lexicon import Lexicon

Sheet = Callable[..., "Grid"]
Rows = Sequence[Sequence[object]]
D2021, D2022 = dt.date(2021, 12, 31), dt.date(2022, 12, 31)
PUBLISHED = {"Lekeberg": 8603, "Laxå": 5582, "Askersund": 11534, "Hallsberg": 16196}


def extract(grid: Grid, lexicon: Lexicon) -> tuple[list[AllocationKey], list[Diagnostic]]:
    (table,) = find_tables(grid, lexicon)
    findings = Findings()
    keys, _ = extract_keys(table, lexicon, findings)
    return keys, findings.found


def weights(key: AllocationKey) -> dict[str, object]:
    return {entry.member: entry.weight for entry in key.entries}


@pytest.mark.parametrize(
    ("head", "header", "date"),
    [
        ([], "Folkmängd 2021-12-31", D2021),
        ([], "Folkmängd 31 dec 2021", D2021),
        ([], "Inv 211231", D2021),
        ([], "Befolkning 31/12 2021", D2021),
        ([], "Folkmängd 2021", D2021),
        ([], "2021", D2021),
        ([], 2021, D2021),
        ([], dt.date(2021, 12, 31), D2021),
        ([], "Folkmängd 1 nov 2022", dt.date(2022, 11, 1)),
        ([["Folkmängd den 31 december 2021"], []], "Folkmängd", D2021),
        ([["Folkmängd 2021-12-31 enligt SCB"], []], "Invånare", D2021),
        ([["Folkmängd 1 november 2021"], []], "Folkmängd 2021", dt.date(2021, 11, 1)),
        ([["Folkmängd 2021"], []], "Antal invånare", D2021),
        ([["Folkmängd"], []], "Antal invånare", None),
    ],
)
def test_the_date_stands_in_the_header_or_above(
    head: Rows, header: object, date: dt.date | None, sheet: Sheet, lexicon: Lexicon
) -> None:
    rows: Rows = [*head, ["Kommun", header], *([name, value] for name, value in PUBLISHED.items())]
    (key,), found = extract(sheet(rows), lexicon)
    assert (key.name, key.date, weights(key), found) == ("folkmängd", date, PUBLISHED, [])
    assert list(weights(key)) == list(PUBLISHED)


@pytest.mark.parametrize(
    "headers",
    [
        ["Kommun", "Folkmängd 2021-12-31", "Folkmängd 2022-12-31"],
        ["Kommun", "2021", "2022"],
        ["Kommun", D2021, D2022],
    ],
)
def test_dates_side_by_side_are_keys_of_their_own(headers: list[object], sheet: Sheet, lexicon: Lexicon) -> None:
    keys, _ = extract(sheet([headers, ["Lekeberg", 8603, 8756], ["Laxå", 5582, 5576]]), lexicon)
    assert [(key.date, weights(key)) for key in keys] == [
        (D2021, {"Lekeberg": 8603, "Laxå": 5582}),
        (D2022, {"Lekeberg": 8756, "Laxå": 5576}),
    ]
    assert [key.source.a1 for key in keys] == ["B1", "C1"]


@pytest.mark.parametrize("as_text", [False, True])
def test_a_long_list_has_a_row_for_each_member_and_date(as_text: bool, sheet: Sheet, lexicon: Lexicon) -> None:
    first, second = (D2021.isoformat(), D2022.isoformat()) if as_text else (D2021, D2022)
    rows: Rows = [
        ["Kommun", "Datum", "Folkmängd"],
        ["Lekeberg", first, 8603],
        ["Laxå", first, 5582],
        ["Lekeberg", second, 8756],
        ["Laxå", second, 5576],
    ]
    keys, _ = extract(sheet(rows), lexicon)
    assert [(key.date, weights(key)) for key in keys] == [
        (D2021, {"Lekeberg": 8603, "Laxå": 5582}),
        (D2022, {"Lekeberg": 8756, "Laxå": 5576}),
    ]


def test_members_may_stand_as_columns(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [
        [None, "Lekebergs kommun", "LAXÅ"],
        ["Folkmängd 2021-12-31", 8603, 5582],
        ["Folkmängd 2022-12-31", 8756, 5576],
        ["Kommentar", None, None],
    ]
    keys, found = extract(sheet(rows), lexicon)
    assert [(key.date, weights(key)) for key in keys] == [
        (D2021, {"Lekeberg": 8603, "Laxå": 5582}),
        (D2022, {"Lekeberg": 8756, "Laxå": 5576}),
    ]
    assert found == []


@pytest.mark.parametrize("cell", [None, "saknas"])
def test_a_member_without_a_value_is_named_when_members_are_columns(
    cell: object, sheet: Sheet, lexicon: Lexicon
) -> None:
    rows: Rows = [[None, "Lekeberg", "Laxå"], ["Folkmängd 2021-12-31", 8603, cell]]
    keys, found = extract(sheet(rows), lexicon)
    assert keys == []
    assert [(one.code, one.params["member"]) for one in found] == [("W613", "Laxå")]


@pytest.mark.parametrize(
    ("text", "member"),
    [
        *(
            (text, "Lekeberg")
            for text in ("Lekeberg", "Lekebergs kommun", "LEKEBERG", "lekeberg", "1814", "1814 Lekeberg")
        ),
        *((text, "Laxå") for text in ("Laxå", "Laxå kommun", "LAXÅ", "1860", "1860 Laxå kommun")),
        *((text, "Hallsberg") for text in ("Hallsbergs kommun", "1861")),
        *((text, "Askersund") for text in ("Askersunds kommun", "ASKERSUND", "1882")),
        ("Degerfors", "Degerfors"),
        ("Örebro kommun", "Örebro"),
        ("Sydnärkes kommunalförbund", "Sydnärkes kommunalförbund"),
        ("Region Örebro län", "Region Örebro län"),
        ("1814 12", "1814 12"),
    ],
)
def test_members_are_known_by_name_or_code_and_others_kept(text: str, member: str, lexicon: Lexicon) -> None:
    assert lexicon.member(text) == member


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("IT INVEST LEKEBERG", "Lekeberg"),
        ("IT-invest. Laxå", "Laxå"),
        ("Datorer, Hallsbergs kommun", "Hallsberg"),
        ("IT-INVEST. GEMENSAMT", None),
        ("Laxförädling", None),
    ],
)
def test_a_member_is_found_in_a_label(text: str, member: str | None, lexicon: Lexicon) -> None:
    assert lexicon.member_in(text) == member


def test_codes_as_numbers_are_members(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [["Kommunkod", "Kommun", "Folkmängd 2021"], [1814, "Lekeberg", 8603], [1860, "Laxå", 5582]]
    (key,), _ = extract(sheet(rows), lexicon)
    assert weights(key) == {"Lekeberg": 8603, "Laxå": 5582}


def test_unknown_members_are_accepted(sheet: Sheet, lexicon: Lexicon) -> None:
    (key,), found = extract(sheet([["Medlem", "Antal invånare"], ["Degerfors", 9500], ["Karlskoga", 30000]]), lexicon)
    assert (weights(key), found) == ({"Degerfors": 9500, "Karlskoga": 30000}, [])


@pytest.mark.parametrize("label", ["Summa", "Totalt", "TOTALT", "S:a"])
def test_a_sum_is_no_member(label: str, sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [
        ["Kommun", "Folkmängd 2021-12-31"],
        ["Lekeberg", 8603],
        ["Laxå", 5582],
        [label, 14185],
        [],
        ["Källa: SCB"],
    ]
    (key,), found = extract(sheet(rows), lexicon)
    assert weights(key) == {"Lekeberg": 8603, "Laxå": 5582}
    assert key.published_total is not None
    assert (key.published_total.value, key.published_total.source.a1, found) == (
        Decimal(14185),
        "B4",
        [],
    )


@pytest.mark.parametrize("note", [["Källa: SCB"], ["Not 1", None], ["Uppgifterna avser 2021."]])
def test_a_note_below_is_no_member(note: list[object], sheet: Sheet, lexicon: Lexicon) -> None:
    (key,), found = extract(
        sheet([["Kommun", "Folkmängd 2021"], ["Lekeberg", 8603], ["Laxå", 5582], [], note]), lexicon
    )
    assert (list(weights(key)), found) == (["Lekeberg", "Laxå"], [])


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Antal användare", "användare"),
        ("Antal datorer", "datorer"),
        ("Fördelningsnyckel", "andel"),
        ("Andel %", "andel"),
        ("Antal", "andel"),
        ("Invånarantal", "folkmängd"),
    ],
)
def test_a_key_is_named_for_what_it_counts(header: str, name: str, sheet: Sheet, lexicon: Lexicon) -> None:
    (key,), _ = extract(sheet([["Kommun", header], ["Lekeberg", 60], ["Laxå", 40]]), lexicon)
    assert (key.name, weights(key)) == (name, {"Lekeberg": 60, "Laxå": 40})


def test_a_share_beside_the_population_is_no_key_of_its_own(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [["Kommun", "Folkmängd 2021", "Andel"], ["Lekeberg", 60, "60 %"], ["Laxå", 40, "40 %"]]
    keys, _ = extract(sheet(rows), lexicon)
    assert [key.name for key in keys] == ["folkmängd"]


@pytest.mark.parametrize(
    ("cell", "codes"),
    [(None, ["W613"]), ("saknas", ["W613"]), ("se not", ["E303", "W613"]), ("1.733", ["E304", "W613"])],
)
def test_a_member_without_a_value_makes_the_key_unusable_and_is_named(
    cell: object, codes: list[str], sheet: Sheet, lexicon: Lexicon
) -> None:
    rows: Rows = [["Kommun", "Folkmängd 2021"], ["Lekeberg", 8603], ["Laxå", cell], ["Hallsberg", 16196]]
    keys, found = extract(sheet(rows), lexicon)
    assert keys == []
    places = [(one.code, one.source) for one in found]
    assert places == [(code, CellRef("bok.xlsx", "Blad1", 3, 2)) for code in codes]
    assert found[-1].params["member"] == "Laxå"


def test_text_numbers_with_spaces_are_weights(sheet: Sheet, lexicon: Lexicon) -> None:
    (key,), found = extract(
        sheet([["Kommun", "Folkmängd 2021"], ["Lekeberg", "8 603"], ["Laxå", "5\u00a0582"]]), lexicon
    )
    assert weights(key) == {"Lekeberg": 8603, "Laxå": 5582}
    assert [one.code for one in found] == ["N307", "N307"]


def test_a_code_of_another_municipality_is_said(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [["Kommun", "Folkmängd 2021"], ["1814 Lekeberg", 8603], ["1814 Laxå", 5582]]
    (key,), found = extract(sheet(rows), lexicon)
    assert weights(key) == {"Lekeberg": 8603, "Laxå": 5582}
    assert [(one.code, one.place) for one in found] == [("W621", "bok.xlsx, fliken Blad1, cell A3")]


def test_a_region_is_a_member_and_its_county_is_none(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Rows = [["Part", "Antal användare"], ["Region Örebro län", 60], ["Örebro", 40], ["Örebro län", 100]]
    (key,), found = extract(sheet(rows), lexicon)
    assert weights(key) == {"Region Örebro län": 60, "Örebro": 40}
    assert [one.code for one in found] == ["N615"]


UNREAD = Cell(CellKind.UNCALCULATED, None)
PEOPLE: Rows = [["Alfaby", 10_000], ["Betaby", 9_000], ["Gammaby", 5_000]]


@pytest.mark.parametrize("place", [1, 2, 3])
@pytest.mark.parametrize(
    ("label", "code", "column"),
    [(None, "E641", 2), (UNREAD, "E302", 1), (Cell(CellKind.ERROR, "#REF!"), "E301", 1)],
)
def test_a_value_that_names_nobody_is_no_row_to_pass_over(
    label: object, code: str, column: int, place: int, sheet: Sheet, lexicon: Lexicon
) -> None:
    """Else its member pays nothing, and the others pay its share."""
    rows = [["Kommun", "Folkmängd 2021-12-31"], *PEOPLE]
    rows[place] = [label, rows[place][1]]
    keys, found = extract(sheet(rows), lexicon)
    assert keys == []
    assert [(one.code, one.source) for one in found] == [(code, CellRef("bok.xlsx", "Blad1", place + 1, column))]


@pytest.mark.parametrize(
    "below",
    [
        pytest.param([[None, 24_000]], id="a sum without a label"),
        pytest.param([["Totalt", 24_000], [None, 24_100]], id="something below the sum"),
        pytest.param([[], [None, 7]], id="something below a gap"),
        pytest.param([[None, UNREAD]], id="a formula below, not computed"),
    ],
)
def test_what_stands_below_a_list_is_no_member_without_a_name(below: Rows, sheet: Sheet, lexicon: Lexicon) -> None:
    (key,), found = extract(sheet([["Kommun", "Folkmängd 2021-12-31"], *PEOPLE, *below]), lexicon)
    assert weights(key) == {"Alfaby": 10_000, "Betaby": 9_000, "Gammaby": 5_000}
    assert found == []


def test_a_value_between_members_in_columns_names_one_too(sheet: Sheet, lexicon: Lexicon) -> None:
    rows = [[None, "Lekeberg", None, "Askersund"], ["Folkmängd 2021-12-31", 8603, 5582, 11534]]
    keys, found = extract(sheet(rows), lexicon)
    assert (keys, [(one.code, str(one.source)) for one in found]) == ([], [("E641", "bok.xlsx!Blad1!C2")])


@pytest.mark.parametrize(
    ("header", "rows", "place"),
    [
        pytest.param("Folkmängd 2021-12-31", [["Alfaby", 3000], [None, 8000], ["Betaby", 5000]], 3, id="in the middle"),
        pytest.param("Andel", [["Alfaby", "0,25"], [None, "0,5"], ["Betaby", "0,25"]], 3, id="a share in the middle"),
        pytest.param("Andel", [["Alfaby", "0,25"], ["Betaby", "0,25"], [None, "0,5"]], 4, id="a share last"),
        pytest.param("Andel", [["Alfaby", "30 %"], ["Betaby", "20 %"], [None, "50 %"]], 4, id="per cent last"),
        pytest.param("Andel", [[None, "50 %"], ["Alfaby", "30 %"], ["Betaby", "20 %"]], 2, id="per cent first"),
        pytest.param(
            "Andel",
            [["Alfaby", "0,3"], ["Betaby", "0,1"], [None, "0,4"], ["Gammaby", "0,2"]],
            4,
            id="a share like those above it",
        ),
    ],
)
def test_a_value_without_a_name_may_happen_to_be_what_the_others_come_to(
    header: str, rows: Rows, place: int, sheet: Sheet, lexicon: Lexicon
) -> None:
    """Half the whole is what the others come to, yet no sum of theirs."""
    keys, found = extract(sheet([["Kommun", header], *rows]), lexicon)
    assert keys == []
    assert [(one.code, str(one.source)) for one in found if one.code != "N307"] == [
        ("E641", f"bok.xlsx!Blad1!B{place}")
    ]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        pytest.param("Andel", [["Alfaby", 0.25], ["Betaby", 0.75], [None, 1]], id="a whole"),
        pytest.param(
            "Andel", [["Alfaby", 0.2], ["Betaby", 0.1], [None, 0.3], ["Gammaby", 0.7], [None, 1]], id="a part"
        ),
        pytest.param("Folkmängd 2021-12-31", [["Alfaby", 3000], ["Betaby", 5000], [None, 8000]], id="people"),
        pytest.param("Folkmängd 2021-12-31", [[None, 8000], ["Alfaby", 3000], ["Betaby", 5000]], id="at the top"),
        pytest.param(
            "Folkmängd 2021-12-31",
            [["Alfaby", 3000], ["Betaby", 5000], [None, 8000], ["Gammaby", 2000], [None, 10_000]],
            id="of some, and of all",
        ),
    ],
)
def test_a_sum_without_a_label_is_nobodys(header: str, rows: Rows, sheet: Sheet, lexicon: Lexicon) -> None:
    (key,), found = extract(sheet([["Kommun", header], *rows]), lexicon)
    assert [entry.member for entry in key.entries] == [str(row[0]) for row in rows if row[0]]
    assert found == []


@pytest.mark.parametrize("mark", ["-", "–", "—", ".", "---", "?", "…"])
def test_a_mark_names_no_member(mark: str, sheet: Sheet, lexicon: Lexicon) -> None:
    keys, found = extract(sheet([["Kommun", "Folkmängd 2021-12-31"], PEOPLE[0], [mark, 9_000], PEOPLE[2]]), lexicon)
    assert keys == []
    assert [(one.code, str(one.source)) for one in found] == [("E641", "bok.xlsx!Blad1!B3")]


@pytest.mark.parametrize("shares", [["0,25", "0,25", "0,5"], ["30 %", "20 %", "50 %"], [12.5, 37.5, 50]])
def test_the_last_member_may_have_half_the_whole(shares: list[object], sheet: Sheet, lexicon: Lexicon) -> None:
    """Its share is then what the others come to, yet no sum: with it they are the whole."""
    rows = [[name, share] for name, share in zip(["Alfaby", "Betaby", "Gammaby"], shares, strict=True)]
    (key,), found = extract(sheet([["Kommun", "Andel"], *rows]), lexicon)
    assert [*weights(key)] == ["Alfaby", "Betaby", "Gammaby"]
    assert {one.code for one in found} <= {"N307"}


@pytest.mark.parametrize(("header", "last"), [("Andel", 1), ("Folkmängd 2021-12-31", 8000)])
def test_a_last_row_that_is_the_sum_is_no_member_whatever_it_is_called(
    header: str, last: int, sheet: Sheet, lexicon: Lexicon
) -> None:
    values = [Decimal(last) / 4, Decimal(last) / 4 * 3, last]
    rows = [[name, value] for name, value in zip(["Alfaby", "Betaby", "Nämndens område"], values, strict=True)]
    (key,), found = extract(sheet([["Kommun", header], *rows]), lexicon)
    assert [*weights(key)] == ["Alfaby", "Betaby"]
    assert [one.code for one in found] == ["N615"]
