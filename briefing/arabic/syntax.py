"""The case of a number from its place in the sentence.

Marks are rarely written, so the case is read off the words before the number: a preposition or a noun in construct
takes the genitive, a verb of reaching the accusative, a subject stands in the nominative (Wright II, the cases;
Ryding ch. 7; النحو الوافي ١ and ٢). Where nothing decides, the oblique form is said: it is right for nine
numbers of ten in the news.
"""

from briefing.arabic.clause import (
    Clause,
    Place,
    acts,
    clause_of,
    disagrees,
    is_measure,
    is_verb,
    lacks_subject,
    lasts,
    noun_among,
    oblique_dual,
    place_before,
    sound_plural,
)
from briefing.arabic.counted import Noun, exact
from briefing.arabic.line import Line
from briefing.arabic.numerals import Case
from briefing.arabic.tables import group
from briefing.arabic.verbal_nouns import is_object
from briefing.arabic.words import Word


def _directly_after(clause: Clause, noun: Noun | None) -> Case:  # noqa: PLR0911 - one return a rule of grammar
    verb = clause.verb
    kinds = verb.verb
    human = noun is not None and noun.human
    if "K" in kinds:
        stays = clause.verb_text in group("passing")  # تبقى ١٢ ساعة
        measured = is_measure(noun) and not stays
        denied = noun is None and clause.verb_text.endswith("ليس")  # وليس ١٢: the predicate
        return "A" if clause.subject_first or verb.plural or measured or denied else "N"
    if verb.plural or (verb.complete and "D" in kinds) or ("M" in kinds and is_measure(noun)):
        return "A"
    if {"R", "I"} & set(kinds) and "P" not in kinds and lasts(clause, noun):
        return "A"
    free = not clause.subject_first and not disagrees(verb, noun)
    moving = not {"T", "R"} & set(kinds) or ("H" in kinds and "T" not in kinds)
    happens = "I" in kinds and free and noun is not None and noun.singular in group("events")  # وقع ١٢ انفجارا
    if happens or lacks_subject(clause, noun):
        return "N"
    if "I" in kinds and (human or moving or (noun is None and "R" not in kinds)):
        return "N" if free or not set("PTR") & set(kinds) else "A"
    if "T" in kinds and verb.gender == "m" and noun is not None and noun.singular in group("goals"):
        return "A"  # سجل ٢٧ هدفا: the player is known from before
    if "P" in kinds:
        return "N" if free else "A"
    if "R" in kinds or "T" in kinds:
        return "N" if free and human and "T" in kinds else "A"
    if kinds == "H":
        return "N" if free and noun is not None and noun.singular in group("events") else "A"
    return "N" if free and human else "A"


def _object_first(clause: Clause, noun: Noun | None) -> bool:
    """Tells whether the noun between verb and number is the object, as in هزت العاصمة ٣ انفجارات."""
    if noun is None or "H" not in clause.verb.verb or clause.subject_first:
        return False
    agent = noun.singular in group("agents") and "R" not in clause.verb.verb  # أيد القرار ١٥٣ دولة
    if not agent and disagrees(clause.verb, noun):
        return False
    if clause.verb.verb == "H":
        return noun.singular in group("events")
    return (noun.human or agent) and not any(acts(text) for text in clause.after_texts)


def _hers(clause: Clause, noun: Noun | None) -> bool:
    """Tells whether a feminine verb has the number for its subject: دخلت القطاع ٢٠٠ شاحنة, for القطاع is masculine."""
    first = exact(clause.after_texts[0].removeprefix("ال"))
    if noun is None or first is None or len(clause.after) != 1 or clause.after[0].role != "definite":
        return False
    other = clause.verb.gender == "f" and first.number == "singular" and first.gender == "m" and first.known
    taken = clause.subject_first or clause.verb.complete or "D" in clause.verb.verb
    return other and not taken and noun.known and not disagrees(clause.verb, noun)


