"""The word tables: every row has its columns, and marks stand in the order that speech engines need."""

import re
from pathlib import Path

import pytest

from briefing.arabic import tables
from briefing.arabic.counted import noun
from briefing.arabic.letters import strip_marks
from briefing.arabic.spoken import speak
from briefing.arabic.words import word_of

NAMES = sorted(path.stem for path in (Path(tables.__file__).parent / "tables").glob("*.tsv"))
COLUMNS = {
    "abbreviations": 3, "currencies": 9, "groups": 2, "latin": 2, "months": 5, "nouns": 4, "particles": 2,
    "passives": 2, "sounds": 2, "units": 5, "verbs": 3, "women": 1,
}  # fmt: skip


def test_every_table_is_known_here() -> None:
    assert sorted(COLUMNS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_rows_are_whole_and_appear_once(name: str) -> None:
    rows = tables.rows(name)
    assert rows
    assert {len(row) for row in rows} == {COLUMNS[name]}
    assert all(cell == cell.strip() for row in rows for cell in row)
    assert len(set(rows)) == len(rows), sorted({row for row in rows if rows.count(row) > 1})


@pytest.mark.parametrize("name", NAMES)
def test_the_shadda_stands_before_its_vowel(name: str) -> None:
    wrong = re.compile("[\u064b-\u0650]\u0651")
    assert not [cell for row in tables.rows(name) for cell in row if wrong.search(cell)]


def test_the_news_nouns_are_many() -> None:
    assert len(tables.rows("nouns")) >= 1000
    assert len(tables.rows("currencies")) >= 30
    assert len(tables.rows("units")) >= 40
    assert len(tables.rows("latin")) >= 200


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ("dotted", "جاء في {}. ثم عاد"), ("spaced", "قالت {} إنه عاد"), ("title", "قال {}. سامي"), ("word", "الكتب {}"),
        ("bracket", "قال النبي ({}) ذلك"), ("number", "انظر {} 5"), ("sign", "قال النبي {}"),
    ],
)  # fmt: skip
def test_each_abbreviation_is_met_where_the_table_says(where: str, sentence: str) -> None:
    found = [(written, spoken) for written, spoken, place in tables.rows("abbreviations") if place == where]
    assert found
    unmet = [written for written, spoken in found if spoken.split("|")[0] not in speak(sentence.format(written)).text]
    assert unmet == []


def test_each_group_is_asked_for_by_a_rule() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in Path(tables.__file__).parent.glob("*.py"))
    assert [
        name for name in sorted({row[0] for row in tables.rows("groups")}) if f'group("{name}")' not in source
    ] == []


@pytest.mark.parametrize(
    ("word", "gender"),
    [
        # A plural of things agrees as one woman does, one of people does not: Ryding, deflected agreement.
        ("نشرة", "f"), ("موجز", "m"), ("أخبار", "f"), ("الأنباء", "f"), ("اجتماعات", "f"), ("أشخاص", "m"), ("شمس", "f"),
    ],
)  # fmt: skip
def test_what_agrees_with_a_noun(word: str, gender: str) -> None:
    assert noun(word).agreement == gender


@pytest.mark.parametrize(
    ("word", "gender", "number"),
    [
        # Feminine without a sign, masculine plurals in ات, broken plurals: Wright I, gender and the plurals.
        ("حروب", "f", "plural"), ("آبار", "f", "plural"), ("اجتماعات", "m", "plural"), ("مستشفيات", "m", "plural"),
        ("دول", "f", "plural"), ("قضاة", "m", "plural"), ("طلبة", "m", "plural"), ("قتيلا", "m", "singular"),
        ("لبنانيات", "f", "plural"), ("سنوات", "f", "plural"), ("شهرين", "m", "dual"), ("سيارتان", "f", "dual"),
        ("تهم", "f", "plural"), ("اقتراضات", "m", "plural"), ("زمردات", "f", "plural"),
    ],
)  # fmt: skip
def test_gender_and_number_of_counted_nouns(word: str, gender: str, number: str) -> None:
    assert (noun(word).gender, noun(word).number) == (gender, number)


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("منذ", "prep"),
        ("بأن", "inna"),
        ("الذي", "relative"),
        ("بينهم", "exists"),
        ("أمامهم", "exists"),
        ("بلغ", "verb"),
        ("وسيشارك", "verb"),
        ("أمهلتهم", "verb"),
        ("الحكومة", "definite"),
        ("قيمته", "owned"),
        ("بقيمة", "prep"),
        ("باستجواب", "prep"),
        ("بالسجن", "phrase"),
        ("للحكومة", "phrase"),
        ("مقتل", "noun"),
        ("وإصابة", "noun"),
    ],
)
def test_roles_of_words(word: str, role: str) -> None:
    assert word_of(word).role == role


def test_marked_words_are_their_letters() -> None:
    for row in tables.rows("months"):
        assert strip_marks(row[1]) in row[0].split("|")
