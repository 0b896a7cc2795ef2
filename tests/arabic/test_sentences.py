"""Where a sentence ends, and where it does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.arabic.sentences import sentences


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("وصل الوفد. ثم غادر.", ["وصل الوفد.", "ثم غادر."]),
        ("هل عاد؟ نعم! عاد…", ["هل عاد؟", "نعم!", "عاد…"]),
        ("قال: لن نقبل، ولن نسكت؛ هذا موقفنا.", ["قال: لن نقبل، ولن نسكت؛ هذا موقفنا."]),
        ("زار د. سامي المدينة. عاد أمس.", ["زار د. سامي المدينة.", "عاد أمس."]),
        ("بلغ النمو 3.5 في المئة. هذا جيد.", ["بلغ النمو 3.5 في المئة.", "هذا جيد."]),
        ("عاش في القرن الثالث ق.م. في بابل", ["عاش في القرن الثالث ق.م. في بابل"]),
        ("قال «انتهى الأمر. لن نعود.» ثم خرج.", ["قال «انتهى الأمر. لن نعود.»", "ثم خرج."]),
        ("أكد «نعم. لا» وخرج.", ["أكد «نعم. لا» وخرج."]),
        ("قال: «انتهى الأمر.» خرج بعدها.", ["قال: «انتهى الأمر.»", "خرج بعدها."]),
        ("العنوان الأول\nالنص يبدأ هنا", ["العنوان الأول", "النص يبدأ هنا"]),
        ("توقف كل شيء... ثم عاد.", ["توقف كل شيء...", "ثم عاد."]),
        ("زوروا bbc.com اليوم. شكرا", ["زوروا bbc.com اليوم.", "شكرا"]),
        ("", []),
        (" \n ", []),
        ("قوس «لم يغلق. جملة ثانية", ["قوس «لم يغلق.", "جملة ثانية"]),
    ],
)
def test_cuts(paragraph: str, expected: list[str]) -> None:
    assert sentences(paragraph) == expected


@given(st.text(alphabet='ابتد .؟!،:«»()"\n1م'))
def test_nothing_is_lost(paragraph: str) -> None:
    assert "".join("".join(sentences(paragraph)).split()) == "".join(paragraph.split())
    assert all(sentence == sentence.strip() and sentence for sentence in sentences(paragraph))
