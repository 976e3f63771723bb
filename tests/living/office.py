"""LibreOffice as a second opinion: many workbooks computed anew from scratch in one call, whatever values they carry.

It has a home and a profile of its own, which says that nothing stored beside a formula is to be trusted.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_office = pytest.mark.skipif(
    OFFICE is None,
    reason="LibreOffice is not installed: what Excel would compute has not been computed by anybody else",
)
# 0 is to compute always; 1, as it comes, never; the country's decimal comma must change nothing.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="ODFRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse">
<value>{language}</value></prop></item>
</oor:items>"""
AS_WORKBOOK = "xlsx:Calc MS Excel 2007 XML"
SECONDS_EACH, SECONDS_TO_START = 5, 120


def computed_anew(workbooks: Sequence[Path], folder: Path, language: str = "sv-SE") -> list[Path]:
    """Let LibreOffice compute workbooks and save them again.

    Args:
        workbooks: the files; they stay as they are.
        folder: a folder of this call's own.
        language: the country whose decimal mark and names of functions the program is set for.

    Returns:
        What it saved, in the order of the files.
    """
    taken, saved = folder / "tagna", folder / "sparade"
    taken.mkdir(parents=True)
    # One folder takes them all: no two may have one name.
    copies = [shutil.copy(path, taken / f"{number:04}.xlsx") for number, path in enumerate(workbooks)]
    profile = folder / "profil"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE.format(language=language), "utf-8")
    office = [str(OFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"]
    subprocess.run(
        [*office, "--convert-to", AS_WORKBOOK, "--outdir", str(saved), *map(str, copies)],
        env=dict(os.environ, HOME=str(folder)),
        capture_output=True,
        check=True,
        timeout=SECONDS_TO_START + SECONDS_EACH * len(copies),
    )
    return [saved / f"{number:04}.xlsx" for number in range(len(copies))]
