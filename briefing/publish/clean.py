"""Text at the border to XML, HTML and file names: what may not pass is taken out here and nowhere else."""

import html
import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

# XML 1.0, 2.2: Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF].
# U+FFFD is allowed there, but only ever means that a text was decoded wrongly; DEL and the C1 controls likewise.
_FORBIDDEN = "[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffc\U00010000-\U0010ffff]|[\ufdd0-\ufdef]"

# UAX 9, table 1: explicit formatting characters. An override or an unclosed embedding in a title turns the rest of
# a directory's page round. U+200C and U+200D join letters and stay.
_BIDI = "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
_DROPPED = re.compile(f"{_FORBIDDEN}|{_BIDI}")

_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>?")
_OPENED = re.compile(r"(?<!<)<++(?=[A-Za-z/!?])")  # what becomes a tag only when another is taken out

# An address that is already as it should be, which is nearly every one.
_PLAIN_URL = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,4})?(?:/[A-Za-z0-9/%:@!$&'()*+,;=~._-]*)?", re.ASCII
)

TITLE_LETTERS = 255  # Apple, "A Podcaster's Guide to RSS", <title>
DESCRIPTION_BYTES = 4000  # the same, <description>
_ELLIPSIS = "…"


def text(value: str) -> str:
    """A paragraph that XML can carry: forbidden characters and bidi controls dropped, NFC, trimmed, lines kept."""
    if value.isprintable() and "\ufffd" not in value and unicodedata.is_normalized("NFC", value):
        return value.strip()  # nearly every line; isprintable refuses every control, surrogate and direction mark
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _DROPPED.sub("", value)).strip()


def title(value: str, letters: int = TITLE_LETTERS) -> str:
    """One line: as :func:`text`, white space folded, cut with an ellipsis beyond ``letters`` code points."""
    line = " ".join(text(value).split())
    if len(line) <= letters:
        return line
    return line[: _letter_border(line, letters - 1)].rstrip() + _ELLIPSIS


def plain(value: str, letters: int = TITLE_LETTERS) -> str:
    """As :func:`title`, without markup: RSS does not say whether a title is HTML, and clients show it as either."""
    return title(unmarked(value), letters)


def unmarked(value: str) -> str:
    """The text that the value shows as HTML: tags dropped, references such as ``&amp;`` resolved."""
    if "<" not in value and "&" not in value:
        return value.strip()  # nearly every line
    for _ in range(3):  # "&amp;lt;b>" was escaped twice
        bare = html.unescape(_TAG.sub("", value))
        if bare == value:
            break
        value = bare
    return _OPENED.sub("", _TAG.sub("", value)).strip()


def cut(value: str, limit_bytes: int) -> str:
    """The text if it fits into ``limit_bytes`` of UTF-8, else its beginning and an ellipsis, cut between letters."""
    if len(value.encode()) <= limit_bytes:
        return value
    room = limit_bytes - len(_ELLIPSIS.encode())
    if room < 0:
        return ""
    fitting = len(value.encode()[:room].decode(errors="ignore"))
    return value[: _letter_border(value, fitting)].rstrip() + _ELLIPSIS


def _letter_border(value: str, end: int) -> int:
    """The greatest border not after ``end`` that does not part a letter from its marks or joiners."""
    while 0 < end < len(value) and (
        unicodedata.combining(value[end])
        or value[end] in "\u200d\ufe0f"
        or value[end - 1] == "\u200d"
        or unicodedata.category(value[end]) in {"Mn", "Me", "Mc"}
    ):
        end -= 1
    return end


def url(value: str) -> str:
    """An address for a link: ASCII, http or https; empty for everything else (``javascript:``, relative, broken)."""
    if _PLAIN_URL.fullmatch(value):
        return value
    value = re.sub(_FORBIDDEN, "", value).strip()
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    try:
        netloc = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        return ""
    netloc = f"[{netloc}]" if ":" in netloc else netloc
    if not re.fullmatch(r"[A-Za-z0-9._\-:\[\]]+", netloc):
        return ""
    if port is not None:
        netloc = f"{netloc}:{port}"
    # RFC 3986, 3.3 and 3.4: what stands in a path or a query; "%" is kept because the address is already quoted.
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._")
    fragment = quote(parts.fragment, safe="/?%:@!$&'()*+,;=~-._")
    return urlunsplit((parts.scheme, netloc, path, query, fragment))


def slug(value: str) -> str:
    """ASCII letters, digits and dashes of a name, for file names; ``show`` when nothing is left."""
    plain = unicodedata.normalize("NFKD", value).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "show"
