"""The show's picture. Rows: Apple, "Artwork requirements"; PRX, image size; ID3 pictures at most 300 KB."""

import io
import struct
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from briefing.errors import PublishError
from briefing.publish import cover
from briefing.show import Show

TITLES = [
    "موجز الأخبار",
    "نشرة اليوم الاقتصادية من القاهرة وبيروت والدار البيضاء وبغداد",
    "Morning Brief 24",
    "كلمةطويلةجدالاينقطعفيهاشيءولافراغفيهاأبداوهيأطولمنعرضالصورةكلها",
    "",
    "\u202eعاجل\x00",
]


@pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
def test_a_drawn_cover_is_what_directories_ask(show: Show, title: str) -> None:
    whose = replace(show, title=title)
    name, content = cover.feed_cover(whose)
    with Image.open(io.BytesIO(content)) as picture:
        assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (3000, 3000))
        assert picture.info["dpi"] == (72, 72), "PSP-1, <itunes:image>"
    assert len(content) <= 512 * 1024
    assert name.endswith(".jpg")
    assert name.isascii()
    small = cover.id3_cover(whose)
    with Image.open(io.BytesIO(small)) as picture:
        assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (1000, 1000))
    assert len(small) <= 300 * 1024
    assert cover.feed_cover(whose) == (name, content)


def test_another_title_is_another_address(show: Show) -> None:
    assert cover.feed_cover(show)[0] != cover.feed_cover(replace(show, title="غيره"))[0]


def test_letters_are_joined_and_run_from_right_to_left() -> None:
    # Unicode, Arabic Presentation Forms-B: initial beh FE91, medial yeh FEF4, final teh FE96; the last is drawn first.
    assert [f"{ord(letter):X}" for letter in cover.shaped("بيت")] == ["FE96", "FEF4", "FE91"]
    # lam with alef is one ligature: isolated FEFB
    assert [f"{ord(letter):X}" for letter in cover.shaped("لا")] == ["FEFB"]
    assert cover.shaped("خبر 24").startswith("24 "), "a number keeps its direction"


def test_the_font_has_every_joined_form() -> None:
    font = cover._font(100, 700)
    missing = bytes(font.getmask("\U0010fffd"))
    assert missing
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءآأإؤئلالألإلآ"
    for before in ("", "ب"):
        for after in ("", "ب"):
            for letter in [*letters, "لا", "لأ", "لإ", "لآ"]:
                for form in cover.shaped(before + letter + after):
                    assert bytes(font.getmask(form)) != missing, f"U+{ord(form):04X}"


def picture(path: Path, size: tuple[int, int], mode: str = "RGB", form: str = "PNG", **options: Any) -> str:
    noise = Image.effect_noise((size[0] // 8, size[1] // 8), 90).resize(size).convert(mode)
    noise.save(path, form, **options)
    return str(path)


@pytest.mark.parametrize(
    ("size", "mode", "form"),
    [((1400, 1400), "RGB", "PNG"), ((3000, 3000), "RGB", "JPEG"), ((3200, 3200), "RGBA", "PNG"),
     ((1500, 1500), "P", "PNG"), ((1500, 1500), "L", "JPEG"), ((1500, 1500), "CMYK", "JPEG")],
)  # fmt: skip
def test_the_owners_picture_is_made_fit(
    show: Show, tmp_path: Path, size: tuple[int, int], mode: str, form: str
) -> None:
    own = replace(show, cover=picture(tmp_path / "own", size, mode, form))
    _, content = cover.feed_cover(own)
    with Image.open(io.BytesIO(content)) as made:
        assert (made.format, made.mode) == ("JPEG", "RGB")
        assert made.width == made.height
        assert 1400 <= made.width <= 3000
    assert len(content) <= 512 * 1024
    assert len(cover.id3_cover(own)) <= 300 * 1024


@pytest.mark.parametrize("wrong", ["small", "oblong", "text", "cut", "missing", "gif"])
def test_what_cannot_be_used_is_told(show: Show, tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "own"
    if wrong == "small":
        picture(path, (1399, 1399))
    elif wrong == "oblong":
        picture(path, (2000, 1500))
    elif wrong == "text":
        path.write_text("not a picture", encoding="utf-8")
    elif wrong == "cut":
        picture(path, (1500, 1500))
        path.write_bytes(path.read_bytes()[:20_000])
    elif wrong == "gif":
        picture(path, (1500, 1500), "P", "GIF")
    with pytest.raises(PublishError, match="cover") as told:
        cover.feed_cover(replace(show, cover=str(path)))
    assert str(path) in str(told.value)
    assert "\n" not in str(told.value)


def test_pure_noise_still_fits(show: Show, tmp_path: Path) -> None:
    path = tmp_path / "noise.png"
    Image.effect_noise((1400, 1400), 200).convert("RGB").save(path, compress_level=1)
    assert len(cover.feed_cover(replace(show, cover=str(path)))[1]) <= 512 * 1024
    assert len(cover.id3_cover(replace(show, cover=str(path)))) <= 300 * 1024


@pytest.mark.parametrize("side", [11_000, 16_000, 40_000])
def test_a_picture_of_a_billion_pixels_is_not_opened(show: Show, tmp_path: Path, side: int) -> None:
    path = tmp_path / "bomb.png"
    Image.new("1", (1, 1)).save(path)
    content = bytearray(path.read_bytes())
    content[16:24] = struct.pack(">II", side, side)  # PNG, 11.2.2: IHDR
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    path.write_bytes(content)
    with pytest.raises(PublishError, match="cover"):
        cover.feed_cover(replace(show, cover=str(path)))


def test_a_kept_picture_that_a_disk_has_damaged_is_made_anew(show: Show, tmp_path: Path) -> None:
    first = cover.id3_cover(show, tmp_path)
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    for damaged in (b"\0" + whole[1:], whole[:-1], whole[:7], b""):
        kept.write_bytes(damaged)
        assert cover.id3_cover(show, tmp_path) == first
        assert kept.read_bytes() == whole
