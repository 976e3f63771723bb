# Copyright (c) 2026 the itnamnd_xl authors
"""Make the project's own environment on first use, with exactly the versions in uv.lock.

Shared by the scripts beside it; needs nothing but a Python with venv. Two folders in the project are made:
`.bootstrap/` holds uv, installed with pip, and `.venv/` is what `uv sync --frozen` makes of the lock file.
When neither the lock file, pyproject.toml, the Python version nor the set of installed packages has changed
since the last run, nothing is started and nothing is written.

This file must stay parseable and importable by Python 3.6, so that an old Python gets to say that it is too
old. That is why the annotations are quoted (`from __future__ import annotations` came with 3.7) and why the
syntax is plain.
"""

import errno
import hashlib
import importlib.util
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType
    from typing import IO

MINIMUM_PYTHON = (3, 11)
UV_REQUIREMENT = "uv>=0.9,<1"

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
WORKSHOP = ROOT / ".bootstrap"
UV_VENV = WORKSHOP / "uv"
# Stands while packages are being installed; a leftover means that the environment is half-made.
UNFINISHED = WORKSHOP / "unfinished"
STAMP = ENVIRONMENT / "itnamnd-bootstrap.json"

EXIT_NOT_READY = 2
EXIT_INTERRUPTED = 130
WINDOWS_CONTROL_C = 0xC000013A
SHOWN_OUTPUT_LINES = 12

# Settings of the caller's shell that point Python at other environments than ours.
FOREIGN_PYTHON_SETTINGS = ("VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH", "PYTHONHOME", "__PYVENV_LAUNCHER__")
# The same for pip: where it installs, rather than where it fetches from.
FOREIGN_PIP_SETTINGS = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_PYTHON", "PIP_DRY_RUN", "PIP_EDITABLE")
# The UV_* settings that say how to fetch and where to cache. All others could change what is installed.
KEPT_UV_SETTINGS = (
    "UV_DEFAULT_INDEX",
    "UV_INDEX",  # also UV_INDEX_URL, UV_INDEX_STRATEGY and UV_INDEX_<name>_PASSWORD
    "UV_EXTRA_INDEX_URL",
    "UV_FIND_LINKS",
    "UV_NO_INDEX",
    "UV_KEYRING_PROVIDER",
    "UV_CREDENTIALS_DIR",
    "UV_INSECURE_HOST",
    "UV_NATIVE_TLS",
    "UV_SYSTEM_CERTS",
    "UV_HTTP",
    "UV_REQUEST_TIMEOUT",
    "UV_UPLOAD_HTTP_TIMEOUT",
    "UV_OFFLINE",
    "UV_CONFIG_FILE",
    "UV_CACHE_DIR",
    "UV_NO_CACHE",
    "UV_LINK_MODE",
    "UV_CONCURRENT",
)
# The newer and the older name of one setting.
SYSTEM_CERTIFICATES = {"UV_SYSTEM_CERTS": "1", "UV_NATIVE_TLS": "1"}


class BootstrapError(Exception):
    """The environment cannot be made; the message tells the user why and what to do."""


def guarded(main: "Callable[[], int]") -> int:
    """Run a script's main function with failures as sentences and statuses instead of tracebacks."""
    try:
        _check_python()
        return main()
    except BootstrapError as error:
        say(str(error))
        return EXIT_NOT_READY
    except KeyboardInterrupt:
        say("Avbrutet.")
        return EXIT_INTERRUPTED


def say(message: str) -> None:
    """Tell the user something on stderr; stdout belongs to the program that is started."""
    print(message, file=sys.stderr, flush=True)


def ensure_environment(*, dev: bool) -> Path:
    """Make or mend the project's environment if need be; return its Python.

    Args:
        dev: whether the tools for tests and checks are needed too.
    """
    try:
        if not _is_current(dev=dev):
            WORKSHOP.mkdir(exist_ok=True)
            with _lock():
                # Someone else may have done the work while we waited for the lock.
                if not _is_current(dev=dev):
                    _make(dev=dev)
    except OSError as error:
        raise BootstrapError(_explain_os_error(error)) from error
    return _program(ENVIRONMENT, "python")


def clean_environment() -> "dict[str, str]":
    """Return the environment variables without those that would lead Python, pip or uv astray."""
    foreign = FOREIGN_PYTHON_SETTINGS + FOREIGN_PIP_SETTINGS
    return {
        name: value
        for name, value in os.environ.items()
        if name not in foreign and (not name.startswith("UV_") or name.startswith(KEPT_UV_SETTINGS))
    }


def run_attached(command: "list[str]", cwd: "Path | None" = None) -> int:
    """Run a program on the caller's terminal and return its exit status, as a shell would tell it."""
    with _interrupts_noted() as interrupted:
        process = subprocess.Popen(command, cwd=None if cwd is None else str(cwd), env=clean_environment())
        with _signal_handled(signal.SIGTERM, process.terminate):
            status = process.wait()
    if status == WINDOWS_CONTROL_C or (interrupted and status != 0):
        return EXIT_INTERRUPTED
    return 128 - status if status < 0 else status


