"""Where workbooks state year and period: the columns' headers, the title above, the sheet's name, the file's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from itnamnd_xl.core.model import Origin
from itnamnd_xl.source.heads import period_of
from itnamnd_xl.source.ledger_table import ledger_year
from itnamnd_xl.source.table import TableKind
from itnamnd_xl.source.times import take_times, years_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from itnamnd_xl.core.model import CellRef
    from itnamnd_xl.policy.model import Stated
    from itnamnd_xl.source.cells import Findings
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.table import Table


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact with where it was found: a cell, or the name of a sheet, file or setting; `words` say so in Swedish."""

    value: str
    source: CellRef | str | None
    words: str


ORIGIN_WORDS = {
    Origin.DECIDED: "beslut",
    Origin.WORKBOOK: "fliken Inställningar",
    Origin.CONFIG: "konfigurationen eller kommandoraden",
    Origin.DEFAULT: "verktygets förval",
}


def set_evidence(setting: Stated[Any]) -> Evidence:
    """Give a setting as evidence: whoever chose it."""
    words = ORIGIN_WORDS[setting.origin] + (f" ({setting.decided})" if setting.decided else "")
    return Evidence(str(setting.value), setting.decided, words)


def year_evidence(table: Table) -> list[Evidence]:
    """Give the year of a table by every place that states one, the one that is followed first."""
    found = [*_header_year(table), *_corner_year(table), *_title_year(table)]
    grid = table.grid
    if years := years_in(grid.name):
        found.append(Evidence(str(years[-1]), f"{grid.workbook}, fliken {grid.name}", f"fliken ”{grid.name}”"))
    if years := _file_years(grid.workbook):
        found.append(Evidence(str(years[-1]), grid.workbook, f"filnamnet {grid.workbook}"))
    return found or _booked_year(table)


def _file_years(workbook: str) -> tuple[int, ...]:
    return years_in(PurePath(workbook).stem.replace("_", " "))


def _header_year(table: Table) -> list[Evidence]:
    """Find the header that states the table's year: the outcome's or result's, else any that it is bound to."""
    year = table.binding.year
    if not year:
        return []
    columns = table.binding.columns
    ordered = sorted(columns, key=lambda concept: concept not in ("outcome", "result"))
    headers = [(columns[concept], table.binding.headers.get(columns[concept])) for concept in ordered]
    column, text = next(
        ((column, header.text) for column, header in headers if header and header.year == year), (0, "")
    )
    if not column:
        return [Evidence(str(year), table.source, f"tabellens rubriker {table.source.a1}")]
    ref = table.grid.ref(table.header_row, column)
    return [Evidence(str(year), ref, f"rubriken {ref.a1} ”{text}”")]


def _booked_year(table: Table) -> list[Evidence]:
    """Give the year of most bookings, where no place states one."""
    year = ledger_year(table) if table.kind is TableKind.LEDGER else None
    if year is None:
        return []
    ref = table.ref(table.header_row, "booking_period" if table.column("booking_period") else "booking_date")
    return [
        Evidence(str(year), ref, f"de flesta bokningarna, kolumnen {ref.a1} ”{table.grid.text(ref.row, ref.column)}”")
    ]


def _corner_year(table: Table) -> list[Evidence]:
    """Find the year in what heads the labels: Driftredovisning 2023 (tkr)."""
    years = years_in(table.corner) if table.kind is TableKind.STATEMENT else ()
    if not years:
        return []
    ref = table.grid.ref(table.header_row, table.column("text") or 1)
    return [Evidence(str(years[-1]), ref, f"rubriken {ref.a1} ”{table.corner}”")]


def _title_year(table: Table) -> list[Evidence]:
    head = table.head
    if not head.years:
        return []
    ref = table.head_cells[head.year_at] if head.year_at is not None else table.source
    text = head.texts[head.year_at] if head.year_at is not None else ""
    return [Evidence(str(head.years[-1]), ref, f"titeln {ref.a1} ”{text}”")]


def say_disagreements(tables: Sequence[Sequence[Evidence]], findings: Findings) -> None:
    """Say where title, sheet or file name another year than the one that is followed.

    A file may be named by the day that it was made: only a bare year in its name counts.
    """
    for found in tables:
        first = found[0] if found else None
        other = next((one for one in found[1:] if one.value != found[0].value and not _is_dated(one)), None)
        if first is None or other is None or _names(found, first.value):
            continue
        findings.add("W221", first.source, year=first.value, first=first.words, other=other.value, second=other.words)


def _is_dated(one: Evidence) -> bool:
    return bool(isinstance(one.source, str) and take_times(PurePath(one.source).stem.replace("_", " ")).dates)


def _names(found: Sequence[Evidence], year: str) -> bool:
    """Say whether the place that names another year names this one as well: Budget och utfall 2022–2023."""
    return any(year in one.words for one in found[1:] if one.value != year)


def period_evidence(tables: Iterable[Table], lexicon: Lexicon) -> Evidence | None:
    """Find the period: in the lines above a table, its outcome's header, the sheet's or the file's name."""
    tables = list(tables)
    for table in tables:
        if table.head.period and table.head.period_at is not None:
            ref, text = table.head_cells[table.head.period_at], table.head.texts[table.head.period_at]
            return Evidence(table.head.period, ref, f"titeln {ref.a1} ”{text}”")
    return next((one for table in tables if (one := _header_period(table, lexicon))), None) or _named_period(
        tables, lexicon
    )


def _header_period(table: Table, lexicon: Lexicon) -> Evidence | None:
    for concept in ("outcome", "result"):
        column = table.column(concept) or 0
        header = table.binding.headers.get(column)
        if header is None:
            continue
        period = None
        if header.interim or header.full_year:
            period = "delår" if header.interim else "helår"
        elif header.date and table.kind is not TableKind.KEY:
            period = "helår" if (header.date.month, header.date.day) == (12, 31) else "delår"
        # Bokslut 2023
        period = period or period_of(header.text, lexicon)
        if period:
            ref = table.grid.ref(table.header_row, column)
            return Evidence(period, ref, f"rubriken {ref.a1} ”{header.text}”")
    return None


def _named_period(tables: Iterable[Table], lexicon: Lexicon) -> Evidence | None:
    for table in tables:
        grid = table.grid
        if found := period_of(grid.name, lexicon):
            return Evidence(found, f"{grid.workbook}, fliken {grid.name}", f"fliken ”{grid.name}”")
        if found := period_of(PurePath(grid.workbook).stem, lexicon):
            return Evidence(found, grid.workbook, f"filnamnet {grid.workbook}")
    return None
