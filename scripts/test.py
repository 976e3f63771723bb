# Copyright (c) 2026 the itnamnd_xl authors
"""Run all checks and tests of the project, after fetching what they need.

    python3 scripts/test.py                 # ruff, mypy and pytest
    python3 scripts/test.py -k allocation   # pytest alone, with these arguments

Everything is run even if something fails; the exit status is 0 only if nothing did. Paths among the arguments
are seen from the project's folder.
"""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scripts import bootstrap  # mypy names files from the project's root
else:
    import bootstrap  # Python looks beside the script that was started

CHECKS = (
    ("Kodregler", ["ruff", "check"]),
    ("Formatering", ["ruff", "format", "--check"]),
    ("Typer", ["mypy"]),
)


# As many tests at a time as there are cores; those of one file stay together, since they share what is slow to make.
ALL_AT_ONCE = ("-n", "auto", "--dist", "loadfile")


def main() -> int:
    """Run the checks and then the tests, so that the tests' summary is the last thing seen."""
    python = str(bootstrap.ensure_environment(dev=True))
    arguments = sys.argv[1:]
    failed = []
    for title, command in () if arguments else CHECKS:
        status = _run(python, title, command)
        if status == bootstrap.EXIT_INTERRUPTED:
            return status
        if status != 0:
            failed.append(" ".join(command))
    if failed:
        # Said here, since a green summary from pytest would otherwise hide it.
        print(f"\nUnderkänt hittills: {', '.join(failed)}", flush=True)
    status = _run(python, "Tester", ["pytest", *(arguments or ALL_AT_ONCE)])
    return status or int(bool(failed))


def _run(python: str, title: str, command: "list[str]") -> int:
    """Run one of the environment's tools in the project's folder, under a heading."""
    print(f"\n=== {title}: {' '.join(command)} ===", flush=True)
    # -P: as the tool's own command would do it, without the current folder among the modules.
    return bootstrap.run_attached([python, "-P", "-m", *command], cwd=bootstrap.ROOT)


if __name__ == "__main__":
    sys.exit(bootstrap.guarded(main))
