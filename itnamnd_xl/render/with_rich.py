"""Results and what was understood as tables in a terminal; plain text where there is none."""

from __future__ import annotations

import re
import textwrap
from decimal import Decimal
from typing import IO, TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from itnamnd_xl.core.diagnostics import Severity
from itnamnd_xl.core.swedish import number, percent
from itnamnd_xl.sheets.spec import Cell, Role, Shade
from itnamnd_xl.sheets.theme import STYLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from itnamnd_xl.core.diagnostics import Diagnostic
    from itnamnd_xl.sheets.spec import Chart, Row, Series, Sheet

COLORS = {
    Role.ACHIEVED: "green",
    Role.PARTLY: "yellow",
    Role.NOT: "red",
    Role.NO_VALUE: "bright_black",
    Role.NOTE: "bright_black",
    Role.TOTAL_TEXT: "bold",
    Role.TOTAL_AMOUNT: "bold",
    Role.TOTAL_PERCENT: "bold",
    Role.STRONG: "bold",
}
SEVERITY_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "bright_black"}
SHADE_COLORS = {Shade.GOOD: "green", Shade.PARTLY: "yellow", Shade.BAD: "red", Shade.NONE: "bright_black"}
# Of what bars are made, how long the longest is, and the names beside them.
BAR, LIGHT_BAR, LONGEST_BAR, LONGEST_NAME = "▇", "░", 40, 44
# Off a terminal nothing wraps lines for the reader, and nothing should cut them.
PIPE_WIDTH = 220
# A column is at least as wide as its longest word, up to this; longer words are broken where there is no room.
LONGEST_WORD = 21
# What stands between two columns of a table: their padding, and a rule.
BETWEEN = 3


def console(file: IO[str], *, color: bool) -> Console:
    """Make a console that prints what it is given: no markup, no emoji codes, no highlighting."""
    made = Console(file=file, markup=False, emoji=False, highlight=False, no_color=not color, soft_wrap=False)
    if not made.is_terminal:
        made = Console(
            file=file,
            markup=False,
            emoji=False,
            highlight=False,
            no_color=True,
            width=PIPE_WIDTH,
            soft_wrap=False,
        )
    return made


def print_sheet(out: Console, sheet: Sheet, leave_out: Sequence[str] = ()) -> None:
    """Print a result sheet: its sentences as lines, its blocks as tables without the columns left out.

    Nor are its working columns printed, which only its formulas need.
    """
    printed = len(sheet.widths) - sheet.aids
    for block in _blocks(sheet.rows):
        first = block[0][0]
        if first is not None and first.role is Role.HEADING:
            out.print()
        if first is not None and first.span > 1 and len(block[0]) == 1:
            for row in block:
                if row[0] is not None:
                    out.print(
                        Text(
                            str(row[0].value),
                            style="bold" if row[0].role in (Role.TITLE, Role.HEADING) else "",
                        )
                    )
        elif first is not None and first.role is Role.HEADER:
            out.print(_table([row[:printed] for row in block], leave_out, out.width))
        else:
            for row in block:
                out.print(Text("  ".join(cell_text(cell) for cell in row if cell is not None)))
    out.print()


def print_chart(out: Console, chart: Chart, sheet: Sheet) -> None:
    """Print a chart as a table of bars.

    Args:
        out: where to.
        chart: the chart.
        sheet: the sheet that holds its figures.
    """
    rows = [_bars(chart, row) for row in sheet.rows[chart.first - 1 : chart.last]]
    longest = max((sum(abs(value) for _, value, _ in bars) for _, bars in rows), default=Decimal(0))
    table = RichTable(box=None, pad_edge=False, show_header=False)
    table.add_column(overflow="fold", max_width=LONGEST_NAME)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    for name, bars in rows:
        figures = "  ".join(f"{one.mark}\u00a0{shown}" if one.mark else shown for one, _, shown in bars)
        drawn = Text()
        for one, value, _ in bars:
            # What is there is seen, however little it is.
            length = max(round(abs(value) * LONGEST_BAR / longest), 1)
            drawn.append(_block(one) * length, style=SHADE_COLORS.get(one.shade, ""))
        table.add_row(Text(name), Text(figures or "0"), drawn)
    out.print(Text(chart.title, style="bold"))
    out.print(table)
    if len(chart.series) > 1:
        names = (f"{one.mark or _block(one)} {one.name.removeprefix(one.mark).lstrip()}" for one in chart.series)
        out.print(Text("   ".join(names), style="bright_black"))
    out.print()


def _block(one: Series) -> str:
    return LIGHT_BAR if one.shade is Shade.SOFT else BAR


