"""The summary of all cases: a workbook with charts, and the same rows as CSV."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from lxml import etree
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from itnamnd_xl import recalculate
from itnamnd_xl.app.batch.rows import csv_of
from itnamnd_xl.core.model import Level
from itnamnd_xl.render.with_xlsxwriter import write_workbook
from itnamnd_xl.sheets.overview import Amounts, CaseRow, overview_sheets
from tests.app.batch.doing import run, tree
from tests.app.batch.workbooks import workbook
from tests.app.parts import OFFICE, edit_parts, put_text
from tests.conftest import WORKBOOKS

NAME = "Sammanställning.xlsx"
TABLE = "Sammanställning.csv"
SHEET = "Sammanställning"
PUBLISHED: dict[str, Any] = {
    "Ärende": "it/budget.xlsx",
    "Nämnd": "Sydnärkes IT-nämnd",
    "År": 2023,
    "Period": "helår",
    "Uppnås": 1,
    "Uppnås delvis": 2,
    "Uppnås ej": 0,
    "Ej bedömt": 0,
    "Indikatorer uppnådda": 0.75,
    "Budget": 41391,
    "Utfall": 43991,
    "Nettoresultat": -1733,
    "Avvikelse": -1733,
    "Fördelas": 1733,
    "Under-/överskott": "Underskott",
    "Fördelning": "Lekeberg 356\u00a0tkr, Laxå 231\u00a0tkr, Askersund 477\u00a0tkr, Hallsberg 669\u00a0tkr",
    "Fel": 0,
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The example, a board of two years, and a folder where nothing can be computed."""
    root = tmp_path / "in"
    shutil.copytree(WORKBOOKS / "2023", root / "it")
    for year, over in ((2022, 20), (2023, 50)):
        workbook(root / "test" / f"{year}.xlsx", "operating", "indicators", "key", year=year, over=over)
    (root / "skadad.xlsx").write_bytes(b"PK\x03\x04")
    return root


@pytest.fixture
def ut(tmp_path: Path) -> Path:
    return tmp_path / "ut"


def opened(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    """Give the rows of a sheet's table by its headers."""
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    at = next(number for number, row in enumerate(cells) if "Nämnd" in row or "Kod" in row or "År" in row)
    headers = [str(one).replace("-\n", "") for one in cells[at]]
    return [dict(zip(headers, row, strict=True)) for row in cells[at + 1 :] if row[0] is not None]


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), delimiter=";"))


def links(path: Path) -> dict[str, str]:
    """Give the files that the cells of the first sheet lead to, as the file has them."""
    with zipfile.ZipFile(path) as archive:
        rels = etree.fromstring(archive.read("xl/worksheets/_rels/sheet1.xml.rels"))
        sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    targets = {one.get("Id"): str(one.get("Target")) for one in rels}
    return {str(one.get("ref")): targets[one.get(f"{{{OFFICE}}}id")] for one in sheet.iter("{*}hyperlink")}


def leads_to(target: str, beside: Path) -> Path:
    return (beside / unquote(target.replace("\\", "/"))).resolve()


def test_one_row_a_case_with_the_published_figures(root: Path, ut: Path) -> None:
    run(root, ut)
    found = {row["Ärende"]: row for row in rows(opened(ut / NAME)[SHEET])}
    assert list(found) == ["it/budget.xlsx", "skadad.xlsx", "test/2022.xlsx", "test/2023.xlsx"]
    example = found["it/budget.xlsx"]
    assert {name: example[name] for name in PUBLISHED} == PUBLISHED
    assert "Varningar" in example["Läge"]
    assert "delvis" in example["Samlad bedömning"].casefold()
    assert example["Varningar"] == 4
    damaged = found["skadad.xlsx"]
    assert "Fel" in damaged["Läge"]
    assert (damaged["Fel"], damaged["Nämnd"], damaged["Utfall"], damaged["Uppnås"]) == (1, "–", "–", "–")


def test_the_table_has_the_same_rows(root: Path, ut: Path) -> None:
    run(root, ut)
    found = {row["Ärende"]: row for row in table(ut / TABLE)}
    assert len(found) == 4
    for name, value in PUBLISHED.items():
        column = f"{name} tkr" if name in ("Budget", "Utfall", "Nettoresultat", "Avvikelse", "Fördelas") else name
        expected = value if isinstance(value, str) else str(value).replace(".", ",")
        assert found["it/budget.xlsx"][column] == expected, name
    assert found["it/budget.xlsx"]["Arbetsbok"] == "it/budget.xlsx"
    assert (found["skadad.xlsx"]["Läge"], found["skadad.xlsx"]["Utfall tkr"]) == ("Fel", "")


