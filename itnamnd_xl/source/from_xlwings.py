"""A workbook that is open in Excel becomes grids, read in blocks: each question to Excel costs, however much it brings.

Values come as Excel stores them (Value2: a date is a number until its format says otherwise), so that an open workbook
and its file are read alike. What Excel tells of a whole range at once (a number format, whether cells are merged or
hidden) is asked for the range, and for its halves only where its cells differ.
"""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.core.model import Area, area_address, column_letters
from itnamnd_xl.package.cells import MOST_COLUMNS, MOST_ROWS, Formula, area_of
from itnamnd_xl.package.faults import TOO_LARGE, UnusableError
from itnamnd_xl.package.formats import GENERAL
from itnamnd_xl.source.colors import level_of_fill
from itnamnd_xl.source.formats import temporal
from itnamnd_xl.source.grid import CellKind, Grid
from itnamnd_xl.source.long_cells import Builder, Look
from itnamnd_xl.source.merged import uncover
from itnamnd_xl.source.runs import runs, uniform
from itnamnd_xl.source.stored import seen_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import xlwings as xw

    from itnamnd_xl.source.grid import Cell
    from itnamnd_xl.source.long_cells import LongCells

Place = tuple[int, int]
# How many cells are asked for at once, and how many a sheet's used area may span.
BLOCK, MOST_SPANNED = 200_000, 20_000_000
# A sheet of more cells than these is no table with verdicts in colour, and to ask for their fills would take long.
MOST_ASKED_FILLS = 5_000
# Rows at a sheet's top where titles are merged across, and are looked for row by row.
TITLE_ROWS = 8
# What pywin32 gives for an error in a cell: a whole number, which no figure ever is (those are floats).
# Source: the enumeration XlCVError of Excel's object library, as HRESULTs.
ERRORS = {
    -2146826288: "#NULL!", -2146826281: "#DIV/0!", -2146826273: "#VALUE!", -2146826265: "#REF!",
    -2146826259: "#NAME?", -2146826252: "#NUM!", -2146826246: "#N/A", -2146826245: "#GETTING_DATA",
    -2146826243: "#SPILL!", -2146826242: "#CONNECT!", -2146826241: "#BLOCKED!", -2146826240: "#UNKNOWN!",
    -2146826239: "#FIELD!", -2146826238: "#CALC!",
}  # fmt: skip
XL_LINKS, XL_FORMULAS, XL_BY_ROWS, XL_BY_COLUMNS, XL_PREVIOUS, XL_VISIBLE = 1, -4123, 1, 2, 2, 12


def read_open_grids(
    name: str, book: xw.Book, sheets: Iterable[xw.Sheet], most_cells: int
) -> tuple[tuple[Grid, ...], list[Diagnostic]]:
    """Read sheets of an open workbook.

    Args:
        name: what the workbook is called in every source.
        book: the workbook.
        sheets: those of its sheets that figures may come from.
        most_cells: how many cells they may have together.
    """
    from_1904 = bool(book.api.Date1904)
    grids, seen = [], 0
    try:
        for sheet in sheets:
            grids.append(_grid(name, sheet, from_1904=from_1904))
            seen += len(grids[-1].cells)
    except UnusableError as fault:
        return (), [fault.said(name)]
    if seen > most_cells:
        return (), [UnusableError(TOO_LARGE, why="den har för många celler").said(name)]
    return tuple(grids), []


def read_open_values(name: str, sheet: xw.Sheet) -> Grid:
    """Read the values alone of a sheet, in as few questions as can be."""
    taker = _Taker(Builder(from_1904=False))
    try:
        for place, value, _ in read_block(sheet, used_area(sheet)):
            taker.take(place, value, "")
    except UnusableError:
        return Grid(name, sheet.name, {})
    return Grid(name, sheet.name, taker.builder.cells())


def open_doubts(name: str, book: xw.Book) -> list[Diagnostic]:
    """Say why the values that stand in an open workbook may be older than what they were computed from."""
    found = [diagnostic("W116", name)] if book.app.calculation == "manual" else []
    return [*found, diagnostic("W117", name)] if book.api.LinkSources(XL_LINKS) else found


def is_hidden(sheet: xw.Sheet) -> bool:
    """Say whether a sheet is hidden; Excel gives −1 for one that is shown."""
    return sheet.visible not in (True, -1)