def _later_after(clause: Clause, noun: Noun | None) -> Case:  # noqa: PLR0911 - one return a rule of grammar
    kinds = clause.verb.verb
    if lasts(clause, noun) or (clause.verb.complete and "D" in kinds):
        return "A"
    if lacks_subject(clause, noun):
        return "N"
    if clause.noun_after:
        return "N" if _object_first(clause, noun) or _hers(clause, noun) else "A"
    if "K" in kinds:
        return "A" if clause.subject_first or clause.verb.plural else "N"
    if clause.verb.plural:
        return "A"
    if kinds == "?":
        return "A" if clause.subject_first or noun is None or disagrees(clause.verb, noun) else "N"
    acts = noun is not None and noun.singular in group("agents")  # وقع على الاتفاق ١٠٠ دولة: parted, free in gender
    if disagrees(clause.verb, noun) and set("PT") & set(kinds) and not acts:
        return "A"
    if "I" in kinds:
        return "N"
    if "P" in kinds:
        return "A" if clause.subject_first else "N"
    return "A"


def _without_verb(place: Place) -> Case:
    if place.opener == "inna":
        noun = noun_among(place.words)
        return "N" if noun else "A"
    return "N"


def _in_phrase(place: Place, clause: Clause | None) -> bool:
    """Tells whether a bare number belongs to the phrase before it, as in في المادة ١٢٠."""
    text = place.texts[-1]
    last = place.words[-1]
    inside = last.role == "phrase" or (
        last.role == "definite" and len(place.words) > 1 and place.words[-2].role == "prep"
    )
    return inside and (clause is None or text in group("ordered") or "ال" + text[2:] in group("ordered"))


def _opens_clause(words: list[Word]) -> bool:
    """Tells whether the owned word ends a subject that و opened, as in وعدد سكانها."""
    return len(words) > 1 and words[-2].role == "noun" and words[-2].joined


def _changed(place: Place, clause: Clause | None) -> bool:
    """Tells whether a measure is what a subject changes: رفعت الشركة سعرها ١٢ دولارا, but باعت شركة سعرها ١٢ مليونا."""
    last = place.words[-1]
    if not last.measure or last.joined or len(place.words) < 3 or clause is None:
        return False
    return place.words[-2].role == "definite" and bool(set("TP?") & set(clause.verb.verb))


def _of_measure(text: str, noun: Noun | None) -> bool:
    """Tells whether a sentence says how much a measure is."""
    return is_measure(noun) and text.removeprefix("و") in group("measured")


def _of_inna(place: Place) -> bool:
    """Tells whether the noun behind بينهم belongs to an inna that nothing else has followed: إن بينهم اثني عشر طفلا."""
    return place.opener == "inna" and len(place.words) <= 2 and clause_of(place) is None


def _taken_from(place: Place, noun: Noun | None) -> bool:
    """Tells whether things are the object of an active verb before منها: دفعت منها ٢٠٠ مليون, but نجا منهم ١٢."""
    position = len(place.words) - 2
    told = position > 0 and acts(place.texts[position])  # أنفقت الوزارة منها ٢٠٠ مليون
    position -= told
    if position < 0 or (noun is not None and noun.human) or not is_verb(place, position):
        return False
    kinds = set(place.words[position].verb)
    active = told or disagrees(place.words[position], noun) or "P" not in kinds
    return active and bool(kinds & {"T", "P"}) and not kinds & {"I", "H"}


def _governed(place: Place, clause: Clause | None) -> bool:
    """Tells whether the word before the number stands in construct with it."""
    last = place.words[-1]
    if last.role == "noun":
        counted = len(place.words) > 1 and place.words[-2].role == "number" and not last.joined  # خلال ٣ أيام ١٢ شخصا
        return not (counted or place.texts[-1].endswith("ا") or sound_plural(place.texts[-1]))
    if last.role == "other" and len(place.words) > 1:
        beside = place.words[-2].role
        predicate = place.texts[0] in group("measured")  # سعر خام برنت 83 دولارا
        return beside == "prep" or (beside == "noun" and clause is None and not predicate)
    return last.role == "verb" and not is_verb(place, len(place.words) - 1)