def test_the_table_is_as_swedish_programs_read_it(root: Path, ut: Path) -> None:
    run(root, ut)
    data = (ut / TABLE).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") == 5
    lines = data.decode("utf-8-sig").splitlines()
    assert len({line.count(";") for line in lines}) == 1
    assert ";0,75;" in lines[1]


def test_links_lead_to_the_workbooks_with_results(root: Path, ut: Path) -> None:
    run(root, ut)
    found = {leads_to(one, ut) for one in links(ut / NAME).values()}
    assert found == {ut / "it" / "budget.xlsx", ut / "test" / "2022.xlsx", ut / "test" / "2023.xlsx"}


@pytest.mark.parametrize("name", ["å ä ö", "a#b", "50 % klart", "50%25", "a&b", "a+b", "år [2023]", "it's", "#1"])
def test_links_lead_to_workbooks_of_any_name(tmp_path: Path, ut: Path, name: str) -> None:
    path = workbook(tmp_path / "in" / name / f"{name}.xlsx", "operating")
    run(tmp_path / "in", ut)
    with zipfile.ZipFile(ut / NAME) as archive:
        assert b"location=" not in archive.read("xl/worksheets/sheet1.xml")
    (target,) = links(ut / NAME).values()
    assert leads_to(target, ut) == ut / name / path.name


def test_links_in_place_lead_to_the_workbooks_themselves(root: Path) -> None:
    run(root)
    found = {leads_to(one, root) for one in links(root / NAME).values()}
    assert found == {root / "it" / "budget.xlsx", root / "test" / "2022.xlsx", root / "test" / "2023.xlsx"}


def test_a_link_that_is_too_long_for_a_cell_is_its_text(tmp_path: Path) -> None:
    """A spreadsheet program takes 2 079 letters of a link at most; a path may have 4 096."""
    path = tmp_path / NAME
    target = "mapp/" * 500 + "a.xlsx"
    path.write_bytes(write_workbook(overview_sheets([CaseRow("a.xlsx", "ok", target=target)], []), {}))
    assert [row["Ärende"] for row in rows(opened(path)[SHEET])] == ["a.xlsx"]


def test_the_summary_can_be_moved_with_its_folder(root: Path, ut: Path) -> None:
    run(root, ut)
    for target in links(ut / NAME).values():
        assert str(ut) not in target
        assert "file:" not in target


def test_each_year_stands_beside_the_year_before(root: Path, ut: Path) -> None:
    run(root, ut)
    book = opened(ut / NAME)
    assert book.sheetnames == [SHEET, "Diagram", "Åren jämförda", "2023", "2022", "Meddelanden"]
    found = {row["Ärende"]: row for row in rows(book["2023"])}
    # The most adverse deviation first.
    assert list(found) == ["it/budget.xlsx", "test/2023.xlsx"]
    ours = found["test/2023.xlsx"]
    assert (ours["Nettoresultat 2023"], ours["Nettoresultat 2022"], ours["Förändring"]) == (-50, -20, -30)
    assert (ours["Avvikelse 2023"], ours["Avvikelse 2022"]) == (-50, -20)
    assert found["it/budget.xlsx"]["Nettoresultat 2022"] == "–"
    (former,) = rows(book["2022"])
    assert (former["Nettoresultat 2022"], former["Nettoresultat 2021"]) == (-20, "–")


def test_the_years_are_compared(root: Path, ut: Path) -> None:
    run(root, ut)
    found = rows(opened(ut / NAME)["Åren jämförda"])
    assert [(row["År"], row["Ärenden"], row["Nettoresultat"], row["Utfall"]) for row in found] == [
        ("2023", 2, -1783, 45041), ("2022", 1, -20, 1020)]  # fmt: skip


def test_a_board_of_two_cases_in_the_year_before_is_compared_with_neither(root: Path, ut: Path) -> None:
    workbook(root / "test" / "till 2022.xlsx", "operating", "indicators", year=2022, over=30)
    run(root, ut)
    found = {row["Ärende"]: row for row in rows(opened(ut / NAME)["2023"])}
    assert found["test/2023.xlsx"]["Nettoresultat 2022"] == "–"


