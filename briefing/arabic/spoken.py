"""The order of it all: a written line becomes spoken words, each of which knows where it came from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from briefing.arabic.letters import strip_marks, view
from briefing.arabic.lexer import ARABIC, tokens
from briefing.arabic.lexicon import Readings, compile_readings, find_reading
from briefing.arabic.line import Lead, Line, Reading, attach, join_clitics
from briefing.arabic.rules import RULES
from briefing.arabic.style import Style

__all__ = ["Span", "Spoken", "Style", "speak"]

_STOPS = {",": "،", ";": "؛", "?": "؟"}
_DEFAULT = Style()
# Letters alone may become an abbreviation once the signs between them are gone; the text is then read again.
_REACTIVE = re.compile(rf"(?:^|[^{ARABIC}])(?:[{ARABIC}](?:[^{ARABIC}]|$)|[وفبلك][{ARABIC}][.])|ق[.]م")
_NISBA = re.compile("(?:ية|يتين|يتان|يين|يون|ي)$")
_NAMES = frozenset({"abbreviation", "latin", "time"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """One stretch of the written text that is not spoken as it stands.

    Attributes:
        start: first index in the written text.
        end: index behind the stretch.
        kind: semiotic class, such as cardinal, date, money.
        written: the written characters.
        reading: the spoken words, without marks; empty when nothing is said.
        rule: the rule that chose them.
    """

    start: int
    end: int
    kind: str
    written: str
    reading: str
    rule: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Spoken:
    """What is said for one written text.

    Attributes:
        text: the spoken words, without vowel marks.
        marked: the same words with the author's marks and those that the grammar knows; `marked.split()` and
            `text.split()` have the same length.
        spans: where each changed stretch came from, in order.
    """

    text: str
    marked: str
    spans: tuple[Span, ...]


class _Mouth:
    """Collects spoken words and hangs sentence marks on them."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def say(self, word: str) -> None:
        if word:
            self.words.append(word)

    def stop(self, sign: str) -> None:
        """Hangs a mark on the last word; at most two, never the same twice, never on nothing."""
        if not self.words or self.words[-1] == "\n":
            return
        tail = self.words[-1][-2:]
        if tail[-1:] == sign or (len(tail) == 2 and all(char in ".،؛:؟!…" for char in tail)):
            return
        self.words[-1] += sign

    def repeats(self, word: str) -> bool:
        """Tells whether a name brings the word that was just said, as in وكالة وكالة الأنباء."""
        return bool(self.words) and strip_marks(self.words[-1]) in {strip_marks(word), "و" + strip_marks(word)}

    def newline(self) -> None:
        if self.words and self.words[-1] != "\n":
            self.words.append("\n")

    def text(self) -> str:
        if self.words and self.words[-1] == "\n":
            self.words.pop()
        return " ".join(self.words).replace(" \n ", "\n")


def _try(line: Line, index: int, lead: Lead, readings: Readings | None) -> Reading | None:
    if readings:
        found = find_reading(readings, line.tokens, index)
        if found is not None:
            return found
    for rule in RULES.get(line.tokens[index].kind, ()):
        reading = rule(line, index, lead)
        if reading is not None:
            return reading
    return None


def _read(line: Line, index: int, readings: Readings | None) -> tuple[Reading, Lead] | None:
    """Reads what starts at `index`, with the clitics before it when there are any."""
    bare = Lead("", "", False, index)  # noqa: FBT003 - a NamedTuple of four plain fields
    lead = line.lead(index)
    if lead is not None:
        inner = line.inside_quotes(index + 1)
        hyphen = line.text(inner) == "-" and line.glued(inner) and line.kind(inner + 1) == "number"
        if hyphen and (lead.article or lead.preposition):
            inner += 1
        titled = line.quoted_word(index)  # لـ د. سامي
        if titled and len(line.text(titled)) == 1:
            inner = titled
        if line.kind(inner) not in {"word", "stop", "newline"} or inner == titled:
            reading = _try(line, inner, lead, readings)
            if reading is not None and reading.words:
                return reading, lead
    reading = _try(line, index, bare, readings)
    return None if reading is None else (reading, bare)


