"""The sheet Diagram: deviations, shares and levels as bars, above the tables that the bars are drawn of.

The tables are formulas over the result sheets, so that the bars, and the order that they stand in, follow what is
changed there. Above each chart stands what it says, for as long as that is so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import TYPE_CHECKING

from itnamnd_xl.core.allocation import Direction
from itnamnd_xl.core.model import Column, Level, StatementType
from itnamnd_xl.core.statements import Line
from itnamnd_xl.core.swedish import amount, count, listing, number
from itnamnd_xl.core.wording import MARKS, result_words
from itnamnd_xl.sheets.attainment import NAMELESS
from itnamnd_xl.sheets.cells import places_of
from itnamnd_xl.sheets.formulas import AMOUNT_PLACES, MISSING, a1, is_still, rounded, span, text, told
from itnamnd_xl.sheets.spec import EMPTY, Cell, Chart, Role, Row, Series, Shade, Sheet, Value, titled
from itnamnd_xl.sheets.theme import STYLES, number_format

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from itnamnd_xl.core.allocation import Allocation
    from itnamnd_xl.core.assessment import Attainment
    from itnamnd_xl.core.outcome import Outcome
    from itnamnd_xl.core.statements import StatementResult
    from itnamnd_xl.sheets.formulas import Book

NAME = "Diagram"
WIDTHS = (44, 18, 18, 18, 18, 18)
INTRODUCTION = (
    "Staplarna följer tabellerna längre ned på fliken, som i sin tur hämtar sina tal från resultatflikarna. Skrivs en "
    "siffra om där ändras staplarna också."
)
TABLES = "Tabellerna som diagrammen bygger på"
# More bars than these tell nobody anything; and as many goals as fit on a page.
MOST_BARS, MOST_GOALS = 15, 12
# In rows: a chart's title and legend, a bar with a name of one line and of two, the lowest and the highest chart.
CHART_HEAD_ROWS, BAR_ROWS, GOAL_ROWS, LEAST_ROWS, MOST_ROWS = 5, 1.8, 2.5, 14, 29
SHOWN_PLACES = 2
LONGEST_NAME = 60
# Of those with the largest share so many are named.
MOST_NAMED = 4
NOTHING = "–"
OTHERS, HOST = "Övriga kommuner", "Värdkommunen, intern"
BETTER, WORSE = "Bättre än budget", "Sämre än budget"
LEVELS = {
    Level.ACHIEVED: ("Uppnådda", "uppnådd", "uppnådda", Shade.GOOD),
    Level.PARTLY: ("Delvis uppnådda", "delvis uppnådd", "delvis uppnådda", Shade.PARTLY),
    Level.NOT: ("Ej uppnådda", "ej uppnådd", "ej uppnådda", Shade.BAD),
    Level.NO_VALUE: ("Saknar värde", "utan värde", "utan värde", Shade.NONE),
}


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A chart, what it says, and the table below that it is drawn of."""

    message: Cell
    chart: Chart
    table: list[Row]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A chart to be: its height in rows, and what draws it, given where it and its table begin."""

    rows: int
    draw: Callable[[int, int], _Drawn]


def charts_sheet(outcome: Outcome, book: Book, results: Sequence[Sheet]) -> Sheet | None:
    """Lay out the charts of what stands in a workbook; None where there is nothing to draw.

    Args:
        outcome: what was computed.
        book: the workbook; one without a name has it all.
        results: its result sheets, which the figures are fetched from.
    """
    plans = list(_plans(outcome, _Finder(book, results)))
    if not plans:
        return None
    year = f" {outcome.case.year}" if outcome.case.year else ""
    sheet = titled(NAME, f"{NAME}{year}", WIDTHS)
    sheet.text(INTRODUCTION, Role.NOTE)
    sheet.add(EMPTY)
    tables: list[Row] = []
    # Below each chart's message and the chart an empty row, and below all of them the tables' heading.
    below = sheet.next_row + sum(plan.rows + 2 for plan in plans) + 2
    for at, plan in enumerate(plans):
        if at:
            sheet.new_page()
        drawn = plan.draw(sheet.next_row + 1, below + len(tables))
        sheet.add((drawn.message,), *[EMPTY] * (plan.rows + 1))
        sheet.charts.append(drawn.chart)
        tables += [*drawn.table, EMPTY]
    sheet.printed = sheet.next_row - 2
    sheet.new_page()
    sheet.text(TABLES, Role.HEADING)
    sheet.add(EMPTY, *tables[:-1])
    return sheet


def _plans(outcome: Outcome, finder: _Finder) -> Iterator[_Plan]:
    for result in (outcome.operating, outcome.investments):
        if result is not None and finder.stands_in(result.statement.source.workbook):
            yield from _deviation_plan(result, finder)
    operating = outcome.operating
    if outcome.allocation is not None and operating is not None:
        is_here = finder.stands_in(operating.statement.source.workbook)
        if is_here and outcome.allocation.direction is not Direction.NONE:
            yield _share_plan(outcome.allocation, outcome.case.year, finder)
    goals = outcome.case.goals_source
    if outcome.attainment is not None and goals is not None and finder.stands_in(goals.workbook):
        yield from _goal_plan(outcome.attainment, outcome.case.year, finder)


class _Finder:
    """Where figures stand on the result sheets, and what stands there."""

    def __init__(self, book: Book, results: Sequence[Sheet]) -> None:
        self._book, self._results = book, results

    def stands_in(self, workbook: str) -> bool:
        return self._book.name in ("", workbook)

    def has(self, what: Hashable) -> bool:
        return self._book.at(what) is not None

    def text(self, what: Hashable, otherwise: str) -> Cell:
        """Give a name: fetched where it stands on a result sheet, else as it is known."""
        place = self._book.at(what)
        found = otherwise if place is None else self._book.standing(what, self._results)
        formula = f'=IF({place}="",{text(NOTHING)},{place})' if place is not None else ""
        return Cell(str(found or NOTHING), Role.TEXT, formula=formula)

    def figure(self, what: Hashable, otherwise: Decimal | int | None, places: int = 0) -> Cell:
        """Give a figure: fetched where it stands on a result sheet, else as it is known; a missing one says so."""
        place = self._book.at(what)
        found = otherwise if place is None else self._book.standing(what, self._results)
        formula = f"=IF(ISNUMBER({place}),{rounded(place, AMOUNT_PLACES)},{text(MISSING)})" if place is not None else ""
        value = MISSING if found is None or isinstance(found, str) else _rounded(Decimal(found))
        role = Role.DASH if value == MISSING and not formula else Role.AMOUNT
        return Cell(value, role, places, formula=formula)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-AMOUNT_PLACES), ROUND_HALF_UP).normalize() + 0


def _header(*labels: str) -> Row:
    """Head a table: names, then figures."""
    return tuple(Cell(label, Role.HEADER_NUMBER if at else Role.HEADER) for at, label in enumerate(labels))


def _height(bars: int, each: float = BAR_ROWS) -> int:
    return min(max(CHART_HEAD_ROWS + ceil(bars * each), LEAST_ROWS), MOST_ROWS)


def _message(words: str, conditions: Sequence[str]) -> Cell:
    return told(Cell(words, Role.HEADING, span=len(WIDTHS)), conditions)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME].rstrip()} …"


def _decimals(values: Sequence[Value]) -> int:
    needed = sorted(places_of(value) for value in values if isinstance(value, Decimal))
    return min(needed[len(needed) // 2] if needed else 0, SHOWN_PLACES)


def _shown_as(places: int) -> str:
    return number_format(STYLES[Role.AMOUNT], places, "")


def _said(pairs: Sequence[tuple[str, str]]) -> str:
    """Say a chart's figures, as they were when it was drawn: no program renews them."""
    return "Vid beräkningen: " + "; ".join(f"{_short(name)} {figure}" for name, figure in pairs) + "."


