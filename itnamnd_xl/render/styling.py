"""What a cell's role looks like in a styles part: openpyxl says it, whoever writes the sheets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from openpyxl.formatting.rule import CellIsRule, Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.borders import DEFAULT_BORDER
from openpyxl.styles.cell_style import CellStyle
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.fills import DEFAULT_EMPTY_FILL
from openpyxl.styles.fonts import DEFAULT_FONT
from openpyxl.styles.numbers import BUILTIN_FORMATS_REVERSE
from openpyxl.xml.functions import tostring

from itnamnd_xl.render.layout import Look, begins_with, indent_of
from itnamnd_xl.sheets.cells import ROLE_MARKS
from itnamnd_xl.sheets.theme import FONT, HAIRLINE, NEGATIVE, PAPER, RULE, STYLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.descriptors.serialisable import Serialisable

    from itnamnd_xl.sheets.spec import Role


@dataclass(frozen=True, slots=True)
class Styled:
    """A look as elements of a styles part, without namespaces: its font, its fill, its border, and its cell format.

    `number` is the number of its number format where every program knows that; else `code` is to be listed.
    """

    font: bytes
    fill: bytes
    border: bytes
    cell_format: bytes
    number: int | None
    code: str


@lru_cache(maxsize=512)
def styled(look: Look) -> Styled:
    """Give what a styles part says of a look."""
    role, code = look
    if code is None:
        # What a cell covers has its border, and nothing else of it.
        return _styled(DEFAULT_FONT, DEFAULT_EMPTY_FILL, covered_border(role), None, "")
    color = STYLES[role].fill
    return _styled(font(role), fill(color) if color else DEFAULT_EMPTY_FILL, border(role), alignment(role), code)


def _styled(font_: Font, fill_: PatternFill, border_: Border, alignment_: Alignment | None, code: str) -> Styled:
    cell_format = CellStyle(alignment=alignment_, xfId=0)
    return Styled(
        _written(font_, "font"),
        _written(fill_, "fill"),
        _written(border_, "border"),
        _written(cell_format, "xf"),
        BUILTIN_FORMATS_REVERSE.get(code) if code else 0,
        code,
    )


def _written(part: Serialisable, name: str) -> bytes:
    # The stubs take what openpyxl's writer gives for text.
    return bytes(tostring(part.to_tree(name)))  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def styled_negative() -> bytes:
    """Give what a styles part says of a negative amount."""
    return _written(negative().dxf, "dxf")  # type: ignore[arg-type] # the rule that is made below has one


@lru_cache(maxsize=1)
def styled_levels() -> tuple[bytes, ...]:
    """Give what a styles part says of each level that a formula may give, in their order."""
    return tuple(_written(level_look(role), "dxf") for role in ROLE_MARKS)


def level_look(role: Role) -> DifferentialStyle:
    """Give the colours of a level that a formula gives, over those of the one that it gave before."""
    style = STYLES[role]
    return DifferentialStyle(font=Font(color=style.color), fill=PatternFill(bgColor=style.fill or PAPER))


def level_rules(cell: str) -> Iterator[Rule]:
    """Make the rules that show each level in its colours; `cell` is the first that they are for."""
    for role, mark in ROLE_MARKS.items():
        yield Rule(
            type="beginsWith", operator="beginsWith", text=mark, formula=[begins_with(mark, cell)], dxf=level_look(role)
        )


def negative() -> Rule:
    """Make the rule that shows negative amounts in red, whatever they become."""
    # openpyxl's stubs leave the rules untyped.
    return CellIsRule(  # type: ignore[no-untyped-call, no-any-return]
        operator="lessThan", formula=["0"], font=Font(color=NEGATIVE)
    )


@lru_cache(maxsize=64)
def font(role: Role) -> Font:
    """Give a role's font."""
    style = STYLES[role]
    return Font(
        name=FONT,
        size=style.size,
        bold=style.bold,
        italic=style.italic,
        underline="single" if style.underline else None,
        color=style.color,
    )


@lru_cache(maxsize=64)
def alignment(role: Role) -> Alignment:
    """Give how a role's text is placed in its cell."""
    style = STYLES[role]
    # What is not set is None, as when it is read back; else the next run would add the style anew.
    return Alignment(horizontal=style.align, vertical="center", wrap_text=style.wrap or None, indent=indent_of(style))


@lru_cache(maxsize=64)
def border(role: Role) -> Border:
    """Give a role's border."""
    style = STYLES[role]
    sides: dict[str, Side] = {
        name: Side(style=line, color=RULE) for name, line in (("top", style.top), ("bottom", style.bottom)) if line
    }
    if style.hairline:
        sides["bottom"] = Side(style="thin", color=HAIRLINE)
    # Every side is there, as when it is read back; else the next run would add the style anew.
    none = Side()
    top, bottom = sides.get("top", none), sides.get("bottom", none)
    return Border(left=none, right=none, top=top, bottom=bottom, diagonal=none)


def covered_border(role: Role) -> Border:
    """Give the border of the cells that a cell of a role covers: a line goes on as far as the cell does."""
    full = border(role)
    return cast("Border", DEFAULT_BORDER + Border(top=full.top, bottom=full.bottom))


@lru_cache(maxsize=64)
def fill(color: str) -> PatternFill:
    """Give a fill of one colour."""
    return PatternFill("solid", fgColor=color)
