"""What stops an installation, as the user is told: a code of the one table, and a Swedish sentence."""

from __future__ import annotations

from itnamnd_xl.core.diagnostics import DiagnosticError


class InstallError(DiagnosticError):
    """Something on the computer is in the way; the call itself is right."""
