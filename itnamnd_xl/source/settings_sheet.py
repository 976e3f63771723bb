"""What the user states on the sheet Inställningar: settings by their Swedish names, each with its decision."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import MONEY_POWERS
from itnamnd_xl.core.wording import OTHER_WORKBOOKS, SETTING_WORDS
from itnamnd_xl.source.grid import CellKind
from itnamnd_xl.source.headers import stem_of
from itnamnd_xl.source.key_setting import key_setting
from itnamnd_xl.source.moments import COMMON_START
from itnamnd_xl.source.numbers import Form, read
from itnamnd_xl.source.times import INTERIM, take_times

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from itnamnd_xl.core.model import CellRef
    from itnamnd_xl.source.cells import Findings
    from itnamnd_xl.source.grid import Cell, Grid
    from itnamnd_xl.source.lexicon import Lexicon

SHEET = "Inställningar"
DECISION = ("Beslut (§, dnr)", "Beslut", "Paragraf")
# What the column is called in which the user says what a column is.
CHOICES = tuple(stem_of(one) for one in ("Ditt val", "Är", "Betyder"))
# What any words may be the value of.
IN_WORDS = ("key", "host", "board", "invoice")
# Amounts in kronor, and shares that are far below the whole.
IN_KRONOR = ("minimum_amount", "comment_amount")
SMALL_SHARES = ("minimum_share", "comment_share")
# The days from 1982 to 2064, as workbooks count them.
FIRST_DAY, LAST_DAY = 30_000, 60_000


@dataclass(frozen=True, slots=True)
class ColumnSection:
    """Where a settings sheet says which column is what: its header row, and the columns of what is said there.

    `sheet`, `cell` and `header` are None where the section has no such column; `choice` is what the user says.
    """

    row: int
    choice: int
    sheet: int | None = None
    cell: int | None = None
    header: int | None = None


def is_settings_sheet(grid: Grid) -> bool:
    """Say whether a sheet is the one for settings."""
    return stem_of(re.sub(r"\s\(\d+\)$", "", grid.name)) == stem_of(SHEET)


def column_section(grid: Grid) -> ColumnSection | None:
    """Find where a settings sheet says which column is what: a row with Flik, Cell or Rubrik, and Ditt val or Är."""
    for row, columns in grid.by_row.items():
        stems = {stem_of(grid.text(row, column)): column for column in columns}
        choice = next((stems[one] for one in CHOICES if one in stems), None)
        if choice is not None and ("cell" in stems or "rubrik" in stems):
            return ColumnSection(row, choice, stems.get("flik"), stems.get("cell"), stems.get("rubrik"))
    return None


def setting_name(label: str) -> str | None:
    """Give the setting that a Swedish label names; None where it names none."""
    names = {stem_of(swedish): name for name, (swedish, _) in SETTING_WORDS.items()}
    others = {"ar": "year", "datumfornyckeln": "key_date"}
    return (names | others).get(stem_of(label.rstrip(":")))


def named_workbooks(grids: Iterable[Grid], known: Collection[str]) -> list[tuple[str, CellRef]]:
    """Give the workbooks that the settings sheet names as the rest of the case, each with the cell that names it.

    A cell may name several, parted by commas, semicolons or lines; so may several rows of the same name.

    Args:
        grids: the sheets of the workbook.
        known: names of workbooks in small letters; one that holds a comma is one.
    """
    found = []
    for grid in grids:
        for row, columns in grid.by_row.items() if is_settings_sheet(grid) else ():
            beside = columns[0] + 1
            if stem_of(grid.text(row, columns[0]).rstrip(":")) != stem_of(OTHER_WORKBOOKS[0]) or beside not in columns:
                continue
            names = _parted(grid.cells[row, beside].text, known)
            found += [(name, grid.ref(row, beside)) for name in names]
    return found


def _parted(text: str, known: Collection[str]) -> Iterator[str]:
    """Part names; a comma parts them only where what it stands in is no one name."""
    for part in (one.strip() for one in re.split(r"[;\n]", text)):
        is_one = part.casefold() in known or len(re.findall(r"\.xls\w?\b", part, re.IGNORECASE)) == 1
        yield from (one for name in ([part] if is_one else part.split(",")) if (one := name.strip()))


@dataclass(frozen=True, slots=True)
class _Labels:
    """In which column the names of the settings stand, and in which their values; None where no header says so."""

    name: int | None = None
    value: int | None = None


def _labels(grid: Grid) -> _Labels:
    """Find the header of the settings: Inställning and Värde."""
    for row, columns in grid.by_row.items():
        stems = {stem_of(grid.text(row, column)): column for column in columns}
        if "varde" in stems:
            return _Labels(stems.get("installning"), stems["varde"])
    return _Labels()


def _named(grid: Grid, row: int, columns: Sequence[int], labels: _Labels) -> tuple[int, int]:
    """Give the columns of a setting's name and of its value in a row; a merged name reaches over several."""
    column = labels.name if labels.name is not None and labels.name in columns else columns[0]
    if labels.value is not None and labels.value > column:
        return column, labels.value
    right = next((area[3] for area in grid.merges if area[:2] == (row, column)), column)
    return column, right + 1


