"""Folders that are a test's alone."""

from __future__ import annotations

from tests.app.saving.conftest import state, temporary

__all__ = ["state", "temporary"]
