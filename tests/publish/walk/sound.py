"""Rows M, T and D: the MP3, read here frame by frame, and its tags."""

import io
import json
import unicodedata
from typing import Any

import pytest
from mutagen.id3 import ID3
from mutagen.mp3 import MP3, BitrateMode

from tests.publish.walk.site import Site, one, row

RATES_KBPS = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # MPEG-1 layer III, ISO 11172-3
RATES_HZ = (44_100, 48_000, 32_000)


def length_s(content: bytes) -> float:
    return float(MP3(io.BytesIO(content)).info.length)


def tag_bytes(content: bytes) -> int:
    """Of the ID3v2 tag at the beginning (ID3v2.3, 3.1: a synchsafe size)."""
    assert content[:3] == b"ID3"
    return 10 + sum(byte << 7 * (3 - n) for n, byte in enumerate(content[6:10]))


def frames(content: bytes) -> list[tuple[int, int, int, bytes]]:
    """Bit rate, sample rate, mode and bytes of every frame; anything else between them is a fault."""
    at, found = tag_bytes(content), []
    while at < len(content):
        head = int.from_bytes(content[at : at + 4], "big")
        assert head >> 21 == 0x7FF, f"junk at byte {at}"
        assert (head >> 19 & 3, head >> 17 & 3) == (3, 1), "MPEG-1 layer III"
        kbps, rate = RATES_KBPS[head >> 12 & 15], RATES_HZ[head >> 10 & 3]
        size = 144_000 * kbps // rate + (head >> 9 & 1)
        found.append((kbps, rate, head >> 6 & 3, content[at : at + size]))
        at += size
    assert at == len(content), "the last frame is whole"
    return found


def sounds(site: Site) -> list[bytes]:
    return [site.get(element.get("url")).content for element in site.enclosures()]


@row("M13", "M14", "M16", "T05")
def one_clean_stream_of_one_rate(site: Site) -> None:
    for content in sounds(site):
        found = frames(content)
        assert len({rate for _, rate, _, _ in found}) == 1
        assert found[0][1] in {44_100, 48_000}
        assert len({kbps for kbps, _, _, _ in found}) == 1, "constant bit rate"
        mono = found[0][2] == 3
        assert found[0][0] >= (96 if mono else 128)
        assert content.count(b"ID3\x03\x00") + content.count(b"ID3\x04\x00") == 1, "a glued file has a second tag"
        assert content[-128:-125] != b"TAG"


@row("M15", "T06")
def the_info_frame_is_true(site: Site) -> None:
    for content in sounds(site):
        found = frames(content)
        first = found[0][3]
        at = 4 + (17 if found[0][2] == 3 else 32)
        assert first[at : at + 4] == b"Info"
        assert first[at + 7] & 3 == 3
        assert int.from_bytes(first[at + 8 : at + 12], "big") == len(found) - 1
        assert int.from_bytes(first[at + 12 : at + 16], "big") == len(content) - tag_bytes(content)
        assert not [one for _, _, _, one in found[1:] if one[at : at + 4] in {b"Info", b"Xing"}]
        assert MP3(io.BytesIO(content)).info.bitrate_mode == BitrateMode.CBR


@row("M18")
def it_is_as_loud_as_apple_asks(site: Site) -> None:
    import miniaudio
    import numpy as np

    pyebur128 = pytest.importorskip("pyebur128", reason="the independent meter has no wheel for this Python")
    for content in sounds(site):
        sound = miniaudio.mp3_read_f32(content)
        samples = np.asarray(sound.samples, dtype=np.float32)
        meter = pyebur128.R128State(sound.nchannels, sound.sample_rate, pyebur128.MeasurementMode.MODE_I
                                    | pyebur128.MeasurementMode.MODE_TRUE_PEAK)  # fmt: skip
        meter.add_frames(samples, len(samples) // sound.nchannels)
        assert abs(pyebur128.get_loudness_global(meter) + 16) <= 1
        peak = max(pyebur128.get_true_peak(meter, channel) for channel in range(sound.nchannels))
        assert 20 * np.log10(peak) <= -1


def tags(content: bytes) -> ID3:
    return ID3(io.BytesIO(content))


@row("D01", "D02", "D03", "D04")
def the_tag_tells_what_it_is(site: Site) -> None:
    for item, content in zip(site.items, sounds(site), strict=True):
        found = tags(content)
        assert found.version[:2] in {(2, 3), (2, 4)}
        assert str(found["TIT2"]) == one(item, "title/text()")
        assert str(found["TALB"]) == one(site.channel, "title/text()")
        assert str(found["TPE1"])
        (picture,) = found.getall("APIC")
        assert 1000 < len(picture.data) <= 300_000
        assert picture.mime == "image/jpeg"
        (lyrics,) = found.getall("USLT")
        assert lyrics.lang == "ara"
        assert len(lyrics.text) > 200
        for text in (str(found["TIT2"]), str(found["TPE1"]), lyrics.text):
            assert unicodedata.is_normalized("NFC", text)
            assert "\ufffd" not in text
            assert "\0" not in text


@row("D05", "D06", "D07", "D08", "H08")
def chapters_in_the_tag_are_those_of_the_file(site: Site) -> None:
    for item, content in zip(site.items, sounds(site), strict=True):
        told = json.loads(site.get(one(item, "p:chapters/@url")).content)["chapters"]
        (table,) = tags(content).getall("CTOC")
        assert int(table.flags) == 3, "top level and ordered"
        chapters: list[Any] = tags(content).getall("CHAP")
        assert sorted(table.child_element_ids) == sorted(chapter.element_id for chapter in chapters)
        by_name = {chapter.element_id: chapter for chapter in chapters}
        rising = [by_name[name] for name in table.child_element_ids]
        assert [chapter.start_time for chapter in rising] == sorted({chapter.start_time for chapter in rising})
        places = [content.index(b"CHAP", 0)]
        for name in table.child_element_ids:
            places.append(content.index(name.encode() + b"\0", places[-1]))
        assert [str(chapter.sub_frames["TIT2"]) for chapter in rising] == [chapter["title"] for chapter in told]
        for chapter, other in zip(rising, told, strict=True):
            assert chapter.start_time == round(other["startTime"] * 1000)
            assert chapter.start_time < chapter.end_time <= length_s(content) * 1000 + 1
