"""Bad input ends in one Swedish sentence with a code and a place, never in a traceback; the file stays as it was."""

from __future__ import annotations

import datetime as dt
import io
import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]
    Json = Callable[..., tuple[int, dict[str, Any]]]

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


FILES = {
    "text.xlsx": (b"Konto;Budget;Utfall\n", "E101"),
    "tom.xlsx": (b"", "E104"),
    "losenord.xlsx": (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600), "E102"),
    "gammal.xls": (OLE + bytes(600) + "Workbook".encode("utf-16-le") + bytes(600), "E103"),
    "annat.xlsx": (OLE + bytes(1200), "E101"),
    "zip.xlsx": (zipped(readme=b"hej"), "E123"),
    "calc.ods": (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "E105"),
    "binar.xlsb": (zipped(**{"[Content_Types].xml": b"<x/>", "xl__workbook.bin": b"\0"}), "E105"),
    "trasig.xlsx": (zipped(**{"[Content_Types].xml": b"<x/>", "xl__workbook.xml": b"<workbook"}), "E103"),
    "avbruten.xlsx": (b"PK\x03\x04" + bytes(100), "E103"),
}


@pytest.mark.parametrize(("name", "content", "code"), [(name, *what) for name, what in FILES.items()])
def test_what_is_no_workbook_is_named(name: str, content: bytes, code: str, itnamnd: Run, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    status, _, err = itnamnd("recalc", path)
    assert status == 1
    assert f"{code}. {name}:" in err
    assert "Traceback" not in err
    assert path.read_bytes() == content


def test_a_workbook_cut_anywhere_is_named(single: list[Path], itnamnd: Run, tmp_path: Path) -> None:
    whole = single[0].read_bytes()
    for kept in range(0, len(whole), 3001):
        path = tmp_path / "kapad.xlsx"
        path.write_bytes(whole[:kept])
        status, _, err = itnamnd("recalc", path)
        assert (status, "Traceback" in err) == (1, False)
        assert path.read_bytes() == whole[:kept]


def test_one_bad_file_does_not_stop_the_others(three: list[Path], as_json: Json, tmp_path: Path) -> None:
    bad = tmp_path / "bilaga.xlsx"
    bad.write_bytes(b"")
    status, found = as_json("recalc", *three, bad)
    assert status == 1
    assert found["attainment"]["overall"] == "partly_achieved"
    assert len(found["written"]) == 2
    assert [one["code"] for one in found["diagnostics"] if one["severity"] == "error"] == ["E104"]


def test_no_table_suggests_the_nearest_header(itnamnd: Run, tmp_path: Path) -> None:
    path = tmp_path / "budget.xlsx"
    book = openpyxl.Workbook()
    for row in (["Kontotekst", "Budgett", "Utfal 2023"], ["Löner", 1, 2]):
        book.worksheets[0].append(row)
    book.save(path)
    before = path.read_bytes()
    status, _, err = itnamnd("recalc", path)
    assert status == 1
    assert "E201" in err
    assert "Menas" in err
    assert path.read_bytes() == before


def test_an_error_cell_stops_only_what_depends_on_it(single: list[Path], as_json: Json) -> None:
    book = openpyxl.load_workbook(single[0])
    book["Drift"]["D12"].value = "#DIV/0!"
    book["Drift"]["D12"].data_type = "e"
    book.save(single[0])
    status, found = as_json("recalc", *single)
    assert status == 1
    wrong = [one for one in found["diagnostics"] if one["code"] == "E301"]
    assert [one["source"] for one in wrong] == ["sydnarke-2023.xlsx!Drift!D12"]
    line = next(one for one in found["operating"]["lines"] if one["text"].startswith("TELE"))
    assert (line["outcome"], line["deviation"], line["budget"]) == (None, None, 1100)
    costs = next(one for one in found["operating"]["totals"] if one["of"] == "cost")
    assert (costs["outcome"], costs["budget"]) == (None, 41391)
    assert found["attainment"]["overall"] == "partly_achieved"
    assert found["allocation"]["amount"] == 1733
    assert found["written"]


def test_a_formula_without_its_value_is_no_zero(tmp_path: Path, as_json: Json) -> None:
    path = tmp_path / "drift.xlsx"
    book = openpyxl.Workbook()
    rows: list[list[object]] = [
        ["Kontotext", "Budget 2023 tkr", "Utfall 2023 tkr"],
        ["Löner", 10, "=5+6"],
        ["Hyror", 5, 4],
    ]
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    status, found = as_json("check", path)
    assert status == 1
    assert [one["source"] for one in found["diagnostics"] if one["code"] == "E302"] == ["drift.xlsx!Sheet!C2"]
    assert found["operating"]["lines"][0]["outcome"] is None
    assert found["operating"]["totals"][0]["outcome"] is None


@pytest.mark.parametrize("label", ["Årets resultat", None])
def test_a_row_of_formulas_without_values_is_a_row(label: str | None, tmp_path: Path, as_json: Json) -> None:
    """A net result that nobody has computed is unknown: the sum of what else can be read must not take its place."""
    path = tmp_path / "drift.xlsx"
    book = openpyxl.Workbook()
    rows: list[list[object]] = [
        ["Kontotext", "Budget 2023 tkr", "Utfall 2023 tkr", "Avvikelse"],
        ["Löner", 10, 15, -5],
        ["Hyror", 5, 4, 1],
        [label, "=B2+B3", "=C2+C3", "=B4-C4"],
    ]
    for row in rows:
        book.worksheets[0].append(row)
    key = book.create_sheet("Nyckel")
    for member in (("Kommun", "Folkmängd 2021-12-31"), ("Laxå", 5582), ("Hallsberg", 16196)):
        key.append(member)
    book.save(path)
    status, found = as_json("check", path)
    unread = [one["source"] for one in found["diagnostics"] if one["code"] == "E302"]
    assert unread == [f"drift.xlsx!Sheet!{column}4" for column in "BCD"]
    assert (status, found["allocation"]) == (1, None)
    assert label is None or [one["text"] for one in found["operating"]["totals"]] == [label]


def test_a_formula_with_its_value_is_read(tmp_path: Path, as_json: Json) -> None:
    path = tmp_path / "drift.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Drift")
    for place, row in enumerate([["Kontotext", "Budget 2023 tkr", "Utfall 2023 tkr"], ["Löner", 10, None]]):
        sheet.write_row(place, 0, row)
    sheet.write_formula("C2", "=5+6", None, 11)
    book.close()
    assert as_json("check", path)[1]["operating"]["lines"][0]["outcome"] == 11


