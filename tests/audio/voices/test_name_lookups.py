"""A machine whose name server does not answer: the check ends in its time, and so does the program."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

PROGRAM = """
import socket, sys, time
socket.getaddrinfo = lambda *_, **__: time.sleep(120)
from audio.errors import VoiceUnavailableError
from audio.voices.{module} import {name}
voice = {name}({name}.Settings(check_timeout_s=0.3{more}))
try:
    voice.check()
except VoiceUnavailableError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("module", "name", "more"),
    [
        ("gtts", "Gtts", ""),
        ("edge", "Edge", ", spare_voices=()"),
        ("speech_api", "SpeechApi", ", base_url='https://x.example/v1'"),
    ],
)
def test_a_name_server_that_does_not_answer_holds_nothing_up(module: str, name: str, more: str) -> None:
    if module == "edge":
        pytest.importorskip("edge_tts", reason="the extra 'edge' is not installed")
    program = PROGRAM.format(module=module, name=name, more=more)
    start = time.monotonic()
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=100, check=True)
    assert b"no whole answer in 0.3 s" in done.stdout
    assert done.stderr == b""
    assert time.monotonic() - start < 60
