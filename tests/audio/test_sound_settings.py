"""What a listener may set: each silence is heard as long as it was asked for, and what cannot be mixed is refused."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from audio.clip import clip_of
from audio.errors import MixError
from audio.mix import Programme, SoundSettings, produce
from audio.record import Take
from audio.script import Item, Script, Sentence, Utterance

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

FRAME_MS = 1152 * 1000 / 44100
UNHEARD = Utterance(sentences=(Sentence(written="***", spoken="***"),), pause_after_ms=0)


def _programme(kit: Any, path: Path, settings: SoundSettings, *rows: tuple[int | None, ...]) -> Programme:
    """Stories of paragraphs with these pauses after them; None is a paragraph without a letter."""
    items = tuple(
        Item(
            kind="story",
            title=f"خبر {number}",
            utterances=tuple(UNHEARD if ms is None else kit.utterance_of(0, pause_after_ms=ms) for ms in row),
        )
        for number, row in enumerate(rows)
    )
    script = Script(title="نشرة", language="ar", items=items)
    time = np.arange(22050) / 22050
    # A sound that begins and ends at once: no silence of its own.
    clip = clip_of((0.3 * np.sin(2 * np.pi * 300 * time)).astype(np.float32), 22050)
    return produce(script, kit.takes_of(script, lambda _: clip), path, settings)


def _silences_ms(samples: NDArray[np.float32]) -> list[float]:
    """Runs below -50 dBFS of more than 30 ms between two sounds."""
    loud = np.flatnonzero(np.abs(samples) >= 10 ** (-50 / 20))
    gaps = np.diff(loud) - 1
    return [float(gap) * 1000 / 44100 for gap in gaps if gap > 0.03 * 44100]


@pytest.mark.parametrize("wanted", [(200, 450, 550), (300, 800, 1000)])
def test_a_pause_is_as_long_as_it_was_asked_for(kit: Any, tmp_path: Path, wanted: tuple[int, ...]) -> None:
    made = _programme(kit, tmp_path / "a.mp3", SoundSettings(music=False), (*wanted, 0))
    assert _silences_ms(kit.hear(made.path).samples) == pytest.approx(wanted, abs=FRAME_MS / 2 + 2)


def test_a_pause_under_music_is_as_long_as_it_was_asked_for(kit: Any, tmp_path: Path) -> None:
    utterances = (kit.utterance_of(0, pause_after_ms=300), kit.utterance_of(0, pause_after_ms=700), kit.utterance_of(0))
    script = Script(title="ن", language="ar", items=(Item(kind="opening", title="م", utterances=utterances),))
    time = np.arange(22050) / 22050
    clip = clip_of((0.3 * np.sin(2 * np.pi * 300 * time)).astype(np.float32), 22050)
    made = produce(script, kit.takes_of(script, lambda _: clip), tmp_path / "a.mp3", SoundSettings())
    ends = [cue.end for cue in made.cues][1::2]
    starts = [cue.start for cue in made.cues][2::2]
    gaps = [(start - end) * 1000 / 44100 for start, end in zip(starts, ends, strict=False)]
    assert gaps == pytest.approx([300, 700], abs=15)


@pytest.mark.parametrize(("asked_ms", "heard_ms"), [(0, 600), (450, 600), (800, 800)])
def test_between_stories_the_longer_silence_counts(kit: Any, tmp_path: Path, asked_ms: int, heard_ms: int) -> None:
    settings = SoundSettings(music=False, item_pause_ms=600)
    made = _programme(kit, tmp_path / "a.mp3", settings, (asked_ms,), (0,))
    assert _silences_ms(kit.hear(made.path).samples) == pytest.approx([heard_ms], abs=FRAME_MS / 2 + 2)


def test_a_story_asks_for_a_longer_silence_before_the_sting(kit: Any, tmp_path: Path) -> None:
    short = _programme(kit, tmp_path / "a.mp3", SoundSettings(), (450,), (450,))
    long = _programme(kit, tmp_path / "b.mp3", SoundSettings(), (900,), (900,))
    assert (long.sample_count - short.sample_count) * 1000 / 44100 == pytest.approx(2 * 450, abs=2 * FRAME_MS)


def test_a_story_of_which_nothing_is_heard_is_no_chapter_and_no_second_silence(kit: Any, tmp_path: Path) -> None:
    settings = SoundSettings(music=False, item_pause_ms=900)
    made = _programme(kit, tmp_path / "a.mp3", settings, (0,), (None,), (None,), (0,), (None,))
    assert _silences_ms(kit.hear(made.path).samples) == pytest.approx([900], abs=FRAME_MS / 2 + 2)
    assert [chapter.title for chapter in made.chapters] == ["خبر 0", "خبر 3"]
    assert made.chapters[-1].end == made.sample_count


def test_a_programme_of_which_nothing_is_heard_is_refused(kit: Any, tmp_path: Path) -> None:
    with pytest.raises(MixError, match=r"a\.mp3: -\d+\.\d\d LUFS, wanted -16\.0"):
        _programme(kit, tmp_path / "a.mp3", SoundSettings(music=False), (None,), (None,))
    assert list(tmp_path.iterdir()) == []


def test_an_opening_too_long_for_its_bed_is_followed_by_a_sting(kit: Any, tmp_path: Path) -> None:
    """The bed swells after the first words; those that come after it end like any story."""
    clip = clip_of(kit.babble(20), 22050)

    def gap_s(paragraphs: int) -> float:
        row = tuple(kit.utterance_of(0) for _ in range(paragraphs))
        story = Item(kind="story", title="خبر", utterances=(kit.utterance_of(0),))
        items = (Item(kind="opening", title="مقدمة", utterances=row), story)
        script = Script(title="نشرة", language="ar", items=items)
        made = produce(script, kit.takes_of(script, lambda _: clip), tmp_path / "a.mp3", SoundSettings())
        return (made.cues[-2].start - made.cues[-3].end) / 44100

    # The swell and the sting each take a second or two, silence alone does not.
    assert gap_s(2) > 1.2
    assert gap_s(3) > 1.2


@pytest.mark.parametrize("lufs", [-14.0, -16.0])
@pytest.mark.parametrize("seconds", [0.04, 0.1, 0.2, 0.35])
def test_a_single_word_never_stops_a_programme(kit: Any, tmp_path: Path, lufs: float, seconds: float) -> None:
    """It is too short to be loud by the meter; the limiter is not driven without end for it."""
    good, word = (kit.utterance_of(number) for number in range(2))
    script = Script(title="ن", language="ar", items=(Item(kind="story", title="خ", utterances=(good, word, good)),))
    whole = clip_of(kit.babble(6), 22050)
    takes = [Take(utterance=one, clip=whole) for one in script.items[0].utterances]
    takes[1] = Take(utterance=word, clip=clip_of(kit.babble(seconds), 22050))
    made = produce(script, takes, tmp_path / "a.mp3", SoundSettings(music=False, target_lufs=lufs))
    heard = kit.hear(made.path)
    assert heard.lufs == pytest.approx(lufs, abs=0.5)
    assert heard.true_peak_db <= -1
    # The loudest 10 ms of the word are little louder than those of its neighbours.
    loudest = [
        max(float(np.sqrt(np.mean(heard.samples[at : at + 441] ** 2))) for at in range(cues[0].start, cues[1].end, 441))
        for cues in (made.cues[:2], made.cues[2:4])
    ]
    assert 20 * math.log10(loudest[1] / loudest[0]) < 3


def test_long_music_of_one_s_own_does_not_pull_a_short_programme_below_its_loudness(kit: Any, tmp_path: Path) -> None:
    own = clip_of(kit.babble(32, 8000, 0.5, seed=9), 8000)
    own.segment.export(tmp_path / "own.wav", format="wav").close()
    names = ("opening_file", "bed_file", "sting_file", "closing_file")
    settings = SoundSettings(**dict.fromkeys(names, tmp_path / "own.wav"))
    script = kit.script_of(4, 1)
    made = produce(script, kit.takes_of(script, kit.babbles(4)), tmp_path / "a.mp3", settings)
    assert kit.hear(made.path).lufs == pytest.approx(-16, abs=0.35)


def test_music_that_is_none_is_told_where_all_of_it_is(kit: Any, tmp_path: Path) -> None:
    names = ("opening_file", "bed_file", "sting_file", "closing_file")
    settings = SoundSettings(**dict.fromkeys(names, tmp_path / "nothing.wav"))
    with pytest.raises(MixError, match=r"opening music .*nothing\.wav: cannot be read"):
        produce(kit.script_of(1), kit.takes_of(kit.script_of(1), kit.babbles()), tmp_path / "a.mp3", settings)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"target_lufs": math.nan}, "sound.target_lufs: nan is outside -30.0 to -14.0; choose one inside"),
        ({"target_lufs": -13.0}, "sound.target_lufs: -13.0 is outside -30.0 to -14.0; choose one inside"),
        ({"sentence_pause_ms": 0}, "sound.sentence_pause_ms: 0 is outside 100 to 1000; choose one inside"),
        ({"before_sting_ms": -1}, "sound.before_sting_ms: -1 is outside 0 to 1000; choose one inside"),
        ({"after_sting_ms": 2000}, "sound.after_sting_ms: 2000 is outside 0 to 1000; choose one inside"),
        ({"item_pause_ms": 1001}, "sound.item_pause_ms: 1001 is outside 0 to 1000; choose one inside"),
        ({"keep_mb": -1}, "sound.keep_mb: -1 is outside 0 to 1000000; choose one inside"),
        ({"theme": "jazz"}, "sound.theme: 'jazz' is unknown; choose one of dawn, pulse, glass"),
    ],
    ids=str,
)
def test_what_cannot_be_mixed_is_refused_before_a_word_is_spoken(values: dict[str, Any], wanted: str) -> None:
    with pytest.raises(MixError) as caught:
        SoundSettings(**values)
    assert str(caught.value) == wanted
