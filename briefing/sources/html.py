"""Web pages become a title and lines: trafilatura finds the article, resiliparse where the page has no paragraphs."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.errors import SourceError
from briefing.sources.clean import clean_line
from briefing.sources.dates import read_date
from briefing.sources.foreign import parsing
from briefing.sources.references import unescaped

if TYPE_CHECKING:
    from datetime import datetime

_MAX_LETTERS = 3_000_000
_MAX_DEPTH = 400
_MAX_TAGS = 60_000  # ten times as many as a long page has; trafilatura looks at each of them dozens of times
_FEWEST_LINES = 3
_NO_TEXT = ("script", "style", "figcaption", "iframe", "form", "h1", "h2", "h3", "h4", "title", "head")
_MAX_ATTRIBUTES = 2_000
_LONGEST_META = 500
_MOST_JSON = 60_000  # letters of all the JSON in a page
_SCRIPTS = re.compile(r"<(script|style)\b.*?(?:</\1>|\Z)", re.DOTALL | re.IGNORECASE)
_FORMATTING = ("b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u")
_TAG = re.compile(
    r"<(/?)(?!br|hr|img|meta|link|input|area|base|col|wbr|source|p\b|li\b|td\b|tr\b|th\b|option)[a-zA-Z][^<>]*?(/?)>"
)
_WHEN = re.compile(
    r"""(?:article:published_time|datePublished|og:pubdate|publishdate|pubdate|dc\.date)["'][^<>{}]{0,60}?["']\s*([^"'<>]{8,60})["']
    |<time[^>]{0,200}?datetime\s*=\s*["']([^"']{8,60})["']""",
    re.IGNORECASE | re.VERBOSE,
)
_WHEN_BEFORE = re.compile(r"""content\s*=\s*["']([^"']{8,60})["'][^<>]{0,60}article:published_time""", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What a page says: its lines are not clean yet."""

    title: str
    lines: tuple[str, ...]
    published: datetime | None = None
    outlet: str = ""


def html_document(markup: str, url: str = "") -> Page:
    """The article of a page.

    Args:
        markup: decoded HTML.
        url: of the page; helps to tell the site's name.

    Raises:
        SourceError: no parser can read it. The message has no subject: the caller knows whose page it is.
    """
    import trafilatura
    from trafilatura.settings import Document

    markup = _bounded(markup)
    if markup.count("<") > _MAX_TAGS:
        markup = _without_tags(markup)
    found: object = None
    with contextlib.suppress(SourceError), parsing("HTML"):  # where it fails, the plain lines of the page are left
        found = trafilatura.bare_extraction(
            _tree(markup), url=url or None, include_comments=False, include_tables=False, with_metadata=True
        )
    page = found if isinstance(found, Document) else None
    lines = (page.text or "").splitlines() if page else []
    if sum(len(line) > 40 for line in lines) < _FEWEST_LINES:
        lines = max(lines, _plain_lines(markup), key=lambda some: sum(len(line) > 40 for line in some))
    outlet = clean_line((page.sitename if page else "") or "")
    title = clean_line((page.title if page else "") or "") or _title_element(markup)
    return Page(
        title=without_site(title, outlet),
        lines=tuple(line.lstrip("-•* ") for line in lines),
        published=_published(markup) or read_date((page.date if page else "") or ""),
        outlet=outlet if not re.fullmatch(r"[\w.-]+\.\w+", outlet) else "",
    )


def _tree(markup: str) -> Any:  # noqa: ANN401 - lxml is untyped
    """A page's tree, whose head says nothing at more length than any does.

    trafilatura looks for names in JSON that is none, and in those of authors, by patterns that take the square of it.
    """
    import trafilatura

    tree: Any = trafilatura.load_html(markup)
    for meta in tree.iter("meta"):
        if len(meta.get("content") or "") > _LONGEST_META:
            del meta.attrib["content"]
    left = _MOST_JSON
    for script in tree.iter("script"):
        if "json" in (script.get("type") or ""):
            left -= len(script.text or "")
            script.text = script.text if left >= 0 else None
    return tree


def elements_text(markup: str) -> tuple[list[str], list[str]]:
    """Headings and paragraphs of a text that is all article: a feed's content, an EPUB's chapter, rendered Markdown."""
    from lxml import html

    markup = _bounded(re.sub(r"\s+", " ", re.sub(r"<\?xml[^<>]*\?>", "", markup)))
    marked = re.sub(
        r"<(?:br|/p|/div|/li|/h\d|/blockquote|/tr|p|div|li|h\d|blockquote|figcaption|/figcaption)\b[^<>]*>",
        r"\n\g<0>",
        markup,
    )
    with parsing("HTML"):
        root: Any = html.fromstring(f"<div>{marked}</div>")
        headings = [clean_line(str(one.text_content())) for one in root.iter("h1", "h2", "h3")]
        for one in list(root.iter(*_NO_TEXT)):
            if one.getparent() is not None:
                one.drop_tree()
        lines = [clean_line(line) for line in str(root.text_content()).split("\n")]
    return [one for one in headings if one], [line for line in lines if line]


def without_site(title: str, outlet: str) -> str:
    """A page's title without the site's name behind it."""
    for mark in (" | ", " - ", " – ", " — ", " :: ", " » "):
        head, found, tail = title.rpartition(mark)
        same = outlet and (tail.strip() in outlet or outlet in tail)
        if found and len(head) >= 15 and (same or (mark == " | " and len(tail) < 30) or len(tail) < 0.25 * len(head)):
            return head.strip()
    return title


def _bounded(markup: str) -> str:
    """Markup of a size and depth that every parser takes; beyond the depth the tags go and the text stays."""
    markup = markup[:_MAX_LETTERS].encode("utf-8", "ignore").decode()  # no lone surrogates: parsers choke on them
    depth = 0
    for tag in _TAG.finditer(markup):
        depth += -1 if tag.group(1) else 0 if tag.group(2) else 1
        if depth > _MAX_DEPTH:
            return _without_tags(markup)
    return _without_tags(markup) if _is_wide(markup) else markup


def _is_wide(markup: str) -> bool:
    """Whether a tag has more attributes than any page needs: each one is looked up among all the others."""
    for piece in _SCRIPTS.sub("", markup).split("<"):
        if piece.count("=") > _MAX_ATTRIBUTES or len(piece.partition(">")[0].split()) > _MAX_ATTRIBUTES:
            return True
    return False


def _without_tags(markup: str) -> str:
    return re.sub(r"<[^<>]*>", "\n", _SCRIPTS.sub("", markup))


def _plain_lines(markup: str) -> list[str]:
    """The lines of what resiliparse takes for the article.

    It gets lxml's tree written out anew: what is left open there, and nests ever deeper, costs it the square of it.
    """
    from lxml import etree, html
    from resiliparse.extract.html2text import extract_plain_text

    with parsing("HTML"):
        root: Any = html.document_fromstring(markup)
        etree.strip_tags(root, *_FORMATTING)
        text = extract_plain_text(
            html.tostring(root, encoding="unicode"),
            main_content=True,
            preserve_formatting=True,
            alt_texts=False,
            links=False,
            form_fields=False,
            noscript=False,
        )
    return [line.strip() for line in str(text).splitlines() if line.strip()]


def _title_element(markup: str) -> str:
    found = re.search(r"(?is)<title[^<>]*>(.{1,500}?)</title>", markup) or re.search(
        r"(?is)<h1[^<>]*>(.{1,1000}?)</h1>", markup
    )
    return clean_line(unescaped(re.sub(r"<[^<>]*>", " ", found.group(1)))) if found else ""


def _published(markup: str) -> datetime | None:
    for pattern in (_WHEN, _WHEN_BEFORE):
        for found in pattern.finditer(markup):
            when = read_date(next(group for group in found.groups() if group))
            if when is not None:
                return when
    return None
