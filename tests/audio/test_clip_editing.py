from __future__ import annotations

import pickle

import lameenc
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.clip import Clip, WordTime, clip_of, decode, fade, join, resample, silence, sounding, trim
from audio.errors import ClipError

RATE_HZ = 16000


def _tone(seconds: float, frequency_hz: float = 440, rate_hz: int = RATE_HZ) -> Clip:
    time = np.arange(round(seconds * rate_hz)) / rate_hz
    samples = (0.5 * np.sin(2 * np.pi * frequency_hz * time)).astype(np.float32)
    return clip_of(samples, rate_hz, (WordTime(index=0, start=0, end=len(samples)),))


def _mp3(clip: Clip) -> bytes:
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(48)
    encoder.set_in_sample_rate(clip.rate_hz)
    encoder.set_channels(1)
    encoder.silence()
    return bytes(encoder.encode(clip.segment.raw_data) + encoder.flush())


@given(st.lists(st.integers(0, 3000), min_size=1, max_size=5))
def test_join_adds_lengths_and_moves_words_along(lengths: list[int]) -> None:
    clips = [
        Clip(segment=silence(1000 * n / RATE_HZ, RATE_HZ).segment, words=(WordTime(index=k, start=0, end=n),))
        for k, n in enumerate(lengths)
    ]
    joined = join(clips)
    assert joined.sample_count == sum(lengths)
    assert [word.index for word in joined.words] == list(range(len(lengths)))
    assert [word.end for word in joined.words] == list(np.cumsum(lengths))


def test_join_keeps_every_sample() -> None:
    first, second = _tone(0.1), _tone(0.2, 880)
    joined = join([first, second]).samples()
    assert (joined == np.concatenate([first.samples(), second.samples()])).all()


def test_join_refuses_different_rates_and_nothing() -> None:
    with pytest.raises(ClipError, match=r"rates \[8000, 16000\] cannot be joined"):
        join([silence(10, 8000), silence(10, 16000)])
    with pytest.raises(ClipError):
        join([])


def test_silence_is_silent_and_exact() -> None:
    clip = silence(333.3, 22050)
    assert clip.sample_count == round(0.3333 * 22050)
    assert not clip.samples().any()


def test_trim_cuts_to_the_sound_and_moves_its_words() -> None:
    tone = _tone(0.5)
    clip = trim(join([silence(700, RATE_HZ), tone, silence(400, RATE_HZ)]), keep_ms=30)
    assert clip.duration_s == pytest.approx(0.56, abs=0.011)
    assert clip.words[0].start == pytest.approx(0.03 * RATE_HZ, abs=0.011 * RATE_HZ)
    assert clip.words[0].end <= clip.sample_count


def test_a_constant_offset_is_silence() -> None:
    assert sounding(clip_of(np.full(8000, 0.1, np.float32), RATE_HZ)) == (0, 0)
    assert trim(silence(500, RATE_HZ)).sample_count == 0


def test_fade_begins_and_ends_at_nothing_and_leaves_the_middle() -> None:
    clip = _tone(0.3)
    faded = fade(clip, 20, 50).samples()
    assert abs(faded[0]) < 1e-3
    assert abs(faded[-1]) < 1e-3
    middle = slice(2000, 3500)
    assert (faded[middle] == clip.samples()[middle]).all()
    assert len(fade(_tone(0.01), 100, 100).samples()) == 160


@pytest.mark.parametrize("rate_hz", [22050, 44100, 8000])
def test_resample_keeps_length_pitch_and_words(rate_hz: int) -> None:
    clip = resample(_tone(1.0, 1000), rate_hz)
    assert clip.rate_hz == rate_hz
    assert clip.duration_s == pytest.approx(1, abs=0.001)
    spectrum = np.abs(np.fft.rfft(clip.samples()))
    assert int(spectrum.argmax()) / clip.duration_s == pytest.approx(1000, abs=2)
    assert clip.words[-1].end <= clip.sample_count
    # images of the old rate stay far below (the linear way leaves them 17 dB down)
    images = spectrum[int(len(spectrum) * 0.6) :] if rate_hz > RATE_HZ else np.zeros(1)
    assert images.max() < spectrum.max() * 10 ** (-70 / 20)


def test_resample_to_its_own_rate_is_the_clip_itself() -> None:
    clip = _tone(0.1)
    assert resample(clip, RATE_HZ) is clip


def test_decode_reads_mp3_and_wav() -> None:
    tone = _tone(1.0, 500)
    mp3 = decode(_mp3(tone), "test")
    assert mp3.rate_hz == RATE_HZ
    assert mp3.duration_s == pytest.approx(1, abs=0.15)
    assert np.sqrt(np.mean(trim(mp3).samples() ** 2)) == pytest.approx(0.5 / np.sqrt(2), rel=0.1)
    wav = tone.segment.export(format="wav").read()
    assert (decode(wav, "test").samples() == tone.samples()).all()


@pytest.mark.parametrize("offset", [0.2, -0.3])
def test_a_decoded_sound_has_no_constant_part(offset: float) -> None:
    tone = _tone(1)
    moved = clip_of(tone.samples() + np.float32(offset), RATE_HZ)
    heard = decode(moved.segment.export(format="wav").read(), "test")
    assert float(np.abs(heard.samples() - tone.samples()).max()) < 0.001


@pytest.mark.parametrize("data", [b"", b"<html>no</html>" * 100, bytes(5000), b"ID3\x04\x00\x00\x00\x00\x00\x00"])
def test_decode_says_what_is_no_sound(data: bytes) -> None:
    with pytest.raises(ClipError, match=r"^service: "):
        decode(data, "service")


def test_clip_of_refuses_what_is_no_row_of_numbers() -> None:
    with pytest.raises(ClipError, match="one finite row"):
        clip_of(np.array([0.0, np.nan], np.float32), RATE_HZ)
    with pytest.raises(ClipError, match="one finite row"):
        clip_of(np.zeros((2, 2), np.float32), RATE_HZ)


def test_clip_of_clips_and_does_not_wrap() -> None:
    clip = clip_of(np.array([2.0, -2.0, 0.99999], np.float32), RATE_HZ)
    assert clip.samples() == pytest.approx([1, -1, 1], abs=1e-4)


def test_a_clip_travels() -> None:
    clip = _tone(0.1)
    assert pickle.loads(pickle.dumps(clip)) == clip  # noqa: S301 - our own bytes
