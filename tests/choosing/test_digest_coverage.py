"""Position-weighted coverage and its JSON door."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.choosing.coherence import needs
from briefing.choosing.coverage import Text, choose, opening_of, weights
from briefing.choosing.pick import pick, pick_lines
from briefing.choosing.stems import bare, light10, stems
from briefing.errors import BriefingError

LEAD = "أعلنت الوزارة افتتاح محطة شمسية كبيرة قرب الساحل"
FIRST = "ويعمل فيها مهندسون وفنيون من ثلاث محافظات مجاورة"
SECOND = "وتكفي الطاقة لتغذية مئتي ألف منزل بالكهرباء يوميا"
LONGER = "وتضم ألواحا وخزانات وورشا وطرقا وحدائق ومكاتب ومخازن ومختبرات ومساكن للعمال ومدرسة صغيرة لأطفالهم وملعبا"


def chosen(text: Text, budget: int) -> list[int]:
    return sorted(one.index for one in choose(text, [len(line) for line in text.paragraphs], budget))


def test_without_more_knowledge_the_earlier_of_two_is_taken() -> None:
    assert chosen(Text(paragraphs=(LEAD, FIRST, SECOND)), 2 * len(LEAD) + 5) == [0, 1]


def test_a_title_that_names_it_moves_the_choice() -> None:
    assert chosen(Text(paragraphs=(LEAD, FIRST, SECOND), title="الكهرباء تصل إلى مئتي ألف منزل"), 105) == [0, 2]


def test_what_others_lead_with_moves_the_choice() -> None:
    other = opening_of("مئتا ألف منزل", ["تكفي الطاقة الجديدة لتغذية مئتي ألف منزل بالكهرباء، بحسب بيان."])
    assert chosen(Text(paragraphs=(LEAD, FIRST, SECOND), openings=(other,)), 105) == [0, 2]


def test_an_opening_is_a_title_and_450_letters() -> None:
    assert opening_of("عنوان", ["ا" * 400, "ب" * 400]) == "عنوان\n" + "ا" * 400 + " " + "ب" * 49


def test_the_weight_of_a_stem_falls_with_its_place() -> None:
    weight = weights(Text(paragraphs=(LEAD, FIRST, LEAD)))
    assert weight[light10("محطه")] == pytest.approx(1 + 1 / 3)
    assert weight[light10("مهندسون")] == pytest.approx(1 / 2)


def test_what_is_covered_counts_once() -> None:
    assert chosen(Text(paragraphs=(LEAD, LEAD, SECOND)), 2 * len(LEAD) + 5) == [0, 2]


# Larkey, Ballesteros and Connell (2007), table of light10's prefixes and suffixes.
@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("والكتاب", "كتاب"),
        ("بالمدرسة", "مدرس"),
        ("للحكومة", "حكوم"),
        ("كالبحر", "بحر"),
        ("فالبيت", "بيت"),
        ("وكتب", "كتب"),
        ("كتابها", "كتاب"),
        ("مهندسون", "مهندس"),
        ("مهندسين", "مهندس"),
        ("سيارات", "سيار"),
        ("عربية", "عرب"),
        ("ولد", "ولد"),
        ("ان", "ان"),
    ],
)
def test_light_stems(word: str, stem: str) -> None:
    assert light10(bare(word)) == stem


def test_stop_words_and_forms_of_letters_do_not_count() -> None:
    assert stems("إلى المدينةِ") == stems("الى مدينه") == stems("مَدِينَة من أن")


LINES = st.lists(
    st.sampled_from([LEAD, FIRST, SECOND, LONGER, "وأضاف أن العمل مستمر", "لكنه لم يحدد موعدا", "قال:", ""]),
    max_size=10,
)


@given(LINES, st.integers(0, 500), st.text(max_size=10))
def test_a_pick_fits_leans_on_nothing_absent_and_names_lines(lines: list[str], budget: int, title: str) -> None:
    numbers = pick({"title": title, "lines": lines, "budget_chars": budget})
    assert len(numbers) == len(set(numbers))
    assert all(1 <= number <= len(lines) for number in numbers)
    fits = sum(len(lines[number - 1]) for number in numbers) <= budget
    shortest = len(numbers) == 1 and len(lines[numbers[0] - 1]) == min(map(len, lines))
    assert fits or shortest
    if not shortest:
        leaning = needs(lines)
        assert all(number - 1 in numbers for number in numbers if leaning[number - 1])
    assert bool(numbers) == bool(lines)


def test_records_come_back_in_their_order() -> None:
    records = [{"id": n, "title": "", "lines": [LEAD, FIRST][: n + 1], "budget_chars": 200} for n in range(2)]
    answers = list(pick_lines([json.dumps(record) + "\n" for record in records] + ["\n"]))
    assert [json.loads(answer) for answer in answers] == [[1], [1, 2]]


def test_a_record_may_name_no_openings() -> None:
    assert list(pick_lines(['{"lines": ["x"], "budget_chars": 1, "openings": null}'])) == ["[1]"]


@pytest.mark.parametrize(
    "line",
    [
        "x",
        "[1]",
        "null",
        '{"lines": "x", "budget_chars": 1}',
        '{"lines": [1], "budget_chars": 1}',
        '{"lines": []}',
        '{"lines": ["x"], "budget_chars": 1, "openings": 5}',
        "[" * 100_000,
    ],
)
def test_a_bad_record_is_told_with_its_line(line: str) -> None:
    with pytest.raises(BriefingError, match=r"^line 2: .{10,200}$"):
        list(pick_lines(['{"lines": [], "budget_chars": 1}', line]))
