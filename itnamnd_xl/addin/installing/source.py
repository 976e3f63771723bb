"""Where the running itnamnd-xl came from, so that the very same can be installed for the button."""

from __future__ import annotations

import json
import tomllib
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from itnamnd_xl.addin.installing.places import ADDIN
from itnamnd_xl.addin.installing.problem import InstallError

DISTRIBUTION = "itnamnd-xl"
PACKAGE = Path(__file__).parent.parent.parent


def addin_file(package: Path = PACKAGE) -> Path:
    """Find the add-in: in the installed package, or in the source folder.

    Raises:
        InstallError: it is in neither.
    """
    for file in (package / "addin" / ADDIN, package.parent / "workbooks" / ADDIN):
        if file.is_file():
            return file
    raise InstallError("E936", name=ADDIN)


def direct_url() -> str | None:
    """Give what pip noted (PEP 610) of an installation from a file, a folder or a repository; None for an index."""
    return metadata.distribution(DISTRIBUTION).read_text("direct_url.json")


def pip_arguments(
    version: str, noted: str | None, *, wheels: Path | None = None, package: Path = PACKAGE
) -> tuple[str, ...]:
    """Say for pip what is to be installed.

    The index is asked only where the running one came from an index: somebody else's package of the same name must
    not come instead of a folder that is gone.

    Args:
        version: of the running distribution.
        noted: what `direct_url` gives.
        wheels: a folder with everything, for a computer that fetches nothing.
        package: the folder of the running package.

    Raises:
        InstallError: what it was installed from is gone.
    """
    exact = f"{DISTRIBUTION}=={version}"
    if wheels is not None:
        return ("--no-index", "--find-links", str(wheels), exact)
    if _is_checkout(package.parent):
        return (str(package.parent),)
    return (_requirement(json.loads(noted)) if noted else exact,)


def _is_checkout(folder: Path) -> bool:
    """Tell whether a folder is this project's; other packages have left a pyproject.toml in site-packages."""
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8")).get("project", {})
    except (OSError, ValueError):
        return False
    return bool(project.get("name") == DISTRIBUTION)


def _requirement(noted: dict[str, object]) -> str:
    """Write what pip noted as what pip takes."""
    url = str(noted["url"])
    if (vcs := noted.get("vcs_info")) and isinstance(vcs, dict):
        return f"{DISTRIBUTION} @ {vcs['vcs']}+{url}@{vcs['commit_id']}"
    if urlsplit(url).scheme != "file":
        return f"{DISTRIBUTION} @ {url}"
    path = Path(url2pathname(urlsplit(url).path))
    if not path.exists():
        raise InstallError("E940", path=str(path))
    return str(path)
