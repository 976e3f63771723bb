# Copyright (c) 2026 the itnamnd_xl authors
"""Measure batches against other ways to the same, and how time and memory grow with the number of cases.

    python scripts/bench.py [--cases 200] [--growth 100 1000 5000]

Builds made-up cases (scripts/many_cases.py), and prints a table in Markdown: everything is from one run on one machine,
and only the ratios can be carried elsewhere. Peers get the same files, the same number of processes, and throw away
what they make, where the batch writes, syncs and checks every file. Memory is what all processes of a run hold at the
most together, shared pages counted once where the system tells.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from scripts.many_cases import build_tree
else:
    from many_cases import build_tree  # Python looks beside the script that was started

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
# LibreOffice is slow: a few files tell enough.
CONVERTED = 25
SAMPLE_SECONDS = 0.1
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Measured:
    """How long a command took, in seconds, and what it held at the most, in megabytes."""

    seconds: float
    megabytes: float


def measured(line: Sequence[str]) -> Measured:
    """Run a command to its end."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    running = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=variables)
    done, most = threading.Event(), [0.0]
    watcher = threading.Thread(target=_watch, args=(running.pid, done, most))
    watcher.start()
    _, errors = running.communicate()
    seconds = time.perf_counter() - start
    done.set()
    watcher.join()
    if running.returncode not in (0, 1):
        sys.exit(errors.decode())
    return Measured(seconds, most[0])


def _watch(pid: int, done: threading.Event, most: list[float]) -> None:
    while not done.wait(SAMPLE_SECONDS):
        most[0] = max(most[0], _held(pid))


def _held(pid: int) -> float:
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.Error:
        return 0
    total = 0
    for one in family:
        try:
            memory = one.memory_full_info()
        except psutil.Error:
            continue
        total += getattr(memory, "pss", memory.rss)
    return total / MEGABYTE


def batch(tree: Path, processes: int, *flags: str) -> list[str]:
    """Give the command that computes a tree in place."""
    own = [sys.executable, "-P", "-m", "itnamnd_xl", "batch", str(tree), "--in-place", "-q"]
    return [*own, "--jobs", str(processes), *flags]


def peer(name: str, processes: int, listed: Path) -> list[str]:
    """Give the command of a peer."""
    return [sys.executable, str(HERE / f"peer_{name}.py"), str(processes), str(listed)]


def compared(folder: Path, cases: int) -> list[str]:
    """Give the rows of the table that compares."""
    tree, listed = folder / "tree", folder / "paths.txt"
    paths = build_tree(tree, cases)
    listed.write_text("\n".join(map(str, paths)), "utf-8")
    rows = []
    times: dict[str, dict[int, Measured]] = {}

    def row(name: str, runs: dict[int, Measured]) -> None:
        times[name] = runs
        cells = [f"{cases / runs[n].seconds:.1f}" if n in runs else "" for n in (1, 2)]
        rows.append(f"| {name} | {cells[0]} | {cells[1]} | {max(one.megabytes for one in runs.values()):.0f} |")

    before = {n: measured(peer("openpyxl", n, listed)) for n in (1, 2)}
    pandas = {n: measured(peer("pandas", n, listed)) for n in (1, 2)}
    office = converted(folder, paths)
    first = {}
    for n in (1, 2):
        copy = shutil.copytree(tree, folder / f"first-{n}")
        first[n] = measured(batch(copy, n))
    worked = folder / "first-2"
    again = {n: measured(batch(worked, n, "--force")) for n in (1, 2)}
    unchanged = {n: measured(batch(worked, n)) for n in (1, 2)}
    listed.write_text("\n".join(str(worked / path.relative_to(tree)) for path in paths), "utf-8")
    after = {n: measured(peer("openpyxl", n, listed)) for n in (1, 2)}
    row("itnamnd batch, first run", first)
    row("itnamnd batch, results stand there already (--force)", again)
    row("itnamnd batch, nothing has changed", unchanged)
    row("openpyxl load + save, workbooks without results", before)
    row("openpyxl load + save, workbooks with results", after)
    row("pandas + openpyxl script for this one layout", pandas)
    if office:
        row(
            f"LibreOffice converting ({CONVERTED} of them)",
            {1: Measured(office.seconds * cases / CONVERTED, office.megabytes)},
        )
    ratios = [
        ("first run / openpyxl load + save of the same files", first, before),
        ("results stand there / openpyxl load + save of the same files", again, after),
        ("first run / pandas + openpyxl script", first, pandas),
    ]
    rows += ["", "| time of itnamnd batch against | 1 process | 2 processes |", "|---|---:|---:|"]
    rows += [f"| {name} | {mine[1].seconds / its[1].seconds:.2f} | {mine[2].seconds / its[2].seconds:.2f} |"
             for name, mine, its in ratios]  # fmt: skip
    if office:
        each = office.seconds / CONVERTED / (first[1].seconds / cases)
        rows.append(f"| first run / LibreOffice converting | {1 / each:.2f} | |")
    return rows


def converted(folder: Path, paths: Sequence[Path]) -> Measured | None:
    """Let LibreOffice convert a few workbooks in one process; None where there is none."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    out = folder / "converted"
    names = [shutil.copy(path, folder / f"{number}.xlsx") for number, path in enumerate(paths[:CONVERTED])]
    line = [program, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out)]
    # Once for the profile, which is made at the first start.
    measured([*line, str(names[0])])
    return measured([*line, *map(str, names)])


def started(folder: Path) -> list[str]:
    """Give the rows that tell of starting."""
    tree = folder / "one"
    build_tree(tree, 1)
    first = measured(batch(tree, 1))
    again = min((measured(batch(tree, 1)) for _ in range(3)), key=lambda one: one.seconds)
    plain = min((measured([sys.executable, "-c", "import openpyxl"]) for _ in range(3)), key=lambda one: one.seconds)
    text = (
        f"Start: one case that has not changed takes {again.seconds / plain.seconds:.1f} times as long as "
        f"`import openpyxl`; one new case {first.seconds / plain.seconds:.1f} times."
    )
    return [text]


def growth(folder: Path, counts: Sequence[int]) -> list[str]:
    """Give the rows of how time and memory grow."""
    rows = ["| cases | time | time a case | memory |", "|---:|---:|---:|---:|"]
    first: Measured | None = None
    for count in counts:
        tree = folder / f"growth-{count}"
        build_tree(tree, count)
        one = measured(batch(tree, 2))
        first = first or one
        time_ratio, each = one.seconds / first.seconds, one.seconds / count / (first.seconds / counts[0])
        rows.append(f"| {count} | {time_ratio:.1f} | {each:.2f} | {one.megabytes / first.megabytes:.2f} |")
        shutil.rmtree(tree)
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--growth", type=int, nargs="*", default=[100, 1000, 5000])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print("| cases a second | 1 process | 2 processes | memory, MB |\n|---|---:|---:|---:|", flush=True)
        print(*compared(folder, options.cases), sep="\n", flush=True)
        print("", *started(folder), "", sep="\n", flush=True)
        if options.growth:
            print(*growth(folder, options.growth), sep="\n", flush=True)


if __name__ == "__main__":
    main()
