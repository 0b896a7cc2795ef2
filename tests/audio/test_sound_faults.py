"""Clips and files that are not as they should be: right in the end, or one clear line that names the paragraph."""

from __future__ import annotations

import os
import resource
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lameenc
import numpy as np
import pytest
from mutagen.id3 import ID3, TIT2
from pydub import AudioSegment

from audio import check, mix, mp3, unit, units
from audio.clip import Clip, WordTime, clip_of
from audio.errors import MixError
from audio.mix import Programme, SoundSettings, produce
from audio.record import Take
from audio.script import Item, Script, Sentence, Utterance

if TYPE_CHECKING:
    from collections.abc import Callable

    from audio.blocks import Sound

PLAIN = SoundSettings(music=False)


def _programme(kit: Any, clip: Clip, path: Path, settings: SoundSettings = PLAIN) -> Programme:
    """A good paragraph, the clip, a good paragraph."""
    good = clip_of(kit.babble(3), 22050)
    utterances = tuple(kit.utterance_of(number) for number in range(3))
    script = Script(title="نشرة", language="ar", items=(Item(kind="story", title="الخبر", utterances=utterances),))
    takes = [Take(utterance=one, clip=row) for one, row in zip(utterances, (good, clip, good), strict=True)]
    return produce(script, takes, path, settings)


def _level(samples: np.ndarray) -> float:
    return 20 * float(np.log10(np.sqrt(np.mean(samples**2)) + 1e-9))


def _middle(made: Programme) -> tuple[int, int]:
    """Where the second paragraph is: two sentences a paragraph."""
    return made.cues[2].start, made.cues[3].end


def _check(kit: Any, clip: Clip, path: Path, seconds: float) -> Programme:
    made = _programme(kit, clip, path)
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
    made = _programme(kit, clip_of(tone, 48000), tmp_path / "a.mp3")
    start, end = _middle(made)
    part = kit.hear(made.path).samples[start + 4410 : end - 4410]
    spectrum = np.abs(np.fft.rfft(part * np.hanning(len(part))))
    assert np.argmax(spectrum) * 44100 / len(part) == pytest.approx(1000, abs=2)


@pytest.mark.parametrize("rate_hz", [22050, 24000])
def test_no_image_above_the_clip_s_own_band(kit: Any, tmp_path: Path, rate_hz: int) -> None:
    made = _programme(kit, clip_of(kit.babble(4, rate_hz), rate_hz), tmp_path / "a.mp3")
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
    made = produce(script, takes, tmp_path / "a.mp3", PLAIN)
    heard = kit.hear(made.path)
    assert heard.longest_silence_s() < 0.8
    assert made.cues[1].start / 44100 == pytest.approx(2.6, abs=0.1)
    assert made.cues[1].end / 44100 == pytest.approx(4.6, abs=0.15)


NAME = r"الخبر, paragraph 2 of 3 \(انخفضت أسعار القمح"


@pytest.mark.parametrize(
    ("samples", "wanted"),
    [
        (np.zeros(0), "the voice made 0 samples, no speech; look at the voice"),
        (np.full(100, 0.5), "the voice made 100 samples, no speech"),
        (np.zeros(22050), r"the voice made 1.0 s of silence"),
        (np.full(22050, 0.4), r"the voice made 1.0 s of silence"),
    ],
    ids=["empty", "too short", "silent", "only a constant"],
)
def test_nothing_to_hear_names_the_paragraph(kit: Any, tmp_path: Path, samples: np.ndarray, wanted: str) -> None:
    path = tmp_path / "a.mp3"
    clip = clip_of(samples.astype(np.float32), 22050)
    with pytest.raises(MixError, match=f"{NAME}.*{wanted}") as caught:
        _programme(kit, clip, path)
    assert "\n" not in str(caught.value)
    assert not path.exists()


@pytest.mark.parametrize("rate_hz", [1, 4000, 400000])
def test_an_impossible_rate_names_the_paragraph(kit: Any, tmp_path: Path, rate_hz: int) -> None:
    clip = Clip(segment=AudioSegment(bytes(40000), sample_width=2, frame_rate=rate_hz, channels=1))
    with pytest.raises(MixError, match=f"{NAME}.*{rate_hz} samples a second is no rate for speech"):
        _programme(kit, clip, tmp_path / "a.mp3")


def test_a_paragraph_without_a_letter_is_no_sound(kit: Any, tmp_path: Path) -> None:
    nothing = Utterance(sentences=(Sentence(written="***", spoken="***"),))
    utterances = (kit.utterance_of(0), nothing, kit.utterance_of(1))
    script = Script(title="ن", language="ar", items=(Item(kind="story", title="خ", utterances=utterances),))
    clips = (kit.babble(2), np.zeros(4410, np.float32), kit.babble(2))
    takes = [Take(utterance=one, clip=clip_of(row, 22050)) for one, row in zip(utterances, clips, strict=True)]
    made = produce(script, takes, tmp_path / "a.mp3", PLAIN)
    assert len(made.cues) == 4
    assert kit.hear(made.path).longest_silence_s() < 1.2


