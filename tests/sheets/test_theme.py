"""The theme keeps its promise of contrast, and every role has a look."""

from __future__ import annotations

from itertools import pairwise

import pytest

from itnamnd_xl.sheets.spec import Role, Shade
from itnamnd_xl.sheets.theme import NEGATIVE, SHADES, STYLES, number_format


def luminance(color: str) -> float:
    """Relative luminance by WCAG 2."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("role", Role)
def test_every_role_can_be_read(role: Role) -> None:
    style = STYLES[role]
    assert contrast(style.color, style.fill or "FFFFFF") >= 4.5


def test_negative_amounts_can_be_read() -> None:
    assert contrast(NEGATIVE, "FFFFFF") >= 4.5


@pytest.mark.parametrize("shade", Shade)
def test_the_figures_in_bars_can_be_read(shade: Shade) -> None:
    shading = SHADES[shade]
    assert contrast(shading.ink, shading.fill) >= 4.5


def test_bars_that_stand_beside_each_other_differ_in_grey() -> None:
    for one, other in pairwise((Shade.GOOD, Shade.PARTLY, Shade.BAD, Shade.NONE)):
        assert contrast(SHADES[one].fill, SHADES[other].fill) >= 1.3
    # Where nothing of a goal is not reached, what lacks a value stands beside what is partly reached.
    assert contrast(SHADES[Shade.PARTLY].fill, SHADES[Shade.NONE].fill) >= 1.3
    assert contrast(SHADES[Shade.PLAIN].fill, SHADES[Shade.SOFT].fill) >= 4.5
    assert contrast(SHADES[Shade.GOOD].fill, SHADES[Shade.BAD].fill) >= 4.5


def test_a_format_groups_and_shows_its_unit() -> None:
    assert number_format(STYLES[Role.AMOUNT], 0, "") == '#,##0;"−"#,##0'
    assert number_format(STYLES[Role.NUMBER], 0, "st", "högst") == (
        '"högst "#,##0"\u00a0st";"högst ""−"#,##0"\u00a0st"'
    )
    assert number_format(STYLES[Role.PERCENT], 2, "") == '0.00"\u00a0"%;"−"0.00"\u00a0"%'