def read_block(sheet: xw.Sheet, area: Area) -> Iterator[tuple[Place, Any, str]]:
    """Give the filled cells of an area: place, value as Excel stores it, formula (or typed text) as Excel shows it."""
    top, left, bottom, right = area
    step = max(BLOCK // (right - left + 1), 1)
    for first in range(top, bottom + 1, step):
        block = sheet.range(area_address((first, left, min(first + step - 1, bottom), right)))
        values, formulas = _rows(block.api.Value2), _rows(block.formula)
        for row, (of_values, of_formulas) in enumerate(zip(values, formulas, strict=True), first):
            for column, (value, formula) in enumerate(zip(of_values, of_formulas, strict=True), left):
                # A formula may show nothing and is there all the same.
                if value is not None and (value != "" or str(formula).startswith("=")):
                    yield (row, column), value, str(formula)


def formula_in(value: object, formula: str) -> str:
    """Give a cell's formula without its equals sign; none where it is typed, be it a text that looks like one."""
    return formula[1:] if formula.startswith("=") and formula != value else ""


def number_formats(sheet: xw.Sheet, places: Iterable[Place]) -> dict[Place, str]:
    """Ask for the number formats of cells, in as few questions as their formats allow."""
    return _asked(sheet, places, lambda cells: cells.number_format)


def used_area(sheet: xw.Sheet) -> Area:
    """Give the area that holds all cells of a sheet.

    Raises:
        UnusableError: it is so wide that Excel would bring nothing but emptiness.
    """
    used = sheet.used_range
    area = _area(used.address)
    if _size(area) > MOST_SPANNED:
        # Formats alone stretch the used area; what is filled may still be little.
        area = (*area[:2], _last(used, XL_BY_ROWS, "Row"), _last(used, XL_BY_COLUMNS, "Column"))
        if _size(area) > MOST_SPANNED:
            raise UnusableError(TOO_LARGE, why=f"cellerna på fliken {sheet.name} står för långt ifrån varandra")
    return area


def _area(found: str) -> Area:
    """Read an address as Excel gives it: $A$1:$C$9, or $1:$9 and $A:$C where it spans all columns or rows."""
    first, _, last = found.replace("$", "").partition(":")
    if first.isdigit():
        first, last = f"A{first}", f"{column_letters(MOST_COLUMNS)}{last}"
    elif first.isalpha():
        first, last = f"{first}1", f"{last}{MOST_ROWS}"
    return area_of(f"{first}:{last or first}")


def _size(area: Area) -> int:
    top, left, bottom, right = area
    return (bottom - top + 1) * (right - left + 1)


def _last(used: xw.Range, order: int, what: str) -> int:
    """Give the last row or column that has something in it; the first cell's where nothing has."""
    found = used.api.Find(What="*", LookIn=XL_FORMULAS, SearchOrder=order, SearchDirection=XL_PREVIOUS)
    return int(getattr(used.api if found is None else found, what))


def _rows(block: object) -> tuple[tuple[Any, ...], ...]:
    """Give what Excel brings of a range as rows, also where the range is a single cell."""
    return block if isinstance(block, tuple) else ((block,),)


def _grid(name: str, sheet: xw.Sheet, *, from_1904: bool) -> Grid:
    area = used_area(sheet)
    taker = _Taker(Builder(from_1904=from_1904))
    for place, value, text in read_block(sheet, area):
        taker.take(place, value, formula_in(value, text))
    cells = taker.shown(sheet)
    merges = _merges(sheet, area) if taker.has_any else ()
    hidden_rows, hidden_columns = _hidden(sheet, area)
    fills = _fills(sheet, area) if taker.has_any else {}
    uncover(cells, merges)
    return Grid(
        workbook=name,
        name=sheet.name,
        cells=cells,
        merges=merges,
        is_hidden=is_hidden(sheet),
        hidden_rows=hidden_rows,
        hidden_columns=hidden_columns,
        fills=fills,
    )


def _fills(sheet: xw.Sheet, area: Area) -> dict[Place, str]:
    """Ask for the telling fills of a sheet's cells, empty ones too; of a large sheet they are no verdicts."""
    top, left, bottom, right = area
    if _size(area) > MOST_ASKED_FILLS:
        return {}
    places = ((row, column) for column in range(left, right + 1) for row in range(top, bottom + 1))
    colors = _asked(sheet, places, lambda cells: cells.api.Interior.Color)
    filled = ((place, _rgb(color)) for place, color in colors.items())
    return {place: color for place, color in filled if color is not None and level_of_fill(color) is not None}


class _Taker:
    """Takes the cells of a sheet as blocks of them come, then asks how numbers and marks are shown."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.looks: dict[Look, int] = {}
        self.has_any = False
        # The unbroken runs of numbers, by column, and the texts that may be marks.
        self.numbers: dict[int, list[list[int]]] = {}
        self.marks: list[Place] = []

    def take(self, place: Place, value: object, formula: str) -> None:
        self.has_any = True
        (row, column), computed = place, Formula(formula, place, place) if formula else None
        if isinstance(value, bool):
            self.builder.add(row, column, self._look(Look(CellKind.BOOLEAN)), value, computed)
        elif isinstance(value, int):
            error = self.builder.text(ERRORS.get(value, "#FEL!"))
            self.builder.add(row, column, self._look(Look(CellKind.ERROR)), error, computed)
        elif isinstance(value, float):
            self.builder.add(row, column, self._look(Look(CellKind.NUMBER)), value, computed)
            down = self.numbers.setdefault(column, [])
            if down and down[-1][1] == row - 1:
                down[-1][1] = row
            else:
                down.append([row, row])
        elif shown := seen_text(str(value)):
            self.builder.add(row, column, self._look(Look(CellKind.TEXT)), self.builder.text(shown), computed)
            if isinstance(value, str) and _may_be_mark(value.strip()):
                self.marks.append(place)

    def shown(self, sheet: xw.Sheet) -> dict[Place, Cell] | LongCells:
        """Give the cells with how they are shown."""
        held = self.builder.held()
        stretches = [(column, first, last) for column, found in sorted(self.numbers.items()) for first, last in found]
        for column, top, bottom, shown in _asked_of(sheet, stretches, lambda cells: cells.number_format):
            if shown != GENERAL:
                held.relook(column, top, bottom, self._look(Look(CellKind.NUMBER, shown, time=temporal(shown))))
        for (row, column), (font, color) in _fonts(sheet, self.marks).items():
            held.relook(column, row, row, self._look(Look(CellKind.TEXT, color=color, font=font)))
        return held.settled()

    def _look(self, look: Look) -> int:
        number = self.looks.get(look)
        if number is None:
            number = self.looks[look] = self.builder.look(look)
        return number


def _fonts(sheet: xw.Sheet, marks: Sequence[Place]) -> dict[Place, tuple[str | None, str | None]]:
    """Ask for the font and colour of cells that may hold a mark: a single sign, or a text that begins with a symbol."""
    names = _asked(sheet, marks, lambda cells: cells.font.name)
    # xlwings cannot make a colour of the nothing that cells of several colours give.
    colors = _asked(sheet, marks, lambda cells: cells.api.Font.Color)
    for row, column in [place for place in marks if colors[place] is None]:
        # A text of several colours: the mark is its first sign.
        with suppress(Exception):
            first = sheet.range(area_address((row, column, row, column))).api.GetCharacters(1, 1)
            colors[row, column] = first.Font.Color
    return {place: (names[place], _rgb(colors[place])) for place in marks}


def _may_be_mark(text: str) -> bool:
    return len(text) == 1 or unicodedata.category(text[:1] or " ") in ("So", "Sm", "Co")


def _rgb(color: float | None) -> str | None:
    """Give a colour as files have it; Excel counts red in the lowest byte."""
    if color is None:
        return None
    value = int(color)
    return f"FF{value & 255:02X}{value >> 8 & 255:02X}{value >> 16 & 255:02X}"


def _asked(sheet: xw.Sheet, places: Iterable[Place], ask: Callable[[xw.Range], Any]) -> dict[Place, Any]:
    """Ask one thing of many cells: of each column's runs as a whole, of their halves where the cells differ."""
    answers: dict[Place, Any] = {}
    for column, top, bottom, answer in _asked_of(sheet, runs(places), ask):
        answers |= {(row, column): answer for row in range(top, bottom + 1)}
    return answers


def _asked_of(
    sheet: xw.Sheet, stretches: Iterable[tuple[int, int, int]], ask: Callable[[xw.Range], Any]
) -> Iterator[tuple[int, int, int, Any]]:
    """Ask one thing of stretches of columns: of each as a whole, of its halves where its cells differ."""
    for column, first, last in stretches:

        def ask_part(top: int, bottom: int, at: int = column) -> Any:  # noqa: ANN401 - whatever is asked for
            return ask(sheet.range(area_address((top, at, bottom, at))))

        for top, bottom, answer in uniform(first, last, ask_part):
            yield column, top, bottom, answer


def _merges(sheet: xw.Sheet, area: Area) -> tuple[Area, ...]:
    top, left, bottom, right = area
    if sheet.range(area_address(area)).merge_cells is False:
        return ()
    found = _Merged(sheet)
    titles = min(top + TITLE_ROWS - 1, bottom)
    for row in range(top, titles + 1):
        found.look_along(row, left, right)
    for column in range(left, right + 1):
        found.look_down(column, titles + 1, bottom)
    return tuple(found.areas)


class _Merged:
    """Finds merged areas along a row or down a column, in few questions where there are few of them."""

    def __init__(self, sheet: xw.Sheet) -> None:
        self.sheet = sheet
        self.areas: list[Area] = []
        # Where each known area ends, seen from a row of a column: bottom and right.
        self.ends: dict[Place, tuple[int, int]] = {}

    def look_along(self, row: int, left: int, right: int) -> None:
        self._look([(left, right)], lambda at: (row, at), 1, lambda first, last: (row, first, row, last))

    def look_down(self, column: int, top: int, bottom: int) -> None:
        self._look([(top, bottom)], lambda at: (at, column), 0, lambda first, last: (first, column, last, column))

    def _look(
        self,
        parts: list[tuple[int, int]],
        place: Callable[[int], Place],
        way: int,
        area: Callable[[int, int], Area],
    ) -> None:
        """Ask of a stretch whether it is merged, and where it is so in part, of its halves."""
        while parts:
            first, last = parts.pop()
            while first <= last and place(first) in self.ends:
                first = self.ends[place(first)][way] + 1
            if first > last:
                continue
            answer = self.sheet.range(area_address(area(first, last))).merge_cells
            if answer is False:
                continue
            if answer or first == last:
                # All of it is merged: the first cell's area, then what lies beyond that.
                self._add(place(first))
                parts.append((first, last))
            else:
                middle = (first + last) // 2
                parts += [(middle + 1, last), (first, middle)]

    def _add(self, place: Place) -> None:
        found = _area(self.sheet.range(area_address((*place, *place))).merge_area.address)
        top, left, bottom, right = found
        self.areas.append(found)
        self.ends |= {(row, column): (bottom, right) for row in range(top, bottom + 1)
                      for column in range(left, right + 1)}  # fmt: skip


def _hidden(sheet: xw.Sheet, area: Area) -> tuple[frozenset[int], frozenset[int]]:
    """Give the rows and columns of an area that are hidden: those that no area of visible cells touches.

    xlwings' own row_hidden would ask for each row by itself. Beyond xlwings, but for the address.
    """
    top, left, bottom, right = area
    cells = sheet.range(area_address(area)).api
    is_whole = cells.EntireRow.Hidden is False and cells.EntireColumn.Hidden is False
    if is_whole or (top, left) == (bottom, right):
        # Of a single cell Excel would take the whole sheet; what is hidden of it alone is of no matter.
        return frozenset(), frozenset()
    try:
        shown = [_area(str(one.Address)) for one in cells.SpecialCells(XL_VISIBLE).Areas]
    except Exception:  # noqa: BLE001 - Excel's way of saying that there is none, or that the sheet is protected
        return _hidden_by_halves(sheet, area)
    rows = {row for one in shown for row in range(one[0], one[2] + 1)}
    columns = {column for one in shown for column in range(one[1], one[3] + 1)}
    return frozenset(range(top, bottom + 1)) - rows, frozenset(range(left, right + 1)) - columns


def _hidden_by_halves(sheet: xw.Sheet, area: Area) -> tuple[frozenset[int], frozenset[int]]:
    top, left, bottom, right = area

    def rows(first: int, last: int) -> Any:  # noqa: ANN401 - True, False, or None where they differ
        return sheet.range(area_address((first, left, last, left))).api.EntireRow.Hidden

    def columns(first: int, last: int) -> Any:  # noqa: ANN401 - the same
        return sheet.range(area_address((top, first, top, last))).api.EntireColumn.Hidden

    found = uniform(top, bottom, rows), uniform(left, right, columns)
    hidden_rows, hidden_columns = (
        frozenset(at for first, last, hidden in parts if hidden for at in range(first, last + 1)) for parts in found
    )
    return hidden_rows, hidden_columns
