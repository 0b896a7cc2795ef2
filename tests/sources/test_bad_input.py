"""Whatever lies in a folder or comes from a server: one clear line each, bounded time and memory, the good one kept."""

from __future__ import annotations

import resource
import time
from typing import TYPE_CHECKING, Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.article import Article
from briefing.errors import SourceError
from briefing.sources.documents import read_documents
from briefing.sources.feed import FeedSettings, FeedSource, parsed_feed
from briefing.sources.folder import FolderSettings, FolderSource, TextSource
from briefing.sources.gather import gather
from briefing.sources.html import html_document
from briefing.sources.http import Fetcher, Response
from briefing.sources.page import PageSettings, PageSource
from tests.sources.material import BAD, FEEDS, GOOD, PAGES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_one_line_and_the_good_one_is_read(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(BAD[name])
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    start = time.process_time()
    found = gather([FolderSource(FolderSettings(path=str(tmp_path)))], None)
    assert time.process_time() - start < 10
    assert [one.title for one in found.articles] == ["افتتاح مكتبة عامة في حي الزيتون"]
    assert len(found.notices) == 1, found.notices
    assert found.notices[0].startswith(f"{tmp_path / name}: ")
    assert len(found.notices[0]) < 400


def test_long_lines_and_long_files_are_read_within_bounds(tmp_path: Path) -> None:
    sentence = "وقال المتحدث باسم البلدية إن العمل في الحديقة يبدأ يوم السبت المقبل. "
    (tmp_path / "line.txt").write_text(sentence * 100_000, encoding="utf-8")
    (tmp_path / "lines.txt").write_text(
        "\n".join(f"{sentence} {number}." for number in range(100_000)), encoding="utf-8"
    )
    start = time.process_time()
    found = gather([FolderSource(FolderSettings(path=str(tmp_path)))], None)
    assert time.process_time() - start < 20
    assert len(found.articles) == 2
    for article in found.articles:
        assert len(article.paragraphs) <= 2_000
        assert max(map(len, article.paragraphs)) <= 1_500


def test_a_line_of_fifty_megabytes_is_refused_without_being_read(tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(50_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = gather([FolderSource(FolderSettings(path=str(tmp_path)))], None)
    assert "larger than" in found.notices[0]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_broken_letters_are_dropped_and_the_rest_is_read(tmp_path: Path) -> None:
    body = bytearray(GOOD.encode())
    body[300:300] = b"\xff\xfe\xd9"
    (tmp_path / "broken.txt").write_bytes(bytes(body))
    found = gather([FolderSource(FolderSettings(path=str(tmp_path)))], None)
    assert len(found.articles) == 1
    assert "\ufffd" not in "".join(found.articles[0].paragraphs)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256", "iso8859-6"])
def test_every_usual_encoding_is_read(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_bytes(GOOD.encode(encoding))
    found = gather([FolderSource(FolderSettings(path=str(tmp_path)))], None)
    assert found.articles[0].title == GOOD.splitlines()[0]
    assert list(found.articles[0].paragraphs) == GOOD.splitlines()[1:]


def test_a_mixed_article_keeps_its_arabic_paragraphs(tmp_path: Path) -> None:
    (tmp_path / "mixed.txt").write_text(
        GOOD + "The mayor opened the library on Monday, officials said.\n", encoding="utf-8"
    )
    found = gather([FolderSource(FolderSettings(path=str(tmp_path)))], None)
    assert len(found.articles[0].paragraphs) == 2


def test_paths_that_are_not_there_or_empty(tmp_path: Path) -> None:
    for path in (tmp_path / "none", tmp_path):
        found = gather([FolderSource(FolderSettings(path=str(path)))], None)
        assert len(found.notices) == 1
        assert str(path) in found.notices[0]


def test_standard_input_is_an_article_or_one_line() -> None:
    assert gather([TextSource(GOOD.encode())], None).articles[0].title == GOOD.splitlines()[0]
    assert gather([TextSource(b"")], None).notices == ("standard input: empty; put the article's text into it",)


@pytest.mark.parametrize("name", FEEDS)
def test_a_bad_feed_is_one_line(name: str, site: Any) -> None:
    site.serve("/feed", FEEDS[name], "application/rss+xml")
    start = time.process_time()
    found = gather([FeedSource(FeedSettings(url=f"{site.url}/feed"), Fetcher(allow_private=[site.pair]))], None)
    assert time.process_time() - start < 5
    assert not found.articles
    assert len(found.notices) == 1
    assert found.notices[0].startswith(f"{site.url}/feed: ")


def test_a_feed_of_four_thousand_entries_ends_at_its_limit(site: Any) -> None:
    text = GOOD.splitlines()[1] * 4
    items = "".join(
        f"<item><title>خبر {n}</title><guid>{n}</guid><description>{text}{n}</description></item>" for n in range(4_000)
    )
    site.serve("/feed", f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), "text/xml")
    source = FeedSource(FeedSettings(url=f"{site.url}/feed", limit=30), Fetcher(allow_private=[site.pair]))
    start = time.process_time()
    assert len(gather([source], None).articles) == 30
    assert time.process_time() - start < 8


@pytest.mark.parametrize("reference", ["&#xD800;", "&#0;", "&#99999999;", "&#x1F600;", "&#11;"])
def test_a_reference_to_no_character_costs_no_feed(reference: str, site: Any) -> None:
    text = GOOD.splitlines()[1]
    item = f"<item><title>خبر{reference}</title><description>{text}{reference}</description></item>"
    body = f"<rss version='2.0'><channel>{item}</channel></rss>"
    site.serve("/feed", body.encode(), "text/xml")
    found = gather([FeedSource(FeedSettings(url=f"{site.url}/feed"), Fetcher(allow_private=[site.pair]))], None)
    assert found.articles[0].paragraphs[0].startswith(text[:-1])


def test_a_feed_that_leads_inside_gets_nothing_from_there(site: Any) -> None:
    inner = (
        "http://169.254.169.254/latest",
        "http://localhost:1/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//10.0.0.1/x",
    )
    items = "".join(f"<item><title>خبر</title><link>{url}</link></item>" for url in inner)
    good = "".join(f"<p>{line}</p>" for line in GOOD.splitlines()[1:])
    items += f"<item><title>افتتاح مكتبة</title><link>{site.url}/good</link></item>"
    site.serve("/good", f"<html><body><article>{good}</article></body></html>".encode())
    site.serve("/feed", f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), "text/xml")
    found = gather([FeedSource(FeedSettings(url=f"{site.url}/feed"), Fetcher(allow_private=[site.pair]))], None)
    assert [one.title for one in found.articles] == ["افتتاح مكتبة"]
    assert len(found.notices) == len(inner)


@pytest.mark.parametrize("name", PAGES)
def test_a_bad_page_is_one_line(name: str, site: Any) -> None:
    site.serve("/page", PAGES[name], "text/html")
    start = time.process_time()
    found = gather([PageSource(PageSettings(url=f"{site.url}/page"), Fetcher(allow_private=[site.pair]))], None)
    assert time.process_time() - start < 10
    assert not found.articles
    assert len(found.notices) == 1
    assert found.notices[0].startswith(f"{site.url}/page: ")


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.binary(max_size=400), st.text(max_size=200).map(str.encode)),
    st.sampled_from(["a.txt", "a.md", "a.html", "a.docx", "a.epub", "a.pdf", ""]),
)
def test_any_bytes_are_documents_or_one_line(body: bytes, name: str) -> None:
    try:
        found = read_documents(body, name)
    except SourceError:
        return
    for one in found:
        assert one.paragraphs
        assert all(text.strip() == text and text and "\n" not in text for text in one.paragraphs)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_are_a_feed_or_one_line(body: bytes) -> None:
    for start in (b"", b"<rss version='2.0'><channel><item>", b"<feed xmlns='http://www.w3.org/2005/Atom'><entry>"):
        try:
            parsed_feed(Response(url="http://news.example/feed", status=200, body=start + body))
        except SourceError as error:
            assert str(error).startswith("http://news.example/feed: ")  # noqa: PT017 - both ends are right


