"""What has changed in the result sheets since they were written last: which figure, what it was and what it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.core.model import CellRef, nearly
from itnamnd_xl.core.swedish import count, listing
from itnamnd_xl.sheets.spec import Cell, Role
from itnamnd_xl.sheets.theme import STYLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from itnamnd_xl.sheets.spec import Row, Sheet

Place = tuple[int, int]
Before = str | Decimal
# What a cell is known by: its sheet's table, its row and which of several such rows, its column and which of several.
Key = tuple[int, str, int, str, int]
# What the columns of a table are called, with which of several of that name each is.
Labels = dict[int, tuple[str, int]]
HEADERS = {Role.HEADER, Role.HEADER_NUMBER, Role.HEADER_ARROW}
VERDICTS = {Role.ACHIEVED, Role.PARTLY, Role.NOT, Role.NO_VALUE}
# A column of names without which those of the first are not told apart.
SECOND_NAMES = "Indikator"
NO_LABEL = ("", 1)


@dataclass(frozen=True, slots=True)
class Change:
    """A figure or verdict that is another than it was: where it stands now, what its row and column are called."""

    place: CellRef
    row: str
    column: str
    before: Cell
    now: Cell


def changes(sheet: Sheet, before: Mapping[Place, Before], workbook: str) -> list[Change]:
    """Hold a new result sheet against what stood on it before.

    Rows are known by what they are called, so that one that is new or has moved makes no others look changed.
    """
    old = dict(_old_cells(sheet, before))
    found = []
    for key, (place, cell) in _new_cells(sheet):
        was = old.get(key)
        if was is None or _same(was, cell.value):
            continue
        target = CellRef(workbook, sheet.name, *place)
        # What a verdict was has no colour any more; a figure is shown as the one that it is now.
        before_cell = replace(cell, value=was, came_from=None)
        if isinstance(was, str):
            before_cell = Cell(was, Role.TEXT)
        found.append(Change(target, key[1], key[3], before_cell, cell))
    return found


def changes_text(found: Sequence[Change]) -> str:
    """Count changes, figures and verdicts apart: 5 tal och 1 bedömning har ändrats sedan förra beräkningen.

    Where there are none, Excel may have computed them anew already.
    """
    figures = sum(not isinstance(one.now.value, str) for one in found)
    verdicts = len(found) - figures
    if not found:
        return "talen är desamma som redan stod på resultatflikarna"
    counted = [count(figures, "tal", "tal")] if figures else []
    counted += [count(verdicts, "bedömning", "bedömningar")] if verdicts else []
    return f"{listing(counted)} har ändrats sedan förra beräkningen"


def _same(was: Before, value: object) -> bool:
    if isinstance(was, Decimal) and isinstance(value, Decimal | int):
        return nearly(was, value)
    return str(was) == str(value)


def _new_cells(sheet: Sheet) -> Iterator[tuple[Key, tuple[Place, Cell]]]:
    """Give the figures and verdicts of a sheet that has not been written yet, but for those that only help others."""
    counter: Counter[tuple[int, str]] = Counter()
    for table, row, labels, cells in _tables(sheet):
        name = _row_name({at: cell.value for at, cell in _filled(cells)}, labels)
        counter[table, name] += 1
        for at, cell in _filled(cells):
            if 1 < at <= sheet.shown_columns and (
                STYLES[cell.role].numeric or cell.role in VERDICTS or cell.role is Role.DASH
            ):
                yield (table, name, counter[table, name], *labels.get(at, NO_LABEL)), ((row, at), cell)


def _old_cells(sheet: Sheet, before: Mapping[Place, Before]) -> Iterator[tuple[Key, Before]]:
    """Give the cells that stood below the same headers, each by what it is known by."""
    rows: dict[int, dict[int, Before]] = {}
    for (row, column), value in before.items():
        rows.setdefault(row, {})[column] = value
    headers = list(_headers(sheet.rows))
    labels: Labels = {}
    table = -1
    counter: Counter[tuple[int, str]] = Counter()
    for row in sorted(rows):
        texts = {_folded(value) for value in rows[row].values()}
        met = next(
            (at for at, known in enumerate(headers) if _is_header(texts, {text for text, _ in known.values()})), None
        )
        if met is not None:
            table, labels = met, _counted({at: _folded(value) for at, value in rows[row].items()})
            continue
        name = _row_name(rows[row], labels)
        counter[table, name] += 1
        for at, value in rows[row].items():
            yield (table, name, counter[table, name], *labels.get(at, NO_LABEL)), value


def _is_header(texts: set[str], known: set[str]) -> bool:
    """Say whether a row is a table's header: most of its names are, though years in them may be others."""
    return len(texts & known) * 2 > len(known) > 2


def _tables(sheet: Sheet) -> Iterator[tuple[int, int, Labels, Row]]:
    """Give the rows below each header: the table's number, the row's, the columns' names, the cells."""
    table = -1
    labels: Labels = {}
    for row, cells in enumerate(sheet.rows, 1):
        if _names_columns(cells):
            table, labels = table + 1, _labels(cells)
        elif table >= 0 and cells:
            yield table, row, labels, cells


def _headers(rows: Sequence[Row]) -> Iterator[Labels]:
    return (_labels(cells) for cells in rows if _names_columns(cells))


def _names_columns(cells: Row) -> bool:
    return len(cells) > 2 and all(cell is not None and cell.role in HEADERS for cell in cells)


def _labels(cells: Row) -> Labels:
    return _counted({at: _folded(cell.value) for at, cell in _filled(cells)})


def _counted(texts: Mapping[int, str]) -> Labels:
    """Tell columns of one name apart by their order."""
    counter: Counter[str] = Counter()
    found = {}
    for at, text in sorted(texts.items()):
        counter[text] += 1
        found[at] = text, counter[text]
    return found


def _filled(cells: Row) -> Iterator[tuple[int, Cell]]:
    return ((at, cell) for at, cell in enumerate(cells, 1) if cell is not None and cell.value is not None)


def _folded(value: object) -> str:
    return " ".join(str(value).replace("-\n", "").split())


def _row_name(values: Mapping[int, object], labels: Labels) -> str:
    named = (1, 2) if labels.get(2, NO_LABEL)[0] == SECOND_NAMES else (1,)
    return " · ".join(filter(None, (_folded(values.get(at, "")) for at in named)))
