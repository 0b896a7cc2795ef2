"""The settings file: right values arrive, every wrong key is told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.config.sections import checked_edition
from briefing.config.settings import _SECTIONS, load, settings_of
from briefing.config.tables import keys
from briefing.errors import SettingsError

SEEDS = Path(__file__).resolve().parent.parent / "seeds" / "briefing.toml"


def test_the_sample_file_is_whole_and_right() -> None:
    settings = load(SEEDS)
    assert settings.show.title == "موجز الأخبار"
    assert settings.voice.chain == ("gtts", "espeak")
    assert len(settings.sources) == 3


@pytest.mark.parametrize("section", sorted(_SECTIONS))
def test_the_sample_file_names_every_key_of(section: str) -> None:
    written = SEEDS.read_text(encoding="utf-8")
    missing = [one.name for one in keys(_SECTIONS[section]) if one.name not in written]
    assert missing == []


def test_the_sample_file_holds_the_defaults() -> None:
    sample = load(SEEDS)
    for section in set(_SECTIONS) - {"show", "marks"}:
        assert getattr(sample, section) == _SECTIONS[section](), section


def test_defaults_serve_without_a_file() -> None:
    settings = settings_of({}, Path())
    assert settings.edition.minutes == 5
    assert settings.sources == ()


def test_every_problem_is_told_at_once_by_its_path() -> None:
    tables = {
        "show": {"titel": "x"},
        "edition": {"minutes": "long", "time_zone": "Mars/Olympus"},
        "voices": {},
    }
    with pytest.raises(SettingsError) as caught:
        settings_of(tables, Path())
    told = str(caught.value).splitlines()
    assert "show.titel: unknown key; did you mean 'title'?" in told
    assert any(line.startswith("edition.minutes: ") for line in told)
    assert "voices: unknown key; did you mean 'voice'?" in told


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"time_zone": "Mars/Olympus"}, "edition.time_zone"),
        ({"at": "25:00"}, "edition.at"),
        ({"at": "6"}, "edition.at"),
        ({"at": "٠٦:٠٠"}, "edition.at"),
        ({"weekdays": [0]}, "edition.weekdays"),
        ({"minutes": 0}, "edition.minutes"),
        ({"minutes": float("nan")}, "edition.minutes"),
    ],
)
def test_a_wrong_hour_zone_or_length_is_refused(table: dict[str, object], told: str) -> None:
    with pytest.raises(SettingsError, match=told):
        settings_of({"edition": table}, Path())


def test_a_limit_below_nothing_is_refused() -> None:
    with pytest.raises(SettingsError, match="cannot be less than 0"):
        settings_of({"publish": {"days": -1}}, Path())


def test_a_section_that_is_no_table_is_refused() -> None:
    with pytest.raises(SettingsError, match="edition: must be a table"):
        settings_of({"edition": 5}, Path())


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"missing\.toml: cannot be read"):
        load(tmp_path / "missing.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("minutes = = 5", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"broken\.toml:1: not TOML"):
        load(broken)
    broken.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SettingsError, match=r"broken\.toml: is not UTF-8 text"):
        load(broken)


def test_paths_start_from_the_files_own_folder() -> None:
    settings = load(SEEDS)
    assert settings.path("articles").is_dir()
    assert checked_edition(settings.edition) is settings.edition


def test_the_owners_cover_lies_beside_the_file_and_an_address_has_no_slash_at_its_end(tmp_path: Path) -> None:
    show = settings_of({"show": {"cover": "art/cover.jpg", "base_url": "https://x.example/pod/"}}, tmp_path).show
    assert show.cover == str(tmp_path / "art" / "cover.jpg")
    assert show.base_url == "https://x.example/pod"


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"timeout_s": 0}, "fetch.timeout_s"),
        ({"timeout_s": float("inf")}, "fetch.timeout_s"),
        ({"timeout_s": float("nan")}, "fetch.timeout_s"),
        ({"user_agent": "موجز"}, "fetch.user_agent"),  # RFC 9110 5.5: a header's value is ASCII
        ({"user_agent": "a\nb"}, "fetch.user_agent"),
        ({"user_agent": " a"}, "fetch.user_agent"),
    ],
)
def test_what_no_request_can_carry_is_told(table: dict[str, object], told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings_of({"fetch": table}, Path())
    assert str(caught.value).startswith(f"{told}: ")
    assert settings_of({"fetch": {"user_agent": "my-briefing/1.0 (+https://me.example)"}}, Path()).fetch.user_agent
