"""How cells are shown: the number format and font behind each style number of a workbook.

Source: ECMA-376 part 1, 18.8.30 (the built-in number formats), 18.8.27 (the palette of numbered colours).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from itnamnd_xl.package.cells import whole
from itnamnd_xl.package.faults import DAMAGED, TOO_LARGE, UnusableError
from itnamnd_xl.package.stream import Parser

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itnamnd_xl.package.workbook import Workbook

GENERAL = "General"
# Excel's limits are 255 characters for the code of a number format, and 65 490 cell formats.
LONGEST_FORMAT, MOST_FORMATS = 512, 100_000
# Formats that have a number and no text of their own in the file. Number 14 is shown as the reader's country has it.
BUILT_IN: Mapping[int, str] = MappingProxyType(
    {
        0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00",
        5: '"$"#,##0_);("$"#,##0)', 6: '"$"#,##0_);[Red]("$"#,##0)',
        7: '"$"#,##0.00_);("$"#,##0.00)', 8: '"$"#,##0.00_);[Red]("$"#,##0.00)',
        9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
        14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
        20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm",
        37: "#,##0_);(#,##0)", 38: "#,##0_);[Red](#,##0)", 39: "#,##0.00_);(#,##0.00)",
        40: "#,##0.00_);[Red](#,##0.00)",
        41: r'_(* #,##0_);_(* \(#,##0\);_(* "-"_);_(@_)', 42: r'_("$"* #,##0_);_("$"* \(#,##0\);_("$"* "-"_);_(@_)',
        43: r'_(* #,##0.00_);_(* \(#,##0.00\);_(* "-"??_);_(@_)',
        44: r'_("$"* #,##0.00_)_("$"* \(#,##0.00\)_("$"* "-"??_)_(@_)',
        45: "mm:ss", 46: "[h]:mm:ss", 47: "mmss.0", 48: "##0.0E+0", 49: "@",
    }
)  # fmt: skip


# The telling colours of the old palette: numbers 0-7 and 8-15 are the same eight, then the darker and pale ones.
INDEXED: Mapping[int, str] = MappingProxyType(
    {
        2: "FFFF0000", 3: "FF00FF00", 5: "FFFFFF00", 10: "FFFF0000", 11: "FF00FF00", 13: "FFFFFF00", 16: "FF800000",
        17: "FF008000", 19: "FF808000", 26: "FFFFFFCC", 34: "FFFFFF00", 37: "FF800000", 42: "FFCCFFCC",
        43: "FFFFFF99", 45: "FFFF99CC", 50: "FF99CC00", 51: "FFFFCC00", 52: "FFFF9900", 53: "FFFF6600",
        57: "FF339966", 58: "FF003300",
    }
)  # fmt: skip
_RGB = re.compile(r"(?:[0-9A-Fa-f]{2})?[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class Look:
    """A style: number format, font name and colour (AARRGGBB) where they are stated, the fill's colour, the indent."""

    number_format: str = GENERAL
    font: str | None = None
    color: str | None = None
    fill: str | None = None
    indent: int = 0


PLAIN = Look()


def read_looks(workbook: Workbook) -> tuple[Look, ...]:
    """Read the styles of a workbook by number; a workbook without any has one, the plain."""
    part = workbook.related("styles")
    if part is None:
        return (PLAIN,)
    reader = _Reader()
    package = workbook.package
    starts = {
        "numFmt": reader.number_format,
        "fonts": reader.enter,
        "font": reader.font,
        "name": reader.name,
        "color": reader.color,
        "fills": reader.enter_fills,
        "fill": reader.fill,
        "patternFill": reader.pattern,
        "fgColor": reader.fill_color,
        "cellXfs": reader.enter,
        "xf": reader.look,
        "alignment": reader.alignment,
    }
    ends = {"fonts": reader.leave, "fills": reader.leave_fills, "cellXfs": reader.leave}
    Parser(package.sizes).run(package.open(part), starts, ends)
    return tuple(reader.looks) or (PLAIN,)


class _Reader:
    """What is known of a styles part at a moment of its passing by."""

    def __init__(self) -> None:
        self.formats = dict(BUILT_IN)
        self.fonts: list[tuple[str | None, str | None]] = []
        self.looks: list[Look] = []
        self.fills: list[str | None] = []
        self.is_solid = False
        # Fonts, fills and formats stand in other collections too, where they are no cell's.
        self.is_inside = self.is_in_fills = False

    def enter(self, _: dict[str, str]) -> None:
        self.is_inside = True

    def leave(self) -> None:
        self.is_inside = False

    def enter_fills(self, _: dict[str, str]) -> None:
        self.is_in_fills = True

    def leave_fills(self) -> None:
        self.is_in_fills = False

    def fill(self, _: dict[str, str]) -> None:
        if self.is_in_fills:
            self.fills.append(None)
            self.is_solid = False

    def pattern(self, attributes: dict[str, str]) -> None:
        self.is_solid = attributes.get("patternType") == "solid"

    def fill_color(self, attributes: dict[str, str]) -> None:
        if self.is_in_fills and self.is_solid and self.fills:
            self.fills[-1] = _rgb(attributes)

    def number_format(self, attributes: dict[str, str]) -> None:
        code = attributes.get("formatCode", GENERAL)
        if len(code) > LONGEST_FORMAT:
            raise UnusableError(DAMAGED)
        if len(self.formats) > MOST_FORMATS:
            raise UnusableError(TOO_LARGE, why="den har för många format")
        self.formats[whole(attributes.get("numFmtId", "0"))] = code

    def font(self, _: dict[str, str]) -> None:
        if self.is_inside:
            self.fonts.append((None, None))

    def name(self, attributes: dict[str, str]) -> None:
        if self.is_inside and self.fonts:
            self.fonts[-1] = (attributes.get("val"), self.fonts[-1][1])

    def color(self, attributes: dict[str, str]) -> None:
        if self.is_inside and self.fonts:
            self.fonts[-1] = (self.fonts[-1][0], attributes.get("rgb"))

    def look(self, attributes: dict[str, str]) -> None:
        if not self.is_inside:
            return
        if len(self.looks) >= MOST_FORMATS:
            raise UnusableError(TOO_LARGE, why="den har för många format")
        font = whole(attributes.get("fontId", "0"))
        name, color = self.fonts[font] if font < len(self.fonts) else (None, None)
        number_format = self.formats.get(whole(attributes.get("numFmtId", "0")), GENERAL)
        fill = whole(attributes.get("fillId", "0"))
        self.looks.append(Look(number_format, name, color, self.fills[fill] if fill < len(self.fills) else None))

    def alignment(self, attributes: dict[str, str]) -> None:
        if self.is_inside and self.looks and (indent := whole(attributes.get("indent", "0"))):
            self.looks[-1] = replace(self.looks[-1], indent=indent)


def _rgb(attributes: dict[str, str]) -> str | None:
    """Give a colour as AARRGGBB: stated, or of the palette of old; None of a theme's, which is another's to know."""
    stated, number = attributes.get("rgb"), attributes.get("indexed", "")
    if stated is not None:
        return stated if _RGB.fullmatch(stated) else None
    return INDEXED.get(int(number)) if number.isascii() and number.isdigit() and len(number) < 4 else None
