"""A script becomes takes: every utterance is spoken, in parallel, and handed on in order."""

from __future__ import annotations

import logging
from collections import deque
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audio.errors import AudioError, ClipError, SpeechError, VoiceError, VoiceUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from audio.clip import Clip
    from audio.script import Script, Utterance
    from audio.voices import Voice

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Take:
    """An utterance and how it sounds."""

    utterance: Utterance
    clip: Clip


class RecordingError(VoiceUnavailableError):
    """A voice failed for good in the middle of a script; another one may read it from the start.

    Attributes:
        voice: the name of the voice that failed.
        done: how many takes were handed out before.
        utterance: what it could not say although it answers; None when it does not answer at all.
    """

    def __init__(self, message: str, *, voice: str, done: int, utterance: Utterance | None = None) -> None:
        super().__init__(message)
        self.voice = voice
        self.done = done
        self.utterance = utterance


@dataclass(slots=True)
class _Running:
    utterance: Utterance
    voice: Voice
    future: Future[Clip]


def record(
    script: Script,
    voice_for: Callable[[int], Voice] | Sequence[Voice],
    executor: Executor,
    on_clip: Callable[[int, int], None] | None = None,
) -> Iterator[Take]:
    """Speak a script.

    Each voice is given at most ``info.parallel`` utterances at once, and only a few finished clips wait for their turn,
    so that memory does not grow with the script. A clip that fails is tried once more.

    Args:
        script: what is read.
        voice_for: the voice of a presenter's number, as a function or as a row that is walked round.
        executor: threads, processes or a cluster; a voice travels to another process as its settings.
        on_clip: called in this thread with (takes handed out, takes in all) as each is handed out.

    Yields:
        One take an utterance, in script order.

    Raises:
        RecordingError: a voice failed for good, or the workers died. Nothing more is started; clips that were made stay
            where a cached voice keeps them.
    """
    utterances = [utterance for item in script.items for utterance in item.utterances]
    voices = [_voice_of(voice_for, utterance.presenter) for utterance in utterances]
    with closing(_spoken(deque(zip(utterances, voices, strict=True)), executor)) as takes:
        for done, take in enumerate(takes, start=1):
            if on_clip is not None:
                on_clip(done, len(utterances))
            yield take


def _spoken(waiting: deque[tuple[Utterance, Voice]], executor: Executor) -> Generator[Take]:
    """The takes in order; what was started and is no longer wanted is given up."""
    window = 2 * sum({id(voice): voice.info.parallel for _, voice in waiting}.values()) + 1
    running: deque[_Running] = deque()
    done = 0
    try:
        while waiting or running:
            while waiting and len(running) < window and _is_free(waiting[0][1], running):
                running.append(_start(executor, *waiting.popleft(), done))
            if waiting and not running[0].future.done() and len(running) < window:
                wait([take.future for take in running if not take.future.done()], return_when=FIRST_COMPLETED)
                continue
            clip = _finished(running[0], done)
            take = running.popleft()
            done += 1
            yield Take(utterance=take.utterance, clip=clip)
    finally:
        for take in running:
            take.future.cancel()


def _voice_of(voice_for: Callable[[int], Voice] | Sequence[Voice], presenter: int) -> Voice:
    return voice_for(presenter) if callable(voice_for) else voice_for[presenter % len(voice_for)]


def _is_free(voice: Voice, running: deque[_Running]) -> bool:
    busy = sum(take.voice is voice and not take.future.done() for take in running)
    return busy < max(1, voice.info.parallel)


def _start(executor: Executor, utterance: Utterance, voice: Voice, done: int) -> _Running:
    try:
        return _Running(utterance=utterance, voice=voice, future=executor.submit(speak, voice, utterance))
    except (BrokenExecutor, RuntimeError) as error:
        raise _lost(voice, done) from error


def _finished(take: _Running, done: int) -> Clip:
    try:
        return take.future.result()
    except AudioError as error:
        name = take.voice.info.name
        message = f"{name}: failed at utterance {done + 1} ({error}); record again with another voice"
        unsayable = take.utterance if isinstance(error, SpeechError) else None
        raise RecordingError(message, voice=name, done=done, utterance=unsayable) from error
    except BrokenExecutor as error:
        raise _lost(take.voice, done) from error


def _lost(voice: Voice, done: int) -> RecordingError:
    message = f"workers: a worker process died at utterance {done + 1}; record again, what was spoken is kept"
    return RecordingError(message, voice=voice.info.name, done=done)


def speak(voice: Voice, utterance: Utterance) -> Clip:
    """Read one utterance, a second time when what came was not its speech. The job that travels to the workers.

    Raises:
        VoiceUnavailableError: the voice does not answer; asking again at once would not help.
        SpeechError: both tries gave something else than the speech of this utterance.
    """
    try:
        return voice.say(utterance)
    except (SpeechError, ClipError) as error:
        _log.warning("%s: %s; tried once more", voice.info.name, error)
    try:
        return voice.say(utterance)
    except ClipError as error:
        raise SpeechError(str(error)) from error


__all__ = ["RecordingError", "Take", "VoiceError", "record", "speak"]
