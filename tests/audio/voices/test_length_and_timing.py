from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.clip import Clip, clip_of, join, silence
from audio.errors import SpeechError
from audio.voices.length import Tempo, check_length, expected_s
from audio.voices.text import Word
from audio.voices.timing import Heard, word_times

RATE_HZ = 8000


def _noise(seconds: float) -> Clip:
    noise = np.random.default_rng(1).standard_normal(round(seconds * RATE_HZ)).astype(np.float32)
    return clip_of(0.1 * noise, RATE_HZ)


@pytest.mark.parametrize(
    ("seconds", "says"),
    [(10, None), (6, None), (20, None), (4, "too short"), (0.5, "too short"), (24, "too long")],
)
def test_a_clip_of_a_hundred_letters_at_ten_a_second(seconds: float, says: str | None) -> None:
    text = "كلمات اخرى " * 11 + "ك"
    assert expected_s(text, 10) == pytest.approx(10)
    if says is None:
        check_length(_noise(seconds), text, 10, "v")
    else:
        with pytest.raises(SpeechError, match=f"v: {says}"):
            check_length(_noise(seconds), text, 10, "v")


def test_silence_around_the_sound_does_not_count() -> None:
    padded = join([silence(9000, RATE_HZ), _noise(1), silence(9000, RATE_HZ)])
    with pytest.raises(SpeechError, match="too short"):
        check_length(padded, "كلمة " * 25, 10, "v")
    with pytest.raises(SpeechError, match="silence"):
        check_length(silence(9000, RATE_HZ), "كلمة " * 25, 10, "v")


def test_a_single_letter_may_be_short_and_digits_are_words() -> None:
    check_length(_noise(0.05), "و", 10, "v")
    assert expected_s("12", 10) == pytest.approx(1)


def test_half_a_clip_is_found_out_once_the_voice_is_known() -> None:
    # a voice a quarter slower than expected: half of its clip is 0.62 of the expected length
    text = "كلمة " * 25
    fresh = Tempo(10)
    fresh.check(_noise(6.25), text, "v")
    known = Tempo(10)
    for _ in range(4):
        known.check(_noise(12.5), text, "v")
    with pytest.raises(SpeechError, match="too short"):
        known.check(_noise(6.25), text, "v")


def _words(text: str) -> list[Word]:
    return [Word(index=place, text=token) for place, token in enumerate(text.split())]


def _times(text: str, heard: list[tuple[str, float, float]], seconds: float = 4) -> list[tuple[int, float, float]]:
    told = [Heard(text=token, start_s=start, end_s=end) for token, start, end in heard]
    found = word_times(_noise(seconds), _words(text), told)
    return [(word.index, word.start / RATE_HZ, word.end / RATE_HZ) for word in found]


def test_each_word_is_where_the_engine_says() -> None:
    heard = [("قال", 0.0, 1.0), ("الوزير", 1.2, 2.0), ("نعم", 2.5, 4.0)]
    assert _times("قال الوزير نعم", heard) == [(0, 0.0, 1.0), (1, 1.2, 2.0), (2, 2.5, 4.0)]


def test_a_token_over_two_words_is_parted_by_letters() -> None:
    assert _times("قال نعم", [("قال نعم", 0.0, 4.0)]) == [(0, 0.0, 2.0), (1, 2.0, 4.0)]


def test_two_tokens_of_one_word_are_put_together() -> None:
    assert _times("والوزير نعم", [("و", 0.0, 0.5), ("الوزير", 0.5, 2), ("نعم", 2, 4)]) == [(0, 0, 2), (1, 2, 4)]


def test_a_word_of_which_nothing_is_told_shares_the_gap() -> None:
    assert _times("قال هم نعم", [("قال", 0.0, 1.0), ("نعم", 2.0, 4.0)]) == [(0, 0, 1), (1, 1, 2), (2, 2, 4)]


def test_nothing_told_is_shared_by_letters() -> None:
    assert _times("قال نعمنعم", []) == [
        (0, 0, pytest.approx(4 / 3, abs=0.001)),
        (1, pytest.approx(4 / 3, abs=0.001), 4),
    ]


TOKENS = st.tuples(st.sampled_from(["كلمة", "قال", "نعم", "xx", "", "؟"]), st.floats(-1, 9), st.floats(-1, 9))


@given(st.lists(st.sampled_from(["كلمة", "قال", "نعم"]), min_size=1, max_size=12), st.lists(TOKENS, max_size=15))
def test_whatever_is_told_the_times_are_whole_and_in_order(
    said: list[str], told: list[tuple[str, float, float]]
) -> None:
    clip = _noise(3)
    heard = [Heard(text=token, start_s=start, end_s=end) for token, start, end in told]
    found = word_times(clip, _words(" ".join(said)), heard)
    assert [word.index for word in found] == list(range(len(said)))
    assert all(word.start < word.end for word in found)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
    assert found[0].start >= 0
    assert found[-1].end == clip.sample_count
