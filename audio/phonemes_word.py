"""One marked Arabic word -> its sounds, as said alone and in full form.

Ryding 2005, 2.3-2.6 (article, joining alef, teh marbuta, tanwin); Fischer 2002, 7-20 (what is written and not said).
"""

from dataclasses import dataclass

from audio.phonemes_alef import NOUNS_WITH_JOINING_ALEF, hides_hamza, joins, joins_on
from audio.phonemes_letters import CONSONANTS, SUN, Letter, letters_of
from audio.phonemes_spelling import is_readable, reveal, shorten

_LAM_VERBS = ("لتق", "لتز", "لتم", "لتح", "لته", "لتف", "لتأ", "لتب", "لتج")
_MOST_SOUNDS = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """How one word sounds.

    Attributes:
        sounds: IPA, one element a consonant (twice when doubled) or vowel (long ones end in ``ː``).
        joining: the first vowel belongs to a joining alef and falls after another word.
        article: the word begins with the article.
        tail: what its end is made of, for the pausal form: ``""`` nothing to drop, ``v`` a short vowel, ``un`` tanwin
            of damma or kasra, ``an`` tanwin of fatha, ``t`` teh marbuta with a vowel, ``h`` a bare one.
    """

    sounds: tuple[str, ...]
    joining: bool
    article: bool
    tail: str


def read_word(token: str) -> Reading | None:
    """The sounds of a marked word, in full form, as if said alone.

    Args:
        token: one word without punctuation.

    Returns:
        None when it cannot be read: a foreign character, more sounds than any word has, or no mark at all on a word of
        three letters or more that its letters do not tell (``كتب``). Shorter words and words of long vowels are read.
    """
    letters = letters_of(token) or []
    reveal(letters)
    shorten(letters)
    if not letters or not is_readable(letters):
        return None
    found = _Reader(letters).read()
    return found if len(found.sounds) <= _MOST_SOUNDS else None


