"""Members by name and code."""

from __future__ import annotations

import pytest

from itnamnd_xl.source.members import LONGEST_SEEN, Members

MEMBERS = Members({"Lekeberg": "1814", "Laxå": "1860"}, ("Degerfors",))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lekebergs kommun", "Lekeberg"),
        ("LEKEBERG", "Lekeberg"),
        ("1814", "Lekeberg"),
        ("1814 Lekeberg", "Lekeberg"),
        ("Laxå (värd)", "Laxå"),
        ("degerfors", "Degerfors"),
        ("Nyköping", "Nyköping"),
        ("1814 50", "1814 50"),
    ],
)
def test_a_member_is_known_by_any_of_its_names(text: str, name: str) -> None:
    assert MEMBERS.named(text) == name


def test_a_text_too_long_to_be_remembered_is_read_alike() -> None:
    assert MEMBERS.named("1814" + " " * LONGEST_SEEN) == "Lekeberg"


def test_members_that_are_none_of_the_policy_s_are_not_listed() -> None:
    assert sorted(MEMBERS.listed.values()) == ["Laxå", "Lekeberg"]
    assert MEMBERS.within("IT INVEST DEGERFORS") == "Degerfors"
    assert MEMBERS.are_same("Nyköping", "Nyköpings kommun")
