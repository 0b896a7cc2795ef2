"""Numbers with the article, and numbers that name a place in an order: القرن الـ21, الدول الـ27, المادة 5."""

from briefing.arabic.agreement import head_of, noun_case
from briefing.arabic.clause import place_before
from briefing.arabic.coordination import number_case
from briefing.arabic.counted import in_construct, known, noun
from briefing.arabic.counting import fits, noun_after
from briefing.arabic.dates import era
from briefing.arabic.figures import figure, whole_words
from briefing.arabic.letters import FATHA
from briefing.arabic.line import Lead, Line, Reading
from briefing.arabic.numerals import Case, Gender, cardinal, digits, ending
from briefing.arabic.ordinal_words import ordinal
from briefing.arabic.tables import group
from briefing.arabic.words import word_of

_ROUNDS = frozenset({8, 16, 32, 64, 128})
_PRONOUNS = ("ه", "ها", "هم", "هن", "هما", "نا")
_GENITIVE_SEATS = tuple("ائ" + pronoun for pronoun in _PRONOUNS)
_NOMINATIVE_SEATS = tuple("اؤ" + pronoun for pronoun in _PRONOUNS)
_DECADES = frozenset({"ات", "يات", "ينات", "ينيات"})
_ABBREVIATED = {"ج": "الجزء", "مج": "المجلد", "ط": "الطبعة", "د": "الدقيقة"}


def _gender(word: str) -> Gender:
    return noun(word).gender


def _plural(word: str) -> bool:
    found = known(word) or in_construct(word)
    return (found or noun(word)).number == "plural"


def _head_case(line: Line, head: int) -> Case:
    word = line.text(head)
    role = word_of(word).role
    number = noun(word).number
    if role in {"phrase", "prep"} or (number != "singular" and word.endswith("ين")) or word.endswith(_GENITIVE_SEATS):
        return "G"  # the seat of the hamza shows the case: أعضائه, أعضاؤه
    if word.endswith((*_NOMINATIVE_SEATS, *{"dual": ("ان",), "plural": ("ون",)}.get(number, ()))):
        return "N"
    if role == "definite" and word.startswith("و") and _prepositional(line, head):
        return "G"
    return noun_case(line, head, noun(word))


def _prepositional(line: Line, head: int) -> bool:
    """Tells whether a joined noun goes on with a prepositional phrase, as in بموجب الفصل ٧ والمادة ٥١."""
    for word in reversed(place_before(line, head).words):
        if word.role == "prep":
            return True
        if word.role not in {"definite", "other", "number"} or word.joined:
            return False
    return False


def _counted_plural(line: Line, head: int) -> int:
    """Returns the plural that an attribute counts: its own head, or the noun that the head completes, or -1."""
    if _plural(line.text(head)):
        return head
    before = line.before(head)
    if before < 0 or word_of(line.text(before)).role != "noun":
        return -1
    if _plural(line.text(before)):
        return before
    first = line.before(before)  # أعضاء مجلس الأمن, but فعاليات معرض الكتاب
    return first if line.text(first) in group("counters") else -1


def _age(line: Line, index: int, lead: Lead) -> bool:
    if line.text(index + 1) == "من" and line.text(index + 2).startswith(("عمر", "العمر")):
        return True
    return line.word_before(lead.start) in group("ages")


