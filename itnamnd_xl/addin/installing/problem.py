"""What stops an installation, as the user is told: a code of the one table, and a Swedish sentence."""

from __future__ import annotations

from itnamnd_xl.core.diagnostics import diagnostic


class InstallError(Exception):
    """Something on the computer is in the way; the call itself is right."""

    def __init__(self, code: str, /, **params: str) -> None:
        """Make the error of a code of the 930s or 940s."""
        self.diagnostic = diagnostic(code, None, **params)
        super().__init__(f"{code}. {self.diagnostic.message}")
