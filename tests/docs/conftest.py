"""A folder in which a page is lived through: files are written, commands typed, servers started and stopped.

Offline: a name that is not of this machine is not resolved in any Python process. Where a page names an address, a
server of this machine stands there: ``https://news.example.org`` has a feed of the sample articles, ports 8000 and
9100 are free ones.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.docs.pages import ROOT, Block, Command, agrees, commands

if TYPE_CHECKING:
    from collections.abc import Iterator

_NO_NETWORK = """
import socket
_ask = socket.getaddrinfo
def _here(host, *rest, **more):
    name = host.decode() if isinstance(host, bytes) else host
    if name not in (None, "", "localhost", "0.0.0.0", "::", "::1") and not str(name).startswith("127."):
        raise socket.gaierror(socket.EAI_NONAME, "no network in this test")
    return _ask(host, *rest, **more)
socket.getaddrinfo = _here
"""
_PATIENCE_S = 300


def _feed() -> bytes:
    """The sample articles as an outlet's feed, with their whole text."""
    items = []
    for path in sorted((ROOT / "seeds" / "articles" / "marfa").glob("*.txt")):
        title, *paragraphs = path.read_text("utf-8").strip().splitlines()
        body = escape("".join(f"<p>{escape(one)}</p>" for one in paragraphs if one.strip()))
        link = f"https://news.example.org/{path.stem}"
        items.append(f"<item><title>{escape(title)}</title><link>{link}</link><description>{body}</description></item>")
    return f"<rss version='2.0'><channel><title>الجريدة</title>{''.join(items)}</channel></rss>".encode()


class _Outlet(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = _feed() if self.path == "/rss.xml" else b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="session")
def outlet() -> Iterator[str]:
    """``host:port`` of a newspaper on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Outlet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What all pages share: the commands on the path, the closed network, the cache of spoken clips."""
    folder = tmp_path_factory.mktemp("shelf")
    (folder / "bin").mkdir()
    for name, words in {"briefing": "-m briefing", "python": "", "python3": ""}.items():
        path = folder / "bin" / name
        path.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {words} "$@"\n', "utf-8")
        path.chmod(0o755)
    (folder / "site").mkdir()
    (folder / "site" / "sitecustomize.py").write_text(_NO_NETWORK, "utf-8")
    return folder


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass(kw_only=True)
class Reader:
    """Somebody who does what a page says, in a folder of their own."""

    folder: Path
    shelf: Path
    outlet: str
    stack: ExitStack
    port: int = field(default_factory=_free_port)
    second_port: int = field(default_factory=_free_port)
    at: Path = field(init=False)

    def __post_init__(self) -> None:
        self.at = self.folder

    @property
    def env(self) -> dict[str, str]:
        keep = {key: value for key, value in os.environ.items() if not key.startswith(("BRIEFING_", "OPENAI_", "AWS_"))}
        return {
            **keep,
            "PATH": f"{self.shelf / 'bin'}:{os.environ['PATH']}",
            "PYTHONPATH": f"{self.shelf / 'site'}:{ROOT}",
            "HOME": str(self.folder),
            "XDG_CACHE_HOME": str(self.shelf / "cache"),
            "XDG_DATA_HOME": str(self.folder / ".data"),
            "COLUMNS": "100",
            "TERM": "dumb",
            **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"),  # each command starts them anew
        }

    def here(self, text: str) -> str:
        """A text of the page with the addresses and folders of this test."""
        text = text.replace("https://news.example.org", f"http://{self.outlet}")
        text = text.replace("/srv/briefing", str(self.folder)).replace("~/arabic-briefing", str(ROOT))
        text = re.sub(r"\b(?:0\.0\.0\.0|192\.168\.\d+\.\d+)\b", "127.0.0.1", text)
        return re.sub(r"\b9100\b", str(self.second_port), re.sub(r"\b8000\b", str(self.port), text))

    def write(self, block: Block) -> None:
        """Write the file that a block is, or add to it: ``toml >>briefing.toml``."""
        path = self.at / block.file.removeprefix(">>")
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text("utf-8") if block.file.startswith(">>") else ""
        text = before + self.here(block.body)
        if block.kind == "toml" and self.outlet in text:
            allowed = f'allow_private = ["{self.outlet}"]'
            text = re.sub(r"^allow_private = \[\]", allowed, text, flags=re.MULTILINE)
            text = text if allowed in text else f"{text}\n[fetch]\n{allowed}\n"
        path.write_text(text, "utf-8")

    def type(self, block: Block) -> None:
        """Type the commands of a console block, one after the other."""
        typed = list(commands(block.body))
        for number, command in enumerate(typed, 1):
            if command.typed.startswith("cd "):
                self.at = self.at / command.typed.removeprefix("cd ")
            elif command.typed.endswith("&"):
                self._start(command)
            else:
                self._run(command, block.status if number == len(typed) else 0)

    def run(self, words: list[str] | str) -> tuple[int, str]:
        """Run something here; its exit status and all that it printed."""
        line = words if isinstance(words, str) else shlex.join(words)
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=self.at,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_PATIENCE_S,
            check=False,
        )
        return done.returncode, done.stdout.decode("utf-8", "replace")

    def _run(self, command: Command, status: int) -> None:
        came, printed = self.run(self.here(command.typed))
        assert came == status, f"$ {command.typed}\nexit status {came}, the page says {status}\n{printed}"
        expected = command.printed  # a program may also print an address that it was not given
        assert not expected or agrees(printed, expected) or agrees(printed, self.here(expected)), (
            f"$ {command.typed}\n--- the page says\n{expected}\n--- it printed\n{printed}"
        )

    def _start(self, command: Command) -> None:
        """Start what stays, and wait until it answers where it says so."""
        line = self.here(command.typed.removesuffix("&").strip())
        log = (self.folder / ".background.log").open("ab")
        self.stack.callback(log.close)
        process = subprocess.Popen(
            ["bash", "-c", f"exec {line}"],
            cwd=self.at,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        self.stack.callback(_stop, process)
        deadline = time.monotonic() + _PATIENCE_S
        while str(self.port) in line:
            assert process.poll() is None, f"$ {command.typed}\nended\n{Path(log.name).read_text('utf-8')}"
            assert time.monotonic() < deadline, f"$ {command.typed}\ndoes not answer"
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture
def reader(tmp_path: Path, shelf: Path, outlet: str) -> Iterator[Reader]:
    with ExitStack() as stack:
        yield Reader(folder=tmp_path, shelf=shelf, outlet=outlet, stack=stack)
