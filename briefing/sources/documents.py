"""Files and pages become documents: a title, paragraphs, a date where one is written.

Readable are text, Markdown, HTML, DOCX, EPUB and PDF. What a file is, its first bytes tell, then its name.
"""

from __future__ import annotations

import contextlib
import io
import re
import time
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from briefing.errors import SourceError
from briefing.sources.archives import opened
from briefing.sources.clean import MAX_PARAGRAPHS, clean_line, clean_paragraphs, is_heading
from briefing.sources.dates import read_date
from briefing.sources.decode import decode
from briefing.sources.foreign import parsing
from briefing.sources.html import elements_text, html_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from briefing.sources.archives import Archive

SUFFIXES = (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".docx", ".epub", ".pdf")
_CHAPTERS = 500
_DOCX_PARAGRAPHS = 50_000
_DOCX_STYLES = 2_000  # each paragraph's own is looked for among all
_TEXT_LETTERS = 5_000_000  # more than the paragraphs that are read can hold
_PDF_PAGES = 100
_PDF_PATIENCE_S = 20.0  # of computing
_PDF_STREAM_BYTES = 10_000_000  # unpacked; a string of seventy takes a gigabyte
_PDF_BOUNDS = tuple(
    f"{kind}_maximum_output_length" for kind in ("zlib", "lzw", "run_length", "brotli", "array_based_stream")
)
_FRONT = re.compile(r"\A---[ \t]*\n(.{0,5000}?)\n---[ \t]*\n", re.DOTALL)
_TITLE_LETTERS = 160
_FULL_STOP = re.compile(r"(?:(?<!\b\w\.\w)\.|[:؛،…])[»\")]*$")  # not that of an abbreviation such as ق.م.


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """What a file or page holds.

    Attributes:
        title: empty when it has none.
        paragraphs: clean, in order, in whatever language they are.
        published: aware, None when it is not written there.
        outlet: the site's own name, empty when it is not written there.
        warning: what the reader of the notes should know about it, empty when all is well.
    """

    title: str
    paragraphs: tuple[str, ...]
    published: datetime | None = None
    outlet: str = ""
    warning: str = ""


def read_documents(body: bytes, name: str, content_type: str = "") -> list[Document]:
    """The documents in a body: one, but for EPUB, where every chapter is one.

    Raises:
        SourceError: nothing readable. The message has no subject: the caller knows whose bytes they are.
    """
    if not body.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        message = "empty; put the article's text into it"
        raise SourceError(message)
    documents = _reader(body, name, content_type)(body, content_type)
    found = [one for one in documents if one.paragraphs]
    if not found:
        message = "no paragraph of text found in it; give a file with the article's text"
        raise SourceError(message)
    return found