def test_a_part_of_a_year_is_not_compared_with_a_whole_one(root: Path, ut: Path) -> None:
    workbook(root / "test" / "2023.xlsx", "operating", "indicators", period="delår")
    run(root, ut)
    found = {row["Ärende"]: row for row in rows(opened(ut / NAME)["2023"])}
    assert (found["test/2023.xlsx"]["Period"], found["test/2023.xlsx"]["Nettoresultat 2022"]) == ("delår", "–")


def test_charts_are_there_with_words_for_who_cannot_see_them(root: Path, ut: Path) -> None:
    run(root, ut)
    with zipfile.ZipFile(ut / NAME) as archive:
        charts = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        drawing = etree.fromstring(archive.read("xl/drawings/drawing1.xml"))
    words = [one.get("descr") for one in drawing.iter("{*}cNvPr") if one.get("descr")]
    assert len(words) == len(charts) == 5
    assert any("avvikelsen mot budget 2023 i tkr för 2 ärenden" in str(one) for one in words)


def test_charts_draw_the_figures_of_their_year(root: Path, ut: Path) -> None:
    run(root, ut)
    book = opened(ut / NAME)
    with zipfile.ZipFile(ut / NAME) as archive:
        charts = [archive.read(name) for name in archive.namelist() if name.startswith("xl/charts/chart")]
    drawn = [str(one.text) for chart in charts for one in etree.fromstring(chart).iter("{*}f")]
    areas = [one.replace("'", "").replace("$", "").split("!") for one in drawn]
    assert {sheet for sheet, _ in areas} == {"Åren jämförda", "2023", "2022"}
    deviations = [area for sheet, area in areas if sheet == "2023" and area.startswith("O")]
    assert [[cell.value for (cell,) in book["2023"][area]] for area in deviations] == [[-1733, -50]]


def test_all_diagnostics_are_there(root: Path, ut: Path) -> None:
    done = run(root, ut)
    expected = sorted(
        (one["code"], path, one["source"] or "–", one["message"])
        for path, line in done.lines.items()
        for one in line["diagnostics"]
    )
    shown = rows(opened(ut / NAME)["Meddelanden"])
    assert sorted((row["Kod"], row["Ärende"], row["Plats"], row["Meddelande"]) for row in shown) == expected
    assert [row["Kod"][0] for row in shown] == sorted((row["Kod"][0] for row in shown), key="EWN".index)


@pytest.mark.parametrize(
    ("unit", "budget", "over", "shown"),
    [("kr", 1000400, 50300, "50.3"), ("kr", 1000000, 1, "0.001"), ("mnkr", 40.4, 1.7, "1700"), ("tkr", 1000, 7, "7")],
)
def test_amounts_are_shown_in_tkr_exactly(
    tmp_path: Path, ut: Path, unit: str, budget: float, over: float, shown: str
) -> None:
    workbook(tmp_path / "in" / "a.xlsx", "operating", "key", unit=unit, budget=budget, over=over)
    run(tmp_path / "in", ut)
    (row,) = rows(opened(ut / NAME)[SHEET])
    assert Decimal(str(row["Nettoresultat"])) == Decimal(str(row["Avvikelse"])) == -Decimal(shown)
    assert Decimal(str(row["Fördelas"])) == Decimal(shown)
    (line,) = table(ut / TABLE)
    assert Decimal(line["Nettoresultat tkr"].replace(",", ".")) == -Decimal(shown)
    # The shares stand in the unit that they were shared in, and say so.
    assert all(share.endswith(f"\u00a0{unit}") for share in str(row["Fördelning"]).split(", "))
    assert row["Fördelning"] == line["Fördelning"]


def test_costs_are_positive_whatever_signs_their_board_writes(tmp_path: Path, ut: Path) -> None:
    for name, sign in (("a", 1), ("b", -1)):
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for line in (
            [f"Driftredovisning 2023, tkr, {name.upper()}-nämnden"],
            ["Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse"],
            ["Driftbidrag från kommuner", -1000 * sign, -1000 * sign, 0],
            ["Personalkostnader", 600 * sign, 650 * sign, -50],
            ["Licenser", 400 * sign, 450 * sign, -50],
            ["Totala kostnader", 1000 * sign, 1100 * sign, -100],
            ["Nettoresultat", 0, 100 * sign, -100],
        ):
            sheet.append(line)
        (tmp_path / "in" / name).mkdir(parents=True)
        book.save(tmp_path / "in" / name / "budget.xlsx")
    run(tmp_path / "in", ut)
    shown = [(row["Budget"], row["Utfall"], row["Avvikelse"]) for row in rows(opened(ut / NAME)[SHEET])]
    assert shown == [(1000, 1100, -100)] * 2


