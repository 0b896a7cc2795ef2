"""The network goes in the middle of an episode: the next voice of the chain reads all of it, and the notes say so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.speech import SETTINGS, Service, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

ANSWERS = 4


@pytest.fixture
def service() -> Iterator[str]:
    with serving(ANSWERS) as base_url:
        yield base_url


def _configure(command: Any, service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-for-this-test")
    settings = SETTINGS.format(base_url=service)
    (command.folder / "briefing.toml").write_text(settings, encoding="utf-8")


def test_one_voice_reads_the_whole_episode(command: Any, service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _configure(command, service, monkeypatch)
    command.good("make", "--date", "2026-11-23", "--minutes", "1")
    assert Service.answered > ANSWERS
    (record,) = (command.folder / "public" / "episodes").glob("*/episode.json")
    voice = json.loads(record.read_text("utf-8"))["voice"]
    assert voice.startswith("espeak (speech_api")


ARTICLE = """# افتتاح جسر النهر

افتتحت المدينة صباح الأحد جسرا جديدا فوق النهر الكبير بعد عامين من العمل المتواصل.

ووصف المهندس زعبور الجسر بأنه أطول ما بني في البلاد منذ ثلاثين عاما.

ويختصر الجسر الطريق إلى المطار ويخفف الزحام عن وسط المدينة في ساعات الذروة.
"""


def test_a_paragraph_that_the_voice_cannot_say_is_left_out(
    command: Any, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _configure(command, service, monkeypatch)
    Service.last_answer, Service.unsayable = 1000, "زعبور"
    (command.folder / "bridge.md").write_text(ARTICLE, encoding="utf-8")
    command.good("make", "bridge.md", "--date", "2026-11-23")
    (path,) = (command.folder / "public" / "episodes").glob("*/episode.json")
    record = json.loads(path.read_text("utf-8"))
    assert record["voice"] == "speech_api"
    assert [one for one in record["notices"] if "left out a paragraph" in one and "زعبور" in one]
    transcript = (path.parent / record["files"]["vtt"]).read_text("utf-8")
    assert "زعبور" not in transcript
    assert "ويختصر الجسر" in transcript


LONELY = "وصل السفير زعبور إلى العاصمة أمس لبحث التعاون في الصيد البحري مع وزير الزراعة، وتستمر زيارته ثلاثة أيام."


def test_a_story_of_which_nothing_is_left_goes_as_a_whole(
    command: Any, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _configure(command, service, monkeypatch)
    Service.last_answer, Service.unsayable = 1000, "زعبور"
    (command.folder / "bridge.md").write_text(ARTICLE.replace("زعبور", ""), encoding="utf-8")
    (command.folder / "lonely.md").write_text(f"---\noutlet: صوت المدينة\n---\n\n{LONELY}\n", encoding="utf-8")
    command.good("make", "lonely.md", "bridge.md", "--date", "2026-11-23")
    (path,) = (command.folder / "public" / "episodes").glob("*/episode.json")
    record = json.loads(path.read_text("utf-8"))
    assert record["voice"] == "speech_api"
    assert [one for one in record["notices"] if "left out a story" in one and "زعبور" in one]
    assert len(record["references"]) == 1
    assert len(record["chapters"]) == 3
    transcript = (path.parent / record["files"]["vtt"]).read_text("utf-8")
    assert "في هذه النشرة خبر واحد" in transcript
    assert "زعبور" not in transcript
    assert "صوت المدينة" not in transcript


def test_an_edition_of_which_nothing_could_be_said_is_read_by_the_next_voice(
    command: Any, service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _configure(command, service, monkeypatch)
    Service.last_answer, Service.unsayable = 1000, " "
    (command.folder / "bridge.md").write_text(ARTICLE, encoding="utf-8")
    command.good("make", "bridge.md", "--date", "2026-11-23")
    (path,) = (command.folder / "public" / "episodes").glob("*/episode.json")
    record = json.loads(path.read_text("utf-8"))
    assert record["voice"].startswith("espeak (")
    assert not [one for one in record["notices"] if "left out a paragraph" in one]
