"""The one place where a role gets its look. Colours have a contrast of at least 4.5 to 1."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from itnamnd_xl.sheets.spec import Role, Shade

if TYPE_CHECKING:
    from collections.abc import Mapping

FONT = "Calibri"
INK = "222222"
PAPER = "FFFFFF"
GREY = "595959"
RULE = "7F7F7F"
HAIRLINE = "D9D9D9"
LINK = "1F4E79"
NEGATIVE = "9C1C16"
# Height of one line of text in points, and how many characters of the body font go in one unit of width.
LINE_HEIGHT = 13.5
MINUS = '"\u2212"'


Line = Literal["thin", "medium"]


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks: colours are RGB, a border is thin or medium; a hairline parts rows.

    What has lines is indented, so that text and figures stand clear of each other.
    """

    size: float = 10
    bold: bool = False
    italic: bool = False
    underline: bool = False
    color: str = INK
    fill: str | None = None
    align: Literal["left", "right", "center"] = "left"
    wrap: bool = False
    top: Line | None = None
    bottom: Line | None = None
    hairline: bool = False
    numeric: Literal["amount", "number", "percent"] | None = None
    indent: int = 1


STYLES: Mapping[Role, Style] = MappingProxyType(
    {
        Role.TITLE: Style(size=15, bold=True),
        Role.HEADING: Style(size=11.5, bold=True),
        Role.LEAD: Style(wrap=True),
        Role.NOTE: Style(color=GREY, wrap=True),
        Role.HEADER: Style(bold=True, fill="F0F2F4", wrap=True, top="thin", bottom="medium"),
        Role.HEADER_NUMBER: Style(bold=True, fill="F0F2F4", wrap=True, align="right", top="thin", bottom="medium"),
        # With room for a filter's arrow at its right edge.
        Role.HEADER_ARROW: Style(
            bold=True, fill="F0F2F4", wrap=True, align="right", top="thin", bottom="medium", indent=2
        ),
        Role.TEXT: Style(wrap=True, hairline=True),
        Role.STRONG: Style(bold=True, wrap=True, hairline=True),
        Role.AMOUNT: Style(align="right", numeric="amount", hairline=True),
        Role.NUMBER: Style(align="right", numeric="number", hairline=True),
        Role.PERCENT: Style(align="right", numeric="percent", hairline=True),
        Role.TOTAL_TEXT: Style(bold=True, wrap=True, top="thin"),
        Role.TOTAL_AMOUNT: Style(bold=True, align="right", top="thin", numeric="amount"),
        Role.TOTAL_PERCENT: Style(bold=True, align="right", top="thin", numeric="percent"),
        Role.ACHIEVED: Style(bold=True, color="1B5736", fill="DCEFE4", wrap=True, hairline=True),
        Role.PARTLY: Style(bold=True, color="6B4E00", fill="FFF1C9", wrap=True, hairline=True),
        Role.NOT: Style(bold=True, color="8C1D18", fill="F9DEDC", wrap=True, hairline=True),
        Role.NO_VALUE: Style(bold=True, color=GREY, fill="EFEFEF", wrap=True, hairline=True),
        # What stands in the place of a figure may be a name that is read from the cell.
        Role.DASH: Style(color=GREY, align="right", wrap=True, hairline=True),
        Role.TOTAL_DASH: Style(bold=True, align="right", top="thin"),
        Role.REMARK: Style(color=GREY, wrap=True, hairline=True),
        Role.LINK: Style(color=LINK, underline=True, wrap=True, hairline=True),
        Role.INPUT: Style(fill="FFFBE6", wrap=True, hairline=True),
        Role.INPUT_AMOUNT: Style(fill="FFFBE6", align="right", numeric="amount", hairline=True),
        Role.TOTAL_LINK: Style(color=LINK, underline=True, wrap=True, top="thin"),
        Role.TOTAL_REMARK: Style(color=GREY, wrap=True, top="thin"),
        Role.OWN_WORDS: Style(wrap=True, hairline=True),
    }
)


@dataclass(frozen=True, slots=True)
class Shading:
    """How a chart's series is filled, and what is read on it; an outline tells the light ones from the paper."""

    fill: str
    ink: str = INK


SHADES: Mapping[Shade, Shading] = MappingProxyType(
    {
        Shade.PLAIN: Shading("1F4E5F", ink=PAPER),
        Shade.SOFT: Shading("C3D3D9"),
        Shade.GOOD: Shading("9CCBB3"),
        Shade.PARTLY: Shading("F7DC8C"),
        Shade.BAD: Shading("8C2D19", ink=PAPER),
        Shade.NONE: Shading("FFFFFF"),
    }
)
AMOUNT_ROLES = frozenset(role for role, style in STYLES.items() if style.numeric == "amount")


def number_format(style: Style, places: int, suffix: str, prefix: str = "") -> str:
    """Give the number format of a figure: grouped, with its decimals, its unit, and words before it."""
    decimals = "." + "0" * places if places > 0 else ""
    before = f'"{prefix} "' if prefix else ""
    if style.numeric == "percent":
        share = f'0{decimals}"\u00a0"%'
        return f"{before}{share};{before}{MINUS}{share}"
    unit = f'"\u00a0{suffix}"' if suffix else ""
    figure = f"#,##0{decimals}{unit}"
    return f"{before}{figure};{before}{MINUS}{figure}"
