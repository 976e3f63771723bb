"""Result sheets of workbooks that a test makes, and of the example."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from itnamnd_xl import Target, recalculate
from itnamnd_xl.sheets.build import build_sheets
from itnamnd_xl.sheets.formulas import settled
from tests.cases import book_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from itnamnd_xl.sheets.spec import Sheet

    Built = dict[str, Sheet]


@pytest.fixture
def built() -> Callable[..., Built]:
    """Build the result sheets of one of some workbooks, by name."""

    def call(paths: Sequence[Path], workbook: str = "", *, linked: bool = True) -> Built:
        outcome = recalculate(paths, target=Target(dry_run=True)).outcome
        sheets = build_sheets(outcome, workbook or paths[0].name, "1", linked=linked)
        return {one.name: settled(one, {}) for one in sheets}

    return call


@pytest.fixture
def sheets_of(tmp_path: Path, built: Callable[..., Built]) -> Callable[..., Built]:
    """Build the result sheets of a workbook of these sheets."""

    def call(sheets: Mapping[str, Sequence[Sequence[object]]]) -> Built:
        path = tmp_path / "bok.xlsx"
        book_of(sheets).save(path)
        return built([path])

    return call