def _one_word(line: Line, index: int) -> bool:
    """Tells whether the dash at `index` joins two words: عربية-أميركية, or adjectives of one form, السوري - التركي."""
    if line.glued(index) and line.glued(index + 1):
        return True
    first, second = line.text(index - 1), line.text(index + 1)
    form = _NISBA.search(first)
    same = (
        form is not None and second.endswith(form[0]) and second.startswith("ال") == first.lstrip("وب").startswith("ال")
    )
    return same and line.kind(index + 1) == "word" and len(first) > 3 and len(second) > 3


def _plain(line: Line, index: int, mouth: _Mouth) -> int:
    """Says a token that no rule wants and returns the next: words as written, sentence marks as melody."""
    token = line.tokens[index]
    if token.kind == "word":
        word = line.view.written(token.start, token.end)
        inner = line.quoted_word(index)
        if inner and len(line.text(inner)) > 1:
            index = inner
            word = join_clitics(word, line.view.written(line.tokens[inner].start, line.tokens[inner].end))
        mouth.say(word)
    elif token.kind == "stop":
        if token.text == "." and line.kind(index - 1) == "latin" and line.glued(index) and line.glued(index + 1):
            return index + 1  # BA.5
        mouth.stop("…" if token.text[:2] == ".." else _STOPS.get(token.text, token.text))
    elif token.kind == "newline":
        mouth.newline()
    elif token.text == "-" and not (_one_word(line, index) or line.kind(index - 1) == "stop"):
        mouth.stop("،")
    return index + 1


def _span(line: Line, first: int, end: int, words: list[str], reading: Reading) -> Span:
    start, stop = line.view.place(line.tokens[first].start, line.tokens[end - 1].end)
    said = strip_marks(" ".join(words))
    return Span(
        start=start, end=stop, kind=reading.kind, written=line.view.source[start:stop], reading=said, rule=reading.rule
    )


def speak(written: str, style: Style = _DEFAULT, readings: Mapping[str, str] | None = None) -> Spoken:
    """Returns what a news presenter says for `written`.

    Numbers, dates, money, signs, abbreviations and foreign words become Arabic words in the gender and case that
    the sentence asks for; words and sentence marks stay; quotes, brackets and pictures fall away. Any Unicode is
    allowed; the result holds no digit, no Latin letter and no symbol. Linear in the length of the text.

    Args:
        written: one line or paragraph.
        style: the show's choices.
        readings: a user's own spoken forms by written form; they win over every rule. They are looked for in what
            was written and never in what a reading said, so one may hold its own written form, as هيئة الأرصاد for
            الأرصاد; its figures and abbreviations are read like any others.
    """
    own = compile_readings(tuple(readings.items())) if readings else None
    marked, spans = _pass(written, style, own)
    if any(span.kind == "reading" for span in spans):
        marked, _ = _pass(marked, style, None)
    if _REACTIVE.search(marked):
        marked, _ = _pass(marked, style, None)
    return Spoken(text=strip_marks(marked), marked=marked, spans=spans)


def _pass(written: str, style: Style, own: Readings | None) -> tuple[str, tuple[Span, ...]]:
    clean = view(written)
    line = Line(clean, tokens(clean), style)
    mouth = _Mouth()
    spans: list[Span] = []
    index = 0
    while index < len(line.tokens):
        found = _read(line, index, own)
        if found is None:
            index = _plain(line, index, mouth)
            continue
        reading, lead = found
        words = [attach(lead, reading.words[0]), *reading.words[1:]] if reading.words else []
        if reading.kind in _NAMES and words and mouth.repeats(words[0]):
            words = words[1:]
        for word in words:
            mouth.say(word)
        spans.append(_span(line, index, reading.end, words, reading))
        index = reading.end
    return mouth.text(), tuple(spans)
