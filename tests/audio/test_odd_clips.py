"""Clips of every rate, width, level and shape that a voice may make are right in the programme."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydub import AudioSegment

from audio.clip import Clip, WordTime, clip_of
from audio.mix import Programme, SoundSettings, produce
from audio.record import Take
from audio.script import Item, Script, Sentence, Utterance


def _level(samples: np.ndarray) -> float:
    return 20 * float(np.log10(np.sqrt(np.mean(samples**2)) + 1e-9))


def _middle(made: Programme) -> tuple[int, int]:
    """Where the second paragraph is: two sentences a paragraph."""
    return made.cues[2].start, made.cues[3].end


def _check(kit: Any, clip: Clip, path: Path, seconds: float) -> Programme:
    made = kit.programme_around(clip, path)
    heard = kit.hear(path)
    start, end = _middle(made)
    assert (end - start) / 44100 == pytest.approx(seconds, abs=0.15)
    assert heard.lufs == pytest.approx(-16, abs=0.5)
    assert heard.true_peak_db <= -1
    assert heard.longest_silence_s() < 1.2
    assert len(heard.samples) == made.sample_count
    return made


@pytest.mark.parametrize("rate_hz", [8000, 11025, 16000, 24000, 32000, 44100, 48000, 96000])
def test_any_rate(kit: Any, tmp_path: Path, rate_hz: int) -> None:
    _check(kit, clip_of(kit.babble(3, rate_hz), rate_hz), tmp_path / "a.mp3", 3)


def test_pitch_survives_another_rate(kit: Any, tmp_path: Path) -> None:
    tone = (0.3 * np.sin(2 * np.pi * 1000 * np.arange(48000 * 2) / 48000)).astype(np.float32)
    made = kit.programme_around(clip_of(tone, 48000), tmp_path / "a.mp3")
    start, end = _middle(made)
    part = kit.hear(made.path).samples[start + 4410 : end - 4410]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part))))
    assert np.argmax(spectrum) * 44100 / len(part) == pytest.approx(1000, abs=2)


@pytest.mark.parametrize("rate_hz", [22050, 24000])
def test_no_image_above_the_clip_s_own_band(kit: Any, tmp_path: Path, rate_hz: int) -> None:
    made = kit.programme_around(clip_of(kit.babble(4, rate_hz), rate_hz), tmp_path / "a.mp3")
    start, end = _middle(made)
    part = kit.hear(made.path).samples[start:end]
    power = np.abs(np.fft.rfft(part)) ** 2
    hertz = np.fft.rfftfreq(len(part), 1 / 44100)
    assert 10 * np.log10(power[hertz > rate_hz / 2 + 700].sum() / power.sum()) < -60


def _segment(row: np.ndarray, width: int, channels: int) -> Clip:
    mono = AudioSegment(row.tobytes(), sample_width=width, frame_rate=22050, channels=1)
    return Clip(segment=mono if channels == 1 else AudioSegment.from_mono_audiosegments(mono, mono))


@pytest.mark.parametrize(("width", "channels"), [(2, 2), (1, 1), (4, 1), (4, 2)])
def test_other_channels_and_widths(kit: Any, tmp_path: Path, width: int, channels: int) -> None:
    types = {1: "i1", 2: "<i2", 4: "<i4"}
    row = np.rint(kit.babble(3) * (2 ** (8 * width - 1) - 1)).astype(types[width])
    _check(kit, _segment(row, width, channels), tmp_path / "a.mp3", 3)


def test_a_constant_part_goes(kit: Any, tmp_path: Path) -> None:
    made = _check(kit, clip_of(kit.babble(3) + np.float32(0.3), 22050), tmp_path / "a.mp3", 3)
    start, end = _middle(made)
    assert abs(float(kit.hear(made.path).samples[start:end].mean())) < 0.001


def test_a_clipped_clip_is_no_louder_than_others(kit: Any, tmp_path: Path) -> None:
    _check(kit, clip_of(np.clip(40 * kit.babble(3), -1, 1), 22050), tmp_path / "a.mp3", 3)


def test_a_whisper_is_raised(kit: Any, tmp_path: Path) -> None:
    made = _check(kit, clip_of(kit.babble(3, level=0.01), 22050), tmp_path / "a.mp3", 3)
    samples = kit.hear(made.path).samples
    first, (start, end) = made.cues[0], _middle(made)
    assert _level(samples[start:end]) == pytest.approx(_level(samples[first.start : made.cues[1].end]), abs=1.5)


def test_silent_ends_go(kit: Any, tmp_path: Path) -> None:
    quiet = np.zeros(22050 * 2, np.float32)
    clip = clip_of(np.concatenate((quiet, kit.babble(2), quiet)), 22050)
    _check(kit, clip, tmp_path / "a.mp3", 2)


def test_a_long_silence_inside_is_shortened_and_its_words_follow(kit: Any, tmp_path: Path) -> None:
    utterance = kit.utterance_of(0)
    first = len(utterance.sentences[0].spoken.split())
    sound = np.concatenate((kit.babble(2), np.zeros(22050 * 3, np.float32), kit.babble(2, seed=5)))
    times = [0.4 * number for number in range(first)] + [5 + 0.3 * number for number in range(6)]
    words = tuple(
        WordTime(index=number, start=round(22050 * time), end=round(22050 * (time + 0.2)))
        for number, time in enumerate(times)
    )
    script = Script(title="ن", language="ar", items=(Item(kind="story", title="خ", utterances=(utterance,)),))
    takes = [Take(utterance=utterance, clip=clip_of(sound, 22050, words))]
    made = produce(script, takes, tmp_path / "a.mp3", SoundSettings(music=False))
    heard = kit.hear(made.path)
    assert heard.longest_silence_s() < 0.8
    assert made.cues[1].start / 44100 == pytest.approx(2.6, abs=0.1)
    assert made.cues[1].end / 44100 == pytest.approx(4.6, abs=0.15)


def test_a_paragraph_without_a_letter_is_no_sound(kit: Any, tmp_path: Path) -> None:
    nothing = Utterance(sentences=(Sentence(written="***", spoken="***"),))
    utterances = (kit.utterance_of(0), nothing, kit.utterance_of(1))
    script = Script(title="ن", language="ar", items=(Item(kind="story", title="خ", utterances=utterances),))
    clips = (kit.babble(2), np.zeros(4410, np.float32), kit.babble(2))
    takes = [Take(utterance=one, clip=clip_of(row, 22050)) for one, row in zip(utterances, clips, strict=True)]
    made = produce(script, takes, tmp_path / "a.mp3", SoundSettings(music=False))
    assert len(made.cues) == 4
    assert kit.hear(made.path).longest_silence_s() < 1.2


@pytest.mark.faults
def test_an_hour_in_one_clip_takes_no_more_memory_than_its_samples(kit: Any, tmp_path: Path) -> None:
    hour = np.tile(np.rint(kit.babble(10) * 32767).astype("<i2"), 360).tobytes()
    clip = Clip(segment=AudioSegment(hour, sample_width=2, frame_rate=22050, channels=1))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made = kit.programme_around(clip, tmp_path / "a.mp3")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, end = _middle(made)
    assert (end - start) / 44100 == pytest.approx(3600, abs=0.2)
    assert made.loudness_lufs == pytest.approx(-16, abs=0.5)
    # The sound at 44.1 kHz in floats would be 635 MB.
    assert (after - before) / 1024 < 200
