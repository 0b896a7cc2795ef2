"""Tags as independent readers see them: mutagen, our own walk of the frames, ffprobe and mp3val where present."""

from __future__ import annotations

import io
import json
import shutil
import struct
import subprocess
from datetime import date
from typing import TYPE_CHECKING, Any

import miniaudio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.id3 import ID3
from mutagen.mp3 import MP3
from PIL import Image

from audio import mp3, tags
from audio.clip import ChapterMark
from audio.errors import MixError
from audio.tags import Tags

if TYPE_CHECKING:
    from pathlib import Path

RATE = mp3.RATE_HZ
FULL = Tags(
    title="موجز الثلاثاء",
    artist="غرفة الأخبار",
    album="الموجز",
    date=date(2026, 11, 4),
    comment="سطر أول\nسطر ثان",
    lyrics="الجملة الأولى.\nالجملة الثانية.",
    url="https://example.org/حلقة/1?a=b&c=%D8%A7",
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Ten seconds of frames."""
    path = tmp_path / "a.mp3"
    with path.open("wb") as out:
        writer = mp3.FrameWriter(out)
        writer.pause(383)
        writer.close()
    return path


def _chapters(count: int, step: int = RATE) -> list[ChapterMark]:
    return [
        ChapterMark(
            start=number * step,
            end=(number + 1) * step,
            # Titles of falling length: an order by size would be another than that of time.
            title=f"الفصل {number} " + "ب" * (count - number),
            url=f"https://example.org/{number}" if number % 2 else "",
        )
        for number in range(count)
    ]


def _frames(path: Path) -> list[tuple[str, bytes]]:
    """The tag's frames in file order, by the letter of ID3v2.3, clause 3."""
    data = path.read_bytes()
    assert data[:5] == b"ID3\x03\x00"
    assert all(byte < 0x80 for byte in data[6:10])
    size = data[6] << 21 | data[7] << 14 | data[8] << 7 | data[9]
    assert data[10 + size : 12 + size] == b"\xff\xfb"
    at, found = 10, []
    while at < 10 + size:
        length = struct.unpack(">I", data[at + 4 : at + 8])[0]
        found.append((data[at : at + 4].decode("ascii"), data[at + 10 : at + 10 + length]))
        at += 10 + length
    assert at == 10 + size
    return found


def _starts(path: Path) -> list[int]:
    rows = [content for kind, content in _frames(path) if kind == "CHAP"]
    return [struct.unpack(">I", row[row.index(b"\0") + 1 :][:4])[0] for row in rows]


def test_what_was_given_is_read_back(file: Path) -> None:
    tags.tag(file, FULL, _chapters(3))
    read = ID3(file)
    assert str(read["TIT2"]) == "موجز الثلاثاء"
    assert str(read["TPE1"]) == "غرفة الأخبار"
    assert str(read["TALB"]) == "الموجز"
    assert str(read["TCON"]) == "News"
    assert str(read["TLAN"]) == "ara"
    assert str(read["TDRC"]) == "2026-11-04"
    assert read["USLT::ara"].text == FULL.lyrics
    assert read["COMM::ara"].text == [FULL.comment]
    assert read["WOAF"].url == "https://example.org/%D8%AD%D9%84%D9%82%D8%A9/1?a=b&c=%D8%A7"
    assert [str(frame) for kind, frame in read.items() if kind.startswith("TYER")] == []


def test_the_date_is_kept_as_version_3_has_it(file: Path) -> None:
    tags.tag(file, FULL)
    frames = dict(_frames(file))
    assert frames["TYER"].rstrip(b"\0") == b"\x002026"
    assert frames["TDAT"].rstrip(b"\0") == b"\x000411"


def test_only_version_3_frames_and_encodings(file: Path) -> None:
    tags.tag(file, FULL, _chapters(2))
    frames = _frames(file)
    assert {kind for kind, _ in frames} <= {
        *("TIT2", "TPE1", "TALB", "TCON", "TLAN", "TYER", "TDAT", "COMM", "USLT", "WOAF", "APIC", "CHAP", "CTOC")
    }
    assert all(content[0] in {0, 1} for kind, content in frames if kind.startswith("T") or kind in {"COMM", "USLT"})


@pytest.mark.parametrize("count", [0, 1, 5, 255, 256, 300, 600])
def test_chapters_are_in_time_order_under_one_top_table(file: Path, count: int) -> None:
    tags.tag(file, FULL, list(reversed(_chapters(count, 1000))))
    assert _starts(file) == [number * 10_000 // 441 for number in range(count)]
    read = ID3(file)
    tables = {table.element_id: table for table in read.getall("CTOC")}
    tops = [table for table in tables.values() if table.flags & 2]
    assert len(tops) == (count > 0)
    if not count:
        return
    listed: list[str] = []
    for child in tops[0].child_element_ids:
        listed += tables[child].child_element_ids if child in tables else [child]
    assert all(len(table.child_element_ids) <= 255 and table.flags & 1 for table in tables.values())
    chapters = {chapter.element_id: chapter for chapter in read.getall("CHAP")}
    assert [chapters[name].start_time for name in listed] == _starts(file)
    titles = [str(chapters[name].sub_frames["TIT2"]) for name in listed]
    assert titles == [chapter.title.strip() for chapter in _chapters(count, 1000)]
    with_links = [name for name in listed if chapters[name].sub_frames.getall("WXXX")]
    assert with_links == listed[1::2]


def test_the_sound_stays_as_it_is(file: Path) -> None:
    before = file.read_bytes()
    tags.tag(file, FULL, _chapters(5))
    assert file.read_bytes().endswith(before)
    assert miniaudio.mp3_get_file_info(str(file)).num_frames == 383 * 1152
    info = MP3(file).info
    assert (info.sample_rate, info.channels) == (44100, 1)
    assert info.bitrate == pytest.approx(96000, abs=2)
    # mutagen takes delay and padding from the Info frame.
    assert info.length == pytest.approx(383 * 1152 / RATE, abs=0.001)


def test_a_second_tag_takes_the_place_of_the_first(file: Path) -> None:
    tags.tag(file, FULL, _chapters(40))
    once = file.read_bytes()
    tags.tag(file, Tags(title="قصير"))
    tags.tag(file, FULL, _chapters(40))
    assert file.read_bytes() == once
    assert [entry.name for entry in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize(("name", "mime"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_cover_as_bytes_and_as_path(file: Path, name: str, mime: str) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (1400, 1400), "navy").save(picture, name)
    path = file.parent / "cover"
    path.write_bytes(picture.getvalue())
    for cover in (picture.getvalue(), path):
        tags.tag(file, Tags(title="ت", cover=cover))
        read = ID3(file)["APIC:"]
        assert (read.mime, read.type, read.data) == (mime, 3, picture.getvalue())
    assert _frames(file)[-1][0] == "APIC"


@pytest.mark.parametrize("cover", [b"GIF89a" + bytes(100), b"<html>", b"\x89PN"])
def test_another_picture_is_refused_and_the_file_kept(file: Path, cover: bytes) -> None:
    before = file.read_bytes()
    with pytest.raises(MixError, match="cover: neither JPEG nor PNG"):
        tags.tag(file, Tags(title="ت", cover=cover))
    assert file.read_bytes() == before
    assert [entry.name for entry in file.parent.iterdir()] == [file.name]


def test_a_missing_cover_is_one_clear_line(file: Path) -> None:
    with pytest.raises(MixError, match="cannot be read"):
        tags.tag(file, Tags(title="ت", cover=file.parent / "nothing.png"))


@pytest.mark.parametrize("content", [b"", b"ID3", b"<html>not found</html>", b"RIFF" + bytes(40)])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "b.mp3"
    path.write_bytes(content)
    with pytest.raises(MixError, match="not an MP3 file of ours"):
        tags.tag(path, FULL)
    assert path.read_bytes() == content


# What happened to titles on the way to players: bidi overrides, NUL that ends a frame, lone surrogates, injected lines.
DIRTY = (
    ("أ\x00ب", "أب"),
    ("\u202eعنوان\u202c", "عنوان"),
    ("\u2067عنوان\u2069 \u200f\u061c", "عنوان"),
    ("سطر\n[CHAPTER]\nTITLE=x", "سطر [CHAPTER] TITLE=x"),
    ("نصف \ud83d زوج", "نصف زوج"),
    ("می\u200cشود", "می\u200cشود"),
    ("  فراغ \t كثير  ", "فراغ كثير"),
    ("😀 وجه", "😀 وجه"),
    ("\ufeffبداية", "بداية"),
)


@pytest.mark.parametrize(("given_title", "wanted"), DIRTY)
def test_text_is_cleaned_at_the_border(file: Path, given_title: str, wanted: str) -> None:
    chapters = [ChapterMark(start=0, end=RATE, title=given_title)]
    tags.tag(file, Tags(title=given_title, artist=given_title, lyrics=f"{given_title}"), chapters)
    read = ID3(file)
    assert str(read["TIT2"]) == wanted
    assert str(read["TPE1"]) == wanted
    assert str(read.getall("CHAP")[0].sub_frames["TIT2"]) == wanted
    assert "\x00" not in read["USLT::ara"].text


@settings(max_examples=60, deadline=None)
@given(title=st.text(st.characters(), max_size=60), lyrics=st.text(st.characters(), max_size=200))
def test_no_text_breaks_the_tag(tmp_path_factory: pytest.TempPathFactory, title: str, lyrics: str) -> None:
    path = tmp_path_factory.mktemp("tag") / "a.mp3"
    with path.open("wb") as out:
        writer = mp3.FrameWriter(out)
        writer.pause(3)
        writer.close()
    chapters = [ChapterMark(start=0, end=1000, title=title, url=title), ChapterMark(start=1000, end=2000, title=lyrics)]
    tags.tag(path, Tags(title=title, comment=lyrics, lyrics=lyrics, language=title[:3]), chapters)
    assert _starts(path) == [0, 22]
    read = ID3(path)
    assert len(read.getall("CHAP")) == 2
    letters = [sign for sign in title if sign.isalnum()]
    assert [sign for sign in str(read.get("TIT2", "")) if sign.isalnum()] == letters


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not here")
@pytest.mark.parametrize("count", [5, 300])
def test_ffprobe_reads_chapters_in_order(file: Path, count: int) -> None:
    tags.tag(file, FULL, _chapters(count, 1400))
    command = ["ffprobe", "-v", "error", "-of", "json", "-show_chapters", "-show_format", str(file)]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stderr == b""
    read: dict[str, Any] = json.loads(done.stdout)
    assert [row["tags"]["title"] for row in read["chapters"]] == [row.title.strip() for row in _chapters(count, 1400)]
    assert [row["start"] for row in read["chapters"]] == [number * 14_000 // 441 for number in range(count)]
    assert float(read["format"]["duration"]) == pytest.approx(383 * 1152 / RATE, abs=0.05)


@pytest.mark.skipif(shutil.which("mp3val") is None, reason="mp3val is not here")
def test_mp3val_is_content(file: Path) -> None:
    tags.tag(file, FULL, _chapters(300))
    done = subprocess.run(["mp3val", str(file)], capture_output=True, text=True, check=True)
    assert [row for row in done.stdout.splitlines() if row.startswith(("WARNING", "ERROR"))] == []
