"""A listener's way over the page, in a real browser: play, jump, follow, search, read on a small screen."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from briefing.publish.library import Library
from briefing.publish.serve import serving
from briefing.show import Chapter, Episode
from tests.publish.episodes import HEADS, SHOW, publish_one, tone_mp3
from tests.publish.webdriver import Browser, open_page

DAY = date(2026, 11, 24)
OLD_HEAD = "اكتشاف أثري في مدينة تدمر"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page") / "public"
    mp3 = tone_mp3()
    show = replace(SHOW, base_url="http://127.0.0.1:1")
    for days in range(33, -1, -1):
        day = DAY - timedelta(days)
        chapters = tuple(Chapter(start_ms=n * 2000, title=OLD_HEAD if days == 32 and n == 1 else head)
                         for n, head in enumerate(HEADS))  # fmt: skip
        publish_one(folder, day, mp3, show=show, chapters=chapters)
    return folder


@pytest.fixture(scope="module")
def home(root: Path) -> Iterator[str]:
    with serving(root, "127.0.0.1", 0) as port:
        base = f"http://127.0.0.1:{port}"
        Library(root).rebuild(replace(SHOW, base_url=base))
        yield base


def now(browser: Browser) -> float:
    return float(browser.run("return document.querySelector('audio').currentTime"))


def test_play_jump_and_follow(browser: Browser, home: str) -> None:
    open_page(browser, home + "/")
    assert browser.run("return document.documentElement.dir") == "rtl"
    assert browser.run("return document.querySelector('h1').textContent").startswith("نشرة 2026-11-24")
    assert 7.9 < float(browser.run("return document.querySelector('audio').duration")) < 8.2
    assert browser.run("return document.querySelector('.play').getAttribute('aria-label')") == "تشغيل"

    browser.click(".play")
    browser.until("const a=document.querySelector('audio'); return !a.paused && a.currentTime > 0.3")
    assert browser.run("return document.querySelector('.play').getAttribute('aria-label')") == "إيقاف"
    assert browser.until("return document.querySelector('.said')?.textContent").startswith("جملة رقم 0")

    browser.click(".chapters ol li:nth-child(3) a")
    browser.until("return document.querySelector('audio').currentTime >= 4")
    assert browser.until("return document.querySelector('.chapters [aria-current] span')?.textContent") == HEADS[2]
    assert "جملة رقم 4" in browser.until("return document.querySelector('.said')?.textContent")
    assert browser.run("return location.hash") == "#t=4.0"

    browser.click(".transcript span[data-t='1.0']")
    assert 1 <= browser.until("const t=document.querySelector('audio').currentTime; return t < 3 && t") < 3
    browser.until("return document.querySelector('.said')?.textContent.startsWith('جملة رقم 2')")

    browser.click(".play")
    browser.until("return document.querySelector('audio').paused")
    last = "[...document.querySelectorAll('.transcript span[data-t]')].at(-1)"
    browser.run(f"{last}.dataset.e = '7.1'; document.querySelector('audio').currentTime = 7.9")
    browser.until("return document.querySelectorAll('.said').length === 0")  # music, no word is said
    browser.click(".jump[data-by='30']")
    assert now(browser) > 7.5
    browser.click(".jump[data-by='-15']")
    assert now(browser) == 0
    assert browser.log() == []


def press(browser: Browser, key: str) -> None:
    strokes = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
    browser.ask("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": strokes}]})


def test_by_keyboard(browser: Browser, home: str) -> None:
    open_page(browser, home + "/")
    browser.run("document.activeElement.blur()")
    press(browser, "k")
    assert browser.run("return document.querySelector('audio').paused"), "outside the player a letter is the reader's"
    browser.run("document.querySelector('.jump').focus()")
    press(browser, "k")
    browser.until("return !document.querySelector('audio').paused")
    browser.type(".play", " ")
    browser.until("return document.querySelector('audio').paused")
    # WebDriver, 17.4.2 names the keys
    browser.run("document.querySelector('.play').focus(); document.querySelector('audio').currentTime = 2.5")
    press(browser, "\ue015")  # ArrowDown: the next sentence
    browser.until("return document.querySelector('audio').currentTime === 3")
    press(browser, "\ue013")  # ArrowUp
    browser.until("return document.querySelector('audio').currentTime === 2")
    browser.run("document.querySelector('.seek').focus()")
    press(browser, "\ue014")  # ArrowRight
    browser.until("return document.querySelector('audio').currentTime === 7")
    spoken = browser.run("return document.querySelector('.seek').getAttribute('aria-valuetext')")
    assert spoken.endswith("/ 0:08")
    names = browser.run(
        "const named = (n) => n.textContent.trim() || n.getAttribute('aria-label') || n.labels?.length;"
        "return [...document.querySelectorAll('button,input,select,a')]"
        ".filter((n) => !n.closest('[hidden]') && !named(n)).map((n) => n.outerHTML)"
    )
    assert names == [], "everything that can be worked has a name"


def test_find_an_old_episode(browser: Browser, home: str) -> None:
    open_page(browser, home + "/")
    rows = "return document.querySelectorAll('.rows li').length"
    assert browser.run(rows) == 30
    browser.type(".search input", "اكتشافٌ اثرى تدمر")  # other spellings of hamza, yaa and marks
    browser.until("return document.querySelectorAll('.rows li').length === 1")
    assert browser.run("return document.querySelector('.found').textContent") == "النتائج: 1"
    browser.run("document.querySelector('.search input').value=''")
    browser.type(".search input", "لا يوجد هذا")
    browser.until("return document.querySelectorAll('.rows li').length === 0")
    browser.run("const i=document.querySelector('.search input'); i.value=''; i.dispatchEvent(new Event('input'))")
    browser.until(rows + " === 30")
    browser.type(".search input", "تدمر")
    browser.until("return document.querySelectorAll('.rows li').length === 1")
    browser.click(".rows li a")
    browser.until("return location.pathname === '/episodes/2026-10-23/'")
    assert OLD_HEAD in browser.run("return document.querySelector('.chapters').textContent")
    browser.click(".play")
    browser.until("return document.querySelector('audio').currentTime > 0.2")
    browser.click(".older a")
    browser.until("return location.pathname === '/episodes/2026-10-22/'")
    assert browser.log() == []


def with_word_times(scratch: Path, episode: Episode) -> None:
    path = scratch / episode.files["transcript"]
    told = json.loads(path.read_text(encoding="utf-8"))
    for segment in told["segments"]:
        count = len(segment["body"].split())
        segment["wordStartTimes"] = [segment["startTime"] + 0.9 * n / count for n in range(count)]
    path.write_text(json.dumps(told), encoding="utf-8")


def test_word_by_word_where_the_times_are_known(browser: Browser, tmp_path: Path) -> None:
    publish_one(tmp_path, DAY, tone_mp3(), fill=with_word_times)
    with serving(tmp_path, "127.0.0.1", 0) as port:
        open_page(browser, f"http://127.0.0.1:{port}/")
        text = "جملة رقم 1 عن النشرة."
        line = ".transcript [data-t='1.0']"
        assert browser.run("return document.querySelector(arguments[0]).textContent", line) == text
        for number, word in enumerate(text.split()):
            browser.click(f"{line} .word:nth-child({number + 1})")
            browser.until("return !document.querySelector('audio').paused")
            browser.click(".play")
            browser.until("return document.querySelector('audio').paused")
            assert 1 + 0.9 * number / 5 <= now(browser) < 3
            browser.run(f"document.querySelector('audio').currentTime = {1 + 0.9 * number / 5 + 0.05}")
            browser.until(f"return document.querySelector('.word.now')?.textContent === '{word}'")
            assert browser.run("return document.querySelectorAll('.word.now').length") == 1
        browser.run("document.querySelector('audio').currentTime = 7.95")
        browser.until("return document.querySelector('.word.now')?.dataset.at > 7")
        assert browser.log() == []


def test_a_link_into_an_episode_starts_there(browser: Browser, home: str) -> None:
    open_page(browser, f"{home}/episodes/2026-11-20/#t=4.5")
    browser.until("return document.querySelector('audio').currentTime === 4.5")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_it_fits_every_screen(browser: Browser, home: str, tmp_path: Path, width: int, dark: bool) -> None:  # noqa: FBT001
    open_page(browser, home + "/")
    browser.look(width=width, height=800, dark=dark)
    assert browser.run("return document.documentElement.scrollWidth") <= width
    assert browser.run("return matchMedia('(prefers-color-scheme: dark)').matches") is dark
    for front, back in PAIRS:
        ratio = browser.run(CONTRAST, front, back)
        assert ratio >= 4.5, (front, ratio)  # WCAG 2.2, 1.4.3
    for field in (".search input", ".copy", ".older a"):
        browser.run("document.querySelector(arguments[0]).focus({focusVisible: true})", field)
        ratio = browser.run(RING, field)
        assert ratio >= 3, (field, ratio)  # WCAG 2.2, 1.4.11
    browser.picture(tmp_path / "page.png")
    assert (tmp_path / "page.png").stat().st_size > 10_000


PAIRS = [
    ("body", "body"),
    (".summary", ".player"),
    (".date", ".player"),
    (".transcript p", ".transcript"),
    (".files", "body"),
    (".chapters ol bdi", "body"),
    (".sources a", "body"),
    (".apps a", ".subscribe"),
]
LIGHT = """
const light = (text) => {
  const [r, g, b] = text.match(/[0-9.]+/g).slice(0, 3).map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
"""
RING = (
    LIGHT
    + """
const ring = light(getComputedStyle(document.querySelector(arguments[0])).outlineColor);
return ratio(ring, light(getComputedStyle(document.body).backgroundColor));
"""
)
CONTRAST = (
    LIGHT
    + """
const a = light(getComputedStyle(document.querySelector(arguments[0])).color);
const b = light(getComputedStyle(document.querySelector(arguments[1])).backgroundColor);
return ratio(a, b);
"""
)


def test_nothing_comes_from_elsewhere(browser: Browser, home: str) -> None:
    open_page(browser, home + "/")
    browser.click(".search input")
    browser.until("return performance.getEntriesByType('resource').some(e => e.name.endsWith('/search.json'))")
    loaded = browser.run("return performance.getEntriesByType('resource').map(e => e.name)")
    assert all(name.startswith(home + "/") for name in loaded), loaded
    assert browser.run("return document.cookie") == ""
    assert browser.run("return localStorage.length") == 0


def test_embedded_it_is_the_player_alone(browser: Browser, home: str) -> None:
    open_page(browser, home + "/#embed")
    seen = "return getComputedStyle(document.querySelector(arguments[0])).display !== 'none'"
    assert browser.run(seen, ".player")
    assert not any(browser.run(seen, part) for part in (".top", ".columns", ".subscribe", ".older", "footer"))
    code = browser.run("return document.querySelector('details input').value")
    assert code.startswith(f'<iframe src="{home}/#embed" title="موجز الأخبار"')


def test_it_plays_from_the_folder_without_a_server(browser: Browser, root: Path, home: str) -> None:
    assert home
    open_page(browser, (root / "index.html").as_uri())
    browser.click(".play")
    browser.until("return document.querySelector('audio').currentTime > 0.2")


def test_without_script_it_is_a_page_with_a_player(browser: Browser, home: str) -> None:
    browser.command("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(home + "/")
        assert browser.ask("GET", f"{browser.find('audio')}/attribute/controls")
        assert not browser.ask("GET", f"{browser.find('.controls')}/displayed")
        assert "جملة رقم 3" in browser.ask("GET", f"{browser.find('.transcript')}/text")
    finally:
        browser.command("Emulation.setScriptExecutionDisabled", value=False)
