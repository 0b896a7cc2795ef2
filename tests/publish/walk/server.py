"""Rows F, V and the M rows of transport: how the addresses answer."""

import socket
from email.utils import parsedate_to_datetime
from typing import Any

from tests.publish.walk.site import Site, every, one, row


def sound_of(site: Site) -> tuple[str, bytes]:
    url = site.enclosures()[0].get("url")
    return url, site.get(url).content


def cover_of(site: Site) -> str:
    return str(one(site.channel, "i:image/@href"))


def told(answer: Any) -> dict[str, str]:
    kept = ("content-type", "content-length", "etag", "last-modified", "cache-control", "accept-ranges")
    return {key: answer.headers[key] for key in kept if key in answer.headers}


@row("F01", "F02", "F03")
def the_feed_has_its_type(site: Site) -> None:
    assert site.get(site.feed_url).headers["content-type"] == "application/rss+xml; charset=utf-8"
    assert "set-cookie" not in site.get(site.feed_url).headers
    assert site.get(site.feed_url).history == []


@row("F04", "M01")
def head_answers_as_get(site: Site) -> None:
    for url in (site.feed_url, sound_of(site)[0], cover_of(site)):
        head = site.ask(url, "HEAD", accept_encoding="identity")
        assert (head.status_code, head.content) == (200, b"")
        assert told(head) == told(site.ask(url, accept_encoding="identity"))


@row("F05", "F06", "F07", "F08", "F09", "F10", "M09", "M10")
def unchanged_documents_are_not_sent_again(site: Site) -> None:
    for url in (site.feed_url, sound_of(site)[0], cover_of(site)):
        first = site.ask(url, accept_encoding="identity")
        tag, modified = first.headers["etag"], first.headers["last-modified"]
        assert tag.startswith('"')
        assert parsedate_to_datetime(modified)
        for asked in ({"if_none_match": tag}, {"if_modified_since": modified}):
            again = site.ask(url, accept_encoding="identity", **asked)
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        for asked in ({"if_none_match": '"x"'}, {"if_modified_since": "Mon, 01 Jan 2024 00:00:00 GMT"}):
            assert site.ask(url, **asked).status_code == 200


@row("F11", "F12", "F13", "M08")
def text_is_packed_and_sound_is_not(site: Site) -> None:
    packed = site.ask(site.feed_url, accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "Accept-Encoding"
    assert packed.content == site.ask(site.feed_url, accept_encoding="identity").content
    assert int(packed.headers.get("content-length", 0)) < len(packed.content) / 2
    assert "content-encoding" not in site.ask(sound_of(site)[0], accept_encoding="gzip").headers


@row("F14")
def the_bytes_are_stable(site: Site) -> None:
    one, two = site.ask(site.feed_url), site.ask(site.feed_url)
    assert (one.content, told(one)) == (two.content, told(two))


@row("M02", "M03", "M05")
def the_sound_has_its_type_and_length(site: Site) -> None:
    url, content = sound_of(site)
    answer = site.get(url)
    assert answer.headers["content-type"] == "audio/mpeg"
    assert int(answer.headers["content-length"]) == len(content)
    assert answer.headers["access-control-allow-origin"] == "*"


@row("M04", "M06", "M07")
def ranges(site: Site) -> None:
    url, content = sound_of(site)
    size = len(content)
    assert site.get(url).headers["accept-ranges"] == "bytes"
    for asked, first, last in (("0-99", 0, 99), ("-500", size - 500, size - 1), (f"{size - 7}-", size - 7, size - 1)):
        answer = site.ask(url, range=f"bytes={asked}")
        assert answer.status_code == 206
        assert answer.headers["content-range"] == f"bytes {first}-{last}/{size}"
        assert answer.content == content[first : last + 1]
    answer = site.ask(url, range=f"bytes={size}-")
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{size}")


@row("M11")
def a_stale_validator_gives_the_whole(site: Site) -> None:
    url, content = sound_of(site)
    tag = site.get(url).headers["etag"]
    assert site.ask(url, range="bytes=9-", if_range=tag).status_code == 206
    for stale in ('"old"', "Mon, 01 Jan 2024 00:00:00 GMT"):
        answer = site.ask(url, range="bytes=9-", if_range=stale)
        assert (answer.status_code, answer.content) == (200, content)


@row("M12")
def hostile_ranges(site: Site) -> None:
    url, content = sound_of(site)
    for asked in ("bytes=" + ",".join("0-" for _ in range(400)), "bytes=" + "0-0," * 900, "bytes=-", "bytes=9-1", "x"):
        answer = site.ask(url, range=asked)
        assert answer.status_code < 500
        assert len(answer.content) <= len(content) * 1.01 + 1000


@row("V01", "V02")
def it_can_only_be_read(site: Site) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        for url in (site.feed_url, sound_of(site)[0], f"{site.public}/nothing"):
            answer = site.ask(url, method)
            assert answer.status_code == 405
            assert {"GET", "HEAD"} <= {word.strip() for word in answer.headers["allow"].split(",")}


@row("V03", "V04", "V05", "V06", "V07")
def odd_paths_are_not_there(site: Site) -> None:
    port = site.client.base_url.port
    for path in (
        "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/episodes", "/episodes/", "/.lock",
        "/.scratch/", "/show.json", "/%00", "/%ff", "/" + "a" * 5000, "/\\..\\x", "//", "/feed.xml/x", "/?x=%00/..",
    ):  # fmt: skip
        with socket.create_connection(("127.0.0.1", port or 0), timeout=20) as line:
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            answer = b""
            while part := line.recv(65_536):
                answer += part
        status = int(answer.split(b" ", 2)[1])
        allowed = {"/?x=%00/..": {200}, "//": {200, 404}, "/episodes": {301, 404}, "/episodes/": {403, 404}}
        assert status in allowed.get(path, {400, 404, 414}), (path, status)
        assert b"2026-11-23" not in answer or status == 200, "no listing"
        assert b"root:" not in answer


@row("P01", "P02", "P03", "P04")
def pages_lead_to_an_end(site: Site) -> None:
    """A show of few episodes has no archive; that of many is walked where it can be made quickly."""
    assert not every(site.channel, "a:link[@rel='prev-archive' or @rel='next']")
