# Copyright (c) 2026 the itnamnd_xl authors
"""Put the example's result sheets into every workbook of a folder, and hold the tool to its promise.

    python scripts/graft_corpus.py FOLDER [--jobs N] [--verbose]

For each workbook: no part of the user's lost, none changed but the four that list or share (same compressed bytes),
a second run byte-identical, the cells read as before, taken out again with every part back, and opened by openpyxl
where the original was. And the cells read are held against openpyxl's. Prints what was grafted, refused (and why)
and failed (and why); the exit status is 1 if anything failed that is no damaged file.
"""

from __future__ import annotations

import io
import sys
import time
import warnings
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

from itnamnd_xl import Target, recalculate
from itnamnd_xl.app.recalculate import sizes
from itnamnd_xl.app.writing import with_sheets, without_sheets
from itnamnd_xl.core.diagnostics import CODES
from itnamnd_xl.package.opening import open_workbook
from itnamnd_xl.package.verify import changed_part, fault_of
from itnamnd_xl.policy.load import default_policy
from itnamnd_xl.sheets.build import build_sheets, unlinked
from itnamnd_xl.source.from_package import read_grids
from itnamnd_xl.source.grid import cells_digest

if TYPE_CHECKING:
    from itnamnd_xl.package.contents import Contents
    from itnamnd_xl.package.workbook import Workbook
    from itnamnd_xl.sheets.spec import Sheet
    from scripts.corpus import over_workbooks, within  # mypy names files from the project's root
else:
    from corpus import over_workbooks, within  # Python looks beside the script that was started

ENDINGS = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".xlsb", ".ods")
EXAMPLE = Path(__file__).parent.parent / "workbooks" / "2023-samlad" / "sydnarke-2023.xlsx"
# openpyxl needs minutes for some; whether it would open them is left open then.
PATIENCE = 10
SIZES = sizes(default_policy().limits)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one workbook."""

    path: str
    kind: str
    why: str = ""
    seconds: float = 0.0


@cache
def example_sheets() -> tuple[Sheet, ...]:
    """Make the example's result sheets."""
    outcome = recalculate([EXAMPLE], target=Target(dry_run=True)).outcome
    return tuple(unlinked(one) for one in build_sheets(outcome, EXAMPLE.name, "0"))


def sheets() -> list[Sheet]:
    """Give the sheets anew: they get their final names in each workbook."""
    return [replace(one) for one in example_sheets()]


def opens_in_openpyxl(data: bytes) -> bool:
    """Say whether openpyxl opens a workbook, within the time that it is given."""
    try:
        with warnings.catch_warnings(), within(PATIENCE):
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data))
    except Exception:  # noqa: BLE001 - whatever it says
        return False
    return bool(book.sheetnames)


def try_one(path: Path) -> Verdict:
    """Do everything to one workbook that the promise covers."""
    start = time.perf_counter()
    kind, why = judged(path.name, path.read_bytes())
    return Verdict(str(path), kind, why, time.perf_counter() - start)


def judged(name: str, data: bytes) -> tuple[str, str]:
    """Say whether a workbook is grafted, refused or failed, and why."""
    opened, said = open_workbook(name, data, SIZES)
    if opened is None:
        return "refused", said[-1].code
    if opened.contents is None:
        return "refused", opened.obstacle or ""
    grids, problems = read_grids(name, opened.source)
    if problems:
        return "refused", problems[0].code
    drafted, said = with_sheets(name, opened.contents, sheets())
    if drafted is None:
        return "refused", " ".join([said[0].code, *said[0].params.values()])
    wrong = (
        fault_of(drafted.data, opened.contents.workbook, drafted.sheets, SIZES)
        or wrong_after_graft(name, drafted.data, cells_digest(grids))
        or wrong_after_clean(name, drafted.data, opened.contents.workbook)
    )
    if wrong is None and opens_in_openpyxl(data) and not opens_in_openpyxl(drafted.data):
        wrong = "openpyxl opened the original only"
    return ("failed", wrong) if wrong else ("grafted", "")


def reopened(name: str, data: bytes) -> Contents:
    """Open what we wrote."""
    opened, said = open_workbook(name, data, SIZES)
    if opened is None or opened.contents is None:
        raise ValueError(said[0].message)
    return opened.contents


def wrong_after_graft(name: str, data: bytes, digest: str) -> str | None:
    """Say what is wrong with a grafted workbook: other cells, or another second run."""
    contents = reopened(name, data)
    if cells_digest(read_grids(name, contents)[0]) != digest:
        return "the cells read after grafting differ"
    second, _ = with_sheets(name, contents, sheets())
    return None if second is not None and second.data == data else "the second run differs"


def wrong_after_clean(name: str, data: bytes, before: Workbook) -> str | None:
    """Say what is wrong after our sheets were taken out again."""
    cleaned, said = without_sheets(name, reopened(name, data))
    if cleaned is None:
        return f"clean: {said[0].code}"
    back = reopened(name, cleaned.data).workbook
    lost = {one.lower() for one in before.package.names()} - {one.lower() for one in back.package.names()}
    if part := changed_part(before, back) or next(iter(lost), None):
        return f"clean left {part} another"
    return None if [one.name for one in back.sheets] == [one.name for one in before.sheets] else "clean left sheets"


def main() -> int:
    """Try every workbook of a folder."""
    options, results = over_workbooks(__doc__, ENDINGS, try_one)
    report([verdict for _, verdict in results], verbose=options.verbose)
    return 1 if any(verdict.kind == "failed" for _, verdict in results) else 0


def report(verdicts: list[Verdict], *, verbose: bool) -> None:
    """Print the table."""
    counts = Counter((one.kind, one.why) for one in verdicts)
    print(f"{len(verdicts)} workbooks")
    for (kind, why), number in sorted(counts.items(), key=lambda one: (one[0][0], -one[1])):
        meaning = CODES[why].text if why in CODES else ""
        print(f"{number:6}  {kind:8} {why} {meaning}".rstrip())
    slowest = max(verdicts, key=lambda one: one.seconds, default=None)
    if slowest:
        print(f"slowest: {slowest.seconds:.1f} s, {slowest.path}")
    for one in verdicts if verbose else ():
        if one.kind != "grafted":
            print(f"{one.kind:8} {one.path}: {one.why}")


if __name__ == "__main__":
    sys.exit(main())
