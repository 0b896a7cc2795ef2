"""The network goes in mid-programme: one clear error, what was said is kept, another voice reads the whole."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from audio.record import RecordingError, record
from audio.script import Item, Script, Sentence, Utterance
from audio.voices.cached import Cached
from audio.voices.chain import choose
from audio.voices.espeak import Espeak
from audio.voices.gtts import Gtts

if TYPE_CHECKING:
    from pathlib import Path

    from tests.audio.voices.conftest import Loopback

# Own work.
TEXTS = (
    "وصل الوفد إلى العاصمة صباح اليوم",
    "بدأت المحادثات بين الطرفين بعد الظهر",
    "أعلنت الوزارة خطة جديدة للمدارس",
    "تتوقع الأرصاد أمطارا على الساحل",
    "انتهت المباراة بالتعادل بين الفريقين",
)
FAILURES = (
    "tired", "broken", "empty", "no_sound", "half_sound", "half_answer", "not_a_sound", "silent_sound", "web_page",
    "wrong_length", "short_length", "closed", "reset", "drip", "drip_headers",
)  # fmt: skip
SCRIPT = Script(
    title="",
    language="ar",
    items=(
        Item(
            kind="story",
            title="",
            utterances=tuple(Utterance(sentences=(Sentence(written=one, spoken=one),)) for one in TEXTS),
        ),
    ),
)


def _gtts(patience_s: float = 20) -> Gtts:
    return Gtts(Gtts.Settings(gap_ms=0, wait_ms=5, tries=2, timeout_s=patience_s, check_timeout_s=patience_s))


@pytest.mark.parametrize("fault", ["closed", "hang", "broken"])
def test_another_voice_reads_the_whole_programme(translate: Loopback, tmp_path: Path, fault: str) -> None:
    espeak = Espeak(Espeak.Settings(workers=1))
    online = _gtts(1.5 if fault == "hang" else 20)
    chosen, _ = choose([online, espeak])
    assert chosen is online
    translate.row.extend(["fine"] * 2 + [fault] * 50)
    with ThreadPoolExecutor(2) as executor:
        with pytest.raises(RecordingError, match="gtts: failed at utterance 3") as raised:
            list(record(SCRIPT, [Cached(chosen, tmp_path, 10**8)], executor))
        assert (raised.value.voice, raised.value.done) == ("gtts", 2)
        chosen, reasons = choose([online, espeak])
        assert chosen is espeak
        assert len(reasons) == 1
        takes = list(record(SCRIPT, [Cached(chosen, tmp_path, 10**8)], executor))
    espeak.close()
    assert [take.utterance.spoken for take in takes] == list(TEXTS)
    assert {take.clip.rate_hz for take in takes} == {espeak.info.rate_hz}


def test_when_the_network_is_back_only_what_is_missing_is_asked_for(translate: Loopback, tmp_path: Path) -> None:
    translate.row.extend(["fine"] * 2 + ["closed"] * 2)
    with ThreadPoolExecutor(2) as executor:
        with pytest.raises(RecordingError):
            list(record(SCRIPT, [Cached(_gtts(), tmp_path, 10**8)], executor))
        translate.row.clear()
        asked = len(translate.asked)
        assert len(list(record(SCRIPT, [Cached(_gtts(), tmp_path, 10**8)], executor))) == len(TEXTS)
    assert translate.texts[asked:] == list(TEXTS[2:])


@pytest.mark.faults
def test_a_programme_through_a_storm_of_every_failure_is_right(translate: Loopback) -> None:
    dice = random.Random(2)  # noqa: S311 - which request fails is no secret
    translate.row.extend(dice.choice(FAILURES) if dice.random() < 0.3 else "fine" for _ in range(400))
    texts = [f"{text} {other}" for text in TEXTS for other in TEXTS] * 3
    items = (
        Item(
            kind="story",
            title="",
            utterances=tuple(Utterance(sentences=(Sentence(written=one, spoken=one),)) for one in texts),
        ),
    )
    script = Script(title="", language="ar", items=items)
    voice = Gtts(Gtts.Settings(gap_ms=0, wait_ms=5, tries=9, timeout_s=0.3))
    with ThreadPoolExecutor(2) as executor:
        takes = list(record(script, [voice], executor))
    assert [take.utterance.spoken for take in takes] == texts
    wanted = [translate.says(text).duration_s for text in texts]
    assert [take.clip.duration_s for take in takes] == pytest.approx(wanted, abs=0.2)
