"""Never a wrong value: whatever is written is read back out of the spoken words by a reader of the tests' own.

The reader's word lists are typed from the grammar (Ryding 2005 ch. 15; Wright I, the numerals), not from the program.
"""

import datetime as dt
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.arabic.letters import strip_marks
from briefing.arabic.spoken import speak

ROOTS = {"ثلاث": 3, "أربع": 4, "خمس": 5, "ست": 6, "سبع": 7, "ثمان": 8, "تسع": 9}
WITH_TA = {root + "ة": value for root, value in ROOTS.items()} | {"ثمانية": 8, "عشرة": 10}
WITHOUT_TA = {root + end: value for root, value in ROOTS.items() for end in ("", "ا")} | {
    "ثماني": 8, "ثمانيا": 8, "عشر": 10, "عشرا": 10,
}  # fmt: skip
ONE = {"واحد", "واحدا", "واحدة", "أحد", "إحدى"}
TWO = {"اثنان", "اثنين", "اثنتان", "اثنتين", "اثنا", "اثني", "اثنتا", "اثنتي"}
TENS = {"عشر": 20} | {root: 10 * value for root, value in ROOTS.items()}
HUNDREDS = {"مئة": 100, "مئتان": 200, "مئتين": 200, "مئتا": 200, "مئتي": 200, "صفر": 0, "صفرا": 0} | {
    root + "مئة": 100 * value for root, value in ROOTS.items()
}
SCALES = {
    "ألف": 10**3, "آلاف": 10**3, "مليون": 10**6, "ملايين": 10**6, "مليار": 10**9, "مليارات": 10**9,
    "تريليون": 10**12, "تريليونات": 10**12,
}  # fmt: skip
DUAL_ENDINGS = ("َانِ", "َيْنِ", "َا", "َيْ")
ORDINALS = {
    "أول": 1, "أولى": 1, "ثاني": 2, "ثالث": 3, "رابع": 4, "خامس": 5, "سادس": 6, "سابع": 7, "ثامن": 8, "تاسع": 9,
    "عاشر": 10, "حادي": 1, "واحد": 1,
}  # fmt: skip
MONTHS = ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"]


class Thing(NamedTuple):
    """A counted noun: singular, its accusative, dual stem, plural, gender."""

    singular: str
    accusative: str
    stem: str
    plural: str
    gender: str

    def written(self, number: int) -> str:
        """Returns the form that an author writes behind the number."""
        rest = number % 100
        if 3 <= rest <= 10:
            return self.plural
        return self.accusative if rest > 10 else self.singular


THINGS = (
    Thing("رجل", "رجلا", "رجل", "رجال", "m"),
    Thing("كتاب", "كتابا", "كتاب", "كتب", "m"),
    Thing("انفجار", "انفجارا", "انفجار", "انفجارات", "m"),
    Thing("مستشفى", "مستشفى", "مستشفي", "مستشفيات", "m"),
    Thing("طبيبة", "طبيبة", "طبيبت", "طبيبات", "f"),
    Thing("مدينة", "مدينة", "مدينت", "مدن", "f"),
    Thing("حرب", "حربا", "حرب", "حروب", "f"),
    Thing("ليلة", "ليلة", "ليلت", "ليال", "f"),
)
PEOPLE = (
    Thing("جندي", "جنديا", "جندي", "جنود", "m"),
    Thing("شخص", "شخصا", "شخص", "أشخاص", "m"),
    Thing("عامل", "عاملا", "عامل", "عمال", "m"),
)
DOLLAR = Thing("دولار", "دولارا", "دولار", "دولارات", "m")
CENT = Thing("سنت", "سنتا", "سنت", "سنتات", "m")
MINUTE = Thing("دقيقة", "دقيقة", "دقيقت", "دقائق", "f")
KILOMETRE = Thing("كيلومتر", "كيلومترا", "كيلومتر", "كيلومترات", "m")

COUNTS = st.one_of(
    st.integers(3, 12),
    st.integers(13, 99),
    st.integers(100, 999),
    st.integers(1, 9).map(lambda n: n * 100),
    st.integers(1000, 99_999),
    st.integers(1, 999).map(lambda n: n * 1000),
    st.integers(10**5, 10**12),
)
FRAMES = (
    ("وصل", "إلى الحدود", "N", PEOPLE),
    ("لقي", "حتفهم في الحادث", "N", PEOPLE),
    ("وقال الشاهد إن", "عبروا الجسر", "A", PEOPLE),
    ("اعتقلت الشرطة", "أمس", "A", PEOPLE),
    ("شاهد المراسل", "في الساحة", "A", THINGS + PEOPLE),
    ("تحدث التقرير عن", "في البلاد", "G", THINGS + PEOPLE),
    ("بلغ العدد", "حتى الآن", "A", THINGS + PEOPLE),
    ("وهناك", "في المنطقة", "N", THINGS + PEOPLE),
)