def read_settings(grid: Grid, lexicon: Lexicon, findings: Findings) -> tuple[dict[str, object], set[str]]:
    """Read a settings sheet: a name, its value, and the decision behind it; rows without a value are left.

    Returns the settings that are stated, and the names of those whose value cannot be read.
    """
    decided, labels = _decision_column(grid), _labels(grid)
    section = column_section(grid)
    stated: dict[str, dict[str, object]] = {}
    unreadable: set[str] = set()
    for row, columns in grid.by_row.items():
        if section is not None and row >= section.row:
            break
        label, beside = _named(grid, row, columns, labels)
        cell, name = grid.cell(row, beside), setting_name(grid.text(row, label))
        if cell is None or (cell.kind is CellKind.TEXT and not grid.text(row, beside)):
            if name is not None and labels.value is None:
                _say_apart(grid, row, [one for one in columns if one > beside], name, lexicon, findings)
            continue
        if name is None:
            _say_near(grid, row, label, findings)
            continue
        value = setting_value(name, cell, lexicon)
        if value is None:
            found = "en formel utan sparat värde" if cell.kind is CellKind.UNCALCULATED else grid.text(row, beside)
            findings.add("E701", grid.ref(row, beside), name=SETTING_WORDS[name][0], found=found, why=wanted(name))
            unreadable.add(name)
            continue
        decision = grid.text(row, decided) if decided else ""
        given: dict[str, object] = {"value": value, "decided": decision or None, "source": grid.ref(row, beside)}
        if name in stated and stated[name]["value"] != value:
            words, place = SETTING_WORDS[name][0], grid.ref(row, beside)
            first, other = str(value), str(stated[name]["value"])
            findings.add("E711", place, name=words, first=first, second=other, other="en rad ovanför")
            unreadable.add(name)
        stated[name] = given
    return {name: given for name, given in stated.items() if name not in unreadable}, unreadable


def _say_apart(grid: Grid, row: int, columns: Sequence[int], name: str, lexicon: Lexicon, findings: Findings) -> None:
    """Say of what could be a value, but stands further to the right than one should, that it is not read."""
    if columns and name not in IN_WORDS and setting_value(name, grid.cells[row, columns[0]], lexicon) is not None:
        found = grid.text(row, columns[0])
        findings.add("W713", grid.ref(row, columns[0]), name=SETTING_WORDS[name][0], found=found)


def _say_near(grid: Grid, row: int, column: int, findings: Findings) -> None:
    """Suggest the setting that a label nearly names."""
    label = grid.text(row, column)
    known = {stem_of(swedish): swedish for swedish, _ in SETTING_WORDS.values()}
    close = difflib.get_close_matches(stem_of(label), known, n=1, cutoff=0.8)
    if close:
        findings.add("W702", grid.ref(row, column), name=label, near=known[close[0]])


def _decision_column(grid: Grid) -> int | None:
    wanted = {stem_of(one) for one in DECISION}
    return next((column for (row, column) in sorted(grid.cells) if stem_of(grid.text(row, column)) in wanted), None)


