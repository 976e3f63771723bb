# Copyright (c) 2026 the itnamnd_xl authors
"""Time one case, warm and cold, against openpyxl's bare load and save of the same file.

    python scripts/bench_case.py [--rounds N] [WORKBOOK ...]

Prints milliseconds and the ratio to the peer, all from one run on one machine: only the ratios can be carried
elsewhere. The case is the example in one workbook, or the workbooks that are given. Every figure is the median.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

from itnamnd_xl import Target, recalculate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

EXAMPLE = Path(__file__).parent.parent / "workbooks" / "2023-samlad" / "sydnarke-2023.xlsx"
PEER = "import sys, openpyxl\nfor path in sys.argv[1:]: openpyxl.load_workbook(path).save(path)"


def median(rounds: int, run: Callable[[], object]) -> float:
    """Give the median time of a run in milliseconds, after one that is not counted."""
    run()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def load_and_save(paths: Sequence[Path]) -> None:
    """Do what any openpyxl script has to do at the least."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in paths:
            openpyxl.load_workbook(path).save(io.BytesIO())


def copies(paths: Sequence[Path], folder: Path) -> list[Path]:
    """Copy the workbooks to where they may be written to."""
    return [Path(shutil.copy(path, folder / path.name)) for path in paths]


def measured(paths: Sequence[Path], rounds: int, folder: Path) -> dict[str, float]:
    """Time everything on the same copies, in one process and in processes of their own."""
    files = copies(paths, folder)
    names = [str(path) for path in files]
    # Without compiled modules every start would compile them anew, the peer's too.
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    clean = [sys.executable, "-m", "itnamnd_xl", "clean", *names]

    def cold(*line: str) -> Callable[[], object]:
        return lambda: subprocess.run([sys.executable, *line, *names], check=False, capture_output=True, env=variables)

    figures = {
        "openpyxl: load + save, warm": median(rounds, lambda: load_and_save(files)),
        "read + compute, warm": median(rounds, lambda: recalculate(files, target=Target(dry_run=True))),
        "read + compute + write, warm": median(rounds, lambda: recalculate(files)),
    }
    subprocess.run(clean, check=False, capture_output=True)
    figures["openpyxl: load + save, cold"] = median(rounds, cold("-c", PEER))
    copies(paths, folder)
    figures["itnamnd check, cold"] = median(rounds, cold("-m", "itnamnd_xl", "check", "-q"))
    figures["itnamnd recalc, cold"] = median(rounds, cold("-m", "itnamnd_xl", "recalc", "-q"))
    figures["itnamnd --help, cold"] = median(rounds, cold("-m", "itnamnd_xl", "--help"))
    return figures


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workbooks", type=Path, nargs="*", default=[EXAMPLE])
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measured(options.workbooks, options.rounds, Path(folder))
    for name, milliseconds in figures.items():
        peer = figures[f"openpyxl: load + save, {name.rpartition(' ')[2]}"]
        print(f"{name:32} {milliseconds:8.1f} ms  {milliseconds / peer:5.2f} x openpyxl")


if __name__ == "__main__":
    main()
