"""The door into this room: a file's bytes become a workbook whose sheets can be read, or a diagnostic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.package.contents import Contents
from itnamnd_xl.package.faults import PROTECTED, UnusableError, one_fault
from itnamnd_xl.package.guard import Container, checked_zip, identify
from itnamnd_xl.package.old import OldContents
from itnamnd_xl.package.opc import Package
from itnamnd_xl.package.own import copied_sheets
from itnamnd_xl.package.unlock import unlock
from itnamnd_xl.package.workbook import Workbook

if TYPE_CHECKING:
    from itnamnd_xl.package.contents import SheetSource
    from itnamnd_xl.package.guard import Sizes

IS_OLD = "det är en arbetsbok i gammalt format (.xls), som bara läses"
IS_PROTECTED = "arbetsboken är skyddad med lösenord"


@dataclass(frozen=True, slots=True)
class Opened:
    """A workbook that can be read; `contents` is None where nothing can be put into it, and `obstacle` says why."""

    source: SheetSource
    contents: Contents | None
    obstacle: str | None = None
    is_encrypted: bool = False
    is_old: bool = False


def open_workbook(
    name: str, data: bytes, sizes: Sizes, password: str | None = None
) -> tuple[Opened | None, list[Diagnostic]]:
    """Open a workbook; None and the reason where it cannot be used.

    Args:
        name: the file's name, for the diagnostics.
        data: the file's bytes.
        sizes: the limits.
        password: what opens it, should it be protected.
    """
    try:
        with one_fault():
            opened = _opened(data, sizes, password)
            return opened, _said(name, opened.source.workbook) if isinstance(opened.source, Contents) else []
    except UnusableError as fault:
        return None, [fault.said(name)]


def open_contents(data: bytes, sizes: Sizes, before: Workbook | None = None) -> Contents:
    """Open the bytes of a workbook that is no other container's content.

    Args:
        data: the bytes.
        sizes: the limits.
        before: another workbook that has been opened; what it has in common with this one is known to be whole.

    Raises:
        UnusableError: they are none that can be used.
    """
    within = sizes.within(len(data))
    known = before.package.archive if before is not None else None
    return Contents(Workbook(Package(data, checked_zip(data, within, known), within)))


def _said(name: str, workbook: Workbook) -> list[Diagnostic]:
    """Say what a reader of the figures should know of the workbook."""
    copies = [diagnostic("N127", name, sheet=one.name) for one in copied_sheets(workbook)]
    return [*workbook.doubts(name), *copies]


def _opened(data: bytes, sizes: Sizes, password: str | None) -> Opened:
    container = identify(data)
    if container is Container.OLD:
        return _opened_old(data, sizes, password)
    if container is Container.ENCRYPTED:
        inner = unlock(data, password, sizes.file_bytes)
        if identify(inner) is not Container.ZIP:
            raise UnusableError("E101")
        return Opened(open_contents(inner, sizes), None, IS_PROTECTED, is_encrypted=True)
    contents = open_contents(data, sizes)
    obstacle = contents.workbook.obstacle
    return Opened(contents, None if obstacle else contents, obstacle)


def _opened_old(data: bytes, sizes: Sizes, password: str | None) -> Opened:
    """Open an old workbook, which is protected from within where it has a password."""
    try:
        return Opened(OldContents(data, sizes), None, IS_OLD, is_old=True)
    except UnusableError as fault:
        if fault.code != PROTECTED or password is None:
            raise
    inner = unlock(data, password, sizes.file_bytes)
    return Opened(OldContents(inner, sizes), None, IS_PROTECTED, is_encrypted=True, is_old=True)
