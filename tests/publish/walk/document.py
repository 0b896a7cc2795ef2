"""Rows X, C and F15: the feed as a document and its channel."""

import io
import re
import uuid
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree
from PIL import Image

from tests.publish.walk.site import NS, Site, every, one, row

# RFC 822 and 2822 with ASCII digits and English names alone.
DATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) "
    r"\d\d:\d\d:\d\d ([+-]\d{4}|GMT)",
    re.ASCII,
)
SINGLE = (
    "title", "link", "description", "language", "copyright", "generator", "image", "lastBuildDate", "i:author",
    "i:image", "i:explicit", "i:type", "i:owner", "p:guid", "p:locked", "p:medium", "p:updateFrequency",
)  # fmt: skip
SINGLE_IN_ITEM = (
    "title", "link", "guid", "pubDate", "description", "enclosure", "i:duration", "i:explicit", "i:episodeType",
    "p:chapters", "psc:chapters",
)  # fmt: skip


def words(tree: Any) -> list[str]:
    """Every text and attribute."""
    return [str(text) for text in tree.xpath("//text()[normalize-space()]")] + [str(one) for one in tree.xpath("//@*")]


@row("X01", "X02", "X03", "X04")
def it_is_rss(site: Site) -> None:
    """RSS 2.0, one channel, well-formed, UTF-8 declared, no DTD."""
    assert re.match(rb"<\?xml version=['\"]1\.0['\"] encoding=['\"]UTF-8['\"]\?>", site.feed, re.IGNORECASE)
    assert b"<!DOCTYPE" not in site.feed
    assert b"<!ENTITY" not in site.feed
    tree = etree.fromstring(site.feed)
    assert (tree.tag, dict(tree.attrib)) == ("rss", {"version": "2.0"})
    assert len(tree) == 1
    assert [str(child.tag) for child in site.channel if child.tag == "item"]
    assert [child.tag for child in site.channel][-len(site.items) :] == ["item"] * len(site.items), "items come last"


@row("X05", "X06")
def namespaces_have_their_exact_names(site: Site) -> None:
    declared = etree.fromstring(site.feed).nsmap
    assert {prefix: declared[prefix] for prefix in ("itunes", "podcast", "psc", "atom")} == {
        "itunes": NS["i"], "podcast": NS["p"], "psc": NS["psc"], "atom": NS["a"],
    }  # fmt: skip


@row("X07")
def single_elements_stand_once(site: Site) -> None:
    for path in SINGLE:
        one(site.channel, path)
    for item in site.items:
        for path in SINGLE_IN_ITEM:
            one(item, path)


@row("X08")
def nothing_is_padded(site: Site) -> None:
    for text in words(site.channel):
        assert text == text.strip(), text


@row("X09")
def nothing_is_broken_in_the_words(site: Site) -> None:
    for text in words(site.channel):
        assert "\ufffd" not in text
        assert not re.search("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", text), text
        assert not re.search("[\u0600-\u06ff]*(?:Ø.|Ù.|Ã.){2}", text), "mojibake"
        assert not re.search(r"&amp;(?:amp|lt|gt|quot|#\d+);", text), "escaped twice"
    assert not re.search(r"<[a-zA-Z/]", one(site.channel, "title/text()"))


@row("C01")
def the_title_is_a_name(site: Site) -> None:
    title = one(site.channel, "title/text()")
    assert 0 < len(title) <= 255
    assert not re.search(r"\d|,.*,.*,|،.*،.*،", title)


@row("C02")
def the_description_fits(site: Site) -> None:
    assert 0 < len(one(site.channel, "description/text()").encode()) <= 4000


@row("C03")
def the_link_is_the_home_page(site: Site) -> None:
    assert site.ask(one(site.channel, "link/text()")).headers["content-type"].startswith("text/html")


@row("C04")
def the_language_has_two_letters(site: Site) -> None:
    assert re.fullmatch("ar(-[A-Z]{2})?", one(site.channel, "language/text()"))


@row("C05")
def the_category_is_apples(site: Site) -> None:
    assert one(site.channel, "i:category/@text") == "News"
    assert one(site.channel, "i:category/i:category/@text") == "Daily News"


