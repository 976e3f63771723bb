"""Where a workbook's results go: into it, into a copy in a folder, or into a workbook of their own beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING

from itnamnd_xl.app.notes import kept_notes
from itnamnd_xl.app.writing import Drafted, fresh_workbook, with_sheets, without_sheets
from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.package.faults import UnusableError, one_fault
from itnamnd_xl.package.files import FileContent, Print, read_file, reason
from itnamnd_xl.package.opening import Opened, open_workbook
from itnamnd_xl.package.own import OWNER, SEAL, TOOL, fact, newer_version, own_sheets
from itnamnd_xl.package.save import save
from itnamnd_xl.package.verify import fault_of, seal_of
from itnamnd_xl.package.written import written_in
from itnamnd_xl.sheets.build import build_sheets
from itnamnd_xl.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from itnamnd_xl.core.outcome import Outcome
    from itnamnd_xl.package.contents import Contents
    from itnamnd_xl.package.guard import Sizes
    from itnamnd_xl.package.workbook import Workbook

BESIDE = "{} – resultat"
# By which a later run knows whether it may write over what this one has written.
WRITTEN_BY = {TOOL: VERSION}
BY_HAND = "Står det resultatflikar i den, så ta bort skyddet i Excel och kör igen, eller ta bort flikarna för hand."


@dataclass(frozen=True, slots=True)
class Target:
    """Where results go: into the workbooks themselves, or into copies in a folder; nowhere on a dry run.

    Results of a workbook that is protected with a password are written, unprotected, only if that is allowed. Where
    copies of a whole tree of folders are written, `mirrored` is its root, and the copies lie as the originals do.
    """

    folder: Path | None = None
    dry_run: bool = False
    backup: bool = False
    allow_unencrypted: bool = False
    mirrored: Path | None = None

    def folder_of(self, file: Path) -> Path | None:
        """Give the folder that a workbook's copy goes to; None where the results go into the workbook itself."""
        if self.folder is None or self.mirrored is None or not file.is_relative_to(self.mirrored):
            return self.folder
        return self.folder / file.parent.relative_to(self.mirrored)

    def place_of(self, file: Path) -> Path:
        """Give the file that a workbook's results are written to."""
        folder = self.folder_of(file)
        return file if folder is None else folder / file.name


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A workbook of a case: where it stands, what it held, and what it is."""

    path: Path
    content: FileContent
    opened: Opened


@dataclass(frozen=True, slots=True)
class Delivered:
    """Where results are, None where they could not be written, and what to know.

    `is_unchanged` where they stood there already, to the byte; `sha256` is of the whole file.
    """

    path: Path | None
    diagnostics: list[Diagnostic]
    is_unchanged: bool = False
    sha256: str = ""


def deliver(
    outcome: Outcome, file: SourceFile, target: Target, limits: Sizes, passed_over: Collection[Path] = ()
) -> Delivered:
    """Write one workbook's results; `passed_over` are files that a workbook of results alone may not replace."""
    name, folder = file.path.name, target.folder_of(file.path)
    if folder is not None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            why = f"mappen {folder} kan inte skapas ({reason(problem)})"
            return Delivered(None, [diagnostic("E108", name, why=why)])
    if file.opened.contents is None:
        return _beside(outcome, file, target, limits, passed_over)
    if target.folder is not None:
        return _copy(outcome, file, file.opened.contents, target, limits)
    workbook = file.opened.contents.workbook
    if refused := _refused(name, workbook):
        return refused
    drafted, said = with_sheets(name, file.opened.contents, build_sheets(outcome, name, VERSION), facts=WRITTEN_BY)
    if drafted is None:
        return Delivered(None, said)
    return _save(file.path, drafted, workbook, file.content.print, limits, backup=target.backup)


def former_results(path: Path, opened: Opened, target: Target, limits: Sizes) -> Contents | None:
    """Give the workbook that holds a file's results of a former run, where that is another than the file itself."""
    if opened.contents is None:
        return _place_beside(target.folder_of(path) or path.parent, path, limits, set())[1]
    return _former_copy(target.place_of(path), limits)[0].former if target.folder is not None else None


def _refused(name: str, workbook: Workbook) -> Delivered | None:
    """Refuse to write over the sheets of a newer version of the tool, which may know of more than this one does."""
    version = newer_version(workbook, VERSION)
    if version is None:
        return None
    return Delivered(None, [diagnostic("E135", name, version=version, own=VERSION)])


def withdraw(file: SourceFile, limits: Sizes, *, backup: bool) -> tuple[int, list[Diagnostic]]:
    """Take our sheets out of a workbook: how many there were, and what to know."""
    contents, name = file.opened.contents, file.path.name
    if contents is None:
        return 0, [diagnostic("E129", name, why=file.opened.obstacle or "", remedy=BY_HAND)]
    if not own_sheets(contents.workbook):
        return 0, []
    drafted, said = without_sheets(name, contents)
    if drafted is None:
        return 0, said
    saved = _save(file.path, drafted, contents.workbook, file.content.print, limits, backup=backup)
    return len(drafted.removed) if saved.path else 0, saved.diagnostics


