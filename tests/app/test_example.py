"""The report of 2023, worked through end to end: the figures that were published come back."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from itnamnd_xl import Target, recalculate
from itnamnd_xl.app.result import result_object
from tests.cases import RESULT_SHEETS

if TYPE_CHECKING:
    from collections.abc import Callable

    Json = Callable[..., tuple[int, dict[str, Any]]]

LEVELS = [
    ["partly_achieved", "not_achieved"],
    ["achieved"] * 7,
    ["partly_achieved", "achieved", "achieved", "not_achieved", "achieved", "achieved", "achieved"],
]
ROUNDED = {
    ("Drift", "D20"): (1733, 1732),
    ("Drift", "E20"): (-1733, -1732),
    ("Investering", "E8"): (614, 615),
    ("Investering", "E11"): (2876, 2875),
}


@pytest.fixture(params=["three", "single"])
def case(request: pytest.FixtureRequest) -> list[Path]:
    """The example in three workbooks, then in one."""
    paths: list[Path] = request.getfixturevalue(request.param)
    return paths


def test_attainment_is_as_published(case: list[Path], as_json: Json) -> None:
    status, found = as_json("recalc", *case)
    attainment = found["attainment"]
    assert status == 0
    assert [[one["level"] for one in goal["indicators"]] for goal in attainment["goals"]] == LEVELS
    assert [goal["level"] for goal in attainment["goals"]] == ["partly_achieved", "achieved", "partly_achieved"]
    assert (attainment["overall"], attainment["rule"]) == ("partly_achieved", "G2")
    assert attainment["indicator_ratio"] == 0.75
    assert attainment["counts"] == {"achieved": 1, "partly_achieved": 2, "not_achieved": 0, "not_assessed": 0}


def test_reported_marks_agree(case: list[Path], as_json: Json) -> None:
    found = as_json("recalc", *case)[1]
    marked = [one for goal in found["attainment"]["goals"] for one in goal["indicators"] if one["reported"]]
    assert len(marked) == 5
    assert all(one["reported"] == one["level"] for one in marked)


def test_the_label_in_two_rows_is_one_indicator(case: list[Path], as_json: Json) -> None:
    names = [one["name"] for one in as_json("recalc", *case)[1]["attainment"]["goals"][2]["indicators"]]
    assert names[1] == "Värde medarbetarundersökningen - Medarbetarengagemang (HME)"


def test_statements_are_as_published(case: list[Path], as_json: Json) -> None:
    found = as_json("recalc", *case)[1]
    operating, investments = found["operating"], found["investments"]
    net = next(total for total in operating["totals"] if total["of"] == "net")
    whole = next(total for total in investments["totals"] if total["of"] == "all")
    assert (operating["unit"], operating["sign"]) == ("tkr", "budget-outcome")
    assert (net["outcome"], net["deviation"], net["published"]["deviation"]) == (1732, -1732, -1733)
    assert (whole["budget"], whole["outcome"], whole["deviation"]) == (12095, 9219, 2876)
    assert [line["member"] for line in investments["lines"]] == ["Lekeberg", "Laxå", "Askersund", "Hallsberg", None]


def test_four_figures_differ_by_rounding_and_none_is_wrong(case: list[Path], as_json: Json) -> None:
    checks = as_json("recalc", *case)[1]["checks"]
    rounded = {
        tuple(one["source"].split("!")[1:]): (one["published"], one["computed"])
        for one in checks
        if one["status"] == "rounding"
    }
    assert rounded == ROUNDED
    assert not [one for one in checks if one["status"] == "error"]


def test_the_deficit_is_shared_as_published(case: list[Path], as_json: Json) -> None:
    allocation = as_json("recalc", *case)[1]["allocation"]
    shares = {one["member"]: one["amount"] for one in allocation["shares"]}
    assert shares == {"Lekeberg": 356, "Laxå": 231, "Askersund": 477, "Hallsberg": 669}
    assert (allocation["amount"], allocation["kind"], allocation["key_date"]) == (1733, "deficit", "2021-12-31")
    assert [one["member"] for one in allocation["shares"] if not one["invoiced"]] == ["Lekeberg"]


def cell_at(source: str, folder: Path) -> object:
    file, sheet, address = source.split("!")
    return openpyxl.load_workbook(folder / file)[sheet][address].value


def test_every_source_leads_to_the_text_that_was_read(case: list[Path], as_json: Json) -> None:
    found = as_json("check", *case)[1]
    folder = case[0].parent
    for goal in found["attainment"]["goals"]:
        for one in goal["indicators"]:
            assert str(cell_at(one["source"], folder)) == one["result"]["text"]
            assert str(cell_at(one["target"]["source"], folder)) == one["target"]["text"]
            assert one["name"].startswith(str(cell_at(one["name_source"], folder)))
    for statement in (found["operating"], found["investments"]):
        for line in statement["lines"]:
            assert cell_at(line["source"], folder) == line["text"]
            assert cell_at(line["sources"]["budget"], folder) == line["budget"]
            assert cell_at(line["sources"]["outcome"], folder) == line["outcome"]
            assert cell_at(line["sources"]["deviation"], folder) == line["published_deviation"]
        for total in statement["totals"]:
            assert cell_at(total["source"], folder) == total["text"]
            assert cell_at(total["sources"]["outcome"], folder) == total["published"]["outcome"]
    for check in found["checks"]:
        published = cell_at(check["source"], folder)
        assert check["published"] == published or str(check["published"]).replace("-", "") in str(published).replace(
            " ", ""
        )
    assert cell_at(found["allocation"]["from"], folder) == found["allocation"]["amount"]
    for share in found["allocation"]["shares"]:
        assert cell_at(share["source"], folder) == share["key"]


def test_what_nobody_decided_is_said(case: list[Path], as_json: Json) -> None:
    found = as_json("recalc", *case)[1]
    origins = {one["name"]: (one["value"], one["origin"]) for one in found["settings"]}
    assert origins["partial_threshold"] == (0.75, "default")
    assert origins["host"] == ("Lekeberg", "workbook")
    assert origins["board"] == ("Sydnärkes IT-nämnd", "workbook")
    messages = [one["message"] for one in found["diagnostics"]]
    assert any("verktygets förval; ingen beslutad gräns" in text and "över 78,5" in text for text in messages)
    assert any("2022-12-31 blir fördelningen Lekeberg 360" in text.replace("\u00a0", " ") for text in messages)


@pytest.mark.parametrize("cell", ["C10", "D13", "E12", "D19", "E19", "C9", "D20", "E20"])
def test_a_figure_changed_by_ten_is_named(cell: str, single: list[Path], as_json: Json) -> None:
    book = openpyxl.load_workbook(single[0])
    book["Drift"][cell].value += 10
    book.save(single[0])
    status, found = as_json("recalc", *single)
    wrong = {
        one["source"].split("!")[2]
        for one in found["checks"]
        if one["status"] == "error" and "!Drift!" in one["source"]
    }
    # Items weigh in their column's total and their row's deviation, totals in the net as well.
    depends = {
        "C10": {"E10", "C19"},
        "D13": {"E13", "D19"},
        "E12": {"E12", "E19"},
        "D19": {"D19", "E19", "D20"},
        "E19": {"E19", "E20"},
        "C9": {"C9", "E9", "C20"},
        "D20": {"D20", "E20"},
        "E20": {"E20"},
    }
    assert status == 1
    assert wrong == depends[cell]
    sheet = openpyxl.load_workbook(single[0], data_only=True)["Avstämning"]
    listed = {str(row[6]) for row in sheet.iter_rows(values_only=True) if row[5] == "■ Stämmer inte"}
    assert {f"Drift!{one}" for one in wrong} <= listed


def test_nothing_is_allocated_when_the_net_does_not_hold(single: list[Path], as_json: Json) -> None:
    book = openpyxl.load_workbook(single[0])
    book["Drift"]["D20"].value = 1743
    book.save(single[0])
    found = as_json("check", *single)[1]
    assert found["allocation"] is None
    assert "E602" in [one["code"] for one in found["diagnostics"]]


def test_a_second_run_gives_the_same_file(case: list[Path], as_json: Json) -> None:
    first = as_json("recalc", *case)[1]
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in case]
    second = as_json("recalc", *case)[1]
    assert [hashlib.sha256(path.read_bytes()).hexdigest() for path in case] == digests
    for part in ("attainment", "operating", "investments", "allocation", "checks", "diagnostics"):
        assert first[part] == second[part]


def test_results_stand_where_their_tables_stand(three: list[Path], as_json: Json) -> None:
    written = as_json("recalc", *three)[1]["written"]
    assert [Path(one).name for one in written] == ["budget.xlsx", "indikatorer.xlsx"]
    names = {path.name: openpyxl.load_workbook(path).sheetnames for path in three}
    assert names["budget.xlsx"] == ["Drift", "Investering", *RESULT_SHEETS[1:]]
    shared = ["Diagram", "Avstämning", "Källor", "Om beräkningen", "Inställningar", "Meddelanden"]
    assert names["indikatorer.xlsx"] == ["Nämndmål", "Måluppfyllelse", *shared]
    assert names["folkmangd.xlsx"] == ["Folkmängd"]


def test_output_leaves_the_originals_alone(three: list[Path], as_json: Json, tmp_path: Path) -> None:
    before = [path.read_bytes() for path in three]
    written = as_json("recalc", *three, "--output", tmp_path / "ut")[1]["written"]
    assert [path.read_bytes() for path in three] == before
    assert sorted(path.name for path in (tmp_path / "ut").iterdir()) == sorted(Path(one).name for one in written)


def test_a_dry_run_writes_nothing(three: list[Path], as_json: Json) -> None:
    before = [path.read_bytes() for path in three]
    assert as_json("recalc", *three, "--dry-run")[1]["written"] == []
    assert [path.read_bytes() for path in three] == before


def test_a_name_that_is_taken_gets_a_number(single: list[Path], as_json: Json) -> None:
    book = openpyxl.load_workbook(single[0])
    book.create_sheet("FÖRDELNING")["A1"] = "min egen"
    book.save(single[0])
    for _ in range(2):
        as_json("recalc", *single)
        book = openpyxl.load_workbook(single[0])
        assert book["FÖRDELNING"]["A1"].value == "min egen"
        assert "Fördelning (2)" in book.sheetnames
        assert "Fördelning (3)" not in book.sheetnames


def test_clean_takes_our_sheets_out_again(
    single: list[Path], as_json: Json, itnamnd: Callable[..., tuple[int, str, str]]
) -> None:
    before = openpyxl.load_workbook(single[0]).sheetnames
    as_json("recalc", *single)
    assert openpyxl.load_workbook(single[0]).sheetnames != before
    assert itnamnd("clean", *single)[0] == 0
    assert openpyxl.load_workbook(single[0]).sheetnames == before


def test_the_library_does_the_same(three: list[Path]) -> None:
    result = recalculate(three, target=Target(dry_run=True))
    frames = result.outcome.to_frames()
    assert list(frames["allocation"]["amount"]) == [356.0, 231.0, 477.0, 669.0]
    assert len(frames["indicators"]) == 16
    assert result_object(result)["allocation"]["amount"] == Decimal(1733)


def test_the_examples_are_as_their_script_builds_them() -> None:
    script = Path(__file__).parent.parent.parent / "scripts" / "build_workbooks.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
