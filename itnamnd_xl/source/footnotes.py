"""Footnotes: their marks after a name or a label, and the lines below a table that explain them."""

from __future__ import annotations

import re

# What stands after a name or a label, with the space before it.
MARK = re.compile(r"\s*(?:\s\d{1,2}\)|[¹²³⁴⁵⁶⁷⁸⁹]+|\*+)$")
_LINE = re.compile(r"(?:\d{1,2}\)|[¹²³⁴⁵⁶⁷⁸⁹]+\)?|\*+)\s*(?=[^\W\d_])")


def without_mark(text: str) -> str:
    """Give a label without the mark of a footnote after it: Mora 1) is Mora."""
    return MARK.sub("", text) or text


def is_footnote(text: str) -> bool:
    """Say whether a line explains a mark: 1) Preliminär uppgift."""
    return _LINE.match(text) is not None