def _unknown_verb(place: Place) -> bool:
    """Tells whether an unknown short word before somebody who acts is a past verb, as in نحت الفنان ١٢ تمثالا."""
    text = place.texts[0]
    short = len(text) == 3 or (len(text) == 4 and (text[0] == "أ" or text[1] == "ا"))
    verbal = short and place.words[0].role == "other" and text not in group("measured") | group("names")
    return verbal and len(place.words) == 2 and place.words[1].role == "definite" and acts(place.texts[1])


def _by_verb(place: Place, clause: Clause | None, noun: Noun | None) -> Case:
    """Returns the case that the verb of a clause gives, or the place in a clause without one."""
    times = noun is not None and noun.singular in {"مرة", "جلدة", "طعنة"}  # كرم ١٢ مرة: how often, an adverb
    if clause is None:
        nominal = {"definite", "exists"} | ({"owned"} if is_measure(noun) else set())  # أقصاها ٢٢ درجة
        adverb = place.texts[-1] in group("adverbs")
        name = noun is None and not adverb and (place.texts[-1].endswith("يا") or len(place.words) == 1)  # فرنسا ٤
        after_adverb = place.texts[-1].endswith("ا") and place.words[-1].role not in nominal and not name
        return "A" if times or after_adverb or _unknown_verb(place) else _without_verb(place)
    if times and "K" not in clause.verb.verb:
        return "A"
    if not clause.after:
        return _directly_after(clause, noun)
    return _later_after(clause, noun)


def after_words(place: Place, noun: Noun | None) -> Case:
    """Returns the case of a phrase behind the words of a place, which are at least one."""
    if is_object(place, noun):
        return "A"
    return _case_in_place(place, noun)


def _case_in_place(place: Place, noun: Noun | None) -> Case:  # noqa: PLR0911 - one return a rule of grammar
    last = place.words[-1]
    limit = place.texts[-1] in {"أقصى", "أدنى"} and len(place.texts) > 1 and place.texts[-2].endswith("حد")
    if last.role == "prep" or limit:
        return "G"
    among = place.texts[-1].removeprefix("و") in group("among") and not (_of_inna(place) or _taken_from(place, noun))
    if last.role == "pronoun" or among:
        return "N"
    if noun is None and last.role == "definite" and oblique_dual(place.texts[-1]):
        return "G"
    clause = clause_of(place)
    if len(place.words) == 2 and last.role == "definite" and _of_measure(place.texts[0], noun):
        return "N"  # عرض الشارع ١٢ مترا, but عرض المتحف ١٢ لوحة
    if place.texts[-1].startswith("متن") and last.role == "owned" and place.texts[-2:-1] in (["على"], ["وعلى"]):
        carries = clause is not None and len(clause.after) == 2 and "K" not in clause.verb.verb
        return "A" if carries else "N"  # مركب على متنه ٢٢ مهاجرا, but تحمل على متنها ٦٦ راكبا
    behind_verb = len(place.words) > 1 and is_verb(place, len(place.words) - 2)
    if last.role == "owned" and last.joined and place.texts[-1].removeprefix("و").startswith("عمر"):
        return "N"  # توفي وعمره ٥٢ عاما: a nominal clause of circumstance (Wright II, the حال)
    if last.role == "owned" and place.texts[-1].startswith("ضحيت"):
        return "N"  # راح ضحيتها ١٢ شخصا: the subject
    if last.role == "owned" and (last.measure or behind_verb or _opens_clause(place.words)):
        return "A" if behind_verb or _changed(place, clause) else "N"
    if _governed(place, clause) or (noun is None and _in_phrase(place, clause)):
        return "G"
    return _by_verb(place, clause, noun)


def case_of(line: Line, index: int, noun: Noun | None = None) -> Case:
    """Returns the case of a phrase that starts at token `index`; `noun`, the counted noun, may agree with the verb."""
    place = place_before(line, index)
    if place.words:
        return after_words(place, noun)
    return "A" if place.opener == "inna" else "N"
