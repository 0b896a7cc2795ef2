"""Verbs that are passive because the number behind them is all the subject they have (النحو الوافي ٢، نائب الفاعل)."""

import pytest

from briefing.arabic.passives import passives
from briefing.arabic.spoken import speak


@pytest.mark.parametrize(
    ("written", "verbs"),
    [
        ("قتل 3 أشخاص في الحادث", ["قُتِلَ"]),
        ("وجرح 12 آخرون", ["وَجُرِحَ"]),
        ("قتلت 3 نساء في الغارة", ["قُتِلَتْ"]),
        ("وقتل ما لا يقل عن 20 مدنيا، وأصيب أكثر من 40", ["وَقُتِلَ", "وَأُصِيبَ"]),
        ("حيث اعتقل عشرون متظاهرا", ["اعْتُقِلَ"]),
        ("بينما دمر نحو 200 منزل", ["دُمِّرَ"]),
        ("انتخب 20 عضوا", ["انْتُخِبَ"]),
    ],
)
def test_a_number_is_the_subject_of_a_passive_verb(written: str, verbs: list[str]) -> None:
    assert [verb for _, _, verb in passives(written)] == verbs


@pytest.mark.parametrize(
    "written",
    [
        "قتل الجيش 3 أشخاص",  # the subject stands between
        "الزلزال قتل 20 شخصا",  # the subject stands before
        "هاجم مسلح القرية وقتل 3 أشخاص",  # the subject was named before
        "بعد قتل 3 أشخاص",  # the noun, not the verb
        "قال إنه اعتقل 20 شخصا",
        "طردت 20 دولة دبلوماسيين",  # states act
        "أغلقت 3 جمعيات أبوابها",
        "أوقفت 3 محاكم القرار",
        "أطلقت 4 وزارات حملة",
        "قتلت 29 طفلا",  # the verb does not agree with what it counts
        "كتب 3 مقالات",  # not in the closed list
        "قتل في الحادث",
    ],
)
def test_any_other_verb_is_left_alone(written: str) -> None:
    assert passives(written) == []


def test_places_are_those_of_the_written_text() -> None:
    written = "«حيث» قتل\u200f 3 أشخاص"
    ((start, end, verb),) = passives(written)
    assert (written[start:end], verb) == ("قتل", "قُتِلَ")


def test_spoken_numbers_are_seen_as_well_as_figures() -> None:
    assert [verb for _, _, verb in passives(speak("قتل 20 شخصا").text)] == ["قُتِلَ"]
