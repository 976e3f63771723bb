"""The summary of all cases: Sammanställning.xlsx and Sammanställning.csv, written when anything in them is new."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from itnamnd_xl.app.batch.fingerprint import digest_of
from itnamnd_xl.app.batch.places import SUMMARY
from itnamnd_xl.app.batch.rows import csv_of, messages_of, row_of
from itnamnd_xl.package.files import read_file
from itnamnd_xl.package.opening import open_workbook
from itnamnd_xl.package.own import MARK, is_ours_alone
from itnamnd_xl.package.save import save
from itnamnd_xl.sheets.overview import overview_sheets

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from itnamnd_xl.app.batch.results import Results
    from itnamnd_xl.app.batch.state import State
    from itnamnd_xl.core.diagnostics import Diagnostic
    from itnamnd_xl.package.guard import Sizes
    from itnamnd_xl.sheets.overview import CaseRow, Message

# What is noted of a summary: what it was made from, and what it was when it was written.
MADE_FROM, WRITTEN = "summary of {}", "summary as written {}"


def write_summary(
    results: Results, paths: Sequence[str], state: State, beside: Path, sizes: Sizes, version: str
) -> tuple[Path | None, list[Diagnostic]]:
    """Write the summary of cases beside their results; gives its workbook, and why a file could not be written.

    What somebody has changed in a former summary is kept beside the new one, with the ending .bak.

    Args:
        results: what came of each case.
        paths: the cases, in their order.
        state: knows what the former summary was made from.
        beside: the folder.
        sizes: the limits of a workbook that is looked into.
        version: the tool's.
    """
    workbook = _place(beside, state, sizes)
    table = workbook.with_suffix(".csv")
    sums = [f"{path} {results.sum_of(path)}" for path in paths]
    made_from = hashlib.sha256("\n".join([version, *sums]).encode())
    if state.fact(MADE_FROM) == made_from.hexdigest() and _stands(workbook, state) and _stands(table, state):
        return workbook, []
    if not paths and not workbook.exists():
        return None, []
    # Slow to load, and a run that has changed nothing needs none of it.
    from itnamnd_xl.render.with_xlsxwriter import write_workbook  # noqa: PLC0415 - as said

    rows: list[CaseRow] = []
    messages: list[Message] = []
    for path in paths:
        # One at a time: all results of thousands of cases are more than need be held at once.
        line = results.line(path)
        rows.append(row_of(line, beside))
        messages += messages_of(line)
    sheets = overview_sheets(rows, messages)
    said = [
        problem
        for path, data in ((workbook, write_workbook(sheets, {MARK: "{}"})), (table, csv_of(rows)))
        if (problem := _put(path, data, state)) is not None
    ]
    state.set_fact(MADE_FROM, "" if said else made_from.hexdigest())
    return (workbook if workbook.is_file() else None), said


def written_digest(path: Path, state: State) -> str | None:
    """Give the SHA-256 of a summary as we wrote it last."""
    return state.fact(WRITTEN.format(path.name))


def _stands(path: Path, state: State) -> bool:
    """Say whether a file is there as we wrote it."""
    return (digest := digest_of(path)) is not None and written_digest(path, state) == digest


def _put(path: Path, data: bytes, state: State) -> Diagnostic | None:
    """Write a file; what is no longer as we wrote it is kept beside it."""
    before = None
    if path.exists():
        content, problem = read_file(path, max(len(data) * 10, 1 << 28))
        if content is None:
            return problem
        before = content.print
    is_known = before is not None and before.sha256 == written_digest(path, state)
    is_same = before is not None and before.sha256 == hashlib.sha256(data).hexdigest()
    problem = save(path, data, before, backup=before is not None and not is_known and not is_same)
    if problem is None:
        state.set_fact(WRITTEN.format(path.name), hashlib.sha256(data).hexdigest())
        state.save()
    return problem


def _place(beside: Path, state: State, sizes: Sizes) -> Path:
    """Give the summary's file: a workbook of that name that is not ours keeps its name."""
    number = 1
    while True:
        path = beside / f"{SUMMARY}{f' ({number})' if number > 1 else ''}.xlsx"
        number += 1
        if not path.exists() or _stands(path, state):
            return path
        content, _ = read_file(path, sizes.file_bytes)
        opened = open_workbook(path.name, content.data, sizes)[0] if content else None
        if opened is not None and opened.contents is not None and is_ours_alone(opened.contents.workbook):
            return path
