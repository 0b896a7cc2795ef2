"""The self-check: a unit's reading is that of its stretch of the file, and the file is what was decoded."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import miniaudio
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio import check, mix, mp3, units
from audio.check import Reading, in_a_row, read, silence
from audio.errors import MixError
from audio.mix import SoundSettings, produce

if TYPE_CHECKING:
    from pathlib import Path

STEP = 441


def _unit(kit: Any, seconds: float, seed: int = 1, level: float = 0.5) -> bytes:
    sound = kit.babble(seconds, 44100, level, seed)
    sound[:400] *= np.linspace(0, 1, 400)
    sound[-400:] *= np.linspace(1, 0, 400)
    return mp3.encode([np.rint(sound * 32767).astype(np.int16)])


def _of(loud: list[bool]) -> Reading:
    """The reading of steps of 10 ms by the rule, step by step."""
    count = STEP * len(loud)
    if not any(loud):
        return replace(silence(b"", 0), sample_count=count, quiet_before=count, quiet_after=count, longest_quiet=count)
    runs = [STEP * len(run) for run in "".join("L" if one else "q" for one in loud).split("L")]
    return replace(
        silence(b"", 0),
        sample_count=count,
        power=float(sum(loud)),
        true_peak=1.0,
        quiet_before=runs[0],
        quiet_after=runs[-1],
        longest_quiet=max(runs),
    )


@settings(max_examples=200, deadline=None)
@given(parts=st.lists(st.lists(st.booleans(), max_size=12), max_size=8))
def test_runs_in_a_row_read_like_the_whole(parts: list[list[bool]]) -> None:
    whole = [one for part in parts for one in part]
    assert in_a_row([_of(part) for part in parts]) == replace(_of(whole), digest="")


@pytest.mark.parametrize("seconds", [0.5, 3, 14])
def test_a_reading_is_that_of_an_independent_decoding(kit: Any, seconds: float) -> None:
    unit = _unit(kit, seconds)
    reading = read(unit)
    pyebur128 = pytest.importorskip("pyebur128", reason="the independent meter has no wheel for this Python")
    samples = np.frombuffer(miniaudio.mp3_read_f32(unit).samples, dtype=np.float32)
    state = pyebur128.R128State(1, 44100, pyebur128.MeasurementMode.MODE_TRUE_PEAK)
    state.add_frames(samples, len(samples))
    assert reading.sample_count == len(samples)
    assert reading.size == len(unit)
    assert reading.power == pytest.approx(float((samples.astype(np.float64) ** 2).sum()), rel=1e-4)
    assert 20 * math.log10(reading.true_peak / pyebur128.get_true_peak(state, 0)) == pytest.approx(0, abs=0.1)
    loud = np.flatnonzero(np.abs(samples) >= 10 ** (-50 / 20))
    assert reading.quiet_before == pytest.approx(loud[0], abs=STEP)
    assert reading.quiet_after == pytest.approx(len(samples) - 1 - loud[-1], abs=STEP)
    runs = np.diff(np.concatenate(([-1], loud, [len(samples)]))) - 1
    assert reading.longest_quiet == pytest.approx(int(runs.max()), abs=2 * STEP)


@pytest.mark.parametrize("hertz", [997, 5512.5, 11025, 14700])
@pytest.mark.parametrize("phase", [0, 0.3, math.pi / 4])
def test_the_peak_between_samples_is_found(hertz: float, phase: float) -> None:
    """A tone at a quarter of the rate, its phase an eighth: all its samples lie 3 dB below its peak."""
    time = np.arange(44100) / 44100
    sound = 0.6 * np.sin(2 * np.pi * hertz * time + phase) * np.sin(np.pi * time) ** 0.1
    reading = read(mp3.encode([np.rint(sound * 32767).astype(np.int16)]))
    assert 20 * math.log10(reading.true_peak / (0.6 * 0.95)) == pytest.approx(0, abs=0.4)


def test_a_unit_that_needs_a_frame_before_it_is_refused(kit: Any) -> None:
    frames = list(mp3.split(_unit(kit, 2)))
    later = next(place for place, frame in enumerate(frames) if mp3.main_data_begin(frame))
    with pytest.raises(MixError, match="first frame needs an earlier one"):
        read(b"".join(frames[later:]))


def test_a_unit_that_ends_in_sound_is_refused(kit: Any) -> None:
    frames = list(mp3.split(_unit(kit, 2)))
    with pytest.raises(MixError, match="does not end in digital silence"):
        read(b"".join(frames[:30]))


def test_the_file_reads_like_its_units(kit: Any) -> None:
    """The whole decoded once more, by another way, against the sum of what was read unit by unit."""
    made = [
        _unit(kit, seconds, seed, level) for seed, (seconds, level) in enumerate(((1, 0.5), (2.3, 0.1), (0.7, 0.9)))
    ]
    file = io.BytesIO()
    writer = mp3.FrameWriter(file)
    readings = []
    for unit in made:
        writer.write(unit, len(mp3.starts(unit)) - 1)
        readings.append(read(unit))
        readings.append(silence(writer.pause(20), 20))
    readings.append(silence(writer.close()[0], 1))
    together = in_a_row(readings)
    whole = np.frombuffer(miniaudio.mp3_read_f32(file.getvalue()).samples, dtype=np.float32)
    assert together.sample_count - mp3.FRAME_SAMPLES == len(whole)
    assert together.power == pytest.approx(float((whole.astype(np.float64) ** 2).sum()), rel=1e-4)
    loud = np.flatnonzero(np.abs(whole) >= 10 ** (-50 / 20))
    assert together.longest_quiet == pytest.approx(int(np.diff(loud).max()), abs=2 * STEP)


def _changed(path: Path, change: str) -> None:
    data = bytearray(path.read_bytes())
    if change == "flipped":
        data[len(data) // 2] ^= 0x10
    elif change == "cut":
        del data[-2000:]
    else:
        data += data[-1000:]
    path.write_bytes(data)


@pytest.mark.parametrize("change", ["flipped", "cut", "longer"])
def test_a_file_that_is_not_what_was_decoded_is_refused(
    kit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    path = tmp_path / "a.mp3"

    def verify(*arguments: Any) -> None:
        _changed(path, change)
        check.verify(*arguments)

    monkeypatch.setattr(mix, "verify", verify)
    takes = kit.takes_of(kit.script_of(1), kit.babbles())
    with pytest.raises(MixError, match=r"programme a\.mp3: .*from byte \d+ on it is not what was decoded"):
        produce(kit.script_of(1), takes, path, SoundSettings(music=False))
    assert not path.exists()


def test_the_reading_of_a_kept_unit_is_kept_with_it(kit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = kit.script_of(1)
    first = produce(script, kit.takes_of(script, kit.babbles()), tmp_path / "a.mp3", SoundSettings(), None, tmp_path)
    monkeypatch.setattr(units, "make_unit", None)
    monkeypatch.setattr(check, "read_piece", None)
    again = produce(script, kit.takes_of(script, kit.babbles()), tmp_path / "b.mp3", SoundSettings(), None, tmp_path)
    assert replace(again, path=first.path) == first
