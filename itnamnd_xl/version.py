"""The version of the tool, and the one version of xlwings that it works with, as its distribution states them."""

from __future__ import annotations

import re
from importlib.metadata import requires, version

VERSION = version("itnamnd-xl")


def xlwings_version() -> str:
    """Give the version of xlwings that is pinned."""
    found = (re.match(r"xlwings==([\w.]+)", one) for one in requires("itnamnd-xl") or ())
    return next((one[1] for one in found if one), "")
