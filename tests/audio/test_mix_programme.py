"""Whole programmes: level, peaks, silence, length, chapters, and the same bytes whoever makes them."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import lameenc
import numpy as np
import pytest

from audio.clip import Clip, clip_of, decode
from audio.errors import MixError
from audio.mix import Programme, SoundSettings, produce
from audio.record import Take
from audio.script import Item, Script
from audio.voices.tone import Tone, ToneSettings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from audio.script import Utterance

    Say = Callable[[Utterance], Clip]


def _mp3_voice(kit: Any) -> Say:
    """A clip as a service sends it: 24 kHz MP3, whose upper band and ripple are harder on peaks than espeak's."""
    pcm = (kit.babble(4, 24000, 0.6, seed=7) * 32767).astype("<i2").tobytes()
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_in_sample_rate(24000)
    encoder.set_channels(1)
    encoder.set_bit_rate(48)
    clip = decode(bytes(encoder.encode(pcm)) + bytes(encoder.flush()), "service")
    assert clip.rate_hz == 24000
    return lambda _: clip


@pytest.fixture(params=["espeak", "tone", "mp3", "two voices"])
def say(request: pytest.FixtureRequest, kit: Any, espeak_says: Say) -> Say:
    quiet = clip_of(kit.babble(3, 16000, 0.02), 16000)
    voices: dict[str, Say] = {
        "espeak": espeak_says,
        "tone": Tone(ToneSettings()).say,
        "mp3": _mp3_voice(kit),
        "two voices": lambda utterance: quiet if utterance.presenter else espeak_says(utterance),
    }
    return voices[request.param]


def test_level_peaks_silence_and_length(kit: Any, say: Say, tmp_path: Path) -> None:
    script = kit.script_of(3, 3, presenters=2)
    made = produce(script, kit.takes_of(script, say), tmp_path / "a.mp3", SoundSettings())
    heard = kit.hear(made.path)
    assert heard.lufs == pytest.approx(-16, abs=0.5)
    assert heard.true_peak_db <= -1
    assert heard.longest_silence_s() < 1.2
    assert len(heard.samples) == made.sample_count
    assert abs(float(heard.samples.mean())) < 0.001
    assert made.loudness_lufs == pytest.approx(heard.lufs, abs=0.1)
    assert made.true_peak_db == pytest.approx(heard.true_peak_db, abs=0.1)
    assert made.longest_silence_ms == pytest.approx(heard.longest_silence_s() * 1000, abs=40)
    assert made.bytes == made.path.stat().st_size


def test_two_voices_sound_equally_loud(kit: Any, espeak_says: Say, tmp_path: Path) -> None:
    quiet = clip_of(kit.babble(6, 16000, 0.02), 16000)
    script = kit.script_of(1, 2, presenters=2)
    takes = kit.takes_of(script, lambda one: quiet if one.presenter else espeak_says(one))
    made = produce(script, takes, tmp_path / "a.mp3", SoundSettings(music=False))
    samples = kit.hear(made.path).samples
    levels = {0: [], 1: []}
    for cue in made.cues:
        part = samples[cue.start : cue.end]
        levels[cue.presenter].append(float(np.sqrt(np.mean(part**2))))
    # Equal loudness of unlike spectra is not equal power, but the clips were 24 dB apart.
    assert 20 * np.log10(np.mean(levels[0]) / np.mean(levels[1])) == pytest.approx(0, abs=4)


@pytest.mark.parametrize("seconds", [1.2, 1.6, 2.0])
def test_a_programme_of_short_paragraphs_is_as_loud_as_any(kit: Any, tmp_path: Path, seconds: float) -> None:
    """Its blocks at the edges, half silent, count as much as those within; ``produce`` checks the whole."""
    clip = clip_of(kit.babble(seconds), 22050)
    script = kit.script_of(6, 3)
    programme = produce(script, kit.takes_of(script, lambda _: clip), tmp_path / "x.mp3", SoundSettings(music=False))
    assert abs(programme.loudness_lufs + 16) < 0.3