# Deviations


def _deviation_plan(result: StatementResult, finder: _Finder) -> Iterator[_Plan]:
    of = result.statement.type
    cells = [
        (
            finder.text(("label", of, at), one.row.text),
            finder.figure(("amount", of, at, Column.DEVIATION), _deviation(one, result)),
        )
        for at, one in enumerate(result.order)
        if isinstance(one, Line)
    ]
    if any(not isinstance(figure.value, str) for _, figure in cells):
        # Also for rows without a deviation: they may get one.
        bars = min(len(cells), MOST_BARS)
        yield _Plan(_height(bars), lambda at, top: _Deviations(result, cells, bars).drawn(at, top))


def _deviation(one: Line, result: StatementResult) -> Decimal | None:
    """Give a line's deviation as published, an adverse one negative; else as computed."""
    published = one.row.value(Column.DEVIATION)
    if published is None:
        return one.deviation
    return -published if result.convention.reversed_column else published


class _Deviations:
    """The chart of a statement's deviations: the largest ones, from the worst to the best."""

    def __init__(self, result: StatementResult, cells: Sequence[tuple[Cell, Cell]], bars: int) -> None:
        self.statement = result.statement
        self.places = _decimals([figure.value for _, figure in cells])
        self.cells = [(name, replace(figure, places=self.places)) for name, figure in cells]
        self.bars = bars

    def drawn(self, at: int, top: int) -> _Drawn:
        """Draw it at a row, and lay its tables out from another on: the sorted one, and that which it is sorted from.

        The place of each row is a formula: by magnitude, to choose the largest ones, then by the deviation itself; of
        two that are the same the first in the list comes first.
        """
        investments = self.statement.type is StatementType.INVESTMENTS
        what, unit = "projekt" if investments else "konto", self.statement.unit
        year = f" {self.statement.year}" if self.statement.year else ""
        kind = "investeringar, per projekt" if investments else "drift, per konto"
        title = f"Avvikelse mot budget{year}, {kind}, {unit}"
        if self.bars < len(self.cells):
            title += f" (de {self.bars} största av {number(len(self.cells))})"
        first = top + 1
        listed = first + self.bars + 2
        sorts, ranks, places = self._sorted()
        table: list[Row] = [_header(what.capitalize(), f"Avvikelse, {unit}", BETTER, WORSE, "Plats i diagrammet")]
        table += [self._bar(first + place - 1, place, sorts, listed) for place in range(1, self.bars + 1)]
        table += [
            EMPTY,
            _header(
                f"Alla {'projekt' if investments else 'konton'}",
                f"Avvikelse, {unit}",
                "Storlek utan tecken",
                "Ordning efter storlek",
                "Plats i diagrammet",
                "Nr i listan",
            ),
        ]
        table += [self._listed(listed + i, i, listed, ranks[i], places[i]) for i in range(len(self.cells))]
        series = (Series(BETTER, 3, Shade.GOOD, MARKS[Level.ACHIEVED]), Series(WORSE, 4, Shade.BAD, MARKS[Level.NOT]))
        pairs = [(str(name.value), number(Decimal(figure.value or 0), self.places)) for name, figure in self._in(sorts)]
        chart = Chart(
            title,
            f"Stapeldiagram: {title}. En negativ avvikelse är sämre än budget. {_said(pairs)}",
            NAME,
            first,
            first + self.bars - 1,
            1,
            series,
            (at, 1),
            _height(self.bars),
            _shown_as(self.places),
            is_stacked=False,
            name=f"itnamnd avvikelse {what}",
        )
        return _Drawn(self._message(ranks, listed), chart, table)

    def _in(self, sorts: Sequence[int]) -> list[tuple[Cell, Cell]]:
        return [self.cells[i] for i in sorts]

    def _sorted(self) -> tuple[list[int], list[int], list[int]]:
        """Give what the formulas below give: the rows shown in their order, each row's rank, and its place or 0."""
        figures = [figure.value for _, figure in self.cells]
        sizes = [-1 if isinstance(value, str) else abs(Decimal(value or 0)) for value in figures]
        by_size = sorted(range(len(sizes)), key=lambda i: (-sizes[i], i))
        chosen = [i for i in by_size[: self.bars] if sizes[i] >= 0]
        shown = sorted(chosen, key=lambda i: (Decimal(figures[i] or 0), i))
        ranks, places = [0] * len(sizes), [0] * len(sizes)
        for rank, i in enumerate(by_size, 1):
            ranks[i] = rank
        for place, i in enumerate(shown, 1):
            places[i] = place
        return shown, ranks, places

    def _bar(self, row: int, place: int, sorts: Sequence[int], listed: int) -> Row:
        """Give a row of the sorted table: what has its place in the list, parted into better and worse."""
        last = listed + len(self.cells) - 1
        wanted, found = a1(5, row), span(5, listed, last)
        # Of rows without a deviation there are bars of no length, without a name, after the others.
        name, figure = Cell("", Role.TEXT), Cell(Decimal(0), Role.AMOUNT, self.places)
        if place <= len(sorts):
            name, figure = self.cells[sorts[place - 1]]

        def fetched(column: int, otherwise: str) -> str:
            at = f"INDEX({span(column, listed, last)},MATCH({wanted},{found},0))"
            return f"=IF(COUNTIF({found},{wanted})=0,{otherwise},{at})"

        value = Decimal(figure.value or 0)
        better, worse = max(value, Decimal(0)), min(value, Decimal(0))
        cell = a1(2, row)
        return (
            replace(name, formula=fetched(1, text(""))),
            replace(figure, formula=fetched(2, "0")),
            Cell(better, Role.AMOUNT, self.places, formula=f"=MAX({cell},0)"),
            Cell(worse, Role.AMOUNT, self.places, formula=f"=MIN({cell},0)"),
            Cell(place, Role.NUMBER),
        )

    def _listed(self, row: int, i: int, first: int, rank: int, place: int) -> Row:
        """Give a row of the list that the sorted table is sorted from."""
        last = first + len(self.cells) - 1
        name, figure = self.cells[i]
        value, size, ranked, own = (a1(column, row) for column in (2, 3, 4, 6))
        values, sizes, ranks, numbers = (span(column, first, last) for column in (2, 3, 4, 6))
        by_size = f"=1+SUMPRODUCT(({sizes}>{size})+({sizes}={size})*({numbers}<{own}))"
        before = f"({values}<{value})+({values}={value})*({numbers}<{own})"
        by_value = f"1+SUMPRODUCT(({ranks}<={self.bars})*({sizes}>=0)*({before}))"
        magnitude = -1 if isinstance(figure.value, str) else abs(Decimal(figure.value or 0))
        return (
            name,
            figure,
            Cell(magnitude, Role.AMOUNT, self.places, formula=f"=IF(ISNUMBER({value}),ABS({value}),-1)"),
            Cell(rank, Role.NUMBER, formula=by_size),
            Cell(place, Role.NUMBER, formula=f"=IF(OR({size}<0,{ranked}>{self.bars}),0,{by_value})"),
            Cell(i + 1, Role.NUMBER),
        )

    def _message(self, ranks: Sequence[int], listed: int) -> Cell:
        """Say which deviation is the largest."""
        i = ranks.index(1)
        name, figure = self.cells[i]
        value, row = Decimal(figure.value or 0), listed + i
        words = "Ingenting avviker från budget."
        if value:
            side = "sämre" if value < 0 else "bättre"
            shown = amount(abs(value), self.statement.unit)
            words = f"Störst avvikelse: {_short(str(name.value))}, {shown} {side} än budget."
        return _message(words, [is_still(a1(2, row), value), is_still(a1(4, row), 1)])


