"""Result sheets that stand as they would be written now are not read cell by cell; any other sheet of ours is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from itnamnd_xl import recalculate
from itnamnd_xl.app import writing
from itnamnd_xl.package.styles import StylesPart, empty_styles
from itnamnd_xl.package.written import written_in
from itnamnd_xl.package.xml import SHEET_ML, to_bytes
from itnamnd_xl.render.styling import styled, styled_negative
from itnamnd_xl.sheets.spec import Role
from tests.app.parts import BOOK, Parts, edit_parts, put_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SHEET = "Måluppfyllelse"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the sheets of ours whose cells are read."""
    names: list[str] = []

    def noticed(contents: Any, entry: Any) -> Any:
        names.append(entry.name)
        return written_in(contents, entry)

    monkeypatch.setattr(writing, "written_in", noticed)
    return names


@pytest.fixture
def computed(single: list[Path]) -> Path:
    recalculate(single)
    return single[0]


def test_nothing_is_read_where_everything_stands(computed: Path, read: list[str]) -> None:
    before = computed.read_bytes()
    assert recalculate([computed]).written == (computed,)
    assert read == []
    assert computed.read_bytes() == before


def other_record(parts: Parts) -> None:
    """Let what is written down of a cell say that something else was written there."""
    parts[BOOK], count = re.subn(rb'(celler_1"[^>]*>"[\w-]{4}\|)[\w-]{4}', rb"\1AAAA", parts[BOOK], count=1)
    assert count


def half_a_record(parts: Parts) -> None:
    parts[BOOK], count = re.subn(rb'(celler_1"[^>]*>"[^"]{40})[^"]*', rb"\1", parts[BOOK], count=1)
    assert count


@pytest.mark.parametrize("change", [lambda parts: put_text(parts, SHEET, "M8", "eget"), other_record, half_a_record])
def test_a_sheet_that_is_not_what_it_was_is_read(
    change: Callable[[Parts], object], computed: Path, read: list[str]
) -> None:
    before = computed.read_bytes()
    edit_parts(computed, change)
    result = recalculate([computed])
    assert len(read) == 1
    assert "N119" in [one.code for one in result.diagnostics]
    assert computed.read_bytes() != before


def test_what_fills_a_field_is_read_every_time(computed: Path, read: list[str]) -> None:
    edit_parts(computed, lambda parts: put_text(parts, SHEET, "H8", "egna ord"))
    for _ in range(2):
        recalculate([computed])
        assert read == [SHEET]
        read.clear()


def test_what_came_of_styles_is_remembered_by_all_that_it_came_of() -> None:
    part = to_bytes(empty_styles(SHEET_ML))
    title, note = styled((Role.TITLE, "")), styled((Role.NOTE, ""))

    def adopted(content: bytes, *looks: Any) -> tuple[tuple[list[int], list[int]], bytes]:
        styles = StylesPart(content, 1000)
        return styles.adopt_looks(looks, [styled_negative()]), styles.content

    numbers, content = adopted(part, title, note)
    assert numbers == ([1, 2], [0])
    numbers[0].clear()
    assert adopted(part, title, note) == (([1, 2], [0]), content)
    assert adopted(part, note, title)[0] == ([1, 2], [0])
    assert adopted(part, note)[1] != adopted(part, title)[1] != part
    assert adopted(content, note, title) == (([2, 1], [0]), content)
