"""A workbook that somebody has open, or changes meanwhile, is left alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from itnamnd_xl.app import delivery, template
from itnamnd_xl.app.delivery import Target
from itnamnd_xl.app.recalculate import clean, recalculate
from itnamnd_xl.app.writing import with_sheets
from itnamnd_xl.render.with_openpyxl import render_workbook
from tests.app.saving.course import HERS, POSIX, Run, assert_ends_well, contents, errors, run_errors, text_of, walked


@pytest.mark.parametrize(
    ("lock", "content", "program"),
    [("~${}", b"\x05Annan", "Excel"), (".~lock.{}#", b"Annan,annan,dator,tid,profil;", "LibreOffice")],
)
def test_an_open_workbook_is_left_alone_and_the_others_are_written(
    three: list[Path], lock: str, content: bytes, program: str, itnamnd: Run
) -> None:
    course, folder = walked(three), three[0].parent
    name = lock.format("budget.xlsx")
    (folder / name).write_bytes(content)
    result = recalculate(three, target=Target(backup=True))
    assert errors(result.diagnostics) == ["E107"]
    assert f"öppen i {program} hos Annan" in text_of(result.diagnostics)
    assert name in text_of(result.diagnostics)
    expected = course.after | {"budget.xlsx": course.before["budget.xlsx"], name: content}
    backup = {"indikatorer.xlsx.bak": course.before["indikatorer.xlsx"]}
    assert contents(folder) == expected | backup
    (folder / "indikatorer.xlsx.bak").unlink()
    status, _, err = itnamnd("recalc", *three)
    assert (status, "E107" in err) == (1, True)
    (folder / name).unlink()
    assert_ends_well(three, course)


@pytest.mark.parametrize("lock", ["~${}", ".~lock.{}#"])
def test_an_open_workbook_is_not_cleaned(single: list[Path], lock: str) -> None:
    course, path = walked(single), single[0]
    recalculate(single)
    path.with_name(lock.format(path.name)).write_bytes(b"\x05Annan,")
    count, said = clean(path, backup=True)
    assert (count, errors(said)) == (0, ["E107"])
    assert path.read_bytes() == course.after[path.name]
    assert len(contents(path.parent)) == 2


@POSIX
@pytest.mark.parametrize("lock", ["~${}", ".~lock.{}#"])
@pytest.mark.parametrize("beside", ["the link", "the workbook"])
def test_a_linked_workbook_that_is_open_is_left_alone(
    single: list[Path], tmp_path: Path, lock: str, beside: str
) -> None:
    link = tmp_path / "mapp" / "link.xlsx"
    link.parent.mkdir()
    link.symlink_to(single[0])
    place = link if beside == "the link" else single[0]
    place.with_name(lock.format(place.name)).write_bytes(b"\x05Annan,")
    before = contents(tmp_path)
    assert run_errors([link], backup=True) == ["E107"]
    assert contents(tmp_path) == before
    assert link.is_symlink()


def her_change(path: Path) -> bytes:
    """Change a workbook as nobody can see by its size and its time."""
    status, data = path.stat(), bytearray(path.read_bytes())
    # The time of its first member; a workbook still.
    data[10] ^= 1
    path.write_bytes(data)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (status.st_size, status.st_mtime_ns)
    return bytes(data)


@pytest.mark.parametrize("backup", [False, True])
@pytest.mark.parametrize("moment", ["with_sheets", "fault_of"])
def test_a_change_made_meanwhile_is_kept(
    three: list[Path], moment: str, backup: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    course, budget = walked(three), three[0]
    real = getattr(delivery, moment)
    hers: list[bytes] = []

    def meanwhile(*given: Any, **named: Any) -> Any:
        if not hers:
            hers.append(her_change(budget))
        return real(*given, **named)

    monkeypatch.setattr(delivery, moment, meanwhile)
    result = recalculate(three, target=Target(backup=backup))
    assert errors(result.diagnostics) == ["E109"]
    expected = course.after | {"budget.xlsx": hers[0]}
    backups = {"indikatorer.xlsx.bak": course.before["indikatorer.xlsx"]} if backup else {}
    assert contents(budget.parent) == expected | backups


@pytest.mark.parametrize("moment", ["without_sheets", "fault_of"])
def test_a_change_made_during_cleaning_is_kept(
    single: list[Path], moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked(single)
    recalculate(single)
    real = getattr(delivery, moment)
    hers: list[bytes] = []

    def meanwhile(*given: Any, **named: Any) -> Any:
        hers.append(her_change(single[0]))
        return real(*given, **named)

    monkeypatch.setattr(delivery, moment, meanwhile)
    count, said = clean(single[0])
    assert (count, errors(said)) == (0, ["E109"])
    assert contents(single[0].parent) == {single[0].name: hers[-1]}


def test_a_workbook_moved_away_meanwhile_does_not_come_back(
    single: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    course, path = walked(single), single[0]
    real = with_sheets

    def meanwhile(*given: Any, **named: Any) -> Any:
        path.rename(path.with_name("flyttad.xlsx"))
        return real(*given, **named)

    monkeypatch.setattr(delivery, "with_sheets", meanwhile)
    assert run_errors(single) == ["E108"]
    assert contents(path.parent) == {"flyttad.xlsx": course.before[path.name]}


@pytest.mark.parametrize("moment", ["with_sheets", "fault_of"])
def test_what_appears_where_a_copy_is_to_go_is_kept(
    single: list[Path], tmp_path: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, real = tmp_path / "resultat", getattr(delivery, moment)
    place = folder / single[0].name

    def meanwhile(*given: Any, **named: Any) -> Any:
        place.write_bytes(HERS)
        return real(*given, **named)

    monkeypatch.setattr(delivery, moment, meanwhile)
    result = recalculate(single, target=Target(folder))
    assert HERS in contents(folder).values()
    assert errors(result.diagnostics) == ["E109"]
    assert contents(folder) == {place.name: HERS}


def test_what_appears_where_a_template_is_to_go_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, real = tmp_path / "mall.xlsx", render_workbook

    def meanwhile(*given: Any, **named: Any) -> Any:
        path.write_bytes(HERS)
        return real(*given, **named)

    monkeypatch.setattr(template, "render_workbook", meanwhile)
    assert template.write_template(path, 2026) is not None
    assert contents(tmp_path) == {path.name: HERS}


def test_what_somebody_else_has_where_a_copy_is_to_go_is_kept_beside(single: list[Path], tmp_path: Path) -> None:
    folder = tmp_path / "resultat"
    folder.mkdir()
    (folder / single[0].name).write_bytes(HERS)
    assert run_errors(single, folder=folder) == []
    assert contents(folder)[f"{single[0].name}.bak"] == HERS
    assert len(contents(folder)) == 2
