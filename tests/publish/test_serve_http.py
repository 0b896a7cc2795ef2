"""The built-in server, over real connections. Rows name RFC 9110's sections."""

import gzip
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.errors import PublishError
from briefing.publish.library import Library
from briefing.publish.names import named
from briefing.publish.serve import serving
from briefing.show import EditionId, Episode
from tests.publish.episodes import audio

DAY = date(2026, 11, 24)
LONG_AGO = "Mon, 01 Jan 2024 00:00:00 GMT"
FOLDER = "/episodes/2026-11-24"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served") / "public"


@pytest.fixture(scope="module")
def port(root: Path) -> Iterator[int]:
    root.mkdir()
    with serving(root, "127.0.0.1", 0) as number:
        yield number


@pytest.fixture
def made(root: Path, publish: Callable[..., Episode]) -> Episode:
    return Library(root).find(EditionId(DAY)) or publish(root, DAY)


@pytest.fixture
def client(port: int, made: Episode) -> Iterator[httpx.Client]:
    assert made
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client:
        yield client


def test_types(client: httpx.Client, made: Episode) -> None:
    wanted = {
        "/feed.xml": "application/rss+xml; charset=utf-8",
        "/": "text/html; charset=utf-8",
        f"{FOLDER}/": "text/html; charset=utf-8",
        audio(made): "audio/mpeg",
        f"{FOLDER}/{made.files['vtt']}": "text/vtt; charset=utf-8",
        f"{FOLDER}/{made.files['srt']}": "application/x-subrip; charset=utf-8",
        f"{FOLDER}/{made.files['transcript']}": "application/json",
        f"{FOLDER}/{made.files['chapters']}": "application/json+chapters",
        "/search.json": "application/json",
        "/cover-small.jpg": "image/jpeg",
    }
    for path, kind in wanted.items():
        answer = client.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind), path
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["x-content-type-options"] == "nosniff"
        head = client.head(path)
        assert head.status_code == 200
        same = ("content-type", "etag", "last-modified", "content-length", "cache-control")
        assert [head.headers[key] for key in same] == [answer.headers[key] for key in same], path
        assert head.content == b""


def test_what_never_changes_may_be_kept_for_ever(client: httpx.Client, made: Episode) -> None:
    assert client.get(audio(made)).headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get("/feed.xml").headers["cache-control"] == "public, max-age=60"


def test_a_folder_gets_its_slash(client: httpx.Client) -> None:
    answer = client.get(FOLDER)
    assert answer.status_code == 308
    assert answer.url.join(answer.headers["location"]).path == f"{FOLDER}/"


@pytest.mark.parametrize(
    "path",
    [
        "/show.json", "/.lock", "/.publish", "/.scratch/.door", "/.cover-small", f"{FOLDER}/episode.json",
        f"{FOLDER}.retired", "/episodes", "/episodes/", "/episodes/../show.json", "/../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd", "/episodes/%2e%2e/show.json", "/%00", "/feed.xml%00", "/feed.xml/", "//feed.xml",
        "/feed.xml%0a", "/\\..\\show.json", "/index.html/../show.json", "/" + "a" * 5000, "/%ff%fe", "/خبر",
        f"{FOLDER}-r0/", f"{FOLDER}/link.mp3", "/cover-zzzzzzzz.jpg", "/health/x", "/episodes/2026-11-25/",
    ],
)  # fmt: skip
def test_everything_else_is_not_there(port: int, root: Path, made: Episode, path: str) -> None:
    link = root / FOLDER[1:] / "link.mp3"
    if not link.is_symlink():
        link.symlink_to("/etc/passwd")
    assert made
    status, _, body = raw(port, f"GET {path} HTTP/1.1".encode())
    assert status in {b"404", b"400"}, (path, status)
    assert b"root:" not in body


def raw(port: int, start: bytes, *headers: bytes) -> tuple[bytes, bytes, bytes]:
    """One request as given, byte for byte: status, head, body."""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(b"\r\n".join([start, b"Host: x", b"Connection: close", *headers, b"", b""]))
        answer = b""
        while part := connection.recv(1 << 16):
            answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    return head.split(b" ", 2)[1], head, body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND", "TRACE"])
@pytest.mark.parametrize("path", ["/feed.xml", "/health", "/nothing"])
def test_read_only(client: httpx.Client, method: str, path: str) -> None:  # 15.5.6
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert {"GET", "HEAD"} <= {word.strip() for word in answer.headers["allow"].split(",")}


