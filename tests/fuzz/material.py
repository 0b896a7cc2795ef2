"""What fuzzing starts from: hostile pieces of text, and a good file of each kind with a way to damage it."""

from __future__ import annotations

import hashlib
import io
import wave
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from briefing.order import orderfile
from briefing.publish import records
from tests.publish.episodes import SHOW, draft, tone_mp3
from tests.studio.orders import ORDER

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 24)

PIECES = (
    *("في", "عام", "الساعة", "مليون", "و", "بـ", "لل", "15", "١٥", "3.5", "٪", "%", "$", "€", "دولار", "كم/س", "12:30"),
    *("-", "–", "—", "/", ":", ".", "،", "؛", "؟", "!", "…", "(", ")", "[[", "]]", '"', "«", "»", "'", "s's's'", "\\"),
    *("\u0640", "\u064b", "\u0651", "\u0652", "\u0670", "\u200c", "\u200d", "\u200f", "\u202e", "\u2066", "\ufeff"),
    *("\x00", "\x01", "s900", "\x7f", "\ud800", "\udfff", "\ufffe", "\U0001f600", "\U000e0041", "٠" * 30, "9" * 400),
    *("ا" * 70, "https://news.example/x?y=1", "user@news.example", "#وسم", "+966 11 234 5678", "XIV", "COVID-19"),
    *(
        "1e308",
        "½",
        "²",
        "&",
        "<",
        ">",
        "\u00a0",
        "2026/11/24",
        "]]>",
        "<!--",
        "&#0;",
        "\n",
        "\t",
        "= ",
        "[x]\n",
        "at = ",
    ),
)
ARABIC = st.text(alphabet=st.characters(codec=None, categories=None, min_codepoint=0x600, max_codepoint=0x6FF))
TEXT = st.one_of(
    st.text(max_size=200),
    st.lists(st.one_of(st.sampled_from(PIECES), ARABIC, st.integers().map(str)), max_size=40).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
)
BYTES = st.one_of(st.binary(max_size=600), TEXT.map(lambda text: text.encode("utf-8", "surrogatepass")))


def mutated(whole: Callable[[], bytes]) -> st.SearchStrategy[bytes]:
    """A good file with pieces cut out, doubled, turned and put in."""
    operation = st.tuples(st.integers(0, 4), st.integers(0, 1 << 30), st.integers(1, 400), BYTES)

    def damage(operations: list[tuple[int, int, int, bytes]]) -> bytes:
        body = bytearray(whole())
        for kind, place, length, piece in operations:
            at = place % (len(body) + 1)
            if kind == 0:
                del body[at : at + length]
            elif kind == 1:
                body[at:at] = piece
            elif kind == 2:
                body[at : at + len(piece)] = piece
            elif kind == 3:
                body[at:at] = bytes(body[at : at + length]) * 3
            elif body:
                body[at % len(body)] ^= 1 << (length % 8)
        return bytes(body)

    return st.lists(operation, max_size=8).map(damage)


def one_mutated(bodies: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    """As :func:`mutated`, of one of several good files."""
    return st.sampled_from(bodies).flatmap(lambda body: mutated(lambda: body))


@cache
def seeds_toml() -> bytes:
    return (ROOT / "seeds" / "briefing.toml").read_bytes()


@cache
def shipped_lexicon() -> bytes:
    return b"\n".join((ROOT / "seeds" / "lexicon.tsv").read_bytes().splitlines()[:80])


@cache
def article() -> str:
    return (ROOT / "seeds" / "articles" / "marfa" / "interest-rate.txt").read_text("utf-8")


@cache
def rss() -> bytes:
    body = "".join(f"<p>{line}</p>" for line in article().splitlines())
    item = (
        "<item><title>خبر &amp; خبر</title><link>http://x.example/1</link><guid>1</guid><category>اقتصاد</category>"
        f"<pubDate>الاثنين 23 نوفمبر 2026 - 10:00</pubDate><description><![CDATA[{body}]]></description>"
        f"<content:encoded>{body.replace('<', '&lt;')}</content:encoded></item>"
    )
    head = '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    return f"{head}<channel><title>الجريدة</title>{item * 3}</channel></rss>".encode()


@cache
def html() -> bytes:
    body = "".join(f"<p>{line}</p>" for line in article().splitlines())
    head = (
        "<!DOCTYPE html><html lang='ar'><head><meta charset='utf-8'><title>عنوان</title>"
        "<link rel='alternate' type='application/rss+xml' href='/feed.xml'>"
        "<meta property='article:published_time' content='2026-11-23T10:00:00+03:00'>"
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"x"}</script></head>'
    )
    return f"{head}<body><table><tr><td>{body}</td></tr></table><article>{body}</article></body></html>".encode()


