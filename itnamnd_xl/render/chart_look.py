"""What every writer of charts needs to know of one: gaps, inks, label formats, and how the room in it is shared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.sheets.theme import INK, SHADES

if TYPE_CHECKING:
    from itnamnd_xl.sheets.spec import Chart, Series, Sheet

# In per cent of a bar's thickness, and of how much two bars of a row cover each other.
GAP, OVERLAP = 35, 100
TITLE_SIZE, TEXT_SIZE = 12, 9
LINE_POINTS = 0.5
# A row that nobody has given a height, and a column's padding and digits, in pixels.
ROW_PIXELS, DIGIT_PIXELS, PADDING_PIXELS = 20, 7, 5
# What the title, the legend and the figures beside the longest bar take, in pixels; a letter of a name; its longest.
TITLE_PIXELS, LEGEND_PIXELS, FIGURE_PIXELS, LETTER_PIXELS, WIDEST_NAMES = 44, 34, 80, 6.5, 0.42
EDGE_PIXELS = 8


def size_of(chart: Chart, sheet: Sheet) -> tuple[int, int]:
    """Give a chart's width and height in pixels: as wide as its sheet's columns."""
    columns = sheet.widths[chart.at[1] - 1 :]
    return sum(width * DIGIT_PIXELS + PADDING_PIXELS for width in columns), chart.rows * ROW_PIXELS


def has_legend(chart: Chart) -> bool:
    """Say whether a chart needs words for its colours."""
    return len(chart.series) > 1


def is_inside(chart: Chart) -> bool:
    """Say whether figures stand within the bars: on each of several stacked ones."""
    return chart.is_stacked and len(chart.series) > 1


def label_ink(one: Series, chart: Chart) -> str:
    """Give the colour of a series' figures: what is read on its fill, or on paper beside it."""
    return SHADES[one.shade].ink if is_inside(chart) else INK


def label_format(one: Series, chart: Chart) -> str:
    """Give the number format of a series' figures: its mark before them, and nothing for a zero."""
    positive, _, negative = chart.number_format.partition(";")
    shown = (_marked(one.mark, code) for code in (positive, negative or f"-{positive}"))
    return ";".join((*shown, ""))


def _marked(mark: str, code: str) -> str:
    """Put a mark before what a number format shows; no two literals beside each other, which might be read as one."""
    if not mark:
        return code
    return f'"{mark}\u00a0{code[1:]}' if code.startswith('"') else f'"{mark}\u00a0"{code}'


def plot_frame(names: list[str], chart: Chart, size: tuple[int, int]) -> tuple[float, float, float, float]:
    """Give the left, top, width and height of the bars' room, as shares of the chart's."""
    width, height = size
    longest = max(map(len, names), default=0) * LETTER_PIXELS / width
    figures = 0 if is_inside(chart) else FIGURE_PIXELS
    left = min(longest, WIDEST_NAMES) + (2 * EDGE_PIXELS) / width
    room = (figures + EDGE_PIXELS) / width
    top, bottom = TITLE_PIXELS / height, (LEGEND_PIXELS if has_legend(chart) else EDGE_PIXELS) / height
    return left, top, 1 - left - room, 1 - top - bottom
