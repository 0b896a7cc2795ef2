"""The S3 store against moto's server on loopback: the contract, headers, two publishers, and clear errors."""

import http.client
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from briefing.errors import PublishError
from briefing.publish import Store, s3
from briefing.publish.library import Library
from briefing.publish.mirror import mirror
from briefing.publish.s3 import S3Settings, S3Store
from briefing.show import Episode, Show
from tests.contracts.store_contract import StoreContract
from tests.publish.loopback_s3 import boto3, new_bucket, serving
from tests.publish.mirrored import guids, mirror_at_once

DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with serving() as address:
        yield address


@pytest.fixture
def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    return new_bucket(endpoint, f"b{abs(hash(request.node.nodeid)):x}", monkeypatch)


@pytest.fixture
def bucketful(endpoint: str, bucket: str) -> S3Store:
    return S3Store(S3Settings(bucket=bucket, prefix="podcasts/moojaz/", endpoint_url=endpoint, region="us-east-1"))


class TestS3Store(StoreContract):
    many = 45

    @pytest.fixture
    def store(self, bucketful: S3Store, monkeypatch: pytest.MonkeyPatch) -> Store:
        monkeypatch.setattr(s3, "_LISTED_AT_ONCE", 20)
        return bucketful


def test_objects_have_their_type_and_age(
    bucketful: S3Store, endpoint: str, bucket: str, publish: Callable[..., Episode], show: Show, tmp_path: Path
) -> None:
    publish(tmp_path, DAY)
    assert mirror(Library(tmp_path), show, bucketful) == 1
    client = boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1")
    wanted = {
        "feed.xml": ("application/rss+xml; charset=utf-8", "public, max-age=60"),
        "index.html": ("text/html; charset=utf-8", "public, max-age=60"),
        "episodes/2026-11-24/moojaz-2026-11-24.mp3": ("audio/mpeg", "public, max-age=31536000"),
        "episodes/2026-11-24/moojaz-2026-11-24.vtt": ("text/vtt; charset=utf-8", "public, max-age=31536000"),
        "episodes/2026-11-24/moojaz-2026-11-24.chapters.json": (
            "application/json+chapters",
            "public, max-age=31536000",
        ),
    }
    for name, (kind, age) in wanted.items():
        head = client.head_object(Bucket=bucket, Key=f"podcasts/moojaz/{name}")
        assert (head["ContentType"], head["CacheControl"]) == (kind, age), name


def test_two_publishers_into_one_bucket_lose_nothing(
    bucketful: S3Store, endpoint: str, bucket: str, publish: Callable[..., Episode], show: Show, tmp_path: Path
) -> None:
    stores = [
        bucketful,
        S3Store(S3Settings(bucket=bucket, prefix="podcasts/moojaz", endpoint_url=endpoint, region="us-east-1")),
    ]
    libraries = [Library(tmp_path / "one"), Library(tmp_path / "two")]
    days = [DAY - timedelta(number) for number in range(6)]
    for number, day in enumerate(days):
        publish(libraries[number % 2].root, day)
    mirror_at_once(libraries, show, stores)
    assert guids(bucketful) == [f"moojaz-{day}" for day in days]


def test_errors_are_one_line_without_keys(endpoint: str, bucket: str, tmp_path: Path) -> None:
    assert bucket
    (tmp_path / "x").write_bytes(b"x")
    missing = S3Store(S3Settings(bucket="no-such-bucket", endpoint_url=endpoint, region="us-east-1"))
    away = S3Store(S3Settings(bucket="b", endpoint_url="http://127.0.0.1:9", region="us-east-1"))
    for store in (missing, away):
        with pytest.raises(PublishError) as told_us:
            store.put("a.mp3", tmp_path / "x", media_type="audio/mpeg", fresh_s=1)
        assert "very-secret" not in str(told_us.value)
        assert "\n" not in str(told_us.value)
        with pytest.raises(PublishError):
            list(store.list())
        with pytest.raises(PublishError):
            store.swap("feed.xml", b"x", "", media_type="text/xml", fresh_s=1)
    with pytest.raises(PublishError, match="no bucket"):
        S3Store(S3Settings())


@pytest.mark.parametrize("name", ["../x", "/x", "a//b", "", ".hidden", "a/.b", "خبر", "a\0b"])
def test_no_name_is_strange(bucketful: S3Store, tmp_path: Path, name: str) -> None:
    (tmp_path / "x").write_bytes(b"x")
    with pytest.raises(PublishError, match="not a name"):
        bucketful.put(name, tmp_path / "x", media_type="", fresh_s=0)


