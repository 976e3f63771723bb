"""A file as the operating system has it: its bytes, a print of it to know it again by, and why it refused."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic
from itnamnd_xl.package.faults import TOO_LARGE

if TYPE_CHECKING:
    from pathlib import Path

REASONS = {
    errno.ENOENT: "filen eller mappen finns inte",
    errno.EACCES: "behörighet saknas",
    errno.EPERM: "behörighet saknas",
    errno.ENOSPC: "disken är full",
    errno.EDQUOT: "diskkvoten är slut",
    errno.EFBIG: "filen blir större än vad som är tillåtet",
    errno.EROFS: "disken är skrivskyddad",
    errno.EEXIST: "det finns redan något med det namnet",
    errno.ENOTDIR: "en del av sökvägen är ingen mapp",
    errno.EISDIR: "det är en mapp",
    errno.ENAMETOOLONG: "namnet är för långt",
    errno.ELOOP: "länken leder i en ring",
}
# What Windows says of a file that another program holds.
SHARING_VIOLATIONS = {32, 33}


def reason(problem: OSError) -> str:
    """Say in Swedish why the operating system refused."""
    if getattr(problem, "winerror", None) in SHARING_VIOLATIONS:
        return "den är öppen i ett annat program"
    return REASONS.get(problem.errno or 0, problem.strerror or str(problem))


@dataclass(frozen=True, slots=True)
class Print:
    """What a file was when it was read; another size, time or digest is another content."""

    size: int
    modified_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file's bytes with their print."""

    data: bytes
    print: Print


def read_file(path: Path, most_bytes: int) -> tuple[FileContent | None, Diagnostic | None]:
    """Read a file; None and the reason where it cannot be read or is larger than `most_bytes`."""
    try:
        # Looked at before it is opened: to open a pipe is to wait for whoever writes to it.
        if not stat.S_ISREG(path.stat().st_mode):
            return None, diagnostic("E106", path.name, why="den är ingen vanlig fil")
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if status.st_size > most_bytes:
                return None, diagnostic(TOO_LARGE, path.name, why="den rymmer mer än verktyget läser")
            data = file.read()
    except OSError as problem:
        return None, diagnostic("E106", path.name, why=reason(problem))
    return FileContent(data, Print(len(data), status.st_mtime_ns, hashlib.sha256(data).hexdigest())), None


def is_unchanged(path: Path, before: Print) -> bool:
    """Say whether a file still is what it was when it was read.

    Raises:
        OSError: it cannot be read any more.
    """
    status = path.stat()
    if (status.st_size, status.st_mtime_ns) != (before.size, before.modified_ns):
        return False
    return hashlib.sha256(path.read_bytes()).hexdigest() == before.sha256
