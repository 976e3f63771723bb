"""The commands as a user meets them: Swedish throughout, one sentence for a wrong call, the right exit status."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]
    Json = Callable[..., tuple[int, dict[str, Any]]]

COMMANDS = ("recalc", "check", "show", "clean", "allocate", "template")
ENGLISH = re.compile(
    r"\b(usage|options|arguments|commands|show this|required|default|error|missing|invalid)\b", re.IGNORECASE
)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_swedish_and_has_an_example(command: str, itnamnd: Run) -> None:
    status, out, _ = itnamnd(*filter(None, [command]), "--help")
    assert status == 0
    assert "Användning: itnamnd" in out
    assert "Exempel: itnamnd" in out
    assert not ENGLISH.search(out)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_example_in_the_help_has_flags_that_exist(command: str, itnamnd: Run) -> None:
    out = itnamnd(command, "--help")[1]
    example = " ".join(out.split("Exempel: ")[1].split())
    assert example.startswith(f"itnamnd {command}")
    for flag in re.findall(r"--[a-z-]+", example):
        assert re.search(rf"(?<![\w-]){flag}\b", out.split("Exempel")[0])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["recalc", "finns-inte.xlsx"], "E801. finns-inte.xlsx finns inte"),
        (["check", "."], "E802. . är en mapp"),
        (["recalc"], "Användning"),
        (["räkna"], "Kommandot räkna finns inte"),
        (["recalc", "--torrt", "x.xlsx"], "Flaggan --torrt finns inte"),
        (["recalc", "x.xlsx", "--output"], "Flaggan --output behöver ett värde"),
        (["allocate", "1733", "Laxå"], "E816"),
        (["allocate", "mycket", "Laxå=1"], "E811"),
        (["allocate", "1733", "Laxå=-1"], "E817"),
        (["allocate", "1733", "Laxå=0"], "E814"),
        (["allocate", "1733", "Laxå=1", "laxå=2"], "E813"),
        (["allocate", "1733", "Laxå=1", "--host", "Lekeberg"], "E815"),
        (["template", "mall.txt"], "E807"),
    ],
)
def test_a_wrong_call_is_one_swedish_sentence(arguments: list[str], words: str, itnamnd: Run) -> None:
    status, out, err = itnamnd(*arguments)
    assert status == 2
    assert words in err
    assert out == ""
    assert "Traceback" not in err


def test_two_files_of_one_name_are_refused(three: list[Path], itnamnd: Run, tmp_path: Path) -> None:
    (tmp_path / "kopia").mkdir()
    copy = shutil.copy(three[0], tmp_path / "kopia" / three[0].name)
    status, _, err = itnamnd("recalc", three[0], copy)
    assert (status, "E804" in err) == (2, True)


def test_output_over_the_originals_is_refused(three: list[Path], itnamnd: Run) -> None:
    status, _, err = itnamnd("recalc", *three, "--output", three[0].parent)
    assert (status, "E805" in err) == (2, True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[settings]\npartial_treshold = 0.8\n", "partial_treshold”"),
        ("[settings]\npartial_threshold = 2\n", "settings.partial_threshold”"),
        ("[settings]\nkey_date = 'igår'\n", "settings.key_date”"),
        ("[setings]\n", "”setings” finns inte. Menas ”settings”?"),
        ("[settings\n", "inte giltig TOML"),
    ],
)
def test_a_wrong_configuration_names_file_and_key(
    text: str, words: str, three: list[Path], itnamnd: Run, tmp_path: Path
) -> None:
    config = tmp_path / "egen.toml"
    config.write_text(text, "utf-8")
    status, _, err = itnamnd("recalc", *three, "--config", config, "--dry-run")
    assert status == 2
    assert "egen.toml" in err
    assert words in err


def test_the_nearest_configuration_is_used_and_decisions_are_named(three: list[Path], as_json: Json) -> None:
    config = three[0].parent / "itnamnd.toml"
    config.write_text('[settings]\npartial_threshold = { value = 0.8, decided = "§ 12" }\n', "utf-8")
    found = as_json("check", *three)[1]
    setting = next(one for one in found["settings"] if one["name"] == "partial_threshold")
    assert setting == {"name": "partial_threshold", "value": 0.8, "origin": "decided", "reference": "§ 12"}
    assert found["attainment"]["goals"][0]["level"] == "not_achieved"
    assert not [one for one in found["diagnostics"] if one["code"] == "N407"]


def test_the_settings_sheet_outranks_the_configuration_and_the_call_outranks_both(
    single: list[Path], as_json: Json
) -> None:
    (single[0].parent / "itnamnd.toml").write_text('[settings]\nkey_date = "2020-12-31"\nhost = "Laxå"\n', "utf-8")
    book = openpyxl.load_workbook(single[0])
    sheet = book.create_sheet("Inställningar")
    for row in (["Inställning", "Värde"], ["Nyckeldatum", "2022-12-31"], ["Värdkommun", "Askersund"]):
        sheet.append(row)
    book.save(single[0])
    allocation = as_json("check", *single)[1]["allocation"]
    assert allocation["key_date"] == "2022-12-31"
    assert [one["amount"] for one in allocation["shares"]] == [360, 230, 473, 670]
    assert [one["member"] for one in allocation["shares"] if not one["invoiced"]] == ["Askersund"]
    stated = as_json("check", *single, "--set", "Nyckeldatum=2023-12-31")[1]["allocation"]
    assert [one["amount"] for one in stated["shares"]] == [356, 228, 476, 673]


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("Nyckeldag=2021-12-31", "Menas Nyckeldatum?"),
        ("Nyckeldatum=igår", "ska vara ett datum"),
        ("Period", "finns inte"),
    ],
)
def test_a_wrong_setting_says_what_is_wanted(setting: str, words: str, three: list[Path], itnamnd: Run) -> None:
    status, _, err = itnamnd("check", *three, "--set", setting)
    assert (status, words in err) == (2, True)


def test_strict_counts_warnings(three: list[Path], itnamnd: Run) -> None:
    assert itnamnd("check", *three)[0] == 0
    assert itnamnd("check", *three, "--strict")[0] == 1


def test_json_stands_alone_on_standard_output(three: list[Path], itnamnd: Run) -> None:
    status, out, err = itnamnd("recalc", *three, "--json")
    assert status == 0
    assert json.loads(out)["schema"] == "itnamnd/1"
    assert "Varning W408" in err


def test_check_says_what_was_understood(single: list[Path], itnamnd: Run, as_json: Json) -> None:
    before = single[0].read_bytes()
    out = itnamnd("check", *single)[1]
    for words in (
        "Nämnd: Sydnärkes IT-nämnd (fliken Drift, raden B1 ”Sydnärkes IT-nämnd”).",
        "Räkenskapsår: 2023 (fliken Nämndmål, rubriken D4 ”Resultat år 2023”).",
        "Period: helår (fliken Drift, titeln B3 ”Belopp i tkr, helår 2023”).",
        "Värdkommun: Lekeberg (fliken Drift, raden B4 ”Värdkommun: Lekeberg”).",
        "D UTFALL 2023 utfall -868",
        "avvikelse = budget − utfall (14 av 14 rader stämmer)",
        "Sammanlagt: budget 0 tkr, utfall 1 733 tkr, avvikelse −1 733 tkr.",
        "3 nämndmål och 16 indikatorer",
        "2021-12-31 används",
        "belopp i tkr",
        "Inte använt",
    ):
        assert words in " ".join(out.split()), words
    assert single[0].read_bytes() == before
    found = as_json("check", *single)[1]
    assert found["stated"]["year"] == {"value": "2023", "where": "rubriken D4 ”Resultat år 2023”"}
    kinds = [one["kind"] for one in found["understood"]]
    assert kinds == ["operating", "investments", "indicators", "key"]


def test_check_names_the_workbook_of_a_fact_where_there_are_several(three: list[Path], itnamnd: Run) -> None:
    out = " ".join(itnamnd("check", *three)[1].split())
    budget, indicators = (path.name for path in three[:2])
    assert f"Räkenskapsår: 2023 ({indicators}, fliken Nämndmål, rubriken D4 ”Resultat år 2023”)." in out
    assert f"Period: helår ({budget}, fliken Drift, titeln B3 ”Belopp i tkr, helår 2023”)." in out
    assert "Räkenskapsår: 2023 (konfigurationen" in itnamnd("check", *three, "--set", "Räkenskapsår=2023")[1]


def test_a_suggested_configuration_gives_the_same_result(
    single: list[Path], itnamnd: Run, as_json: Json, tmp_path: Path
) -> None:
    before = as_json("check", *single)[1]
    config = tmp_path / "forslag.toml"
    config.write_text(itnamnd("check", *single, "--suggest")[1], encoding="utf-8")
    after = as_json("check", *single, "--config", config)[1]
    for part in ("attainment", "operating", "investments", "allocation", "checks"):
        assert after[part] == before[part]
    # What nobody has decided is not decided by it.
    assert {one["name"] for one in after["settings"] if one["origin"] == "default"} == {
        one["name"] for one in before["settings"] if one["origin"] == "default"
    }


def test_a_suggested_configuration_with_every_comment_taken_away_is_one(
    single: list[Path], itnamnd: Run, as_json: Json, tmp_path: Path
) -> None:
    suggested = itnamnd("check", *single, "--suggest")[1]
    keys = ("[[columns]]", "file =", "sheet =", "header =", "means =", "partial_threshold = 0", "host =")
    lines = [
        line.removeprefix("# ") if line.removeprefix("# ").startswith(keys) else line for line in suggested.split("\n")
    ]
    config = tmp_path / "forslag.toml"
    config.write_text("\n".join(lines), encoding="utf-8")
    found = as_json("check", *single, "--config", config)[1]
    assert found["operating"] == as_json("check", *single)[1]["operating"]


def test_show_gives_the_results_as_tables(single: list[Path], itnamnd: Run) -> None:
    out = itnamnd("show", *single, "-q")[1].replace("\u00a0", " ")
    for words in ("▲ Delvis uppnådd", "NETTORESULTAT", "−1 733", "TOTALT INVESTERAT 2023", "Hallsberg", "669"):
        assert words in out


def test_workbook_text_is_printed_as_it_stands(single: list[Path], itnamnd: Run) -> None:
    book = openpyxl.load_workbook(single[0])
    book["Drift"]["B10"].value = "[red]PERSONAL[/] :smile: [/nonsense]"
    book.save(single[0])
    status, out, _ = itnamnd("show", *single, "-q")
    assert status == 0
    assert "[red]PERSONAL[/] :smile: [/nonsense]" in out


def test_allocate_gives_the_published_shares(itnamnd: Run, as_json: Json) -> None:
    members = ["Lekeberg=8603", "Laxå=5582", "Askersund=11534", "Hallsberg=16196"]
    status, found = as_json("allocate", "1 733 tkr", *members, "--host", "Lekeberg")
    assert status == 0
    assert [one["amount"] for one in found["shares"]] == [356, 231, 477, 669]
    assert [one["invoiced"] for one in found["shares"]] == [False, True, True, True]
    surplus = as_json("allocate", "-1733", *members)[1]
    assert (surplus["kind"], surplus["amount"]) == ("surplus", 1733)
    assert "1 377 tkr" in itnamnd("allocate", "1733", *members, "--host", "Lekeberg")[1].replace("\u00a0", " ")


def test_a_filled_in_template_is_understood(itnamnd: Run, as_json: Json, tmp_path: Path) -> None:
    path = tmp_path / "mall.xlsx"
    assert itnamnd("template", path, "--year", 2025)[0] == 0
    assert itnamnd("template", path)[0] == 2
    book = openpyxl.load_workbook(path)
    rows: dict[str, list[list[str | int | None]]] = {
        "Nämndmål": [["God service", "Svarstid", 12, "högst 15 min"], [None, "Nöjdhet", "84 %", "minst 80 %"]],
        "Drift": [
            ["Driftbidrag från kommuner", -100, -100, 0],
            ["Licenser", 100, 130, -30],
            ["Nettoresultat", 0, 30, -30],
        ],
        "Investering": [["Nya datorer", 50, 40, 10]],
        "Folkmängd": [["Lekeberg", 8603, 8756], ["Laxå", 5582, 5576]],
    }
    for name, lines in rows.items():
        sheet = book[name]
        first = next(
            cell.row
            for cell in sheet["A"]
            if cell.value in ("Nämndmål", "Kontotext", "Projekt", "Kommun") and cell.row > 1
        )
        for place, line in enumerate(lines, first + 1):
            for column, value in enumerate(line, 1):
                sheet.cell(place, column, value)
    book["Inställningar"]["B5"].value = "Provnämnden"
    book.save(path)
    status, found = as_json("recalc", path)
    assert status == 0, found["diagnostics"]
    assert (found["board"], found["year"]) == ("Provnämnden", 2025)
    assert found["attainment"]["overall"] == "achieved"
    assert found["investments"]["totals"][0]["deviation"] == 10
    assert sum(one["amount"] for one in found["allocation"]["shares"]) == 30


def test_an_empty_template_is_no_error_of_ours(itnamnd: Run, tmp_path: Path) -> None:
    path = tmp_path / "mall.xlsx"
    itnamnd("template", path, "--year", 2025)
    status, _, err = itnamnd("recalc", path)
    assert status in (0, 1)
    assert "Traceback" not in err


def test_the_module_runs_as_the_command(process: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    done = process("--version")
    assert (done.returncode, done.stdout.startswith("itnamnd ")) == (0, True)


def test_piped_output_has_no_colour_codes(
    single: list[Path], process: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    done = process("show", *single)
    assert done.returncode == 0
    assert "\x1b[" not in done.stdout + done.stderr


def test_a_fault_of_our_own_is_no_traceback(three: list[Path], itnamnd: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import itnamnd_xl.app.recalculate as module

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(module, "assess", fail)
    status, _, err = itnamnd("check", *three)
    assert (status, "E899" in err, "Traceback" in err) == (1, True, False)
    monkeypatch.setenv("ITNAMND_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        itnamnd("check", *three)
