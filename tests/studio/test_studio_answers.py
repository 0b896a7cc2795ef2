"""The studio over its real server: what its page shows, what a form does, what two editors at once are told."""

from __future__ import annotations

import io
import threading
import wave
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest
from lxml import html

from briefing.errors import SettingsError
from briefing.order import orderfile
from briefing.order.runningorder import Line
from briefing.publish.listeners import Listeners
from briefing.studio import views
from briefing.studio.job import Job
from tests.studio.orders import DAY, ORDER, order

if TYPE_CHECKING:
    from briefing.console import Report
    from briefing.studio.desk import Desk


def do(studio: httpx.Client, desk: Desk, what: str, **fields: str) -> httpx.Response:
    return studio.post("do", data={"version": desk.version, "do": what, **fields})


def test_the_page_shows_the_order_and_may_not_be_framed(studio: httpx.Client) -> None:
    answer = studio.get("")
    assert answer.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"
    tree = html.fromstring(answer.content)
    assert [node.text_content() for node in tree.xpath("//h2")] == [part.title for part in ORDER.parts]
    said = tree.xpath("//li[@id='p2.2']//span[@class='spoken']")[1].text_content()
    assert "وعمل فيه مئتان وخمسون عاملا" in said
    assert len(tree.xpath("//@id")) == len(set(tree.xpath("//@id")))


def test_move_drop_keep_write_title(studio: httpx.Client, desk: Desk) -> None:
    first, second, third = ORDER.headlines
    answer = do(studio, desk, "down 2")
    assert answer.status_code == 303
    assert answer.headers["location"] == "./?at=3#p3"
    assert order(desk) == [second, first, third]
    do(studio, desk, "up 3")
    do(studio, desk, "drop 4")
    assert order(desk) == [first, second]
    do(studio, desk, "keep 4")
    do(studio, desk, "drop 2.2")
    do(studio, desk, "title 3", title="عنوان")
    do(studio, desk, "write 2.1.1", written="نص جديد عن 5 جسور.", spoken=ORDER.parts[1].paragraphs[0].lines[0].marked)
    do(studio, desk, "write 4.1.1", written=ORDER.parts[3].paragraphs[0].lines[0].written, spoken="فوز كبير")
    kept = desk.kept()
    assert kept is not None
    assert kept.order.headlines == ("نص جديد عن 5 جسور", "عنوان", third)
    assert kept.order.script.items[1].utterances[0].spoken == "نص جديد عن خمسة جسور."
    assert kept.order.script.items[3].utterances[0].spoken == "فوز كبير"
    assert kept.order.parts[1].paragraphs[1].dropped


def test_why_a_story_is_told_is_told_in_arabic_and_an_opening_can_be_taken_back(
    studio: httpx.Client, desk: Desk
) -> None:
    why = "told by 2 outlets, 1 article, of unknown date: 2.48"
    first, *rest = ORDER.parts
    changed = replace(ORDER, parts=(replace(first, dropped=True), *(replace(one, reason=why) for one in rest)))
    orderfile.save(orderfile.path_of(desk.root, DAY), changed, desk.version)
    tree = html.fromstring(studio.get("").content)
    assert "رواته: وسائل الإعلام 2، مقال واحد، مجهول التاريخ: 2.48" in tree.xpath("//span[@class='badge']/@title")
    assert tree.xpath("//li[@id='p1']//button/@value").count("keep 1") == 1
    do(studio, desk, "keep 1")
    kept = desk.kept()
    assert kept is not None
    assert not kept.order.parts[0].dropped


