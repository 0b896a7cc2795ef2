"""Every sentence that the source can tell has an Arabic twin, and every twin says what its sentence says."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType  # noqa: TC003 - pytest reads the fixtures' annotations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from briefing.messages.catalogue import label, labels, templates, translated

HOLE = re.compile(r"\{(\d+)\}")
ROWS, LABELS = templates("ar"), labels("ar")


def _wording() -> ModuleType:
    spec = importlib.util.spec_from_file_location("wording", Path(__file__).with_name("wording.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["wording"] = module  # dataclasses look there
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def wording() -> ModuleType:
    return _wording()


@pytest.fixture(scope="module")
def found(wording: ModuleType) -> Any:
    return wording.wording()


def test_every_message_of_the_source_has_a_twin(found: Any) -> None:
    known = {row.english for row in ROWS}
    missing = [f"{text}\t\t{places[0]}" for text, places in sorted(found.templates.items()) if text not in known]
    assert missing == [], "rows for briefing/messages/ar.tsv, English TAB Arabic:\n" + "\n".join(missing)
    assert found.unread == [], "raise a string, or a name that holds one: " + ", ".join(found.unread)
    assert len(found.templates) > 250


def test_every_word_that_stands_alone_has_a_twin(found: Any) -> None:
    known = {row.english for row in LABELS}
    missing = [f"{text}\t\tlabel\t{places[0]}" for text, places in sorted(found.labels.items()) if text not in known]
    assert missing == [], "rows for briefing/messages/ar.tsv, English TAB Arabic TAB label:\n" + "\n".join(missing)
    assert sorted(known - set(found.labels)) == []
    assert len(found.labels) > 80


def test_a_label_is_translated_only_where_it_is_asked_for() -> None:
    assert label("clock", "ar") == "الساعة"
    assert label("sign ±", "ar") == "العلامة ±"
    assert label("clock", "en") == label("clock", "../x") == "clock"
    assert label("no label", "ar") == "no label"
    assert translated("clock: 3 episodes", "ar") == "clock: عدد الحلقات 3"


def test_no_twin_is_left_of_a_message_that_is_gone(wording: ModuleType) -> None:
    texts = wording.every_text()
    assert [row.english for row in ROWS if not row.source and row.english not in texts] == []


def test_the_finder_of_messages_finds_a_raise_without_a_twin(
    wording: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "room.py"
    source.write_text(
        "def work(path, error, many):\n"
        "    message = f'{path}: broke {error.strerror}; mend it'\n"
        "    raise RoomError(message)\n"
        "def more(many):\n"
        "    raise RoomError(many + untold())\n"
        "def label():\n"
        "    show(name_of('hour' if many else 'day'), name_of(many))\n"
        "    log.warning('%s: gone after %.1f s', path, 1)\n"
        "def odd():\n"
        "    raise RoomError(elsewhere)\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(wording, "ROOT", tmp_path)
    found = wording.Wording()
    wording._Reader(source, {}, found).read()
    assert set(found.templates) == {"{1}: broke {2}; mend it", "{1}: gone after {2} s"}
    assert set(found.labels) == {"hour", "day"}
    assert found.unread == ["room.py:10"]


def test_a_twin_has_the_holes_of_its_sentence_and_is_arabic() -> None:
    for row in (*ROWS, *LABELS):
        assert Counter(HOLE.findall(row.english)) == Counter(HOLE.findall(row.twin))
        # "LUFS" and lines of holes alone have nothing to say in another language
        arabic = re.search(r"[\u0621-\u064a]", HOLE.sub("", row.twin))
        assert arabic or not re.search(r"[a-z]{2}", HOLE.sub("", row.english)), row.twin
        assert len(HOLE.findall(row.english)) == len(set(HOLE.findall(row.english)))


def test_no_sentence_stands_twice() -> None:
    assert [text for text, times in Counter(row.english for row in (*ROWS, *LABELS)).items() if times > 1] == []


VALUES = ("public/feed.xml", "42", "'x'", "ملف.txt", "https://a.example/b")


def test_a_line_is_known_again_by_its_own_template() -> None:
    for row in ROWS:
        count = len(HOLE.findall(row.english))
        held = [VALUES[number % len(VALUES)] + str(number) for number in range(count)]

        def fill(text: str, held: list[str] = held) -> str:
            return HOLE.sub(lambda hole: held[int(hole[1]) - 1], text).replace("{{", "{").replace("}}", "}")

        assert translated(fill(row.english), "ar") == fill(row.twin)


def test_causes_inside_a_message_are_translated_too() -> None:
    told = (
        "no article to read: a.txt: no such file or folder; name one that exists, or an address with https://; "
        "b.opml: cannot be read (Permission denied); name an existing OPML file; "
        "name files, folders or addresses, or mend [[sources]]"
    )
    assert translated(told, "ar") == (
        "لا مقال للقراءة: a.txt: لا ملف ولا مجلد بهذا الاسم؛ سمّ موجودا أو عنوانا يبدأ بـ https://؛ "
        "b.opml: تعذرت قراءته (لا إذن)؛ سمّ ملف OPML موجودا؛ سمّ ملفات أو مجلدات أو عناوين أو أصلح [[sources]]"
    )


def test_a_message_behind_a_word_of_ours_is_translated_with_that_word() -> None:
    told = translated("voice: gtts: no connection or a broken one (ConnectError) (asked once); try again later", "ar")
    assert told.startswith("الصوت: ")
    refused = "voice: gtts: no key; put it into the environment variable K (asked once)"
    told = translated(f"{refused}; try again later or take another voice", "ar")
    assert told == "الصوت: gtts: لا مفتاح؛ ضعه في متغير البيئة K (سُئل مرة)؛ حاول لاحقا أو خذ صوتا آخر"


REFUSED = (
    "http://127.0.0.1:8771/robots.txt: it is at 127.0.0.1, which is not a public address; if it is yours, add "
    '"127.0.0.1:8771" to allow_private (asked for its robots.txt)'
)
REFUSED_AR = (
    "http://127.0.0.1:8771/robots.txt: هو في 127.0.0.1 وليس عنوانا عاما؛ إن كان لك فأضف "
    '"127.0.0.1:8771" إلى allow_private (عند السؤال عن robots.txt)'
)


@pytest.mark.parametrize("count", [1, 2, 30])
def test_of_two_readings_that_one_is_taken_which_explains_more(count: int) -> None:
    before, after = "no article to read: ", "; name files, folders or addresses, or mend [[sources]]"
    told = translated(before + "; ".join([REFUSED] * count) + after, "ar")
    mend = "؛ سمّ ملفات أو مجلدات أو عناوين أو أصلح [[sources]]"
    assert told == "لا مقال للقراءة: " + "؛ ".join([REFUSED_AR] * count) + mend


def test_a_bracket_stands_with_its_twin_when_what_is_in_it_is_isolated() -> None:
    told = translated("x (asked for its robots.txt)", "ar", isolated=True)
    assert told == "\u200f\u2068x\u2069 (عند السؤال عن \u2068robots.txt\u2069)"
    told = translated("piper: there is no x; fetch the voice (briefing voices get y)", "ar", isolated=True)
    assert told.endswith("اجلب الصوت (\u2068briefing voices get\u2069 \u2068y\u2069)")


def test_words_with_a_hole_in_the_middle_are_isolated_as_one() -> None:
    told = translated("install its extra: pip install 'arabic-briefing[edge]'", "ar", isolated=True)
    assert told == "\u200fثبّت إضافته: \u2068pip install 'arabic-briefing[edge]'\u2069"


def test_on_a_terminal_what_is_not_arabic_is_isolated() -> None:
    told = translated("public/feed.xml: 3 episodes", "ar", isolated=True)
    assert told == "\u200f\u2068public/feed.xml\u2069: عدد الحلقات \u20683\u2069"
    balanced = translated(
        "--date 2999-01-01: is in the future; today is 2026-01-01 in Asia/Riyadh", "ar", isolated=True
    )
    assert balanced.count("\u2068") == balanced.count("\u2069") == 4


@hypothesis_settings(deadline=None, max_examples=30)
@given(st.text())
def test_any_text_passes_and_english_is_left_alone(text: str) -> None:
    translated(text, "ar", isolated=True)
    assert translated(text, "en") == text
    assert translated(text, "../x") == text
