"""What number formats say, as Excel stores them."""

from __future__ import annotations

import pytest

from itnamnd_xl.source.formats import Shown, shown


@pytest.mark.parametrize(
    ("number_format", "expected"),
    [
        ("General", Shown()),
        ("@", Shown()),
        ("0", Shown(decimals=0)),
        ("#,##0", Shown(decimals=0)),
        ("#,##0.00", Shown(decimals=2)),
        ("0%", Shown(is_percent=True, decimals=0)),
        ("0.0%", Shown(is_percent=True, decimals=1)),
        ("# ##0,", Shown(decimals=0, thousands=1)),
        ("#,##0,", Shown(decimals=0, thousands=1)),
        ("#,##0.0,,", Shown(decimals=1, thousands=2)),
        ('#,##0" tkr"', Shown(decimals=0, literal="tkr")),
        ('#,##0.0\\ "mnkr"', Shown(decimals=1, literal="mnkr")),
        ('#,##0, "tkr"', Shown(decimals=0, thousands=1, literal="tkr")),
        ("#,##0;[Red]-#,##0.00", Shown(decimals=0)),
        ("_-* #,##0.00_-;-* #,##0.00_-", Shown(decimals=2)),
        ('0" %"', Shown(decimals=0, literal="%")),
        ("[$-41D]#,##0", Shown(decimals=0)),
        ("[>999]0.0,;0", Shown(decimals=1, thousands=1)),
        ("", Shown()),
    ],
)
def test_a_number_format_is_read(number_format: str, expected: Shown) -> None:
    assert shown(number_format) == expected
