"""What is kept and logged of workbooks is codes and addresses: nothing that a cell says."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from itnamnd_xl.app.batch import batch, request
from itnamnd_xl.app.batch.places import RESULTS, STATE
from itnamnd_xl.app.batch.running import StoppedError
from tests.app.batch.doing import InThisThread
from tests.app.batch.workbooks import Says, lock_structure, workbook
from tests.app.parts import edit_parts

PLANTED = {
    "board": "Hemlignämnden",
    "account": "Kvartsglaskostnader",
    "indicator": "Andel smaragdgröna svar",
    "goal": "Turkosa visioner",
    "result": "obegripligtvärde 77 kanske",
    "target": "ungefär purpurmycket",
    "header": "Ockrarubrik",
    "remark": "Hon heter Filippa Kobolt",
}
# Parts of words, so that a text that was cut or folded is found too.
SECRETS = ("hemlignämnd", "kvartsglas", "smaragd", "turkos", "obegripligt", "purpur", "ockra", "filippa", "kobolt",
           "magenta", "cyanblå", "umbra")  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Cases of every kind: one that ends well, doubtful cells, clashes, settings that cannot be used, and no tables."""
    root, kinds = tmp_path / "in", ("operating", "investments", "indicators", "key")
    workbook(root / "väl" / "allt.xlsx", *kinds, says=Says(board=PLANTED["board"], account=PLANTED["account"]))
    planted = Says(**PLANTED)  # type: ignore[arg-type]  # all are texts
    workbook(root / "tveksamt" / "allt.xlsx", *kinds, says=planted)
    for name in ("a", "b", "c"):
        workbook(root / "krock" / f"{name}.xlsx", "operating" if name != "c" else "indicators", says=planted)
    workbook(root / "två" / "allt.xlsx", *kinds, says=planted, also=planted)
    workbook(root / "inget" / "allt.xlsx", board=PLANTED["board"])
    edit_parts(workbook(root / "låst" / "allt.xlsx", *kinds, says=planted), lock_structure)
    (root / "väl" / "itnamnd.toml").write_text('[synonyms]\nbudget = ["Magentabudget"]\n', "utf-8")
    settings(root / "inställt" / "allt.xlsx")
    (root / "skadad.xlsx").write_bytes(b"PK\x03\x04 Filippa Kobolt")
    return root


def settings(path: Path) -> None:
    """Write a workbook whose sheet of settings holds values that are of no use."""
    from xlsxwriter import Workbook

    path.parent.mkdir(parents=True)
    with Workbook(path) as book:
        sheet = book.add_worksheet("Inställningar")
        sheet.write_row(0, 0, ("Inställning", "Värde"))
        sheet.write_row(1, 0, ("Gräns för delvis uppnådd", "cyanblått"))
        sheet.write_row(2, 0, ("Umbrainställning", 7))
        sheet = book.add_worksheet("Drift")
        sheet.write_row(0, 0, ("Kontotext", "Budget 2023", "Utfall 2023", "Avvikelse"))
        sheet.write_row(1, 0, ("Kvartsglas", "smaragd", 3, 4))
        sheet.write_row(2, 0, ("Summa", 1, 3, 4))


def planted_in(data: bytes | str) -> list[str]:
    raw = data if isinstance(data, bytes) else data.encode()
    texts = [raw.decode(encoding, "ignore").casefold() for encoding in ("utf-8", "utf-16-le", "latin-1")]
    return [secret for secret in SECRETS if any(secret in text for text in texts)]


@pytest.fixture
def ran(root: Path, tmp_path: Path, itnamnd: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, list[str]]:
    """The output folder, and standard error of a run, of a second one, and of one that says little."""
    monkeypatch.setattr(batch, "WorkerProcesses", lambda *_: InThisThread())
    ut = tmp_path / "ut"
    call = ("batch", root, "--output", ut)
    return ut, [itnamnd(*call, *more)[2] for more in (("--verbose",), ("--verbose",), ("--force",), ("-q", "--json"))]


def test_the_texts_are_in_the_results(ran: tuple[Path, list[str]]) -> None:
    """Else the other tests here would show nothing."""
    import gzip

    ut, _ = ran
    found = planted_in(gzip.decompress((ut / RESULTS).read_bytes()))
    assert {"hemlignämnd", "kvartsglas", "smaragd", "turkos", "obegripligt", "cyanblå"} <= set(found)
    assert "hemlignämnd" in planted_in((ut / "Sammanställning.csv").read_bytes())


def test_the_state_holds_no_text_of_a_cell(ran: tuple[Path, list[str]]) -> None:
    ut, _ = ran
    assert planted_in((ut / STATE).read_bytes()) == []
    assert not [path.name for path in ut.glob(f"{STATE}*") if planted_in(path.read_bytes())]


def test_the_state_holds_codes_and_addresses(ran: tuple[Path, list[str]]) -> None:
    ut, _ = ran
    with sqlite3.connect(ut / STATE) as file:
        said = "".join(row[0] for row in file.execute("SELECT said FROM cases"))
        told = {row[0] for row in file.execute("SELECT error FROM told")}
    file.close()
    assert '"E141", "b.xlsx"' in said
    assert "!Drift!" in said
    assert "krock|E141|b.xlsx" in told


def test_the_log_holds_no_text_of_a_cell(ran: tuple[Path, list[str]]) -> None:
    _, logs = ran
    for log in logs:
        assert log
        assert planted_in(log) == []


def test_the_log_holds_codes_and_addresses(ran: tuple[Path, list[str]]) -> None:
    _, logs = ran
    for log in logs:
        assert "E141" in log
        assert "b.xlsx" in log
    assert "tveksamt/allt.xlsx" in logs[0]
    assert "!" in logs[0]


def test_an_interrupted_run_leaves_no_text_either(root: Path, tmp_path: Path) -> None:
    stops = iter([False])
    with pytest.raises(StoppedError):
        batch.run_batch(request.BatchRequest(root, output=tmp_path / "ut"), executor=InThisThread(),
                        is_stopped=lambda: next(stops, True))  # fmt: skip
    assert planted_in((tmp_path / "ut" / STATE).read_bytes()) == []
