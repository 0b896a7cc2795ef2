"""Input made by someone who knows the parsers: time and memory that would grow without bound."""

from __future__ import annotations

import bz2
import contextlib
import io
import time
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from briefing.errors import SourceError
from briefing.sources.clean import clean_paragraphs
from briefing.sources.decode import decode
from briefing.sources.documents import read_documents
from briefing.sources.feed import parsed_feed
from briefing.sources.folder import FolderSettings, FolderSource
from briefing.sources.gather import gather
from briefing.sources.html import html_document
from briefing.sources.opml import feeds_in
from briefing.sources.page import page_document
from tests.sources.material import GOOD, ITEM, SENTENCE, answer, zipped
from tests.sources.test_inputs import pdf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def cpu_within(limit_s: float) -> Iterator[None]:
    """Computing time of this process; what grows with the square of its input takes a hundred times as long."""
    start_s = time.process_time()
    yield
    assert time.process_time() - start_s < limit_s


def entries(body: str) -> int:
    return len(parsed_feed(answer(body.encode())).entries)


def test_a_page_that_begins_with_many_comments_is_read_in_time() -> None:
    body = "<!-- a -->" * 5_000 + f"<html><body><p>{SENTENCE * 3}</p></body></html>"
    with cpu_within(20):
        assert page_document(answer(body.encode(), "text/html")).paragraphs


def test_a_bracket_of_agencies_that_never_closes_is_read_in_time() -> None:
    with cpu_within(5):
        kept = clean_paragraphs([SENTENCE * 3 + "(" + "وكالة فرانس برس " * 60])
        signed = clean_paragraphs([SENTENCE + "(وكالة فرانس برس، رويترز والأناضول)."])
    assert kept
    assert signed == [SENTENCE.strip()]


@pytest.mark.parametrize("name", ["undefined", "idna", "punycode", "unicode_escape", "raw-unicode-escape", "utf-7"])
def test_a_codec_that_is_no_charset_is_not_used(name: str, tmp_path: Path) -> None:
    body = f"<html><meta charset={name}><p>".encode() + GOOD.encode("cp1256")
    assert "افتتاح" in decode(body)
    (tmp_path / "a.html").write_bytes(body)
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    assert "افتتاح" in gather([FolderSource(FolderSettings(path=str(tmp_path)))], None).articles[-1].title


@pytest.mark.parametrize("body", [
    "<?" * 1_000_000,
    "<rss version='2.0'><channel>" + "<a><?p > </a>?>" * 100_000,
    "<!DOCTYPE rss [<!ATTLIST a b CDATA '" + "x" * 1_000_000 + "'>]><rss version='2.0'>" + "<a/>" * 500_000 + "</rss>",
    "<!DOCTYPE rss [<!--" + "x" * 110_000 + "--><!ENTITY a 'x'>]><rss version='2.0'><channel/></rss>",
], ids=["instructions", "hidden-depth", "default-attributes", "late-entity"])  # fmt: skip
def test_contrived_xml_is_refused_in_time(body: str) -> None:
    with cpu_within(20), pytest.raises(SourceError):
        entries(body)


def test_a_base_without_end_costs_no_more_than_its_feed() -> None:
    base = "http://a.example/" + "b" * 2_000_000
    with cpu_within(20):
        assert entries(f"<rss version='2.0' xml:base='{base}'><channel>{'<a/>' * 50_000}{ITEM}</channel></rss>") == 1
    links = "&lt;a href='x'>" * 20_000
    item = f"<item><title>x</title><description>{links}</description></item>"
    head = f"<rss version='2.0' xml:base='http://a.example/{'b' * 900}'>"
    feed = parsed_feed(answer(f"{head}<channel>{item}</channel></rss>".encode()))
    assert len(feed.entries[0].summary) <= len(links)