class _Reader:
    """Walks over the letters of one word once."""

    def __init__(self, letters: list[Letter]) -> None:
        self.letters = letters
        self.out: list[str] = []
        self.joining = False
        self.article = False
        self.tail = ""

    def read(self) -> Reading:
        """The whole word."""
        i = 0
        while i < len(self.letters):
            i = self._step(i)
        return Reading(sounds=tuple(self.out), joining=self.joining, article=self.article, tail=self.tail)

    def _step(self, i: int) -> int:
        letter = self.letters[i]
        if letter.silent:
            return i + 1
        if letter.char in "اٱ":
            return self._alef(i)
        if letter.char == "آ":
            self.out += ["ʔ", "aː"]
        elif letter.char == "ى":
            self._alef_maqsura(letter, self.letters[i - 1] if i else letter)
        elif letter.char == "ة":
            self._teh_marbuta(letter, i)
        elif letter.char in "ويی" and i and letter.bare and not letter.shadda and not letter.dagger:
            self._glide(letter, i)
        else:
            return self._consonant(letter, i)
        return i + 1

    # Consonants.

    def _consonant(self, letter: Letter, i: int) -> int:
        sound = CONSONANTS[letter.char]
        if letter.char == "ل" and self._assimilates(i):
            following = self.letters[i + 1]
            following.shadda = True
            return i + 1
        self.out.append(sound)
        if letter.shadda and i:
            self.out.append(sound)
        vowel = letter.vowel
        if letter.char == "إ" and not vowel:
            vowel = "i"
        elif letter.char == "أ" and not vowel and i == 0:
            vowel = "a"
        elif letter.char == "ل" and not vowel and self._before_joining_alef(i):
            vowel = "i"
        self._vowel(vowel, letter, last=i == len(self.letters) - 1)
        if letter.char == "ل" and vowel == "i" and self._before_joining_alef(i):
            return i + 2
        return i + 1

    def _vowel(self, vowel: str, letter: Letter, *, last: bool) -> None:
        if letter.dagger:
            self.out.append("aː")
        elif vowel in {"a", "u", "i", "uː"}:
            self.out.append(vowel)
            if last:
                self.tail = "v"
        elif vowel in {"an", "un", "in"}:
            self.out += [vowel[0], "n"]
            self.tail = "an" if vowel == "an" else "un"

    def _assimilates(self, i: int) -> bool:
        """The lam of للـ before a sun letter (للشمس); that of the article is handled with its alef."""
        if i == 0 or i + 1 >= len(self.letters) or not self.letters[i].bare or self.letters[i].shadda:
            return False
        before, following = self.letters[i - 1], self.letters[i + 1]
        return before.char == "ل" and i <= 2 and following.char in SUN and following.shadda

    def _before_joining_alef(self, i: int) -> bool:
        """Whether lam of للـ stands before a joining alef (للانتخابات)."""
        if not 1 <= i <= 2 or self.letters[i - 1].char != "ل" or i + 2 >= len(self.letters):
            return False
        return self.letters[i + 1].char in "اٱ" and joins(self.letters, i + 1)

    # Alef.

    def _alef(self, i: int) -> int:
        letter = self.letters[i]
        if i <= 3 and all(before.char in "وفبكلأت" for before in self.letters[:i]):
            if self._is_article(i):
                return self._read_article(i)
            if joins(self.letters, i) and self._clitic_allows(i):
                if i == 0:
                    self.joining = True
                    self.out.append(self._joining_vowel())
                return i + 1
        if joins_on(self.letters, i):
            return self._joined_article(i)
        if hides_hamza(self.letters, i):
            self.out += ["ʔ", "aː" if letter.dagger else letter.vowel]
        elif i == 0:
            self.out += ["ʔ", "a"]
        elif letter.vowel == "an":
            self._drop_vowel()
            self.out += ["a", "n"]
            self.tail = "an"
        elif self.letters[i - 1].vowel in {"an", "i"} or self._after_plural_waw(i):
            pass
        else:
            self._long_a()
        return i + 1

    def _after_plural_waw(self, i: int) -> bool:
        waw = self.letters[i - 1]
        closes = i == len(self.letters) - 1 and i >= 2 and waw.char == "و"
        return closes and waw.vowel in {"", "o", "u"} and not waw.shadda

    def _long_a(self) -> None:
        if self.out and self.out[-1] == "aː":
            return
        self._drop_vowel()
        self.out.append("aː")
        self.tail = ""

    def _drop_vowel(self) -> None:
        if self.out and self.out[-1] == "a":
            self.out.pop()

    def _is_article(self, k: int) -> bool:
        letters = self.letters
        if k + 2 >= len(letters) or letters[k + 1].char != "ل" or letters[k].vowel not in {"", "a"}:
            return False
        lam, following = letters[k + 1], letters[k + 2]
        if k and letters[k - 1].char in "بل" and letters[k - 1].vowel not in {"i", ""}:
            return False
        if lam.shadda or not lam.bare:
            return lam.shadda or (lam.vowel == "i" and following.char in "اٱ")
        if following.char in SUN and not following.shadda:
            rest = "".join(letter.char for letter in letters[k + 1 :])
            return lam.vowel != "o" and not rest.startswith(_LAM_VERBS)
        return True

    def _read_article(self, k: int) -> int:
        letters = self.letters
        self.article = True
        if k == 0:
            self.joining = True
            if "".join(letter.char for letter in letters[:4]) == "الله":
                self.out.append("ʔ")
            self.out.append("a")
        lam, following = letters[k + 1], letters[k + 2]
        if lam.shadda or not lam.bare:
            if lam.vowel == "i":
                self.out += ["l", "i"]
                return k + 3 if joins(self.letters, k + 2) else k + 2
            return k + 1
        if following.char in SUN:
            following.shadda = True
            return k + 2
        self.out.append("l")
        if following.char in "اٱ" and joins(self.letters, k + 2):
            self.out.append("i")
            return k + 3
        return k + 2

    def _joined_article(self, k: int) -> int:
        """The article inside عبدالرحمن and نصرالله: its alef is silent, its lam that of any article."""
        lam, following = self.letters[k + 1], self.letters[k + 2]
        if following.char in SUN and lam.bare:
            following.shadda = True
            return k + 2
        return k + 1

    def _clitic_allows(self, k: int) -> bool:
        """كَا is no clitic before a verb or verbal noun unless the k is all there is of doubt: كَانْت, كَارتر."""
        if k == 0:
            return True
        before = self.letters[k - 1]
        return before.char in "وف" or before.vowel in {"i", ""}

    def _joining_vowel(self) -> str:
        alef = self.letters[0]
        if alef.vowel in {"a", "u", "i"}:
            return alef.vowel
        rest = "".join(letter.char for letter in self.letters[1:])
        if rest.startswith(NOUNS_WITH_JOINING_ALEF[:-1]):
            return "i"
        first = next((letter.vowel for letter in self.letters[1:-1] if not letter.bare), "")
        return "u" if first == "u" else "i"

    def _alef_maqsura(self, letter: Letter, before: Letter) -> None:
        if letter.shadda:
            self.out += ["j", "j"]
            self._vowel(letter.vowel, letter, last=True)
        elif letter.vowel == "an":
            self._drop_vowel()
            self.out += ["a", "n"]
            self.tail = "an"
        elif self.tail == "an":
            return
        elif "o" in {letter.vowel, before.vowel}:  # no long a follows a sukun: a yeh without its dots
            self.out.append("j")
            self._vowel(letter.vowel, letter, last=True)
        elif self.out and self.out[-1] == "i":
            self.out[-1] = "iː"
            self.tail = ""
        else:
            self._long_a()

    # Endings and glides.

    def _teh_marbuta(self, letter: Letter, i: int) -> None:
        if self.out and self.out[-1][0] not in "aui":
            self.out.append("a")
        if letter.vowel in {"", "o"}:
            self.tail = "h"
            if i < len(self.letters) - 1:
                self.out.append("t")
            return
        self.out.append("t")
        self._vowel(letter.vowel, letter, last=True)
        self.tail = "t"

    def _glide(self, letter: Letter, i: int) -> None:
        consonant, short, long = ("w", "u", "uː") if letter.char == "و" else ("j", "i", "iː")
        following = self.letters[i + 1] if i + 1 < len(self.letters) else None
        last = self.out[-1] if self.out else ""
        opens = following is not None and (
            following.char == "ة" or (following.char in "اى" and not self._after_plural_waw(i + 1))
        )
        if opens and not (following is not None and following.char == "ى" and last == short):
            self.out.append(consonant)
        elif last == short:
            self.out[-1] = long
        elif last[:1] in {"a", "u", "i"} or letter.vowel == "o" or self.letters[i - 1].vowel == "o":
            self.out.append(consonant)
        else:
            self.out.append(long)
