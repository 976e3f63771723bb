"""What the workbooks of a case may be at any moment of a run, and how to see that they are."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from itnamnd_xl.app.delivery import Target
from itnamnd_xl.app.recalculate import clean, recalculate
from itnamnd_xl.core.diagnostics import Diagnostic, Severity

Run = Callable[..., tuple[int, str, str]]
POSIX = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and the signals of Unix")
AS_ROOT = pytest.mark.skipif(
    not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can be several users in one test"
)
NOBODY, OTHERS = 65534, 4242
HANG = 120
# Each of two cases is killed so many times; two runs meet so many times.
KILLS, MEETINGS = 50, 5
OLD, NEW, HERS = b"old" * 5000, b"new" * 3000, b"her" * 5000


def contents(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


def errors(said: Iterable[Diagnostic]) -> list[str]:
    return [one.code for one in said if one.severity is Severity.ERROR]


def text_of(said: Iterable[Diagnostic]) -> str:
    return " ".join(f"{one.text} {one.advice}" for one in said if one.severity is Severity.ERROR)


def cleaned(paths: Sequence[Path]) -> list[str]:
    return [code for path in paths for code in errors(clean(path)[1])]


@dataclass(frozen=True)
class Course:
    """The two states that the workbooks of a case may be in: with our sheets, and without."""

    before: dict[str, bytes]
    after: dict[str, bytes]
    said: list[str]


COURSES: dict[tuple[str, ...], Course] = {}


def walked(paths: Sequence[Path]) -> Course:
    """Give the way there and back as it is undisturbed; the workbooks then stand without our sheets."""
    names = tuple(path.name for path in paths)
    if names not in COURSES:
        COURSES[names] = course_of(paths)
    for path in paths:
        path.write_bytes(COURSES[names].before[path.name])
    return COURSES[names]


def course_of(paths: Sequence[Path]) -> Course:
    folder = paths[0].parent
    recalculate(paths)
    cleaned(paths)
    before = contents(folder)
    result = recalculate(paths)
    after = contents(folder)
    assert cleaned(paths) == []
    assert contents(folder) == before
    assert sorted(before) == sorted(after) == sorted(path.name for path in paths)
    assert sorted(path.name for path in result.written) == sorted(name for name in after if after[name] != before[name])
    for one in (before, after):
        for data in one.values():
            openpyxl.load_workbook(io.BytesIO(data)).close()
    return Course(before, after, [one.code for one in result.diagnostics])


def is_leftover(name: str) -> bool:
    return Path(name).name.startswith(".itnamnd-")


def assert_whole(folder: Path, course: Course) -> None:
    """Every workbook is as it was or as it is to be; what else there is, are temporary files and whole backups."""
    found = contents(folder)
    assert course.before.keys() <= found.keys()
    for name, data in found.items():
        workbook = name.partition(".bak")[0]
        if workbook in course.before:
            assert data in (course.before[workbook], course.after[workbook]), name
        else:
            assert is_leftover(name), name


def assert_ends_well(paths: Sequence[Path], course: Course) -> None:
    """One more run, undisturbed, ends as if there never had been another."""
    result = recalculate(paths)
    assert [one.code for one in result.diagnostics] == course.said
    assert contents(paths[0].parent) == course.after


def run_errors(paths: Sequence[Path], **target: Any) -> list[str]:
    return errors(recalculate(paths, target=Target(**target)).diagnostics)
