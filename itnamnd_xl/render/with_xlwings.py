"""Neutral sheets written into a workbook that is open in Excel, through xlwings' public interface.

Each call to Excel costs, however much it carries. So what stands in the cells goes in as one block, and each trait of a
look (bold, a colour, a border) is set once for all cells that have it. What xlwings does not offer is reached through
`.api`, Excel's own objects: it stands in `open_window` and where a comment says so.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from itnamnd_xl.core.model import Area, area_address
from itnamnd_xl.render.blocks import Place, column_addresses, joined, rectangles, row_addresses
from itnamnd_xl.render.layout import (
    amount_spans,
    drop_downs,
    filtered_area,
    indent_of,
    level_spans,
    row_heights,
    shown_format,
    shown_text,
    stored_number,
)
from itnamnd_xl.render.open_charts import color_number
from itnamnd_xl.render.open_window import set_up_print, set_up_view
from itnamnd_xl.render.typing_in import LONGEST_IN_BLOCK, as_typed, written_formula
from itnamnd_xl.sheets.cells import ROLE_MARKS
from itnamnd_xl.sheets.theme import FONT, HAIRLINE, NEGATIVE, PAPER, RULE, STYLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import xlwings as xw

    from itnamnd_xl.sheets.spec import Cell, Sheet
    from itnamnd_xl.sheets.theme import Line

# A file counts the padding of a column in its width, Excel does not: 5 of the 7 pixels of Calibri's digits.
WIDTH_PADDING = 5 / 7
# Constants of Excel's object library.
XL_UNDERLINE_SINGLE, XL_DECIMAL_SEPARATOR, XL_THOUSANDS_SEPARATOR, XL_LIST_SEPARATOR = 2, 3, 4, 5
XL_TEXT_STRING, XL_BEGINS_WITH = 9, 2
XL_VALIDATE_LIST, XL_ALERT_INFORMATION, XL_BETWEEN = 3, 3, 1
FIRST_COLUMN = 1
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')


def replace_contents(sheet: xw.Sheet, neutral: Sheet, former: Area | None = None) -> list[Place]:
    """Put what a neutral sheet says into an open one in one step, so that at no moment it holds neither old nor new.

    Args:
        sheet: one of ours, which keeps nothing of its look.
        neutral: what it is to hold.
        former: the area that holds what it held.

    Returns:
        The cells whose formula Excel does not take. Where it is ours, what it would give stands there; where it is the
        user's, nothing does.
    """
    # A number in a cell that is formatted as text would become one.
    _clear_looks(sheet)
    right, bottom = len(neutral.widths), len(neutral.rows)
    if former is not None:
        bottom, right = max(bottom, former[2]), max(right, former[3])
    return _write_block(sheet, (1, 1, bottom, right), _cells(neutral))


def dress(sheet: xw.Sheet, neutral: Sheet) -> list[str]:
    """Give an open sheet, which holds what a neutral one says, its look.

    Returns:
        The number formats that Excel has made something else of, however they were given.
    """
    cells = _cells(neutral)
    _paint(sheet, cells)
    refused = _set_number_formats(sheet, cells)
    _merge(sheet, cells)
    _size(sheet, neutral)
    for column, first, last in amount_spans(neutral):
        amounts = sheet.range(area_address((first, column, last, column)))
        amounts.conditional_formats.add_cell_value("less_than", 0, font_color=f"#{NEGATIVE}")
    _mark_levels(sheet, neutral)
    for options, areas in drop_downs(neutral).items():
        _offer(sheet, options, areas)
    if (filtered := filtered_area(neutral)) is not None:
        # Beyond xlwings. Without a column, Excel takes a filter away that is there already.
        sheet.range(area_address(filtered)).api.AutoFilter(FIRST_COLUMN)
    app = sheet.book.app
    set_up_view(app, sheet, neutral)
    set_up_print(app, sheet, neutral)
    return refused


def _mark_levels(sheet: xw.Sheet, neutral: Sheet) -> None:
    """Show levels that formulas give in their colours, whatever they become.

    Beyond xlwings: its rules take a formula, which Excel reads in the user's language; the mark is the same in all.
    """
    for column, first, last in level_spans(neutral):
        conditions = sheet.range(area_address((first, column, last, column))).api.FormatConditions
        for role, mark in ROLE_MARKS.items():
            rule = conditions.Add(Type=XL_TEXT_STRING, String=mark, TextOperator=XL_BEGINS_WITH)
            rule.Font.Color = color_number(STYLES[role].color)
            rule.Interior.Color = color_number(STYLES[role].fill or PAPER)


def _offer(sheet: xw.Sheet, options: str, areas: Iterable[str]) -> None:
    """Give cells a drop-down, which refuses nothing. Beyond xlwings."""
    # A list that stands in the drop-down itself is written with the separator that the user's Excel has.
    listed = options.strip('"').replace(",", _international(sheet, XL_LIST_SEPARATOR))
    offered = listed if options.startswith('"') else f"={options}"
    for address in joined(areas):
        validation = sheet.range(address).api.Validation
        validation.Add(XL_VALIDATE_LIST, XL_ALERT_INFORMATION, XL_BETWEEN, offered)
        validation.ShowError = False


def append_open_rows(sheet: xw.Sheet, neutral: Sheet, after: int) -> list[str]:
    """Write the rows of a neutral sheet below its header into an open sheet, below a row; nothing else there changes.

    Returns:
        As dress.
    """
    rows = neutral.rows[neutral.header_row or 0 :]
    cells = _cells(replace(neutral, rows=rows), below=after)
    _write_block(sheet, (after + 1, 1, after + len(rows), len(neutral.widths)), cells)
    _paint(sheet, cells)
    return _set_number_formats(sheet, cells)


def _cells(neutral: Sheet, below: int = 0) -> dict[Place, Cell]:
    """Give the cells of a neutral sheet by row and column from 1, or from below a row."""
    return {
        (row, column): cell
        for row, found in enumerate(neutral.rows, below + 1)
        for column, cell in enumerate(found, 1)
        if cell is not None
    }


def _clear_looks(sheet: xw.Sheet) -> None:
    """Make a sheet look like a new one without deleting it: what refers to it goes on doing so."""
    api = sheet.api
    # Before all else: what is done to a filtered table may be done to those of its rows alone that are shown.
    api.AutoFilterMode = False
    sheet.clear_formats()
    # Beyond xlwings: what clearing formats leaves of comments, links, hidden rows, outlines and pages.
    api.Cells.UnMerge()
    api.Cells.Validation.Delete()
    api.Cells.ClearComments()
    api.Hyperlinks.Delete()
    api.Cells.EntireRow.Hidden = False
    api.Cells.EntireColumn.Hidden = False
    api.Cells.ClearOutline()
    api.Cells.UseStandardHeight = True
    api.ResetAllPageBreaks()


def _write_block(sheet: xw.Sheet, area: Area, cells: Mapping[Place, Cell]) -> list[Place]:
    """Write what stands in an area as one block; what could fail the whole block is written by itself.

    Our own formulas are in the block. The sheets that they look at are there, and Excel knows all that they use.
    """
    typed = {place: _typed(cell) for place, cell in cells.items()}
    alone = {place for place, cell in cells.items() if _is_hers(cell) or len(str(typed[place])) > LONGEST_IN_BLOCK}
    block = {place: given for place, given in typed.items() if place not in alone}
    ours = [place for place in sorted(block) if cells[place].formula]
    refused: list[Place] = []
    try:
        _put_block(sheet, area, block)
    except Exception:
        if not ours:
            raise
        # One that Excel does not take after all has failed the block: what they give goes first, then each by itself.
        _put_block(sheet, area, block | {place: _typed(replace(cells[place], formula="")) for place in ours})
        refused = [place for place in ours if not _is_taken(sheet, place, typed[place])]
    return refused + [place for place in sorted(alone) if not _write_alone(sheet, place, cells[place], typed[place])]


def _is_hers(cell: Cell) -> bool:
    """Say whether a cell holds a formula that a user has typed: it may look at what is gone."""
    return bool(cell.field and cell.formula)


def _put_block(sheet: xw.Sheet, area: Area, typed: Mapping[Place, str | float]) -> None:
    top, left, bottom, right = area
    # raw_value leaves the block as it is; value and formula of xlwings would look at every cell, and at the range.
    # An empty text makes a cell empty, as xlwings has it: of no value at all Excel may think otherwise.
    sheet.range(area_address(area)).raw_value = tuple(
        tuple(typed.get((row, column), "") for column in range(left, right + 1)) for row in range(top, bottom + 1)
    )


def _is_taken(sheet: xw.Sheet, place: Place, typed: str | float) -> bool:
    """Type something into a cell; False where Excel does not take it."""
    with suppress(Exception):
        sheet.range(area_address((*place, *place))).raw_value = typed
        return True
    return False


def _write_alone(sheet: xw.Sheet, place: Place, cell: Cell, typed: str | float) -> bool:
    """Write one cell; False where Excel does not take a formula of the user's."""
    target = sheet.range(area_address((*place, *place)))
    if not cell.formula:
        target.raw_value = typed
        return True
    with suppress(Exception):
        # As dynamic versions of Excel know it, which would take it for an older one otherwise.
        target.formula2 = cell.formula
        return True
    return _is_taken(sheet, place, typed)


