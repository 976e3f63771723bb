"""The flags that commands share, with their Swedish help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Files = Annotated[list[str], typer.Argument(metavar="ARBETSBOK...", help="Arbetsböckerna för en nämnd och en period.")]
Cleaned = Annotated[list[str], typer.Argument(metavar="ARBETSBOK...", help="Arbetsböckerna som ska rensas.")]
Json = Annotated[bool, typer.Option("--json", help="Skriv resultatet som JSON på standard ut.")]
Config = Annotated[Path | None, typer.Option("--config", metavar="FIL.toml", help="Konfigurationsfil.")]
Strict = Annotated[bool, typer.Option("--strict", help="Räkna varningar som fel i avslutsstatus.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Visa bara fel.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Visa även upplysningar.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="Skriv utan färger.")]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="NAMN=VÄRDE", help="En inställning, till exempel Nyckeldatum=2021-12-31. Kan upprepas."
    ),
]
Year = Annotated[int | None, typer.Option("--year", metavar="ÅR", min=1990, max=2100, help="Räkenskapsår.")]
Host = Annotated[str | None, typer.Option("--host", metavar="KOMMUN", help="Värdkommun, som inte faktureras.")]


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        from itnamnd_xl.version import VERSION

        typer.echo(f"itnamnd {VERSION}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Visa version och avsluta.")
]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file", metavar="FIL", help="Fil vars första rad är lösenordet till skyddade arbetsböcker."
    ),
]
