"""The running Excel, for the tests of this folder."""

from tests.excel.excel import excel

__all__ = ["excel"]