def _scale(marked: str) -> tuple[int, int] | None:
    for ending in DUAL_ENDINGS:
        if marked.endswith(ending) and strip_marks(marked.removesuffix(ending)) in SCALES:
            return SCALES[strip_marks(marked.removesuffix(ending))], 2
    plain = strip_marks(marked.removesuffix("ًا"))
    return (SCALES[plain], 1) if plain in SCALES else None


def _small(word: str) -> int | None:
    if word in HUNDREDS:
        return HUNDREDS[word]
    if word[-2:] in {"ون", "ين"} and word[:-2] in TENS:
        return TENS[word[:-2]]
    if word in ONE or word in TWO:
        return 1 if word in ONE else 2
    return WITH_TA.get(word, WITHOUT_TA.get(word))


def _noun(word: str, thing: Thing | None) -> int:
    """Returns how many a form of the noun itself stands for; 0 when it is another word, -1 beside its numeral."""
    if thing is None:
        return 0
    if word in {thing.stem + end for end in ("ان", "ين", "ا", "ي")} - {thing.singular, thing.accusative}:
        return 2
    return -1 if word in {thing.singular, thing.accusative, thing.plural} else 0


def value_of(words: list[str], thing: Thing | None = None) -> int:
    """Reads marked numeral words, with the forms of what they count, back into a number."""
    total = part = 0
    index = 0
    while index < len(words):
        marked = words[index]
        joined = index > 0 and marked.startswith("وَ") and strip_marks(marked) not in ONE
        bare = marked.removeprefix("وَ") if joined else marked
        plain = strip_marks(bare)
        scale, own, small = _scale(bare), _noun(plain, thing), _small(plain)
        index += 1
        if scale is not None:
            size, times = scale
            total += (part or 1) * size * times
            part = 0
        elif own == 2:
            total += 2
        elif own == -1:
            alone = total == part == 0 or joined
            total += 1 if alone else 0
            if alone and index < len(words) and strip_marks(words[index]) in ONE:
                index += 1
        elif small is not None:
            part += small
        else:
            pytest.fail(f"{plain} is no numeral in {' '.join(words)}")
    return total + part


def middle(prefix: str, written: str, suffix: str) -> list[str]:
    """Speaks prefix, written and suffix, and returns the marked words in the middle."""
    words = speak(f"{prefix} {written} {suffix}".strip()).marked.split()
    assert words[: len(prefix.split())] == prefix.split()
    assert words[len(words) - len(suffix.split()) :] == suffix.split()
    return words[len(prefix.split()) : len(words) - len(suffix.split())]


def ordinal_value(words: list[str]) -> int:
    total = 0
    for word in words:
        plain = strip_marks(word).removeprefix("و").removeprefix("ال")
        if plain in {"عشر", "عشرة"}:
            total += 10
        elif plain[-2:] in {"ون", "ين"}:
            total += TENS[plain[:-2]]
        else:
            total += ORDINALS.get(plain) or ORDINALS[plain.removesuffix("ة")]
    return total


@given(st.sampled_from(FRAMES), COUNTS, st.data())
def test_counted_nouns_keep_value_gender_and_case(
    frame: tuple[str, str, str, tuple[Thing, ...]], number: int, data: st.DataObject
) -> None:
    prefix, suffix, case, things = frame
    thing = data.draw(st.sampled_from(things))
    words = middle(prefix, f"{number} {thing.written(number)}", suffix)
    assert value_of(words, thing) == number
    plain = [strip_marks(word).removeprefix("و") for word in words]
    rest = number % 100
    if 3 <= rest <= 10:
        assert plain[-2] in (WITH_TA if thing.gender == "m" else WITHOUT_TA)
    wrong = ("ين", "ي") if case == "N" else ("ون", "ان", "تا")
    tens = [word for word in plain if word[:-2] in TENS or word in TWO or word.startswith("مئت")]
    assert not [word for word in tens if word.endswith(wrong)]


@given(COUNTS | st.integers(1, 2), st.sampled_from(["بقيمة", "خسر المستثمر", "ثمن العقار"]))
def test_money_keeps_its_value(number: int, prefix: str) -> None:
    assert value_of(middle(prefix, f"${number}", "هذا العام"), DOLLAR) == number


@given(st.integers(1, 9999), st.integers(1, 99))
def test_cents_keep_their_value(dollars: int, cents: int) -> None:
    words = middle("بسعر", f"${dollars}.{cents:02}", "للبرميل")
    cut = next(
        place for place, word in enumerate(words) if strip_marks(word).removeprefix("و").startswith(("دولار", "سنت"))
        and not any("دولار" in strip_marks(later) for later in words[place + 1 :])
    )  # fmt: skip
    rest = [words[cut + 1].removeprefix("وَ"), *words[cut + 2 :]] if strip_marks(words[cut + 1]) not in ONE else []
    if not rest:
        rest = [words[cut + 2].removeprefix("وَ"), *words[cut + 3 :]]
        cut += 1
    assert value_of(words[: cut + 1], DOLLAR) == dollars
    assert value_of(rest, CENT) == cents


