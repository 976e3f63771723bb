"""A file written so that it is always whole: the old one or the new one, never a part of either."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import socket
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.package.disk import dress, keep, put_in_place, put_where_nothing_is, undress
from itnamnd_xl.package.files import Print, is_unchanged, reason
from itnamnd_xl.package.locks import lock_owner, this_user

if TYPE_CHECKING:
    from collections.abc import Callable

PREFIX, SUFFIX = ".itnamnd-", ".tmp"
# Machine and user, file, and what tempfile adds.
_OURS = re.compile(r"\.itnamnd-[0-9a-f]{8}-[0-9a-f]{8}-[a-z0-9_]{8}\.tmp")
# A leftover of another machine or user is swept when nobody can be writing it any more, in seconds.
ABANDONED = 24 * 3600
UNREADABLE = "det som skrevs gick inte att läsa tillbaka"


class _ChangedError(Exception):
    """The file is no longer what it was when it was read."""


class _WrongError(Exception):
    """What came back from the disk is not what it should be; the message says why."""


def save(
    path: Path,
    data: bytes,
    before: Print | None,
    *,
    backup: bool = False,
    verify: Callable[[bytes], str | None] | None = None,
) -> Diagnostic | None:
    """Replace a file's content at once; None when it is done, else the reason and nothing changed.

    The caller holds the file's lock (see locks.held): leftovers of its former runs are nobody's.

    Args:
        path: the file; a symbolic link is followed to its target.
        data: the whole new content. If that is what the file has already, it is not touched.
        before: what the file was when it was read, None where there was none; anything else now is somebody's work.
        backup: keep the former file beside it, with the suffix .bak, .bak2 and so on.
        verify: looks at the bytes as they came back from the disk; gives what is wrong with them.
    """
    try:
        target = path.resolve()
        if busy := _open_elsewhere(path, target):
            return busy
        sweep(target)
        _refuse_changed(target, before)
        if before is not None and _is_protected(target):
            return diagnostic("E128", path.name)
        if before is None or target.read_bytes() != data:
            return _replace(path, target, data, before, backup=backup, verify=verify)
    except (_ChangedError, FileExistsError):
        return diagnostic("E109", path.name)
    except _WrongError as wrong:
        return diagnostic("E108", path.name, why=str(wrong))
    except OSError as problem:
        return diagnostic("E108", path.name, why=reason(problem))
    except RuntimeError:
        return diagnostic("E108", path.name, why="länkar pekar på varandra i en cirkel")
    return None


def _open_elsewhere(path: Path, target: Path) -> Diagnostic | None:
    """Say who has a file open, by the lock file beside it or beside what it links to."""
    for place in (path, target):
        if owner := lock_owner(place):
            program, who, lock = owner
            return diagnostic("E107", path.name, program=program, who=who, lock=lock)
    return None


def _is_protected(target: Path) -> bool:
    """Say whether a file may not be written: by this user, or by its mode, which the superuser could pass over."""
    return not os.access(target, os.W_OK) or not target.stat().st_mode & 0o222


def _refuse_changed(target: Path, before: Print | None) -> None:
    if os.path.lexists(target) if before is None else not is_unchanged(target, before):
        raise _ChangedError


def _replace(
    path: Path,
    target: Path,
    data: bytes,
    before: Print | None,
    *,
    backup: bool,
    verify: Callable[[bytes], str | None] | None,
) -> Diagnostic | None:
    handle, name = tempfile.mkstemp(prefix=_stem(target), suffix=SUFFIX, dir=target.parent)
    fresh, kept = Path(name), None
    try:
        _write(fresh, handle, data, verify)
        if before is None:
            undress(fresh)
            put_where_nothing_is(fresh, target)
            return None
        dress(fresh, target)
        kept = keep(target, _stem(target)) if backup else None
        # Once more, as late as can be: what took long is done.
        _refuse_changed(target, before)
        if busy := _open_elsewhere(path, target):
            return busy
        put_in_place(fresh, target)
        return None
    finally:
        # A backup of what was not replaced would be in the way of the next one.
        if kept is not None and fresh.exists():
            kept.unlink(missing_ok=True)
        fresh.unlink(missing_ok=True)


def _write(fresh: Path, handle: int, data: bytes, verify: Callable[[bytes], str | None] | None) -> None:
    """Write a file to the disk, read it back and look at it."""
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    written = fresh.read_bytes()
    wrong = UNREADABLE if written != data else verify(written) if verify else None
    if wrong:
        raise _WrongError(wrong)


def _stem(target: Path) -> str:
    """Begin the name of a temporary file: by machine, user and file, so that leftovers are known for what they are."""
    return f"{PREFIX}{_short(f'{socket.gethostname()} {this_user()}')}-{_short(target.name)}-"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def sweep(target: Path) -> None:
    """Remove what a run that was killed has left: our own of this file at once, those of others after a day."""
    own, oldest = _stem(target), time.time() - ABANDONED
    for leftover in target.parent.glob(f"{PREFIX}*{SUFFIX}"):
        with contextlib.suppress(OSError):
            is_stale = leftover.name.startswith(own) or leftover.stat().st_mtime < oldest
            if is_stale and _OURS.fullmatch(leftover.name):
                leftover.unlink()
