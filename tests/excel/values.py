"""Values as they come through COM: what a cell gives for Value, Value2 and Formula, and what becomes of what is set."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from openpyxl.cell import MergedCell
from openpyxl.styles import Alignment  # noqa: F401 - loads the styles that cells ask for
from openpyxl.utils.datetime import CALENDAR_MAC_1904, to_excel
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from tests.excel import formats, formulas
from tests.excel.areas import Area, parse_area
from tests.excel.com import NotModelledError, fail
from tests.excel.parsing import EPOCH, ERRORS, parse

if TYPE_CHECKING:
    from tests.excel.com_sheet import Worksheet

NAMED = {code: text for text, code in ERRORS.items()}
ZERO = dt.datetime(EPOCH.year, EPOCH.month, EPOCH.day, tzinfo=dt.UTC)
MOMENTS = (dt.datetime, dt.date, dt.time, dt.timedelta)


def _serial(value: Any, epoch: dt.datetime) -> float:
    return float(to_excel(value, epoch))  # type: ignore[no-untyped-call]


def _raw(sheet: Worksheet, row: int, column: int) -> Any:
    """A cell's value as Value2 gives it."""
    cell = sheet.grid.peek(row, column)
    if cell is None or isinstance(cell, MergedCell):
        return None
    value = cell.value
    if cell.data_type == "f" or isinstance(value, ArrayFormula | DataTableFormula):
        return _computed(sheet, row, column, value)
    if cell.data_type == "e":
        return ERRORS[value]
    return _scalar(value, sheet.book.epoch)


def _scalar(value: Any, epoch: dt.datetime) -> Any:
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, MOMENTS):
        return _serial(value, epoch)
    return float(value)


def _computed(sheet: Worksheet, row: int, column: int, formula: Any) -> Any:
    """A formula's value: the one in the file, or computed where that is easy."""
    if (row, column) in sheet.grid.cached:
        cached = sheet.grid.cached[row, column]
        return cached if cached in NAMED and isinstance(cached, int) else _scalar(cached, sheet.book.epoch)

    def cells(name: str | None, place: str) -> list[Any]:
        area = parse_area(place)
        assert area is not None, place
        other = sheet if name is None else sheet.book.sheet_named(name)
        if other is None:
            return [ERRORS["#REF!"]]
        return [_raw(other, *one) for one in other.grid.every(area)]

    if not isinstance(formula, str):
        raise NotModelledError(f"{sheet.name}!{row},{column}: an array formula without a cached value")
    try:
        return formulas.evaluate(formula, cells)
    except NotModelledError as error:
        raise NotModelledError(f"{sheet.name}, row {row}, column {column} has no cached value: {error}") from None


def cached_value(given: Any) -> Any:
    """What Excel stores beside a formula that gives this: one of nothing is an empty text."""
    if given is None or isinstance(given, str):
        return ERRORS.get(given or "", given or "")
    return float(given)


def value2(sheet: Worksheet, row: int, column: int) -> Any:
    return _raw(sheet, row, column)


def value(sheet: Worksheet, row: int, column: int) -> Any:
    """A cell's value as Value gives it: dates and amounts by the number format."""
    raw = _raw(sheet, row, column)
    if not isinstance(raw, float):
        return raw
    code = sheet.grid.styled(row, column).number_format
    if formats.is_date(code):
        if sheet.book.epoch == CALENDAR_MAC_1904:
            raw += 1462
        moment = ZERO + dt.timedelta(days=raw)
        return (moment + dt.timedelta(microseconds=500)).replace(microsecond=0) if raw % 1 else moment
    if formats.is_currency(code):
        return Decimal(repr(raw)).quantize(Decimal("0.0001"))
    return raw


def formula(sheet: Worksheet, row: int, column: int) -> str:
    """What Formula gives: a formula in English, or a constant as Excel shows it."""
    array = sheet.array_at(row, column)
    if array is not None:
        return formulas.shown(array.text if str(array.text).startswith("=") else f"={array.text}")
    cell = sheet.grid.peek(row, column)
    if cell is None or isinstance(cell, MergedCell) or cell.value is None:
        return ""
    if cell.data_type == "f":
        return formulas.shown(str(cell.value))
    if cell.data_type == "e":
        return str(cell.value)
    raw = _scalar(cell.value, sheet.book.epoch)
    if isinstance(raw, bool):
        return str(raw).upper()
    return number_text(raw) if isinstance(raw, float) else str(raw)