@pytest.mark.parametrize("address", ["https://s3.example.or'", "s3.example", "http://[::1", "http://"])
def test_an_address_that_is_none_is_one_line(address: str) -> None:
    with pytest.raises(PublishError, match=r"^s3://b/: .*; look at endpoint, network and keys$"):
        S3Store(S3Settings(bucket="b", endpoint_url=address, region="us-east-1"))


def test_a_port_that_is_none_is_one_line(bucket: str) -> None:
    wrong = S3Store(S3Settings(bucket=bucket, endpoint_url="http://127.0.0.1:x", region="us-east-1"))
    with pytest.raises(PublishError, match=r"^s3://.*; look at endpoint, network and keys$"):
        wrong.version("feed.xml")


class Between(BaseHTTPRequestHandler):
    """Stands between client and service: hands everything on, keeps what it saw, and loses answers when told to."""

    protocol_version = "HTTP/1.1"
    service: str
    lost: int
    seen: list[tuple[str, str, dict[str, str]]]

    def _hand_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.seen.append((self.command, self.path, {key.lower(): value for key, value in self.headers.items()}))
        line = http.client.HTTPConnection(self.service, timeout=20)
        line.request(self.command, self.path, body, dict(self.headers.items()))
        answer = line.getresponse()
        content = answer.read()
        line.close()
        if self.command == "PUT" and Between.lost:
            Between.lost -= 1
            self.close_connection = True
            return
        self.send_response(answer.status)
        for key, value in answer.getheaders():
            if key.lower() not in {"connection", "server", "date", "content-length"}:
                self.send_header(key, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_PUT = _hand_on  # noqa: N815 - the base class names them

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        del format, args


@pytest.fixture
def behind(endpoint: str, bucket: str) -> Iterator[S3Store]:
    """The same bucket over a line that loses answers."""
    Between.service, Between.lost, Between.seen = endpoint.removeprefix("http://"), 0, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Between)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield S3Store(S3Settings(bucket=bucket, endpoint_url=f"http://127.0.0.1:{server.server_port}", region="us-east-1"))
    server.shutdown()
    server.server_close()


def test_a_swap_whose_answer_was_lost_is_still_told_right(behind: S3Store) -> None:
    """The client asks again, and the service refuses what it has already carried out."""

    def swap(content: bytes, version: str) -> bool:
        return behind.swap("feed.xml", content, version, media_type="text/xml", fresh_s=60)

    Between.lost = 1
    assert swap(b"one", "")
    first = behind.read("feed.xml")[1]
    Between.lost = 1
    assert swap(b"two", first)
    assert behind.read("feed.xml")[0] == b"two"
    Between.lost = 1
    assert not swap(b"late", first), "somebody else's content stands there"
    assert sum(method == "PUT" for method, _, _ in Between.seen) == 6


def test_a_service_other_than_amazons_gets_nothing_that_it_may_not_know(behind: S3Store, tmp_path: Path) -> None:
    """boto3 issue 4392: several services refuse the checksums and chunks that boto3 adds by itself since 1.36."""
    (tmp_path / "a.mp3").write_bytes(b"x" * 10_000)
    behind.put("a.mp3", tmp_path / "a.mp3", media_type="audio/mpeg", fresh_s=60)
    behind.swap("feed.xml", b"x", "", media_type="text/xml", fresh_s=60)
    for _, path, headers in Between.seen:
        assert path.startswith("/b"), "the bucket stands in the path"
        assert not [key for key in headers if "checksum" in key or key == "x-amz-trailer"]
        assert "aws-chunked" not in headers.get("content-encoding", "")


def test_a_line_that_breaks_in_a_file_is_one_clear_line(
    behind: S3Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a.mp3").write_bytes(b"x" * 500_000)
    behind.put("a.mp3", tmp_path / "a.mp3", media_type="audio/mpeg", fresh_s=60)

    def half(self: Between) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "500000")
        self.send_header("ETag", '"x"')
        self.end_headers()
        self.wfile.write(b"x" * 1000)
        self.close_connection = True

    monkeypatch.setattr(Between, "do_GET", half)
    for work in (behind.open, behind.read):
        with pytest.raises(PublishError, match=r"a\.mp3") as told_us:
            work("a.mp3")
        assert "\n" not in str(told_us.value)
