"""Counted things whose words are ours: units and currencies, in every form that a numeral asks for.

Wright II, the numerals; Ryding ch. 15; النحو الوافي ٤، باب العدد: one and two are said by the noun itself, 3-10 take
the genitive plural, 11-99 the accusative singular, hundreds and thousands the genitive singular.
"""

from dataclasses import dataclass

from briefing.arabic.numerals import Case, Gender, State, cardinal, dual, ending, join_and


@dataclass(frozen=True, kw_only=True, slots=True)
class Thing:
    """A countable word.

    Attributes:
        singular: marked stem without ending.
        plural: marked stem of the plural; the same as the singular for words that never change.
        gender: gender of the singular.
        adjective: marked masculine stem of an adjective that agrees, or nothing.
        tail: marked words that follow unchanged.
    """

    singular: str
    plural: str
    gender: Gender = "m"
    adjective: str = ""
    tail: tuple[str, ...] = ()

    @property
    def fixed(self) -> bool:
        """Tells whether the word never changes, as يورو."""
        return self.singular == self.plural


def _diptote(plural: str) -> bool:
    # فَوَاعِل, فَعَائِل, فَعَالِل: broken plurals that take no nunation (Wright I, the diptotes).
    letters = [char for char in plural if "ء" <= char <= "ي"]
    return len(letters) in {5, 6} and letters[2] == "ا" and not plural.endswith(("ات", "ة")) and "َا" in plural


def plural_of(thing: Thing) -> str:
    """Returns the indefinite genitive plural."""
    if thing.fixed or thing.plural.endswith("ٍ"):
        return thing.plural
    if _diptote(thing.plural):
        return thing.plural + "َ"
    return ending(thing.plural, "G", "indefinite")


def _agreeing(thing: Thing, form: str, case: Case) -> list[str]:
    if not thing.adjective:
        return list(thing.tail)
    feminine = thing.adjective + "َة"
    if form == "plural":
        word = ending(feminine, "G", "indefinite")
    elif form == "dual":
        word = dual(feminine if thing.gender == "f" else thing.adjective, case, "indefinite")
    else:
        word = ending(feminine if thing.gender == "f" else thing.adjective, case, "indefinite")
    return [word, *thing.tail]


def single(thing: Thing, case: Case, state: State = "indefinite") -> list[str]:
    """Returns the singular in a case, with what follows it."""
    word = thing.singular if thing.fixed else ending(thing.singular, case, state)
    return [word, *_agreeing(thing, "single", case)]


def _one(thing: Thing, case: Case) -> list[str]:
    noun, *rest = single(thing, case)
    one = cardinal(1, thing.gender, case)
    return [noun, *rest, *one] if thing.adjective else [noun, *one, *rest]


def _two(thing: Thing, case: Case) -> list[str]:
    if thing.fixed:
        return [*cardinal(2, thing.gender, case), thing.singular, *_agreeing(thing, "single", "G")]
    return [dual(thing.singular, case, "indefinite"), *_agreeing(thing, "dual", case)]


def count(number: int, thing: Thing, case: Case) -> list[str]:
    """Returns the marked words of a number of things."""
    if number == 1:
        return _one(thing, case)
    if number == 2:
        return _two(thing, case)
    rest = number % 100
    if rest in {1, 2} and number > 100:
        hundreds = cardinal(number - rest, thing.gender, case, "construct")
        last = count(rest, thing, case)
        return [
            *hundreds,
            *single(Thing(singular=thing.singular, plural=thing.plural), "G"),
            join_and(last[0]),
            *last[1:],
        ]
    if 3 <= rest <= 10:
        noun = [plural_of(thing), *_agreeing(thing, "plural", "G")]
        return [*cardinal(number, thing.gender, case, "construct"), *noun]
    if rest:
        return [*cardinal(number, thing.gender, case), *single(thing, "A")]
    return [*cardinal(number, thing.gender, case, "construct"), *single(thing, "G")]
