"""What stands beside every formula of the result sheets is what LibreOffice gives when it computes all of it anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from itnamnd_xl.app.delivery import Target
from itnamnd_xl.app.recalculate import recalculate
from tests.conftest import THREE, WORKBOOKS
from tests.living.drawn import Case, drawn
from tests.living.held import differences, formula_cells, recalculated
from tests.living.office import needs_office

pytestmark = needs_office
EXAMPLES = {"samlad": ["2023-samlad/sydnarke-2023.xlsx"], "tre filer": [f"2023/{name}" for name in THREE]}


def written(paths: list[Path], folder: Path, **settings: object) -> list[Path]:
    """Run the tool on workbooks; gives those that it wrote beside them."""
    return list(recalculate(paths, settings=settings, target=Target(folder)).written)


@pytest.mark.parametrize("language", ["sv-SE", "en-US"])
@pytest.mark.parametrize("files", EXAMPLES.values(), ids=list(EXAMPLES))
def test_the_example_agrees(files: list[str], language: str, tmp_path: Path) -> None:
    paths = written([WORKBOOKS / name for name in files], tmp_path / "ut")
    anew = recalculated(paths, tmp_path / "anew", language)
    assert [str(one) for pair in zip(paths, anew, strict=True) for one in differences(*pair)] == []
    assert sum(len(formula_cells(path)) for path in paths) > 100


def test_sheets_in_a_fresh_workbook_agree(tmp_path: Path) -> None:
    """Of a workbook that nothing can be put into, the sheets stand in another: what was read stands there as values."""
    original = old_workbook(tmp_path / "gammal.xls")
    paths = written([original], tmp_path / "ut")
    assert paths
    assert original not in paths
    (anew,) = recalculated(paths, tmp_path / "anew")
    assert [str(one) for one in differences(paths[0], anew)] == []
    assert formula_cells(paths[0])


def old_workbook(path: Path) -> Path:
    """The statement and the key of the example in a workbook of the old format."""
    import openpyxl
    import xlwt

    old = xlwt.Workbook()
    for name in ("budget.xlsx", "folkmangd.xlsx"):
        for sheet in openpyxl.load_workbook(WORKBOOKS / "2023" / name, data_only=True):
            copy = old.add_sheet(sheet.title)
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is not None:
                        copy.write(cell.row - 1, cell.column - 1, str(cell.value) if cell.is_date else cell.value)
    old.save(str(path))
    return path


def assert_agree(cases: list[Case], folder: Path) -> int:
    """Write cases, compute all of them in one call, and show the smallest that differs; gives how many cells agree."""
    paths = {
        number: done[0]
        for number, case in enumerate(cases)
        if (done := written([case.save(folder / "in", f"{number:03}.xlsx")], folder / "ut", **case.settings))
    }
    anew = recalculated(list(paths.values()), folder / "anew")
    wrong = {
        number: found
        for (number, path), computed in zip(paths.items(), anew, strict=True)
        if (found := differences(path, computed))
    }
    if wrong:
        smallest = min(wrong, key=lambda number: cases[number].size)
        shutil.copy(paths[smallest], folder / "minsta.xlsx")
        shown = "\n".join(map(str, wrong[smallest][:10]))
        pytest.fail(
            f"{len(wrong)} of {len(paths)} cases differ, the smallest is number {smallest}:\n{cases[smallest]}\n{shown}"
        )
    return sum(len(formula_cells(path)) for path in paths.values())


@pytest.mark.parametrize("number", [1, 2])
def test_cases_drawn_at_random_agree(number: int, tmp_path: Path) -> None:
    assert assert_agree(drawn(60, number), tmp_path) > 10_000
