"""Tables found by their headers, wherever on a sheet they stand: above and beside each other, under any head."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.source.binding import (
    Binding,
    Span,
    TableKind,
    bind_indicators,
    bind_key,
    bind_statement,
    bind_transposed_key,
)
from itnamnd_xl.source.grid import CellKind, StoredCells
from itnamnd_xl.source.headers import Header
from itnamnd_xl.source.heads import Head, read_head
from itnamnd_xl.source.ledger_table import amount_columns, bind_budget, bind_ledger

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from itnamnd_xl.core.model import CellRef
    from itnamnd_xl.source.grid import Cell, Grid
    from itnamnd_xl.source.lexicon import Lexicon

# Labels that may begin a table of their own beside another.
STARTS = ("text", "project", "unit_text", "member", "goal", "indicator")
HEAD_LINES = 12
# Below so many filled rows, a header is looked for only where something begins.
FIRST_ROWS = 200
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it was found: its kind, its columns, the rows below its header, and the lines above it."""

    kind: TableKind
    grid: Grid
    header_row: int
    binding: Binding
    rows: tuple[int, ...]
    head: Head
    members: Mapping[int, str] | None = None

    @property
    def source(self) -> CellRef:
        """The table's first header cell."""
        return self.grid.ref(self.header_row, min(self.binding.headers))

    def column(self, concept: str) -> int | None:
        """The column bound to a concept."""
        return self.binding.columns.get(concept)

    def ref(self, row: int, concept: str) -> CellRef:
        """The cell of a concept in a row."""
        return self.grid.ref(row, self.binding.columns[concept])


def find_tables(
    grid: Grid, lexicon: Lexicon, wanted_year: int | None = None, *, with_budgets: bool = False
) -> list[Table]:
    """Find every table of a sheet, from the top; with the budgets that lack an outcome, should a ledger have it."""
    return _Finder(grid, lexicon, wanted_year, with_budgets=with_budgets).tables()


Bound = tuple[Binding, "Mapping[int, str] | None"]


