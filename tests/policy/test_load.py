"""A policy from its files: the tool's own, then the board's, with every mistake named by file and key."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from itnamnd_xl.core.model import Origin
from itnamnd_xl.policy import PolicyError, load_policy
from itnamnd_xl.policy.load import CONFIG_NAME, default_policy, find_config, with_settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / CONFIG_NAME


def test_without_a_configuration_the_tools_own_choices_hold() -> None:
    rules = load_policy().rules()
    assert (rules.partial_threshold, rules.missing_counts, rules.key, rules.host) == (
        Decimal("0.75"),
        True,
        "folkmängd",
        "Lekeberg",
    )
    assert {choice.origin for choice in rules.choices} == {Origin.DEFAULT}


def test_a_configuration_changes_what_it_names_and_nothing_else(config: Path) -> None:
    config.write_text(
        '[settings]\npartial_threshold = 0.8\nkey_date = 2021-12-31\nboard = "IT-nämnden"\nyear = 2023\n', "utf-8"
    )
    rules = load_policy(config).rules()
    stated = {choice.name: choice.value for choice in rules.choices if choice.origin is Origin.CONFIG}
    assert stated == {
        "partial_threshold": Decimal("0.8"),
        "key_date": "2021-12-31",
        "board": "IT-nämnden",
        "year": 2023,
    }
    assert (rules.partial_threshold, rules.key_date) == (Decimal("0.8"), dt.date(2021, 12, 31))
    assert rules.choice("host").origin is Origin.DEFAULT


def test_a_decision_behind_a_setting_is_kept(config: Path) -> None:
    config.write_text('[settings]\npartial_threshold = { value = 0.8, decided = "KF § 120" }\n', "utf-8")
    choice = load_policy(config).rules().choice("partial_threshold")
    assert (choice.value, choice.origin, choice.reference) == (Decimal("0.8"), Origin.DECIDED, "KF § 120")


def test_an_exact_decimal_stays_exact(config: Path) -> None:
    config.write_text("[settings]\npartial_threshold = 0.785\nabsolute_tolerance = 0.1\n", "utf-8")
    rules = load_policy(config).rules()
    assert (rules.partial_threshold, rules.absolute_tolerance) == (Decimal("0.785"), Decimal("0.1"))


def test_synonyms_and_members_are_added_to_the_tools_own(config: Path) -> None:
    config.write_text('[synonyms]\nbudget = ["Pengapåse"]\n\n[members]\nDegerfors = "1862"\n', "utf-8")
    policy, own = load_policy(config), default_policy()
    assert policy.synonyms["budget"] == (*own.synonyms["budget"], "Pengapåse")
    assert policy.synonyms["outcome"] == own.synonyms["outcome"]
    assert policy.members == {**own.members, "Degerfors": "1862"}


@pytest.mark.parametrize(
    ("stated", "key"),
    [
        ('key = { "folkmängd" = 0.6, datorer = 0.4 }', "folkmängd 60 %, datorer 40 %"),
        ('key = { "folkmängd" = 60, datorer = 40 }', "folkmängd 60 %, datorer 40 %"),
        (
            'key = { value = { "folkmängd" = 0.625, lika = 0.375 }, decided = "KF § 7" }',
            "folkmängd 62,5 %, lika 37,5 %",
        ),
        ('key = "folkmängd 60 %, datorer 40 %"', "folkmängd 60 %, datorer 40 %"),
        ('key = { value = "datorer", decided = "KF § 7" }', "datorer"),
    ],
)
def test_a_key_of_several_is_stated_as_a_table_or_in_words(stated: str, key: str, config: Path) -> None:
    config.write_text(f"[settings]\n{stated}\n", "utf-8")
    rules = load_policy(config).rules()
    assert (rules.key, rules.choice("key").reference) == (key, "KF § 7" if "decided" in stated else None)


@pytest.mark.parametrize("stated", ['{ "folkmängd" = "mest" }', '{ "folkmängd" = -1 }', "{ value = {} }", "{}", "3"])
def test_a_key_whose_weights_are_no_numbers_is_refused(stated: str, config: Path) -> None:
    config.write_text(f"[settings]\nkey = {stated}\n", "utf-8")
    with pytest.raises(PolicyError, match=r"settings\.key"):
        load_policy(config)


def test_the_least_that_each_member_carries_is_a_setting(config: Path) -> None:
    config.write_text("[settings]\nminimum_share = 0.05\nminimum_amount = 50000\n", "utf-8")
    rules = load_policy(config).rules()
    assert (rules.minimum_share, rules.minimum_amount) == (Decimal("0.05"), Decimal(50000))
    assert (load_policy().rules().minimum_share, load_policy().rules().minimum_amount) == (None, None)


def test_the_invoice_that_the_result_is_put_on(config: Path) -> None:
    config.write_text('[settings]\ninvoice = { value = "andra fakturan 2024", decided = "§ 12" }\n', "utf-8")
    rules = load_policy(config).rules()
    assert rules.invoice == "andra fakturan 2024"
    assert (rules.choice("invoice").origin, rules.choice("invoice").reference) == (Origin.DECIDED, "§ 12")
    assert load_policy().rules().invoice is None


def test_limits_are_changed_one_by_one(config: Path) -> None:
    config.write_text("[limits]\ncells = 10\n", "utf-8")
    policy, own = load_policy(config), default_policy()
    assert policy.limits == own.limits.model_copy(update={"cells": 10})


@pytest.mark.parametrize(
    ("text", "key", "hint"),
    [
        ("[setings]\n", "setings", "”settings”"),
        ("[settings]\npartial_treshold = 0.8\n", "settings.partial_treshold", "”partial_threshold”"),
        ('[synonyms]\nbudgett = ["x"]\n', "synonyms.budgett", "”budget”"),
        ("[limits]\ncell = 1\n", "limits.cell", "finns inte"),
        ("[settings]\npartial_threshold = 0\n", "settings.partial_threshold", "större än 0"),
        ("[settings]\npartial_threshold = 1.5\n", "settings.partial_threshold", "högst 1"),
        ('[settings]\npartial_threshold = "hög"\n', "settings.partial_threshold", "ett tal"),
        ("[settings]\nabsolute_tolerance = -1\n", "settings.absolute_tolerance", "minst 0"),
        ('[settings]\nmissing_counts = "ja"\n', "settings.missing_counts", "true eller false"),
        ("[settings]\nmissing_counts = 1\n", "settings.missing_counts", "true eller false"),
        ('[settings]\ndefault_unit = "euro"\n', "settings.default_unit", "kr, tkr eller mnkr"),
        ('[settings]\nperiod = "kvartal"\n', "settings.period", "helår eller delår"),
        ('[settings]\nkey_date = "i fjol"\n', "settings.key_date", "ett datum"),
        ("[settings]\nyear = 1066\n", "settings.year", "minst 1990"),
        ('[settings]\nhost = ""\n', "settings.host", "text"),
        ("[settings]\nhost = 7\n", "settings.host", "en text"),
        ("[settings]\nhost = { value = 7 }\n", "settings.host", "en text"),
        ('[settings]\nhost = { value = "Laxå", beslut = "x" }\n', "settings.host", "beslut"),
        ("[limits]\ncells = 0\n", "limits.cells", "större än 0"),
        ('[limits]\ncells = "många"\n', "limits.cells", "ett tal"),
        ("[members]\nLaxå = 1860\n", "", "TOML"),
        ('[members]\n"Laxå" = 1860\n', "members.Laxå", "en text"),
        ('[synonyms]\nbudget = "Pengapåse"\n', "synonyms.budget", "lista"),
        ("[synonyms]\nbudget = [1]\n", "synonyms.budget", "lista"),
        ("synonyms = 1\n", "synonyms", "tabell"),
        ("settings = 1\n", "settings", "tabell"),
        ("limits = 1\n", "limits", "tabell"),
        ("members = 1\n", "members", "tabell"),
        ("[settings\n", "", "TOML"),
    ],
)
def test_a_mistake_names_file_and_key(text: str, key: str, hint: str, config: Path) -> None:
    config.write_text(text, "utf-8")
    with pytest.raises(PolicyError) as raised:
        load_policy(config)
    message = str(raised.value)
    assert message.startswith(f"{config}: ")
    assert key in message
    assert hint in message
    assert "\n" not in message


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path, why in ((tmp_path / "saknas.toml", "finns inte"), (tmp_path, "kan inte läsas")):
        with pytest.raises(PolicyError, match=why) as raised:
            load_policy(path)
        assert str(path) in str(raised.value)


def test_a_file_that_is_not_utf8_is_named(config: Path) -> None:
    config.write_bytes('[settings]\nboard = "IT-nämnden"\n'.encode("latin-1"))
    with pytest.raises(PolicyError, match="UTF-8") as raised:
        load_policy(config)
    assert str(config) in str(raised.value)


def test_a_file_that_notepad_saved_is_read(config: Path) -> None:
    config.write_bytes(b"\xef\xbb\xbf[settings]\r\nyear = 2023\r\n")
    assert load_policy(config).rules().choice("year").value == 2023


def test_a_file_that_has_changed_is_read_anew(config: Path) -> None:
    for year in (2022, 2023, 2022):
        config.write_text(f"[settings]\nyear = {year}\n", "utf-8")
        assert load_policy(config).rules().choice("year").value == year


@pytest.mark.parametrize("origin", [Origin.WORKBOOK, Origin.CONFIG])
def test_settings_stated_anew_have_their_origin(origin: Origin) -> None:
    policy = with_settings(default_policy(), {"year": 2023}, origin, "bok.xlsx, fliken Inställningar")
    assert (policy.rules().choice("year").value, policy.rules().choice("year").origin) == (2023, origin)
    assert default_policy().settings.year is None


def test_settings_stated_anew_may_be_decided() -> None:
    stated = {"year": {"value": 2023, "decided": "§ 1"}, "host": {"value": "Laxå", "decided": None}}
    rules = with_settings(default_policy(), stated, Origin.WORKBOOK, "bok.xlsx").rules()
    assert (rules.choice("year").origin, rules.choice("year").reference) == (Origin.DECIDED, "§ 1")
    assert (rules.choice("host").origin, rules.choice("host").reference) == (Origin.WORKBOOK, None)


def test_a_setting_that_a_workbook_states_wrongly_names_the_workbook() -> None:
    with pytest.raises(PolicyError, match=r"^bok\.xlsx: .*settings\.partial_threshold.*högst 1"):
        with_settings(default_policy(), {"partial_threshold": 2}, Origin.WORKBOOK, "bok.xlsx")


def test_the_configuration_nearest_to_the_workbook_is_found(tmp_path: Path) -> None:
    inner = tmp_path / "2023" / "drift"
    inner.mkdir(parents=True)
    outer = tmp_path / CONFIG_NAME
    outer.write_text("", "utf-8")
    assert find_config(inner / "budget.xlsx") == outer
    nearer = inner / CONFIG_NAME
    nearer.write_text("", "utf-8")
    assert find_config(inner / "budget.xlsx") == nearer


def test_the_users_own_configuration_is_the_last_resort(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import platformdirs

    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_args, **_kwargs: str(own))
    book = tmp_path / "books" / "budget.xlsx"
    assert find_config(book) is None
    (own / CONFIG_NAME).write_text("", "utf-8")
    assert find_config(book) == own / CONFIG_NAME


def test_every_synonym_stands_once_under_its_concept() -> None:
    for concept, listed in default_policy().synonyms.items():
        assert len(listed) == len(set(listed)), concept
        assert all(one == one.strip() != "" for one in listed), concept


def test_the_limits_for_comments_are_settings(config: Path) -> None:
    config.write_text(
        '[settings]\ncomment_share = 0.1\ncomment_amount = { value = 250000, decided = "§ 4" }\n', "utf-8"
    )
    rules = load_policy(config).rules()
    assert (rules.comment_share, rules.comment_amount) == (Decimal("0.1"), Decimal(250_000))
    assert rules.choice("comment_amount").reference == "§ 4"
    assert load_policy().rules().comment_amount == 100_000
