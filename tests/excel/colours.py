"""Colours: Excel's integers (blue, green, red) and openpyxl's Color objects."""

from __future__ import annotations

import colorsys
from typing import Any

from lxml import etree
from openpyxl.styles.colors import COLOR_INDEX, Color

NONE, AUTOMATIC = -4142, -4105
OFFICE = ("FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5", "70AD47", "0563C1")
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def to_color(number: int) -> Color:
    red, green, blue = number & 255, number >> 8 & 255, number >> 16 & 255
    return Color(rgb=f"FF{red:02X}{green:02X}{blue:02X}")


def _number(text: str) -> int:
    red, green, blue = (int(text[at : at + 2], 16) for at in (0, 2, 4))
    return red | green << 8 | blue << 16


def theme_colours(theme: bytes | str | None) -> tuple[str, ...]:
    """The theme's colours in the order in which files number them."""
    if not theme:
        return OFFICE
    scheme = etree.fromstring(theme.encode() if isinstance(theme, str) else theme).find(f".//{DRAWING}clrScheme")
    found = [] if scheme is None else [one[0].get("lastClr") or one[0].get("val") or "000000" for one in scheme]
    if len(found) < 12:
        return OFFICE
    return (found[1], found[0], found[3], found[2], *found[4:])


def from_color(color: Any, theme: tuple[str, ...], default: int = 0) -> int:
    """Excel's integer for a colour in a file."""
    if color is None:
        return default
    if color.type == "rgb" and isinstance(color.rgb, str):
        return _number(color.rgb[-6:])
    if color.type == "theme" and color.theme < len(theme):
        return _number(_tinted(theme[color.theme], float(color.tint or 0)))
    if color.type == "indexed" and color.indexed < len(COLOR_INDEX):
        return _number(COLOR_INDEX[color.indexed][-6:])
    return default


def _tinted(text: str, tint: float) -> str:
    hue, light, saturation = colorsys.rgb_to_hls(*(int(text[at : at + 2], 16) / 255 for at in (0, 2, 4)))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, saturation))


def index_of(number: int) -> int:
    """The colour's place in Excel's palette of 56, or of the one nearest to it."""

    def distance(place: int) -> int:
        other = _number(COLOR_INDEX[place + 7][-6:])
        return sum(((number >> shift & 255) - (other >> shift & 255)) ** 2 for shift in (0, 8, 16))

    return min(range(1, 57), key=distance)