@pytest.mark.parametrize("lufs", [-14.0, -19.0])
def test_other_targets(kit: Any, espeak_says: Say, tmp_path: Path, lufs: float) -> None:
    script = kit.script_of(1)
    made = produce(script, kit.takes_of(script, espeak_says), tmp_path / "a.mp3", SoundSettings(target_lufs=lufs))
    heard = kit.hear(made.path)
    assert heard.lufs == pytest.approx(lufs, abs=0.5)
    assert heard.true_peak_db <= -1


@pytest.mark.parametrize(
    "settings", [{"theme": "pulse"}, {"theme": "glass"}, {"music": False}, {"fast": False}], ids=str
)
def test_every_theme_and_none(kit: Any, espeak_says: Say, tmp_path: Path, settings: dict[str, Any]) -> None:
    script = kit.script_of(2)
    made = produce(script, kit.takes_of(script, espeak_says), tmp_path / "a.mp3", SoundSettings(**settings))
    heard = kit.hear(made.path)
    assert heard.lufs == pytest.approx(-16, abs=0.5)
    assert heard.true_peak_db <= -1
    assert heard.longest_silence_s() < 1.2


@pytest.fixture(scope="module")
def programme(kit: Any, espeak_says: Say, tmp_path_factory: pytest.TempPathFactory) -> Programme:
    script = kit.script_of(3)
    path = tmp_path_factory.mktemp("programme") / "a.mp3"
    return produce(script, kit.takes_of(script, espeak_says), path, SoundSettings())


def test_chapters_are_the_items_without_gaps(programme: Programme) -> None:
    titles = ["مقدمة", "الخبر 1", "الخبر 2", "الخبر 3", "ختام"]
    assert [chapter.title for chapter in programme.chapters] == titles
    assert programme.chapters[0].start == 0
    assert programme.chapters[-1].end == programme.sample_count
    assert all(before.end == after.start for before, after in pairwise(programme.chapters))
    assert programme.chapters[1].url == "https://example.org/0"


def test_cues_are_in_order_within_the_sound_and_their_chapter(programme: Programme, kit: Any) -> None:
    script = kit.script_of(3)
    written = [one.written for item in script.items for utterance in item.utterances for one in utterance.sentences]
    assert [cue.text for cue in programme.cues] == written
    assert all(before.end <= after.start for before, after in pairwise(programme.cues))
    assert all(0 <= cue.start < cue.end <= programme.sample_count for cue in programme.cues)
    for cue in programme.cues:
        assert sum(chapter.start <= cue.start and cue.end <= chapter.end for chapter in programme.chapters) == 1


def test_a_cue_starts_and_ends_where_its_sentence_does(kit: Any, tmp_path: Path) -> None:
    tone = Tone(ToneSettings())
    script = kit.script_of(2)
    settings = SoundSettings(music=False)
    made = produce(script, kit.takes_of(script, tone.say), tmp_path / "a.mp3", settings)
    samples = np.abs(kit.hear(made.path).samples)
    for cue in made.cues:
        loud = np.flatnonzero(samples[cue.start : cue.end] > 0.02)
        assert loud[0] / 44100 < 0.06
    gaps = [samples[before.end : after.start] for before, after in pairwise(made.cues) if after.start > before.end]
    assert gaps
    assert all(gap.max() < 0.02 for gap in gaps)


def test_nothing_clicks_at_a_joint(programme: Programme, kit: Any) -> None:
    samples = kit.hear(programme.path).samples
    for cue in programme.cues:
        # A paragraph's first and last 5 ms are a slope: no sample may jump.
        for at in (cue.start, cue.end):
            around = samples[max(0, at - 220) : at + 220]
            assert float(np.abs(np.diff(around)).max()) < 0.25
    silent = np.convolve((np.abs(samples) < 1e-4).astype(np.float32), np.ones(882), "same") >= 881
    edges = np.flatnonzero(np.diff(silent.astype(int)))
    for edge in edges:
        around = np.diff(samples[max(0, edge - 44) : edge + 44])
        assert float(np.abs(around).max()) < 0.02


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("workers", [1, 2, 8])
def test_same_bytes_with_any_number_of_threads(
    kit: Any, espeak_says: Say, programme: Programme, tmp_path: Path, workers: int
) -> None:
    script = kit.script_of(3)
    with ThreadPoolExecutor(workers) as executor:
        made = produce(script, kit.takes_of(script, espeak_says), tmp_path / "a.mp3", SoundSettings(), executor)
    assert _digest(made.path) == _digest(programme.path)
    assert made.cues == programme.cues