def test_a_date_for_a_number_is_asked_about(single: list[Path], as_json: Json) -> None:
    book = openpyxl.load_workbook(single[0])
    book["Nämndmål"]["D14"].value = dt.datetime(2023, 5, 4)  # noqa: DTZ001 - a cell has no time zone
    book.save(single[0])
    found = as_json("check", *single)[1]
    assert [one["source"][-3:] for one in found["diagnostics"] if one["code"] == "E305"] == ["D14"]


def test_two_tables_of_a_kind_for_one_year_are_not_chosen_between(
    three: list[Path], single: list[Path], as_json: Json
) -> None:
    status, found = as_json("recalc", three[0], *single)
    assert status == 1
    assert (found["operating"], found["investments"], found["allocation"]) == (None, None, None)
    clashes = [one["message"] for one in found["diagnostics"] if one["code"] == "E202"]
    assert len(clashes) == 2
    assert all("budget.xlsx" in text and "sydnarke-2023.xlsx" in text for text in clashes)
    assert found["attainment"]["overall"] == "partly_achieved"


def test_the_same_table_for_another_year_is_a_comparison(single: list[Path], as_json: Json) -> None:
    book = openpyxl.load_workbook(single[0])
    copy = book.copy_worksheet(book["Drift"])
    copy.title = "Drift 2022"
    for row in copy.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = cell.value.replace("2023", "2022")
    book.save(single[0])
    status, found = as_json("check", *single)
    assert status == 0
    assert found["year"] == 2023
    assert found["allocation"]["amount"] == 1733
    assert "N210" in [one["code"] for one in found["diagnostics"]]


def test_an_open_workbook_is_left_alone(single: list[Path], itnamnd: Run) -> None:
    lock = single[0].with_name("~$" + single[0].name)
    lock.write_bytes(bytes([4]) + b"Prov" + bytes(50))
    before = single[0].read_bytes()
    status, _, err = itnamnd("recalc", *single)
    assert status == 1
    assert "E107" in err
    assert "Excel hos Prov" in err
    assert single[0].read_bytes() == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_folder_that_cannot_be_written_is_said(single: list[Path], itnamnd: Run) -> None:
    folder = single[0].parent
    folder.chmod(0o555)
    try:
        status, _, err = itnamnd("recalc", *single)
    finally:
        folder.chmod(0o755)
    assert (status, "E108" in err) == (1, True)


def test_several_dates_and_none_named_is_a_question(single: list[Path], as_json: Json) -> None:
    book = openpyxl.load_workbook(single[0])
    book["Folkmängd"].delete_cols(4)
    book.save(single[0])
    status, found = as_json("check", *single)
    assert status == 1
    assert found["allocation"] is None
    assert "E601" in [one["code"] for one in found["diagnostics"]]


LONG = "a" * 300 + ".xlsx"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["recalc", LONG], "E801"),
        (["clean", LONG], "E801"),
        (["template", LONG], "E108"),
        (["recalc", "budget.xlsx", "--output", "b" * 300], "E806"),
        (["recalc", "budget.xlsx", "--output", "cirkel"], "E806"),
        (["recalc", "cirkel/budget.xlsx"], "E801"),
    ],
)
def test_a_path_that_no_disk_can_hold_is_a_wrong_call(
    arguments: list[str], code: str, three: list[Path], itnamnd: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(three[0].parent)
    Path("cirkel").symlink_to("cirkel")
    status, _, err = itnamnd(*arguments)
    assert status != 0
    assert code in err, err
    assert "E899" not in err


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "[limits]\ncells = " + "9" * 5000, "a = 0x" + "f" * 5000])
def test_a_configuration_beyond_reason_is_one_sentence(text: str, three: list[Path], itnamnd: Run) -> None:
    config = three[0].with_name("itnamnd.toml")
    config.write_text(text, "utf-8")
    status, _, err = itnamnd("check", three[0])
    assert (status, "E703" in err, "E899" in err) == (2, True, False), err
