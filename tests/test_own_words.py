"""The user's lexicon, a row at a time: the file stays its owner's."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from briefing.config.settings import settings_of
from briefing.errors import LexiconError, SettingsError
from briefing.marks.lexicon import Lexicon
from briefing.workbench import ownwords

FILE = """\
# my words\r
\r
ميتا\t\tمِيتَا\tthe company\r
# below: agencies
د.ب.أ\tوكالة الأنباء الألمانية\t\tan agency's signature
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "lexicon.tsv"
    file.write_bytes(FILE.encode())
    return file


def test_a_new_row_goes_to_the_end_and_nothing_else_changes(path: Path) -> None:
    ownwords.add(path, "كييف", "كِيِيفْ")
    assert path.read_bytes().decode() == FILE + "كييف\t\tكِيِيفْ\n"


def test_a_row_is_replaced_where_it_stands_and_keeps_its_note(path: Path) -> None:
    ownwords.add(path, "ميتا", "ميتا الشركة")
    changed = FILE.replace("ميتا\t\tمِيتَا\tthe company\r\n", "ميتا\tميتا الشركة\t\tthe company\n")
    assert path.read_bytes().decode() == changed


def test_a_row_that_is_removed_leaves_the_comments(path: Path) -> None:
    ownwords.remove(path, "د.ب.أ")
    assert path.read_bytes().decode() == "".join(FILE.splitlines(keepends=True)[:-1])
    with pytest.raises(LexiconError, match="has no row for"):
        ownwords.remove(path, "د.ب.أ")


def test_a_file_that_is_not_there_is_begun(tmp_path: Path) -> None:
    path = tmp_path / "new" / "lexicon.tsv"
    ownwords.add(path, "كييف", "كي إف")
    assert [row.written for row in ownwords.rows(path)] == ["كييف"]
    assert Lexicon.load(path).readings == {"كييف": "كي إف"}


@pytest.mark.parametrize(
    ("word", "reading", "told"),
    [
        ("كييف", "كييف", "is the word itself"),
        ("كييف", "", "has no Arabic letter"),
        ("كييف", "Kyiv", "has no Arabic letter"),
        ("كييف", "كِ\tabc"[:0], "has no Arabic letter"),
        ("", "كِيِيفْ", "is no word"),
        ("***", "كِيِيفْ", "is no word"),
        ("#كييف", "كِيِيفْ", "would be a comment"),
    ],
)
def test_what_is_no_reading_is_refused_in_one_line(path: Path, word: str, reading: str, told: str) -> None:
    with pytest.raises(LexiconError, match=told) as caught:
        ownwords.add(path, word, reading)
    assert len(str(caught.value).splitlines()) == 1
    assert path.read_bytes().decode() == FILE


def test_a_file_with_a_wrong_row_is_not_written(path: Path) -> None:
    path.write_text("كييف\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=r"lexicon\.tsv:1: "):
        ownwords.add(path, "ميتا", "مِيتَا")
    assert path.read_text(encoding="utf-8") == "كييف\n"


def test_settings_without_a_lexicon_say_what_to_write() -> None:
    with pytest.raises(SettingsError, match=r"write lexicon = "):
        ownwords.own_lexicon(settings_of({}, Path()))


LETTERS = st.text("ابتثجحخدذرزسشصضطظعغفقكلمنهوي ", min_size=1, max_size=12).filter(str.strip)


@hypothesis_settings(deadline=None, max_examples=6)
@given(st.lists(st.tuples(LETTERS, LETTERS), max_size=6))
def test_every_reading_that_is_taken_is_one_that_the_lexicon_loads(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("words") / "lexicon.tsv"
    known: dict[str, str] = {}
    for word, reading in pairs:
        try:
            row = ownwords.add(path, word, reading)
        except LexiconError:
            continue
        known[row.written] = row.spoken
    assert (Lexicon.load(path).readings if path.exists() else {}) == known
