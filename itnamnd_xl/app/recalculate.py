"""One case from its files to its result: read, computed, and written back into the workbooks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from itnamnd_xl.app.usage import UsageError
from itnamnd_xl.core.diagnostics import Diagnostic, Severity, diagnostic
from itnamnd_xl.core.outcome import Outcome, assess
from itnamnd_xl.package.graft import put_sheets, remove_sheets, sheet_names
from itnamnd_xl.package.guard import Sizes, read_file
from itnamnd_xl.package.save import reason, save
from itnamnd_xl.policy.load import find_config, load_policy
from itnamnd_xl.render.with_openpyxl import write_sheet
from itnamnd_xl.sheets.build import build_sheets, written_workbooks
from itnamnd_xl.source.case import Book, Reading, read_case
from itnamnd_xl.source.from_package import read_grids
from itnamnd_xl.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from itnamnd_xl.policy import Limits, Policy


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a case: its outcome, how it was read, every diagnostic, and which files were written."""

    name: str
    outcome: Outcome
    reading: Reading
    diagnostics: tuple[Diagnostic, ...]
    written: tuple[Path, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Say whether anything went wrong; a reader of the exit status wants to know."""
        return any(one.severity is Severity.ERROR for one in self.diagnostics)

    @property
    def has_warnings(self) -> bool:
        """Say whether anything is doubtful."""
        return any(one.severity is Severity.WARNING for one in self.diagnostics)


@dataclass(frozen=True, slots=True)
class Target:
    """Where results go: into the workbooks themselves, or into copies in a folder; nowhere on a dry run."""

    folder: Path | None = None
    dry_run: bool = False
    backup: bool = False


@dataclass(slots=True)
class _Files:
    """The files of a case: their bytes and where they stand, by name."""

    paths: dict[str, Path] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)
    books: list[Book] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)


def recalculate(
    files: Sequence[str | Path],
    *,
    config: str | Path | None = None,
    settings: Mapping[str, object] | None = None,
    target: Target | None = None,
) -> Result:
    """Read workbooks as one case, compute, and write the result sheets back.

    Args:
        files: the workbooks of one board and one period.
        config: a configuration file; without it the nearest itnamnd.toml is used.
        settings: settings by name that outrank all others, as {"year": 2023}.
        target: where the results go; without it, into the workbooks themselves.

    Raises:
        UsageError: a file does not exist or is a folder, or two files have one name.
        PolicyError: the configuration or a setting cannot be used.
    """
    target = target or Target()
    paths = _checked(files)
    _refuse_own_folder(paths, target)
    policy = load_policy(Path(config) if config else find_config(paths[0]))
    loaded = _load(paths, policy.limits)
    result = _compute(case_name(paths), loaded, policy, dict(settings or {}))
    return result if target.dry_run else _write(result, loaded, target)


def case_name(paths: Sequence[Path]) -> str:
    """Name a case: by its file, or by the folder of its files."""
    return paths[0].name if len(paths) == 1 else paths[0].resolve().parent.name


def _checked(files: Sequence[str | Path]) -> list[Path]:
    """Give the files as paths, each once; a path that is none is a wrong call."""
    paths: dict[Path, Path] = {}
    for file in files:
        path = Path(file)
        if path.is_dir():
            raise UsageError("E802", path=str(path), example=str(path / "budget.xlsx"))
        if not path.exists():
            raise UsageError("E801", path=str(path))
        paths.setdefault(path.resolve(), path)
    if not paths:
        raise UsageError("E803")
    names = [path.name for path in paths.values()]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise UsageError("E804", name=twice)
    return list(paths.values())


def _refuse_own_folder(paths: Sequence[Path], target: Target) -> None:
    """Refuse to write copies over the files that they are copies of, or into what is no folder."""
    if target.folder is not None and target.folder.exists() and not target.folder.is_dir():
        raise UsageError("E806", path=str(target.folder))
    for path in paths:
        if target.folder is not None and target.folder.resolve() == path.resolve().parent:
            raise UsageError("E805", name=path.name)


def sizes(limits: Limits) -> Sizes:
    """Give the limits that a file is guarded by."""
    return Sizes(limits.file_bytes, limits.part_bytes, limits.total_bytes, limits.parts)


def _load(paths: Sequence[Path], limits: Limits) -> _Files:
    loaded = _Files()
    for path in paths:
        data, problem = read_file(path, sizes(limits))
        if problem is not None or data is None:
            loaded.problems += [problem] if problem else []
            continue
        grids, problems = read_grids(path.name, data, limits.cells)
        loaded.problems += problems
        if problems:
            continue
        loaded.paths[path.name], loaded.data[path.name] = path, data
        loaded.books.append(Book(path.name, hashlib.sha256(data).hexdigest(), grids))
    return loaded


def _compute(name: str, loaded: _Files, policy: Policy, settings: dict[str, object]) -> Result:
    reading = read_case(name, loaded.books, policy, settings)
    outcome = assess(reading.case, reading.rules(), [*loaded.problems, *reading.diagnostics])
    return Result(name, outcome, reading, outcome.diagnostics)


def _write(result: Result, loaded: _Files, target: Target) -> Result:
    """Write every workbook that gets sheets; one that cannot be written is named and the others still are."""
    written: list[Path] = []
    problems: list[Diagnostic] = []
    for name in written_workbooks(result.outcome):
        data, problem = with_results(result.outcome, name, loaded.data[name])
        path = loaded.paths[name]
        if data is not None:
            destination, expected = path, loaded.data[name]
            if target.folder is not None:
                destination, problem = _in_folder(target.folder, name)
            if problem is None:
                kept = expected if target.folder is None else None
                problem = save(destination, data, expected=kept, backup=target.backup)
            if problem is None:
                written.append(destination)
        problems += [problem] if problem else []
    return Result(result.name, result.outcome, result.reading, (*result.diagnostics, *problems), tuple(written))


def _in_folder(folder: Path, name: str) -> tuple[Path, Diagnostic | None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        return folder / name, diagnostic("E108", name, why=f"mappen {folder} kan inte skapas ({reason(problem)})")
    return folder / name, None


def with_results(outcome: Outcome, name: str, data: bytes) -> tuple[bytes | None, Diagnostic | None]:
    """Give a workbook's bytes with its result sheets in; None and the reason where it cannot be done."""
    writers = {sheet.name: partial(write_sheet, sheet) for sheet in build_sheets(outcome, name, VERSION)}
    try:
        return put_sheets(data, writers), None
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - what openpyxl cannot write back fails in many ways; the file stays as it was
        return None, diagnostic("E108", name, why="arbetsboken innehåller något som inte kan skrivas tillbaka")


def clean(file: str | Path, *, backup: bool = False) -> tuple[int, Diagnostic | None]:
    """Take our sheets out of a workbook again: how many there were, and the reason where it could not be done.

    Raises:
        UsageError: the file does not exist or is a folder.
    """
    path = _checked([file])[0]
    data, problem = read_file(path, sizes(load_policy().limits))
    if data is None:
        return 0, problem
    own = len(sheet_names(data)[1])
    return own, save(path, remove_sheets(data), expected=data, backup=backup) if own else None
