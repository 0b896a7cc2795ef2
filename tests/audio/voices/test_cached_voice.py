from __future__ import annotations

import logging
import os
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from audio.script import Sentence, Utterance
from audio.voices.cached import Cached
from audio.voices.tone import Tone

if TYPE_CHECKING:
    from pathlib import Path

    from audio.clip import Clip


class Counting(Tone):
    def __init__(self, settings: object = None, **told: object) -> None:
        super().__init__(Tone.Settings(letter_ms=5) if settings is None else settings)  # type: ignore[arg-type]
        self.info = replace(self.info, **told)  # type: ignore[arg-type]
        self.said: list[str] = []
        self.lock = threading.Lock()

    def say(self, utterance: Utterance) -> Clip:
        with self.lock:
            self.said.append(utterance.spoken)
        return super().say(utterance)


def _utterance(spoken: str, marked: str = "", written: str = "مكتوب") -> Utterance:
    return Utterance(sentences=(Sentence(written=written, spoken=spoken, marked=marked),))


def test_what_was_said_is_not_said_again_also_by_another_process(tmp_path: Path) -> None:
    first = Cached(voice := Counting(), tmp_path, 10**7).say(_utterance("صباح الخير"))
    again = Cached(other := Counting(), tmp_path, 10**7).say(_utterance("صباح الخير", written="غيره"))
    assert (voice.said, other.said) == (["صباح الخير"], [])
    assert again == first
    assert again.words
    assert again.words == first.words


@pytest.mark.parametrize(
    ("voice", "utterance"),
    [
        (Counting(fingerprint="another"), _utterance("صباح الخير", "صَبَاح")),
        (Counting(), _utterance("صباح النور", "صَبَاح")),
        (Counting(wants="marked"), _utterance("صباح الخير", "صُبَاح")),
    ],
)
def test_another_voice_text_or_form_is_said_anew(tmp_path: Path, voice: Counting, utterance: Utterance) -> None:
    Cached(Counting(), tmp_path, 10**7).say(_utterance("صباح الخير", "صَبَاح"))
    Cached(Counting(wants="marked"), tmp_path, 10**7).say(_utterance("صباح الخير", "صَبَاح"))
    Cached(voice, tmp_path, 10**7).say(utterance)
    assert len(voice.said) == 1


def test_marks_do_not_part_what_a_plain_voice_says(tmp_path: Path) -> None:
    cached = Cached(voice := Counting(), tmp_path, 10**7)
    cached.say(_utterance("صباح", "صَبَاح"))
    cached.say(_utterance("صباح", "صُبَاح"))
    assert len(voice.said) == 1


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "header"])
def test_a_damaged_entry_is_found_out_and_made_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    cached = Cached(voice := Counting(), tmp_path, 10**7)
    first = cached.say(_utterance("صباح الخير"))
    (path,) = tmp_path.iterdir()
    data = bytearray(path.read_bytes())
    if damage == "flip":
        data[len(data) // 2] ^= 1
    if damage == "header":
        data[40] ^= 0x20
    path.write_bytes({"cut": data[:-7], "empty": b""}.get(damage, bytes(data)))
    with caplog.at_level(logging.WARNING):
        assert cached.say(_utterance("صباح الخير")) == first
    assert "damaged" in caplog.text
    assert len(voice.said) == 2
    cached.say(_utterance("صباح الخير"))
    assert len(voice.said) == 2


def test_the_folder_stays_within_its_limit_and_the_longest_unused_goes_first(tmp_path: Path) -> None:
    size = 2 * Counting().say(_utterance("كلمة 0000")).sample_count + 200
    cached = Cached(voice := Counting(), tmp_path, 10 * size)
    for number in range(9):
        cached.say(_utterance(f"كلمة {number:04}"))
        for age, path in enumerate(sorted(tmp_path.iterdir(), key=lambda one: -one.stat().st_mtime_ns)):
            os.utime(path, (10**9 - age, 10**9 - age))
    cached.say(_utterance("كلمة 0000"))  # used now: the oldest is 0001
    for number in range(9, 14):
        cached.say(_utterance(f"كلمة {number:04}"))
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 10 * size
    said = len(voice.said)
    cached.say(_utterance("كلمة 0000"))
    assert len(voice.said) == said
    cached.say(_utterance("كلمة 0001"))
    assert len(voice.said) == said + 1


def test_a_folder_that_cannot_be_written_is_said_once_and_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    cached = Cached(Counting(), blocked, 10**7)
    with caplog.at_level(logging.WARNING):
        assert cached.say(_utterance("صباح")).duration_s > 0
        assert cached.say(_utterance("مساء")).duration_s > 0
    assert caplog.text.count("cannot be written") == 1
    assert len(caplog.records) == 1, "what could not be kept is not missed at each clip"


def test_many_threads_leave_whole_entries_and_nothing_else(tmp_path: Path) -> None:
    cached = Cached(Counting(), tmp_path, 10**7)
    with ThreadPoolExecutor(8) as executor:
        list(executor.map(cached.say, [_utterance(f"كلمة {number % 5}") for number in range(80)]))
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".clip"] * 5


def test_unfinished_files_of_dead_processes_are_swept(tmp_path: Path) -> None:
    left = tmp_path / "dead.1-2.part"
    left.write_bytes(b"half")
    os.utime(left, (10**9, 10**9))
    Cached(Counting(), tmp_path, 10**7).say(_utterance("صباح"))
    assert not left.exists()


def test_it_travels_to_another_process(tmp_path: Path) -> None:
    cached = Cached(Tone(Tone.Settings(letter_ms=5)), tmp_path, 10**7)
    twin = pickle.loads(pickle.dumps(cached))  # noqa: S301 - our own bytes
    assert twin.say(_utterance("صباح")) == cached.say(_utterance("صباح"))
    assert twin is pickle.loads(pickle.dumps(cached))  # noqa: S301 - one a process
