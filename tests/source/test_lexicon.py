"""What is made of a policy's words is kept between cases, and never taken for another policy's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from itnamnd_xl.core.model import Origin
from itnamnd_xl.policy import load_policy
from itnamnd_xl.policy.load import with_settings
from itnamnd_xl.source.headers import LONGEST_HEADER
from itnamnd_xl.source.lexicon import Lexicon

if TYPE_CHECKING:
    from pathlib import Path

    from itnamnd_xl.policy import Policy


def test_policies_that_differ_in_settings_share_their_words(policy: Policy) -> None:
    stated = with_settings(policy, {"year": 2023}, Origin.WORKBOOK, "bok.xlsx")
    assert Lexicon(stated).headers is Lexicon(policy).headers
    assert Lexicon(stated).words is Lexicon(policy).words


def test_a_board_s_own_headers_and_members_are_its_own(policy: Policy, tmp_path: Path) -> None:
    config = tmp_path / "itnamnd.toml"
    config.write_text('[synonyms]\nindicator = ["Prylmått"]\n[members]\n"Sjöbotten" = "9999"\n', "utf-8")
    own, general = Lexicon(load_policy(config)), Lexicon(policy)
    assert own.headers.header("Prylmått").concepts == {"indicator"}
    assert not general.headers.header("Prylmått").concepts
    assert own.is_known_member("9999 Sjöbotten")
    assert not general.is_known_member("9999 Sjöbotten")


def test_a_member_s_code_may_be_of_any_kind(tmp_path: Path) -> None:
    config = tmp_path / "itnamnd.toml"
    config.write_text('[members]\n"Sjöbotten" = "S-1"\n"Fjällbyn" = ""\n', "utf-8")
    own = Lexicon(load_policy(config))
    assert own.member("Sjöbottens kommun") == "Sjöbotten"
    assert own.member_in("IT INVEST FJÄLLBYN") == "Fjällbyn"
    assert own.member("") == ""
    assert own.member_in("") is None


def test_a_text_too_long_for_a_header_is_none_however_it_is_spaced(lexicon: Lexicon) -> None:
    assert not lexicon.headers.header("Budget " * LONGEST_HEADER).concepts
    assert lexicon.headers.header("Budget" + " " * LONGEST_HEADER).concepts == {"budget"}
