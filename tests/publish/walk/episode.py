"""Rows I, G, S and H: the episodes, their transcripts and chapters."""

import itertools
import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree

from tests.publish.walk.document import DATE
from tests.publish.walk.site import Site, every, one, row
from tests.publish.walk.sound import length_s

ALLOWED = {"p", "ol", "ul", "li", "a", "br", "b", "i", "strong", "em"}
KINDS = {"text/vtt": ".vtt", "application/x-subrip": ".srt", "application/json": ".json"}


@row("I01", "I02", "I03")
def title_and_guid(site: Site) -> None:
    for item in site.items:
        assert 0 < len(one(item, "title/text()")) <= 255
        assert one(item, "guid/text()")
        assert one(item, "guid/@isPermaLink") == "false"


@row("G01", "G02", "G03", "G04", "G05")
def guids_are_kept_for_good(site: Site) -> None:
    guids = every(site.channel, "item/guid/text()")
    assert len(set(guids)) == len(guids) == 2
    before = etree.fromstring(site.earlier)
    assert every(before, "//item/guid/text()") == guids, "a correction keeps its guid"
    old, new = every(before, "//enclosure/@url"), every(site.channel, "item/enclosure/@url")
    assert old[0] != new[0], "and gets a new address"
    assert old[1] == new[1]
    assert all(len(guid) > 9 and guid.isascii() and guid == guid.strip() for guid in guids)


@row("I04", "I05", "I06", "I07", "I08")
def one_enclosure_each(site: Site) -> None:
    urls = []
    for item in site.items:
        enclosure = one(item, "enclosure")
        url = enclosure.get("url")
        assert url.startswith("https://")
        assert url.isascii()
        assert url.endswith(".mp3")
        assert enclosure.get("type") == "audio/mpeg"
        assert int(enclosure.get("length")) == len(site.get(url).content)
        urls.append(url)
    assert len(set(urls)) == len(urls)


@row("I09", "I10")
def publication_dates(site: Site) -> None:
    times = []
    for text in every(site.channel, "item/pubDate/text()"):
        match = DATE.fullmatch(text)
        assert match, text
        times.append(parsedate_to_datetime(text))
        assert times[-1].strftime("%a") == match[1]
        assert times[-1] <= datetime.now(UTC)
    assert times == sorted(times, reverse=True)


@row("I11", "I12", "I13")
def descriptions_fit_and_hold_few_tags(site: Site) -> None:
    for text in every(site.channel, "item/description/text()"):
        assert 0 < len(text.encode()) <= 4000
        tree = etree.fromstring(f"<t>{text}</t>")
        assert {element.tag for element in tree.iter()} <= ALLOWED | {"t"}
        for element in tree.iter():
            assert set(element.attrib) <= ({"href"} if element.tag == "a" else set())
        for link in tree.iter("a"):
            assert re.match("https?://", str(link.get("href")))


@row("I14")
def summaries_are_not_the_title(site: Site) -> None:
    for item in site.items:
        assert one(item, "description/text()") != one(item, "title/text()")


@row("I15", "I16", "M17")
def durations_are_those_of_the_files(site: Site) -> None:
    for item in site.items:
        text = one(item, "i:duration/text()")
        assert re.fullmatch("[1-9][0-9]*", text)
        assert abs(int(text) - length_s(site.get(one(item, "enclosure/@url")).content)) <= 1


@row("I18", "I19", "I20", "I21")
def what_else_an_item_says(site: Site) -> None:
    for item in site.items:
        assert one(item, "i:episodeType/text()") in {"full", "trailer", "bonus"}
        for number in every(item, "i:episode/text() | i:season/text()"):
            assert re.fullmatch("[1-9][0-9]*", number)
        assert site.ask(one(item, "link/text()")).headers["content-type"] == "text/html; charset=utf-8"


def side_files(site: Site, path: str) -> list[tuple[Any, Any, float]]:
    """Each element of that path, its file, and the length of its episode's sound in seconds."""
    found = []
    for item in site.items:
        sound = length_s(site.get(one(item, "enclosure/@url")).content)
        found += [(element, site.get(element.get("url")), sound) for element in every(item, path)]
    return found


