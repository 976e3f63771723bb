"""Draw the README's pictures, printed by LibreOffice and turned into PNGs: a result sheet, and the one with buttons."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from itnamnd_xl import Target, recalculate

WORKBOOKS = Path(__file__).parent.parent / "workbooks"
EXAMPLE = WORKBOOKS / "2023-samlad" / "sydnarke-2023.xlsx"
BUTTONS = WORKBOOKS / "itnamnd.xlsm"
# A profile that prints figures as a Swede reads them, whatever this machine's own language is.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>sv-SE</value></prop></item>
</oor:items>
"""


class Picture(NamedTuple):
    """A page of a printed workbook, and what of it is shown: left, top, width, height in pixels; all where None."""

    name: str
    page: int
    part: tuple[int, int, int, int] | None = None


# The board's own sheets come first.
RESULT = Picture("resultat", 6)
BUTTON = Picture("knappen", 1, (170, 90, 980, 740))
DOTS_PER_INCH = "110"


def main() -> int:
    """Draw the pictures; 1 where LibreOffice or pdftoppm is missing."""
    if not shutil.which("soffice") or not shutil.which("pdftoppm"):
        print("LibreOffice och poppler-utils behövs.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recalculate([EXAMPLE], target=Target(folder / "ut"))
        draw(folder, folder / "ut" / EXAMPLE.name, RESULT)
        draw(folder, BUTTONS, BUTTON)
    return 0


def draw(folder: Path, workbook: Path, picture: Picture) -> None:
    """Print a workbook into a folder, and make a picture of one of its pages."""
    user = folder / "profil" / "user"
    user.mkdir(parents=True, exist_ok=True)
    (user / "registrymodifications.xcu").write_text(PROFILE, "utf-8")
    office = ["soffice", f"-env:UserInstallation={user.parent.as_uri()}", "--headless", "--convert-to", "pdf"]
    subprocess.run([*office, "--outdir", str(folder), str(workbook)], check=True, capture_output=True)
    parts = zip(("-x", "-y", "-W", "-H"), picture.part or (), strict=False)
    cut = [text for flag, value in parts for text in (flag, str(value))]
    page = ["-f", str(picture.page), "-l", str(picture.page), "-singlefile", "-r", DOTS_PER_INCH, "-png", *cut]
    target = (WORKBOOKS / picture.name).with_suffix("")
    subprocess.run(["pdftoppm", *page, str(folder / workbook.with_suffix(".pdf").name), str(target)], check=True)


if __name__ == "__main__":
    sys.exit(main())
