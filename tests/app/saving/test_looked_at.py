"""What is written is looked at before it takes the place."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from itnamnd_xl.app import delivery
from itnamnd_xl.app.delivery import Target
from itnamnd_xl.app.recalculate import recalculate
from itnamnd_xl.app.writing import with_sheets
from tests.app.saving.course import contents, errors, is_leftover, run_errors, text_of, walked

if TYPE_CHECKING:
    from collections.abc import Callable


def rewritten(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Give a workbook with some parts changed, or left out where a change gives None."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for one in source.infolist():
            content = change(one.filename, source.read(one))
            if content is not None:
                target.writestr(one, content)
    return buffer.getvalue()


def without_user_sheet(name: str, content: bytes) -> bytes:
    """Take the first sheet out of the list of sheets; its part is still there."""
    if name != "xl/workbook.xml":
        return content
    start_ = content.index(b"<sheet ")
    return content[:start_] + content[content.index(b"/>", start_) + 2 :]


def with_other_font(name: str, content: bytes) -> bytes:
    """Change what the user's first cell format is."""
    if name != "xl/styles.xml":
        return content
    found = content.index(b"<font>", content.index(b"<fonts"))
    return content[:found] + b"<font><strike/></font>" + content[content.index(b"</font>", found) + 7 :]


def with_other_cell(name: str, content: bytes) -> bytes:
    return content.replace(b"<sheetData", b"<!-- --><sheetData") if name == "xl/worksheets/sheet1.xml" else content


def without_part(name: str, content: bytes) -> bytes | None:
    return None if name == "xl/worksheets/sheet1.xml" else content


def unchanged(_: str, content: bytes) -> bytes:
    return content


def drafted_as(monkeypatch: pytest.MonkeyPatch, change: Callable[[bytes], bytes]) -> None:
    """Let what is about to be written be something else than it should be."""
    real = with_sheets

    def tampered(*given: Any, **named: Any) -> Any:
        drafted, said = real(*given, **named)
        assert drafted is not None
        return dataclasses.replace(drafted, data=change(drafted.data)), said

    monkeypatch.setattr(delivery, "with_sheets", tampered)


def test_what_is_only_packed_anew_is_written(single: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    walked(single)
    drafted_as(monkeypatch, lambda data: rewritten(data, unchanged))
    assert run_errors(single) == []


@pytest.mark.parametrize(
    "change", [with_other_cell, without_part, without_user_sheet, with_other_font], ids=lambda one: str(one.__name__)
)
def test_a_workbook_that_would_lose_what_is_the_users_is_not_written(
    single: list[Path], change: Callable[[str, bytes], bytes | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    course = walked(single)
    drafted_as(monkeypatch, lambda data: rewritten(data, change))
    result = recalculate(single, target=Target(backup=True))
    assert errors(result.diagnostics) == ["E108"]
    assert result.written == ()
    assert contents(single[0].parent) == course.before


def test_a_workbook_that_would_lose_a_name_of_the_users_is_not_written(
    single: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.load_workbook(single[0])
    book.defined_names["Hennes"] = openpyxl.workbook.defined_name.DefinedName(
        "Hennes", attr_text=f"'{book.sheetnames[0]}'!$A$1"
    )
    book.save(single[0])
    before = contents(single[0].parent)

    def without_name(name: str, content: bytes) -> bytes:
        if name != "xl/workbook.xml":
            return content
        assert b'name="Hennes"' in content
        return content.replace(b'name="Hennes"', b'name="Annans"')

    drafted_as(monkeypatch, lambda data: rewritten(data, without_name))
    assert run_errors(single) == ["E108"]
    assert contents(single[0].parent) == before


def test_a_workbook_without_our_sheets_is_not_written(single: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    course = walked(single)
    drafted_as(monkeypatch, lambda _: rewritten(course.before[single[0].name], with_comment))
    result = recalculate(single)
    assert errors(result.diagnostics) == ["E108"]
    assert "en resultatflik saknas" in text_of(result.diagnostics)
    assert contents(single[0].parent) == course.before


def with_comment(name: str, content: bytes) -> bytes:
    return content.replace(b"<sheets", b"<!-- --><sheets") if name == "xl/workbook.xml" else content


@pytest.mark.parametrize(
    "change",
    [lambda data: data[:-100], lambda data: data[: len(data) // 2], lambda _: b"", lambda data: bytes(len(data))],
    ids=["an end is missing", "half is missing", "nothing", "zeros"],
)
@pytest.mark.parametrize("folder", [False, True])
def test_what_is_no_workbook_is_not_written(
    single: list[Path], tmp_path: Path, change: Callable[[bytes], bytes], folder: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = walked(single)
    drafted_as(monkeypatch, change)
    assert run_errors(single, folder=tmp_path / "resultat" if folder else None) == ["E108"]
    assert contents(tmp_path) == course.before


def test_what_comes_back_otherwise_than_written_does_not_take_the_place(
    three: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    course, real = walked(three), Path.read_bytes

    def rotten(self: Path) -> bytes:
        data = real(self)
        return data[:-1] + bytes([data[-1] ^ 1]) if is_leftover(self.name) else data

    with monkeypatch.context() as disk:
        disk.setattr(Path, "read_bytes", rotten)
        result = recalculate(three, target=Target(backup=True))
    assert errors(result.diagnostics) == ["E108", "E108"]
    assert "läsa tillbaka" in text_of(result.diagnostics)
    assert contents(three[0].parent) == course.before
