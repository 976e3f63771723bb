"""Cases that a configuration states: which workbooks belong together, where their own words do not tell."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from pydantic import Field, ValidationError

from itnamnd_xl.policy.load import PolicyError, config_text, parsed_config
from itnamnd_xl.policy.model import Strict, Text

if TYPE_CHECKING:
    from pathlib import Path


class StatedCase(Strict):
    """One [[case]]: its workbooks, as paths or patterns from the configuration's folder, and its name, if any."""

    files: tuple[Text, ...] = Field(min_length=1)
    name: Text | None = None


def stated_cases(config: Path) -> tuple[StatedCase, ...]:
    """Read the cases that a configuration file states.

    Raises:
        PolicyError: the file cannot be read, or a case in it cannot be used.
    """
    return _stated(config, config_text(config))


@lru_cache(maxsize=8)
def _stated(config: Path, text: str) -> tuple[StatedCase, ...]:
    """Read the cases of a file that says this; every job of a batch asks for them."""
    stated = parsed_config(config, text).get("case", [])
    if not isinstance(stated, list):
        raise PolicyError(f"{config}: ”case” ska skrivas som [[case]].")
    try:
        return tuple(StatedCase.model_validate(one) for one in stated)
    except ValidationError as problem:
        raise PolicyError(
            f"{config}: [[case]] ska ha en lista ”files” med arbetsböcker, och kan ha ett namn, ”name”."
        ) from problem
