"""The buttons: each does its work in the workbook that it was pressed in, and says in Swedish how that ended.

The status bar tells what was done; the sheet Meddelanden what is wrong in the workbooks. A message box comes only where
nothing could be done. Everything else is loaded when a button is pressed.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import xlwings as xw

    from itnamnd_xl.core.diagnostics import Diagnostic

TITLE = "IT-nämnden"
HELP = (
    "Räkna om: läser tabellerna i arbetsboken och skriver resultatflikarna. Dina egna flikar ändras inte.\n"
    "Kontrollera: läser och räknar men ändrar inga resultat; det som är oklart visas på fliken Meddelanden.\n"
    "Visa källa: markera ett tal på en resultatflik, så visas cellen som det kommer ifrån.\n"
    "Ta bort resultat: tar bort resultatflikarna. Det du har skrivit på dem sparas på fliken Egna anteckningar.\n\n"
    "Hör flera arbetsböcker till beräkningen, så skriv deras namn på fliken Inställningar (Arbetsböcker) och ha dem "
    "öppna.\n\nVersion {version}. Loggfil: {log}"
)


@dataclass(frozen=True, slots=True)
class Pressed:
    """How a press of a button ended: what is said of it, every diagnostic, whether there was an Excel to say it in."""

    sentences: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    is_refused: bool = False
    has_excel: bool = True

    @property
    def has_errors(self) -> bool:
        """Say whether something is wrong; whoever asks for an exit status wants to know."""
        return self.is_refused or any(one.code.startswith("E") for one in self.diagnostics)

    @property
    def has_warnings(self) -> bool:
        """Say whether anything is doubtful."""
        return any(one.code.startswith("W") for one in self.diagnostics)


def recalculate() -> None:
    """Do what the button Räkna om does."""
    _press(recalculated)


def check() -> None:
    """Do what the button Kontrollera does."""
    _press(checked)


def show_source() -> None:
    """Do what the button Visa källa does."""
    _press(source_shown)


def remove_results() -> None:
    """Do what the button Ta bort resultat does."""
    _press(results_removed)


def show_help() -> None:
    """Do what the button Hjälp does."""
    _press(helped)


def recalculated(book: xw.Book) -> Pressed:
    """Compute the case of an open workbook and write its result sheets."""
    from itnamnd_xl.addin.case import compute_open
    from itnamnd_xl.addin.excel import kept_state
    from itnamnd_xl.addin.report import done_text
    from itnamnd_xl.addin.writing import compute_own, write_results

    book.app.status_bar = "Räknar …"
    case = compute_open(book)
    with kept_state(book.app):
        done = write_results(case)
    compute_own(case)
    said = (*case.result.diagnostics, *done.diagnostics)
    return Pressed(tuple(done_text(case.result, done, _saved(book))), said)


def checked(book: xw.Book) -> Pressed:
    """Compute the case of an open workbook; only what is wrong is written, on the sheet Meddelanden."""
    from itnamnd_xl.addin.case import compute_open
    from itnamnd_xl.addin.excel import kept_state
    from itnamnd_xl.addin.report import checked_text
    from itnamnd_xl.addin.writing import has_messages, write_messages

    book.app.status_bar = "Kontrollerar …"
    case = compute_open(book)
    result = case.result
    wrong = result.has_errors or result.has_warnings
    # What was wrong the last time must not stand there when it is right.
    if wrong or has_messages(case):
        with kept_state(book.app):
            write_messages(case)
    return Pressed(tuple(checked_text(result, wrote=wrong)), result.diagnostics)


def source_shown(book: xw.Book) -> Pressed:
    """Go to the cell that the selected figure was read from."""
    from itnamnd_xl.addin.case import compute_open
    from itnamnd_xl.addin.excel import selected
    from itnamnd_xl.addin.faults import ExcelError
    from itnamnd_xl.addin.sources import show, source_of

    cells = selected(book.app)
    if cells is None:
        raise ExcelError("N911")
    case = compute_open(book)
    source = source_of(case, cells)
    show(case, source.cell)
    begin = "Källan är" if source.is_own else "Raden bygger på det som börjar i"
    return Pressed((f"{begin} {source.cell}.",))


def results_removed(book: xw.Book) -> Pressed:
    """Take our sheets out of an open workbook."""
    from itnamnd_xl.addin.excel import kept_state
    from itnamnd_xl.addin.removal import remove_open
    from itnamnd_xl.addin.report import removed_text
    from itnamnd_xl.app.recalculate import sizes
    from itnamnd_xl.policy.load import load_policy

    with kept_state(book.app):
        removed, said = remove_open(book, sizes(load_policy().limits))
    return Pressed(tuple(removed_text(removed, said)), tuple(said))


def helped(book: xw.Book) -> Pressed:
    """Say what the buttons do."""
    from itnamnd_xl.addin.log import log_path
    from itnamnd_xl.version import VERSION

    book.app.alert(HELP.format(version=VERSION, log=log_path()), TITLE)
    return Pressed()


def press(action: Callable[[xw.Book], Pressed], reach: Callable[[], xw.Book], *, tell_in_box: bool = True) -> Pressed:
    """Do what a button does; whatever happens, it is told in Swedish, and Excel is left as it was.

    Args:
        action: what to do in the workbook.
        reach: gives the workbook.
        tell_in_box: whether a refusal is told in a message box too.
    """
    from itnamnd_xl.addin.log import log

    app: xw.App | None = None
    fault: Exception | None = None
    try:
        book = reach()
        app = book.app
        pressed = action(book)
        _show(app, pressed.sentences)
    except Exception as problem:  # noqa: BLE001 - the last place where a fault can become a sentence
        pressed, fault = _refused(problem, has_excel=app is not None)
        if app is not None:
            _tell(app, pressed, in_box=tell_in_box and pressed.diagnostics[0].code.startswith("E"))
    log(getattr(action, "__name__", "?"), pressed.diagnostics, fault)
    return pressed


def _press(action: Callable[[xw.Book], Pressed]) -> None:
    from itnamnd_xl.addin.excel import caller

    pressed = press(action, caller)
    if not pressed.has_excel:
        # There is no Excel to say it in: the macro shows what stands on standard error.
        sys.stderr.write(" ".join(pressed.sentences) + "\n")
        raise SystemExit(1)


def _refused(problem: Exception, *, has_excel: bool) -> tuple[Pressed, Exception | None]:
    """Say why nothing was done; gives the fault too where nobody foresaw it."""
    from itnamnd_xl.addin.faults import as_diagnostic
    from itnamnd_xl.addin.log import log_path
    from itnamnd_xl.core.swedish import sentence

    said = as_diagnostic(problem, str(log_path()))
    pressed = Pressed((sentence(said.message),), (said,), is_refused=True, has_excel=has_excel)
    return pressed, problem if said.code == "E916" else None


def _tell(app: xw.App, pressed: Pressed, *, in_box: bool) -> None:
    """Tell what could not be done, as far as Excel lets us: it may be what is wrong."""
    try:
        _show(app, pressed.sentences)
        if in_box:
            app.alert(" ".join(pressed.sentences), TITLE, mode="critical")
    except Exception as problem:  # noqa: BLE001 - as said
        sys.stderr.write(" ".join(pressed.sentences) + f" ({type(problem).__name__})\n")


def _show(app: xw.App, sentences: Sequence[str]) -> None:
    """Show sentences in the status bar; with nothing to say, Excel has it for itself again."""
    from itnamnd_xl.addin.report import status_text

    app.status_bar = status_text(sentences) or False


def _saved(book: xw.Book) -> str:
    """Say how the workbook stands on the disk. Beyond xlwings; older versions of Excel know of no saving of its own."""
    is_saving = False
    with suppress(Exception):
        is_saving = bool(book.api.AutoSaveOn)
    return "Spara automatiskt är på: ändringen är redan sparad." if is_saving else "Arbetsboken är inte sparad."
