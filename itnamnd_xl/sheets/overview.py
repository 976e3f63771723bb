"""The summary of many cases: one row a case, a sheet a year beside the year before, the years, charts, all messages."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import INTERIM, Level
from itnamnd_xl.core.swedish import count, number, same_name
from itnamnd_xl.core.wording import GOAL_WORDS
from itnamnd_xl.sheets.cells import level_cell
from itnamnd_xl.sheets.spec import EMPTY, Cell, Chart, Role, Series, Shade, Sheet, titled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

NAME, CHARTS, YEARS, MESSAGES = "Sammanställning", "Diagram", "Åren jämförda", "Meddelanden"
LEVELS = (Level.ACHIEVED, Level.PARTLY, Level.NOT, Level.NOT_ASSESSED)
SHADES = (Shade.GOOD, Shade.PARTLY, Shade.BAD, Shade.NONE)
STATUS_WORDS = {"ok": "Klart", "warnings": "Varningar", "failed": "Fel"}
STATUS = {
    "ok": Cell(f"● {STATUS_WORDS['ok']}", Role.ACHIEVED),
    "warnings": Cell(f"▲ {STATUS_WORDS['warnings']}", Role.PARTLY),
    "failed": Cell(f"■ {STATUS_WORDS['failed']}", Role.NOT),
}
KINDS = {"deficit": "Underskott", "surplus": "Överskott", "none": "Inget att fördela"}
SEVERITIES = {
    "error": Cell("■ Fel", Role.NOT),
    "warning": Cell("▲ Varning", Role.PARTLY),
    "note": Cell("Upplysning", Role.TEXT),
}
# A chart of more bars than this cannot be read.
MOST_BARS = 10
BAR_ROWS, CHART_HEAD_ROWS = 2, 5
# Rows of a printed page of charts.
PAGE_ROWS = 29
# A bar of nothing needs no figure.
COUNTS, AMOUNTS = "0;;;", '#,##0;"\u2212"#,##0;0'
# What a sheet holds at most is 1 048 576 rows.
MOST_MESSAGES = 1_000_000


@dataclass(frozen=True, slots=True)
class Amounts:
    """The operating statement in tkr; None where it has no such figure.

    `budget` and `outcome` are of the costs. A deficit and an adverse deviation are negative.
    """

    budget: Decimal | None = None
    outcome: Decimal | None = None
    net: Decimal | None = None
    deviation: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case of the summary.

    Attributes:
        path: names the case.
        target: the workbook with its results, as it is seen from the summary; empty where there is none.
        goals: how many goals have each level; empty where the case has no goals.
        ratio: the share of its indicators that are achieved.
        kind: deficit, surplus or none; None where nothing was allocated.
        allocated: the amount that was allocated, in tkr.
        shares: how it was shared, in words: each member's part with the unit that it was shared in.
    """

    path: str
    status: str
    target: str = ""
    board: str | None = None
    year: int | None = None
    period: str | None = None
    goals: Counter[Level] | None = None
    overall: Level | None = None
    ratio: Decimal | None = None
    amounts: Amounts = Amounts()
    kind: str | None = None
    allocated: Decimal | None = None
    shares: str = ""
    errors: int = 0
    warnings: int = 0

    @property
    def label(self) -> str:
        """What the case is called: its board, or else its path."""
        return self.board or self.path


@dataclass(frozen=True, slots=True)
class Message:
    """A diagnostic of one of the cases."""

    severity: str
    code: str
    path: str
    place: str
    text: str


def overview_sheets(rows: Sequence[CaseRow], messages: Iterable[Message]) -> list[Sheet]:
    """Lay out the summary."""
    by_year: dict[int | None, list[CaseRow]] = defaultdict(list)
    for row in rows:
        by_year[row.year].append(row)
    years = sorted((year for year in by_year if year is not None), reverse=True)
    year_sheets = [_year_sheet(year, by_year[year], _matched(by_year.get(year - 1, ()))) for year in years]
    compared = _years_sheet(years, by_year)
    found = [_all_cases(rows)]
    if charts := _charts_sheet(years, year_sheets, compared, by_year):
        found.append(charts)
    return [*found, *([compared] if years else []), *year_sheets, _messages_sheet(messages)]


