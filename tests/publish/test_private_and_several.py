"""Private shows with a token a listener, and several shows in one folder."""

import json
import logging
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import feedparser
import httpx
import pytest
from lxml import etree

from briefing.errors import PublishError
from briefing.publish import shows
from briefing.publish.library import Library
from briefing.publish.listeners import Listeners
from briefing.publish.serve import serving
from briefing.show import Episode, Show

DAY = date(2026, 11, 24)
Publish = Callable[..., Episode]


@pytest.fixture
def served(tmp_path: Path, publish: Publish, show: Show) -> Iterator[tuple[Path, httpx.Client]]:
    root = tmp_path / "public"
    root.mkdir()
    with serving(root, "127.0.0.1", 0) as port:
        publish(root, DAY, show=replace(show, base_url=f"http://127.0.0.1:{port}"))
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            yield root, client


def test_a_private_show_is_there_for_its_listeners_only(
    served: tuple[Path, httpx.Client], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    root, client = served
    listeners = Listeners(root)
    assert client.get("/feed.xml").status_code == 200
    token, other = listeners.add("سعاد"), listeners.add("Omar")
    assert token != other
    assert listeners.names() == ["Omar", "سعاد"]
    for path in ("/feed.xml", "/", "/episodes/2026-11-24/", "/episodes/2026-11-24/moojaz-2026-11-24.mp3",
                 "/t/", "/t/x/feed.xml", f"/t/{'A' * 32}/feed.xml", f"/t/{token[:-1]}/feed.xml",
                 "/.listeners.json", f"/t/{token}/.listeners.json", f"/{token}/feed.xml"):  # fmt: skip
        assert client.get(path).status_code == 404, path
    assert client.get("/health").status_code == 200

    feed = client.get(f"/t/{token}/feed.xml")
    assert feed.headers["cache-control"].startswith("private")
    seen = feedparser.parse(feed.content)
    assert not seen.bozo
    (entry,) = seen.entries
    assert f"/t/{token}/episodes/" in entry.enclosures[0].href
    audio = client.get(entry.enclosures[0].href)
    assert len(audio.content) == int(entry.enclosures[0].length)
    assert client.get(entry.enclosures[0].href, headers={"Range": "bytes=0-9"}).status_code == 206
    tree = etree.fromstring(feed.content)
    for url in [*tree.xpath("//@url"), *tree.xpath("//@href"), *tree.xpath("//channel/link/text()")]:
        assert f"/t/{token}/" in url or url.startswith("https://example.org/"), url
    assert b"<itunes:block>Yes</itunes:block>" in feed.content
    assert b"<podcast:block>yes</podcast:block>" in feed.content
    assert feed.headers["x-robots-tag"] == "noindex"

    bare = client.get(f"/t/{token}")
    assert bare.status_code == 308, "the page's links are relative to its folder"
    assert bare.url.join(bare.headers["location"]).path == f"/t/{token}/"
    page = client.get(f"/t/{token}/").text
    assert f"/t/{token}/feed.xml" in page
    assert str(client.base_url).rstrip("/") + "/feed.xml" not in page
    assert client.get(f"/t/{other}/").text != page
    assert client.get(f"/t/{token}/feed.xml", headers={"If-None-Match": feed.headers["etag"]}).status_code == 304

    listeners.remove("سعاد")
    assert client.get(f"/t/{token}/feed.xml").status_code == 404
    assert client.get(f"/t/{other}/feed.xml").status_code == 200
    listeners.remove("Omar")
    assert client.get("/feed.xml").status_code == 404, "a private show does not become public by itself"
    assert client.get("/").status_code == 404
    listeners.open_to_all()
    assert client.get("/feed.xml").status_code == 200

    written = caplog.text + "".join(capfd.readouterr())
    ours = "\n".join(line for line in written.splitlines() if "httpx" not in line and "httpcore" not in line)
    assert token not in ours
    assert other not in ours


def test_tokens_are_not_stored(tmp_path: Path) -> None:
    listeners = Listeners(tmp_path)
    token = listeners.add("Omar")
    file = tmp_path / ".listeners.json"
    assert token not in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert listeners.allows(token)
    assert not listeners.allows(token + "x")
    assert not listeners.allows("")
    assert not listeners.allows("\ud800")


@pytest.mark.parametrize(("name", "wanted"), [("Omar", "already"), ("", "not a listener"), ("a\nb", "not a listener")])
def test_wrong_names(tmp_path: Path, name: str, wanted: str) -> None:
    Listeners(tmp_path).add("Omar")
    with pytest.raises(PublishError, match=wanted):
        Listeners(tmp_path).add(name)
    with pytest.raises(PublishError, match="known are Omar"):
        Listeners(tmp_path).remove("Zayd")


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff", b"[" * 100_000])
def test_a_damaged_list_lets_nobody_in(served: tuple[Path, httpx.Client], content: bytes) -> None:
    root, client = served
    token = Listeners(root).add("Omar")
    (root / ".listeners.json").write_bytes(content)
    assert client.get("/feed.xml").status_code == 404
    assert client.get(f"/t/{token}/feed.xml").status_code == 503


def test_several_shows(tmp_path: Path, publish: Publish, show: Show) -> None:
    root = tmp_path / "public"
    root.mkdir()
    with serving(root, "127.0.0.1", 0) as port:
        base = f"http://127.0.0.1:{port}"
        for name, title in (("moojaz", "موجز الأخبار"), ("iqtisad", "الاقتصاد <b>اليوم</b>"), ("secret", "خاص")):
            publish(root / name, DAY, show=replace(show, id=name, title=title, base_url=f"{base}/{name}"))
        (root / "not-a-show").mkdir()
        Listeners(root / "secret").add("Omar")
        assert shows.write(root, "برامجنا") == ["iqtisad", "moojaz"]
        with httpx.Client(base_url=base, trust_env=False) as client:
            page = client.get("/")
            assert page.headers["content-type"] == "text/html; charset=utf-8"
            assert "موجز الأخبار" in page.text
            assert "<b>اليوم" not in page.text
            assert "خاص" not in page.text
            opml = client.get("/shows.opml")
            assert opml.headers["content-type"] == "text/x-opml; charset=utf-8"
            feeds = etree.fromstring(opml.content).xpath("/opml[@version='2.0']/body/outline[@type='rss']/@xmlUrl")
            assert feeds == [f"{base}/iqtisad/feed.xml", f"{base}/moojaz/feed.xml"]
            for address in feeds:
                seen = feedparser.parse(client.get(address).content)
                assert client.get(seen.entries[0].enclosures[0].href).status_code == 200
            for path in (
                "/secret/feed.xml",
                "/not-a-show/",
                "/%2e%2e/moojaz/feed.xml",
                "/moojaz/%2e%2e/secret/feed.xml",
                "/moojaz/moojaz/feed.xml",
                "/feed.xml",
                "/MOOJAZ/feed.xml",
            ):
                assert client.get(path).status_code == 404, path
            for method in ("GET", "HEAD"):
                bare = client.request(method, "/moojaz")
                assert (bare.status_code, str(bare.url.join(bare.headers["location"]))) == (308, f"{base}/moojaz/")
            assert client.get("/moojaz/").status_code == 200
            assert client.get("/secret").status_code == 404
            told = json.loads(client.get("/health").content)
            assert set(told["shows"]) == {"moojaz", "iqtisad"}
            assert told["private"] == 1


def test_a_show_is_not_a_folder_of_shows(tmp_path: Path, publish: Publish) -> None:
    publish(tmp_path, DAY)
    with pytest.raises(PublishError, match="is itself a show"):
        shows.write(tmp_path, "x")
    assert Library(tmp_path).newest()
