"""What the files with buttons are built with: VBA compression, compound files, the cutting and checking of VBA."""

from __future__ import annotations

import io
import random
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.compound_file import compound_file
from scripts.vba_check import faults
from scripts.vba_project import Module, Project, compress, dir_stream, obfuscated, project_streams
from scripts.vba_source import Edit, Source, SourceError, chosen, resolved, split
from tests.addin.built import ROOT, decompressed

if TYPE_CHECKING:
    from scripts.compound_file import Tree

GUID = "{5B0C1B0E-6A55-4C0F-9D0B-3A3E6C6F2B11}"
TRUTHS = {"Mac": False, "VBA7": True}


def noise(length: int) -> bytes:
    return random.Random(length).randbytes(length)  # noqa: S311  # they do not shrink, and are the same at every run


texts = st.lists(st.sampled_from([b"Dim ", b"End If\r\n", b"a", b"    ", b"GetConfig", b"\xe5"])).map(b"".join)


@given(texts | st.binary(max_size=3600))
def test_what_is_compressed_comes_back(data: bytes) -> None:
    assert decompressed(compress(data)) == data


@given(st.integers(1, 13_000), st.integers(1, 300))
def test_repeated_text_of_any_length_comes_back(length: int, period: int) -> None:
    data = (noise(period) * (length // period + 1))[:length]
    if (length % 4096 or 4096) - period < 500:  # hardly repeated in the last chunk, it may not shrink
        data = data[: length // 4096 * 4096] or b"x"
    assert decompressed(compress(data)) == data


@pytest.mark.parametrize("length", [1, 2, 3, 4, 15, 16, 17, 18, 3640, 4095, 4096, 4097, 4098, 8191, 8192, 8193, 70_000])
def test_sizes_around_a_chunk_come_back(length: int) -> None:
    for data in (b"x" * length, bytes(range(64)) * (length // 64) + b"y" * (length % 64)):
        assert decompressed(compress(data)) == data


@pytest.mark.parametrize("length", [1, 3640, 4096, 4097, 8192, 8192 + 3640])
def test_what_does_not_shrink_comes_back(length: int) -> None:
    assert decompressed(compress(noise(length))) == noise(length)


def test_what_would_come_back_with_zeros_at_its_end_is_refused() -> None:
    with pytest.raises(ValueError, match="does not shrink"):
        compress(noise(4095))


SIZES = (0, 1, 63, 64, 65, 511, 512, 513, 4031, 4032, 4033, 4095, 4096, 4097, 4608, 9000)


def read_back(data: bytes) -> dict[str, bytes]:
    file = olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_UNSURE)
    with file:
        return {"/".join(names): file.openstream(names).read() for names in file.listdir()}


@pytest.mark.parametrize("size", SIZES)
def test_a_stream_is_read_back(size: int) -> None:
    assert read_back(compound_file({"One": noise(size), "In": {"Two": noise(size)}})) == {
        "One": noise(size),
        "In/Two": noise(size),
    }


names = st.text("abcdeXYZ_123åÄ", min_size=1, max_size=31)


@given(st.dictionaries(names, st.sampled_from(SIZES).map(noise), max_size=12))
def test_any_streams_are_read_back(streams: dict[str, bytes]) -> None:
    folded = {name.upper(): (name, data) for name, data in streams.items()}
    distinct = dict(folded.values())
    tree: Tree = {"Inner": distinct}
    assert read_back(compound_file(tree)) == {f"Inner/{name}": data for name, data in distinct.items()}


def test_a_large_file_is_read_back_and_a_larger_one_refused() -> None:
    # The header lists 109 sectors of 128 numbers each; they number themselves and the directory too.
    large = bytes((109 * 128 - 109 - 1) * 512)
    assert read_back(compound_file({"Large": large})) == {"Large": large}
    with pytest.raises(ValueError, match="too large"):
        compound_file({"Large": large + b"x"})
    with pytest.raises(ValueError, match="too long"):
        compound_file({"n" * 32: b""})


def clear(guid: str, text: str) -> bytes:
    """Undo the obfuscation ([MS-OVBA] 2.4.3.3)."""
    hidden = bytes.fromhex(text)
    seed, version, key = hidden[0], hidden[0] ^ hidden[1], hidden[0] ^ hidden[2]
    assert version == 2
    assert key == sum(guid.encode()) & 0xFF
    plain = [key]
    for at in range(3, len(hidden)):
        plain.append(hidden[at] ^ ((hidden[at - 2] + plain[-1]) & 0xFF))
    rest = bytes(plain[1 + (seed & 6) // 2 :])
    assert int.from_bytes(rest[:4], "little") == len(rest) - 4
    return rest[4:]


@pytest.mark.parametrize("data", [bytes(4), bytes(1), b"\xff"])
def test_the_obfuscation_can_be_undone(data: bytes) -> None:
    assert clear(GUID, obfuscated(GUID, data)) == data


def test_the_obfuscation_is_undone_in_a_file_that_excel_reads() -> None:
    import xlwings

    with ZipFile(Path(xlwings.__file__).parent / "quickstart_standalone.xlsm") as archive:
        project = read_back(archive.read("xl/vbaProject.bin"))["PROJECT"].decode("cp1252")
    (guid,) = re.findall(r'^ID="(.*)"', project, re.MULTILINE)
    found = dict(re.findall(r'^(CMG|DPB|GC)="(\w+)"', project, re.MULTILINE))
    assert {name: clear(guid, text) for name, text in found.items()} == {"CMG": bytes(4), "DPB": b"\0", "GC": b"\xff"}


def test_a_project_lists_its_modules_in_every_place() -> None:
    modules = (
        Module("ThisWorkbook", document_class="00020819-0000-0000-C000-000000000046"),
        Module("Räkna", "x = 1\n"),
    )
    project = Project("Prov", GUID, modules)
    streams: Any = project_streams(project)
    assert decompressed(streams["VBA"]["dir"]) == dir_stream(project)
    assert decompressed(streams["VBA"]["Räkna"]) == 'Attribute VB_Name = "Räkna"\r\nx = 1\r\n'.encode("cp1252")
    assert b"Document=ThisWorkbook/&H00000000\r\nModule=R\xe4kna\r\n" in streams["PROJECT"]
    assert "Räkna".encode("utf-16-le") in streams["PROJECTwm"]


def test_a_character_that_vba_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match=r"Prov .* '→'"):
        assert Module("Prov", "' →\n").text


def test_conditional_compilation_is_resolved() -> None:
    text = "a\n#If Mac Then\n  b\n  #If Unknown Then\n  #End If\n#ElseIf VBA7 Then ' why\n  c\n#Else\n  d\n#End If\ne"
    with pytest.raises(SourceError, match="unknown condition: #If Unknown"):
        resolved("#If Unknown Then\n#End If", TRUTHS)
    assert resolved(text, TRUTHS) == "a\n  c\ne"
    for broken in ("#If VBA7 Then", "#Else", "#End If"):
        with pytest.raises(SourceError):
            resolved(broken, TRUTHS)


PIECES = "Const A = 1\nSub One()\n    Two\nEnd Sub\n' between\nPrivate Function Two()\nEnd Function\n"


def test_a_module_is_split_into_its_procedures() -> None:
    source = split(PIECES)
    assert source == Source(
        "Const A = 1", {"One": "Sub One()\n    Two\nEnd Sub\n", "Two": "Private Function Two()\nEnd Function\n"}
    )
    for broken in (PIECES + "stray\n", PIECES + PIECES, PIECES + "Sub Three()\n"):
        with pytest.raises(SourceError):
            split(broken)


def test_a_change_must_find_its_place_exactly_once() -> None:
    source = split(PIECES)
    assert chosen(source, ("One",), [Edit("One", "    Two", "    Three")]) == "Sub One()\n    Three\nEnd Sub\n"
    assert Edit("One", "b", "x", until="d").applied("abcde") == "axe"
    for edit in (Edit("One", "Four", ""), Edit("One", "Sub", ""), Edit("Two", "Two", "")):
        with pytest.raises(SourceError):
            chosen(source, ("One",), [edit])
    with pytest.raises(SourceError, match="before its beginning"):
        Edit("One", "d", "x", until="b").applied("abcde")
    with pytest.raises(SourceError, match="a missing procedure: Four"):
        chosen(source, ("Four",), [])


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Missing 1", "unknown name missing"),
        ("x = Missing(y)", "unknown name missing"),
        ("On Error GoTo nowhere", "no label nowhere"),
        ("If y = 1 Then\n    y = 2", "out of place: End Sub"),
        ("Next y", "out of place: Next y"),
        ('Private Declare PtrSafe Function Beep Lib "k" () As Long', "not allowed: Private Declare"),
        ("#If Mac Then", "not allowed: #If Mac"),
        ("y = 1 + _\n", "continued by nothing"),
    ],
)
def test_the_check_finds_what_would_not_compile(line: str, fault: str) -> None:
    text = "Sub One(y As Integer)\n    Dim x As Integer\n    {}\nEnd Sub\n"
    assert faults({"M": text.format('x = y \' Missing\n    If x = 1 Then y = Len("Missing")')}) == []
    assert any(fault in found for found in faults({"M": text.format(line)}))


def test_another_xlwings_is_refused() -> None:
    run = "import sys; sys.path.insert(0, 'scripts'); sys.argv = ['build', '--check']\n"
    run += "import build_addin, xlwings_vba; xlwings_vba.VERSION = '0.38.0'; sys.exit(build_addin.main())"
    done = subprocess.run([sys.executable, "-c", run], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert done.stderr == "xlwings 0.38.0 is needed to build these files, but 0.37.8 is installed\n"
