from __future__ import annotations

import hashlib
import json
import socket
import socketserver
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from audio.errors import VoiceError, VoiceUnavailableError
from audio.voices.fetch import fetch_voice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "ar_JO-tiny-low"
_PLACE = "ar/ar_JO/tiny/low"


@dataclass
class Collection:
    """A mirror of the voices on the loopback, with ranges and with faults in its answers."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    listed: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    row: deque[str] = field(default_factory=deque)
    stop: threading.Event = field(default_factory=threading.Event)


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        told: Collection = self.server.collection  # type: ignore[attr-defined]
        path = self.rfile.readline().decode().split()[1]
        headers = {}
        while row := self.rfile.readline().decode().strip():
            name, _, value = row.partition(":")
            headers[name.lower()] = value.strip()
        asked = headers.get("range", "")
        told.asked.append((path.rsplit("/", 1)[-1], asked))
        body = told.files.get(path.lstrip("/"))
        act = told.row.popleft() if told.row and path.endswith(".onnx") else ""
        if act == "hang":
            told.stop.wait(60)
            return
        if body is None or act == "broken":
            self.wfile.write(
                f"HTTP/1.1 {'503 Busy' if body else '404 Not Found'}\r\nContent-Length: 0\r\n\r\n".encode()
            )
            return
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and act != "no ranges" else 0
        if act == "refused range":
            self.wfile.write(b"HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\n\r\n")
            return
        rest = body[start:]
        status = f"206 Partial\r\nContent-Range: bytes {start}-{len(body) - 1}/{len(body)}" if start else "200 OK"
        if act == "flipped":
            rest = bytes([rest[0] ^ 1]) + rest[1:]
        sent = rest[: len(rest) // 2] if act == "half" else rest + b"more" if act == "more" else rest
        length = len(rest) if act == "half" else len(sent)
        self.wfile.write(f"HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n".encode() + sent)
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is part of the tests."""


@pytest.fixture
def collection() -> Iterator[Collection]:
    told = Collection()
    content = {
        f"{_PLACE}/{NAME}.onnx": np.random.default_rng(1).bytes(300_000),
        f"{_PLACE}/{NAME}.onnx.json": b'{"audio": {"sample_rate": 22050}}',
        f"{_PLACE}/MODEL_CARD": b"# Model card\n\n* License: CC BY 4.0\n",
    }
    told.files = dict(content)
    told.listed = {
        NAME: {
            "files": {
                path: {"size_bytes": len(body), "md5_digest": hashlib.md5(body).hexdigest()}  # noqa: S324 - the format's own
                for path, body in content.items()
            }
        },
        "ar_JO-kareem-medium": {"files": {}},
    }
    told.files["voices.json"] = json.dumps(told.listed).encode()
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.collection = told  # type: ignore[attr-defined]
        told.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield told
        told.stop.set()
        server.shutdown()
        thread.join()