def _typed(cell: Cell) -> str | float:
    formula = written_formula(cell)
    if formula:
        return formula
    if isinstance(cell.value, str):
        return as_typed(shown_text(cell))
    # The edge where a figure becomes what Excel counts with.
    return "" if cell.value is None else float(stored_number(cell.value))


def _traits(cell: Cell) -> Iterator[tuple[str, Any]]:
    """Give what distinguishes a cell's look from that of an empty cell."""
    style = STYLES[cell.role]
    yield "font", FONT
    yield "size", style.size
    yield "color", style.color
    yield "horizontal", style.align
    yield "vertical", "center"
    for name, is_so in (("bold", style.bold), ("italic", style.italic), ("underline", style.underline)):
        if is_so:
            yield name, True
    if style.fill:
        yield "fill", style.fill
    if style.wrap:
        yield "wrap", True
    if indent_of(style):
        yield "indent", indent_of(style)
    if style.hairline:
        yield "hairline", "thin"
    for side, line in (("top", style.top), ("bottom", style.bottom)):
        if line:
            yield side, line


# In the order that they are set: the lines of one row go over those of its neighbours.
SETTERS: Mapping[str, Callable[[xw.Range, Any], None]] = {
    "font": lambda cells, name: setattr(cells.font, "name", name),
    "size": lambda cells, size: setattr(cells.font, "size", size),
    "color": lambda cells, color: setattr(cells.font, "color", f"#{color}"),
    "bold": lambda cells, bold: setattr(cells.font, "bold", bold),
    "italic": lambda cells, italic: setattr(cells.font, "italic", italic),
    # Beyond xlwings: underlining and indents.
    "underline": lambda cells, _: setattr(cells.api.Font, "Underline", XL_UNDERLINE_SINGLE),
    "indent": lambda cells, indent: setattr(cells.api, "IndentLevel", indent),
    "fill": lambda cells, color: setattr(cells, "color", f"#{color}"),
    "horizontal": lambda cells, side: setattr(cells, "horizontal_alignment", side),
    "vertical": lambda cells, side: setattr(cells, "vertical_alignment", side),
    "wrap": lambda cells, wrap: setattr(cells, "wrap_text", wrap),
}