@pytest.mark.parametrize(
    "what",
    ["", "explode 2", "up 2", "down 5", "up 1", "drop 99", "drop ../../x", "write 2.1", "title 2", "write 2.1.1 x"],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(studio: httpx.Client, desk: Desk, what: str) -> None:
    before = desk.version
    answer = do(studio, desk, what)
    assert answer.status_code == 422
    assert html.fromstring(answer.content).xpath("count(//*[@role='alert' and not(@hidden)])") == 1
    assert desk.version == before


def test_a_corrected_text_is_read_as_corrected_when_the_spoken_form_was_not_touched(
    studio: httpx.Client, desk: Desk
) -> None:
    line = Line(written="رفع المدرس السعر", spoken="رفع المدرس السعر", marked="رفع المدر\u0651\u0650س السعر")
    story = ORDER.parts[1]
    paragraphs = (replace(story.paragraphs[0], lines=(line,)), *story.paragraphs[1:])
    order = replace(ORDER, parts=(ORDER.parts[0], replace(story, paragraphs=paragraphs), *ORDER.parts[2:]))
    orderfile.save(orderfile.path_of(desk.root, DAY), order, None)
    shown = views._line(line, "2.1.1")
    assert shown["said"] != line.marked, "the form shows shadda and vowel in Unicode's order"
    before = desk.version
    do(studio, desk, "write 2.1.1", written=shown["written"], spoken=shown["said"])
    assert desk.version == before, "nobody touched anything"
    do(studio, desk, "write 2.1.1", written="خفض المدرس الأجر إلى 7 دنانير", spoken=shown["said"])
    kept = desk.kept()
    assert kept is not None
    assert kept.order.parts[1].paragraphs[0].lines[0].spoken == "خفض المدرس الأجر إلى سبعة دنانير"


def test_both_forms_of_a_sentence_that_becomes_two(studio: httpx.Client, desk: Desk) -> None:
    assert do(studio, desk, "write 2.1.1", written="واحد. اثنان.", spoken="كلام آخر").status_code == 422
    assert do(studio, desk, "write 2.1.1", written="واحد فقط.", spoken="كلام آخر").status_code == 303
    kept = desk.kept()
    assert kept is not None
    assert kept.order.script.items[1].utterances[0].spoken == "كلام آخر"


def test_the_second_of_two_editors_is_told_and_loses_no_word(studio: httpx.Client, desk: Desk) -> None:
    seen = desk.version
    assert do(studio, desk, "drop 3").status_code == 303
    answer = studio.post("do", data={"version": seen, "do": "write 2.1.1", "written": "ما كتبته أنا", "spoken": ""})
    assert answer.status_code == 409
    tree = html.fromstring(answer.content)
    assert "غيّر غيرك ترتيب النشرة" in tree.xpath("string(//*[@role='alert' and not(@hidden)])")
    assert tree.xpath("string(//pre)") == "ما كتبته أنا"
    assert tree.xpath("string(//main/@data-version)") == desk.version
    assert order(desk) == [ORDER.headlines[0], ORDER.headlines[2]]
    for path in ("publish", "plan"):
        assert studio.post(path, data={"version": seen}).status_code == 409
    assert studio.get("say", params={"at": "2.1", "v": seen}).status_code == 409
    assert desk.job is None


def test_hear_a_paragraph(studio: httpx.Client, desk: Desk) -> None:
    answer = studio.get("say", params={"at": "2.2", "v": desk.version})
    assert answer.headers["content-type"] == "audio/wav"
    with wave.open(io.BytesIO(answer.content)) as clip:
        assert clip.getnframes() / clip.getframerate() > 1
    for at in ("2", "2.9", "", "../x", "2.2.1"):
        assert studio.get("say", params={"at": at, "v": desk.version}).status_code == 422


def test_publish_and_publish_again_as_a_correction(studio: httpx.Client, desk: Desk) -> None:
    do(studio, desk, "drop 3")
    assert studio.post("publish", data={"version": desk.version}).status_code == 303
    assert desk.job is not None
    desk.job.wait(60)
    assert desk.job.state == "done", desk.job.told
    first = desk.published()
    assert first is not None
    assert [chapter.title for chapter in first.chapters] == [
        "موجز الأخبار",
        "افتتاح جسر النهر",
        "المنتخب يفوز 3-1",
        "الختام",
    ]
    assert [one.url for one in first.references] == ["https://example.org/1", "https://example.org/3"]
    transcript = httpx.get(f"{studio.base_url.copy_with(path='/')}episodes/2026-11-24/{first.files['transcript']}")
    assert "خبران" in transcript.json()["segments"][1]["body"]
    assert "أسعار النفط" not in transcript.text
    state = studio.get("state").json()
    assert state["job"]["state"] == "done"
    page = html.fromstring(studio.get("").content)
    assert page.xpath("string(//p[@class='state']/a)") == first.title
    Listeners(desk.root).add("سلمى")
    page = html.fromstring(studio.get("").content)
    assert page.xpath("count(//p[@class='state']/a | //nav/a)") == 0, "a private show has no page here"
    Listeners(desk.root).open_to_all()
    do(studio, desk, "write 2.1.1", written="عنوان مصحح.", spoken="")
    studio.post("publish", data={"version": desk.version})
    desk.job.wait(60)
    again = desk.published()
    assert again is not None
    assert (again.revision, again.guid) == (2, first.guid)
    assert "عنوان مصحح" in again.title


def test_one_job_at_a_time_and_a_failed_one_says_why(studio: httpx.Client, desk: Desk) -> None:
    gate = threading.Event()

    def work(report: Report) -> str:
        report.line("a stage")
        report.clip(1, 2)
        gate.wait(60)
        message = "source: cannot be read; try later"
        raise SettingsError(message)

    desk.job = Job("plan", work)
    assert studio.post("publish", data={"version": desk.version}).status_code == 409
    state = studio.get("state").json()["job"]
    assert (state["state"], state["done"], state["total"]) == ("running", 1, 2)
    assert "a stage" in studio.get("").text
    gate.set()
    desk.job.wait(60)
    tree = html.fromstring(studio.get("").content)
    assert "cannot be read; try later" in tree.xpath("string(//section[contains(@class, 'failed')])")
    assert desk.published() is None


def test_another_shows_order_is_not_published(studio: httpx.Client, desk: Desk) -> None:
    orderfile.save(orderfile.path_of(desk.root, DAY), replace(ORDER, show_id="other"), None)
    studio.post("publish", data={"version": desk.version})
    assert desk.job is not None
    desk.job.wait(60)
    assert desk.job.state == "failed"
    assert "'other'" in desk.job.told


def test_a_damaged_order_is_told_and_can_be_planned_anew(studio: httpx.Client, desk: Desk) -> None:
    orderfile.path_of(desk.root, DAY).write_text("{", encoding="utf-8")
    answer = studio.get("")
    assert answer.status_code == 500
    assert "2026-11-24.json" in answer.text
    tree = html.fromstring(answer.content)
    assert tree.xpath("string(//form[@action='plan']/input/@value)") == desk.version
    assert do(studio, desk, "drop 2").status_code == 500


HOSTILE = '"><script>window.hacked=1</script>{{ 7*7 }}</textarea></title>\u202e'


def test_hostile_words_stay_words(studio: httpx.Client, desk: Desk) -> None:
    do(studio, desk, "title 2", title=HOSTILE)
    do(studio, desk, "write 2.1.1", written=HOSTILE, spoken="")
    do(studio, desk, "up 2" + HOSTILE)
    for answer in (studio.get(""), studio.get("", params={"at": HOSTILE}), do(studio, desk, HOSTILE, written=HOSTILE)):
        tree = html.fromstring(answer.content)
        assert len(tree.xpath("//script")) == 1
        assert "hacked" not in tree.xpath("string(//script)")
        assert "49" not in tree.xpath("string(//h2[contains(., 'script')])")
    assert "\u202e" not in studio.get("").text
