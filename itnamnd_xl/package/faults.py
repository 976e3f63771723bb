"""A file that cannot be used: inside this room an exception, at its door a diagnostic."""

from __future__ import annotations

import struct
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError

from lxml import etree

from itnamnd_xl.core.diagnostics import Diagnostic, diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

# What zip, XML and their kin raise at a damaged file. AttributeError is not among them: that would be our own fault.
LIBRARY_ERRORS = (
    ArithmeticError,
    EOFError,
    ExpatError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
    etree.LxmlError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
DAMAGED = "E103"
TOO_LARGE = "E110"
PROTECTED = "E102"


class UnusableError(Exception):
    """A file, or what stands in it, cannot be used; carries the diagnostic's code and what fills its text."""

    def __init__(self, code: str, **params: str) -> None:
        """Take a code of the one table, and its parameters."""
        super().__init__(code)
        self.code = code
        self.params = params

    def said(self, name: str) -> Diagnostic:
        """Give the diagnostic for a file of this name."""
        return diagnostic(self.code, name, **self.params)


@contextmanager
def one_fault() -> Iterator[None]:
    """Turn whatever a library raises at a damaged file into one fault of ours."""
    try:
        yield
    except UnusableError:
        raise
    except MemoryError:
        raise UnusableError(TOO_LARGE, why="minnet räcker inte") from None
    except LIBRARY_ERRORS as problem:
        raise UnusableError(DAMAGED) from problem
