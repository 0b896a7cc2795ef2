"""Bad neighbours: an entry, file, folder, address or date that cannot be used is told and costs no other."""

from __future__ import annotations

import io
import os
import re
import shutil
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

from briefing.errors import SourceError
from briefing.sources.documents import read_documents
from briefing.sources.feed import FeedSettings, FeedSource
from briefing.sources.folder import FolderSettings, FolderSource
from briefing.sources.gather import gather
from briefing.sources.http import Fetcher, Response
from briefing.sources.inputs import feed_of, source_for
from briefing.sources.opml import OpmlSettings, OpmlSource
from briefing.sources.urls import parsed, redirected
from tests.sources.material import GOOD, ITEM, answer, zipped

if TYPE_CHECKING:
    from pathlib import Path

ADDRESSES = (
    *("http://a.example:99999/x", "http://a.example:99999999999999999999/", "http://xn--/", "http://xn--a/"),
    "http://[2001:db8::1%25أ]/",
)


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_impossible_port_or_name_is_no_address(url: str) -> None:
    for work in (lambda: parsed(url), lambda: redirected(parsed("http://x.example/"), url), lambda: Fetcher().get(url)):
        with pytest.raises(SourceError):
            work()


class Feed:
    """A feed that is there already, with a fetcher for its pages."""

    Settings = FeedSettings
    name = "x"

    def __init__(self, body: str) -> None:
        self._body = body

    def read(self, since: Any) -> Any:
        source = FeedSource(FeedSettings(url="http://x.example/f"), Fetcher(timeout_s=1))
        return source.read_response(answer(self._body.encode()), since)


class Given(Feed):
    """The same, given by the server of an address."""

    def __init__(self, body: str, url: str) -> None:
        super().__init__(body)
        self._url = url

    def read(self, since: Any) -> Any:
        response = Response(url=self._url, status=200, body=self._body.encode(), content_type="")
        return FeedSource(FeedSettings(url=self._url, pages=False), Fetcher()).read_response(response, since)


@pytest.mark.parametrize(
    ("first", "second", "taken"),
    [
        ("http://evil.example/rss", "http://good.example/rss", 1),
        ("http://evil.example/rss", "https://rss.good.example/all?x=1", 1),
        ("http://evil.example/rss", "http://www.good.example/rss", 1),
        ("http://good.example/rss", "http://evil.example/rss", 0),
        ("http://good.example/a", "http://good.example/b", 0),
        ("http://evil.example/rss", "http://other.example/rss", 0),
        ("http://first.example/rss", "http://notgood.example/rss", 0),
    ],
)
def test_of_two_articles_of_one_address_the_outlets_own_is_taken(first: str, second: str, taken: int) -> None:
    sources = []
    for number, url in enumerate((first, second)):
        item = ITEM.replace("افتتاح مكتبة", f"كلام {'أول' if number == 0 else 'ثان'}")
        more = ITEM.replace("good.example/1", f"good.example/{number + 2}")
        sources.append(Given(f"<rss version='2.0'><channel><title>صحيفة</title>{item}{more}</channel></rss>", url))
    articles = gather(sources, None).articles
    assert [one.url.rpartition("/")[2] for one in articles] == ["1", "2", "3"], "in the order of the sources"
    assert ("أول" in articles[0].title) == (taken == 0)


@pytest.mark.parametrize("url", ADDRESSES)
def test_an_entry_that_leads_to_an_impossible_address_costs_no_other(url: str) -> None:
    item = f"<item><title>خبر</title><link>{url}</link></item>"
    found = gather(
        [Feed(f"<rss version='2.0'><channel>{item}{ITEM * 2}</channel></rss>".replace("http://good.example/1", ""))],
        None,
    )
    assert len(found.articles) == 1
    assert not any("failed (" in notice for notice in found.notices)


@pytest.mark.parametrize("date", ["Fri, 31 Dec 9999 23:59:59 GMT", "0001-01-01T00:00:00Z", "99999-01-01"])
def test_a_date_that_no_clock_can_hold_is_none(date: str) -> None:
    item = ITEM.replace("<title>", f"<pubDate>{date}</pubDate><title>").replace("http://good.example/1", "")
    (article,) = gather([Feed(f"<rss version='2.0'><channel>{item}</channel></rss>")], None).articles
    assert article.published is None


def test_a_page_may_name_a_feed_that_is_no_address() -> None:
    assert feed_of(answer(b"<link type='application/rss+xml' href='http://[x'>")) == ""


