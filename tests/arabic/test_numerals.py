"""Numerals against an inverse reader that knows nothing of how they are made."""

from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.arabic.letters import strip_marks
from briefing.arabic.numerals import LARGEST, cardinal, digits
from briefing.arabic.ordinal_words import ordinal

GENDERS, CASES, STATES = ("m", "f"), ("N", "A", "G"), ("indefinite", "construct")

# The inverse reader's own word list, typed from the grammar (Ryding 2005 ch. 15), not from the program.
UNITS = {
    "واحد": 1, "واحدة": 1, "واحدا": 1, "أحد": 1, "إحدى": 1, "ثلاثة": 3, "ثلاث": 3, "ثلاثا": 3, "أربعة": 4, "أربع": 4,
    "أربعا": 4, "خمسة": 5, "خمس": 5, "خمسا": 5, "ستة": 6, "ست": 6, "ستا": 6, "سبعة": 7, "سبع": 7, "سبعا": 7,
    "ثمانية": 8, "ثماني": 8, "ثمان": 8, "ثمانيا": 8, "تسعة": 9, "تسع": 9, "تسعا": 9, "عشرة": 10, "عشر": 10, "عشرا": 10,
    "اثنان": 2, "اثنين": 2, "اثنتان": 2, "اثنتين": 2, "اثنا": 2, "اثني": 2, "اثنتا": 2, "اثنتي": 2,
}  # fmt: skip
TENS = {"عشر": 20, "ثلاث": 30, "أربع": 40, "خمس": 50, "ست": 60, "سبع": 70, "ثمان": 80, "تسع": 90}
HUNDREDS = {"ثلاث": 300, "أربع": 400, "خمس": 500, "ست": 600, "سبع": 700, "ثمان": 800, "تسع": 900}
SCALES = {
    "ألف": 10**3, "آلاف": 10**3, "مليون": 10**6, "ملايين": 10**6, "مليار": 10**9, "مليارات": 10**9,
    "تريليون": 10**12, "تريليونات": 10**12, "كوادريليون": 10**15, "كوادريليونات": 10**15,
}  # fmt: skip
DUALS = ("َانِ", "َيْنِ", "َا", "َيْ")


def scale_of(marked: str) -> tuple[int, bool] | None:
    """Returns the scale a marked word names and whether it is its dual."""
    for ending in DUALS:
        if marked.endswith(ending):
            stem = strip_marks(marked.removesuffix(ending))
            if stem in SCALES:
                return SCALES[stem], True
    plain = strip_marks(marked.removesuffix("ًا"))
    return (SCALES[plain], False) if plain in SCALES else None


def small_of(word: str) -> int | None:
    """Returns the value of a plain numeral word below a thousand."""
    if word in {"مئة", "مئتان", "مئتين", "مئتا", "مئتي"}:
        return 100 if word == "مئة" else 200
    if word.endswith("مئة"):
        return HUNDREDS[word.removesuffix("مئة")]
    if word[-2:] in {"ون", "ين"} and word[:-2] in TENS:
        return TENS[word[:-2]]
    return UNITS.get(word)


def read(words: list[str]) -> int:
    """Reads marked numeral words back into a number."""
    total = part = 0
    previous_scale = LARGEST
    for index, marked in enumerate(words):
        bare = marked.removeprefix("وَ") if index and marked.startswith("وَ") else marked
        found = scale_of(bare)
        if found is not None:
            scale, two = found
            assert scale <= previous_scale
            total += scale * (2 if two else part or 1)
            previous_scale, part = scale, 0
            continue
        word = strip_marks(bare)
        if word in {"عشر", "عشرة"} and index and not marked.startswith("وَ"):
            part += 10
            continue
        value = small_of(word)
        assert value is not None, marked
        part += value
    return total + part


def spellings(number: int) -> list[list[str]]:
    return [cardinal(number, *choice) for choice in product(GENDERS, CASES, STATES)]


@given(st.integers(1, LARGEST - 1) | st.integers(1, 10**6))
def test_every_gender_case_and_state_reads_back(number: int) -> None:
    for words in spellings(number):
        assert read(words) == number


def test_a_sample_to_a_million_reads_back() -> None:
    numbers = [*range(1, 2001), *range(2003, 10**6, 331)]
    for number in numbers:
        for words in (cardinal(number, "m", "N"), cardinal(number, "f", "G", "construct")):
            assert read(words) == number


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_all_integers_to_a_million_read_back() -> None:
    for number in range(1, 10**6 + 1):
        for gender, case in product(GENDERS, CASES):
            assert read(cardinal(number, gender, case)) == number
        assert read(cardinal(number, "m", "G", "construct")) == number


@pytest.mark.parametrize("number", range(3, 11))
def test_three_to_ten_take_the_opposite_gender(number: int) -> None:
    # Wright I, The Numerals: the numerals 3-10 end in ة before masculine nouns and do not before feminine ones.
    for case, state in product(CASES, STATES):
        assert strip_marks(cardinal(number, "m", case, state)[0]).endswith("ة")
        assert not strip_marks(cardinal(number, "f", case, state)[0]).endswith("ة")


@given(st.integers(1, 10**15))
def test_case_shows_in_the_sound_plural_and_the_dual(number: int) -> None:
    nominative = strip_marks(" ".join(cardinal(number, "m", "N")))
    oblique = strip_marks(" ".join(cardinal(number, "m", "G")))
    assert not any(word.endswith(("عشرين", "ثلاثين", "اثنين", "مئتين", "ألفين")) for word in nominative.split())
    assert not any(word.endswith(("عشرون", "ثلاثون", "اثنان", "مئتان", "ألفان")) for word in oblique.split())


@pytest.mark.parametrize(
    ("number", "gender", "case", "expected"),
    [
        # Ryding 2005 ch. 15; Wright I, The Numerals.
        (1, "f", "N", "الْأُولَى"),
        (2, "m", "A", "الثَّانِيَ"),
        (11, "f", "G", "الْحَادِيَةَ عَشْرَةَ"),
        (12, "m", "N", "الثَّانِيَ عَشَرَ"),
        (19, "m", "G", "التَّاسِعَ عَشَرَ"),
        (20, "f", "N", "الْعِشْرُونَ"),
        (21, "m", "G", "الْحَادِي وَالْعِشْرِينَ"),
        (33, "f", "N", "الثَّالِثَةُ وَالثَّلَاثُونَ"),
        (100, "m", "G", "الْمِئَةِ"),
        (150, "m", "N", "الْمِئَةُ وَالْخَمْسُونَ"),
        (105, "m", "N", "الْخَامِسُ بَعْدَ الْمِئَةِ"),
    ],
)
def test_ordinals(number: int, gender: str, case: str, expected: str) -> None:
    assert " ".join(ordinal(number, gender, case)) == expected  # type: ignore[arg-type]


def test_numbers_out_of_range_are_refused_in_one_line() -> None:
    with pytest.raises(ValueError, match=r"outside 0 to 10\*\*18; read it digit by digit"):
        cardinal(LARGEST)
    with pytest.raises(ValueError, match="outside"):
        cardinal(-1)


def test_digits_are_said_one_by_one() -> None:
    assert [strip_marks(word) for word in digits("905")] == ["تسعة", "صفر", "خمسة"]


def test_eight_threads_say_what_one_says() -> None:
    numbers = list(range(17, 10**6, 417))
    alone = [cardinal(number, "f", "N") for number in numbers]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda number: cardinal(number, "f", "N"), numbers))
    assert together == alone
