"""The house holds: imports run one way, the core is pure, and slow libraries are loaded only where needed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "itnamnd_xl"
ROOMS = ("core", "policy", "package", "source", "sheets", "render", "app", "addin", "cli")
# What each room may import of the others. Rendering needs the core's plain helpers besides the sheets.
ALLOWED = {
    "core": set(),
    "policy": {"core"},
    "package": {"core"},
    "source": {"core", "policy", "package"},
    "sheets": {"core"},
    "render": {"core", "sheets"},
    "app": {"core", "policy", "package", "source", "sheets", "render"},
    # What stands open in Excel is read and written cell by cell, not by parts: the button needs every room below.
    "addin": {"core", "policy", "package", "source", "sheets", "render", "app"},
    "cli": {"core", "render", "app", "addin"},
}
# Where a library may be imported at all: it is known in these modules and nowhere else.
HOMES = {
    "openpyxl": {"render/with_openpyxl.py", "render/styling.py", "package/formulas.py"},
    "lxml": {
        f"package/{name}.py"
        for name in (
            "edit",
            "faults",
            "hanging",
            "notes",
            "opc",
            "plain",
            "styles",
            "transplant",
            "verify",
            "workbook",
            "xml",
        )
    },
    "xlrd": {"package/old.py"},
    "msoffcrypto": {"package/unlock.py"},
    "filelock": {"package/locks.py"},
    "pebble": {"app/batch/pool.py"},
    "distributed": {"app/batch/cluster.py"},
    "watchfiles": {"app/batch/watching.py"},
    "packaging": {"package/own.py"},
    "psutil": {"app/batch/places.py"},
    "xlsxwriter": {"render/with_xlsxwriter.py"},
    "rich": {"render/with_rich.py", "cli/batch.py", "cli/main.py", "cli/progress.py"},
    "typer": {"cli/addin.py", "cli/batch.py", "cli/main.py", "cli/options.py", "cli/swedish.py"},
    "pydantic": {"policy/cases.py", "policy/model.py", "policy/load.py"},
    "pandas": {"app/batch/rows.py", "core/outcome.py"},
    "xlwings": {
        "source/from_xlwings.py",
        *(f"render/{name}.py" for name in ("open_charts", "open_window", "with_xlwings")),
        *(f"addin/{name}.py" for name in ("buttons", "case", "excel", "marks", "notes", "own", "placing")),
        *(f"addin/{name}.py" for name in ("removal", "sources", "writing")),
    },
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> list[tuple[str, bool]]:
    """Every import of a module: the name, and whether it is made at run time when the module is loaded."""
    tree = ast.parse(path.read_text("utf-8"))
    guarded = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        or (isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING")
        for inner in ast.walk(node)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.module, id(node) not in guarded))
        elif isinstance(node, ast.Import):
            found += [(alias.name, id(node) not in guarded) for alias in node.names]
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_its_room_may(path: Path) -> None:
    room = path.relative_to(PACKAGE).parts[0]
    for name, _ in imports(path):
        parts = name.split(".")
        if parts[0] == "itnamnd_xl" and len(parts) > 1 and parts[1] in ROOMS and room in ROOMS:
            assert parts[1] == room or parts[1] in ALLOWED[room], f"{path.name} imports {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_library_stays_in_its_home(path: Path) -> None:
    place = path.relative_to(PACKAGE).as_posix()
    for name, _ in imports(path):
        library = name.split(".")[0]
        if library in HOMES:
            assert place in HOMES[library], f"{place} imports {library}"


def test_the_core_loads_the_standard_library_alone() -> None:
    for path in (PACKAGE / "core").glob("*.py"):
        for name, at_load in imports(path):
            top = name.split(".")[0]
            assert not at_load or top == "itnamnd_xl" or top in sys.stdlib_module_names, f"{path.name}: {name}"


def test_the_core_makes_no_float_and_reads_no_clock() -> None:
    for path in (PACKAGE / "core").glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        called = {
            node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        constants = [
            node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)
        ]
        assert not constants, path.name
        assert not called & {"open", "print", "input"}, path.name
        assert not attributes & {"now", "today", "environ"}, path.name
        if path.name != "outcome.py":  # to_frames hands floats to pandas, at the very edge
            assert "float" not in called, path.name


def loaded_by(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    return set(done.stdout.split())


REPORT = "import sys; print(*sorted({name.split('.')[0] for name in sys.modules}), file=sys.stdout)"


def test_help_loads_nothing_slow() -> None:
    run = "from itnamnd_xl.cli.main import run; import io, contextlib\n"
    run += "with contextlib.redirect_stdout(io.StringIO()): run(['--help'])\n" + REPORT
    assert not loaded_by(run) & {"pandas", "xlwings", "openpyxl", "pydantic", "rich", "numpy"}


def test_a_recalculation_loads_neither_pandas_nor_xlwings(three: list[Path]) -> None:
    files = [str(path) for path in three]
    run = "from itnamnd_xl.cli.main import run; import io, contextlib\n"
    run += f"with contextlib.redirect_stdout(io.StringIO()): assert run(['recalc', '-q', *{files!r}]) == 0\n" + REPORT
    loaded = loaded_by(run)
    assert "openpyxl" in loaded
    assert not loaded & {"pandas", "xlwings"}


def test_the_buttons_load_xlwings_when_they_are_pressed() -> None:
    assert not loaded_by("import itnamnd_xl.addin, itnamnd_xl.render.with_xlwings\n" + REPORT) & {"xlwings", "pydantic"}


@pytest.mark.parametrize(
    "path", [*modules(), *sorted((PACKAGE.parent / "scripts").rglob("*.py"))], ids=lambda p: p.name
)
def test_nothing_of_xlwings_pro_is_used(path: Path) -> None:
    """What lies in its folder pro is not free; so is what needs a licence key: reports, its server, embedded code."""
    for name, _ in imports(path):
        assert not name.startswith(("xlwings.pro", "xlwings.reports", "xlwings.server")), f"{path.name}: {name}"
    attributes = {node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)}
    assert not attributes & {"pro", "create_report", "render_template", "to_pdf", "json"}, path.name


def test_xlwings_is_pinned_to_the_version_that_is_installed() -> None:
    import xlwings

    from itnamnd_xl.version import xlwings_version

    assert xlwings_version() == xlwings.__version__


def test_a_check_loads_no_openpyxl(three: list[Path]) -> None:
    files = [str(path) for path in three]
    run = "from itnamnd_xl.cli.main import run; import io, contextlib\n"
    run += f"with contextlib.redirect_stdout(io.StringIO()): assert run(['check', '-q', *{files!r}]) == 0\n" + REPORT
    assert not loaded_by(run) & {"openpyxl", "numpy", "pandas", "xlrd", "msoffcrypto", "filelock"}


def test_the_lock_file_knows_what_the_project_asks_for() -> None:
    import tomllib

    root = PACKAGE.parent
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    lock = tomllib.loads((root / "uv.lock").read_text("utf-8"))
    own = next(one for one in lock["package"] if one["name"] == project["project"]["name"])

    def names(wanted: list[str]) -> set[str]:
        return {re.split(r"[\[<>=; ]", one)[0] for one in wanted}

    extras = [one for group in project["project"]["optional-dependencies"].values() for one in group]
    assert names([*project["project"]["dependencies"], *extras]) == {
        one["name"] for one in own["metadata"]["requires-dist"]
    }
    dev = {one["name"] for one in own["metadata"]["requires-dev"]["dev"]}
    assert names(project["dependency-groups"]["dev"]) == dev


def test_every_diagnostic_code_is_used_and_defined() -> None:
    from itnamnd_xl.core.diagnostics import CODES

    text = "\n".join(path.read_text("utf-8") for path in modules() if path.name != "diagnostics.py")
    assert not [code for code in CODES if f'"{code}"' not in text]


def test_public_names_are_all_there() -> None:
    import itnamnd_xl

    for name in itnamnd_xl.__all__:
        assert getattr(itnamnd_xl, name) is not None
    with pytest.raises(AttributeError):
        itnamnd_xl.nothing_of_the_kind  # noqa: B018
