"""Real files, pages and feeds with random damage: an article or one line, never anything else."""

from __future__ import annotations

import contextlib
import io
import random
import time
from html import escape
from typing import TYPE_CHECKING, Any

import docx
import pytest

from briefing.errors import SourceError
from briefing.sources.documents import read_documents
from briefing.sources.feed import entry_date, entry_document, parsed_feed
from briefing.sources.http import Response
from briefing.sources.page import page_document

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS = [
    b"<", b">", b"</p>", b"<!--", b"<![CDATA[", b"]]>", b"&#0;", b"&#xD800;", b"&#99999999;", b"\x00",
    b"\xff\xfe", b"\xd8",
    b"&amp;", b"<script>",
    b"<table>", b"<svg>", b'"', b"'", b"<meta charset=utf-7>", b'<?xml encoding="x"?>', b"<title>",
    b'<base href="//[">',
    b'<time datetime="9999-99-99">',
]  # fmt: skip


def damaged(body: bytes, chance: random.Random) -> bytes:
    found = bytearray(body)
    for _ in range(chance.randint(1, 12)):
        at, kind = chance.randrange(len(found) + 1), chance.random()
        if kind < 0.3:
            found[at:at] = chance.choice(PARTS)
        elif kind < 0.5:
            del found[at : at + chance.randint(1, 60)]
        elif kind < 0.7 and found:
            found[at % len(found)] = chance.randrange(256)
        elif kind < 0.85:
            start = chance.randrange(len(found) + 1)
            found[at:at] = found[start : start + chance.randint(1, 300)]
        else:
            found[at:at] = chance.choice(PARTS) * chance.randint(1, 50)
    return bytes(found)


def read_feed(body: bytes) -> None:
    for entry in parsed_feed(Response(url="http://x.example/f", status=200, body=body)).entries:
        entry_document(entry, entry_date(entry))


def read_page(body: bytes) -> None:
    page_document(Response(url="http://x.example/p", status=200, body=body, content_type="text/html"))


@pytest.fixture(scope="module")
def whole(pieces: list[Any]) -> list[tuple[bytes, Callable[[bytes], Any]]]:
    paragraphs = pieces[0].paragraphs
    markup = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    head = f"<!DOCTYPE html><html><head><title>{pieces[0].title}</title></head>"
    page = f"{head}<body><article>{markup}</article></body></html>"
    items = "".join(
        f"<item><title>{one.title}</title><pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate>"
        f"<description><![CDATA[{''.join(f'<p>{text}</p>' for text in one.paragraphs)}]]></description></item>"
        for one in pieces
    )
    document, store = docx.Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(store)
    plain = "\n\n".join([f"# {pieces[0].title}", *paragraphs]).encode()
    return [
        (page.encode(), read_page),
        (f"<?xml version='1.0'?><rss version='2.0'><channel>{items}</channel></rss>".encode(), read_feed),
        (store.getvalue(), lambda body: read_documents(body, "a.docx")),
        (plain, lambda body: read_documents(body, "a.md")),
        (plain, lambda body: read_documents(body, "a.txt")),
    ]


def damage(whole: list[tuple[bytes, Callable[[bytes], Any]]], chance: random.Random) -> None:
    body, read = chance.choice(whole)
    with contextlib.suppress(SourceError):
        read(damaged(body, chance))


def test_a_sample_of_damage(whole: list[tuple[bytes, Callable[[bytes], Any]]]) -> None:
    chance = random.Random(11)  # noqa: S311 - the same on every run
    for _ in range(150):
        damage(whole, chance)


@pytest.mark.faults
@pytest.mark.timeout(400)
def test_five_minutes_of_damage(whole: list[tuple[bytes, Callable[[bytes], Any]]]) -> None:
    seed = random.SystemRandom().randrange(2**32)
    chance = random.Random(seed)  # noqa: S311 - found again by its seed
    end = time.monotonic() + 300
    while time.monotonic() < end:
        state = chance.getstate()
        try:
            damage(whole, chance)
        except Exception as error:
            message = f"seed {seed}: {error!r} at state {hash(state)}"
            raise AssertionError(message) from error
