"""The commands. Thin: they read flags, call the application, print, and give an exit status."""

from __future__ import annotations

import datetime as dt
import glob
import os
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from itnamnd_xl.cli import addin as addin_commands
from itnamnd_xl.cli import batch as batch_commands
from itnamnd_xl.cli import options
from itnamnd_xl.cli.swedish import SwedishCommand, SwedishGroup, commanded, usage_error_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from itnamnd_xl.addin.buttons import Pressed
    from itnamnd_xl.app.delivery import Target
    from itnamnd_xl.app.recalculate import Result
    from itnamnd_xl.core.diagnostics import Diagnostic

OK, ERRORS, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

app = typer.Typer(
    name="itnamnd",
    cls=SwedishGroup,
    help=(
        "Räknar fram måluppfyllelse, budgetavvikelser och fördelning ur nämndens egna arbetsböcker och skriver "
        "resultatet i dem.\n\nExempel: itnamnd recalc budget.xlsx indikatorer.xlsx folkmangd.xlsx --output resultat"
    ),
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


@app.callback()
def _root(version: options.Version = False) -> None:
    """Hold the flags of the command itself."""


command = partial(commanded, app, no_args_is_help=True)


def _files(given: Sequence[str]) -> list[str]:
    """Expand patterns that the shell left as they were, as on Windows."""
    found: list[str] = []
    for one in given:
        is_pattern = any(mark in one for mark in "*?[") and not Path(one).exists()
        # glob keeps the caller's spelling of the folder, which Path.glob does not.
        found += (sorted(glob.glob(one)) if is_pattern else []) or [one]  # noqa: PTH207
    # What Excel leaves beside an open workbook is no workbook, and comes with every *.xlsx.
    return [one for one in found if not Path(one).name.startswith("~$")] or found


def _console(*, error: bool, no_color: bool) -> Console:
    from itnamnd_xl.render.with_rich import console

    return console(sys.stderr if error else sys.stdout, color=not no_color)


def _run(
    files: Sequence[str], config: Path | None, settings: Sequence[str], password_file: Path | None, target: Target
) -> Result:
    from itnamnd_xl.app.recalculate import recalculate
    from itnamnd_xl.app.settings import password_in, stated

    password = password_in(password_file) if password_file else None
    return recalculate(_files(files), config=config, settings=stated(settings), target=target, password=password)


def _status(done: Result | Pressed, *, strict: bool) -> int:
    return ERRORS if done.has_errors or (strict and done.has_warnings) else OK


def _tell(done: Result | Pressed, *, quiet: bool, verbose: bool, no_color: bool) -> None:
    """Print the diagnostics that the reader asked for."""
    from itnamnd_xl.core.diagnostics import Severity
    from itnamnd_xl.render.with_rich import print_diagnostics

    least = Severity.ERROR if quiet else Severity.NOTE if verbose else Severity.WARNING
    print_diagnostics(_console(error=True, no_color=no_color), done.diagnostics, least)


def _print_json(result: Result, **extra: object) -> None:
    from itnamnd_xl.app.result import dump, result_object

    typer.echo(dump(result_object(result) | extra))


@command(
    "recalc",
    "Räknar och skriver resultatflikarna. Alla arbetsböcker ska gälla samma nämnd och period.",
    "itnamnd recalc budget.xlsx indikatorer.xlsx folkmangd.xlsx",
)
def recalc(
    files: options.Files,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="MAPP", help="Skriv kopior i mappen; originalen rörs inte."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Räkna men skriv ingenting.")] = False,
    backup: Annotated[bool, typer.Option("--backup", help="Spara den tidigare filen med ändelsen .bak.")] = False,
    allow_unencrypted_output: Annotated[
        bool,
        typer.Option(
            "--allow-unencrypted-output", help="Skriv resultat ur skyddade arbetsböcker oskyddat, med --output."
        ),
    ] = False,
    json: options.Json = False,
    config: options.Config = None,
    settings: options.Settings = None,
    password_file: options.PasswordFile = None,
    strict: options.Strict = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    no_color: options.NoColor = False,
    version: options.Version = False,
) -> int:
    """Recalculate one case and write its result sheets."""
    from itnamnd_xl.app.delivery import Target

    result = _run(
        files, config, settings or [], password_file, Target(output, dry_run, backup, allow_unencrypted_output)
    )
    _tell(result, quiet=quiet, verbose=verbose, no_color=no_color)
    if json:
        _print_json(result)
    elif not quiet:
        from itnamnd_xl.app.summary import summary_lines

        for line in summary_lines(result, dry_run=dry_run):
            _console(error=False, no_color=no_color).print(line, soft_wrap=True)
    return _status(result, strict=strict)


@command(
    "check",
    "Visar hur arbetsböckerna är lästa och allt som är oklart. Skriver ingenting.",
    "itnamnd check budget.xlsx",
)
def check(
    files: options.Files,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Skriv ut en itnamnd.toml att utgå från, i stället för det som är läst.")
    ] = False,
    json: options.Json = False,
    config: options.Config = None,
    settings: options.Settings = None,
    password_file: options.PasswordFile = None,
    strict: options.Strict = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    no_color: options.NoColor = False,
    version: options.Version = False,
) -> int:
    """Show what was understood, and every diagnostic."""
    from itnamnd_xl.app.delivery import Target
    from itnamnd_xl.app.understood import stated_object, understood_object, understood_sheet
    from itnamnd_xl.core.diagnostics import gravest_first

    result = _run(files, config, settings or [], password_file, Target(dry_run=True))
    if suggest:
        from itnamnd_xl.app.suggesting import suggested

        typer.echo(suggested(result), nl=False)
        _tell(result, quiet=quiet, verbose=verbose, no_color=no_color)
    elif json:
        _tell(result, quiet=quiet, verbose=verbose, no_color=no_color)
        _print_json(result, stated=stated_object(result), understood=understood_object(result))
    else:
        from itnamnd_xl.render.with_rich import print_sheet

        print_sheet(_console(error=False, no_color=no_color), understood_sheet(result))
        result = replace(result, diagnostics=tuple(gravest_first(result.diagnostics)))
        _tell(result, quiet=quiet, verbose=not quiet, no_color=no_color)
    return _status(result, strict=strict)


