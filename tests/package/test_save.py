"""A file is always whole: the old one or the new one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.package.files import read_file
from itnamnd_xl.package.locks import lock_owner
from itnamnd_xl.package.save import save

if TYPE_CHECKING:
    from pathlib import Path

UNIX = pytest.mark.skipif(os.name == "nt", reason="modes and symbolic links of Unix")


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


def test_a_backup_keeps_the_former_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    assert save(path, b"new", backup=True) is None
    assert save(path, b"newer", backup=True) is None
    assert (tmp_path / "a.xlsx.bak").read_bytes() == b"old"
    assert (tmp_path / "a.xlsx.bak2").read_bytes() == b"new"


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


def test_lock_files_tell_who(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    assert lock_owner(path) is None
    (tmp_path / ".~lock.a.xlsx#").write_text("Prov,dator,tid;", "utf-8")
    assert lock_owner(path) == ("LibreOffice", "Prov")
    (tmp_path / "~$a.xlsx").write_bytes(bytes([5]) + b"Annan" + bytes(40))
    assert lock_owner(path) == ("Excel", "Annan")