class _Finder:
    """One sheet, its rows indexed once."""

    def __init__(self, grid: Grid, lexicon: Lexicon, wanted: int | None, *, with_budgets: bool = False) -> None:
        self.grid, self.lexicon, self.wanted, self.with_budgets = grid, lexicon, wanted, with_budgets
        self.rows = list(grid.by_row)
        self.place = {row: place for place, row in enumerate(self.rows)}
        self._headers: dict[int, dict[int, Header]] = {}
        self._repeated: set[int] = set()

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
            if row - 1 in bound and not self._between(row - 1, row):
                # Two rows are one header: what the upper one gave by itself is of no use.
                del bound[row - 1]
            bound[row] = found
        return [table for row, found in bound.items() for table in self._tables_of(row, found, bound)]

    def _candidates(self) -> Iterator[int]:
        """Give the rows that may head a table; below a ledger's header, a row with an amount is a booking."""
        amounts: list[int] = []
        heads: dict[int, str] = {}
        is_long = isinstance(self.grid.cells, StoredCells)
        for place, row in enumerate(self.rows):
            if is_long and place > FIRST_ROWS and not self._opens(place, heads):
                continue
            if amounts and self._is_booking(row, amounts):
                continue
            if self._may_head(row):
                amounts = amount_columns(self.headers(row)) or amounts
                heads[row] = self.grid.text(row, self.grid.by_row[row][0])
                yield row

    def _opens(self, place: int, heads: Mapping[int, str]) -> bool:
        """Say whether a row far down a long sheet may head a table: it follows a gap, a title or a header, or is one.

        To take every text of every row apart would take longer than to read the sheet.
        """
        row, above = self.rows[place], self.rows[place - 1]
        columns = self.grid.by_row
        if above != row - 1 or above in heads or len(columns[above]) == 1:
            return not self._has_number(row)
        return self.grid.text(row, columns[row][0]) in heads.values()

    def _has_number(self, row: int) -> bool:
        """Say of a row of a long sheet, at little cost, that it has a number that no header has."""
        return isinstance(self.grid.cells, StoredCells) and self.grid.cells.has_number(row)

    def _is_booking(self, row: int, amounts: list[int]) -> bool:
        found = [cell for column in amounts if (cell := self.grid.cell(row, column)) is not None]
        return any(cell.kind is CellKind.NUMBER or cell.text[-1:].isdigit() for cell in found)

    def _tables_of(self, row: int, found: list[Bound], bound: Mapping[int, list[Bound]]) -> list[Table]:
        following = next((one for one in bound if one > row), None)
        # A header that is repeated after a page break is no data row.
        rows = tuple(one for one in self._between(row, following) if one not in self._repeated)
        head = read_head(self._lines_above(row, bound), self.lexicon)
        return [Table(one.kind, self.grid, row, one, rows, head, members) for one, members in found]

    def _between(self, row: int, following: int | None) -> tuple[int, ...]:
        end = self.place[following] if following is not None else len(self.rows)
        return tuple(self.rows[self.place[row] + 1 : end])

    def headers(self, row: int) -> dict[int, Header]:
        """Take every cell of a row apart as a header; a year or a date may head a column by itself."""
        if row not in self._headers:
            self._headers[row] = {
                column: header
                for column in self.grid.by_row.get(row, ())
                if (header := self._header(row, column)) is not None
            }
        return self._headers[row]

    def _header(self, row: int, column: int) -> Header | None:
        cell = self.grid.cells[row, column]
        if not (cell.kind in (CellKind.TEXT, CellKind.DATE) or _is_year(cell)):
            return None
        header = self.lexicon.headers.header(self.grid.text(row, column))
        return header if header.concepts or (not header.stem and header.year) else None

    def _may_head(self, row: int) -> bool:
        """Say whether a row looks like a header rather than a data row that happens to use such words."""
        if self._has_number(row):
            return False
        if len(bind_transposed_key(self.grid, row, self.lexicon.members.listed)) > 1:
            return True
        cells, filled = self.grid.cells, self.grid.by_row[row]
        numbers = [column for column in filled if cells[row, column].kind is CellKind.NUMBER]
        # Most rows end here, before their texts are taken apart.
        if not all(_is_year(cells[row, column]) for column in numbers):
            return False
        headers = self.headers(row)
        if any(column not in headers for column in numbers):
            return False
        named = [one for one in headers.values() if one.concepts]
        if 2 * len(headers) < len(filled) or not headers:
            return False
        if len(named) > 1:
            return True
        if any(c not in headers and not self.lexicon.words.unit(self.grid.text(row, c)) for c in filled):
            return False
        # With a single known word, or years alone, only a row that opens something is a header.
        above = self.grid.by_row.get(row - 1, ())
        opens = len(above) < 2 or len([one for one in self.headers(row - 1).values() if one.concepts]) > 1
        heads_a_key = any(one.concepts & {"population", "member"} for one in named)
        return opens and (len(headers) > 1 or heads_a_key)

    def _repeats_one_of(self, bound: Mapping[int, list[Bound]], row: int) -> bool:
        """Say whether a row repeats the last header, as after a page break."""
        if not bound or self._is_titled(row):
            return False
        outline = _outline(self.headers(row))
        return any(_same_outline(_outline(one.headers), outline) for one, _ in bound[max(bound)])

    def _bind_row(self, row: int, below: tuple[int, ...]) -> list[Bound]:
        """Bind the table or tables that a row heads; with the row above it where that makes it clearer."""
        own = self.headers(row)
        if amount_columns(own) and (ledger := bind_ledger(Span(self.grid, own, below), self.lexicon)):
            return [(ledger, None)]
        choices = [self._bind_segments(headers, below) for headers in (own, self._combined(row)) if headers]
        best = max(choices, key=_clarity, default=[])
        if best:
            return [(binding, None) for binding in best]
        members = bind_transposed_key(self.grid, row, self.lexicon.members.listed)
        if members and any(self._is_dated(one, min(members)) for one in below):
            headers = {column: Header(name, "", frozenset()) for column, name in members.items()}
            return [(Binding(TableKind.KEY_TRANSPOSED, {}, headers), members)]
        return []

    def _is_dated(self, row: int, before: int) -> bool:
        """Say whether a row's label names a key: folkmängd, or a date."""
        filled = self.grid.by_row.get(row, ())
        label = " ".join(self.grid.text(row, column) for column in filled if column < before)
        header = self.lexicon.headers.header(label)
        named = bool(header.concepts & {"population", "users", "computers"})
        return named or bool(header.date) or bool(header.year and not header.stem)

    def _combined(self, row: int) -> dict[int, Header]:
        """Combine headers with the row above, where that row holds spanning or main headers rather than a title."""
        columns = sorted({*self.grid.by_row.get(row, ()), *self.grid.by_row.get(row - 1, ())})
        own = self.headers(row)
        spread = {column: self.grid.spread(row - 1, column) for column in columns}
        self._carry_years(row, spread)
        stated = {text for text in spread.values() if text}
        if not stated or (len(stated) == 1 and all(spread.values())):
            return {}
        texts = {column: f"{spread[column]} {self.grid.text(row, column)}".strip() for column in columns}
        headers = {column: self.lexicon.headers.header(text) for column, text in texts.items() if text}
        return {
            column: header if header.concepts else own.get(column, header)
            for column, header in headers.items()
            if header.concepts or column in own
        }

    def _carry_years(self, row: int, spread: dict[int, str]) -> None:
        """Let a year above a group of headers stand for the whole group, merged or not."""
        year = ""
        for column in sorted(spread):
            header = self.lexicon.headers.header(spread[column])
            if spread[column]:
                year = spread[column] if header.year and not header.stem else ""
            elif year and self.grid.text(row, column):
                spread[column] = year

    def _bind_segments(self, headers: Mapping[int, Header], below: tuple[int, ...]) -> list[Binding]:
        """Bind headers as two tables side by side where both halves are tables, else as one."""
        starts = [column for column in sorted(headers) if headers[column].concepts & set(STARTS)]
        for start in starts[1:]:
            left = {column: header for column, header in headers.items() if column < start}
            right = {column: header for column, header in headers.items() if column >= start}
            first = self._bind(left, below)
            rest = self._bind_segments(right, below) if first and not first.lacking else []
            if first and rest and not any(one.lacking for one in rest):
                return [first, *rest]
        whole = self._bind(headers, below)
        return [whole] if whole else []

    def _bind(self, headers: Mapping[int, Header], below: tuple[int, ...]) -> Binding | None:
        span = Span(self.grid, headers, below)
        statement_or_goals = len(headers) > 1 and (
            bind_indicators(span, self.lexicon.is_status, self.wanted) or bind_statement(span, self.wanted)
        )
        budget = bind_budget(span) if self.with_budgets and not statement_or_goals and len(headers) > 1 else None
        return statement_or_goals or budget or bind_key(span, self.lexicon.is_known_member)

    def _is_titled(self, row: int) -> bool:
        """Say whether a title stands right above a header, set off from what comes before by an empty row."""
        place = self.place[row] - 1
        lone: list[int] = []
        while place >= 0 and len(self.grid.by_row[self.rows[place]]) == 1 and len(lone) < HEAD_LINES:
            lone.append(self.rows[place])
            place -= 1
        return bool(lone) and place >= 0 and min(lone) - self.rows[place] > 1

    def _lines_above(self, row: int, bound: Mapping[int, list[Bound]]) -> list[str]:
        """Give the texts of the lines above a header: the sheet's first lines, then those nearest to it."""
        first = min(bound)
        lines = self.rows[max(self.place[first] - HEAD_LINES, 0) : self.place[first]]
        nearest: list[int] = []
        for one in reversed(self.rows[self.place[first] + 1 : self.place[row]] if row > first else []):
            columns = self.grid.by_row[one]
            if len(columns) > 1 or not self.grid.text(one, columns[0])[:1].isalpha():
                break
            nearest.append(one)
        return [
            self.grid.text(one, column)
            for one in (*lines, *reversed(nearest))
            for column in self.grid.by_row[one]
            if self.grid.cells[one, column].kind is CellKind.TEXT
        ]


def _is_year(cell: Cell) -> bool:
    """Say whether a cell is a number that may be a year."""
    if cell.kind is not CellKind.NUMBER or not isinstance(cell.value, Decimal):
        return False
    return FIRST_YEAR <= cell.value <= LAST_YEAR and cell.text.isdigit()


def _clarity(bindings: Sequence[Binding]) -> tuple[bool, int, int]:
    """Rank ways to bind a row: something bound, little lacking or clashing, many columns."""
    faults = sum(len(one.clashes) + len(one.lacking) for one in bindings)
    return bool(bindings), -faults, sum(len(one.columns) for one in bindings)


def _outline(headers: Mapping[int, Header]) -> dict[int, tuple[str, int | None]]:
    return {column: (header.stem, header.year) for column, header in headers.items()}


def _same_outline(first: Mapping[int, tuple[str, int | None]], second: Mapping[int, tuple[str, int | None]]) -> bool:
    """Say whether a row's headers repeat a table's: they begin alike, and all but one are alike."""
    shared = [column for column in first if first[column] == second.get(column)]
    same_start = bool(second) and first.get(min(second)) == second[min(second)]
    return same_start and len(shared) > 1 and len(shared) >= len(second) - 1