@settings(max_examples=60, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("<>/=\"'&;!-[] pdivatrbhl\u0627\u0644\u062e\u0628\u0631\x00\ud800"), max_size=300)
)
def test_any_markup_is_a_page(markup: str) -> None:
    page = html_document(f"<html><body><article><p>{markup}</p>")
    assert isinstance(page.lines, tuple)


def test_a_source_of_a_stranger_that_breaks_stops_no_other() -> None:
    class Broken:
        Settings = FolderSettings
        name = "broken"

        def read(self, since: Any) -> Any:
            del since
            yield Article(id="1", outlet="", title="", paragraphs=(GOOD.splitlines()[1],))
            raise ZeroDivisionError

    found = gather([Broken(), TextSource(GOOD.encode())], None)
    assert len(found.articles) == 2
    assert found.notices == ("broken: failed (ZeroDivisionError: ); tell its maker",)


@pytest.mark.parametrize("head", ["", "<?xml version='1.0'?>", "\ufeff<?xml version='1.0'?>\n<!-- a -->\n"])
def test_a_feed_where_an_article_should_be_is_not_read_aloud(head: str, site: Any) -> None:
    body = "".join(f"<p>{line}</p>" for line in GOOD.splitlines()[1:])
    site.serve("/page", f"{head}<rss version='2.0'><channel><item>{body}</item></channel></rss>".encode(), "text/html")
    found = gather([PageSource(PageSettings(url=f"{site.url}/page"), Fetcher(allow_private=[site.pair]))], None)
    assert not found.articles
    assert found.notices == (f"{site.url}/page: is a feed, not an article; read it as a source of type feed",)


def test_a_page_is_told_from_a_feed_before_a_parser_of_feeds_sees_it(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "<!DOCTYPE html><html><head><title>صفحة</title></head><body>" + "<p a='1'>خبر</p>" * 1_000 + "</body></html>"
    site.serve("/feed", page.encode(), "application/rss+xml")
    with monkeypatch.context() as patched:
        patched.setattr(feedparser, "parse", lambda *_, **__: pytest.fail("450 MB for markup that is no feed"))
        found = gather([FeedSource(FeedSettings(url=f"{site.url}/feed"), Fetcher(allow_private=[site.pair]))], None)
    assert list(found.notices) == [f"{site.url}/feed: not an RSS or Atom feed; name the feed's own address"]


@pytest.mark.parametrize(
    "before",
    ["", "\ufeff", "<!-- made by hand -->\n" * 200, "<?xml-stylesheet href='a'?>", "<b>Warning</b>: line 3"],
)
@pytest.mark.parametrize("root", ["rss version='2.0'", "RSS version='0.91'"])
def test_a_feed_is_one_whatever_stands_before_it(site: Any, before: str, root: str) -> None:
    text = GOOD.splitlines()[1] * 4
    item = f"<item><title>افتتاح مكتبة</title><guid>1</guid><description>{text}</description></item>"
    name = root.split(maxsplit=1)[0]
    site.serve("/feed", f"{before}<{root}><channel>{item}</channel></{name}>".encode(), "text/xml")
    found = gather([FeedSource(FeedSettings(url=f"{site.url}/feed"), Fetcher(allow_private=[site.pair]))], None)
    assert [one.title for one in found.articles] == ["افتتاح مكتبة"], found.notices
