"""Words of the command line: files, folders, lists, addresses of feeds and pages, standard input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from briefing.errors import SourceError
from briefing.sources.feed import FeedSettings, FeedSource
from briefing.sources.gather import Gathered, gather
from briefing.sources.http import Fetcher
from briefing.sources.inputs import source_for
from briefing.sources.page import PageSettings, PageSource

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "افتتاح مكتبة عامة في حي الزيتون"
LINE = "افتتحت البلدية مكتبة عامة في حي الزيتون تضم أربعين ألف كتاب وقاعة للأطفال، بعد أعمال استمرت عامين."


def read(word: str, site: Any = None, stdin: bytes | None = None) -> Gathered:
    fetcher = Fetcher(allow_private=[site.pair] if site else [], timeout_s=60)
    return gather([source_for(word, fetcher, stdin)], None)


def test_files_folders_and_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "صدى اليوم" / "a.txt"
    file.parent.mkdir()
    file.write_text(f"{TITLE}\n{LINE}\n", encoding="utf-8")
    alone, inside, piped = read(str(file)), read(str(tmp_path)), read("-", stdin=file.read_bytes())
    assert [one.articles[0].title for one in (alone, inside, piped)] == [TITLE] * 3
    assert inside.articles[0].outlet == "صدى اليوم", "a sub-folder names its outlet"
    assert len({one.articles[0].id for one in (alone, inside, piped)}) == 1, "the text is the identity"


@pytest.mark.parametrize("word", ["nothing/here.txt", "\x00", "a" * 5_000, "http//x", "ftp://x/y"])
def test_a_word_that_names_nothing_is_one_line(word: str) -> None:
    with pytest.raises(SourceError, match="no such file or folder"):
        read(word)


def test_nothing_on_standard_input_is_one_line() -> None:
    assert read("-").notices == ("standard input: empty; put the article's text into it",)


def test_an_address_is_a_feed_or_a_page(town: Any) -> None:
    assert len(read(f"{town.url}/marsad.xml", town).articles) == 3
    (page,) = read(f"{town.url}/sada/0.html", town).articles
    assert page.outlet == "صدى اليوم"
    assert page.url == f"{town.url}/sada/0.html"


def test_a_front_page_leads_to_its_feed(town: Any) -> None:
    head = "<link rel='alternate' type='application/rss+xml' href='/marsad.xml'>"
    town.serve("/", f"<html><head><title>x</title>{head}</head><body><a href='/a'>خبر</a></body></html>".encode())
    assert len(read(f"{town.url}/", town).articles) == 3


def test_a_list_of_feeds_is_read(town: Any, tmp_path: Path) -> None:
    (tmp_path / "feeds.opml").write_text(
        f"<opml><body><outline text='صدى' xmlUrl='{town.url}/sada.atom'/></body></opml>"
    )
    assert {one.outlet for one in read(str(tmp_path / "feeds.opml"), town).articles} == {"صدى"}


def test_an_entry_without_a_title_or_with_the_sites_name_in_it(site: Any) -> None:
    named = f"<item><title>{TITLE} | صدى اليوم</title><description>{LINE * 3}</description></item>"
    nameless = f"<item><guid>2</guid><description>{LINE} {LINE}</description></item>"
    body = f"<rss version='2.0'><channel><title>صدى اليوم</title>{named}{nameless}</channel></rss>"
    site.serve("/f", body.encode(), "text/xml")
    assert [one.title for one in read(f"{site.url}/f", site).articles] == [TITLE, ""]


def pdf(lines: list[str]) -> bytes:
    """A PDF whose font says which letter each two-byte code stands for (ISO 32000-1, 9.10.3)."""
    letters = sorted(set("".join(lines)))
    code = {letter: number + 1 for number, letter in enumerate(letters)}
    shown = b"".join(
        b"<" + "".join(f"{code[letter]:04x}" for letter in line).encode() + b"> Tj 0 -20 Td\n" for line in lines
    )
    content = b"BT /F1 12 Tf 50 700 Td\n" + shown + b"ET"
    table = "\n".join(f"<{number:04x}> <{ord(letter):04x}>" for letter, number in code.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n1 begincodespacerange\n<0000> <ffff>\n"
        f"endcodespacerange\n{len(code)} beginbfchar\n{table}\nendbfchar\nendcmap end end"
    ).encode()
    system = b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    resources = b"<< /Font << /F1 5 0 R >> >>"
    kinds = b"/Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources %s >>" % resources,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X %s >>" % kinds,
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo %s >>" % system,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap),
    ]
    body = b"%PDF-1.7\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (len(objects) + 1, rows, end)


@pytest.mark.parametrize("order", [1, -1], ids=["as read", "as drawn"])
def test_a_pdf_is_read_and_flagged(tmp_path: Path, order: int) -> None:
    second = "وقالت رئيسة البلدية إن الاشتراك مجاني للجميع في عامها الأول."
    lines = [line[::order] for line in (TITLE, LINE, second)]
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(lines))
    found = read(str(path))
    assert len(found.articles) == 1
    text = " ".join((found.articles[0].title, *found.articles[0].paragraphs))
    assert "افتتاح مكتبة عامة في حي الزيتون" in text
    assert "الاشتراك مجاني للجميع" in text
    assert found.notices == (f"{path}: read from PDF, where digits can be moved; give the text where numbers matter",)


@pytest.mark.parametrize("path", ["/none", "/latin", "/binary", "/empty.txt"])
def test_names_passwords_and_keys_of_addresses_stand_in_no_message(site: Any, path: str) -> None:
    site.serve("/latin", b"<html><title>x</title><p>A page in English, about nothing.</p></html>")
    site.serve("/binary", b"\x00\x01" * 500, "application/octet-stream")
    site.serve("/empty.txt", b"", "text/plain")
    fetcher = Fetcher(allow_private=[site.pair], timeout_s=60)
    secret = f"http://s3cret-name:s3cret-word@{site.pair}{path}?key=s3cret-key#s3cret-place"
    wrong = ("http://s3cret-name:s3cret-word@paper.example:99999/?s3cret-key", "http://s3cret-name:s3cret-word@[::1/")
    sources = [source_for(one, fetcher) for one in (secret, *wrong)]
    sources += [PageSource(PageSettings(url=one), fetcher) for one in (secret, *wrong)]
    sources += [FeedSource(FeedSettings(url=one), fetcher) for one in (secret, *wrong)]
    found = gather(sources, None)
    assert not found.articles
    assert len(found.notices) >= 3
    for told in (*found.notices, *(source.name for source in sources)):
        assert "s3cret" not in told, told
