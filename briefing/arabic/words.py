"""Words in their place: the little that the grammar of numbers must know of each written word."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from briefing.arabic import counted
from briefing.arabic.numerals import Gender
from briefing.arabic.tables import group, rows

# Verbal nouns without a mark of their own: فعول, فعالة, تفعيل and the derived forms.
_NOUN_LIKE = re.compile(
    "^(?:.{2}و.|ت..ي.ا?|ت.ا.ي.|ا.ت.ا.|ان..ا.|است..?ا.|ا..ا.|إ..?ا.|ت.ا.|م.ا..|.*[^ا]ة|.*ات|.*ية|.*اء|.{2,}ائ.|م.ا.ي.|أ..ا.)$"
)
_PRESENT = re.compile("^(?:س?[يت][^ا].{1,5}|س[يت].{2,6})$")
# Weak passives of she that no active form resembles: أقيلت, أعفيت, استعيدت, تبودلت, بنيت (Wright I, the passive).
_PASSIVE_SHE = re.compile(
    "^(?:أ[^ا]ي[^ا]ت|أ[^ا]{2}يت|است[^ا]ي[^ا]ت|است[^ا]{2}يت|ا[^ا]ت[^ا]يت|ت[^ا]و[^ا]{2}ت|[^ا]{2}يت)$"
)
# يسكنها, سيرتادها: a present form with its object; what is owned seldom begins with ي.
_PRESENT_OBJECT = re.compile("^(?!يمين|يسار|يتيم|يقين)س?ي[^ا].{2,4}(?:هما|هم|هن|ها|ه|نا)$")
# Derived past forms without a clash of form: اختزن, استورد, انقلب; a verbal noun has an alef before its last letter.
_PAST_HE = re.compile("^(?:ا[^ا]ت[^ا][^اةىيو]|ان[^ا]{2}[^اةىيو]|است[^ا]{2}[^اةىيو])$")
_COMMAND = re.compile("^ا[^اويل][^ا]{2}ي$")
_PAST_SHE = re.compile("^(?:(?:است|ان|ا.ت|ت|أ).{2,4}|.{3}|.ا[^ا]{2})ت$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """One written word as the grammar of numbers sees it.

    Attributes:
        role: prep, inna, innasub, relative, clause, skip, exists, pronoun, verb, noun (bare), definite, owned (noun
            with a pronoun), phrase (a preposition joined to a noun) or other.
        verb: the verb's kinds (see tables/verbs.tsv), "?" for a guessed verb, or nothing.
        gender: the gender a verb shows; None when the form may be either.
        plural: whether a verb names its subject as they.
        joined: whether و or ف stands before it.
        also_noun: whether a verb form may as well be a noun.
        loss: whether a noun opens a count of losses, as مقتل and إصابة do.
        measure: whether an owned noun is a measure, as in قيمته.
        complete: whether a verb carries its object, as in يسكنها.
    """

    role: str
    verb: str = ""
    gender: Gender | None = "m"
    plural: bool = False
    joined: bool = False
    also_noun: bool = False
    loss: bool = False
    measure: bool = False
    complete: bool = False


@cache
def _particles() -> dict[str, str]:
    return {row[0]: row[1] for row in reversed(rows("particles"))}


def _past(past: str) -> tuple[str, str]:
    """Returns the forms of she and they of a past verb; a weak ending falls (Wright I, the weak verbs)."""
    if past.endswith(("ى", "ا")):
        return past[:-1] + "ت", past[:-1] + "وا"
    return past + "ت", past + "وا"


def _we(past: str) -> str:
    """Returns the form of we: كتبنا, تلقينا, زرنا, أضفنا (Wright I, the weak verbs)."""
    if past.endswith(("ى", "ا")):
        return past[:-1] + ("ينا" if past.endswith("ى") else "ونا")
    hollow = past[-2:-1] == "ا" and (len(past) == 3 or past[0] in "أا")
    return (past[:-2] + past[-1] if hollow else past) + "نا"


# Weak and فاعل forms whose passive is written otherwise: باع and بيع, صادر and صودر, ألغى and ألغي, يبيع and يباع.
_ONLY_ACTIVE = re.compile("^(?:[^اأ]ا.*|[أا].{0,2}ا.|است.ا.|.*[ىا]|ي.ي.|يست.ي.|ي.+ي)$")


def _voice(form: str, kinds: str) -> str:
    """Returns the kinds of a written form: what cannot be a passive takes an object."""
    if "P" not in kinds or not _ONLY_ACTIVE.match(form):
        return kinds
    return "".join(dict.fromkeys(kinds.replace("P", "T")))


@cache
def _verbs() -> dict[str, tuple[str, Gender | None, bool]]:
    forms: dict[str, tuple[str, Gender | None, bool]] = {}
    for past, present, kinds in rows("verbs"):
        she, they = _past(past)
        stem = present[1:]
        plural = (stem[:-1] if stem.endswith(("ي", "ى", "و")) else stem) + "ون"
        table: tuple[tuple[str, Gender, bool], ...] = (
            (past, "m", False),
            (she, "f", False),
            (they, "m", True),
            (_we(past), "m", True),
            (present, "m", False),
            ("ت" + stem, "f", False),
            ("ي" + plural, "m", True),
            ("س" + present, "m", False),
            ("ست" + stem, "f", False),
            ("سي" + plural, "m", True),
        )
        for place, (form, gender, many) in enumerate(table):
            if form.startswith("-"):
                continue  # a past form that would clash with a noun is left out of the table
            old = forms.get(form)
            here = _voice(past if place < 4 else present, kinds)
            if old is None:
                forms[form] = (here, gender, many)
            else:
                merged = "".join(dict.fromkeys(old[0] + here))
                forms[form] = (merged, gender if gender == old[1] else None, many and old[2])
    _add_first_person(forms)
    _add_duals(forms)
    return forms


def _add_first_person(forms: dict[str, tuple[str, Gender | None, bool]]) -> None:
    """Adds أشاهد and نشاهد, whose subject is said already, where no other word of the tables looks the same."""
    for past, present, kinds in rows("verbs"):
        for person in ("أ", "ن"):
            form = person + present[1:]
            if (
                (len(form) > 3 or past.lstrip("-").startswith("و"))
                and form not in _particles()
                and counted.exact(form) is None
            ):
                forms.setdefault(form, (kinds, "m", True))


@cache
def _imperatives() -> frozenset[str]:
    """Returns imperatives: اخلطي and اغلي, for her ي takes the place of a weak ending, and أضف (Wright I, the verb)."""
    stems = [(past, present[1:]) for past, present, kinds in rows("verbs") if set("TPD") & set(kinds)]
    she = {alef + stem.rstrip("يىو") + "ي" for _, stem in stems for alef in "اأ"}
    he = {"أ" + stem[0] + stem[2] for past, stem in stems if past[0] == "أ" and len(stem) == 3 and stem[1] == "ي"}
    return frozenset(form for form in group("imperatives") | she | he if form not in _verbs())


def _commands(word: str) -> bool:
    """Tells whether a word is an imperative, also in the spelling أضيفى; اسلقي shows it by its form."""
    she = word[:-1] + "ي" if word.endswith("ى") else re.sub("ي(?:ها|هم|ه)$", "ي", word)
    return (she in _imperatives() or _COMMAND.match(she) is not None) and counted.exact(word) is None


def _add_duals(forms: dict[str, tuple[str, Gender | None, bool]]) -> None:
    """Adds أنجبا, أنجبتا, ينجبان, whose subject is said, where no other word of the tables looks the same."""
    for past, present, kinds in rows("verbs"):
        she, _ = _past(past)
        stem = present[1:] if not present.endswith("ى") else present[1:-1] + "ي"
        for form in (past + "ا", she + "ا", "ي" + stem + "ان", "ت" + stem + "ان"):
            clear = len(form) > 4 and form not in _particles() and counted.known(form) is None
            if clear and not past.startswith("-") and not past.endswith(("ى", "ا")):
                forms.setdefault(form, (kinds, "m", True))


def _owned(word: str) -> bool:
    if word in group("not_pronouns") or word.startswith("ال"):
        return False
    return len(word) > 3 and word.endswith(("ها", "هم", "هما", "هن", "ه"))


def _measure(word: str) -> bool:
    """Tells whether a word is a measure with its pronoun, as قيمته and وزنها."""
    stems = [word.removesuffix(end) for end in _OBJECTS if word.endswith(end)]
    return any((stem[:-1] + "ة" if stem.endswith("ت") else stem) in group("measured") for stem in stems)


_OBJECTS = ("هما", "هم", "هن", "ها", "نا", "ني", "ه")


def _with_object(word: str, *, joined: bool) -> Word | None:
    """Recognises a verb that carries its object, as أمهلتهم; its subject is then still to come."""
    for suffix in _OBJECTS:
        stem = word.removesuffix(suffix)
        if stem != word and len(stem) > 2 and stem in _verbs() and counted.exact(stem[:-1] + "ة") is None:
            kinds, gender, _ = _verbs()[stem]
            if len(stem) == 3 and (not set("HD") & set(kinds) or _measure(word)):
                continue  # زارها, but قتلها may be her killing
            if counted.exact(stem) is None and _particles().get(stem) != "noun":
                return Word(role="verb", verb=kinds, gender=gender, joined=joined, complete=True)
    return None


def gives(text: str) -> bool:
    """Tells whether a form can be a verb of two objects with the first of them, as منحته and أعطاه."""
    stems = [text.removesuffix(suffix) for suffix in _OBJECTS if text.endswith(suffix)]
    stems += [stem[1:] for stem in stems if stem[:1] in {"و", "ف"}]
    return any("D" in _verbs().get(form, ("",))[0] for stem in stems for form in (stem, stem[:-1] + "ى"))


def _known(word: str, *, joined: bool) -> Word | None:  # noqa: PLR0911 - one return a kind of word
    particles, verbs = _particles(), _verbs()
    role = particles.get(word, "")
    if role == "reaching":
        return Word(role="verb", verb="R", plural=True, joined=joined)
    if role and role != "noun":
        return Word(role=role, joined=joined)
    if word in verbs:
        kinds, gender, plural = verbs[word]
        also = role == "noun" or counted.exact(word) is not None
        return Word(role="verb", verb=kinds, gender=gender, plural=plural, joined=joined, also_noun=also)
    if role == "noun":
        return Word(role="noun", joined=joined, loss=word in group("losses"))
    if _commands(word):
        return Word(role="verb", verb="T", gender="f", plural=True, joined=joined, also_noun=True)
    if any(word.removesuffix(end) in group("prepositions") for end in _OBJECTS if word.endswith(end)):
        return Word(role="exists", joined=joined)
    return _so_that(word, joined=joined) or _with_object(word, joined=joined)


def _so_that(word: str, *, joined: bool) -> Word | None:
    """Recognises a present verb behind the ل of outcome, as ليبلغ; its subject may have been named before."""
    rest = word[1:]
    kinds, gender, plural = _verbs().get(rest, ("", None, False))
    if word[:1] != "ل" or rest[:1] not in {"ي", "ت"} or not kinds or _particles().get(rest) == "noun":
        return None
    if counted.exact(rest) is not None or (counted.is_verbal_noun(rest) and not {"K", "R"} & set(kinds)):
        return None  # لتقدم
    kinds = "RI" if rest in {"يصل", "تصل"} else kinds  # ليصل مليارين
    return Word(role="verb", verb=kinds, gender=gender, plural=plural, joined=joined or "P" in kinds)


def _nominal(word: str, *, joined: bool) -> Word | None:  # noqa: PLR0911 - one return a form
    if word.startswith("ال") and len(word) > 3:
        return Word(role="definite", joined=joined)
    if word.startswith("لل") and len(word) > 3:
        return Word(role="phrase", joined=joined)
    if counted.exact(word) is not None or counted.in_construct(word) is not None:
        return Word(role="noun", joined=joined, loss=word in group("losses"))
    if word[:1] in {"ب", "ل", "ك"} and len(word) > 3:
        if counted.owned(word) is not None:
            return Word(role="owned", joined=joined, measure=_measure(word))  # بطاقته
        rest = word[1:]
        his = len(rest) == 3 and rest.endswith("ه") and counted.exact(rest[:-1]) is not None  # بحقه, but بيته
        if his or rest.startswith("ال") or _owned(rest):
            return Word(role="phrase", joined=joined)
        if _particles().get(rest) == "skip":
            return Word(role="phrase", joined=joined)
        if counted.is_verbal_noun(rest) or counted.exact(rest) or rest in _particles():
            return Word(role="prep", joined=joined)
        if (word.endswith("ة") and not word.endswith("ية")) or (len(rest) in {4, 5} and rest.startswith("ت")):
            return Word(role="prep", joined=joined)
    return None


def _guess(word: str, *, joined: bool) -> Word:  # noqa: PLR0911 - one return a form
    if word in group("names"):
        return Word(role="other", joined=joined)
    if _PASSIVE_SHE.match(word):
        return Word(role="verb", verb="P", gender="f", joined=joined)
    if _PRESENT_OBJECT.match(word):
        return Word(role="verb", verb="?", gender="m", joined=joined, complete=True)
    if _owned(word):
        return Word(role="owned", joined=joined, measure=_measure(word))
    if _NOUN_LIKE.match(word):
        return Word(role="noun", joined=joined)
    if _PRESENT.match(word) and len(word) > 3:
        gender: Gender = "m" if word.lstrip("س").startswith("ي") else "f"
        return Word(role="verb", verb="?", gender=gender, plural=word.endswith("ون"), joined=joined)
    if _PAST_HE.match(word):
        return Word(role="verb", verb="?", gender="m", joined=joined)
    if _PAST_SHE.match(word):
        return Word(role="verb", verb="?", gender="f", joined=joined)
    if word.endswith("وا") and len(word) > 4:
        return Word(role="verb", verb="?", plural=True, joined=joined)
    return Word(role="other", joined=joined)


def _respelled(text: str) -> tuple[str, ...]:
    """Returns the spellings that careless writing hides: فى is في, اكد is أكد."""
    hamza = ("أ" + text[1:], "إ" + text[1:]) if text.startswith("ا") and len(text) > 2 else ()
    return (*hamza, text[:-1] + "ي") if text.endswith("ى") else hamza


@lru_cache(maxsize=16384)
def word_of(text: str) -> Word:
    """Returns what the grammar knows or guesses of a written word without marks."""
    found = _known(text, joined=False)
    if found is None and text[:1] in {"و", "ف", "ك", "ل", "ب"} and _owned(text) and _measure(text):
        found = Word(role="owned", measure=True)  # وزنه, كلفتها, فائدتها: the first letter is the noun's own
    found = found or _nominal(text, joined=False)
    if found is not None:
        return found
    if text[:1] in {"و", "ف"} and len(text) > 2:
        found = _known(text[1:], joined=True) or _nominal(text[1:], joined=True)
        if found is None and len(text) > 4:
            found = _guess(text[1:], joined=True)
        if found is not None and found.role != "other":
            return found
    for respelled in _respelled(text):
        found = _known(respelled, joined=False)
        if found is not None:
            return found
    return _guess(text, joined=False)