@pytest.mark.parametrize("sign", list("=+-@"))
def test_a_name_that_begins_as_a_formula_is_a_text(tmp_path: Path, ut: Path, sign: str) -> None:
    board = f"{sign}cmd|' /C calc'!A0"
    workbook(tmp_path / "in" / f"{sign}a.xlsx", "operating", board=board)
    run(tmp_path / "in", ut)
    (line,) = table(ut / TABLE)
    assert (line["Nämnd"], line["Ärende"], line["Arbetsbok"]) == (f"'{board}", f"'{sign}a.xlsx", f"'{sign}a.xlsx")
    sheet = opened(ut / NAME)[SHEET]
    (row,) = rows(sheet)
    assert (row["Nämnd"], row["Ärende"]) == (board, f"{sign}a.xlsx")
    assert "f" not in {cell.data_type for line in sheet.iter_rows() for cell in line}
    assert {cell.data_type for line in sheet.iter_rows() for cell in line if cell.value == board} == {"s"}


def test_negative_numbers_are_no_texts(root: Path, ut: Path) -> None:
    run(root, ut)
    line = next(one for one in table(ut / TABLE) if one["Ärende"] == "it/budget.xlsx")
    assert (line["Nettoresultat tkr"], line["Avvikelse tkr"]) == ("-1733", "-1733")


@pytest.mark.parametrize("board", ["a;b", 'a"b', "a\nb", "a\r\nb", "a, b", "   ", "å" * 300, "0123", "1e5"])
def test_any_board_name_stands_whole_in_the_table(tmp_path: Path, board: str) -> None:
    path = tmp_path / TABLE
    path.write_bytes(csv_of([CaseRow("a.xlsx", "ok", board=board), CaseRow("b.xlsx", "failed")]))
    assert [one["Nämnd"] for one in table(path)] == [board, ""]


@pytest.mark.parametrize("text", ["\t=1", "\r=1", "=1", "+46", "-1", "@x"])
def test_every_text_of_the_table_is_kept_from_being_a_formula(tmp_path: Path, text: str) -> None:
    path = tmp_path / TABLE
    path.write_bytes(csv_of([CaseRow(text, "ok", target=text, board=text, shares=text)]))
    (line,) = table(path)
    assert {line[name] for name in ("Ärende", "Nämnd", "Arbetsbok", "Fördelning")} == {f"'{text}"}


def test_amounts_of_the_table_are_not_rounded(tmp_path: Path) -> None:
    amounts = Amounts(Decimal("1234567.891"), Decimal("0.1"), Decimal(-3), Decimal("-0.001"))
    path = tmp_path / TABLE
    path.write_bytes(csv_of([CaseRow("a", "ok", amounts=amounts, overall=Level.PARTLY)]))
    (line,) = table(path)
    found = [line[f"{name} tkr"] for name in ("Budget", "Utfall", "Nettoresultat", "Avvikelse")]
    assert found == ["1234567,891", "0,1", "-3", "-0,001"]


# Written when there is anything new, over what is ours alone.


def test_a_summary_of_the_users_own_keeps_its_name(root: Path, ut: Path) -> None:
    own = workbook(ut / NAME, "operating")
    before = own.read_bytes()
    for _ in range(2):
        assert run(root, ut).result.summary == ut / "Sammanställning (2).xlsx"
    assert own.read_bytes() == before
    assert len(rows(opened(ut / "Sammanställning (2).xlsx")[SHEET])) == 4
    assert (ut / "Sammanställning (2).csv").exists()
    assert not list(ut.glob("*.bak"))
    assert run(root, ut).jobs == []


def test_a_workbook_of_the_users_own_named_as_the_summary_is_computed_as_any(tmp_path: Path) -> None:
    workbook(tmp_path / NAME, "operating")
    for _ in range(2):
        done = run(tmp_path)
        assert (done.paths, done.result.summary) == ([NAME], tmp_path / "Sammanställning (2).xlsx")


def test_a_table_of_the_users_own_is_not_lost(root: Path, ut: Path) -> None:
    ut.mkdir()
    (ut / TABLE).write_text("min egen;tabell\r\n", "utf-8")
    run(root, ut)
    assert "min egen" in "".join(path.read_text("utf-8-sig") for path in ut.glob("*.csv*"))


