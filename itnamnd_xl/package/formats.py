"""How cells are shown: the number format and font behind each style number of a workbook.

Source: ECMA-376 part 1, 18.8.30 (the built-in number formats).
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from itnamnd_xl.package.xml import child, children, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element as Element

    from itnamnd_xl.package.workbook import Workbook

GENERAL = "General"
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


@dataclass(frozen=True, slots=True)
class Look:
    """A style: its number format, and its font's name and colour (AARRGGBB) where they are stated."""

    number_format: str = GENERAL
    font: str | None = None
    color: str | None = None


PLAIN = Look()


def read_looks(workbook: Workbook) -> tuple[Look, ...]:
    """Read the styles of a workbook by number; a workbook without any has one, the plain."""
    part = workbook.related("styles")
    if part is None:
        return (PLAIN,)
    root = parse(workbook.package.read(part), workbook.package.sizes.held_elements)
    formats = dict(BUILT_IN)
    for one in children(child(root, "numFmts"), "numFmt"):
        formats[int(one.get("numFmtId", "0"))] = one.get("formatCode", GENERAL)
    fonts = [_font(one) for one in children(child(root, "fonts"), "font")]
    looks = []
    for one in children(child(root, "cellXfs"), "xf"):
        font = int(one.get("fontId", "0"))
        name, color = fonts[font] if 0 <= font < len(fonts) else (None, None)
        looks.append(Look(formats.get(int(one.get("numFmtId", "0")), GENERAL), name, color))
    return tuple(looks) or (PLAIN,)


def _font(font: Element) -> tuple[str | None, str | None]:
    name, color = child(font, "name"), child(font, "color")
    return (
        name.get("val") if name is not None else None,
        color.get("rgb") if color is not None else None,
    )
