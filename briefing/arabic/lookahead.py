"""What stands behind a number and tells its case, where the words before leave it open."""

from briefing.arabic.clause import clause_of, place_before
from briefing.arabic.counted import exact
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


def acts_on(line: Line, start: int, after: int) -> bool:
    """Tells whether a counted noun right behind its verb is the subject, since the object stands behind it.

    اقتحمت ١٢ آلية عسكرية البلدة: a definite noun that names no time cannot be an adjective of the counted noun.
    """
    clause = clause_of(place_before(line, start))
    if clause is None or clause.after or clause.subject_first or clause.verb.plural or "K" in clause.verb.verb:
        return False
    step = after + 1
    if line.text(after).endswith("ة") and _shows_object(line, step):
        return True
    if word_of(line.text(step)).role in {"noun", "other"} and line.kind(step) == "word":
        step += 1  # an adjective
        if line.text(after).endswith("ة") and line.text(step - 1).endswith("ة") and _shows_object(line, step):
            return True
    word = word_of(line.text(step)) if line.kind(step) == "word" else None
    if word is not None and word.role == "owned" and not (word.joined or word.measure):
        people = line.text(after) in SCALES or ((found := exact(line.text(after))) is not None and found.human)
        return people and line.text(step).endswith(("هم", "هن"))  # ترك ١٢ ألفا منازلهم
    if word is None or word.role != "definite" or word.joined:
        return False
    found = exact(line.text(step)[2:])
    return line.text(step) not in group("calendar") and (found is None or found.singular not in group("spans"))