def _all_cases(rows: Sequence[CaseRow]) -> Sheet:
    sheet = titled(NAME, NAME, (30, 24, 7, 8, 13, 8, 8, 8, 8, 16, 11, 10, 10, 15, 12, 11, 14, 32, 6, 12))
    statuses = Counter(row.status for row in rows)
    sheet.text(
        f"{count(len(rows), 'ärende', 'ärenden')}: {number(statuses['ok'])} utan anmärkning, "
        f"{number(statuses['warnings'])} med varningar och {number(statuses['failed'])} med fel."
    )
    sheet.text(
        "Belopp i tkr; i kolumnen Fördelning står enheten vid varje belopp. Budget och utfall är kostnaderna. Ett "
        "underskott och en ogynnsam avvikelse är negativa. Det redovisade beloppet används där det skiljer sig från "
        "det beräknade bara genom avrundning.",
        Role.NOTE,
    )
    sheet.add(EMPTY)
    sheet.header(
        "Ärende", "Nämnd", "År", "Period", "Läge", *(GOAL_WORDS[one] for one in LEVELS), "Samlad bedömning",
        "Indikatorer uppnådda", "Budget", "Utfall", "Nettoresultat", "Avvikelse", "Fördelas", "Under-/överskott",
        "Fördelning", "Fel", "Varningar", numbers=(2, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 18, 19),
    )  # fmt: skip
    for row in rows:
        amounts = row.amounts
        sheet.add(
            (
                _link(row),
                Cell(row.board or "–", Role.TEXT),
                Cell(row.year, Role.NUMBER, number_format="0") if row.year else Cell("–", Role.DASH),
                Cell(row.period or "–", Role.TEXT),
                STATUS[row.status],
                *_goals(row),
                level_cell(row.overall, goal=True),
                _share(row.ratio),
                _amount(amounts.budget),
                _amount(amounts.outcome),
                _amount(amounts.net),
                _amount(amounts.deviation),
                _amount(row.allocated),
                Cell(KINDS.get(row.kind or "", "–"), Role.TEXT),
                Cell(row.shares or "–", Role.TEXT),
                Cell(row.errors, Role.NUMBER),
                Cell(row.warnings, Role.NUMBER),
            )
        )
    return sheet


def _link(row: CaseRow) -> Cell:
    return Cell(row.path, Role.LINK, target=row.target) if row.target else Cell(row.path, Role.TEXT)


def _goals(row: CaseRow) -> Iterator[Cell]:
    for level in LEVELS:
        yield Cell("–", Role.DASH) if row.goals is None else Cell(row.goals[level], Role.NUMBER)


def _amount(value: Decimal | None) -> Cell:
    return Cell("–", Role.DASH) if value is None else Cell(value, Role.AMOUNT)


def _share(value: Decimal | None) -> Cell:
    return Cell("–", Role.DASH) if value is None else Cell(value, Role.PERCENT, places=1)


Same = tuple[str, str | None]


def _same(row: CaseRow) -> Same | None:
    """Give what tells that two cases are of one board and the same part of a year; None where no board is stated."""
    return None if row.board is None else (same_name(row.board), row.period)


def _matched(rows: Iterable[CaseRow]) -> dict[Same, CaseRow]:
    """Give the cases by board; a board that has several of a kind cannot be compared with."""
    found: dict[Same, list[CaseRow]] = defaultdict(list)
    for row in rows:
        if (same := _same(row)) is not None:
            found[same].append(row)
    return {same: several[0] for same, several in found.items() if len(several) == 1}


