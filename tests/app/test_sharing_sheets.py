"""Fördelning, Jämförelse av nycklar and Fakturaunderlag as they stand in a workbook: formulas, and what they give."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from itnamnd_xl.app.recalculate import clean
from tests.app.test_keys import IN_ROWS, NAMES, P2021, P2022
from tests.app.test_layouts import operating, workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    Json = Callable[..., tuple[int, dict[str, Any]]]
    Rows = Sequence[Sequence[object]]
    Row = tuple[Any, ...]

TWO_DATES: Rows = [
    ["Kommun", "Folkmängd 2021-12-31", "Folkmängd 2022-12-31"],
    *zip(NAMES, P2021, P2022, strict=True),
]
FILL_IN = "fyll i ordinarie driftbidrag"


def statement(net: float, unit: str = "tkr") -> Rows:
    """A statement whose contributions fall short by `net`; below zero they are too much."""
    rows = operating(
        ["Driftbidrag", -40000, -40000, 0],
        ["Personalkostnader", 40000, 40000 + net, -net],
        ["Nettoresultat", 0, net, -net],
    )
    return [[str(one).replace("tkr", unit) if isinstance(one, str) else one for one in row] for row in rows]


class Written:
    """A workbook with results, its formulas and what these give."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.formulas, self.values = openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)

    def rows(self, sheet: str) -> list[Row]:
        return list(self.values[sheet].iter_rows(values_only=True))

    def table(self, sheet: str) -> dict[str, Row]:
        """The first table with members, by member; Summa ends it."""
        rows = self.rows(sheet)
        first = next(i for i, row in enumerate(rows) if row[0] == "Kommun")
        last = next(i for i, row in enumerate(rows) if i > first and row[0] == "Summa")
        return {str(row[0]): row[1:] for row in rows[first + 1 : last + 1]}

    def blocks(self) -> dict[str, dict[str, Any]]:
        """The invoice basis by its headings, each label with its value."""
        found: dict[str, dict[str, Any]] = {}
        for row in self.rows("Fakturaunderlag")[2:]:
            if row[0] is not None and row[1] is None and row[2] is None:
                found[str(row[0])] = {}
            elif row[0] is not None:
                list(found.values())[-1][str(row[0])] = row[1]
        return found

    def value(self, sheet: str, label: str) -> Any:
        return next(row[1] for row in self.rows(sheet) if row[0] == label)

    def formula(self, sheet: str, label: str) -> str:
        return next(str(row[1]) for row in self.formulas[sheet].iter_rows(values_only=True) if row[0] == label)


@pytest.fixture
def written(tmp_path: Path, as_json: Json) -> Callable[..., Written]:
    """Write results into a workbook of a statement and a key, with settings by their Swedish names."""

    def call(drift: Rows, key: Rows = TWO_DATES, settings: Mapping[str, object] | None = None) -> Written:
        sheets = {"Drift": drift, "Nyckel": key}
        if settings:
            sheets["Inställningar"] = [["Inställning", "Värde"], *map(list, settings.items())]
        path = workbook(tmp_path, sheets)
        assert as_json("recalc", path)[0] == 0
        return Written(path)

    return call


