"""A town with outlets and shows: feeds on loopback that count who asks, a folder of settings files, a cluster."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ROOT = Path(__file__).resolve().parents[2]
_PLACES = (
    "المرفأ",
    "الساحل",
    "الوادي",
    "الجبل",
    "الواحة",
    "القلعة",
    "الجسر",
    "المدينة",
    "القرية",
    "السوق",
    "الميناء",
    "المطار",
    "الجامعة",
    "المحكمة",
)
_DEEDS = (
    "افتتحت",
    "أعلنت",
    "أغلقت",
    "وسعت",
    "جددت",
    "راجعت",
    "درست",
    "أقرت",
    "علقت",
    "رفعت",
    "خفضت",
    "نقلت",
    "مددت",
    "أنجزت",
)
_THINGS = (
    "المحطة",
    "الطريق",
    "المدرسة",
    "المكتبة",
    "الحديقة",
    "الموازنة",
    "الخطة",
    "المرحلة",
    "الدراسة",
    "الاتفاقية",
    "الرسوم",
    "الأسعار",
    "الخدمة",
    "الشبكة",
)


def article(outlet: int, number: int, paragraphs: int) -> tuple[str, list[str]]:
    """Invented news, the same for the same numbers: no two articles are on one event."""
    key = outlet * 17 + number * 5
    place, deed, thing = _PLACES[key % 14], _DEEDS[(key // 3 + number) % 14], _THINGS[(key // 7 + outlet) % 14]
    title = f"إدارة {place} {deed} {thing} رقم {outlet * 100 + number}"
    texts = [
        f"{deed} إدارة {place} صباح اليوم {thing} رقم {outlet * 100 + number} "
        f"بعد أعمال استمرت {number + part + 3} أشهر، "
        f"وقالت إن نحو {(outlet + 2) * (number + 3) * 10 + part} أسرة ستستفيد منها قبل نهاية العام، "
        f"وإن الجزء {part + 1} من العمل يبدأ في الأسبوع المقبل."
        for part in range(paragraphs)
    ]
    return title, texts


class Outlets:
    """A server of feeds, ``/0.xml`` and on; counts what is asked, and answers at a gate once it is open."""

    def __init__(self, count: int, articles: int = 6, paragraphs: int = 4) -> None:
        self.asked: Counter[str] = Counter()
        self.gates: dict[str, threading.Event] = {}
        self.feeds = {f"/{number}.xml": self._feed(number, articles, paragraphs) for number in range(count)}
        lock, outlets = threading.Lock(), self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                with lock:
                    outlets.asked[self.path] += 1
                if self.path in outlets.gates:
                    outlets.gates[self.path].wait(60)
                body = outlets.feeds.get(self.path, b"")
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.pair = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def _feed(self, outlet: int, articles: int, paragraphs: int) -> bytes:
        when, items = format_datetime(datetime.now(UTC)), []
        for number in range(articles):
            title, texts = article(outlet, number, paragraphs)
            body = "".join(f"<p>{text}</p>" for text in texts)
            items.append(
                f"<item><title>{title}</title><guid>o{outlet}n{number}</guid><pubDate>{when}</pubDate>"
                f"<content:encoded><![CDATA[{body}]]></content:encoded></item>"
            )
        head = "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>"
        return f"{head}<title>جريدة {outlet}</title>{''.join(items)}</channel></rss>".encode()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def write_shows(
    folder: Path,
    count: int,
    outlets: Outlets,
    *,
    common: str = "",
    voice: str = "tone",
    minutes: Iterable[float] = (1,),
) -> None:
    """Settings of so many shows, each of three neighbouring outlets, and what they share."""
    folder.mkdir(parents=True, exist_ok=True)
    lengths = list(minutes)
    (folder / "common.toml").write_text(
        f'[voice]\nname = "{voice}"\n[fetch]\nallow_private = ["{outlets.pair}"]\n{common}', encoding="utf-8"
    )
    many = len(outlets.feeds)
    for number in range(count):
        sources = "".join(
            f'[[sources]]\ntype = "feed"\nname = "جريدة {one % many}"\nurl = "http://{outlets.pair}/{one % many}.xml"\n'
            for one in range(number, number + 3)
        )
        (folder / f"s{number:04}.toml").write_text(
            f'[show]\nid = "s{number:04}"\ntitle = "نشرة {number}"\n'
            f"[edition]\nminutes = {lengths[number % len(lengths)]}\n{sources}",
            encoding="utf-8",
        )


@dataclass
class Cluster:
    """A Dask scheduler and its workers, processes of their own on loopback.

    ``tls`` holds the options that name their certificates; without it they speak plainly.
    """

    folder: Path
    env: dict[str, str]
    tls: tuple[str, ...] = ()
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    port: int = 0

    def start(self, workers: int) -> str:
        """Start a scheduler, at the same port as before when there was one, and so many workers; its address."""
        file = self.folder / "scheduler.json"
        file.unlink(missing_ok=True)
        protocol = "tls" if self.tls else "tcp"
        words = ("--protocol", protocol, "--host", "127.0.0.1", "--port", str(self.port))
        self.scheduler = self._run(
            "dask_scheduler", *words, "--no-show", "--no-dashboard", "--scheduler-file", str(file)
        )
        address = ""
        while not address:
            assert self.scheduler.poll() is None
            time.sleep(0.05)
            if file.exists() and file.stat().st_size:
                address = str(json.loads(file.read_text())["address"])
        self.port = int(address.rpartition(":")[2])
        for _ in range(workers):
            self.add(address)
        return address

    def add(self, address: str, host: str = "127.0.0.1", **env: str) -> None:
        """One more worker, at one of loopback's addresses."""
        words = ("--nthreads", "2", "--no-nanny", "--no-dashboard", "--host", host, "--death-timeout", "60")
        folder = ("--local-directory", str(self.folder / "dask"))
        self.workers.append(self._run("dask_worker", address, *words, *folder, **env))

    def wait_for_workers(self, address: str, count: int) -> None:
        """Until so many are there."""
        from distributed import Client

        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=120)

    def _run(self, name: str, *words: str, **env: str) -> subprocess.Popen[bytes]:
        with (self.folder / "cluster.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{name}", *words, *self.tls],
                env={**self.env, **env},
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )

    def stop(self) -> None:
        for process in filter(None, [*self.workers, self.scheduler]):
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()
        self.workers, self.scheduler = [], None


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What a process sees that finds the program here and its caches in ``folder``."""
    return {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONPATH": str(ROOT), **more}


def briefing(folder: Path, env: dict[str, str], words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """The command, to its end."""
    line = [sys.executable, "-m", "briefing", *words]
    return subprocess.run(line, cwd=folder, env=env, capture_output=True, text=True, check=False)


STRANGERS = {
    "stranger.py": """
from dataclasses import dataclass

@dataclass
class Nothing: pass

class Source:
    Settings = Nothing
    def __init__(self, settings, fetcher): pass
    def read(self, since): return iter(())

class Unborn(Source):
    def __init__(self, settings, fetcher): raise ValueError("no such paper")

class Nameless(Source):
    @property
    def name(self): raise ValueError("no name")
""",
    "stranger-1.0.dist-info/METADATA": "Name: stranger\nVersion: 1.0\n",
    "stranger-1.0.dist-info/entry_points.txt": (
        "[briefing.sources]\nunborn = stranger:Unborn\nnameless = stranger:Nameless\n"
    ),
}
"""A package with two sources that raise what no source may."""
