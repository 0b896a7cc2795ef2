"""The S3 store against moto's server on loopback: the contract, headers, two publishers, and clear errors."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from lxml import etree

from briefing.errors import PublishError
from briefing.publish import Store
from briefing.publish.library import Library
from briefing.publish.mirror import mirror
from briefing.publish.s3 import S3Settings, S3Store
from briefing.show import Episode, Show
from tests.contracts.store_contract import StoreContract

WHY = "needs boto3 and moto: pip install 'arabic-briefing[s3]' 'moto[server]'"
boto3 = pytest.importorskip("boto3", reason=WHY)
moto_server = pytest.importorskip("moto.server", reason=WHY)
DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> str:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "very-secret")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    name = f"b{abs(hash(request.node.nodeid)):x}"
    boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket=name)
    return name


@pytest.fixture
def s3(endpoint: str, bucket: str) -> S3Store:
    return S3Store(S3Settings(bucket=bucket, prefix="podcasts/moojaz/", endpoint_url=endpoint, region="us-east-1"))


class TestS3Store(StoreContract):
    @pytest.fixture
    def store(self, s3: S3Store) -> Store:
        return s3


def test_objects_have_their_type_and_age(
    s3: S3Store, endpoint: str, bucket: str, publish: Callable[..., Episode], show: Show, tmp_path: Path
) -> None:
    publish(tmp_path, DAY)
    assert mirror(Library(tmp_path), show, s3) == 1
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
    s3: S3Store, endpoint: str, bucket: str, publish: Callable[..., Episode], show: Show, tmp_path: Path
) -> None:
    stores = [
        s3,
        S3Store(S3Settings(bucket=bucket, prefix="podcasts/moojaz", endpoint_url=endpoint, region="us-east-1")),
    ]
    libraries = [Library(tmp_path / "one"), Library(tmp_path / "two")]
    days = [DAY - timedelta(number) for number in range(6)]
    for number, day in enumerate(days):
        publish(libraries[number % 2].root, day)
    failures: list[Exception] = []

    def work(number: int) -> None:
        try:
            mirror(libraries[number], show, stores[number])
        except Exception as error:  # noqa: BLE001 - shown below
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        if s3.version("feed.xml"):
            told(s3)
        time.sleep(0.02)
    assert not failures
    assert told(s3) == [f"moojaz-{day}" for day in days]


def told(store: S3Store) -> list[str]:
    """The feed's guids, after a look at every enclosure."""
    tree = etree.fromstring(store.open("feed.xml").read())
    for url in tree.xpath("//enclosure/@url"):
        assert store.version(str(url).removeprefix("https://news.example.org/show/")), url
    return [str(guid) for guid in tree.xpath("//item/guid/text()")]


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
def test_no_name_is_strange(s3: S3Store, tmp_path: Path, name: str) -> None:
    (tmp_path / "x").write_bytes(b"x")
    with pytest.raises(PublishError, match="not a name"):
        s3.put(name, tmp_path / "x", media_type="", fresh_s=0)
