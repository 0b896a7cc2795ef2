from __future__ import annotations

import pytest

from audio.errors import VoiceUnavailableError
from audio.voices.chain import choose
from audio.voices.tone import Tone


class Absent(Tone):
    def check(self) -> None:
        message = "absent: no\nnetwork; plug it in"
        raise VoiceUnavailableError(message)


class Unasked(Tone):
    def check(self) -> None:
        pytest.fail("a voice behind the chosen one was asked")


def test_the_first_that_answers_is_chosen_and_the_others_say_why() -> None:
    tone = Tone(Tone.Settings())
    chosen, reasons = choose([Absent(Tone.Settings()), tone, Unasked(Tone.Settings())])
    assert chosen is tone
    assert reasons == ["tone: absent: no network; plug it in"]


def test_when_none_answers_every_reason_is_told() -> None:
    with pytest.raises(VoiceUnavailableError, match=r"none works .*no network.*no network"):
        choose([Absent(Tone.Settings()), Absent(Tone.Settings())])


def test_an_empty_chain_is_said() -> None:
    with pytest.raises(VoiceUnavailableError, match="the chain is empty"):
        choose([])
