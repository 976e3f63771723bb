"""Hostile workbooks: each ends in a Swedish sentence with a code, soon, in little memory, and stays as it was."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import re
import shutil
import struct
import subprocess
import sys
import zipfile
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, partial
from itertools import islice
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING, Any

import pytest

from itnamnd_xl import Target, recalculate
from itnamnd_xl.core.diagnostics import CODES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

HERE = Path(__file__).parent
FILES = HERE / "files"
ROOT = HERE.parent.parent
EXAMPLE = ROOT / "workbooks" / "2023-samlad" / "sydnarke-2023.xlsx"
# A generous limit that catches what hangs; how long things take is measured elsewhere.
PATIENCE = 30
MOST_MEGABYTES = 200
WORKERS = 2


def _builder() -> ModuleType:
    """Load the script that builds the files: it is no package."""
    spec = importlib.util.spec_from_file_location("build_hostile", ROOT / "scripts" / "build_hostile.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Its dataclasses look their module up.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


BUILDER = _builder()
BUILT: dict[str, Callable[[], bytes]] = BUILDER.all_files()
KEPT: dict[str, Callable[[], bytes]] = BUILDER.kept_files()
# What must be said of a file, where it must be one of few things; otherwise any error is right, such as E201: what
# is innocent has no table.
EXPECTED: dict[str, tuple[str, ...]] = {
    # The content types are parsed only where something is written.
    "entities_billion_laughs_in_content_types": ("E121", "E103", "E201"),
    "entities_quadratic_in_content_types": ("E121", "E103", "E201"),
    "entities_": ("E121", "E103"),
    "external_": ("E121",),
    "parameter_entity_": ("E121",),
    "name_that_climbs": ("E122",),
    "name_twice": ("E122",),
    "name_with_a_nul": ("E122",),
    "empty_file": ("E104",),
    "document_under": ("E123",),
    "zip_without_a_workbook": ("E123",),
    "white_space_1_gb": ("E110", "E103"),
    "cells_5_million": ("E110", "E103"),
    "members_that_": ("E103", "E110", "E122"),
    "number_nan": ("E103",),
    "number_infinity": ("E103",),
    "number_1e999": ("E103",),
    "number_is_text": ("E103",),
    # Not numbers as XML Schema writes them, though Python would read them.
    "number_with_a_line": ("E103",),
    "number_hexadecimal": ("E103",),
    "row_number_": ("E103",),
    "cell_address_last": ("E201",),
    "cell_address_": ("E103",),
    "string_number": ("E103",),
    "style_number": ("E103",),
    "size_told": ("E103",),
    "packed_size_told": ("E103",),
    "checksum": ("E103",),
    "sheet_part_missing": ("E103",),
    "sheet_is_junk": ("E103",),
    "sheet_is_no_xml": ("E103",),
    "ole_": ("E101",),
    "encrypted_with_a_label": ("E111",),
    "encrypted_flag": ("E103",),
    "encrypted_": ("E102", "E103"),
}


@cache
def _expected(name: str) -> tuple[str, ...]:
    return next((codes for start, codes in EXPECTED.items() if name.startswith(start)), ())


class Server:
    """A process that has the tool loaded, and forks for each command."""

    def __init__(self) -> None:
        line = [sys.executable, str(HERE / "server.py")]
        self.process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT)

    def run(self, *arguments: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"arguments": arguments, "timeout": PATIENCE}) + "\n")
        self.process.stdin.flush()
        found: dict[str, Any] = json.loads(self.process.stdout.readline())
        return found

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


def _tried(name: str, folder: Path, servers: Queue[Server]) -> dict[str, Any]:
    """Run both commands on a copy of a file: what they said, and what stands in the folder after."""
    folder.mkdir()
    path = folder / name
    data = (FILES / name).read_bytes() if name in KEPT else BUILT[name]()
    path.write_bytes(data)
    server = servers.get()
    try:
        runs = {"recalc": server.run("recalc", str(path)), "check": server.run("check", str(path), "--json")}
    finally:
        servers.put(server)
    is_as_before = path.read_bytes() == data
    left = [one.name for one in folder.iterdir() if one != path]
    shutil.rmtree(folder)
    return {"runs": runs, "is_as_before": is_as_before, "left": left}


@pytest.fixture(scope="module")
def outcomes(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[dict[str, Any]]]]:
    """What comes of every file that is asked for; a few are tried at a time."""
    if not hasattr(os, "fork"):
        pytest.skip("time and memory are measured in forks, which this system has not")
    names = [str(item.callspec.params["name"]) for item in request.session.items
             if isinstance(item, pytest.Function) and item.path == Path(__file__) and hasattr(item, "callspec")
             and "name" in item.callspec.params]  # fmt: skip
    home = tmp_path_factory.mktemp("hostile")
    servers: Queue[Server] = Queue()
    started = [Server() for _ in range(WORKERS)]
    for one in started:
        servers.put(one)
    with ThreadPoolExecutor(WORKERS) as pool:
        yield {
            name: pool.submit(partial(_tried, name, home / str(at), servers))
            for at, name in enumerate(dict.fromkeys(names))
        }
    for one in started:
        one.close()


@pytest.mark.parametrize("name", BUILT)
def test_a_hostile_workbook_is_refused_in_one_sentence_and_left_alone(
    name: str, outcomes: dict[str, Future[dict[str, Any]]], request: pytest.FixtureRequest
) -> None:
    found = outcomes[name].result()
    for command, run in found["runs"].items():
        # Measured for whoever reports on a run; no test judges how long something took.
        request.node.user_properties.append((command, f"{run['seconds']} s, {run['peak']} MB"))
    for command, run in found["runs"].items():
        said = run["out"] + run["err"]
        assert run["status"] is not None, f"{command} hangs"
        assert "Traceback" not in said
        assert "E899" not in said
        assert run["status"] == 1, said
        codes = set(re.findall(r"\bE\d{3}\b", said))
        assert codes, said
        assert codes <= CODES.keys()
        if _expected(name):
            assert codes & set(_expected(name)), said
    assert "Fel E" in found["runs"]["recalc"]["err"] or "Fråga E" in found["runs"]["recalc"]["err"]
    assert found["is_as_before"]
    assert found["left"] == []
    assert max(run["peak"] for run in found["runs"].values()) < MOST_MEGABYTES


def test_the_kept_files_are_those_that_the_script_builds() -> None:
    # Another build of zlib may pack the same parts otherwise; that none is lost or forgotten can be told anywhere.
    assert {path.name for path in FILES.iterdir()} == set(KEPT)
    assert sum(path.stat().st_size for path in FILES.iterdir()) < 2_000_000


@pytest.mark.parametrize("file", ["encrypted_with_endless_hashing.xlsx", "encrypted_with_much_hashing.xlsx"])
def test_a_password_is_not_hashed_on_and_on(file: str, tmp_path: Path) -> None:
    # With a password given, the file says how often it is hashed: ten million times, and two thousand million.
    path = Path(shutil.copy(FILES / file, tmp_path))
    (tmp_path / "password.txt").write_text("hemligt\n", "utf-8")
    line = [sys.executable, "-m", "itnamnd_xl", "recalc", str(path), "--password-file", str(tmp_path / "password.txt")]
    try:
        done = subprocess.run(line, capture_output=True, encoding="utf-8", check=False, timeout=PATIENCE, cwd=ROOT)
    except subprocess.TimeoutExpired:
        pytest.fail("the password is hashed on and on")
    assert done.returncode == 1
    assert re.search(r"Fel E1\d\d", done.stderr)


# --- a good workbook, cut and flipped -----------------------------------------------------------------------------


def _contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {one.filename: archive.read(one) for one in archive.infolist()}


# What our sheets need to change in a workbook of the user's.
MAY_CHANGE = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}


def _judge(data: bytes, path: Path) -> None:
    """Recalculate a damaged example: an error and the file as it was, or every part of the user's as it should be."""
    path.write_bytes(data)
    result = recalculate([path])
    after = path.read_bytes()
    if result.written:
        original, now = _contents(EXAMPLE.read_bytes()), _contents(after)
        assert {name: now.get(name) for name in original if name not in MAY_CHANGE} == {
            name: content for name, content in original.items() if name not in MAY_CHANGE
        }
        assert now.keys() >= MAY_CHANGE
    else:
        assert result.has_errors
        assert after == data
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_workbook_cut_at_any_kilobyte_is_refused(tmp_path: Path) -> None:
    whole = EXAMPLE.read_bytes()
    path = tmp_path / "kapad.xlsx"
    for kept in range(0, len(whole), 1024):
        _judge(whole[:kept], path)
        assert path.read_bytes() == whole[:kept], kept


