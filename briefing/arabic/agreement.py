"""Agreement: the noun that an ordinal or a definite number follows, and its case."""

from briefing.arabic.clause import clause_of, disagrees, place_before
from briefing.arabic.counted import Noun, exact
from briefing.arabic.line import Line
from briefing.arabic.numerals import Case
from briefing.arabic.syntax import after_words
from briefing.arabic.tables import group
from briefing.arabic.words import word_of


def noun_case(line: Line, index: int, noun: Noun) -> Case:
    """Returns the case of a definite noun at token `index`, for the number or ordinal that agrees with it.

    Behind its verb it is the subject, and behind أصبح the predicate; with the subject said or shown already it is the
    object (النحو الوافي ١ and ٢).
    """
    place = place_before(line, index)
    if not place.words:
        return "A" if place.opener == "inna" else "N"
    clause = clause_of(place)
    if clause is None or clause.after or place.words[-1].role != "verb":
        return after_words(place, noun)
    verb = clause.verb
    shown = "K" in verb.verb and line.word_before(index) in {"هذا", "هذه"} and word_of(line.text(index)).role == "owned"
    if shown or clause.verb_text in group("becomes") or verb.plural:  # كان هذا هدفه العشرين
        return "A"
    if clause.subject_first and not ("I" in verb.verb and "T" not in verb.verb):
        return "A"
    if word_of(line.text(index)).role == "owned" and {"R", "T"} & set(verb.verb):
        return "A"  # دخل عامه الحادي والثلاثين
    return "A" if disagrees(verb, noun) else "N"


def head_of(line: Line, index: int) -> int:
    """Returns the token of the noun that an adjective or ordinal at `index` belongs to, or -1."""
    head = line.before(index)
    while head >= 0:
        step = line.before(head)
        if step < 0 or word_of(line.text(head)).role != "definite":
            return head
        if word_of(line.text(step)).role == "owned" and exact(line.text(head).removeprefix("ال")) is None:
            return step  # عيده الوطني, بطاقته الصفراء: what is owned stands in no construct, so that is an adjective
        if word_of(line.text(step)).role != "definite":
            return head
        if line.text(head) in group("ordered"):
            return head  # بلغت اللاعبة الدور: no adjective
        found = exact(line.text(head).removeprefix("ال"))
        owner = exact(line.text(step).removeprefix("ال"))
        one = owner is not None and owner.number == "singular"
        if found is not None and found.number == "plural" and (one or not found.human):
            return head  # a plural of things is no adjective, nor any of one: تضم القائمة المحافظات, الوزير السفراء
        head = step
    return -1
