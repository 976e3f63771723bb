"""What is handed to a worker, and what comes back: plain data that any executor can carry."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from itnamnd_xl.app.delivery import Target

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from itnamnd_xl.app.batch.grouping import Group, Survey
    from itnamnd_xl.core.diagnostics import Diagnostic, Severity

# Severity, code, and the cell or file that it is said of: never what a cell says.
Said = tuple[str, str, str | None]


class Status(StrEnum):
    """How a case ended."""

    OK = "ok"
    WARNINGS = "warnings"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Order:
    """What all jobs of a batch have in common.

    `root` is the folder whose cases are computed and `output` where copies go, None where results are written in
    place; `version` is the tool's, which a worker elsewhere must have too.
    """

    root: Path
    version: str
    output: Path | None = None
    config: Path | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    password: str | None = None
    backup: bool = False
    allow_unencrypted: bool = False

    @property
    def beside(self) -> Path:
        """The folder that stands for all results: that of the copies, or the root."""
        return self.output or self.root

    @property
    def target(self) -> Target:
        """Where the results of each workbook go."""
        return Target(self.output, backup=self.backup, allow_unencrypted=self.allow_unencrypted, mirrored=self.root)


@dataclass(frozen=True, slots=True)
class SurveyJob:
    """Say of each workbook what it is."""

    order: Order
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class CaseJob:
    """Compute one case.

    Attributes:
        context: the digest of all that a result rests on besides its workbooks.
        stated: the name that a configuration gives the case.
        lost: workbooks that could not be read without losing a worker, with the code that says so.
        blocked: workbooks that no results may be written for, and why.
        matched: those that a pattern found; our own among them are passed over.
        expected: the SHA-256 of each as it was when the case was put together.
    """

    order: Order
    folder: Path
    paths: tuple[Path, ...]
    context: str
    group: Group
    stated: str | None = None
    lost: Mapping[str, str] = field(default_factory=dict)
    blocked: Mapping[Path, Diagnostic] = field(default_factory=dict)
    matched: frozenset[Path] = frozenset()
    expected: Mapping[Path, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FolderJob:
    """Survey the workbooks of one folder, group them, and compute each case whose fingerprint is not in `done`.

    `blocked` are workbooks that no results may be written for, and why.
    """

    order: Order
    folder: Path
    names: tuple[str, ...]
    context: str
    known: Mapping[str, Survey] = field(default_factory=dict)
    done: frozenset[str] = frozenset()
    blocked: Mapping[Path, Diagnostic] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseReport:
    """What came of a case.

    Attributes:
        path: names the case: its folder and first workbook, seen from the root.
        files: its workbooks.
        fingerprint: the digest of all that the result rests on.
        status: how it ended.
        said: every diagnostic by code and address.
        line: the result as a line of JSON, packed with gzip; None where the case is as it was at the last run.
        digests: the SHA-256 of each of its workbooks, and of each file that was written, as they are now.
        written: the files that hold results.
    """

    path: str
    files: tuple[Path, ...]
    fingerprint: str
    status: Status = Status.OK
    said: tuple[Said, ...] = ()
    line: bytes | None = None
    digests: Mapping[Path, str] = field(default_factory=dict)
    written: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class FolderReport:
    """What came of a folder: what its workbooks are, and its cases."""

    surveys: Mapping[str, Survey]
    cases: tuple[CaseReport, ...]
    own: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()


def status_of(severities: set[Severity] | set[str]) -> Status:
    """Give a case's status by the severities of what was said of it."""
    return Status.FAILED if "error" in severities else Status.WARNINGS if "warning" in severities else Status.OK


def said_of(one: Diagnostic) -> Said:
    """Give what may be kept of a diagnostic: its code and its place."""
    return one.severity.value, one.code, None if one.source is None else str(one.source)


def seen_from(root: Path, path: Path) -> str:
    """Give a path as it is seen from a folder, or whole where it lies elsewhere; with slashes on every system."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
