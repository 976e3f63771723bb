"""What the README shows can be run: its commands, its Python, its settings."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.app.batch import watching

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = re.findall(r"^\$ itnamnd (.+)$", README, re.MULTILINE)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_runs(
    line: str, three: list[Path], itnamnd: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = three[0].parent
    monkeypatch.chdir(folder)
    shutil.copytree(folder, folder / "namnder", ignore=shutil.ignore_patterns("namnder"))
    watched: list[Path] = []
    # It would never end.
    monkeypatch.setattr(watching, "watch_folder", lambda wanted, *_, **__: watched.append(wanted.root))
    status, _, err = itnamnd(*shlex.split(line, comments=True))
    assert status == 0, err
    assert watched == ([Path("namnder")] if line.startswith("watch") else [])


def test_what_is_started_on_a_server_is_a_command_that_there_is(itnamnd: Callable[..., tuple[int, str, str]]) -> None:
    lines = re.findall(r"/bin/itnamnd (.*)", README)
    assert len(lines) == 2
    for line in lines:
        name, *flags = shlex.split(line)
        status, out, _ = itnamnd(name, "--help")
        assert status == 0
        assert all(one in out for one in flags if one.startswith("--"))


def test_the_first_command_names_files_that_are_there() -> None:
    line = next(line for line in README.splitlines() if line.startswith("python3 scripts/itnamnd.py"))
    paths = [ROOT / word for word in line.split()[1:] if "/" in word]
    assert len(paths) == 4
    assert all(path.exists() for path in paths)


def test_the_python_runs(
    three: list[Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(three[0].parent)
    code = re.search(r"```python\n(.*?)```", README, re.DOTALL)
    assert code
    exec(code[1], {})  # noqa: S102 - the README's own words
    assert "partly_achieved" in capsys.readouterr().out


def test_the_settings_are_valid(tmp_path: Path) -> None:
    from itnamnd_xl.policy import load_policy
    from itnamnd_xl.policy.cases import stated_cases

    cases, settings, answers = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    path = tmp_path / "itnamnd.toml"
    path.write_text(settings + cases + answers, "utf-8")
    (case,) = stated_cases(path)
    assert case.name == "IT-nämnden 2023"
    policy = load_policy(path)
    assert policy.settings.partial_threshold.decided == "KF 2022-11-28 § 120"
    assert [(one.header, one.means) for one in policy.columns] == [("Bokfört i år", "utfall")]
    assert [(one.found, one.answer) for one in policy.answers] == [("1.733", "1 733")]


def test_links_lead_to_files() -> None:
    for target in re.findall(r"\]\(((?!http)[^)]+)\)", README):
        assert (ROOT / target).exists(), target


def test_every_kind_of_sheet_is_named() -> None:
    for name in (
        "Måluppfyllelse",
        "Driftredovisning",
        "Fördelning",
        "Diagram",
        "Avstämning",
        "Om beräkningen",
        "Inställningar",
        "Meddelanden",
    ):
        assert name in README
