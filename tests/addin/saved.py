"""A workbook as Excel would have saved it, made of what the double saves."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def fill_cached_links(path: Path) -> None:
    """Give link formulas the values that Excel stores with them; openpyxl writes none."""
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one.filename) for one in archive.infolist()}
    formula = re.compile(rb'<c r="(\w+)"( s="\d+")?><f>(HYPERLINK\([^<]*,"([^<"]*)"\))</f><v ?/?>(?:</v>)?</c>')
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for info, data in parts.items():
            archive.writestr(info, formula.sub(rb'<c r="\1"\2 t="str"><f>\3</f><v>\4</v></c>', data))
