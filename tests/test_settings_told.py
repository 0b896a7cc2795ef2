"""What is said of wrong settings: all of it at once, in plain words, each with its line."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.config.settings import _SECTIONS, load, settings_of
from briefing.config.tables import keys
from briefing.config.toml_lines import key_lines, line_of
from briefing.errors import SettingsError
from briefing.wiring import table_problems

SEEDS = Path(__file__).resolve().parent.parent / "seeds" / "briefing.toml"

WRONG = """\
[edition]
minuts = 3
lexicon = "x"
time_zone = "Mars"
weekdays = ["a"]
at = 6

[voice]
chain = ["gtss"]
cache_mb = "many"

[voice.espeek]
x = 1
[voice.espeak]
rate_wpm = 9000

[[sources]]
type = "feed"
url = 5

[[sources]]
paht = "x"
[shwo]
[arabic]
region = "levnt"
[sound]
music = "yes please"
"""
TOLD = """\
2: edition.minuts: unknown key; did you mean 'minutes'?
3: edition.lexicon: unknown key; it belongs to [marks]
4: edition.time_zone: 'Mars' is no IANA time zone; write one like 'Africa/Cairo'
5: edition.weekdays: "a" is not a whole number; write it like [1, 2, 3, 4, 5, 6, 7]
6: edition.at: 6 is not text in quotes or a list of texts, in square brackets; write it like "06:00"
9: voice.chain: there is no 'gtss'; did you mean 'gtts'?
10: voice.cache_mb: "many" is not a whole number; write it like 500
12: voice.espeek: there is no 'espeek'; did you mean 'espeak'?
15: espeak.rate_wpm: 9000 is not a whole number from 80 to 450; choose one
19: sources[1].url: 5 is not text in quotes
21: sources[2].type: missing; write one of feed, folder, opml, page
23: shwo: unknown key; did you mean 'show'?
25: arabic.region: "levnt" is none of egypt, levant, maghreb, gulf; did you mean 'levant'?
27: sound.music: "yes please" is not true or false; write it like true"""


def test_fourteen_problems_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "briefing.toml"
    path.write_text(WRONG, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load(path, more=table_problems)
    assert str(caught.value).replace(f"{path}:", "") == TOLD


def test_the_sample_file_has_no_problem_for_the_plugins_either() -> None:
    assert list(table_problems(load(SEEDS))) == []


WRONG_VALUES = {
    "text": "\x00?",
    "number": 1.5,
    "truth": True,
    "table": {"a": 1},
    "list": [{"a": 1}],
    "day": "2026-01-01",
}


@pytest.mark.parametrize("section", sorted(_SECTIONS))
def test_no_wording_of_the_checking_library_reaches_a_person(section: str) -> None:
    for field in keys(_SECTIONS[section]):
        for value in WRONG_VALUES.values():
            try:
                settings_of({section: {field.name: value}}, Path())
            except SettingsError as error:
                told = str(error)
                assert told.startswith((f"{section}.{field.name}: ", f"{section}: ")), told
                assert "input should" not in told.lower(), told
                assert "\n" not in told, told


LINES = [
    ("a = 1\n", {"a": 1}),
    ('a = """\n[x]\nb = 1\n"""\nc = 2\n', {"a": 1, "c": 5}),
    ("a = '''\nb = 1'''\nc = 2\n", {"a": 1, "c": 3}),
    ("a = [\n 1, # ]\n 2\n]\nb = 1\n", {"a": 1, "b": 5}),
    ('a = "[x] # = \\" y"\n[t] # [u]\nb = 1\n', {"a": 1, "t": 2, "t.b": 3}),
    ("[[s]]\nu = 1\n[[s]]\nu = 2\n[s.t]\nz = 1\n", {"s[1]": 1, "s[1].u": 2, "s[2]": 3, "s[2].u": 4, "s[2].t": 5,
     "s[2].t.z": 6}),
    ('"a.b".c = 1\n[ x . "y z" ]\nd = {e = 1,\nf = 2}\n', {"a.b.c": 1, "x.y z": 2, "x.y z.d": 3}),
    ("\ufeff# x\r\n[a]\r\nb = 1\r\n", {"a": 2, "a.b": 3}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lines"), LINES)
def test_the_line_of_a_key(text: str, lines: dict[str, int]) -> None:
    assert key_lines(text) == lines


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[a-z]{1,6}", fullmatch=True),
            st.sampled_from(
                ["1", '"[x]"', '"""\n[y]\nk = 1\n"""', "[\n1,\n2]", "{a = 1}", "'''#'''", '"#="  # c = 1', "true"]
            ),
        ),
        unique_by=lambda pair: pair[0],
    )
)  # fmt: skip
def test_every_key_of_a_file_is_found_on_its_own_line(pairs: list[tuple[str, str]]) -> None:
    text, wanted = "", {}
    for key, value in pairs:
        wanted[key] = text.count("\n") + 1
        text += f"{key} = {value}\n"
    assert set(tomllib.loads(text)) == set(wanted)
    assert key_lines(text) == wanted


def test_a_key_that_is_not_there_has_the_line_of_the_table_around_it() -> None:
    lines = key_lines("[voice]\n[voice.espeak]\n[[sources]]\n")
    assert line_of("sources[1].url", lines) == 3
    assert line_of("espeak.pitch", lines) == 2
    assert line_of("edition.minutes", lines) is None
