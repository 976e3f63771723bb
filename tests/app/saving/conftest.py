"""Folders that are a test's alone."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the user's own folders out of it."""
    folder = tmp_path_factory.mktemp("user")
    for name in ("state", "config"):
        (folder / name).mkdir()
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(folder / name))
    return folder / "state"


@pytest.fixture(autouse=True)
def temporary(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have a folder for temporary files that is this test's alone."""
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder
