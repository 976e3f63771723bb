"""A workbook that another program has saved: nothing that we wrote is taken for the user's."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest

from itnamnd_xl.app.delivery import Target
from itnamnd_xl.app.recalculate import recalculate, sizes
from itnamnd_xl.app.writing import with_sheets
from itnamnd_xl.package.opening import open_contents
from itnamnd_xl.package.own import own_sheets
from itnamnd_xl.package.typed import Typed
from itnamnd_xl.package.written import written_in
from itnamnd_xl.policy.load import load_policy
from itnamnd_xl.sheets.spec import Cell, Role, titled
from tests.conftest import WORKBOOKS
from tests.living.drawn import drawn
from tests.living.office import computed_anew, needs_office
from tests.living.test_agreement import EXAMPLES, written

pytestmark = needs_office
SIZES = sizes(load_policy().limits)
# Every kind of piece that a formula of ours may have.
FORMULAS = r"""
=IF(ISNUMBER('Kostnadsslag'!C5),'Kostnadsslag'!C5,"saknas")
=ROUND(-'Kostnadsslag'!C5*1000/3,6)
=IF(OR(B7>1E12,B8*MAX(A1:A4)>2E14),"utanför exakt område",1)
=SUM($A$1:$A$1)
='Kostnadsslag'!$B$4
=A4
=IF(TRUE,1,FALSE())
=COUNTIFS($A$1:$A$9,1,$B$1:$B$9,"uppnådd")
=0.000000001+.5+1.50
=--(A1>2)
=1+SUMPRODUCT((D$13:D$16>D13)+(D$13:D$16=D13)*((B$13:B$16>B13)+(B$13:B$16=B13)*(I$13:I$16<I13)))
=INT(A4/1000)&" "&RIGHT("00"&MOD(A4,1000),3)
=IF(A4="",1,2)
=IF(COUNT(A4,A5)<2,"saknas",ROUND(A4-A5,6))
=IF(AND(A4>=0,NOT(A4=3),A4<>2),A4^2,-A4)
=INDEX($A$4:$A$9,MATCH(1,$B$4:$B$9,0))
=A4%+5%
"""


def typed_in(path: Path) -> list[Typed]:
    contents = open_contents(path.read_bytes(), SIZES)
    own = own_sheets(contents.workbook)
    assert own
    found = [written_in(contents, one) for one in own]
    assert not [one.entry.name for one in found if one.is_beyond_cells]
    return [typed for one in found for typed in one.typed]


def saved(paths: Iterable[Path], folder: Path) -> list[Path]:
    """Let LibreOffice save workbooks under the names that they have."""
    found = list(paths)
    into = folder / "sparade"
    into.mkdir()
    return [
        one.rename(into / path.name) for path, one in zip(found, computed_anew(found, folder / "office"), strict=True)
    ]


def test_formulas_of_every_kind_are_known_again(tmp_path: Path) -> None:
    sheet = titled("Prov", "Prov", (20, 20))
    sheet.add(*((Cell(Decimal(3), Role.AMOUNT, formula=formula),) for formula in FORMULAS.strip().splitlines()))
    data = (WORKBOOKS / "2023" / "budget.xlsx").read_bytes()
    draft, problems = with_sheets("budget.xlsx", open_contents(data, SIZES), [sheet])
    assert draft is not None, problems
    path = tmp_path / "prov.xlsx"
    path.write_bytes(draft.data)
    assert typed_in(path) == []
    assert typed_in(saved([path], tmp_path)[0]) == []


@pytest.mark.parametrize("files", EXAMPLES.values(), ids=list(EXAMPLES))
def test_the_example_is_known_again_and_written_anew_as_it_was(files: list[str], tmp_path: Path) -> None:
    paths = saved(written([WORKBOOKS / name for name in files], tmp_path / "ut"), tmp_path)
    assert [typed for path in paths for typed in typed_in(path)] == []
    others = [WORKBOOKS / name for name in files if Path(name).name not in [path.name for path in paths]]
    again = recalculate([*paths, *others], target=Target(tmp_path / "igen"))
    told = {one.code for one in again.diagnostics} & {"N119", "N120", "N130", "N131"}
    assert (again.written != (), told) == (True, set())


def test_cases_drawn_at_random_are_known_again(tmp_path: Path) -> None:
    paths = [
        done[0]
        for number, case in enumerate(drawn(25, 5))
        if (done := written([case.save(tmp_path / "in", f"{number:03}.xlsx")], tmp_path / "ut", **case.settings))
    ]
    assert [typed for path in saved(paths, tmp_path) for typed in typed_in(path)] == []
