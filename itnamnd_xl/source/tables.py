"""Tables found by their headers, wherever on a sheet they stand: above and beside each other, under any head."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from itnamnd_xl.source.bind_statement import bind_statement
from itnamnd_xl.source.binding import bind_indicators, bind_key, bind_transposed_key
from itnamnd_xl.source.grid import CellKind, StoredCells
from itnamnd_xl.source.head_years import begins
from itnamnd_xl.source.header_rows import MOST_ABOVE, HeaderRows
from itnamnd_xl.source.headers import Header
from itnamnd_xl.source.heads import read_head
from itnamnd_xl.source.key_titles import is_of_something_else
from itnamnd_xl.source.ledger_table import amount_columns, bind_budget, bind_ledger
from itnamnd_xl.source.side_by_side import beside
from itnamnd_xl.source.table import Binding, Span, Table, TableKind
from itnamnd_xl.source.times import years_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from itnamnd_xl.source.grid import Grid
    from itnamnd_xl.source.lexicon import Lexicon

# Labels that may begin a table of their own beside another.
STARTS = ("text", "project", "unit_text", "member", "goal", "indicator")
# Columns of words, whose headers say nothing of a year.
WORDED = ("text", "goal", "indicator", "member", "account", "comment", "responsible")
HEAD_LINES = 12
# Below so many filled rows, a header is looked for only where something begins.
FIRST_ROWS = 200
NO_CHOICES: Mapping[tuple[int, int], str] = MappingProxyType({})


def find_tables(
    grid: Grid,
    lexicon: Lexicon,
    wanted_year: int | None = None,
    stated: Mapping[tuple[int, int], str] = NO_CHOICES,
    *,
    with_budgets: bool = False,
) -> list[Table]:
    """Find every table of a sheet, from the top.

    Args:
        grid: the sheet.
        lexicon: what words mean.
        wanted_year: the year that is asked for, where somebody has said so.
        stated: headers whose concept the user names, empty for none.
        with_budgets: budgets that lack an outcome are found too, should a ledger have it.
    """

    def found(part: Grid) -> list[Table]:
        tables = _Finder(part, lexicon, wanted_year, stated, with_budgets=with_budgets).tables()
        return tables if part is grid else [replace(table, grid=grid) for table in tables]

    return beside(grid, found)


Bound = tuple[Binding, "Mapping[int, str] | None"]


class _Finder:
    """One sheet, its rows indexed once."""

    def __init__(
        self,
        grid: Grid,
        lexicon: Lexicon,
        wanted: int | None,
        stated: Mapping[tuple[int, int], str],
        *,
        with_budgets: bool,
    ) -> None:
        self.grid, self.lexicon, self.wanted, self.with_budgets = grid, lexicon, wanted, with_budgets
        self.rows = list(grid.by_row)
        self.place = {row: place for place, row in enumerate(self.rows)}
        self.heads = HeaderRows(grid, lexicon, stated)
        self._repeated: set[int] = set()
        # The topmost row of each header that has several.
        self._tops: dict[int, int] = {}

    def tables(self) -> list[Table]:
        """Bind every row that may head a table, then give each table the rows down to the next one."""
        candidates = list(self._candidates())
        bound: dict[int, list[Bound]] = {}
        for place, row in enumerate(candidates):
            following = candidates[place + 1] if place + 1 < len(candidates) else None
            if self._repeats_one_of(bound, row):
                self._repeated.add(row)
                continue
            below = self._between(row, following)
            found = self._bind_row(row, below)
            if not found:
                continue
            for upper in range(min(self._tops.get(row, row), row - 1), row):
                # Several rows are one header: what an upper one gave by itself is of no use.
                bound.pop(upper, None)
            if self._goes_on(bound, row, found):
                self._repeated.update(range(self._tops[row], row + 1))
                continue
            bound[row] = found
        return [table for row, found in bound.items() for table in self._tables_of(row, found, bound)]

    def _candidates(self) -> Iterator[int]:
        """Give the rows that may head a table; below a ledger's header, a row with an amount is a booking."""
        amounts: list[int] = []
        heads: dict[int, str] = {}
        is_long = isinstance(self.grid.cells, StoredCells)
        for place, row in enumerate(self.rows):
            is_passed = is_long and place > FIRST_ROWS and not self._opens(place, heads)
            is_passed = is_passed or (bool(amounts) and self._is_booking(row, amounts))
            if is_passed and not self.heads.is_stated(row):
                continue
            if self.heads.may_head(row):
                amounts = amount_columns(self.heads.headers(row)) or amounts
                heads[row] = self.grid.text(row, self.grid.by_row[row][0])
                yield row

    def _opens(self, place: int, heads: Mapping[int, str]) -> bool:
        """Say whether a row far down a long sheet may head a table: it follows a gap, a title or a header, or is one.

        To take every text of every row apart would take longer than to read the sheet.
        """
        row, above = self.rows[place], self.rows[place - 1]
        columns = self.grid.by_row
        if above != row - 1 or above in heads or len(columns[above]) == 1:
            return not self.grid.has_number(row)
        return self.grid.text(row, columns[row][0]) in heads.values()

    def _is_booking(self, row: int, amounts: list[int]) -> bool:
        found = [cell for column in amounts if (cell := self.grid.cell(row, column)) is not None]
        return any(cell.kind is CellKind.NUMBER or cell.text[-1:].isdigit() for cell in found)

    def _tables_of(self, row: int, found: list[Bound], bound: Mapping[int, list[Bound]]) -> list[Table]:
        following = next((one for one in bound if one > row), None)
        # A header that is repeated after a page break is no data row.
        rows = tuple(one for one in self._between(row, following) if one not in self._repeated)
        lines = self._lines_above(row, bound)
        head = read_head((self._line(*place) for place in lines), self.lexicon)
        titled = self._as_titled(row, rows, found, head.years[-1:] or years_in(self.grid.name)[-1:])
        tables = []
        for one, members in titled:
            own = self._own_lines(lines, one, titled)
            head = read_head((self._line(*place) for place in own), self.lexicon)
            cells = tuple(self.grid.ref(*place) for place in own)
            tables.append(Table(one.kind, self.grid, row, one, rows, head, members, cells))
        return tables

    @staticmethod
    def _own_lines(lines: list[tuple[int, int]], one: Binding, beside: list[Bound]) -> list[tuple[int, int]]:
        """Give the lines above a table without those that stand above another to its right, its own last."""
        starts = sorted(min(other.headers) for other, _ in beside)
        start = min(one.headers)
        end = next((other for other in starts if other > start), None)
        left = [place for place in lines if end is None or place[1] < end]
        return sorted(left, key=lambda place: start > starts[0] and place[1] >= start)

    def _as_titled(self, row: int, rows: tuple[int, ...], found: list[Bound], years: tuple[int, ...]) -> list[Bound]:
        """Bind a row again for the year that its title or sheet names, where its columns have that year in full."""
        if (
            self.wanted
            or not years
            or all(one.year in years or (one.year is None and not one.others) for one, _ in found)
        ):
            return found
        again = self._bind_row(row, rows, years[-1])
        settled = len(again) == len(found) and not any(one.lacking or one.clashes for one, _ in again)
        return again if settled and all(one.year == years[-1] for one, _ in again) else found

    def _between(self, row: int, following: int | None) -> tuple[int, ...]:
        end = self.place[following] if following is not None else len(self.rows)
        return tuple(self.rows[self.place[row] + 1 : end])

    def _repeats_one_of(self, bound: Mapping[int, list[Bound]], row: int) -> bool:
        """Say whether a row repeats the last header, as after a page break."""
        if not bound or self._is_titled(row):
            return False
        outline = _outline(self.heads.headers(row))
        return any(_same_outline(_outline(one.headers), outline) for one, _ in bound[max(bound)])

    def _goes_on(self, bound: Mapping[int, list[Bound]], row: int, found: list[Bound]) -> bool:
        """Say whether a header of several rows repeats the last one, as after a page break."""
        top = self._tops.get(row, row)
        if not bound or top == row or self._is_titled(top):
            return False
        outlines = [[_outline(one.headers) for one, _ in both] for both in (bound[max(bound)], found)]
        return outlines[0] == outlines[1]

    def _bind_row(self, row: int, below: tuple[int, ...], wanted: int | None = None) -> list[Bound]:
        """Bind the table or tables that a row heads; with the rows above it where those make it clearer."""
        found: list[tuple[list[Binding], int]] = []
        for depth in range(MOST_ABOVE + 1):
            headers = self.heads.stacked(row, depth) if depth else self.heads.headers(row)
            if headers and (ledger := self._ledger(headers, below)):
                found.append(([ledger], depth))
                break
            if headers:
                found.append((self._bind_segments(headers, below, wanted), depth))
        best, depth = max(found, key=lambda one: (*_clarity(one[0]), -one[1]), default=([], 0))
        if best:
            self._tops[row] = row - depth
            return [(binding, None) for binding in best]
        members = bind_transposed_key(self.grid, row, self.lexicon.members.header)
        if members and any(self._is_dated(one, min(members)) for one in below):
            headers = {column: Header(name, "", frozenset()) for column, name in members.items()}
            return [(Binding(TableKind.KEY_TRANSPOSED, {}, headers), members)]
        return []

    def _is_dated(self, row: int, before: int) -> bool:
        """Say whether a row's label names a key: folkmängd, or a date."""
        filled = self.grid.by_row.get(row, ())
        label = " ".join(self.grid.text(row, column) for column in filled if column < before)
        header = self.lexicon.headers.header(label)
        named = bool(header.concepts & {"population", "users", "computers", "licences", "shares"})
        return named or bool(header.date) or bool(header.year and not header.stem)

    def _bind_segments(
        self, headers: Mapping[int, Header], below: tuple[int, ...], wanted: int | None
    ) -> list[Binding]:
        """Bind headers as two tables side by side where both halves are tables, else as one."""
        starts = [column for column in sorted(headers) if headers[column].concepts & set(STARTS)]
        for start in starts[1:]:
            left = {column: header for column, header in headers.items() if column < start}
            right = {column: header for column, header in headers.items() if column >= start}
            first = self._bind(left, below, wanted)
            rest = self._bind_segments(right, below, wanted) if first and not _is_half(first) else []
            if first and rest and not any(map(_is_half, rest)):
                return [first, *rest]
        whole = self._bind(headers, below, wanted)
        return [whole] if whole else []

    def _bind(self, headers: Mapping[int, Header], below: tuple[int, ...], wanted: int | None) -> Binding | None:
        wanted = self.wanted or wanted
        span = Span(self.grid, headers, below)
        statement_or_goals = len(headers) > 1 and (
            bind_indicators(span, self.lexicon, wanted) or bind_statement(span, wanted, self.lexicon.words)
        )
        if statement_or_goals:
            return statement_or_goals
        budget = bind_budget(span) if self.with_budgets and len(headers) > 1 else None
        key = None if budget else bind_key(span, self.lexicon)
        return budget if key is None or is_of_something_else(span, key, self.lexicon) else key

    def _ledger(self, headers: Mapping[int, Header], below: tuple[int, ...]) -> Binding | None:
        """Bind a ledger before anything else: it is known by what no other table has."""
        return bind_ledger(Span(self.grid, headers, below), self.lexicon) if amount_columns(headers) else None

    def _is_titled(self, row: int) -> bool:
        """Say whether a title stands right above a header, set off from what comes before by an empty row."""
        place = self.place[row] - 1
        lone: list[int] = []
        while place >= 0 and len(self.grid.by_row[self.rows[place]]) == 1 and len(lone) < HEAD_LINES:
            lone.append(self.rows[place])
            place -= 1
        return bool(lone) and place >= 0 and min(lone) - self.rows[place] > 1

    def _lines_above(self, row: int, bound: Mapping[int, list[Bound]]) -> list[tuple[int, int]]:
        """Give the cells of the lines above a header: the sheet's first lines, then those nearest to it."""
        first, top = min(bound), self._tops.get(row, row)
        above = self.place[self._tops.get(first, first)]
        lines = self.rows[max(above - HEAD_LINES, 0) : above]
        nearest: list[int] = []
        for one in reversed(self.rows[self.place[first] + 1 : self.place[top]] if row > first else []):
            columns = self.grid.by_row[one]
            if len(columns) > 1 or not self.grid.text(one, columns[0])[:1].isalpha():
                break
            nearest.append(one)
        return [
            (one, column)
            for one in (*lines, *reversed(nearest))
            for column in self.grid.by_row[one]
            if self.grid.cells[one, column].kind is CellKind.TEXT or self._is_told(one, column)
        ]

    def _line(self, row: int, column: int) -> str:
        """Give what a cell above a header says: a number with the words to its left, År 2023."""
        text = self.grid.text(row, column)
        return f"{self.grid.text(row, column - 1).rstrip(':')} {text}" if self._is_told(row, column) else text

    def _is_told(self, row: int, column: int) -> bool:
        """Say whether a number is a year or a month's code by the words to its left: Räkenskapsår, Period."""
        if self.grid.cells[row, column].kind is not CellKind.NUMBER or not self.grid.text(row, column).isdigit():
            return False
        told = f"{self.grid.text(row, column - 1).rstrip(':')} "
        return begins(told, self.lexicon.policy.words.heads.accounted)