# Shares


def _share_plan(allocation: Allocation, year: int | None, finder: _Finder) -> _Plan:
    bars = len(allocation.shares)
    return _Plan(_height(bars), lambda at, top: _shares(allocation, year, finder, at, top))


def _shares(allocation: Allocation, year: int | None, finder: _Finder, at: int, top: int) -> _Drawn:
    """Draw each member's share; that of the host, which is not invoiced, lighter.

    The words are right of a deficit and of a surplus: which it is may change with the figures.
    """
    unit, places = allocation.unit, places_of(allocation.amount)
    whole = result_words(is_interim=allocation.is_interim).lower()
    title = f"Fördelning av {whole}{f' {year}' if year else ''} per kommun, {unit}"
    first = top + 1
    has_host = any(not share.invoiced for share in allocation.shares)
    heads = [f"Fördelat, {unit}", *([OTHERS, HOST] if has_host else [])]
    table: list[Row] = [_header("Kommun", *heads)]
    for k, share in enumerate(allocation.shares):
        name = finder.text(("share", k, "member"), share.member)
        figure = finder.figure(("share", k, "amount"), share.amount, places)
        own = replace(figure, formula=f"=IF(ISNUMBER({a1(2, first + k)}),{a1(2, first + k)},0)")
        none = Cell(0, Role.AMOUNT, places)
        parts = ((own, none) if share.invoiced else (none, own)) if has_host else ()
        table.append((name, figure, *parts))
    series: tuple[Series, ...] = (Series(f"Fördelat, {unit}", 2),)
    if has_host:
        series = (Series(OTHERS, 3), Series(HOST, 4, Shade.SOFT))
    pairs = [
        (share.member + ("" if share.invoiced else " (värdkommun)"), amount(share.amount, unit))
        for share in allocation.shares
    ]
    last = first + len(allocation.shares) - 1
    chart = Chart(
        title,
        f"Stapeldiagram: {title}. {_said(pairs)}",
        NAME,
        first,
        last,
        1,
        series,
        (at, 1),
        _height(len(allocation.shares)),
        _shown_as(places),
        is_stacked=False,
        begins_at_zero=True,
        name="itnamnd fördelning",
    )
    return _Drawn(_largest_share(allocation, first), chart, table)


