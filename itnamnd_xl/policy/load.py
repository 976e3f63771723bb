"""A policy read from its files: the package's own, then the board's, then what a workbook or a caller states."""

from __future__ import annotations

import difflib
import re
import tomllib
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs
from pydantic import ValidationError

from itnamnd_xl.core.mixing import mix_of
from itnamnd_xl.core.model import Origin
from itnamnd_xl.core.wording import UNUSED
from itnamnd_xl.policy.model import Policy, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

CONFIG_NAME = "itnamnd.toml"
OWN_FILES = (
    "default.toml",
    "words.toml",
    "synonyms.toml",
    "concepts.toml",
    "municipalities.toml",
    "population.toml",
)
SECTIONS = ("settings", "synonyms", "limits", "members", "case", "columns", "answers")


class PolicyError(Exception):
    """A configuration that cannot be used; the message is one Swedish sentence that names file and key."""


@lru_cache(maxsize=1)
def default_policy() -> Policy:
    """Read the tool's own choices."""
    data: dict[str, Any] = {}
    for name in OWN_FILES:
        text = (files("itnamnd_xl.policy") / name).read_text("utf-8")
        data |= tomllib.loads(text, parse_float=Decimal)
    return Policy.model_validate(data)


def find_config(beside: Path) -> Path | None:
    """Find the board's configuration: beside a workbook, in the folders above it, then the user's own folder."""
    folder = beside.resolve().parent
    found = next((one / CONFIG_NAME for one in (folder, *folder.parents) if is_file(one / CONFIG_NAME)), None)
    return found or find_user_config()


def find_user_config() -> Path | None:
    """Find the user's own configuration, for a workbook whose folder is not known: Excel may have it from a server."""
    path = Path(platformdirs.user_config_dir("itnamnd", appauthor=False)) / CONFIG_NAME
    return path if is_file(path) else None


def is_file(path: Path) -> bool:
    """Say whether there is such a file; a folder that may not be looked into has none for us."""
    try:
        return path.is_file()
    except OSError:
        return False


def load_policy(config: Path | None = None) -> Policy:
    """Give the tool's policy, changed by a configuration file where one is named.

    Raises:
        PolicyError: the file cannot be read, or a key or value in it cannot be used.
    """
    return default_policy() if config is None else _configured(config, config_text(config))


@lru_cache(maxsize=8)
def _configured(config: Path, text: str) -> Policy:
    """Give the policy of a file that says this; the cases of a folder share theirs."""
    policy = default_policy()
    data = parsed_config(config, text)
    _refuse_unknown(config, data, SECTIONS, "")
    for section in ("settings", "limits", "members"):
        if not isinstance(data.get(section, {}), dict):
            raise PolicyError(f"{config}: ”{section}” ska vara en tabell, [{section}].")
    merged = policy.model_dump()
    merged["synonyms"] = _extended(merged["synonyms"], data.get("synonyms", {}), config)
    merged["limits"] |= data.get("limits", {})
    merged["members"] |= data.get("members", {})
    merged["settings"] |= _stated(data.get("settings", {}), Origin.CONFIG)
    for section in ("columns", "answers"):
        merged[section] = _listed(data.get(section, []), section, config)
    policy = _validated(merged, str(config))
    for one in policy.columns:
        if concept_named(policy, one.means) is None:
            known = (*policy.concepts.values(), UNUSED)
            raise PolicyError(
                f"{config}: [[columns]]: ”{one.means}” är ingen sorts kolumn.{_suggest(one.means, known)}"
            )
    return policy


def concept_named(policy: Policy, text: str) -> str | None:
    """Give the concept that a text names, in Swedish or by its key: empty for an unused column, None for no concept."""
    folded = " ".join(text.casefold().split())
    names = {name.casefold(): concept for concept, name in policy.concepts.items()} | {UNUSED: ""}
    return names.get(folded, folded if folded in policy.concepts else None)


def near_concept(policy: Policy, text: str) -> str:
    """Ask in Swedish whether a sort of column is meant that a text nearly names; empty where none is near."""
    known = (*policy.concepts.values(), UNUSED)
    close = difflib.get_close_matches(" ".join(text.casefold().split()), known, n=1)
    return f" Menas ”{close[0]}”?" if close else ""


def _listed(given: object, section: str, config: Path) -> list[object]:
    if not isinstance(given, list):
        raise PolicyError(f"{config}: ”{section}” ska skrivas som [[{section}]].")
    return given


def with_settings(policy: Policy, given: Mapping[str, object], origin: Origin, where: str) -> Policy:
    """Give the policy with some settings stated anew; `where` names the place in an error.

    Raises:
        PolicyError: a setting or its value cannot be used.
    """
    if not given:
        return policy
    # The rest is as it was: to validate a thousand words anew for every setting would take longer than to read a table.
    merged = policy.settings.model_dump() | _stated(given, origin)
    try:
        settings = Settings.model_validate(merged)
    except ValidationError as problem:
        raise PolicyError(f"{where}: {_in_swedish(problem.errors()[0], ('settings',))}") from problem
    return policy.model_copy(update={"settings": settings})


