"""The contract suite over every voice of ours."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from audio.voices.cached import Cached
from audio.voices.espeak import Espeak
from audio.voices.gtts import Gtts
from audio.voices.speech_api import SpeechApi
from audio.voices.tone import Tone

if TYPE_CHECKING:
    from audio.voices import Voice
    from tests.audio.voices.conftest import Loopback
    from tests.contracts.voice_contract import VoiceContract
else:
    _spec = importlib.util.spec_from_file_location(
        "voice_contract", Path(__file__).parents[2] / "contracts" / "voice_contract.py"
    )
    _module = importlib.util.module_from_spec(_spec)
    sys.modules["voice_contract"] = _module
    _spec.loader.exec_module(_module)
    VoiceContract = _module.VoiceContract


class TestTone(VoiceContract):
    def make_voice(self) -> Voice:
        return Tone(Tone.Settings())


class TestEspeak(VoiceContract):
    def make_voice(self) -> Voice:
        return Espeak(Espeak.Settings(workers=2))


class TestGtts(VoiceContract):
    travels = False  # the service is faked in this process
    long_letters = 600

    @pytest.fixture(autouse=True)
    def _service(self, translate: Loopback) -> None:
        translate.usual = "fine"

    def make_voice(self) -> Voice:
        return Gtts(Gtts.Settings(gap_ms=0, wait_ms=1))


class TestSpeechApi(VoiceContract):
    travels = False
    long_letters = 600

    @pytest.fixture(autouse=True)
    def _service(self, speech_service: Loopback) -> None:
        self.url = speech_service.url

    def make_voice(self) -> Voice:
        return SpeechApi(SpeechApi.Settings(base_url=f"{self.url}/v1", key_variable="", wait_ms=1))


class TestCached(VoiceContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path

    def make_voice(self) -> Voice:
        return Cached(Tone(Tone.Settings()), self.folder, 10**8)
