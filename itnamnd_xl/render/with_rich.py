"""Results and what was understood as tables in a terminal; plain text where there is none."""

from __future__ import annotations

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
    from collections.abc import Iterable, Sequence

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
    """Print a result sheet: its sentences as lines, its blocks as tables without the columns left out."""
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
            out.print(_table(block, leave_out))
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


def _table(block: Sequence[Row], leave_out: Sequence[str]) -> RichTable:
    table = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
    kept = []
    for place, cell in enumerate(block[0]):
        label = " ".join(str(cell.value).replace("-\n", "").split()) if cell else ""
        if label not in leave_out:
            kept.append(place)
            right = cell is not None and cell.role is Role.HEADER_NUMBER
            # A header's words stay whole, however narrow the terminal.
            least = max(map(len, label.split()), default=1)
            table.add_column(Text(label), justify="right" if right else "left", overflow="fold", min_width=least)
    for row in block[1:]:
        cells = [row[place] if place < len(row) else None for place in kept]
        table.add_row(*(Text(cell_text(cell), style=COLORS.get(cell.role, "") if cell else "") for cell in cells))
    return table


def cell_text(cell: Cell | None) -> str:
    """Write a neutral cell as Swedish text."""
    if cell is None or cell.value is None:
        return ""
    if isinstance(cell.value, str):
        return cell.value
    if STYLES[cell.role].numeric == "percent":
        return percent(Decimal(cell.value), cell.places)
    return number(cell.value, cell.places) + (f"\u00a0{cell.suffix}" if cell.suffix else "")


def print_diagnostics(out: Console, diagnostics: Iterable[Diagnostic], least: Severity) -> None:
    """Print diagnostics from a severity up, each as its kind, code and sentence; what was done to a file too."""
    order = [Severity.NOTE, Severity.WARNING, Severity.ERROR]
    for one in diagnostics:
        if order.index(one.severity) >= order.index(least) or (one.is_told and least is not Severity.ERROR):
            text = Text(f"{one.kind} {one.code}. ", style=SEVERITY_COLORS[one.severity])
            out.print(text + Text(one.message), soft_wrap=True)