def _flips() -> Iterator[tuple[str, int]]:
    """Name places in every member: in its local header, in its content, and in its entry in the directory."""
    data = EXAMPLE.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        directory, members = archive.start_dir, archive.infolist()
    for one in members:
        name = one.filename
        start, length = one.header_offset, len(name.encode())
        content = start + 30 + length
        yield from ((f"{name} local header", start + at) for at in (0, 4, 6, 8, 10, 14, 18, 22, 26, 28, 30))
        yield from ((f"{name} content", content + at * one.compress_size // 5) for at in range(5))
        yield from (
            (f"{name} directory", directory + at) for at in (0, 4, 5, 6, 8, 10, 12, 16, 20, 24, 28, 30, 32, 38, 42, 46)
        )
        directory += 46 + length + len(one.extra) + len(one.comment)
    yield from (("end of the zip", directory + at) for at in range(22))


@pytest.mark.parametrize("kind", ["local header", "content", "directory", "end of the zip"])
def test_a_flipped_bit_is_refused_or_harmless(kind: str, tmp_path: Path) -> None:
    whole = EXAMPLE.read_bytes()
    # Every third place: with the members' lengths they fall on other fields in each.
    for what, place in islice(_flips(), None, None, 3):
        if what.endswith(kind):
            changed = bytearray(whole)
            # One of the eight, another at each place.
            changed[place] ^= 1 << place * 5 % 8
            _judge(bytes(changed), tmp_path / "bit.xlsx")


@pytest.mark.parametrize("swallower", range(12))
def test_a_directory_entry_that_swallows_the_next_loses_no_part(swallower: int, tmp_path: Path) -> None:
    # Its comment is said to be as long as the next entry, which is then none: one wrong bit can do that.
    whole = EXAMPLE.read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        at, members = archive.start_dir, archive.infolist()
    at += sum(46 + len(one.filename.encode()) for one in members[:swallower])
    next_one = 46 + len(members[swallower + 1].filename.encode())
    _judge(whole[: at + 32] + struct.pack("<H", next_one) + whole[at + 34 :], tmp_path / "katalog.xlsx")


# --- our own sheets, with what nobody would write there -----------------------------------------------------------


def _typed(first: int, last: int) -> bytes:
    return b"".join(b'<row r="%d"><c r="B%d"><v>%d</v></c></row>' % (row, row, row) for row in range(first, last))


def _longer_record(part: bytes) -> bytes:
    found = re.search(rb'name="_itnamnd_celler_1"[^>]*>([^<]*)<', part)
    assert found is not None
    return part[: found.start(1)] + b"&quot;" + b"|" * 200_000 + b"&quot;" + part[found.end(1) :]


DATA_END, FONT = b"</sheetData>", b'<font><sz val="7"/></font>'
OWN, BOOK, STYLES = "xl/worksheets/itnamnd_sheet1.xml", "xl/workbook.xml", "xl/styles.xml"
STUFFED: dict[str, dict[str, Callable[[bytes], bytes]]] = {
    "a_cell_in_the_last_row": {OWN: lambda part: part.replace(DATA_END, _typed(1_048_576, 1_048_577) + DATA_END)},
    "twenty_thousand_rows": {OWN: lambda part: part.replace(DATA_END, _typed(500, 20_500) + DATA_END)},
    "a_long_record": {
        BOOK: _longer_record,
        OWN: lambda part: part.replace(DATA_END, _typed(200_000, 200_001) + DATA_END),
    },
    "many_fonts": {
        STYLES: lambda part: part.replace(b"</fonts>", b'<font><sz val="7"/></font>' * 200_000 + b"</fonts>")
    },
    "many_formats": {STYLES: lambda part: part.replace(b"</cellXfs>", b"<xf/>" * 60_000 + b"</cellXfs>")},
}


@pytest.mark.parametrize("what", STUFFED)
def test_a_result_sheet_stuffed_with_cells_does_not_stop_the_next_run(what: str, tmp_path: Path) -> None:
    path = recalculate([EXAMPLE], target=Target(folder=tmp_path)).written[0]
    parts = _contents(path.read_bytes())
    for name, change in STUFFED[what].items():
        parts[name] = change(parts[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    line = [sys.executable, "-m", "itnamnd_xl", "recalc", str(path)]
    try:
        done = subprocess.run(line, capture_output=True, encoding="utf-8", check=False, timeout=PATIENCE, cwd=ROOT)
    except subprocess.TimeoutExpired:
        pytest.fail("the run does not end")
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr
    assert "E899" not in done.stderr
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