@contextmanager
def _interrupts_noted() -> "Iterator[list[bool]]":
    """Only note a Ctrl-C: the program gets it straight from the terminal, and decides how to stop."""
    noted = []  # type: list[bool]
    # A shell that started us in the background made us ignore Ctrl-C, and the program is to inherit that.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        yield noted
        return
    # A function, since SIG_IGN would be inherited.
    with _signal_handled(signal.SIGINT, lambda: noted.append(True)):
        yield noted


@contextmanager
def _signal_handled(number: "signal.Signals", action: "Callable[[], None]") -> "Iterator[None]":
    """Let a signal lead to an action, for the time being."""

    def handle(_number: int, _frame: "FrameType | None") -> None:
        action()

    previous = signal.signal(number, handle)
    try:
        yield
    finally:
        signal.signal(number, previous)


def _check_python() -> None:
    """Refuse a Python that is too old."""
    if sys.version_info < MINIMUM_PYTHON:
        wanted = ".".join(map(str, MINIMUM_PYTHON))
        running = ".".join(map(str, sys.version_info[:3]))
        raise BootstrapError(
            f"Fel: Python {wanted} eller senare behövs, men det här är Python {running} ({sys.executable}). "
            "Starta om med en nyare Python."
        )


def _is_current(*, dev: bool) -> bool:
    """Tell whether the environment is what the last completed run left, and enough for this one."""
    stamp = _read_stamp()
    return (
        stamp is not None
        and not UNFINISHED.exists()
        and (stamp.get("dev") is True or not dev)
        and {**stamp, "dev": dev} == _describe(dev=dev)
        and _program(ENVIRONMENT, "python").exists()
    )