@row("S01", "S02", "S03", "S04", "S09")
def three_transcripts_of_the_right_type(site: Site) -> None:
    found = side_files(site, "p:transcript")
    assert [element.get("type") for element, _, _ in found] == [*KINDS] * len(site.items)
    for element, answer, _ in found:
        assert set(element.attrib) <= {"url", "type", "language", "rel"}
        assert element.get("language") == "ar"
        assert answer.headers["content-type"].partition(";")[0] == element.get("type")
        assert answer.headers["access-control-allow-origin"] == "*"
        assert element.get("url").endswith(KINDS[element.get("type")])
        assert not answer.content.startswith(b"\xef\xbb\xbf")


CUE = re.compile(r"(\d\d):(\d\d):(\d\d)[.,](\d{3}) --> (\d\d):(\d\d):(\d\d)[.,](\d{3})", re.ASCII)


def cues(text: str) -> list[tuple[float, float]]:
    found = []
    for match in CUE.finditer(text):
        a, b, c, d, e, f, g, h = map(int, match.groups())
        found.append((a * 3600 + b * 60 + c + d / 1000, e * 3600 + f * 60 + g + h / 1000))
    return found


def in_order(times: list[tuple[float, float]], sound_s: float) -> None:
    assert times
    assert all(start < end for start, end in times)
    assert all(one[0] <= two[0] for one, two in itertools.pairwise(times))
    assert times[-1][1] <= sound_s + 0.05


@row("S05", "S06", "S07", "S08")
def transcripts_lie_within_the_sound(site: Site) -> None:
    spoken: dict[str, set[tuple[float, int]]] = {}
    for element, answer, sound in side_files(site, "p:transcript"):
        text = answer.content.decode("utf-8")
        kind = element.get("type")
        if kind == "application/json":
            told = json.loads(text)
            assert re.fullmatch(r"\d+\.\d+\.\d+", told["version"])
            times = [(one["startTime"], one["endTime"]) for one in told["segments"]]
            assert all(one["body"].strip() and one["speaker"] for one in told["segments"])
        else:
            times = cues(text)
            blocks = [block for block in text.strip().split("\n\n") if "-->" in block]
            assert len(blocks) == len(times)
            if kind == "text/vtt":
                assert text.startswith("WEBVTT\n\n")
                assert all("\n<v " in block for block in blocks), "Apple reads speakers from <v Name>"
            else:
                assert [block.split("\n")[0] for block in blocks] == [str(n + 1) for n in range(len(blocks))]
                rows = [block.split("\n")[2:] for block in blocks]
                assert all(len(lines) <= 2 and all(len(row) <= 32 or " " not in row for row in lines) for lines in rows)
        in_order(times, sound)
        spoken.setdefault(kind, set()).update((second, side) for time in times for side, second in enumerate(time))
    assert spoken["text/vtt"] <= spoken["application/x-subrip"], "the cues of both, some in several cards"


@row("H01", "H02", "H03", "H04", "H05", "H06", "H07")
def chapters_are_a_file(site: Site) -> None:
    found = side_files(site, "p:chapters")
    assert len(found) == len(site.items)
    for element, answer, sound in found:
        assert element.get("type") == "application/json+chapters"
        assert answer.headers["content-type"] == "application/json+chapters"
        assert answer.headers["access-control-allow-origin"] == "*"
        told = json.loads(answer.content)
        assert isinstance(told["version"], str)
        starts = [chapter["startTime"] for chapter in told["chapters"]]
        assert starts[0] == 0
        assert starts == sorted(set(starts))
        assert starts[-1] < sound
        assert all(chapter["title"].strip() for chapter in told["chapters"])


@row("H09", "H10", "H11")
def chapters_stand_in_the_notes_and_in_the_item(site: Site) -> None:
    for item in site.items:
        told = json.loads(site.get(one(item, "p:chapters/@url")).content)["chapters"]
        lines = re.findall(r"(?m)^(?:<p>)?(\d\d):(\d\d) (.+?)(?:<br/>|</p>)?$", one(item, "description/text()"))
        assert len(lines) >= 3
        assert lines[0][:2] == ("00", "00")
        assert [int(a) * 60 + int(b) for a, b, _ in lines] == [int(chapter["startTime"]) for chapter in told]
        assert one(item, "psc:chapters/@version") == "1.2"
        starts = every(item, "psc:chapters/psc:chapter/@start")
        assert all(re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3}", start) for start in starts)
        seconds = [sum(float(part) * 60**n for n, part in enumerate(reversed(start.split(":")))) for start in starts]
        assert [round(a * 1000) for a in seconds] == [round(chapter["startTime"] * 1000) for chapter in told]
        assert every(item, "psc:chapters/psc:chapter/@title") == [chapter["title"] for chapter in told]
