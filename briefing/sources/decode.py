"""Bytes become text: byte order mark, declared charset, strict UTF-8, then what reads as Arabic."""

from __future__ import annotations

import codecs
import re

from briefing.errors import SourceError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,100}encoding\s*=\s*["']([\w.:-]{1,40})|<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_COMMON = re.compile("[اليمونتربةعدسفقكحجأ]")
_CONTROL = re.compile(r"[\x00-\x08\x0E-\x1A\x1C-\x1F\x7F]")
_SAMPLE = 20_000
# Python's own codecs that are no charset of any page (the WHATWG Encoding Standard lists those that are).
_NO_CHARSETS = frozenset({"undefined", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7"})


def decode(body: bytes, content_type: str = "") -> str:
    """Text of a body in UTF-8, UTF-16, UTF-32, windows-1256, ISO 8859-6 or whatever it declares itself to be.

    Single broken bytes in UTF-8 are dropped.

    Raises:
        SourceError: it is not text. The message has no subject: the caller knows whose bytes they are.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return _checked(body[len(mark) :].decode(encoding, "ignore"))
    if (wide := _wide(body)) is not None:
        return _checked(body.decode(wide, "ignore"))
    if _CONTROL.search(body[:_SAMPLE].decode("latin-1")) and b"\x00" in body[:_SAMPLE]:
        message = "not text (binary data); give a text, HTML, DOCX, EPUB or PDF file"
        raise SourceError(message)
    for encoding in (*_named(content_type), "utf-8", *_named(_declared(body))):
        try:
            return _checked(body.decode(encoding))
        except UnicodeDecodeError:
            continue
    mostly = body.decode("utf-8", "ignore")
    if len(mostly.encode("utf-8", "ignore")) >= 0.98 * len(body):
        return _checked(mostly)
    return _checked(_guessed(body))


def _declared(body: bytes) -> str:
    found = _DECLARED.search(body[:2_048])
    return f"charset={(found.group(1) or found.group(2)).decode('ascii')}" if found else ""


def _named(content_type: str) -> tuple[str, ...]:
    found = _CHARSET.search(content_type)
    try:
        # A UTF-8 body with a legacy label is common, the other way round is not: so UTF-8 is tried before any other.
        name = codecs.lookup(found.group(1)).name if found else ""
    except LookupError:
        return ()
    if name.replace("_", "-") in _NO_CHARSETS:
        return ()
    return ("utf-8", name) if name and codecs.lookup(name)._is_text_encoding else ()  # noqa: SLF001 - no public name


def _wide(body: bytes) -> str | None:
    """UTF-16 without its mark: Arabic letters have the high byte 06, spaces and digits 00."""
    sample = body[:2_000]
    if len(sample) < 8:
        return None
    high = {0, 6}
    for encoding, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        column, other = sample[start::2], sample[1 - start :: 2]
        if sum(byte in high for byte in column) > 0.8 * len(column) and other.count(0) < 0.02 * len(other) + 1:
            return encoding
    return None


def _guessed(body: bytes) -> str:
    """The legacy charset under which the bytes hold most of the common Arabic letters."""
    sample = body[:_SAMPLE]
    best = max(
        ("cp1256", "iso8859-6", "mac_arabic", "cp864"),
        key=lambda name: len(_COMMON.findall(sample.decode(name, "ignore"))),
    )
    return body.decode(best, "ignore")


def _checked(text: str) -> str:
    sample = text[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > 0.01 * len(sample):
        message = "not text (control characters); give a text, HTML, DOCX, EPUB or PDF file"
        raise SourceError(message)
    return text.replace("\x00", "")
