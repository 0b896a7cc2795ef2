"""Words that mean harm on the page, in a real browser: they are read and do nothing."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from briefing.publish.serve import serving
from briefing.show import Chapter, Reference
from tests.publish.episodes import SHOW, publish_one, tone_mp3
from tests.publish.webdriver import Browser, open_page

DAY = date(2026, 11, 24)

HOSTILE = [
    "<script>window.hacked=1</script>",
    '"><img src=x onerror="window.hacked=1">',
    "</title></style></script><script>window.hacked=1</script>",
    "javascript:window.hacked=1",
    "{{ 7*7 }}{% raw %}",
    "\u202eمقلوب <b>x</b>\x00\x0b\ufffe",
    "م" * 30_000,
]


def test_hostile_words_stay_words(browser: Browser, tmp_path: Path) -> None:
    mp3 = tone_mp3()
    with serving(tmp_path, "127.0.0.1", 0) as port:
        base = f"http://127.0.0.1:{port}"
        for number, bad in enumerate(HOSTILE):
            show = replace(SHOW, base_url=base, title=bad[:300], author=bad, description=bad, link=bad)
            publish_one(
                tmp_path, DAY - timedelta(number), mp3, show=show, title=bad, summary=bad, notices=(bad,),
                chapters=tuple(Chapter(start_ms=n * 1000, title=bad, url=bad) for n in range(4)),
                references=(Reference(article_id="x", outlet=bad, title=bad, url="javascript:window.hacked=1//"),),
            )  # fmt: skip
            for address in (f"{base}/", f"{base}/episodes/{DAY - timedelta(number)}/"):
                open_page(browser, address)
                if address == f"{base}/" and number:
                    browser.type(".search input", "hacked")
                    browser.until("return document.querySelector('.found').textContent")
                assert browser.run("return window.hacked ?? null") is None, bad
                assert browser.run("return document.querySelectorAll('img:not([src*=cover])').length") == 0
                assert browser.run("return [...document.links].filter(a => a.protocol === 'javascript:').length") == 0
                assert browser.run("return document.documentElement.scrollWidth <= innerWidth")
                assert browser.log() == [], bad