@pytest.mark.parametrize("unit", [
    "<div></x>", '<div a="<">', "<div><!--</div>-->", "<div/>", "<h1 ", "<title ", "<br>", "<b>خبر</b> ",
    "<p><b id={}>", "<br ", "<?xml ", "<!--",
])  # fmt: skip
def test_markup_that_hides_its_depth_or_breadth_is_read_in_time(unit: str) -> None:
    units = "".join(unit.format(number) for number in range(300_000 // len(unit)))
    with cpu_within(20):
        with contextlib.suppress(SourceError):
            html_document(f"<html><body>{units}<p>{SENTENCE}</p>")
        entries(
            f"<rss version='2.0'><channel><item><title>x</title><description><![CDATA[{units}]]></description></item>"
            "</channel></rss>"
        )


@pytest.mark.parametrize("attribute", ["a{}=1", "a{}"])
def test_a_tag_of_attributes_without_end_is_read_in_time(attribute: str) -> None:
    tag = "<p " + " ".join(attribute.format(number) for number in range(100_000)) + ">"
    with cpu_within(10):
        page = html_document(f"<html><body>{tag}{SENTENCE * 3}</p><p>{SENTENCE * 2}</p>")
        entries(
            f"<rss version='2.0'><channel><item><description><![CDATA[{tag}]]></description></item></channel></rss>"
        )
    assert any(SENTENCE.strip() in line for line in page.lines)


def lying(method: int, packed: bytes) -> bytes:
    """An archive whose member says that it is small."""
    store = io.BytesIO()
    with zipfile.ZipFile(store, "w", method) as archive:
        archive.writestr("META-INF/container.xml", b"<container/>")
    body = store.getvalue()
    member = zipfile.ZipFile(io.BytesIO(body)).infolist()[0]
    start = body.index(b"META-INF/container.xml") + len(member.filename)
    central = bytearray(body[start + member.compress_size :])
    central[20:24] = len(packed).to_bytes(4, "little")
    end = central.index(b"PK\x05\x06")
    central[end + 16 : end + 20] = (start + len(packed)).to_bytes(4, "little")
    return body[:start] + packed + bytes(central)


def test_an_archive_that_lies_about_its_size_unpacks_within_bounds() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    deflated = b"".join(packer.compress(bytes(1_000_000)) for _ in range(60)) + packer.flush()
    for method, packed in ((zipfile.ZIP_DEFLATED, deflated), (zipfile.ZIP_BZIP2, bz2.compress(bytes(50_000_000)))):
        with cpu_within(5), pytest.raises(SourceError):
            read_documents(lying(method, packed), "a.epub")


def book(chapter: bytes, spine: bytes) -> bytes:
    return zipped(**{
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": b"<container><rootfile full-path='b.opf'/></container>",
        "b.opf": b"<package><item id='c' href='c.xhtml'/><spine>" + spine + b"</spine></package>",
        "c.xhtml": chapter,
    })  # fmt: skip


def test_a_chapter_that_a_book_names_again_and_again_is_read_once() -> None:
    chapter = ("<html><body>" + f"<p>{SENTENCE * 2}</p>" * 5).encode()
    assert len(read_documents(book(chapter, b"<itemref idref='c'/>" * 500), "a.epub")) == 1
    with pytest.raises(SourceError, match="unpacks to more"):
        read_documents(book(b" " * 20_000_000, b"<itemref idref='c'/>"), "a.epub")


def office_file(markup: bytes) -> bytes:
    import docx

    store, written = io.BytesIO(), io.BytesIO()
    docx.Document().save(store)
    with zipfile.ZipFile(store) as plain, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in plain.namelist():
            archive.writestr(name, markup if name == "word/document.xml" else plain.read(name))
    return written.getvalue()


def test_an_office_file_of_many_empty_paragraphs_is_read_in_time() -> None:
    head = b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>"
    with cpu_within(20), pytest.raises(SourceError):
        read_documents(office_file(head + b"<w:p/>" * 200_000 + b"</w:body></w:document>"), "a.docx")
    with cpu_within(20), pytest.raises(SourceError, match="unpacks to more"):
        read_documents(office_file(head + b"<a/>" * 3_100_000 + b"</w:body></w:document>"), "a.docx")


def test_a_list_of_feeds_under_a_name_without_end_is_read_in_time() -> None:
    feeds = "".join(f'<outline xmlUrl="http://x.example/{number}"/>' for number in range(1000))
    body = f'<opml><body><outline text="{"ن " * 100_000}">{feeds}</outline></body></opml>'
    with cpu_within(5):
        found = feeds_in(body.encode())
    assert len(found) == 201, "whoever reads it knows that there are more"
    assert len(found[0][2]) <= 1000


def test_a_pdf_that_takes_long_to_read_is_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its first page is the news; each further one would cost as much again."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for page in (SENTENCE, "وقالت رئيسة البلدية إن الاشتراك مجاني للجميع في عامها الأول."):
        writer.append(PdfReader(io.BytesIO(pdf([page]))))
    body = io.BytesIO()
    writer.write(body)
    (whole,) = read_documents(body.getvalue(), "a.pdf")
    monkeypatch.setattr("briefing.sources.documents._PDF_PATIENCE_S", -1.0)
    (part,) = read_documents(body.getvalue(), "a.pdf")
    texts = [" ".join((one.title, *one.paragraphs)) for one in (whole, part)]
    assert ["الحديقة" in text for text in texts] == [True, True]
    assert ["مجاني" in text for text in texts] == [True, False]


@pytest.mark.parametrize("head", [
    '<script type="application/ld+json">' + '"publisher":' * 60_000 + "</script>",
    '<script type="application/ld+json">' + '"Person"' * 80_000 + "</script>",
    f"<meta name='author' content='{'(' * 300_000}'>",
], ids=["publisher", "person", "author"])  # fmt: skip
def test_a_head_that_names_people_without_end_is_read_in_time(head: str) -> None:
    body = "".join(f"<p>{SENTENCE * 2}{number}</p>" for number in range(4))
    with cpu_within(15):
        page = html_document(f"<html><head><title>جسر جديد في المدينة</title>{head}</head><body>{body}</body></html>")
    assert page.title == "جسر جديد في المدينة"
    assert len(page.lines) == 4


def test_a_head_of_usual_length_is_read_as_it_is() -> None:
    told = '{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "جسر جديد في المدينة"}'
    markup = f'<html><head><script type="application/ld+json">{told}</script></head><body><p>{SENTENCE * 3}</p></body>'
    assert html_document(markup).title == "جسر جديد في المدينة"


def test_lines_without_end_before_a_text_are_no_head_of_it() -> None:
    with cpu_within(10):
        (one,) = read_documents(b"---" + b"\n" * 1_000_000 + SENTENCE.encode() * 3, "a.md")
    assert one.paragraphs


def test_a_text_is_read_as_far_as_its_paragraphs_can_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefing.sources.documents._TEXT_LETTERS", 2 * len(SENTENCE))
    (one,) = read_documents(f"{SENTENCE}\n{SENTENCE}1.\n{SENTENCE}2.\n".encode(), "a.txt")
    assert not any("2" in text for text in one.paragraphs)


def test_an_office_file_of_styles_without_end_is_read_in_time() -> None:
    import docx

    document, store = docx.Document(), io.BytesIO()
    for number in range(800):
        document.add_paragraph(f"{SENTENCE}{number}")
    document.save(store)
    styles = "".join(f"<w:style w:type='paragraph' w:styleId='s{number}'/>" for number in range(60_000))
    written = io.BytesIO()
    with zipfile.ZipFile(store) as plain, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in plain.namelist():
            body = plain.read(name)
            if name == "word/styles.xml":
                body = body.replace(b"</w:styles>", styles.encode() + b"</w:styles>")
            archive.writestr(name, body)
    with cpu_within(9):
        (one,) = read_documents(written.getvalue(), "a.docx")
    assert len(one.paragraphs) == 800


def pdf_of(content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>\nendobj\n"
        b"4 0 obj<</Filter/FlateDecode/Length " + str(len(packed)).encode() + b">>stream\n" + packed + b"\nendstream\n"
        b"endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>\nendobj\ntrailer<</Root 1 0 R/Size 6>>\n"
        b"startxref\n0\n%%EOF"
    )


def test_a_pdf_of_one_string_without_end_is_refused_before_it_fills_the_memory() -> None:
    (small,) = read_documents(pdf_of(b"BT /F1 12 Tf (x y) Tj ET"), "a.pdf")
    assert small.paragraphs == ("x y",)
    with cpu_within(10), pytest.raises(SourceError, match="LimitReachedError"):
        read_documents(pdf_of(b"BT /F1 12 Tf (" + b"x y" * 8_000_000 + b") Tj ET"), "a.pdf")
