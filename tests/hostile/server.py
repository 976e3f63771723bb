"""Runs commands, each in a process of its own, and says what came of them: status, output, time and memory.

A process that has loaded the tool once forks for every command, so that two hundred files cost two hundred forks and
not two hundred starts of Python. Reads a line of JSON for each job and answers with one.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import resource
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, TextIO

# Far above what is allowed, and far below what a machine that runs tests has.
MOST_MEMORY = 2 << 30


def peak_megabytes() -> int:
    """Give the most memory that this process has had; what its parent had is not counted where that can be told."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(next(line for line in status.read_text().splitlines() if line.startswith("VmHWM")).split()[1]) >> 10
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most >> 20 if sys.platform == "darwin" else most >> 10


def inside(arguments: list[str], out: TextIO, err: TextIO) -> int:
    """Run a command in the process that was made for it."""
    from itnamnd_xl.cli.main import run

    if sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        return run(arguments)


def one(arguments: list[str], timeout: float) -> dict[str, Any]:
    """Run a command in a fork."""
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as out,
        tempfile.TemporaryFile("w+", encoding="utf-8") as err,
        tempfile.TemporaryFile("w+", encoding="utf-8") as memory,
    ):
        start = time.perf_counter()
        pid = os.fork()
        if pid == 0:
            status = 99
            try:
                status = inside(arguments, out, err)
            finally:
                memory.write(str(peak_megabytes()))
                for file in (out, err, memory):
                    file.flush()
                os._exit(status)
        ended, status = os.waitpid(pid, os.WNOHANG)
        while not ended and time.perf_counter() - start < timeout:
            time.sleep(0.005)
            ended, status = os.waitpid(pid, os.WNOHANG)
        if not ended:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        for file in (out, err, memory):
            file.seek(0)
        return {
            "status": os.waitstatus_to_exitcode(status) if ended else None,
            "out": out.read(),
            "err": err.read(),
            "peak": int(memory.read() or 0),
            "seconds": round(time.perf_counter() - start, 2),
        }


def main() -> None:
    # What every command needs is loaded here, once.
    import openpyxl  # noqa: F401

    import itnamnd_xl.app.recalculate
    import itnamnd_xl.cli.main
    import itnamnd_xl.render.with_rich  # noqa: F401

    gc.freeze()
    for line in sys.stdin:
        job = json.loads(line)
        print(json.dumps(one(job["arguments"], job["timeout"])), flush=True)  # noqa: T201 - this is the answer


if __name__ == "__main__":
    main()
