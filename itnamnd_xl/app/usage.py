"""What is wrong with a call, as the caller is told: a code of the one table, and a Swedish sentence."""

from __future__ import annotations

from itnamnd_xl.core.diagnostics import diagnostic


class UsageError(Exception):
    """The call itself is wrong: a path that does not exist, a folder for a file, a value that cannot be used."""

    def __init__(self, code: str, /, **params: str) -> None:
        """Make the error of a code of the 800s."""
        self.diagnostic = diagnostic(code, None, **params)
        super().__init__(f"{code}. {self.diagnostic.message}")
