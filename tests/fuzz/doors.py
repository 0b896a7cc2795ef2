"""What coverage-guided fuzzing knows of each door: where its bytes go in, good files to start from, words to put in."""

from __future__ import annotations

import contextlib
import csv
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from unittest import mock
from urllib.parse import quote

from briefing.arabic.letters import strip_marks
from briefing.errors import SourceError
from briefing.publish import records
from briefing.sources.documents import read_documents
from tests.fuzz import material
from tests.fuzz.test_fuzz_rooms import Doors
from tests.fuzz.wire import Studio, of_a_show, of_shows
from tests.fuzz.words import FEED_WORDS, FORM_WORDS, HTTP_WORDS, JSON_WORDS, PDF_OF_STREAMS, PDF_WORDS, SOUND_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

ATOM = (
    '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ar"><title type="text">الجريدة</title>'
    '<entry xml:base="http://x.example/"><id>1</id><title type="html">خبر</title><link rel="alternate" href="1"/>'
    '<updated>2026-11-23T10:00:00+03:00</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>نص'
    "</p></div></content><summary>موجز</summary></entry></feed>"
).encode()
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="http://x.example/"><title>أ</title></channel>'
    '<item rdf:about="http://x.example/1"><title>خبر</title><dc:date>2026-11-23</dc:date><description>نص &lt;p> &nbsp;'
    "</description></item></rdf:RDF>"
).encode()
BROKEN_RSS = "<rss><channel><item><title>خبر<description><p>نص<br>&hellip; &#1632;<![CDATA[ x</item>".encode("cp1256")
ID3 = (
    b"ID3\x03\x00\x00\x00\x00\x00\x34TIT2\x00\x00\x00\x06\x00\x00\x01\xff\xfeA\x06CHAP\x00\x00\x00\x1a\x00\x00c1\x00"
    b"\x00\x00\x00\x00\x00\x00\x00\x10\xff\xff\xff\xff\xff\xff\xff\xffTIT2\x00\x00\x00\x00\x00\x00"
)
SHOW_RECORD = records.dump(
    records.ShowRecord(podcast_guid="1", feed_url="http://x.example/feed.xml", fingerprint="a", title="أ", cover="b")
)
REQUESTS = tuple(
    b"%s /%s HTTP/1.1\r\nHost: x\r\n%s\r\n" % parts
    for parts in (
        (b"GET", b"", b""),
        (b"GET", b"feed.xml", b'If-None-Match: W/"a", *\r\nAccept-Encoding: gzip;q=0.5, br\r\n'),
        (b"GET", b"episodes/2026-11-24/", b"If-Modified-Since: Tue, 24 Nov 2026 04:00:00 GMT\r\n"),
        (b"HEAD", b"episodes/2026-11-24", b""),
        (b"GET", b"episodes/2026-11-24/moojaz-2026-11-24.mp3", b"Range: bytes=10-20\r\nIf-Range: x\r\n"),
        (b"GET", b"episodes/2026-11-24/moojaz-2026-11-24.vtt?a=b", b"Range: bytes=-5\r\nConnection: close\r\n"),
        (b"GET", b"episodes/2026-11-24/..%2f..%2Fsecret.txt", b"Range: bytes=0-1,3-4\r\n"),
        (b"GET", b"health", b"Expect: 100-continue\r\nContent-Length: 5\r\n"),
        (b"POST", b"feed.xml", b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"),
        (b"OPTIONS", b"search.json", b"Origin: http://x.example\r\n\r\nGET /t/x HTTP/1.0\r\n"),
    )
)

SHOW_REQUESTS = (
    *(request.replace(b" /", b" /moojaz/", 1) for request in REQUESTS),
    *(request.replace(b" /", b" /private/t/" + b"A" * 32 + b"/", 1) for request in REQUESTS[:5]),
    *(
        b"GET /%s HTTP/1.1\r\nHost: x\r\n\r\n" % path
        for path in (b"", b"shows.opml", b"private", b"../moojaz", b"health")
    ),
)
FORMS = (
    *(b"up 2", b"down 2.1", b"drop 3", b"keep 2.2", b"drop 3.1"),
    b"title 2&title=" + quote("افتتاح جسر").encode(),
    b"write 2.2.1&written=" + quote("بلغ طول الجسر 35 مترا. ثم زاد.").encode() + b"&spoken=",
    b"write 2.2.2&written=&spoken=" + quote("وَعَمِلَ فيه مئتا عامل").encode(),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """Where bytes go in.

    Attributes:
        check: takes them; raises only where the program is wrong.
        seeds: good files, from which the fuzzer starts.
        words: pieces that it puts in.
    """

    check: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...]


@cache
def alphabet() -> str:
    """A letter a byte: windows-1256, with other digits and hostile signs where it has letters of Latin and Persian."""
    arabic = "".join(map(chr, (*range(0x621, 0x63B), *range(0x640, 0x653))))
    table = [bytes([number]).decode("cp1256") for number in range(256)]
    free = [number for number in range(128, 256) if table[number].isalpha() and table[number] not in arabic]
    wanted = "٠١٢٣٤٥٦٧٨٩٪٫٬½²\u0670\ufeff\u202e\ud800\U0001f600−→أٱ"
    for number, letter in zip(free, wanted, strict=False):
        table[number] = letter
    return "".join(table)


def text_of(body: bytes) -> str:
    """Bytes as text in :func:`alphabet`, so that whatever the fuzzer turns is a letter again."""
    return "".join(alphabet()[byte] for byte in body)


def bytes_of(text: str) -> bytes:
    """The text's letters that are in :func:`alphabet`."""
    return bytes(found for letter in text if (found := alphabet().find(letter)) >= 0)


def written() -> Iterator[str]:
    """What the golden rows read aloud."""
    for name in ("spoken-classes", "spoken-found", "spoken-numbers", "spoken-structured"):
        with (material.ROOT / "tests" / "golden" / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            rows = csv.reader((line for line in file if not line.startswith("#")), "excel-tab", quoting=csv.QUOTE_NONE)
            yield from (row[1] for row in rows if len(row) > 1)


def signs() -> Iterator[str]:
    """What the tables of spoken Arabic know beside its nouns and verbs."""
    for table in ("abbreviations", "currencies", "months", "particles", "units"):
        text = (material.ROOT / "briefing" / "arabic" / "tables" / f"{table}.tsv").read_text("utf-8")
        rows = [line for line in text.splitlines() if line and line[0] != "#"]
        yield from dict.fromkeys(sign for row in rows[1:] for sign in strip_marks(row.split("\t")[0]).split("|"))


def names_in(*bodies: bytes) -> tuple[bytes, ...]:
    """Names of tags, attributes, keys and tables."""
    return tuple(
        sorted({name for body in bodies for name in re.findall(rb"</?[\w:]+|[\w:-]{2,}\s?=\s?|[\w:.]{3,}", body)})
    )


def doors(tmp: Path) -> dict[str, Callable[[], Door]]:
    """Each door by its name; opened when it is called, in a folder of its own."""
    rooms = Doors(tmp)
    pieces = tuple(piece.encode("utf-8", "surrogatepass") for piece in material.PIECES)

    def simple(name: str, *seeds: bytes, words: Iterable[bytes] = ()) -> Callable[[], Door]:
        return lambda: Door(check=getattr(rooms, name), seeds=seeds, words=(*pieces, *names_in(*seeds), *words))

    def spoken() -> Door:
        seeds = (*written(), *material.article().splitlines())
        return Door(
            check=lambda body: rooms.spoken(text_of(body)),
            seeds=tuple(dict.fromkeys(map(bytes_of, seeds))),
            words=tuple(map(bytes_of, (*material.PIECES, *signs()))),
        )

    def pdf() -> Door:
        def check(body: bytes) -> None:
            with contextlib.suppress(SourceError):
                list(read_documents(body, "a.pdf"))

        return Door(check=check, seeds=(material.PDF, PDF_OF_STREAMS), words=PDF_WORDS)

    def lexicon() -> Door:
        seed = material.shipped_lexicon()

        def check(body: bytes) -> None:
            with mock.patch("briefing.marks.lexicon.shipped", return_value=()):  # reading it takes most of the time
                rooms.lexicon(body)

        return Door(check=check, seeds=(seed,), words=(*pieces, *names_in(seed)))

    return {
        "settings": simple("settings", material.seeds_toml(), *settings_shown()),
        "feed": simple("feed", material.rss(), ATOM, RDF, BROKEN_RSS, words=FEED_WORDS),
        "page": simple("page", material.html()),
        "document": simple("document", material.docx_file(), material.PDF, b"# a\n\n* b\n"),
        "pdf": pdf,
        "opml": simple("opml", material.OPML),
        "lexicon": lexicon,
        "spoken": spoken,
        "sound": simple("sound", material.mp3_file()[:8000], material.wav_file()[:4000], ID3, words=SOUND_WORDS),
        "record": simple("record", material.episode_json(), SHOW_RECORD, words=JSON_WORDS),
        "kept": simple("kept", *material.KEPT, words=JSON_WORDS),
        "answer": simple("answer", *material.ANSWERS, words=(*JSON_WORDS, b'"jQ1olc"')),
        "request": lambda: Door(check=of_a_show(tmp / "public").check, seeds=REQUESTS, words=HTTP_WORDS),
        "request_of_shows": lambda: Door(check=of_shows(tmp / "shows").check, seeds=SHOW_REQUESTS, words=HTTP_WORDS),
        "studio": lambda: Door(check=Studio(tmp).check, seeds=FORMS, words=FORM_WORDS),
    }


def settings_shown() -> tuple[bytes, ...]:
    """The settings files that the pages show."""
    pages = (material.ROOT / "docs").rglob("*.md")
    return tuple(
        block.encode()
        for page in sorted(pages)
        for block in re.findall(r"(?ms)^```toml[^\n]*\n(.*?)^```", page.read_text("utf-8"))
    )
