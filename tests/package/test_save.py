"""A file is always whole: the old one or the new one. Nothing of the user's is lost, and nothing is left lying."""

from __future__ import annotations

import errno
import io
import os
import socket
import struct
import sys
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest

from itnamnd_xl.package import save as saving
from itnamnd_xl.package.files import Print, read_file
from itnamnd_xl.package.locks import lock_owner
from tests.saved import save

if TYPE_CHECKING:
    from collections.abc import Callable


UNIX = pytest.mark.skipif(os.name == "nt", reason="modes and symbolic links of Unix")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="extended attributes of Linux")
TWO_DAYS = 2 * 24 * 3600
OLD, NEW, HERS = b"old" * 5000, b"new" * 6000, b"her" * 5000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file in a folder of its own."""
    found = tmp_path / "mapp" / "a.xlsx"
    found.parent.mkdir()
    found.write_bytes(OLD)
    return found


def print_of(path: Path) -> Print:
    content = read_file(path, 1_000_000)[0]
    assert content is not None
    return content.print


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def refused(path: Path, code: str, **how: Any) -> str:
    """Save, and expect the diagnostic, the former content and nothing beside it; gives what is said."""
    beside = {one: one.read_bytes() for one in path.parent.iterdir() if one.is_file()}
    found = save(path, NEW, **how)
    assert found is not None
    assert found.code == code
    assert {one: one.read_bytes() for one in path.parent.iterdir() if one.is_file()} == beside
    return found.text


def refuse(number: int) -> Callable[..., Any]:
    """Make a function that the operating system refuses."""

    def call(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return call


class Tampering(io.BufferedWriter):
    """A file that does not do what it is asked: `limit` bytes fit on the disk, and one byte is written wrong."""

    limit: int | None = None

    def write(self, data: Any) -> int:
        if self.limit is None:
            return super().write(bytes([data[0] ^ 1]) + bytes(data[1:]))
        super().write(data[: self.limit])
        self.flush()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def tamper(monkeypatch: pytest.MonkeyPatch, limit: int | None = None) -> None:
    def opened(handle: int, mode: str) -> IO[bytes]:
        assert mode == "wb"
        file = Tampering(io.FileIO(handle, "w"))
        file.limit = limit
        return file

    monkeypatch.setattr(os, "fdopen", opened)


def test_content_is_replaced_and_nothing_is_left_lying(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    before = read_file(path, 1000)[0]
    assert before is not None
    assert save(path, b"new", before=before.print) is None
    assert path.read_bytes() == b"new"
    assert [one.name for one in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_file_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    before = read_file(path, 1000)[0]
    assert before is not None
    path.write_bytes(b"hers")
    found = save(path, b"new", before=before.print)
    assert found is not None
    assert found.code == "E109"
    assert path.read_bytes() == b"hers"


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("backup", [False, True])
def test_a_change_is_found_by_its_content_alone(path: Path, late: bool, backup: bool) -> None:
    before, status = print_of(path), path.stat()

    def change(_: bytes = b"") -> None:
        path.write_bytes(HERS)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))

    if not late:
        change()
    found = save(path, NEW, before=before, backup=backup, verify=change if late else None)
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (status.st_size, status.st_mtime_ns)
    assert found is not None
    assert found.code == "E109"
    assert path.read_bytes() == HERS
    assert names(path.parent) == ["a.xlsx"]


def test_a_file_that_is_gone_does_not_come_back(path: Path) -> None:
    before = print_of(path)
    found = save(path, NEW, before=before, verify=lambda _: path.unlink())
    assert found is not None
    assert found.code == "E108"
    assert names(path.parent) == []


def test_the_same_content_is_not_written_again(path: Path) -> None:
    status = path.stat()
    assert save(path, OLD, backup=True) is None
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (status.st_ino, status.st_mtime_ns)
    assert names(path.parent) == ["a.xlsx"]


def test_a_backup_keeps_the_former_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    assert save(path, b"new", backup=True) is None
    assert save(path, b"newer", backup=True) is None
    assert (tmp_path / "a.xlsx.bak").read_bytes() == b"old"
    assert (tmp_path / "a.xlsx.bak2").read_bytes() == b"new"


@pytest.mark.parametrize("links", [True, False])
def test_repeated_runs_never_overwrite_a_backup(path: Path, links: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", refuse(errno.EPERM))
    contents = [OLD, *(b"%d" % number for number in range(12))]
    for data in contents[1:]:
        assert save(path, data, backup=True) is None
    backups = [path.with_name(f"a.xlsx.bak{number if number > 1 else ''}") for number in range(1, len(contents))]
    assert [one.read_bytes() for one in backups] == contents[:-1]
    assert len(names(path.parent)) == len(contents)


def test_a_backup_made_meanwhile_by_somebody_else_is_not_overwritten(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = path.with_name("a.xlsx.bak")
    link = Path.hardlink_to

    def late(self: Path, target: Path) -> None:
        if not theirs.exists():
            theirs.write_bytes(HERS)
        link(self, target)

    monkeypatch.setattr(Path, "hardlink_to", late)
    found = save(path, NEW, backup=True)
    assert theirs.read_bytes() == HERS
    kept = [one.read_bytes() for one in path.parent.iterdir()]
    assert OLD in kept
    assert (NEW in kept) == (found is None)


@UNIX
def test_a_backup_is_not_written_through_a_link_that_leads_nowhere(path: Path, tmp_path: Path) -> None:
    path.with_name("a.xlsx.bak").symlink_to(tmp_path / "elsewhere.xlsx")
    assert save(path, NEW, backup=True) is None
    assert not (tmp_path / "elsewhere.xlsx").exists()
    assert path.with_name("a.xlsx.bak2").read_bytes() == OLD


@UNIX
@pytest.mark.parametrize("links", [True, False])
def test_a_backup_is_not_left_where_nothing_was_written(
    path: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", refuse(errno.EPERM))
    monkeypatch.setattr(Path, "replace", refuse(errno.EACCES))
    refused(path, "E108", backup=True)


@UNIX
def test_mode_and_symbolic_link_are_kept(tmp_path: Path) -> None:
    target, link = tmp_path / "a.xlsx", tmp_path / "link.xlsx"
    target.write_bytes(b"old")
    target.chmod(0o664)
    link.symlink_to(target)
    assert save(link, b"new") is None
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o664


@UNIX
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o666, 0o755])
@pytest.mark.parametrize("mask", [0o022, 0o077, 0])
def test_the_mode_is_kept_whatever_the_mask(path: Path, mode: int, mask: int) -> None:
    path.chmod(mode)
    former = os.umask(mask)
    try:
        assert save(path, NEW, backup=True) is None
        assert save(path.with_name("b.xlsx"), NEW) is None
    finally:
        os.umask(former)
    assert path.stat().st_mode & 0o777 == mode
    assert path.with_name("a.xlsx.bak").stat().st_mode & 0o777 == mode
    assert path.with_name("b.xlsx").stat().st_mode & 0o777 == 0o666 & ~mask


@UNIX
def test_a_link_to_another_folder_is_followed_and_everything_stands_there(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "länkar"
    folder.mkdir()
    first, second = folder / "first.xlsx", folder / "second.xlsx"
    first.symlink_to(Path("..") / "mapp" / "a.xlsx")
    second.symlink_to("first.xlsx")
    assert save(second, NEW, backup=True) is None
    assert (first.is_symlink(), second.is_symlink()) == (True, True)
    assert names(folder) == ["first.xlsx", "second.xlsx"]
    assert path.read_bytes() == NEW
    assert path.with_name("a.xlsx.bak").read_bytes() == OLD
    assert names(path.parent) == ["a.xlsx", "a.xlsx.bak"]


@UNIX
def test_another_name_of_the_same_file_keeps_the_former_content(path: Path) -> None:
    other = path.with_name("other.xlsx")
    other.hardlink_to(path)
    assert save(path, NEW) is None
    assert (path.read_bytes(), other.read_bytes()) == (NEW, OLD)
    assert names(path.parent) == ["a.xlsx", "other.xlsx"]


@LINUX
def test_extended_attributes_are_kept(path: Path) -> None:
    if sys.platform != "linux":
        return
    try:
        os.setxattr(path, "user.dnr", "§ 120".encode())
    except OSError:
        pytest.skip("the file system has no extended attributes")
    assert save(path, NEW) is None
    assert os.getxattr(path, "user.dnr") == "§ 120".encode()


@LINUX
def test_access_lists_are_kept(path: Path) -> None:
    if sys.platform != "linux":
        return
    # Version 2; then tag, permission and user of: owner, user 65534, group, mask, others.
    entries = ((1, 6, -1), (2, 6, 65534), (4, 4, -1), (16, 6, -1), (32, 0, -1))
    rights = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *one) for one in entries)
    try:
        os.setxattr(path, "system.posix_acl_access", rights)
    except OSError:
        pytest.skip("the file system has no access lists")
    assert save(path, NEW) is None
    assert os.getxattr(path, "system.posix_acl_access") == rights
    assert path.stat().st_mode & 0o777 == 0o660


@LINUX
@pytest.mark.parametrize("name", ["listxattr", "getxattr", "setxattr", "chown", "chmod"])
def test_a_drive_that_cannot_keep_rights_still_gets_the_file(
    path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Network drives answer so: it is the drive that decides the rights there.
    monkeypatch.setattr(os, name, refuse(errno.EPERM if name.startswith("ch") else errno.ENOTSUP))
    assert save(path, NEW) is None
    assert path.read_bytes() == NEW


@UNIX
@pytest.mark.parametrize("refusing", ["open", "fsync"])
def test_a_folder_that_cannot_be_synced_does_not_deny_what_was_written(
    path: Path, refusing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_open, real_sync = os.open, os.fsync

    def opened(place: Any, flags: int, *rest: Any, **more: Any) -> int:
        if Path(place).is_dir():
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real_open(place, flags, *rest, **more)

    def synced(handle: int) -> None:
        if Path(f"/dev/fd/{handle}").is_dir():
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        real_sync(handle)

    monkeypatch.setattr(os, refusing, opened if refusing == "open" else synced)
    found = save(path, NEW)
    assert path.read_bytes() == (NEW if found is None else OLD)


def test_a_failure_while_writing_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    found = save(path, b"new")
    assert found is not None
    assert found.code == "E108"
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize("fits", [0, 1, 10_000])
@pytest.mark.parametrize("backup", [False, True])
def test_a_disk_that_gets_full_leaves_the_old_file(
    path: Path, fits: int, backup: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    tamper(monkeypatch, fits)
    assert "disken är full" in refused(path, "E108", before=print_of(path), backup=backup)


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disken är full"), (errno.EDQUOT, "diskkvoten är slut"), (errno.EIO, "")],
)
def test_a_disk_that_says_it_at_the_end_leaves_the_old_file(
    path: Path, number: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", refuse(number))
    assert words in refused(path, "E108", before=print_of(path), backup=True)


def test_what_comes_back_otherwise_than_written_does_not_take_the_place(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tamper(monkeypatch)
    assert "läsa tillbaka" in refused(path, "E108", verify=lambda _: None)


def test_what_is_found_wrong_does_not_take_the_place(path: Path) -> None:
    seen: list[bytes] = []

    def wrong(data: bytes) -> str:
        seen.append(data)
        return "så här är det"

    assert "så här är det" in refused(path, "E108", verify=wrong, backup=True)
    assert seen == [NEW]


def test_a_fault_in_the_check_itself_leaves_the_old_file(path: Path) -> None:
    def broken(_: bytes) -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        save(path, NEW, verify=broken, backup=True)
    assert path.read_bytes() == OLD
    assert names(path.parent) == ["a.xlsx"]


def test_a_break_while_writing_leaves_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(KeyboardInterrupt):
        save(path, NEW)
    assert path.read_bytes() == OLD
    assert names(path.parent) == ["a.xlsx"]


def test_a_protected_file_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path] = []

    def access(place: Path, kind: int) -> bool:
        asked.append(place)
        return kind != os.W_OK

    monkeypatch.setattr(os, "access", access)
    assert "skrivskyddad" in refused(path, "E128", backup=True)
    assert asked == [path]


def test_the_superuser_leaves_a_protected_file_alone_too(path: Path) -> None:
    path.chmod(0o444)
    assert "skrivskyddad" in refused(path, "E128")


def test_lock_files_tell_who(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert lock_owner(path) is None
    (tmp_path / ".~lock.a.xlsx#").write_text("Prov,dator,tid;", "utf-8")
    assert lock_owner(path) == ("LibreOffice", "Prov", ".~lock.a.xlsx#")
    (tmp_path / "~$a.xlsx").write_bytes(bytes([5]) + b"Annan" + bytes(40))
    assert lock_owner(path) == ("Excel", "Annan", "~$a.xlsx")


@pytest.mark.parametrize(
    ("lock", "content", "program"),
    [
        ("~${}", b"\x05Annan", "Excel"),
        (".~lock.{}#", b"Annan,annan,dator,tid,profil;", "LibreOffice"),
    ],
)
@pytest.mark.parametrize("linked", ["", "beside the link", "beside the file"])
def test_an_open_file_is_left_alone(path: Path, lock: str, content: bytes, program: str, linked: str) -> None:
    opened = path
    if linked:
        if os.name == "nt":
            pytest.skip("symbolic links of Unix")
        opened = path.parent.parent / "link.xlsx"
        opened.symlink_to(path)
    beside = path if linked == "beside the file" else opened
    name = lock.format(beside.name)
    beside.with_name(name).write_bytes(content)
    found = save(opened, NEW, backup=True)
    assert found is not None
    assert found.code == "E107"
    assert f"i {program} hos Annan" in found.text
    assert name in found.advice
    assert path.read_bytes() == OLD
    assert set(names(path.parent)) <= {"a.xlsx", name}
    beside.with_name(name).unlink()
    assert save(opened, NEW) is None


@pytest.mark.parametrize(
    "name",
    ["räkenskap 2023 – Åsas (kopia 2).xlsx", "[a]*?!.xlsx", "-rf.xlsx", ".xlsx", "a.xlsx.bak", "a\u030arsbudget.xlsx"],
)
@UNIX
def test_any_name_will_do(path: Path, name: str) -> None:
    other = path.with_name(name)
    for data in (OLD, NEW):
        assert save(other, data, backup=True) is None
        assert other.read_bytes() == data
    assert other.with_name(f"{name}.bak").read_bytes() == OLD
    assert names(path.parent) == sorted({"a.xlsx", name, f"{name}.bak"})


@UNIX
@pytest.mark.parametrize("name", ["a" * 250 + ".xlsx", "a" * 243 + ".xlsx", "å" * 125 + ".xlsx"])
def test_the_longest_name_will_do(path: Path, name: str) -> None:
    other = path.with_name(name)
    other.write_bytes(OLD)
    assert save(other, NEW, before=print_of(other)) is None
    assert other.read_bytes() == NEW
    assert names(path.parent) == sorted(["a.xlsx", name])


def test_a_relative_path_will_do(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    assert save(Path("a.xlsx"), NEW, backup=True) is None
    assert save(Path("..") / "mapp" / "b.xlsx", NEW) is None
    assert names(path.parent) == ["a.xlsx", "a.xlsx.bak", "b.xlsx"]


def test_a_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    found = save(tmp_path / "borta" / "a.xlsx", NEW)
    assert found is not None
    assert found.code == "E108"
    assert names(tmp_path) == []


def leftover(path: Path, monkeypatch: pytest.MonkeyPatch, *, host: str = "", age: float = 0) -> Path:
    """Leave a temporary file as a run that was killed does."""
    with monkeypatch.context() as elsewhere:
        if host:
            elsewhere.setattr(socket, "gethostname", lambda: host)
        found = path.with_name(f"{saving._stem(path)}x0_yz12a{saving.SUFFIX}")
    found.write_bytes(b"half")
    then = time.time() - age
    os.utime(found, (then, then))
    return found


def test_what_a_killed_run_left_of_the_file_is_swept_by_the_next(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leftover(path, monkeypatch)
    assert save(path, NEW) is None
    assert names(path.parent) == ["a.xlsx"]


def test_it_is_swept_also_where_there_is_nothing_to_write(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leftover(path, monkeypatch)
    assert save(path, OLD) is None
    assert names(path.parent) == ["a.xlsx"]


@pytest.mark.parametrize("of_another_file", [False, True])
def test_what_another_machine_writes_is_left_for_a_day(
    path: Path, of_another_file: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = path.with_name("b.xlsx") if of_another_file else path
    fresh = leftover(place, monkeypatch, host="annan-dator")
    assert save(path, NEW) is None
    assert names(path.parent) == sorted(["a.xlsx", fresh.name])
    old = leftover(place, monkeypatch, host="annan-dator", age=TWO_DAYS)
    assert old == fresh
    assert save(path, OLD) is None
    assert names(path.parent) == ["a.xlsx"]


def test_what_this_machine_writes_of_another_file_is_left(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = leftover(path.with_name("b.xlsx"), monkeypatch)
    assert save(path, NEW) is None
    assert names(path.parent) == sorted(["a.xlsx", fresh.name])


@pytest.mark.parametrize(
    "name",
    [
        ".itnamnd-anteckningar.tmp",
        ".itnamnd-.tmp",
        ".itnamnd-0123abcd.tmp",
        ".itnamnd-0123abcd-4567cdef-x0_yz12a.tmp.xlsx",
        "x.itnamnd-0123abcd-4567cdef-x0_yz12a.tmp",
        "itnamnd-0123abcd-4567cdef-x0_yz12a.tmp",
        ".itnamnd-0123abcd-4567cdef-x0_yz12a.tmp~",
        ".itnamnd-0123abcd-4567cdef-x0 yz12a och mer.tmp",
        "tmpx0_yz12a.tmp",
    ],
)
def test_what_merely_looks_alike_is_left(path: Path, name: str) -> None:
    alike = path.with_name(name)
    alike.write_bytes(HERS)
    then = time.time() - TWO_DAYS
    os.utime(alike, (then, then))
    assert save(path, NEW) is None
    assert alike.read_bytes() == HERS


def test_a_folder_named_as_a_leftover_is_left(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = leftover(path, monkeypatch)
    found.unlink()
    found.mkdir()
    (found / "hers").write_bytes(HERS)
    assert save(path, NEW) is None
    assert (found / "hers").read_bytes() == HERS
