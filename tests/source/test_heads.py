"""The lines above a table: year, period, unit, board and host."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.core.model import CellRef
from itnamnd_xl.source.heads import money_unit, period_of, read_head, stated_in

if TYPE_CHECKING:
    from itnamnd_xl.source.lexicon import Lexicon


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Belopp i tkr", "tkr"),
        ("Belopp i tkr, helår 2023", "tkr"),
        ("Alla belopp anges i tusental kronor", "tkr"),
        ("(mnkr)", "mnkr"),
        ("Driftredovisning (i Mkr)", "mnkr"),
        ("Driftredovisning, tkr", "tkr"),
        ("Driftredovisning 2023, tkr", "tkr"),
        ("Driftredovisning 2023 tkr", "tkr"),
        ("Utfall i kkr, ackumulerat", "tkr"),
        ("Underskottet uppgår till 1 733 tkr", None),
        ("Driftredovisning 2023", None),
        ("Belopp", None),
        ("Skriv ut", None),
    ],
)
def test_a_line_states_the_unit_of_amounts_but_an_amount_does_not(
    text: str, unit: str | None, lexicon: Lexicon
) -> None:
    assert money_unit(text, lexicon) == unit


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Period 2301-2312", "helår"),
        ("Period 2301-2308", "delår"),
        ("Period 202301 – 202308", "delår"),
        ("Belopp i tkr, helår 2023", "helår"),
        ("Årsredovisning 2023", "helår"),
        ("Delårsrapport augusti 2023", "delår"),
        ("Tertial 2 2023", "delår"),
        ("Utfall jan–aug 2023", "delår"),
        ("Driftredovisning 2023", None),
        ("Period: januari - december 2023", "helår"),
        ("Period 202301-202312", "helår"),
        ("Avser 2023-01-01 – 2023-12-31", "helår"),
        ("Period: 2023-01-01 – 2023-08-31", "delår"),
        ("Period 2023", None),
        ("Utfall för perioden", None),
    ],
)
def test_a_line_states_the_period(text: str, period: str | None, lexicon: Lexicon) -> None:
    assert period_of(text, lexicon) == period


def test_a_report_head_gives_year_period_and_unit_but_not_its_day_of_printing(lexicon: Lexicon) -> None:
    head = read_head(["Affärsenhet 31", "Period 2301-2312", "Utskriven 2024-01-19", "Belopp i tkr"], lexicon)
    assert (head.years, head.date, head.period, head.unit) == ((2023,), None, "helår", "tkr")


@pytest.mark.parametrize(
    ("lines", "years", "at"),
    [
        (["Bokslut 2023", "Budget beslutad 2022-11-28 § 45"], (2023,), 0),
        (["Bokslut 2023", "Sammanställt 2024-02-03"], (2024, 2023), 0),
        (["Bokslut 2023, jämfört med 2022"], (2023,), 0),
        (["Bokslut jämfört med budget 2023"], (2023,), 0),
        (["Drift 2023 och 2022"], (2022, 2023), 0),
        (["Nämnden 2023 (2022)"], (2022, 2023), 0),
        (["Bokslut 2022", "Bokslut 2023"], (2022, 2023), 1),
        (["Fastställd budget 2023"], (2023,), 0),
        (["Fastställd 2023-01-02"], (), None),
        (["Dnr 2024/117", "§ 12/2022"], (), None),
        (["Avser t.o.m. 2023-12-31. Utskriven 2024-02-01"], (2023,), 0),
    ],
)
def test_the_likeliest_year_of_a_report_head_is_its_last(
    lines: list[str], years: tuple[int, ...], at: int | None, lexicon: Lexicon
) -> None:
    head = read_head(lines, lexicon)
    assert (head.years, head.year_at) == (years, at)


def test_a_day_of_printing_is_no_date_of_a_key(lexicon: Lexicon) -> None:
    assert read_head(["Folkmängd 2021-12-31, hämtad 2022-03-01"], lexicon).date == dt.date(2021, 12, 31)


def test_the_nearest_line_wins(lexicon: Lexicon) -> None:
    head = read_head(["Belopp i tkr", "Delår 2022", "Belopp i mnkr", "Helår 2023-12-31"], lexicon)
    assert (head.unit, head.period, head.date) == ("mnkr", "helår", dt.date(2023, 12, 31))


REF = CellRef("bok.xlsx", "Blad1", 1, 1)


@pytest.mark.parametrize(
    ("text", "right", "board"),
    [
        ("Sydnärkes IT-nämnd", "", "Sydnärkes IT-nämnd"),
        ("Sydnärkes IT-nämnd – årsredovisning 2023", "", "Sydnärkes IT-nämnd"),
        ("Nämnd: IT-nämnden", "", "IT-nämnden"),
        ("Nämnd:", "IT-nämnden", "IT-nämnden"),
        ("Sydnärkes kommunalförbund", "", "Sydnärkes kommunalförbund"),
        ("Driftredovisning 2023", "", None),
        ("Beslut fattas av den gemensamma nämnden i Lekeberg varje år", "", None),
        ("Nämnd", "", None),
    ],
)
def test_a_line_names_the_board(text: str, right: str, board: str | None, lexicon: Lexicon) -> None:
    found = stated_in([(text, right, REF)], lexicon).board
    assert found == (None if board is None else (board, REF))


@pytest.mark.parametrize(
    ("text", "right", "host"),
    [
        ("Värdkommun: Lekeberg", "", "Lekeberg"),
        ("Värdkommun: Laxå kommun", "", "Laxå"),
        ("Värdkommun", "Hallsberg", "Hallsberg"),
        ("VÄRDKOMMUN:", "1882", "Askersund"),
        ("Värdkommun", "", None),
        ("Lekeberg", "", None),
    ],
)
def test_a_line_names_the_host(text: str, right: str, host: str | None, lexicon: Lexicon) -> None:
    found = stated_in([(text, right, REF)], lexicon).host
    assert found == (None if host is None else (host, REF))
