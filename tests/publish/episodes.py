"""Episodes with a real MP3, published the real way."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import lameenc
import numpy as np
from lxml import etree

from briefing.publish.chapters import chapters_json
from briefing.publish.entries import Entry
from briefing.publish.feed import Frame, document
from briefing.publish.library import Library, Retention
from briefing.show import Chapter, EditionId, Episode, Reference, Show

HEADS = ("النشرة", "قمة عربية في القاهرة تبحث إعادة الإعمار", "أسعار النفط ترتفع بعد قرار أوبك", "الختام")
LENGTH_S = 8


def tone_mp3() -> bytes:
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(96)
    encoder.set_in_sample_rate(44100)
    encoder.set_channels(1)
    encoder.set_quality(7)
    time = np.arange(44100 * LENGTH_S) / 44100
    tone = (np.sin(2 * np.pi * 330 * time) * 5000).astype("<i2")
    return bytes(encoder.encode(tone.tobytes())) + bytes(encoder.flush())


SHOW = Show(
    id="moojaz",
    title="موجز الأخبار",
    description="أبرز أخبار اليوم بالعربية، في دقائق.",
    author="غرفة الأخبار",
    email="editor@example.org",
    base_url="https://news.example.org/show",
    presenter="سلمى",
)


def vtt(lines: list[tuple[float, float, str]]) -> str:
    blocks = [f"00:00:{start:06.3f} --> 00:00:{end:06.3f}\n<v سلمى>{text}" for start, end, text in lines]
    return "WEBVTT\n\n" + "\n\n".join(blocks) + "\n"


def srt(lines: list[tuple[float, float, str]]) -> str:
    def clock(seconds: float) -> str:
        return f"00:00:{seconds:06.3f}".replace(".", ",")

    return "\n".join(f"{n}\n{clock(a)} --> {clock(b)}\n{text}\n" for n, (a, b, text) in enumerate(lines, 1))


def draft(show: Show, day: date, revision: int, **changes: Any) -> Episode:
    stem = Library.file_stem(show, EditionId(day, changes.get("slot", "")), revision)
    values: dict[str, Any] = {
        "show_id": show.id,
        "guid": f"{show.id}-{day.isoformat()}",
        "date": day,
        "revision": revision,
        "title": f"نشرة {day.isoformat()}: {HEADS[1]}",
        "published": datetime(day.year, day.month, day.day, 4, tzinfo=UTC),
        "summary": "قمة عربية في القاهرة، وأسعار النفط ترتفع.",
        "files": {
            "audio": f"{stem}.mp3",
            "vtt": f"{stem}.vtt",
            "srt": f"{stem}.srt",
            "transcript": f"{stem}.json",
            "chapters": f"{stem}.chapters.json",
        },
        "audio_bytes": 0,
        "duration_ms": LENGTH_S * 1000,
        "chapters": tuple(
            Chapter(start_ms=n * 2000, title=head, url=f"https://example.org/{n}" if n in {1, 2} else "")
            for n, head in enumerate(HEADS)
        ),
        "references": tuple(
            Reference(article_id=str(n), outlet="وكالة المثال", title=HEADS[n], url=f"https://example.org/{n}")
            for n in (1, 2)
        ),
        "voice": "tone",
    }
    return Episode(**{**values, **changes})


def feed(show: Show, episodes: Sequence[Episode], frame: Frame) -> bytes:
    """A feed document of episodes at hand."""
    return document(show, [Entry.of(episode) for episode in episodes], frame)


def publish_one(root: Path, day: date, mp3: bytes, *, show: Show = SHOW, **changes: Any) -> Episode:
    library = Library(root)
    with library.scratch() as scratch:
        fill = changes.pop("fill", None)
        kept = changes.pop("kept", Retention())
        revision = library.next_revision(EditionId(day, changes.get("slot", "")))
        episode = draft(show, day, revision, **{"audio_bytes": len(mp3), **changes})
        lines = [(n * 1.0, n + 0.9, f"جملة رقم {n} عن {HEADS[n // 2]}.") for n in range(LENGTH_S)]
        segments = [{"startTime": a, "endTime": b, "body": text, "speaker": "سلمى"} for a, b, text in lines]
        texts = {
            "vtt": vtt(lines),
            "srt": srt(lines),
            "transcript": json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False),
            "chapters": chapters_json(episode.chapters),
        }
        (scratch / episode.files["audio"]).write_bytes(mp3)
        for role, text in texts.items():
            (scratch / episode.files[role]).write_text(text, encoding="utf-8")
        if fill:
            fill(scratch, episode)
        library.commit(show, episode, scratch, kept)
    return episode


def guids(root: Path) -> list[str]:
    """The feed's guids, after a look at every enclosure as a listener would."""
    tree = etree.fromstring((root / "feed.xml").read_bytes())
    for enclosure in tree.iter("enclosure"):
        url = enclosure.get("url", "")
        file = root / url.removeprefix(f"{SHOW.base_url}/")
        assert file.stat().st_size == int(enclosure.get("length", "0")), file
    return [str(guid) for guid in tree.xpath("//item/guid/text()")]


DAY = date(2026, 11, 24)
FRAME = Frame(guid="917393e3-1b1e-5cef-ace4-edaa54e1f810", cover="cover-1a2b3c4d.jpg")


def episode(day: date = DAY, **changes: Any) -> Episode:
    """One that lies in no library: every field is filled, no file is there."""
    stem = f"moojaz-{day}"
    values: dict[str, Any] = {
        "show_id": "moojaz",
        "guid": f"g-{day}",
        "date": day,
        "revision": 1,
        "title": "نشرة الثلاثاء",
        "published": datetime(day.year, day.month, day.day, 4, 30, tzinfo=UTC),
        "summary": "قمة في القاهرة.",
        "files": {
            "audio": f"{stem}.mp3",
            "vtt": f"{stem}.vtt",
            "srt": f"{stem}.srt",
            "transcript": f"{stem}.json",
            "chapters": f"{stem}.chapters.json",
        },
        "audio_bytes": 7_200_123,
        "duration_ms": 600_499,
        "chapters": (
            Chapter(start_ms=0, title="النشرة"),
            Chapter(start_ms=12_040, title="قمة", url="https://example.org/خبر"),
            Chapter(start_ms=590_000, title="الختام"),
        ),
        "references": (Reference(article_id="1", outlet="وكالة", title="قمة", url="https://example.org/1?a=1&b=2"),),
        "voice": "espeak",
        "notices": ("مصدر لم يُقرأ",),
    }
    return Episode(**{**values, **changes})


def audio(made: Episode) -> str:
    """Its path on a server."""
    return f"/episodes/{made.date}/{made.files['audio']}"