def _largest_share(allocation: Allocation, first: int) -> Cell:
    """Say who has the largest share, or who have, of shares that stand from a row on."""
    shares, unit = allocation.shares, allocation.unit
    amounts = span(2, first, first + len(shares) - 1)
    largest = max(one.amount for one in shares)
    who = [k for k, one in enumerate(shares) if one.amount == largest]
    words = "Alla delar är lika stora"
    if len(who) == 1 or len(who) < len(shares):
        names = listing([_short(shares[k].member) for k in who]) if len(who) <= MOST_NAMED else f"{len(who)} kommuner"
        words = f"Störst del: {names}"
    each = " var" if len(who) > 1 else ""
    said = f"{words}, {amount(largest, unit)}{each} av {amount(allocation.amount, unit)}."
    conditions = [
        *(is_still(a1(2, first + k), largest) for k in who[:MOST_NAMED]),
        is_still(rounded(f"SUM({amounts})", AMOUNT_PLACES), sum((one.amount for one in shares), Decimal(0))),
        f"MAX({amounts})={a1(2, first + who[0])}",
        f"COUNTIF({amounts},{a1(2, first + who[0])})={len(who)}",
    ]
    return _message(said, conditions)


# Goals


def _goal_plan(attainment: Attainment, year: int | None, finder: _Finder) -> Iterator[_Plan]:
    bars = min(len(attainment.goals), MOST_GOALS)
    if attainment.indicator_counts.total():
        yield _Plan(_height(bars, GOAL_ROWS), lambda at, top: _goals(attainment, year, finder, at, top))