class TestAllocation:
    def test_the_report_in_formulas(self, written: Callable[..., Written]) -> None:
        found = written(statement(1733))
        assert [found.table("Fördelning")[name][3] for name in NAMES] == [356, 231, 477, 669]
        assert [found.table("Fördelning")[name][4] for name in NAMES] == [356_000, 231_000, 477_000, 669_000]
        assert found.table("Fördelning")["Summa"][0] == 41915
        assert found.value("Fördelning", "Årets resultat, tkr") == -1733
        assert "-'Drift'!C5" in found.formula("Fördelning", "Årets resultat, tkr")
        assert found.formula("Fördelning", "Lekeberg") == "=IF(ISNUMBER('Nyckel'!B2),'Nyckel'!B2,\"saknas\")"

    @pytest.mark.parametrize(
        ("net", "unit", "parts", "size"),
        [
            (1700, "kr", [349, 226, 468, 657], 1),
            (1700.5, "kr", [349.0, 226.5, 467.9, 657.1], 0.1),
            (1733, "tkr", [356, 231, 477, 669], 1),
        ],
    )
    def test_the_finest_unit_that_is_known(
        self, net: float, unit: str, parts: list[float], size: float, written: Callable[..., Written]
    ) -> None:
        found = written(statement(net, unit))
        assert [found.table("Fördelning")[name][3] for name in NAMES] == parts
        assert found.value("Fördelning", f"Minsta enhet, {unit}") == size

    def test_nothing_to_share(self, written: Callable[..., Written]) -> None:
        found = written(statement(0))
        assert [found.table("Fördelning")[name][3] for name in NAMES] == [0, 0, 0, 0]
        assert found.value("Fördelning", "Kontroll") == "● Stämmer"
        assert found.values["Fördelning"]["A1"].value == "Fördelning 2023"

    def test_a_single_member_bears_it_all(self, written: Callable[..., Written]) -> None:
        found = written(statement(1733), [["Kommun", "Folkmängd 2021-12-31"], ["Lekeberg", 8603]])
        assert found.table("Fördelning")["Lekeberg"][:4] == (8603, 1, 1733, 1733)

    def test_texts_tell_of_the_figures_while_these_hold(self, written: Callable[..., Written]) -> None:
        found = written(statement(1733))
        sheet, values = found.formulas["Fördelning"], found.values["Fördelning"]
        assert '"ja"' in sheet["A2"].value
        assert "Siffrorna har ändrats" in sheet["A2"].value
        assert values["A2"].value.startswith("Årets resultat för nämnden visar ett underskott")
        notes = [cell for cell in sheet["A"] if "blir fördelningen" in str(cell.value)]
        # What the other date would give holds while its key does.
        assert len(notes) == 1
        (same,) = [cell.row for cell in sheet["A"] if cell.value == "Andra datum som vid beräkningen"]
        assert f'$B${same}="ja"' in notes[0].value
        assert "'Nyckel'!C2=8756" in sheet[f"B{same}"].value

    def test_beyond_what_a_sheet_can_compute_the_amounts_of_the_tool_stand(
        self, written: Callable[..., Written]
    ) -> None:
        key = [["Kommun", "Andel"], *zip(NAMES, (0.205248718, 0.133174281, 0.275175951, 0.38640105), strict=True)]
        found = written(statement(1733), key)
        assert [found.table("Fördelning")[name][3] for name in NAMES] == [356, 231, 477, 669]
        parts = [str(cell.value) for cell in found.formulas["Fördelning"]["I"] if cell.value]
        assert any(re.fullmatch(r'=IF\(\$B\$\d+=0,356,"saknas"\)', one) for one in parts)

    def test_the_working_with_a_least_share_is_printed_whole(self, written: Callable[..., Written]) -> None:
        sheet = written(statement(1733), settings={"Lägsta andel per medlem": "20 %"}).values["Fördelning"]
        assert [cell.row for cell in sheet["J"] if cell.value == "Minst, enheter"]
        assert str(sheet.print_area).endswith(f"$J${sheet.max_row}")

    def test_a_mix_shows_its_parts(self, written: Callable[..., Written]) -> None:
        found = written(statement(1733), settings={"Fördelningsnyckel": "folkmängd 60 %, lika 40 %"})
        rows = found.rows("Fördelning")
        at = next(i for i, row in enumerate(rows) if row[0] == "Så är nyckeln sammanvägd")
        assert rows[at + 1][:4] == ("Kommun", "Folkmängd 2021-12-31, 60 %", "Lika, 40 %", "Sammanvägd")
        assert rows[at + 2][:4] == ("Lekeberg", 8603, 1, 0.223149231)
        assert found.table("Fördelning")["Lekeberg"][0] == 0.223149231


