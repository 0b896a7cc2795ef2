"""How a making is told: events for programs, a line a stage elsewhere; Ctrl-C leaves nothing half done."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import signal
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.journeys.speech import SETTINGS, serving

ARTICLE = str(Path(__file__).resolve().parents[2] / "seeds" / "articles" / "marfa" / "interest-rate.txt")
MAKE = ("make", ARTICLE, "--voice", "tone", "--minutes", "1.5", "--date", "2026-11-23")

# Where the tests run in a shell's background SIGINT is ignored, and so it would be in every process begun by them.
LISTENING = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from briefing.cli import main
main()
"""


def test_events_tell_the_whole_way_and_a_line_is_all_that_is_printed_else(command: Any) -> None:
    done = command.run(*MAKE, "--json")
    assert done.returncode == 0, done.stderr.decode()
    events = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert all(datetime.fromisoformat(event["time"]).tzinfo for event in events)
    stages = [event["stage"] for event in events if event["event"] == "stage"]
    assert list(dict.fromkeys(stages)) == ["gather", "write", "speak", "pack", "publish", "mirror"]
    clips = [(event["done"], event["of"]) for event in events if event["event"] == "clip"]
    assert clips[-1][0] == clips[-1][1] > 0
    last = events[-1]
    assert last["event"] == "episode"
    assert last["made"] is True
    assert last["edition"] == "2026-11-23"
    assert (command.folder / last["audio"]).stat().st_size > 10_000
    assert (command.folder / last["feed"]).is_file()
    again = json.loads(command.good(*MAKE, "--json").splitlines()[-1])
    assert again["made"] is False
    failed = command.run("make", "missing.txt", "--json", "--date", "2026-11-22")
    assert json.loads(failed.stdout.decode().splitlines()[-1])["status"] == failed.returncode == 1
    quiet = command.run(*MAKE, "--quiet")
    assert quiet.stderr == b""
    assert len(quiet.stdout.decode().splitlines()) == 1


def test_ctrl_c_leaves_nothing_half_done_and_says_how_to_go_on(command: Any) -> None:
    env = {**command.env, "OPENAI_API_KEY": "sk-for-this-test"}
    with serving(3, threading.Event()) as base_url:  # the fourth answer is still awaited when the signal comes
        (command.folder / "briefing.toml").write_text(SETTINGS.format(base_url=base_url), encoding="utf-8")
        line = [sys.executable, "-c", LISTENING, *MAKE, "--voice", "speech_api", "--json"]
        making = subprocess.Popen(line, cwd=command.folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert making.stdout is not None
        for told in making.stdout:
            if json.loads(told)["event"] == "clip":
                making.send_signal(signal.SIGINT)
                break
        _, stopped = making.communicate(timeout=60)
    assert making.returncode == 130, stopped.decode()
    assert stopped.decode().count("the same command goes on from here") == 1
    assert "Traceback" not in stopped.decode()
    assert not (command.folder / "public" / "feed.xml").exists()
    left = [path.name for path in (command.folder / "public").rglob("*") if path.suffix in {".mp3", ".part", ".tmp"}]
    assert left == []
    command.good(*MAKE)
    assert (command.folder / "public" / "feed.xml").is_file()


def test_on_a_terminal_the_stages_are_numbered_and_arabic_is_set_from_the_right(command: Any) -> None:
    ours, theirs = pty.openpty()
    env = {**command.env, "TERM": "xterm", "COLUMNS": "100", "LC_ALL": "C.UTF-8", "BRIEFING_LANG": "ar"}
    making = subprocess.Popen(command.line(*MAKE), cwd=command.folder, env=env, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    with contextlib.suppress(OSError):  # the end of a terminal
        while part := os.read(ours, 65536):
            shown += part
    os.close(ours)
    assert making.wait(timeout=60) == 0
    told = shown.decode("utf-8", "replace")
    assert "3/6" in told
    assert "قراءة" in told
    assert "\u200fجُمع \u20681\u2069 من المقالات" in told
