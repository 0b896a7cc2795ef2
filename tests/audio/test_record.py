from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

import pytest

from audio.errors import SpeechError, VoiceUnavailableError
from audio.record import RecordingError, record, speak
from audio.script import Item, Script, Sentence, Utterance
from audio.voices.tone import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from audio.clip import Clip
    from audio.voices import VoiceInfo


def _utterance(text: str, presenter: int = 0) -> Utterance:
    return Utterance(sentences=(Sentence(written=text, spoken=text),), presenter=presenter)


def _script(count: int, *, presenters: int = 1) -> Script:
    utterances = tuple(_utterance("كلمة " * (1 + number * 7 % 5), number % presenters) for number in range(count))
    half = count // 2
    items = (
        Item(kind="story", title="أول", utterances=utterances[:half]),
        Item(kind="closing", title="آخر", utterances=utterances[half:]),
    )
    return Script(title="نشرة", language="ar", items=items)


@dataclass
class Flaky:
    """The tone voice with faults put into its mouth; counts how many speak at once."""

    Settings: ClassVar[type] = Tone.Settings
    faults: list[Exception] = field(default_factory=list)
    parallel: int = 2
    wait: Callable[[int], None] = lambda _: None
    said: int = 0
    at_once: int = 0
    most_at_once: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    tone: Tone = field(default_factory=lambda: Tone(Tone.Settings(letter_ms=1)))

    @property
    def info(self) -> VoiceInfo:
        return replace(self.tone.info, name="flaky", parallel=self.parallel)

    def check(self) -> None:
        """Works."""

    def close(self) -> None:
        """Holds nothing."""

    def say(self, utterance: Utterance) -> Clip:
        with self.lock:
            number, self.said = self.said, self.said + 1
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            fault = self.faults.pop(0) if self.faults else None
        try:
            self.wait(number)
            if fault is not None:
                raise fault
            return self.tone.say(utterance)
        finally:
            with self.lock:
                self.at_once -= 1


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as executor:
        yield executor


def test_takes_come_in_script_order_whatever_order_they_are_done_in(threads: ThreadPoolExecutor) -> None:
    voice = Flaky(parallel=4, wait=lambda number: time.sleep(0.02 * (3 - number % 4)))
    script = _script(12)
    told: list[tuple[int, int]] = []
    takes = list(record(script, [voice], threads, lambda done, total: told.append((done, total))))
    wanted = [utterance for item in script.items for utterance in item.utterances]
    assert [take.utterance for take in takes] == wanted
    assert all(take.clip.segment == voice.tone.say(take.utterance).segment for take in takes)
    assert told == [(done, 12) for done in range(1, 13)]


@pytest.mark.parametrize("parallel", [1, 3])
def test_a_voice_is_never_given_more_at_once_than_it_takes(threads: ThreadPoolExecutor, parallel: int) -> None:
    together = threading.Barrier(parallel)
    voice = Flaky(parallel=parallel, wait=lambda number: together.wait(60) if number < parallel else time.sleep(0.005))
    assert len(list(record(_script(20), [voice], threads))) == 20
    assert voice.most_at_once == parallel


def test_a_slow_reader_bounds_what_is_made_ahead(threads: ThreadPoolExecutor) -> None:
    voice = Flaky(parallel=2)
    takes = record(_script(60), [voice], threads)
    next(takes)
    time.sleep(0.1)
    assert voice.said <= 6
    takes.close()


def test_two_presenters_are_two_voices_each_within_its_bound(threads: ThreadPoolExecutor) -> None:
    first, second = Flaky(parallel=1), Flaky(parallel=3, wait=lambda _: time.sleep(0.005))
    takes = list(record(_script(20, presenters=2), {0: first, 1: second}.__getitem__, threads))
    assert len(takes) == 20
    assert (first.said, second.said) == (10, 10)
    assert first.most_at_once == 1
    assert second.most_at_once <= 3


def test_a_clip_that_fails_is_tried_once_more(threads: ThreadPoolExecutor) -> None:
    voice = Flaky(faults=[SpeechError("flaky: half an answer; try again")])
    assert len(list(record(_script(4), [voice], threads))) == 4
    assert voice.said == 5


def test_a_voice_that_fails_for_good_ends_the_recording_and_names_itself(threads: ThreadPoolExecutor) -> None:
    gone = VoiceUnavailableError("flaky: no connection; try later")
    voice = Flaky(parallel=1)
    takes = record(_script(30), [voice], threads)
    next(takes)
    voice.faults = [gone]
    with pytest.raises(RecordingError, match=r"flaky: failed at utterance \d+ .*no connection") as raised:
        list(takes)
    assert raised.value.voice == "flaky"
    assert raised.value.done >= 1
    said = voice.said
    time.sleep(0.05)
    assert voice.said - said <= 1  # nothing more is started
    assert isinstance(raised.value, VoiceUnavailableError)
    assert raised.value.utterance is None


def test_what_a_working_voice_cannot_say_is_named_and_can_be_left_out(threads: ThreadPoolExecutor) -> None:
    half = SpeechError("flaky: half an answer; try again")
    script = _script(3)
    with pytest.raises(RecordingError) as raised:
        list(record(script, [Flaky(parallel=1, faults=[half, half])], threads))
    unsayable = script.items[0].utterances[0]
    assert raised.value.utterance == unsayable
    rest = [one for item in script.without(unsayable).items for one in item.utterances]
    assert rest == [one for item in script.items for one in item.utterances if one != unsayable]


def test_leaving_early_starts_nothing_more() -> None:
    with ThreadPoolExecutor(2) as executor:
        voice = Flaky(parallel=1, wait=lambda _: time.sleep(0.01))
        takes = record(_script(30), [voice], executor)
        next(takes)
        takes.close()
    assert voice.said <= 4


def test_speak_gives_up_after_the_second_failure() -> None:
    voice = Flaky(faults=[SpeechError("flaky: silence; try again"), SpeechError("flaky: too short; try again")])
    with pytest.raises(SpeechError, match="too short"):
        speak(voice, _utterance("نعم"))


def test_an_unavailable_voice_is_not_asked_a_second_time() -> None:
    voice = Flaky(faults=[VoiceUnavailableError("flaky: no network; try later")])
    with pytest.raises(VoiceUnavailableError):
        speak(voice, _utterance("نعم"))
    assert voice.said == 1


class Killed(Tone):
    """Ends its process, as the kernel does when memory runs out."""

    def say(self, utterance: Utterance) -> Clip:
        os.kill(os.getpid(), signal.SIGKILL)
        return super().say(utterance)


def test_processes_speak_too_and_a_dead_one_is_one_clear_error() -> None:
    voice = Tone(Tone.Settings(letter_ms=1))
    with ProcessPoolExecutor(2) as executor:
        takes = list(record(_script(6), [voice], executor))
        assert [take.clip.segment for take in takes] == [voice.say(take.utterance).segment for take in takes]
        with pytest.raises(RecordingError, match="a worker process died"):
            list(record(_script(6), [Killed(Tone.Settings())], executor))


def test_an_empty_script_is_no_takes(threads: ThreadPoolExecutor) -> None:
    assert list(record(Script(title="", language="ar", items=()), [Flaky()], threads)) == []