class TestComparison:
    def test_each_key_beside_the_chosen(self, written: Callable[..., Written]) -> None:
        found = written(statement(1733)).table("Jämförelse av nycklar")
        assert found["Lekeberg"][:5] == (356_000, 360_000, 4_000, 434_000, 78_000)
        assert found["Hallsberg"][:5] == (669_000, 670_000, 1_000, 433_000, -236_000)
        assert found["Summa"][:5] == (1_733_000, 1_733_000, 0, 1_733_000, 0)

    def test_with_one_key_it_says_so(self, written: Callable[..., Written]) -> None:
        rows = [row for row in written(statement(1733), IN_ROWS).rows("Jämförelse av nycklar") if any(row)]
        assert len(rows) == 2
        assert "ingen annan nyckel än den som gäller, folkmängd 2021-12-31" in rows[1][0]

    def test_a_key_that_cannot_be_used_is_named(self, written: Callable[..., Written]) -> None:
        zero = [
            ["Kommun", "Folkmängd 2021-12-31", "Folkmängd 2022-12-31"],
            *((one, k, 0) for one, k in zip(NAMES, P2021, strict=True)),
        ]
        rows = written(statement(1733), zero).rows("Jämförelse av nycklar")
        assert ("Folkmängd 2022-12-31", "Nyckel!C1", "Alla värden är 0") in [row[:3] for row in rows]