def _bars(chart: Chart, row: Row) -> tuple[str, list[tuple[Series, Decimal, str]]]:
    """Give the name of a chart's row, and each of its figures that is not zero with its series and as it is shown."""
    found = []
    for one in chart.series:
        cell = row[one.column - 1]
        if cell is not None and cell.value is not None and not isinstance(cell.value, str) and cell.value:
            found.append((one, Decimal(cell.value), cell_text(cell)))
    return cell_text(row[chart.labels - 1]), found


def _blocks(rows: Iterable[Row]) -> list[list[Row]]:
    """Split rows into sentences and tables."""
    blocks: list[list[Row]] = []
    kind = None
    for row in rows:
        if not row or row[0] is None:
            kind = None
            continue
        header = row[0].role is Role.HEADER
        this = "text" if len(row) == 1 and row[0].span > 1 else "table"
        if (
            header
            or this != kind
            or (kind == "table" and blocks[-1][0][0] is not None and len(blocks[-1][0]) != len(row))
        ):
            blocks.append([])
        blocks[-1].append(row)
        kind = this
    return blocks


def _table(block: Sequence[Row], leave_out: Sequence[str], width: int) -> RichTable:
    table = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
    labels = {
        place: label
        for place, cell in enumerate(block[0])
        if (label := " ".join(str(cell.value).replace("-\n", "").split()) if cell else "") not in leave_out
    }
    widths = dict(zip(labels, _widths(labels, block[1:], width), strict=True))
    for place, label in labels.items():
        cell = block[0][place]
        right = cell is not None and cell.role in {Role.HEADER_NUMBER, Role.HEADER_ARROW}
        table.add_column(Text(label), justify="right" if right else "left", overflow="fold", width=widths[place])
    for row in block[1:]:
        cells = [(row[place] if place < len(row) else None, wide) for place, wide in widths.items()]
        table.add_row(
            *(Text(_wrapped(cell, wide), style=COLORS.get(cell.role, "") if cell else "") for cell, wide in cells)
        )
    return table


def _wrapped(cell: Cell | None, width: int) -> str:
    """Write a cell in lines of a width, without parting a figure from its unit."""
    lines = cell_text(cell).split("\n")
    return "\n".join("\n".join(textwrap.wrap(line, width, break_long_words=False)) for line in lines)


def _widths(labels: Mapping[int, str], rows: Sequence[Row], width: int) -> list[int]:
    """Give the columns' widths: a header's words stay whole first, then those of its cells, then its cells' lines."""
    room = width - BETWEEN * len(labels)
    heads = [max(map(len, label.split()), default=1) for label in labels.values()]
    texts = [[cell_text(row[place]) for row in rows if place < len(row)] for place in labels]
    # A figure with its unit is one word.
    words = [max((len(word) for text in one for word in re.split(r"[ \n]", text)), default=1) for one in texts]
    lines = [max((len(line) for text in one for line in text.split("\n")), default=1) for one in texts]
    whole = [max(len(label), line) for label, line in zip(labels.values(), lines, strict=True)]
    least = [1] * len(heads)
    for wanted in (heads, [min(one, LONGEST_WORD) for one in words], whole):
        least = _widened(least, wanted, room)
    return least


def _widened(least: Sequence[int], wanted: Sequence[int], room: int) -> list[int]:
    """Widen columns to what is wanted of each, the narrow ones first, as far as there is room for all."""
    for highest in range(max(wanted, default=1), 0, -1):
        widths = [max(has, min(asked, highest)) for has, asked in zip(least, wanted, strict=True)]
        if sum(widths) <= room:
            return widths
    return [*least]


def cell_text(cell: Cell | None) -> str:
    """Write a neutral cell as Swedish text."""
    if cell is None or cell.value is None:
        return ""
    if isinstance(cell.value, str):
        return cell.value
    before = f"{cell.prefix} " if cell.prefix else ""
    if STYLES[cell.role].numeric == "percent":
        return before + percent(Decimal(cell.value), cell.places)
    return before + number(cell.value, cell.places) + (f"\u00a0{cell.suffix}" if cell.suffix else "")


def print_diagnostics(out: Console, diagnostics: Iterable[Diagnostic], least: Severity) -> None:
    """Print diagnostics from a severity up, each as its kind, code and sentence; what was done to a file too."""
    order = [Severity.NOTE, Severity.WARNING, Severity.ERROR]
    for one in diagnostics:
        if order.index(one.severity) >= order.index(least) or (one.is_told and least is not Severity.ERROR):
            text = Text(f"{one.kind} {one.code}. ", style=SEVERITY_COLORS[one.severity])
            out.print(text + Text(one.message), soft_wrap=True)
