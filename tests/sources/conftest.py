"""A loopback site with the shapes that real outlets have."""

from __future__ import annotations

import gzip
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


@dataclass
class Piece:
    event: str
    outlet: str
    title: str
    paragraphs: list[str] = field(default_factory=list)


def read_pieces() -> list[Piece]:
    pieces: list[Piece] = []
    for line in (Path(__file__).parent / "news.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            event, outlet, title = (part.strip() for part in line[3:].split("|"))
            pieces.append(Piece(event, outlet, title))
        elif line and not line.startswith("#"):
            pieces[-1].paragraphs.append(line)
    return pieces


class Site:
    """A server on loopback: ``routes`` maps a path to a function of the handler; it counts what was asked."""

    def __init__(self) -> None:
        self.routes: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: Counter[str] = Counter()
        self.answered: Counter[int] = Counter()
        self.headers: list[dict[str, str]] = []
        self.most_at_once = 0
        lock = threading.Lock()
        unanswered: set[BaseHTTPRequestHandler] = set()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                with lock:
                    site.asked[path] += 1
                    site.headers.append(dict(self.headers))
                    unanswered.add(self)
                    site.most_at_once = max(site.most_at_once, len(unanswered))
                try:
                    site.routes.get(path, lambda handler: reply(handler, 404, b""))(self)
                except OSError:
                    pass  # the client hung up, as it should on a drip or a bomb
                finally:
                    with lock:
                        unanswered.discard(self)

            def send_response(self, code: int, message: str | None = None) -> None:
                with lock:  # before a byte is sent: the client may ask again sooner than this thread goes on
                    unanswered.discard(self)
                    site.answered[code] += 1
                super().send_response(code, message)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.pair = f"127.0.0.1:{self.server.server_address[1]}"
        self.url = f"http://{self.pair}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def serve(self, path: str, body: bytes, content_type: str = "text/html; charset=utf-8", **headers: str) -> None:
        def route(handler: BaseHTTPRequestHandler) -> None:
            etag = headers.get("etag")
            if etag and handler.headers.get("If-None-Match") == etag:
                reply(handler, 304, b"")
                return
            reply(handler, 200, body, {"Content-Type": content_type, **headers})

        self.routes[path] = route

    def redirect(self, path: str, location: str) -> None:
        self.routes[path] = lambda handler: reply(handler, 302, b"", {"Location": location})

    def drip(self, path: str, *, head: bool = False) -> None:
        def route(handler: BaseHTTPRequestHandler) -> None:
            if not head:
                handler.send_response(200)
                handler.end_headers()
            for _ in range(2000):
                handler.wfile.write(b"X-A: b\r\n" if head else b"x")
                handler.wfile.flush()
                time.sleep(0.05)

        self.routes[path] = route

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def reply(handler: BaseHTTPRequestHandler, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
    handler.send_response(status)
    for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
        handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.close()


@pytest.fixture(scope="session")
def pieces() -> list[Piece]:
    return read_pieces()


FURNITURE = (
    "<nav><ul><li><a href='/'>الرئيسية</a></li><li><a href='/sport'>رياضة</a></li></ul></nav>",
    (
        "<aside><h3>الأكثر قراءة</h3><ul><li><a href='/a'>خبر آخر لا علاقة له بهذا الموضوع</a></li></ul></aside>"
        "<p>اقرأ أيضا: خبر آخر عن موضوع آخر تماما</p><p>تابعونا على فيسبوك وتويتر لمتابعة آخر الأخبار</p>"
        "<footer><p>جميع الحقوق محفوظة © 2026</p></footer>"
    ),
)


def page(piece: Piece, site_name: str, charset: str = "utf-8") -> bytes:
    body = "".join(f"<p>{escape(text)}</p>" for text in piece.paragraphs)
    markup = (
        f"<!DOCTYPE html><html lang='ar' dir='rtl'><head><meta charset='{charset}'>"
        f"<title>{escape(piece.title)} | {site_name}</title><meta property='og:site_name' content='{site_name}'>"
        f"<meta property='og:title' content='{escape(piece.title)}'></head><body>{FURNITURE[0]}"
        f"<article><h1>{escape(piece.title)}</h1><figure><img src='x.jpg'>"
        f"<figcaption>صورة أرشيفية</figcaption></figure>{body}</article>{FURNITURE[1]}</body></html>"
    )
    return markup.encode("cp1256" if charset == "windows-1256" else charset, "xmlcharrefreplace")


def breaks_page(piece: Piece) -> bytes:
    body = "<br><br>".join(escape(text) for text in piece.paragraphs)
    return (
        f"<html><head><title>{escape(piece.title)}</title></head><body><table><tr><td>{FURNITURE[0]}</td><td>"
        f"<h2>{escape(piece.title)}</h2>{body}</td></tr></table></body></html>"
    ).encode()


def arabic_date(when: datetime) -> str:
    digits = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    return f"الاثنين {when.day} نوفمبر {when.year} - {when:%H:%M}".translate(digits)


@pytest.fixture
def town(site: Site, pieces: list[Piece]) -> Site:
    """Six outlets: full RSS, Atom with relative links, windows-1256, no dates and br pages, one slow, one dead."""
    of = {
        name: [piece for piece in pieces if piece.outlet == name] for name in ("marsad", "sada", "ufuq", "nabd", "barq")
    }
    when = NOW - timedelta(hours=5)
    items = "".join(
        f"<item><title>{escape(one.title)}</title><link>{site.url}/marsad/{n}</link><guid>m{n}</guid>"
        f"<pubDate>{format_datetime(when)}</pubDate><content:encoded><![CDATA["
        f"{''.join(f'<p>{text}</p>' for text in one.paragraphs)}<p>(رويترز)</p>]]></content:encoded></item>"
        for n, one in enumerate(of["marsad"])
    )
    rss = f"<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>المرصد</title>{items}</channel></rss>"
    site.serve(
        "/marsad.xml", f"<?xml version='1.0' encoding='UTF-8'?>{rss}".encode(), "application/rss+xml", etag='"m1"'
    )

    entries = "".join(
        f"<entry><id>s{n}</id><title>{escape(one.title)}</title><link href='sada/{n}.html'/>"
        f"<updated>{when.isoformat()}</updated><summary>{escape(one.paragraphs[0][:90])}...</summary></entry>"
        for n, one in enumerate(of["sada"])
    )
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>صدى اليوم</title>{entries}</feed>"
    site.serve("/sada.atom", atom.encode(), "application/atom+xml", etag='"s1"')
    for n, one in enumerate(of["sada"]):
        site.serve(f"/sada/{n}.html", page(one, "صدى اليوم"))

    items = "".join(
        f"<item><title>{escape(one.title)}</title><link>{site.url}/ufuq/{n}</link>"
        f"<pubDate>{arabic_date(when)}</pubDate><description>{escape(one.paragraphs[0][:60])}</description></item>"
        for n, one in enumerate(of["ufuq"])
    )
    head = "<?xml version='1.0' encoding='windows-1256'?><rss version='2.0'><channel><title>الأفق</title>"
    old = f"{head}{items}</channel></rss>"
    site.serve("/ufuq.xml", old.encode("cp1256", "xmlcharrefreplace"), "text/xml", etag='"u1"')
    for n, one in enumerate(of["ufuq"]):
        site.serve(f"/ufuq/{n}", page(one, "الأفق", "windows-1256"), "text/html")

    items = "".join(
        f"<item><title>{escape(one.title)}</title><link>/nabd/{n}</link></item>" for n, one in enumerate(of["nabd"])
    )
    site.serve(
        "/nabd.xml",
        f"<rss version='2.0'><channel><title>النبض</title>{items}</channel></rss>".encode(),
        "text/xml",
        etag='"n1"',
    )
    for n, one in enumerate(of["nabd"]):
        site.serve(f"/nabd/{n}", breaks_page(one))

    items = "".join(
        f"<item><title>{escape(one.title)}</title><guid isPermaLink='false'>b{n}</guid><description>"
        f"{escape(''.join(f'<p>{t}</p>' for t in one.paragraphs))}</description></item>"
        for n, one in enumerate(of["barq"])
    )
    slow = gzip.compress(f"<rss version='2.0'><channel><title>البرق</title>{items}</channel></rss>".encode())

    def serve_slowly(handler: BaseHTTPRequestHandler) -> None:
        if handler.headers.get("If-None-Match") == '"b1"':
            reply(handler, 304, b"")
            return
        time.sleep(0.3)
        reply(handler, 200, slow, {"Content-Encoding": "gzip", "Content-Type": "text/xml", "ETag": '"b1"'})

    site.routes["/barq.xml"] = serve_slowly
    return site