@row("C06", "I17")
def explicit_is_true_or_false(site: Site) -> None:
    for text in every(site.channel, "descendant::i:explicit/text()"):
        assert text in {"true", "false"}


@row("C07", "C08", "C09")
def the_cover_is_as_apple_wants_it(site: Site) -> None:
    url = one(site.channel, "i:image/@href")
    answer = site.get(url)
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.width == picture.height
    assert 1400 <= picture.width <= 3000
    assert picture.mode == "RGB"
    kind, ending = {"JPEG": ("image/jpeg", ".jpg"), "PNG": ("image/png", ".png")}[str(picture.format)]
    assert answer.headers["content-type"] == kind
    assert url.endswith(ending)
    head = site.ask(url, "HEAD")
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(answer.content)))
    assert len(answer.content) <= 512_000


@row("C10", "C11")
def author_and_owner_are_named(site: Site) -> None:
    assert 0 < len(one(site.channel, "i:author/text()")) <= 255
    assert 0 < len(one(site.channel, "i:owner/i:name/text()")) <= 255
    assert re.fullmatch(r"[\w.+-]+@[\w.-]+\.\w+", one(site.channel, "i:owner/i:email/text()"), re.ASCII)


@row("C12", "C20", "C21")
def it_is_a_running_show_of_single_episodes(site: Site) -> None:
    assert one(site.channel, "i:type/text()") == "episodic"
    for absent in ("i:block", "i:complete", "i:new-feed-url"):
        assert not every(site.channel, absent), absent


@row("C13", "C25")
def the_feed_names_itself(site: Site) -> None:
    link = one(site.channel, "a:link[@rel='self']")
    assert dict(link.attrib) == {"href": site.feed_url, "rel": "self", "type": "application/rss+xml"}
    assert not every(site.channel, "a:link[@rel='hub']"), "no hub is set"
    assert not every(site.channel, "p:podping"), "no ping is sent"


@row("C14", "C15")
def the_show_has_its_guid(site: Site) -> None:
    namespace = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
    wanted = str(uuid.uuid5(namespace, site.feed_url.partition("://")[2]))
    assert one(site.channel, "p:guid/text()") == wanted
    assert wanted.encode() in site.earlier


@row("C16", "C17", "C18", "C24")
def podcasting_2_elements(site: Site) -> None:
    locked = one(site.channel, "p:locked")
    assert locked.text in {"yes", "no"}
    assert locked.get("owner") == one(site.channel, "i:owner/i:email/text()")
    assert one(site.channel, "p:medium/text()") == "podcast"
    assert one(site.channel, "p:updateFrequency/@rrule") == "FREQ=DAILY"
    person = one(site.channel, "p:person")
    assert person.text
    assert (person.get("role"), person.get("group")) == ("host", "cast")


@row("C19")
def the_channels_dates_are_english(site: Site) -> None:
    dates = every(site.channel, "lastBuildDate/text() | pubDate/text()")
    assert dates
    for text in dates:
        match = DATE.fullmatch(text)
        assert match, text
        assert parsedate_to_datetime(text).strftime("%a") == match[1]
        assert parsedate_to_datetime(text) <= datetime.now(UTC)


@row("C22", "C23")
def picture_and_copyright(site: Site) -> None:
    assert one(site.channel, "image/url/text()") == one(site.channel, "i:image/@href")
    assert one(site.channel, "image/title/text()") == one(site.channel, "title/text()")
    assert one(site.channel, "image/link/text()") == one(site.channel, "link/text()")
    assert not re.search(r"©|\(c\)|copyright|\d{4}", one(site.channel, "copyright/text()"), re.IGNORECASE)


@row("F15")
def the_feed_is_small(site: Site) -> None:
    assert len(site.feed) < 2_000_000


@row("U01")
def one_scheme_everywhere(site: Site) -> None:
    own = [*every(site.channel, "descendant::*/@url"), *every(site.channel, "descendant::*/@href")]
    own += every(site.channel, "descendant::link/text() | image/url/text()")
    assert len(own) > 10
    for url in own:
        assert url.startswith("https://"), url
        assert url.isascii(), url
        if url.startswith(site.public):
            site.get(url)