def number_text(number: float) -> str:
    """A number as the formula bar has it, in English: 15 digits, and no exponent where it fits."""
    exact = Decimal(f"{number:.15g}")
    if exact == 0:
        return "0"
    if -10 <= exact.adjusted() < 21:
        text = f"{exact:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa, _, power = f"{exact.normalize():E}".partition("E")
    return f"{mantissa}E{int(power):+03d}"


def put(sheet: Worksheet, row: int, column: int, given: Any, *, in_block: bool = False) -> None:
    """Put what was given into one cell, as Excel would."""
    existing = sheet.grid.peek(row, column)
    if isinstance(existing, MergedCell):
        return  # only the first cell of a merged area takes a value
    if sheet.array_at(row, column) is not None:
        fail("You can't change part of an array")
    sheet.grid.cached.pop((row, column), None)
    if given is None or given == "":
        if existing is not None:
            existing.value = None
        return
    cell = sheet.grid.cell(row, column)
    if isinstance(given, str):
        _put_text(sheet, cell, given, in_block=in_block)
    else:
        _put_value(sheet, cell, given)


def _put_value(sheet: Worksheet, cell: Any, given: Any) -> None:
    if isinstance(given, bool):
        _store(cell, given, "b")
    elif isinstance(given, Decimal):
        _store(cell, float(round(given, 4)), "n", '#,##0.00\\ "kr"')
    elif isinstance(given, dt.datetime):
        moment = given.replace(tzinfo=None)
        midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
        _store(cell, _serial(moment, sheet.book.epoch), "n", "mm-dd-yy" if midnight else "m/d/yy h:mm")
    elif type(given) is int and given in NAMED:
        _store(cell, NAMED[given], "e")
    elif type(given) in {int, float}:
        if not math.isfinite(given):
            fail("Excel holds no such number")
        _store(cell, float(given) if isinstance(given, float) else given, "n")
    else:
        raise TypeError(f"Objects of type '{type(given).__name__}' can not be converted to a COM VARIANT")


def _put_text(sheet: Worksheet, cell: Any, text: str, *, in_block: bool) -> None:
    if cell.number_format == "@":
        if text.startswith("'"):
            raise NotModelledError("an apostrophe before a text in a cell that is formatted as text")
        if len(text) > 32767:
            fail("Application-defined or object-defined error")
        _store(cell, text, "s")
        return
    read = parse(text, in_block=in_block)
    if read.kind == "formula":
        formulas.check(text, sheet.book.sheet_names())
        _store(cell, text, "f")
    elif read.kind in {"text", "prefixed"}:
        if read.value == "":
            cell.value = None
        else:
            _store(cell, read.value, "s")
        if read.kind == "prefixed":
            cell.quotePrefix = True
    else:
        _store(cell, read.value, {"number": "n", "bool": "b", "error": "e"}[read.kind], read.format)


def _store(cell: Any, given: Any, kind: str, code: str | None = None) -> None:
    cell.value = given
    cell.data_type = kind
    if code is not None and cell.number_format == "General":
        cell.number_format = code
    if kind != "s" and cell.quotePrefix:
        cell.quotePrefix = False


def spread(area: Area, given: Any) -> list[list[Any]]:
    """What each cell of an area gets of a scalar, a row, or rows; None stands for nothing given."""
    if not isinstance(given, list | tuple):
        return [[given] * area.width for _ in range(area.height)]
    rows = [list(row) if isinstance(row, list | tuple) else None for row in given]
    block = [list(given)] if any(row is None for row in rows) else [row or [] for row in rows]
    if not block or not block[0] or len({len(row) for row in block}) > 1:
        raise TypeError("a block of values needs rows of equal length")
    missing = ERRORS["#N/A"]

    def at(row: int, column: int) -> Any:
        row, column = (0 if len(block) == 1 else row), (0 if len(block[0]) == 1 else column)
        return block[row][column] if row < len(block) and column < len(block[0]) else missing

    return [[at(row, column) for column in range(area.width)] for row in range(area.height)]
