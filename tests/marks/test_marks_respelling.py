"""Careless spelling: read as it should be written, marked on the author's own letters, said as the careful one."""

import re
from pathlib import Path

import pytest

from audio.phonemes import ipa
from briefing.marks.letters import strip
from briefing.marks.lexicon import Lexicon
from briefing.marks.marker import Marker
from briefing.marks.respelling import Respeller

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture(scope="module")
def respeller(shipped_lexicon: Lexicon) -> Respeller:
    return Respeller(shipped_lexicon)


def article() -> list[str]:
    lines = (GOLDEN / "marks-article.tsv").read_text(encoding="utf-8").splitlines()
    return [strip(line) for line in lines if not line.startswith("#")]


ROWS = [
    tuple(line.split("\t"))
    for line in (GOLDEN / "marks-spellings.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("written", "wanted", "rule"), ROWS)
def test_a_word_gets_the_letter_that_it_should_have(respeller: Respeller, written: str, wanted: str, rule: str) -> None:
    assert respeller.read(written) == wanted, rule
    assert len(written) == len(wanted)


def test_careful_spelling_is_left_alone(respeller: Respeller) -> None:
    for paragraph in article():
        assert respeller.read(paragraph) == paragraph


def test_news_without_hamza_is_said_as_news_with_it(full_marker: Marker) -> None:
    careful = article()
    careless = [re.sub("[أإآ]", "ا", paragraph) for paragraph in careful]
    marked = full_marker.mark(careless)
    assert [strip(paragraph) for paragraph in marked] == careless
    pairs = [
        (ipa(one), ipa(two))
        for lines in zip(marked, full_marker.mark(careful), strict=True)
        for one, two in zip(*map(str.split, lines), strict=True)
    ]
    other = [pair for pair in pairs if pair[0] != pair[1]]
    assert len(other) <= len(pairs) * 0.04, other


def test_a_long_a_is_marked_where_its_madda_is_left_out(full_marker: Marker) -> None:
    (marked,) = full_marker.mark(["قال ان الوفد عاد الان من آسيا"])
    assert ipa(marked).startswith("qaːla ʔinnalwafda ʕaːdalʔaːna min")
