"""What pip is told to install, and where the add-in is found."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.request import pathname2url

import pytest

from itnamnd_xl.addin.installing.problem import InstallError
from itnamnd_xl.addin.installing.source import addin_file, pip_arguments


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "somewhere" / "itnamnd_xl"
    (folder / "addin").mkdir(parents=True)
    return folder


def noted(url: str, **info: object) -> str:
    return json.dumps({"url": url, **info})


@pytest.mark.parametrize(
    ("note", "wanted"),
    [
        (None, "itnamnd-xl==1.2"),
        (
            noted("https://git.example/x.git", vcs_info={"vcs": "git", "commit_id": "abc"}),
            "itnamnd-xl @ git+https://git.example/x.git@abc",
        ),
        (noted("https://example/x.whl", archive_info={}), "itnamnd-xl @ https://example/x.whl"),
    ],
)
def test_the_same_is_installed_again(note: str | None, wanted: str, package: Path) -> None:
    assert pip_arguments("1.2", note, package=package) == (wanted,)


def test_a_folder_or_wheel_is_installed_from_where_it_lies(package: Path, tmp_path: Path) -> None:
    url = "file://" + pathname2url(str(tmp_path))
    assert pip_arguments("1.2", noted(url, dir_info={}), package=package) == (str(tmp_path),)


def test_what_is_gone_is_not_fetched_from_an_index_instead(package: Path, tmp_path: Path) -> None:
    url = "file://" + pathname2url(str(tmp_path / "gone"))
    with pytest.raises(InstallError, match="E940"):
        pip_arguments("1.2", noted(url, dir_info={}), package=package)


@pytest.mark.parametrize(
    ("text", "is_checkout"),
    [('[project]\nname = "itnamnd-xl"\n', True), ('[project]\nname = "other"\n', False), ("[", False)],
)
def test_a_checkout_is_known_by_its_project_file(text: str, is_checkout: bool, package: Path) -> None:
    (package.parent / "pyproject.toml").write_text(text, "utf-8")
    wanted = str(package.parent) if is_checkout else "itnamnd-xl==1.2"
    assert pip_arguments("1.2", None, package=package) == (wanted,)


def test_with_a_folder_of_packages_nothing_is_fetched(package: Path, tmp_path: Path) -> None:
    given = pip_arguments("1.2", "{}", wheels=tmp_path, package=package)
    assert given == ("--no-index", "--find-links", str(tmp_path), "itnamnd-xl==1.2")


def test_the_add_in_is_found_in_the_package_first(package: Path) -> None:
    with pytest.raises(InstallError, match="E936"):
        addin_file(package)
    workbooks = package.parent / "workbooks"
    workbooks.mkdir()
    for file in (workbooks / "itnamnd.xlam", package / "addin" / "itnamnd.xlam"):
        file.write_bytes(b"")
        assert addin_file(package) == file
