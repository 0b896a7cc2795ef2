"""The hostile web as a whole: which host answers what, and the settings that read all of it beside good articles."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.hostile_answers import CANARY_PORTS, INNER, NOT_WEB, feed_of, inward, lines, redirect, whole
from tests.sources.material import BAD, FEEDS, GOOD, NOISE, PAGES, zipped

if TYPE_CHECKING:
    from tests.faults.hostile_answers import Answer

HERE = Path(__file__).resolve().parent
GOOD_EVENTS = ("telescope", "port", "museum", "vaccine", "budget")


def pieces() -> dict[str, tuple[str, list[str]]]:
    """Five good articles on five events: title and paragraphs."""
    return {event: found for event, found in _events().items() if event in GOOD_EVENTS}


def all_pieces() -> list[tuple[str, list[str]]]:
    """Seven good articles on seven events."""
    return list(_events().values())


def _events() -> dict[str, tuple[str, list[str]]]:
    found: dict[str, tuple[str, list[str]]] = {}
    current: list[str] = []
    for line in (HERE.parent / "sources" / "news.txt").read_text("utf-8").splitlines():
        if line.startswith("## "):
            event, _, title = (part.strip() for part in line[3:].split("|"))
            current = []
            found.setdefault(event, (title, current))
        elif line and not line.startswith("#"):
            current.append(line)
    return found


def item(event: str, link: str = "") -> str:
    title, paragraphs = pieces()[event]
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    head = f"<title>{title}</title><guid>{event}</guid><link>{link}</link>"
    return f"<item>{head}<description>{escape(body)}</description></item>"


def pages() -> dict[str, bytes]:
    """HTML that hurts."""
    arabic = "خبر عاجل عن المدينة "
    inner = "".join(f"<iframe src='{one.format(port=80)}'></iframe><img src='{one.format(port=80)}'>" for one in INNER)
    return {
        **{name.replace(" ", "-"): body for name, body in PAGES.items()},
        "refresh": b"<html><head><meta http-equiv='refresh' content='0;url=http://10.0.0.1/'></head><body></body></html>",
        "base": b"<html><head><base href='http://10.0.0.1/'><link rel='canonical' href='http://10.0.0.1/'></head></html>",
        "frames": f"<html><body>{inner}</body></html>".encode(),
        "one-line": b"<p>" + arabic.encode() * 100_000,
        "one-word": b"<p>" + "ا".encode() * 2_000_000,
        "spaces": b"<p>" + b"&nbsp;" * 600_000,
        "turned": ("<p>" + "\u202e\u2066\u200f" * 300_000).encode(),
        "marks": ("<p>ا" + "\u064b" * 1_000_000).encode(),
        "utf7": b"<html><meta charset='utf-7'><p>+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
        "wrong-charset": b"<html><meta charset='utf-32'><p>" + arabic.encode() * 50,
        "data": b"<img src='data:image/png;base64," + b"A" * 4_000_000 + b"'>",
        "svg": b"<svg>" + b"<g>" * 100_000 + b"<use href='#a'/>" * 10_000,
        "json-ld": b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script>",
        "json-ld-huge": b'<script type=\'application/ld+json\'>{"headline": "' + b"a" * 4_000_000 + b'"}</script>',
        "entities": b"&lt;" * 1_000_000,
        "bad-entities": b"&#x110000;&#xD800;&#0;&bogus;" * 100_000,
        "deep-table": b"<table><tr><td>" * 30_000 + arabic.encode(),
        "deep-list": b"<ul><li>" * 60_000,
        "script": b"<script>" + b"while(1){}" * 200_000,
        "style": b"<style>" + b"a{b:c}" * 600_000,
        "cdata": b"<![CDATA[" * 100_000,
        "pdf": b"%PDF-1.7\n" + NOISE,
        "zip": zipped(**{"a.txt": bytes(1_000_000)}),
        "pictures": b"\x89PNG\r\n\x1a\n" + NOISE,
    }


def feeds() -> dict[str, bytes]:
    """XML that hurts."""
    plain = GOOD.splitlines()[1]
    many = "".join(
        f"<item><title>{n}</title><guid>{n}</guid><description>x</description></item>" for n in range(10_000)
    )
    deep = b"<rss version='2.0'><channel><item><description>" + b"<a>" * 200_000
    return {
        **{name.replace(" ", "-"): body for name, body in FEEDS.items()},
        "ten-thousand": feed_of(many),
        "deep-item": deep,
        "nulls": feed_of(f"<item><title>\x00{plain}\x00</title></item>"),
        "utf-16": feed_of("<item/>").decode().replace("utf-8", "utf-16").encode("utf-16"),
        "wrong-encoding": feed_of("<item/>", "<?xml version='1.0' encoding='utf-16'?>"),
        "unknown-encoding": feed_of("<item/>", "<?xml version='1.0' encoding='klingon'?>"),
        "cut": feed_of(f"<item><title>{plain}</title><description>{plain}")[:-60],
        "attributes": b"<rss " + b" ".join(b"a%d='b'" % n for n in range(100_000)) + b"></rss>",
        "long-name": b"<rss><" + b"a" * 3_000_000 + b"/></rss>",
        "parameter-entities": b"<!DOCTYPE x [<!ENTITY % a SYSTEM 'http://10.0.0.1/x.dtd'> %a;]><rss/>",
        "external-dtd": b"<!DOCTYPE rss SYSTEM 'http://10.0.0.1/rss.dtd'><rss version='2.0'><channel/></rss>",
        "xinclude": b"<rss xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='file:///etc/passwd'/></rss>",
        "stylesheet": b"<?xml-stylesheet href='http://10.0.0.1/x.xsl'?><rss version='2.0'><channel/></rss>",
        "quadratic": b"<!DOCTYPE x [<!ENTITY a '" + b"a" * 100_000 + b"'>]><rss>" + b"&a;" * 20_000 + b"</rss>",
        "bad-dates": feed_of("".join(f"<item><pubDate>{date}</pubDate></item>" for date in ("9" * 5000, "?"))),
        "json": b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + b"[" * 50_000,
        "enclosures": feed_of(f"<item><title>{plain}</title><enclosure url='http://10.0.0.1/x' length='-1'/></item>"),
    }  # fmt: skip


def routes() -> dict[str, Answer]:
    """Host name (without its domain), or host and path, to what is answered."""
    good = list(GOOD_EVENTS)
    found: dict[str, Answer] = {
        "first": whole(feed_of(item(good[0]))),
        "last": whole(feed_of(item(good[1]))),
        "rebind": whole(feed_of("<item><title>x</title><link>http://rebind.example/page</link></item>" * 3)),
        "turns": whole(feed_of("<item><title>x</title><link>http://turns.example/page</link></item>" * 3)),
        "secrets": redirect("http://elsewhere.example/got", "Set-Cookie: id=s3cret-cookie; Domain=example"),
        "elsewhere": whole(feed_of("")),
        "robots-drip": lines()["body-drip"],
        "robots-inward": redirect("http://10.0.0.1:8080/robots.txt"),
        "robots-noise": whole(NOISE * 20, "text/plain"),
        "robots-bomb": lines()["gzip-bomb"],
        **{f"h-{name}": answer for name, answer in {**lines(), **inward()}.items()},
        **{f"f-{name}": whole(body) for name, body in feeds().items()},
        **{f"p-{name}": whole(body, "text/html") for name, body in pages().items()},
    }
    inner = [one.format(port=port) for one in INNER for port in CANARY_PORTS] + list(NOT_WEB)
    links = [
        *inner,
        *(f"http://p-{name}.example/" for name in pages()),
        *(f"http://h-{name}.example/" for name in lines()),
    ]
    for number in range(0, len(links), 12):
        items = "".join(
            f"<item><title>خبر {n}</title><link>{escape(one)}</link></item>"
            for n, one in enumerate(links[number : number + 12])
        )
        found[f"links-{number // 12}"] = whole(feed_of(items + item(good[2])))
    return found  # fmt: skip


def settings(folder: Path) -> str:
    """Everything as sources of one show, each bad one beside good ones; writes the bad files too."""
    news = folder / "news"
    news.mkdir()
    for name, body in BAD.items():
        (news / name).write_bytes(body)
    title, paragraphs = pieces()[GOOD_EVENTS[3]]
    (news / "good.txt").write_text("\n".join([title, *paragraphs]), encoding="utf-8")
    title, paragraphs = pieces()[GOOD_EVENTS[4]]
    (folder / "alone.txt").write_text("\n".join([title, *paragraphs]), encoding="utf-8")
    hosts = [name for name in routes() if name not in {"first", "last"}]
    addresses = ["http://first.example/f", *(f"http://{name}.example/f" for name in hosts), "http://last.example/f"]
    addresses += [*(one.format(port=80) for one in INNER), "http://user:s3cret-password@secrets.example/f"]
    addresses += ["http://six.example/f", "http://both.example/f", "http://nowhere.invalid/f"]
    tables = [{"type": "feed", "url": address, "limit": 20} for address in addresses]
    tables += [{"type": "page", "url": f"http://p-{name}.example/"} for name in pages()]
    tables += [{"type": "folder", "path": str(news)}, {"type": "folder", "path": str(folder / "alone.txt")}]
    rows = ["[fetch]", "timeout_s = 5", "[edition]", "minutes = 20", 'time_zone = "UTC"', "[voice]", 'name = "tone"']
    for table in tables:
        rows += ["[[sources]]", *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in table.items())]
    return "\n".join(rows) + "\n"
