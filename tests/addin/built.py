"""The built files with buttons, and the macros in them as olevba reads them."""

from __future__ import annotations

import re
import sys
import warnings
from functools import cache
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # oletools calls names that pyparsing has renamed; nothing of ours
    from oletools.olevba import VBA_Parser, decompress_stream

ROOT = Path(__file__).parent.parent.parent
SCRIPT = ROOT / "scripts" / "build_addin.py"
WORKBOOK = ROOT / "workbooks" / "itnamnd.xlsm"
ADDIN = ROOT / "workbooks" / "itnamnd.xlam"
BUILD = (sys.executable, str(SCRIPT))
FUNCTIONS = ("recalculate", "check", "show_source", "remove_results", "show_help")
SUBS = ("RaknaOm", "Kontrollera", "VisaKalla", "TaBortResultat", "Hjalp")


@cache
def macros(path: Path) -> dict[str, str]:
    """Every module of the file by name, with its attributes."""
    parser = VBA_Parser(str(path))
    try:
        return {Path(name).stem: code.replace("\r\n", "\n") for _, _, name, code in parser.extract_macros()}
    finally:
        parser.close()


def code(path: Path) -> str:
    """All code of the file without comments."""
    lines = "\n".join(macros(path).values()).split("\n")
    return "\n".join(re.sub(r'("[^"]*")|\'.*', lambda match: match[1] or "", line) for line in lines)


def decompressed(data: bytes) -> bytes:
    """What oletools makes of a compressed stream."""
    return bytes(decompress_stream(bytearray(data)))