def _goals(attainment: Attainment, year: int | None, finder: _Finder, at: int, top: int) -> _Drawn:
    """Draw how many indicators of each goal have reached each level; those of the first goals where they are many."""
    goals, first = attainment.goals[:MOST_GOALS], top + 1
    last = first + len(goals) - 1
    title = f"Indikatorer per nämndmål och nivå{f' {year}' if year else ''}, antal"
    if len(goals) < len(attainment.goals):
        title += f" (de {len(goals)} första målen)"
    table: list[Row] = [_header("Nämndmål", *(name for name, *_ in LEVELS.values()))]
    sums = dict.fromkeys(LEVELS, 0)
    pairs = []
    for k, goal in enumerate(goals):
        counts = {level: goal.counts[level] for level in LEVELS}
        counts[Level.NO_VALUE] += goal.counts[Level.NOT_ASSESSED]
        name = goal.goal.name or NAMELESS
        cells = [finder.figure(("goal count", k, level), counts[level]) for level in LEVELS]
        table.append((finder.text(("goal name", k), name), *(replace(one, role=Role.NUMBER) for one in cells)))
        sums = {level: sums[level] + counts[level] for level in LEVELS}
        pairs.append((name, _levels(counts)))
    series = tuple(
        Series(f"{MARKS[level]} {name}", place, shade, MARKS[level])
        for place, (level, (name, _, _, shade)) in enumerate(LEVELS.items(), 2)
    )
    chart = Chart(
        title,
        f"Stapeldiagram: {title}. {_said(pairs)}",
        NAME,
        first,
        last,
        1,
        series,
        (at, 1),
        _height(len(goals), GOAL_ROWS),
        begins_at_zero=True,
        name="itnamnd mål",
    )
    total = sum(sums.values())
    where = f" i de {len(goals)} första målen" if len(goals) < len(attainment.goals) else ""
    words = f"Av {count(total, 'indikator', 'indikatorer')}{where} är {_levels(sums)}."
    if total == 1:
        only = next(one for level, (_, one, *_) in LEVELS.items() if sums[level])
        words = f"Den enda indikatorn{where} är {only}."
    conditions = [is_still(f"SUM({span(place, first, last)})", sums[level]) for place, level in enumerate(LEVELS, 2)]
    return _Drawn(_message(words, conditions), chart, table)


def _levels(counts: dict[Level, int]) -> str:
    """Say how many are at each level: 12 uppnådda, 1 delvis uppnådd och 3 ej uppnådda."""
    said = [f"{counts[level]} {one if counts[level] == 1 else more}" for level, (_, one, more, _) in LEVELS.items()
            if counts[level]]  # fmt: skip
    return listing(said) if said else "inga indikatorer"