@command(
    "show",
    "Visar resultatet som tabeller i terminalen. Skriver ingenting.",
    "itnamnd show budget.xlsx folkmangd.xlsx",
)
def show(
    files: options.Files,
    json: options.Json = False,
    config: options.Config = None,
    settings: options.Settings = None,
    password_file: options.PasswordFile = None,
    strict: options.Strict = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    no_color: options.NoColor = False,
    version: options.Version = False,
) -> int:
    """Show the results in the terminal."""
    from itnamnd_xl.app.delivery import Target

    result = _run(files, config, settings or [], password_file, Target(dry_run=True))
    if json:
        _print_json(result)
    else:
        from itnamnd_xl.app.summary import terminal_sheets
        from itnamnd_xl.render.with_rich import print_chart, print_sheet

        out = _console(error=False, no_color=no_color)
        for sheet, left_out in terminal_sheets(result):
            if not sheet.charts:
                print_sheet(out, sheet, left_out)
            for chart in sheet.charts:
                print_chart(out, chart, sheet)
    _tell(result, quiet=quiet, verbose=verbose, no_color=no_color)
    return _status(result, strict=strict)


@command("clean", "Tar bort resultatflikarna ur arbetsböckerna igen.", "itnamnd clean budget.xlsx")
def clean(
    files: options.Cleaned,
    backup: Annotated[bool, typer.Option("--backup", help="Spara den tidigare filen med ändelsen .bak.")] = False,
    no_color: options.NoColor = False,
    version: options.Version = False,
) -> int:
    """Take our sheets out again."""
    from itnamnd_xl.app.recalculate import clean as clean_one
    from itnamnd_xl.core.diagnostics import Severity
    from itnamnd_xl.render.with_rich import print_diagnostics

    out = _console(error=False, no_color=no_color)
    problems: list[Diagnostic] = []
    for file in _files(files):
        removed, said = clean_one(file, backup=backup)
        problems += said
        if not any(one.severity is Severity.ERROR for one in said):
            several = f"{removed} resultatflikar är borttagna" if removed else "det fanns inga resultatflikar"
            what = "1 resultatflik är borttagen" if removed == 1 else several
            out.print(f"{file}: {what}.")
    print_diagnostics(_console(error=True, no_color=no_color), problems, Severity.NOTE)
    return ERRORS if any(one.severity is Severity.ERROR for one in problems) else OK


batch_commands.register(command)


@app.command(
    "allocate",
    cls=SwedishCommand,
    help=(
        "Fördelar ett belopp mellan medlemmar efter en nyckel. Ett positivt belopp är ett underskott som "
        "medlemmarna betalar, ett negativt ett överskott som de får tillbaka."
    ),
    epilog="Exempel: itnamnd allocate 1733 Lekeberg=8603 Laxå=5582 Askersund=11534 Hallsberg=16196 --host Lekeberg",
    no_args_is_help=True,
    context_settings={"ignore_unknown_options": True},
)
def allocate(
    amount: Annotated[str, typer.Argument(metavar="BELOPP", help="Till exempel 1733, ”1 733 tkr” eller -250,50.")],
    members: Annotated[list[str], typer.Argument(metavar="MEDLEM=NYCKEL...", help="Till exempel Laxå=5582.")],
    host: options.Host = None,
    unit: Annotated[str, typer.Option("--unit", metavar="ENHET", help="kr, tkr eller mnkr.")] = "tkr",
    json: options.Json = False,
    no_color: options.NoColor = False,
    version: options.Version = False,
) -> int:
    """Share an amount, without any workbook."""
    from itnamnd_xl.app.allocate import allocate_amount

    allocation, sheet = allocate_amount(amount, members, unit, host)
    if json:
        from itnamnd_xl.app.result import allocation_object, dump

        typer.echo(dump(allocation_object(allocation)))
    else:
        from itnamnd_xl.render.with_rich import print_sheet

        # What the caller wrote stands in no cell.
        print_sheet(_console(error=False, no_color=no_color), sheet, ("Källa",))
    return OK


