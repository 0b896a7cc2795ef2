"""The chooser: words win, not letters; and the networks load or say why not."""

import numpy as np
import pytest

from briefing.errors import MarksError
from briefing.marks import models
from briefing.marks.chooser import choose
from briefing.marks.letters import strip
from briefing.marks.models import LABELS, Letters, gated, label_of, network
from briefing.marks.rawi import Rawi


def table(*rows: dict[int, float]) -> np.ndarray:
    out = np.full((len(rows), len(LABELS)), 1e-6, dtype=np.float32)
    for place, row in enumerate(rows):
        for label, probability in row.items():
            out[place, label] = probability
    return out / out.sum(axis=1, keepdims=True)


def test_one_network_decides_alone() -> None:
    chosen, sure = choose([(1.0, table({1: 0.7, 2: 0.3}, {3: 1.0}))], [(0, 2)])
    assert chosen == [1, 3]
    assert sure == pytest.approx([0.7, 1.0], abs=1e-3)


def test_a_word_of_one_network_beats_a_word_put_together() -> None:
    # Letter by letter the mean takes (1, 3), which every network finds all but impossible as a word.
    one = table({1: 0.98, 2: 0.02}, {4: 0.9, 3: 0.1})
    two = table({2: 0.55, 1: 0.45}, {3: 0.95, 4: 0.05})
    three = table({1: 0.5, 2: 0.5}, {3: 0.98, 4: 0.02})
    mean = (one + two + three) / 3
    assert mean.argmax(axis=1).tolist() == [1, 3]
    lone, _ = choose([(1.0, one), (1.0, two), (1.0, three)], [])
    assert lone == [1, 3]
    chosen, _ = choose([(6.0, one), (1.0, two), (1.0, three)], [(0, 2)])
    assert chosen == [1, 4]


def test_no_word_has_tanwin_inside_or_a_doubled_letter_behind_a_sukun() -> None:
    fatha, tanwin = LABELS.index("\u064e"), LABELS.index("\u064b")
    sukun, doubled = LABELS.index("\u0652"), LABELS.index("\u0651\u0650")
    inside = table({fatha: 1.0}, {tanwin: 0.6, fatha: 0.4}, {fatha: 1.0}, {fatha: 1.0})
    assert choose([(1.0, inside)], [(0, 4)])[0] == [fatha] * 4
    at_the_end = table({fatha: 1.0}, {tanwin: 0.6, fatha: 0.4}, {0: 1.0})
    assert choose([(1.0, at_the_end)], [(0, 3)])[0] == [fatha, tanwin, 0]
    # يُحْسِّن: the doubled letter is surer than the sukun, so the sukun falls; in يَعْبِّر it is the other way round.
    second = table({sukun: 0.6, fatha: 0.4}, {doubled: 0.9, fatha: 0.1})
    assert choose([(1.0, second)], [(0, 2)])[0] == [fatha, doubled]
    first = table({sukun: 0.9, fatha: 0.1}, {doubled: 0.6, fatha: 0.4})
    assert choose([(1.0, first)], [(0, 2)])[0] == [sukun, fatha]


def test_weights_are_heard() -> None:
    one, two = table({1: 0.9, 2: 0.1}), table({2: 0.9, 1: 0.1})
    assert choose([(2.0, one), (1.0, two)], [(0, 1)])[0] == [1]
    assert choose([(1.0, one), (2.0, two)], [(0, 1)])[0] == [2]


def test_probabilities_sum_to_one_and_keep_the_hamza() -> None:
    letters = Letters("أكد إبراهيم آخر مسؤول")
    found = network("v3").probabilities(letters)
    assert found.shape == (len("أكد إبراهيم آخر مسؤول"), len(LABELS))
    assert found.sum(axis=1) == pytest.approx(np.ones(len(found)), abs=1e-4)
    # Under إ the networks know one vowel, once the letter is kept.
    assert LABELS[int(found[4].argmax())] == "\u0650"


def test_a_gate_spreads_the_presence_over_the_marks() -> None:
    values = table({0: 0.5, 1: 0.25, 2: 0.25})
    out = gated(values, np.array([0.8], dtype=np.float32))
    assert out[0, :3] == pytest.approx([0.2, 0.4, 0.4], abs=1e-3)


@pytest.mark.parametrize(
    ("marks", "label"),
    [
        ("\u064e\u0651", "\u0651\u064e"),
        ("\u0670", "\u064e"),
        ("\u0652", "\u0652"),
        ("", ""),
        ("\u0651\u0652", "\u0651"),
    ],
)
def test_runs_of_marks_come_to_one_label(marks: str, label: str) -> None:
    assert label_of(marks) == label


def test_without_its_package_libtashkeel_marks_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(models, "find_spec", lambda _: None)
    models._load.cache_clear()
    try:
        with pytest.raises(MarksError, match="install text2tashkeel"):
            network("v3")
        (marked,) = Rawi().mark(["قال الوزير إن الأمر انتهى."])
    finally:
        models._load.cache_clear()
    assert strip(marked) == "قال الوزير إن الأمر انتهى."
    assert marked != strip(marked)
    assert "libtashkeel alone" in caplog.text
