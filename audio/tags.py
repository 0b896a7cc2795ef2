"""The ID3v2.3 tag: title, cover, transcript and chapters in front of the sound.

Rules: "ID3 tag version 2.3.0" and "ID3v2 Chapter Frame Addendum 1.0" of id3.org.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from mutagen import id3

from audio import clean, mp3
from audio.errors import MixError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from audio.clip import ChapterMark

_UTF16: Final = 1
_MOST_CHILDREN: Final = 255
_FRONT_COVER: Final = 3
_NO_OFFSET: Final = 0xFFFFFFFF
_HEADER: Final = 10
_URL_CHARACTERS: Final = "!#$%&'()*+,/:;=?@[]~"


_Frame = Any  # mutagen has no types


def _id3(name: str, **fields: object) -> _Frame:
    """One of mutagen's objects for ID3."""
    return getattr(id3, name)(**fields)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tags:
    """What a player shows.

    Attributes:
        title: of the episode.
        artist: who made it.
        album: the show.
        date: of the episode.
        language: ISO 639-2, three letters.
        cover: a JPEG or PNG picture, its bytes or its path; none when empty.
        lyrics: the transcript as plain text.
        url: of the episode's page.
    """

    title: str
    artist: str = ""
    album: str = ""
    date: date | None = None
    genre: str = "News"
    language: str = "ara"
    comment: str = ""
    cover: bytes | Path = b""
    lyrics: str = ""
    url: str = ""


def tag(path: Path, tags: Tags, chapters: Sequence[ChapterMark] = ()) -> None:
    """Put a tag in front of MP3 frames; a tag that is there already is replaced.

    The file is replaced in one step: a reader sees the old one or the new one.

    Args:
        path: of the file.
        tags: foreign text in them is cleaned here.
        chapters: in any order; written in time order.

    Raises:
        MixError: the cover cannot be read or is neither JPEG nor PNG, or the file has no frames or
            cannot be written.
    """
    header = _tag_bytes(tags, sorted(chapters, key=lambda chapter: chapter.start))
    try:
        _put(header, path)
    except OSError as error:
        message = f"{path.name}: cannot be tagged ({error.strerror}); make room and mix again"
        raise MixError(message) from error


def _put(header: bytes, path: Path) -> None:
    with path.open("rb") as old, tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as new:
        try:
            old.seek(_frames_at(old.read(10), path))
            new.write(header)
            shutil.copyfileobj(old, new, 1 << 20)
            new.flush()
            os.fsync(new.fileno())
            Path(new.name).chmod(path.stat().st_mode & 0o777)
            Path(new.name).replace(path)
        except BaseException:
            Path(new.name).unlink(missing_ok=True)
            raise


def _frames_at(head: bytes, path: Path) -> int:
    """Where the frames begin: after a tag, whose size is four bytes of seven bits (ID3v2.3, 3.1)."""
    if head[:2] == b"\xff\xfb":
        return 0
    if head[:3] != b"ID3" or len(head) < 10:
        message = f"{path.name}: not an MP3 file of ours; mix it again"
        raise MixError(message)
    size = 0
    for byte in head[6:10]:
        size = size << 7 | byte & 0x7F
    return size + 10


def _tag_bytes(tags: Tags, chapters: Sequence[ChapterMark]) -> bytes:
    """The whole tag, no padding."""
    made: Any = _id3("ID3")
    for frame in [*_text_frames(tags), *_chapter_frames(chapters)]:
        made.add(frame)
    file = io.BytesIO()
    made.save(file, v1=0, v2_version=3, padding=lambda _: 0)
    data = file.getvalue()
    frames: list[bytes] = sorted(_frames(data[_HEADER:]), key=_place)
    return data[:_HEADER] + b"".join(frames)


def _frames(data: bytes) -> Iterator[bytes]:
    """The frames of a tag: identifier, four bytes of size, two of flags, content (ID3v2.3, 3.3)."""
    at = 0
    while at < len(data):
        end = at + _HEADER + int.from_bytes(data[at + 4 : at + 8], "big")
        yield data[at:end]
        at = end


