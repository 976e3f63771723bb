"""Neutral sheets written as parts of a workbook, to be put into whatever workbook: its style numbers come last.

Source: ECMA-376 part 1, 18.3.1 (worksheets). What stands here is what openpyxl would write; it takes a tenth of
its time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from itnamnd_xl.core.model import area_address, column_letters
from itnamnd_xl.render.layout import (
    A4,
    LINK_TIP,
    MARGIN_BOTTOM,
    MARGIN_FOOTER,
    MARGIN_HEADER,
    MARGIN_SIDE,
    MARGIN_TOP,
    PAGE_NUMBERS,
    Look,
    amount_spans,
    begins_with,
    drop_downs,
    escaped,
    filtered_area,
    has_lines,
    level_spans,
    named_cells,
    printed_rows,
    repeated_header,
    row_heights,
    shown_format,
    shown_text,
    stored_number,
)
from itnamnd_xl.sheets.cells import ROLE_MARKS
from itnamnd_xl.sheets.formulas import sheet_reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from itnamnd_xl.core.model import Area
    from itnamnd_xl.sheets.spec import Cell, Sheet

DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
# A cell holds no more characters.
LONGEST = 32_767
LAST_COLUMN = 16_383
ERRORS = frozenset({"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"})
# What a cell stores: a formula without its equals sign, a text as its part has it, a number.
FORMULA, TEXT, NUMBER = "f", "s", "n"
Stored = tuple[int, int, str, str]
NOTHING_STORED = '" t="n"/>'
_IN_ATTRIBUTE = re.compile(r'[&<>"\t\n\r]')
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


@dataclass(slots=True)
class Drawn:
    """A sheet as a part in which the style numbers are left open.

    It begins with `head`. Between each two of `pieces` stands the number of the look in `looks` at that place; then
    come the marks of negative amounts, in the areas of `amounts`, those of levels that formulas give, in `levels`, and
    `tail`. `stored` says what the cells hold: row, column, kind, text. `names` are the defined names that belong to the
    sheet. One that `has_charts` refers to its drawing as rId1.
    """

    head: str
    pieces: list[str]
    looks: list[Look]
    tail: str
    amounts: list[str]
    levels: list[str]
    stored: list[Stored]
    names: dict[str, str]
    has_charts: bool

    def part(self, numbers: Mapping[Look, int], others: Others, namespace: str, relations: str) -> bytes:
        """Give the part.

        Args:
            numbers: the number of each look in the workbook that the part is for.
            others: the numbers there of what shows a negative amount, and each level.
            namespace: the namespace of its dialect.
            relations: that of relationships.
        """
        written: list[str] = [""] * (2 * len(self.looks) + 1)
        written[::2] = self.pieces
        texts = {look: str(numbers[look]) for look in set(self.looks)}
        written[1::2] = [texts[look] for look in self.looks]
        head = f'{DECLARATION}<worksheet xmlns="{namespace}">'
        drawing = f'<drawing xmlns:r="{relations}" r:id="rId1"/>' if self.has_charts else ""
        conditions = (*self._red(others), *self._colours(others))
        return "".join((head, self.head, *written, *conditions, self.tail, drawing, "</worksheet>")).encode()

    def _red(self, others: Others) -> Iterator[str]:
        for area in self.amounts:
            yield (
                f'<conditionalFormatting sqref="{area}"><cfRule type="cellIs" priority="1" operator="lessThan" '
                f'dxfId="{others.negative}"><formula>0</formula></cfRule></conditionalFormatting>'
            )

    def _colours(self, others: Others) -> Iterator[str]:
        priority = len(self.amounts)
        for area in self.levels:
            rules = ""
            for mark, number in zip(ROLE_MARKS.values(), others.levels, strict=True):
                priority += 1
                condition = markup(begins_with(mark, area.partition(":")[0]))
                rules += (
                    f'<cfRule type="beginsWith" priority="{priority}" operator="beginsWith" '
                    f'dxfId="{number}" text="{mark}"><formula>{condition}</formula></cfRule>'
                )
            yield f'<conditionalFormatting sqref="{area}">{rules}</conditionalFormatting>'


class Others(NamedTuple):
    """The numbers of what shows a negative amount, and each level, in a workbook's styles."""

    negative: int = 0
    levels: tuple[int, ...] = ()


