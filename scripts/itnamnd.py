# Copyright (c) 2026 the itnamnd_xl authors
"""Run the itnamnd command without installing anything by hand.

    python3 scripts/itnamnd.py recalc ...

The first run fetches what the command needs into the project's folder. The command itself runs in the folder
where it was called, with its arguments, stdin and exit status untouched.
"""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scripts import bootstrap  # mypy names files from the project's root
else:
    import bootstrap  # Python looks beside the script that was started

# `python -m itnamnd_xl`, except that Ctrl-C is quiet even before the package has been imported.
RUN_PACKAGE = """\
import runpy, sys
try:
    runpy.run_module("itnamnd_xl", run_name="__main__", alter_sys=True)
except KeyboardInterrupt:
    sys.exit(130)
"""


def main() -> int:
    """Make the environment ready and hand over to the command."""
    python = bootstrap.ensure_environment(dev=False)
    # -P: files in the caller's folder must not pass for Python modules.
    return bootstrap.run_attached([str(python), "-P", "-c", RUN_PACKAGE, *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(bootstrap.guarded(main))
