"""Tokens: a clean line cut into words, numbers, dates, times, signs and stretches of Latin; linear in its length."""

import re
from typing import NamedTuple

from briefing.arabic.letters import View

ARABIC = "ء-غف-يٮ-ۓەۮۯۺ-ۼۿݐ-ݿࢠ-ࢴ"
LATIN = "A-Za-z\u00aa\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0250-\u02af\u1e00-\u1eff"
_TOP = (
    "com|org|net|edu|gov|int|info|tv|ps|eg|sa|ae|qa|lb|jo|ma|dz|tn|iq|sy|ly|kw|om|bh|ye|sd|uk|us|eu|fr|de|io|me|co|ai|"
    "il|ir|tr|ru|bg|gr|ch|nl|se|dk|pl|cz|es|pt|br|mx|cl|pk|jp|kr|cn|hk|au|nz|za|ng|ke|mr|dj|so|news|app|dev|online"
)
# Every repetition is bounded or is followed by an alternative that takes the same run whole: no backing off twice.
_PATTERN = re.compile(
    "|".join(
        [
            r"(?P<url>(?:https?|ftp)://[^\s<>«»\"،؛()]{1,2000}|www\.[^\s<>«»\"،؛()]{1,2000})",
            r"(?P<email>[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![A-Za-z]))",
            rf"(?P<domain>(?<![A-Za-z0-9.@])(?:[A-Za-z0-9-]{{1,63}}\.){{1,4}}(?:{_TOP})(?![A-Za-z0-9])(?:/[^\s<>«»\"،؛()]{{0,2000}})?)",
            rf"(?P<hashtag>\#(?=[0-9]{{0,99}}[_{ARABIC}{LATIN}])[\w]+)",
            r"(?P<handle>@[A-Za-z0-9_]+)",
            (
                r"(?P<date>(?<![0-9.,/:-])(?:[0-9]{4}([/.-])[0-9]{1,2}\g<-1>[0-9]{1,2}"
                r"|[0-9]{1,2}(?P<sep>[/.-])[0-9]{1,2}(?P=sep)[0-9]{2,4})(?![0-9]|[/.,:-][0-9]))"
            ),
            r"(?P<time>(?<![0-9:.])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9]|:[0-9]))",
            r"(?P<chain>(?<![0-9.,])(?![0-9]{1,3}(?:\.[0-9]{3}){2,9}(?![0-9.]))[0-9]{1,4}(?:\.[0-9]{1,4}){2,5}(?![0-9]|\.[0-9]))",
            (
                r"(?P<phone>(?<![0-9])(?:\+[0-9]{1,3}(?:[ -]?\(?[0-9]{1,4}\)?){2,6}(?![0-9])"
                r"|(?:\(0[0-9]{1,4}\)[ -]?|0[0-9]{1,4}-)[0-9]{3,4}[ -]?[0-9]{2,5}(?![0-9]|-[0-9])"
                r"|(?<!-)(?!(?:(?:1[89]|20)[0-9]{2}-?){3,5}(?![0-9-]))(?=(?:[0-9]-?){9,17}(?![0-9-]))[0-9]{1,5}"
                r"(?:-[0-9]{1,7}){2,4}(?![0-9-])))"
            ),
            (
                rf"(?P<number>(?:(?<![0-9] )[1-9][0-9]{{0,2}}(?: [0-9]{{3}}){{1,5}}(?<= 000)(?![0-9]| [0-9])"
                rf"|(?<![0-9] )[1-9][0-9]{{0,2}}(?: [0-9]{{3}}){{1,5}}(?= [{ARABIC}]{{3}})"
                r"|[0-9]{1,3}(?:[,٬،][0-9]{3})+(?![0-9])|[0-9]{1,3}(?:\.[0-9]{3}){2,}(?![0-9])"
                r"|[1-9][0-9]{0,2}\.[0-9]{3}(?=,[0-9]{1,2}(?![0-9]))"
                r"|[0-9]{1,3}(?:[\u00a0'’][0-9]{3})+(?![0-9])|[0-9]+)(?:[.٫,،][0-9]+(?![0-9]))?)"
            ),
            rf"(?P<word>[{ARABIC}]+)",
            rf"(?P<latin>[{LATIN}]+)",
            r"(?P<stop>\.{2,}|[.،,؛;:!?؟…])",
            r"(?P<quote>[«»“”\"'’‘„\[\](){}])",
            r"(?P<newline>\s*\n\s*)",
            r"(?P<space>\s+)",
            r"(?P<sign>.)",
        ]
    )
    .replace(r"\g<-1>", "(?P=separator)")
    .replace("([/.-])", "(?P<separator>[/.-])"),
    re.DOTALL,
)


class Token(NamedTuple):
    """A piece of the clean text.

    Attributes:
        kind: url, email, domain, hashtag, handle, date, time, chain, phone, number, word, latin, stop, quote, newline,
            sign.
        text: its clean characters.
        start: its first clean index.
        end: the clean index behind it.
        glued: whether nothing stands between it and the token before.
    """

    kind: str
    text: str
    start: int
    end: int
    glued: bool


def tokens(clean: View) -> list[Token]:
    """Returns the tokens of a clean view, without spaces."""
    found: list[Token] = []
    edge = 0
    for match in _PATTERN.finditer(clean.text):
        kind = match.lastgroup or "sign"
        if kind in {"separator", "sep"}:
            kind = "date"
        if kind == "space":
            continue
        start, end = match.span()
        found.append(Token(kind, match.group(), start, end, start == edge and start > 0))
        edge = end
    return found