def _reader(body: bytes, name: str, content_type: str) -> Callable[[bytes, str], list[Document]]:
    suffix = PurePosixPath(name.lower()).suffix
    if body.startswith(b"%PDF-"):
        return _read_pdf
    if body.startswith(b"PK\x03\x04"):
        return _read_epub if suffix == ".epub" or b"application/epub+zip" in body[:200] else _read_docx
    if suffix in (".pdf", ".docx", ".epub"):
        message = f"its content is no {suffix[1:].upper()}; give the file in the format that its name says"
        raise SourceError(message)
    head = body[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_html = head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or b"<html" in head
    if suffix in (".html", ".htm", ".xhtml") or "html" in content_type or is_html:
        return _read_html
    return _read_markdown if suffix in (".md", ".markdown") or "markdown" in content_type else _read_text


def _read_text(body: bytes, content_type: str) -> list[Document]:
    lines = _unwrapped(decode(body, content_type)[:_TEXT_LETTERS].splitlines())
    title, rest = split_title(lines)
    return [Document(title=title, paragraphs=tuple(clean_paragraphs(rest, title)))]


def _unwrapped(lines: list[str]) -> list[str]:
    """Lines that a mail program or editor has wrapped, joined to paragraphs at the empty lines."""
    full = [line.strip() for line in lines if line.strip()]
    ends = sum(line.rstrip('»")').endswith((".", "؟", "!", ":", "…")) for line in full)
    wrapped = len(full) > 8 and ends < 0.5 * len(full) and len(full) < 0.9 * len(lines)
    if not wrapped or max(map(len, full)) > 120:
        return full
    blocks = re.split(r"\n\s*\n", "\n".join(line.strip() for line in lines))
    return [" ".join(block.split()) for block in blocks if block.strip()]


def split_title(lines: list[str]) -> tuple[str, list[str]]:
    """The title and the rest: a first line that is short, ends without a full stop, and is followed by longer text."""
    first = clean_line(lines[0]) if lines else ""
    rest = [line for line in lines[1:] if line.strip()]
    if first and rest and len(first) <= _TITLE_LETTERS and not _FULL_STOP.search(first):
        longest = max(len(line) for line in rest[:5])
        if longest > 1.2 * len(first) and (is_heading(first) or len(first) < 130):
            return first.lstrip("#").strip(), rest
    return "", lines


def _read_markdown(body: bytes, content_type: str) -> list[Document]:
    from markdown_it import MarkdownIt

    text = decode(body, content_type).replace("\r\n", "\n")
    front = _FRONT.match(text)
    fields = dict(re.findall(r"^(\w+)\s*:\s*[\"']?(.*?)[\"']?\s*$", front.group(1), re.MULTILINE)) if front else {}
    text = text[front.end() :] if front else text
    with parsing("Markdown"):
        markup = MarkdownIt("commonmark", {"maxNesting": 20, "html": False}).render(text[:2_000_000])
    headings, lines = elements_text(markup)
    title = clean_line(fields.get("title", "")) or (headings[0] if headings else "")
    if not title:
        title, lines = split_title(lines)
    return [
        Document(
            title=title,
            paragraphs=tuple(clean_paragraphs(lines, title)),
            published=read_date(fields.get("date", "")),
            outlet=clean_line(str(fields.get("outlet") or fields.get("source") or "")),
        )
    ]


def _read_html(body: bytes, content_type: str) -> list[Document]:
    page = html_document(decode(body, content_type))
    return [
        Document(
            title=page.title,
            paragraphs=tuple(clean_paragraphs(page.lines, page.title)),
            published=page.published,
            outlet=page.outlet,
        )
    ]


def _read_docx(body: bytes, _content_type: str) -> list[Document]:
    import docx

    with parsing("DOCX"):
        # Pictures and fonts hold no text; empty they cost nothing.
        plain = opened(body).written_anew(lambda name: name.endswith((".xml", ".rels")))
        document = docx.Document(plain)
        written = (one for one in document.paragraphs[:_DOCX_PARAGRAPHS] if one.text.strip())
        styled = len(document.styles) <= _DOCX_STYLES
        lines = [
            (str(one.style.name if styled and one.style else ""), one.text) for one in islice(written, MAX_PARAGRAPHS)
        ]
        title = clean_line(str(document.core_properties.title or ""))
        published = None
        with contextlib.suppress(OverflowError):  # a time that no clock can hold in UTC
            published = document.core_properties.created
    headings = [text for style, text in lines if style.startswith(("Title", "Heading 1"))]
    rest = [line for style, text in lines if not style.startswith(("Title", "Heading")) for line in text.splitlines()]
    title = clean_line(headings[0]) if headings else title
    if not headings:
        title, rest = split_title([line for line in rest if line.strip()])
    when = published.isoformat() if published else ""
    return [Document(title=title, paragraphs=tuple(clean_paragraphs(rest, title)), published=read_date(when))]


def _read_epub(body: bytes, _content_type: str) -> list[Document]:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    with parsing("EPUB"):
        archive = opened(body)
        container = etree.fromstring(archive.read("META-INF/container.xml"), parser)
        package = str(container.xpath("string(//*[local-name()='rootfile']/@full-path)"))
        book = etree.fromstring(archive.read(package), parser)
        hrefs = {str(one.get("id")): str(one.get("href")) for one in book.iter("{*}item")}
        spine = [hrefs[str(one.get("idref"))] for one in book.iter("{*}itemref") if one.get("idref") in hrefs]
        folder = PurePosixPath(package).parent
        names = dict.fromkeys(str(folder / unquote(href.partition("#")[0])) for href in spine)
    return _chapters(archive, islice(names, _CHAPTERS))


def _chapters(archive: Archive, names: Iterable[str]) -> list[Document]:
    """The chapters that can be read; the first of them tells that others cannot.

    Raises:
        SourceError: none of them can.
    """
    found: list[Document] = []
    failures: list[SourceError] = []
    for name in names:
        try:
            found.append(_chapter(archive, name))
        except SourceError as error:
            failures.append(error)
    found = [one for one in found if one.paragraphs]
    if failures and not found:
        raise failures[0]
    if failures:
        found[0] = replace(found[0], warning=f"of its chapters {len(failures)} cannot be read; give the book anew")
    return found


def _chapter(archive: Archive, name: str) -> Document:
    with parsing("EPUB"):
        body = archive.read(name)
    headings, lines = elements_text(decode(body))
    title = headings[0] if headings else ""
    return Document(title=title, paragraphs=tuple(clean_paragraphs(lines, title)))


def _read_pdf(body: bytes, _content_type: str) -> list[Document]:
    import pypdf

    bounds: dict[str, Any] = dict.fromkeys(_PDF_BOUNDS, _PDF_STREAM_BYTES)
    with parsing("PDF"), pypdf.apply_configuration(**bounds):
        reader = pypdf.PdfReader(io.BytesIO(body))
        pages: list[str] = []
        start_s = time.thread_time()
        for page in reader.pages[:_PDF_PAGES]:
            pages.append(page.extract_text())
            if time.thread_time() - start_s > _PDF_PATIENCE_S:
                break  # as with pages beyond the last that is read: the beginning is the news
    lines = _in_order([line for page in pages for line in [*page.splitlines(), ""]])
    title, rest = split_title(_joined(lines))
    return [
        Document(
            title=title,
            paragraphs=tuple(clean_paragraphs(rest, title)),
            warning="read from PDF, where digits can be moved; give the text where numbers matter",
        )
    ]


def _in_order(lines: list[str]) -> list[str]:
    """Lines with their letters in the order of reading; some PDFs hold them in that of the page, left to right.

    No Arabic word begins with ة or ى, so words that do show it.
    """
    words = " ".join(lines).split()
    turned = sum(word.startswith(("ة", "ى")) for word in words)
    return [line[::-1] for line in lines] if turned > 0.02 * len(words) else lines


def _joined(lines: list[str]) -> list[str]:
    """Printed lines joined to paragraphs: one ends at an empty line or at a full stop before a short line's end."""
    widest = max(map(len, lines), default=0)
    paragraphs: list[str] = []
    open_line = False
    for line in (clean_line(one) for one in lines):
        if not line:
            open_line = False
            continue
        if open_line:
            paragraphs[-1] += " " + line
        else:
            paragraphs.append(line)
        open_line = not (line.endswith((".", "؟", "!")) and len(line) < 0.85 * widest) and (
            len(paragraphs) > 1 or line.endswith((".", "،")) or len(line) > 0.85 * widest
        )
    return paragraphs
