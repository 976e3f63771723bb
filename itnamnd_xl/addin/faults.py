"""What can go wrong with Excel itself, as a diagnostic: the errors of COM are numbers, and in the user's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.core.diagnostics import DiagnosticError, diagnostic
from itnamnd_xl.policy.load import PolicyError

if TYPE_CHECKING:
    from itnamnd_xl.core.diagnostics import Diagnostic

# RPC_E_CALL_REJECTED, and what Excel answers while a cell is edited (VBA_E_IGNORE).
BUSY = {-2147418111, -2146777998}
# DISP_E_UNKNOWNNAME and DISP_E_MEMBERNOTFOUND: a member that this version of Excel does not have.
UNKNOWN = {-2147352570, -2147352573}


class ExcelError(DiagnosticError):
    """Nothing can be done in Excel as it stands."""


def as_diagnostic(problem: Exception, log: str) -> Diagnostic:
    """Say in Swedish what an error means; `log` is where the log file is, for what nobody foresaw."""
    if isinstance(problem, DiagnosticError):
        return problem.diagnostic
    if isinstance(problem, PolicyError):
        return diagnostic("E703", why=str(problem))
    kind = type(problem).__name__
    if kind == "ExcelBusyError" or BUSY & set(_numbers(problem)):
        return diagnostic("E905")
    if kind == "com_error":
        return diagnostic("E909", why=_excels_words(problem))
    return diagnostic("E916", kind=kind, log=log)


def is_unknown(problem: Exception) -> bool:
    """Say whether Excel does not know what was asked for, as an older version does not."""
    return isinstance(problem, AttributeError) or bool(UNKNOWN & set(_numbers(problem)[:1]))


def _numbers(problem: Exception) -> list[object]:
    """Give the numbers that a COM error carries: its own, and the one of the program that it comes from."""
    details = next((one for one in problem.args if isinstance(one, tuple)), ())
    return [one for one in (*problem.args, *details) if isinstance(one, int)]


def _excels_words(problem: Exception) -> str:
    """Give what Excel itself says, without its full stop; its number where it says nothing."""
    details = next((one for one in problem.args if isinstance(one, tuple)), ())
    said = next((one for one in details[2:3] if isinstance(one, str) and one.strip()), "")
    return " ".join(said.split()).rstrip(".") or f"fel {problem.args[0] if problem.args else 'utan nummer'}"
