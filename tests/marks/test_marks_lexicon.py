"""The lexicon: its rows are right by rule, the user's win, clitics are seen through, errors name their line."""

import unicodedata
from pathlib import Path

import pytest

from audio.phonemes_word import read_word
from briefing.arabic.spoken import speak
from briefing.arabic.tables import rows
from briefing.errors import LexiconError
from briefing.marks.letters import SHADDA, SUN, join, split, strip
from briefing.marks.lexicon import Lexicon, shipped
from briefing.marks.marker import Marker
from briefing.marks.rawi import Rawi

SEED = Path(__file__).parents[2] / "seeds" / "lexicon.tsv"


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def found(lexicon: Lexicon, text: str, at: int = 0) -> str:
    words = text.split()
    entry = lexicon.find(words, at)
    assert entry is not None, text
    return nfc(" ".join(join(word, list(marks)) for word, marks in zip(words[at:], entry.words, strict=False)))


def test_the_shipped_rows_are_many_unlike_and_each_can_be_said() -> None:
    words = shipped()
    assert len(words) >= 1500
    assert len({row.written for row in words}) == len(words)
    for row in words:
        assert strip(row.marks) == row.written
        for word in row.marks.split():
            assert read_word(word) is not None, row


def test_every_month_that_is_said_has_its_marks(shipped_lexicon: Lexicon) -> None:
    names = {row[1] for row in rows("months") if strip(row[1]) == row[1]}
    assert len(names) >= 35
    for name in names:
        entry = shipped_lexicon.find(name.split(), 0)
        assert entry is not None, name
        assert len(entry.words) == len(name.split()), name


def test_shipped_marks_obey_spelling() -> None:
    for row in shipped():
        for word in row.marks.split():
            letters, marks = split(word)
            for place, char in enumerate(letters[1:], start=1):
                if char == "ة" and letters[place - 1] not in "اى":
                    assert "\u064e" in marks[place - 1], row
            if letters.startswith("ال") and len(letters) > 3 and not marks[1]:
                assert letters[2] in SUN, row
                assert SHADDA in marks[2], row


@pytest.mark.parametrize(
    ("written", "marked"),
    [
        ("نتنياهو", "نِتَنْيَاهُو"),
        ("لنتنياهو", "لِنِتَنْيَاهُو"),
        ("وبايدن", "وَبَايْدِنْ"),
        ("وللعراق", "وَلِلْعِرَاق"),
        ("بالعراق", "بِالْعِرَاق"),
        ("للقاهرة", "لِلْقَاهِرَة"),
        ("لمصر", "لِمِصْر"),
        ("وغزة", "وَغَزَّة"),
        ("في قطاع غزة", "قِطَاع غَزَّةَ"),
        ("كالعراق", "كَالْعِرَاق"),
        ("والاتهامات", "وَالِاتِّهَامَات"),  # Ryding 2005, 2.4: the lam of the article before a joining alef
        ("للاتصال", "لِلِاتِّصَال"),
    ],
)
def test_names_are_found_with_their_clitics(shipped_lexicon: Lexicon, written: str, marked: str) -> None:
    assert found(shipped_lexicon, written, at=1 if written.startswith("في ") else 0) == nfc(marked)


@pytest.mark.parametrize("word", ["فعلي", "لجان", "كبيرة", "بلد", "والد", "فقال", "كرة", "بيان"])
def test_common_words_are_no_names_with_clitics(shipped_lexicon: Lexicon, word: str) -> None:
    entry = shipped_lexicon.find([word], 0)
    assert entry is None or len(entry.words[0]) == len(word)
    if word in {"فعلي", "والد", "فقال"}:
        assert entry is None


def test_the_users_rows_win_and_give_readings(tmp_path: Path, rawi: Rawi) -> None:
    own = tmp_path / "mine.tsv"
    own.write_text("بايدن\t\tبَايْدَنْ\tmine\nد.ب.أ\tوكالة الأنباء\t\t\n# comment\n\n", encoding="utf-8")
    lexicon = Lexicon.load(own)
    assert dict(lexicon.readings) == {"د.ب.أ": "وكالة الأنباء"}
    assert found(lexicon, "وبايدن") == "وَبَايْدَنْ"
    assert "بَايْدَنْ" in Marker(rawi, lexicon).mark(["قال بايدن إنه سيعود."])[0]


def test_a_row_whose_reading_holds_what_is_written_is_said_and_marked_once(tmp_path: Path, rawi: Rawi) -> None:
    own = tmp_path / "mine.tsv"
    own.write_text("الأرصاد\tهيئة الأرصاد\tهَيْئَة الأَرْصَاد\t\nهيئة\tالأرصاد هيئة\t\t\n", encoding="utf-8")
    lexicon = Lexicon.load(own)
    spoken = speak("حَذَّرَت الأرصاد من هيئة أمس", readings=lexicon.readings)
    assert spoken.text == "حذرت هيئة الأرصاد من الأرصاد هيئة أمس"
    marker = Marker(rawi, lexicon)
    (once,) = marker.mark([spoken.marked])
    assert strip(once) == spoken.text
    assert nfc("هَيْئَة") in nfc(once)
    assert marker.mark([once]) == [once]


def test_a_longer_row_is_stronger_than_a_shorter_one(tmp_path: Path) -> None:
    own = tmp_path / "mine.tsv"
    own.write_text("صلاح\t\tصَلَاحْ\t\nصلاح الدين\t\tصُلَاحُ الدِّينِ\t\n", encoding="utf-8")
    assert found(Lexicon.load(own), "صلاح الدين") == nfc("صُلَاحُ الدِّينِ")
    assert found(Lexicon.load(own), "صلاح هنا") == "صَلَاحْ"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("بايدن\t\tبَايْدَنت\t", "the marks stand on other letters"),
        ("بايدن\t\t\t", "neither a spoken form nor marks"),
        ("\tشيء\t\t", "no written form"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(tmp_path: Path, row: str, fault: str) -> None:
    own = tmp_path / "mine.tsv"
    own.write_text(f"# words\n{row}\n", encoding="utf-8")
    with pytest.raises(LexiconError, match=fault) as caught:
        Lexicon.load(own)
    assert str(caught.value).startswith(f"{own}:2: ")
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="cannot be read"):
        Lexicon.load(tmp_path / "none.tsv")
    broken = tmp_path / "latin.tsv"
    broken.write_bytes("é\t\té\t".encode("latin-1"))
    with pytest.raises(LexiconError, match="UTF-8"):
        Lexicon.load(broken)


def test_the_newcomers_example_loads() -> None:
    assert Lexicon.load(SEED).readings