def test_a_voice_is_fetched_whole_with_its_card(collection: Collection, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    got = fetch_voice(NAME, tmp_path / "new", base_url=collection.url, on_bytes=lambda *two: seen.append(two))
    assert got.model == tmp_path / "new" / f"{NAME}.onnx"
    assert got.model.read_bytes() == collection.files[f"{_PLACE}/{NAME}.onnx"]
    assert "CC BY 4.0" in got.card
    total = sum(len(body) for path, body in collection.files.items() if path != "voices.json")
    assert seen[-1] == (total, total)
    assert [one for one, _ in seen] == sorted(one for one, _ in seen)
    assert not list(got.model.parent.glob("*.part"))


def test_what_is_there_is_not_fetched_again(collection: Collection, tmp_path: Path) -> None:
    fetch_voice(NAME, tmp_path, base_url=collection.url)
    collection.asked.clear()
    fetch_voice(NAME, tmp_path, base_url=collection.url)
    assert collection.asked == [("voices.json", "")]


def test_a_damaged_file_is_found_out_and_fetched_again(collection: Collection, tmp_path: Path) -> None:
    model = fetch_voice(NAME, tmp_path, base_url=collection.url).model
    model.write_bytes(b"x" + model.read_bytes()[1:])
    fetch_voice(NAME, tmp_path, base_url=collection.url)
    assert model.read_bytes() == collection.files[f"{_PLACE}/{NAME}.onnx"]


@pytest.mark.parametrize("failure", ["half", "broken", "flipped"])
def test_one_failure_is_mended(collection: Collection, tmp_path: Path, failure: str) -> None:
    collection.row.append(failure)
    model = fetch_voice(NAME, tmp_path, base_url=collection.url).model
    assert model.read_bytes() == collection.files[f"{_PLACE}/{NAME}.onnx"]
    ranges = [asked for name, asked in collection.asked if name == f"{NAME}.onnx"]
    assert len(ranges) == 2
    # what came whole is not asked for twice
    assert ranges[1].startswith("bytes=") == (failure == "half")


@pytest.mark.parametrize("answer", ["", "no ranges", "refused range"])
def test_a_part_of_an_earlier_run_is_taken_up(collection: Collection, tmp_path: Path, answer: str) -> None:
    body = collection.files[f"{_PLACE}/{NAME}.onnx"]
    (tmp_path / f"{NAME}.onnx.part").write_bytes(body[:123_456])
    collection.row.append(answer)
    model = fetch_voice(NAME, tmp_path, base_url=collection.url).model
    assert (f"{NAME}.onnx", "bytes=123456-") in collection.asked
    assert model.read_bytes() == body


def test_a_part_of_another_file_is_thrown_away(collection: Collection, tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.onnx.part").write_bytes(b"of another version" * 1000)
    model = fetch_voice(NAME, tmp_path, base_url=collection.url).model
    assert model.read_bytes() == collection.files[f"{_PLACE}/{NAME}.onnx"]


@pytest.mark.parametrize(
    ("failure", "says"),
    [("flipped", "its checksum is wrong"), ("more", "sends more than the list tells")],
)
def test_lasting_damage_is_one_clear_line_and_leaves_no_voice(
    collection: Collection, tmp_path: Path, failure: str, says: str
) -> None:
    collection.row.extend([failure] * 20)
    with pytest.raises(VoiceUnavailableError, match=says):
        fetch_voice(NAME, tmp_path, base_url=collection.url)
    assert not (tmp_path / f"{NAME}.onnx").exists()


def test_a_server_that_hangs_is_left(collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audio.voices.fetch._TRIES", 2)
    collection.row.extend(["hang"] * 5)
    start = time.monotonic()
    with pytest.raises(VoiceUnavailableError, match=r"no answer in 1 s"):
        fetch_voice(NAME, tmp_path, base_url=collection.url, timeout_s=1)
    assert time.monotonic() - start < 50


def test_an_unknown_name_is_answered_with_near_ones(collection: Collection, tmp_path: Path) -> None:
    with pytest.raises(VoiceUnavailableError, match=r"none of that name; near are .*ar_JO-kareem-medium"):
        fetch_voice("ar_JO-karem-medium", tmp_path, base_url=collection.url)


@pytest.mark.parametrize("files", [[], None, "x", {f"x/{NAME}.onnx": 1}])
def test_a_list_of_another_form_is_one_clear_line(collection: Collection, tmp_path: Path, files: object) -> None:
    collection.files["voices.json"] = json.dumps({NAME: {"files": files}}).encode()
    with pytest.raises(VoiceUnavailableError, match="tells no model and configuration"):
        fetch_voice(NAME, tmp_path, base_url=collection.url)


def test_a_list_nested_without_end_is_one_clear_line(collection: Collection, tmp_path: Path) -> None:
    collection.files["voices.json"] = b"[" * 100_000
    with pytest.raises(VoiceUnavailableError, match="cannot be read"):
        fetch_voice(NAME, tmp_path, base_url=collection.url)


def test_names_in_the_list_lead_nowhere_else(collection: Collection, tmp_path: Path) -> None:
    told = collection.listed[NAME]["files"]
    told["../../../evil.onnx"] = {"size_bytes": 4, "md5_digest": "0" * 32}
    told["x/../../authorized_keys"] = {"size_bytes": 4, "md5_digest": "0" * 32}
    collection.files["voices.json"] = json.dumps(collection.listed).encode()
    fetch_voice(NAME, tmp_path / "voices", base_url=collection.url)
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == [
        f"{NAME}.MODEL_CARD", f"{NAME}.onnx", f"{NAME}.onnx.json",
    ]  # fmt: skip


def test_no_network_and_no_list_are_said(collection: Collection, tmp_path: Path) -> None:
    with pytest.raises(VoiceUnavailableError, match=r"the list http://127\.0\.0\.1:9/voices\.json cannot be read"):
        fetch_voice(NAME, tmp_path, base_url="http://127.0.0.1:9")
    collection.files["voices.json"] = b"<html>"
    with pytest.raises(VoiceUnavailableError, match="cannot be read"):
        fetch_voice(NAME, tmp_path, base_url=collection.url)


def test_a_folder_that_cannot_be_written_is_said(collection: Collection, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(VoiceError, match="cannot be written"):
        fetch_voice(NAME, tmp_path / "file", base_url=collection.url)