def _read_stamp() -> "dict[str, object] | None":
    """Read what the last completed run wrote; None if there is no such thing."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return stamp if isinstance(stamp, dict) else None


def _describe(*, dev: bool) -> "dict[str, object]":
    """Return everything that must be unchanged for the environment to be used as it is."""
    digest = hashlib.sha256()
    for name in ("uv.lock", "pyproject.toml"):
        digest.update(hashlib.sha256((ROOT / name).read_bytes()).digest())
    return {
        "inputs": digest.hexdigest(),
        "dev": dev,
        # A patch release keeps the binary interface: two Pythons of one minor version can share.
        "python": list(sys.version_info[:2]),
        # The environment holds absolute paths: in a moved or copied project they lead to the old place.
        "root": str(ROOT),
        # Seen from the folder names, which costs next to nothing: a package added or removed by hand.
        "packages": _installed_packages(),
    }


def _installed_packages() -> "list[str]":
    """List the packages in the environment by their metadata folders, which hold name and version."""
    pattern = "Lib/site-packages/*.dist-info" if os.name == "nt" else "lib/python*/site-packages/*.dist-info"
    return sorted(path.name for path in ENVIRONMENT.glob(pattern))


def _make(*, dev: bool) -> None:
    """Make the environment, or bring it up to date; the stamp is written last of all."""
    if ENVIRONMENT.exists():
        say("Uppdaterar det som programmet behöver …")
    else:
        say("Första körningen: hämtar det som behövs (någon minut) …")
    uv = _ensure_uv()
    _remove_unusable_environment()
    UNFINISHED.touch()
    if STAMP.exists():
        STAMP.unlink()
    _sync(uv, dev=dev)
    STAMP.write_text(json.dumps(_describe(dev=dev), indent=1), encoding="utf-8")
    UNFINISHED.unlink()
    say("Klart.")


def _remove_unusable_environment() -> None:
    """Remove an environment that uv cannot be trusted to mend: half-made or moved here from elsewhere."""
    stamp = _read_stamp()
    moved = stamp is not None and stamp.get("root") != str(ROOT)
    incomplete = UNFINISHED.exists() or not (ENVIRONMENT / "pyvenv.cfg").exists()
    if ENVIRONMENT.exists() and (moved or incomplete):
        shutil.rmtree(str(ENVIRONMENT))


def _sync(uv: Path, *, dev: bool) -> None:
    """Let uv install what the lock file says."""
    before = _installed_packages()
    # Inexact without the dev group, lest a plain run takes the tools out of a developer's environment.
    groups = ["--group", "dev"] if dev else ["--no-dev", "--inexact"]
    command = [str(uv), "sync", "--frozen", "--no-progress", "--extra", "xls", *groups]
    variables = {
        "UV_PROJECT_ENVIRONMENT": str(ENVIRONMENT),
        "UV_PYTHON": _base_python(),
        "UV_PYTHON_DOWNLOADS": "never",
    }
    try:
        _run_uv(command, variables)
    except BootstrapError:
        # uv fetches everything before it installs anything. A failed fetch leaves the environment whole, and
        # it must not be thrown away on the next run just because there is no network.
        if before and before == _installed_packages():
            UNFINISHED.unlink()
        raise


def _run_uv(command: "list[str]", variables: "dict[str, str]") -> None:
    """Run uv; if it does not trust the other side's certificate, once more with the system's own list.

    Where a proxy reads the traffic, its certificate is known to the system, and so to pip, but not to uv.
    """
    try:
        _run_quietly(command, variables)
    except BootstrapError as error:
        chosen_by_user = any(name in os.environ for name in SYSTEM_CERTIFICATES)
        if chosen_by_user or "certificate" not in str(error):
            raise
        _run_quietly(command, {**variables, **SYSTEM_CERTIFICATES})


def _ensure_uv() -> Path:
    """Install uv in a small environment of its own, unless that is done; return the program."""
    uv = _program(UV_VENV, "uv")
    stamp = UV_VENV / "itnamnd-bootstrap.txt"
    if uv.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == UV_REQUIREMENT:
        return uv
    _check_venv()
    # -I keeps the caller's folder and packages out of it; --clear mends a half-made one.
    _run_quietly([_base_python(), "-I", "-m", "venv", "--clear", str(UV_VENV)])
    python = str(_program(UV_VENV, "python"))
    # Without --only-binary pip would try to compile uv on rare platforms, and fail in a far less clear way.
    options = ["--disable-pip-version-check", "--quiet", "--only-binary", "uv"]
    _run_quietly([python, "-I", "-m", "pip", "install", *options, UV_REQUIREMENT], {"PIP_USER": "0"})
    stamp.write_text(UV_REQUIREMENT, encoding="utf-8")
    return uv


def _check_venv() -> None:
    """Say how to get the parts of Python that Debian and its kin leave out."""
    specs = [importlib.util.find_spec(name) for name in ("venv", "ensurepip")]
    # An uninstalled package may leave an empty folder behind, which is found, but without origin.
    if any(spec is None or spec.origin is None for spec in specs):
        raise BootstrapError(
            f"Fel: {sys.executable} saknar venv eller ensurepip, som behövs för att hämta programmets delar. "
            "På Debian och Ubuntu: kör «apt install python3-venv» som administratör och försök igen."
        )


def _base_python() -> str:
    """Return the Python itself, even if we run in a virtual environment, which may be the one to remake."""
    base = getattr(sys, "_base_executable", None)
    return base if isinstance(base, str) and Path(base).exists() else sys.executable


def _program(environment: Path, name: str) -> Path:
    """Return where a program lies in a virtual environment."""
    return environment / "Scripts" / f"{name}.exe" if os.name == "nt" else environment / "bin" / name


def _run_quietly(command: "list[str]", variables: "dict[str, str] | None" = None) -> None:
    """Run a command in the project folder; only if it fails is its output shown."""
    finished = subprocess.run(
        command,
        cwd=str(ROOT),
        env={**clean_environment(), **(variables or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if finished.returncode != 0:
        output = finished.stdout.decode("utf-8", errors="replace").split("\n")
        shown = [f"\n  {line.rstrip()}" for line in output if line.strip()][-SHOWN_OUTPUT_LINES:]
        raise BootstrapError(
            "Fel: det gick inte att hämta eller installera det som behövs. "
            "Kontrollera nätverket, eventuell proxy och ledigt diskutrymme och försök igen.\n"
            f"Kommandot som misslyckades (status {finished.returncode}): {_quote(command)}" + "".join(shown)
        )


def _quote(command: "list[str]") -> str:
    """Write a command as it would be typed."""
    return subprocess.list2cmdline(command) if os.name == "nt" else " ".join(map(shlex.quote, command))


def _explain_os_error(error: OSError) -> str:
    """Say in one sentence why the project folder cannot be used."""
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"Fel: projektmappen {ROOT} går inte att skriva i (det gällde {error.filename}). "
            "Kopiera den till en plats där du får skriva, eller be ägaren köra programmet en gång."
        )
    if isinstance(error, FileNotFoundError) and str(error.filename).endswith(("uv.lock", "pyproject.toml")):
        return f"Fel: filen {error.filename} saknas; hämta om projektet."
    return f"Fel: programmets miljö i {ROOT} gick inte att göra i ordning: {error}."


@contextmanager
def _lock() -> "Iterator[None]":
    """Keep other runs from making the same environment at once.

    The operating system lets go of the lock when its holder ends, however that happens; none can be stale.
    """
    with (WORKSHOP / "lock").open("ab") as file:
        if not _try_lock(file):
            say("Väntar på en annan körning som gör i ordning miljön …")
            while not _try_lock(file):
                time.sleep(0.2)
        yield


def _try_lock(file: "IO[bytes]") -> bool:
    """Take the lock if it is free. Where the file system knows no locks, go on without."""
    try:
        if sys.platform == "win32":
            # Locks one byte at the file's position, which is the same for all: the file stays empty.
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True