def test_a_folder_deeper_than_a_path_may_be_costs_no_file(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    inner = os.open(tmp_path, os.O_RDONLY)
    for _ in range(30):
        os.mkdir("d" * 200, dir_fd=inner)
        deeper = os.open("d" * 200, os.O_RDONLY, dir_fd=inner)
        os.close(inner)
        inner = deeper
    os.close(inner)
    try:
        found = gather([FolderSource(FolderSettings(path=str(tmp_path)))], None)
    finally:
        shutil.rmtree(tmp_path / ("d" * 200))
    assert len(found.articles) == 1
    assert "cannot be read" in found.notices[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look into every folder")
def test_a_folder_without_leave_costs_no_file(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    for name, mode in (("closed", 0o000), ("listed", 0o444)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(GOOD, encoding="utf-8")
        (tmp_path / name).chmod(mode)
    try:
        found = gather([FolderSource(FolderSettings(path=str(tmp_path)))], None)
    finally:
        (tmp_path / "closed").chmod(0o755)
        (tmp_path / "listed").chmod(0o755)
    assert len(found.articles) == 1
    assert len(found.notices) == 2


def test_a_folder_of_a_strange_name_names_its_outlet_in_one_clean_line(tmp_path: Path) -> None:
    (tmp_path / "صدى\n\u202e\x07 المدينة").mkdir()
    (tmp_path / "صدى\n\u202e\x07 المدينة" / "a.txt").write_text(GOOD, encoding="utf-8")
    (article,) = gather([FolderSource(FolderSettings(path=str(tmp_path)))], None).articles
    assert article.outlet == "صدى المدينة"


def test_a_pipe_that_is_named_as_a_list_of_feeds_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "feeds.opml")
    (notice,) = gather([OpmlSource(OpmlSettings(path=str(tmp_path / "feeds.opml")), Fetcher())], None).notices
    assert "not a plain file" in notice


def test_feeds_of_a_list_that_are_left_out_are_told(tmp_path: Path) -> None:
    feeds = "".join(f'<outline xmlUrl="http://127.0.0.1:1/{number}"/>' for number in range(203))
    (tmp_path / "feeds.opml").write_text(f"<opml><body>{feeds}</body></opml>", "utf-8")
    first, *failed = OpmlSource(OpmlSettings(path=str(tmp_path / "feeds.opml")), Fetcher()).read(None)
    assert str(first) == f"{tmp_path}/feeds.opml: names more than 200 feeds, the others are left out; make two lists"
    assert len(failed) == 200


def test_a_link_that_leads_nowhere_costs_no_other_input(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    (tmp_path / "nowhere.txt").symlink_to("nothing.txt")
    (tmp_path / "round.txt").symlink_to("round.txt")
    words = [str(tmp_path / name) for name in ("nowhere.txt", "round.txt", "good.txt")]
    found = gather([source_for(word, Fetcher()) for word in words], None)
    assert len(found.articles) == 1
    assert len(found.notices) == 2


@pytest.mark.parametrize("bad", [None, b"\x00\x01\x02" * 9_000, b" " * 13_000_000], ids=["missing", "binary", "bomb"])
def test_a_chapter_that_cannot_be_read_costs_no_other(tmp_path: Path, bad: bytes | None) -> None:
    items = "".join(f"<item id='{name}' href='{name}.xhtml'/>" for name in ("good", "bad"))
    members = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": b"<container><rootfile full-path='b.opf'/></container>",
        "b.opf": f"<package>{items}<spine><itemref idref='good'/><itemref idref='bad'/></spine></package>".encode(),
        "good.xhtml": "".join(f"<p>{line}</p>" for line in GOOD.splitlines()).encode(),
    }
    (tmp_path / "book.epub").write_bytes(zipped(**members, **({"bad.xhtml": bad} if bad else {})))
    found = gather([FolderSource(FolderSettings(path=str(tmp_path)))], None)
    assert len(found.articles) == 1
    assert found.notices == (f"{tmp_path}/book.epub: of its chapters 1 cannot be read; give the book anew",)


def test_an_office_file_of_a_time_that_no_clock_can_hold_is_read() -> None:
    import docx

    document, store, written = docx.Document(), io.BytesIO(), io.BytesIO()
    for line in GOOD.splitlines():
        document.add_paragraph(line)
    document.save(store)
    with zipfile.ZipFile(store) as plain, zipfile.ZipFile(written, "w") as archive:
        for name in plain.namelist():
            body = plain.read(name)
            if name == "docProps/core.xml":
                body = re.sub(rb"(<dcterms:created[^>]*>)[^<]*", rb"\g<1>9999-12-31T23:59:59-14:00", body)
            archive.writestr(name, body)
    (one,) = read_documents(written.getvalue(), "a.docx")
    assert one.published is None


def test_a_title_or_outlet_without_end_is_cut() -> None:
    feed = ITEM.replace("<title>", "<title>" + "ع" * 500_000).replace("http://good.example/1", "")
    (article,) = gather(
        [Feed(f"<rss version='2.0'><channel><title>{'ج' * 500_000}</title>{feed}</channel></rss>")], None
    ).articles
    assert 0 < len(article.title) <= 300
    assert 0 < len(article.outlet) <= 100
