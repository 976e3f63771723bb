"""What the operating system is asked for when a file is replaced, a step at a time, each whole or not at all."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import sys
import tempfile
from pathlib import Path

BACKUP_SUFFIX = ".bak"


def dress(fresh: Path, target: Path) -> None:
    """Give a new file the mode, the owner and the access lists of the one that it replaces, as far as allowed."""
    status = target.stat()
    if sys.platform != "win32":
        # One at a time: who may not give a file away may still give it to a group.
        for user, group in ((-1, status.st_gid), (status.st_uid, -1)):
            with contextlib.suppress(OSError):
                os.chown(fresh, user, group)
    # Some drives keep neither modes nor attributes; that is no reason not to save.
    with contextlib.suppress(OSError):
        shutil.copymode(target, fresh)
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            for name in os.listxattr(target):
                with contextlib.suppress(OSError):
                    os.setxattr(fresh, name, os.getxattr(target, name))


def undress(fresh: Path) -> None:
    """Give a new file the mode that any new file of the user's gets."""
    with contextlib.suppress(OSError):
        fresh.chmod(0o666 & ~_umask())


def put_in_place(fresh: Path, target: Path) -> None:
    """Let a new file take the place of the old one, in one step that outlives a power cut."""
    if sys.platform == "win32":
        _put_in_place_on_windows(fresh, target)
        return
    fresh.replace(target)
    _sync(target.parent)


def put_where_nothing_is(fresh: Path, target: Path) -> None:
    """Let a new file stand where there is none.

    Raises:
        FileExistsError: there is one by now.
    """
    try:
        target.hardlink_to(fresh)
    except FileExistsError:
        raise
    except OSError:
        # A drive without links: the moment between these two lines is the best that it offers.
        if os.path.lexists(target):
            raise FileExistsError from None
        fresh.replace(target)
    _sync(target.parent)


def _put_in_place_on_windows(fresh: Path, target: Path) -> None:
    """Let ReplaceFileW do it, which keeps the old file's access lists, owner and streams.

    Not yet verified on Windows.
    """
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - of use here alone

        if not ctypes.windll.kernel32.ReplaceFileW(str(target), str(fresh), None, 0, None, None):
            raise ctypes.WinError()


def _sync(folder: Path) -> None:
    """Put a folder's list of names on the disk, where that can be asked for: the file itself is there already."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def keep(target: Path, stem: str) -> Path:
    """Keep a file under another name beside it: .bak, .bak2 and so on; what has such a name already stays.

    Args:
        target: the file.
        stem: what the names of temporary files begin with.
    """
    for number in itertools.chain([""], map(str, itertools.count(2))):
        backup = target.with_name(f"{target.name}{BACKUP_SUFFIX}{number}")
        if os.path.lexists(backup):
            continue
        with contextlib.suppress(FileExistsError):
            try:
                # A link is whole at once.
                backup.hardlink_to(target)
            except FileExistsError:
                raise
            except OSError:
                _copy(target, backup, stem)
            return backup
    raise AssertionError


def set_aside(target: Path) -> None:
    """Give up a file's name to another file: it is kept as keep names it."""
    keep(target, f".{target.name}-")
    target.unlink()


def _copy(target: Path, backup: Path, stem: str) -> None:
    """Copy a file where there are no links: made under another name, and moved when it is whole."""
    handle, name = tempfile.mkstemp(prefix=stem, suffix=".tmp", dir=target.parent)
    os.close(handle)
    copy = Path(name)
    try:
        shutil.copy2(target, copy)
        # The name is claimed first, so that nobody else's file is replaced.
        os.close(os.open(backup, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        try:
            copy.replace(backup)
        except BaseException:
            backup.unlink()
            raise
    finally:
        copy.unlink(missing_ok=True)


def _umask() -> int:
    """Read the process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