def _clarity(bindings: Sequence[Binding]) -> tuple[bool, int, int, int]:
    """Rank ways to bind a row: something bound, little lacking or clashing, many columns, their times known."""
    faults = sum(len(one.clashes) + len(one.lacking) for one in bindings)
    timed = sum(one.year is not None for binding in bindings for one in _said(binding))
    timed += sum(one.interim or one.full_year for binding in bindings for one in _said(binding))
    return bool(bindings), -faults, sum(len(one.columns) for one in bindings), timed


def _is_half(binding: Binding) -> bool:
    """Say whether a table is one only together with what stands beside it."""
    return bool(binding.lacking) or binding.has_verdicts_alone


def _said(binding: Binding) -> list[Header]:
    """Give the headers of figures; what stands above the labels is a title."""
    columns = [column for concept, column in binding.columns.items() if concept not in WORDED]
    return [header for column in columns if (header := binding.headers.get(column))]


def _outline(headers: Mapping[int, Header]) -> dict[int, tuple[str, int | None]]:
    return {column: (header.stem, header.year) for column, header in headers.items()}


def _same_outline(first: Mapping[int, tuple[str, int | None]], second: Mapping[int, tuple[str, int | None]]) -> bool:
    """Say whether a row's headers repeat a table's: they begin alike, and all but one are alike."""
    shared = [column for column in first if first[column] == second.get(column)]
    same_start = bool(second) and first.get(min(second)) == second[min(second)]
    return same_start and len(shared) > 1 and len(shared) >= len(second) - 1