def _place(frame: bytes) -> tuple[int, int]:
    """Texts, the table of contents, chapters by their start, the cover.

    mutagen writes chapters by their size, and players that keep the file's order show them so.
    """
    kind = frame[:4]
    if kind == b"CHAP":
        start = frame.index(0, _HEADER) + 1
        return 2, int.from_bytes(frame[start : start + 4], "big")
    return {b"CTOC": 1, b"APIC": 3}.get(kind, 0), 0


def _text_frames(tags: Tags) -> list[_Frame]:
    language = tags.language if len(tags.language) == 3 and tags.language.isascii() else "und"
    texts = [
        ("TIT2", clean.line(tags.title)),
        ("TPE1", clean.line(tags.artist)),
        ("TALB", clean.line(tags.album)),
        ("TCON", clean.line(tags.genre)),
        ("TLAN", language),
    ]
    frames: list[_Frame] = [_id3(name, encoding=_UTF16, text=[text]) for name, text in texts if text]
    if tags.date is not None:
        # Version 2.3 has the year and "DDMM" apart (4.2.1).
        frames.append(_id3("TYER", encoding=0, text=[f"{tags.date.year:04}"]))
        frames.append(_id3("TDAT", encoding=0, text=[f"{tags.date.day:02}{tags.date.month:02}"]))
    if comment := clean.text(tags.comment):
        frames.append(_id3("COMM", encoding=_UTF16, lang=language, desc="", text=[comment]))
    if lyrics := clean.text(tags.lyrics):
        frames.append(_id3("USLT", encoding=_UTF16, lang=language, desc="", text=lyrics))
    if tags.url:
        frames.append(_id3("WOAF", url=_ascii_url(tags.url)))
    picture = _picture(tags.cover)
    if picture:
        frames.append(_id3("APIC", encoding=0, mime=_mime(picture), type=_FRONT_COVER, desc="", data=picture))
    return frames


def _picture(cover: bytes | Path) -> bytes:
    if isinstance(cover, bytes):
        return cover
    try:
        return cover.read_bytes()
    except OSError as error:
        message = f"cover {cover.name}: cannot be read ({error.strerror}); give another picture"
        raise MixError(message) from error


def _mime(picture: bytes) -> str:
    for magic, mime in ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png")):
        if picture.startswith(magic):
            return mime
    message = "cover: neither JPEG nor PNG; give another picture"
    raise MixError(message)


def _chapter_frames(chapters: Sequence[ChapterMark]) -> list[_Frame]:
    """Chapters and their table; a table of tables where one cannot hold them all (its count is one byte)."""
    names = [f"chp{number}" for number in range(len(chapters))]
    frames: list[_Frame] = [
        _id3(
            "CHAP",
            element_id=name,
            start_time=_ms(chapter.start),
            end_time=_ms(chapter.end),
            start_offset=_NO_OFFSET,
            end_offset=_NO_OFFSET,
            sub_frames=_titled(chapter),
        )
        for name, chapter in zip(names, chapters, strict=True)
    ]
    groups = [names[at : at + _MOST_CHILDREN] for at in range(0, len(names), _MOST_CHILDREN)]
    if len(groups) == 1:
        frames.append(_table("toc", groups[0], top=True))
    elif groups:
        frames.append(_table("toc", [f"toc{number}" for number in range(len(groups))], top=True))
        frames.extend(_table(f"toc{number}", group, top=False) for number, group in enumerate(groups))
    return frames


def _table(name: str, children: list[str], *, top: bool) -> _Frame:
    flags = id3.CTOCFlags.ORDERED | (id3.CTOCFlags.TOP_LEVEL if top else 0)
    return _id3("CTOC", element_id=name, flags=flags, child_element_ids=children, sub_frames=[])


def _titled(chapter: ChapterMark) -> list[_Frame]:
    frames: list[_Frame] = [_id3("TIT2", encoding=_UTF16, text=[clean.line(chapter.title) or "…"])]
    if chapter.url:
        frames.append(_id3("WXXX", encoding=_UTF16, desc="", url=_ascii_url(chapter.url)))
    return frames


def _ms(samples: int) -> int:
    # Never after the sample: a player that seeks would land on the frame behind it.
    return samples * 1000 // mp3.RATE_HZ


def _ascii_url(url: str) -> str:
    """An address in ASCII, as the tag asks: other characters as percent escapes of their UTF-8."""
    return quote(clean.line(url), safe=_URL_CHARACTERS)
