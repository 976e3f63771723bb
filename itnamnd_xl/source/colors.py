"""Colours as verdicts: green, yellow and red, of a font or of a cell's fill."""

from __future__ import annotations

import colorsys

from itnamnd_xl.core.model import Level

# A font must be clearly coloured; a fill may be as pale as Excel's own styles Bra, Neutral and Dålig.
FONT_SATURATION, FILL_SATURATION, LEAST_BRIGHTNESS = 0.35, 0.12, 0.3
COLOR_WORDS = {Level.ACHIEVED: "grön", Level.PARTLY: "gul", Level.NOT: "röd"}


def level_of_font(color: str) -> Level | None:
    """Give the level that a font's colour (AARRGGBB) tells; None where it tells none."""
    return _level(color, FONT_SATURATION)


def level_of_fill(color: str) -> Level | None:
    """Give the level that a cell's fill (AARRGGBB) tells; None where it tells none."""
    return _level(color, FILL_SATURATION)


def _level(color: str, least: float) -> Level | None:
    red, green, blue = (int(color[-6:][i : i + 2], 16) / 255 for i in (0, 2, 4))
    hue, saturation, brightness = colorsys.rgb_to_hsv(red, green, blue)
    if saturation < least or brightness < LEAST_BRIGHTNESS:
        return None
    degrees = hue * 360
    if degrees < 20 or degrees > 340:
        return Level.NOT
    if degrees < 70:
        return Level.PARTLY
    return Level.ACHIEVED if degrees < 170 else None
