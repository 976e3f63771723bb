"""typer's own words in Swedish: the frame of its help, and what it says of a wrong call."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    import typer

FRAME = (
    ("Usage: ", "Användning: "),
    ("[OPTIONS]", "[FLAGGOR]"),
    ("COMMAND [ARGS]...", "KOMMANDO [ARGUMENT]..."),
    ("\nArguments:\n", "\nArgument:\n"),
    ("\nOptions:\n", "\nFlaggor:\n"),
    ("\nCommands:\n", "\nKommandon:\n"),
    ("Show this message and exit.", "Visa den här hjälpen och avsluta."),
    ("Install completion for the current shell.", "Slå på komplettering med tabb i ditt skal."),
    (
        "Show completion for the current shell, to copy it or",
        "Visa kompletteringens kod, för att kopiera den.",
    ),
    ("[required]", "[krävs]"),
    ("[default: ", "[förval: "),
    ("INTEGER", "HELTAL"),
    ("DIRECTORY", "MAPP"),
    ("PATH", "SÖKVÄG"),
    ("TEXT", "TEXT"),
)


def in_swedish(text: str) -> str:
    """Translate the frame of a help text."""
    for english, swedish in FRAME:
        text = text.replace(english, swedish)
    text = re.sub(r"\[(\d+)<=x<=(\d+)\]", r"[\1–\2]", text)
    text = re.sub(r"\bx>=(\d+)", r"minst \1", text)
    text = re.sub(r"\n\s+customize the installation\.", "", text)
    # typer shows the Python type of an argument and a brace for one that may be repeated.
    return re.sub(r"\{([^}]+)\}(?:\.\.\.)?", r"\1", re.sub(r" ?<[\w\[\]., |]+>", "", text))


class SwedishCommand(TyperCommand):
    """A command whose help is Swedish throughout."""

    def get_help(self, ctx: typer.Context) -> str:  # type: ignore[override]
        """Give the help text."""
        return in_swedish(super().get_help(ctx))

    def get_usage(self, ctx: typer.Context) -> str:  # type: ignore[override]
        """Give the usage line."""
        return in_swedish(super().get_usage(ctx))


class SwedishGroup(TyperGroup):
    """A group of commands whose help is Swedish throughout."""

    def get_help(self, ctx: typer.Context) -> str:  # type: ignore[override]
        """Give the help text."""
        return in_swedish(super().get_help(ctx))

    def get_usage(self, ctx: typer.Context) -> str:  # type: ignore[override]
        """Give the usage line."""
        return in_swedish(super().get_usage(ctx))


def commanded(
    app: typer.Typer, name: str, text: str, example: str, *, no_args_is_help: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a command with its Swedish help and an example."""
    return app.command(
        name,
        cls=SwedishCommand,
        help=text,
        short_help=text.split(".", maxsplit=1)[0] + ".",
        epilog=f"Exempel: {example}",
        no_args_is_help=no_args_is_help,
    )


def usage_error_text(problem: Exception) -> str:
    """Say in Swedish what is wrong with a call, from the error that typer raises for it."""
    kind = type(problem).__name__
    param = getattr(problem, "param", None)
    name = _param_name(param)
    option = getattr(problem, "option_name", "")
    if kind == "NoSuchOption":
        near = getattr(problem, "possibilities", None)
        return f"Flaggan {option} finns inte." + (f" Menas {' eller '.join(sorted(near))}?" if near else "")
    if kind == "MissingParameter":
        return f"{name} saknas."
    if kind == "BadOptionUsage":
        return f"Flaggan {option} behöver ett värde."
    if kind == "BadParameter":
        return f"{name} har ett värde som inte kan användas."
    message = str(getattr(problem, "message", problem))
    if found := re.match(r"No such command '?(.*?)'?\.", message):
        return f"Kommandot {found[1]} finns inte."
    if message.startswith("Missing command"):
        return "Kommando saknas."
    if found := re.match(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", message):
        return f"Det finns för många argument: {found[1]}."
    return message


def _param_name(param: object) -> str:
    if param is None:
        return "Ett argument"
    opts = getattr(param, "opts", [])
    if opts and str(opts[0]).startswith("-"):
        return f"Flaggan {opts[0]}"
    return f"Argumentet {getattr(param, 'metavar', None) or str(getattr(param, 'name', '')).upper()}"
