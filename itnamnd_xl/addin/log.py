"""The log file in the user's folder: what was pressed, what came of it, codes and addresses; never what cells hold."""

from __future__ import annotations

import logging
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from itnamnd_xl.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from itnamnd_xl.core.diagnostics import Diagnostic

MOST_BYTES, KEPT_FILES = 500_000, 2
NAME = "itnamnd.log"


def log_path() -> Path:
    """Give the log file's place."""
    return Path(platformdirs.user_log_dir("itnamnd", appauthor=False)) / NAME


def log(action: str, diagnostics: Iterable[Diagnostic], fault: Exception | None = None) -> None:
    """Add what a button did: its name, then a line for every diagnostic with its code and place.

    Of a fault that nobody foresaw the places in our code are kept, not its words: those may hold what a cell does.
    """
    path = log_path()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=MOST_BYTES, backupCount=KEPT_FILES, encoding="utf-8")
    except OSError:
        # Without a log the work goes on: it is for those who help, not for the work.
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger = logging.getLogger("itnamnd")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    logger.info("%s %s", action, VERSION)
    for one in diagnostics:
        logger.info("  %s %s", one.code, one.source or "")
    if fault is not None:
        logger.info("  %s", type(fault).__name__)
        for frame in traceback.extract_tb(fault.__traceback__):
            logger.info("    %s:%s %s", Path(frame.filename).name, frame.lineno, frame.name)
    logger.removeHandler(handler)
    handler.close()
