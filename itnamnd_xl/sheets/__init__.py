"""What follows from a case becomes neutral sheets: what each says, not how it is drawn."""

from itnamnd_xl.sheets.build import build_sheets
from itnamnd_xl.sheets.spec import Cell, Role, Sheet

__all__ = ["Cell", "Role", "Sheet", "build_sheets"]
