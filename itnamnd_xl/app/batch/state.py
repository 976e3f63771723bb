"""What a batch knows of its former runs, in a SQLite file: digests, codes and addresses, never what a cell says.

Deleting it costs time and nothing else.
"""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from itnamnd_xl.app.batch.grouping import Survey
from itnamnd_xl.app.batch.jobs import Said, Status
from itnamnd_xl.app.usage import UsageError
from itnamnd_xl.package.disk import set_aside

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

SHAPE = "3"
# Tells SQLite's files of ours from others: "itnm" as a number.
APPLICATION = 0x69746E6D
TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS workbooks (
    path TEXT PRIMARY KEY, folder TEXT NOT NULL, sha256 TEXT NOT NULL, context TEXT NOT NULL, survey TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS workbooks_of ON workbooks (folder);
CREATE TABLE IF NOT EXISTS cases (
    path TEXT PRIMARY KEY, folder TEXT NOT NULL, fingerprint TEXT NOT NULL, status TEXT NOT NULL, said TEXT NOT NULL,
    files TEXT NOT NULL, written TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS cases_of ON cases (folder);
CREATE TABLE IF NOT EXISTS told (error TEXT PRIMARY KEY) WITHOUT ROWID;
"""
# How often what was done is made to last, in seconds: what a crash takes from it is done again.
OFTEN = 0.5
# How long another process may hold the file, in seconds.
PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a case's last run; paths are seen from the root, `written` has the digest of each result."""

    path: str
    fingerprint: str
    status: Status
    said: tuple[Said, ...]
    files: tuple[str, ...]
    written: Mapping[str, str]


class State:
    """The state file of a batch."""

    def __init__(self, path: Path, *, is_ours: bool = False, of: str | None = None) -> None:
        """Open the file, or make it.

        Args:
            path: the file.
            is_ours: whether it stands in its usual place, and is set aside and made anew if it is damaged.
            of: the folder that it must be of, where it could be of another; what it knows of that one is forgotten.

        Raises:
            UsageError: it cannot be used.
        """
        self.path = path
        self._saved = time.monotonic()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._open(of)
            except sqlite3.DatabaseError as problem:
                if isinstance(problem, sqlite3.OperationalError) or not is_ours:
                    raise
                self._file.close()
                set_aside(path)
                self._open(of)
        except (OSError, sqlite3.Error) as problem:
            raise UsageError("E828", path=str(path), why=why(problem)) from None

    def _open(self, of: str | None) -> None:
        self._file = sqlite3.connect(self.path, timeout=PATIENCE, check_same_thread=False)
        (application,) = self._file.execute("PRAGMA application_id").fetchone()
        if application != APPLICATION and self._file.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
            self._file.close()
            raise UsageError("E835", path=str(self.path))
        for (found,) in self._file.execute("PRAGMA quick_check(1)"):
            if found != "ok":
                raise sqlite3.DatabaseError(found)
        self._file.execute(f"PRAGMA application_id = {APPLICATION}")
        self._prepare()
        if of is not None and self.fact("of") != of:
            for table in ("workbooks", "cases", "told"):
                self._file.execute(f"DELETE FROM {table}")  # noqa: S608 - ours
            self.set_fact("of", of)

    def _prepare(self) -> None:
        self._file.executescript(TABLES)
        if self.fact("shape") != SHAPE:
            for table in ("facts", "workbooks", "cases", "told"):
                self._file.execute(f"DROP TABLE {table}")
            self._file.executescript(TABLES)
            self.set_fact("shape", SHAPE)

    def fact(self, name: str) -> str | None:
        """Give what was noted under a name."""
        row = self._file.execute("SELECT text FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set_fact(self, name: str, text: str) -> None:
        """Note something under a name."""
        self._file.execute("REPLACE INTO facts VALUES (?, ?)", (name, text))

    def surveys(self, folder: str, context: str) -> dict[str, Survey]:
        """Give what is known of a folder's workbooks, by their paths, as far as it was found in the same context."""
        rows = self._file.execute(
            "SELECT path, sha256, survey FROM workbooks WHERE folder = ? AND context = ?", (folder, context)
        )
        return {path: _survey(sha256, json.loads(text)) for path, sha256, text in rows}

    def survey(self, path: str, context: str) -> Survey | None:
        """Give what is known of a workbook, if it was found in the same context."""
        found = self._workbook(path)
        return found[1] if found and found[0] == context else None

    def has_below(self, folder: str) -> bool:
        """Say whether there are workbooks known of in a folder or in those in it."""
        row = self._file.execute(
            "SELECT 1 FROM workbooks WHERE folder = ? OR substr(folder, 1, ?) = ? LIMIT 1",
            (folder, len(folder) + 1, f"{folder}/"),
        ).fetchone()
        return row is not None

    def digest(self, path: str) -> str | None:
        """Give the digest of a workbook as it was last read or written; None where it is not known."""
        found = self._workbook(path)
        return found[1].sha256 if found else None

    def is_own(self, path: str, digest: str) -> bool:
        """Say whether a workbook is known, as it is now, for one that we wrote."""
        found = self._workbook(path)
        return found is not None and found[1].is_own and found[1].sha256 == digest

    def _workbook(self, path: str) -> tuple[str, Survey] | None:
        """Give what is known of a workbook, and the context that it was found in."""
        row = self._file.execute("SELECT context, sha256, survey FROM workbooks WHERE path = ?", (path,)).fetchone()
        return (row[0], _survey(row[1], json.loads(row[2]))) if row else None

    def keep_survey(self, path: str, context: str, survey: Survey) -> None:
        """Note what a workbook is."""
        folder = path.rpartition("/")[0]
        text = json.dumps(
            [sorted(survey.kinds), survey.is_key, survey.is_own, survey.board, survey.year, survey.period]
        )
        self._file.execute(
            "REPLACE INTO workbooks VALUES (?, ?, ?, ?, ?)", (path, folder, survey.sha256, context, text)
        )
        self._save_now_and_then()

    def case(self, path: str) -> Kept | None:
        """Give what is known of a case."""
        return next(iter(self._cases("WHERE path = ?", path)), None)

    def cases_of(self, folder: str) -> list[Kept]:
        """Give what is known of the cases of a folder."""
        return list(self._cases("WHERE folder = ?", folder))

    def cases(self) -> list[Kept]:
        """Give what is known of all cases."""
        return list(self._cases(""))

    def _cases(self, where: str, *parameters: str) -> Iterable[Kept]:
        rows = self._file.execute(f"SELECT * FROM cases {where} ORDER BY path", parameters)  # noqa: S608 - ours
        for path, _, fingerprint, status, said, files, written in rows:
            codes = tuple((severity, code, address) for severity, code, address in json.loads(said))
            yield Kept(path, fingerprint, Status(status), codes, tuple(json.loads(files)), json.loads(written))

    def keep_case(self, kept: Kept) -> None:
        """Note how a case ended."""
        texts = (json.dumps(kept.said), json.dumps(kept.files), json.dumps(dict(kept.written)))
        self._file.execute(
            "REPLACE INTO cases VALUES (?, ?, ?, ?, ?, ?, ?)",
            (kept.path, kept.path.rpartition("/")[0], kept.fingerprint, kept.status.value, *texts),
        )
        self._save_now_and_then()

    def forget_cases(self, paths: Iterable[str]) -> None:
        """Forget cases that are no more."""
        self._file.executemany("DELETE FROM cases WHERE path = ?", [(one,) for one in paths])

    def told(self) -> set[str]:
        """Give the errors of the last run that came to its end."""
        return {row[0] for row in self._file.execute("SELECT error FROM told")}

    def keep_told(self, errors: Iterable[str]) -> None:
        """Note the errors of a run that has come to its end, in the place of the former ones."""
        self._file.execute("DELETE FROM told")
        self._file.executemany("INSERT OR IGNORE INTO told VALUES (?)", [(one,) for one in errors])
        self.save()

    def save(self) -> None:
        """Make what was noted last."""
        self._file.commit()
        self._saved = time.monotonic()

    def _save_now_and_then(self) -> None:
        if time.monotonic() - self._saved > OFTEN:
            self.save()

    def close(self) -> None:
        """Save and close the file."""
        with closing(self._file):
            self._file.commit()


def _survey(sha256: str, stored: list[Any]) -> Survey:
    kinds, *rest = stored
    return Survey(sha256, frozenset(kinds), *rest)


def why(problem: Exception) -> str:
    """Say in Swedish why a file is of no use."""
    text = str(problem)
    if "not a database" in text:
        return "det är en annan sorts fil"
    if "locked" in text:
        return "ett annat program har den öppen"
    if "full" in text:
        return "disken är full"
    if isinstance(problem, sqlite3.DatabaseError) and not isinstance(problem, sqlite3.OperationalError):
        return "den är skadad"
    return "den går inte att läsa och skriva"
