"""Anything at all at each door: a value or one clear error, never another exception, a crash or a long wait.

``make test`` draws a few examples at each door; ``make faults`` draws new ones for ``BRIEFING_FUZZ_S`` seconds a door
(60 unless set). What once broke something has a test by name in its room.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import random
import re
import time
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from lxml import etree
from protego import Protego

from audio import units
from audio.clip import decode
from audio.errors import AudioError
from audio.mp3 import split
from audio.phonemes import espeak_phonemes
from audio.tags import Tags, tag
from audio.voices import fetch, gtts
from audio.voices.online import RefusedError
from audio.voices.text import clean as clean_for_voice
from briefing import wiring
from briefing.arabic.spoken import speak
from briefing.choosing.pick import pick_lines
from briefing.config.settings import load
from briefing.errors import BriefingError
from briefing.marks.letters import strip
from briefing.marks.lexicon import Lexicon
from briefing.order import orderfile
from briefing.publish import failure, records, state
from briefing.publish.entries import Memory
from briefing.publish.library import Library
from briefing.publish.listeners import Listeners
from briefing.show import EditionId
from briefing.sources import urls
from briefing.sources.copies import Copies
from briefing.sources.dates import read_date
from briefing.sources.documents import read_documents
from briefing.sources.feed import entry_date, entry_document, parsed_feed
from briefing.sources.http import Response
from briefing.sources.inputs import feed_of
from briefing.sources.opml import feeds_in
from briefing.sources.page import page_document
from tests.fuzz import material
from tests.fuzz.material import DAY
from tests.publish.episodes import SHOW, publish_one

if TYPE_CHECKING:
    from collections.abc import Callable

BUDGET_S = float(os.environ.get("BRIEFING_FUZZ_S", "60"))
LONGEST_CPU_S = 20


def response(body: bytes, content_type: str = "") -> Response:
    return Response(url="http://x.example/f", status=200, body=body, content_type=content_type)


class Doors:
    """Each method takes anything, and returns or raises as the room's contract says; ``tmp`` is its own folder."""

    def __init__(self, tmp: Path) -> None:
        self.tmp = tmp

    def settings(self, body: bytes) -> None:
        path = self.tmp / "briefing.toml"
        path.write_bytes(body)
        try:
            chosen = load(path)
        except BriefingError as error:
            told = str(error)
        else:
            told = ""
        if told:
            assert all(line.startswith(f"{path}:") for line in told.splitlines()), told
            return
        for work in (
            lambda: wiring.open_sources(chosen, wiring.open_fetcher(chosen)),
            lambda: wiring.open_stores(chosen),
            lambda: wiring.open_chain(chosen),
        ):
            with contextlib.suppress(BriefingError, AudioError):
                work()

    def feed(self, body: bytes) -> None:
        with contextlib.suppress(BriefingError):
            for entry in parsed_feed(response(body)).entries:
                document = entry_document(entry, entry_date(entry))
                assert document is None or all("\n" not in line for line in document.paragraphs)

    def page(self, body: bytes) -> None:
        feed_of(response(body, "text/html"))
        with contextlib.suppress(BriefingError):
            page_document(response(body, "text/html"))

    def document(self, body: bytes) -> None:
        for name in ("a.txt", "a.md", "a.html", "a.docx", "a.epub", "a.pdf", "a", "a.jsonl"):
            with contextlib.suppress(BriefingError):
                for one in read_documents(body, name):
                    assert one.paragraphs

    def opml(self, body: bytes) -> None:
        with contextlib.suppress(BriefingError):
            feeds_in(body)

    def lexicon(self, body: bytes) -> None:
        path = self.tmp / "lexicon.tsv"
        path.write_bytes(body)
        try:
            lexicon = Lexicon.load(path)
        except BriefingError as error:
            told = str(error)
        else:
            words = ["في", "مصر", *strip(body.decode("utf-8", "ignore")).split()[:50]]
            for at in range(len(words)):
                lexicon.find(words, at)
            return
        assert str(path) in told

    def spoken(self, text: str) -> None:
        found = speak(text)
        for said in (found.text, found.marked):
            clean = clean_for_voice(said)
            assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]|\[\[|\]\]", clean), repr(clean)
            espeak_phonemes(clean)

    def sound(self, body: bytes) -> None:
        with contextlib.suppress(AudioError):
            decode(body, "clip")
        with contextlib.suppress(AudioError):
            for _ in split(body):
                pass
        path = self.tmp / "a.mp3"
        path.write_bytes(body)
        with contextlib.suppress(AudioError):
            tag(path, Tags(title="خبر", artist="أ", album="ب", date=DAY, comment="", lyrics="", url="http://x.example"))

    def record(self, body: bytes) -> None:
        folder = self.tmp / "library" / "episodes" / "2026-11-24"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "episode.json").write_bytes(body)
        library = Library(self.tmp / "library")
        found = library.find(EditionId(DAY))
        assert found is None, "there is no sound beside it"
        (self.tmp / "library" / "show.json").write_bytes(body)
        with contextlib.suppress(BriefingError):
            records.load_show(self.tmp / "library" / "show.json")
        (self.tmp / "library" / ".failure.json").write_bytes(body)

    def damaged(self, body: bytes) -> None:
        """An episode's record and transcript as they come back from a bad disk or an editor."""
        root = self.tmp / "damaged"
        if not root.exists():
            publish_one(root, DAY, material.mp3_file())
            publish_one(root, DAY + timedelta(1), material.mp3_file())
        folder = root / "episodes" / DAY.isoformat()
        (folder / "episode.json").write_bytes(body)
        (folder / "moojaz-2026-11-24.json").write_bytes(body)
        Library(root).rebuild(SHOW, pages=True)
        etree.parse(root / "feed.xml")
        assert state.health(root, datetime.now(UTC))["status"] == "ok"

    def kept(self, body: bytes) -> None:
        """What is remembered between runs: damaged, it is left aside or told in one line."""
        root = self.tmp / "kept"
        root.mkdir(exist_ok=True)
        for name in (".failure.json", ".listeners.json", "order.json", "unit"):
            (root / name).write_bytes(body)
        failure.read(root)
        units._read(root / "unit")
        for read in (Listeners(root).names, lambda: orderfile.load(root / "order.json")):
            with contextlib.suppress(BriefingError):
                read()
        copies = Copies(root)
        copies._path("http://x.example/f").write_bytes(body)
        copies.find("http://x.example/f")
        (root / ".made").write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        Memory(root, "key")

    def answer(self, body: bytes) -> None:
        """What servers answer: rules for programs, sound in lines of JSON, the list of voices."""
        text = body.decode("utf-8", "replace")
        Protego.parse(text).can_fetch(f"http://x.example/{text[:2000]}", "arabic-briefing")
        with contextlib.suppress(RefusedError):
            gtts.sound_of(body)
        with contextlib.suppress(ValueError, AudioError, RecursionError):
            listed = json.loads(body)
            if isinstance(listed, dict):
                fetch._files_of("ar", listed, "http://x.example", self.tmp)
        for read in (urls.parsed, lambda line: urls.redirected(urls.parsed("http://x.example/a"), line)):
            with contextlib.suppress(BriefingError):
                read(text)
        read_date(text)

    def published(self, text: str) -> None:
        root = self.tmp / "public"
        words = {"title": text, "summary": text, "voice": text, "notices": (text,), "guid": text}
        publish_one(root, DAY, material.mp3_file(), **words)
        (item,) = etree.parse(root / "feed.xml").iterfind(".//item")
        assert item.find("enclosure") is not None
        assert Library(root).find(EditionId(DAY)) is not None

    def record_to_pick(self, text: str) -> None:
        for raw in (text, json.dumps({"title": text, "paragraphs": [text] * 3}), json.dumps({"paragraphs": text})):
            with contextlib.suppress(BriefingError):
                list(pick_lines([raw]))


