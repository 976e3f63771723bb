"""Header rows: which rows of a sheet may head a table, and what two or three of them say together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from itnamnd_xl.source.binding import bind_transposed_key
from itnamnd_xl.source.grid import CellKind
from itnamnd_xl.source.headers import MONTH, TO_DATE, VALUES
from itnamnd_xl.source.times import is_bare_month

if TYPE_CHECKING:
    from collections.abc import Mapping

    from itnamnd_xl.source.grid import Cell, Grid
    from itnamnd_xl.source.headers import Header
    from itnamnd_xl.source.lexicon import Lexicon

FIRST_YEAR, LAST_YEAR = 1990, 2100
# A header has at most so many rows above its last.
MOST_ABOVE = 2
# What may stand above a group of columns and holds for all of them, merged or not.
GROUP_CONCEPTS = frozenset(
    {
        "budget",
        "revised_budget",
        "original_budget",
        "outcome",
        "forecast",
        "deviation",
        "income_column",
        "cost_column",
        "net_column",
        "whole_project",
    }
)
# So many members below a header that is not known say that it heads them.
MEMBERS_BELOW = 2
LABEL_CONCEPTS = frozenset({"text", "project", "unit_text", "member", "account"})
# Which headers below such a name are made clearer by it; a column with a name of its own is not.
UNCLEAR = frozenset({"income_column", "cost_column", "net_column", "result"})


def _year_of_same(headers: Mapping[int, Header], column: int, same: frozenset[str]) -> int | None:
    """Give the year of a column that the user names and whose header has none, where others of its kind have one.

    It stands in for that of them which the table is of: the latest year that others have too.
    """
    others = [one for at, one in headers.items() if at != column]
    years = {one.year for one in others if one.year and one.concepts & same}
    beside = {one.year for one in others if one.year and not one.concepts & same}
    return max(years & beside or beside or years, default=None) if years else None


class HeaderRows:
    """The rows of one sheet as headers, each taken apart once."""

    def __init__(self, grid: Grid, lexicon: Lexicon, stated: Mapping[tuple[int, int], str]) -> None:
        """Take a sheet; `stated` are headers whose concept the user names, empty for a column not to be used."""
        self.grid, self.lexicon, self.stated = grid, lexicon, stated
        self._headers: dict[int, dict[int, Header]] = {}

    def headers(self, row: int) -> dict[int, Header]:
        """Take every cell of a row apart as a header; a year or a date may head a column by itself."""
        if row not in self._headers:
            found = {
                column: header
                for column in self.grid.by_row.get(row, ())
                if (header := self._header(row, column)) is not None
            }
            self._headers[row] = self._as_stated(row, self._with_shares(row, found))
        return self._headers[row]

    def _with_shares(self, row: int, headers: dict[int, Header]) -> dict[int, Header]:
        """Take Andel drift and Andel investering beside a member's header as shares: of what, their names say.

        Antal alone is any key; Antal anställda is a count of something that is no key unless the user says so.
        """
        if not any("member" in header.concepts for header in headers.values()):
            return headers
        found = dict(headers)
        for column in self.grid.by_row[row]:
            header = self.lexicon.headers.header(self.grid.text(row, column))
            if column not in found and self.lexicon.names_share_of(header.text):
                found[column] = replace(header, concepts=frozenset({"shares"}))
        return dict(sorted(found.items()))

    def _as_stated(self, row: int, headers: dict[int, Header]) -> dict[int, Header]:
        """Give the headers of a row the concepts that the user names; no other of that year has one of them then."""
        stated = {column: concept for (at, column), concept in self.stated.items() if at == row} if self.stated else {}
        found = dict(headers)
        for column, concept in stated.items():
            own = headers.get(column) or self.lexicon.headers.header(self.grid.text(row, column))
            same = frozenset({concept}) | (VALUES if concept in VALUES else frozenset())
            own = own if own.year else replace(own, year=_year_of_same(found, column, same))
            for other, header in found.items():
                if other not in stated and header.year in (None, own.year):
                    found[other] = replace(header, concepts=header.concepts - same)
            # What the user says that a column is says nothing of when.
            when = own.concepts & {TO_DATE, MONTH} if concept else frozenset()
            found[column] = replace(own, concepts=frozenset({concept} - {""}) | when, is_unused=not concept)
        return dict(sorted(found.items())) if stated else found

    def _header(self, row: int, column: int) -> Header | None:
        cell = self.grid.cells[row, column]
        if not (cell.kind in (CellKind.TEXT, CellKind.DATE) or is_year(cell)):
            return None
        header = self.lexicon.headers.header(self.grid.text(row, column))
        return header if header.concepts or (not header.stem and header.year) else None

    def is_stated(self, row: int) -> bool:
        """Say whether the user names a column by a cell of a row, which makes it a header."""
        return any(at == row and concept for (at, _), concept in self.stated.items())

    def may_head(self, row: int) -> bool:
        """Say whether a row looks like a header rather than a data row that happens to use such words."""
        if self.is_stated(row):
            return True
        if self.grid.has_number(row):
            return False
        if len(bind_transposed_key(self.grid, row, self.lexicon.members.header)) > 1:
            return True
        cells, filled = self.grid.cells, self.grid.by_row[row]
        numbers = [column for column in filled if cells[row, column].kind is CellKind.NUMBER]
        # Most rows end here, before their texts are taken apart.
        if not all(is_year(cells[row, column]) for column in numbers):
            return False
        headers = self.headers(row)
        if any(column not in headers for column in numbers):
            return False
        # Twelve months beside the year say nothing against a header.
        told = sum(column in headers or not is_bare_month(self.grid.text(row, column)) for column in filled)
        if not headers or (2 * len(headers) < told and not _heads_key(headers)):
            return self.continues(row)
        named = [one for one in headers.values() if one.concepts]
        return len(named) > 1 or self._opens(row, headers) or self.continues(row)

    def _opens(self, row: int, headers: Mapping[int, Header]) -> bool:
        """Say whether a row with a single known word, or years alone, opens something."""
        named = [one for one in headers.values() if one.concepts]
        unknown = [c for c in self.grid.by_row[row] if c not in headers and not self._unit(row, c)]
        of_members = len(unknown) == 1 and unknown[0] < min(headers) and self._heads_members(row, unknown[0])
        if unknown and not of_members:
            return False
        above = self.grid.by_row.get(row - 1, ())
        opens = len(above) < 2 or len([one for one in self.headers(row - 1).values() if one.concepts]) > 1
        heads_a_key = of_members or any(one.concepts & {"population", "member"} for one in named)
        return opens and (len(headers) > 1 or heads_a_key)

    def _heads_members(self, row: int, column: int) -> bool:
        """Say whether known members stand right below a header, whatever it is called: region, Ort."""
        below = [self.grid.text(one, column) for one in range(row + 1, row + 1 + MEMBERS_BELOW)]
        return all(self.lexicon.is_known_member(text) for text in below)

    def _unit(self, row: int, column: int) -> str | None:
        return self.lexicon.words.unit_alone(self.grid.text(row, column))

    def continues(self, row: int) -> bool:
        """Say whether a row goes on with the header right above it: units, years, periods, the rest of a name."""
        named = [one for one in self.headers(row - 1).values() if one.concepts]
        filled = self.grid.by_row[row]
        if len(named) < 2 or any(self.grid.cells[row, c].kind not in (CellKind.TEXT, CellKind.NUMBER) for c in filled):
            return False
        labels = [c for c in filled if self.lexicon.headers.header(self.grid.text(row, c)).concepts & LABEL_CONCEPTS]
        return all(c in labels[:1] or self._goes_on(row, c) for c in filled) and len(filled) > len(labels[:1])

    def _goes_on(self, row: int, column: int) -> bool:
        text, cell = self.grid.text(row, column), self.grid.cells[row, column]
        if cell.kind is CellKind.NUMBER:
            return is_year(cell)
        if self._unit(row, column):
            return True
        own = self.lexicon.headers.header(text)
        if not own.stem:
            return bool(own.year or own.interim or own.full_year)
        above = self.grid.spread(row - 1, column)
        return bool(above) and bool(self.lexicon.headers.header(f"{above} {text}").concepts & GROUP_CONCEPTS)

    def stacked(self, row: int, depth: int) -> dict[int, Header]:
        """Combine a row's headers with so many rows above, where those hold spanning or main headers, no titles."""
        columns = sorted({column for one in range(row - depth, row + 1) for column in self.grid.by_row.get(one, ())})
        if not all(self._is_worded(one) for one in range(row - depth, row)):
            return {}
        levels = [self._level(one, columns, row) for one in range(row - depth, row)]
        if any(not self._is_level(level, columns) for level in levels):
            return {}
        own = self.headers(row)
        found: dict[int, Header] = {}
        for column in columns:
            said = dict.fromkeys(text for level in levels if (text := level.get(column)))
            header = self._named([*said, self.grid.text(row, column)])
            is_bare = column not in own and not header.stem and bool(header.year and header.text)
            if header.concepts or is_bare or (row, column) in self.stated:
                found[column] = header
            elif column in own:
                found[column] = own[column]
        return self._as_stated(row, found)

    def _is_worded(self, row: int) -> bool:
        """Say whether a row holds words and years alone, as headers and titles do."""
        cells = [self.grid.cells[row, column] for column in self.grid.by_row.get(row, ())]
        return all(cell.kind in (CellKind.TEXT, CellKind.DATE) or is_year(cell) for cell in cells)

    def _named(self, parts: list[str]) -> Header:
        """Take what stands above and in a column as one header; without the topmost where it names nothing with it."""
        header = self.lexicon.headers.header(" ".join(part for part in parts if part))
        if header.concepts or len(parts) < 3:
            return header
        rest = self.lexicon.headers.header(" ".join(part for part in parts[1:] if part))
        return rest if rest.concepts else header

    @staticmethod
    def _is_level(level: Mapping[int, str], columns: list[int]) -> bool:
        stated = {text for text in level.values() if text}
        return bool(stated) and not (len(stated) == 1 and all(level.get(column) for column in columns))

    def _level(self, upper: int, columns: list[int], lowest: int) -> dict[int, str]:
        """Give what an upper row says of each column: its own text, its merged area's, or its group's."""
        spread = {column: self.grid.spread(upper, column) for column in columns}
        below = {
            column: [text for one in range(upper + 1, lowest + 1) if (text := self.grid.spread(one, column))]
            for column in columns
        }
        group, is_time = "", False
        for column in columns:
            if spread[column]:
                header = self.lexicon.headers.header(spread[column])
                is_time = not header.stem and bool(header.year or header.interim or header.full_year)
                is_time = is_time or bool(header.concepts & {"whole_project", TO_DATE, MONTH})
                is_group = is_time or bool(header.concepts & GROUP_CONCEPTS)
                merged = self.grid.text(upper, column) == "" or self._is_spanning(upper, column)
                heads = is_group and not merged and self._is_amount(below[column])
                group = spread[column] if heads else ""
            elif group and below[column] and (is_time or self._is_unclear(below[column])):
                spread[column] = group
        return spread

    def _is_amount(self, texts: list[str]) -> bool:
        """Say whether what stands below heads amounts: above a label or nothing, a year is a title."""
        return bool(texts) and not self.lexicon.headers.header(" ".join(texts)).concepts & LABEL_CONCEPTS

    def _is_spanning(self, row: int, column: int) -> bool:
        """Say whether a cell is merged over several columns: then it says itself how far it reaches."""
        beside = self.grid.text(row, column + 1)
        return not beside and self.grid.spread(row, column + 1) == self.grid.text(row, column)

    def _is_unclear(self, texts: list[str]) -> bool:
        """Say whether headers name no amount by themselves: a year, a period, income or costs."""
        header = self.lexicon.headers.header(" ".join(texts))
        if not header.stem:
            return True
        return bool(header.concepts & UNCLEAR) and not header.concepts & {"budget", "deviation", "forecast"}


def _heads_key(headers: Mapping[int, Header]) -> bool:
    """Say whether headers are those of a key, whatever stands beside them: Kommun, Folkmängd, Folkökning, Födda."""
    named = {concept for header in headers.values() for concept in header.concepts}
    return {"member", "population"} <= named


def is_year(cell: Cell) -> bool:
    """Say whether a cell is a number that may be a year."""
    if cell.kind is not CellKind.NUMBER or not isinstance(cell.value, Decimal):
        return False
    return FIRST_YEAR <= cell.value <= LAST_YEAR and cell.text.isdigit()
