"""The flags that commands share, with their Swedish help."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from itnamnd_xl.source.headers import take_times

SETTINGS = "Inställningar"


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        dates = take_times(text).dates
        if dates:
            return dates[0]
        raise typer.BadParameter(f"”{text}” är inget datum. Skriv det som 2021-12-31.") from None


def _share(text: str) -> Decimal:
    bare = text.replace(",", ".").rstrip("% \u00a0")
    try:
        value = Decimal(bare)
    except ArithmeticError:
        raise typer.BadParameter(f"”{text}” är ingen andel. Skriv den som 75 % eller 0,75.") from None
    share = value / 100 if "%" in text or value > 1 else value
    if not 0 < share <= 1:
        raise typer.BadParameter(f"”{text}” ska vara större än 0 och högst 100 %.")
    return share


Files = Annotated[list[str], typer.Argument(metavar="ARBETSBOK...", help="Arbetsböckerna för en nämnd och en period.")]
Json = Annotated[bool, typer.Option("--json", help="Skriv resultatet som JSON på standard ut.")]
Config = Annotated[Path | None, typer.Option("--config", metavar="FIL.toml", help="Konfigurationsfil.")]
Strict = Annotated[bool, typer.Option("--strict", help="Räkna varningar som fel i avslutsstatus.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Visa bara fel.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Visa även upplysningar.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="Skriv utan färger.")]
Year = Annotated[int | None, typer.Option("--year", metavar="ÅR", help="Räkenskapsår.")]
KeyDate = Annotated[
    dt.date | None, typer.Option("--key-date", metavar="DATUM", parser=_day, help="Datum för fördelningsnyckeln.")
]
Host = Annotated[str | None, typer.Option("--host", metavar="KOMMUN", help="Värdkommun, som inte faktureras.")]
Threshold = Annotated[
    Decimal | None,
    typer.Option("--threshold", metavar="ANDEL", parser=_share, help="Gräns för delvis uppnådd, till exempel 75 %."),
]
Period = Annotated[str | None, typer.Option("--period", metavar="PERIOD", help="helår eller delår.")]


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it so
    if wanted:
        from itnamnd_xl.version import VERSION  # noqa: PLC0415 - costs start-up time

        typer.echo(f"itnamnd {VERSION}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Visa version och avsluta.")
]


def stated(
    year: int | None, key_date: dt.date | None, host: str | None, threshold: Decimal | None, period: str | None
) -> dict[str, object]:
    """Gather the settings that were stated as flags."""
    given = {
        "year": year,
        "key_date": key_date,
        "host": host,
        "partial_threshold": threshold,
        "period": period,
    }
    return {name: value for name, value in given.items() if value is not None}
