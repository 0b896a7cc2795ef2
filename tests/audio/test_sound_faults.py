"""Clips, files and machines that cannot be used: one clear line that names what it was, and nothing is left behind."""

from __future__ import annotations

import os
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
from audio.clip import Clip, clip_of
from audio.errors import MixError
from audio.mix import SoundSettings, produce
from audio.script import Item, Script, Utterance

if TYPE_CHECKING:
    from collections.abc import Callable

    from audio.blocks import Sound


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
        kit.programme_around(clip, path)
    assert "\n" not in str(caught.value)
    assert not path.exists()


@pytest.mark.parametrize("rate_hz", [1, 4000, 400000])
def test_an_impossible_rate_names_the_paragraph(kit: Any, tmp_path: Path, rate_hz: int) -> None:
    clip = Clip(segment=AudioSegment(bytes(40000), sample_width=2, frame_rate=rate_hz, channels=1))
    with pytest.raises(MixError, match=f"{NAME}.*{rate_hz} samples a second is no rate for speech"):
        kit.programme_around(clip, tmp_path / "a.mp3")


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
        kit.programme_around(clip_of(kit.babble(3), 22050), tmp_path / "a.mp3")
    assert type(caught.value).__mro__[-4].__name__ == "AudioError"
    assert list(tmp_path.iterdir()) == []


def test_too_long_a_silence_is_found(kit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mix, "LONGEST_PAUSE_MS", 5000)
    utterances = tuple(kit.utterance_of(number, pause_after_ms=2000) for number in range(2))
    script = Script(title="ن", language="ar", items=(Item(kind="story", title="خ", utterances=utterances),))
    with pytest.raises(MixError, match=r"[12]\d{3} ms of silence, wanted at most 1200"):
        produce(script, kit.takes_of(script, kit.babbles()), tmp_path / "a.mp3", SoundSettings(music=False))


def test_too_high_a_peak_is_found(kit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit.Level, "ceiling", 0.94)
    with pytest.raises(MixError, match=r"true peak -?0\.\d\d dB, wanted at most -1\.0"):
        kit.programme_around(clip_of(kit.babble(3, level=0.9) ** 5, 22050), tmp_path / "a.mp3")


def test_a_pause_longer_than_a_second_is_held_to_it(kit: Any, tmp_path: Path) -> None:
    utterances = tuple(kit.utterance_of(number, pause_after_ms=60000) for number in range(3))
    script = Script(title="ن", language="ar", items=(Item(kind="story", title="خ", utterances=utterances),))
    made = produce(script, kit.takes_of(script, kit.babbles()), tmp_path / "a.mp3", SoundSettings(music=False))
    assert kit.hear(made.path).longest_silence_s() < 1.03


def test_a_folder_that_is_not_there(kit: Any, tmp_path: Path) -> None:
    with pytest.raises(MixError, match=r"a\.mp3: cannot be written \(No such file or directory\)"):
        kit.programme_around(clip_of(kit.babble(2), 22050), tmp_path / "nothing" / "a.mp3")


def _die(_sound: Sound, _level: unit.Level) -> unit.Unit:
    os._exit(9)


def test_a_worker_that_dies(kit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "make_unit", _die)
    script = kit.script_of(1)
    short = kit.babbles(0.2)  # fits into the pipe: the pool of Python 3.11.2 waits for ever to write to a dead process
    with ProcessPoolExecutor(1) as executor, pytest.raises(MixError, match="a worker process died; mix again"):
        produce(script, kit.takes_of(script, short), tmp_path / "a.mp3", SoundSettings(), executor)
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