def _year_sheet(year: int, rows: Sequence[CaseRow], before: dict[Same, CaseRow]) -> Sheet:
    """Lay out a year's cases beside the year before, the most adverse deviation first."""
    sheet = titled(
        str(year), f"År {year} jämfört med {year - 1}", (30, 24, 8, 8, 8, 8, 8, 16, 16, 12, 12, 15, 15, 13, 12, 12)
    )
    sheet.text(
        "Ärendena står efter avvikelsen mot budget, den mest negativa först. Belopp i tkr. Föregående år visas för "
        "samma nämnd och period, där det finns precis ett sådant ärende."
    )
    sheet.add(EMPTY)
    sheet.header(
        "Ärende", "Nämnd", "Period", *(GOAL_WORDS[one] for one in LEVELS), f"Samlad bedömning {year}",
        f"Samlad bedömning {year - 1}", f"Indikatorer uppnådda {year}", f"Indikatorer uppnådda {year - 1}",
        f"Nettoresultat {year}", f"Nettoresultat {year - 1}", "Förändring", f"Avvikelse {year}",
        f"Avvikelse {year - 1}", numbers=(3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 15),
    )  # fmt: skip
    times = Counter(row.label for row in rows)
    for row in _ranked(rows):
        same = _same(row)
        former = before.get(same) if same is not None else None
        now, then = row.amounts.net, former.amounts.net if former else None
        change = now - then if now is not None and then is not None else None
        sheet.add(
            (
                _link(row),
                Cell(row.label if times[row.label] == 1 else f"{row.label} ({row.path})", Role.TEXT),
                Cell(row.period or "–", Role.TEXT),
                *_goals(row),
                level_cell(row.overall, goal=True),
                level_cell(former.overall if former else None, goal=True),
                _share(row.ratio),
                _share(former.ratio if former else None),
                _amount(now),
                _amount(then),
                _amount(change),
                _amount(row.amounts.deviation),
                _amount(former.amounts.deviation if former else None),
            )
        )
    return sheet


def _ranked(rows: Iterable[CaseRow]) -> list[CaseRow]:
    """Put the most adverse deviation first, and last what has none."""
    return sorted(rows, key=lambda row: (row.amounts.deviation is None, row.amounts.deviation or 0, row.path))


def _years_sheet(years: Sequence[int], by_year: dict[int | None, list[CaseRow]]) -> Sheet:
    """Lay out the years beside each other, the cases of each summed."""
    sheet = titled(YEARS, YEARS, (12, 10, 12, 8, 8, 8, 8, 14, 14, 14, 14, 14))
    sheet.text(
        "Summa per år och period av de ärenden som har uppgiften. Har en nämnd flera ärenden för samma år och "
        "period är inget av dem med; de är räknade i kolumnen Utelämnade. Belopp i tkr."
    )
    sheet.add(EMPTY)
    sheet.header(
        "År", "Ärenden", "Utelämnade", *(GOAL_WORDS[one] for one in LEVELS), "Nämndmål som uppnås", "Budget",
        "Utfall", "Nettoresultat", "Avvikelse", numbers=range(1, 12),
    )  # fmt: skip
    for label, every in _periods(years, by_year):
        rows = _countable(every)
        goals: Counter[Level] = sum((row.goals for row in rows if row.goals is not None), Counter())
        assessed = goals.total() - goals[Level.NOT_ASSESSED]
        amounts = [row.amounts for row in rows]
        sheet.add(
            (
                Cell(label, Role.STRONG),
                Cell(len(rows), Role.NUMBER),
                Cell(len(every) - len(rows), Role.NUMBER),
                *(Cell(goals[level], Role.NUMBER) for level in LEVELS),
                _share(Decimal(goals[Level.ACHIEVED]) / assessed if assessed else None),
                _amount(_sum(one.budget for one in amounts)),
                _amount(_sum(one.outcome for one in amounts)),
                _amount(_sum(one.net for one in amounts)),
                _amount(_sum(one.deviation for one in amounts)),
            )
        )
    return sheet


def _periods(
    years: Iterable[int], by_year: Mapping[int | None, Sequence[CaseRow]]
) -> Iterator[tuple[str, list[CaseRow]]]:
    """Part each year's cases by period: a part of a year and a whole one are no sum."""
    for year in years:
        for period in (None, INTERIM):
            rows = [row for row in by_year[year] if (row.period == INTERIM) == (period == INTERIM)]
            if rows:
                yield f"{year} {period}" if period else str(year), rows


