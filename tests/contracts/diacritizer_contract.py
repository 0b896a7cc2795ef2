"""What every diacritizer must keep. A stranger runs it on his class: subclass, and give a fixture ``diacritizer``."""

import threading
import unicodedata

import pytest

from briefing.marks import Diacritizer
from briefing.marks.letters import has_marks, split, strip

HARD = [
    "فوجئوا بالهجوم، وقالوا: «لا» 👍🏽 في BBC و3.5٪.",
    "الـمـدينة ﷺ ﻻ پاريس ڤيينا",
    "أ\u200cب ؟! ...",
    "",
    "   ",
    "123 abc",
    "كيــف\tالحال\nاليوم",
    unicodedata.normalize("NFD", "أعلن آل إبراهيم مسؤولية رئيسة"),
    "ٱلرحمن \u0670 ۝ \u06dd",
    "نص\u0000بين\u202eاثنين\ufeff",
    "ا" * 3000,
]
NEWS = ["أعلن وزير الخارجية أن المحادثات مستمرة.", "", "وقال مُحَمَّدٌ إن الأمر انتهى"]


class DiacritizerContract:
    """One test a promise of :class:`briefing.marks.Diacritizer`."""

    @pytest.fixture
    def diacritizer(self) -> Diacritizer:
        raise NotImplementedError

    def test_it_has_a_name(self, diacritizer: Diacritizer) -> None:
        assert diacritizer.name.strip() == diacritizer.name != ""

    @pytest.mark.parametrize("text", HARD)
    def test_letters_and_signs_stay_as_they_are(self, diacritizer: Diacritizer, text: str) -> None:
        (marked,) = diacritizer.mark([text])
        assert strip(marked) == strip(text)
        assert marked.split() if text.split() else marked == text

    def test_one_paragraph_for_each_paragraph(self, diacritizer: Diacritizer) -> None:
        assert [strip(marked) for marked in diacritizer.mark(NEWS)] == [strip(text) for text in NEWS]
        assert diacritizer.mark([]) == []

    def test_words_get_marks(self, diacritizer: Diacritizer) -> None:
        marked = diacritizer.mark(NEWS)[0].split()
        assert sum(map(has_marks, marked)) >= len(marked) - 1

    def test_the_authors_marks_are_kept(self, diacritizer: Diacritizer) -> None:
        (marked,) = diacritizer.mark(["زارَ الوفدُ مُحَمَّدٌ القاهرةَ"])
        _, own = split("زارَ الوفدُ مُحَمَّدٌ القاهرةَ")
        assert all(not mine or mine == theirs for mine, theirs in zip(own, split(marked)[1], strict=True))

    def test_the_same_text_is_marked_the_same(self, diacritizer: Diacritizer) -> None:
        assert diacritizer.mark(NEWS) == diacritizer.mark(NEWS)

    def test_threads_do_not_mix(self, diacritizer: Diacritizer) -> None:
        texts = [[f"أعلن الوزير رقم {number} أن الاجتماع انتهى."] for number in range(6)]
        wanted = [diacritizer.mark(text) for text in texts]
        got: dict[int, list[str]] = {}
        threads = [
            threading.Thread(target=lambda n=number: got.__setitem__(n, diacritizer.mark(texts[n])))
            for number in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [got[number] for number in range(6)] == wanted