def test_same_bytes_from_other_processes(kit: Any, espeak_says: Say, programme: Programme, tmp_path: Path) -> None:
    script = kit.script_of(3)
    with ProcessPoolExecutor(2) as executor:
        made = produce(script, kit.takes_of(script, espeak_says), tmp_path / "a.mp3", SoundSettings(), executor)
    assert _digest(made.path) == _digest(programme.path)


def test_takes_are_drawn_as_they_are_needed(kit: Any, tmp_path: Path) -> None:
    script = kit.script_of(25, 1)
    say = kit.babbles(3)
    alive = 0
    most = 0

    class Counted(Clip):
        __slots__ = ()

        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    def counted(utterance: Utterance) -> Clip:
        nonlocal alive, most
        alive += 1
        most = max(most, alive)
        return Counted(segment=say(utterance).segment)

    with ThreadPoolExecutor(2) as executor:
        produce(script, kit.takes_of(script, counted), tmp_path / "a.mp3", SoundSettings(), executor)
    assert most <= 12


def test_a_script_without_opening_and_closing_has_music_too(kit: Any, espeak_says: Say, tmp_path: Path) -> None:
    story = Item(kind="story", title="خبر", utterances=(kit.utterance_of(0), kit.utterance_of(1)))
    script = Script(title="نشرة", language="ar", items=(story, story))
    made = produce(script, kit.takes_of(script, espeak_says), tmp_path / "a.mp3", SoundSettings())
    assert made.cues[0].start > 3 * 44100
    assert made.sample_count - made.cues[-1].end > 3 * 44100
    assert kit.hear(made.path).lufs == pytest.approx(-16, abs=0.5)


def test_a_long_opening_leaves_the_bed_and_a_long_closing_enters_it(kit: Any, tmp_path: Path) -> None:
    many = tuple(kit.utterance_of(number) for number in range(9))
    items = (Item(kind="opening", title="أ", utterances=many), Item(kind="closing", title="ب", utterances=many))
    script = Script(title="نشرة", language="ar", items=items)
    made = produce(script, kit.takes_of(script, kit.babbles(8)), tmp_path / "a.mp3", SoundSettings())
    assert len({cue.start for cue in made.cues}) == len(made.cues) == 36
    heard = kit.hear(made.path)
    assert heard.lufs == pytest.approx(-16, abs=0.5)
    assert heard.longest_silence_s() < 1.2


@pytest.mark.parametrize("change", ["fewer", "more", "other", "none"])
def test_takes_of_another_script_are_refused(kit: Any, espeak_says: Say, tmp_path: Path, change: str) -> None:
    script = kit.script_of(1)
    takes = list(kit.takes_of(script, espeak_says))
    other = Take(utterance=kit.utterance_of(2), clip=takes[0].clip)
    changed = {"fewer": takes[:-1], "more": [*takes, takes[-1]], "other": [other, *takes[1:]], "none": []}[change]
    path = tmp_path / "a.mp3"
    with pytest.raises(MixError, match="the takes are not those of the script; record it again"):
        produce(script, changed, path, SoundSettings())
    assert not path.exists()


@pytest.mark.skipif(shutil.which("mp3val") is None, reason="mp3val is not here")
def test_mp3val_finds_nothing(programme: Programme) -> None:
    done = subprocess.run(["mp3val", str(programme.path)], capture_output=True, text=True, check=True)
    findings = [row for row in done.stdout.splitlines() if row.startswith(("WARNING", "ERROR"))]
    # The bare frames carry no tag yet.
    assert [row for row in findings if "No supported tags" not in row] == []


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not here")
def test_ffmpeg_decodes_the_same_length(programme: Programme) -> None:
    command = ["ffmpeg", "-v", "warning", "-i", str(programme.path), "-f", "s16le", "-"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    assert len(done.stdout) == 2 * programme.sample_count