def _mp3_file(kit: Any, path: Path, seconds: float = 6) -> bytes:
    """A listener's file: 48 kHz stereo VBR-like MP3 with an ID3 tag in front."""
    sound = np.rint(kit.babble(seconds, 48000, 0.5) * 32767).astype("<i2")
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_in_sample_rate(48000)
    encoder.set_channels(2)
    encoder.set_bit_rate(128)
    data = bytes(encoder.encode(np.repeat(sound, 2).tobytes())) + bytes(encoder.flush())
    path.write_bytes(data)
    made: Any = ID3()
    made.add(TIT2(encoding=3, text=["موسيقى"]))
    made.save(path)
    return path.read_bytes()


def test_own_music_plays(kit: Any, espeak_says: Callable[[Utterance], Clip], tmp_path: Path) -> None:
    _mp3_file(kit, tmp_path / "own.mp3", 9)
    script = kit.script_of(2)
    names = ("opening_file", "bed_file", "sting_file", "closing_file")
    own = SoundSettings(**dict.fromkeys(names, tmp_path / "own.mp3"))
    made = produce(script, kit.takes_of(script, espeak_says), tmp_path / "a.mp3", own)
    heard = kit.hear(made.path)
    assert heard.lufs == pytest.approx(-16, abs=0.5)
    assert heard.true_peak_db <= -1
    assert heard.longest_silence_s() < 1.2
    # The opening is the nine seconds of the file; the voice comes in 1.2 s before their end.
    assert made.cues[0].start / 44100 == pytest.approx(7.8, abs=0.2)
    # A sting is cut at four seconds.
    assert (made.cues[10].start - made.cues[9].end) / 44100 < 6


