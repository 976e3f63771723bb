"""A file written so that it is always whole: the old one or the new one, never a part of either."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import shutil
import socket
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.package.files import Print, is_unchanged, reason
from itnamnd_xl.package.locks import lock_owner

if TYPE_CHECKING:
    from collections.abc import Callable

BACKUP_SUFFIX = ".bak"
PREFIX, SUFFIX = ".itnamnd-", ".tmp"
# A leftover of another machine is swept when nobody can be writing it any more, in seconds.
ABANDONED = 24 * 3600
UNREADABLE = "det som skrevs gick inte att läsa tillbaka"


def save(
    path: Path,
    data: bytes,
    *,
    before: Print | None = None,
    backup: bool = False,
    verify: Callable[[bytes], str | None] | None = None,
) -> Diagnostic | None:
    """Replace a file's content at once; None when it is done, else the reason and nothing changed.

    The caller holds the file's lock (see locks.held): leftovers of former runs are taken to be nobody's.

    Args:
        path: the file; a symbolic link is followed to its target.
        data: the whole new content. If that is what the file has already, it is not touched.
        before: what the file was when it was read; anything else now is somebody else's work.
        backup: keep the former file beside it, with the suffix .bak, .bak2 and so on.
        verify: looks at the bytes as they came back from the disk; gives what is wrong with them.
    """
    target = path.resolve()
    for place in {path, target}:
        if owner := lock_owner(place):
            return diagnostic("E107", path.name, program=owner[0], who=owner[1], lock=_lock_name(owner[0], place))
    try:
        _sweep(target)
        if before is not None and not is_unchanged(target, before):
            return diagnostic("E109", path.name)
        if target.exists():
            if not os.access(target, os.W_OK):
                return diagnostic("E108", path.name, why="filen är skrivskyddad")
            if target.read_bytes() == data:
                return None
        fault = _replace(target, data, before=before, backup=backup, verify=verify)
    except OSError as problem:
        return diagnostic("E108", path.name, why=reason(problem))
    return diagnostic(fault[0], path.name, **fault[1]) if fault else None


def _lock_name(program: str, path: Path) -> str:
    return "~$" + path.name if program == "Excel" else f".~lock.{path.name}#"


def _replace(
    target: Path,
    data: bytes,
    *,
    before: Print | None,
    backup: bool,
    verify: Callable[[bytes], str | None] | None,
) -> tuple[str, dict[str, str]] | None:
    handle, name = tempfile.mkstemp(prefix=_stem(target), suffix=SUFFIX, dir=target.parent)
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        written = fresh.read_bytes()
        wrong = UNREADABLE if written != data else verify(written) if verify else None
        if wrong:
            return "E108", {"why": wrong}
        if target.exists():
            _dress(fresh, target)
            if backup:
                _keep(target, _free_backup(target))
        else:
            fresh.chmod(0o666 & ~_umask())
        # Once more, as late as can be: what took long is done.
        if before is not None and not is_unchanged(target, before):
            return "E109", {}
        _put_in_place(fresh, target)
    finally:
        fresh.unlink(missing_ok=True)
    return None


def _dress(fresh: Path, target: Path) -> None:
    """Give a new file the mode, the owner and the access lists of the one that it replaces, as far as allowed."""
    status = target.stat()
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.chown(fresh, status.st_uid, status.st_gid)
    shutil.copymode(target, fresh)
    if sys.platform == "linux":
        for name in os.listxattr(target):
            with contextlib.suppress(OSError):
                os.setxattr(fresh, name, os.getxattr(target, name))


def _put_in_place(fresh: Path, target: Path) -> None:
    """Let the new file take the place of the old in one step that outlives a power cut."""
    if sys.platform == "win32":
        _put_in_place_on_windows(fresh, target)
        return
    fresh.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        # Some network drives refuse to sync a folder; the file itself is on the disk.
        with contextlib.suppress(OSError):
            os.fsync(folder)
    finally:
        os.close(folder)


def _put_in_place_on_windows(fresh: Path, target: Path) -> None:
    """Let ReplaceFileW do it, which keeps the old file's access lists, owner and streams.

    Not yet verified on Windows.
    """
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - of use here alone

        if target.exists() and not ctypes.windll.kernel32.ReplaceFileW(str(target), str(fresh), None, 0, None, None):
            raise ctypes.WinError()
        if fresh.exists():
            fresh.replace(target)


def _stem(target: Path) -> str:
    """Begin the name of a temporary file: by machine and by file, so that leftovers are known for what they are."""
    return f"{PREFIX}{_short(socket.gethostname())}-{_short(target.name)}-"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _sweep(target: Path) -> None:
    """Remove what a run that was killed has left: of this file and machine at once, of other machines after a day."""
    own, oldest = _stem(target), time.time() - ABANDONED
    for leftover in target.parent.glob(f"{PREFIX}*{SUFFIX}"):
        with contextlib.suppress(OSError):
            if leftover.name.startswith(own) or leftover.stat().st_mtime < oldest:
                leftover.unlink()


def _free_backup(target: Path) -> Path:
    """Name a backup that does not exist yet: a later one never takes the place of an earlier."""
    names = itertools.chain([""], map(str, itertools.count(2)))
    paths = (target.with_name(f"{target.name}{BACKUP_SUFFIX}{number}") for number in names)
    return next(path for path in paths if not path.exists())


def _keep(target: Path, backup: Path) -> None:
    """Keep the old file under another name: as a link, which is whole at once, or as a copy where there are none."""
    try:
        backup.hardlink_to(target)
    except OSError:
        shutil.copy2(target, backup)


def _umask() -> int:
    """Read the process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
