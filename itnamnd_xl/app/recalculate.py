"""One case from its files to its result: read, computed, and written back into the workbooks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from itnamnd_xl.app.delivery import SourceFile, Target, deliver, former_results, withdraw
from itnamnd_xl.app.usage import UsageError
from itnamnd_xl.core.diagnostics import Diagnostic, Severity, diagnostic
from itnamnd_xl.core.outcome import Outcome, assess
from itnamnd_xl.package.files import read_file
from itnamnd_xl.package.guard import Sizes
from itnamnd_xl.package.locks import held
from itnamnd_xl.package.opening import open_workbook
from itnamnd_xl.package.own import is_ours_alone, own_sheets
from itnamnd_xl.policy.load import find_config, load_policy
from itnamnd_xl.sheets.build import written_workbooks
from itnamnd_xl.source.book import Book
from itnamnd_xl.source.case import Reading, read_case
from itnamnd_xl.source.from_package import read_answers, read_grids

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from itnamnd_xl.package.opening import Opened
    from itnamnd_xl.policy import Limits, Policy
    from itnamnd_xl.source.grid import Grid


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a case: its outcome, how it was read, every diagnostic, and where its results are.

    `written` are the files that have the results; `unchanged` those of them that had them already; `digests` the
    SHA-256 of each as it was written.
    """

    name: str
    outcome: Outcome
    reading: Reading
    diagnostics: tuple[Diagnostic, ...]
    written: tuple[Path, ...] = ()
    unchanged: tuple[Path, ...] = ()
    digests: Mapping[Path, str] = field(default_factory=dict)

    @property
    def has_errors(self) -> bool:
        """Say whether anything went wrong; a reader of the exit status wants to know."""
        return any(one.severity is Severity.ERROR for one in self.diagnostics)

    @property
    def has_warnings(self) -> bool:
        """Say whether anything is doubtful."""
        return any(one.severity is Severity.WARNING for one in self.diagnostics)


@dataclass(slots=True)
class Loaded:
    """Workbooks by name, as they were read, and what that met with; the SHA-256 also of those that are of no use."""

    found: dict[str, SourceFile] = field(default_factory=dict)
    books: list[Book] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    digests: dict[Path, str] = field(default_factory=dict)

    def add(self, other: Loaded) -> None:
        """Take in more workbooks."""
        self.found |= other.found
        self.books += other.books
        self.problems += other.problems
        self.digests |= other.digests


def recalculate(
    files: Sequence[str | Path],
    *,
    config: str | Path | None = None,
    settings: Mapping[str, object] | None = None,
    target: Target | None = None,
    password: str | None = None,
) -> Result:
    """Read workbooks as one case, compute, and write the result sheets back.

    Args:
        files: the workbooks of one board and one period.
        config: a configuration file; without it the nearest itnamnd.toml is used.
        settings: settings by name that outrank all others, as {"year": 2023}.
        target: where the results go; without it, into the workbooks themselves.
        password: what opens those of the workbooks that are protected.

    Raises:
        UsageError: a file does not exist or is a folder, or two files have one name.
        PolicyError: the configuration or a setting cannot be used.
    """
    target = target or Target()
    paths = _checked(files)
    _refuse_own_folder(paths, target)
    policy = load_policy(Path(config) if config else find_config(paths[0]))
    compute = partial(_read_and_compute, paths, policy, dict(settings or {}), password, target)
    if target.dry_run:
        return compute()[0]
    with held([target.place_of(path) for path in paths]) as busy:
        result, loaded = compute()
        if busy is not None:
            return replace(result, diagnostics=(*result.diagnostics, busy))
        return write_results(result, loaded, target, sizes(policy.limits))


def case_name(paths: Sequence[Path]) -> str:
    """Name a case: by its file, or by the folder of its files."""
    return paths[0].name if len(paths) == 1 else paths[0].resolve().parent.name


def _checked(files: Sequence[str | Path]) -> list[Path]:
    """Give the files as paths, each once; a path that is none is a wrong call."""
    paths: dict[Path, Path] = {}
    for file in files:
        path = Path(file)
        if not _exists(path):
            raise UsageError("E801", path=str(path))
        if path.is_dir():
            raise UsageError("E802", path=str(path), example=str(path / "budget.xlsx"))
        paths.setdefault(path.resolve(), path)
    if not paths:
        raise UsageError("E803")
    names = [path.name for path in paths.values()]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise UsageError("E804", name=twice)
    return list(paths.values())


def _exists(path: Path) -> bool:
    """Say whether there is such a file; one whose name no disk can hold is not."""
    try:
        return path.exists()
    except OSError:
        return False


def _refuse_own_folder(paths: Sequence[Path], target: Target) -> None:
    """Refuse to write copies over the files that they are copies of, or into what is no folder."""
    if target.folder is None:
        return
    originals = {path.resolve() for path in paths}
    try:
        if target.folder.exists() and not target.folder.is_dir():
            raise UsageError("E806", path=str(target.folder))
        # Also where the copy's name is a link to an original.
        places = {path.name: target.place_of(path).resolve() for path in paths}
    except (OSError, RuntimeError):
        # A path that no disk can hold, or links that go round in a circle.
        raise UsageError("E806", path=str(target.folder)) from None
    for name, place in places.items():
        if place in originals:
            raise UsageError("E805", name=name)