def _paint(sheet: xw.Sheet, cells: Mapping[Place, Cell]) -> None:
    traits: dict[tuple[str, Any], list[Place]] = {}
    for place, cell in cells.items():
        for trait in _traits(cell):
            traits.setdefault(trait, []).append(place)
    for name, setter in SETTERS.items():
        for trait in [one for one in traits if one[0] == name]:
            for some in _ranges(sheet, rectangles(traits[trait])):
                setter(some, trait[1])
    for side, color in (("hairline", HAIRLINE), ("top", RULE), ("bottom", RULE)):
        for trait in [one for one in traits if one[0] == side]:
            _draw(sheet, rectangles(traits[trait]), side, trait[1], color)


def _draw(sheet: xw.Sheet, areas: Iterable[Area], side: str, weight: Line, color: str) -> None:
    """Draw a line above or below every cell; a rectangle of several rows has lines inside too."""
    edge: Literal["edge_top", "edge_bottom"] = "edge_top" if side == "top" else "edge_bottom"
    by_height: dict[bool, list[Area]] = {}
    for area in areas:
        by_height.setdefault(area[2] > area[0], []).append(area)
    for is_tall, group in by_height.items():
        for some in _ranges(sheet, group):
            for border in [some.borders[edge], *([some.borders["inside_horizontal"]] if is_tall else [])]:
                # A weight makes the line; setting a line style after it would thin it again.
                border.color = f"#{color}"
                border.weight = weight


