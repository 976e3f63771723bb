"""Good workbooks with bytes changed, in the container and inside the parts: whatever comes of them, no exception."""

from __future__ import annotations

import io
import os
import re
import tempfile
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from itnamnd_xl import Target, recalculate
from itnamnd_xl.app.recalculate import sizes
from itnamnd_xl.app.writing import with_sheets
from itnamnd_xl.core.diagnostics import Severity
from itnamnd_xl.package.opening import open_workbook
from itnamnd_xl.package.verify import fault_of
from itnamnd_xl.policy.load import default_policy
from itnamnd_xl.sheets.build import build_sheets, unlinked
from itnamnd_xl.source.from_package import read_grids

if TYPE_CHECKING:
    from collections.abc import Callable

    from itnamnd_xl.sheets.spec import Sheet

EXAMPLE = Path(__file__).parent.parent.parent / "workbooks" / "2023-samlad" / "sydnarke-2023.xlsx"
SIZES = sizes(default_policy().limits)
# More of them where there is time: ITNAMND_FUZZ=5000.
EXAMPLES = int(os.environ.get("ITNAMND_FUZZ", "200"))
FUZZ = settings(
    max_examples=EXAMPLES,
    # The same ones every time, but where more are asked for: a build that fails has a cause in what was changed.
    derandomize="ITNAMND_FUZZ" not in os.environ,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
ROWS: list[list[object]] = [["Kontotext", "Budget 2023 tkr", "Utfall 2023 tkr"], ["Löner", 10, 11], ["Hyra", 5, 4]]
# Found at the places where readers decide something.
WORDS = (
    b"<", b">", b"/>", b"&", b"&#0;", b"&#xD800;", b'"', b"'", b"<!--", b"]]>", b"<![CDATA[", b"<?x ?>",
    b"<!DOCTYPE a>", b"-1", b"0", b"99999999999", b"1e999", b"nan", b"_x0000_", b"_xD800_", b"\0", b"\xff", b" ",
    b"A1:XFD1048576", b"XFE1", b'r="A1"', b't="s"', b's="9"', b"<c/>", b"<row/>", b"<v>", b"</c>", b"<mergeCell/>",
    b'xmlns="x"', b'xmlns:r="x"', b'r:id=""', b'TargetMode="External"', b"../..", b"%00", "å".encode(), b"",
)  # fmt: skip


@cache
def rich() -> bytes:
    """A workbook with a table of the tool's, and much that it does not know."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Drift")
        for place, row in enumerate(ROWS):
            sheet.write_row(place, 0, row)
        sheet.write_formula("D2", "=C2-B2", None, 1)
        sheet.write_comment("A2", "En kommentar")
        sheet.conditional_format("B2:C3", {"type": "data_bar"})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=Drift!$B$2:$B$3"})
        sheet.insert_chart("F2", chart)
        other = book.add_worksheet("Annat")
        other.add_table("A1:B3", {"data": [["a", 1], ["b", 2]]})
        other.merge_range("D1:E2", "Sammanfogat")
        other.data_validation("G1", {"validate": "list", "source": ["Ja", "Nej"]})
        other.write_rich_string("D5", "Vanlig ", book.add_format({"bold": True}), "fet")
        other.set_row(6, None, None, {"hidden": True})
        book.define_name("Namn", "=Annat!$A$1")
    return buffer.getvalue()


@cache
def grafted() -> bytes:
    """The example with our sheets in it: what a second run reads back."""
    with tempfile.TemporaryDirectory() as folder:
        result = recalculate([EXAMPLE], target=Target(folder=Path(folder)))
        return result.written[0].read_bytes()


@cache
def old() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Drift")
    for place, row in enumerate(ROWS):
        for column, value in enumerate(row):
            sheet.write(place, column, value)
    sheet.write(3, 1, xlwt.Formula("B2+B3"))
    sheet.write_merge(5, 6, 0, 2, "Sammanfogat", xlwt.easyxf("font: bold on", "yyyy-mm-dd"))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


GOOD: dict[str, Callable[[], bytes]] = {"example": EXAMPLE.read_bytes, "rich": rich, "grafted": grafted}


@st.composite
def changed(draw: st.DrawFn, data: bytes) -> bytes:
    """Change bytes in a few places: flipped, cut out, doubled, put in, or the end lost."""
    kinds = st.sampled_from(["flip", "set", "cut", "double", "insert", "word", "end"])
    for kind in draw(st.lists(kinds, min_size=1, max_size=4)):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        length = draw(st.integers(1, 200))
        before, after = data[:at], data[at:]
        if kind in ("flip", "set") and after:
            value = after[0] ^ (1 << draw(st.integers(0, 7))) if kind == "flip" else draw(st.integers(0, 255))
            data = before + bytes([value]) + after[1:]
        elif kind == "cut":
            data = before + after[length:]
        elif kind == "double":
            data = before + after[:length] + after
        elif kind == "insert":
            data = before + draw(st.binary(min_size=1, max_size=40)) + after
        elif kind == "word":
            data = before + draw(st.sampled_from(WORDS)) + after
        elif kind == "end":
            data = before
    return data


@st.composite
def changed_markup(draw: st.DrawFn, data: bytes) -> bytes:
    """Change a part so that it mostly stays well-formed: values of attributes, texts, and whole elements."""
    for _ in range(draw(st.integers(1, 3))):
        found = list(re.finditer(rb'"[^"<>]*"|>[^<>]+<|<(\w+)[^<>]*/>', data))
        if not found:
            return data
        one = found[draw(st.integers(0, len(found) - 1))]
        text = one.group()
        if text.startswith(b"<"):
            new = text * draw(st.sampled_from([0, 2, 3]))
        else:
            new = text[:1] + draw(st.sampled_from([word for word in WORDS if b"<" not in word])) + text[-1:]
        data = data[: one.start()] + new + data[one.end() :]
    return data


@st.composite
def with_changed_parts(draw: st.DrawFn, data: bytes) -> bytes:
    """Change the text of one or two parts, and pack all of it anew as it should be."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {one.filename: archive.read(one) for one in archive.infolist()}
    for name in draw(st.lists(st.sampled_from(sorted(parts)), min_size=1, max_size=2, unique=True)):
        parts[name] = draw(st.one_of(changed_markup(parts[name]), changed(parts[name])))
    gone = draw(st.one_of(st.none(), st.none(), st.none(), st.sampled_from(sorted(parts))))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if name != gone:
                archive.writestr(name, content)
    return buffer.getvalue()


@cache
def example_sheets() -> tuple[Sheet, ...]:
    outcome = recalculate([EXAMPLE], target=Target(dry_run=True)).outcome
    return tuple(unlinked(one) for one in build_sheets(outcome, EXAMPLE.name, "0"))


def read_and_graft(data: bytes) -> None:
    """Open, read and write a workbook; what is written must be a workbook with all that was the user's."""
    opened, said = open_workbook("a.xlsx", data, SIZES)
    if opened is None:
        assert said[-1].severity is Severity.ERROR
        event("not opened")
        return
    grids, said = read_grids("a.xlsx", opened.source)
    if said:
        assert grids == ()
        event("not read")
        return
    if opened.contents is None:
        event("not written to")
        return
    drafted, said = with_sheets("a.xlsx", opened.contents, [replace(one) for one in example_sheets()])
    event("written" if drafted else f"refused {said[0].code}")
    if drafted is None:
        return
    assert fault_of(drafted.data, opened.contents.workbook, drafted.sheets, SIZES) is None
    again, said = open_workbook("a.xlsx", drafted.data, SIZES)
    assert again is not None
    assert [one.name for one in read_grids("a.xlsx", again.source)[0]] == [one.name for one in grids]


def recalculated(name: str, data: bytes) -> None:
    """Recalculate a workbook in a folder of its own: an error and nothing changed, or a workbook that can be read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        result = recalculate([path])
        if path not in result.written:
            assert path.read_bytes() == data
            assert result.written or result.has_errors
        for one in result.written:
            assert open_workbook(one.name, one.read_bytes(), SIZES)[0] is not None
            with zipfile.ZipFile(one) as archive:
                assert archive.testzip() is None
        assert {one.name for one in Path(folder).iterdir()} == {name, *(one.name for one in result.written)}


@pytest.mark.parametrize("name", GOOD)
def test_changed_containers_are_read_and_written_without_an_exception(name: str) -> None:
    @FUZZ
    @given(changed(GOOD[name]()))
    def check(data: bytes) -> None:
        read_and_graft(data)

    check()


@pytest.mark.parametrize("name", GOOD)
def test_changed_parts_are_read_and_written_without_an_exception(name: str) -> None:
    @FUZZ
    @given(with_changed_parts(GOOD[name]()))
    def check(data: bytes) -> None:
        read_and_graft(data)

    check()


@pytest.mark.parametrize("name", GOOD)
def test_a_changed_workbook_is_recalculated_or_left_alone(name: str) -> None:
    @settings(FUZZ, max_examples=max(EXAMPLES // 4, 1))
    @given(with_changed_parts(GOOD[name]()))
    def check(data: bytes) -> None:
        recalculated("a.xlsx", data)

    check()


@FUZZ
@given(st.data())
def test_a_changed_old_workbook_is_read_without_an_exception(data: st.DataObject) -> None:
    opened, said = open_workbook("a.xls", data.draw(changed(old())), SIZES)
    assert opened is not None or said[-1].severity is Severity.ERROR
    if opened is not None:
        read_grids("a.xls", opened.source)


@settings(FUZZ, max_examples=max(EXAMPLES // 4, 1))
@given(st.data())
def test_a_changed_old_workbook_is_recalculated_without_an_exception(data: st.DataObject) -> None:
    recalculated("a.xls", data.draw(changed(old())))
