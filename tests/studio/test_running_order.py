"""The running order as a document: what it holds comes back, what is wrong is told, what is changed has its effects."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.errors import BriefingError, ChangedError, PublishError, SettingsError
from briefing.order import editing, orderfile
from briefing.order.editing import Place, completed, drop, move, place, reread, retitle, rewrite, without
from briefing.order.runningorder import Line, Paragraph, RunningOrder
from tests.studio.orders import ORDER, PEN, said

if TYPE_CHECKING:
    from audio.script import Script


def texts(script: Script) -> list[list[str]]:
    return [[one.written for one in item.utterances] for item in script.items]


def test_the_document_is_the_order() -> None:
    content = orderfile.dumps(ORDER)
    assert orderfile.loads(content, "x") == ORDER
    assert orderfile.dumps(orderfile.loads(content, "x")) == content
    assert "بلغ طول الجسر 340 مترا" in content.decode(), "a person can read it"


def test_a_lone_surrogate_is_dropped() -> None:
    order = replace(ORDER, title="نشرة\ud800")
    assert orderfile.loads(orderfile.dumps(order), "x").title == "نشرة"


def changed(path: str, value: Any) -> bytes:
    """The document with one thing changed, by its path; a value of None takes it out."""
    document = json.loads(orderfile.dumps(ORDER))
    *way, last = [int(one) if one.isdigit() else one for one in path.split(".")]
    at = document
    for one in way:
        at = at[one]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return json.dumps(document).encode()


WRONG = [
    ("version", 2, "version: input should be 1"),
    ("show_id", None, "show_id: missing; write it"),
    ("edition", "2026-13-01", "edition: "),
    ("edition", "../../etc/passwd", "edition: '../../etc/passwd' is not like 2026-11-24"),
    ("parts", [], "parts: no story is told"),
    ("parts.1.kind", "weather", "parts.1.kind: input should be"),
    ("parts.1.paragraphs.0.pause_after_ms", -5, "pause_after_ms: input should be greater than or equal to 0"),
    ("parts.1.paragraphs.0.lines", [], "parts.1.paragraphs.0.lines: tuple should have at least 1 item"),
    ("parts.1.paragraphs.0.lines.0.writen", "x", "lines.0.writen: unknown key; take it out"),
    ("parts.1.paragraphs.0.lines.0.marked", "كلمة", "lines.0.marked: has other words than spoken"),
    ("parts.1.paragraphs.0.lines.0", {"written": "***"}, "holds nothing that can be said"),
    ("parts.0.kind", "closing", "parts: an opening stands first and a closing last"),
]


@pytest.mark.parametrize(("path", "value", "told"), WRONG)
def test_what_is_wrong_is_told_by_its_path(path: str, value: Any, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        orderfile.loads(changed(path, value), "plan.json")
    lines = str(caught.value).splitlines()
    assert all(line.startswith("plan.json: ") for line in lines)
    assert any(told in line for line in lines), lines


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode) | st.just(b"[" * 100_000))
def test_anything_else_is_refused_in_lines(content: bytes) -> None:
    with pytest.raises(SettingsError, match=r"^plan\.json: "):
        orderfile.loads(content, "plan.json")


def test_a_file_of_20_megabytes_is_not_looked_at() -> None:
    with pytest.raises(SettingsError, match="is no running order"):
        orderfile.loads(b" " * 20_000_001, "plan.json")


@pytest.mark.parametrize("unit", [b"{},", b'"":1,', b"1,"])
def test_a_document_of_values_without_end_is_refused_before_it_is_read(unit: bytes) -> None:
    with pytest.raises(SettingsError, match="more than 600,000 commas and quotes are no running order") as told:
        orderfile.loads(unit * 600_001, "plan.json")
    assert len(str(told.value).splitlines()) == 1


def test_of_a_list_of_wrong_things_the_first_is_told() -> None:
    """What is told of each takes two kilobytes, and a list may hold two hundred thousand."""
    document = json.loads(orderfile.dumps(ORDER))
    document["parts"] = [{"x": 1}] * 3
    with pytest.raises(SettingsError) as told:
        orderfile.loads(json.dumps(document).encode(), "plan.json")
    assert {line.split(": ")[1].rpartition(".")[0] for line in str(told.value).splitlines()} == {"parts.0"}


def test_the_second_of_two_editors_is_told(tmp_path: Path) -> None:
    path = tmp_path / "plans" / "one.json"
    first = orderfile.save(path, ORDER, "")
    assert orderfile.load(path) == first
    second = orderfile.save(path, replace(ORDER, title="آخر"), first.version)
    with pytest.raises(ChangedError, match="somebody else"):
        orderfile.save(path, replace(ORDER, title="متأخر"), first.version)
    assert orderfile.load(path) == second
    with pytest.raises(ChangedError):
        orderfile.save(path, ORDER, "")
    assert orderfile.save(path, ORDER, None).version == first.version


@pytest.mark.parametrize("text", ["123456 " * 2800, "نعم. " * 600])
def test_what_could_not_be_read_again_is_not_written(tmp_path: Path, text: str) -> None:
    path = tmp_path / "order.json"
    seen = orderfile.save(path, ORDER, "").version
    longer = editing.rewrite(ORDER, editing.place("2.1", ORDER), text, PEN)
    with pytest.raises(SettingsError):
        orderfile.save(path, longer, seen)
    assert orderfile.load(path) == orderfile.Kept(order=ORDER, version=seen)


def test_where_nothing_can_be_written_or_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(PublishError, match="file"):
        orderfile.save(tmp_path / "file" / "plan.json", ORDER, "")
    with pytest.raises(SettingsError, match=r"cannot be read .*briefing plan write"):
        orderfile.load(tmp_path / "none.json")


@pytest.mark.parametrize(("text", "found"), [("2", (2, 0, 0)), ("2.1", (2, 1, 0)), ("2.2.2", (2, 2, 2))])
def test_places(text: str, found: tuple[int, int, int]) -> None:
    assert place(text, ORDER) == found
    assert str(Place(*found)) == text


@pytest.mark.parametrize(
    "text", ["", "0", "2.0", "x", "2.1.1.1", "-1", "99999999", "2.", "٢", "../x", "9", "2.9", "2.2.3"]
)
def test_no_places(text: str) -> None:
    with pytest.raises(SettingsError, match=r"no place here|there are only"):
        place(text, ORDER)


def test_move_a_story_and_a_paragraph() -> None:
    order = move(ORDER, Place(4), 2)
    assert order.headlines == ("المنتخب يفوز 3-1", "افتتاح جسر النهر", "أسعار النفط ترتفع")
    assert [one.url for one in order.references] == [f"https://example.org/{n}" for n in (3, 1, 2)]
    assert move(order, Place(2), 4) == ORDER
    order = move(ORDER, Place(2, 1), 2)
    assert texts(order.script)[1][:2] == ["بلغ طول الجسر 340 مترا. وعمل فيه 250 عاملا.", "افتتاح جسر النهر."]


@pytest.mark.parametrize(("source", "to"), [((1,), 2), ((5,), 2), ((2,), 1), ((2,), 5), ((2, 1), 0), ((2, 1), 4)])
def test_opening_and_closing_keep_their_places(source: tuple[int, ...], to: int) -> None:
    with pytest.raises(SettingsError):
        move(ORDER, Place(*source), to)


def test_what_is_dropped_stays_in_the_document_and_the_opening_counts_the_rest() -> None:
    order = drop(ORDER, Place(3), PEN)
    assert order.headlines == ("افتتاح جسر النهر", "المنتخب يفوز 3-1")
    assert texts(order.script)[0] == ["موجز الأخبار.", "في هذه النشرة خبران."]
    assert order.script.items[0].utterances[1].spoken == "في هذه النشرة خبران."
    assert without(ORDER, {ORDER.parts[2].title}, PEN) == order
    assert drop(order, Place(3), PEN, dropped=False) == ORDER
    one = drop(order, Place(2), PEN)
    assert texts(one.script)[0][1] == "في هذه النشرة خبر واحد."
    with pytest.raises(SettingsError, match="keep at least one"):
        drop(one, Place(4), PEN)


def test_an_opening_that_somebody_wrote_himself_is_left_alone() -> None:
    order = rewrite(ORDER, Place(1, 2), "إليكم أهم ما جرى اليوم.", PEN)
    assert texts(drop(order, Place(3), PEN).script)[0][1] == "إليكم أهم ما جرى اليوم."


def test_a_story_without_paragraphs_is_not_told() -> None:
    order = ORDER
    for number in (1, 2, 3):
        order = drop(order, Place(3, number), PEN)
    assert order.headlines == ("افتتاح جسر النهر", "المنتخب يفوز 3-1")
    assert texts(order.script)[0][1] == "في هذه النشرة خبران."


def test_a_sentence_written_anew_is_read_anew_and_the_title_goes_with_its_headline() -> None:
    order = rewrite(ORDER, Place(2, 1), "افتتاح 2 من الجسور. وثالث قريبا.", PEN)
    assert [line.written for line in order.parts[1].paragraphs[0].lines] == ["افتتاح 2 من الجسور.", "وثالث قريبا."]
    assert "2" not in order.script.items[1].utterances[0].spoken
    assert order.headlines[0] == order.script.items[1].title == "افتتاح 2 من الجسور. وثالث قريبا"
    order = rewrite(ORDER, Place(2, 2, 2), "وعمل فيه 9 عمال.", PEN)
    assert order.parts[1].paragraphs[1].written == "بلغ طول الجسر 340 مترا. وعمل فيه 9 عمال."
    assert order.parts[1].paragraphs[1].lines[1].spoken == "وعمل فيه تسعة عمال."
    assert order.headlines == ORDER.headlines


def test_another_reading_keeps_the_written_text() -> None:
    order = reread(ORDER, Place(2, 2, 1), "طُولُهُ 300 متر تقريبا", PEN)
    line = order.parts[1].paragraphs[1].lines[0]
    assert line.written == "بلغ طول الجسر 340 مترا."
    assert line.spoken == "طوله ثلاثمئة متر تقريبا"
    assert line.marked.split()[0] == "طُولُهُ"
    assert line.marked.split()[3] == "ت\u064eقريبا"
    assert order.parts[1].paragraphs[1].lines[1] == ORDER.parts[1].paragraphs[1].lines[1]
    with pytest.raises(SettingsError, match=r"has 2 sentences; name one, such as 2\.2\.1"):
        reread(ORDER, Place(2, 2), "كلام", PEN)


@pytest.mark.parametrize("text", ["", "   ", "***", "\u064b", "x" * 20_001])
def test_what_cannot_be_said_is_refused(text: str) -> None:
    for change in (rewrite, reread):
        with pytest.raises(SettingsError):
            change(ORDER, Place(2, 1, 1), text, PEN)
    with pytest.raises(SettingsError):
        retitle(ORDER, Place(2), text)


def test_a_title() -> None:
    order = retitle(ORDER, Place(2), "  جسر\nجديد ")
    assert order.headlines[0] == "جسر جديد"
    assert order.script.items[1].utterances == ORDER.script.items[1].utterances


def test_what_a_person_leaves_open_is_filled_in() -> None:
    paragraph = Paragraph(
        lines=(Line(written="جاء 3 رجال."), Line(written="كذا", spoken="هكذا"), said("ثم عادوا.").lines[0])
    )
    part = replace(ORDER.parts[1], paragraphs=(paragraph,))
    order = completed(replace(ORDER, parts=(ORDER.parts[0], part, *ORDER.parts[2:])), PEN)
    lines = order.parts[1].paragraphs[0].lines
    assert [line.spoken for line in lines] == ["جاء ثلاثة رجال.", "هكذا", "ثم عادوا."]
    assert all(len(line.marked.split()) == len(line.spoken.split()) for line in lines)
    assert lines[2] == said("ثم عادوا.").lines[0]
    assert completed(order, PEN) is not None
    assert completed(order, PEN) == order
    assert orderfile.loads(orderfile.dumps(order), "x") == order


STEPS = st.tuples(
    st.sampled_from(["move", "drop", "keep", "rewrite", "reread", "title"]),
    st.integers(1, 5), st.integers(0, 3), st.integers(0, 2), st.integers(0, 6),
    st.text("اب 3.؟!\u064e\n*", max_size=12),
)  # fmt: skip


@given(st.lists(STEPS, max_size=8))
def test_whatever_is_done_the_document_stays_good(steps: list[tuple[str, int, int, int, int, str]]) -> None:
    order: RunningOrder = ORDER
    told: list[str] = []
    for verb, part, paragraph, line, to, text in steps:
        name = ".".join(str(one) for one in (part, paragraph, line if paragraph else 0) if one)
        depths = {"title": (1,), "rewrite": (2, 3), "reread": (2, 3)}.get(verb, (1, 2))
        try:
            at = place(name, order, depth=depths)
            if verb == "move":
                order = move(order, at, to)
            elif verb in {"drop", "keep"}:
                order = drop(order, at, PEN, dropped=verb == "drop")
            elif verb == "title":
                order = retitle(order, at, text)
            else:
                order = getattr(editing, verb)(order, at, text, PEN)
        except BriefingError as error:
            told.append(str(error))
    assert orderfile.loads(orderfile.dumps(order), "x") == order
    assert order.script.items[0].kind == "opening" or not order.parts[0].kept
    assert not any("\n" in line for line in told)
    held = sum(len(part.paragraphs) for part in order.parts)
    assert held == sum(len(part.paragraphs) for part in ORDER.parts), "nothing is lost from the document"
