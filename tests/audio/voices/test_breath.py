from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.script import Sentence, Utterance
from audio.voices.breath import breathed
from audio.voices.text import letters, words


def _read(text: str) -> str:
    """The words with a bar where breath was drawn."""
    said = words(Utterance(sentences=(Sentence(written=text, spoken=text, marked=text),)), marked=True)
    pairs = zip(said, breathed(said), strict=True)
    return " ".join(before.text + (" |" if before.pause != after.pause else before.pause) for before, after in pairs)


# Own work; the bar stands where a newsreader pauses.
@pytest.mark.parametrize(
    "wanted",
    [
        "أعلن نائب الشؤون السياسية في مكتب الرئيس أن الأخير ألغى زيارته | التي كانت مقررة صباح غد الخميس في العاصمة.",
        "وَصَلَ الوَفْدُ الوِزَارِيُّ إِلَى العَاصِمَةِ صَبَاحَ اليَوْمِ الأَحَدِ | بَعْدَ تَأْجِيلٍ دَامَ أُسْبُوعَيْنِ كَامِلَيْنِ بِسَبَبِ العَاصِفَةِ.",
        # short enough for one breath
        "وصل الوفد الذي انتظرته المدينة صباح اليوم.",
        # a pause is near already
        "قال الوزير إن الخطة الجديدة تشمل جميع المدارس, التي بنيت قبل عشرين عاما في المدن الكبرى.",
        # the opener belongs to the word before it
        "تختلف المدارس الجديدة في المدينة الكبيرة عن غيرها من حيث سعة الفصول وعدد المعلمين وجودة المختبرات.",
        # nothing opens a clause
        "استقبل رئيس مجلس الوزراء وزير الخارجية ووزير الدفاع ووزير الاقتصاد ورئيس المصرف المركزي ونائبه.",
    ],
)
def test_breath_is_drawn_where_a_clause_begins(wanted: str) -> None:
    assert _read(wanted.replace(" |", "")) == wanted


@given(st.lists(st.sampled_from(["كلمة", "التي", "وقال", "نعم،", "من", "بعد", "المسؤولون", "لا."]), max_size=60))
def test_only_pauses_are_added_and_never_close_together(tokens: list[str]) -> None:
    said = words(Utterance(sentences=(Sentence(written="", spoken=" ".join(tokens)),)), marked=False)
    found = breathed(said)
    assert [(one.index, one.text) for one in found] == [(one.index, one.text) for one in said]
    run = 0
    for before, after in zip(said, found, strict=True):
        run += letters(after.text)
        if after.pause:
            added = not before.pause
            assert not added or (after.pause == "," and run >= 22)
            run = 0
