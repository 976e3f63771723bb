"""What is wrong with a call, as the caller is told: a code of the one table, and a Swedish sentence."""

from __future__ import annotations

from itnamnd_xl.core.diagnostics import DiagnosticError


class UsageError(DiagnosticError):
    """The call itself is wrong: a path that does not exist, a folder for a file, a value that cannot be used."""