def draw(sheet: Sheet) -> Drawn:
    """Write a neutral sheet as a part."""
    pen = _Pen()
    heights = dict(row_heights(sheet))
    for row, cells in enumerate(sheet.rows, 1):
        if any(cell is not None for cell in cells):
            pen.row(row, cells, heights.get(row))
    pen.end(filtered_area(sheet))
    amounts, levels = ([*_column_areas(spans)] for spans in (amount_spans(sheet), level_spans(sheet)))
    return Drawn(
        _head(sheet, pen),
        pen.pieces,
        pen.looks,
        _tail(sheet, pen),
        amounts,
        levels,
        pen.stored,
        dict(_names(sheet)),
        has_charts=bool(sheet.charts),
    )


def _column_areas(spans: Iterable[tuple[int, int, int]]) -> Iterator[str]:
    for column, first, last in spans:
        yield _area(column_letters(column), first, column_letters(column), last)


class _Pen:
    """What has been written of a sheet's rows."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.looks: list[Look] = []
        self.stored: list[Stored] = []
        self.merges: list[str] = []
        self.links: list[str] = []
        # What is written since the last number that was left open.
        self.pending = ""
        self.top = self.bottom = self.left = self.right = 0

    def row(self, row: int, cells: tuple[Cell | None, ...], height: float | None) -> None:
        """Write a row that has cells."""
        if not self.bottom:
            self.top = row
            self.pending = "<sheetData>"
        self.bottom = row
        number = str(row)
        tall = f' ht="{height:.16g}" customHeight="1"' if height is not None else ""
        pending = f'{self.pending}<row r="{number}"{tall}>'
        # Once for every cell of thousands of workbooks.
        pieces, looks, stored = self.pieces, self.looks, self.stored
        last = 0
        for column, cell in enumerate(cells, 1):
            if cell is None:
                continue
            if not last:
                self.left = min(self.left or column, column)
            last = column
            address = _letters(column) + number
            pieces.append(f'{pending}<c r="{address}" s="')
            looks.append((cell.role, shown_format(cell)))
            kind, text, pending = _content(cell)
            if kind:
                stored.append((row, column, kind, text))
            if cell.span > 1:
                pending = self._cover(number, column, cell, pending)
            if cell.source is not None:
                place = f"{_home(cell.source.sheet)}{cell.source.a1}"
                self.links.append(f'<hyperlink ref="{address}" location="{place}" tooltip="{LINK_TIP}"/>')
        self.right = max(self.right, last)
        self.pending = f"{pending}</row>"

    def end(self, filtered: Area | None) -> None:
        """End the rows, of which those of an area can be filtered."""
        self.pending += "</sheetData>" if self.bottom else "<sheetData/>"
        if filtered is not None:
            self.pending += f'<autoFilter ref="{area_address(filtered)}"/>'
        if self.merges:
            areas = "".join(f'<mergeCell ref="{one}"/>' for one in self.merges)
            self.pending += f'<mergeCells count="{len(self.merges)}">{areas}</mergeCells>'
        self.pieces.append(self.pending)

    def _cover(self, number: str, column: int, cell: Cell, pending: str) -> str:
        """Write what a cell covers; gives what is written since the last number that was left open."""
        last = column + cell.span - 1
        self.merges.append(f"{_letters(column)}{number}:{_letters(last)}{number}")
        for covered in range(column + 1, last + 1) if has_lines(cell.role) else ():
            self.pieces.append(f'{pending}<c r="{_letters(covered)}{number}" s="')
            self.looks.append((cell.role, None))
            pending = NOTHING_STORED
        self.right = max(self.right, last)
        return pending


def _content(cell: Cell) -> tuple[str, str, str]:
    """Give what a cell stores, its kind and text, empty where it stores nothing; and all that follows its number."""
    value = cell.value
    if cell.formula:
        formula = cell.formula[1:LONGEST]
        return FORMULA, formula, _formula(formula, value)
    if value is None:
        return "", "", NOTHING_STORED
    if not isinstance(value, str):
        number = f"{float(stored_number(value)):.16g}"
        return NUMBER, number, f'" t="n"><v>{number}</v></c>'
    text = escaped(shown_text(cell))[:LONGEST]
    if not text:
        return "", "", '" t="inlineStr"/>'
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return TEXT, text, f'" t="inlineStr"><is><t{kept}>{markup(text)}</t></is></c>'


@lru_cache(maxsize=256)
def _home(sheet: str) -> str:
    """Give the reference to a sheet as it stands in an attribute."""
    return attribute(sheet_reference(sheet))


def _formula(formula: str, value: str | Decimal | int | None) -> str:
    """Write a formula with what it gives: no program that only looks computes it."""
    written = f"<f>{markup(formula)}</f>"
    if value is None:
        return f'">{written}</c>'
    if isinstance(value, str):
        kind = "e" if value in ERRORS else "str"
        return f'" t="{kind}">{written}<v xml:space="preserve">{markup(escaped(value))}</v></c>'
    number = f"{float(value):.15g}" if isinstance(value, Decimal) and value % 1 else str(int(value))
    return f'">{written}<v>{number}</v></c>'


def _head(sheet: Sheet, pen: _Pen) -> str:
    area = f"{_letters(pen.left)}{pen.top}:{_letters(pen.right)}{pen.bottom}" if pen.bottom else "A1:A1"
    top, pane, part = sheet.header_row, "", ""
    if top:
        pane = f'<pane ySplit="{top}" topLeftCell="A{top + 1}" activePane="bottomLeft" state="frozen"/>'
        part = 'pane="bottomLeft" '
    columns = "".join(
        f'<col width="{width:.16g}"{_custom(width)} min="{at}" max="{at}"/>' for at, width in enumerate(sheet.widths, 1)
    )
    return (
        '<sheetPr><outlinePr summaryBelow="1" summaryRight="1"/><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<dimension ref="{area}"/><sheetViews><sheetView showGridLines="0" workbookViewId="0">{pane}'
        f'<selection {part}activeCell="A1" sqref="A1"/></sheetView></sheetViews>'
        f'<sheetFormatPr baseColWidth="8" defaultRowHeight="15"/><cols>{columns}</cols>'
    )


def _custom(width: float) -> str:
    return ' customWidth="1"' if width else ""


def _tail(sheet: Sheet, pen: _Pen) -> str:
    below = _drop_downs(drop_downs(sheet))
    below += f"<hyperlinks>{''.join(pen.links)}</hyperlinks>" if pen.links else ""
    breaks = "".join(f'<brk id="{row}" min="0" max="{LAST_COLUMN}" man="1"/>' for row in sheet.breaks)
    if breaks:
        count = len(sheet.breaks)
        breaks = f'<rowBreaks count="{count}" manualBreakCount="{count}">{breaks}</rowBreaks>'
    return (
        f'{below}<pageMargins left="{MARGIN_SIDE}" right="{MARGIN_SIDE}" top="{MARGIN_TOP}" bottom="{MARGIN_BOTTOM}" '
        f'header="{MARGIN_HEADER}" footer="{MARGIN_FOOTER}"/>'
        f'<pageSetup orientation="landscape" paperSize="{A4}" fitToHeight="0" fitToWidth="1"/>'
        f"<headerFooter><oddHeader/><oddFooter>{markup(f'&L{sheet.name}&R{PAGE_NUMBERS}')}</oddFooter><evenHeader/>"
        f"<evenFooter/><firstHeader/><firstFooter/></headerFooter>{breaks}"
    )


def _drop_downs(options: Mapping[str, Sequence[str]]) -> str:
    """Write the drop-downs: each offers a list and refuses nothing."""
    written = "".join(
        f'<dataValidation sqref="{" ".join(areas)}" showDropDown="0" showInputMessage="0" showErrorMessage="0" '
        f'allowBlank="1" type="list"><formula1>{markup(offered)}</formula1></dataValidation>'
        for offered, areas in options.items()
    )
    return f'<dataValidations count="{len(options)}">{written}</dataValidations>' if options else ""


def _names(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Give cells that have names, what is filtered, and what is printed: the rows that begin every page, the cells."""
    yield from named_cells(sheet)
    home = sheet_reference(sheet.name)
    if (filtered := filtered_area(sheet)) is not None:
        top, left, bottom, right = filtered
        cells = _area(f"${column_letters(left)}", f"${top}", f"${column_letters(right)}", f"${bottom}")
        yield "_xlnm._FilterDatabase", f"{home}{cells}"
    if repeated := repeated_header(sheet):
        yield "_xlnm.Print_Titles", f"{home}${repeated}:${repeated}"
    last, rows = column_letters(sheet.shown_columns), printed_rows(sheet)
    yield "_xlnm.Print_Area", home + _area("$A", "$1", f"${last}", f"${rows}")


def _area(left: str, top: int | str, right: str, bottom: int | str) -> str:
    """Write a range; one of a single cell is that cell."""
    first, last = f"{left}{top}", f"{right}{bottom}"
    return first if first == last else f"{first}:{last}"


@lru_cache(maxsize=256)
def _letters(column: int) -> str:
    return column_letters(column)


def markup(text: str) -> str:
    """Write a text as it stands between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """Write a text as it stands in an attribute."""
    return _IN_ATTRIBUTE.sub(lambda found: _ENTITIES[found[0]], text)
