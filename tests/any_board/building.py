"""Workbooks as other boards have them, from lists of rows, and what the JSON says of them.

What a workbook must give stands beside it in each test, worked out by hand: no expectation comes from the tool.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.cell import coordinate_from_string

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Json = Callable[..., tuple[int, dict[str, Any]]]
Row = list[Any]
Rows = list[Row]
NBSP, MINUS, EN_DASH = "\N{NO-BREAK SPACE}", "\N{MINUS SIGN}", "\N{EN DASH}"
THOUSANDS_SHOWN = "#,##0,"
GREEN, YELLOW, RED = "FF00B050", "FFFFC000", "FFFF0000"


@dataclass(frozen=True)
class Look:
    """A cell with a look of its own."""

    value: object
    format: str | None = None
    fill: str | None = None
    color: str | None = None
    font: str | None = None


@dataclass
class Sheet:
    """A sheet's rows, and what is merged, formatted (by column letter) or hidden on it."""

    rows: Rows
    merges: Sequence[str] = ()
    formats: Mapping[str, str] = field(default_factory=dict)
    hidden_columns: Sequence[str] = ()
    hidden_rows: Sequence[int] = ()
    hidden: bool = False


# A statement of three rows and their net, and what is to be read of it.
HEAD = ["Text", "Budget", "Utfall", "Avvikelse"]
AMOUNTS: Rows = [
    ["Avgifter", -4_000, -4_080, 80],
    ["Personal", 3_000, 3_145, -145],
    ["Hyra", 1_000, 1_000, 0],
    ["Summa", 0, 65, -65],
]
LINES = [
    ("Avgifter", "revenue", -4_000, -4_080, 80),
    ("Personal", "cost", 3_000, 3_145, -145),
    ("Hyra", "cost", 1_000, 1_000, 0),
]
# A key of four members.
PEOPLE = {"Skara": 18_800, "Vara": 16_100, "Essunga": 5_600, "Götene": 13_300}
KEY: Rows = [["Medlemskommun", "Folkmängd 2021-12-31"], *map(list, PEOPLE.items())]


def save(folder: Path, sheets: Mapping[str, Sheet | Rows], name: str = "arbetsbok.xlsx") -> Path:
    """Write a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, content in sheets.items():
        _fill(book.create_sheet(title), content if isinstance(content, Sheet) else Sheet(content))
    path = folder / name
    book.save(path)
    return path


def _fill(sheet: Worksheet, content: Sheet) -> None:
    for number, row in enumerate(content.rows, 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                _put(sheet, (number, column), value, content.formats.get(get_column_letter(column)))
    for area in content.merges:
        sheet.merge_cells(area)
    for letter in content.hidden_columns:
        sheet.column_dimensions[letter].hidden = True
    for number in content.hidden_rows:
        sheet.row_dimensions[number].hidden = True
    if content.hidden:
        sheet.sheet_state = "hidden"


def _put(sheet: Worksheet, place: tuple[int, int], value: object, shown: str | None) -> None:
    look = value if isinstance(value, Look) else Look(value)
    cell = sheet.cell(*place)
    cell.value = look.value  # type: ignore[assignment] # openpyxl's types leave out what it takes
    if look.format or (shown and isinstance(look.value, int | float)):
        cell.number_format = look.format or shown or "General"
    if look.fill:
        cell.fill = PatternFill("solid", fgColor=look.fill)
    if look.color or look.font:
        cell.font = Font(color=look.color, name=look.font or "Calibri")


def changed(rows: Rows, **cells: object) -> Rows:
    """Give the rows with some cells changed: changed(rows, C7=5)."""
    copy = [list(row) for row in rows]
    for address, value in cells.items():
        letters, number = coordinate_from_string(address)
        row, column = copy[number - 1], column_index_from_string(letters)
        row.extend([None] * (column - len(row)))
        row[column - 1] = value
    return copy


# What came


def lines(part: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Give a statement's lines: text, kind, budget, outcome, deviation."""
    return [(one["text"], one["kind"], one["budget"], one["outcome"], one["deviation"]) for one in part["lines"]]


def figures(part: dict[str, Any], *names: str) -> dict[str, tuple[Any, ...]]:
    """Give other figures of a statement's lines, by their texts."""
    return {one["text"]: tuple(one[name] for name in names) for one in part["lines"]}


def whole(part: dict[str, Any], of: str = "net") -> tuple[Any, ...]:
    """Give the last total of a kind: budget, outcome, deviation."""
    total = [one for one in part["totals"] if one["of"] == of][-1]
    return total["budget"], total["outcome"], total["deviation"]


def shares(found: dict[str, Any]) -> dict[str, Any]:
    """Give what each member gets."""
    return {one["member"]: one["amount"] for one in found["allocation"]["shares"]}


def weights(found: dict[str, Any]) -> dict[str, Any]:
    """Give each member's key."""
    return {one["member"]: one["key"] for one in found["allocation"]["shares"]}


def goals(found: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Give the goals: name, level, rule, how many indicators."""
    return [(one["name"], one["level"], one["rule"], len(one["indicators"])) for one in found["attainment"]["goals"]]


def indicators(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the indicators by name."""
    return {one["name"]: one for goal in found["attainment"]["goals"] for one in goal["indicators"]}


def verdicts(found: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    """Give each indicator's result, condition, target, level and rule."""
    return {
        name: (
            one["result"] and one["result"]["value"],
            one["target"] and one["target"]["relation"],
            one["target"] and one["target"]["value"],
            one["level"],
            one["rule"],
        )
        for name, one in indicators(found).items()
    }


def codes(found: dict[str, Any]) -> set[str]:
    """Give the codes of all diagnostics."""
    return {one["code"] for one in found["diagnostics"]}


def errors(found: dict[str, Any]) -> list[str]:
    """Give what was said as errors, to be shown where there should be none."""
    return [
        f"{one['code']} {one['source']} {one['message']}" for one in found["diagnostics"] if one["severity"] == "error"
    ]


def said(found: dict[str, Any], severity: str, *places: str) -> bool:
    """Say whether a diagnostic of a severity names one of these places, given as Sheet!C9."""
    sources = {one["source"] for one in found["diagnostics"] if one["severity"] == severity and one["source"]}
    return any(source.partition("!")[2] in places or source in places for source in sources)


def hamilton(units: int, keys: Mapping[str, int | Fraction]) -> dict[str, int]:
    """Share whole units by the largest remainder: ties to the larger key, then to the earlier member."""
    total = sum(keys.values())
    quotas = {member: Fraction(units) * key / total for member, key in keys.items()}
    parts = {member: int(quota) for member, quota in quotas.items()}
    order = sorted(keys, key=lambda member: (parts[member] - quotas[member], -keys[member]))
    for member in order[: units - sum(parts.values())]:
        parts[member] += 1
    return parts


def dumped(found: dict[str, Any]) -> str:
    """Give the whole JSON as text, to look for what must not stand in it."""
    return json.dumps(found, ensure_ascii=False)
