"""Who has a workbook: a program that shows it by a lock file beside it, or another run of ours."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_state_path

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.package.files import reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# How long a run waits for another one that has the same workbook, in seconds.
PATIENCE = 60
SOMEBODY = "någon"
# Excel's lock file: the user's name in the old code page from byte 1, and in UTF-16 from byte 57, each after its
# length. Source: LibreOffice, svl/source/misc/msodocumentlockfile.cxx.
OLD_NAME, WIDE_LENGTH, WIDE_NAME, LONGEST_NAME = 1, 55, 57, 52


def lock_owner(path: Path) -> tuple[str, str, str] | None:
    """Give the program and the user that have a workbook open, and the lock file that says so; None where nobody has.

    The lock file lies beside the workbook.
    """
    excel = path.with_name("~$" + path.name)
    if _is_there(excel):
        return "Excel", _excel_user(excel), excel.name
    libre = path.with_name(f".~lock.{path.name}#")
    if _is_there(libre):
        return "LibreOffice", _libre_user(libre), libre.name
    return None


def _is_there(lock: Path) -> bool:
    """Say whether there is a lock file; one whose name is too long for the disk is not."""
    try:
        return lock.exists()
    except OSError:
        return False


def _excel_user(lock: Path) -> str:
    with contextlib.suppress(OSError, UnicodeDecodeError, IndexError):
        data = lock.read_bytes()
        if len(data) > WIDE_NAME and 0 < data[WIDE_LENGTH] <= LONGEST_NAME:
            name = data[WIDE_NAME : WIDE_NAME + 2 * data[WIDE_LENGTH]].decode("utf-16-le")
        else:
            name = data[OLD_NAME : OLD_NAME + data[0]].decode("cp1252")
        return name.strip() or SOMEBODY
    return SOMEBODY


def _libre_user(lock: Path) -> str:
    """Read LibreOffice's lock file: fields parted by commas, first the user's full name, then the login."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        fields = re.findall(r"((?:\\.|[^,;\\])*)[,;]", lock.read_text("utf-8"))
        names = (re.sub(r"\\(.)", r"\1", one).strip() for one in fields[:2])
        return next(filter(None, names), SOMEBODY)
    return SOMEBODY


@contextlib.contextmanager
def held(paths: Sequence[Path], patience: float = PATIENCE) -> Iterator[Diagnostic | None]:
    """Keep other runs away from files while the block runs; gives the reason where another run has one of them.

    The locks are files in the user's state folder, so that nothing is left beside the workbooks. They keep apart the
    runs of one user on one machine; a change by anybody else is found when the file is about to be replaced.
    """
    # Slow to load, and only who writes needs it.
    from filelock import Timeout  # noqa: PLC0415 - as said

    with contextlib.ExitStack() as stack:
        # In one order for all, so that two runs never wait for each other.
        for path in sorted({path.resolve() for path in paths}):
            try:
                stack.enter_context(_locked(path, patience))
            except Timeout:
                yield diagnostic("E118", path.name)
                return
            except OSError as problem:
                yield diagnostic("E108", path.name, why=f"körningen kan inte märkas som pågående ({reason(problem)})")
                return
        yield None


@contextlib.contextmanager
def _locked(path: Path, patience: float) -> Iterator[None]:
    """Hold one file's lock; where the usual folder cannot be written to, as for a service without a home, another."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 - as above

    name = hashlib.sha256(str(path).encode("utf-8", "surrogatepass")).hexdigest()[:32] + ".lock"
    usual = user_state_path("itnamnd", appauthor=False) / "locks"
    try:
        usual.mkdir(parents=True, exist_ok=True)
        lock = FileLock(usual / name, timeout=patience)
        lock.acquire()
    except Timeout:
        raise
    except OSError:
        other = Path(tempfile.gettempdir()) / f"itnamnd-locks-{this_user()}"
        other.mkdir(parents=True, exist_ok=True)
        lock = FileLock(other / name, timeout=patience)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def this_user() -> str:
    """Name the user of this process, where users have numbers."""
    return str(os.getuid()) if hasattr(os, "getuid") else ""
