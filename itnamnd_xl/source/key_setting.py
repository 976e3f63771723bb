"""The key that somebody states, in the words of the workbooks' own keys: Antal invånare is folkmängd."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from itnamnd_xl.core.mixing import EQUAL, Mix, parse_mix
from itnamnd_xl.source.binding import KEY_CONCEPTS
from itnamnd_xl.source.headers import stem_of

if TYPE_CHECKING:
    from itnamnd_xl.source.lexicon import Lexicon


def key_setting(text: str, lexicon: Lexicon) -> str | None:
    """Give a stated key by the names that keys have, weights and all; None where the weights are not a whole.

    A key that is not known by its name is left as it stands: the workbooks may have it nevertheless.
    """
    mix = parse_mix(text)
    if mix is None:
        return key_name(text, lexicon)
    if mix.total != 1:
        return None
    weights: dict[str, Fraction] = {}
    for name, weight in mix.parts:
        known = key_name(name, lexicon)
        weights[known] = weights.get(known, Fraction(0)) + weight
    return next(iter(weights)) if len(weights) == 1 else Mix(tuple(weights.items())).name


def key_name(text: str, lexicon: Lexicon) -> str:
    """Give the name that a key has: folkmängd for Invånare, lika for Lika delar."""
    if stem_of(text) in {stem_of(one) for one in lexicon.policy.words.equal_shares}:
        return EQUAL
    concepts = lexicon.headers.header(text).concepts
    return next((name for concept, name in KEY_CONCEPTS.items() if concept in concepts), text)
