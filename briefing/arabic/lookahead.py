"""What stands behind a number and tells its case, where the words before leave it open."""

from briefing.arabic.clause import clause_of, place_before
from briefing.arabic.counted import Noun, exact
from briefing.arabic.figures import SCALES
from briefing.arabic.line import Line
from briefing.arabic.tables import group
from briefing.arabic.words import word_of


def grows_by(line: Line, start: int) -> bool:
    """Tells whether a share right behind its verb is how much something moves: نما ٢٪."""
    clause = clause_of(place_before(line, start))
    return clause is not None and not clause.after and "M" in clause.verb.verb


def _shows_object(line: Line, index: int) -> bool:
    """Tells whether a noun shows the accusative: دبلوماسيين, قرارا; behind a feminine it is no adjective of hers."""
    text = line.text(index)
    found = exact(text) if line.kind(index) == "word" and text not in group("adverbs") else None
    if found is None or found.singular in group("spans") or word_of(text).joined:
        return False
    return text.endswith("ين") if found.number == "plural" else found.number == "singular" and text.endswith("ا")


def _open(line: Line, start: int) -> bool:
    """Tells whether the verb right before a number still lacks its subject; ما يقارب has its own."""
    place = place_before(line, start)
    clause = clause_of(place)
    if clause is None or clause.after or clause.subject_first or clause.verb.plural or "K" in clause.verb.verb:
        return False
    return not (place.opener in {"clause", "relative"} and clause.verb.verb == "R")


def _owns(line: Line, after: int, index: int) -> bool:
    """Tells whether what stands behind counted people is theirs: ترك ١٢ ألفا منازلهم."""
    found = exact(line.text(after))
    people = line.text(after) in SCALES or (found is not None and found.human)
    word = word_of(line.text(index))
    return people and not (word.joined or word.measure) and line.text(index).endswith(("هم", "هن"))


def accepts(line: Line, start: int, after: int, found: Noun) -> bool:
    """Tells whether قبل or مثل that opens a clause is a verb, since the counted who act have an object or place behind.

    قبل ١٢ ناديا العرض, مثل ٢٢ متهما أمام المحكمة; but قبل ٢٠ دقيقة من النهاية, مثل ١٢ رجلا آخرين.
    """
    verb = line.before(start)
    if line.text(verb).removeprefix("و") not in {"قبل", "مثل"} or line.before(verb) >= 0:
        return False
    step = after + 2 if word_of(line.text(after + 1)).role in {"noun", "other"} else after + 1
    step += line.text(step) in group("calendar") or word_of(line.text(step)).role == "skip"  # اليوم
    text = line.text(step)
    word = word_of(text)
    behind = text == "أمام" or (word.role in {"definite", "owned"} and not word.joined)
    return behind and (found.human or found.singular in group("agents"))


def acts_on(line: Line, start: int, after: int) -> bool:
    """Tells whether a counted noun right behind its verb is the subject, since the object stands behind it.

    اقتحمت ١٢ آلية عسكرية البلدة: a definite noun that names no time cannot be an adjective of the counted noun.
    """
    if not _open(line, start):
        return False
    step = after + 1
    feminine = line.text(after).endswith("ة")
    if feminine and _shows_object(line, step):
        return True
    if word_of(line.text(step)).role in {"noun", "other"} and line.kind(step) == "word":
        step += 1  # an adjective
        if feminine and line.text(step - 1).endswith("ة") and _shows_object(line, step):
            return True
    word = word_of(line.text(step)) if line.kind(step) == "word" else None
    if word is not None and word.role == "owned":
        return _owns(line, after, step)
    if word is None or word.role != "definite" or word.joined:
        return False
    found = exact(line.text(step)[2:])
    return line.text(step) not in group("calendar") and (found is None or found.singular not in group("spans"))
