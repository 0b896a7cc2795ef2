"""The page as a document: whole without its script, every reference inside it good, its colours readable."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from briefing.publish import page
from briefing.publish.colours import PALETTES
from briefing.publish.library import Library
from briefing.publish.parts import parts
from briefing.show import Chapter
from tests.publish.episodes import HEADS, SHOW, draft, publish_one

DAY = date(2026, 11, 24)
STYLE = (Path(page.__file__).parent / "templates" / "style.css").read_text(encoding="utf-8")


def luminance(colour: str) -> float:
    """WCAG 2.2, "relative luminance"."""
    digits = colour.lstrip("#")
    digits = "".join(2 * one for one in digits) if len(digits) == 3 else digits
    parts_ = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts_)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def theme(number: int) -> dict[str, str]:
    return dict(re.findall(r"--(\w+):(#[0-9a-f]+)", re.findall(r":root\{[^}]*\}", STYLE)[number]))


@pytest.mark.parametrize("colours", PALETTES)
def test_every_palette_is_readable_in_both_themes(colours: tuple[str, str, str, str]) -> None:
    above, below, accent, letters = colours
    light, dark = theme(0), theme(1)
    pairs = [(letters, above), (letters, below), (accent, above), (accent, below), (below, accent)]
    for look, link in ((light, above), (dark, accent)):
        for ground in (look["ground"], look["card"]):
            pairs += [(look["ink"], ground), (look["soft"], ground), (link, ground)]
        pairs.append((look["ink"], look["mark"]))
    poor = [(front, back, round(contrast(front, back), 2)) for front, back in pairs if contrast(front, back) < 4.5]
    assert poor == [], "WCAG 2.2, 1.4.3"


@pytest.fixture
def pages(tmp_path: Path, mp3: bytes) -> list[Path]:
    publish_one(tmp_path, DAY.replace(day=23), mp3)
    publish_one(tmp_path, DAY, mp3, notices=("مصدر لم يجب",))
    empty = tmp_path / "empty.html"
    empty.write_bytes(page.front_page(SHOW, [], None))
    several = tmp_path / "several.html"
    several.write_bytes(page.shows_page("برامجنا", "ar", [("moojaz", SHOW.title)]))
    return [empty, several, *tmp_path.rglob("index.html")]


def test_every_reference_inside_a_page_is_good(pages: list[Path]) -> None:
    assert len(pages) == 5
    for path in pages:
        tree = html.fromstring(path.read_bytes())
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids))
        wanted = [name for names in tree.xpath("//@aria-labelledby | //@for") for name in names.split()]
        wanted += [link[1:] for link in tree.xpath("//a/@href") if link.startswith("#") and "=" not in link]
        assert set(wanted) <= set(ids), path
        levels = [int(node.tag[1]) for node in tree.iter("h1", "h2", "h3", "h4")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels)), levels
        assert all(image.get("alt") is not None and image.get("width") for image in tree.iter("img"))
        assert not tree.xpath("//@onclick | //@style"), "the security policy would refuse it"


def test_what_is_read_on_a_control_is_in_its_name(pages: list[Path]) -> None:
    """WCAG 2.2, 2.5.3: who says "click +30" must be understood."""
    named = [
        (node.get("aria-label"), node.text_content().strip())
        for path in pages
        for node in html.fromstring(path.read_bytes()).xpath("//*[self::a or self::button][@aria-label]")
    ]
    assert ("+30 ثانية، إلى الأمام", "+30") in named
    assert [pair for pair in named if pair[1] not in pair[0]] == []


def test_a_page_tells_those_who_link_to_it_what_it_is(pages: list[Path], tmp_path: Path) -> None:
    """Open Graph, "Basic Metadata": four properties every page has, addresses whole."""
    for path in pages[2:]:
        tree = html.fromstring(path.read_bytes())
        told = {node.get("property"): node.get("content") for node in tree.xpath("//meta[@property]")}
        front = path.parent == tmp_path
        inside = "" if front else f"{path.parent.relative_to(tmp_path).as_posix()}/"
        assert told["og:url"] == f"{SHOW.base_url}/{inside}"
        assert told["og:type"] == ("website" if front else "article")
        assert told["og:image"] == f"{SHOW.base_url}/cover-small.jpg"
        assert told["og:title"] == tree.findtext("head/title")


@pytest.mark.skipif(not os.environ.get("VNU_JAR") or not shutil.which("java"), reason="VNU_JAR names no validator")
def test_every_page_is_valid_html(pages: list[Path]) -> None:
    """``npm install vnu-jar`` brings the W3C's checker; VNU_JAR names its ``vnu.jar``."""
    command = ["java", "-jar", os.environ["VNU_JAR"], "--errors-only", "--format", "gnu", *map(str, pages)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.stderr == ""


def read(folder: Path, segments: list[dict[str, object]], *heads: str) -> list[tuple[str, list[str], list[list[str]]]]:
    marks = tuple(Chapter(start_ms=n * 4000, title=head) for n, head in enumerate(heads))
    episode = replace(draft(SHOW, DAY, 1), chapters=marks)
    text = json.dumps({"version": "1.0.0", "segments": segments})
    (folder / episode.files["transcript"]).write_text(text, encoding="utf-8")
    return [
        (part.title, [line.text for line in part.heading], [[line.text for line in row] for row in part.paragraphs])
        for part in parts(episode, folder)
    ]


def segment(start: float, end: float, body: str) -> dict[str, object]:
    return {"startTime": start, "endTime": end, "body": body}


def test_a_title_that_is_said_is_not_shown_twice_and_silence_parts_paragraphs(tmp_path: Path) -> None:
    rows = [
        segment(0, 1, "قمة عربية"), segment(1.001, 2, "في القاهرة."),
        segment(2.5, 3, "بدأت القمة."), segment(3.001, 3.4, "وحضرها الجميع."), segment(3.8, 3.9, "المصدر."),
        segment(4, 5, "أسعار النفط ترتفع اليوم."),
    ]  # fmt: skip
    assert read(tmp_path, rows, "قمة عربية في القاهرة", "أسعار النفط ترتفع") == [
        ("قمة عربية في القاهرة", ["قمة عربية", "في القاهرة."], [["بدأت القمة.", "وحضرها الجميع."], ["المصدر."]]),
        ("أسعار النفط ترتفع", [], [["أسعار النفط ترتفع اليوم."]]),
    ]


UNREADABLE = (
    *(b"", b"{", b'{"segments": [{"body": "x"}]}', b'{"segments": 7}', b"\xff", b"[" * 100_000),
    b'{"segments": [{"startTime": 1e999, "endTime": 2, "body": "x", "wordStartTimes": [1]}]}',
)


@pytest.mark.parametrize("content", UNREADABLE)
def test_without_a_readable_transcript_the_page_is_whole(tmp_path: Path, content: bytes) -> None:
    episode = draft(SHOW, DAY, 1)
    (tmp_path / episode.files["transcript"]).write_bytes(content)
    tree = html.fromstring(page.episode_page(SHOW, episode, tmp_path, None))
    assert tree.xpath("count(//section[@class='chapters']//li)") == len(HEADS)
    assert tree.xpath("count(//section[@class='transcript']//p)") == 0


def test_word_times_that_do_not_fit_the_words_are_left_out(tmp_path: Path, mp3: bytes) -> None:
    episode = publish_one(tmp_path, DAY, mp3)
    folder = Library(tmp_path).folder(episode)
    path = folder / episode.files["transcript"]
    told = json.loads(path.read_bytes())
    told["segments"][0]["wordStartTimes"] = [0.0, 0.1]
    told["segments"][1]["wordStartTimes"] = [1.0, 1.1, 1.2, 1.3, 1.4]
    path.write_text(json.dumps(told), encoding="utf-8")
    lines = [line for part in parts(episode, folder) for row in part.paragraphs for line in row]
    assert lines[0].words_ms == ()
    assert lines[1].words_ms == (0, 100, 200, 300, 400)