def _ranges(sheet: xw.Sheet, areas: Iterable[Area]) -> Iterator[xw.Range]:
    for address in joined(map(area_address, areas)):
        yield sheet.range(address)


def _set_number_formats(sheet: xw.Sheet, cells: Mapping[Place, Cell]) -> list[str]:
    """Set the number formats, and see that Excel has taken them as meant: some take them in the user's language."""
    places: dict[str, list[Place]] = {}
    for place, cell in cells.items():
        if shown := shown_format(cell):
            places.setdefault(shown, []).append(place)
    refused = []
    for code, found in places.items():
        for some in _ranges(sheet, rectangles(found)):
            some.number_format = code
            if not _is_same(some.number_format, code):
                # Beyond xlwings: the format as the user would write it.
                some.api.NumberFormatLocal = _in_users_language(sheet, code)
                if not _is_same(some.number_format, code):
                    refused.append(code)
    return sorted(set(refused))


def _is_same(found: str | None, code: str) -> bool:
    """Compare formats without their literals, which Excel spells its own way."""
    return found is not None and _QUOTED.sub("", found) == _QUOTED.sub("", code)


def _in_users_language(sheet: xw.Sheet, code: str) -> str:
    """Write a number format with the separators that the user's Excel has."""
    thousands, decimals = (_international(sheet, at) for at in (XL_THOUSANDS_SEPARATOR, XL_DECIMAL_SEPARATOR))
    signs = {",": thousands, ".": decimals}
    parts, at = [], 0
    for quoted in _QUOTED.finditer(code):
        parts += ["".join(signs.get(sign, sign) for sign in code[at : quoted.start()]), quoted[0]]
        at = quoted.end()
    return "".join([*parts, *(signs.get(sign, sign) for sign in code[at:])])


def _international(sheet: xw.Sheet, at: int) -> str:
    """Ask for one of the signs of the user's Excel."""
    known = sheet.book.app.api.International
    # By how pywin32 has come to know Excel, this is to be called, or is all of it in a row.
    return str(known(at) if callable(known) else known[at - 1])


def _merge(sheet: xw.Sheet, cells: Mapping[Place, Cell]) -> None:
    """Merge the cells that a text covers; rows that follow each other, and cover the same, at once."""
    spans: dict[tuple[int, int], list[Place]] = {}
    for (row, column), cell in cells.items():
        if cell.span > 1:
            spans.setdefault((column, column + cell.span - 1), []).append((row, column))
    for (left, right), places in spans.items():
        for top, _, bottom, _ in rectangles(places):
            # Beyond xlwings, which would first ask a dozen questions about the range.
            sheet.range(area_address((top, left, bottom, right))).api.Merge(True)  # noqa: FBT003 - each row by itself


def _size(sheet: xw.Sheet, neutral: Sheet) -> None:
    widths: dict[int, list[int]] = {}
    for column, width in enumerate(neutral.widths, 1):
        widths.setdefault(width, []).append(column)
    for width, columns in widths.items():
        for address in column_addresses(columns):
            sheet.range(address).column_width = width - WIDTH_PADDING
    heights: dict[float, list[int]] = {}
    for row, height in row_heights(neutral):
        heights.setdefault(height, []).append(row)
    for height, rows in heights.items():
        for address in row_addresses(rows):
            sheet.range(address).row_height = height
