"""Draw the README's picture: the example's result sheets, printed by LibreOffice and turned into a PNG."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from itnamnd_xl import Target, recalculate

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "workbooks" / "2023-samlad" / "sydnarke-2023.xlsx"
PICTURE = ROOT / "workbooks" / "resultat.png"
# A profile that prints figures as a Swede reads them, whatever this machine's own language is.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>sv-SE</value></prop></item>
</oor:items>
"""
# The page of the sheet Måluppfyllelse: the board's own sheets come first.
PAGE = 6


def main() -> int:
    """Draw the picture; 1 where LibreOffice or pdftoppm is missing."""
    if not shutil.which("soffice") or not shutil.which("pdftoppm"):
        print("LibreOffice och poppler-utils behövs.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recalculate([EXAMPLE], target=Target(folder / "ut"))
        user = folder / "profil" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(PROFILE, "utf-8")
        office = ["soffice", f"-env:UserInstallation={user.parent.as_uri()}", "--headless", "--convert-to", "pdf"]
        subprocess.run([*office, "--outdir", name, str(folder / "ut" / EXAMPLE.name)], check=True, capture_output=True)
        pdf = folder / EXAMPLE.with_suffix(".pdf").name
        page = ["-f", str(PAGE), "-l", str(PAGE), "-singlefile", "-r", "110", "-png"]
        subprocess.run(["pdftoppm", *page, str(pdf), str(PICTURE.with_suffix(""))], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
