"""The names that other programs import: an episode in ten lines, a text spoken; nothing is loaded before its use."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import briefing
from briefing import BriefingError, make_episode, marked, phonemes, spoken, ssml
from briefing.arabic.spoken import speak

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = ROOT / "seeds" / "articles" / "marfa" / "interest-rate.txt"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEXT = "وصل 15 صاروخا إلى كييف"
NAMESPACE = "{http://www.w3.org/2001/10/synthesis}"


def test_an_episode_is_made_and_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    lines: list[str] = []
    clips: list[tuple[int, int]] = []

    def make() -> briefing.Made:
        return make_episode(
            tmp_path / "public", inputs=[ARTICLE], settings={"arabic": {"region": "gulf"}}, voice="tone", minutes=1.5,
            now=NOW, on_line=lines.append, on_clip=lambda done, of: clips.append((done, of)),
        )  # fmt: skip

    made = make()
    assert made.new
    assert made.audio.stat().st_size > 10_000
    assert made.feed.read_text(encoding="utf-8").count("<item>") == 1
    assert made.file("vtt").is_file()
    assert made.episode.date.isoformat() == "2026-11-23"
    assert clips[-1][0] == clips[-1][1]
    assert any(line.startswith("published ") for line in lines)
    assert not make().new
    earlier: dict[str, Any] = {
        "inputs": ARTICLE,
        "voice": "tone",
        "minutes": 1.5,
        "day": date(2026, 11, 22),
        "now": NOW,
    }
    with pytest.raises(
        BriefingError, match="all 1 articles were told before; wait, or name them as INPUTS with --force"
    ):
        make_episode(tmp_path / "public", **earlier)
    assert make_episode(tmp_path / "public", **earlier, force=True).new, (
        "whoever names it and forces it may tell it again"
    )


def test_a_failure_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BriefingError, match="no such file or folder"):
        make_episode(tmp_path, inputs=["missing.txt"], voice="tone", now=NOW)
    with pytest.raises(BriefingError, match="did you mean 'minutes'"):
        make_episode(tmp_path, settings={"edition": {"minuts": 3}})
    with pytest.raises(BriefingError, match="is not between"):
        make_episode(tmp_path, inputs=[ARTICLE], minutes=0)


def test_one_input_is_one_input_and_none_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(BriefingError, match=r"^missing\.txt: no such file or folder"):
        make_episode(tmp_path / "public", inputs="missing.txt", voice="tone", now=NOW)
    with pytest.raises(BriefingError, match=r"no article to read: no source is named; name files"):
        make_episode(tmp_path / "public", voice="tone", now=NOW)


def test_a_text_in_each_form() -> None:
    # Wright, A Grammar of the Arabic Language, I 319: 11-99 take the accusative singular
    assert spoken(TEXT) == "وصل خمسة عشر صاروخا إلى كييف"
    assert spoken("يوم 3/5", region="levant") == "يوم الثالث من أيار"
    assert spoken(TEXT, readings={"كييف": "كي إف"}).endswith("إلى كي إف")
    assert marked(TEXT).startswith("وَصَلَ خَمْسَةَ عَشَرَ")
    assert phonemes(TEXT).startswith("wasˤala xamsata ʕaʃara")
    assert spoken("1\n2").count("\n") == phonemes("بيت\nبيت").count("\n") == 1


def test_ssml_keeps_what_is_written_and_says_what_is_spoken() -> None:
    speech = ET.fromstring(ssml("بنسبة 20% & 15 <كتابا>"))
    (sentence,) = speech
    assert [(sub.text, sub.get("alias")) for sub in sentence][:1] == [("20%", "عشرين في المئة")]
    assert "<كتابا>" in "".join(sentence.itertext())


@hypothesis_settings(deadline=None, max_examples=50)
@given(st.text(st.sampled_from("ابتثجحخ 0123456789%$.,،/-:<>&\"'\x00\ud800لو")))
def test_any_text_becomes_a_document_that_says_the_same(text: str) -> None:
    line = " ".join(text.split())
    sentence = ET.fromstring(ssml(text))[0]
    said = (sentence.text or "") + "".join((sub.get("alias") or "") + (sub.tail or "") for sub in sentence)
    wanted = speak(line).text

    def letters(words: str) -> str:
        return "".join(filter(str.isalpha, words))

    assert letters(said) == letters(wanted)


def test_no_file_of_the_package_takes_the_place_of_a_name() -> None:
    files = {path.stem for path in (ROOT / "briefing").iterdir()}
    assert files.isdisjoint(briefing.__all__)


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("briefing", {"click", "numpy", "pydantic", "httpx", "PIL"}),
        ("briefing.publish.state", {"numpy", "pydantic", "PIL"}),  # a server and `briefing listeners` start with it
    ],
)
def test_importing_it_loads_no_heavy_package(module: str, heavy: set[str]) -> None:
    code = f"import sys, {module}; print(*{heavy}.intersection(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == []


def test_what_the_package_offers_is_there() -> None:
    assert set(briefing.__all__) <= set(dir(briefing))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        briefing.nothing  # noqa: B018 - asked for on purpose
