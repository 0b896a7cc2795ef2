"""The main job as a newcomer meets it: the real command on the sample articles, read back as a podcast app would."""

from __future__ import annotations

import json
import wave
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import feedparser
import miniaudio
import pytest
from mutagen.id3 import ID3

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds" / "briefing.toml"
DAY = "2026-11-23"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"


@pytest.fixture(scope="module")
def made(first_command: Any) -> Path:
    first_command.good("make", "--config", str(SEEDS), "--date", DAY, "--voice", "espeak")
    folder: Path = first_command.folder
    return folder


def _episode(folder: Path) -> dict[str, object]:
    record: dict[str, object] = json.loads((folder / "public" / "episodes" / DAY / "episode.json").read_text("utf-8"))
    return record


def test_the_folder_holds_a_whole_podcast(made: Path) -> None:
    public = made / "public"
    assert (public / "feed.xml").is_file()
    assert (public / "index.html").is_file()
    episode = public / "episodes" / DAY
    kinds = {"".join(path.suffixes[-1:]) for path in episode.iterdir()}
    assert {".mp3", ".vtt", ".srt", ".json"} <= kinds


def test_nothing_is_kept_beside_what_the_program_itself_keeps(made: Path) -> None:
    assert [one.name for one in (made / "cache").iterdir()] == ["arabic-briefing"]


def test_the_sound_decodes_and_is_as_long_as_the_feed_says(made: Path) -> None:
    parsed = feedparser.parse((made / "public" / "feed.xml").read_bytes())
    assert not parsed.bozo
    (entry,) = parsed.entries
    (enclosure,) = entry.enclosures
    audio = next((made / "public" / "episodes" / DAY).glob("*.mp3"))
    assert enclosure.href.endswith(f"/episodes/{DAY}/{audio.name}")
    assert int(enclosure.length) == audio.stat().st_size
    decoded = miniaudio.decode(audio.read_bytes())
    item = ET.fromstring((made / "public" / "feed.xml").read_bytes()).find("channel/item")
    assert item is not None
    told = item.findtext(f"{ITUNES}duration")
    assert told is not None
    assert abs(decoded.num_frames / decoded.sample_rate - float(told)) <= 1
    assert 60 < float(told) <= 300


def test_the_tags_name_the_episode_and_its_chapters(made: Path) -> None:
    audio = next((made / "public" / "episodes" / DAY).glob("*.mp3"))
    tags = ID3(audio)
    assert tags["TALB"].text == ["موجز الأخبار"]
    assert tags.getall("APIC")
    chapters = sorted(tags.getall("CHAP"), key=lambda chapter: chapter.start_time)
    assert len(chapters) >= 4
    assert chapters[0].start_time == 0


def test_the_transcript_shows_what_was_written(made: Path) -> None:
    transcript = next((made / "public" / "episodes" / DAY).glob("*.vtt")).read_text("utf-8")
    assert transcript.startswith("WEBVTT")
    assert "350 ميغاواط" in transcript


def test_the_two_articles_on_one_event_are_one_story_that_names_both(made: Path) -> None:
    references = _episode(made)["references"]
    assert isinstance(references, list)
    solar = [one["outlet"] for one in references if "الواحات" in one["title"]]
    assert sorted(solar) == ["جريدة المرفأ", "وكالة الساحل"]
    titles = [chapter["title"] for chapter in _episode(made)["chapters"]]  # type: ignore[attr-defined]
    assert sum("الواحات" in title for title in titles) == 1


def test_made_again_the_same_day_nothing_changes_and_it_says_so(made: Path, first_command: Any) -> None:
    before = {path: path.read_bytes() for path in (made / "public").rglob("*") if path.is_file()}
    told = first_command.good("make", "--config", str(SEEDS), "--date", DAY, "--voice", "espeak")
    assert "already there" in told
    assert before == {path: path.read_bytes() for path in (made / "public").rglob("*") if path.is_file()}


def test_forced_it_is_made_anew_under_the_same_guid_and_a_new_name(command: Any) -> None:
    words = ["make", "--config", str(SEEDS), "--date", DAY, "--voice", "tone", "--minutes", "1"]
    public = command.folder / "public"
    command.good(*words)
    (before,) = feedparser.parse((public / "feed.xml").read_bytes()).entries
    command.good(*words, "--force")
    (after,) = feedparser.parse((public / "feed.xml").read_bytes()).entries
    assert after.id == before.id
    assert after.published == before.published
    assert after.enclosures[0].href != before.enclosures[0].href
    assert (public / "episodes" / f"{DAY}-r2").is_dir()


def test_an_unusable_file_among_good_ones_is_told_and_the_rest_is_published(command: Any) -> None:
    news = command.folder / "news"
    news.mkdir()
    good = (ROOT / "seeds" / "articles" / "marfa" / "interest-rate.txt").read_text("utf-8")
    (news / "good.txt").write_text(good, encoding="utf-8")
    (news / "empty.txt").write_bytes(b"")
    (news / "binary.txt").write_bytes(bytes(range(256)) * 50)
    done = command.run("make", "news", "--date", DAY, "--voice", "tone")
    told = done.stderr.decode()
    assert done.returncode == 0, told
    assert "empty.txt" in told
    assert "binary.txt" in told
    assert "Traceback" not in told
    assert (command.folder / "public" / "feed.xml").is_file()


def test_standard_input_is_read_as_an_article(command: Any) -> None:
    article = (ROOT / "seeds" / "articles" / "marfa" / "cup-semifinal.txt").read_bytes()
    done = command.run("make", "-", "--date", DAY, "--voice", "tone", stdin=article)
    assert done.returncode == 0, done.stderr.decode()
    (record,) = (command.folder / "public" / "episodes").glob("*/episode.json")
    assert "كأس الاتحاد" in json.loads(record.read_text("utf-8"))["title"]


def test_a_rehearsal_prints_the_running_order_and_publishes_nothing(command: Any) -> None:
    told = command.good("make", "--config", str(SEEDS), "--date", DAY, "--voice", "espeak", "--dry-run")
    assert "expected length" in told
    assert "ميغاواط" in told
    assert not (command.folder / "public" / "feed.xml").exists()


def test_the_seed_article_is_spoken_as_a_presenter_reads_it(command: Any) -> None:
    article = (ROOT / "seeds" / "articles" / "archive" / "phone-call.txt").read_bytes()
    done = command.run("spoken", stdin=article)
    told = done.stdout.decode()
    assert told.count("\n") == article.decode().rstrip("\n").count("\n") + 1
    for heard in (
        "الساعة العاشرة والنصف صباحا",
        "عام ألف وتسعمئة وتسعة وسبعين",
        "السابع من أكتوبر",
        "ألف ومئتي إسرائيلي",
    ):
        assert heard in told


def test_a_text_is_said_in_every_form_and_as_a_clip(command: Any) -> None:
    told = command.good("say", "وصل 15 صاروخا", "--voice", "espeak", "--out", "clip.wav")
    assert "وصل خمسة عشر صاروخا" in told
    with wave.open(str(command.folder / "clip.wav")) as clip:
        assert 0.8 < clip.getnframes() / clip.getframerate() < 4
