"""The version of the tool, as its distribution states it."""

from importlib.metadata import version

VERSION = version("itnamnd-xl")