def _stated(given: Mapping[str, object], origin: Origin) -> dict[str, object]:
    stated: dict[str, object] = {}
    for name, value in given.items():
        entry = dict(value) if isinstance(value, dict) and not _is_mix(name, value) else {"value": value}
        weights = entry["value"] if name == "key" and "value" in entry else None
        if isinstance(weights, dict):
            entry["value"] = _mix_text(weights)
        stated[name] = entry | {"origin": origin}
    return stated


def _is_mix(name: str, given: dict[str, Any]) -> bool:
    """Say whether a table is a key's parts with their weights rather than a value with its decision."""
    return name == "key" and bool(given) and not given.keys() & {"value", "decided"}


def _mix_text(weights: dict[str, Any]) -> object:
    """Write a key's parts and weights as the sheet Inställningar has them; what is no number is left to be refused."""
    if not weights or not all(isinstance(one, int | Decimal) and one >= 0 for one in weights.values()):
        return weights
    return mix_of({name: Fraction(weight) for name, weight in weights.items()}).name


def config_text(config: Path) -> str:
    """Read a configuration file.

    Raises:
        PolicyError: it cannot be read.
    """
    try:
        return config.read_text("utf-8-sig")
    except OSError as problem:
        why = "finns inte" if isinstance(problem, FileNotFoundError) else "kan inte läsas"
        raise PolicyError(f"{config}: konfigurationen {why}.") from problem
    except UnicodeDecodeError as problem:
        raise PolicyError(f"{config}: konfigurationen är inte sparad som UTF-8.") from problem
    except ValueError as problem:
        raise PolicyError(f"{config}: konfigurationen är för invecklad.") from problem


def parsed_config(config: Path, text: str) -> dict[str, Any]:
    """Give what a configuration file says as plain data, its numbers exact.

    Raises:
        PolicyError: it is no TOML.
    """
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as problem:
        where = re.search(r"line \d+", str(problem))
        row = f" (rad {where[0].removeprefix('line ')})" if where else ""
        raise PolicyError(f"{config}: konfigurationen är inte giltig TOML{row}.") from problem
    except (ValueError, RecursionError) as problem:
        # A number of thousands of digits, or lists in lists by the thousand.
        raise PolicyError(f"{config}: konfigurationen är för invecklad.") from problem


def _refuse_unknown(config: Path, data: Mapping[str, Any], known: tuple[str, ...], under: str) -> None:
    for key in data:
        if key not in known:
            raise PolicyError(f"{config}: nyckeln ”{under}{key}” finns inte.{_suggest(key, known)}")


def _suggest(key: str, known: tuple[str, ...]) -> str:
    close = difflib.get_close_matches(key, known, n=1)
    return f" Menas ”{close[0]}”?" if close else f" Kända nycklar: {', '.join(known)}."


def _extended(own: dict[str, Any], given: object, config: Path) -> dict[str, Any]:
    """Add a board's own headers to the tool's."""
    if not isinstance(given, dict):
        raise PolicyError(f"{config}: ”synonyms” ska vara en tabell med listor av rubriker.")
    _refuse_unknown(config, given, tuple(own), "synonyms.")
    merged = dict(own)
    for concept, headers in given.items():
        if not isinstance(headers, list) or not all(isinstance(one, str) for one in headers):
            raise PolicyError(f"{config}: ”synonyms.{concept}” ska vara en lista av rubriker.")
        merged[concept] = (*own[concept], *headers)
    return merged


def _validated(data: dict[str, Any], where: str) -> Policy:
    try:
        return Policy.model_validate(data)
    except ValidationError as problem:
        raise PolicyError(f"{where}: {_in_swedish(problem.errors()[0])}") from problem


def _in_swedish(error: ErrorDetails, under: tuple[str, ...] = ()) -> str:
    path = [str(part) for part in (*under, *error["loc"]) if part not in ("value", "decided")]
    key = ".".join(path[:2]) if path and path[0] == "settings" else ".".join(path)
    if error["type"] == "extra_forbidden":
        whole, name = ".".join(path), path[-1] if path else ""
        known = ("value", "decided") if len(path) > 2 else tuple(Settings.model_fields)
        return f"nyckeln ”{whole}” finns inte.{_suggest(name, known)}"
    if error["type"] == "missing":
        return f"nyckeln ”{'.'.join(path)}” saknas."
    limits = error.get("ctx", {})
    expected = str(limits.get("expected", "")).replace(" or ", " eller ").replace("'", "")
    reasons = {
        "greater_than": f"ska vara större än {limits.get('gt')}",
        "greater_than_equal": f"ska vara minst {limits.get('ge')}",
        "less_than_equal": f"ska vara högst {limits.get('le')}",
        "literal_error": f"ska vara {expected}",
        "bool_type": "ska vara true eller false",
    }
    kind = error["type"]
    if kind.startswith(("date", "datetime")):
        reason = "ska vara ett datum som 2021-12-31"
    elif kind.startswith(("decimal", "int")):
        reason = "ska vara ett tal"
    else:
        reason = "ska vara en text"
    found = str(error["input"]).replace(".", ",") if isinstance(error["input"], Decimal) else str(error["input"])
    return f"värdet ”{found}” för ”{key}” kan inte användas; det {reasons.get(kind, reason)}."
