"""A document becomes an Article, or the reason why it does not."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from briefing.article import Article
from briefing.choosing.coherence import leans_back
from briefing.errors import SourceError
from briefing.sources.languages import arabic_share, language_of, spoken_of

if TYPE_CHECKING:
    from briefing.sources.documents import Document

_FEWEST_LETTERS = 80
_TITLE_LETTERS = 300
_OUTLET_LETTERS = 100
_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|at_\w+|xtor|ref|ref_src|cmpid|ocid|mc_[ce]id)=")


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """What a source knows of its articles beforehand.

    Attributes:
        source: the configured source's name.
        outlet: said on air; empty for what the document says of itself.
        fallback: the outlet's name when neither knows one.
        host: that its articles come from, as :func:`host_name` has it; empty for files.
    """

    source: str
    outlet: str = ""
    fallback: str = ""
    weight: float = 1.0
    category: str = ""
    host: str = ""


def article_of(document: Document, origin: Origin, subject: str, url: str = "") -> Article:
    """The Arabic article in a document.

    A text in another language that holds Arabic paragraphs is told as such; in a mixed one the Arabic paragraphs stay.

    Args:
        document: clean.
        origin: of the source.
        subject: what messages call it: a path, an address.
        url: where it can be read.

    Raises:
        SourceError: it has no Arabic text, or too little to be read.
    """
    whole = " ".join(document.paragraphs)
    tag = language_of(whole)
    paragraphs = tuple(text for text in document.paragraphs if arabic_share(text) >= 0.5)
    if tag not in ("ar", "und") and paragraphs and sum(map(len, paragraphs)) >= 2 * _FEWEST_LETTERS:
        tag = language_of(" ".join(paragraphs))
    if tag != "ar":
        message = f"{subject}: {spoken_of(tag)}, left out; only Arabic is read"
        raise SourceError(message)
    if sum(map(len, paragraphs)) < _FEWEST_LETTERS:
        message = f"{subject}: fewer than {_FEWEST_LETTERS} letters of text, left out; give the whole article"
        raise SourceError(message)
    title = document.title if arabic_share(document.title) >= 0.5 else ""
    address = plain_address(url)
    key = address or hashlib.sha256("\n".join(paragraphs).encode()).hexdigest()[:32]
    return Article(
        id=key,
        outlet=shortened(origin.outlet or document.outlet or origin.fallback, _OUTLET_LETTERS),
        title=shortened(title, _TITLE_LETTERS).rstrip(" ،؛:"),
        paragraphs=paragraphs,
        url=url,
        published=document.published,
        source=origin.source,
        lead_missing=leans_back(paragraphs[0]),
        category=origin.category,
        weight=origin.weight,
        first_hand=_is_of(host_name(address), origin.host),
    )


def host_name(url: str) -> str:
    """An address's host without its usual first label: an outlet's name when nothing better is known."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # such as a bracket that does not close
        return ""


def _is_of(host: str, site: str) -> bool:
    """Whether a host is a site, or one is part of the other, as ``rss.paper.example`` is of ``paper.example``."""
    return bool(host) and bool(site) and (f".{host}".endswith(f".{site}") or f".{site}".endswith(f".{host}"))


def shortened(text: str, most_letters: int) -> str:
    """A name or title no longer than any is, cut at a space where there is one: it is spoken and tagged."""
    if len(text) <= most_letters:
        return text
    head = text[:most_letters]
    return head.rpartition(" ")[0].rstrip() or head


def plain_address(url: str) -> str:
    """An address without fragment and tracking parameters: the same article keeps one."""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as a bracket in the place of a host: no address, yet one name
        return url
    query = "&".join(one for one in parts.query.split("&") if one and not _TRACKING.match(one))
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path, query, ""))
