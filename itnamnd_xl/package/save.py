"""A file written so that it is always whole: the old one or the new one, never a part of either."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import shutil
import tempfile
from pathlib import Path

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic

BACKUP_SUFFIX = ".bak"


def lock_owner(path: Path) -> tuple[str, str] | None:
    """Give the program and the user that have a workbook open, by the lock file beside it; None where nobody has."""
    excel = path.with_name("~$" + path.name)
    if excel.exists():
        return "Excel", _excel_user(excel)
    libre = path.with_name(f".~lock.{path.name}#")
    if libre.exists():
        return "LibreOffice", _libre_user(libre)
    return None


def _excel_user(lock: Path) -> str:
    """Read the user's name from Excel's lock file: a length byte, then the name."""
    with contextlib.suppress(OSError, UnicodeDecodeError, IndexError):
        data = lock.read_bytes()
        return data[1 : 1 + data[0]].decode("utf-8").strip() or "någon"
    return "någon"


def _libre_user(lock: Path) -> str:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return lock.read_text("utf-8").split(",")[0].strip() or "någon"
    return "någon"


REASONS = {
    errno.ENOENT: "filen eller mappen finns inte",
    errno.EACCES: "behörighet saknas",
    errno.EPERM: "behörighet saknas",
    errno.ENOSPC: "disken är full",
    errno.EROFS: "disken är skrivskyddad",
    errno.EEXIST: "det finns redan något med det namnet",
    errno.ENOTDIR: "en del av sökvägen är ingen mapp",
    errno.EISDIR: "det är en mapp",
    errno.ENAMETOOLONG: "namnet är för långt",
}


def reason(problem: OSError) -> str:
    """Say in Swedish why the operating system refused."""
    return REASONS.get(problem.errno or 0, problem.strerror or str(problem))


def save(path: Path, data: bytes, *, expected: bytes | None = None, backup: bool = False) -> Diagnostic | None:
    """Replace a file's content at once; None when it is done, else the reason and nothing changed.

    Args:
        path: the file; a symbolic link is followed to its target.
        data: the whole new content.
        expected: what the file held when it was read; another content now is somebody else's work.
        backup: keep the former file beside it, with the suffix .bak, .bak2 and so on.
    """
    target = path.resolve()
    if owner := lock_owner(path):
        return diagnostic("E107", path.name, program=owner[0], who=owner[1])
    try:
        if expected is not None and target.exists() and target.read_bytes() != expected:
            return diagnostic("E109", path.name)
        if target.exists() and not os.access(target, os.W_OK):
            return diagnostic("E108", path.name, why="filen är skrivskyddad")
        _replace(target, data, backup=backup)
    except OSError as problem:
        return diagnostic("E108", path.name, why=reason(problem))
    return None


def _replace(target: Path, data: bytes, *, backup: bool) -> None:
    handle, name = tempfile.mkstemp(prefix=".itnamnd-", suffix=".tmp", dir=target.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, fresh)
            if backup:
                shutil.copy2(target, _free_backup(target))
        else:
            fresh.chmod(0o666 & ~_umask())
        fresh.replace(target)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _free_backup(target: Path) -> Path:
    """Name a backup that does not exist yet: a later one never takes the place of an earlier."""
    names = itertools.chain([""], map(str, itertools.count(2)))
    paths = (target.with_name(f"{target.name}{BACKUP_SUFFIX}{number}") for number in names)
    return next(path for path in paths if not path.exists())


def _umask() -> int:
    """Read the process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
