"""Files in their real formats, lists of feeds, and the articles that are made of them."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import docx
import pytest

from briefing.errors import SourceError
from briefing.sources.articles import Origin, article_of, plain_address
from briefing.sources.documents import Document, read_documents, split_title
from briefing.sources.opml import feeds_in
from tests.sources.material import LINES, TITLE


def test_text() -> None:
    (one,) = read_documents("\n".join([TITLE, "", *LINES]).encode(), "a.txt")
    assert (one.title, list(one.paragraphs)) == (TITLE, LINES)


def test_text_without_a_title() -> None:
    (one,) = read_documents("\n".join(LINES).encode(), "a.txt")
    assert (one.title, list(one.paragraphs)) == ("", LINES)


def test_text_wrapped_at_a_column_is_joined() -> None:
    words = " ".join(LINES).split()
    wrapped = "\n".join(" ".join(words[at : at + 6]) for at in range(0, len(words), 6))
    (one,) = read_documents(f"{TITLE}\n\n{wrapped}\n\n{wrapped}x\n".encode(), "a.txt")
    assert one.title == TITLE
    assert one.paragraphs[0] == " ".join(LINES)


def test_markdown() -> None:
    front = f"---\ntitle: {TITLE}\ndate: 2026-11-23T10:00:00+03:00\noutlet: صدى\n---\n"
    body = f"{front}\n## مقدمة\n\n{LINES[0]}\n\n> {LINES[1]}\n\n- {LINES[2]}\n\n![صورة](x.png)\n"
    (one,) = read_documents(body.encode(), "a.md")
    assert (one.title, list(one.paragraphs), one.outlet) == (TITLE, LINES, "صدى")
    assert one.published == datetime(2026, 11, 23, 7, tzinfo=UTC)
    (one,) = read_documents(
        f"# {TITLE}\n\n**{LINES[0][:9]}**{LINES[0][9:]}\n\n[{LINES[1]}](http://x)\n".encode(), "a.md"
    )
    assert (one.title, list(one.paragraphs)) == (TITLE, LINES[:2])


def test_docx() -> None:
    document = docx.Document()
    document.add_heading(TITLE, 0)
    for line in LINES:
        document.add_paragraph(line)
    store = io.BytesIO()
    document.save(store)
    (one,) = read_documents(store.getvalue(), "a.docx")
    assert (one.title, list(one.paragraphs)) == (TITLE, LINES)


CONTAINER = (
    "<container xmlns='urn:oasis:names:tc:opendocument:xmlns:container'><rootfiles>"
    "<rootfile full-path='OEBPS/book.opf'/></rootfiles></container>"
)


def test_epub_has_an_article_a_chapter() -> None:
    body = "".join(f"<p>{line}</p>" for line in LINES)
    head = "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title></head><body>"
    items = "".join(f"<item id='i{n}' href='text/c{n}.xhtml' media-type='application/xhtml+xml'/>" for n in (1, 2))
    spine = "<itemref idref='i1'/><itemref idref='i2'/>"
    package = f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    store = io.BytesIO()
    with zipfile.ZipFile(store, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OEBPS/book.opf", f"<package xmlns='http://www.idpf.org/2007/opf'>{package}")
        for n in (1, 2):
            archive.writestr(f"OEBPS/text/c{n}.xhtml", f"{head}<h1>{TITLE} {n}</h1>{body}</body></html>")
    found = read_documents(store.getvalue(), "book.epub")
    assert [(one.title, list(one.paragraphs)) for one in found] == [(f"{TITLE} {n}", LINES) for n in (1, 2)]


def test_html_that_is_not_an_article_page_of_an_outlet() -> None:
    body = f"<html><body><h1>{TITLE}</h1>{''.join(f'<p>{line}</p>' for line in LINES)}</body></html>"
    (one,) = read_documents(body.encode("utf-16"), "a.html")
    assert (one.title, list(one.paragraphs)) == (TITLE, LINES)


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ([TITLE, *LINES], TITLE),
        (LINES, ""),
        (["العثور على مرفأ يعود إلى القرن الـ3 ق.م.", *LINES], "العثور على مرفأ يعود إلى القرن الـ3 ق.م."),
        (["جملة قصيرة لها نقطة.", *LINES], ""),
        (["هل تعود الأمطار هذا الأسبوع؟", *LINES], "هل تعود الأمطار هذا الأسبوع؟"),
        ([TITLE], ""),
        ([], ""),
    ],
)
def test_a_title_is_a_short_first_line(lines: list[str], title: str) -> None:
    assert split_title(lines)[0] == title


def test_an_article_says_what_is_wrong_with_it() -> None:
    for paragraphs in [("The council opened a public library on Monday.",) * 4, ("خبر.",)]:
        with pytest.raises(SourceError, match=r"^x: .*, left out; .*$"):
            article_of(Document(title="", paragraphs=paragraphs), Origin(source="s"), "x")


def test_a_lost_lead_is_noticed() -> None:
    lost = Document(title="", paragraphs=("لكن المكالمة تحمل ثقل العلاقات.", *LINES))
    assert article_of(lost, Origin(source="s"), "x").lead_missing
    assert not article_of(Document(title="", paragraphs=tuple(LINES)), Origin(source="s"), "x").lead_missing


def test_an_address_without_tracking_is_the_id() -> None:
    plain = "https://news.example/a?id=7"
    assert plain_address("https://News.example/a?utm_source=rss&id=7&fbclid=x#top") == plain
    document = Document(title=TITLE, paragraphs=tuple(LINES))
    assert article_of(document, Origin(source="s"), "x", plain + "#a").id == plain
    without = article_of(document, Origin(source="s"), "x")
    assert without.id == article_of(document, Origin(source="t"), "y").id


def test_a_list_of_feeds() -> None:
    body = (
        "<opml version='2.0'><body><outline text='أخبار'><outline title='صدى' xmlUrl='https://a.example/rss'/></outline>"
        "<outline text='أفق' xmlUrl='http://b.example/atom'/><outline xmlUrl='file:///etc/passwd'/></body></opml>"
    )
    assert feeds_in(body.encode()) == [("https://a.example/rss", "صدى", "أخبار"), ("http://b.example/atom", "أفق", "")]
    for bad in (b"", b"<opml/>", b"<opml><body>" + b"<outline>" * 100_000):
        with pytest.raises(SourceError):
            feeds_in(bad)
