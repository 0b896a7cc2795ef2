"""A feed's text before feedparser sees it: what no feed needs goes or is refused, so that no entry costs others."""

from __future__ import annotations

import re
from itertools import islice

from briefing.errors import SourceError
from briefing.sources.references import with_sound_references

_MAX_ATTRIBUTES = 200
_MAX_DEPTH = 200
_MAX_TAGS = 300_000  # feedparser's second parser takes 25 microseconds for each
# RSS 2.0 and 0.91, Atom (RFC 4287, 4.1.1), RSS 1.0, CDF; behind a prologue, or what a server complained of before it.
# A prefix begins with an ASCII letter: feedparser takes all before the first of them for the prologue.
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,39}:)?(?:rss|feed|rdf|channel)[\s/>]", re.IGNORECASE | re.ASCII)
_ROOT_WITHIN = 20_000
_ENTRY = re.compile(r"<(?:[A-Za-z_][\w.-]{0,39}:)?(?:item|entry)(?=[\s>])", re.IGNORECASE | re.ASCII)
_TAG = re.compile(r"<(?:!\[CDATA\[.*?(?:\]\]>|\Z)|!--.*?(?:-->|\Z)|(/?)[A-Za-z_][^<>]*?(/?)>)", re.DOTALL)
# feedparser joins a base to the one around it at every element.
_LONG_BASE = re.compile(
    r"""\b(?:xml:)?base\s{0,9}=\s{0,9}(?:"[^"<]{1000,}"?|'[^'<]{1000,}'?|[^\s"'<>]{1000,})""", re.IGNORECASE
)
# Nobody asks for these elements, in whatever namespace. feedparser compares each tag of an entry with all others, looks
# for an address from every letter of an author, and breaks off at a chapter without a start or a place without numbers.
_UNASKED = re.compile(
    r"<(/?(?:[^\s<>/:]*:)?)"
    r"(author|creator|contributor|managingeditor|webmaster|publisher|owner|category|keywords|subject|tags|links"
    r"|chapters?|thumbnail|credit|rating|restriction|license|player|where|pos|poslist|point|line|polygon|box|linestring"
    r"|linearring|exterior)(?=[\s/>])",
    re.IGNORECASE,
)


def fit_for_parser(text: str) -> str:
    """The text with sound references, without its declaration and what nobody asks for.

    Raises:
        SourceError: it is no feed, or none that could be read in time. The message has no subject.
    """
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"))
    text = _LONG_BASE.sub("", text)
    if _too_deep(text) or _is_contrived(text) or re.search(r"<!ENTITY", text[:100_000], re.IGNORECASE):
        message = "nested or self-defining XML, which no feed needs; name another feed"
        raise SourceError(message)
    if not _ROOT.search(text[:_ROOT_WITHIN]):  # a page would cost the parser 450 MB to find this out
        message = "not an RSS or Atom feed; name the feed's own address"
        raise SourceError(message)
    return with_sound_references(_UNASKED.sub(r"<\1unasked-\2", text))


def root_of(text: str) -> str:
    """The start tag of a feed's first element, with the namespaces that its entries are written in."""
    found = _ROOT.search(text[:_ROOT_WITHIN])
    return text[found.start() : text.find(">", found.start()) + 1] if found else ""


def entry_starts(text: str, most: int) -> list[int]:
    """Where the first entries begin, those in comments left out; a comment without an end hides none."""
    commented = text.rfind("-->") + 3
    bare = re.sub("<!--.*?-->", lambda one: " " * len(one[0]), text[:commented], flags=re.DOTALL) + text[commented:]
    return [one.start() for one in islice(_ENTRY.finditer(bare), most)]


class _Contrived(Exception):  # noqa: N818 - a finding, not a failure
    """XML as no feed is."""


def _is_contrived(text: str) -> bool:
    """Whether XML nests, defines or crowds more than any feed does, as far as it can be read.

    feedparser looks each attribute up among all the others, and its work on an element grows with the depth.
    """
    from xml.parsers import expat

    depth = 0

    def begin(_name: str, attributes: list[str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH or len(attributes) > 2 * _MAX_ATTRIBUTES:
            raise _Contrived

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def define(*_: object) -> None:
        raise _Contrived

    reader = expat.ParserCreate()
    reader.ordered_attributes = True
    reader.UseForeignDTD()  # HTML's entities are known to feedparser; here they are passed over
    reader.ExternalEntityRefHandler = lambda *_: 1
    reader.StartElementHandler, reader.EndElementHandler = begin, end
    reader.EntityDeclHandler = reader.AttlistDeclHandler = define
    try:
        reader.Parse(text.encode("utf-8", "ignore"), True)  # noqa: FBT003 - expat takes "final" by position
    except _Contrived:
        return True
    except (expat.ExpatError, ValueError):
        return False  # feedparser reads broken XML up to the same place, and what follows by another parser
    return False


def _too_deep(text: str) -> bool:
    """Whether tags nest too deep, or are too many, for feedparser's other parser, which reads what is no XML."""
    depth = 0
    for number, tag in enumerate(_TAG.finditer(text)):
        if tag.group(1) is None:
            continue
        depth += -1 if tag.group(1) else 0 if tag.group(2) else 1
        if depth > _MAX_DEPTH or number > _MAX_TAGS:
            return True
    return False
