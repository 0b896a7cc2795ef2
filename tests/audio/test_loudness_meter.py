"""The meter beside the standards' own test signals and beside libebur128."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio import limiter, loudness


def _measured(samples: np.ndarray, rate_hz: int, block: int = 30000) -> float:
    meter = loudness.Meter(rate_hz)
    for at in range(0, len(samples), block):
        meter.feed(samples[at : at + block].astype(np.float32))
    return loudness.integrated_lufs(meter.energies())


def _sine(rate_hz: int, *parts: tuple[float, float]) -> np.ndarray:
    """A 1 kHz sine in parts of (seconds, dBFS)."""
    rows = []
    for seconds, db in parts:
        time = np.arange(round(seconds * rate_hz)) / rate_hz
        rows.append(10 ** (db / 20) * np.sin(2 * np.pi * 1000 * time))
    return np.concatenate(rows)


# EBU Tech 3341 (version 4), table 1, cases 1 to 5, there as stereo with the same sine in both channels: 3.01 LU more
# than one channel, which is what these wanted values allow for. Tolerance 0.1 LU.
EBU_3341 = (
    ("1", ((20, -23),), -23.0),
    ("2", ((20, -33),), -33.0),
    ("3", ((10, -36), (60, -23), (10, -36)), -23.0),
    ("4", ((10, -72), (10, -36), (60, -23), (10, -36), (10, -72)), -23.0),
    ("5", ((20, -26), (20.1, -20), (20, -26)), -23.0),
)


@pytest.mark.parametrize("rate_hz", [22050, 44100, 48000])
@pytest.mark.parametrize(("case", "parts", "wanted"), EBU_3341, ids=[row[0] for row in EBU_3341])
def test_ebu_test_signals(case: str, parts: tuple[tuple[float, float], ...], wanted: float, rate_hz: int) -> None:
    assert case
    assert _measured(_sine(rate_hz, *parts), rate_hz) == pytest.approx(wanted - 3.01, abs=0.1)


@pytest.mark.parametrize("rate_hz", [16000, 24000, 44100, 48000])
def test_speech_like_sound_reads_as_libebur128_reads_it(kit: Any, rate_hz: int) -> None:
    pyebur128 = pytest.importorskip("pyebur128", reason="the independent meter has no wheel for this Python")
    sound = kit.babble(12, rate_hz)
    state = pyebur128.R128State(1, rate_hz, pyebur128.MeasurementMode.MODE_I)
    state.add_frames(sound, len(sound))
    assert _measured(sound, rate_hz) == pytest.approx(pyebur128.get_loudness_global(state), abs=0.1)


@pytest.mark.parametrize("hertz", [40, 55, 63, 100, 500, 3333, 8000])
def test_one_tone_reads_as_libebur128_reads_it(hertz: int) -> None:
    pyebur128 = pytest.importorskip("pyebur128", reason="the independent meter has no wheel for this Python")
    sound = (0.3 * np.sin(2 * np.pi * hertz * np.arange(44100 * 5) / 44100)).astype(np.float32)
    state = pyebur128.R128State(1, 44100, pyebur128.MeasurementMode.MODE_I)
    state.add_frames(sound, len(sound))
    assert _measured(sound, 44100) == pytest.approx(pyebur128.get_loudness_global(state), abs=0.05)


def test_blocks_of_any_size_give_the_same_reading(kit: Any) -> None:
    sound = kit.babble(5)
    whole = _measured(sound, 22050, len(sound))
    assert [_measured(sound, 22050, block) for block in (1, 777, 2205, 30000)][1:] == [whole] * 3


@pytest.mark.parametrize("sound", [np.zeros(44100), np.zeros(0), np.zeros(10)])
def test_silence_has_no_loudness(sound: np.ndarray) -> None:
    assert _measured(sound, 44100) == loudness.SILENT_LUFS


def test_parts_on_one_grid_read_like_the_whole(kit: Any) -> None:
    sound = np.concatenate((kit.babble(3, 44100), np.zeros(31000, np.float32), kit.babble(4, 44100, 0.1, seed=2)))
    parts = []
    for start, stop in ((0, 3 * 44100), (3 * 44100 + 31000, len(sound))):
        meter = loudness.Meter(44100)
        meter.feed(sound[start:stop])
        parts.append((start, meter.energies()))
    together = loudness.integrated_lufs(loudness.on_one_grid(parts, 44100, len(sound)))
    assert together == pytest.approx(_measured(sound, 44100), abs=0.05)


@settings(max_examples=60, deadline=None)
@given(
    peaks=st.lists(st.floats(0, 4, width=32), min_size=1, max_size=400),
    ceiling=st.floats(0.05, 1),
)
def test_the_limiter_lets_nothing_through(peaks: list[float], ceiling: float) -> None:
    row = np.array(peaks, np.float32)
    sound = np.repeat(row, limiter.HOP)
    steps = limiter.gain_steps(limiter.step_peaks(sound), ceiling)
    assert float(limiter.limited(sound, steps, 0, 1.0).max()) <= ceiling * 1.001
    gains = limiter.limited(np.ones(len(sound), np.float32), steps, 0, 1.0)
    assert float(gains.min()) > 0
    assert float(gains.max()) <= 1


def test_the_limiter_leaves_a_quiet_sound_alone() -> None:
    assert (limiter.gain_steps(np.full(100, 0.5, np.float32), 0.8) == 1).all()


def test_the_limiter_turns_no_faster_than_its_look_ahead() -> None:
    peaks = np.full(400, 0.1, np.float32)
    peaks[200] = 2
    steps = limiter.gain_steps(peaks, 0.5)
    assert steps[200] <= 0.25
    assert (steps[:140] == 1).all()
    assert (steps[261:] == 1).all()
    # A jump of gain is a click: 12 dB spread over 40 ms never moves more than 5 percent in 0.7 ms.
    assert float(np.abs(np.diff(steps)).max()) < 0.05


def test_gain_in_pieces_is_the_gain_of_the_whole() -> None:
    steps = limiter.gain_steps(np.abs(np.random.default_rng(1).standard_normal(300)).astype(np.float32), 0.7)
    length = 300 * limiter.HOP - 7
    sound = np.random.default_rng(2).standard_normal(length).astype(np.float32)
    whole = limiter.limited(sound, steps, 0, 0.8)
    size = 50 * limiter.HOP
    pieces = [limiter.limited(sound[at : at + size], steps, at, 0.8) for at in range(0, length, size)]
    assert (np.concatenate(pieces) == whole).all()
    # Straight between the middles of the steps.
    middles = limiter.HOP * (np.arange(300) + 0.5) - 0.5
    wanted = 0.8 * sound * np.interp(np.arange(length), middles, steps)
    assert whole == pytest.approx(wanted, abs=1e-5)
