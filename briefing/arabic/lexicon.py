"""A user's own readings: written forms with the words to say for them, stronger than every rule."""

from functools import lru_cache

from briefing.arabic.letters import view
from briefing.arabic.lexer import Token, tokens
from briefing.arabic.line import Reading

Readings = dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]]


@lru_cache(maxsize=32)
def compile_readings(rows: tuple[tuple[str, str], ...]) -> Readings:
    """Returns the rows by the first token of their written form, longest first."""
    table: Readings = {}
    for written, spoken in rows:
        form = tuple(token.text for token in tokens(view(written)))
        if form:
            table.setdefault(form[0], []).append((form, tuple(spoken.split())))
    for entries in table.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return table


def find_reading(table: Readings, line: list[Token], index: int) -> Reading | None:
    """Returns the user's reading that starts at `index`, the longest first."""
    for form, words in table.get(line[index].text, ()):
        end = index + len(form)
        if end <= len(line) and all(line[index + step].text == text for step, text in enumerate(form)):
            return Reading(end, list(words), "reading", "the user's lexicon")
    return None
