"""Any path, any Range header, any method: nothing but published names is answered, and the server lives."""

from __future__ import annotations

import contextlib
import os
import random
import re
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from briefing.publish.serve import serving
from tests.fuzz.material import DAY
from tests.publish.episodes import publish_one, tone_mp3

if TYPE_CHECKING:
    from collections.abc import Iterator

BUDGET_S = float(os.environ.get("BRIEFING_FUZZ_S", "60"))


def publish_with_secrets(root: Path) -> None:
    """Publish an episode, and put files in and beside the folder that nobody may be answered."""
    publish_one(root, DAY, tone_mp3())
    (root / "secret.txt").write_text("s3cret")
    (root.parent / "outside.txt").write_text("s3cret")
    (root / ".failure.json").write_text("s3cret")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    root = tmp_path_factory.mktemp("public")
    publish_with_secrets(root)
    with serving(root, "127.0.0.1", 0) as port:
        yield port, root


def asked(port: int, request: bytes) -> bytes:
    """The answer's head and the beginning of its body; empty when the server hung up."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.settimeout(60)
        with contextlib.suppress(OSError):
            line.sendall(request)
        answer = b""
        with contextlib.suppress(ConnectionError):
            while len(answer) < 65_536 and (piece := line.recv(65_536)):
                answer += piece
        return answer


PATHS = st.one_of(
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")),
    st.lists(
        st.sampled_from(
            (
                *(b"..", b"%2e%2e", b".", b"/", b"//", b"\\", b"%5c", b"%00", b"episodes", b"2026-11-24", b"feed.xml"),
                *(
                    b"secret.txt",
                    b"outside.txt",
                    b".failure.json",
                    b"%2efailure.json",
                    b"episode.json",
                    b"t",
                    b"health",
                ),
                *(
                    b"?a=b",
                    b"#x",
                    b"%",
                    b"%zz",
                    b"%f0%9f%98%80",
                    b"index.html",
                    b";x",
                    b"-1800",
                    b"-r2",
                    b"~",
                    b"A" * 3000,
                ),
            )
        ),
        max_size=12,
    ).map(b"".join),
)
RANGES = st.one_of(
    st.binary(max_size=60),
    st.lists(st.sampled_from([b"bytes=", b"0", b"-", b",", b"9" * 20, b" ", b"5-2", b"-0", b"\t", b"=", b"x"]))
    .map(b"".join),
)  # fmt: skip


def ask_anything(port: int, path: bytes, ranged: bytes, method: bytes) -> None:
    plain = bytes(byte for byte in ranged if byte not in b"\r\n")
    request = b"%s /%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\nRange: %s\r\n\r\n" % (
        method, path.replace(b"\r", b"").replace(b"\n", b""), plain,
    )  # fmt: skip
    answer = asked(port, request)
    assert b"s3cret" not in answer
    assert b"Traceback" not in answer
    if answer:
        assert re.match(rb"HTTP/1.1 (2|3|4)\d\d ", answer), (request, answer[:200])


def storm_of_requests(port: int, examples: int, start: int) -> None:
    @seed(start)
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(PATHS, RANGES, st.sampled_from([b"GET", b"HEAD", b"OPTIONS", b"POST", b"TRACE", b"\xff"]))
    def work(path: bytes, ranged: bytes, method: bytes) -> None:
        ask_anything(port, path, ranged, method)
        audio = b"episodes/2026-11-24/moojaz-2026-11-24.mp3"
        ask_anything(port, audio, ranged, b"GET")

    work()


def test_a_sample_of_requests(server: tuple[int, Path]) -> None:
    storm_of_requests(server[0], 40, 1)


@pytest.mark.faults
@pytest.mark.timeout(0)
def test_a_while_of_requests(server: tuple[int, Path]) -> None:
    end = time.monotonic() + BUDGET_S
    rounds = 0
    while time.monotonic() < end:
        storm_of_requests(server[0], 100, random.SystemRandom().randrange(1 << 32))
        rounds += 1
    print(f"requests: {rounds * 200} in {BUDGET_S:g} s")  # noqa: T201 - what was run is part of the answer