class TestInvoice:
    def test_a_deficit_is_charged(self, written: Callable[..., Written]) -> None:
        blocks = written(statement(1733), settings={"Värdkommun": "Lekeberg"}).blocks()
        assert list(blocks) == [*NAMES, "Summering"]
        assert blocks["Laxå"]["Invånarantal"] == 5582
        assert blocks["Laxå"]["Reglering, kr"] == 231_000
        assert blocks["Laxå"]["Att fakturera, kr"] == FILL_IN
        assert blocks["Laxå"]["Läggs på"] == "Första fakturan 2024"
        assert blocks["Laxå"]["Momskod"] is None
        assert blocks["Lekeberg"]["Att fakturera, kr"] == "intern, faktureras ej"
        assert "Ordinarie driftbidrag, kr" not in blocks["Lekeberg"]
        total = blocks["Summering"]
        assert total["Reglering med övriga kommuner, kr"] == 1_377_000
        assert total["Intern, värdkommunen, kr"] == 356_000
        assert total["Summa reglering, kr"] == 1_733_000
        assert total["Kontroll"] == "● Stämmer"
        assert total["Att fakturera, kr"] == FILL_IN

    def test_a_surplus_is_credited(self, written: Callable[..., Written]) -> None:
        blocks = written(statement(-1733), settings={"Faktura för resultatet": "andra fakturan 2024"}).blocks()
        assert blocks["Laxå"]["Reglering, kr"] == -231_000
        assert blocks["Laxå"]["Avser"] == "Andel av överskott 2023 (kreditering)"
        assert blocks["Laxå"]["Läggs på"] == "Andra fakturan 2024"
        assert blocks["Summering"]["Summa reglering, kr"] == -1_733_000
        assert blocks["Summering"]["Kontroll"] == "● Stämmer"

    def test_thousands_alone_are_marked_as_rounded(self, written: Callable[..., Written]) -> None:
        def beside(net: float, unit: str) -> str:
            rows = written(statement(net, unit)).rows("Fakturaunderlag")
            return next(str(row[2]) for row in rows if row[0] == "Reglering, kr")

        assert "Hämta årets resultat i kronor ur huvudboken" in beside(1733, "tkr")
        assert "huvudboken" not in beside(1733456, "kr")

    def test_what_is_filled_in_stays_and_counts(self, written: Callable[..., Written], as_json: Json) -> None:
        found = written(statement(1733), settings={"Värdkommun": "Lekeberg"})
        fill(found, {"Ordinarie driftbidrag, kr": 1_000_000.5, "Beslut": "§ 12", "Konto": "3511"})
        assert as_json("recalc", found.path)[0] == 0
        blocks = Written(found.path).blocks()
        for name, settled in zip(NAMES[1:], (231_000, 477_000, 669_000), strict=True):
            assert blocks[name]["Att fakturera, kr"] == settled + 1_000_000.5
            assert (blocks[name]["Beslut"], blocks[name]["Konto"]) == ("§ 12", "3511")
        assert blocks["Summering"]["Ordinarie driftbidrag, kr"] == 3_000_001.5
        assert blocks["Summering"]["Att fakturera, kr"] == 4_377_001.5

    def test_what_belongs_to_a_year_is_not_taken_over(self, written: Callable[..., Written], as_json: Json) -> None:
        found = written(statement(1733))
        fill(found, {"Ordinarie driftbidrag, kr": 1_000_000, "Beslut": "§ 12", "Konto": "3511", "Momskod": "M1"})
        book = openpyxl.load_workbook(found.path)
        for row in book["Drift"].iter_rows():
            for cell in row:
                cell.value = cell.value.replace("2023", "2024") if isinstance(cell.value, str) else cell.value
        book.save(found.path)
        assert as_json("recalc", found.path)[0] == 0
        blocks = Written(found.path).blocks()
        assert blocks["Laxå"]["Läggs på"] == "Första fakturan 2025"
        assert (blocks["Laxå"]["Beslut"], blocks["Laxå"]["Ordinarie driftbidrag, kr"]) == (None, None)
        assert blocks["Laxå"]["Att fakturera, kr"] == FILL_IN
        assert (blocks["Laxå"]["Konto"], blocks["Laxå"]["Momskod"]) == ("3511", "M1")
        # Where it is kept instead, whose it is and of which year.
        kept = list(openpyxl.load_workbook(found.path)["Egna anteckningar"].iter_rows(min_row=5, values_only=True))
        of_all = [f"{name} · {label}" for name in NAMES for label in ("Beslut", "Ordinarie driftbidrag, kr")]
        # The host has no contribution to pay.
        of_all.remove("Lekeberg · Ordinarie driftbidrag, kr")
        assert [row[2] for row in kept] == [f"Fakturaunderlag 2023 · {one}" for one in of_all]
        assert {row[3] for row in kept} == {"Värde"}

    def test_what_is_taken_away_says_whose_it_was(self, written: Callable[..., Written]) -> None:
        found = written(statement(1733))
        book = openpyxl.load_workbook(found.path)
        sheet = book["Fakturaunderlag"]
        at = next(cell.row for cell in sheet["A"][sheet["A"].index(_heading(sheet, "Laxå")) :] if cell.value == "Konto")
        sheet.cell(at, 2).value = "3511"
        sheet.cell(at, 3).comment = Comment("Ny kontoplan?", "Eva")
        sheet["A2"] = "min egen ingress"
        book.save(found.path)
        clean(found.path)
        kept = openpyxl.load_workbook(found.path)["Egna anteckningar"].iter_rows(min_row=5, values_only=True)
        assert {row[4]: row[2] for row in kept} == {
            "min egen ingress": "Fakturaunderlag 2023",
            "3511": "Fakturaunderlag 2023 · Laxå · Konto",
            "Eva: Ny kontoplan?": "Fakturaunderlag 2023 · Laxå · Konto · 3511",
        }


def _heading(sheet: Worksheet, name: str) -> Any:
    return next(cell for cell in sheet["A"] if cell.value == name)


def fill(found: Written, values: Mapping[str, object]) -> None:
    """Fill in the fields of every member's block."""
    book = openpyxl.load_workbook(found.path)
    for row in book["Fakturaunderlag"].iter_rows(max_col=2):
        if row[0].value in values and row[1].value is None:
            row[1].value = values[str(row[0].value)]  # type: ignore[assignment]
    book.save(found.path)


def test_an_allocation_by_itself_is_a_table_without_working(itnamnd: Callable[..., tuple[int, str, str]]) -> None:
    pairs = [f"{name}={value}" for name, value in zip(NAMES, P2021, strict=True)]
    status, out, _ = itnamnd("allocate", "1 733 tkr", *pairs)
    assert status == 0
    assert "Hallsberg" in out
    assert all(word not in out for word in ("Källa", "Rest ", "kommandoraden", "Så är det uträknat"))