def test_a_truncated_file_is_used_as_far_as_it_goes(
    kit: Any, espeak_says: Callable[[Utterance], Clip], tmp_path: Path
) -> None:
    data = _mp3_file(kit, tmp_path / "own.mp3")
    (tmp_path / "own.mp3").write_bytes(data[: len(data) // 2 + 7])
    script = kit.script_of(1)
    own = SoundSettings(opening_file=tmp_path / "own.mp3")
    made = produce(script, kit.takes_of(script, espeak_says), tmp_path / "a.mp3", own)
    assert made.cues[0].start / 44100 == pytest.approx(3 - 1.2, abs=0.2)


@pytest.mark.parametrize("content", [None, b"", b"<html>404</html>", b"ID3\x03\x00\x00\x00\x00\x00\x0a" + bytes(10)])
def test_own_music_that_is_none(kit: Any, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "own.mp3"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MixError, match=r"opening music .*own\.mp3: (cannot be read|there is no sound)"):
        produce(
            kit.script_of(1),
            kit.takes_of(kit.script_of(1), kit.babbles()),
            tmp_path / "a.mp3",
            SoundSettings(opening_file=path),
        )


def _broken(sound: Sound, level: unit.Level) -> unit.Unit:
    """A unit whose second half is the first one of another: bytes of the right size that decode to other sound."""
    made = unit.make_unit(sound, level)
    frames = list(mp3.split(made.data))
    middle = len(frames) // 2
    frames[middle] = frames[middle][:4] + bytes(len(frames[middle]) - 4)
    frames[middle + 1] = b"\xff\xfb\x00\x00" + frames[middle + 1][4:]
    return replace(made, data=b"".join(frames))


def _loud(sound: Sound, level: unit.Level) -> unit.Unit:
    return unit.make_unit(sound, unit.Level(target_lufs=level.target_lufs + 3, fast=level.fast))


def _claimed(sound: Sound, level: unit.Level) -> unit.Unit:
    """A unit that says one frame more than it has."""
    made = unit.make_unit(sound, level)
    return replace(made, frames=made.frames + 1)


@pytest.mark.parametrize(
    ("fault", "wanted"),
    [
        (_broken, "mp3|samples"),
        (_loud, r"programme a\.mp3: -1\d\.\d\d LUFS, wanted -16\.0 within 0\.5"),
        (_claimed, "samples came out, not"),
    ],
)
def test_a_programme_that_fails_its_check_is_not_left_behind(
    kit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Callable[..., unit.Unit], wanted: str
) -> None:
    monkeypatch.setattr(units, "make_unit", fault)
    with pytest.raises(Exception, match=wanted) as caught:
        _programme(kit, clip_of(kit.babble(3), 22050), tmp_path / "a.mp3")
    assert type(caught.value).__mro__[-4].__name__ == "AudioError"
    assert list(tmp_path.iterdir()) == []


def test_too_long_a_silence_is_found(kit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mix, "LONGEST_PAUSE_MS", 5000)
    utterances = tuple(kit.utterance_of(number, pause_after_ms=2000) for number in range(2))
    script = Script(title="ن", language="ar", items=(Item(kind="story", title="خ", utterances=utterances),))
    with pytest.raises(MixError, match=r"[12]\d{3} ms of silence, wanted at most 1200"):
        produce(script, kit.takes_of(script, kit.babbles()), tmp_path / "a.mp3", PLAIN)


def test_too_high_a_peak_is_found(kit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit.Level, "ceiling", 0.94)
    with pytest.raises(MixError, match=r"true peak -?0\.\d\d dB, wanted at most -1\.0"):
        _programme(kit, clip_of(kit.babble(3, level=0.9) ** 5, 22050), tmp_path / "a.mp3")


def test_a_pause_longer_than_a_second_is_held_to_it(kit: Any, tmp_path: Path) -> None:
    utterances = tuple(kit.utterance_of(number, pause_after_ms=60000) for number in range(3))
    script = Script(title="ن", language="ar", items=(Item(kind="story", title="خ", utterances=utterances),))
    made = produce(script, kit.takes_of(script, kit.babbles()), tmp_path / "a.mp3", PLAIN)
    assert kit.hear(made.path).longest_silence_s() < 1.03


def test_a_folder_that_is_not_there(kit: Any, tmp_path: Path) -> None:
    with pytest.raises(MixError, match=r"a\.mp3: cannot be written \(No such file or directory\)"):
        _programme(kit, clip_of(kit.babble(2), 22050), tmp_path / "nothing" / "a.mp3")


def _die(_sound: Sound, _level: unit.Level) -> unit.Unit:
    os._exit(9)


def test_a_worker_that_dies(kit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "make_unit", _die)
    script = kit.script_of(1)
    with ProcessPoolExecutor(1) as executor, pytest.raises(MixError, match="a worker process died; mix again"):
        produce(script, kit.takes_of(script, kit.babbles()), tmp_path / "a.mp3", SoundSettings(), executor)
    assert not (tmp_path / "a.mp3").exists()


def test_an_error_while_takes_are_made_leaves_nothing_behind(kit: Any, tmp_path: Path) -> None:
    script = kit.script_of(2)

    def failing(utterance: Utterance) -> Clip:
        if utterance.presenter == 0 and utterance == kit.utterance_of(2):
            message = "the network went away"
            raise KeyboardInterrupt(message)
        return kit.babbles()(utterance)

    with ThreadPoolExecutor(2) as executor, pytest.raises(KeyboardInterrupt):
        produce(script, kit.takes_of(script, failing), tmp_path / "a.mp3", SoundSettings(), executor)
    assert not (tmp_path / "a.mp3").exists()


@pytest.mark.faults
def test_an_hour_in_one_clip_takes_no_more_memory_than_its_samples(kit: Any, tmp_path: Path) -> None:
    hour = np.tile(np.rint(kit.babble(10) * 32767).astype("<i2"), 360).tobytes()
    clip = Clip(segment=AudioSegment(hour, sample_width=2, frame_rate=22050, channels=1))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made = _programme(kit, clip, tmp_path / "a.mp3")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, end = _middle(made)
    assert (end - start) / 44100 == pytest.approx(3600, abs=0.2)
    assert made.loudness_lufs == pytest.approx(-16, abs=0.5)
    # The sound at 44.1 kHz in floats would be 635 MB.
    assert (after - before) / 1024 < 200


def test_fewer_samples_than_frames_are_refused() -> None:
    frames = list(mp3.split(mp3.encode([np.full(44100, 3000, np.int16)])))
    with pytest.raises(MixError, match="samples came from"):
        check.read_piece(b"".join(frames), 0, len(frames) + 1)


@pytest.mark.parametrize("cut", range(0, 12, 3))
def test_a_piece_cut_in_mid_sound_has_no_peak_of_its_own(cut: int) -> None:
    pyebur128 = pytest.importorskip("pyebur128", reason="the independent meter has no wheel for this Python")
    sound = (np.float32(0.85) * np.sin(2 * np.pi * 150 * np.arange(44100 * 2) / 44100)).astype(np.float32)
    frames = list(mp3.split(mp3.encode([np.rint(sound * 32767).astype(np.int16)])))
    state = pyebur128.R128State(1, 44100, pyebur128.MeasurementMode.MODE_TRUE_PEAK)
    state.add_frames(sound * np.float32(0.95), len(sound))
    wanted = pyebur128.get_true_peak(state, 0)
    reading = check.read_piece(b"".join(frames[20 + cut : 60 + cut]), 10, 30)
    assert reading.true_peak == pytest.approx(wanted, rel=0.02)