@given(st.integers(0, 10**6), st.sampled_from(["million", "مليون", "مليار"]), st.integers(1, 9))
def test_decimals_of_a_million_keep_their_value(whole: int, scale: str, tenth: int) -> None:
    whole %= 999
    if scale == "million":
        words, size = middle("بقيمة", f"${whole}.{tenth}M", "أمس"), 10**6
    else:
        words, size = middle("بقيمة", f"{whole}.{tenth} {scale} دولار", "أمس"), {"مليون": 10**6, "مليار": 10**9}[scale]
    plain = [strip_marks(word) for word in words]
    expected = whole * size + tenth * size // 10
    if any("نصف" in word for word in plain):
        half = next(place for place, word in enumerate(plain) if "نصف" in word)
        assert expected == (value_of(words[:half]) if half else 0) + size // 2
    else:
        assert value_of(words, DOLLAR) == expected


@given(st.integers(0, 10**6), st.none() | st.integers(1, 999))
def test_percentages_keep_their_value(whole: int, decimals: int | None) -> None:
    written = f"{whole}%" if decimals is None else f"{whole}.{decimals}%"
    words = middle("بنسبة", written, "هذا العام")
    assert [strip_marks(word) for word in words[-2:]] == ["في", "المئة"]
    spoken = words[:-2]
    point = next((place for place, word in enumerate(spoken) if strip_marks(word) == "فاصل"), len(spoken))
    assert value_of(spoken[:point]) == whole
    if decimals is not None and not str(decimals).startswith("0"):
        assert value_of(spoken[point + 1 :]) == decimals


@given(
    st.dates(min_value=dt.date(1501, 1, 1), max_value=dt.date(2999, 12, 31)),
    st.sampled_from(["{d}/{m}/{y}", "{y}-{m:02}-{d:02}"]),
)
def test_dates_keep_their_value(day: dt.date, form: str) -> None:
    words = middle("وقع ذلك في", form.format(d=day.day, m=day.month, y=day.year), "")
    plain = [strip_marks(word) for word in words]
    of = plain.index("من")
    assert ordinal_value(words[:of]) == day.day
    assert MONTHS.index(plain[of + 1]) + 1 == day.month
    assert value_of(words[of + 2 :]) == day.year


@given(st.integers(0, 23), st.integers(0, 59))
def test_times_keep_their_value(hour: int, minute: int) -> None:
    words = middle("بدأ البث الساعة", f"{hour}:{minute:02}", "بتوقيت غرينتش")
    plain = [strip_marks(word) for word in words]
    for part in ("ليلا", "مساء", "الظهر", "بعد"):
        if plain[-1] == part:
            plain.pop()
            words.pop()
    end = next((place for place in range(1, len(plain)) if plain[place] not in {"عشر", "عشرة"}), len(plain))
    said = ordinal_value(words[:end])
    tail = plain[end:]
    if tail == ["إلا", "ربعا"]:
        assert ((said - 2) % 12 + 1, 45) == ((hour - 1) % 12 + 1, minute)
        return
    assert said == (hour - 1) % 12 + 1
    if tail in (["والنصف"], ["والربع"]):
        assert minute == (30 if tail == ["والنصف"] else 15)
    else:
        first = [words[end].removeprefix("وَ"), *words[end + 1 :]] if tail else []
        assert (value_of(first, MINUTE) if tail else 0) == minute


@given(st.text("0123456789", min_size=7, max_size=12))
def test_telephone_numbers_keep_every_figure(figures: str) -> None:
    digits = ["صفر", "واحد", "اثنان", "ثلاثة", "أربعة", "خمسة", "ستة", "سبعة", "ثمانية", "تسعة"]
    words = middle("رقم الهاتف", "0" + figures, "")
    assert [digits.index(strip_marks(word)) for word in words] == [int(char) for char in "0" + figures]


@given(st.integers(0, 9), st.integers(0, 9))
def test_scores_keep_their_order(home: int, away: int) -> None:
    words = middle("فاز الفريق", f"{home}-{away}", "أمس")
    assert [_small(strip_marks(word)) for word in words] == [home, away]


@given(COUNTS, COUNTS, st.sampled_from(["{}-{} كم", "{} إلى {} كم"]))
def test_ranges_keep_both_ends(low: int, high: int, form: str) -> None:
    words = middle("على بعد", form.format(low, high), "من المدينة")
    plain = [strip_marks(word) for word in words]
    to = plain.index("إلى")
    assert (value_of(words[:to]), value_of(words[to + 1 :], KILOMETRE)) == (low, high)


@given(COUNTS, st.sampled_from(["ب", "ل", "ك", "وب"]), st.sampled_from(["", "ـ"]), st.sampled_from(THINGS))
def test_clitics_keep_the_value(number: int, clitic: str, tatweel: str, thing: Thing) -> None:
    words = middle("سمعنا", f"{clitic}{tatweel}{number} {thing.written(number)}", "أمس")
    first = words[0].removeprefix("وَ") if clitic.startswith("و") else words[0]
    assert value_of([first[2:], *words[1:]], thing) == number