@cache
def docx_file() -> bytes:
    import docx

    document, store = docx.Document(), io.BytesIO()
    for line in article().splitlines():
        document.add_paragraph(line)
    document.save(store)
    return store.getvalue()


PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj "
    b"4 0 obj<</Length 40>>stream\nBT /F1 12 Tf 10 10 Td (hello) Tj ET\nendstream endobj "
    b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj trailer<</Root 1 0 R/Size 6>>\n%%EOF"
)
OPML = (
    '<?xml version="1.0"?><opml version="2.0"><body><outline text="أ"><outline type="rss" xmlUrl="http://x.example/f" '
    'text="جريدة" category="/اقتصاد"/></outline></body></opml>'
).encode()


@cache
def mp3_file() -> bytes:
    return tone_mp3()


@cache
def wav_file() -> bytes:
    store = io.BytesIO()
    with wave.open(store, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24000)
        file.writeframes(b"\x00\x10" * 6000)
    return store.getvalue()


@cache
def episode_json() -> bytes:
    return records.dump(draft(SHOW, DAY, 1))


TRANSCRIPT = (
    '{"version": "1.0.0", "segments": [{"startTime": 0.5, "endTime": 2, "body": "بدأت القمة.", "speaker": "سلمى", '
    '"wordStartTimes": [0.5, 1.25]}, {"startTime": 2, "endTime": 3e0, "body": "ثم انتهت."}]}'
).encode()
KEPT = (
    '{"edition": "2026-11-24", "tries": 2, "told": "خطأ", "at": "2026-11-24T04:00:00+00:00", '
    '"next_try": "2026-11-24T05:00:00+00:00"}'.encode(),
    b'{"sami": "' + b"0a" * 32 + b'"}',
    b'{"url": "http://x.example/f", "content_type": "text/xml", "etag": "1", "modified": "", "sha256": "'
    + hashlib.sha256(b"x").hexdigest().encode()
    + b'"}\nx',
    b'{"frames": 1, "sample_count": 9, "energies": 0, "digest": "'
    + hashlib.blake2b(b"x", digest_size=20).hexdigest().encode()
    + b'", "placed": [[0, 9, [[0, 9]]]], "power": 0.5, "reading": {"sample_count": 9, "power": 0.5, '
    b'"true_peak": 1.0, "quiet_before": 0, "quiet_after": 0, "longest_quiet": 0, "size": 1, "digest": "a"}}\nx',
    (
        b'{"key": "key", "entries": [["2026-11-24", {"stamp": [1, 2, 3], "audio": "a.mp3", "audio_bytes": 1, '
        b'"revision": 1, "published": "2026-11-24T04:00:00+00:00", "digest": "a"}, {"item": 2}]]}\nab'
    ),
    orderfile.dumps(ORDER),
)
ANSWERS = (
    (
        b"User-agent: *\nDisallow: /a*b$\nAllow: /%D8%A7?\nCrawl-delay: 1.5\nRequest-rate: 1/10s 0900-1700\n"
        b"Visit-time: 0600-0845\nSitemap: /s.xml\nHost: x\n"
    ),
    b')]}\'\n\n9\n[["wrb.fr","jQ1olc","[\\"SUQz\\"]",null,"generic"],["di",9]]\n',
    (
        b'{"ar": {"files": {"ar/ar.onnx": {"size_bytes": 1, "md5_digest": "0a"}, "ar/ar.onnx.json": {"size_bytes": 1, '
        b'"md5_digest": "0b"}, "ar/MODEL_CARD": {"size_bytes": 1, "md5_digest": "0c"}}}}'
    ),
    b"http://name:pass@xn--mgbh0fb.example:8080/%D8%A7?q=1#f",
    "//[2001:db8::1%25eth0]:80/../أ".encode(),
    "الثلاثاء 24 تشرين الثاني / نوفمبر 2026 - 10:05 م بتوقيت مكة".encode(),
    "٢٤/١١/٢٠٢٦ 22:05 GMT+3".encode(),
)
