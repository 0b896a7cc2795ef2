"""The order of a programme: which speech, music and silence follow each other."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final, Literal

from audio.arrange import Section
from audio.blocks import Sound
from audio.clean import line
from audio.errors import MixError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from audio.record import Take
    from audio.script import Item, Script

UNDER_BED_S: Final = 45.0
"""So much speech is arranged with a bed; more would grow the memory and tire the ear."""

LONGEST_PAUSE_MS: Final = 1000
_AFTER_SWELL_MS: Final = 150


@dataclass(frozen=True, kw_only=True, slots=True)
class Rhythm:
    """Silences, in milliseconds, see :class:`audio.mix.SoundSettings`."""

    before_sting_ms: int
    after_sting_ms: int
    item_pause_ms: int
    music: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Chapter:
    """An item begins here."""

    item: Item


@dataclass(frozen=True, kw_only=True, slots=True)
class Pause:
    """Silence between two sounds, what they bring themselves included; of two in a row the longer one."""

    ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Speech:
    """One paragraph."""

    take: Take
    sound: Sound

    @property
    def takes(self) -> tuple[Take, ...]:
        """What is read in it."""
        return (self.take,)


@dataclass(frozen=True, kw_only=True, slots=True)
class Music:
    """A section with music and what is read in it."""

    section: Section
    takes: tuple[Take, ...] = ()


Step = Chapter | Pause | Speech | Music


def plan(script: Script, takes: Iterable[Take], rhythm: Rhythm) -> Iterator[Step]:
    """Lay out a programme; takes are drawn one by one as their turn comes.

    Raises:
        MixError: the takes are not those of the script.
    """
    row = iter(takes)
    last = len(script.items) - 1
    swelled = False
    asked_ms = 0
    for number, item in enumerate(script.items):
        speech = _speech(script, item, row)
        if number == 0:
            yield Chapter(item=item)
            if rhythm.music and item.kind == "opening":
                swelled = yield from _opening(speech)
            elif rhythm.music:
                yield Music(section=Section(kind="opening"))
                yield Pause(ms=rhythm.after_sting_ms)
        elif number == last and item.kind == "closing" and rhythm.music:
            yield Pause(ms=max(asked_ms, rhythm.before_sting_ms))
            yield Chapter(item=item)
            yield from _closing(speech)
        elif swelled and number == 1:
            yield Pause(ms=_AFTER_SWELL_MS)
            yield Chapter(item=item)
        else:
            yield from _between(item, rhythm, asked_ms)
        yield from _in_a_row(speech)
        asked_ms = item.utterances[-1].pause_after_ms if item.utterances else 0
    if rhythm.music and script.items[-1].kind != "closing":
        yield Pause(ms=max(asked_ms, rhythm.before_sting_ms))
        yield Music(section=Section(kind="closing"))
    for _ in row:
        raise _mismatch(script)


def _between(item: Item, rhythm: Rhythm, asked_ms: int) -> Iterator[Step]:
    """From one item to the next, with a sting where there is music; the script may ask for a longer silence before."""
    yield Pause(ms=max(asked_ms, rhythm.before_sting_ms if rhythm.music else rhythm.item_pause_ms))
    yield Chapter(item=item)
    if rhythm.music:
        yield Music(section=Section(kind="sting"))
        yield Pause(ms=rhythm.after_sting_ms)


def _in_a_row(speech: Iterator[Speech]) -> Iterator[Step]:
    """Paragraphs with the pauses that the script asks for between them."""
    before = None
    for one in speech:
        if before is not None:
            yield Pause(ms=before.take.utterance.pause_after_ms)
        yield one
        before = one


def _opening(speech: Iterator[Speech]) -> Generator[Step, None, bool]:
    """The first part over the bed, the rest after it.

    Returns:
        Whether the bed has the last word.
    """
    under: list[Speech] = []
    for one in speech:
        if under and _length_s([*under, one]) > UNDER_BED_S:
            yield _over_bed("opening", under)
            yield Pause(ms=_AFTER_SWELL_MS)
            yield from _in_a_row(chain([one], speech))
            return False
        under.append(one)
    yield _over_bed("opening", under)
    return True


def _closing(speech: Iterator[Speech]) -> Iterator[Step]:
    """The last part over the bed, what comes before it without."""
    under: deque[Speech] = deque()
    for one in speech:
        under.append(one)
        while len(under) > 1 and _length_s(under) > UNDER_BED_S:
            early = under.popleft()
            yield early
            yield Pause(ms=early.take.utterance.pause_after_ms)
    yield _over_bed("closing", under)


def _over_bed(kind: Literal["opening", "closing"], under: Iterable[Speech]) -> Music:
    row = tuple(under)
    pauses_ms = tuple(min(LONGEST_PAUSE_MS, one.take.utterance.pause_after_ms) for one in row[:-1])
    return Music(
        section=Section(kind=kind, sounds=tuple(one.sound for one in row), pauses_ms=pauses_ms),
        takes=tuple(one.take for one in row),
    )


def _length_s(speech: Iterable[Speech]) -> float:
    return sum(one.take.clip.duration_s for one in speech)


def _speech(script: Script, item: Item, row: Iterator[Take]) -> Iterator[Speech]:
    """An item's takes with their sounds, named for errors; one without a letter to read is no sound."""
    for number, utterance in enumerate(item.utterances, 1):
        take = next(row, None)
        if take is None or take.utterance != utterance:
            raise _mismatch(script)
        if not any(sign.isalnum() for sign in utterance.spoken):
            continue
        name = f"{line(item.title)}, paragraph {number} of {len(item.utterances)} ({line(utterance.written)[:40]})"
        segment = take.clip.segment
        if segment.channels != 1 or segment.sample_width != 2:
            segment = segment.set_channels(1).set_sample_width(2)
        yield Speech(take=take, sound=Sound(name=name, pcm=segment.raw_data, rate_hz=segment.frame_rate))


def _mismatch(script: Script) -> MixError:
    return MixError(f"{line(script.title)}: the takes are not those of the script; record it again")
