"""What stands above members with a number a year: inhabitants, or something else that is no key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from itnamnd_xl.source.binding import KEY_CONCEPTS
from itnamnd_xl.source.heads import money_unit

if TYPE_CHECKING:
    from itnamnd_xl.source.lexicon import Lexicon
    from itnamnd_xl.source.table import Binding, Span

LINES = 6
_WORD = re.compile(r"[^\W\d_]{3,}")


def is_of_something_else(span: Span, binding: Binding, lexicon: Lexicon) -> bool:
    """Say whether columns that a year alone heads hold no key: nothing calls them one, and they are of money.

    Members under a header that is not known need something that calls their numbers a key.
    """
    headers = [span.headers[column] for columns in binding.others.values() for column in columns]
    if any(header.concepts or header.date for header in headers):
        return False
    above = [row for row in span.grid.by_row if row < span.rows[0]][-LINES:] if span.rows else []
    lines = [span.grid.text(row, column) for row in above for column in span.grid.by_row[row]]
    words = {word for line in (span.grid.name, *lines) for word in _WORD.findall(line)}
    if any(lexicon.headers.header(word).concepts & KEY_CONCEPTS.keys() for word in words):
        return False
    return binding.columns["member"] not in span.headers or any(money_unit(line, lexicon) for line in lines)