def definite(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a number with the article.

    After a plural it is a definite cardinal that agrees in case and takes the opposite gender (الدول السبع والعشرون,
    Wright II, the numerals); after a singular an ordinal (القرن الحادي والعشرون); before a noun the article stands on
    the number (الثماني والأربعين ساعة); after مجموعة it completes the noun.
    """
    number = figure(line.text(index))
    if not lead.article or not number.is_plain:
        return None
    value = number.value
    if value < 100 and _age(line, index, lead):
        return Reading(index + 1, ordinal(value, "f", "G"), "ordinal", "age")
    after, found = noun_after(line, index + 1)
    ordered = line.before(lead.start) >= 0 and _singular(line.word_before(lead.start)) in group("ordered")
    noun_behind = after >= 0 and found is not None and word_of(line.text(after)).role == "noun"
    if noun_behind and found is not None and _counts(found.number, value) and not ordered:
        case = number_case(line, lead, found)
        return Reading(
            index + 1, cardinal(value, found.gender, case, definite=True), "cardinal", "article before the number"
        )
    head = head_of(line, lead.start)
    if lead.conjunction and lead.start - 1 in line.heads and value:
        head = line.heads[lead.start - 1]
        words = ordinal(value, _gender(line.text(head)), _head_case(line, head))
        return Reading(index + 1, words, "ordinal", "joined to an ordinal")
    if lead.preposition or lead.conjunction or head < 0:
        return Reading(
            index + 1, cardinal(value, "m", number_case(line, lead), definite=True), "cardinal", "article alone"
        )
    return _after_head(line, index, value, head)


def decade(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads الـ70ات and الـ90ينات as السبعينيات, the nisba of the decade (Ryding ch. 10, the nisba; ch. 15)."""
    text, tail = line.text(index), line.text(index + 1)
    if not (
        lead.article and line.glued(index + 1) and tail in _DECADES and text in {str(ten) for ten in range(20, 99, 10)}
    ):
        return None
    stem = cardinal(int(text), "m", "G")[0].removesuffix(FATHA) + "ِيَّات"
    return Reading(index + 2, [ending(stem, _plural_case(line, lead), "construct")], "ordinal", "decade")


def _plural_case(line: Line, lead: Lead) -> Case:
    """Returns the case that a sound feminine plural shows: its accusative is its genitive (Wright I, the plurals)."""
    return "N" if number_case(line, lead) == "N" else "G"


def _counts(number: str, value: int) -> bool:
    rest = value % 100
    return (number == "plural") == (3 <= rest <= 10)


def _after_head(line: Line, index: int, value: int, head: int) -> Reading | None:
    if line.text(head) == "الوزراء" and line.word_before(head) in group("chairs"):
        head = line.before(head)  # رئيس الوزراء is one office
    word = line.text(head)
    role = word_of(word).role
    plural = _counted_plural(line, head) if word not in {"الألعاب", "للألعاب", "والألعاب"} else -1  # one event
    if role == "prep" and not known(word):
        return Reading(index + 1, cardinal(value, "m", "G", definite=True), "cardinal", "article alone")
    if word == "دوري" or (word.removeprefix("ال") == "دور" and value in _ROUNDS):
        words = cardinal(value, "m", _head_case(line, head) if word.startswith("ال") else "G", definite=True)
        return Reading(index + 1, words, "cardinal", "round of so many teams")
    definite_head = word.startswith("ال") or role in {"definite", "phrase", "owned", "other"}
    if word in group("chairs"):
        definite_head = True
    if not definite_head:
        gender: Gender = "f" if word.endswith("مجموعة") and value <= 10 else "m"
        if plural == head:
            gender = _gender(word)
        return Reading(index + 1, cardinal(value, gender, "G", definite=True), "cardinal", "number completes the noun")
    ordered = word in group("ordered") or word == "الأسرة"
    if plural < 0 or (_singular(word) in group("ordered") and noun(word).number == "dual"):
        return _after_singular(line, index, value, head)
    if plural >= 0 and not (plural != head and ordered and line.text(plural) not in group("counters")):
        words = cardinal(value, _gender(line.text(plural)), _head_case(line, plural), definite=True)
        return Reading(index + 1, words, "cardinal", "attribute of a plural")
    return _after_singular(line, index, value, head)


def _after_singular(line: Line, index: int, value: int, head: int) -> Reading | None:
    if value == 0:
        return None
    line.heads[index] = head
    word = line.text(head)
    end, tail = era(line, index + 1) if _singular(word) == "القرن" else (index + 1, [])
    words = [*ordinal(value, _gender(word), _head_case(line, head)), *tail]
    return Reading(end, words, "ordinal", "attribute of a singular")


def _singular(word: str) -> str:
    """Returns the noun of order in the singular with its article: الدقيقتين gives الدقيقة, للقرن gives القرن."""
    base = word
    if base.startswith("لل"):
        base = "ال" + base[2:]
    elif base[:1] in {"ب", "و", "ك", "ف"} and base[1:3] == "ال":
        base = base[1:]
    if base in group("ordered"):
        return base
    found = known(base)
    return "ال" + found.singular if found is not None and found.number != "singular" and base.startswith("ال") else base


def named(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads the number behind المادة, القرن and the like as an ordinal; also المادتين 5 و6.

    From a hundred on only a rank is said so, as المرتبة الأولى بعد المئة; an article of a law is then named by its
    cardinal.
    """
    number = figure(line.text(index))
    lettered = line.kind(index + 1) == "latin" and line.glued(index + 1)  # المقعد 14C
    if lead.article or lead.preposition or lettered or not number.is_plain or not 1 <= number.value <= 999:
        return None
    head = line.before(lead.start)
    if lead.conjunction:
        earlier = lead.start - 1
        if earlier not in line.heads:
            return None
        head = line.heads[earlier]
    word = _ABBREVIATED.get(line.text(head), line.text(head))
    if word in group("ages") and number.value < 100 and noun_after(line, index + 1)[0] < 0:
        line.heads[index] = head
        return Reading(index + 1, ordinal(number.value, "f", "G"), "ordinal", "age")
    if not lead.conjunction and _of_nisba(line, head):
        head = line.before(head)
        word = line.text(head)
    base = _singular(word)
    after, found = noun_after(line, index + 1)
    among = found is not None and found.human and line.text(index + 1) == "من"  # وصل اليوم ١٢ من الحجاج
    counted = found if after >= 0 and not line.text(after).startswith("ال") else None
    counts = among or (counted is not None and (counted.human or fits(line.text(after), counted, number.value)))
    end, tail = era(line, index + 1) if base == "القرن" else (index + 1, [])
    several = base != word and word.startswith("ال") and not lead.conjunction
    if number.value > 99 and not _ranked(line, head, base):
        return None
    if base not in group("ordered") or counts or (several and line.text(end) not in {"و", "-", "،"}):
        return None
    line.heads[index] = head
    case = _head_case(line, head)
    words = [*ordinal(number.value, _gender(base), case), *tail]
    while tail and line.text(end) in {"/", "-"} and line.kind(end + 1) == "number":  # القرن 3هـ / 9م
        last, tail = era(line, end + 2)
        if tail:
            words += [*ordinal(int(line.text(end + 1)[:2]), "m", case), *tail]
            end = last
    return Reading(end, words, "ordinal", "numbered noun")


def _ranked(line: Line, head: int, base: str) -> bool:
    """Tells whether a noun ranks what it names also past ninety-nine; a day where it is no adverb: في اليوم ١٢٠."""
    today = base == "اليوم" and line.text(head) == base and line.word_before(head) not in {"في", "منذ", "حتى"}
    return base in group("ranked") and not today


def _of_nisba(line: Line, index: int) -> bool:
    """Tells whether a nisba stands there that agrees with a noun of order: اليوم الوطني, الدائرة الانتخابية."""
    text, head = line.text(index), line.word_before(index)
    if (
        index < 0
        or _singular(head) not in group("ordered")
        or text in group("kinds_of_year")
        or not text.startswith("ال")
    ):
        return False
    return text.endswith("ية" if _gender(head) == "f" else "ي") and len(text) > 5 and known(text) is None


def version(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads بوينغ 787-9: two numbers that name one model."""
    first, last = figure(line.text(index)), line.text(index + 2)
    if lead.start != index or not first.is_plain or line.word_before(index) not in group("numbered") | group("serials"):
        return None
    if line.text(index + 1) != "-" or not line.glued(index + 1) or not last.isdecimal():
        return None
    counts = noun_after(line, index + 3)[1]
    if counts is not None and counts.known:
        return None  # تستغرق الرحلة 2-3 ساعات
    words = [*_figures(first.whole), *_figures(last)]
    return Reading(index + 3, words, "cardinal", "model and version")


def _figures(text: str) -> list[str]:
    return digits(text, "G") if text.startswith("0") else whole_words(figure(text), "m", "G")


def round_of(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads دور 16 as دور الـ16."""
    number = figure(line.text(index))
    named_so = line.word_before(index).removeprefix("ل").removeprefix("ب") == "دور" and number.value in _ROUNDS
    if lead.start != index or not named_so or noun_after(line, index + 1)[0] >= 0:
        return None
    return Reading(index + 1, cardinal(number.value, "m", "G", definite=True), "cardinal", "round of so many teams")


def beside(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads the number behind القرار, الرحلة and the like as a cardinal in apposition."""
    number = figure(line.text(index))
    before = line.before(index)
    on_map = line.text(before) in {"الطول", "العرض"} and line.word_before(before) in group("map")
    if lead.start != index or not number.is_plain or not (on_map or line.text(before) in group("numbered")):
        return None
    words = cardinal(number.value, "m", "G")
    line.cases[index] = "G"
    found = noun_after(line, index + 1)[1]
    if found is not None and found.known:
        return None
    return Reading(index + 1, words, "cardinal", "number in apposition")
