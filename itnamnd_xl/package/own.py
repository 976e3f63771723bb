"""Which sheets are ours: each carries a hidden name of its own that says so.

The name is sheet-local and holds the sheet's name, so that a copy under another name is the user's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itnamnd_xl.package.workbook import SheetEntry, Workbook

# What all names of ours begin with.
PREFIX = "_itnamnd_"
MARK = f"{PREFIX}resultat"
NOTES_MARK = f"{PREFIX}anteckningar"
# On the sheets of the macro workbook that hold its buttons and its configuration: no figures, and nothing to remove.
AID_MARK = f"{PREFIX}hjalpflik"
# What stands between two entries of a list that a hidden name holds.
BETWEEN = "|"
# What the names of Excel's own begin with: print areas, filters.
BUILT_IN = "_xlnm."
# What we want to know of a workbook at the next run: the digest of the parts that were copied into it, and the
# file whose results it holds.
SEAL = f"{PREFIX}delar"
OWNER = f"{PREFIX}resultat_av"
# The version of the tool that wrote the sheets.
TOOL = f"{PREFIX}version"


def own_sheets(workbook: Workbook) -> tuple[SheetEntry, ...]:
    """Give the sheets that we wrote, under the names that we gave them."""
    return _marked(workbook, MARK)


def notes_sheets(workbook: Workbook) -> tuple[SheetEntry, ...]:
    """Give the sheets that hold what users had written in sheets of ours."""
    return _marked(workbook, NOTES_MARK)


def user_sheets(workbook: Workbook) -> list[SheetEntry]:
    """Give the sheets that figures may be read from: none that we wrote, nor a copy of one under another name."""
    marks = {MARK, NOTES_MARK, AID_MARK}
    return [one for one in workbook.sheets if not marks & workbook.local_names.get(one.index, {}).keys()]


def copied_sheets(workbook: Workbook) -> list[SheetEntry]:
    """Give the sheets that users have made of ours: copied or renamed. They are hers, and hold results of old."""
    own = own_sheets(workbook)
    return [one for one in workbook.sheets if MARK in workbook.local_names.get(one.index, {}) and one not in own]


def fact(workbook: Workbook, name: str) -> str | None:
    """Give what a former run wrote down about the workbook; None where it did not."""
    for one in own_sheets(workbook):
        text = workbook.local_names.get(one.index, {}).get(name)
        if text is not None:
            return unquoted(text)
    return None


def newer_version(workbook: Workbook, own: str) -> str | None:
    """Give the version that has written our sheets, where it is newer than `own`; None where it is not."""
    wrote = fact(workbook, TOOL)
    return wrote if is_newer(wrote, own) else None


def is_newer(wrote: str | None, own: str) -> bool:
    """Say whether a version is newer than another; one that is not known or is none is not."""
    if wrote is None or wrote == own:
        return False
    # Slow to load, and rarely needed.
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415 - as said

    try:
        return Version(wrote) > Version(own)
    except InvalidVersion:
        return False


def is_ours_alone(workbook: Workbook) -> bool:
    """Say whether a workbook holds nothing but sheets that we wrote."""
    return not user_sheets(workbook)


def _marked(workbook: Workbook, mark: str) -> tuple[SheetEntry, ...]:
    return tuple(
        one
        for one in workbook.sheets
        if one.is_worksheet and workbook.local_names.get(one.index, {}).get(mark) == quoted(one.name)
    )


def unquoted(formula: str) -> str:
    """Give the text of a formula that is nothing else."""
    return formula[1:-1].replace('""', '"')


def quoted(text: str) -> str:
    """Give a text as a formula has it."""
    doubled = text.replace('"', '""')
    return f'"{doubled}"'
