"""The command line: `itnamnd`."""

from itnamnd_xl.cli.main import main

__all__ = ["main"]
