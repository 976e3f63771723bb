"""What the buttons in Excel call: recalculate, check, show the source, take the results away, help.

Each is called by xlwings' RunPython with nothing but its name. Nothing is raised: what goes wrong is told in Excel.
"""

from __future__ import annotations

from itnamnd_xl.addin.buttons import check, recalculate, remove_results, show_help, show_source

__all__ = ["check", "recalculate", "remove_results", "show_help", "show_source"]