def sizes(limits: Limits) -> Sizes:
    """Give the limits that a file is guarded by."""
    return Sizes(**limits.model_dump())


def _read_and_compute(
    paths: Sequence[Path], policy: Policy, settings: dict[str, object], password: str | None, target: Target
) -> tuple[Result, Loaded]:
    loaded = Loaded()
    for path in paths:
        loaded.add(load(path, policy.limits, password, alone=len(paths) == 1, target=target))
    return computed(case_name(paths), loaded.books, policy, settings, loaded.problems), loaded


def computed(
    name: str, books: Sequence[Book], policy: Policy, settings: dict[str, object], problems: Sequence[Diagnostic]
) -> Result:
    """Compute a case of workbooks that have been read, wherever they stand; `problems` are what that met with."""
    return assessed(read_case(name, books, policy, settings), problems)


def assessed(reading: Reading, problems: Sequence[Diagnostic]) -> Result:
    """Compute a case that has been read; `problems` are what its workbooks met with before that."""
    outcome = assess(reading.case, reading.rules(), [*problems, *reading.diagnostics])
    return Result(reading.case.name, outcome, reading, outcome.diagnostics)


def load(
    path: Path, limits: Limits, password: str | None = None, *, alone: bool = True, target: Target | None = None
) -> Loaded:
    """Read one workbook, once for all that is done with it.

    Args:
        path: the file.
        limits: what it may be at most.
        password: what opens it, should it be protected.
        alone: whether it is the case's only workbook; of several, one that holds nothing but our sheets is left out.
        target: where its results go: what the user has answered in the former ones is read there.
    """
    name = path.name
    content, problem = read_file(path, limits.file_bytes)
    if content is None:
        return Loaded(problems=[problem] if problem else [])
    digests = {path: content.print.sha256}
    opened, problems = open_workbook(name, content.data, sizes(limits), password)
    if opened is None:
        return Loaded(problems=problems, digests=digests)
    if not alone and opened.contents is not None and is_ours_alone(opened.contents.workbook):
        return Loaded(problems=[*problems, diagnostic("N133", name)], digests=digests)
    grids, faults = read_grids(name, opened.source)
    if faults:
        return Loaded(problems=[*problems, *faults], digests=digests)
    book = Book(name, content.print.sha256, grids, _answers(path, opened, target or Target(), sizes(limits)))
    return Loaded({name: SourceFile(path, content, opened)}, [book], problems, digests)


def _answers(path: Path, opened: Opened, target: Target, limits: Sizes) -> tuple[Grid, ...]:
    """Read the sheets that the user answers in: in the copy that her results go to, else in the workbook itself."""
    former = None
    if opened.contents is None or target.folder is not None:
        former = former_results(path, opened, target, limits)
    contents = former if former is not None else opened.contents
    return read_answers(path.name, contents) if contents is not None else ()


def write_results(result: Result, loaded: Loaded, target: Target, limits: Sizes) -> Result:
    """Write every workbook that gets sheets; one that cannot be written is named and the others still are."""
    written: dict[Path, str] = {}
    unchanged: list[Path] = []
    problems: list[Diagnostic] = []
    # What one workbook protects may stand in the sheets of another: checks and messages span the case.
    protected = [name for name, file in loaded.found.items() if file.opened.is_encrypted]
    if protected and not (target.folder is not None and target.allow_unencrypted):
        problems = [diagnostic("E113", name) for name in protected]
        return replace(result, diagnostics=(*result.diagnostics, *problems))
    for name in (names := written_workbooks(result.outcome)):
        passed_over = [*(file.path for file in loaded.found.values()), *written]
        delivered = deliver(result.outcome, loaded.found[name], target, limits, passed_over)
        problems += delivered.diagnostics
        if delivered.path:
            written[delivered.path] = delivered.sha256
            unchanged += [delivered.path] if delivered.is_unchanged else []
    problems += [diagnostic("W134", name) for name, file in loaded.found.items()
                 if name not in names and target.folder is None and _has_results(file)]  # fmt: skip
    said = (*result.diagnostics, *problems)
    return replace(result, diagnostics=said, written=tuple(written), unchanged=tuple(unchanged), digests=written)


def _has_results(file: SourceFile) -> bool:
    contents = file.opened.contents
    return contents is not None and bool(own_sheets(contents.workbook))


def clean(file: str | Path, *, backup: bool = False) -> tuple[int, list[Diagnostic]]:
    """Take our sheets out of a workbook again: how many there were, and what the user should know.

    Raises:
        UsageError: the file does not exist or is a folder.
    """
    path = _checked([file])[0]
    limits = sizes(load_policy().limits)
    with held([path]) as busy:
        if busy is not None:
            return 0, [busy]
        content, problem = read_file(path, limits.file_bytes)
        if content is None:
            return 0, [problem] if problem else []
        opened, problems = open_workbook(path.name, content.data, limits)
        return withdraw(SourceFile(path, content, opened), limits, backup=backup) if opened else (0, problems)
