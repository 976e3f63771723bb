# Copyright (c) 2026 the itnamnd_xl authors
"""The script that one would write for one layout: pandas reads the tables, openpyxl writes four sheets of results.

It knows where everything stands in the workbooks of scripts/many_cases.py, uses floats, finds nothing out by itself,
says nothing of what is doubtful, and loses what openpyxl loses. It is here to be compared with.

    python scripts/peer_pandas.py PROCESSES FILE_WITH_PATHS
"""

from __future__ import annotations

import io
import multiprocessing
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from openpyxl.styles import Font

THRESHOLD = 0.75
HEADER_ROW, KEY_HEADER_ROW = 3, 2


def work(path: str) -> None:
    """Read, compute and write one workbook; what comes out is thrown away."""
    book = pd.ExcelFile(path, engine="openpyxl")
    goals = pd.read_excel(book, sheet_name="Nämndmål", header=HEADER_ROW).ffill()
    drift = pd.read_excel(book, sheet_name="Drift", header=HEADER_ROW)
    investments = pd.read_excel(book, sheet_name="Investering", header=HEADER_ROW)
    key = pd.read_excel(book, sheet_name="Folkmängd", header=KEY_HEADER_ROW)
    target = openpyxl.load_workbook(path)
    _write(target, "Måluppfyllelse", _levels(goals))
    _write(target, "Driftredovisning", _deviations(drift))
    _write(target, "Investeringsredovisning", _deviations(investments))
    _write(target, "Fördelning", _shares(key, -float(str(drift.iloc[-1, 2]))))
    target.save(io.BytesIO())


def _levels(goals: pd.DataFrame) -> pd.DataFrame:
    result = goals.iloc[:, 2].str.extract(r"(\d+)")[0].astype(float)
    wanted = goals.iloc[:, 3].str.extract(r"(\d+)")[0].astype(float)
    ratio = result / wanted
    goals["Bedömning"] = "Ej uppnådd"
    goals.loc[ratio >= THRESHOLD, "Bedömning"] = "Delvis uppnådd"
    goals.loc[ratio >= 1, "Bedömning"] = "Uppnådd"
    return goals


def _deviations(table: pd.DataFrame) -> pd.DataFrame:
    table["Beräknad avvikelse"] = table.iloc[:, 1] - table.iloc[:, 2]
    table["Kontroll"] = (table["Beräknad avvikelse"] - table["Avvikelse"]).abs() < 1
    return table


def _shares(key: pd.DataFrame, amount: float) -> pd.DataFrame:
    exact = abs(amount) * key.iloc[:, 1] / key.iloc[:, 1].sum()
    whole = exact.astype(int)
    left = round(abs(amount)) - int(whole.sum())
    most = (exact - whole).sort_values(ascending=False).index[:left]
    whole.loc[most] += 1
    key["Fördelat"] = whole
    return key


def _write(book: Any, name: str, table: pd.DataFrame) -> None:  # noqa: ANN401 - openpyxl's workbook
    sheet = book.create_sheet(name)
    sheet.append(list(table.columns))
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in table.itertuples(index=False):
        sheet.append([None if value != value else value for value in row])  # noqa: PLR0124 - NaN alone differs from itself


def main() -> None:
    """Do it to all of them."""
    paths = Path(sys.argv[2]).read_text("utf-8").splitlines()
    with multiprocessing.get_context("forkserver").Pool(int(sys.argv[1])) as pool:
        for _ in pool.imap_unordered(work, paths, chunksize=4):
            pass


if __name__ == "__main__":
    main()
