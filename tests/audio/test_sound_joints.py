"""Ten minutes, heard at each joint by ears of their own, and sought at each chapter as players do it."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import miniaudio
import numpy as np
import pytest
from mutagen.id3 import ID3

from audio import mp3
from audio.clip import clip_of
from audio.mix import Programme, SoundSettings, produce
from audio.tags import Tags, tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from audio.clip import Clip
    from audio.script import Utterance

RATE = mp3.RATE_HZ


@dataclass(frozen=True)
class Episode:
    """A tagged file and what comes out of it."""

    made: Programme
    data: bytes
    tag_size: int
    samples: NDArray[np.float32]

    @property
    def chapters_ms(self) -> list[int]:
        """Where the tag says that chapters begin."""
        return [frame.start_time for frame in ID3(self.made.path).getall("CHAP")]


@pytest.fixture(scope="module")
def episode(kit: Any, espeak_says: Callable[[Utterance], Clip], tmp_path_factory: pytest.TempPathFactory) -> Episode:
    """Two voices in turn; what is said again is taken from the shelf, so ten minutes cost little."""
    other = {kit.utterance_of(n).written: clip_of(kit.babble(7 + n, 24000, 0.1, seed=n), 24000) for n in range(3)}
    script = kit.script_of(19, 4, presenters=2)
    takes = kit.takes_of(script, lambda one: other[one.written] if one.presenter else espeak_says(one))
    folder = tmp_path_factory.mktemp("joints")
    made = produce(script, takes, folder / "a.mp3", SoundSettings(), None, folder / "units")
    tag(made.path, Tags(title="حلقة", lyrics="نص " * 3000), made.chapters)
    data = made.path.read_bytes()
    samples = np.frombuffer(miniaudio.mp3_read_f32(data).samples, dtype=np.float32)
    assert len(samples) == made.sample_count > 600 * RATE
    return Episode(made=made, data=data, tag_size=data.index(b"\xff\xfb"), samples=samples)


def _joints(made: Programme, samples: NDArray[np.float32]) -> list[int]:
    """Wherever sound begins or ends: paragraphs, chapters, and every edge of 20 ms of digital silence."""
    told = {at for cue in made.cues for at in (cue.start, cue.end)} | {one.start for one in made.chapters[1:]}
    quiet = np.abs(samples) < 2 / 32768
    edges = np.flatnonzero(np.diff(np.concatenate(([False], quiet, [False])).astype(np.int8)))
    runs = [run for run in edges.reshape(-1, 2) if run[1] - run[0] > RATE // 50]
    return sorted(told | {int(at) for run in runs for at in run if 0 < at < len(samples)})


def _jump(samples: NDArray[np.float32], at: int) -> float:
    """The sharpest bend within 5 ms of a joint, against the sharp ones of the half second around it."""
    bends = np.abs(np.diff(samples[max(0, at - RATE // 4) : at + RATE // 4], 2))
    near = np.abs(np.diff(samples[max(0, at - RATE // 200) : at + RATE // 200], 2))
    # A thousandth of full scale is the rustle of any consonant.
    return float(near.max(initial=0) / max(1e-3, np.quantile(bends, 0.995)))


def _burst_db(samples: NDArray[np.float32], at: int) -> float:
    """The loudest 6 ms above 14 kHz at a joint, in dBFS. Neither voice has anything there: a click has."""
    part = samples[max(0, at - 512) : at + 512]
    frames = np.lib.stride_tricks.sliding_window_view(part, 256)[::32] * np.kaiser(256, 14)
    spectrum = np.abs(np.fft.rfft(frames, axis=1)) / (np.kaiser(256, 14).sum() / 2)
    high = spectrum[:, np.fft.rfftfreq(256, 1 / RATE) > 14000]
    return 20 * float(np.log10(np.sqrt((high**2).sum(axis=1)).max() + 1e-9))


def _step(samples: NDArray[np.float32], at: int) -> float:
    """How far the means of the fifths of a second before and after a joint lie apart."""
    before, after = samples[max(0, at - RATE // 5) : at], samples[at : at + RATE // 5]
    return abs(float(before.mean()) - float(after.mean())) if min(len(before), len(after)) == RATE // 5 else 0.0


def _clicks(samples: NDArray[np.float32], joints: list[int]) -> Iterator[str]:
    for at in joints:
        for name, value, most in (
            ("bend", _jump(samples, at), 3.0),
            ("burst", _burst_db(samples, at), -75.0),
            ("step", _step(samples, at), 0.004),
        ):
            if value > most:
                yield f"{at / RATE:.3f} s: {name} {value:.4f}"


def test_no_joint_clicks(episode: Episode) -> None:
    joints = _joints(episode.made, episode.samples)
    assert len(joints) > 400
    assert list(_clicks(episode.samples, joints)) == []


@pytest.mark.parametrize("fault", ["cut", "tick", "offset"])
def test_a_click_would_be_heard(episode: Episode, fault: str) -> None:
    cue = episode.made.cues[7]
    samples = episode.samples.copy()
    middle = (cue.start + cue.end) // 2
    loud = middle + int(np.argmax(np.abs(samples[middle : middle + RATE // 4])))
    if fault == "cut":
        # The sound begins in the middle of a vowel, as a splice without fades does.
        samples[loud - RATE : loud] = 0
        at = loud
    elif fault == "tick":
        at = cue.start
        samples[at] += 0.02
    else:
        at = cue.start
        samples[at - RATE // 4 : at] += 0.01
    assert list(_clicks(samples, [at])) != []


def _landed_ms(episode: Episode, part: NDArray[np.float32], wanted: int) -> float:
    """How far from the sample that was wanted a sound was taken from the whole: the lag at which both are equal."""
    part = part[RATE // 5 : RATE // 5 + RATE]
    reach = RATE // 4
    start = max(0, wanted + RATE // 5 - reach)
    around = episode.samples[start : start + len(part) + 2 * reach]
    size = 1 << (len(around) + len(part)).bit_length()
    spectrum = np.conj(np.fft.rfft(part, size)) * np.fft.rfft(around, size)
    lag = int(np.argmax(np.fft.irfft(spectrum, size)[: len(around) - len(part)]))
    found = around[lag : lag + len(part)]
    assert float(np.abs(found - part).max()) < 0.01, "what was heard is nowhere near"
    return (start + lag - wanted - RATE // 5) * 1000 / RATE


def test_the_constant_bitrate_leads_to_each_chapter(episode: Episode) -> None:
    """As ExoPlayer and others seek where an Info frame tells no table: bytes are time times the bitrate."""
    first = episode.tag_size + mp3.INFO_BYTES
    for chapter, told_ms in zip(episode.made.chapters, episode.chapters_ms, strict=True):
        assert told_ms == pytest.approx(chapter.start * 1000 / RATE, abs=1)
        data = episode.data[first + told_ms * mp3.BITRATE_KBPS // 8 :]
        data = data[data.index(b"\xff\xfb") :]
        decoded = np.frombuffer(miniaudio.mp3_read_f32(data[:60_000]).samples, dtype=np.float32)
        # Without the Info frame nobody takes the decoder's and encoder's delay off.
        assert abs(_landed_ms(episode, decoded[1105:], chapter.start)) <= 50


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not here")
def test_ffmpeg_seeks_to_each_chapter(episode: Episode) -> None:
    for chapter, told_ms in [*zip(episode.made.chapters, episode.chapters_ms, strict=True)][1::4]:
        command = ["ffmpeg", "-v", "error", "-ss", f"{told_ms}ms", "-i", str(episode.made.path), "-t", "2"]
        done = subprocess.run([*command, "-f", "f32le", "-"], capture_output=True, check=True)
        assert abs(_landed_ms(episode, np.frombuffer(done.stdout, dtype="<f4"), chapter.start)) <= 50
