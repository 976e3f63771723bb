# Copyright (c) 2026 the itnamnd_xl authors
"""Measure how a long ledger is read and summed, beside pandas reading the same file.

    python scripts/bench_ledger.py [--rows 300000] [--accounts 400] [--keep FILE.xlsx]

Builds a ledger of made-up bookings, and prints a table in Markdown: each reader has a process of its own, and
everything is from one run on one machine, so that only the ratios can be carried elsewhere. Ours reads the file,
checks it, sums its bookings to accounts and says what does not fit; pandas reads it and groups by account. Calamine
takes part where python-calamine is installed. A sum that differs between them stops the run.
"""

from __future__ import annotations

import argparse
import datetime as dt
import importlib.util
import json
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

import xlsxwriter

MEGABYTE = 1 << 20
HEAD = (
    "Konto", "Kontonamn", "Ansvar", "Verksamhet", "Motpart", "Vernr", "Bokföringsdatum", "Period", "Belopp", "Text",
)  # fmt: skip
ABOVE = ("Affärsenhet: IT", "Period 2301–2312", "Utskriven 2024-01-15", "")
# So many different texts, as invoices have them.
TEXTS = 60_000


def build(path: Path, rows: int, accounts: int) -> None:
    """Write a ledger of made-up bookings, a row at a time."""
    chance = random.Random(2023)  # noqa: S311 - made-up figures, the same every time
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("Huvudbok")
    day, money = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "#,##0.00"})
    for row, text in enumerate(ABOVE):
        sheet.write_string(row, 0, text)
    sheet.write_row(len(ABOVE), 0, HEAD)
    numbers = [3000 + 10 * one if one < accounts // 6 else 4000 + 10 * one for one in range(accounts)]
    start = dt.datetime(2023, 1, 1)  # noqa: DTZ001 - a workbook's days have no time zone
    for row in range(len(ABOVE) + 1, len(ABOVE) + 1 + rows):
        account, date = chance.choice(numbers), start + dt.timedelta(days=chance.randrange(365))
        sheet.write_number(row, 0, account)
        sheet.write_string(row, 1, f"Kontonamn {account}")
        sheet.write_number(row, 2, chance.randrange(1000, 1100))
        sheet.write_number(row, 3, chance.randrange(100, 200))
        sheet.write_number(row, 4, chance.choice((811, 812, 813)))
        sheet.write_number(row, 5, 100_000 + row)
        sheet.write_datetime(row, 6, date, day)
        sheet.write_number(row, 7, 202_300 + date.month)
        sheet.write_number(row, 8, chance.randrange(-5_000_000, 8_000_000) / 100, money)
        sheet.write_string(row, 9, f"Faktura {chance.randrange(TEXTS)} leverantör")
    book.close()


def sum_ours(path: Path) -> dict[str, str]:
    """Read and sum a ledger the way a recalculation does."""
    from itnamnd_xl.app.recalculate import load  # noqa: PLC0415 - each reader loads its own libraries alone
    from itnamnd_xl.core.model import Column  # noqa: PLC0415 - as above
    from itnamnd_xl.policy.load import default_policy  # noqa: PLC0415 - as above
    from itnamnd_xl.source.case import read_case  # noqa: PLC0415 - as above

    policy = default_policy()
    loaded = load(path, policy.limits)
    statement = read_case(path.name, loaded.books, policy, {}).case.operating
    if statement is None:
        sys.exit("the ledger was not understood")
    return {row.text.split()[0]: str(row.amounts[Column.OUTCOME].value) for row in statement.rows}


def sum_pandas(path: Path, engine: Literal["openpyxl", "calamine"]) -> dict[str, str]:
    """Read a ledger with pandas, by one of its engines, and group it by account."""
    import pandas as pd  # noqa: PLC0415 - as above

    frame = pd.read_excel(path, header=len(ABOVE), engine=engine)
    sums = frame.groupby("Konto")["Belopp"].sum().round(2)
    return {str(account): str(value) for account, value in sums.items()}


NAMES = {
    "itnamnd": "itnamnd, read, checked and summed",
    "openpyxl": "pandas.read_excel with openpyxl",
    "calamine": "pandas.read_excel with calamine",
}


@dataclass(frozen=True)
class Measured:
    """What a reader took, seconds of clock and of processor, megabytes at the most, and what it came to."""

    seconds: float
    processor: float
    megabytes: float
    sums: dict[str, Decimal]


def run_one(reader: str, path: Path) -> None:
    """Read in this process, and tell what it took."""
    start = time.perf_counter()
    sums = (
        sum_ours(path) if reader == "itnamnd" else sum_pandas(path, "calamine" if reader == "calamine" else "openpyxl")
    )
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "processor": time.process_time(), "peak": _peak(), "sums": sums}))


def _peak() -> float:
    """Give the most that this process has held, in megabytes."""
    if sys.platform == "win32":
        import psutil  # noqa: PLC0415 - only where there is no other way

        return float(psutil.Process().memory_info().peak_wset) / MEGABYTE
    import resource  # noqa: PLC0415 - there is none on Windows

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEGABYTE


def measured(reader: str, path: Path) -> Measured:
    """Let a reader read in a process of its own."""
    line = [sys.executable, __file__, "--reader", reader, "--keep", str(path)]
    told = json.loads(subprocess.run(line, stdout=subprocess.PIPE, check=True, text=True).stdout)
    sums = {account: Decimal(value) for account, value in told["sums"].items()}
    return Measured(told["seconds"], told["processor"], told["peak"], sums)


def compared(path: Path) -> list[str]:
    """Give the rows of the table."""
    readers = [one for one in NAMES if one != "calamine" or importlib.util.find_spec("python_calamine")]
    found = {one: measured(one, path) for one in readers}
    own = found["itnamnd"]
    rows = []
    for one, figures in found.items():
        if figures.sums != own.sums:
            sys.exit(f"{one} comes to other sums")
        shares = own.seconds / figures.seconds, own.processor / figures.processor, own.megabytes / figures.megabytes
        ratios = " | ".join(f"{share:.2f}" for share in shares)
        rows.append(
            f"| {NAMES[one]} | {figures.seconds:.1f} | {figures.processor:.1f} | {figures.megabytes:.0f} | {ratios} |"
        )
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--accounts", type=int, default=400)
    parser.add_argument("--keep", type=Path, help="the file to build, or to use if it is there already")
    parser.add_argument("--reader", choices=list(NAMES), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.reader:
        run_one(options.reader, options.keep)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "huvudbok.xlsx"
        if not path.exists():
            build(path, options.rows, options.accounts)
        print(f"{path.stat().st_size / MEGABYTE:.0f} MB\n", flush=True)
        print("| reader | seconds | processor, s | memory, MB | itnamnd's time | processor | memory |")
        print("|---|---:|---:|---:|---:|---:|---:|", flush=True)
        print(*compared(path), sep="\n", flush=True)


if __name__ == "__main__":
    main()
