"""What the marker does with passive verbs, verbs in ه and names of عبد, whatever the networks answer."""

from collections.abc import Sequence
from unicodedata import normalize

import pytest

from briefing.marks.lexicon import Lexicon
from briefing.marks.marker import Marker


class Active:
    """A diacritizer that marks every قتل active and every ه with damma."""

    name = "active"

    def mark(self, paragraphs: Sequence[str]) -> list[str]:
        answers = {"قتل": "قَتَلَ", "يواجه": "يُوَاجِهُ", "عبدالرزاق": "عَبْدَالْرَزَاقِ", "بابه": "بَابِهُ"}
        return [" ".join(answers.get(word, word) for word in paragraph.split()) for paragraph in paragraphs]


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("قتل 3 أشخاص", "قُتِلَ"),
        ("قتل الرجل", "قَتَلَ"),
        ("قَتَلَ 3 أشخاص", "قَتَلَ"),  # the author's marks win
        ("يواجه خطرا", "يُوَاجِهُ"),
        ("بابه مغلق", "بَابِهِ"),
        ("عبدالرزاق وصل", "عَبْدُالرَّزَاقِ"),
    ],
)
def test_first_word(written: str, first: str) -> None:
    (marked,) = Marker(Active(), Lexicon.load(None), endings="full").mark([written])
    assert normalize("NFC", marked.split()[0]) == normalize("NFC", first)
