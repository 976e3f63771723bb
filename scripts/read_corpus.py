# Copyright (c) 2026 the itnamnd_xl authors
"""Hold the cells that the tool reads against openpyxl's, over every workbook of a folder.

    python scripts/read_corpus.py FOLDER [--jobs N] [--verbose]

Compared are, for every cell: what kind it is, its value, its error, its number format, its formula; and merged areas,
hidden rows, columns and sheets. Differences that have a reason are counted under it; the exit status is 1 if there is
any without one.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import sys
import warnings
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from itnamnd_xl.app.recalculate import sizes
from itnamnd_xl.package.formulas import shown_formula
from itnamnd_xl.package.opening import open_workbook
from itnamnd_xl.policy.load import default_policy
from itnamnd_xl.source.from_package import read_grids
from itnamnd_xl.source.grid import Cell, CellKind, Grid

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from scripts.corpus import over_workbooks, within  # mypy names files from the project's root
else:
    from corpus import over_workbooks, within  # Python looks beside the script that was started

ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xltm")
SIZES = sizes(default_policy().limits)
PATIENCE = 20
# Why the two may differ, and that it is openpyxl that says less.
EMPTY_TEXT = "a formula that gives an empty text: openpyxl takes it for one without a stored value"
ESCAPED = "openpyxl leaves _x000D_ and its kin as they are"
CONTROL = "characters that cannot be seen are blanks here"
ODD_DATE = "a date that there is not: openpyxl makes it an error, here it stays a number"
LINK = "openpyxl shows the address of a link in a cell that is empty"
NO_FORMULA = "openpyxl writes a data table as an object"
ROUNDED = "15 digits, as Excel vouches for"


# A cell's kind, value, number format and formula.
Said = tuple[str, object, str, str | None]


def oracle_cell(shown: Any, behind: Any) -> Said:  # noqa: ANN401 - openpyxl's cells; a row for each kind
    """Give what openpyxl says of a cell, in the words of the grid."""
    formula = behind.value if behind.data_type == "f" else None
    if isinstance(formula, ArrayFormula):
        formula = formula.text
    elif isinstance(formula, DataTableFormula):
        formula = "="
    value = shown.value
    number_format = behind.number_format
    if value is None:
        return "uncalculated", None, number_format, formula
    if shown.data_type == "e":
        return "error", str(value), number_format, formula
    if isinstance(value, bool):
        return "boolean", value, number_format, formula
    if isinstance(value, int | float):
        return "number", Decimal(f"{value:.15g}"), number_format, formula
    if isinstance(value, dt.datetime | dt.date):
        return "date", value, number_format, formula
    if isinstance(value, dt.time | dt.timedelta):
        return "time", value if isinstance(value, dt.time) else str(value), number_format, formula
    return "text", str(value), number_format, formula


def why(ours: Cell | None, theirs: Said | None, *, is_link: bool = False) -> str | None:
    """Say why a cell may be another here; None where it is the same, a text in capitals where nobody knows."""
    if theirs is None:
        return None if ours is None else "MISSING THERE"
    if ours is None:
        return why_missing(theirs, is_link=is_link)
    kind, value, number_format, formula = theirs
    if ours.kind.value != kind:
        is_odd = kind == "error" and str(value) == "#VALUE!" and ours.kind is CellKind.NUMBER
        return ODD_DATE if is_odd else f"KIND {ours.kind} {kind}"
    own = shown_formula(ours.formula) if ours.formula is not None else None
    if (ours.number_format, own) != (number_format, formula):
        return f"FORMAT OR FORMULA {ours.number_format} {number_format} {own} {formula}"
    return None if ours.value == value else why_other(ours, str(value))


def why_missing(theirs: Said, *, is_link: bool) -> str | None:
    """Say why a cell that openpyxl has may be empty here."""
    kind, value, _, formula = theirs
    if kind == "uncalculated":
        return EMPTY_TEXT if formula is not None else None
    if kind == "text" and not str(value).strip():
        return None
    return LINK if is_link else "MISSING HERE"


def why_other(ours: Cell, value: str) -> str:
    """Say why a cell of the same kind may have another value."""
    if ours.kind is CellKind.TEXT and re.search(r"_x[0-9A-Fa-f]{4}_", value):
        return ESCAPED
    if ours.kind is CellKind.TEXT and re.sub(r"[\x00-\x1f\x7f]", " ", value) == re.sub(r"[\x00-\x1f]", " ", ours.text):
        return CONTROL
    return f"VALUE {ours.value!r} {value!r}"


def compare_sheet(grid: Grid, values: Worksheet, formulas: Worksheet) -> Counter[str]:
    """Compare every cell of a sheet, and what is merged or hidden."""
    found: Counter[str] = Counter()
    # The cells that exist, not the box around them: a stray cell far out must cost nothing.
    all_behind, all_shown = formulas._cells, values._cells  # noqa: SLF001
    for place in {place for place, cell in all_behind.items() if cell.value is not None} | set(grid.cells):
        behind, shown = all_behind.get(place), all_shown.get(place)
        theirs = oracle_cell(shown, behind) if behind is not None and shown is not None else None
        is_link = getattr(behind, "hyperlink", None) is not None
        found[why(grid.cells.get(place), theirs, is_link=is_link) or ""] += 1
    merges = {(one.min_row, one.min_col, one.max_row, one.max_col) for one in values.merged_cells.ranges}
    if merges != set(grid.merges):
        found[f"MERGES {sorted(merges ^ set(grid.merges))[:3]}"] += 1
    hidden = {row for row, one in values.row_dimensions.items() if one.hidden}
    if hidden != grid.hidden_rows:
        found["HIDDEN ROWS"] += 1
    columns = {
        at
        for one in values.column_dimensions.values()
        if one.hidden and one.min and one.max
        for at in range(one.min, one.max + 1)
    }
    if columns != grid.hidden_columns:
        found["HIDDEN COLUMNS"] += 1
    if (values.sheet_state != "visible") != grid.is_hidden:
        found["HIDDEN SHEET"] += 1
    return found


def compare(path: Path) -> tuple[str, Counter[str]]:
    """Compare one workbook; the first word says whether openpyxl reads it."""
    data = path.read_bytes()
    try:
        with warnings.catch_warnings(), within(PATIENCE):
            warnings.simplefilter("ignore")
            values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
            formulas = openpyxl.load_workbook(io.BytesIO(data))
    except Exception:  # noqa: BLE001 - whatever it says
        return "openpyxl does not read it", Counter()
    opened, said = open_workbook(path.name, data, SIZES)
    if opened is None:
        return f"refused {said[-1].code}", Counter()
    grids, problems = read_grids(path.name, opened.source)
    if problems:
        return f"refused {problems[0].code}", Counter()
    if not values.worksheets:
        return "openpyxl sees no sheets (Strict)", Counter()
    found: Counter[str] = Counter()
    for grid in grids:
        if grid.name not in values.sheetnames:
            found["openpyxl leaves out the sheet"] += len(grid.cells)
        else:
            found += compare_sheet(grid, values[grid.name], formulas[grid.name])
    return "compared", found


def main() -> int:
    """Compare every workbook of a folder."""
    options, results = over_workbooks(__doc__, ENDINGS, compare)
    total: Counter[str] = Counter()
    for path, (_, found) in results:
        total += found
        if options.verbose and any(found.keys() - {""}):
            print(path.name, {reason: number for reason, number in found.items() if reason})
    for kind, number in Counter(kind for _, (kind, _) in results).most_common():
        print(f"{number:8}  workbooks: {kind}")
    print(f"{total.pop('', 0):8}  cells the same")
    for reason, number in total.most_common():
        print(f"{number:8}  {reason}")
    return 1 if any(reason[:2].isupper() for reason in total) else 0


if __name__ == "__main__":
    sys.exit(main())
