"""Addresses, hashtags and handles: said so that a listener could type them."""

import re

from briefing.arabic.latin import listed_word, spell, word_sounds
from briefing.arabic.lexer import ARABIC, LATIN
from briefing.arabic.line import Lead, Line, Reading
from briefing.arabic.numerals import cardinal, digits

_ENDINGS = {
    "com": "كوم",
    "org": "أورغ",
    "net": "نت",
    "info": "إنفو",
    "tv": "تي في",
    "gov": "غوف",
    "edu": "إديو",
    "news": "نيوز",
    "int": "إنت",
    "app": "آب",
    "dev": "ديف",
}
_SIGNS = {".": "دوت", "@": "آت", "/": "سلاش", "-": "داش", "_": "أندرسكور", ":": "نقطتان", "+": "بلس"}
_PIECES = re.compile(rf"[{LATIN}]+|[0-9]+|[{ARABIC}]+|[.@/_:+-]")
_CAMEL = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_LONGEST = 40
_ACRONYM = 3


def _host(text: str) -> str:
    text = re.sub(r"^(?:https?|ftp)://", "", text)
    text = re.sub(r"^www\.", "", text)
    return re.split(r"[/?#]", text, maxsplit=1)[0].rstrip(".،,:;!؟?")


def _piece(piece: str, *, last: bool) -> list[str]:  # noqa: PLR0911 - one return a kind of piece
    if piece in _SIGNS:
        return [_SIGNS[piece]]
    if piece.isdecimal():
        return digits(piece) if len(piece) > 4 or piece.startswith("0") else cardinal(int(piece), "m", "G")
    if not piece.isascii() and piece[:1] >= "ء":
        return [piece]
    if last and piece.lower() in _ENDINGS:
        return _ENDINGS[piece.lower()].split()
    listed = listed_word(piece)
    if listed is not None and not (
        len(piece) <= 5 and len(listed) > 1 and any(word.startswith("ال") for word in listed)
    ):
        bare = listed[0].startswith("ال") and not piece.lower().startswith("al")  # nato.int, but aljazeera.net
        return [listed[0].removeprefix("ال") if bare else listed[0], *listed[1:]]
    if listed is not None:
        return spell(piece)
    if len(piece) <= 2:
        return spell(piece)
    return word_sounds(piece)


def address(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads an e-mail or web address: the host only, its path is not said."""
    del lead
    text = line.text(index)
    host = text if line.kind(index) == "email" else _host(text)
    pieces = _PIECES.findall(host)[:_LONGEST]
    words: list[str] = []
    local = pieces.index("@") if "@" in pieces else -1
    for place, piece in enumerate(pieces):
        label = place > local and len(piece) <= _ACRONYM and piece.isalpha() and piece.lower() not in _ENDINGS
        short = label and listed_word(piece) is None  # moh.gov.sa
        words += spell(piece) if short and piece.isascii() else _piece(piece, last=place == len(pieces) - 1)
    return Reading(index + 1, words, "electronic", "address")


def hashtag(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads #أنقذوا_السودان as its words."""
    del lead
    words: list[str] = []
    for part in line.text(index)[1:].split("_"):
        for piece in _PIECES.findall(part):
            if piece.isascii() and piece.isalpha():
                for hump in _CAMEL.findall(piece):
                    words += _piece(hump, last=False)
            elif piece not in _SIGNS:
                words += _piece(piece, last=False)
    return Reading(index + 1, words, "electronic", "hashtag")


def handle(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads @UN as the account's name."""
    del lead
    words: list[str] = []
    for piece in _PIECES.findall(line.text(index)[1:]):
        words += _piece(piece, last=False) if piece != "_" else []
    return Reading(index + 1, words, "electronic", "handle")


def chain(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads 17.2.1 and 192.168.1.1, versions and network addresses, as numbers with نقطة between."""
    del lead
    words: list[str] = []
    for piece in line.text(index).split("."):
        number = digits(piece, "G") if piece.startswith("0") and len(piece) > 1 else cardinal(int(piece), "m", "G")
        words += ["نقطة", *number] if words else number
    return Reading(index + 1, words, "electronic", "numbers with points")
