"""The clause before a number: its words, its verb, and what stands between the verb and the number."""

from dataclasses import dataclass
from typing import NamedTuple

from briefing.arabic.counted import Noun, exact
from briefing.arabic.line import Line
from briefing.arabic.tables import group
from briefing.arabic.words import Word, word_of

REACH = 32
_DATELINE = 10
_OTHER = Word(role="other")
_NUMBER = Word(role="number")
_PHRASE = Word(role="phrase")
# Words that are passed over and yet complete no preposition, and those that do so alone: بعد ذلك.
_PARTICLES = frozenset({"عبارة", "قد", "لقد", "لم", "لن", "لا", "سوف", "هل", "أيضا", "فقط", "تقريبا", "إلا"})
_POINTING = frozenset({"هذا", "هذه", "ذلك", "تلك"})
_NOUNS = frozenset({"noun", "definite", "owned", "other"})
OPENERS = frozenset({"inna", "innasub", "relative", "clause"})


class Place(NamedTuple):
    """The words of the clause before a number, first to last, and the word that opened the clause."""

    words: list[Word]
    texts: list[str]
    opener: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A verb, whether its subject stands before it, and what stands between it and the number."""

    verb: Word
    verb_text: str
    subject_first: bool
    noun_after: bool
    after: list[Word]
    after_texts: list[str]


def _no_border(line: Line, step: int, index: int) -> bool:
    """Tells whether a point parts letters of an abbreviation, or a bracket holds nothing but the number at `index`."""
    if line.text(step) == ".":
        letter = len(line.text(step - 1)) == 1 and line.glued(step)
        return letter and (line.glued(step + 1) or (step == index - 1 and line.kind(index) == "number"))
    closing = index + 2 if line.text(index + 1) == "%" else index + 1
    return step == index - 1 and line.text(closing) in {")", "]"}


def _dateline(line: Line, index: int) -> bool:
    """Tells whether a dash ends the place and agency that open a report: بيروت (رويترز) - قتل ١٢ شخصا."""
    if line.glued(index + 1) or index > _DATELINE:
        return False
    words = [word_of(line.text(step)) for step in range(index) if line.kind(step) == "word"]
    told = any(word.role in OPENERS | {"prep"} or (word.role == "verb" and word.verb != "?") for word in words)
    return not told and not any(line.kind(step) == "newline" for step in range(index))


def _completed(line: Line, index: int) -> bool:
    """Tells whether a time at `index` completes the preposition before it: بلغ حتى الآن ١١٦, but في هذه المدينة ١١٦."""
    text = line.text(index)
    pointing = text in _POINTING and word_of(line.text(index + 1)).role == "definite"
    return word_of(text).role == "skip" and text not in _PARTICLES and not pointing


def place_before(line: Line, index: int) -> Place:
    """Returns the words of the clause before token `index`."""
    words: list[Word] = []
    texts: list[str] = []
    opener = ""
    for step in range(index - 1, max(-1, index - REACH), -1):
        token = line.tokens[step]
        if token.kind in {"stop", "newline"} or token.text in {"(", "["}:
            if _no_border(line, step, index):
                continue
            break
        if token.text in {"÷", "×"} or (token.text == "+" and line.kind(step - 1) == "number"):
            words.append(Word(role="prep"))
            texts.append(token.text)
            continue
        if token.text == "-" and _dateline(line, step):
            break
        if token.kind in {"quote", "sign"}:
            continue
        if token.text in group("years") | group("years_f") and line.kind(step + 1) == "number" and step + 1 < index:
            governed = word_of(line.text(step - 1)).role == "prep"  # قتل عام 2023 ١٢ شخصا: an adverb of time
            words[-1:], texts[-1:] = ([_PHRASE], [token.text]) if governed else ([], [])
            continue
        word = word_of(token.text) if token.kind == "word" else _NUMBER if token.kind == "number" else _OTHER
        if word.role in OPENERS:
            opener = word.role
            break
        if word.role == "skip" or (token.text == "فقد" and words and words[-1].role == "verb"):
            continue
        whole = word.role == "prep" and step + 1 < index and _completed(line, step + 1)
        words.append(_PHRASE if whole else word)
        texts.append(f"{token.text} {line.text(step + 1)}" if whole else token.text)
    return Place(words[::-1], texts[::-1], opener)


def _measures_on(texts: list[str], position: int) -> bool:
    """Tells whether a word joined by و is a measure like one before it."""
    measured = group("measured")
    return texts[position][1:] in measured and any(text.lstrip("وب") in measured for text in texts[:position])


def is_verb(place: Place, position: int) -> bool:
    """Tells whether a verb form in its place is a verb: قتل after a preposition or a noun in construct is the noun."""
    words = place.words
    word = words[position]
    if word.role != "verb":
        return False
    before = words[position - 1] if position else None
    ahead = place.texts[position - 1].removeprefix("و") if position else ""
    if before is not None and not word.joined and ahead in group("prepositions"):
        return ahead in group("before_verbs")
    if not word.also_noun:
        return True
    if word.joined and any(earlier.loss for earlier in words[:position]):
        return False  # مقتل ١١ وجرح ٤١ goes on in nouns
    if word.joined and _measures_on(place.texts, position):
        return False  # بطول ٢٥ م وعرض ١٢ م
    return before is None or word.joined or before.role not in {"prep", "verb", "noun", "exists"}


def noun_among(words: list[Word]) -> bool:
    """Tells whether a noun outside every prepositional phrase is among `words`."""
    noun = inside = closed = False
    for word in words:
        if word.role == "prep":
            inside = True
            closed = False
        elif word.role in {"phrase", "exists"}:
            inside = closed = True
        elif word.role == "number":
            noun = noun or not inside
        elif word.role in _NOUNS or word.role == "verb":
            if inside and not (closed and word.role == "noun" and not word.joined):
                closed = word.role != "noun"
                continue
            inside = False
            noun = True
    return noun


def _shares_subject(place: Place, position: int) -> bool:
    """Tells whether a verb joined by و goes on with who acts before it: دهمت القوات القرية واعتقلت ١٢ شابا.

    Both verbs agree with it (النحو الوافي ٣، عطف الفعل على الفعل); where nothing is acted on, the first may be passive,
    and so may be the second in the masculine, which any subject behind it takes: هاجم المسلحون القرية وقتل ١٢ شخصا.
    """
    verb = place.words[position]
    if verb.gender != "f" and "P" in verb.verb:
        return False
    for earlier in range(position - 3, -1, -1):
        if not is_verb(place, earlier):
            continue
        head, first = place.words[earlier + 1].role, place.words[earlier]
        agent = exact(place.texts[earlier + 1].removeprefix("ال"))
        if agent is None or head not in {"definite", "noun"} or not acts(place.texts[earlier + 1]):
            return False
        behind = earlier + (3 if head == "noun" else 2)  # شركة الطيران
        while behind < position and place.words[behind].role == "definite" and not exact(place.texts[behind][2:]):
            behind += 1  # an adjective
        one = agent.number == "singular" or not agent.human  # المسلحون: وقتلوا
        same = one and first.gender in {None, verb.gender} and verb.gender == agent.agreement
        reached = behind < position and place.words[behind].role in {"definite", "noun", "owned", "number"}
        return same and reached and bool({"T", "P", "H", "R"} & set(first.verb)) and not verb.plural
    return False


def clause_of(place: Place) -> Clause | None:
    """Returns the last verb of a place with what surrounds it, or None when it has no verb."""
    for position in range(len(place.words) - 1, -1, -1):
        if not is_verb(place, position):
            continue
        verb = place.words[position]
        after = place.words[position + 1 :]
        noun = noun_among(after)
        earlier = noun_among(place.words[:position])
        # The antecedent of a clause with a pronoun of return (الذي قتل فيه, التي يسكنها) is not the verb's subject.
        returned = bool(after) and after[-1].role == "exists"
        first = not (verb.joined or verb.complete) and (
            earlier or place.opener == "innasub" or (place.opener == "relative" and not returned)
        )
        first = first or (verb.joined and not verb.complete and _shares_subject(place, position))
        return Clause(verb, place.texts[position], first, noun, after, place.texts[position + 1 :])
    return None


def oblique_dual(text: str) -> bool:
    """Tells whether a dual shows that its numbers are oblique, as in القرارين ٢٤٢ و٣٣٨."""
    found = exact(text.removeprefix("ال"))
    return text.endswith("ين") and found is not None and found.number == "dual"


def sound_plural(text: str) -> bool:
    """Tells whether a word is a sound plural in the nominative, which keeps its nun: no noun in construct."""
    found = exact(text)
    return text.endswith("ون") and text not in group("broken") and (found is None or found.singular + "ون" == text)


def acts(text: str) -> bool:
    """Tells whether a word names somebody who acts, so that it is the subject before a number."""
    found = exact(text.removeprefix("ال"))
    name = found is not None and text == found.singular + "ا"  # تركيا is no تركي
    return found is not None and not name and (found.human or found.singular in group("agents"))


def disagrees(verb: Word, noun: Noun | None) -> bool:
    """Tells whether the counted noun cannot be the subject of a verb before it (Wright II, concord)."""
    if noun is None or not (noun.known or noun.singular.endswith("ة")) or noun.singular == "نسمة":
        return False
    if noun.number == "plural" and not (noun.human and noun.plural.endswith(("ات", "ون", "ين"))):
        return False
    return verb.gender is not None and verb.gender != noun.gender


def is_measure(noun: Noun | None) -> bool:
    """Tells whether a counted noun is a unit of measure or money."""
    return noun is not None and noun.singular in group("measures")


def lasts(clause: Clause, noun: Noun | None) -> bool:
    """Tells whether the number is an adverb of time, as in قضى في السجن ٢٧ عاما."""
    if noun is None or noun.singular not in group("spans") or "K" in clause.verb.verb:
        return False
    return clause.noun_after or clause.verb_text not in group("passing")


def lacks_subject(clause: Clause, noun: Noun | None) -> bool:
    """Tells whether a verb that carries its one object has still to name who acts: تموله ١٢ دولة."""
    verb = clause.verb
    counted = noun is not None and noun.singular not in group("measures") | group("spans")
    active = bool(set("TH?") & set(verb.verb)) and not set("DR") & set(verb.verb)
    return verb.complete and active and counted and not clause.noun_after and not disagrees(verb, noun)
