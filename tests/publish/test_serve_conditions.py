"""Conditional requests to the built-in server, over real connections. Rows name RFC 9110's sections."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from briefing.publish.serve import serving
from briefing.show import Episode
from tests.publish.episodes import audio

DAY = date(2026, 11, 24)
LONG_AGO = "Mon, 01 Jan 2024 00:00:00 GMT"
LATER = "Fri, 01 Jan 2100 00:00:00 GMT"
BEYOND = "Mon, 01 Jan 99999999999 00:00:00 GMT"


@pytest.fixture
def client(root: Path, made: Episode) -> Iterator[httpx.Client]:
    assert made
    with (
        serving(root, "127.0.0.1", 0) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client,
    ):
        yield client


def test_a_download_of_a_replaced_file_is_not_a_mixture(client: httpx.Client, made: Episode) -> None:  # 13.1.5
    first = client.get(audio(made))
    for stamp in (first.headers["etag"], first.headers["last-modified"]):
        assert client.get(audio(made), headers={"Range": "bytes=5-", "If-Range": stamp}).status_code == 206
    for stamp in ('"stale"', "W/" + first.headers["etag"], LONG_AGO):
        answer = client.get(audio(made), headers={"Range": "bytes=5-", "If-Range": stamp})
        assert (answer.status_code, answer.content) == (200, first.content), stamp


def test_not_modified(client: httpx.Client, made: Episode) -> None:  # 13.1.2, 13.1.3, 15.4.5
    for path in ("/feed.xml", "/", audio(made), "/cover-small.jpg"):
        first = client.get(path)
        tag, modified = first.headers["etag"], first.headers["last-modified"]
        for headers in (
            {"If-None-Match": tag}, {"If-None-Match": f'"x", W/{tag}'}, {"If-None-Match": "*"},
            {"If-Modified-Since": modified}, {"If-None-Match": tag, "If-Modified-Since": LONG_AGO},
        ):  # fmt: skip
            again = client.get(path, headers=headers)
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag), (path, headers)
        for headers in (
            {"If-None-Match": '"other"'}, {"If-None-Match": '"other"', "If-Modified-Since": modified},
            {"If-Modified-Since": LONG_AGO}, {"If-Modified-Since": "yesterday"}, {"If-Modified-Since": BEYOND},
        ):  # fmt: skip
            assert client.get(path, headers=headers).status_code == 200, (path, headers)


def test_a_precondition_that_does_not_hold_is_refused(client: httpx.Client, made: Episode) -> None:  # 13.1.1, 13.1.4
    for path in ("/feed.xml", audio(made)):
        first = client.get(path)
        tag, modified = first.headers["etag"], first.headers["last-modified"]
        for status, headers in (
            (412, {"If-Match": '"other"'}), (412, {"If-Match": f"W/{tag}"}), (412, {"If-Unmodified-Since": LONG_AGO}),
            (412, {"If-Match": '"other"', "If-None-Match": tag}), (412, {"If-Match": '"other"', "Range": "bytes=0-9"}),
            (200, {"If-Match": "*"}), (200, {"If-Match": f'"x", {tag}'}), (200, {"If-Unmodified-Since": modified}),
            (200, {"If-Unmodified-Since": LATER}), (200, {"If-Unmodified-Since": "yesterday"}),
            (200, {"If-Match": tag, "If-Unmodified-Since": LONG_AGO}), (304, {"If-Match": tag, "If-None-Match": tag}),
            (200, {"If-Unmodified-Since": BEYOND}),
        ):  # fmt: skip
            for method in ("GET", "HEAD"):
                answer = client.request(method, path, headers=headers)
                assert answer.status_code == status, (path, method, headers)
                assert status == 200 or answer.content == b""