@command(
    "template",
    "Skapar en ny arbetsbok med tomma tabeller att fylla i.",
    "itnamnd template budget-2026.xlsx --year 2026",
)
def template(
    file: Annotated[Path, typer.Argument(metavar="FIL.xlsx", help="Arbetsboken som ska skapas.")],
    year: options.Year = None,
    no_color: options.NoColor = False,
    version: options.Version = False,
) -> int:
    """Write a new workbook to fill in."""
    from itnamnd_xl.app.template import write_template
    from itnamnd_xl.app.usage import UsageError
    from itnamnd_xl.core.diagnostics import Severity
    from itnamnd_xl.render.with_rich import print_diagnostics

    if file.suffix.casefold() != ".xlsx":
        raise UsageError("E807", path=str(file))
    # Unlike Path.exists, it takes a name that no disk can hold for one that is free.
    if os.path.exists(file):  # noqa: PTH110 - as said
        raise UsageError("E808", path=str(file))
    # The year is the caller's today: a template is for the year that is being planned or closed.
    problem = write_template(file, year or dt.datetime.now(tz=dt.UTC).date().year)
    out = _console(error=True, no_color=no_color)
    print_diagnostics(out, [problem] if problem else [], Severity.NOTE)
    if problem is None:
        _console(error=False, no_color=no_color).print(f"{file} är skapad.")
    return ERRORS if problem else OK


@command(
    "excel",
    "Räknar om den arbetsbok som är öppen i Excel. Gör det som knappen Räkna om gör, för datorer där makron inte är "
    "tillåtna: gör en genväg till kommandot.",
    "itnamnd excel",
    no_args_is_help=False,
)
def excel(
    check_only: Annotated[bool, typer.Option("--check", help="Kontrollera bara; ändra inga resultat.")] = False,
    source: Annotated[bool, typer.Option("--source", help="Gå till källan för den markerade cellen.")] = False,
    clean_up: Annotated[bool, typer.Option("--clean", help="Ta bort resultatflikarna.")] = False,
    strict: options.Strict = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = False,
    no_color: options.NoColor = False,
    version: options.Version = False,
) -> int:
    """Attach to the workbook that is open in Excel and do what a button does."""
    from itnamnd_xl.addin import buttons
    from itnamnd_xl.addin.excel import attached
    from itnamnd_xl.app.usage import UsageError

    asked = {buttons.checked: check_only, buttons.source_shown: source, buttons.results_removed: clean_up}
    wanted = [action for action, is_wanted in asked.items() if is_wanted]
    if len(wanted) > 1:
        raise UsageError("E823")
    pressed = buttons.press(wanted[0] if wanted else buttons.recalculated, attached, tell_in_box=False)
    _tell(pressed, quiet=quiet, verbose=verbose, no_color=no_color)
    if not pressed.is_refused and not quiet:
        _console(error=False, no_color=no_color).print(" ".join(pressed.sentences), soft_wrap=True, markup=False)
    return _status(pressed, strict=strict)


app.add_typer(addin_commands.app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; every error that a caller can cause is a Swedish sentence and an exit status."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit status."""
    # Who starts a program without a place for its words does not want to read them.
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - it is no path
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - as above
    for stream in (sys.stdout, sys.stderr):
        # Windows consoles and pipes may hold an encoding without ● and −.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        status = app(None if arguments is None else list(arguments), standalone_mode=False, prog_name="itnamnd")
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as problem:  # noqa: BLE001 - the last place where a fault can become a sentence
        text = _known_problem(problem)
        if text is None:
            return _unexpected(problem)
        typer.echo(text, err=True)
        return WRONG_USAGE
    return status if isinstance(status, int) else OK


def _unexpected(problem: Exception) -> int:
    """Say that the tool itself has failed; its developers see where with ITNAMND_DEBUG=1."""
    if os.environ.get("ITNAMND_DEBUG"):
        raise problem
    kind = type(problem).__name__
    # Every file is replaced at once or not at all; which, is not known here.
    text = f"Fel E899. Ett oväntat fel i verktyget ({kind}). Varje arbetsbok är hel: som den var, eller färdigskriven."
    typer.echo(f"{text} Anmäl felet.", err=True)
    return ERRORS


def _known_problem(problem: Exception) -> str | None:
    """Give the sentence for a wrong call; None for what is no fault of the caller's."""
    kind = type(problem).__name__
    if kind == "NoArgsIsHelpError":
        return str(getattr(problem, "message", problem))
    if type(problem).__module__.startswith("itnamnd_xl"):
        return {"UsageError": f"Fel {problem}", "PolicyError": f"Fel E703. {problem}"}.get(kind)
    if hasattr(problem, "format_message"):
        return f"Fel E800. {usage_error_text(problem)} Hjälp: itnamnd --help"
    return None
