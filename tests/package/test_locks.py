"""Who has a workbook is said by name, and two runs of ours never work on one file at a time."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from itnamnd_xl.package.locks import held, lock_owner

UNIX = pytest.mark.skipif(os.name == "nt", reason="symbolic links of Unix")
XDG = pytest.mark.skipif(sys.platform != "linux", reason="the state folder that XDG_STATE_HOME names")
SHORT = 0.05


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the user's own state folder out of it."""
    folder = tmp_path / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "mapp" / "a.xlsx"
    path.parent.mkdir()
    path.write_bytes(b"hers")
    return path


def excel_lock(name: str) -> bytes:
    """What Excel writes: the name in the computer's 8-bit alphabet, and once more in UTF-16."""
    eight = name.encode("cp1252")
    sixteen = name.encode("utf-16-le")
    first = (bytes([len(eight)]) + eight).ljust(55, b" ")
    return (first + bytes([len(name), 0]) + sixteen).ljust(165, b" ")


def code_of(paths: list[Path]) -> str | None:
    with held(paths, SHORT) as busy:
        return busy.code if busy else None


@pytest.mark.parametrize("name", ["Anna Berg", "Åsa Öberg", "A" * 52])
def test_excel_s_lock_file_tells_who(workbook: Path, name: str) -> None:
    workbook.with_name("~$a.xlsx").write_bytes(excel_lock(name))
    assert (lock_owner(workbook) or ())[:2] == ("Excel", name)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Anna Berg,anna,dator,18.11.2023 09:12,file:///profil;", "Anna Berg"),
        ("Åsa Öberg,asa,dator,18.11.2023 09:12,file:///profil;", "Åsa Öberg"),
        # Who has not filled in a name in LibreOffice is known by the one of the computer.
        (",anna,dator,18.11.2023 09:12,file:///profil;", "anna"),
        # A comma in a name is written after a backslash.
        ("Berg\\, Anna,anna,dator,18.11.2023 09:12,file:///profil;", "Berg, Anna"),
    ],
)
def test_libreoffice_s_lock_file_tells_who(workbook: Path, text: str, who: str) -> None:
    workbook.with_name(".~lock.a.xlsx#").write_text(text, "utf-8")
    assert (lock_owner(workbook) or ())[:2] == ("LibreOffice", who)


@pytest.mark.parametrize("content", [b"", b"\x00", b"\xff", b"\xff\xfe\xfd", bytes(165), b"\x05 "])
@pytest.mark.parametrize(("lock", "program"), [("~$a.xlsx", "Excel"), (".~lock.a.xlsx#", "LibreOffice")])
def test_a_lock_file_that_says_nothing_still_is_one(workbook: Path, lock: str, program: str, content: bytes) -> None:
    workbook.with_name(lock).write_bytes(content)
    found = lock_owner(workbook)
    assert found is not None
    assert found[0] == program
    assert found[1]


def test_a_name_with_no_room_for_a_lock_file_is_nobody_s(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 250 + ".xlsx")
    path.write_bytes(b"hers")
    assert lock_owner(path) is None


def test_another_run_with_the_file_is_said_and_waited_for(workbook: Path) -> None:
    with held([workbook], SHORT) as busy:
        assert busy is None
        assert code_of([workbook]) == "E118"
    assert code_of([workbook]) is None


def test_a_run_that_fails_lets_go(workbook: Path) -> None:
    with pytest.raises(ZeroDivisionError), held([workbook], SHORT):
        raise ZeroDivisionError
    assert code_of([workbook]) is None


def test_a_run_that_gets_one_file_only_lets_go_of_it(workbook: Path) -> None:
    first, last = workbook, workbook.with_name("b.xlsx")
    with held([last], SHORT):
        assert code_of([first, last]) == "E118"
        assert code_of([first]) is None
        assert code_of([last, first]) == "E118"


def test_the_same_file_twice_is_one_lock(workbook: Path) -> None:
    assert code_of([workbook, workbook]) is None


@UNIX
def test_a_file_is_one_by_all_its_paths(workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = tmp_path / "link.xlsx"
    link.symlink_to(workbook)
    monkeypatch.chdir(workbook.parent)
    with held([link], SHORT):
        assert code_of([workbook]) == "E118"
        assert code_of([Path("a.xlsx")]) == "E118"
        assert code_of([Path("..") / "mapp" / "a.xlsx"]) == "E118"


@XDG
def test_the_locks_stand_in_the_users_state_folder(workbook: Path, state: Path) -> None:
    with held([workbook], SHORT) as busy:
        assert busy is None
        assert [one.name for one in workbook.parent.iterdir()] == ["a.xlsx"]
        assert [one.suffix for one in (state / "itnamnd" / "locks").iterdir()] == [".lock"]
    assert [one.name for one in workbook.parent.iterdir()] == ["a.xlsx"]


@XDG
def test_a_state_folder_that_cannot_be_made_is_replaced_by_another(
    workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    with held([workbook], SHORT) as busy:
        assert busy is None
        assert code_of([workbook]) == "E118"
    assert list(elsewhere.rglob("*.lock"))
    assert [one.name for one in workbook.parent.iterdir()] == ["a.xlsx"]


@XDG
def test_no_place_for_locks_at_all_is_said(workbook: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    with held([workbook], SHORT) as busy:
        assert busy is not None
        assert busy.code == "E108"
        assert "en del av sökvägen är ingen mapp" in busy.text


@pytest.mark.parametrize("name", ["räkenskap 2023 (kopia).xlsx", "å" * 120 + ".xlsx", "[a]*?.xlsx", "\udce5.xlsx"])
@UNIX
def test_any_name_can_be_locked(workbook: Path, name: str) -> None:
    path = workbook.with_name(name)
    with held([path], SHORT) as busy:
        assert busy is None
        assert code_of([path]) == "E118"
        assert code_of([workbook]) is None
