"""Papers of a fake present: feeds on loopback with each day's news, and moods in which they answer badly."""

from __future__ import annotations

import random
import threading
from datetime import datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable

_NEWS = Path(__file__).resolve().parents[1] / "sources" / "news.txt"
_WORDS = [word for line in _NEWS.read_text("utf-8").splitlines() if not line.startswith("#") for word in line.split()]
MOODS = ("broken", "gone", "torn", "silent", "rubbish")


def news(paper: int, issue: datetime) -> tuple[str, str]:
    """A title and a paragraph of words that stand in news, drawn anew for each paper and issue."""
    chance = random.Random(f"{paper} {issue}")  # noqa: S311 - the same for the same issue

    def said(letters: int) -> str:
        words = ""
        while len(words) < letters:
            words += f" {chance.choice(_WORDS)}"
        return words.strip(" .")

    return said(30), f"{said(90)}."


def feed(paper: int, now: datetime) -> bytes:
    """The news of the last day and a half: a paper has an issue at midnight and one at noon, UTC."""
    newest = now.replace(hour=now.hour // 12 * 12, minute=0)
    items = []
    for issue in (newest, newest - timedelta(hours=12), newest - timedelta(hours=24)):
        title, text = news(paper, issue)
        items.append(
            f"<item><title>{title}</title><guid>{paper}/{issue}</guid><pubDate>{format_datetime(issue)}</pubDate>"
            f"<content:encoded><![CDATA[<p>{text}</p>]]></content:encoded></item>"
        )
    head = "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>"
    return f"{head}<title>جريدة {paper}</title>{''.join(items)}</channel></rss>".encode()


class Papers:
    """A server of feeds, ``/0.xml`` and on.

    Attributes:
        answers: how often each mood was met.
        failing: the share of requests that are answered in a bad mood.
    """

    def __init__(self, clock: Callable[[], datetime], failing: float, seed: int) -> None:
        self.failing = failing
        self.answers: dict[str, int] = dict.fromkeys(("good", *MOODS), 0)
        self._chance = random.Random(seed)  # noqa: S311 - mishaps, not secrets
        self._lock = threading.Lock()
        papers = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                number = self.path.strip("/").removesuffix(".xml")
                if not number.isdigit():
                    self._send(404, b"")
                    return
                body = feed(int(number), clock())
                match papers.mood():
                    case "good":
                        self._send(200, body)
                    case "broken":
                        self._send(500, b"")
                    case "gone":
                        self._send(404, b"")
                    case "torn":
                        self._send(200, body[: len(body) // 2], len(body))
                    case "rubbish":
                        self._send(200, b"\x00<<rss" + body[:50])
                self.close_connection = True

            def _send(self, status: int, body: bytes, length: int | None = None) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(body) if length is None else length))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.pair = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def mood(self) -> str:
        """In which the next request is answered."""
        with self._lock:
            mood = self._chance.choice(MOODS) if self._chance.random() < self.failing else "good"
            self.answers[mood] += 1
            return mood

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