TARGETS: dict[str, tuple[st.SearchStrategy[Any], ...]] = {
    "settings": (material.mutated(material.seeds_toml), material.BYTES),
    "feed": (material.mutated(material.rss), material.BYTES),
    "page": (material.mutated(material.html), material.BYTES),
    "document": (
        material.mutated(material.docx_file),
        material.mutated(lambda: material.PDF),
        material.mutated(material.html),
        material.BYTES,
    ),
    "opml": (material.mutated(lambda: material.OPML), material.BYTES),
    "lexicon": (material.mutated(material.shipped_lexicon), material.BYTES),
    "spoken": (material.TEXT,),
    "sound": (material.mutated(material.mp3_file), material.mutated(material.wav_file), material.BYTES),
    "record": (material.mutated(material.episode_json), material.BYTES),
    "damaged": (material.mutated(material.episode_json), material.mutated(lambda: material.TRANSCRIPT)),
    "kept": (material.one_mutated(material.KEPT), material.BYTES),
    "answer": (material.one_mutated(material.ANSWERS), material.BYTES),
    "published": (material.TEXT,),
    "record_to_pick": (material.TEXT,),
}


def draw(
    check: Callable[[Any], None], strategies: tuple[st.SearchStrategy[Any], ...], examples: int, start: int
) -> None:
    @seed(start)
    @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.one_of(*strategies))
    def work(value: Any) -> None:
        before = time.process_time()
        check(value)
        spent_s = time.process_time() - before
        assert spent_s < LONGEST_CPU_S, f"{spent_s:.0f} CPU s"

    work()


@pytest.mark.parametrize("target", TARGETS)
def test_a_sample_at_each_door(target: str, tmp_path: Path) -> None:
    draw(getattr(Doors(tmp_path), target), TARGETS[target], 25, 1)


@pytest.mark.faults
@pytest.mark.timeout(0)
@pytest.mark.parametrize("target", TARGETS)
def test_a_while_at_each_door(target: str, tmp_path: Path) -> None:
    end = time.monotonic() + BUDGET_S
    rounds = 0
    while time.monotonic() < end:
        draw(getattr(Doors(tmp_path), target), TARGETS[target], 100, random.SystemRandom().randrange(1 << 32))
        rounds += 1
    print(f"{target}: {rounds * 100} examples in {BUDGET_S:g} s")  # noqa: T201 - what was run is part of the answer


def test_the_good_files_are_read(tmp_path: Path) -> None:
    """The doors are open: what the damage starts from is good."""
    tomllib.loads(material.seeds_toml().decode())
    assert len(parsed_feed(response(material.rss())).entries) == 3
    assert len(page_document(response(material.html(), "text/html")).paragraphs) > 3
    assert read_documents(material.docx_file(), "a.docx")
    assert feeds_in(material.OPML)
    assert decode(material.mp3_file(), "clip").duration_s > 1
    assert decode(material.wav_file(), "clip").duration_s > 0.2
    (tmp_path / "lexicon.tsv").write_bytes(material.shipped_lexicon())
    assert Lexicon.load(tmp_path / "lexicon.tsv")
