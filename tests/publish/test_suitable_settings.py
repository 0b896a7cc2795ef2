"""Settings that directories would refuse are told before anything is made, each in one line."""

from dataclasses import replace
from pathlib import Path

import pytest

from briefing.config.settings import load
from briefing.errors import SettingsError
from briefing.publish.suitable import problems
from briefing.show import Show

WRONG = {
    "base_url": ["", "podcast.example.org", "ftp://x.org", "https://x.org/?a=1", "https://x.org/خبر", "http://a b"],
    "language": ["", "ara", "Arabic", "ar_EG", "AR", "عربي"],
    "email": ["", "nobody", "a@b", "a b@example.org", "اسم@example.org", "a@example.org\n"],
    "hub": ["hub.example.org", "javascript:alert(1)"],
    "title": ["ن" * 256],
    "author": ["ن" * 256],
    "presenter": ["ن" * 256],
    "categories": [(), ("Economy",), ("News", "Daily"), ("Technology", "Podcasting"), ("news",)],
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_what_a_directory_refuses_is_one_line(show: Show, name: str, value: object) -> None:
    (told,) = problems(replace(show, **{name: value}))  # type: ignore[arg-type]
    assert told.startswith(f"show.{name}: ")
    assert "\n" not in told


@pytest.mark.parametrize(
    "changes",
    [
        {}, {"language": "ar-SA"}, {"language": "en"}, {"base_url": "http://127.0.0.1:8000"}, {"base_url": "http://[::1]:80/a"},
        {"base_url": "https://x.example.org/a/b-c/~d"}, {"hub": "https://pubsubhubbub.appspot.com/"},
        {"categories": ("True Crime",)}, {"categories": ("Society & Culture", "Places & Travel")},
        {"email": "a.b+c@mail.example.co.uk"}, {"title": "ن" * 255, "author": "ن" * 255, "presenter": "ن" * 255},
    ],
)  # fmt: skip
def test_what_is_right_is_let_through(show: Show, changes: dict[str, object]) -> None:
    assert problems(replace(show, **changes)) == []  # type: ignore[arg-type]


def test_the_settings_file_is_told_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "briefing.toml"
    path.write_text('[show]\nlanguage = "Arabic"\nemail = "x"\ncategories = ["Economy"]\n', encoding="utf-8")
    with pytest.raises(SettingsError) as told:
        load(path)
    for name in ("language", "email", "categories"):
        assert f"show.{name}: " in str(told.value)
