# Copyright (c) 2026 the itnamnd_xl authors
"""Load and save workbooks with openpyxl and nothing more: the least that any script on it does.

python scripts/peer_openpyxl.py PROCESSES FILE_WITH_PATHS
"""

from __future__ import annotations

import io
import multiprocessing
import sys
import warnings
from pathlib import Path

import openpyxl


def load_and_save(path: str) -> None:
    """Do it to one workbook; what comes out is thrown away."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        openpyxl.load_workbook(path).save(io.BytesIO())


def main() -> None:
    """Do it to all of them."""
    paths = Path(sys.argv[2]).read_text("utf-8").splitlines()
    with multiprocessing.get_context("forkserver").Pool(int(sys.argv[1])) as pool:
        for _ in pool.imap_unordered(load_and_save, paths, chunksize=4):
            pass


if __name__ == "__main__":
    main()
