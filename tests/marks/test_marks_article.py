"""One whole article against a careful reading by hand, word by word; differences are shown."""

import unicodedata
from pathlib import Path

from briefing.marks.letters import strip
from briefing.marks.marker import Marker


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


GOLDEN = Path(__file__).parents[1] / "golden" / "marks-article.tsv"


def article() -> list[str]:
    return [strip(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def test_an_article_is_marked_as_read_by_hand(full_marker: Marker) -> None:
    lines = [line for line in GOLDEN.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    marked = full_marker.mark(article())
    pairs = [
        (wanted, got)
        for line, answer in zip(lines, marked, strict=True)
        for wanted, got in zip(line.split(), answer.split(), strict=True)
    ]
    wrong = [f"{got} for {wanted}" for wanted, got in pairs if nfc(wanted) != nfc(got)]
    print(f"{len(wrong)} of {len(pairs)} words: " + "; ".join(wrong))  # noqa: T201  shown by pytest -s and on failure
    assert len(pairs) == 508
    assert len(wrong) <= 30


def test_words_the_networks_differ_on_are_listed_with_their_sentence(full_marker: Marker) -> None:
    doubts = full_marker.doubts([*article(), "قال مُحَمَّدٌ إن بايدن سيعود."])
    words = {doubt.word for doubt in doubts}
    assert "بايدن" not in words
    assert "محمد" not in words
    assert all(strip(doubt.marked) == doubt.word and doubt.word in doubt.sentence for doubt in doubts)
    assert "كشف" in words
    assert [doubt.certainty for doubt in doubts] == sorted(doubt.certainty for doubt in doubts)
    assert all(doubt.marked[-1] not in "\u064b\u064c\u064d\u064e\u064f\u0650" for doubt in doubts)
    assert all(strip(other) == doubt.word for doubt in doubts for other in doubt.others)