def test_options(client: httpx.Client) -> None:
    answer = client.options("/feed.xml", headers={"Origin": "https://player.example"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"


def test_ranges(client: httpx.Client, made: Episode, root: Path) -> None:  # 14.2, 14.4, 15.5.17
    whole = (root / audio(made)[1:]).read_bytes()
    size = len(whole)
    rows = {
        "bytes=0-0": (206, whole[:1], f"bytes 0-0/{size}"),
        "bytes=100-199": (206, whole[100:200], f"bytes 100-199/{size}"),
        "bytes=-100": (206, whole[-100:], f"bytes {size - 100}-{size - 1}/{size}"),
        f"bytes={size - 5}-": (206, whole[-5:], f"bytes {size - 5}-{size - 1}/{size}"),
        f"bytes=0-{size * 10}": (206, whole, f"bytes 0-{size - 1}/{size}"),
        f"bytes={size}-": (416, None, f"bytes */{size}"),
        "bytes=-0": (416, None, f"bytes */{size}"),
        "Bytes=5-9": (206, whole[5:10], f"bytes 5-9/{size}"),
        "items=0-5": (200, whole, None),
        "bytes=9-5": (200, whole, None),
        "bytes=0-1,5-6": (200, whole, None),
    }
    for asked, (status, body, content_range) in rows.items():
        answer = client.get(audio(made), headers={"Range": asked})
        assert (answer.status_code, answer.headers.get("content-range")) == (status, content_range), asked
        assert body is None or answer.content == body, asked
    assert client.get(audio(made)).headers["accept-ranges"] == "bytes"


def test_texts_are_packed_and_sound_never(
    client: httpx.Client, port: int, made: Episode
) -> None:  # 8.4, 12.5.3, 12.5.5
    plain = client.get("/feed.xml", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    status, _, body = raw(port, b"GET /feed.xml HTTP/1.1", b"Accept-Encoding: gzip")
    assert status == b"200"
    assert gzip.decompress(body) == plain.content
    assert len(body) < len(plain.content) / 2
    packed = client.get("/feed.xml", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["etag"] != plain.headers["etag"], "two representations, two strong tags"
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    for refused in ("gzip;q=0", "br", "", "gzip;q=x", "*;q=0"):
        assert "content-encoding" not in client.get("/feed.xml", headers={"Accept-Encoding": refused}).headers, refused
    assert "content-encoding" not in client.get(audio(made), headers={"Accept-Encoding": "gzip"}).headers


HOSTILE_RANGES = [
    "bytes=" + ",".join(f"{n}-" for n in range(5000)),
    "bytes=" + ",".join("0-" for _ in range(90)),
    "bytes=" + "0-0," * 5000,
    "bytes=-",
    "bytes=5-1",
    "bytes=a-b",
    "bytes=" + "9" * 4000 + "-",
    "bytes=0-" + "9" * 4000,
    "bytes=-" + "9" * 4000,
    "bytes=0-0, -",
    "bytes",
    "bytes=\xa0",
    "bytes=٠-٥",
]


@pytest.mark.parametrize("asked", HOSTILE_RANGES, ids=range(len(HOSTILE_RANGES)))
def test_hostile_ranges_gain_nothing(port: int, made: Episode, asked: str) -> None:  # CVE-2025-62727
    status, _, body = raw(port, f"GET {audio(made)} HTTP/1.1".encode(), b"Range: " + asked.encode())
    assert status in {b"200", b"206", b"400", b"416", b"431"}
    assert len(body) < made.audio_bytes * 1.05 + 1000


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=60))
def test_no_header_value_breaks_the_server(port: int, made: Episode, value: bytes) -> None:
    clean = value.replace(b"\r", b"").replace(b"\n", b"")
    for header in (b"Range: bytes=", b"If-Range: ", b"If-None-Match: ", b"If-Modified-Since: ", b"Accept-Encoding: "):
        status, _, _ = raw(port, f"HEAD {audio(made)} HTTP/1.1".encode(), header + clean)
        assert status < b"500"


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80), st.sampled_from(["", "episodes/", "episodes/2026-11-24/", "feed"]))
def test_no_path_leaves_the_published_names(root: Path, made: Episode, path: str, before: str) -> None:
    found = named(root, before + path)
    assert found is None or found.path.resolve().is_relative_to(root.resolve())
    if found is not None:
        assert found.path.name in {*made.files.values(), "index.html", "feed.xml"}


def test_a_feed_that_changes_under_way_is_whole(
    port: int, root: Path, publish: Callable[..., Episode], made: Episode
) -> None:
    assert made
    before = httpx.get(f"http://127.0.0.1:{port}/feed.xml", trust_env=False)
    publish(root, DAY - timedelta(30), title="حلقة أخرى")
    after = httpx.get(f"http://127.0.0.1:{port}/feed.xml", trust_env=False)
    assert after.headers["etag"] != before.headers["etag"]
    assert len(after.content) > len(before.content)


def test_health_tells_the_age(client: httpx.Client, root: Path, tmp_path: Path) -> None:
    answer = client.get("/health")
    published = Library(root).newest()
    assert published
    told = answer.json()
    assert answer.status_code == 200
    assert told["newest"] == "2026-11-24"
    assert abs(told["age_s"] - (datetime.now(UTC) - published.published).total_seconds()) < 5
    with serving(tmp_path, "127.0.0.1", 0) as empty:
        assert httpx.get(f"http://127.0.0.1:{empty}/health", trust_env=False).status_code == 503


def test_a_wrong_address_is_one_clear_line(root: Path, port: int, tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="--port"), serving(root, "127.0.0.1", port):
        pass
    with pytest.raises(PublishError, match="not a folder"), serving(tmp_path / "no", "127.0.0.1", 0):
        pass