def test_a_summary_that_somebody_has_changed_is_kept(root: Path, ut: Path) -> None:
    run(root, ut)
    before = (ut / NAME).read_bytes()
    edit_parts(ut / NAME, lambda parts: put_text(parts, SHEET, "X8", "min anteckning"))
    worked_in = (ut / NAME).read_bytes()
    run(root, ut)
    assert (ut / NAME).read_bytes() == before
    assert (ut / f"{NAME}.bak").read_bytes() == worked_in
    edit_parts(ut / NAME, lambda parts: put_text(parts, SHEET, "X8", "en till"))
    run(root, ut)
    assert (ut / f"{NAME}.bak").read_bytes() == worked_in
    assert len([path for path in ut.iterdir() if ".bak" in path.name]) == 2


def test_a_table_that_somebody_has_changed_is_kept(root: Path, ut: Path) -> None:
    run(root, ut)
    (ut / TABLE).write_bytes(worked_in := (ut / TABLE).read_bytes() + b"egen rad\r\n")
    run(root, ut)
    assert (ut / f"{TABLE}.bak").read_bytes() == worked_in
    assert b"egen rad" not in (ut / TABLE).read_bytes()


def test_nothing_is_kept_of_what_nobody_has_changed(root: Path, ut: Path) -> None:
    run(root, ut)
    workbook(root / "test" / "2023.xlsx", "operating", over=5)
    run(root, ut)
    assert not list(ut.rglob("*.bak*"))


def test_where_nothing_is_new_nothing_is_written(root: Path, ut: Path) -> None:
    run(root, ut)
    times = {name: (ut / name).stat().st_mtime_ns for name in (NAME, TABLE)}
    before = tree(ut)
    run(root, ut)
    assert {name: (ut / name).stat().st_mtime_ns for name in (NAME, TABLE)} == times
    assert tree(ut) == before


def test_where_something_is_new_it_is_written(root: Path, ut: Path) -> None:
    run(root, ut)
    workbook(root / "test" / "2023.xlsx", "operating", over=5)
    run(root, ut)
    assert {row["Ärende"]: row["Nettoresultat"] for row in rows(opened(ut / NAME)[SHEET])}["test/2023.xlsx"] == -5
    assert {row["Ärende"]: row["Nettoresultat tkr"] for row in table(ut / TABLE)}["test/2023.xlsx"] == "-5"


@pytest.mark.parametrize("name", [NAME, TABLE])
def test_a_part_of_the_summary_that_is_deleted_is_made_again(root: Path, ut: Path, name: str) -> None:
    run(root, ut)
    before = tree(ut)
    (ut / name).unlink()
    assert run(root, ut).jobs == []
    assert tree(ut) == before


def test_the_same_cases_give_the_same_bytes(root: Path, tmp_path: Path) -> None:
    for name in ("ut", "ut2"):
        run(root, tmp_path / name)
    for name in (NAME, TABLE):
        assert (tmp_path / "ut" / name).read_bytes() == (tmp_path / "ut2" / name).read_bytes()


def test_a_summary_that_is_open_is_left_alone_and_written_next_time(root: Path, ut: Path) -> None:
    run(root, ut)
    before = (ut / NAME).read_bytes()
    workbook(root / "test" / "2023.xlsx", "operating", over=5)
    lock = ut / f"~${NAME}"
    lock.write_bytes(b"\x05Annan")
    done = run(root, ut)
    assert [one.code for one in done.result.problems] == ["E107"]
    assert (ut / NAME).read_bytes() == before
    assert done.recalculated == ["test/2023.xlsx"]
    lock.unlink()
    done = run(root, ut)
    assert (done.jobs, done.result.problems) == ([], ())
    assert (ut / NAME).read_bytes() != before


def test_a_summary_is_no_workbook_to_read(root: Path, ut: Path) -> None:
    run(root, ut)
    assert [one.code for one in recalculate([ut / NAME]).diagnostics if one.code == "E201"] == ["E201"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_it(root: Path, ut: Path, tmp_path: Path) -> None:
    run(root, ut)
    home = f"-env:UserInstallation={(tmp_path / 'profil').as_uri()}"
    line = ["soffice", home, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path), str(ut / NAME)]
    subprocess.run(line, capture_output=True, check=True, timeout=120)
    with zipfile.ZipFile(tmp_path / "Sammanställning.ods") as archive:
        content = archive.read("content.xml").decode()
    assert "Lekeberg 356\u00a0tkr, Laxå 231\u00a0tkr, Askersund 477\u00a0tkr, Hallsberg 669\u00a0tkr" in content
    assert 'office:value="-1733"' in content
    assert "budget.xlsx" in content
    assert "%5C" not in content
    assert content.count("<draw:object ") == 5
