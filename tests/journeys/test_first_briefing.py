"""The main job as a newcomer meets it: the real command on the sample articles, read back as a podcast app would."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import feedparser
import miniaudio
import pytest
from mutagen.id3 import ID3

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds" / "briefing.toml"
DAY = "2026-11-23"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"


def run(*words: str, cwd: Path, cache: Path, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    """The real command, with a clip cache of its own."""
    import os

    return subprocess.run(
        [sys.executable, "-m", "briefing", *words],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=110,
        env={**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(ROOT)},
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first")
    done = run(
        "make", "--config", str(SEEDS), "--date", DAY, "--voice", "espeak", cwd=folder, cache=folder / "cache"
    )
    assert done.returncode == 0, done.stderr.decode()
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


def test_made_again_the_same_day_nothing_changes_and_it_says_so(made: Path) -> None:
    before = {path: path.read_bytes() for path in (made / "public").rglob("*") if path.is_file()}
    again = run(
        "make", "--config", str(SEEDS), "--date", DAY, "--voice", "espeak", cwd=made, cache=made / "cache"
    )
    assert again.returncode == 0
    assert "already there" in again.stdout.decode()
    assert before == {path: path.read_bytes() for path in (made / "public").rglob("*") if path.is_file()}


def test_forced_it_is_made_anew_under_the_same_guid_and_a_new_name(tmp_path: Path) -> None:
    words = ["make", "--config", str(SEEDS), "--date", DAY, "--voice", "tone", "--minutes", "1"]
    first = run(*words, cwd=tmp_path, cache=tmp_path / "cache")
    assert first.returncode == 0, first.stderr.decode()
    (before,) = feedparser.parse((tmp_path / "public" / "feed.xml").read_bytes()).entries
    second = run(*words, "--force", cwd=tmp_path, cache=tmp_path / "cache")
    assert second.returncode == 0, second.stderr.decode()
    (after,) = feedparser.parse((tmp_path / "public" / "feed.xml").read_bytes()).entries
    assert after.id == before.id
    assert after.enclosures[0].href != before.enclosures[0].href
    assert (tmp_path / "public" / "episodes" / f"{DAY}-r2").is_dir()


def test_an_unusable_file_among_good_ones_is_told_and_the_rest_is_published(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    good = (ROOT / "seeds" / "articles" / "marfa" / "interest-rate.txt").read_text("utf-8")
    (news / "good.txt").write_text(good, encoding="utf-8")
    (news / "empty.txt").write_bytes(b"")
    (news / "binary.txt").write_bytes(bytes(range(256)) * 50)
    done = run("make", "news", "--date", DAY, "--voice", "tone", cwd=tmp_path, cache=tmp_path / "cache")
    told = done.stderr.decode()
    assert done.returncode == 0, told
    assert "empty.txt" in told
    assert "binary.txt" in told
    assert "Traceback" not in told
    assert (tmp_path / "public" / "feed.xml").is_file()
