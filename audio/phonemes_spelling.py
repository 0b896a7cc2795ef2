"""Words whose spelling hides a sound or shows one that is not said (Fischer, A Grammar of Classical Arabic, 7-8)."""

from itertools import pairwise

from audio.phonemes_letters import DAGGER, SILENT, Letter

_UNWRITTEN = (
    "هٰذا", "هٰذه", "هٰذي", "هٰذان", "هٰذين", "هٰؤلاء", "هٰكذا", "هٰهنا", "ذٰلك", "ذٰلكم", "كذٰلك", "لذٰلك",
    "بذٰلك", "اللٰه", "اللٰهم", "للٰه", "تاللٰه", "الرحمٰن", "رحمٰن", "إلٰه", "إلٰهي", "إلٰهية", "إلٰهنا", "إلٰها",
    "السمٰوات", "سمٰوات", "لٰكن", "لٰكنه", "لٰكنها", "لٰكنهم", "لٰكنهما", "لٰكنهن", "لٰكنك", "لٰكنكم",
    "لٰكنني", "لٰكني", "لٰكننا", "لٰكنا", "أو۟لٰئك", "أو۟لٰئكم", "أو۟لو", "أو۟لات",
)  # fmt: skip
# Names that stand alone: with a clitic their letters are other words, as ليس and كيس.
_NAMES = ("طٰه", "يٰس")
# What is written on to the word before it, as in عبدالرحمن and نصرالله.
_JOINED = ("الله", "الرحمن")
_PROCLITICS = ("", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "ال", "وال", "فال", "بال", "كال", "أ")


def _hidden() -> dict[str, tuple[tuple[int, ...], tuple[int, ...]]]:
    table = {}
    for spelling in _UNWRITTEN + _NAMES:
        skeleton, daggers, silent = "", [], []
        for char in spelling:
            if char == DAGGER:
                daggers.append(len(skeleton) - 1)
            elif char == SILENT:
                silent.append(len(skeleton) - 1)
            else:
                skeleton += char
        for clitic in _PROCLITICS if spelling in _UNWRITTEN else ("", "و"):
            n = len(clitic)
            table[clitic + skeleton] = (tuple(i + n for i in daggers), tuple(i + n for i in silent))
    return table


_HIDDEN = _hidden()


def reveal(letters: list[Letter]) -> None:
    """Put on the letters of a word what its spelling hides: unwritten long a, silent letters."""
    skeleton = "".join(letter.char for letter in letters)
    found = _HIDDEN.get(skeleton)
    if skeleton.endswith("عمرو") and letters[-3].vowel == "o":
        letters[-1].silent = True
        if letters[-1].vowel:
            letters[-2].vowel = letters[-1].vowel
    if skeleton.endswith(_JOINED) and letters[-2].vowel not in {"u", "i"}:
        letters[-2].dagger = True
    if skeleton.endswith("داود") and letters[-2].vowel in {"u", ""}:
        letters[-2].vowel = "uː"
    if found is None:
        return
    daggers, silent = found
    if any(letters[i].vowel in {"u", "i"} for i in daggers):
        return
    if "لكن" in skeleton and letters[skeleton.index("كن")].vowel == "u":
        return
    for i in daggers:
        letters[i].dagger = True
    for i in silent:
        letters[i].silent = True


def shorten(letters: list[Letter]) -> None:
    """Make a tanwin inside a word, a slip of the keyboard, the short vowel that it stands for: كَلًّفَ is كَلَّفَ."""
    for letter, after in pairwise(letters):
        closes = after is letters[-1] and (after.char in "اى" or after.silent)
        if letter.vowel in {"an", "un", "in"} and not closes:
            letter.vowel = letter.vowel[0]
        elif letter.vowel == "an" and after.vowel == "an":
            after.vowel = ""  # one tanwin, written twice


def is_readable(letters: list[Letter]) -> bool:
    """Whether the letters and marks of a word tell its vowels."""
    if len(letters) <= 2 or any(letter.vowel or letter.shadda or letter.dagger for letter in letters):
        return True
    # Without a mark only names whose vowels are all long letters can be read: روسيا, إيران, باريس.
    chars = [letter.char for letter in letters]
    gaps = sum(1 for a, b in pairwise(chars) if a not in "اويىآأإ" and b not in "اويىةآ")
    return gaps == 0
