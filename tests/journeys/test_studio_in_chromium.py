"""An editor's way through the studio, in a real browser, over the real command: look, move, edit, hear, publish."""

from __future__ import annotations

import json
import re
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from briefing.publish.library import Library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.publish.webdriver import Browser

SETTINGS = """
[show]
id = "studio"
title = "نشرة المدينة"
[edition]
time_zone = "UTC"
minutes = 3
[voice]
name = "tone"
cache_dir = "cache"
[[sources]]
type = "folder"
path = "news"
name = "صوت المدينة"
"""
NEWS = {
    "bridge": ("افتتاح جسر النهر", "افتتحت المدينة صباح الأحد جسرا جديدا فوق النهر بطول 340 مترا، وعمل فيه 250 عاملا."),
    "oil": ("أسعار النفط ترتفع", "ارتفعت أسعار النفط في الأسواق العالمية بنحو 3 دولارات بعد قرار خفض الإنتاج اليومي."),
    "cup": (
        "المنتخب يبلغ النهائي",
        "بلغ المنتخب الوطني نهائي الكأس بعد فوزه على ضيفه أمام 42 ألف متفرج في ملعب المدينة الرياضية.",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def home(first_command: Any) -> Path:
    folder: Path = first_command.folder
    (folder / "briefing.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "news").mkdir()
    for name, (title, text) in NEWS.items():
        (folder / "news" / f"{name}.txt").write_text(f"{title}\n{text}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def day() -> str:
    """One for the whole module, also when midnight passes."""
    return datetime.now(UTC).date().isoformat()


@pytest.fixture(scope="module")
def studio(first_command: Any, home: Path, day: str) -> Iterator[str]:
    """The address that the command prints."""
    words = first_command.line("serve", "--studio", "--port", "0", "--date", day)
    with (home / "told").open("wb") as told:
        process = subprocess.Popen(words, cwd=home, env=first_command.env, stdout=told, stderr=subprocess.STDOUT)
    try:
        ends = time.monotonic() + 60
        while time.monotonic() < ends:
            match = re.search(r"studio: (http\S+)", (home / "told").read_text(encoding="utf-8"))
            if match and answers(match[1]):
                yield match[1]
                break
            assert process.poll() is None, (home / "told").read_text(encoding="utf-8")
            time.sleep(0.1)
        else:
            pytest.fail("the studio never answered")
    finally:
        process.terminate()
        assert process.wait(30) is not None


def answers(address: str) -> bool:
    try:
        return httpx.get(address, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def titles(browser: Browser) -> list[str]:
    found: list[str] = browser.run(
        "return [...document.querySelectorAll('.part.story:not(.off) h2')].map(h => h.textContent)"
    )
    return found


def click(browser: Browser, button: str) -> None:
    """Press a button of a place, such as drop2.1, and wait for the page that comes of it."""
    browser.run("document.querySelector('main').dataset.old = 1")
    browser.click(f"[id='{button}']")
    browser.until("return !document.querySelector('main').dataset.old")


def write(browser: Browser, place: str, field: str, text: str) -> None:
    browser.run("document.querySelector('main').dataset.old = 1")
    browser.run("document.getElementById('l' + arguments[0]).open = true", place)
    area = f"[id='l{place}'] textarea[name={field}]"
    browser.run("document.querySelector(arguments[0]).value = ''", area)
    browser.type(area, text)
    browser.click(f"[id='l{place}'] .save")
    browser.until("return !document.querySelector('main').dataset.old")


def test_plan_move_edit_hear_and_publish(browser: Browser, studio: str, home: Path) -> None:
    browser.look(width=1280, height=900, dark=False)
    browser.open(studio)
    assert "لا ترتيب" in browser.run("return document.querySelector('.empty').textContent")
    browser.click("#plan")
    browser.until("return document.querySelectorAll('.part.story').length === 3", 60)
    planned = titles(browser)
    assert sorted(planned) == sorted(title for title, _ in NEWS.values())

    click(browser, "up4")
    assert titles(browser) == [planned[0], planned[2], planned[1]]
    assert browser.run("return document.activeElement.closest('.part').id") == "p3", "the focus goes with the story"
    click(browser, "drop4")
    assert titles(browser) == [planned[0], planned[2]]
    assert "خبران" in browser.run("return document.querySelector('.part.opening').textContent")

    write(browser, "2.1.1", "written", "عنوان من يد المحرر.")
    assert titles(browser)[0] == "عنوان من يد المحرر"
    write(browser, "3.2.1", "spoken", "هَذَا مَا يُقَالُ 5 مرات")
    said = "هذا ما يقال خمس مرات"
    assert browser.run("return document.querySelector('[id=\"l3.2.1\"] .spoken').textContent").endswith(said)

    browser.click("[id='p3.2'] .hear")
    browser.until("return document.querySelector('[id=\"p3.2\"] .hear.playing')", 60)
    browser.until("return !document.querySelector('.hear.playing')", 60)
    assert browser.run("return document.querySelector('.heard').hidden")

    browser.open(studio)
    assert titles(browser) == ["عنوان من يد المحرر", planned[2]], "a reload keeps the edits"
    assert browser.run("return document.querySelector('[id=\"l3.2.1\"] .spoken').textContent").endswith(said)

    browser.click(".act.main summary")
    browser.click("#publish")
    browser.until("return document.querySelector('.job.done[aria-label=النشر]')", 90)
    assert browser.log() == []
    browser.click(".state a")
    browser.until("return location.pathname.startsWith('/episodes/')")
    assert "عنوان من يد المحرر" in browser.run("return document.querySelector('h1').textContent")
    chapters = browser.run("return [...document.querySelectorAll('.chapters ol span')].map(s => s.textContent)")
    assert chapters == ["نشرة المدينة", "عنوان من يد المحرر", planned[2], "الختام"]
    browser.click(".play")
    browser.until("return document.querySelector('audio').currentTime > 0.2")

    library = Library(home / "public")
    episode = library.newest()
    assert episode is not None
    transcript = json.loads((library.folder(episode) / episode.files["transcript"]).read_bytes())
    written = " ".join(segment["body"] for segment in transcript["segments"])
    assert "عنوان من يد المحرر." in written
    assert planned[1] not in written
    assert [one.title for one in episode.references] == [planned[0], planned[2]]
    assert planned[1] not in (home / "public" / "feed.xml").read_text(encoding="utf-8")


def test_the_second_of_two_windows_is_told(browser: Browser, studio: str, first_command: Any, day: str) -> None:
    browser.open(studio)
    first_command.good("plan", "title", "3", "عنوان من سطر الأوامر", "--date", day)
    browser.until("return !document.querySelector('.stale').hidden", 30)
    write(browser, "2.1.1", "written", "كلام النافذة الثانية")
    trouble = browser.run("return document.querySelector('main > .trouble:not([hidden])').textContent")
    assert "كلام النافذة الثانية" in trouble
    assert titles(browser)[1] == "عنوان من سطر الأوامر"
    write(browser, "2.1.1", "written", "كلام النافذة الثانية")
    assert titles(browser)[0] == "كلام النافذة الثانية"
    assert "كلام النافذة الثانية" in first_command.good("plan", "show", "--date", day)


def test_what_is_refused_is_told_in_place(browser: Browser, studio: str) -> None:
    browser.open(studio)
    write(browser, "2.1.1", "written", "***")
    assert "2.1.1" in browser.run("return document.querySelector('main > .trouble:not([hidden])').textContent")
    assert titles(browser)[0] == "كلام النافذة الثانية"


def test_without_script_everything_works_by_reloads(browser: Browser, studio: str) -> None:
    browser.open(studio)
    before = titles(browser)
    browser.command("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(studio)
        browser.ask("POST", f"{browser.find('[id=down2]')}/click", {})
    finally:
        browser.command("Emulation.setScriptExecutionDisabled", value=False)
    browser.open(studio)
    assert titles(browser) == before[::-1]


def test_by_keyboard_alone(browser: Browser, studio: str) -> None:
    browser.open(studio)
    before = titles(browser)
    browser.run("document.querySelector('main').dataset.old = 1")
    browser.type("[id='down2']", "\ue007")  # Enter
    browser.until("return !document.querySelector('main').dataset.old")
    assert titles(browser) == before[::-1]
    unnamed = browser.run(
        "const named = (n) => n.textContent.trim() || n.getAttribute('aria-label') || n.labels?.length;"
        "return [...document.querySelectorAll('button,textarea,input:not([type=hidden]),a,summary')]"
        ".filter((n) => !named(n)).map((n) => n.outerHTML)"
    )
    assert unnamed == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_fits_every_screen(browser: Browser, studio: str, tmp_path: Path, width: int, dark: bool) -> None:  # noqa: FBT001
    browser.look(width=width, height=900, dark=dark)
    browser.open(studio)
    browser.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert browser.run("return document.documentElement.scrollWidth") <= width
    trouble = (
        "const p=document.querySelector('.heard'); p.hidden=false; p.textContent='a long line of English '.repeat(20)"
    )
    browser.run(trouble)
    assert browser.run("return document.documentElement.scrollWidth") <= width
    browser.picture(tmp_path / "studio.png")
    assert (tmp_path / "studio.png").stat().st_size > 10_000