def wanted(name: str) -> str:
    """Say in Swedish what a setting's value should be."""
    return {
        "partial_threshold": "det ska vara en andel, till exempel 75 %",
        "absolute_tolerance": "det ska vara ett tal som inte är negativt",
        "missing_counts": "det ska vara Ja eller Nej",
        "dash_is_zero": "det ska vara Ja eller Nej",
        "year": "det ska vara ett år, till exempel 2023",
        "key_date": "det ska vara ett datum, till exempel 2021-12-31",
        "period": "det ska vara helår eller delår",
        "default_unit": "det ska vara kr, tkr eller mnkr",
        "minimum_share": "det ska vara en andel med procenttecken, till exempel 5 %",
        "comment_share": "det ska vara en andel med procenttecken, till exempel 5 %",
        "comment_amount": "det ska vara ett belopp i kronor som inte är negativt",
        "minimum_amount": "det ska vara ett belopp i kronor som inte är negativt",
        "key": "det ska vara en nyckel, som folkmängd, eller flera med vikter som är tillsammans 100 %, "
        "som folkmängd 60 %, datorer 40 %",
    }.get(name, "det ska vara en text")


def setting_value(name: str, cell: Cell, lexicon: Lexicon) -> object:
    """Give a setting's value in the form that the policy wants; None where the cell does not hold one."""
    text = " ".join(cell.text.split())
    if cell.kind in (CellKind.ERROR, CellKind.UNCALCULATED) or not text:
        return None
    if name == "key_date":
        return _date(cell, text)
    if name in ("partial_threshold", "absolute_tolerance", *SMALL_SHARES, *IN_KRONOR):
        return _number(name, cell, text, lexicon)
    if name in ("missing_counts", "dash_is_zero"):
        return _answer(cell, text, lexicon)
    if name == "host" and cell.kind is CellKind.NUMBER:
        return lexicon.member(text)
    return _worded(name, text, lexicon) if name == "year" or cell.kind is CellKind.TEXT else None


def _worded(name: str, text: str, lexicon: Lexicon) -> object:
    """Give the value of a setting that is stated in words."""
    if name == "year":
        return _year(text)
    if name == "period":
        return _period(text)
    if name == "default_unit":
        unit = lexicon.words.unit(re.sub(r"^(?:belopp )?i ", "", text, flags=re.IGNORECASE))
        return unit if unit in MONEY_POWERS else None
    if name == "key":
        return key_setting(text, lexicon)
    return lexicon.member(text) if name == "host" else text


def _answer(cell: Cell, text: str, lexicon: Lexicon) -> bool | None:
    if cell.kind is CellKind.BOOLEAN:
        return bool(cell.value)
    answer = read(text, lexicon.words)
    return bool(answer.value) if answer.form is Form.ANSWER and answer.value in (0, 1) else None


def _period(text: str) -> str | None:
    """Give whether a text names the whole year or a part of it, and not both."""
    times = take_times(text)
    if times.full_year:
        return None if INTERIM.search(text) else "helår"
    return "delår" if times.interim or times.is_month or times.is_span else None


def _year(text: str) -> int | None:
    """Give the one year that a text names, by itself or within a date."""
    times = take_times(text)
    years = {*times.years, *(one.year for one in times.dates)}
    year = years.pop() if len(years) == 1 and "." not in text else 0
    return year if 1990 <= year <= 2100 else None


def _date(cell: Cell, text: str) -> dt.date | None:
    if isinstance(cell.value, dt.datetime):
        return cell.value.date()
    if isinstance(cell.value, dt.date):
        return cell.value
    if isinstance(cell.value, Decimal) and FIRST_DAY <= cell.value <= LAST_DAY:
        # An open workbook gives a date as the number of its day.
        return (COMMON_START + dt.timedelta(days=int(cell.value))).date()
    dates = {*take_times(text).dates}
    return dates.pop() if len(dates) == 1 else None


def _number(name: str, cell: Cell, text: str, lexicon: Lexicon) -> Decimal | None:
    reading = read(text, lexicon.words, ",")
    value = cell.value if isinstance(cell.value, Decimal) else reading.value
    if value is None or value < 0 or (name not in IN_KRONOR and reading.unit not in (None, "%")):
        return None
    if name in IN_KRONOR:
        unit = reading.unit or "kr"
        return value.scaleb(MONEY_POWERS[unit]) if unit in MONEY_POWERS else None
    if name == "absolute_tolerance":
        return value
    is_percent = isinstance(cell.value, Decimal) and "%" in cell.number_format
    share = value / 100 if reading.unit == "%" or (value > 1 and not is_percent) else value
    if name in SMALL_SHARES and value == 1 and not (is_percent or reading.unit == "%"):
        # All of it, or one per cent.
        return None
    return share if 0 < share <= 1 else None