def _save(
    path: Path, drafted: Drafted, before: Workbook | None, print_: Print | None, limits: Sizes, *, backup: bool
) -> Delivered:
    verify = partial(fault_of, before=before, names=drafted.sheets, sizes=limits)
    problem = save(path, drafted.data, print_, backup=backup, verify=verify)
    if problem:
        return Delivered(None, [problem])
    digest = sha256(drafted.data).hexdigest()
    is_unchanged = print_ is not None and print_.sha256 == digest
    return Delivered(path, list(drafted.diagnostics), is_unchanged, digest)


def _copy(outcome: Outcome, file: SourceFile, contents: Contents, target: Target, limits: Sizes) -> Delivered:
    """Write a copy with results into a folder; what users have written in a former copy is carried over."""
    path = target.place_of(file.path)
    stands, problem = _former_copy(path, limits)
    if problem is not None:
        return Delivered(None, [problem])
    if stands.former is not None and (refused := _refused(path.name, stands.former.workbook)):
        return refused
    facts = {SEAL: seal_of(contents.workbook), **WRITTEN_BY}
    drafted, said = with_sheets(path.name, contents, build_sheets(outcome, path.name, VERSION), stands.former, facts)
    if drafted is None:
        return Delivered(None, said)
    backup = target.backup or stands.is_kept
    saved = _save(path, drafted, contents.workbook, stands.print, limits, backup=backup)
    if saved.path and stands.is_kept:
        saved.diagnostics.append(diagnostic("N126", path.name))
    return saved


@dataclass(frozen=True, slots=True)
class _Standing:
    """What stands where a copy is to go: our former copy, its print, and whether it must be kept.

    It must where it is none of ours, or where somebody has worked in it beyond filling in our sheets.
    """

    former: Contents | None = None
    print: Print | None = None
    is_kept: bool = False


def _former_copy(path: Path, limits: Sizes) -> tuple[_Standing, Diagnostic | None]:
    if not path.exists():
        return _Standing(), None
    content, problem = read_file(path, limits.file_bytes)
    if content is None:
        return _Standing(), problem
    opened, _ = open_workbook(path.name, content.data, limits)
    contents = opened.contents if opened else None
    if contents is None or not own_sheets(contents.workbook):
        return _Standing(None, content.print, is_kept=True), None
    try:
        with one_fault():
            return _Standing(contents, content.print, is_kept=_is_worked_in(contents)), None
    except UnusableError:
        return _Standing(None, content.print, is_kept=True), None


def _is_worked_in(copy: Contents) -> bool:
    """Say whether somebody has done more in a copy since we wrote it than what is carried over to the next one."""
    if any(written_in(copy, one).is_beyond_cells for one in own_sheets(copy.workbook)):
        return True
    return fact(copy.workbook, SEAL) != seal_of(copy.workbook) or kept_notes(copy) is None


def _beside(
    outcome: Outcome, file: SourceFile, target: Target, limits: Sizes, passed_over: Collection[Path]
) -> Delivered:
    """Write results into a workbook of their own."""
    name, folder = file.path.name, target.folder_of(file.path) or file.path.parent
    path, former, print_ = _place_beside(folder, file.path, limits, {one.resolve() for one in passed_over})
    sheets = build_sheets(outcome, name, VERSION, linked=False)
    facts = {OWNER: name, **WRITTEN_BY}
    if former is not None and (refused := _refused(path.name, former.workbook)):
        return refused
    if former:
        drafted, said = with_sheets(path.name, former, sheets, facts=facts)
    else:
        drafted, said = fresh_workbook(path.name, sheets, limits, facts)
    if drafted is None:
        return Delivered(None, said)
    saved = _save(path, drafted, former.workbook if former else None, print_, limits, backup=target.backup)
    if saved.path:
        code = "N115" if file.opened.is_old else "W114"
        saved.diagnostics.append(diagnostic(code, name, file=path.name, why=file.opened.obstacle or ""))
    return saved


def beside(folder: Path, file: Path, number: int = 1) -> Path:
    """Give the workbook of results alone that a workbook gets which nothing can be put into."""
    return folder / f"{BESIDE.format(file.stem)}{f' ({number})' if number > 1 else ''}.xlsx"


def _place_beside(
    folder: Path, file: Path, limits: Sizes, passed_over: Collection[Path]
) -> tuple[Path, Contents | None, Print | None]:
    """Find the workbook of results that a former run wrote for a file, or a name that nobody has taken."""
    number = 1
    while True:
        path = beside(folder, file, number)
        number += 1
        if path.resolve() in passed_over:
            continue
        if not path.exists():
            return path, None, None
        content, _ = read_file(path, limits.file_bytes)
        opened = open_workbook(path.name, content.data, limits)[0] if content else None
        if content and opened and opened.contents and fact(opened.contents.workbook, OWNER) == file.name:
            return path, opened.contents, content.print
