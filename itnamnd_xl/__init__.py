"""Goal attainment, budget follow-up and cost allocation from the workbooks that a board already has.

>>> from itnamnd_xl import recalculate
>>> result = recalculate(["budget.xlsx", "indikatorer.xlsx", "folkmangd.xlsx"])  # doctest: +SKIP
>>> result.outcome.to_frames()["allocation"]  # doctest: +SKIP
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from itnamnd_xl.app.batch.batch import BatchResult, run_batch
    from itnamnd_xl.app.batch.request import BatchRequest
    from itnamnd_xl.app.delivery import Target
    from itnamnd_xl.app.recalculate import Result, recalculate
    from itnamnd_xl.app.result import to_json
    from itnamnd_xl.app.usage import UsageError
    from itnamnd_xl.core.allocation import allocate, largest_remainder
    from itnamnd_xl.core.diagnostics import Diagnostic, Severity
    from itnamnd_xl.core.outcome import Outcome
    from itnamnd_xl.policy.load import PolicyError

# Loaded when asked for, so that importing the package costs nothing.
_HOMES = {
    "BatchRequest": "app.batch.request",
    "BatchResult": "app.batch.batch",
    "Diagnostic": "core.diagnostics",
    "Outcome": "core.outcome",
    "PolicyError": "policy.load",
    "Result": "app.recalculate",
    "Severity": "core.diagnostics",
    "Target": "app.delivery",
    "UsageError": "app.usage",
    "allocate": "core.allocation",
    "largest_remainder": "core.allocation",
    "recalculate": "app.recalculate",
    "run_batch": "app.batch.batch",
    "to_json": "app.result",
}

__all__ = [
    "BatchRequest",
    "BatchResult",
    "Diagnostic",
    "Outcome",
    "PolicyError",
    "Result",
    "Severity",
    "Target",
    "UsageError",
    "allocate",
    "largest_remainder",
    "recalculate",
    "run_batch",
    "to_json",
]


def __getattr__(name: str) -> object:
    """Load a public name from its home."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
