"""What the user states on the sheet Inställningar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itnamnd_xl.policy.load import default_policy
from itnamnd_xl.source.cells import Findings
from itnamnd_xl.source.grid import Cell, CellKind
from itnamnd_xl.source.lexicon import Lexicon
from itnamnd_xl.source.settings_sheet import is_settings_sheet, read_settings, setting_value

if TYPE_CHECKING:
    from itnamnd_xl.source.grid import Grid

from itnamnd_xl.core.wording import SETTING_WORDS

Sheet = Callable[..., "Grid"]
LABELS = {name: label for name, (label, _) in SETTING_WORDS.items()}


def read(rows: Sequence[Sequence[object]], sheet: Sheet, lexicon: Lexicon) -> tuple[dict[str, Any], Findings]:
    findings = Findings()
    stated, unreadable = read_settings(sheet(rows, name="Inställningar"), lexicon, findings)
    assert len(unreadable) == sum(one.code == "E701" for one in findings.found)
    return dict(stated), findings


def said(stated: dict[str, Any]) -> dict[str, tuple[object, object]]:
    """The value of each setting and the decision behind it."""
    return {name: (one["value"], one["decided"]) for name, one in stated.items()}


@pytest.mark.parametrize(
    ("name", "known"), [("Inställningar", True), ("INSTÄLLNINGAR", True), ("installningar", True), ("Drift", False)]
)
def test_the_sheet_is_known_by_its_name(name: str, known: bool, sheet: Sheet) -> None:
    assert is_settings_sheet(sheet([], name=name)) is known


@pytest.mark.parametrize(
    ("name", "cell", "value"),
    [
        ("partial_threshold", "80 %", Decimal("0.8")),
        ("partial_threshold", Cell(CellKind.NUMBER, Decimal("0.8"), "0%"), Decimal("0.8")),
        ("partial_threshold", 80, Decimal("0.8")),
        ("partial_threshold", "0,8", Decimal("0.8")),
        ("partial_threshold", "78,5 %", Decimal("0.785")),
        ("absolute_tolerance", "0,5", Decimal("0.5")),
        ("absolute_tolerance", 2, Decimal(2)),
        ("missing_counts", "Nej", False),
        ("missing_counts", "ja", True),
        ("missing_counts", False, False),
        ("dash_is_zero", "Nej", False),
        ("year", 2023, 2023),
        ("year", "2023", 2023),
        ("period", "Delår", "delår"),
        ("period", "HELÅR", "helår"),
        ("period", "jan–aug", "delår"),
        ("period", "jan–dec", "helår"),
        ("year", "år 2023", 2023),
        ("year", dt.datetime(2023, 12, 31), 2023),  # noqa: DTZ001 - a cell knows no time zone
        ("default_unit", "Belopp i tkr", "tkr"),
        ("default_unit", "kkr", "tkr"),
        ("default_unit", "Mkr", "mnkr"),
        ("default_unit", "SEK", "kr"),
        ("key_date", "2021-12-31", dt.date(2021, 12, 31)),
        ("key_date", "31 december 2021", dt.date(2021, 12, 31)),
        ("key_date", dt.datetime(2021, 12, 31), dt.date(2021, 12, 31)),  # noqa: DTZ001 - a cell knows no time zone
        ("host", "Laxå kommun", "Laxå"),
        ("host", 1861, "Hallsberg"),
        ("board", "IT-nämnden", "IT-nämnden"),
        ("key", "användare", "användare"),
        ("key", "Antal invånare", "folkmängd"),
        ("key", "Lika delar", "lika"),
        ("key", "jämn fördelning", "lika"),
        ("key", "skrivare", "skrivare"),
        ("key", "Invånare 60 %, antal datorer 40 %", "folkmängd 60 %, datorer 40 %"),
        ("key", "2/3 folkmängd och 1/3 lika delar", "folkmängd 2/3, lika 1/3"),
        ("minimum_share", "5 %", Decimal("0.05")),
        ("comment_share", "7,5 %", Decimal("0.075")),
        ("comment_amount", "100 tkr", Decimal(100_000)),
        ("comment_amount", 250_000, Decimal(250_000)),
        ("minimum_share", Cell(CellKind.NUMBER, Decimal("0.05"), "0%"), Decimal("0.05")),
        ("minimum_amount", 50000, Decimal(50000)),
        ("minimum_amount", "50 tkr", Decimal(50000)),
        ("minimum_amount", "50 000 kr", Decimal(50000)),
        ("invoice", "andra fakturan 2024", "andra fakturan 2024"),
    ],
)
def test_a_setting_is_read_in_the_form_the_policy_wants(
    name: str, cell: object, value: object, sheet: Sheet, lexicon: Lexicon
) -> None:
    for label in (LABELS[name], LABELS[name].upper(), f"{LABELS[name]}:"):
        stated, findings = read([[label, cell]], sheet, lexicon)
        assert said(stated) == {name: (value, None)}
        assert findings.found == []


@pytest.mark.parametrize("header", ["Beslut (§, dnr)", "Beslut", "Paragraf"])
def test_the_decision_beside_a_setting_is_kept(header: str, sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Sequence[Sequence[object]] = [
        ["Inställning", "Värde", "Förklaring", header],
        [LABELS["partial_threshold"], "80 %", "Från vilken andel …", "KF 2022-11-28 § 120"],
        [LABELS["year"], 2023, "", None],
    ]
    stated, _ = read(rows, sheet, lexicon)
    assert said(stated) == {"partial_threshold": (Decimal("0.8"), "KF 2022-11-28 § 120"), "year": (2023, None)}
    assert str(stated["year"]["source"]).endswith("!Inställningar!B3")


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("partial_threshold", "hög"),
        ("partial_threshold", 0),
        ("partial_threshold", "180 %"),
        ("absolute_tolerance", "lite"),
        ("absolute_tolerance", -1),
        ("missing_counts", "kanske"),
        ("missing_counts", "delvis"),
        ("year", "23"),
        ("year", 1066),
        ("period", "kvartal"),
        ("default_unit", "euro"),
        ("key_date", "i december"),
        ("key_date", 2021),
        ("key", "folkmängd 60 %, datorer 30 %"),
        ("key", "folkmängd 2021"),
        ("minimum_share", "120 %"),
        ("comment_share", 1),
        ("comment_amount", "5 %"),
        ("minimum_share", "lite"),
        ("minimum_amount", -5),
        ("minimum_amount", "5 st"),
        ("partial_threshold", "80 st"),
        ("partial_threshold", Cell(CellKind.NUMBER, Decimal("1.2"), "0%")),
        ("minimum_share", 1),
        ("year", "²"),
        ("year", "2023/2024"),
        ("key_date", "2021-12-31 eller 2022-12-31"),
        ("period", "helår (delår 2)"),
        ("host", Cell(CellKind.ERROR, "#REF!")),
        ("board", Cell(CellKind.BOOLEAN, True)),
        ("key", Cell(CellKind.ERROR, "#N/A")),
        ("board", Cell(CellKind.UNCALCULATED, None)),
    ],
)
def test_a_value_that_cannot_be_used_is_said_where_it_stands(
    name: str, cell: object, sheet: Sheet, lexicon: Lexicon
) -> None:
    stated, findings = read([[], [LABELS[name], cell]], sheet, lexicon)
    assert stated == {}
    (found,) = findings.found
    assert (found.code, found.place) == ("E701", "bok.xlsx, fliken Inställningar, cell B2")
    assert found.params["name"] == LABELS[name]


def test_a_setting_that_is_not_known_is_said(sheet: Sheet, lexicon: Lexicon) -> None:
    stated, findings = read([["Nyckeldatumm", "2021-12-31"]], sheet, lexicon)
    assert stated == {}
    assert [one.code for one in findings.found] == ["W702"]


def test_a_setting_without_a_value_is_left_to_others(sheet: Sheet, lexicon: Lexicon) -> None:
    rows: Sequence[Sequence[object]] = [[label, None, "Förklaring"] for label in LABELS.values()]
    stated, findings = read([["Inställningar"], *rows], sheet, lexicon)
    assert (stated, findings.found) == ({}, [])


@pytest.mark.parametrize(
    "rows",
    [
        [["Inställning", "Förklaring", "Värde"], ["Nyckeldatum", "enligt avtalet", "2021-12-31"]],
        [["Nr", "Inställning", "Värde"], [1, "Nyckeldatum", "2021-12-31"]],
        [["Inställning", None, "Värde"], ["Nyckeldatum", None, "2021-12-31"]],
    ],
)
def test_values_stand_where_their_header_says(rows: Sequence[Sequence[object]], sheet: Sheet, lexicon: Lexicon) -> None:
    stated, findings = read(rows, sheet, lexicon)
    assert said(stated) == {"key_date": (dt.date(2021, 12, 31), None)}
    assert findings.found == []


def test_a_value_stands_beside_a_name_that_is_merged(sheet: Sheet, lexicon: Lexicon) -> None:
    findings = Findings()
    rows: Sequence[Sequence[object]] = [["Nyckeldatum", None, "2021-12-31"]]
    grid = replace(sheet(rows, name="Inställningar"), merges=((1, 1, 1, 2),))
    stated: dict[str, Any] = dict(read_settings(grid, lexicon, findings)[0])
    assert said(stated) == {"key_date": (dt.date(2021, 12, 31), None)}


def test_a_value_that_stands_apart_from_its_name_is_said(sheet: Sheet, lexicon: Lexicon) -> None:
    stated, findings = read([["Nyckeldatum", None, "2021-12-31"]], sheet, lexicon)
    assert stated == {}
    (found,) = findings.found
    assert (found.code, found.place) == ("W713", "bok.xlsx, fliken Inställningar, cell C1")


def test_a_setting_that_stands_twice_is_a_question(sheet: Sheet, lexicon: Lexicon) -> None:
    findings = Findings()
    rows: Sequence[Sequence[object]] = [["Nyckeldatum", "2021-12-31"], ["Nyckeldatum", "2022-12-31"]]
    stated, unreadable = read_settings(sheet(rows, name="Inställningar"), lexicon, findings)
    assert (stated, unreadable) == ({}, {"key_date"})
    assert [one.code for one in findings.found] == ["E711"]


def test_an_empty_text_is_no_value(sheet: Sheet, lexicon: Lexicon) -> None:
    stated, findings = read([["Värdkommun", Cell(CellKind.TEXT, " ")]], sheet, lexicon)
    assert (stated, findings.found) == ({}, [])


KINDS = (CellKind.TEXT, CellKind.ERROR)


@given(st.sampled_from(sorted(SETTING_WORDS)), st.sampled_from(KINDS), st.text(max_size=30))
def test_any_text_is_a_value_or_none(name: str, kind: CellKind, text: str) -> None:
    value = setting_value(name, Cell(kind, text), Lexicon(default_policy()))
    assert value is None or kind is CellKind.TEXT