def _countable(rows: Sequence[CaseRow]) -> list[CaseRow]:
    """Leave out the cases of a board that has several: which of them counts is not known."""
    times = Counter(_same(row) for row in rows)
    return [row for row in rows if (same := _same(row)) is None or times[same] == 1]


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def _charts_sheet(
    years: Sequence[int], sheets: Sequence[Sheet], compared: Sheet, by_year: dict[int | None, list[CaseRow]]
) -> Sheet | None:
    """Draw the years, and of each year the deviations and the goals; None where there is nothing to draw."""
    sheet = titled(CHARTS, CHARTS, (120,))
    sheet.text(
        "Diagrammen bygger på flikarna Åren jämförda och de enskilda åren. För varje år visas högst "
        f"{MOST_BARS} ärenden, de med störst negativ avvikelse."
    )
    row = page = 4
    levels = tuple(
        Series(GOAL_WORDS[level], place, shade)
        for place, (level, shade) in enumerate(zip(LEVELS, SHADES, strict=True), 4)
    )
    plans = []
    periods = len([*_periods(years, by_year)])
    if periods > 1:
        title = "Nämndmål per år"
        words = "Stapeldiagram: antalet nämndmål som uppnås, uppnås delvis, inte uppnås och inte är bedömda, per år."
        plans.append((title, words, YEARS, periods, 1, levels, compared))
    for year, of_year in zip(years, sheets, strict=True):
        shown = _ranked(by_year[year])[:MOST_BARS]
        if with_amounts := [one for one in shown if one.amounts.deviation is not None]:
            title = f"Avvikelse mot budget {year}, tkr"
            words = f"Stapeldiagram: avvikelsen mot budget {year} i tkr för {len(with_amounts)} ärenden."
            plans.append((title, words, str(year), len(with_amounts), 2, (Series("Avvikelse", 15),), of_year))
        if any(one.goals for one in shown):
            title = f"Nämndmål {year}"
            words = f"Stapeldiagram: antalet nämndmål på varje nivå {year} för {len(shown)} ärenden."
            plans.append((title, words, str(year), len(shown), 2, levels, of_year))
    for title, words, data, bars, labels, series, source in plans:
        first = (source.header_row or 0) + 1
        height = CHART_HEAD_ROWS + BAR_ROWS * bars
        shown_as = COUNTS if len(series) > 1 else AMOUNTS
        chart = Chart(title, words, data, first, first + bars - 1, labels, series, (row, 1), height, shown_as)
        if row - page + height > PAGE_ROWS and row > page:
            sheet.breaks.append(row - 1)
            page = row
        sheet.charts.append(chart)
        row += height + 1
    return sheet if plans else None


def _messages_sheet(messages: Iterable[Message]) -> Sheet:
    """Lay out every diagnostic of every case, the gravest first."""
    sheet = titled(MESSAGES, MESSAGES, (14, 9, 44, 36, 110))
    order = list(SEVERITIES)
    ranked = sorted(messages, key=lambda one: order.index(one.severity))
    counts = Counter(one.severity for one in ranked)
    sheet.text(
        f"{number(counts['error'])} fel, {count(counts['warning'], 'varning', 'varningar')} och "
        f"{count(counts['note'], 'upplysning', 'upplysningar')}."
        + (f" De första {number(MOST_MESSAGES)} visas." if len(ranked) > MOST_MESSAGES else "")
    )
    sheet.add(EMPTY)
    sheet.header("Typ", "Kod", "Ärende", "Plats", "Meddelande")
    # The same codes and cases stand in row after row, in tens of thousands of them.
    plain = cache(partial(Cell, role=Role.TEXT))
    for one in ranked[:MOST_MESSAGES]:
        sheet.add(
            (
                SEVERITIES[one.severity],
                plain(one.code),
                plain(one.path),
                Cell(one.place or "–", Role.REMARK),
                Cell(one.text, Role.TEXT),
            )
        )
    return sheet
