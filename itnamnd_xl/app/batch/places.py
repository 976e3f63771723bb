"""Where a batch keeps what: results beside the workbooks, its state there too or on a disk of this machine."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

from platformdirs import user_state_path

SUMMARY = "Sammanställning"
RESULTS = f"{SUMMARY}.jsonl.gz"
STATE = ".itnamnd-batch.sqlite"
# File systems of other machines. There, changes are not announced, and locks of databases are not to be relied upon.
REMOTE = frozenset(
    {"9p", "afs", "afpfs", "beegfs", "ceph", "cifs", "davfs", "davfs2", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4"}
    | {"smb2", "smb3", "smbfs", "webdav", "fuse.sshfs", "fuse.davfs", "fuse.davfs2", "fuse.glusterfs", "fuse.rclone"}
    | {"fuse.s3fs", "fuse.smbnetfs", "fuse.ceph", "fuse.curlftpfs", "osxfuse", "macfuse"}
)
REMOTE_ON_WINDOWS = "remote"


def state_place(given: Path | None, beside: Path) -> Path:
    """Give the file of a batch's state: as it is given, else beside the results if that is a disk of this machine."""
    if given is not None:
        return given
    if not is_remote(beside):
        return beside / STATE
    name = hashlib.sha256(str(beside).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return user_state_path("itnamnd", appauthor=False) / "batch" / f"{name}.sqlite"


def is_remote(folder: Path) -> bool:
    """Say whether a folder lies on another machine, as far as the operating system tells."""
    # Slow to load, and only a batch needs it.
    import psutil  # noqa: PLC0415 - as said

    place = _existing(folder)
    if sys.platform == "win32" and str(place).startswith("\\\\"):
        return True
    mounts = {Path(one.mountpoint): one for one in psutil.disk_partitions(all=True)}
    mount = next((mounts[one] for one in (place, *place.parents) if one in mounts), None)
    if mount is None:
        return False
    return mount.fstype.casefold() in REMOTE or REMOTE_ON_WINDOWS in mount.opts.split(",")


def _existing(folder: Path) -> Path:
    """Give a folder that is to be made as the nearest one above that there is."""
    place = Path(os.path.realpath(folder))
    return next((one for one in (place, *place.parents) if one.exists()), place)
